import { fiscalYearLabel } from "../domain/time.js";
import { exportPlan } from "../export/plan-json.js";
import { progressCsv, progressTable } from "../export/progress-table.js";
import { evaluationXlsx } from "../export/xlsx/evaluation-workbook.js";
import { progressXlsx } from "../export/xlsx/progress-sheet.js";
import type { Db } from "../store/database.js";
import { listOccasions, type Occasion } from "../store/occasions.js";
import type { Plan } from "../store/plans.js";

import { chooseInstant, choosePlan, readYear } from "./choose-plan.js";
import { CliError, type Io, readArgs, UsageError, withDatabase } from "./command.js";

import { writeOut } from "./write-out.js";

const OPTIONS = {
  format: { type: "string" },
  municipality: { type: "string" },
  "fiscal-year": { type: "string" },
  instant: { type: "string" },
  unconfirmed: { type: "boolean" },
  out: { type: "string" },
  occasion: { type: "string" },
} as const;

const FORMATS = ["json", "csv", "xlsx"] as const;
type Format = (typeof FORMATS)[number];

/** `policy-bot export`: the whole plan as JSON, its 進捗一覧 as CSV or XLSX, or the 評価シート of an occasion. */
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
  if (values.occasion !== undefined && format !== "xlsx") {
    throw new UsageError("--occasion は --format xlsx（評価シート）で使います。");
  }
  const year = readYear(values["fiscal-year"]);
  return withDatabase(io, async (db) => {
    const plan = choosePlan(db, values.municipality ?? null, year, io.clock());
    const content =
      values.occasion === undefined
        ? await contentOf(format, db, plan, {
            now: io.clock(),
            instant: values.instant ?? null,
            unconfirmed: values.unconfirmed === true,
          })
        : await evaluationXlsx(db, plan, occasionNamed(db, plan, values.occasion), io.clock());
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

function occasionNamed(db: Db, plan: Plan, name: string): Occasion {
  const occasions = listOccasions(db, plan.id);
  const found = occasions.find((occasion) => occasion.name === name.trim());
  if (found !== undefined) return found;
  const known = occasions.map((occasion) => occasion.name).join("、");
  throw new CliError(
    `評価「${name}」はありません。${known === "" ? "始めた評価がまだありません。" : `あるもの: ${known}`}`,
  );
}

async function contentOf(
  format: Format,
  db: Db,
  plan: Plan,
  {
    now,
    instant,
    unconfirmed,
  }: { readonly now: number; readonly instant: string | null; readonly unconfirmed: boolean },
): Promise<string | Uint8Array> {
  if (instant !== null) {
    const { instantOutput } = await import("../bot/features/instants/instant-output.js");
    const bytes = await instantOutput(db, plan, chooseInstant(db, plan, instant), format, {
      now,
      unconfirmed,
    });
    return format === "xlsx" ? bytes : Buffer.from(bytes).toString("utf8");
  }
  switch (format) {
    case "json":
      return `${JSON.stringify(exportPlan(db, plan, { unconfirmed }), null, 2)}\n`;
    case "csv":
      return progressCsv(progressTable(db, plan, now, { unconfirmed }));
    case "xlsx":
      return progressXlsx(progressTable(db, plan, now, { unconfirmed }));
  }
}
