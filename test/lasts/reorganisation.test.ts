import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planReorganisation } from "../../src/bot/features/lineage/planned-reorganisation.js";
import { mayReport } from "../../src/bot/roles.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { comingReminders, planReminders, runDeadlines } from "../../src/jobs/deadline-posts.js";
import { readDigestInputs } from "../../src/jobs/digest.js";
import { readOffice } from "../../src/jobs/job.js";
import { runReorganisations } from "../../src/jobs/reorganising.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { addDeadline } from "../../src/store/calendar-days.js";
import { type Db, run } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { coordinatorsOf } from "../../src/store/holding.js";
import { namedLinks } from "../../src/store/named-links.js";
import { findOrganisation, organisationNamed, organisationOf } from "../../src/store/organisations.js";
import { ensurePerson } from "../../src/store/people.js";
import { listPlans, preferMunicipality } from "../../src/store/plans.js";
import { decideReorganisation, listReorganisations } from "../../src/store/reorganisations.js";
import { findBrokenSeals } from "../../src/store/seals.js";
import { Conversation } from "../kit/conversation.js";
import { wordsOf } from "../kit/desk.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { importText, note, temporaryDatabase } from "../kit/plan-store.js";
import { R8, R9, yearDocument } from "../kit/two-years.js";

const BEFORE = tokyoInstant("2026-09-30", "10:00");
const DAY = "2026-10-01";
const ON = tokyoInstant(DAY, "09:00");

let db: Db;
let r8: number;
beforeEach(() => {
  db = temporaryDatabase().db;
  r8 = importText(db, R8, { now: tokyoInstant("2026-04-02") }).planId;
  for (const { name, id } of listDepartments(db, r8))
    bindChannel(
      db,
      {
        platform: "slack",
        conversation: `c-${name}`,
        name,
        destination: { channel: name },
        purpose: "department",
        departmentId: id,
      },
      tokyoInstant("2026-04-02"),
    );
});

afterEach(() => {
  expect(findBrokenSeals(db), "nothing seems changed past the program").toEqual([]);
});

const department = (name: string, plan = r8) =>
  listDepartments(db, plan).find((each) => each.name === name) ?? { id: 0, organisationId: 0, aliases: [] };
const municipalityId = (): number => listPlans(db)[0]?.municipalityId ?? 0;
const written = (before: string[], after: string[], on = DAY) => ({
  municipalityId: municipalityId(),
  on,
  before,
  after,
  reason: "組織条例の改正",
});
const decide = (before: string[], after: string[], on = DAY): string[] => {
  const planned = planReorganisation(db, written(before, after, on), BEFORE);
  if (planned.kind === "problem") throw new Error(planned.message);
  decideReorganisation(db, planned.decided, { actor: "slack:U0", at: BEFORE, via: "office" });
  return [...planned.effects];
};
/** Which department's digest goes to which channel. */
const digests = (at: number): string[] =>
  readDigestInputs(db, at)
    .map((input) => `${input.department.name} → ${input.binding.name}`)
    .sort();
const ask = async (text: string, now: number): Promise<string> =>
  wordsOf(await new Conversation(db, { now }).ask(text));
const where = {
  platform: "slack",
  conversation: "D1",
  kind: "direct",
  name: null,
  thread: null,
  destination: {},
} as const;

describe("a department that gets another name on a day", () => {
  it("keeps its name until then, and from the day on is found by both, with channel, roles and numbers", async () => {
    const person = ensurePerson(db, "slack", "U1", "庶務");
    giveRole(db, person.id, { role: "coordinator", departmentId: department("福祉部").id, post: null });
    decide(["福祉部"], ["健康福祉部"]);
    expect(runReorganisations(db, BEFORE)).toBe(0);
    expect(digests(BEFORE)).toContain("福祉部 → 福祉部");
    expect(runReorganisations(db, ON)).toBe(1);
    expect(runReorganisations(db, ON)).toBe(0);
    expect(digests(ON)).toContain("健康福祉部 → 福祉部");
    for (const name of ["福祉部", "健康福祉部"]) expect(await ask(name, ON)).toContain("【健康福祉部】");
    expect(coordinatorsOf(db, department("健康福祉部").id, DAY)).toEqual([person.id]);
    expect(listReorganisations(db, municipalityId())).toMatchObject([
      { kind: "rename", doneAt: ON, before: [{ name: "福祉部" }], after: [{ name: "健康福祉部" }] },
    ]);
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("stays in the years before under the name of its time, and goes on in the next year's document", () => {
    decide(["危機管理室"], ["防災局"], "2027-04-01");
    const r9 = importText(db, R9.replaceAll("危機管理部", "防災局"), {
      now: tokyoInstant("2027-03-10"),
    }).planId;
    expect(
      namedLinks(db, r9)
        .filter(({ level, to }) => level === "department" && to?.text === "防災局")
        .map(({ kind, from, sure }) => [kind, from?.text, sure]),
    ).toEqual([["renamed", "危機管理室", true]]);
    runReorganisations(db, tokyoInstant("2027-04-01", "09:00"));
    expect(listDepartments(db, r8).map(({ name }) => name)).toContain("危機管理室");
    expect(organisationOf(db, department("防災局", r9).id)).toBe(department("危機管理室").organisationId);
    expect(findOrganisation(db, department("危機管理室").organisationId)?.name).toBe("防災局");
  });
});

describe("a corrected document after the day", () => {
  const corrected = R8.replace("福祉人材の確保", "福祉人材の確保と育成");
  const name = (): string | undefined => findOrganisation(db, department("健康福祉部").organisationId)?.name;
  const goals = () => listGoals(db, department("健康福祉部").id).map(({ id, number }) => [id, number]);

  it("that still prints the old name renames nothing back, however often it comes", async () => {
    decide(["福祉部"], ["健康福祉部"]);
    runReorganisations(db, ON);
    const before = goals();
    for (const text of [R8, corrected, `${corrected}\n`]) {
      const { keptNames, changes } = importText(db, text, { now: ON });
      expect(keptNames).toEqual([{ printed: "福祉部", name: "健康福祉部", on: DAY }]);
      expect(changes.filter(({ what }) => what !== "changed")).toEqual([]);
      expect([name(), goals()]).toEqual(["健康福祉部", before]);
    }
    expect(digests(ON)).toContain("健康福祉部 → 福祉部");
    for (const asked of ["福祉部", "健康福祉部"]) expect(await ask(asked, ON)).toContain("【健康福祉部】");
    expect(await ask("健康福祉部", ON)).toContain("福祉人材の確保と育成");
  });

  it("that prints the new name, or came before the day, keeps back nothing", () => {
    decide(["福祉部"], ["健康福祉部"]);
    expect(importText(db, corrected, { now: BEFORE }).keptNames).toEqual([]);
    runReorganisations(db, ON);
    expect(importText(db, corrected.replaceAll("福祉部", "健康福祉部"), { now: ON }).keptNames).toEqual([]);
    expect(name()).toBe("健康福祉部");
  });

  it("with a third name still renames; the name before two 改称 leads to the last one", () => {
    decide(["福祉部"], ["健康福祉部"]);
    runReorganisations(db, ON);
    const third = importText(db, R8.replaceAll("福祉部", "福祉保健部"), { now: ON, commit: false });
    expect([third.keptNames, third.changes.map(({ what, after }) => [what, after])]).toEqual([
      [],
      expect.arrayContaining([["renamed", "福祉保健部"]]),
    ]);
    decide(["健康福祉部"], ["くらし部"], "2026-11-01");
    runReorganisations(db, tokyoInstant("2026-11-01", "09:00"));
    expect(importText(db, R8, { now: tokyoInstant("2026-11-02") }).keptNames).toEqual([
      { printed: "福祉部", name: "くらし部", on: "2026-11-01" },
    ]);
  });

  it("renames back where 企画課 decides so with a day", () => {
    decide(["福祉部"], ["健康福祉部"]);
    runReorganisations(db, ON);
    decide(["健康福祉部"], ["福祉部"], "2026-11-01");
    runReorganisations(db, tokyoInstant("2026-11-01", "09:00"));
    const { keptNames, changes } = importText(db, R8, { now: tokyoInstant("2026-11-02") });
    expect([keptNames, changes, department("福祉部").id > 0]).toEqual([[], [], true]);
  });
});

describe("the next year's first document that was begun as a copy of this year's", () => {
  const MARCH = tokyoInstant("2027-03-10", "10:00");
  const MAY = tokyoInstant("2027-05-10", "09:00");
  const copy = R8.replaceAll("令和8", "令和9");
  const next = (text = copy) => importText(db, text, { now: MARCH });
  const links = (plan: number, name: string) =>
    namedLinks(db, plan)
      .filter(({ level, from }) => level === "department" && from?.text === name)
      .map(({ kind, to, sure }) => [kind, to?.text ?? null, sure]);
  const organisationIn = (plan: number, name: string) =>
    findOrganisation(db, department(name, plan).organisationId);

  it("keeps a 改称 of the year before, says so, and goes on in the same channel", async () => {
    decide(["福祉部"], ["健康福祉部"]);
    runReorganisations(db, ON);
    for (let round = 0; round < 2; round += 1) {
      const { keptNames, planId } = next();
      expect(keptNames).toEqual([{ printed: "福祉部", name: "健康福祉部", on: DAY }]);
      expect(links(planId, "健康福祉部")).toEqual([["same", "健康福祉部", true]]);
      expect(organisationIn(planId, "健康福祉部")).toMatchObject({
        id: department("健康福祉部").organisationId,
        name: "健康福祉部",
      });
    }
    expect(digests(MAY)).toContain("健康福祉部 → 福祉部");
    for (const name of ["福祉部", "健康福祉部"]) expect(await ask(name, MAY)).toContain("【健康福祉部】");
    // Many words may have changed as well.
    const reworded = copy
      .replace("福祉人材の確保", "働く人を増やす")
      .replace("重層的支援体制", "相談の仕組み");
    expect(next(reworded).keptNames).toHaveLength(1);
  });

  it("keeps the last of two, and a new department may have the old name where the new one is printed as well", () => {
    decide(["福祉部"], ["健康福祉部"]);
    runReorganisations(db, ON);
    decide(["健康福祉部"], ["くらし部"], "2027-04-01");
    expect(next().keptNames.map(({ name }) => name)).toEqual(["健康福祉部"]);
    const april = tokyoInstant("2027-04-01", "09:00");
    runReorganisations(db, april);
    expect(digests(MAY)).toContain("くらし部 → 福祉部");
    expect(importText(db, copy, { now: april }).keptNames.map(({ name }) => name)).toEqual(["くらし部"]);
    const both = copy.replaceAll("福祉部", "くらし部").replace("## 環境部", "## 福祉部");
    const { keptNames, planId } = importText(db, both, { now: april });
    expect([keptNames, department("福祉部", planId).id > 0]).toEqual([[], true]);
  });

  it("leaves an earlier year's document that comes late under the name of its time", () => {
    decide(["福祉部"], ["健康福祉部"]);
    runReorganisations(db, ON);
    const { planId, keptNames } = importText(db, R8.replaceAll("令和8", "令和7"), { now: ON });
    expect([keptNames, department("福祉部", planId).id > 0]).toEqual([[], true]);
    expect(organisationNamed(db, municipalityId(), "健康福祉部", DAY)).not.toBeNull();
  });

  it.each([
    { before: ["環境部"], after: ["土木部"], kind: "merge", kept: ["merged", "土木部", true] },
    { before: ["環境部"], after: [], kind: "abolish", kept: null },
    { before: ["環境部"], after: ["緑化部", "資源循環部"], kind: "split", kept: null },
  ])(
    "says that it prints what was ended by 機構改革 ($kind), and the goals are asked about",
    ({ before, after, kind, kept }) => {
      decide(before, after, "2027-02-01");
      runReorganisations(db, tokyoInstant("2027-02-01", "09:00"));
      const { endedNames, planId } = next();
      expect(endedNames).toEqual([{ printed: "環境部", kind, on: "2027-02-01", heirs: after, isOver: true }]);
      expect(links(planId, "環境部")).toEqual([["same", "環境部", true], ...(kept === null ? [] : [kept])]);
      expect(digests(MAY)).toContain("環境部 → 環境部");
      // What was ended stays so; the year's department came of it.
      expect(organisationIn(planId, "環境部")?.abolishedOn).toBeNull();
      expect(organisationIn(r8, "環境部")?.abolishedOn).toBe("2027-02-01");
      if (kind !== "split") expect(digests(MARCH)).not.toContain("環境部 → 環境部");
      expect([next(`${copy}\n`).endedNames, digests(MAY).includes("環境部 → 環境部")]).toEqual([[], true]);
    },
  );

  it("says the same of what 1 April will end; what was decided then holds, also after corrections", () => {
    decide(["環境部"], ["土木部"], "2027-04-01");
    expect(next().endedNames).toEqual([
      { printed: "環境部", kind: "merge", on: "2027-04-01", heirs: ["土木部"], isOver: false },
    ]);
    runReorganisations(db, tokyoInstant("2027-04-01", "09:00"));
    expect(digests(MAY)).toContain("環境部 → 土木部");
    importText(db, copy.replace("無電柱化の推進", "無電柱化の着実な推進"), { now: MAY });
    expect(digests(MAY)).toContain("環境部 → 土木部");
  });
});

describe("what comes of it, as it is shown before it is decided", () => {
  it.each([
    { before: ["福祉部"], after: ["健康福祉部"] },
    { before: ["福祉部"], after: [] },
    { before: ["福祉部"], after: ["環境部"] },
    { before: ["福祉部"], after: ["健康部", "高齢部"], on: "2027-04-01" },
  ])("counts nothing that there is none of: $before → $after", ({ before, after, on = DAY }) => {
    run(db, "DELETE FROM binding");
    expect(decide(before, after, on).join("\n")).not.toMatch(/(?<!\d)0(?:件|か所)/u);
  });

  it("names what a 改称 takes along", () => {
    expect(decide(["福祉部"], ["健康福祉部"])[0]).toBe(
      "チャンネル 1か所、目標 4件は、そのまま 健康福祉部 に引き継がれます。",
    );
    run(db, "DELETE FROM binding");
    expect(decide(["土木部"], ["建設部"])[0]).toBe("目標 2件は、そのまま 建設部 に引き継がれます。");
    expect(decide(["環境部"], [])[0]).toBe(
      "引き継ぐ部がないため、環境部 の定期まとめは 2026-09-30 で終わります。",
    );
  });
});

describe("departments that become one in mid-year", () => {
  it("are asked in its channel from the day on; goals keep names, numbers and reports", async () => {
    const numbers = listGoals(db, department("環境部").id).map(({ id, number }) => [id, number]);
    const effects = decide(["環境部"], ["土木部"]);
    expect(effects.join("\n")).toContain(
      "目標 2件は 環境部 の名前と番号のまま残り、その日から 土木部 が受け持ちます",
    );
    expect(runReorganisations(db, ON)).toBe(2);
    expect(digests(BEFORE)).toContain("環境部 → 環境部");
    expect(digests(ON).filter((each) => each.startsWith("環境部"))).toEqual(["環境部 → 土木部"]);
    expect(listGoals(db, department("環境部").id).map(({ id, number }) => [id, number])).toEqual(numbers);
    expect(await ask("環境部", ON)).toContain("【環境部】");
    // Both sides say so, before the day and after it.
    for (const [name, at] of [
      ["環境部", BEFORE],
      ["土木部", ON],
    ] as const)
      expect(await ask(name, at)).toContain("機構改革　2026年10月1日(木)　統合: 環境部 → 土木部");
  });

  it("says what there is of channels and roles before it is decided, and where there is none", () => {
    run(db, "DELETE FROM binding WHERE name = '環境部'");
    const none = decide(["環境部"], ["土木部"]).join("\n");
    expect(none).toContain(
      "土木部 のチャンネルがあればそこに、なければチャンネルを結び付けるまで届きません。",
    );
    expect([none.includes("0か所"), none.includes("0件は残り")]).toEqual([false, false]);
    const person = ensurePerson(db, "slack", "U1", "庶務");
    giveRole(db, person.id, { role: "coordinator", departmentId: department("福祉部").id, post: null });
    const some = decide(["福祉部"], ["危機管理室"]).join("\n");
    expect(some).toContain("なければこれまでのチャンネル（1か所）に届きます。");
    expect(some).toContain("これまでの役割 1件は残り");
  });

  it("go on in the old channels until the new one has its own; who has a role in it answers for both", async () => {
    decide(["環境部", "土木部"], ["まちづくり部"]);
    runReorganisations(db, ON);
    expect(digests(ON).filter((each) => /環境|土木/u.test(each))).toEqual([
      "土木部 → 土木部",
      "環境部 → 環境部",
    ]);
    const made = organisationNamed(db, municipalityId(), "まちづくり部", DAY);
    const there = new Conversation(db, {
      now: ON,
      where: { platform: "slack", conversation: "c-new", kind: "channel", name: "まちづくり部" },
    });
    const form = await there.press({ do: "bind-form" });
    expect(JSON.stringify(form)).toContain(`{"value":"made:${made?.id}","label":"まちづくり部"}`);
    const place = `made:${made?.id}`;
    expect(wordsOf(await there.submit("bind", "{}", { department: place }))).toContain(
      "まちづくり部に結び付けました",
    );
    expect(digests(ON).filter((each) => /環境|土木/u.test(each))).toEqual([
      "土木部 → まちづくり部",
      "環境部 → まちづくり部",
    ]);
    const given = { person: "U5", act: "grant", role: "coordinator", department: place };
    expect(wordsOf(await there.submit("role", "{}", given))).toContain("まちづくり部の役割を付けました");
    const person = ensurePerson(db, "slack", "U5", "新しい庶務");
    const may = (now: number): boolean =>
      mayReport(
        { ...new Conversation(db, { now }).bot, adminUsers: [] },
        { id: "U5", name: null },
        where,
        department("環境部").id,
        null,
      );
    expect(may(ON)).toBe(true);
    expect(coordinatorsOf(db, department("土木部").id, DAY)).toEqual([person.id]);
    // The new name leads to what it came of, as long as no document prints it.
    const found = await ask("まちづくり部", ON);
    for (const name of ["環境部", "土木部"]) expect(found).toContain(name);
  });
});

it("a department that is divided goes on in the channels of its parts, and next year's links are sure", () => {
  decide(["福祉部"], ["地域福祉部", "高齢福祉部"], "2027-04-01");
  const r9 = importText(db, R9, { now: tokyoInstant("2027-03-10") }).planId;
  expect(
    namedLinks(db, r9)
      .filter(({ level, from }) => level === "department" && from?.text === "福祉部")
      .map(({ kind, to, sure }) => [kind, to?.text, sure]),
  ).toEqual([
    ["split", "地域福祉部", true],
    ["split", "高齢福祉部", true],
  ]);
  const april = tokyoInstant("2027-04-01", "09:00");
  runReorganisations(db, april);
  expect(digests(april).filter((each) => each.includes("福祉"))).toEqual([
    "地域福祉部 → 福祉部",
    "高齢福祉部 → 福祉部",
  ]);
  expect(listDepartments(db, r8).map(({ name }) => name)).toContain("福祉部");
});

it("a department that ends without heirs is not asked from the day on, and stays readable", async () => {
  decide(["土木部"], []);
  runReorganisations(db, ON);
  expect(digests(BEFORE).some((each) => each.startsWith("土木部"))).toBe(true);
  expect(digests(ON).some((each) => each.startsWith("土木部"))).toBe(false);
  expect(await ask("土木部", ON)).toContain("無電柱化の推進");
});

describe("a deadline", () => {
  const due = tokyoInstant("2026-10-05", "09:00");
  beforeEach(() => {
    addDeadline(db, {
      planId: r8,
      name: "中間報告",
      date: "2026-10-05",
      announcedAt: tokyoInstant("2026-09-25"),
    });
  });
  const reminded = (at: number): string[] =>
    planReminders(db, at)
      .reminders.map(({ department: about, binding }) => `${about?.name} → ${binding.name}`)
      .sort();

  it("is not told to the channel of what ended without heirs, nor waits for it", () => {
    decide(["土木部"], []);
    expect(reminded(tokyoInstant("2026-09-30", "09:00"))).toContain("土木部 → 土木部");
    runReorganisations(db, ON);
    expect(reminded(due)).toEqual(["危機管理室 → 危機管理室", "環境部 → 環境部", "福祉部 → 福祉部"]);
    for (const { name, id } of listDepartments(db, r8))
      if (name !== "土木部") for (const goal of listGoals(db, id)) note(db, goal.id, "予定どおり", ON);
    expect(planReminders(db, due).complete.map(({ name }) => name)).toEqual(["中間報告"]);
  });

  it("is told to those who took over, for each department once, in the coming week's list as well", () => {
    decide(["環境部"], ["土木部"]);
    runReorganisations(db, ON);
    const expected = [
      "危機管理室 → 危機管理室",
      "環境部 → 土木部",
      "土木部 → 土木部",
      "福祉部 → 福祉部",
    ].sort();
    expect(reminded(due)).toEqual(expected);
    expect(runDeadlines(db, due, "test", () => undefined)).toBe(4);
    expect(runDeadlines(db, due, "test", () => undefined)).toBe(0);
    const plan = listPlans(db)[0];
    if (plan === undefined) throw new Error("no plan");
    const week = { plan, office: readOffice(db, r8), from: ON, to: tokyoInstant("2026-10-10") };
    const eve = comingReminders(db, week).filter(({ what }) => what === "中間報告の前日");
    expect(eve.map(({ where: channel }) => channel).sort()).toEqual(
      ["危機管理室", "土木部", "土木部", "福祉部"].sort(),
    );
  });
});

it("is taken back until its day, is not decided twice, and what cannot be is refused with what to do", () => {
  decide(["土木部"], ["建設部"]);
  const problem = (before: string[], after: string[], on: string | null = DAY, reason = "組織条例の改正") => {
    const planned = planReorganisation(db, { ...written(before, after), on, reason }, BEFORE);
    return planned.kind === "problem" ? planned.message : "none";
  };
  expect(problem(["土木部"], ["道路部"])).toContain("すでに登録されています");
  expect(problem(["水道部"], ["建設部"])).toContain("「水道部」という部はありません");
  expect(problem(["環境部"], ["環境部"])).toContain("名前が変わっていません");
  expect(problem([], ["建設部"])).toContain("対象の部");
  expect(problem(["環境部"], ["緑化部"], null)).toContain("2027-04-01");
  expect(problem(["環境部"], ["緑化部"], DAY, " ")).toContain("理由");
  expect(problem(["環境部", "福祉部"], ["甲部", "乙部"])).toContain("一つずつ");
});

it("touches no other municipality's department of the same name", () => {
  const other = yearDocument(8, { 土木部: ["河川の改修"] }).replaceAll("緑風区", "青嵐市");
  const city = importText(db, other, { now: tokyoInstant("2026-04-02") }).planId;
  decide(["土木部"], ["建設部"]);
  runReorganisations(db, ON);
  expect(listDepartments(db, city).map(({ name }) => name)).toEqual(["土木部"]);
  expect(listDepartments(db, r8).map(({ name }) => name)).toContain("建設部");
});

it("a department that ended is found by its name in the year that printed it, not taken for one that sounds alike", async () => {
  const town = (year: number, departments: Readonly<Record<string, readonly string[]>>) =>
    importText(db, yearDocument(year, departments).replaceAll("緑風区", "青嵐市"), {
      now: tokyoInstant(`${2018 + year}-04-02`),
    });
  const lasting = { まちづくり推進室: ["駅前広場の再整備"] };
  town(8, { ...lasting, かわまちづくり担当部: ["河川敷の整備"] });
  town(9, lasting);
  preferMunicipality(db, "青嵐市");
  const april = tokyoInstant("2027-04-05", "10:00");
  const ended = await ask("かわまちづくり担当部", april);
  expect(ended).toContain("【かわまちづくり担当部】");
  expect(ended).toContain("令和8年度");
  expect(await ask("かわまちづくり担当部 1", april)).toContain("河川敷の整備");
  expect(await ask("まちづくり推進室", april)).toContain("令和9年度");
  expect(await ask("かわまちづくり", april)).toContain("令和9年度");
});
