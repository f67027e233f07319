import type { DirectionKey } from "../domain/evaluation.js";
import { fold, similarity } from "../domain/fold.js";
import { fiscalYearSpan, tokyoDate } from "../domain/time.js";
import { all, type Db, one, run } from "../store/database.js";
import { listDepartments } from "../store/departments.js";
import { followLinks, type LinkKind, replaceProposals } from "../store/links.js";
import { addOrganisation, departmentsIn } from "../store/organisations.js";
import { findPlan } from "../store/plans.js";
import { listReorganisations } from "../store/reorganisations.js";

/**
 * 系譜: which department and which goal of one year goes on as which of the next. Pure. What is sure (the same name, the same
 * words) is told from what is only likely and has to be confirmed.
 */

export interface YearDepartment {
  readonly id: number;
  readonly name: string;
  readonly aliases: readonly string[];
}

export interface YearGoal {
  readonly id: number;
  readonly department: number;
  readonly text: string;
}

interface Year {
  readonly departments: readonly YearDepartment[];
  readonly goals: readonly YearGoal[];
}

/** From one row of the earlier year to one of the later; one side is null for 新規 and 終了. */
interface ProposedLink {
  readonly level: "department" | "goal";
  readonly kind: LinkKind;
  readonly from: number | null;
  readonly to: number | null;
  readonly sure: boolean;
}

/** How alike two texts are that are surely one, and that may be one (Dice over bigrams). */
const SURE = 0.8;
/** The same for a goal that stayed in its department. */
const SURE_AT_HOME = 0.65;
const LIKELY = 0.5;
/** The share of a department's goals that must be found under another name. */
const MOST = 0.5;
/** The share that makes a department a part of what it went into. */
const PART = 0.2;

/** 機構改革 between two years, in the ids of their departments; `to` is empty where they end. */
interface Decided {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** What was decided of departments comes before what their words and goals say. */
function withDecided(links: readonly ProposedLink[], decided: readonly Decided[]): ProposedLink[] {
  const pairs = decided.flatMap(({ from, to }) =>
    from.flatMap((before) =>
      (to.length === 0 ? [null] : to).map((after): ProposedLink => {
        const merged = from.length > 1 || links.some((link) => isKept(link) && link.to === after);
        const kind = after === null ? "ended" : to.length > 1 ? "split" : merged ? "merged" : "renamed";
        return { level: "department", kind, from: before, to: after, sure: true };
      }),
    ),
  );
  const left = new Set(decided.flatMap(({ from }) => from));
  const reached = new Set(decided.flatMap(({ to }) => to));
  return [
    ...links.filter((link) => {
      if (link.level !== "department" || isKept(link)) return true;
      const { from, to } = link;
      return !(from !== null && left.has(from)) && !(from === null && to !== null && reached.has(to));
    }),
    // Where the document prints under its name what was abolished, the department goes on.
    ...pairs.filter(
      ({ from, to }) =>
        !links.some((link) => isKept(link) && link.from === from && (to === null || link.to === to)),
    ),
  ];
}

const isKept = ({ level, kind }: ProposedLink): boolean => level === "department" && kind === "same";

function proposeLinks(before: Year, after: Year): ProposedLink[] {
  const goals = goalLinks(before, after);
  const departments = departmentLinks(before, after, goals);
  const homes = new Set(
    departments.flatMap(({ from, to }) => (from === null || to === null ? [] : [`${from}>${to}`])),
  );
  const departmentOf = new Map([...before.goals, ...after.goals].map((goal) => [goal.id, goal.department]));
  const isMoved = (from: number | null, to: number | null): boolean =>
    from !== null && to !== null && !homes.has(`${departmentOf.get(from) ?? 0}>${departmentOf.get(to) ?? 0}`);
  return [
    ...departments,
    ...goals.map(({ score, ...link }) => {
      if (link.kind !== "same" && link.kind !== "reworded") return link;
      if (isMoved(link.from, link.to)) return { ...link, kind: "moved" as const };
      return { ...link, sure: link.sure || score >= SURE_AT_HOME };
    }),
  ];
}

interface Pair {
  readonly from: YearGoal;
  readonly to: YearGoal;
  readonly score: number;
}

interface GoalLink extends ProposedLink {
  /** How alike the two texts are. */
  readonly score: number;
}

const ALONE = { level: "goal", sure: true, score: 0 } as const;

/** Each goal once, the most alike first; then a second that is alike the same one: 統合 or 分割. */
function goalLinks(before: Year, after: Year): GoalLink[] {
  const pairs = alikePairs(before, after);
  const from = new Map<number, Pair>();
  const to = new Map<number, Pair>();
  for (const pair of pairs) {
    if (from.has(pair.from.id) || to.has(pair.to.id)) continue;
    from.set(pair.from.id, pair);
    to.set(pair.to.id, pair);
  }
  const links = [...from.values()].map(
    ({ from: old, to: now, score }): GoalLink => ({
      level: "goal",
      kind: fold(old.text) === fold(now.text) ? "same" : "reworded",
      from: old.id,
      to: now.id,
      sure: score >= SURE,
      score,
    }),
  );
  const also: GoalLink[] = [];
  for (const pair of pairs) {
    const left = !from.has(pair.from.id);
    const right = !to.has(pair.to.id);
    if (left === right) continue;
    also.push({
      level: "goal",
      kind: left ? "merged" : "split",
      from: pair.from.id,
      to: pair.to.id,
      sure: false,
      score: pair.score,
    });
    (left ? from : to).set(left ? pair.from.id : pair.to.id, pair);
  }
  const ended = before.goals.filter(({ id }) => !from.has(id));
  const fresh = after.goals.filter(({ id }) => !to.has(id));
  return [
    ...links,
    ...also,
    ...ended.map(({ id }): GoalLink => ({ ...ALONE, kind: "ended", from: id, to: null })),
    ...fresh.map(({ id }): GoalLink => ({ ...ALONE, kind: "new", from: null, to: id })),
  ];
}

/** Pairs that may be one goal, the most alike first; of equals that of the same department's name: one text may stand in two departments. */
function alikePairs(before: Year, after: Year): Pair[] {
  const names = new Map(
    [...before.departments, ...after.departments].map(({ id, name }) => [id, fold(name)]),
  );
  const keys = new Map(after.goals.map((goal) => [goal.id, fold(goal.text)]));
  const old = new Set(before.goals.map(({ text }) => fold(text)));
  const unchanged = new Set([...keys.values()].filter((key) => old.has(key)));
  return before.goals
    .flatMap((from) => {
      const key = fold(from.text);
      return after.goals.flatMap((to): (Pair & { readonly near: boolean })[] => {
        const other = keys.get(to.id) ?? "";
        // What is printed again word by word is no correction of something else.
        if (key !== other && unchanged.has(key) && unchanged.has(other)) return [];
        if (3 * Math.min(key.length, other.length) < Math.max(key.length, other.length)) return [];
        const score = similarity(key, other);
        const near = names.get(from.department) === names.get(to.department);
        return score >= LIKELY ? [{ from, to, score, near }] : [];
      });
    })
    .sort((a, b) => b.score - a.score || Number(b.near) - Number(a.near));
}

function departmentLinks(before: Year, after: Year, goals: readonly ProposedLink[]): ProposedLink[] {
  const old = new Map(before.goals.map((goal) => [goal.id, goal.department]));
  const now = new Map(after.goals.map((goal) => [goal.id, goal.department]));
  const counts = new Map<string, number>();
  for (const { from, to } of goals) {
    if (from === null || to === null) continue;
    const key = `${old.get(from) ?? 0}>${now.get(to) ?? 0}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const shared = (from: number, to: number): number => counts.get(`${from}>${to}`) ?? 0;
  const size = (year: Year, id: number): number =>
    year.goals.filter(({ department }) => department === id).length;

  const links: ProposedLink[] = [];
  const left = new Map(before.departments.map((department) => [department.id, department]));
  const open = new Map(after.departments.map((department) => [department.id, department]));
  const link = (kind: LinkKind, from: number | null, to: number | null, sure: boolean): void => {
    links.push({ level: "department", kind, from, to, sure });
    if (from !== null) left.delete(from);
    if (to !== null) open.delete(to);
  };
  for (const department of after.departments) {
    const named = [...left.values()].find(({ name }) => fold(name) === fold(department.name));
    if (named !== undefined) link("same", named.id, department.id, true);
  }
  for (const department of [...open.values()]) {
    const names = [department.name, ...department.aliases].map(fold);
    const known = [...left.values()].find((each) =>
      [each.name, ...each.aliases].some((name) => names.includes(fold(name))),
    );
    if (known !== undefined) link("renamed", known.id, department.id, true);
  }
  /** Whether another new department, too, lives mostly on what came from it: then it was split, however unevenly. */
  const isDivided = (from: number, to: number): boolean =>
    [...open.keys()].some(
      (id) =>
        id !== to &&
        shared(from, id) > PART * size(before, from) &&
        shared(from, id) > MOST * size(after, id),
    );
  // One that is gone and one that is new, with most of each other's goals.
  for (const department of [...open.values()]) {
    const [best] = [...left.values()]
      .map(({ id }) => ({ id, count: shared(id, department.id) }))
      .filter(({ id, count }) => count > MOST * size(before, id) && count > MOST * size(after, department.id))
      .filter(({ id }) => !isDivided(id, department.id))
      .sort((a, b) => b.count - a.count);
    if (best !== undefined)
      link("renamed", best.id, department.id, best.count >= 0.8 * size(before, best.id));
  }
  // What is gone went into parts of others, or became several.
  for (const gone of [...left.values()]) {
    const heirs = after.departments.filter(({ id }) => shared(gone.id, id) > PART * size(before, gone.id));
    for (const heir of heirs) {
      const fresh =
        open.has(heir.id) ||
        links.some(({ to, kind }) => to === heir.id && kind !== "same" && kind !== "renamed");
      link(heirs.length > 1 && fresh ? "split" : "merged", gone.id, heir.id, false);
    }
    if (heirs.length === 0) link("ended", gone.id, null, false);
  }
  for (const fresh of [...open.values()]) link("new", null, fresh.id, true);
  return links;
}

/** Hangs a plan between its neighbours: the year before leads to it, and it to the year after. */
export function writeLineage(
  db: Db,
  planId: number,
  act: { readonly actor: string; readonly at: number },
): void {
  const before = neighbour(db, planId, "<", "DESC");
  const after = neighbour(db, planId, ">", "ASC");
  giveOrganisations(db, planId);
  for (const [from, to] of [
    [before, planId],
    [planId, after],
  ] as const) {
    if (from === null || to === null) continue;
    const links = withDecided(proposeLinks(yearOf(db, from), yearOf(db, to)), decidedBetween(db, from, to));
    replaceProposals(db, from, to, evaluated(db, from, links), act);
    followLinks(db, to);
  }
}

/**
 * 機構改革 from the start of the earlier year to the start of the later one, as far as the documents print its departments. Where the
 * later one does not print what should be there instead, its words say more.
 */
function decidedBetween(db: Db, from: number, to: number): Decided[] {
  const plan = findPlan(db, from);
  const next = findPlan(db, to);
  if (plan === null || next === null) return [];
  const later = listDepartments(db, to);
  const first = tokyoDate(fiscalYearSpan(plan.fiscalYear).start);
  const last = tokyoDate(fiscalYearSpan(next.fiscalYear).start);
  return listReorganisations(db, plan.municipalityId).flatMap(({ on, before, after }): Decided[] => {
    if (on < first || on > last) return [];
    const old = before.flatMap(({ organisationId }) =>
      organisationId === null ? [] : departmentsIn(db, organisationId, from),
    );
    const heirs = after.flatMap(({ name }) => later.find((each) => fold(each.name) === fold(name))?.id ?? []);
    return old.length === 0 || heirs.length < after.length ? [] : [{ from: old, to: heirs }];
  });
}

/**
 * What does not go with 今後の方向 of the year before has to be looked at, however sure the words make it: 継続 without a successor,
 * 終了 with one.
 */
function evaluated(db: Db, fromPlan: number, links: readonly ProposedLink[]): ProposedLink[] {
  const rows = all<{ goal: number; key: DirectionKey }>(
    db,
    `SELECT goal_id AS goal, direction_key AS key FROM evaluation JOIN occasion ON occasion.id = occasion_id
     WHERE plan_id = ? AND direction_key IS NOT NULL ORDER BY as_of, occasion.id`,
    fromPlan,
  );
  const directions = new Map(rows.map(({ goal, key }) => [goal, key]));
  return links.map((link) => {
    const key = link.level === "goal" && link.from !== null ? directions.get(link.from) : undefined;
    if (key === undefined) return link;
    return (key === "end") === (link.to === null) ? link : { ...link, sure: false };
  });
}

/** A department that no year knew before takes what a sample left, else is an organisation of its own, until a link says which it carries on. */
function giveOrganisations(db: Db, planId: number): void {
  const municipality =
    one<{ id: number }>(db, "SELECT municipality_id AS id FROM plan WHERE id = ?", planId)?.id ?? 0;
  for (const { id, name } of all<{ id: number; name: string }>(
    db,
    "SELECT id, name FROM department WHERE plan_id = ? AND organisation_id IS NULL ORDER BY ord",
    planId,
  )) {
    const left = one<{ id: number }>(
      db,
      `SELECT id FROM organisation WHERE municipality_id = ? AND name = ? AND abolished_on IS NULL
         AND NOT EXISTS (SELECT 1 FROM department WHERE organisation_id = organisation.id)`,
      municipality,
      name,
    );
    run(
      db,
      "UPDATE department SET organisation_id = ? WHERE id = ?",
      left?.id ?? addOrganisation(db, municipality, name),
      id,
    );
  }
}

/** The nearest plan of the municipality on one side. */
function neighbour(db: Db, planId: number, side: "<" | ">", order: "ASC" | "DESC"): number | null {
  return (
    one<{ id: number }>(
      db,
      `SELECT other.id FROM plan other JOIN plan ON plan.municipality_id = other.municipality_id
       WHERE plan.id = ? AND other.fiscal_year ${side} plan.fiscal_year AND other.is_sample = plan.is_sample
       ORDER BY other.fiscal_year ${order} LIMIT 1`,
      planId,
    )?.id ?? null
  );
}

function yearOf(db: Db, planId: number): Year {
  const departments = all<{ id: number; name: string; aliases: string }>(
    db,
    `SELECT id, name, (SELECT json_group_array(alias.name) FROM department_alias alias WHERE department_id = department.id) AS aliases
     FROM department WHERE plan_id = ? AND removed_at IS NULL ORDER BY ord`,
    planId,
  ).map((row) => ({ ...row, aliases: JSON.parse(row.aliases) as string[] }));
  const goals = all<Year["goals"][number]>(
    db,
    `SELECT goal.id, goal.department_id AS department, statement.text FROM goal JOIN statement ON statement.id = goal.id
     WHERE statement.plan_id = ? AND goal.number IS NOT NULL ORDER BY statement.ord`,
    planId,
  );
  return { departments, goals };
}
