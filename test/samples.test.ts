import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ParsedDepartment, ParsedPlan, ParsedText } from "../src/import/document.js";
import { parseDocument } from "./kit/parse.js";

const repository = new URL("..", import.meta.url);

function readText(relative: string): string {
  return readFileSync(new URL(relative, repository), "utf8");
}

const itabashi = parseDocument(readText("samples/itabashi-r8.md"));
const nakano = parseDocument(readText("samples/nakano-r6.md"));

/** Department, goals per section in printed order, initiatives: as counted in the official document. */
const ITABASHI: ReadonlyArray<readonly [string, readonly number[], number]> = [
  ["政策経営部", [8, 4, 4], 3],
  ["総務部", [7, 6, 4], 3],
  ["危機管理部", [7, 5, 4], 2],
  ["区民文化部", [5, 4, 3], 2],
  ["産業経済部", [4, 5, 3], 3],
  ["健康生きがい部", [7, 8, 5], 3],
  ["保健所", [7, 2, 3], 2],
  ["福祉部(福祉事務所)", [8, 5, 6], 2],
  ["子ども家庭部", [8, 8, 5], 2],
  ["子ども家庭総合支援センター", [7, 6, 5], 2],
  ["資源環境部", [6, 6, 3], 3],
  ["都市整備部", [10, 2, 5], 6],
  ["まちづくり推進室", [6, 5, 3], 4],
  ["土木部", [6, 5, 3], 3],
  ["かわまちづくり担当部", [5, 4, 4], 4],
  ["会計管理室", [3, 4, 2], 2],
  ["教育委員会事務局", [5, 5, 5], 2],
  ["地域教育力担当部", [6, 6, 6], 4],
  ["選挙管理委員会事務局", [3, 3, 3], 2],
  ["監査委員事務局", [3, 3, 2], 1],
  ["区議会事務局", [5, 3, 4], 1],
];

/** Department, has a lead, vision items, 組織運営方針: as counted in the official page. */
const NAKANO: ReadonlyArray<readonly [string, boolean, number, number]> = [
  ["企画部", true, 1, 1],
  ["総務部", true, 0, 1],
  ["区民部", true, 2, 3],
  ["子ども教育部・教育委員会事務局", true, 1, 2],
  ["地域支えあい推進部", true, 0, 4],
  ["健康福祉部", true, 0, 3],
  ["環境部", true, 1, 2],
  ["都市基盤部", false, 3, 4],
  ["まちづくり推進部", true, 3, 1],
  ["会計室", true, 0, 1],
];

function goalsOf(department: ParsedDepartment): string[] {
  return department.sections.flatMap((section) => section.goals.map((goal) => goal.text));
}

/** Every text of a plan that is not a goal: what the sample must hold only as a summary. */
function proseOf(plan: ParsedPlan): string[] {
  const texts: ParsedText[] = [...plan.overall, ...plan.framework];
  for (const department of plan.departments) {
    texts.push(...department.sections.flatMap((section) => section.policies));
    texts.push(...department.initiatives);
    if (department.vision?.lead) texts.push(department.vision.lead);
    texts.push(...(department.vision?.items ?? []));
  }
  return texts.map((text) => text.text);
}

describe("the 板橋区 sample", () => {
  it("names its municipality, year and that its policies are summaries", () => {
    expect(itabashi.municipality).toBe("板橋区");
    expect(itabashi.fiscalYear).toBe(2026);
    expect(itabashi.summarised).toBe(true);
    expect(itabashi.warnings).toEqual([]);
  });

  it("has every department with its goals per section and its initiatives, in the printed order", () => {
    const found = itabashi.departments.map((department) => [
      department.name,
      department.sections.map((section) => section.goals.length),
      department.initiatives.length,
    ]);
    expect(found).toEqual(ITABASHI);
  });

  it("has 63 sections with one summary each, 307 goals, 56 initiatives and 4 ward policies", () => {
    const sections = itabashi.departments.flatMap((department) => department.sections);
    expect(sections).toHaveLength(63);
    expect(sections.map((section) => section.policies.length)).toEqual(sections.map(() => 1));
    expect(itabashi.departments.flatMap(goalsOf)).toHaveLength(307);
    expect(itabashi.departments.flatMap((department) => department.initiatives)).toHaveLength(56);
    expect(itabashi.overall).toHaveLength(4);
  });

  it("keeps the section names of 産業経済部 and the strategies of 都市整備部 as printed", () => {
    const named = new Map(itabashi.departments.map((department) => [department.name, department]));
    expect(named.get("産業経済部")?.sections.map((section) => section.name)).toEqual([
      "施策",
      "改革",
      "人材育成・活用",
    ]);
    expect(named.get("都市整備部")?.initiatives.map((initiative) => initiative.heading)).toEqual([
      "ウェルビーイング戦略",
      "クリエイティブ戦略",
      "クリエイティブ戦略",
      "トランスフォーメーション戦略",
      "トランスフォーメーション戦略",
      "創造都市に資する取組",
    ]);
  });
});

describe("the 中野区 sample", () => {
  it("names its municipality, year, issuing section and date, and that its texts are summaries", () => {
    expect(nakano.municipality).toBe("中野区");
    expect(nakano.fiscalYear).toBe(2024);
    expect(nakano.issuedBy).toBe("企画部 企画課");
    expect(nakano.updatedOn).toBe("2024-10-10");
    expect(nakano.summarised).toBe(true);
    expect(nakano.warnings).toEqual([]);
  });

  it("has ten departments with as many vision items and 組織運営方針 as printed, and no goal", () => {
    const found = nakano.departments.map((department) => [
      department.name,
      department.vision?.lead != null,
      department.vision?.items.length,
      department.sections.reduce((sum, section) => sum + section.policies.length, 0),
    ]);
    expect(found).toEqual(NAKANO);
    expect(nakano.departments.flatMap(goalsOf)).toEqual([]);
    expect(
      new Set(nakano.departments.flatMap((department) => department.sections.map((section) => section.name))),
    ).toEqual(new Set(["組織運営方針"]));
  });

  it("tells how the ward runs its plan, under the printed headings", () => {
    const headed = nakano.framework.filter((text) => text.heading !== null);
    expect([...new Set(headed.map((text) => text.heading))]).toEqual([
      "区政運営の原則",
      "PDCAサイクルによる区政運営",
      "区の目標",
      "5年後を見据えた目標 ‐ 基本計画における成果指標と目標値",
      "1年間の行政活動の目標",
    ]);
    expect(nakano.framework.map((text) => text.text).join()).toContain("政策→施策→事業");
  });
});

const officialItabashi = "../shared/seeds/000_93d028fcf1ecde9f.txt";
const officialNakano = "../shared/seeds/001_47bc85bf06a5a2cc.txt";
const present = [officialItabashi, officialNakano].every((file) => existsSync(new URL(file, repository)));
const title = present
  ? "the samples beside the official documents"
  : "the samples beside the official documents (skipped: ../shared/seeds is not there)";

/** A common run longer than this is wording, not vocabulary. */
const LONGEST_COMMON_RUN = 12;
/** Proper names may stand in a summary as they are: a slogan. */
const PROPER_NAMES = ["「つながるはじまる中野」"];

const withoutBlanks = (text: string): string => text.replace(/\s/gu, "");

/** The first run of `text` that is too long and stands in `official`; null where there is none. */
function copiedRun(text: string, official: string): string | null {
  const length = LONGEST_COMMON_RUN + 1;
  const pieces = PROPER_NAMES.reduce<string[]>(
    (parts, name) => parts.flatMap((part) => part.split(name)),
    [withoutBlanks(text)],
  );
  for (const piece of pieces) {
    for (let start = 0; start + length <= piece.length; start++) {
      const run = piece.slice(start, start + length);
      if (official.includes(run)) return run;
    }
  }
  return null;
}

describe.skipIf(!present)(title, () => {
  it("has the official goals, text by text", () => {
    const official = parseDocument(readText(officialItabashi));
    expect(itabashi.departments.map((department) => [department.name, goalsOf(department)])).toEqual(
      official.departments.map((department) => [department.name, goalsOf(department)]),
    );
    expect(itabashi.departments.map((department) => department.sections.map(({ name }) => name))).toEqual(
      official.departments.map((department) => department.sections.map(({ name }) => name)),
    );
  });

  it("contains none of the official wording outside the goals", () => {
    for (const [plan, file] of [
      [itabashi, officialItabashi],
      [nakano, officialNakano],
    ] as const) {
      const official = withoutBlanks(readText(file));
      const copied = proseOf(plan).flatMap((text) => copiedRun(text, official) ?? []);
      expect(copied).toEqual([]);
      expect(official).not.toBe("");
    }
  });

  it("would notice an official sentence among the summaries", () => {
    const official = withoutBlanks(readText(officialItabashi));
    const sentences = proseOf(parseDocument(readText(officialItabashi)));
    expect(sentences.length).toBeGreaterThan(200);
    const unnoticed = sentences.filter((text) => text.length > 20 && copiedRun(text, official) === null);
    expect(unnoticed).toEqual([]);
  });
});
