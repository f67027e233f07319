import { existsSync } from "node:fs";
import { type ParseArgsConfig, parseArgs } from "node:util";
import type { Config } from "../config.js";
import type { Clock } from "../domain/time.js";
import type { Db } from "../store/database.js";

/** What a command of the command line works with. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly config: () => Config;
  readonly clock: Clock;
  /** True where a person sits at a terminal and can be asked. */
  readonly interactive: boolean;
}

/** @returns the exit status */
export type Run = (args: readonly string[], io: Io) => Promise<number>;

/** It could not be done; the message is one Japanese line that says what to do. Exit status 1. */
export class CliError extends Error {
  override readonly name = "CliError";
}

/** Wrong usage. Exit status 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Reads options and positional arguments.
 * @throws UsageError for unknown options, missing values and a wrong number of arguments
 */
export function readArgs<T extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: T,
  positionals: { readonly min: number; readonly max: number; readonly missing: string },
) {
  let parsed: ReturnType<typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(explain(error));
  }
  if (parsed.positionals.length < positionals.min) throw new UsageError(positionals.missing);
  if (parsed.positionals.length > positionals.max) {
    throw new UsageError(`余分な指定があります: ${parsed.positionals.slice(positionals.max).join(" ")}`);
  }
  return parsed;
}

function explain(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const option = /'(-[^' ]*)/.exec(text)?.[1] ?? "";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") return `${option} という指定はありません。`;
  if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") return `${option} の値の指定が正しくありません。`;
  return "指定の書き方が正しくありません。";
}

/**
 * The configured database file. A question never makes one: a wrong DATABASE_PATH would otherwise look like an empty plan.
 * @throws CliError where it does not exist
 */
export function existingFile(io: Io): string {
  const file = io.config().databasePath;
  if (!existsSync(file)) {
    throw new CliError(
      `データベース ${file} がまだありません。先に policy-bot import で文書を取り込むか、DATABASE_PATH を確かめてください。`,
    );
  }
  return file;
}

/** Opens the configured database for the length of `work`. @throws CliError where the file does not exist */
export async function withDatabase<T>(io: Io, work: (db: Db) => T | Promise<T>): Promise<T> {
  const file = existingFile(io);
  const { openCurrent } = await import("../store/database.js");
  const db = openCurrent(file);
  try {
    const { municipality } = io.config();
    if (municipality != null) {
      const { preferMunicipality } = await import("../store/plans.js");
      preferMunicipality(db, municipality);
    }
    return await work(db);
  } finally {
    db.close();
  }
}
