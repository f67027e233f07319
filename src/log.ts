import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type DestinationStream, type Logger, pino } from "pino";

/** The only writer of logs: JSON lines on stderr. Message texts and tokens never reach it; callers pass ids and counts. */
export type Log = Logger;

const SECRET_KEYS = [
  "token",
  "*.token",
  "signingSecret",
  "*.signingSecret",
  "password",
  "*.password",
  "text",
  "*.text",
];

interface Context {
  readonly request: string;
}

/** What is being worked on, for every line that is logged meanwhile. */
const context = new AsyncLocalStorage<Context | undefined>();

/**
 * @param level a pino level, or `silent`
 * @param to where the lines go; stderr where nothing is said
 */
export function createLog(
  level: string,
  to: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_KEYS, censor: "[伏せ]" },
      serializers: { err: describeError },
      mixin: () => ({ ...context.getStore() }),
    },
    to,
  );
}

/** Libraries hang whole requests with their headers onto their errors: only what says where and why is kept. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = "code" in error ? { code: String(error.code) } : {};
  return { type: error.name, message: error.message, ...code, stack: stackOf(error) };
}

/**
 * Every line that is logged in `work`, or in what it starts, carries the id as `request`.
 * @param id asked for with the first line: most requests log none
 */
export function inRequest<T>(id: () => string, work: () => T): T {
  let request: string | null = null;
  const named = {
    get request() {
      request ??= id();
      return request;
    },
  };
  return context.run(named, work);
}

/** For work that serves everybody although one request happened to start it. */
export function outsideRequest<T>(work: () => T): T {
  return context.run(undefined, work);
}

/** `R-9f86d081`: by chance, or, for a `key`, always the same, so that a redelivery and a restart do not change it. */
export function requestId(key?: string): string {
  const hex =
    key === undefined ? randomBytes(4).toString("hex") : createHash("sha256").update(key).digest("hex");
  return `R-${hex.slice(0, 8)}`;
}

/** A short id that stands in a log line and in the apology a person sees: `E-3F9A1C`. */
export function newErrorId(): string {
  return `E-${randomBytes(3).toString("hex").toUpperCase()}`;
}

/** `file:///opt/policy-bot/dist/main.js:1024:7`, as it stands in a stack. */
const PLACE = /(file:\/\/[^\s()]+\.js):(\d+):(\d+)/g;

/** What was read beside a file, null where nothing stands there; read only when an error is told of. */
const maps = new Map<string, SourceMap | null>();

function mapOf(file: string): SourceMap | null {
  const known = maps.get(file);
  if (known !== undefined) return known;
  let map: SourceMap | null = null;
  try {
    map = new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(file)}.map`, "utf8")));
  } catch {
    // A module that stands alone, or one of a package.
  }
  maps.set(file, map);
  return map;
}

/**
 * The build puts many modules into one file: a stack says again in which module and line of it something happened, so that the number
 * of an error leads somewhere.
 */
export function stackOf(error: Error): string {
  return (error.stack ?? error.message).replace(
    PLACE,
    (whole, file: string, line: string, column: string) => {
      const entry = mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1);
      if (entry === undefined || !("originalSource" in entry)) return whole;
      const source = path.resolve(path.dirname(fileURLToPath(file)), entry.originalSource);
      return `${pathToFileURL(source).href}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    },
  );
}

/** Where an error was thrown; its message stays out of the log, because it may quote what somebody wrote. */
export function framesOf(error: unknown): string[] {
  return error instanceof Error
    ? stackOf(error)
        .split("\n")
        .filter((line) => /^\s+at /.test(line))
    : [];
}
