import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, randomBytes } from "node:crypto";
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
  return { type: error.name, message: error.message, ...code, stack: error.stack };
}

/** Every line that is logged in `work`, or in what it starts, carries the id as `request`. */
export function inRequest<T>(request: string, work: () => T): T {
  return context.run({ request }, work);
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
