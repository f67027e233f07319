import { expect, it } from "vitest";
import { DAY } from "../../src/domain/time.js";
import { recordAudit } from "../../src/store/audit.js";
import { run } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { findDeviations } from "../../src/store/deviations.js";
import { listGoals } from "../../src/store/goals.js";
import { organisationOf } from "../../src/store/organisations.js";
import { ensurePerson, grantRole } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

function setUp() {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const goal = listGoals(db, listDepartments(db, listPlans(db)[0]?.id ?? 0)[0]?.id ?? 0)[0];
  if (goal === undefined) throw new Error("no goal");
  note(db, goal.id, "協定書の案を作成");
  return { db, goal: goal.id };
}
const kinds = (found: ReturnType<typeof findDeviations>) => found.map(({ kind }) => kind);

it("finds nothing where everything went through the program, also after a corrected import", () => {
  const { db, goal } = setUp();
  expect(findDeviations(db)).toEqual([]);
  note(db, goal, "協定書を締結", NOW + DAY);
  importText(db, WARD.replace("地区ごとの防災計画の見直し", "地区ごとの防災計画の見直しと周知"), {
    now: NOW + DAY,
  });
  expect(findDeviations(db)).toEqual([]);
});

it.each([
  ["a goal's state", "state", "UPDATE goal SET state = 'done' WHERE id = @goal"],
  ["a goal's level of the scale", "state", "UPDATE goal SET level = 4 WHERE id = @goal"],
  ["a goal's percentage", "state", "UPDATE goal SET percent = 90 WHERE id = @goal"],
  ["a goal's text", "text", "UPDATE statement SET text = '別の文' WHERE id = @goal"],
  ["a goal's place in the plan", "removed", "UPDATE statement SET removed_at = 1 WHERE id = @goal"],
  ["a year that is closed", "closed", "UPDATE plan SET closed_at = @goal"],
])("finds %s that was changed past the program", (_, kind, sql) => {
  const { db, goal } = setUp();
  run(db, sql, { goal });
  expect(kinds(findDeviations(db))).toEqual([kind]);
});

it("finds a role and a channel that nobody gave", () => {
  const { db } = setUp();
  const person = ensurePerson(db, "slack", "U9", "佐藤");
  run(db, "INSERT INTO role(person_id, role) VALUES (?, 'planning')", person.id);
  run(
    db,
    "INSERT INTO binding(platform, conversation, name, destination, purpose, bound_at) VALUES ('slack', 'C9', '企画課', '{}', 'planning', 0)",
  );
  expect(kinds(findDeviations(db)).sort()).toEqual(["channel", "role"]);
});

it("finds a role that was moved to another department, and a goal that an import took out is none", () => {
  const { db } = setUp();
  const person = ensurePerson(db, "slack", "U9", "佐藤");
  const [own, other] = listDepartments(db, listPlans(db)[0]?.id ?? 0).map(({ id }) => organisationOf(db, id));
  const held = {
    role: "coordinator",
    municipalityId: listPlans(db)[0]?.municipalityId ?? null,
    organisationId: own ?? null,
    post: null,
  } as const;
  grantRole(db, person.id, held);
  const target = `person:${person.id}`;
  recordAudit(db, {
    actor: "web:U0",
    at: NOW,
    via: "form",
    action: "role.grant",
    target,
    before: null,
    after: held,
  });
  importText(db, WARD.replace(/^.*地区ごとの防災計画の見直し.*\n/mu, ""), { now: NOW + DAY });
  expect(findDeviations(db)).toEqual([]);
  run(db, "UPDATE role SET organisation_id = ?", other ?? null);
  expect(findDeviations(db)).toEqual([{ kind: "role", where: "佐藤" }]);
});
