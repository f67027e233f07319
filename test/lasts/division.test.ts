import { beforeEach, describe, expect, it } from "vitest";
import {
  type ChosenParts,
  chargesFrom,
  divisionOf,
  undecidedWords,
} from "../../src/bot/features/lineage/division.js";
import { planReorganisation } from "../../src/bot/features/lineage/planned-reorganisation.js";
import { divisionWords } from "../../src/bot/features/lineage/reorganisation-view.js";
import { mayReport } from "../../src/bot/roles.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { planReminders } from "../../src/jobs/deadline-posts.js";
import { planDigests, readDigestInputs } from "../../src/jobs/digest.js";
import { readNudgeInput } from "../../src/jobs/nudges.js";
import { runReorganisations } from "../../src/jobs/reorganising.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { addDeadline } from "../../src/store/calendar-days.js";
import { all, type Db } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { chargeGoals } from "../../src/store/goal-charges.js";
import { listGoals } from "../../src/store/goals.js";
import { organisationNamed } from "../../src/store/organisations.js";
import { ensurePerson, grantRole } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { decideReorganisation, listReorganisations } from "../../src/store/reorganisations.js";
import { Conversation } from "../kit/conversation.js";
import { wordsOf } from "../kit/desk.js";
import { importText, note, temporaryDatabase } from "../kit/plan-store.js";

/** 福祉部 with two 柱, one of which says whose it will be. */
const WARD = (more: readonly string[] = []): string =>
  [
    "# 緑風区 令和8年度 各部経営方針",
    "## 福祉部",
    "### 共通",
    "#### 重点目標",
    "- 重層的支援体制の整備",
    "- 福祉人材の確保",
    "### 高齢福祉の充実",
    "#### 重点目標",
    "- 介護予防教室の拡充",
    "- 地域包括支援センターの機能強化",
    ...more.map((goal) => `- ${goal}`),
    "## 土木部",
    "### 施策",
    "#### 重点目標",
    "- 無電柱化の推進",
  ].join("\n");

const BEFORE = tokyoInstant("2026-09-25", "10:00");
const DAY = "2026-10-01";
const ON = tokyoInstant("2026-10-01", "09:00");
const LATER = tokyoInstant("2026-11-02", "09:00");
const ACT = { actor: "slack:U0", at: BEFORE, via: "office" } as const;

let db: Db;
let plan: number;
beforeEach(() => {
  db = temporaryDatabase().db;
  plan = importText(db, WARD(), { now: tokyoInstant("2026-04-02") }).planId;
  bind("福祉部");
  bind("土木部");
});

const municipalityId = (): number => listPlans(db)[0]?.municipalityId ?? 0;
const organisation = (name: string): number =>
  organisationNamed(db, municipalityId(), name, "2026-04-01")?.id ?? 0;
const department = (name: string): number =>
  listDepartments(db, plan).find((each) => each.name === name)?.id ?? 0;
const goal = (number: number): number =>
  listGoals(db, department("福祉部")).find((each) => each.number === number)?.id ?? 0;

async function bindTo(place: string, name: string): Promise<void> {
  const there = new Conversation(db, {
    now: ON,
    where: { platform: "slack", conversation: `c-${name}`, kind: "channel", name },
  });
  expect(wordsOf(await there.submit("bind", "{}", { department: place }))).toContain("に結び付けました");
}
function bind(name: string): void {
  db.prepare(
    `INSERT INTO binding(platform, conversation, name, destination, purpose, municipality_id, organisation_id, bound_at)
     VALUES ('slack', ?, ?, '{}', 'department', ?, ?, ?)`,
  ).run(`c-${name}`, name, municipalityId(), organisation(name), tokyoInstant("2026-04-02"));
}
const chosen = (goals: Readonly<Record<number, string>>): ChosenParts => ({
  goals: new Map(Object.entries(goals).map(([number, part]) => [goal(Number(number)), part])),
  sections: new Map(),
});
function plans(before: string, after: string[], parts: ChosenParts | undefined = undefined, on = DAY) {
  const planned = planReorganisation(
    db,
    {
      municipalityId: municipalityId(),
      on,
      before: [before],
      after,
      reason: "組織条例の改正",
      ...(parts === undefined ? {} : { chosen: parts }),
    },
    BEFORE,
  );
  if (planned.kind === "problem") throw new Error(planned.message);
  return planned;
}
function divide(before: string, after: string[], goals: Readonly<Record<number, string>>, on = DAY): void {
  const planned = plans(before, after, chosen(goals), on);
  expect(undecidedWords(planned.division)).toBeNull();
  decideReorganisation(db, planned.decided, ACT, chargesFrom(planned.division));
}
/** Who is asked about which goals, by channel, as the digests of an instant say it. */
const asked = (at: number): string[] =>
  planDigests(readDigestInputs(db, at), at)
    .map(({ binding, asked: numbers, message }) => {
      const title = message.blocks.flatMap((block) => (block.kind === "title" ? [block.text] : []))[0] ?? "";
      return `${binding.name}: ${title.replace(/ 重点目標.*/u, "")} ${numbers.join(",")}`;
    })
    .filter((line) => !line.startsWith("土木部: 土木部"))
    .sort();

describe("what is asked before a division is decided", () => {
  it("takes what the name of a 柱 makes sure, and asks of the rest, each goal by itself or a 柱 at once", () => {
    const open = plans("福祉部", ["地域福祉部", "高齢福祉部"]);
    expect(open.division === null ? [] : divisionWords(open.division)).toEqual([
      "地域福祉部: なし",
      "高齢福祉部: 3、4",
      "未定: 1、2",
    ]);
    expect(undecidedWords(open.division)).toContain("2件あります（1、2）");
    const common = listGoals(db, department("福祉部"))[0]?.sectionId ?? 0;
    const parts = {
      goals: new Map([[goal(4), "地域福祉部"]]),
      sections: new Map([[common, "地域福祉部"]]),
    };
    const done = plans("福祉部", ["地域福祉部", "高齢福祉部"], parts);
    expect(done.division === null ? [] : divisionWords(done.division)).toEqual([
      "地域福祉部: 1、2、4",
      "高齢福祉部: 3",
    ]);
    // A part that there is not is nobody's word.
    expect(undecidedWords(plans("福祉部", ["甲部", "乙部"], chosen({ 1: "丙部" })).division)).toContain(
      "4件",
    );
    // The name of a 柱 says nothing of parts of which both or none are in it.
    expect(undecidedWords(plans("福祉部", ["福祉部", "高齢部"]).division)).toContain("1、2、3、4");
  });

  it("asks nothing where the year's document will say it", () => {
    expect(plans("福祉部", ["甲部", "乙部"], undefined, "2027-04-01").division).toBeNull();
  });
});

describe("a department that is divided in mid-year", () => {
  const PARTS = { 1: "地域福祉部", 2: "地域福祉部" };

  it("is asked in the old channel as one until its parts have theirs, then each goal in one channel", async () => {
    divide("福祉部", ["地域福祉部", "高齢福祉部"], PARTS);
    expect(asked(LATER)).toEqual(["福祉部: 福祉部 1,2,3,4"]);
    runReorganisations(db, ON);
    expect(asked(LATER)).toEqual(["福祉部: 福祉部 1,2,3,4"]);
    await bindTo(`made:${organisation("高齢福祉部")}`, "高齢福祉部");
    expect(asked(LATER)).toEqual([
      "福祉部: 福祉部（地域福祉部の受け持ち） 1,2",
      "高齢福祉部: 福祉部（高齢福祉部の受け持ち） 3,4",
    ]);
    await bindTo(`made:${organisation("地域福祉部")}`, "地域福祉部");
    expect(asked(LATER)).toEqual([
      "地域福祉部: 福祉部（地域福祉部の受け持ち） 1,2",
      "高齢福祉部: 福祉部（高齢福祉部の受け持ち） 3,4",
    ]);
    // A channel that is gone is made up for by the old one, not by that of the other part.
    db.prepare("UPDATE binding SET lost_at = 1 WHERE name = '地域福祉部'").run();
    expect(asked(LATER)).toContain("福祉部: 福祉部（地域福祉部の受け持ち） 1,2");
    db.prepare("UPDATE binding SET lost_at = 1 WHERE name = '福祉部'").run();
    expect(asked(LATER)).toEqual(["高齢福祉部: 福祉部 1,2,3,4"]);
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("says what each part has: to the channels on the day, in the look-up and in the list", async () => {
    divide("福祉部", ["地域福祉部", "高齢福祉部"], PARTS);
    runReorganisations(db, ON);
    const told = all<{ body: string }>(db, "SELECT body FROM outbox").map(({ body }) => body);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("福祉部 の名前と番号のまま続き、地域福祉部、高齢福祉部が分けて受け持ちます");
    expect(told[0]).toContain("高齢福祉部: 3、4");
    for (const name of ["福祉部", "高齢福祉部"]) {
      const answer = wordsOf(await new Conversation(db, { now: ON }).ask(name));
      expect(answer).toContain("地域福祉部: 1、2　高齢福祉部: 3、4");
    }
  });

  it("goes on where one part keeps the old name, and the other has the right to report", async () => {
    divide("福祉部", ["福祉部", "高齢福祉部"], {
      1: "福祉部",
      2: "福祉部",
      3: "高齢福祉部",
      4: "高齢福祉部",
    });
    runReorganisations(db, ON);
    await bindTo(`made:${organisation("高齢福祉部")}`, "高齢福祉部");
    expect(asked(LATER)).toEqual(["福祉部: 福祉部 1,2", "高齢福祉部: 福祉部（高齢福祉部の受け持ち） 3,4"]);
    const bot = { ...new Conversation(db, { now: LATER }).bot, adminUsers: [] };
    const where = {
      platform: "slack",
      conversation: "c-高齢福祉部",
      kind: "channel",
      name: null,
      thread: null,
      destination: {},
    } as const;
    expect(mayReport(bot, { id: "U7", name: null }, where, department("福祉部"), goal(3))).toBe(true);
  });

  it("is reminded of by the coordinator and at the deadline of each part's own goals alone", async () => {
    divide("福祉部", ["地域福祉部", "高齢福祉部"], PARTS);
    runReorganisations(db, ON);
    const people = ["地域福祉部", "高齢福祉部", "福祉部"].map((name) => {
      const { id } = ensurePerson(db, "slack", `U-${name}`, name);
      grantRole(db, id, {
        role: "coordinator",
        municipalityId: municipalityId(),
        organisationId:
          name === "福祉部"
            ? (all<{ id: number }>(db, "SELECT organisation_id AS id FROM binding WHERE name = '福祉部'")[0]
                ?.id ?? 0)
            : organisation(name),
        post: null,
      });
      return { id, name };
    });
    const [input] = readDigestInputs(db, LATER).filter(({ binding }) => binding.name === "福祉部");
    if (input === undefined) throw new Error("nothing to ask");
    const coordinators = readNudgeInput(db, input, LATER).goals.map(
      ({ goal: { number }, coordinators: told }) =>
        `${number}: ${told
          .map(({ id }) => people.find((each) => each.id === id)?.name ?? "")
          .sort()
          .join(",")}`,
    );
    // Who had the role in the old department keeps it for all of it.
    expect(coordinators).toEqual([
      "1: 地域福祉部,福祉部",
      "2: 地域福祉部,福祉部",
      "3: 福祉部,高齢福祉部",
      "4: 福祉部,高齢福祉部",
    ]);

    await bindTo(`made:${organisation("地域福祉部")}`, "地域福祉部");
    await bindTo(`made:${organisation("高齢福祉部")}`, "高齢福祉部");
    const due = tokyoInstant("2026-11-05", "09:00");
    addDeadline(db, { planId: plan, name: "中間報告", date: "2026-11-05", announcedAt: LATER });
    note(db, goal(1), "予定どおり", LATER + 1);
    const reminded = planReminders(db, due).reminders.flatMap(({ binding, after }) =>
      (after?.thread?.goals ?? []).map(
        (id) =>
          `${binding.name} ${all<{ n: number }>(db, "SELECT number AS n FROM goal WHERE id = ?", id)[0]?.n}`,
      ),
    );
    expect(reminded.sort()).toEqual(["土木部 1", "地域福祉部 2", "高齢福祉部 3", "高齢福祉部 4"]);
  });

  it("keeps what was said when the document is corrected; a goal that is added goes with its 柱", async () => {
    divide("福祉部", ["地域福祉部", "高齢福祉部"], PARTS);
    runReorganisations(db, ON);
    await bindTo(`made:${organisation("高齢福祉部")}`, "高齢福祉部");
    importText(db, WARD(["認知症カフェの開設"]), { now: tokyoInstant("2026-10-20") });
    const at = tokyoInstant("2027-01-18", "09:00");
    expect(asked(at)).toEqual([
      "福祉部: 福祉部（地域福祉部の受け持ち） 1,2",
      "高齢福祉部: 福祉部（高齢福祉部の受け持ち） 3,4,5",
    ]);
  });

  it("is corrected afterwards, and a part is renamed, merged or divided again with what it has", async () => {
    divide("福祉部", ["地域福祉部", "高齢福祉部"], PARTS);
    runReorganisations(db, ON);
    await bindTo(`made:${organisation("高齢福祉部")}`, "高齢福祉部");
    const [known] = listReorganisations(db, municipalityId());
    const again = known === undefined ? null : divisionOf(db, known, chosen({ 2: "高齢福祉部" }));
    expect(chargeGoals(db, known?.id ?? 0, chargesFrom(again), ACT)).toBe(1);
    expect(chargeGoals(db, known?.id ?? 0, chargesFrom(again), ACT)).toBe(0);
    expect(asked(LATER)).toEqual([
      "福祉部: 福祉部（地域福祉部の受け持ち） 1",
      "高齢福祉部: 福祉部（高齢福祉部の受け持ち） 2,3,4",
    ]);
    divide("高齢福祉部", ["介護部", "長寿部"], { 2: "介護部", 3: "長寿部", 4: "長寿部" }, "2026-11-01");
    runReorganisations(db, tokyoInstant("2026-11-01", "09:00"));
    const november = tokyoInstant("2026-11-02", "09:00");
    await bindTo(`made:${organisation("介護部")}`, "介護部");
    expect(asked(november)).toEqual([
      "介護部: 福祉部（介護部の受け持ち） 2",
      "福祉部: 福祉部（地域福祉部の受け持ち） 1",
      // 長寿部 has no channel of its own yet: where it was asked before.
      "高齢福祉部: 福祉部（長寿部の受け持ち） 3,4",
    ]);
    // Each goal is still asked about in one channel.
    const numbers = asked(november).flatMap((line) => (/ ([\d,]+)$/u.exec(line)?.[1] ?? "").split(","));
    expect(numbers.sort()).toEqual(["1", "2", "3", "4"]);
  });
});
