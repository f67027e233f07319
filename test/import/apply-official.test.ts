import { beforeAll, describe, expect, it } from "vitest";
import { exportPlan } from "../../src/export/plan-json.js";
import { tally } from "../../src/import/changes.js";
import { type Db, openDatabase } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { listNotes } from "../../src/store/notes.js";
import { findPlan } from "../../src/store/plans.js";
import { contents, importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { countsText, sampleText, seedsPresent, seedText, whySkipped } from "../kit/seeds.js";

const ITABASHI = { municipality: "板橋区", fiscalYear: 2026 };
const NAKANO = { municipality: "中野区", fiscalYear: 2024 };

const itabashi = seedText("000_");
const nakano = seedText("001_");

function exported(db: Db, planId: number) {
  const plan = findPlan(db, planId);
  if (plan === null) throw new Error(`no plan ${planId}`);
  return exportPlan(db, plan);
}
type Exported = ReturnType<typeof exportPlan>;

/** The rows of a table of COUNTS.md that begin with a number, as cells. */
const countRows = (columns: number): string[][] =>
  countsText()
    .split("\n")
    .filter((line) => /^\| \d+ \|/u.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter((row) => row.length === columns);

describe.skipIf(!seedsPresent)(`the official document of 板橋区, stored and exported${whySkipped}`, () => {
  let db: Db;
  let plan: Exported;
  const lines = itabashi.split("\n");
  const department = (name: string): Exported["departments"][number] => {
    const found = plan.departments.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`no department ${name}`);
    return found;
  };
  const goal = (name: string, section: number, index: number): string =>
    department(name).sections[section - 1]?.goals[index - 1]?.text ?? "";
  const policy = (name: string, section: number, index: number): string =>
    department(name).sections[section - 1]?.policies[index - 1] ?? "";
  /** True where the text stands in the source line after an item mark, and an item ends after it. */
  const isPrintedIn = (line: number, text: string): boolean => {
    const source = lines[line - 1] ?? "";
    const at = [source.indexOf(`○${text}`), source.indexOf(`○ ${text}`)].find((index) => index >= 0);
    if (at === undefined || text === "") return false;
    const after = source.slice(source.indexOf(text, at) + text.length);
    return /^(?: ○| ?\t| ?$|<\/p>| <p>)/u.test(after);
  };

  beforeAll(() => {
    db = openDatabase(":memory:");
    const { planId, counts, changes } = importText(db, itabashi, ITABASHI);
    expect(counts).toEqual({
      departments: 21,
      sections: 63,
      policies: 166,
      goals: 307,
      initiatives: 56,
      overall: 4,
      visions: 0,
    });
    expect(tally(changes)).toEqual({ added: 166 + 307 + 56 + 4, changed: 0, removed: 0 });
    plan = exported(db, planId);
  });

  it("has every count of every department", () => {
    const rows = countRows(10);
    expect(rows).toHaveLength(21);
    for (const row of rows) {
      const found = plan.departments[Number(row[0]) - 1];
      expect([found?.order, found?.name]).toEqual([Number(row[0]), row[1]]);
      expect(found?.sections.map(({ policies, goals }) => `${policies.length}/${goals.length}`)).toEqual(
        row.slice(3, 6).map((cell) => cell.split(" ")[0]),
      );
      expect(found?.sections.flatMap(({ policies }) => policies)).toHaveLength(Number(row[6]));
      expect(found?.sections.flatMap(({ goals }) => goals.map(({ number }) => number))).toEqual(
        Array.from({ length: Number(row[7]) }, (_, index) => index + 1),
      );
      expect(found?.initiatives).toHaveLength(Number(row[8]));
    }
    expect([plan.fiscalYear, plan.title, plan.overall.length]).toEqual([2026, lines[2], 4]);
  });

  it("keeps every text byte for byte as it stands in the document", () => {
    const texts = plan.departments.flatMap((found) => [
      ...found.sections.flatMap(({ policies, goals }) => [...policies, ...goals.map(({ text }) => text)]),
      ...found.initiatives.map(({ text }) => text),
    ]);
    expect(texts).toHaveLength(529);
    expect(texts.filter((text) => !itabashi.includes(`○${text}`) && !itabashi.includes(`○ ${text}`))).toEqual(
      [],
    );
    const taken = new Map<string, number>();
    for (const text of texts) taken.set(text, (taken.get(text) ?? 0) + 1);
    expect([...taken.values()].filter((count) => count > 1)).toEqual([2]);
  });

  it("prints the section names of 産業経済部 and the sub-headings of 都市整備部", () => {
    expect(department("産業経済部").sections.map(({ name }) => name)).toEqual([
      "施策",
      "改革",
      "人材育成・活用",
    ]);
    expect(department("都市整備部").initiatives.map(({ heading }) => heading)).toEqual([
      "ウェルビーイング戦略",
      "クリエイティブ戦略",
      "クリエイティブ戦略",
      "トランスフォーメーション戦略",
      "トランスフォーメーション戦略",
      "創造都市に資する取組",
    ]);
    expect(department("福祉部(福祉事務所)").aliases).toContain("福祉部");
  });

  it.each<[string, number, () => string, RegExp]>([
    ["a slip: 取り組めます", 50, () => policy("危機管理部", 2, 2), /取り組めます。$/],
    ["a slip: 考え方にに", 75, () => policy("健康生きがい部", 3, 1), /考え方にに/],
    ["a slip: CAP' S", 98, () => goal("子ども家庭部", 2, 1), /CAP' S/],
    ["a place as scanned", 134, () => goal("まちづくり推進室", 1, 6), /^大谷ロー丁目/],
    ["a slip: とととどまる's neighbour", 192, () => policy("監査委員事務局", 3, 1), /作業者とと/],
    ["a slip: 強力的に", 166, () => policy("教育委員会事務局", 1, 2), /強力的に/],
    ["a slip: 魅力伝える力", 176, () => goal("地域教育力担当部", 3, 1), /魅力伝える力/],
    ["a joined paragraph of two sentences", 128, () => policy("都市整備部", 3, 1), /推進していきます。 特に/],
    ["the longest goal, with nested parentheses", 126, () => goal("都市整備部", 1, 3), /^.{127}$/u],
    ["the longest text of all", 126, () => policy("都市整備部", 1, 1), /^No\.1実現プラン 2028.{175}$/u],
    ["full-width parentheses", 105, () => goal("子ども家庭総合支援センター", 1, 3), /（.+・.+）$/],
    ["a parenthesis at the start", 73, () => goal("健康生きがい部", 1, 2), /^\(仮称\)/],
    ["～ twice", 134, () => goal("まちづくり推進室", 1, 5), /～.*～/],
    ["blanks inside an item", 49, () => goal("危機管理部", 1, 4), /^BCP 計画等/],
    ["the plan's name without a blank", 49, () => policy("危機管理部", 1, 2), /No\.1プラン2028の/],
    ["the plan's name with a blank", 33, () => policy("政策経営部", 1, 1), /^No\.1 プラン2028の/],
    [
      "a label with a colon inside the item",
      84,
      () => department("保健所").initiatives[0]?.text ?? "",
      /^.+: /,
    ],
    [
      "【】 at the end of an item",
      153,
      () => department("かわまちづくり担当部").initiatives[2]?.text ?? "",
      /。【.+】$/u,
    ],
    ["a blank after the mark", 100, () => department("子ども家庭部").initiatives[0]?.text ?? "", /^ユネスコ/],
    [
      "an item outside the table",
      111,
      () => department("子ども家庭総合支援センター").initiatives[0]?.text ?? "",
      /。$/,
    ],
  ])("stores as printed: %s", (_what, line, text, shape) => {
    expect(text()).toMatch(shape);
    expect(isPrintedIn(line, text()), text()).toBe(true);
  });
});

describe.skipIf(!seedsPresent)(`the official page of 中野区, stored and exported${whySkipped}`, () => {
  it("has the checked counts, no goal, and says where it comes from", () => {
    const { db } = temporaryDatabase();
    const { planId, counts } = importText(db, nakano, NAKANO);
    expect(counts).toEqual({
      departments: 10,
      sections: 10,
      policies: 22,
      goals: 0,
      initiatives: 0,
      overall: 0,
      visions: 10,
    });
    const plan = exported(db, planId);
    const rows = countRows(5);
    expect(rows).toHaveLength(10);
    for (const [index, row] of rows.entries()) {
      const found = plan.departments[index];
      expect([
        found?.name,
        found?.vision?.lead === null ? "—" : "yes",
        found?.vision?.items.length,
        found?.sections.map(({ name, policies }) => [name, policies.length]),
      ]).toEqual([row[1], row[2], Number(row[3]), [["組織運営方針", Number(row[4])]]]);
    }
    expect([plan.fiscalYear, plan.issuedBy, plan.updatedOn]).toEqual([2024, "企画部 企画課", "2024-10-10"]);
    expect(plan.framework.map(({ text }) => text).join("\n")).toMatch(/政策、施策及び事業の階層/);
    const texts = plan.departments.flatMap(({ vision, sections }) => [
      ...(vision?.lead == null ? [] : [vision.lead]),
      ...(vision?.items ?? []),
      ...sections.flatMap(({ policies }) => policies),
    ]);
    expect(texts).toHaveLength(9 + 11 + 22);
    expect(texts.filter((text) => !nakano.includes(text))).toEqual([]);
  });

  it("counts 22 goals once 組織運営方針 is tracked, also when it is imported again without saying so", () => {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, nakano, NAKANO);
    expect(importText(db, nakano, { ...NAKANO, track: ["組織運営方針"] }).counts.goals).toBe(22);
    const before = contents(db);
    expect(importText(db, nakano, NAKANO).counts.goals).toBe(22);
    expect(contents(db)).toEqual(before);
    const plan = exported(db, planId);
    expect(plan.departments.map(({ sections }) => sections[0]?.goals.map(({ text }) => text))).toEqual(
      plan.departments.map(({ sections }) => sections[0]?.policies),
    );
  });

  it("stands beside 板橋区 in one database", () => {
    const { db } = temporaryDatabase();
    const first = importText(db, nakano, NAKANO);
    const before = exported(db, first.planId);
    const second = importText(db, itabashi, ITABASHI);
    expect(exported(db, first.planId)).toEqual(before);
    expect(listPlanGoals(db, second.planId)).toHaveLength(307);
  });
});

describe.skipIf(!seedsPresent)(`a corrected official document${whySkipped}`, () => {
  it("changes nothing when it is imported again", () => {
    const { db } = temporaryDatabase();
    importText(db, itabashi, ITABASHI);
    const before = contents(db);
    expect(importText(db, itabashi, { ...ITABASHI, now: NOW + 1 }).changes).toEqual([]);
    expect(contents(db)).toEqual(before);
  });

  it("keeps every note on its goal through slips put right, a goal inserted and two neighbours exchanged", () => {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, itabashi, ITABASHI);
    const goals = listPlanGoals(db, planId);
    for (const goal of goals) note(db, goal.id, `row ${goal.id}`);
    const edits: [string, string][] = [
      ["大谷ロー丁目", "大谷口一丁目"],
      ["CAP' S", "CAP'S"],
      ["業務の魅力伝える力", "業務の魅力を伝える力"],
      ["○福祉避難所の拡充及び連携強化", "○備蓄物資の計画的な更新 ○福祉避難所の拡充及び連携強化"],
      [
        "○大山駅周辺地区まちづくり事業の促進 ○板橋駅周辺地区まちづくり事業の促進",
        "○板橋駅周辺地区まちづくり事業の促進 ○大山駅周辺地区まちづくり事業の促進",
      ],
    ];
    let corrected = itabashi;
    for (const [from, to] of edits) {
      expect(corrected, from).toContain(from);
      corrected = corrected.replace(from, to);
    }
    const outcome = importText(db, corrected, ITABASHI);
    expect(tally(outcome.changes)).toEqual({ added: 1, changed: 3, removed: 0 });
    const after = listPlanGoals(db, planId);
    expect(after).toHaveLength(308);
    const texts = new Map(after.map((goal) => [goal.id, goal.text]));
    for (const goal of goals) {
      const expected = edits.slice(0, 3).reduce((text, [from, to]) => text.replace(from, to), goal.text);
      expect(texts.get(goal.id)).toBe(expected);
      expect(listNotes(db, goal.id).map(({ text }) => text)).toEqual([`row ${goal.id}`]);
      expect(after.find(({ id }) => id === goal.id)?.number).toBe(goal.number);
    }
    const fresh = after.filter(({ id }) => goals.every((goal) => goal.id !== id));
    const own = after.filter(({ departmentId }) => departmentId === fresh[0]?.departmentId);
    expect(fresh.map(({ number }) => number)).toEqual([own.length]);
    expect(outcome.changes.filter(({ what }) => what === "reordered")).toHaveLength(1);
  });

  it("replaces the sample: policies as published, goals with their rows and notes", () => {
    const { db } = temporaryDatabase();
    const sample = importText(db, sampleText("itabashi-r8.md"));
    const goals = listPlanGoals(db, sample.planId);
    expect(goals).toHaveLength(307);
    for (const goal of goals) note(db, goal.id, `row ${goal.id}`);
    expect(findPlan(db, sample.planId)?.summarised).toBe(true);
    const official = importText(db, itabashi, ITABASHI);
    expect(official.planId).toBe(sample.planId);
    expect(findPlan(db, official.planId)?.summarised).toBe(false);
    expect(
      listPlanGoals(db, official.planId).map(({ id, number, text, lastNoteText }) => [
        id,
        number,
        text,
        lastNoteText,
      ]),
    ).toEqual(goals.map(({ id, number, text }) => [id, number, text, `row ${id}`]));
    const fresh = temporaryDatabase();
    const alone = importText(fresh.db, itabashi, ITABASHI);
    const withoutNotes = (plan: Exported): unknown =>
      JSON.parse(JSON.stringify(plan), (key, value: unknown) =>
        ["notes", "state", "stateLabel"].includes(key) ? undefined : value,
      );
    expect(withoutNotes(exported(db, official.planId))).toEqual(
      withoutNotes(exported(fresh.db, alone.planId)),
    );
  });

  it("keeps the notes of tracked 組織運営方針 through the sample, the official page and a renamed department", () => {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, nakano, { ...NAKANO, track: ["組織運営方針"] });
    const goals = listPlanGoals(db, planId);
    for (const goal of goals) note(db, goal.id, `row ${goal.id}`);
    importText(db, nakano.replaceAll("地域支えあい推進部", "地域共生推進部"), NAKANO);
    expect(listPlanGoals(db, planId).map(({ id, lastNoteText }) => [id, lastNoteText])).toEqual(
      goals.map(({ id }) => [id, `row ${id}`]),
    );
    expect(listDepartments(db, planId)[4]).toMatchObject({
      name: "地域共生推進部",
      aliases: expect.arrayContaining(["地域支えあい推進部"]),
    });
  });
});
