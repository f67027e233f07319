import path from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { findBinding } from "../../src/store/bindings.js";
import { listPauses } from "../../src/store/calendar-days.js";
import { all, type Db, one, openDatabase, SCHEMA_VERSION } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { findGoalByNumber } from "../../src/store/goals.js";
import { listRoles } from "../../src/store/holding.js";
import { organisationOf } from "../../src/store/organisations.js";
import { findPlan } from "../../src/store/plans.js";
import { departmentCadence, isFollower } from "../../src/store/reminding.js";
import { runPolicyBot } from "../kit/command-line.js";
import { temporaryFolder } from "../kit/plan-store.js";
import { fillReleased } from "../kit/released.js";

/** What a migration says in another way: the columns whose old value has a test of its own below. */
const SAID_ANEW: Readonly<Record<string, readonly string[]>> = {
  goal: ["state", "level"],
  // One role in the department of two years is one role of the organisation.
  role: ["id"],
};

/** A database as the released version 1 left it, opened by this version. */
function upgraded(): { readonly db: Db; readonly before: ReadonlyMap<string, readonly unknown[]> } {
  const file = path.join(temporaryFolder(), "plan.db");
  const old = new Database(file);
  fillReleased(old);
  const before = new Map(
    all<{ name: string }>(
      old,
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_index%' AND name NOT LIKE 'sqlite_%'",
    ).map(({ name }) => [name, all(old, `SELECT * FROM "${name}"`)]),
  );
  old.close();
  return { db: openDatabase(file), before };
}

const ABOUT_THE_DATABASE = [
  "データベース",
  "データベースの版",
  "変更の記録",
  "記録のない変更",
  "計画",
  "定時の仕事",
  "届かなかった投稿",
];

describe("a database of the released version", () => {
  it("is brought to this one whole: every table has every row, and every reference holds", () => {
    const { db, before } = upgraded();
    expect(db.pragma("user_version", { simple: true })).toBe(SCHEMA_VERSION);
    expect(db.pragma("foreign_key_check")).toEqual([]);
    expect(db.pragma("foreign_keys", { simple: true })).toBe(1);
    for (const [table, rows] of before) {
      expect(rows.length, `${table} is filled`).toBeGreaterThan(0);
      const now = one<{ n: number }>(db, `SELECT count(*) AS n FROM "${table}"`)?.n;
      // What held for the whole database holds for each municipality now.
      const least = ["role", "closed_day", "setting"].includes(table) ? "more" : "same";
      if (least === "more") expect(now, table).toBeGreaterThanOrEqual(rows.length);
      else expect(now, table).toBe(rows.length);
    }
    for (const table of ["note", "note_revision", "message", "statement", "audit"]) {
      expect(all(db, `SELECT * FROM ${table}`), table).toMatchObject([
        ...(before.get(table) ?? []),
      ] as object[]);
    }
    db.close();
  });

  it("keeps every value of every row, but for what is said differently now", () => {
    const { db, before } = upgraded();
    const lost: string[] = [];
    for (const [table, rows] of before) {
      const now = all<Record<string, unknown>>(db, `SELECT * FROM "${table}"`);
      const columns = Object.keys(now[0] ?? {});
      const kept = new Set(columns.filter((column) => column in (rows[0] as object)));
      for (const column of SAID_ANEW[table] ?? []) kept.delete(column);
      const shown = (row: unknown): string =>
        JSON.stringify(
          Object.entries(row as object)
            .filter(([column]) => kept.has(column))
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        );
      const found = new Set(now.map(shown));
      for (const row of rows) if (!found.has(shown(row))) lost.push(`${table}: ${shown(row)}`);
    }
    expect(lost).toEqual([]);
    db.close();
  });

  it("leaves nothing for doctor to find in it, the record of changes least of all", async () => {
    const { db } = upgraded();
    const file = db.name;
    db.close();
    const { out } = await runPolicyBot(["doctor", "--json"], {
      folder: path.dirname(file),
      environment: { DATABASE_PATH: file, BACKUP_DIR: path.dirname(file) },
      clock: () => Date.UTC(2026, 9, 12),
    });
    const { findings } = JSON.parse(out) as {
      readonly findings: readonly {
        readonly check: string;
        readonly level: string;
        readonly message: string;
      }[];
    };
    expect(
      findings.filter(({ check }) => ABOUT_THE_DATABASE.includes(check)).map(({ level }) => level),
    ).toEqual(ABOUT_THE_DATABASE.map(() => "ok"));
  });

  it("says 報告なし of the goals that stood at 未着手 although nobody had said so", () => {
    const { db } = upgraded();
    const states = all<{ number: number; state: string | null }>(
      db,
      "SELECT number, state FROM goal WHERE number IS NOT NULL ORDER BY department_id, number",
    ).map(({ number, state }) => [number, state]);
    expect(states).toEqual([
      [1, "on_track"],
      [2, null],
      [3, "not_started"],
      [4, null],
      [1, null],
    ]);
    db.close();
  });

  it("knows under which number each post shows a goal, and gives none of them again", () => {
    const { db } = upgraded();
    const shown = all(db, "SELECT goal_id, number FROM thread_goal ORDER BY ord");
    const second = findGoalByNumber(db, 1, 2);
    expect(shown).toEqual([
      { goal_id: second?.id, number: 2 },
      { goal_id: findGoalByNumber(db, 1, 3)?.id, number: 3 },
    ]);
    expect(all(db, "SELECT number FROM goal_number WHERE department_id = 1")).toHaveLength(4);
    db.close();
  });

  it("hangs channels, roles, pauses and cadences on what lasts: the department of both years is one organisation", () => {
    const { db } = upgraded();
    const organisation = organisationOf(db, 1);
    expect(organisation).not.toBeNull();
    // 危機管理室 of the year before was renamed 危機管理部; 福祉部 has one name in both years.
    expect([organisationOf(db, 4), organisationOf(db, 6)]).toEqual([organisation, organisationOf(db, 2)]);
    expect(findBinding(db, "slack", "C1")).toMatchObject({
      organisationId: organisation,
      municipalityId: 1,
      sayAllDone: true,
    });
    expect(findBinding(db, "teams", "19:x")).toMatchObject({
      organisationId: organisationOf(db, 3),
      municipalityId: 2,
    });
    expect(listRoles(db, 1, "2026-11-24")).toEqual([
      { role: "coordinator", municipalityId: 1, organisationId: organisation, post: "庶務担当" },
    ]);
    expect(
      listRoles(db, 2, "2026-11-24")
        .map(({ municipalityId }) => municipalityId)
        .sort(),
    ).toEqual([1, 2]);
    expect(listPauses(db, 3).map(({ departmentId }) => departmentId)).toEqual([4, null]);
    expect([findPlan(db, 1)?.cadenceDays, findPlan(db, 2)?.cadenceDays]).toEqual([14, 28]);
    expect([departmentCadence(db, 1), departmentCadence(db, 4), departmentCadence(db, 6)]).toEqual([
      7,
      7,
      null,
    ]);
    expect(listDepartments(db, 1).map(({ aliases }) => aliases)).toEqual([["危機管理室"], ["福祉事務所"]]);
    expect(isFollower(db, 3, 2)).toBe(true);
    db.close();
  });
});
