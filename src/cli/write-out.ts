import { statSync, writeFileSync } from "node:fs";
import { CliError, type Io } from "./command.js";

/** Writes what `--out FILE` asks for. @throws CliError where that is not possible, or the file is the database itself */
export function writeOut(io: Io, file: string, content: string | Uint8Array): void {
  spareDatabase(io, file);
  try {
    writeFileSync(file, content);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new CliError(`${file} に書き出せませんでした（${code}）。フォルダーと権限を確かめてください。`);
  }
}

/** By whatever name: a link to the database is the database. @throws CliError */
export function spareDatabase(io: Io, file: string): void {
  const { databasePath } = io.config();
  for (const own of [databasePath, `${databasePath}-wal`, `${databasePath}-shm`]) {
    if (!isSameFile(file, own)) continue;
    throw new CliError(`${file} はデータベースそのものです。別の名前を指定してください。`);
  }
}

function isSameFile(a: string, b: string): boolean {
  try {
    const [one, other] = [a, b].map((file) => statSync(file, { bigint: true }));
    return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino;
  } catch {
    // One of them is not there, or may not be looked at: whoever writes hears of it then.
    return false;
  }
}
