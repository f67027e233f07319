import { text, word, workbook } from "./office-files.js";
import { FORMATS, type Outline } from "./outlines.js";
import type { Layout } from "./plausible-layouts.js";

/** Headings without a word above 戦略 and their goals, each kind printed in its own way. */
const outer = (name: string, layout: string, lines: readonly string[], answer = "政策"): Layout => ({
  name,
  layout,
  bytes: text("令和8年度 かえで市 各部の重点目標", "", ...lines),
  answers: [answer],
  plan: {
    防災部: {
      "戦略1 災害に備える": [[], ["訓練を全地区で行う ‖ ↑暮らしを守る", "備蓄を入れ替える ‖ ↑暮らしを守る"]],
      "戦略2 犯罪を防ぐ": [[], ["防犯カメラを増やす ‖ ↑暮らしを守る"]],
      "戦略3 道路": [[], ["歩道を広げる ‖ ↑まちを整える"]],
    },
    教育部: { "戦略4 学校を整える": [[], ["体育館に空調を付ける ‖ ↑未来を育む"]] },
  },
});

const strategies = (
  sign: (at: number) => string,
  goal: (at: number) => string,
  gap: readonly string[] = [],
): readonly string[] => [
  ...["防災部", ...gap, `${sign(1)}暮らしを守る`, "戦略1 災害に備える"],
  ...[`${goal(1)}訓練を全地区で行う`, `${goal(2)}備蓄を入れ替える`],
  ...["戦略2 犯罪を防ぐ", `${goal(1)}防犯カメラを増やす`],
  ...[`${sign(2)}まちを整える`, "戦略3 道路", `${goal(1)}歩道を広げる`],
  ...["", "教育部", ...gap, `${sign(3)}未来を育む`, "戦略4 学校を整える", `${goal(1)}体育館に空調を付ける`],
];

/** Goals, and below each what it is for. */
const explained = (goal: (text: string) => string, indent: string): readonly string[] => [
  ...["令和8年度 かえで市 部局経営方針", "", "防災部", "重点目標"],
  ...[goal("防災訓練を充実する"), `${indent}地域と連携し、年2回の訓練を行います。その際は小学校と消防団の`],
  ...[`${indent}三者で計画を立てます。`, goal("備蓄を更新する"), `${indent}期限の切れる食料を入れ替えます。`],
  ...["", "教育部", "重点目標", goal("体育館に空調を付ける"), `${indent}全校に付けます。`],
];

const EXPLAINED: Outline = [
  ...["# 令和8年度 かえで市 部局経営方針", "## 防災部", "### 重点目標"],
  ...["- 防災訓練を充実する", "地域と連携し、年2回の訓練を行います。"],
  ...["- 備蓄を更新する", "期限の切れる食料を入れ替えます。"],
  ...["## 教育部", "### 重点目標", "- 体育館に空調を付ける", "全校に付けます。"],
];

const GOALS = {
  防災部: { "": [[], ["防災訓練を充実する", "備蓄を更新する"]] },
  教育部: { "": [[], ["体育館に空調を付ける"]] },
} as const;

const ACTIONS = [
  ...["令和8年度 かえで市 部局経営方針", "", "防災部", "経営方針", "・市民の命を守ります。", "重点目標"],
  ...["アクション　災害に備える", "・訓練を実施する", "・備蓄を入れ替える"],
  ...[
    "アクション　犯罪を防ぐ",
    "・防犯カメラを増やす",
    "",
    "教育部",
    "経営方針",
    "・学びを支えます。",
    "重点目標",
  ],
  ...["アクション　学校を整える", "・体育館に空調を付ける"],
];

/** Documents that could be read in more than one way: what is right is on offer. Where levels stand above, they count. */
export const DOUBTFUL_LAYOUTS: readonly Layout[] = [
  outer(
    "numbers-over-strategies.txt",
    "（1） above 戦略, which nothing but its place tells from a goal",
    strategies(
      (at) => `（${at}）`,
      () => "・",
    ),
  ),
  outer(
    "circled-over-numbers.txt",
    "① above 戦略, over goals with (1), which mostly stand further out",
    strategies(
      (at) => `${"①②③".charAt(at - 1)} `,
      (at) => `(${at}) `,
    ),
  ),
  outer(
    "plain-in-the-list.txt",
    "plain lines above 戦略, one of them after a list without a blank line",
    strategies(
      () => "",
      () => "・",
    ),
  ),
  outer(
    "plain-after-blank.txt",
    "the same after blank lines below the departments",
    strategies(
      () => "",
      () => "・",
      [""],
    ),
  ),
  {
    name: "goal-of-the-whole.txt",
    layout: "a goal of the whole department before its 戦略",
    bytes: text(
      ...["令和8年度 かえで市 各部の重点目標", "", "防災部", "・死者を出さない"],
      ...["戦略1 災害に備える", "・訓練を全地区で行う", "戦略2 犯罪を防ぐ", "・防犯カメラを増やす"],
      ...["", "教育部", "・どの子も学べる", "戦略3 学校を整える", "・体育館に空調を付ける"],
    ),
    answers: ["段ではない"],
    plan: {
      防災部: {
        "": [[], ["死者を出さない"]],
        "戦略1 災害に備える": [[], ["訓練を全地区で行う"]],
        "戦略2 犯罪を防ぐ": [[], ["防犯カメラを増やす"]],
      },
      教育部: {
        "": [[], ["どの子も学べる"]],
        "戦略3 学校を整える": [[], ["体育館に空調を付ける"]],
      },
    },
  },
  {
    name: "explained-below.txt",
    layout: "below each goal a sentence about it, as long as a goal that goes on in its next line",
    bytes: text(...explained((goal) => `①　${goal}`, "　　")),
    answers: ["項目を説明する文"],
    plan: GOALS,
  },
  {
    name: "explained-without-signs.txt",
    layout: "goals without a sign, what explains them set in",
    bytes: text(...explained((goal) => goal, "　")),
    answers: ["項目を説明する文"],
    plan: GOALS,
  },
  ...Object.entries(FORMATS)
    .filter(([name]) => !/txt|html/u.test(name))
    .map(([name, bytes]) => ({
      name: name.replace("plan", "explained-in-paragraphs"),
      layout: "a paragraph below each goal",
      bytes: () => bytes(EXPLAINED),
      answers: ["項目を説明する文"],
      plan: GOALS,
    })),
  {
    name: "titles-as-long.txt",
    layout: "titles that are the longest lines, with a short sentence below each",
    bytes: text(
      ...["令和8年度 かえで市 部局経営方針", "", "防災部", "重点目標"],
      ...["①　自主防災組織と連携した訓練の充実", "　　年2回の訓練を行います。"],
      ...["②　備蓄の計画的な更新", "　　食料を入れ替えます。", "", "教育部", "重点目標"],
      ...["①　体育館の空調設備の計画的な整備", "　　全校に付けます。"],
    ),
    answers: ["項目を説明する文"],
    plan: {
      防災部: { "": [[], ["自主防災組織と連携した訓練の充実", "備蓄の計画的な更新"]] },
      教育部: { "": [[], ["体育館の空調設備の計画的な整備"]] },
    },
  },
  {
    name: "broken-after-whole-words.txt",
    layout: "goals that go on in their next lines, broken where they could end",
    bytes: text(
      ...["令和8年度 かえで市 部局経営方針", "", "防災部", "重点目標"],
      ...["①　避難所の運営に必要な設備の充実", "　　強化を進めます。", "②　備蓄を入れ替えます。"],
      ...["", "教育部", "重点目標", "①　体育館の空調設備の計画的な設置", "　　更新を進めます。"],
    ),
    answers: ["項目の文の続き"],
    plan: {
      防災部: { "": [[], ["避難所の運営に必要な設備の充実強化を進めます。", "備蓄を入れ替えます。"]] },
      教育部: { "": [[], ["体育館の空調設備の計画的な設置更新を進めます。"]] },
    },
  },
  {
    name: "aims-without-a-title.md",
    layout: "headings over departments, the first of which would do for a title",
    bytes: text(
      ...["# 令和8年度 安全なまちづくり計画", "## 防災部", "### 重点目標", "- 訓練を全地区で行う"],
      ...["# 令和8年度 学べるまちづくり計画", "## 教育部", "### 重点目標", "- 体育館に空調を付ける"],
    ),
    answers: ["政策"],
    plan: {
      防災部: {
        "令和8年度 安全なまちづくり計画": [[], ["訓練を全地区で行う ‖ ↑令和8年度 安全なまちづくり計画"]],
      },
      教育部: {
        "令和8年度 学べるまちづくり計画": [[], ["体育館に空調を付ける ‖ ↑令和8年度 学べるまちづくり計画"]],
      },
    },
  },
  {
    name: "titles-of-heads.docx",
    layout: "a table of 職名 alone beside the goals: 防災部長 speaks for 防災部",
    bytes: () =>
      word([
        "令和8年度 かえで市 部長の仕事目標",
        [
          ["職名", "氏名", "部長の目標"],
          ["防災部長", "山本 茂", "訓練を全地区で行う"],
          ["", "", "備蓄を入れ替える"],
          ["教育長", "田中 花子", "体育館に空調を付ける"],
        ],
      ]),
    answers: [],
    plan: {
      防災部: { "": [[], ["訓練を全地区で行う", "備蓄を入れ替える"]] },
      教育長: { "": [[], ["体育館に空調を付ける"]] },
    },
  },
  {
    name: "titles-beside-departments.xlsx",
    layout: "役職 between the department and the goals of its head",
    bytes: () =>
      workbook({
        目標: [
          ["令和8年度 かえで市 部長の仕事目標", null, null, null],
          ["部局名", "役職", "部長の目標", "達成指標"],
          ["防災部", "部長", "訓練を全地区で行う", "20回"],
          ["防災部", "次長", "備蓄を入れ替える", "5,000食"],
          ["教育部", "部長", "体育館に空調を付ける", "6校"],
        ],
      }),
    answers: [],
    plan: {
      防災部: { "": [[], ["訓練を全地区で行う ‖ 達成指標:20回", "備蓄を入れ替える ‖ 達成指標:5,000食"]] },
      教育部: { "": [[], ["体育館に空調を付ける ‖ 達成指標:6校"]] },
    },
  },
  {
    name: "actions-over-goals.txt",
    layout: "アクション without a number over the goals of a label",
    bytes: text(...ACTIONS),
    answers: ["柱（施策や分野の見出し）"],
    plan: {
      防災部: {
        "": [["市民の命を守ります。"], []],
        "アクション　災害に備える": [[], ["訓練を実施する", "備蓄を入れ替える"]],
        "アクション　犯罪を防ぐ": [[], ["防犯カメラを増やす"]],
      },
      教育部: {
        "": [["学びを支えます。"], []],
        "アクション　学校を整える": [[], ["体育館に空調を付ける"]],
      },
    },
  },
  {
    name: "actions-that-are-goals.txt",
    layout: "the same, where アクション is the goal and its list explains it",
    bytes: text(...ACTIONS),
    answers: ["目標そのもの"],
    plan: {
      防災部: {
        "": [["市民の命を守ります。"], ["アクション　災害に備える", "アクション　犯罪を防ぐ"]],
      },
      教育部: { "": [["学びを支えます。"], ["アクション　学校を整える"]] },
    },
  },
  {
    name: "lines-that-are-goals.txt",
    layout: "short lines over lists below the title's goals, the lists explain them",
    bytes: text(
      ...[
        "令和8年度 かえで市 各部の重点目標",
        "",
        "防災部",
        "災害に備える",
        "・訓練を実施する",
        "犯罪を防ぐ",
      ],
      ...["・防犯カメラを増やす", "", "教育部", "学校を整える", "・体育館に空調を付ける"],
    ),
    answers: ["目標そのもの"],
    plan: {
      防災部: { "": [[], ["災害に備える", "犯罪を防ぐ"]] },
      教育部: { "": [[], ["学校を整える"]] },
    },
  },
  {
    name: "explained-in-bold.docx",
    layout: "goals in bold, what explains them in paragraphs below",
    bytes: () =>
      word([
        "# 令和8年度 かえで市 部局経営方針",
        ...["## 防災部", "### 重点目標", "**防災訓練を充実する**", "秋に行います。", "**備蓄を更新する**"],
        ...[
          "食料を入れ替えます。",
          "## 教育部",
          "### 重点目標",
          "**体育館に空調を付ける**",
          "全校に付けます。",
        ],
      ]),
    answers: ["項目を説明する文"],
    plan: GOALS,
  },
  {
    name: "explained-line-by-line.txt",
    layout: "goals and sentences about them in turn, with neither sign nor blank",
    bytes: text(...explained((goal) => goal, "").filter((line) => !/三者|連携し/u.test(line))),
    answers: ["項目を説明する文"],
    plan: GOALS,
  },
  {
    name: "explained-in-terms.html",
    layout: "a list of terms, each explained",
    bytes: text(
      "<h1>令和8年度 かえで市 各部の重点目標</h1><h2>防災部</h2>",
      "<dl><dt>防災訓練を充実する</dt><dd>秋に行います。</dd><dt>備蓄を更新する</dt><dd>食料を替えます。</dd></dl>",
      "<h2>教育部</h2><dl><dt>体育館に空調を付ける</dt><dd>全校に付けます。</dd></dl>",
    ),
    answers: ["項目を説明する文"],
    plan: GOALS,
  },
  {
    name: "heads-as-headings.md",
    layout: "who speaks for the department in a heading above its goals",
    bytes: text(
      ...["# 令和8年度 かえで市 部局経営方針", "## 防災部", "### 防災部長 山本茂", "### 重点目標"],
      ...["- 防災訓練を充実する", "- 備蓄を更新する", "## 教育部", "### 教育部長 田中花子"],
      ...["### 重点目標", "- 体育館に空調を付ける"],
    ),
    answers: [],
    plan: GOALS,
  },
  {
    name: "explained-in-cells.csv",
    layout: "numbered goals in a cell, a sentence below each",
    bytes: text(
      "令和8年度 かえで市 重点目標一覧",
      "部,重点目標",
      '防災部,"1 訓練の充実',
      "地域と連携し、年2回行います。",
      "2 備蓄の見直し",
      '関係機関と協議します。"',
      '教育部,"1 空調の設置',
      '全校に付けます。"',
    ),
    answers: ["説明する文"],
    plan: { 防災部: { "": [[], ["訓練の充実", "備蓄の見直し"]] }, 教育部: { "": [[], ["空調の設置"]] } },
  },
  {
    name: "one-line-each.txt",
    layout: "goals without marks, about as long as one another",
    bytes: text(
      ...["令和8年度 かえで市 重点目標", "", "防災部", "", "重点目標"],
      ...["公共施設予約システムの更新と窓口の統合", "ふるさと納税の返礼品の拡充と広報の強化"],
      ...["", "教育部", "", "重点目標", "保育所の待機児童の解消と保育士の確保策"],
      ...["図書館の開館時間の延長と分館の整備計画"],
    ),
    answers: ["別の文"],
    plan: {
      防災部: {
        "": [[], ["公共施設予約システムの更新と窓口の統合", "ふるさと納税の返礼品の拡充と広報の強化"]],
      },
      教育部: {
        "": [[], ["保育所の待機児童の解消と保育士の確保策", "図書館の開館時間の延長と分館の整備計画"]],
      },
    },
  },
  {
    name: "issued-by.md",
    layout: "who issued the plan on a line below its title",
    bytes: text(
      ...["# 令和8年度 かえで市 部局経営方針", "", "企画政策課", "", "今年度の取組をまとめました。", ""],
      ...["## 防災部", "### 重点目標", "- 防災訓練を充実する", "- 備蓄を更新する"],
      ...["## 教育部", "### 重点目標", "- 体育館に空調を付ける"],
    ),
    answers: [],
    plan: GOALS,
  },
  {
    name: "explained-below-the-longest.txt",
    layout: "goals and what explains them, the goals as long as any line of the document",
    bytes: text(
      ...["令和8年度 かえで市 部局経営方針", "", "防災部", "重点目標"],
      ...["① 通学路の危険箇所を点検し、年度内に対策を終えます", "　　地域と連携し、計画的に進めます。"],
      ...["② 避難所の備蓄を見直し、市内の各所に分けて置きます", "　　関係機関と協議します。"],
      ...["", "教育部", "重点目標", "① 体育館の空調", "　　全校に付けます。"],
    ),
    answers: ["説明する文"],
    plan: {
      防災部: {
        "": [
          [],
          [
            "通学路の危険箇所を点検し、年度内に対策を終えます",
            "避難所の備蓄を見直し、市内の各所に分けて置きます",
          ],
        ],
      },
      教育部: { "": [[], ["体育館の空調"]] },
    },
  },
];
