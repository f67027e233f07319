import { createHash } from "node:crypto";
import type { Department } from "../store/departments.js";
import type { Goal } from "../store/goals.js";
import type { Note } from "../store/notes.js";
import type { Plan } from "../store/plans.js";

/**
 * 管理番号: what a row of our XLSX says about itself, `pb1.PLAN.PLANHASH.GOAL.GOALHASH`. It stands in the row, so that it
 * moves with it when the sheet is sorted, filtered or cut down. The hashes are no secret; they tell another
 * installation's plan and a goal that has changed since the sheet was written.
 */
export interface RowToken {
  readonly planId: number;
  readonly planHash: string;
  readonly goalId: number;
  readonly goalHash: string;
}

const PATTERN = /^pb1\.(\d{1,15})\.([0-9a-f]{8})\.(\d{1,15})\.([0-9a-f]{16})$/;

/** The token of a goal as it stands. `notes` are those of the goal that stand, newest first. */
export function rowToken(
  plan: Plan,
  department: Department,
  goal: Goal,
  notes: readonly Pick<Note, "id" | "revision">[],
): string {
  const goalHash = hash(
    [
      department.name,
      goal.number,
      goal.text,
      // A sheet that went out while an unknown state was still stored as 未着手 comes back as unchanged.
      goal.state ?? "not_started",
      goal.level,
      goal.percent,
      notes.map(({ id, revision }) => [id, revision]),
    ],
    16,
  );
  return `pb1.${plan.id}.${planHash(plan)}.${goal.id}.${goalHash}`;
}

/** The same for the same municipality and fiscal year, in every installation. */
export function planHash(plan: Pick<Plan, "municipality" | "fiscalYear">): string {
  return hash([plan.municipality, plan.fiscalYear], 8);
}

/** Null for anything that is no token of this version. */
export function parseToken(text: string): RowToken | null {
  const [, planId, plan, goalId, goal] = PATTERN.exec(text.trim()) ?? [];
  if (planId === undefined || plan === undefined || goalId === undefined || goal === undefined) return null;
  return { planId: Number(planId), planHash: plan, goalId: Number(goalId), goalHash: goal };
}

function hash(value: unknown, length: number): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, length);
}

/** The same of a 評価シート: the occasion, the goal, and the version of its sheet that was written out. */
export interface EvaluationToken {
  readonly planId: number;
  readonly planHash: string;
  readonly occasionId: number;
  readonly goalId: number;
  /** 0 where nothing was written yet. */
  readonly revision: number;
}

const EVALUATION_PATTERN = /^pe1\.(\d{1,15})\.([0-9a-f]{8})\.(\d{1,15})\.(\d{1,15})\.(\d{1,9})$/;

export function evaluationToken(plan: Plan, occasionId: number, goalId: number, revision: number): string {
  return `pe1.${plan.id}.${planHash(plan)}.${occasionId}.${goalId}.${revision}`;
}

/** Null for anything that is no token of this version. */
export function parseEvaluationToken(text: string): EvaluationToken | null {
  const [, planId, hashed, occasionId, goalId, revision] = EVALUATION_PATTERN.exec(text.trim()) ?? [];
  if (planId === undefined || hashed === undefined) return null;
  return {
    planId: Number(planId),
    planHash: hashed,
    occasionId: Number(occasionId),
    goalId: Number(goalId),
    revision: Number(revision),
  };
}

/** The same of a row of the sheet 指標: the goal, its indicator, and what was known of it when it was written out. */
export interface IndicatorToken {
  readonly planId: number;
  readonly planHash: string;
  readonly goalId: number;
  /** Null in a row for a new one. */
  readonly indicatorId: number | null;
  readonly cellsHash: string;
  readonly valueHash: string;
}

const INDICATOR_PATTERN =
  /^pi1\.(\d{1,15})\.([0-9a-f]{8})\.(\d{1,15})\.(\d{1,15})\.([0-9a-f]{8})\.([0-9a-f]{8})$/;

/**
 * @param indicator its cells as they are written, and the report that names its last value; null for the row of a new one
 */
export function indicatorToken(
  plan: Plan,
  goalId: number,
  indicator: {
    readonly id: number;
    readonly cells: Readonly<Record<string, string>>;
    readonly last: { readonly noteId: number; readonly value: number } | null;
  } | null,
): string {
  const known =
    indicator === null
      ? [0, cellsHash({}), valueHash(null)]
      : [indicator.id, cellsHash(indicator.cells), valueHash(indicator.last)];
  return ["pi1", plan.id, planHash(plan), goalId, ...known].join(".");
}

export const cellsHash = (cells: Readonly<Record<string, string>>): string => hash(Object.entries(cells), 8);

export const valueHash = (last: { readonly noteId: number; readonly value: number } | null): string =>
  hash(last === null ? null : [last.noteId, last.value], 8);

/** Null for anything that is no token of this version. */
export function parseIndicatorToken(text: string): IndicatorToken | null {
  const [, planId, plan, goalId, indicatorId, cells, value] = INDICATOR_PATTERN.exec(text.trim()) ?? [];
  if (planId === undefined || plan === undefined || cells === undefined || value === undefined) return null;
  return {
    planId: Number(planId),
    planHash: plan,
    goalId: Number(goalId),
    indicatorId: Number(indicatorId) === 0 ? null : Number(indicatorId),
    cellsHash: cells,
    valueHash: value,
  };
}
