import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tokyoInstant } from "../../src/domain/time.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import type { Db } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { listNotes } from "../../src/store/notes.js";
import { findBrokenSeals } from "../../src/store/seals.js";
import { asked, LivingOffice, type Post } from "../kit/living-office.js";
import { parseDocument } from "../kit/parse.js";
import { bindChannel } from "../kit/people.js";
import { importText, temporaryDatabase } from "../kit/plan-store.js";
import { yearDocument } from "../kit/two-years.js";

/** One digest that stands in a channel while the document is corrected again and again, and what is said below it. */

const ROADS = ["無電柱化の推進", "橋りょうの長寿命化", "通学路の安全対策", "公園の遊具の更新"];
const [WIRES, BRIDGES, SCHOOL, SWINGS] = ROADS as [string, string, string, string];
const TREES = "街路樹の計画的な更新";
const MONDAY = "2026-11-30";

let db: Db;
let office: LivingOffice;
let digest: Post;
beforeEach(async () => {
  ({ db } = temporaryDatabase());
  const start = tokyoInstant("2026-04-02", "10:00");
  const { planId } = importText(db, yearDocument(8, { 土木部: ROADS }), { now: start });
  const departmentId = listDepartments(db, planId)[0]?.id ?? 0;
  bindChannel(
    db,
    {
      platform: "slack",
      conversation: "C0",
      name: "土木部",
      destination: { channel: "C0" },
      purpose: "department",
      departmentId,
    },
    start,
  );
  office = new LivingOffice(db, tokyoInstant(MONDAY, "08:00"));
  await office.live(MONDAY, MONDAY, async () => undefined);
  const [posted] = office.digests(MONDAY, MONDAY);
  if (posted === undefined) throw new Error("no digest");
  digest = posted.post;
});
afterEach(async () => {
  await office.stop();
  expect([findBrokenAudit(db), findBrokenSeals(db)]).toEqual([null, []]);
});

const correct = async (goals: readonly string[], more: Readonly<Record<string, readonly string[]>> = {}) => {
  office.importPlan(parseDocument(yearDocument(8, { 土木部: goals, ...more })), "緑風区", 2026);
  await office.settle();
};
const plan = () => db.prepare("SELECT id FROM plan").pluck().get() as number;
/** The goals of every department as they stand: number, text, the words of their notes. */
const standing = (): [number, string, string[]][] =>
  listDepartments(db, plan()).flatMap(({ id }) =>
    listGoals(db, id).map(({ id: goal, number, text }): [number, string, string[]] => [
      number,
      text,
      listNotes(db, goal).map((note) => note.text),
    ]),
  );
const said = (text: string): string[] => standing().find(([, goal]) => goal === text)?.[2] ?? [];

describe("a number that a standing digest shows", () => {
  it("means the same goal after one was inserted, then another removed", async () => {
    expect(asked(digest).map(({ number, text }) => [number, text])).toEqual(
      ROADS.map((text, index) => [index + 1, text]),
    );
    await correct([WIRES, TREES, BRIDGES, SCHOOL, SWINGS]);
    await correct([WIRES, TREES, SCHOOL, SWINGS]);
    await office.reply(digest, "3 やや遅れ 関係者と調整中", "U5");
    await office.reply(digest, "4 順調 遊具を発注", "U5");
    await office.reply(digest, "5 順調 候補の樹木を選定", "U5");
    expect(standing()).toEqual([
      [1, WIRES, []],
      [5, TREES, ["候補の樹木を選定"]],
      [3, SCHOOL, ["関係者と調整中"]],
      [4, SWINGS, ["遊具を発注"]],
    ]);
  });

  it("of a goal that was removed is given to no other, and comes back with it", async () => {
    await correct([WIRES, SCHOOL, SWINGS]);
    const answer = await office.reply(digest, "2 順調 設計を完了", "U5");
    expect(answer.sign).not.toBe("kept");
    expect(standing().flatMap(([, , notes]) => notes)).toEqual([]);
    await correct([WIRES, TREES, SCHOOL, SWINGS]);
    await correct([WIRES, TREES, SCHOOL, SWINGS, BRIDGES]);
    expect(standing().map(([number, text]) => [number, text])).toEqual([
      [1, WIRES],
      [5, TREES],
      [3, SCHOOL],
      [4, SWINGS],
      [2, BRIDGES],
    ]);
    await office.reply(digest, "2 順調 設計を完了", "U5");
    expect(said(BRIDGES)).toEqual(["設計を完了"]);
  });

  it("stays with its goal where the document is put in another order, twice", async () => {
    await correct([...ROADS].reverse());
    await office.reply(digest, "1 完了 全路線で完了", "U5");
    await correct([SCHOOL, WIRES, SWINGS, BRIDGES]);
    await office.reply(digest, "4 遅れ 入札不調のため", "U5");
    expect([said(WIRES), said(SWINGS), said(SCHOOL), said(BRIDGES)]).toEqual([
      ["全路線で完了"],
      ["入札不調のため"],
      [],
      [],
    ]);
  });

  it("an edit of the reply stays with the goal after a correction in between", async () => {
    const { message } = await office.reply(digest, "3 順調 路線を選定", "U5");
    await correct([TREES, WIRES, SCHOOL, BRIDGES, SWINGS]);
    await office.edit(digest, message, "3 やや遅れ 路線を選び直し", "U5");
    expect(said(SCHOOL)).toEqual(["路線を選び直し"]);
    expect(standing().flatMap(([, , notes]) => notes)).toEqual(["路線を選び直し"]);
  });
});
