import { writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { yearTroubles } from "../../src/bot/features/lineage/year-troubles.js";
import { blocksText, type Message } from "../../src/bot/reply.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { runTransfers } from "../../src/jobs/passing-on.js";
import { runReorganisations } from "../../src/jobs/reorganising.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { all, type Db } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals, listPlanGoals } from "../../src/store/goals.js";
import { listCoordinatorNames, listOwnerNames, listRoles, ownedIn } from "../../src/store/holding.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { findBrokenSeals } from "../../src/store/seals.js";
import { runPolicyBot } from "../kit/command-line.js";
import { Conversation } from "../kit/conversation.js";
import { wordsOf } from "../kit/desk.js";
import { giveRole } from "../kit/people.js";
import { importText, note, temporaryDatabase } from "../kit/plan-store.js";
import { R8, R9 } from "../kit/two-years.js";

/** 人事異動 and 機構改革 on one 1 April, by command line and chat, with the next year's document between them. */

const MARCH = tokyoInstant("2027-03-20", "10:00");
const APRIL = "2027-04-01";
const MAY = tokyoInstant("2027-05-10", "10:00");

let db: Db;
let file: string;
let now: number;
let r8: number;
beforeEach(() => {
  ({ db, file } = temporaryDatabase());
  now = MARCH;
  r8 = importText(db, R8, { now: tokyoInstant("2026-04-02") }).planId;
});

const run = async (...args: string[]): Promise<string> => {
  const { out, err, code } = await runPolicyBot(args, {
    folder: path.dirname(file),
    environment: { DATABASE_PATH: file },
    clock: () => now,
  });
  return code === 0 ? out : `${out}${err}`;
};
const written = (name: string, text: string): string => {
  const place = path.join(path.dirname(file), name);
  writeFileSync(place, text);
  return place;
};
const transfer = (rows: readonly string[], ...more: string[]) =>
  run("transfer", written("異動.csv", `異動日,部,職,前任,後任\n${rows.join("\n")}\n`), ...more);
const importNext = (text = R9) => run("import", written("令和9年度.md", text), "--yes");
const reorganise = (before: string, after: string, on = APRIL) =>
  run("reorganise", "--on", on, "--before", before, "--after", after, "--reason", "組織条例の改正", "--yes");
const planOf = (year: number): number => listPlans(db).find(({ fiscalYear }) => fiscalYear === year)?.id ?? 0;
const departmentOf = (name: string, plan = r8): number =>
  listDepartments(db, plan).find((each) => each.name === name)?.id ?? 0;
const goalOf = (text: string, plan = r8): number =>
  listPlanGoals(db, plan).find((goal) => goal.text === text)?.id ?? 0;
const person = (id: string, name: string): number => ensurePerson(db, "web", id, name).id;
/** 1 April begins: what was decided for it holds. */
const newYear = (): void => {
  now = tokyoInstant(APRIL, "00:01");
  runReorganisations(db, now);
  runTransfers(db, now);
};
const card = (target: string): string =>
  all<{ body: string }>(db, "SELECT body FROM outbox WHERE kind = 'tell' AND target = ?", target)
    .map(({ body }) => blocksText((JSON.parse(body) as { message: Message }).message.blocks))
    .join("\n");
/** What a person holds on a day, in any department and year that is open. */
const holdings = (id: number, day: string) => [
  listRoles(db, id, day).map(({ role }) => role),
  ownedIn(db, id, day).length,
];
const owners = (text: string, year: number): string[] =>
  listOwnerNames(db, goalOf(text, planOf(year)), APRIL);

/** 小林 is 庶務担当 of a department and owns two of its goals, by themselves or by the post. */
function inCharge(department: string, texts: readonly string[]) {
  const kobayashi = person("U4", "小林");
  const suzuki = person("U5", "鈴木");
  giveRole(db, kobayashi, { role: "coordinator", departmentId: departmentOf(department), post: null });
  for (const text of texts) setOwner(db, goalOf(text), kobayashi);
  note(db, goalOf(texts[0] ?? ""), "候補の3施設と協議", tokyoInstant("2027-03-01", "10:00"));
  return { kobayashi, suzuki };
}

describe("an owner and 庶務担当 whose department is renamed on the day of the transfer", () => {
  it.each(["危機管理室", "危機管理部"])("passes on everything, named %s in the list", async (name) => {
    const { kobayashi, suzuki } = inCharge("危機管理室", [
      "福祉避難所の協定先の拡大",
      "避難支援の仕組みの強化",
    ]);
    await reorganise("危機管理室", "危機管理部");
    // Before the next year's document is there, its new name is known by what was decided.
    expect(await transfer([`2027/4/1,${name},防災係長,小林,鈴木`], "--dry-run")).toContain(
      "役割 庶務担当、目標 2件（2、3）",
    );
    await importNext();
    const shown = await transfer([`2027/4/1,${name},防災係長,小林,鈴木`], "--yes");
    expect(shown).toContain("1件の異動を登録しました");
    expect(holdings(kobayashi, "2027-03-31")).toEqual([["coordinator"], expect.any(Number)]);
    newYear();
    expect(holdings(kobayashi, APRIL)).toEqual([[], 0]);
    for (const year of [2026, 2027]) {
      const [moved] = [year === 2026 ? "福祉避難所の協定先の拡大" : "福祉避難所の協定先の更なる拡大"];
      expect(owners(moved ?? "", year)).toEqual(["鈴木"]);
    }
    expect(listCoordinatorNames(db, departmentOf("危機管理部", planOf(2027)), APRIL)).toEqual(["鈴木"]);
    const told = card("U5");
    for (const words of [
      "危機管理部 防災係長",
      "前任は小林さんです。",
      "令和9年度の担当目標 2件",
      "令和8年度の担当目標 2件",
      "前年度から 3/1 佐藤「順調 候補の3施設と協議」",
    ])
      expect(told).toContain(words);
    expect(card("U4")).toBe("");
    expect(suzuki).not.toBe(kobayashi);
  });
});

describe("an owner and 庶務担当 whose department is divided on the day of the transfer", () => {
  const texts = ["重層的支援体制の整備", "地域包括支援センターの機能強化"];
  it("passes on to each part what belongs to it, and hears nothing more of either", async () => {
    const { kobayashi } = inCharge("福祉部", texts);
    const tanaka = person("U6", "田中");
    await reorganise("福祉部", "地域福祉部、高齢福祉部");
    await importNext();
    const rows = ["2027/4/1,地域福祉部,庶務係長,小林,鈴木", "2027/4/1,高齢福祉部,庶務係長,小林,田中"];
    expect(await transfer(rows, "--dry-run")).toContain("福祉部の目標 2件も含みます。");
    expect(await transfer(rows, "--yes")).toContain("2件の異動を登録しました");
    expect(holdings(kobayashi, "2027-03-31")[0]).toEqual(["coordinator", "coordinator", "coordinator"]);
    newYear();
    expect(holdings(kobayashi, APRIL)).toEqual([[], 0]);
    const [first, second] = texts;
    expect([owners(first ?? "", 2027), owners(second ?? "", 2027)]).toEqual([["鈴木"], ["田中"]]);
    for (const [name, holder] of [
      ["地域福祉部", "鈴木"],
      ["高齢福祉部", "田中"],
    ] as const)
      expect(listCoordinatorNames(db, departmentOf(name, planOf(2027)), APRIL)).toEqual([holder]);
    expect(tanaka).not.toBe(kobayashi);
    expect([findBrokenAudit(db), findBrokenSeals(db)]).toEqual([null, []]);
  });

  it("is told what to write where the parts are not there yet, and may write the old name", async () => {
    const { kobayashi } = inCharge("福祉部", texts);
    await reorganise("福祉部", "地域福祉部、高齢福祉部");
    expect(await transfer(["2027/4/1,地域福祉部,庶務係長,小林,鈴木"])).toContain(
      "「地域福祉部」は2027年4月1日(木)の機構改革でできる部です。今の部の名前（福祉部）で書いてください。",
    );
    expect(await transfer(["2027/4/1,福祉部,庶務係長,小林,鈴木"], "--yes")).toContain("1件の異動を登録");
    await importNext();
    newYear();
    expect(holdings(kobayashi, APRIL)).toEqual([[], 0]);
    for (const text of texts) expect(owners(text, 2027)).toEqual(["鈴木"]);
    expect(card("U5")).toContain("令和9年度の担当目標 2件");
  });

  it("passes on a post of the old department, and an empty one of it is not missed", async () => {
    const { kobayashi } = inCharge("福祉部", texts);
    const sasaki = person("U8", "佐々木");
    now = tokyoInstant("2026-06-01", "00:01");
    await transfer(["2026/6/1,福祉部,庶務係長,小林,佐々木"], "--yes");
    runTransfers(db, now);
    now = MARCH;
    expect(holdings(sasaki, "2027-03-20")).toEqual([["coordinator"], expect.any(Number)]);
    await reorganise("福祉部", "地域福祉部、高齢福祉部");
    await importNext();
    const shown = await transfer(["2027/4/1,地域福祉部,庶務係長,佐々木,鈴木"], "--yes");
    expect(shown).toContain("役割 庶務担当");
    newYear();
    expect(holdings(sasaki, APRIL)).toEqual([[], 0]);
    expect(listCoordinatorNames(db, departmentOf("地域福祉部", planOf(2027)), APRIL)).toEqual(["鈴木"]);
    expect(yearTroubles(db, MAY).filter(({ kind }) => kind === "vacant")).toEqual([]);
    expect(kobayashi).not.toBe(sasaki);
  });
});

describe("an owner whose department became part of another in mid-year", () => {
  it("passes on its goals under the name of who took over", async () => {
    const { kobayashi } = inCharge("環境部", ["公園の樹木の計画的な更新", "省エネルギー設備の導入支援"]);
    now = tokyoInstant("2026-10-01", "09:00");
    await reorganise("環境部", "土木部", "2026-10-01");
    expect(await transfer(["2026/11/1,土木部,環境係長,小林,鈴木"], "--yes")).toContain(
      "環境部の目標 2件も含みます。",
    );
    now = tokyoInstant("2026-11-01", "00:01");
    runTransfers(db, now);
    expect(holdings(kobayashi, "2026-11-01")).toEqual([[], 0]);
    expect(
      listGoals(db, departmentOf("環境部")).map(({ id }) => listOwnerNames(db, id, "2026-11-01")),
    ).toEqual([["鈴木"], ["鈴木"]]);
    now = MARCH;
    await importNext();
    now = MAY;
    expect(owners("公園の樹木の計画的な更新", 2027)).toEqual(["鈴木"]);
    const own = wordsOf(await new Conversation(db, { now: MAY, who: "U5" }).ask("私の目標"));
    for (const text of ["公園の樹木の計画的な更新", "省エネルギー設備の導入支援"])
      expect(own).toContain(text);
  });
});

it("a transfer that comes after the next year's document on a day of April passes on the new year's goals, too", async () => {
  const { kobayashi } = inCharge("土木部", ["無電柱化の推進"]);
  await importNext();
  now = tokyoInstant("2027-04-05", "10:00");
  expect(await transfer(["2027/4/8,土木部,道路係長,小林,鈴木"], "--yes")).toContain(
    "1件の異動を登録しました",
  );
  expect(holdings(kobayashi, "2027-04-07")[0]).toContain("coordinator");
  now = tokyoInstant("2027-04-08", "00:01");
  runTransfers(db, now);
  expect(holdings(kobayashi, "2027-04-08")).toEqual([[], 0]);
  for (const year of [2026, 2027])
    expect(listOwnerNames(db, goalOf("無電柱化の推進", planOf(year)), "2027-04-08")).toEqual(["鈴木"]);
});
