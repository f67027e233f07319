import { writeFileSync } from "node:fs";
import type { Db } from "../store/database.js";
import { exportPlan } from "../store/export/json.js";
import { currentPlan, listPlans, type Plan } from "../store/plans.js";
import { fiscalYearLabel, fiscalYearOf, parseFiscalYear } from "../time.js";
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
  const year = values["fiscal-year"] === undefined ? null : parseFiscalYear(values["fiscal-year"]);
  if (values["fiscal-year"] !== undefined && year === null) {
    throw new UsageError(
      `--fiscal-year の「${values["fiscal-year"]}」を年度として読めません。例: 令和8年度、R8、2026`,
    );
  }
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

function choosePlan(db: Db, municipality: string | null, year: number | null, now: number): Plan {
  const plans = listPlans(db).filter(
    (plan) =>
      (municipality === null || plan.municipality === municipality) &&
      (year === null || plan.fiscalYear === year),
  );
  if (plans.length === 0) {
    const known = listPlans(db).map((plan) => `${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)}`);
    throw new CliError(
      known.length === 0
        ? "まだ計画が取り込まれていません。先に policy-bot import で文書を取り込んでください。"
        : `指定された計画はありません。取り込まれているのは ${known.join("、")} です。`,
    );
  }
  const municipalities = new Set(plans.map((plan) => plan.municipality));
  if (municipality === null && municipalities.size > 1) {
    const current = currentPlan(db, fiscalYearOf(now));
    const chosen = plans.find((plan) => plan.id === current?.id);
    if (chosen === undefined) {
      throw new CliError(
        `自治体が複数あります（${[...municipalities].join("、")}）。--municipality で選んでください。`,
      );
    }
    return chosen;
  }
  const [newest] = plans;
  return plans.find((plan) => plan.fiscalYear === fiscalYearOf(now)) ?? (newest as Plan);
}
