import { describe, expect, it } from "vitest";
import { planImport } from "../../src/import/profile/plan-import.js";
import { parseProfile } from "../../src/import/profile/profile-file.js";
import { readText } from "../kit/parse.js";

/**
 * Invented documents in the layouts of plans that municipalities publish, each with the few lines of a profile that say what
 * its elements are, and what is to be read: department → 柱 → policies and goals.
 */
interface LookAlike {
  readonly layout: string;
  readonly profile: string;
  readonly document: string;
  readonly plan: Readonly<
    Record<string, Readonly<Record<string, readonly [readonly string[], readonly string[]]>>>
  >;
}

const LOOK_ALIKES: readonly LookAlike[] = [
  {
    layout: "departments in the rightmost column of several tables",
    profile: "表: { 部: 担当部課など, 目標: 令和8年度目標, 見出し: 事務事業名, 番号: No }",
    document: `# 令和8年度 業務目標\n\n| No | 事務事業名 | 令和8年度目標 | 担当部課など |\n|---|---|---|---|\n| 1 | 町会支援 | 加入率を70%にする。 | 協働課 |\n| 2 | 研修 | 全員が受講する。 | 総務課 |\n\n| No | 事務事業名 | 令和8年度目標 | 担当部課など |\n|---|---|---|---|\n| 3 | 交通 | 二地区で実証する。 | 協働課 |\n`,
    plan: {
      協働課: { "": [[], ["加入率を70%にする。", "二地区で実証する。"]] },
      総務課: { "": [[], ["全員が受講する。"]] },
    },
  },
  {
    layout: "one ward, its challenges as headings, strategies below",
    profile: "部: [題名]\n柱: ['/^経営課題[0-9]/']\n見出し: { 主な戦略: 目標, 課題認識: 無視 }",
    document: `# 令和8年度浜風区運営方針\n\n## 経営課題1 防災\n\n### 課題認識\n\nつながりが薄い。\n\n### 主な戦略\n\n- 訓練の実施\n- 啓発の推進\n\n## 経営課題2 こども\n\n### 課題認識\n\n居場所が足りない。\n\n### 主な戦略\n\n- 学習支援の拡大\n`,
    plan: {
      浜風区: {
        "経営課題1 防災": [[], ["訓練の実施", "啓発の推進"]],
        "経営課題2 こども": [[], ["学習支援の拡大"]],
      },
    },
  },
  {
    layout: "challenges in brackets, items with a dot",
    profile: "部: [題名]\n柱: ['/^【経営課題/']\n既定: 目標",
    document: `令和8年度 北浜区運営方針\n\n【経営課題1 安全なまち】\n・見守りの強化\n・街灯の更新\n\n【経営課題2 元気なまち】\n・商店街の催しの開催\n`,
    plan: {
      北浜区: {
        "経営課題1 安全なまち": [[], ["見守りの強化", "街灯の更新"]],
        "経営課題2 元気なまち": [[], ["商店街の催しの開催"]],
      },
    },
  },
  {
    layout: "bureaus with their heads, labels in English",
    profile: "部: [印■+名前]\n見出し: { mission: 方針, vision: 目標, value: 無視 }",
    document: `部局運営方針\n\n■総務局(局長 青木 光)\n総務部・財務部\nmission\n土台を支える。\nvision\n・紙を半分にする。\n・会議を減らす。\nvalue\n誠実に。\n\n■環境局(局長 白井 恵)\n環境部\nmission\n水を守る。\nvision\n・ごみを減らす。\nvalue\n現場で。\n`,
    plan: {
      総務局: { "": [["土台を支える。"], ["紙を半分にする。", "会議を減らす。"]] },
      環境局: { "": [["水を守る。"], ["ごみを減らす。"]] },
    },
  },
  {
    layout: "departments in brackets with a number, goals in the last column",
    profile: "部: ['/^【.+課】[0-9]+$/']\n表: { 柱: 分野, 目標: 達成目標 }",
    document: `令和8年度 重点目標設定シート\n\n【総務課】01\n\n| 分野 | 現状 | 手段 | 達成目標 |\n|---|---|---|---|\n| 人事 | 人手不足 | 採用の改善 | ●試験を年二回行う |\n\n【税務課】02\n\n| 分野 | 現状 | 手段 | 達成目標 |\n|---|---|---|---|\n| 収納 | 滞納 | 催告 | ●収納率を上げる |\n`,
    plan: {
      総務課: { 人事: [[], ["試験を年二回行う"]] },
      税務課: { 収納: [[], ["収納率を上げる"]] },
    },
  },
  {
    layout: "one department on slides, ■ labels and ○ items",
    profile: "部: [題名]\n見出し: { 部の使命: ビジョン, 今年度の重点: 目標 }",
    document: `令和8年度 文化振興部 部局運営方針\n\n■部の使命\n文化で人をつなぐ。\n\n■今年度の重点\n○展覧会の開催\n○文化財の公開\n`,
    plan: { 文化振興部: { "": [[], ["展覧会の開催", "文化財の公開"]] } },
  },
  {
    layout: "what, by when and how as columns",
    profile: "部: [見出し2+名前]\n表: { 目標: 何を, 期限: いつまでに, 無視: どうするか }",
    document: `# 令和8年度 各部局の重点目標\n\n## 総務部\n\n| 何を | いつまでに | どうするか |\n|---|---|---|\n| 文書の電子化 | 9月 | 規程を改める |\n\n## 福祉部\n\n| 何を | いつまでに | どうするか |\n|---|---|---|\n| 相談窓口の統合 | 年度末 | 場所を移す |\n`,
    plan: {
      総務部: { "": [[], ["文書の電子化"]] },
      福祉部: { "": [[], ["相談窓口の統合"]] },
    },
  },
  {
    layout: "a page for each department, numbered goals as headings",
    profile: "部: [見出し2+名前]\n見出し: { 部の目標: 目標 }\n項目: { 見出し4: 目標 }",
    document: `# 令和8年度 部の運営方針と目標\n\n## 市民部\n\n### 部の目標\n\n#### 1 窓口の予約\n\n全課で始めます。\n\n#### 2 証明書の電子化\n\n秋に始めます。\n\n## 建設部\n\n### 部の目標\n\n#### 1 橋の点検\n\n全ての橋で行います。\n`,
    plan: {
      市民部: { "": [[], ["窓口の予約", "証明書の電子化"]] },
      建設部: { "": [[], ["橋の点検"]] },
    },
  },
  {
    layout: "key and value in rows, one table for each department",
    profile: "部: [見出し2+名前]\n見出し: { 使命: 方針, 重点的な取組み: 目標, 関係機関: 無視 }",
    document: `# 令和8年度 部局シート\n\n## 産業部\n\n| 使命 | 地域の仕事を増やします。 |\n|---|---|\n| 重点的な取組み | 企業の誘致<br>農産物の販路の開拓 |\n| 関係機関 | 商工会 |\n\n## 教育部\n\n| 使命 | 学びを支えます。 |\n|---|---|\n| 重点的な取組み | 図書館の改修 |\n| 関係機関 | 学校 |\n`,
    plan: {
      産業部: { "": [["地域の仕事を増やします。"], ["企業の誘致", "農産物の販路の開拓"]] },
      教育部: { "": [["学びを支えます。"], ["図書館の改修"]] },
    },
  },
  {
    layout: "declarations of directors in a frame",
    profile: "部: ['「○○長宣言2026」']\n見出し: { わたしの想い: 方針, 今年の約束: 目標 }",
    document: `令和8年度 部長宣言\n\n「総務部長宣言2026」\nわたしの想い\n・信頼される市役所をつくります。\n今年の約束\n・予約を全課で始めます。\n\n「環境部長宣言2026」\nわたしの想い\n・緑を渡します。\n今年の約束\n・拠点を増やします。\n`,
    plan: {
      総務部: { "": [["信頼される市役所をつくります。"], ["予約を全課で始めます。"]] },
      環境部: { "": [["緑を渡します。"], ["拠点を増やします。"]] },
    },
  },
  {
    layout: "goals under 柱 that stand below the label",
    profile: "部: [印■+名前]\n柱: [枠＜＞]\n柱は見出しの下: true\n見出し: { 重点目標: 目標 }",
    document: `令和8年度 各部の目標\n\n■ 総務部\n重点目標\n＜人材＞\n・研修の見直し\n＜財務＞\n・補助金の点検\n\n■ 建設部\n重点目標\n＜道路＞\n・舗装の修繕\n`,
    plan: {
      総務部: { 人材: [[], ["研修の見直し"]], 財務: [[], ["補助金の点検"]] },
      建設部: { 道路: [[], ["舗装の修繕"]] },
    },
  },
  {
    layout: "a table whose departments stand in rows across it",
    profile: "部: [行+名前]\n表: { 柱: 視点, 方針: 運営方針, 目標: 重点取組 }",
    document: `<h1>令和8年度 部局運営方針</h1>\n<table>\n<tr><th colspan="3">総務部</th></tr>\n<tr><th>視点</th><th>運営方針</th><th>重点取組</th></tr>\n<tr><td>市民</td><td>親切な窓口をつくります。</td><td>調査の実施</td></tr>\n<tr><th colspan="3">建設部</th></tr>\n<tr><td>市民</td><td>道路を守ります。</td><td>舗装の修繕</td></tr>\n</table>\n`,
    plan: {
      総務部: { 市民: [["親切な窓口をつくります。"], ["調査の実施"]] },
      建設部: { 市民: [["道路を守ります。"], ["舗装の修繕"]] },
    },
  },
  {
    layout: "a three-level outline with kana labels",
    profile: "部: ['(1)+名前', '印(1)+名前']\n見出し: { 方針: 方針, 目標: 目標 }",
    document: `令和8年度 経営の方針\n\n(1) 企画部\nア 方針\n・計画を進めます。\nイ 目標\n・評価の見直し\n・公民連携の推進\n\n(2) 総務部\nア 方針\n・組織力を高めます。\nイ 目標\n・人材の確保\n`,
    plan: {
      企画部: { "": [["計画を進めます。"], ["評価の見直し", "公民連携の推進"]] },
      総務部: { "": [["組織力を高めます。"], ["人材の確保"]] },
    },
  },
  {
    layout: "tab-separated, departments and goals in columns of other names",
    profile: "表: { 部: 担当, 柱: 章, 方針: ねらい, 目標: やること, 指標: ものさし }",
    document: `担当\t章\tねらい\tやること\tものさし\n総務課\t組織\t強い組織にします。\t研修の実施\t受講者数\n\t文書\t紙を減らします。\t電子決裁の展開\t決裁率\n税務課\t収納\t公平に集めます。\t口座振替の推進\t加入率\n`,
    plan: {
      総務課: {
        組織: [["強い組織にします。"], ["研修の実施"]],
        文書: [["紙を減らします。"], ["電子決裁の展開"]],
      },
      税務課: { 収納: [["公平に集めます。"], ["口座振替の推進"]] },
    },
  },
];

describe("a document and the profile of its municipality", () => {
  it.each(LOOK_ALIKES)("$layout", ({ profile, document, plan }) => {
    const planned = planImport(readText(document), parseProfile(profile, "profile.yaml"));
    expect(planned.question?.text ?? null).toBeNull();
    const read = Object.fromEntries(
      (planned.plan?.departments ?? []).map(({ name, sections }) => [
        name,
        Object.fromEntries(
          sections.map((section) => [
            section.name,
            [section.policies.map(({ text }) => text), section.goals.map(({ text }) => text)],
          ]),
        ),
      ]),
    );
    expect(read).toEqual(plan);
  });

  it.each(LOOK_ALIKES)(
    "never passes in silence without it, unless it is read the same: $layout",
    ({ document, plan }) => {
      let silent: readonly string[] | null = null;
      try {
        const planned = planImport(readText(document), {});
        silent = planned.plan?.departments.map(({ name }) => name) ?? null;
      } catch (error) {
        expect(error).toHaveProperty("name", "ImportError");
      }
      if (silent !== null) expect(silent).toEqual(Object.keys(plan));
    },
  );
});
