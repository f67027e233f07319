import { fiscalYearLabel } from "../domain/time.js";
import { exportPlan } from "../export/plan-json.js";
import { progressCsv, progressTable } from "../export/progress-table.js";
import { progressXlsx } from "../export/xlsx.js";
import type { Db } from "../store/database.js";
import type { Plan } from "../store/plans.js";
import { chooseInstant, choosePlan, readYear } from "./choose-plan.js";
import { type Io, readArgs, UsageError, withDatabase } from "./command.js";
import { writeOut } from "./write-out.js";

const OPTIONS = {
  format: { type: "string" },
  municipality: { type: "string" },
  "fiscal-year": { type: "string" },
  instant: { type: "string" },
  out: { type: "string" },
} as const;

const FORMATS = ["json", "csv", "xlsx"] as const;
type Format = (typeof FORMATS)[number];

/** `policy-bot export`: the whole plan as JSON, or its 進捗一覧 as CSV or XLSX. */
export async function runExport(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  const format = FORMATS.find((known) => known === values.format);
  if (format === undefined) {
    throw new UsageError("--format には json、csv、xlsx のどれかを指定してください。");
  }
  const { out } = values;
  if (format === "xlsx" && out === undefined) {
    throw new UsageError(
      "xlsx は画面に出せません。書き出すファイルを --out 進捗一覧.xlsx のように指定してください。",
    );
  }
  const year = readYear(values["fiscal-year"]);
  return withDatabase(io, async (db) => {
    const plan = choosePlan(db, values.municipality ?? null, year, io.clock());
    const content = await contentOf(format, db, plan, { now: io.clock(), instant: values.instant ?? null });
    if (out !== undefined) {
      writeOut(io, out, content);
      io.err(`${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)} を ${out} に書き出しました。`);
    } else if (typeof content === "string") {
      // What prints adds the last line end itself.
      io.out(content.replace(/\n$/, ""));
    }
    return 0;
  });
}

async function contentOf(
  format: Format,
  db: Db,
  plan: Plan,
  { now, instant }: { readonly now: number; readonly instant: string | null },
): Promise<string | Uint8Array> {
  if (instant !== null) {
    const { instantOutput } = await import("../bot/features/instants/instant-output.js");
    const bytes = await instantOutput(db, plan, chooseInstant(db, plan, instant), format, { now });
    return format === "xlsx" ? bytes : Buffer.from(bytes).toString("utf8");
  }
  switch (format) {
    case "json":
      return `${JSON.stringify(exportPlan(db, plan), null, 2)}\n`;
    case "csv":
      return progressCsv(progressTable(db, plan, now));
    case "xlsx":
      return progressXlsx(progressTable(db, plan, now));
  }
}
