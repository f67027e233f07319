import { expect, it } from "vitest";
import { readPlanLevels } from "../../src/domain/plan-levels.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { decide, listAwaiting, setConfirming } from "../../src/store/confirmations.js";
import { all, type Db, inTransaction, openFilled, run, SCHEMA_VERSION } from "../../src/store/database.js";
import { findDeviations, findEvaluationMisfits } from "../../src/store/deviations.js";
import { decideEvaluation, keepConflict, writeEvaluation } from "../../src/store/evaluation-writing.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { nameDeputy } from "../../src/store/holding.js";
import { setIndicator } from "../../src/store/indicators.js";
import { fixInstant, keepOutput } from "../../src/store/instants.js";
import { setPlanLevels } from "../../src/store/levels-above.js";
import { addOccasion, findOccasion } from "../../src/store/occasions.js";
import { organisationOf } from "../../src/store/organisations.js";
import { ensurePerson } from "../../src/store/people.js";
import { findPlan } from "../../src/store/plans.js";
import { addPostRole, changePost, ensurePost, placeHolder } from "../../src/store/posts.js";
import { searchPlan, searchWords } from "../../src/store/search.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/** The first version with tables of the year: posts. */
const FIRST = 9;
/** What the year has brought: each of these tables is filled below. */
const OF_THE_YEAR = [
  ...["post", "post_role", "post_holder", "deputy", "transfer", "confirmation", "note", "note_revision"],
  ...["occasion", "evaluation", "evaluation_revision", "evaluation_conflict", "evaluation_confirmation"],
  ...["instant", "instant_output", "indicator", "indicator_value", "goal_detail"],
  ...["plan_level", "level_indicator", "statement_level"],
];

function filled(): Db {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, WARD);
  const plan = findPlan(db, planId);
  const [first, second] = listPlanGoals(db, planId);
  if (plan === null || first === undefined || second === undefined) throw new Error("no plan");
  const organisationId = organisationOf(db, first.departmentId);
  if (organisationId === null) throw new Error("no organisation");
  const act = { actor: "web:U1", at: NOW, via: "form" };
  const { municipalityId } = plan;
  inTransaction(db, () => {
    const manager = ensurePerson(db, "web", "U7", "課長").id;
    setConfirming(db, plan.municipality, true);
    const terms = { name: "加入率", unit: "%", direction: "up", base: 40, baseOn: "令和5年度" } as const;
    setIndicator(db, first.id, null, { ...terms, target: 60, targetOn: "", source: "台帳" }, "office", act);
    note(db, first.id, "加入率 52.3%");
    note(db, second.id, "協定書の案を作成");
    const [waits] = listAwaiting(db, planId, null);
    const yes = { verdict: "confirmed", reason: null, isPublic: true, personId: manager } as const;
    decide(db, { noteId: waits?.id ?? 0, revision: 1, ...yes, asDeputy: true }, act);
    const post = ensurePost(db, { municipalityId, organisationId, name: "防災係長" });
    changePost(db, post.id, act, () => {
      addPostRole(db, post.id, "coordinator");
      placeHolder(db, post.id, manager, "2026-04-01", null);
    });
    nameDeputy(
      db,
      { municipalityId, organisationId, personId: manager, from: "2026-11-01", until: "2026-11-30" },
      act,
    );
    run(
      db,
      "INSERT INTO transfer(municipality_id, post_id, on_date, to_person, decided_at) VALUES (?, ?, '2027-04-01', ?, ?)",
      municipalityId,
      post.id,
      manager,
      NOW,
    );
    run(
      db,
      "INSERT INTO goal_detail(statement_id, ord, kind, label, text) VALUES (?, 0, 'owner', '担当', '防災課')",
      first.id,
    );
    const asked = {
      achievement: "required",
      result: "required",
      issue: "off",
      direction: "optional",
    } as const;
    const id = addOccasion(
      db,
      { planId, name: "中間評価", asOf: "2026-09-30", dueOn: "2026-12-11", asked },
      act,
    );
    const occasion = findOccasion(db, id);
    if (occasion === null) throw new Error("no occasion");
    const write = (result: string) =>
      writeEvaluation(
        db,
        occasion,
        first.id,
        { achievement: "B 概ね達成した", result, issue: "", direction: "継続" },
        { authorId: manager, messageId: null, onBehalfOf: "防災課長" },
        act,
      ).evaluation;
    write("協定を2件");
    const { id: evaluationId, revision } = write("協定を3件");
    keepConflict(db, evaluationId, { result: "協定を4件" }, manager, act);
    decideEvaluation(db, { evaluationId, revision, ...yes }, act);
    const levels = readPlanLevels("政策 安心\n施策 防災\n指標 参加率（%） 現状 40 目標 60");
    if ("problem" in levels) throw new Error(levels.problem);
    setPlanLevels(db, planId, levels.levels, { statements: [[], [first.id]], public: false }, act);
    const instant = fixInstant(db, { planId, name: "11月", at: NOW }, act);
    keepOutput(db, instant?.id ?? 0, "csv", Buffer.from("a,b"), NOW);
    run(
      db,
      `INSERT INTO note_revision(note_id, revision, state, unchanged, text, replaced_at, reason)
       SELECT id, 0, state, 0, 'まえの文', said_at, 'edit' FROM note WHERE goal_id = ?`,
      second.id,
    );
  });
  return db;
}

interface Column {
  readonly name: string;
}
const tablesOf = (db: Db): string[] =>
  all<Column>(
    db,
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%'`,
  ).map(({ name }) => name);
const columnsOf = (db: Db, table: string): string[] =>
  all<Column>(db, `SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => name);

it("a year's evaluations, people, indicators, levels and 時点 come whole out of every version since they began", () => {
  const db = filled();
  for (const table of OF_THE_YEAR)
    expect([table, all(db, `SELECT 1 FROM "${table}" LIMIT 1`).length]).toEqual([table, 1]);
  for (let version = FIRST; version <= SCHEMA_VERSION; version += 1) {
    const expected = new Map<string, readonly unknown[]>();
    const upgraded = openFilled(version, (old) => {
      for (const table of tablesOf(old)) {
        const names = columnsOf(old, table)
          .filter((name) => columnsOf(db, table).includes(name))
          .map((name) => `"${name}"`)
          .join(", ");
        const rows = all<Record<string, unknown>>(db, `SELECT ${names} FROM "${table}"`);
        const insert = old.prepare(
          `INSERT INTO "${table}"(${names}) VALUES (${names
            .split(", ")
            .map(() => "?")
            .join(", ")})`,
        );
        for (const row of rows) insert.run(...Object.values(row));
        if (OF_THE_YEAR.includes(table) || table === "audit")
          expected.set(`SELECT ${names} FROM "${table}"`, rows);
      }
    });
    for (const [sql, rows] of expected) expect(all(upgraded, sql), `${version}: ${sql}`).toEqual(rows);
    expect(upgraded.pragma("foreign_key_check")).toEqual([]);
    expect([version, findBrokenAudit(upgraded)]).toEqual([version, null]);
    // Before, the record of changes speaks of tables that there were not.
    if (version >= 11) expect([version, findDeviations(upgraded)]).toEqual([version, []]);
    if (version >= 11) expect([version, findEvaluationMisfits(upgraded)]).toEqual([version, []]);
    // From the version on that has levels, those of before are found by their names.
    if (version >= 19 && version < SCHEMA_VERSION) {
      const [plan] = all<{ id: number }>(upgraded, "SELECT id FROM plan");
      const { hits } = searchPlan(
        upgraded,
        searchWords("安心"),
        { planId: plan?.id ?? 0 },
        { limit: 9, offset: 0 },
      );
      expect([version, hits.map(({ levels }) => levels)]).toEqual([version, [["安心", "防災"]]]);
    }
    upgraded.close();
  }
});
