import { fiscalYearLabel, fiscalYearOf, parseFiscalYear } from "../domain/time.js";
import type { Db } from "../store/database.js";
import { type Instant, instantNamed, listInstants } from "../store/instants.js";
import { currentPlan, listPlans, type Plan } from "../store/plans.js";
import { CliError, UsageError } from "./command.js";

/** `--fiscal-year` as people write it; null where it is not given. @throws UsageError */
export function readYear(text: string | undefined): number | null {
  if (text === undefined) return null;
  const year = parseFiscalYear(text);
  if (year === null)
    throw new UsageError(`--fiscal-year の「${text}」を年度として読めません。例: 令和8年度、R8、2026`);
  return year;
}

/** The plan that the options name, else the current one. @throws CliError where there is none or several fit */
export function choosePlan(db: Db, municipality: string | null, year: number | null, now: number): Plan {
  const known = listPlans(db);
  const plans = known.filter(
    (plan) =>
      (municipality === null || plan.municipality === municipality) &&
      (year === null || plan.fiscalYear === year),
  );
  const [newest] = plans;
  if (newest === undefined) {
    const names = known.map((plan) => `${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)}`);
    throw new CliError(
      names.length === 0
        ? "まだ計画が取り込まれていません。先に policy-bot import で文書を取り込んでください。"
        : `指定された計画はありません。取り込まれているのは ${names.join("、")} です。`,
    );
  }
  const current = currentPlan(db, fiscalYearOf(now));
  const chosen = plans.find((plan) => plan.id === current?.id);
  if (chosen !== undefined) return chosen;
  const municipalities = new Set(plans.map((plan) => plan.municipality));
  if (municipalities.size > 1) {
    throw new CliError(
      `自治体が複数あります（${[...municipalities].join("、")}）。--municipality で選んでください。`,
    );
  }
  return newest;
}

/** The 時点 that an option names. @throws CliError where the plan has none of that name */
export function chooseInstant(db: Db, plan: Plan, name: string): Instant {
  const found = instantNamed(db, plan.id, name);
  if (found !== null) return found;
  const names = listInstants(db, plan.id).map((instant) => instant.name);
  throw new CliError(
    names.length === 0
      ? `「${name}」という時点はありません。policy-bot instant 名前 --at 2026-09-30 で固定できます。`
      : `「${name}」という時点はありません。あるのは ${names.join("、")} です。`,
  );
}
