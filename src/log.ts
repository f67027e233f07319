import { randomBytes } from "node:crypto";
import { type Logger, pino } from "pino";

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

/** @param level a pino level, or `silent` */
export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_KEYS, censor: "[伏せ]" },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** A short id that stands in a log line and in the apology a person sees: `E-3F9A1C`. */
export function newErrorId(): string {
  return `E-${randomBytes(3).toString("hex").toUpperCase()}`;
}
