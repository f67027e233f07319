import { describe, expect, it } from "vitest";
import type { DocumentElement } from "../../src/import/elements.js";
import { planImport } from "../../src/import/profile/plan-import.js";
import { lasting } from "../../src/import/profile/profile.js";
import { formatProfile, parseProfile } from "../../src/import/profile/profile-file.js";
import { readDocument } from "../../src/import/read/read-document.js";
import { answered, shapeOf } from "./answered.js";
import { DOUBTFUL_LAYOUTS } from "./doubtful-layouts.js";
import { HEADED_LAYOUTS } from "./headed-layouts.js";
import { HELD_BACK, HELD_LAYOUTS } from "./held-layouts.js";
import { LATER_LAYOUTS } from "./later-layouts.js";
import { MIXED_LAYOUTS } from "./mixed-layouts.js";
import { MUNICIPAL_LAYOUTS } from "./municipal-layouts.js";
import { OFFICE_LAYOUTS } from "./office-layouts.js";
import { type Layout, LAYOUTS as PLAUSIBLE } from "./plausible-layouts.js";
import { PUBLISHED_LAYOUTS } from "./published-layouts.js";
import { UNUSUAL_LAYOUTS } from "./unusual-layouts.js";

const LAYOUTS = [
  ...PLAUSIBLE,
  ...UNUSUAL_LAYOUTS,
  ...PUBLISHED_LAYOUTS,
  ...MUNICIPAL_LAYOUTS,
  ...HEADED_LAYOUTS,
  ...MIXED_LAYOUTS,
];
/** Those of which the levels above the goals count, too. */
const LEVELLED = [...OFFICE_LAYOUTS, ...LATER_LAYOUTS, ...HELD_LAYOUTS, ...DOUBTFUL_LAYOUTS];
const ALL = [...LAYOUTS, ...LEVELLED];

describe("a document in a layout that municipalities use", () => {
  it.each(ALL)("$name: $layout", async (one) => {
    expect(one.answers.length).toBeLessThanOrEqual(3);
    const { plan } = await answered(one);
    expect(plan === null ? null : shapeOf(plan, LEVELLED.includes(one))).toEqual(one.plan);
    expect(plan?.fiscalYear ?? 2026).toBe(2026);
  });

  it("takes the unit beside a target for its own, and says of nothing that it was left out", async () => {
    const one = HELD_LAYOUTS.find(({ name }) => name === "units-in-a-column.xlsx");
    expect(one).toBeDefined();
    const { plan } = await answered(one as Layout);
    expect(plan?.warnings).toEqual([]);
  });

  it("names the columns that it leaves out", async () => {
    const one = MIXED_LAYOUTS.find(({ name }) => name === "kinds-and-divisions.xlsx");
    const { plan } = await answered(one as Layout);
    expect(plan?.warnings.map(({ message }) => message)).toEqual([
      "「区分」「予算額」など、方針や目標の文ではない欄は取り込みませんでした（3～5行）。",
    ]);
  });

  it.each(HELD_BACK)("$name is refused with what to do: $layout", async ({ name, bytes, refusal }) => {
    const document = await readDocument(await bytes(), name);
    expect(() => planImport(document, {})).toThrow(refusal);
  });

  it.each(ALL.filter(({ answers }) => answers.length > 0))(
    "$name is read by the profile that its answers made, with nothing but its doubts asked again",
    async (one) => {
      const { profile, plan } = await answered(one);
      const kept = parseProfile(formatProfile(lasting(profile)), "kept.yaml");
      const again = planImport(await readDocument(await one.bytes(), one.name), kept);
      if (profile.確認 === undefined) expect(again.plan?.departments).toEqual(plan?.departments);
      else expect(again.question?.id).toMatch(/^(?:確認|段:)/u);
    },
  );
});

/** Next year's document: other words for some, and without the line or row that holds a dropped text. */
async function nextYear(one: Layout, words: readonly (readonly [string, string])[], dropped: string) {
  const document = await readDocument(await one.bytes(), one.name);
  let printed = JSON.stringify(document);
  for (const [before, after] of words) {
    expect(printed).toContain(before);
    printed = printed.replaceAll(before, after);
  }
  const next = JSON.parse(printed) as typeof document;
  const holds = (part: unknown): boolean => JSON.stringify(part).includes(dropped);
  expect(holds(next)).toBe(true);
  return {
    ...next,
    elements: next.elements.flatMap((element): readonly DocumentElement[] => {
      if (element.kind !== "table") return holds(element) ? [] : [element];
      return [{ ...element, rows: element.rows.filter((row) => !holds(row)) }];
    }),
  };
}

const YEAR = ["令和8年度", "令和9年度"] as const;

/** A layout, the words that change, a goal that is dropped, and what is left: department → 柱 → goals. */
const NEXT_YEARS: readonly (readonly [string, readonly (readonly [string, string])[], string, object])[] = [
  [
    "levels-as-bands.xlsx",
    [YEAR, ["建設部", "都市建設部"], ["市民部", "都市建設部"], ["防犯", "暮らしの安全"]],
    "街灯をLEDに替える",
    {
      消防本部: { "施策１　消防": ["消防団の車を替える ‖ 目標値:2台 ‖ 期限:12月 ‖ ↑安心のまち＞消防"] },
      都市建設部: {
        "施策２　暮らしの安全": [
          "見守りの声かけを広げる ‖ 目標値:20団体 ‖ 期限:3月 ‖ ↑安心のまち＞暮らしの安全",
        ],
        "施策３　公園": ["公園の遊具を直す ‖ 目標値:12公園 ‖ 期限:10月 ‖ ↑緑のまち＞公園"],
      },
    },
  ],
  [
    "saved-with-lists-of-terms.html",
    [YEAR, ["総務部", "総務企画部"], ["情報公開の手引を改める", "路線図を作る"]],
    "駅前広場の設計を終える",
    {
      総務企画部: { "": ["入札の記録を公開する", "路線図を作る"] },
      まちづくり部: { "": ["コミュニティバスの路線を見直す"] },
    },
  ],
  [
    "notes-in-boxes.docx",
    [YEAR, ["建設部", "土木部"]],
    "街路樹の植替え",
    {
      環境部: { "": ["生ごみの堆肥化を3地区で始めます。"] },
      土木部: { "": ["通学路の歩道を1.2km整備します。"] },
    },
  ],
];

describe("next year's document, read by the profile that was saved", () => {
  it.each(NEXT_YEARS)(
    "%s: a department renamed, goals moved and dropped",
    async (name, words, dropped, goals) => {
      const one = ALL.find((layout) => layout.name === name);
      if (one === undefined) throw new Error(name);
      const { profile } = await answered(one);
      const saved = parseProfile(formatProfile(lasting(profile)), "saved.yaml");
      const { plan, question } = planImport(await nextYear(one, words, dropped), saved);
      expect(question).toBeNull();
      const read = Object.entries(plan === null ? {} : shapeOf(plan, true)).map(([department, sections]) => [
        department,
        Object.fromEntries(Object.entries(sections).map(([section, [, own]]) => [section, own])),
      ]);
      expect(Object.fromEntries(read)).toEqual(goals);
      expect(plan?.fiscalYear).toBe(2027);
    },
  );
});
