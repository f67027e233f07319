import { Document, Packer, Paragraph, TextRun } from "docx";
import { heading, shiftJis, text, word, workbook } from "./office-files.js";
import type { Layout } from "./plausible-layouts.js";

/** Documents invented after the reader was mended by the others, to see whether kinds were mended and not examples. */
export const LATER_LAYOUTS: readonly Layout[] = [
  {
    name: "goal-cards.docx",
    layout: "for each goal a table of keys and values with a deadline, below headings of departments",
    bytes: () =>
      word([
        "令和8年度 くぬぎ市 部長の重点目標",
        "# 市民安全部",
        [
          ["重点目標①", "見守りの協定を増やす"],
          ["指標", "協定の数"],
          ["目標値", "12件"],
          ["期限", "令和9年3月"],
        ],
        "",
        [
          ["重点目標②", "防災の手引を全戸に配る"],
          ["指標", "配った世帯"],
          ["目標値", "全世帯"],
          ["期限", "令和8年9月"],
        ],
        "# 農林部",
        [
          ["重点目標①", "木を使った遊具を置く"],
          ["指標", "公園の数"],
          ["目標値", "5公園"],
          ["期限", "令和9年2月"],
        ],
      ]),
    answers: [],
    plan: {
      市民安全部: {
        "": [
          [],
          [
            "見守りの協定を増やす ‖ 指標:協定の数 ‖ 目標値:12件 ‖ 期限:令和9年3月",
            "防災の手引を全戸に配る ‖ 指標:配った世帯 ‖ 目標値:全世帯 ‖ 期限:令和8年9月",
          ],
        ],
      },
      農林部: {
        "": [[], ["木を使った遊具を置く ‖ 指標:公園の数 ‖ 目標値:5公園 ‖ 期限:令和9年2月"]],
      },
    },
  },
  {
    name: "measures-with-letters.docx",
    layout: "departments, 政策 with Roman numbers and 施策 in brackets as bold lines, goals as bullets",
    bytes: () =>
      word([
        "令和8年度 くぬぎ市 各部の取組目標",
        "# 環境部",
        "**政策Ⅰ 地球にやさしいまち**",
        "**【施策1】ごみを減らす**",
        "- 生ごみの水切りを広める",
        "- 古着の回収を始める",
        "**【施策2】緑を増やす**",
        "- 校庭に芝を植える",
        "# 交通部",
        "**政策Ⅱ 動きやすいまち**",
        "**【施策3】バスを残す**",
        "- 乗継ぎの割引を始める",
      ]),
    answers: [],
    plan: {
      環境部: {
        "【施策1】ごみを減らす": [
          [],
          [
            "生ごみの水切りを広める ‖ ↑地球にやさしいまち＞ごみを減らす",
            "古着の回収を始める ‖ ↑地球にやさしいまち＞ごみを減らす",
          ],
        ],
        "【施策2】緑を増やす": [[], ["校庭に芝を植える ‖ ↑地球にやさしいまち＞緑を増やす"]],
      },
      交通部: {
        "【施策3】バスを残す": [[], ["乗継ぎの割引を始める ‖ ↑動きやすいまち＞バスを残す"]],
      },
    },
  },
  {
    name: "dates-below-goals.docx",
    layout: "a table of departments whose goals have their dates below them in the same cell",
    bytes: () =>
      word([
        "令和8年度 くぬぎ市 部の重点目標",
        [
          ["部", "重点目標"],
          ["総務部", "倉庫の文書を整理する\n令和8年12月\n職員の名札を替える\n年度末"],
          ["港湾部", "桟橋を直す\n第3四半期"],
        ],
      ]),
    answers: [],
    plan: {
      総務部: { "": [[], ["倉庫の文書を整理する", "職員の名札を替える"]] },
      港湾部: { "": [[], ["桟橋を直す"]] },
    },
  },
  {
    name: "corrected-with-underlines.docx",
    layout: "headings of departments with an old name struck through, goals numbered by hand",
    bytes: async () =>
      Packer.toBuffer(
        new Document({
          sections: [
            {
              children: [
                new Paragraph("令和8年度 くぬぎ市 部局の運営方針と重点目標"),
                heading(1, "こども部"),
                new Paragraph({ children: [new TextRun({ text: "運営方針", bold: true })] }),
                new Paragraph("子どもの声を聴きます。"),
                new Paragraph({ children: [new TextRun({ text: "重点目標", bold: true })] }),
                new Paragraph({
                  children: [
                    new TextRun("① 放課後の居場所を"),
                    new TextRun({ text: "3か所", strike: true }),
                    new TextRun({ text: "5か所", underline: {} }),
                    new TextRun("増やす。"),
                  ],
                }),
                new Paragraph("② 給食の献立を電子で知らせる。"),
              ],
            },
          ],
        }),
      ),
    answers: [],
    plan: {
      こども部: {
        "": [["子どもの声を聴きます。"], ["放課後の居場所を5か所増やす。", "給食の献立を電子で知らせる。"]],
      },
    },
  },
  {
    name: "bands-without-brackets.xlsx",
    layout: "departments as merged rows across a table with 担当課 and 期限",
    bytes: () =>
      workbook(
        {
          目標: [
            ["令和8年度 くぬぎ市 重点目標一覧表", null, null, null],
            ["重点目標", "担当課", "目標値", "期限"],
            ["財政部", null, null, null],
            ["予算の説明を動画にする", "財政課", "10本", "5月"],
            ["遊休地を貸し出す", "資産課", "6か所", "年度末"],
            ["観光部", null, null, null],
            ["夜の催しを開く", "観光課", "8回", "11月"],
          ],
        },
        {
          目標: [
            [0, 0, 0, 3],
            [2, 0, 2, 3],
            [5, 0, 5, 3],
          ],
        },
      ),
    answers: [],
    plan: {
      財政部: {
        "": [
          [],
          [
            "予算の説明を動画にする ‖ 担当課:財政課 ‖ 目標値:10本 ‖ 期限:5月",
            "遊休地を貸し出す ‖ 担当課:資産課 ‖ 目標値:6か所 ‖ 期限:年度末",
          ],
        ],
      },
      観光部: { "": [[], ["夜の催しを開く ‖ 担当課:観光課 ‖ 目標値:8回 ‖ 期限:11月"]] },
    },
  },
  {
    name: "sheets-with-names-in-titles.xlsx",
    layout: "a sheet for each department with its name behind the title in brackets, a total row and notes",
    bytes: () => {
      const sheet = (name: string, ...rows: readonly (readonly (string | number)[])[]) => [
        [`令和8年度 くぬぎ市 経営目標シート（${name}）`, null, null, null],
        ["No", "重点目標", "R7実績", "R8目標"],
        ...rows,
        ["計", null, null, null],
        ["※R7実績は見込みです。", null, null, null],
      ];
      return workbook({
        総務部: sheet("総務部", [1, "研修の動画を作る", 4, 12], [2, "照明をLEDに替える", 30, 80]),
        学校教育部: sheet("学校教育部", [1, "校舎の時計を直す", 3, 9], [2, "司書を置く", 5, 8]),
      });
    },
    answers: [],
    plan: {
      総務部: {
        "": [[], ["研修の動画を作る ‖ R8目標:12", "照明をLEDに替える ‖ R8目標:80"]],
      },
      学校教育部: { "": [[], ["校舎の時計を直す ‖ R8目標:9", "司書を置く ‖ R8目標:8"]] },
    },
  },
  {
    name: "blocks-of-divisions.xlsx",
    layout: "blocks of 課名, 課の使命 and a table one below the other, a list of words on another sheet",
    bytes: () =>
      workbook({
        目標: [
          ["課名", "税務課", null],
          ["課の使命", "公平に税を集めます。", null],
          ["番号", "重点目標", "時期"],
          [1, "督促を電子で送る", "9月"],
          [null, null, null],
          ["課名", "住民課", null],
          ["課の使命", "手続を早くします。", null],
          ["番号", "重点目標", "時期"],
          [1, "待合に番号を出す", "7月"],
          [2, "申請書を1枚にする", "10月"],
        ],
        用語: [
          ["用語", "説明"],
          ["督促", "納めていない方に送る知らせです。"],
        ],
      }),
    answers: ["このまま取り込む"],
    plan: {
      税務課: { "": [["公平に税を集めます。"], ["督促を電子で送る ‖ 時期:9月"]] },
      住民課: {
        "": [["手続を早くします。"], ["待合に番号を出す ‖ 時期:7月", "申請書を1枚にする ‖ 時期:10月"]],
      },
    },
  },
  {
    name: "labels-reach-down.html",
    layout: "a table with bands of departments, 重点目標 over a row for each goal with its number",
    bytes: text(
      `<html><head><meta charset="utf-8"><title>令和8年度 くぬぎ町 部の経営目標</title></head><body><h1>令和8年度 くぬぎ町 部の経営目標</h1><table>`,
      `<tr><th colspan="3">企画部</th></tr><tr><th>経営方針</th><td colspan="2">先を見て動く。</td></tr>`,
      `<tr><th rowspan="2">重点目標</th><td>1</td><td>統計を地図で示す。</td></tr><tr><td>2</td><td>会議の記録を早く出す。</td></tr>`,
      `<tr><th colspan="3">建設部</th></tr><tr><th>経営方針</th><td colspan="2">道を守る。</td></tr>`,
      `<tr><th rowspan="1">重点目標</th><td>1</td><td>橋を直す。</td></tr></table></body></html>`,
    ),
    answers: [],
    plan: {
      企画部: { "": [["先を見て動く。"], ["統計を地図で示す。", "会議の記録を早く出す。"]] },
      建設部: { "": [["道を守る。"], ["橋を直す。"]] },
    },
  },
  {
    name: "basic-aims-alone.txt",
    layout: "基本目標 and 施策 as lines over departments, goals with marks",
    bytes: text(
      "令和８年度　くぬぎ市　施策別重点目標",
      "",
      "基本目標１　支え合うまち",
      "",
      "施策１　地域の福祉",
      "",
      "福祉部",
      "○見守りの団体を増やす",
      "○相談を夜も受ける",
      "",
      "施策２　健康",
      "",
      "健康部",
      "○健診の会場を増やす",
      "",
      "基本目標２　学び合うまち",
      "",
      "施策３　生涯の学び",
      "",
      "教育部",
      "○公民館の講座を増やす",
    ),
    answers: [],
    plan: {
      福祉部: {
        "施策１　地域の福祉": [
          [],
          [
            "見守りの団体を増やす ‖ ↑基本目標１　支え合うまち＞地域の福祉",
            "相談を夜も受ける ‖ ↑基本目標１　支え合うまち＞地域の福祉",
          ],
        ],
      },
      健康部: {
        "施策２　健康": [[], ["健診の会場を増やす ‖ ↑基本目標１　支え合うまち＞健康"]],
      },
      教育部: {
        "施策３　生涯の学び": [[], ["公民館の講座を増やす ‖ ↑基本目標２　学び合うまち＞生涯の学び"]],
      },
    },
  },
  {
    name: "levels-by-columns.csv",
    layout: "a list as Excel saves it (Shift_JIS) with columns of 政策, 施策 and 担当部",
    bytes: shiftJis(
      "政策,施策,重点目標,担当部,期限\r\n",
      "安心,防災,井戸を調べる,危機管理部,9月\r\n",
      "安心,防犯,門灯を配る,市民部,10月\r\n",
      "活力,商業,市を開く,経済部,11月\r\n",
    ),
    answers: [],
    plan: {
      危機管理部: { 防災: [[], ["井戸を調べる ‖ 期限:9月 ‖ ↑安心＞防災"]] },
      市民部: { 防犯: [[], ["門灯を配る ‖ 期限:10月 ‖ ↑安心＞防犯"]] },
      経済部: { 商業: [[], ["市を開く ‖ 期限:11月 ‖ ↑活力＞商業"]] },
    },
  },
];
