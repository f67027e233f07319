import { writeFileSync } from "node:fs";
import { exportPlan } from "../store/export/json.js";
import { fiscalYearLabel } from "../time.js";
import { choosePlan, readYear } from "./choose-plan.js";
import { CliError, type Io, readArgs, UsageError, withDatabase } from "./command.js";

const OPTIONS = {
  format: { type: "string" },
  municipality: { type: "string" },
  "fiscal-year": { type: "string" },
  out: { type: "string" },
} as const;

/** `policy-bot export --format json`. */
export async function runExport(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  if (values.format !== "json") {
    throw new UsageError("--format には json を指定してください。");
  }
  const year = readYear(values["fiscal-year"]);
  return withDatabase(io, (db) => {
    const plan = choosePlan(db, values.municipality ?? null, year, io.clock());
    const text = JSON.stringify(exportPlan(db, plan), null, 2);
    if (values.out === undefined) io.out(text);
    else {
      writeOut(values.out, `${text}\n`);
      io.err(`${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)} を ${values.out} に書き出しました。`);
    }
    return 0;
  });
}

function writeOut(file: string, content: string | Uint8Array): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new CliError(`${file} に書き出せませんでした（${code}）。フォルダーと権限を確かめてください。`);
  }
}
