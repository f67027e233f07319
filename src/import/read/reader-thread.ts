import { parentPort, workerData } from "node:worker_threads";
import type { ReadDocument } from "../elements.js";
import { readHere } from "./read-document.js";

/** What the thread answers: a document, or the sentence of its refusal. */
export type ThreadAnswer =
  | { readonly document: ReadDocument }
  | { readonly refusal: string; readonly cause: string | null };

const { bytes, name } = workerData as { readonly bytes: Uint8Array; readonly name: string };

async function answer(): Promise<ThreadAnswer> {
  try {
    return { document: await readHere(bytes, name) };
  } catch (error) {
    const { message, cause } = error instanceof Error ? error : new Error(String(error));
    return { refusal: message, cause: cause instanceof Error ? (cause.stack ?? cause.message) : null };
  }
}

parentPort?.postMessage(await answer());
