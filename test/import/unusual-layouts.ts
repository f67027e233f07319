import { word, workbook } from "./office-files.js";
import type { Layout } from "./plausible-layouts.js";

const text =
  (...lines: readonly string[]) =>
  () =>
    Promise.resolve(new TextEncoder().encode(`${lines.join("\n")}\n`));

export const UNUSUAL_LAYOUTS: readonly Layout[] = [
  {
    name: "caption-of-departments.html",
    layout: "a table of two columns for each department, whose name stands in the caption",
    bytes: text(
      "<html><head><title>令和8年度 汐見台市 部局別重点目標</title></head><body>",
      "<h1>令和8年度 汐見台市 部局別重点目標</h1>",
      "<table><caption>総務部</caption><tr><th>経営方針</th><th>重点目標</th></tr>",
      "<tr><td>職員が働きやすい職場をつくる。</td><td>在宅勤務の日数を月4日に増やす。</td></tr>",
      "<tr><td>公文書を確実に残す。</td><td>電子決裁の割合を95%にする。</td></tr></table>",
      "<table><caption>環境部</caption><tr><th>経営方針</th><th>重点目標</th></tr>",
      "<tr><td>ごみを減らす。</td><td>一人1日当たりのごみを600gにする。</td></tr></table>",
      "</body></html>",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["職員が働きやすい職場をつくる。", "公文書を確実に残す。"],
          ["在宅勤務の日数を月4日に増やす。", "電子決裁の割合を95%にする。"],
        ],
      },
      環境部: { "": [["ごみを減らす。"], ["一人1日当たりのごみを600gにする。"]] },
    },
  },
  {
    name: "numbered-by-kana.txt",
    layout: "goals numbered by ア イ ウ below policies in brackets of numbers",
    bytes: text(
      "令和8年度 汐見台市 部の経営方針",
      "",
      "第1 総務部",
      "1 経営方針",
      "(1) 市民に信頼される市役所をつくる。",
      "(2) 財源を大切に使う。",
      "2 重点目標",
      "ア 窓口の待ち時間を10分以内にする。",
      "イ 契約の電子化を50件で行う。",
      "ウ 研修を年12回開く。",
      "",
      "第2 福祉部",
      "1 経営方針",
      "(1) 誰もが安心して暮らせるまちをつくる。",
      "2 重点目標",
      "ア 相談窓口を3か所に増やす。",
      "イ 見守りの協力者を200人にする。",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["市民に信頼される市役所をつくる。", "財源を大切に使う。"],
          ["窓口の待ち時間を10分以内にする。", "契約の電子化を50件で行う。", "研修を年12回開く。"],
        ],
      },
      福祉部: {
        "": [
          ["誰もが安心して暮らせるまちをつくる。"],
          ["相談窓口を3か所に増やす。", "見守りの協力者を200人にする。"],
        ],
      },
    },
  },
  {
    name: "projects-with-budgets.xlsx",
    layout: "projects of departments with columns of the budget",
    bytes: () =>
      workbook({
        重点事業: [
          ["令和8年度 汐見台市 重点事業一覧", null, null, null, null],
          ["部名", "事業名", "令和8年度の目標", "当初予算額（千円）", "前年度予算額（千円）"],
          ["総務部", "庁舎LED化事業", "本庁舎の照明をすべてLEDにする。", 12500, 8000],
          ["総務部", "職員研修事業", "研修を年12回開く。", 3200, 3000],
          ["環境部", "ごみ減量推進事業", "集団回収の団体を80団体にする。", 5400, 5100],
        ],
      }),
    answers: ["目標の見出し"],
    plan: {
      総務部: {
        "": [[], ["庁舎LED化事業｜本庁舎の照明をすべてLEDにする。", "職員研修事業｜研修を年12回開く。"]],
      },
      環境部: { "": [[], ["ごみ減量推進事業｜集団回収の団体を80団体にする。"]] },
    },
  },
  {
    name: "manifesto-kpis.xlsx",
    layout: "a manifesto's pledges with indicators, present value and target",
    bytes: () =>
      workbook({
        マニフェスト: [
          ["汐見台市長マニフェスト 令和8年度工程表", null, null, null, null, null],
          ["政策の柱", "担当部", "取組目標", "KPI", "現状値", "目標値（令和8年度）"],
          ["子育て", "こども部", "待機児童をなくす。", "待機児童数", "12人", "0人"],
          ["子育て", "こども部", "学童保育を広げる。", "学童クラブの数", "14か所", "18か所"],
          ["安全", "危機管理部", "消防団員を確保する。", "団員数", "310人", "350人"],
        ],
      }),
    answers: [],
    plan: {
      こども部: {
        子育て: [
          [],
          [
            "待機児童をなくす。 ‖ KPI:待機児童数 ‖ 目標値（令和8年度）:0人",
            "学童保育を広げる。 ‖ KPI:学童クラブの数 ‖ 目標値（令和8年度）:18か所",
          ],
        ],
      },
      危機管理部: { 安全: [[], ["消防団員を確保する。 ‖ KPI:団員数 ‖ 目標値（令和8年度）:350人"]] },
    },
  },
  {
    name: "headings-in-two-rows.xlsx",
    layout: "headings in two rows, 目標 above 内容 and 数値",
    bytes: () =>
      workbook(
        {
          目標: [
            ["令和8年度 汐見台市 部局別目標管理表", null, null, null, null],
            ["部", "経営方針", "重点目標", null, "担当課"],
            [null, null, "内容", "数値目標", null],
            ["総務部", "開かれた市役所をつくる。", "広報を読みやすくする。", "満足度80%", "広報課"],
            [null, null, "ホームページを作り直す。", "閲覧数120万件", "広報課"],
            ["環境部", "緑を守る。", "街路樹を植える。", "300本", "公園課"],
          ],
        },
        {
          目標: [
            [0, 0, 0, 4],
            [1, 0, 2, 0],
            [1, 1, 2, 1],
            [1, 2, 1, 3],
            [1, 4, 2, 4],
            [3, 0, 4, 0],
            [3, 1, 4, 1],
          ],
        },
      ),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["開かれた市役所をつくる。"],
          [
            "広報を読みやすくする。 ‖ 数値目標:満足度80% ‖ 担当課:広報課",
            "ホームページを作り直す。 ‖ 数値目標:閲覧数120万件 ‖ 担当課:広報課",
          ],
        ],
      },
      環境部: { "": [["緑を守る。"], ["街路樹を植える。 ‖ 数値目標:300本 ‖ 担当課:公園課"]] },
    },
  },
  {
    name: "mission-per-division.md",
    layout: "departments with 使命 and goals by quarter",
    bytes: text(
      "# 令和8年度 汐見台市 組織目標",
      "## 総務部",
      "### 部の使命",
      "市役所の土台を支える。",
      "### 部の目標",
      "1. 窓口の予約制を始める。（4月から6月）",
      "2. 庁舎の耐震工事を終える。（1月から3月）",
      "## 環境部",
      "### 部の使命",
      "豊かな自然を引き継ぐ。",
      "### 部の目標",
      "1. 公園の花壇を20か所つくる。（通年）",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["市役所の土台を支える。"],
          ["窓口の予約制を始める。（4月から6月）", "庁舎の耐震工事を終える。（1月から3月）"],
        ],
      },
      環境部: { "": [["豊かな自然を引き継ぐ。"], ["公園の花壇を20か所つくる。（通年）"]] },
    },
  },
  {
    name: "goal-and-results-side-by-side.docx",
    layout: "tables under headings of departments, last year's result beside this year's goal",
    bytes: () =>
      word([
        "# 令和8年度 汐見台市 重点目標",
        "## 総務部",
        [
          ["番号", "令和7年度の実績", "令和8年度の重点目標"],
          ["1", "待ち時間は15分だった。", "窓口の待ち時間を10分以内にする。"],
          ["2", "電子契約は20件だった。", "契約の電子化を50件で行う。"],
        ],
        "## 環境部",
        [
          ["番号", "令和7年度の実績", "令和8年度の重点目標"],
          ["1", "団体は72だった。", "集団回収の団体を80団体にする。"],
        ],
      ]),
    answers: [],
    plan: {
      総務部: { "": [[], ["窓口の待ち時間を10分以内にする。", "契約の電子化を50件で行う。"]] },
      環境部: { "": [[], ["集団回収の団体を80団体にする。"]] },
    },
  },
  {
    name: "targets-of-two-years.html",
    layout: "targets of the year before beside those of this year",
    bytes: text(
      "<html><head><title>令和8年度 汐見台市 部の重点目標</title></head><body>",
      "<h1>令和8年度 汐見台市 部の重点目標</h1><table>",
      "<tr><th>部</th><th>重点目標</th><th>目標値（令和7年度）</th><th>目標値（令和8年度）</th></tr>",
      "<tr><td>総務部</td><td>広報を読みやすくする。</td><td>70%</td><td>80%</td></tr>",
      "<tr><td>環境部</td><td>街路樹を植える。</td><td>200本</td><td>300本</td></tr>",
      "</table></body></html>",
    ),
    answers: [],
    plan: {
      総務部: { "": [[], ["広報を読みやすくする。 ‖ 目標値（令和8年度）:80%"]] },
      環境部: { "": [[], ["街路樹を植える。 ‖ 目標値（令和8年度）:300本"]] },
    },
  },
];

/** Layouts that nothing is read of yet: what they hold is not stored otherwise, and the sentence says where to go on. */
export const REFUSED_LAYOUTS: readonly (Omit<Layout, "answers" | "plan"> & { readonly refusal: string })[] = [
  {
    name: "letter-of-the-head.docx",
    layout: "a message of each head of department with the year's main efforts at its end",
    bytes: () =>
      word([
        "# 令和8年度 汐見台市 部長からのメッセージ",
        "## 総務部長メッセージ",
        "市民の皆さまには、日頃から市政にご協力いただき、ありがとうございます。",
        "総務部は、市役所の土台を支える部です。",
        "### 令和8年度の重点取組",
        "- 窓口の予約制を始めます。",
        "- 庁舎の耐震工事を終えます。",
        "## 環境部長メッセージ",
        "豊かな自然を次の世代に引き継ぐため、職員一同取り組みます。",
        "### 令和8年度の重点取組",
        "- 公園の花壇を20か所つくります。",
      ]),
    refusal: "部の見出しと、その下の",
  },
  {
    name: "one-line-a-goal.csv",
    layout: "a list of one goal a line, the department repeated, the kind of each in a column of its own",
    bytes: text(
      "組織,区分,内容",
      "総務部,経営方針,市民に信頼される市役所をつくる。",
      "総務部,重点目標,窓口の待ち時間を10分以内にする。",
      "総務部,重点目標,契約の電子化を50件で行う。",
      "環境部,経営方針,ごみを減らす。",
      "環境部,重点目標,集団回収の団体を80団体にする。",
    ),
    refusal: "部の名前の見出しが見当たりません",
  },
  {
    name: "sheet-with-notes-at-the-end.xlsx",
    layout: "departments across, goals down, notes for the reader below the table",
    bytes: () =>
      workbook({
        一覧: [
          ["令和8年度 汐見台市 各部の重点目標", null, null],
          ["総務部", "環境部", "福祉部"],
          ["窓口の待ち時間を10分以内にする。", "集団回収の団体を80団体にする。", "相談窓口を3か所に増やす。"],
          ["契約の電子化を50件で行う。", "街路樹を300本植える。", "見守りの協力者を200人にする。"],
          ["※数値は令和9年3月末の見込みです。", null, null],
        ],
      }),
    refusal: "部の見出しと、その下の",
  },
];
