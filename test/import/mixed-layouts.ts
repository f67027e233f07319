import { Document, Packer } from "docx";
import { plain, spannedTable, text, workbook } from "./office-files.js";
import type { Layout } from "./plausible-layouts.js";

/** Layouts in which parts of other kinds stand before, between or behind the goals. */
export const MIXED_LAYOUTS: readonly Layout[] = [
  {
    name: "chapters-before-departments.txt",
    layout: "a policy in chapters, the last of which holds the goals of the departments",
    bytes: text(
      "令和８年度　湊町　行政経営方針",
      "",
      "第１章　基本的な考え方",
      "　人口減少が進むなか、選択と集中により町政を運営します。",
      "",
      "第２章　全庁共通の取組",
      "　・業務の見直しを進めます。",
      "",
      "第３章　各部の重点目標",
      "",
      "1　子ども未来部",
      "　・小規模保育所を2園開きます。",
      "　・放課後の居場所を全小学校区に広げます。",
      "",
      "2　環境部",
      "　・公共施設8か所に太陽光発電設備を置きます。",
    ),
    answers: [],
    plan: {
      子ども未来部: { "": [[], ["小規模保育所を2園開きます。", "放課後の居場所を全小学校区に広げます。"]] },
      環境部: { "": [[], ["公共施設8か所に太陽光発電設備を置きます。"]] },
    },
  },
  {
    name: "goals-announced-by-a-sentence.txt",
    layout: "a sentence of policy, and another that announces the goals below it",
    bytes: text(
      "令和8年度 雪見市 部の運営方針",
      "",
      "企画部",
      "　市の将来を見通し、市政を前へ進めます。",
      "　重点的に取り組む目標は次のとおりです。",
      "　　ア　市民会議を4回開きます。",
      "　　イ　民間提案制度で3件の協定を結びます。",
      "",
      "健康福祉部",
      "　誰もが自分らしく暮らせる地域をつくります。",
      "　重点的に取り組む目標は次のとおりです。",
      "　　ア　総合相談窓口を2か所に増やします。",
    ),
    answers: ["方針"],
    plan: {
      企画部: {
        "": [
          ["市の将来を見通し、市政を前へ進めます。"],
          ["市民会議を4回開きます。", "民間提案制度で3件の協定を結びます。"],
        ],
      },
      健康福祉部: {
        "": [["誰もが自分らしく暮らせる地域をつくります。"], ["総合相談窓口を2か所に増やします。"]],
      },
    },
  },
  {
    name: "records-of-goals.txt",
    layout: "a record for each goal, in which 担当課 stands above the goal",
    bytes: text(
      "令和8年度 水城市 重点目標管理表",
      "",
      "所属：都市整備部",
      "担当課：都市計画課",
      "重点目標：駅前広場の実施設計に着手します。",
      "目標値：30%",
      "",
      "所属：都市整備部",
      "担当課：道路課",
      "重点目標：橋りょう6橋の工事を終えます。",
      "目標値：6橋",
      "",
      "所属：環境部",
      "担当課：環境政策課",
      "重点目標：公共施設に太陽光発電設備を置きます。",
      "目標値：8か所",
    ),
    answers: [],
    plan: {
      都市整備部: {
        "": [
          [],
          [
            "駅前広場の実施設計に着手します。 ‖ 担当課:都市計画課 ‖ 目標値:30%",
            "橋りょう6橋の工事を終えます。 ‖ 担当課:道路課 ‖ 目標値:6橋",
          ],
        ],
      },
      環境部: {
        "": [[], ["公共施設に太陽光発電設備を置きます。 ‖ 担当課:環境政策課 ‖ 目標値:8か所"]],
      },
    },
  },
  {
    name: "goals-across-with-indicators.xlsx",
    layout: "a row for each department, an indicator beside each of its goals",
    bytes: () =>
      workbook({
        部の目標: [
          ["令和8年度 富士見野市 部の目標", null, null, null, null, null],
          ["部", "使命", "目標1", "指標1", "目標2", "指標2"],
          [
            "環境部",
            "脱炭素のまちへ進みます。",
            "ごみを減らします。",
            "排出量 480g\n資源化率 30%",
            "太陽光発電を広げます。",
            "設置数 8か所",
          ],
          [
            "消防本部",
            "市民の命を守ります。",
            "救急隊を1隊増やします。",
            null,
            "高齢者世帯を訪ねます。",
            "訪問 1,200戸",
          ],
        ],
      }),
    answers: [],
    plan: {
      環境部: {
        "": [
          ["脱炭素のまちへ進みます。"],
          [
            "ごみを減らします。 ‖ 指標1:排出量 480g ‖ 指標1:資源化率 30%",
            "太陽光発電を広げます。 ‖ 指標2:設置数 8か所",
          ],
        ],
      },
      消防本部: {
        "": [
          ["市民の命を守ります。"],
          ["救急隊を1隊増やします。", "高齢者世帯を訪ねます。 ‖ 指標2:訪問 1,200戸"],
        ],
      },
    },
  },
  {
    name: "names-in-parentheses.txt",
    layout: "departments in parentheses, goals numbered through all of them, an address at the end",
    bytes: text(
      "令和8年度 彩里市 重点目標（全4項目）",
      "",
      "（企画部）",
      " 1. 市民会議を4回開きます。",
      " 2. 民間提案制度で3件の協定を結びます。",
      "",
      "（市民生活部）",
      " 3. 窓口の待ち時間を15分以内にします。",
      " 4. 加入を呼びかける冊子を全戸に配ります。",
      "",
      "彩里市役所 〒100-0000 彩里市本町一丁目1番1号",
    ),
    answers: [],
    plan: {
      企画部: {
        "": [[], ["市民会議を4回開きます。 ‖ No.:1", "民間提案制度で3件の協定を結びます。 ‖ No.:2"]],
      },
      市民生活部: {
        "": [
          [],
          ["窓口の待ち時間を15分以内にします。 ‖ No.:3", "加入を呼びかける冊子を全戸に配ります。 ‖ No.:4"],
        ],
      },
    },
  },
  {
    name: "policy-and-goals-of-each.txt",
    layout: "企画部の運営方針と目標 as the heading of each department, goals with an indicator below",
    bytes: text(
      "各部の運営方針と目標（令和8年度）　東雲市",
      "",
      "企画部の運営方針と目標",
      "",
      "第１　部の使命・目標に関する認識",
      "　市の将来を見通し、市政を前へ進めます。",
      "",
      "第２　個別事業とその目標",
      "　1　総合計画の中間見直し",
      "　　【目標指標】市民会議の開催：4回",
      "",
      "環境部の運営方針と目標",
      "",
      "第１　部の使命・目標に関する認識",
      "　脱炭素のまちへ進みます。",
      "",
      "第２　個別事業とその目標",
      "　1　ごみの減量",
      "　　【目標指標】排出量：480g",
    ),
    answers: ["個別事業", "方針"],
    plan: {
      企画部: {
        "": [
          ["市の将来を見通し、市政を前へ進めます。"],
          ["総合計画の中間見直し ‖ 目標指標:市民会議の開催：4回"],
        ],
      },
      環境部: { "": [["脱炭素のまちへ進みます。"], ["ごみの減量 ‖ 目標指標:排出量：480g"]] },
    },
  },
  {
    name: "mission-over-divisions.md",
    layout: "the mission of each department as a sentence, its divisions with their goals as lists",
    bytes: text(
      "# 令和8年度 葉山野市 部・課の組織目標",
      "",
      "## 健康福祉部",
      "",
      "誰もが自分らしく暮らせる地域をつくります。",
      "",
      "### 福祉総務課",
      "",
      "- 総合相談窓口を2か所に増やします。",
      "",
      "### 高齢福祉課",
      "",
      "- 通いの場を新たに5か所設けます。",
    ),
    answers: ["方針"],
    plan: {
      健康福祉部: { "": [["誰もが自分らしく暮らせる地域をつくります。"], []] },
      福祉総務課: { "": [[], ["総合相談窓口を2か所に増やします。"]] },
      高齢福祉課: { "": [[], ["通いの場を新たに5か所設けます。"]] },
    },
  },
  {
    name: "directions-of-the-next-year.xlsx",
    layout: "a report at the year's end with a column of what comes in the next year",
    bytes: () =>
      workbook({
        最終: [
          ["令和8年度 部長マニフェスト 最終報告（泉ヶ丘市）", null, null, null, null],
          ["部名", "重点目標", "達成状況", "自己評価", "次年度の方向"],
          ["環境部", "ごみを減らします。", "おおむね計画どおり実施した。", "A", "継続"],
          ["消防本部", "救急隊を1隊増やします。", "おおむね計画どおり実施した。", "A", "継続"],
        ],
      }),
    answers: [],
    plan: {
      環境部: { "": [[], ["ごみを減らします。"]] },
      消防本部: { "": [[], ["救急隊を1隊増やします。"]] },
    },
  },
  {
    name: "kinds-and-divisions.xlsx",
    layout: "a list of projects with their division, whether they are new, and their budget",
    bytes: () =>
      workbook({
        重点事業: [
          ["令和8年度　川南市　各部重点事業一覧", null, null, null, null, null],
          ["部", "課", "分野", "重点事業", "区分", "予算額"],
          ["市民生活部", "市民課", "窓口", "窓口に予約制を導入する", "新規", 12345],
          ["市民生活部", "地域振興課", "協働", "自治会の活動を支える", "継続", 13045],
          ["環境部", "環境政策課", "脱炭素", "太陽光発電設備を置く", "新規", 500],
        ],
      }),
    answers: [],
    plan: {
      市民生活部: {
        窓口: [[], ["窓口に予約制を導入する ‖ 課:市民課"]],
        協働: [[], ["自治会の活動を支える ‖ 課:地域振興課"]],
      },
      環境部: { 脱炭素: [[], ["太陽光発電設備を置く ‖ 課:環境政策課"]] },
    },
  },
  {
    name: "numbers-before-counted-words.txt",
    layout: "goals whose first character after the number could be what is counted, a target below each",
    bytes: text(
      "令和8年度 部長の政策宣言　南雲市",
      "",
      "■ 総務部長　坂上 修",
      "宣言１　人材の確保と育成",
      "　〔目標〕研修の受講者 300人",
      "宣言２　時間外勤務の縮減",
      "　〔目標〕一人当たり 10時間",
      "",
      "■ 教育部長　三枝 理",
      "宣言１　校内の支援教室",
      "　〔目標〕設置校数 9校",
    ),
    answers: ["目標"],
    plan: {
      総務部: {
        "": [[], ["人材の確保と育成 ‖ 目標:研修の受講者 300人", "時間外勤務の縮減 ‖ 目標:一人当たり 10時間"]],
      },
      教育部: { "": [[], ["校内の支援教室 ‖ 目標:設置校数 9校"]] },
    },
  },
  {
    name: "bands-without-a-known-column.xlsx",
    layout:
      "bands of departments over a table of which no heading says that it holds goals, headings in two rows",
    bytes: () =>
      workbook(
        {
          R8: [
            ["北浜市 令和8年度 部局別重点施策", null, null, null],
            ["番号", "施策", null, "所管課"],
            [null, "名称", "内容", null],
            ["【企画部】", null, null, null],
            [1, "計画の見直し", "市民会議を4回開きます。", "企画課"],
            [2, "公民連携", "3件の協定を結びます。", "企画課"],
            ["【環境部】", null, null, null],
            [3, "ごみの減量", "組成調査を行います。", "ごみ減量課"],
          ],
        },
        {
          R8: [
            [0, 0, 0, 3],
            [1, 0, 2, 0],
            [1, 1, 1, 2],
            [1, 3, 2, 3],
            [3, 0, 3, 3],
            [6, 0, 6, 3],
          ],
        },
      ),
    answers: ["「施策」", "目標の見出し"],
    plan: {
      企画部: {
        "": [
          [],
          [
            "計画の見直し｜市民会議を4回開きます。 ‖ No.:1 ‖ 所管課:企画課",
            "公民連携｜3件の協定を結びます。 ‖ No.:2 ‖ 所管課:企画課",
          ],
        ],
      },
      環境部: { "": [[], ["ごみの減量｜組成調査を行います。 ‖ No.:3 ‖ 所管課:ごみ減量課"]] },
    },
  },
  {
    name: "projects-and-what-is-done.csv",
    layout: "a list of projects with what is done for each, of which either may be the goal",
    bytes: text(
      "部名,事業名,取組内容,目標値",
      "子ども未来部,待機児童の解消,小規模保育所を2園開きます。,0人",
      "子ども未来部,居場所づくり,全小学校区に広げます。,12校区",
      "環境部,ごみの減量,組成調査を行います。,480g",
    ),
    answers: ["目標"],
    plan: {
      子ども未来部: { "": [[], ["待機児童の解消 ‖ 目標値:0人", "居場所づくり ‖ 目標値:12校区"]] },
      環境部: { "": [[], ["ごみの減量 ‖ 目標値:480g"]] },
    },
  },
  {
    name: "terms-explained-at-the-end.txt",
    layout: "terms that are explained at the end, under a heading printed like those of the departments",
    bytes: text(
      "令和8年度 部の運営方針書　鶴見野市",
      "",
      "【企画部】",
      "◇運営方針",
      "・対話を重ねます。",
      "◇重点目標",
      "・市民会議を4回開きます。",
      "",
      "【環境部】",
      "◇運営方針",
      "・行動を促します。",
      "◇重点目標",
      "・ごみを減らします。",
      "",
      "【用語解説】",
      "・DX　デジタル技術で変革すること。",
    ),
    answers: [],
    plan: {
      企画部: { "": [["対話を重ねます。"], ["市民会議を4回開きます。"]] },
      環境部: { "": [["行動を促します。"], ["ごみを減らします。"]] },
    },
  },
  {
    name: "between-the-years.txt",
    layout: "what became of last year's goals, and what comes, around the goals of this year",
    bytes: text(
      "令和８年度　部長マニフェスト（波佐間市）",
      "",
      "■企画部",
      "１　昨年度の振り返り",
      "　・計画どおり進みました。",
      "２　今年度の重点目標",
      "　・市民会議を4回開きます。",
      "３　結びに",
      "　・引き続き取り組みます。",
      "",
      "■環境部",
      "１　昨年度の振り返り",
      "　・一部は遅れました。",
      "２　今年度の重点目標",
      "　・ごみを減らします。",
      "３　来年度に向けて",
      "　・計画を改めます。",
    ),
    answers: ["取り込まない"],
    plan: {
      企画部: { "": [[], ["市民会議を4回開きます。"]] },
      環境部: { "": [[], ["ごみを減らします。"]] },
    },
  },
  {
    name: "remarks-below-the-table.xlsx",
    layout: "a legend over the table, remarks and who made it in the column of departments below it",
    bytes: () =>
      workbook({
        目標: [
          ["令和8年度 組織目標管理表（都野市）", null, null],
          ["部", "重点目標", "目標値"],
          ["環境部", "ごみを減らします。", "480g"],
          ["消防本部", "救急隊を1隊増やします。", "7分"],
          ["備考", "目標値は年度末の値です。", null],
          ["作成：企画課", null, null],
        ],
      }),
    answers: [],
    plan: {
      環境部: { "": [[], ["ごみを減らします。 ‖ 目標値:480g"]] },
      消防本部: { "": [[], ["救急隊を1隊増やします。 ‖ 目標値:7分"]] },
    },
  },
  {
    name: "numbered-tables-with-titles.html",
    layout: "for each department a table of policies and one of goals, named by their titles alone",
    bytes: text(
      "<!doctype html><html lang=ja><meta charset=utf-8><h1>令和8年度 各部の経営方針と重点目標（花見川町）</h1>",
      "<h2>企画部</h2><table><caption>経営方針</caption><tr><td>1<td>対話を重ねます。<tr><td>2<td>根拠を示します。</table>",
      "<table><caption>重点目標</caption><tr><td>1<td>市民会議を4回開きます。<tr><td>2<td>協定を結びます。</table>",
      "<h2>環境部</h2><table><caption>経営方針</caption><tr><td>1<td>行動を促します。</table>",
      "<table><caption>重点目標</caption><tr><td>1<td>ごみを減らします。</table></html>",
    ),
    answers: [],
    plan: {
      企画部: {
        "": [
          ["対話を重ねます。", "根拠を示します。"],
          ["市民会議を4回開きます。", "協定を結びます。"],
        ],
      },
      環境部: { "": [["行動を促します。"], ["ごみを減らします。"]] },
    },
  },
  {
    name: "frames-around-tables.docx",
    layout: "a frame for each department with its name, its policy and the table of its goals, each a row",
    bytes: async () => {
      const frame = (name: string, policy: string, goals: readonly string[]) =>
        spannedTable([
          [{ text: name, columns: 2 }],
          ["運営方針", policy],
          [spannedTable([["番号", "重点目標"], ...goals.map((goal, at) => [`${at + 1}`, goal])])],
        ]);
      const children = [
        plain("令和８年度　運営方針書　（松葉町）"),
        frame("教育委員会", "学校と地域の連携を深めます。", [
          "校内の支援教室を設けます。",
          "電子図書館を広げます。",
        ]),
        plain(""),
        frame("消防本部", "備えと訓練を重ねます。", ["救急隊を1隊増やします。"]),
      ];
      return Packer.toBuffer(new Document({ sections: [{ children }] }));
    },
    answers: [],
    plan: {
      教育委員会: {
        "": [["学校と地域の連携を深めます。"], ["校内の支援教室を設けます。", "電子図書館を広げます。"]],
      },
      消防本部: { "": [["備えと訓練を重ねます。"], ["救急隊を1隊増やします。"]] },
    },
  },
  {
    name: "amounts-that-are-numbers.txt",
    layout: "goals with numbers before words that are counted elsewhere",
    bytes: text(
      "令和8年度 部の方針と目標　天満市",
      "",
      "■環境部",
      "【重点目標】",
      "1 人と自然が共に生きるまちをつくる",
      "2 年ごとの計画で緑を増やす",
      "3 分別の徹底を進める",
      "",
      "■総務部",
      "【重点目標】",
      "１　人事評価を見直す",
      "２　本人通知制度を広める",
    ),
    answers: [],
    plan: {
      環境部: {
        "": [[], ["人と自然が共に生きるまちをつくる", "年ごとの計画で緑を増やす", "分別の徹底を進める"]],
      },
      総務部: { "": [[], ["人事評価を見直す", "本人通知制度を広める"]] },
    },
  },
];
