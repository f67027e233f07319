import { describe, expect, it } from "vitest";
import { blocksText } from "../../src/bot/reply.js";
import { isPlanningOf } from "../../src/bot/roles.js";
import { MINUTE, tokyoInstant } from "../../src/domain/time.js";
import { planNudges } from "../../src/jobs/nudges.js";
import { partAccounts } from "../../src/store/accounts.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { findDepartment } from "../../src/store/departments.js";
import { findGoal } from "../../src/store/goals.js";
import { listCoordinatorNames, listOwnerNames, listRoles } from "../../src/store/holding.js";
import { listNotes } from "../../src/store/notes.js";
import { ensurePerson, setName, setOwner } from "../../src/store/people.js";
import { listGoalOwners, setReminders } from "../../src/store/reminding.js";
import { blocksOf, button, buttonsOf, Conversation } from "../kit/conversation.js";
import { giveRole } from "../kit/people.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const PLACE = { conversation: "D1", kind: "direct", name: null, thread: null, destination: {} } as const;
const TODAY = "2026-11-24";

/** 田中 in one place is 庶務担当 of 危機管理部, in the other owns its first goal. */
function ward(first: "slack" | "teams" | "web", second: "slack" | "teams" | "web") {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const department = Number(db.prepare("SELECT id FROM department WHERE name = '危機管理部'").pluck().get());
  const goal = Number(
    db.prepare("SELECT id FROM goal WHERE department_id = ? AND number = 1").pluck().get(department),
  );
  const one = ensurePerson(db, first, "A4", "田中");
  const other = ensurePerson(db, second, "B4", "Tanaka");
  for (const person of [one, other]) setName(db, person.id, person.name, NOW);
  giveRole(db, one.id, { role: "coordinator", departmentId: department, post: null });
  setOwner(db, goal, other.id);
  const at = (platform: typeof first, who: string, now = NOW) =>
    new Conversation(db, { who, now, where: { platform } });
  const words = (reply: Parameters<typeof blocksOf>[0]) => blocksText(blocksOf(reply));
  const codeOf = async (now = NOW) => {
    const here = at(first, "A4", now);
    const shown = await here.press(button(await here.ask("アカウント"), "連携コードを出す"));
    return /[A-Z0-9]{4}-[A-Z0-9]{4}/u.exec(words(shown))?.[0] ?? "";
  };
  return { db, department, goal, one, other, at, words, codeOf, first, second };
}

describe.each([
  ["slack", "teams"],
  ["web", "slack"],
  ["teams", "web"],
] as const)("one person on %s and %s", (first, second) => {
  it("is told to be one by a code, and holds everything once", async () => {
    const office = ward(first, second);
    const { db, department, goal, one, other, at, words } = office;
    const code = await office.codeOf();
    const there = at(second, "B4");
    expect(words(await there.submit("account-code", "{}", { code: code.toLowerCase() }))).toContain(
      "連携しました",
    );
    for (const person of [one, other])
      expect(listRoles(db, person.id, TODAY)).toMatchObject([{ role: "coordinator" }]);
    expect(listOwnerNames(db, goal, TODAY)).toEqual(["田中"]);
    setOwner(db, goal, one.id);
    expect(listCoordinatorNames(db, department, TODAY)).toEqual(["田中"]);
    expect(words(await there.ask("アカウント"))).toContain("お一人のものとして連携されています");
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("is reminded in one place, which they choose, by their own wish", async () => {
    const office = ward(first, second);
    const { db, department, goal, one, at, words } = office;
    await at(second, "B4").submit("account-code", "{}", { code: await office.codeOf() });
    const told = () => {
      const found = findDepartment(db, department);
      const silent = findGoal(db, goal);
      if (found === null || silent === null) throw new Error("nothing there");
      const input = (platform: string) => ({
        department: found,
        today: TODAY,
        goals: [
          {
            goal: silent,
            asked: 2,
            owners: listGoalOwners(db, goal, platform, TODAY),
            coordinators: [],
            told: new Set<string>(),
          },
        ],
      });
      return planNudges([input(first), input(second)], NOW).map(({ person, parts }) => [
        person.platform,
        parts.flatMap(({ goals }) => goals.map(({ number }) => number)),
      ]);
    };
    expect(told()).toEqual([[first, [1]]]);
    const there = at(second, "B4");
    const prefer = button(await there.ask("アカウント"), "お知らせをここで受け取る");
    expect(words(await there.press(prefer))).toContain("ここに届きます");
    expect(told()).toEqual([[second, [1]]]);
    expect(listOwnerNames(db, goal, TODAY)).toEqual(["Tanaka"]);
    setReminders(db, one.id, "none");
    expect(told()).toEqual([]);
  });

  it("parts again, and each account has what it had", async () => {
    const office = ward(first, second);
    const { db, one, other, at, words, goal } = office;
    await at(second, "B4").submit("account-code", "{}", { code: await office.codeOf() });
    const here = at(first, "A4");
    const part = button(await here.ask("アカウント"), "連携をやめる");
    expect(words(await here.press(part))).toContain("連携をやめました");
    expect(words(await here.press(part))).toContain("連携されているアカウントはありません");
    expect(listRoles(db, other.id, TODAY)).toEqual([]);
    expect(listRoles(db, one.id, TODAY)).toHaveLength(1);
    expect(listOwnerNames(db, goal, TODAY)).toEqual(["Tanaka"]);
    const actions = db
      .prepare("SELECT action FROM audit WHERE action LIKE 'person.%' ORDER BY id")
      .pluck()
      .all();
    expect(actions).toEqual(["person.join", "person.part"]);
  });
});

describe("a code", () => {
  it("works once, for a quarter of an hour, for another platform", async () => {
    const office = ward("slack", "teams");
    const { at } = office;
    const enter = (platform: "slack" | "teams", who: string, code: string, now = NOW) =>
      at(platform, who, now).submit("account-code", "{}", { code });
    const code = await office.codeOf();
    expect(await enter("teams", "B4", "ABCD-2345")).toMatchObject({ kind: "form-errors" });
    expect(await enter("teams", "B4", code, NOW + 15 * MINUTE)).toMatchObject({ kind: "form-errors" });
    const second = await office.codeOf();
    expect(await enter("slack", "A9", second)).toMatchObject({
      errors: { code: expect.stringContaining("同じところ") },
    });
    const third = await office.codeOf();
    expect(await enter("teams", "B4", third)).toMatchObject({ kind: "message" });
    expect(await enter("teams", "B4", third)).toMatchObject({ kind: "form-errors" });
  });

  it("is stored as a hash alone, and not in the record of changes", async () => {
    const office = ward("slack", "teams");
    const code = (await office.codeOf()).replace("-", "");
    const rows = JSON.stringify([
      office.db.prepare("SELECT * FROM account_code").all(),
      office.db.prepare("SELECT * FROM audit").all(),
    ]);
    expect([code.length, rows.includes(code)]).toEqual([8, false]);
  });
});

describe("企画課", () => {
  it("joins and parts other people's accounts; nobody else does", async () => {
    const { db, one, other, at, words } = ward("slack", "teams");
    const values = { act: "join", first: String(one.id), second: String(other.id) };
    const stranger = at("web", "U3");
    expect(words(await stranger.submit("account-join", "{}", values))).toContain("企画課");
    expect(buttonsOf(await stranger.ask("アカウント")).map(({ label }) => label)).not.toContain(
      "ほかの方のアカウントを連携する",
    );
    const planning = at("web", "U0");
    expect(
      await planning.press(button(await planning.ask("アカウント"), "ほかの方のアカウントを連携する")),
    ).toMatchObject({
      kind: "form",
      id: "account-join",
    });
    expect(words(await planning.submit("account-join", "{}", values))).toContain("連携しました");
    expect(listRoles(db, other.id, TODAY)).toHaveLength(1);
    expect(words(await planning.submit("account-join", "{}", { ...values, act: "part" }))).toContain(
      "連携をやめました",
    );
    expect(listRoles(db, other.id, TODAY)).toEqual([]);
  });
});

it.each(["A4", "A4@緑風区"])("ADMIN_USERS counts for every account of a person: %s", async (entry) => {
  const { db, one, other, at, codeOf } = ward("slack", "teams");
  const there = at("teams", "B4");
  Object.assign(there.bot, { adminUsers: [entry] });
  const isPlanner = (): boolean =>
    isPlanningOf(there.bot, { id: "B4", name: null }, { ...PLACE, platform: "teams" }, 1);
  expect(isPlanner()).toBe(false);
  await there.submit("account-code", "{}", { code: await codeOf() });
  expect(isPlanner()).toBe(true);
  expect(buttonsOf(await there.ask("設定")).map(({ label }) => label)).toContain("送る曜日・時刻");

  const act = { actor: "cli", at: NOW, via: "cli" };
  expect(partAccounts(db, one.id, act)).toBe(true);
  expect(isPlanner()).toBe(false);
  // Nobody gets the right by joining their account to one that has it, but by that one's own code.
  giveRole(db, ensurePerson(db, "web", "U5", null).id, { role: "planning", departmentId: null, post: null });
  const values = { act: "join", first: String(one.id), second: String(other.id) };
  const planner = at("web", "U5");
  Object.assign(planner.bot, { adminUsers: [entry.replace("緑風区", "青嵐市")] });
  expect(await planner.submit("account-join", "{}", values)).toMatchObject({
    kind: "form-errors",
    errors: { second: expect.stringContaining("ADMIN_USERS") },
  });
});

it("notes of both accounts show one name", async () => {
  const { db, goal, one, at } = ward("web", "slack");
  note(db, goal, "候補地を調べた", tokyoInstant("2026-11-20", "10:00"));
  const author = ensurePerson(db, "web", "U1", null);
  const office = at("web", "U0");
  await office.submit("account-join", "{}", {
    act: "join",
    first: String(ensurePerson(db, "slack", "B4", null).id),
    second: String(author.id),
  });
  expect(listNotes(db, goal)).toMatchObject([{ authorName: "Tanaka" }]);
  expect(one.name).toBe("田中");
});
