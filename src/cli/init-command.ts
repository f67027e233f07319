import { existsSync } from "node:fs";
import { openDatabase } from "../store/database.js";
import { CliError, type Io, readArgs } from "./command.js";

/**
 * `policy-bot init`: makes the database. A program that speaks to Slack or Teams never makes one of itself, because a disk that is not
 * mounted would look like a beginning.
 */
export async function runInit(args: readonly string[], io: Io): Promise<number> {
  readArgs(args, {}, { min: 0, max: 0, missing: "" });
  const file = io.config().databasePath;
  if (existsSync(file)) throw new CliError(`データベース ${file} はもうあります。何も変えていません。`);
  openDatabase(file).close();
  io.out(`データベース ${file} を作りました。次に policy-bot import で文書を取り込んでください。`);
  return 0;
}
