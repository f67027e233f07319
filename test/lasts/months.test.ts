import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { yearTroubles } from "../../src/bot/features/lineage/year-troubles.js";
import { blocksText, type Reply } from "../../src/bot/reply.js";
import { examineDatabase } from "../../src/cli/doctor/kept-data.js";
import { tokyoDate, tokyoInstant } from "../../src/domain/time.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { listBindings } from "../../src/store/bindings.js";
import { all, type Db } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { findGoal, listGoals, listPlanGoals } from "../../src/store/goals.js";
import { listCoordinatorNames } from "../../src/store/holding.js";
import { forerunnersOfGoal, listLinks, listUnconfirmed } from "../../src/store/links.js";
import { ensurePerson } from "../../src/store/people.js";
import { preferMunicipality } from "../../src/store/plans.js";
import { asked, LivingOffice, type Post } from "../kit/living-office.js";
import { parseDocument } from "../kit/parse.js";
import { temporaryDatabase } from "../kit/plan-store.js";
import { seedsPresent, seedText, whySkipped } from "../kit/seeds.js";
import {
  ABOLISHED,
  ADDED,
  corrected,
  goalTexts,
  INSERTED,
  NEW_NAMES,
  RENAMED,
  SPLIT,
  yearAfter,
} from "./year-after.js";

/** A goal that somebody answered, as the digest that was answered showed it, and the message. */
interface Said {
  readonly plan: number;
  readonly text: string;
  readonly message: string;
  readonly sign: string;
}

const OTHER = "中野区";
const WORDS = "順調 協議を進めています";
/** The channel of a department of so few goals that in most weeks all of them are reported. */
const ALL_ANSWERED = "N0";
/** Whose channels answer each digest; everybody else says nothing for 14 months. */
const ANSWERING = new Set([`C${RENAMED}`, `C${SPLIT}`, `C${ABOLISHED}`, ALL_ANSWERED]);

describe.skipIf(!seedsPresent)(`14 months of two municipalities in one database${whySkipped}`, () => {
  const atEnd: (() => void)[] = [];
  let db: Db;
  let file = "";
  let office: LivingOffice;
  let old = 0;
  let next = 0;
  let other = 0;
  let otherNext = 0;
  let beforeCorrection: Post | undefined;
  const said: Said[] = [];
  const numbers = { before: new Map<string, number>(), after: new Map<string, number>() };

  const idOf = (plan: number, name: string): number =>
    listDepartments(db, plan).find((department) => department.name === name)?.id ?? 0;
  const nameAt = (plan: number, index: number): string => listDepartments(db, plan)[index]?.name ?? "";
  const numbersNow = (): Map<string, number> =>
    new Map(listGoals(db, idOf(old, nameAt(old, RENAMED))).map(({ text, number }) => [text, number]));

  const bind = (conversation: string, departmentId: number): Promise<Reply | null> =>
    office.submit("bind", { department: String(departmentId) }, conversation);

  async function answer(post: Post, pick: number): Promise<void> {
    const shown = asked(post);
    const goal = shown[pick % shown.length];
    const plan = office.threadOf(post)?.planId ?? 0;
    if (goal === undefined) return;
    const { message, sign } = await office.reply(post, `${goal.number} ${WORDS}`, "U5");
    said.push({ plan, text: goal.text, message, sign });
  }

  async function answerDigests(date: string): Promise<void> {
    for (const { post } of office.digests(date, date))
      if (ANSWERING.has(post.channel)) await answer(post, said.length * 7 + 3);
  }

  const role = (person: string, act: "grant" | "revoke"): Promise<Reply | null> => {
    const department = String(idOf(old, nameAt(old, RENAMED)));
    return office.submit("role", { role: "coordinator", department, person, act });
  };

  beforeAll(async () => {
    const opened = temporaryDatabase((work) => atEnd.push(work));
    db = opened.db;
    file = opened.file;
    office = new LivingOffice(db, tokyoInstant("2026-04-02", "08:00"));
    const plan = parseDocument(seedText("000_"));
    const page = parseDocument(seedText("001_"));
    old = office.importPlan(plan, "板橋区", 2026).planId;
    other = office.importPlan(page, OTHER, 2026, ["組織運営方針"]).planId;
    preferMunicipality(db, "板橋区");
    for (const [index, { id }] of listDepartments(db, old).entries()) await bind(`C${index}`, id);
    for (const [index, { id }] of listDepartments(db, other).entries()) await bind(`N${index}`, id);
    ensurePerson(db, "slack", "U1", "前任");
    ensurePerson(db, "slack", "U2", "後任");
    await role("U1", "grant");
    await office.live("2026-04-02", "2027-05-31", async (date) => {
      if (date === "2026-10-08") {
        beforeCorrection = office
          .digests("2026-10-05", "2026-10-05")
          .find(({ post }) => post.channel === `C${RENAMED}`)?.post;
        numbers.before = numbersNow();
        office.importPlan(corrected(plan), "板橋区", 2026);
        numbers.after = numbersNow();
        await office.settle();
        if (beforeCorrection !== undefined) await answer(beforeCorrection, 2);
      }
      if (date === "2027-03-10") {
        next = office.importPlan(yearAfter(plan), "板橋区", 2027).planId;
        otherNext = office.importPlan(page, OTHER, 2027, ["組織運営方針"]).planId;
        for (let open = listUnconfirmed(db, next); open.length > 0; open = listUnconfirmed(db, next)) {
          const before = open.length;
          await office.press({ do: "link-confirm", links: open.slice(0, 60).map(({ id }) => id) });
          if (listUnconfirmed(db, next).length === before) break;
        }
      }
      if (date === "2027-04-01") {
        await role("U2", "grant");
        await role("U1", "revoke");
        await bind("C99", idOf(next, NEW_NAMES.founded));
      }
      if (date === "2027-04-08") {
        const last = office
          .digests("2027-03-29", "2027-03-29")
          .find(({ post }) => post.channel === `C${RENAMED}`);
        if (last !== undefined) await answer(last.post, 0);
      }
      await answerDigests(date);
    });
  }, 400_000);

  afterAll(async () => {
    await office?.stop();
    for (const work of atEnd.toReversed()) work();
  });

  it("keeps each reply as one note, on the goal that the answered digest showed", () => {
    const rows = all<{ message: string; goal: number }>(
      db,
      "SELECT message.message, note.goal_id AS goal FROM note JOIN message ON message.id = note.message_id WHERE withdrawn_at IS NULL",
    );
    const found = rows.map(({ message, goal }) => {
      const { planId, text } = findGoal(db, goal) ?? { planId: 0, text: "" };
      return `${message} ${planId} ${text}`;
    });
    expect(said.length).toBeGreaterThan(150);
    expect(found.sort()).toEqual(said.map(({ message, plan, text }) => `${message} ${plan} ${text}`).sort());
    expect([...new Set(said.map(({ sign }) => sign))]).toEqual(["kept"]);
  });

  it("keeps what a number means when a goal is printed as the second in mid-year, and says so in the thread", () => {
    expect(numbers.before.size).toBeGreaterThan(10);
    for (const [text, number] of numbers.before) expect(numbers.after.get(text), text).toBe(number);
    expect(numbers.after.get(INSERTED)).toBe(Math.max(...numbers.before.values()) + 1);
    const told = office.posts.filter(
      ({ thread, message }) =>
        thread === beforeCorrection?.id && blocksText(message.blocks).includes(INSERTED),
    );
    expect(told).toHaveLength(1);
  });

  it("posts a digest to every channel with silent goals in every week, once, and none in the pause of 人事異動", () => {
    const year = office.digests("2026-04-02", "2027-03-31");
    const bound = listBindings(db).filter(({ conversation }) => conversation !== "C99");
    expect(bound).toHaveLength(31);
    for (const { conversation } of bound.filter(({ conversation }) => conversation !== ALL_ANSWERED))
      expect(year.filter(({ post }) => post.channel === conversation).length, conversation).toBe(48);
    const keys = office
      .digests("2026-04-02", "2027-05-31")
      .map(({ post, thread }) => `${post.channel} ${thread.departmentId} ${tokyoDate(post.at)}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(office.digests("2027-04-01", "2027-04-14")).toEqual([]);
  });

  it("tells how departments and goals go on", () => {
    const goals = new Map(
      [...listPlanGoals(db, old), ...listPlanGoals(db, next)].map((goal) => [goal.id, goal.text]),
    );
    const links = listLinks(db, next);
    const names = new Map(
      [old, next].flatMap((plan) => listDepartments(db, plan).map(({ id, name }) => [id, name] as const)),
    );
    const departments = links
      .filter(({ level, kind }) => level === "department" && kind !== "same")
      .map(({ kind, from, to }) => `${kind} ${names.get(from ?? 0) ?? "－"} → ${names.get(to ?? 0) ?? "－"}`);
    expect(departments.sort()).toEqual(
      [
        `renamed ${nameAt(old, RENAMED)} → ${NEW_NAMES.renamed}`,
        ...NEW_NAMES.halves.map((half) => `split ${nameAt(old, SPLIT)} → ${half}`),
        `ended ${nameAt(old, ABOLISHED)} → －`,
        `new － → ${NEW_NAMES.founded}`,
      ].sort(),
    );
    const [first = "", second = "", third = "", fourth = "", fifth = ""] = goalTexts(
      parseDocument(seedText("000_")).departments[RENAMED],
    );
    const of = (text: string) =>
      links
        .filter(({ level, from }) => level === "goal" && goals.get(from ?? 0) === text)
        .map(({ kind, to }) => `${kind} ${goals.get(to ?? 0) ?? "－"}`);
    expect(of(first)).toEqual([`reworded ${first}の推進`]);
    expect([...of(second), ...of(third)].map((link) => link.replace(/^\S+ /u, ""))).toEqual([
      `${second}、${third}`,
      `${second}、${third}`,
    ]);
    expect(of(fourth)).toEqual(["ended －"]);
    expect(of(fifth)).toEqual([`moved ${fifth}`]);
    expect(links.find(({ to }) => goals.get(to ?? 0) === ADDED)?.kind).toBe("new");
    expect(listUnconfirmed(db, next)).toEqual([]);
  });

  it("goes on in the same channels with the new year's goals, and no department is silent", () => {
    const may = office.digests("2027-05-01", "2027-05-31");
    const reached = new Map(may.map(({ post, thread }) => [thread.departmentId ?? 0, post.channel]));
    const departments = [...listDepartments(db, next), ...listDepartments(db, otherNext)];
    const open = departments.filter(({ id }) => listGoals(db, id).length > 0);
    expect(open.filter(({ id }) => !reached.has(id)).map(({ name }) => name)).toEqual([]);
    expect([...new Set(may.map(({ thread }) => thread.planId))].sort()).toEqual([next, otherNext].sort());
    for (const [index, { name }] of listDepartments(db, old).entries()) {
      const names = index === RENAMED ? [NEW_NAMES.renamed] : index === SPLIT ? NEW_NAMES.halves : [name];
      if (index !== ABOLISHED)
        for (const each of names) expect(reached.get(idOf(next, each)), each).toBe(`C${index}`);
    }
    expect(reached.get(idOf(next, NEW_NAMES.founded))).toBe("C99");
    expect(may.filter(({ post }) => post.channel === `C${ABOLISHED}`)).toEqual([]);
  });

  it("takes 期末報告 in April on the year that is over", () => {
    const late = all<{ goal: number }>(
      db,
      "SELECT goal_id AS goal FROM note WHERE said_at BETWEEN ? AND ?",
      tokyoInstant("2027-04-01"),
      tokyoInstant("2027-04-14"),
    );
    expect(late.map(({ goal }) => findGoal(db, goal)?.planId)).toEqual([old]);
  });

  it("passes a role on, which the renamed department keeps", () => {
    expect(listCoordinatorNames(db, idOf(next, NEW_NAMES.renamed), "2027-05-01")).toEqual(["後任"]);
  });

  it("leaves the other municipality to itself", () => {
    const mine = office.posts.filter(({ channel }) => channel.startsWith("N"));
    const plans = new Set(
      mine.flatMap((post) => (post.thread === null ? [office.threadOf(post)?.planId] : [])),
    );
    expect([...plans]).toEqual([other, otherNext]);
    expect(listLinks(db, otherNext).filter(({ kind }) => kind !== "same")).toEqual([]);
    const ours = office.posts.filter(({ channel }) => channel.startsWith("C"));
    expect(ours.filter((post) => [other, otherNext].includes(office.threadOf(post)?.planId ?? 0))).toEqual(
      [],
    );
    for (const goal of listPlanGoals(db, otherNext)) expect(forerunnersOfGoal(db, goal.id)).toHaveLength(1);
  });

  it("leaves a whole database, of which doctor finds nothing amiss", () => {
    expect(findBrokenAudit(db)).toBeNull();
    expect(db.pragma("foreign_key_check")).toEqual([]);
    const { findings, usable } = examineDatabase(db, file);
    expect([usable, findings.filter(({ level }) => level !== "ok")]).toEqual([true, []]);
    expect(
      yearTroubles(db, office.now)
        .map(({ kind }) => kind)
        .filter((kind) => kind !== "no-coordinator"),
    ).toEqual([]);
    expect(all(db, "SELECT id, status FROM outbox WHERE status IN ('pending', 'sending', 'dead')")).toEqual(
      [],
    );
    expect(all(db, "SELECT id FROM inbox WHERE status <> 'done'")).toEqual([]);
  });
});
