import { isDeepStrictEqual } from "node:util";
import type { LevelIndicator, LevelKind, TypedLevel } from "../domain/plan-levels.js";
import { recordAudit } from "./audit.js";
import { all, type Db, one, run } from "./database.js";
import type { Act } from "./note-writing.js";
import { indexLevels } from "./search.js";

/** 政策→施策→事業 of a plan: levels above its goals, with their own indicators. */
export interface PlanLevel {
  readonly id: number;
  readonly parentId: number | null;
  readonly kind: LevelKind;
  readonly name: string;
  readonly indicators: readonly LevelIndicator[];
}

type Row = Omit<PlanLevel, "indicators">;
const SELECT = "SELECT id, parent_id AS parentId, kind, name FROM plan_level";

const withIndicators = (db: Db, row: Row): PlanLevel => ({
  ...row,
  indicators: all<LevelIndicator>(
    db,
    `SELECT name, unit, direction, base, base_on AS baseOn, target, target_on AS targetOn FROM level_indicator
     WHERE level_id = ? ORDER BY ord`,
    row.id,
  ),
});

/** In their order. */
export const listPlanLevels = (db: Db, planId: number): PlanLevel[] =>
  all<Row>(db, `${SELECT} WHERE plan_id = ? ORDER BY ord`, planId).map((row) => withIndicators(db, row));

/** The levels above a statement, the highest first. */
export function levelsAbove(db: Db, statementId: number): PlanLevel[] {
  const chain: PlanLevel[] = [];
  let id =
    one<{ id: number }>(db, "SELECT level_id AS id FROM statement_level WHERE statement_id = ?", statementId)
      ?.id ?? null;
  while (id !== null) {
    const row: Row | null = one<Row>(db, `${SELECT} WHERE id = ?`, id);
    if (row === null) break;
    chain.unshift(withIndicators(db, row));
    id = row.parentId;
  }
  return chain;
}

/** The goals right below a level. */
export const goalsBelow = (
  db: Db,
  levelId: number,
): { readonly department: string; readonly number: number }[] =>
  all(
    db,
    `SELECT department.name AS department, goal.number FROM statement_level JOIN goal ON goal.id = statement_id
     JOIN department ON department.id = goal.department_id WHERE level_id = ? AND goal.number IS NOT NULL
     ORDER BY department.ord, goal.number`,
    levelId,
  );

const publicKey = (planId: number): string => `levels-public:${planId}`;

/** 公表可: whether the levels of a plan may stand on the public page. Nobody said so: they may not. */
export function areLevelsPublic(db: Db, planId: number): boolean {
  const row = one<{ value: string }>(db, "SELECT value FROM setting WHERE key = ?", publicKey(planId));
  return row !== null && JSON.parse(row.value) === true;
}

/** Whether the levels of a plan are those of its document: nobody has set them by hand since. */
export function areLevelsPrinted(db: Db, planId: number): boolean {
  const last = one<{ via: string }>(
    db,
    "SELECT via FROM audit WHERE action = 'levels.set' AND target = ? ORDER BY id DESC LIMIT 1",
    `plan:${planId}`,
  );
  return last === null || last.via === "import";
}

/** Whether the levels of a plan and what stands below each are just these. */
function areLevels(
  db: Db,
  planId: number,
  levels: readonly TypedLevel[],
  statements: readonly (readonly number[])[],
): boolean {
  const stored = listPlanLevels(db, planId);
  return (
    stored.length === levels.length &&
    stored.every(({ id, parentId, kind, name, indicators }, at) => {
      const level = levels[at];
      const below = all<{ id: number }>(
        db,
        "SELECT statement_id AS id FROM statement_level WHERE level_id = ? ORDER BY statement_id",
        id,
      ).map((row) => row.id);
      const parent = level?.parent == null ? null : (stored[level.parent]?.id ?? null);
      return (
        level?.kind === kind &&
        level.name === name &&
        parent === parentId &&
        isDeepStrictEqual(indicators, level.indicators.map(figuresOf)) &&
        isDeepStrictEqual(
          below,
          (statements[at] ?? []).toSorted((one, other) => one - other),
        )
      );
    })
  );
}

const figuresOf = (indicator: LevelIndicator): LevelIndicator => {
  const { name, unit, direction, base, baseOn, target, targetOn } = indicator;
  return { name, unit, direction, base, baseOn, target, targetOn };
};

/**
 * Makes the levels of a plan equal to these. Call it in a transaction.
 * @param given `statements`: the statements below each level, in the order of the levels; `public`: 公表可
 * @returns whether anything changed; only then the audit tells of it
 */
export function setPlanLevels(
  db: Db,
  planId: number,
  levels: readonly TypedLevel[],
  given: { readonly statements: readonly (readonly number[])[]; readonly public: boolean },
  act: Act,
): boolean {
  const before = { levels: listPlanLevels(db, planId).length, public: areLevelsPublic(db, planId) };
  if (before.public === given.public && areLevels(db, planId, levels, given.statements)) return false;
  run(db, "DELETE FROM plan_level WHERE plan_id = ?", planId);
  const ids: number[] = [];
  for (const [ord, level] of levels.entries()) {
    const { id } = run(
      db,
      "INSERT INTO plan_level(plan_id, parent_id, ord, kind, name) VALUES (?, ?, ?, ?, ?)",
      planId,
      level.parent === null ? null : (ids[level.parent] ?? null),
      ord,
      level.kind,
      level.name,
    );
    ids.push(id);
    for (const [at, each] of level.indicators.entries())
      run(
        db,
        `INSERT INTO level_indicator(level_id, ord, name, unit, direction, base, base_on, target, target_on)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        at,
        each.name,
        each.unit,
        each.direction,
        each.base,
        each.baseOn,
        each.target,
        each.targetOn,
      );
    for (const statementId of given.statements[ord] ?? [])
      run(db, "INSERT INTO statement_level(statement_id, level_id) VALUES (?, ?)", statementId, id);
  }
  indexLevels(db, planId);
  run(
    db,
    "INSERT INTO setting(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
    publicKey(planId),
    JSON.stringify(given.public),
  );
  recordAudit(db, {
    ...act,
    action: "levels.set",
    target: `plan:${planId}`,
    before,
    after: { levels: levels.map(({ kind, name }) => ({ kind, name })), public: given.public },
  });
  return true;
}
