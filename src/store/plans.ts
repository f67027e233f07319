import { all, type Db, one, run } from "./database.js";

/** 計画: one municipality's document for one fiscal year. */
export interface Plan {
  readonly id: number;
  readonly municipality: string;
  readonly fiscalYear: number;
  readonly title: string;
  readonly layout: string;
  readonly issuedBy: string | null;
  readonly updatedOn: string | null;
  readonly sourceName: string;
  readonly summarised: boolean;
  readonly importedAt: number;
  readonly cadenceDays: number;
  /** When digests go out, as JSON; null for the default rhythm. */
  readonly schedule: string | null;
}

interface PlanRow extends Omit<Plan, "summarised"> {
  readonly summarised: number;
}

const SELECT = `SELECT plan.id, municipality.name AS municipality, fiscal_year AS fiscalYear, title, layout,
  issued_by AS issuedBy, updated_on AS updatedOn, source_name AS sourceName, summarised,
  imported_at AS importedAt, cadence_days AS cadenceDays, schedule
  FROM plan JOIN municipality ON municipality.id = municipality_id`;

const toPlan = (row: PlanRow): Plan => ({ ...row, summarised: row.summarised === 1 });

/** Every plan, newest fiscal year first. */
export function listPlans(db: Db): Plan[] {
  return all<PlanRow>(db, `${SELECT} ORDER BY fiscal_year DESC, plan.id`).map(toPlan);
}

export function findPlan(db: Db, id: number): Plan | null {
  const row = one<PlanRow>(db, `${SELECT} WHERE plan.id = ?`, id);
  return row === null ? null : toPlan(row);
}

/**
 * The plan that a question means when it names none: that of the running fiscal year, else the newest one
 * that has begun, else the newest; among several the one that was imported first.
 */
export function currentPlan(db: Db, fiscalYear: number): Plan | null {
  return currentOf(listPlans(db), fiscalYear);
}

/** The same among some plans, newest fiscal year first. */
export function currentOf(plans: readonly Plan[], fiscalYear: number): Plan | null {
  return (
    plans.find((plan) => plan.fiscalYear === fiscalYear) ??
    plans.find((plan) => plan.fiscalYear < fiscalYear) ??
    plans[0] ??
    null
  );
}

/** Labels whose statements are tracked in a plan besides 重点目標. */
export function trackedLabels(db: Db, planId: number): string[] {
  return all<{ label: string }>(
    db,
    "SELECT label FROM tracked_label WHERE plan_id = ? ORDER BY label",
    planId,
  ).map((row) => row.label);
}

/** Sets a plan's rhythm (JSON; null for the default). */
export function setPlanSchedule(db: Db, planId: number, schedule: string | null): void {
  run(db, "UPDATE plan SET schedule = ? WHERE id = ?", schedule, planId);
}

/** After how many days of silence goals of the plan are 未更新, unless a department or goal says otherwise. */
export function setPlanCadence(db: Db, planId: number, days: number): void {
  run(db, "UPDATE plan SET cadence_days = ? WHERE id = ?", days, planId);
}
