import { describe, expect, it } from "vitest";
import { type PlannedImport, planImport } from "../../src/import/profile/plan-import.js";
import type { Profile } from "../../src/import/profile/profile.js";
import { all } from "../../src/store/database.js";
import { parseDocument, readText } from "../kit/parse.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { shapeOf } from "./answered.js";

/** What few documents print, and what few profiles say. */

const read = (text: string, profile: Profile = {}): PlannedImport => planImport(readText(text), profile);
const left = (planned: PlannedImport): readonly string[] => planned.notTaken.map(({ where }) => where);

const LETTER = `令和8年度 みどり市 各部経営方針

市経営方針
○ 全員参加のまちをつくります。
この方針は毎年見直します。

総務部
経営方針
○ 市政を支えます。
重点目標
○ 文書を電子化する
（令和8年4月現在）
No.1プランの取組
○ 全庁で歩く
◇ 本庁舎だけで行う
`;

describe("a profile that a person has written", () => {
  it("says which marks count below a label, names labels by what they begin with, and leaves lines aside", () => {
    const planned = read(LETTER, {
      部: ["名前"],
      見出し: { 市経営方針: "全体 印", 経営方針: "方針", 重点目標: "目標", "/^No\\.1プラン/": "横断 ○" },
      無視: ["/年4月現在）$/"],
    });
    expect(planned.question).toBeNull();
    const [department] = planned.plan?.departments ?? [];
    expect(planned.plan?.overall.map(({ text }) => text)).toEqual(["全員参加のまちをつくります。"]);
    expect(shapeOf(planned.plan ?? { departments: [] })).toEqual({
      総務部: { "": [["市政を支えます。"], ["文書を電子化する"]] },
    });
    expect(department?.initiatives.map(({ text }) => text)).toEqual(["全庁で歩く"]);
    expect(left(planned).join("\n")).toMatch(
      /この方針は毎年見直します。(?:.|\n)*年4月現在(?:.|\n)*本庁舎だけで行う/u,
    );
  });

  it("says that only texts without a mark count", () => {
    const planned = read(
      LETTER.replace("○ 市政を支えます。", "市政を支えます。\n○ 支え方は別に定める").replace(/（.*）\n/u, ""),
      {
        部: ["名前"],
        見出し: { 市経営方針: "全体", 経営方針: "方針 文", 重点目標: "目標", "/^No\\.1プラン/": "無視" },
      },
    );
    expect(shapeOf(planned.plan ?? { departments: [] })).toEqual({
      総務部: { "": [["市政を支えます。"], ["文書を電子化する"]] },
    });
  });

  it("tells the columns of a table without headings by their numbers", () => {
    const rows = "| 総務部 | 文書を電子化する |\n| 福祉部 | 窓口を1つにする |\n";
    const { plan } = read(`# 令和8年度 みどり市 重点目標\n\n${rows}`, { 表: { 部: 1, 目標: 2 } });
    expect(shapeOf(plan ?? { departments: [] })).toEqual({
      総務部: { "": [[], ["文書を電子化する"]] },
      福祉部: { "": [[], ["窓口を1つにする"]] },
    });
  });
});

describe("a document", () => {
  it("may print the heading of goals, what explains them and their 指標 in their cell", () => {
    const goals = [
      "| 総務部 | ■ 文書<br>・電子化する<br>・保存を見直す |",
      "| 福祉部 | 窓口を1つにする<br>指標：待ち時間 10分 |",
      "| 建設部 | ○ 橋を直す<br>　・ 5年で30か所 |",
    ];
    const plan = parseDocument(
      `# 令和8年度 みどり市 重点目標\n\n| 部 | 重点目標 |\n|---|---|\n${goals.join("\n")}\n`,
    );
    expect(shapeOf(plan)).toEqual({
      総務部: { "": [[], ["文書｜電子化する", "文書｜保存を見直す"]] },
      福祉部: { "": [[], ["窓口を1つにする ‖ 指標:待ち時間 10分"]] },
      建設部: { "": [[], ["橋を直す"]] },
    });
    expect(plan.warnings.map(({ message }) => message).join()).toContain("項目の下の細目");
  });

  it("may be a manifesto, with marks on lines of their own", () => {
    const part = (name: string, goal: string): string =>
      `## ${name}長マニフェスト\n\n### 重点目標\n\n○\n${goal}\n\n`;
    const plan = parseDocument(
      `# 令和8年度 みどり市 部長マニフェスト\n\n${part("総務部", "文書を電子化する")}${part("福祉部", "窓口を1つにする")}`,
    );
    expect(shapeOf(plan)).toEqual({
      総務部: { "": [[], ["文書を電子化する"]] },
      福祉部: { "": [[], ["窓口を1つにする"]] },
    });
  });

  it("has its doubts named: how to fill it in, and two columns on one line", () => {
    const { question } = read(
      `# 令和8年度 みどり市 各部経営方針\n\n## 総務部\n\n### 経営方針\n\n- 何をいつまでに行うか。\n- 市政を支えます。\n\n### 重点目標\n\n- 庁舎の耐震化　　　　窓口の改善\n- 文書の電子化\n`,
    );
    expect(question?.doubts?.map(({ kind, samples }) => [kind, ...samples])).toEqual([
      ["legend", "何をいつまでに行うか。"],
      ["columns", "庁舎の耐震化　　　　窓口の改善"],
    ]);
  });

  it("leaves the table of the year before aside with its title", () => {
    const table = (goal: string): string =>
      `| 部 | 重点目標 |\n|---|---|\n| 総務部 | ${goal} |\n| 福祉部 | ${goal}る |\n`;
    const planned = read(
      `# 令和8年度 みどり市 各部重点目標\n\n${table("電子化す")}\n# 令和7年度 みどり市 各部重点目標\n\n${table("調べ")}`,
    );
    expect(
      planned.plan?.departments.flatMap(({ sections }) =>
        sections.flatMap(({ goals }) => goals.map(({ text }) => text)),
      ),
    ).toEqual(["電子化す", "電子化する"]);
    expect(planned.plan?.warnings.map(({ message }) => message).join()).toContain("別の年度の題名の下");
  });

  it("shows as removed or read aloud what markup in a text says", () => {
    const { elements, notices } = readText(
      "# 総務部\n\n- 文書を<del>整理</del>電子化する\n- <ruby>邑<rt>むら</rt></ruby>を歩く\n",
      "a.md",
    );
    expect(elements.flatMap((one) => (one.kind === "table" ? [] : [one.text]))).toEqual([
      "総務部",
      "文書を電子化する",
      "邑を歩く",
    ]);
    expect(notices.map(({ kind }) => kind)).toEqual(["struck", "furigana"]);
  });
});

describe("a corrected document", () => {
  it("takes away the 部 and the 柱 that it prints no more", () => {
    const { db } = temporaryDatabase();
    const part = (name: string, section: string): string =>
      `## ${name}\n\n### ${section}\n\n#### 重点目標\n\n- ${name}の${section}を進める\n\n`;
    const title = "# 令和8年度 みどり市 各部経営方針\n\n";
    importText(
      db,
      `${title}${part("総務部", "施策")}${part("総務部", "改革")}${part("福祉部", "施策")}${part("建設部", "施策")}`,
    );
    importText(db, `${title}${part("総務部", "施策")}${part("福祉部", "施策")}`, { now: NOW + 1 });
    expect(all(db, "SELECT name FROM department WHERE removed_at IS NOT NULL")).toEqual([{ name: "建設部" }]);
    expect(all(db, "SELECT name FROM section WHERE removed_at IS NOT NULL ORDER BY name")).toEqual([
      { name: "改革" },
      { name: "施策" },
    ]);
  });
});
