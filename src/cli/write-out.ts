import { writeFileSync } from "node:fs";
import { CliError } from "./command.js";

/** Writes what `--out FILE` asks for. @throws CliError where that is not possible */
export function writeOut(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new CliError(`${file} に書き出せませんでした（${code}）。フォルダーと権限を確かめてください。`);
  }
}
