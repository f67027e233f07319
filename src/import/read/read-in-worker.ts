import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { ImportError } from "../document.js";
import type { ReadDocument } from "../elements.js";
import { readHere } from "./read-document.js";
import type { ThreadAnswer } from "./reader-thread.js";

interface WorkerLimits {
  /** Milliseconds. */
  readonly deadline: number;
  /** Of the thread's own objects, in megabytes. */
  readonly heap: number;
  /** By how many megabytes the whole program may grow meanwhile; what a library inflates is in no heap. */
  readonly growth: number;
}

const LIMITS: WorkerLimits = { deadline: 60_000, heap: 640, growth: 1_200 };
const LOOK_EVERY = 100;
const MEGABYTE = 1024 * 1024;

const THREAD = fileURLToPath(new URL("./reader-thread.js", import.meta.url));

/** Files are read one after the other, so that several large ones do not add up. */
let before: Promise<unknown> = Promise.resolve();

/**
 * Reads a file in a thread of its own with bounded time and memory, while this one goes on answering.
 * @throws ImportError with what to do, also where the thread had to be ended
 */
export function readInWorker(bytes: Uint8Array, name: string, limits = LIMITS): Promise<ReadDocument> {
  const turn = before.then(() => readInThread(bytes, name, limits));
  before = turn.catch(() => undefined);
  return turn;
}

function readInThread(bytes: Uint8Array, name: string, limits: WorkerLimits): Promise<ReadDocument> {
  // Sources that are run without being compiled (by the tests) have no thread's file beside them.
  if (!existsSync(THREAD)) return readHere(bytes, name);
  return new Promise((resolve, reject) => {
    const worker = new Worker(THREAD, {
      workerData: { bytes, name },
      resourceLimits: { maxOldGenerationSizeMb: limits.heap, maxYoungGenerationSizeMb: 64, stackSizeMb: 8 },
      stdout: true,
      stderr: true,
    });
    const start = process.memoryUsage.rss();
    const end = (result: ReadDocument | Error): void => {
      clearTimeout(deadline);
      clearInterval(watch);
      void worker.terminate();
      if (result instanceof Error) reject(result);
      else resolve(result);
    };
    const deadline = setTimeout(
      () => end(new ImportError(`${name}: 読み取りに時間がかかりすぎるため中止しました。${SMALLER}`)),
      limits.deadline,
    );
    const watch = setInterval(() => {
      if (process.memoryUsage.rss() - start > limits.growth * MEGABYTE) end(tooLarge(name));
    }, LOOK_EVERY);
    worker.once("message", (answer: ThreadAnswer) => {
      if ("document" in answer) end(answer.document);
      else end(new ImportError(answer.refusal, answer.cause === null ? {} : { cause: answer.cause }));
    });
    worker.once("error", (error: Error & { readonly code?: string }) => {
      const small = new ImportError(`${name}: 読み取りが途中で終わりました。${SMALLER}`, { cause: error });
      end(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? tooLarge(name) : small);
    });
    worker.once("exit", () => end(new ImportError(`${name}: 読み取りが途中で終わりました。${SMALLER}`)));
  });
}

const SMALLER = "方針と目標の部分だけを別のファイルに保存してください。";

const tooLarge = (name: string): ImportError =>
  new ImportError(`${name}: 展開すると大きすぎるため読みません。${SMALLER}`);
