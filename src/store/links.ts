import { recordAudit } from "./audit.js";
import { all, type Db, one, run } from "./database.js";
import { abolishOrganisation, leadOn, organisationOf, renameOrganisation } from "./organisations.js";

/** 系譜: rows that lead from a department or goal of one year to its successor in the next. */

export type LinkKind = "same" | "reworded" | "renamed" | "moved" | "split" | "merged" | "new" | "ended";

export interface Link {
  readonly id: number;
  readonly fromPlan: number;
  readonly toPlan: number;
  readonly level: "department" | "goal";
  readonly kind: LinkKind;
  readonly from: number | null;
  readonly to: number | null;
  /** As sure as equal words make it; what is not sure has to be confirmed before anything follows from it. */
  readonly sure: boolean;
  readonly confirmedAt: number | null;
  readonly confirmedBy: string | null;
}

/** A link as it stands in its table. */
export interface LinkRow extends Omit<Link, "sure"> {
  readonly sure: number;
}

const SELECT = `SELECT id, from_plan AS fromPlan, to_plan AS toPlan, level, kind, from_id AS "from", to_id AS "to", sure,
  confirmed_at AS confirmedAt, confirmed_by AS confirmedBy FROM link`;
const toLink = (row: LinkRow): Link => ({ ...row, sure: row.sure === 1 });

/** All links into a plan, departments first. */
export function listLinks(db: Db, toPlan: number): Link[] {
  return all<LinkRow>(db, `${SELECT} WHERE to_plan = ? ORDER BY level, id`, toPlan).map(toLink);
}

export function findLink(db: Db, id: number): Link | null {
  const row = one<LinkRow>(db, `${SELECT} WHERE id = ?`, id);
  return row === null ? null : toLink(row);
}

/** Whether somebody has to look at it. */
export const isOpenLink = ({ sure, confirmedAt }: Pick<Link, "sure" | "confirmedAt">): boolean =>
  !sure && confirmedAt === null;

/** Those that somebody has to look at. */
export function listUnconfirmed(db: Db, toPlan: number): Link[] {
  return listLinks(db, toPlan).filter(isOpenLink);
}

/** The goals of the year before that a goal carries on, as far as that is sure or confirmed. */
export function forerunnersOfGoal(db: Db, goalId: number): number[] {
  return all<{ id: number }>(
    db,
    `SELECT from_id AS id FROM link WHERE level = 'goal' AND to_id = ? AND from_id IS NOT NULL
       AND (sure = 1 OR confirmed_at IS NOT NULL) ORDER BY id`,
    goalId,
  ).map(({ id }) => id);
}

/** Who writes a link, when. */
export interface LinkAct {
  readonly actor: string;
  readonly at: number;
}

/** Replaces what was proposed between two plans; what somebody confirmed stays, and nothing is proposed beside it. */
export function replaceProposals(
  db: Db,
  fromPlan: number,
  toPlan: number,
  proposals: readonly Pick<Link, "level" | "kind" | "from" | "to" | "sure">[],
  act: LinkAct,
): void {
  run(db, "DELETE FROM link WHERE from_plan = ? AND to_plan = ? AND confirmed_at IS NULL", fromPlan, toPlan);
  const kept = listLinks(db, toPlan).filter((link) => link.fromPlan === fromPlan);
  const taken = new Set(kept.flatMap(({ level, from, to }) => [`${level}<${from}`, `${level}>${to}`]));
  for (const { level, kind, from, to, sure } of proposals) {
    if ((from !== null && taken.has(`${level}<${from}`)) || (to !== null && taken.has(`${level}>${to}`)))
      continue;
    run(
      db,
      `INSERT OR IGNORE INTO link(from_plan, to_plan, level, kind, from_id, to_id, sure, author, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      fromPlan,
      toPlan,
      level,
      kind,
      from,
      to,
      sure ? 1 : 0,
      act.actor,
      act.at,
    );
  }
}

/** Somebody says that a link is right. */
export function confirmLink(db: Db, link: Link, act: LinkAct & { readonly via: string }): void {
  run(db, "UPDATE link SET confirmed_at = ?, confirmed_by = ? WHERE id = ?", act.at, act.actor, link.id);
  audit(db, link, { ...link, confirmedAt: act.at }, act);
  followLinks(db, link.toPlan);
}

/** Somebody says where a department or goal of the year before went; null where it ended. */
export function correctLink(
  db: Db,
  link: Link,
  to: number | null,
  act: LinkAct & { readonly via: string },
): void {
  const { fromPlan, toPlan, level, from } = link;
  run(db, "DELETE FROM link WHERE id = ?", link.id);
  const displaced = to === null ? [] : displace(db, { toPlan, level, to });
  const kind = to === null || from === null ? "ended" : wayOf(db, { level, from, to, toPlan });
  putSaid(db, { fromPlan, toPlan, level, kind, from, to }, act);
  for (const left of displaced) {
    if (left !== from && !leadsOn(db, toPlan, level, left))
      proposeEnd(db, { fromPlan, toPlan, level, from: left }, act);
  }
  if (link.to !== null && link.to !== to && isUnled(db, toPlan, level, link.to)) {
    run(
      db,
      `INSERT OR IGNORE INTO link(from_plan, to_plan, level, kind, from_id, to_id, sure, author, at)
       VALUES (?, ?, ?, 'new', NULL, ?, 1, ?, ?)`,
      fromPlan,
      toPlan,
      level,
      link.to,
      act.actor,
      act.at,
    );
  }
  audit(db, link, { ...link, kind, to, confirmedAt: act.at }, act);
  followLinks(db, toPlan);
}

/** Somebody says what something that counted as new carries on; what goes on elsewhere as well is divided by that. */
export function giveForerunner(
  db: Db,
  link: Link & { readonly to: number },
  from: number,
  act: LinkAct & { readonly via: string },
): void {
  const { fromPlan, toPlan, level, to } = link;
  const others = listLinks(db, toPlan).filter((each) => each.level === level && each.from === from);
  const ended = others.find((each) => each.to === null);
  // What counted as ended is put right as it always is, and takes the new one's place.
  if (ended !== undefined) {
    correctLink(db, ended, to, act);
    return;
  }
  const kind = others.length > 0 ? "split" : wayOf(db, { level, from, to, toPlan });
  run(db, "DELETE FROM link WHERE id = ?", link.id);
  putSaid(db, { fromPlan, toPlan, level, kind, from, to }, act);
  audit(db, link, { ...link, kind, from, confirmedAt: act.at }, act);
  followLinks(db, toPlan);
}

/** Stores where something goes on as somebody says: confirmed with that. */
function putSaid(
  db: Db,
  {
    fromPlan,
    toPlan,
    level,
    kind,
    from,
    to,
  }: Pick<Link, "fromPlan" | "toPlan" | "level" | "kind" | "from" | "to">,
  { actor, at }: LinkAct,
): void {
  run(
    db,
    `INSERT OR REPLACE INTO link(from_plan, to_plan, level, kind, from_id, to_id, sure, author, at, confirmed_at, confirmed_by)
     VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)`,
    fromPlan,
    toPlan,
    level,
    kind,
    from,
    to,
    actor,
    at,
    at,
    actor,
  );
}

/** How something goes on that somebody led on: a goal whose department does not go on as the one that has it now was moved. */
function wayOf(
  db: Db,
  {
    level,
    from,
    to,
    toPlan,
  }: Pick<Link, "level" | "toPlan"> & { readonly from: number; readonly to: number },
): LinkKind {
  if (level === "department") return "renamed";
  const atHome = one(
    db,
    `SELECT 1 FROM link WHERE to_plan = ? AND level = 'department'
       AND from_id = (SELECT department_id FROM goal WHERE id = ?) AND to_id = (SELECT department_id FROM goal WHERE id = ?)`,
    toPlan,
    from,
    to,
  );
  return atHome === null ? "moved" : "reworded";
}

/** Takes away what was only proposed to lead to the same. @returns what led there */
function displace(
  db: Db,
  { toPlan, level, to }: { readonly toPlan: number; readonly level: Link["level"]; readonly to: number },
): number[] {
  return all<{ from: number | null }>(
    db,
    `DELETE FROM link WHERE to_plan = ? AND level = ? AND to_id = ? AND (from_id IS NULL OR confirmed_at IS NULL)
     RETURNING from_id AS "from"`,
    toPlan,
    level,
    to,
  ).flatMap(({ from }) => from ?? []);
}

function leadsOn(db: Db, toPlan: number, level: Link["level"], from: number): boolean {
  return (
    one(db, "SELECT 1 FROM link WHERE to_plan = ? AND level = ? AND from_id = ?", toPlan, level, from) !==
    null
  );
}

/** What lost its successor to another has to be looked at: nothing disappears without being asked about. */
function proposeEnd(
  db: Db,
  link: Pick<Link, "fromPlan" | "toPlan" | "level"> & { readonly from: number },
  act: LinkAct,
): void {
  run(
    db,
    `INSERT OR IGNORE INTO link(from_plan, to_plan, level, kind, from_id, to_id, sure, author, at)
     VALUES (?, ?, ?, 'ended', ?, NULL, 0, ?, ?)`,
    link.fromPlan,
    link.toPlan,
    link.level,
    link.from,
    act.actor,
    act.at,
  );
}

function isUnled(db: Db, toPlan: number, level: Link["level"], to: number): boolean {
  return (
    one(db, "SELECT 1 FROM link WHERE to_plan = ? AND level = ? AND to_id = ?", toPlan, level, to) === null
  );
}

function audit(db: Db, before: Link, after: Link, act: LinkAct & { readonly via: string }): void {
  const shown = ({ kind, from, to, confirmedAt }: Link) => ({
    kind,
    from,
    to,
    confirmed: confirmedAt !== null,
  });
  recordAudit(db, {
    ...act,
    action: "link.set",
    target: `link:${before.level}:${before.from ?? 0}`,
    before: shown(before),
    after: shown(after),
  });
}

/**
 * What follows from the links into a plan: departments that go on keep their organisation, those that were merged or divided
 * lead on to what came of them, and owners and cadences go along with their goals. Doing it again changes nothing.
 */
export function followLinks(db: Db, toPlan: number): void {
  const links = listLinks(db, toPlan);
  const from = `${one<{ year: number }>(db, "SELECT fiscal_year AS year FROM plan WHERE id = ?", toPlan)?.year ?? 0}-04-01`;
  const holds = ({ sure, confirmedAt }: Link): boolean => sure || confirmedAt !== null;
  const departments = links.filter(({ level }) => level === "department");
  for (const link of departments) {
    if (holds(link) && (link.kind === "same" || link.kind === "renamed")) goOn(db, link, from);
  }
  for (const organisation of new Set(departments.flatMap((link) => organisationsFrom(db, link)))) {
    const printed = isPrinted(db, organisation, toPlan);
    // What 機構改革 ended stays ended, whatever is printed.
    if (printed && isEnded(db, organisation, from)) continue;
    run(
      db,
      "DELETE FROM organisation_successor WHERE organisation_id = ? AND from_on = ?",
      organisation,
      from,
    );
    run(
      db,
      "UPDATE organisation SET abolished_on = NULL WHERE id = ? AND abolished_on = ?",
      organisation,
      from,
    );
    if (printed) continue;
    const heirs = departments.flatMap((link) =>
      link.to !== null && organisationsFrom(db, link).includes(organisation)
        ? (organisationOf(db, link.to) ?? [])
        : [],
    );
    abolishOrganisation(db, organisation, heirs, from);
  }
  for (const link of links) {
    if (link.level === "goal" && link.from !== null && link.to !== null && holds(link))
      handOn(db, link.from, link.to);
  }
}

const organisationsFrom = (db: Db, link: Link): number[] => {
  const organisation = link.from === null ? null : organisationOf(db, link.from);
  return organisation === null ? [] : [organisation];
};

function isPrinted(db: Db, organisation: number, plan: number): boolean {
  return (
    one(
      db,
      "SELECT 1 FROM department WHERE organisation_id = ? AND plan_id = ? AND removed_at IS NULL",
      organisation,
      plan,
    ) !== null
  );
}

/** Whether 機構改革 merged, divided or abolished an organisation by a day that has come. */
function isEnded(db: Db, organisation: number, day: string): boolean {
  return (
    one(
      db,
      `SELECT 1 FROM reorganisation JOIN reorganisation_end ON reorganisation_id = reorganisation.id
         JOIN organisation ON organisation.id = organisation_id AND abolished_on = on_date
       WHERE organisation_id = ? AND side = 'before' AND kind <> 'rename' AND done_at IS NOT NULL AND on_date <= ?`,
      organisation,
      day,
    ) !== null
  );
}

/**
 * The department of the next year is the same organisation; what was set on one that was made for it alone comes along. What 機構改革
 * ended before that year is not brought back to life by being printed: the department is one of its own that came of it.
 * @param first the first day of the next year
 */
function goOn(db: Db, { from, to, toPlan }: Link, first: string): void {
  if (from === null || to === null) return;
  const own = organisationOf(db, from);
  const made = organisationOf(db, to);
  if (own === null || own === made) return;
  if (isPrinted(db, own, toPlan) || isEnded(db, own, first)) return;
  run(db, "UPDATE department SET organisation_id = ? WHERE id = ?", own, to);
  if (made !== null && one(db, "SELECT 1 FROM department WHERE organisation_id = ?", made) === null) {
    for (const table of ["binding", "role", "pause", "organisation_alias", "post", "deputy"])
      run(db, `UPDATE OR IGNORE ${table} SET organisation_id = ? WHERE organisation_id = ?`, own, made);
    leadOn(db, made, own, "0000-01-01");
  }
  const isNewest =
    one(
      db,
      `SELECT 1 FROM plan later JOIN plan ON plan.municipality_id = later.municipality_id
       JOIN department ON department.plan_id = later.id AND department.organisation_id = ?
       WHERE plan.id = ? AND later.fiscal_year > plan.fiscal_year`,
      own,
      toPlan,
    ) === null;
  const name = one<{ name: string }>(db, "SELECT name FROM department WHERE id = ?", to)?.name;
  if (isNewest && name !== undefined) renameOrganisation(db, own, name);
}

/** Owners and the cadence of a goal of its own go along, where the successor has none yet. */
function handOn(db: Db, from: number, to: number): void {
  const owned = one(
    db,
    "SELECT 1 FROM goal_owner WHERE goal_id = @to UNION ALL SELECT 1 FROM goal_post WHERE goal_id = @to",
    { to },
  );
  if (owned === null) {
    for (const [table, holder] of [
      ["goal_owner", "person_id"],
      ["goal_post", "post_id"],
    ])
      run(
        db,
        `INSERT OR IGNORE INTO ${table}(goal_id, ${holder}) SELECT @to, ${holder} FROM ${table} WHERE goal_id = @from`,
        { from, to },
      );
  }
  run(
    db,
    "UPDATE goal SET cadence_days = (SELECT cadence_days FROM goal WHERE id = ?) WHERE id = ? AND cadence_days IS NULL",
    from,
    to,
  );
}
