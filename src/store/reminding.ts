import { all, type Db, one, run } from "./database.js";
import { coordinatorsOf, coordinatorsOfGoal, ownersOf } from "./holding.js";
import { partsAnsweringFor } from "./organisations.js";
import { accountsOf, SHOWN_NAME } from "./people.js";

/** Where the cadence of reports differs from the plan's: the days after which silence of a goal is 未更新. */

/** What a department, or a goal of its own, says; null where it follows what stands above it. */
export function departmentCadence(db: Db, departmentId: number): number | null {
  return (
    one<{ days: number | null }>(
      db,
      "SELECT cadence_days AS days FROM organisation WHERE id = (SELECT organisation_id FROM department WHERE id = ?)",
      departmentId,
    )?.days ?? null
  );
}

export function goalCadence(db: Db, goalId: number): number | null {
  return (
    one<{ days: number | null }>(db, "SELECT cadence_days AS days FROM goal WHERE id = ?", goalId)?.days ??
    null
  );
}

/** @param days null to follow the plan's again */
export function setDepartmentCadence(db: Db, departmentId: number, days: number | null): void {
  run(
    db,
    "UPDATE organisation SET cadence_days = ? WHERE id = (SELECT organisation_id FROM department WHERE id = ?)",
    days,
    departmentId,
  );
}

/** @param days null to follow the department's again */
export function setGoalCadence(db: Db, goalId: number, days: number | null): void {
  run(db, "UPDATE goal SET cadence_days = ? WHERE id = ?", days, goalId);
}

export interface OwnCadence {
  readonly department: string;
  /** The goal's number; null where it holds for the department. */
  readonly number: number | null;
  readonly days: number;
}

/** Departments and goals of a plan with a cadence of their own, in the order of the document. */
export function listOwnCadences(db: Db, planId: number): OwnCadence[] {
  return all<OwnCadence>(
    db,
    `SELECT department.name AS department, NULL AS number, cadence_days AS days, ord FROM department
     JOIN organisation ON organisation.id = organisation_id
     WHERE plan_id = @plan AND removed_at IS NULL AND cadence_days IS NOT NULL
     UNION ALL
     SELECT department.name, goal.number, goal.cadence_days, department.ord FROM goal
     JOIN department ON department.id = goal.department_id
     WHERE plan_id = @plan AND removed_at IS NULL AND goal.number IS NOT NULL AND goal.cadence_days IS NOT NULL
     ORDER BY ord, number`,
    { plan: planId },
  ).map(({ department, number, days }) => ({ department, number, days }));
}

/** 休暇: days, both ends included, on which a person is not reminded of anything. */
export interface Absence {
  readonly from: string;
  readonly to: string;
}

/** The absences of a person that are not over on a day, the next first. */
export function listAbsences(db: Db, personId: number, today: string): Absence[] {
  return all<Absence>(
    db,
    `SELECT from_date AS "from", to_date AS "to" FROM absence
     WHERE person_id IN (SELECT value FROM json_each(?)) AND to_date >= ? ORDER BY from_date`,
    JSON.stringify(accountsOf(db, personId)),
    today,
  );
}

/** @returns false where no absence of the person begins on that day */
export function removeAbsence(db: Db, personId: number, from: string): boolean {
  const ended = "DELETE FROM absence WHERE person_id IN (SELECT value FROM json_each(?)) AND from_date = ?";
  return run(db, ended, JSON.stringify(accountsOf(db, personId)), from).changes > 0;
}

/** Who is reminded of what: owners and coordinators with their own wishes, and what they were told already. */

export interface NudgedPerson {
  readonly id: number;
  readonly platform: string;
  readonly platformId: string;
  /** As it is shown. */
  readonly name: string;
  /** 全部・まとめだけ・なし */
  readonly reminders: "all" | "digest" | "none";
  readonly absences: readonly { readonly from: string; readonly to: string }[];
  /** Per goal: until when the person does not want to hear of it. */
  readonly snoozes: ReadonlyMap<number, number>;
  /** Whether the program ever wrote to the person by itself, or is about to. */
  readonly writtenTo: boolean;
}

interface Row {
  readonly id: number;
  readonly platform: string;
  readonly platformId: string;
  readonly name: string;
  readonly reminders: "all" | "digest" | "none";
}

const PERSON = `SELECT DISTINCT person.id, platform, platform_id AS platformId, ${SHOWN_NAME} AS name, reminders FROM person`;

function complete(db: Db, row: Row): NudgedPerson {
  const snoozes = all<{ goal: number; until: number }>(
    db,
    "SELECT goal_id AS goal, max(until) AS until FROM snooze WHERE person_id IN (SELECT value FROM json_each(?)) GROUP BY goal_id",
    JSON.stringify(accountsOf(db, row.id)),
  );
  return {
    ...row,
    absences: all<{ from: string; to: string }>(
      db,
      'SELECT from_date AS "from", to_date AS "to" FROM absence WHERE person_id IN (SELECT value FROM json_each(?))',
      JSON.stringify(accountsOf(db, row.id)),
    ),
    snoozes: new Map(snoozes.map(({ goal, until }) => [goal, until])),
    writtenTo:
      one(
        db,
        `SELECT 1 FROM outbox WHERE platform = ? AND conversation = ? AND kind = 'tell'
          AND (message IS NOT NULL OR status IN ('pending', 'sending')) LIMIT 1`,
        row.platform,
        `person:${row.platformId}`,
      ) !== null,
  };
}

export function listGoalOwners(db: Db, goalId: number, platform: string, today: string): NudgedPerson[] {
  return reachedBy(db, ownersOf(db, goalId, today), platform);
}

/** Who is told of each of some goals of a department as its coordinator: of the parts of a divided one each hears of its own. */
export function listCoordinators(
  db: Db,
  departmentId: number,
  goals: readonly { readonly id: number; readonly departmentId: number }[],
  platform: string,
  today: string,
): ReadonlyMap<number, readonly NudgedPerson[]> {
  const usual = reachedBy(db, coordinatorsOf(db, departmentId, today), platform);
  const parts = partsAnsweringFor(db, departmentId, today);
  return new Map(
    goals.map((goal) => [
      goal.id,
      parts.has(goal.id) ? reachedBy(db, coordinatorsOfGoal(db, goal, today), platform) : usual,
    ]),
  );
}

/** Those of some people who are told by what comes on a platform: each in one place, whatever accounts they have. */
function reachedBy(db: Db, people: readonly number[], platform: string): NudgedPerson[] {
  return people.flatMap((id) => {
    const person = findNudgedPerson(db, id);
    if (person === null) return [];
    return person.platform === platform || accountsOf(db, id).length > 1 ? [person] : [];
  });
}

export function findNudgedPerson(db: Db, personId: number): NudgedPerson | null {
  const row = one<Row>(db, `${PERSON} WHERE person.id = ?`, personId);
  return row === null ? null : complete(db, row);
}

/** On how many days digests asked about a goal after a note was recorded; the same digest in two channels is one. */
export function digestsSince(db: Db, goalId: number, note: number): number {
  return (
    one<{ n: number }>(
      db,
      `SELECT count(DISTINCT date(created_at / 1000, 'unixepoch', '+9 hours')) AS n
       FROM thread JOIN thread_goal ON thread_id = thread.id
       WHERE kind = 'digest' AND goal_id = ? AND after_note >= ?`,
      goalId,
      note,
    )?.n ?? 0
  );
}

export interface NudgeRecord {
  readonly goalId: number;
  readonly personId: number;
  readonly step: "owner" | "coordinator";
  /** The goal's last note; a new note begins a new silence. */
  readonly silentSince: number;
  readonly at: number;
}

export function recordNudge(db: Db, nudge: NudgeRecord): void {
  run(
    db,
    "INSERT OR IGNORE INTO nudge(goal_id, person_id, step, silent_since, at) VALUES (?, ?, ?, ?, ?)",
    nudge.goalId,
    nudge.personId,
    nudge.step,
    nudge.silentSince,
    nudge.at,
  );
}

/** Who was told of a goal in its present silence, as `step:person`. */
export function nudgedPeople(db: Db, goalId: number, silentSince: number): ReadonlySet<string> {
  return new Set(
    all<{ step: string; person: number }>(
      db,
      `SELECT step, coalesce(main_id, person.id) AS person FROM nudge JOIN person ON person.id = person_id
       WHERE goal_id = ? AND silent_since = ?`,
      goalId,
      silentSince,
    ).map(({ step, person }) => `${step}:${person}`),
  );
}

/** Moves reminders of goals for one person; they come back at `until`. */
export function snoozeGoals(db: Db, personId: number, goalIds: readonly number[], until: number): void {
  for (const goalId of goalIds) {
    run(
      db,
      `INSERT INTO snooze(person_id, goal_id, until) VALUES (?, ?, ?)
       ON CONFLICT(person_id, goal_id) DO UPDATE SET until = excluded.until`,
      personId,
      goalId,
      until,
    );
  }
}

/** Postponements that have run out, by person. */
export function dueSnoozes(db: Db, now: number): { readonly personId: number; readonly goalId: number }[] {
  return all(
    db,
    `SELECT DISTINCT coalesce(main_id, person.id) AS personId, goal_id AS goalId FROM snooze
     JOIN person ON person.id = person_id WHERE until <= ? ORDER BY 1, 2`,
    now,
  );
}

export function endSnooze(db: Db, personId: number, goalId: number): void {
  for (const id of accountsOf(db, personId))
    run(db, "DELETE FROM snooze WHERE person_id = ? AND goal_id = ?", id, goalId);
}

export function setReminders(db: Db, personId: number, level: NudgedPerson["reminders"]): void {
  for (const id of accountsOf(db, personId))
    run(db, "UPDATE person SET reminders = ? WHERE id = ?", level, id);
}

export function setAbsence(db: Db, personId: number, from: string, to: string): void {
  run(
    db,
    `INSERT INTO absence(person_id, from_date, to_date) VALUES (?, ?, ?)
     ON CONFLICT(person_id, from_date) DO UPDATE SET to_date = excluded.to_date`,
    personId,
    from,
    to,
  );
}

/** Who wants the round-up of a plan's municipality as a direct message. */
export function listFollowers(db: Db, planId: number, platform: string): NudgedPerson[] {
  const followers = all<{ id: number }>(
    db,
    `SELECT DISTINCT coalesce(main_id, person.id) AS id FROM person JOIN follower ON person_id = person.id
     JOIN plan ON plan.municipality_id = follower.municipality_id WHERE plan.id = ? ORDER BY 1`,
    planId,
  ).map(({ id }) => id);
  return reachedBy(db, followers, platform).filter(({ reminders }) => reminders !== "none");
}

const OF_PLAN = "municipality_id = (SELECT municipality_id FROM plan WHERE id = ?)";

/** @returns true where the person follows afterwards */
export function toggleFollower(db: Db, planId: number, personId: number): boolean {
  const given = JSON.stringify(accountsOf(db, personId));
  const ended = `DELETE FROM follower WHERE ${OF_PLAN} AND person_id IN (SELECT value FROM json_each(?))`;
  if (run(db, ended, planId, given).changes > 0) return false;
  run(
    db,
    "INSERT INTO follower(municipality_id, person_id) SELECT municipality_id, ? FROM plan WHERE id = ?",
    personId,
    planId,
  );
  return true;
}

export function isFollower(db: Db, planId: number, personId: number): boolean {
  return (
    one(
      db,
      `SELECT 1 FROM follower WHERE ${OF_PLAN} AND person_id IN (SELECT value FROM json_each(?))`,
      planId,
      JSON.stringify(accountsOf(db, personId)),
    ) !== null
  );
}
