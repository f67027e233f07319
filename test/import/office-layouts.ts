import {
  DeletedTextRun,
  Document,
  Footer,
  Header,
  HeadingLevel,
  InsertedTextRun,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  type Table,
  TableCell,
  TableRow,
  Textbox,
  TextRun,
} from "docx";
import { writeXlsx } from "hucre/xlsx";
import { heading, plain, shiftJis, spannedTable, text, workbook } from "./office-files.js";
import type { Layout } from "./plausible-layouts.js";

const changed = { id: 31, author: "政策課", date: "2026-03-20T00:00:00Z" };

const NUMBERING = {
  config: [
    {
      reference: "outline",
      levels: [
        { level: 0, format: LevelFormat.DECIMAL, text: "第%1章" },
        { level: 1, format: LevelFormat.DECIMAL, text: "%2" },
        { level: 2, format: LevelFormat.DECIMAL, text: "(%3)" },
        { level: 3, format: LevelFormat.BULLET, text: "・" },
      ],
    },
  ],
};
/** A heading with Word's number of its level. */
const numbered = (level: 1 | 2, content: string): Paragraph =>
  new Paragraph({
    text: content,
    heading: HeadingLevel[`HEADING_${level}`],
    numbering: { reference: "outline", level: level - 1 },
  });
const listed = (content: string, level: number, instance = 0): Paragraph =>
  new Paragraph({ text: content, numbering: { reference: "outline", level, instance } });

const running = (head: string) => ({
  headers: { default: new Header({ children: [plain(head)] }) },
  footers: {
    default: new Footer({
      children: [new Paragraph({ children: [new TextRun({ children: [PageNumber.CURRENT] })] })],
    }),
  },
});

const file = (head: string, children: (Paragraph | Table | Textbox)[]): Promise<Uint8Array> =>
  Packer.toBuffer(new Document({ numbering: NUMBERING, sections: [{ ...running(head), children }] }));

const title = (content: string): Paragraph => new Paragraph({ text: content, heading: HeadingLevel.TITLE });

const box = (...contents: readonly string[]): Textbox =>
  new Textbox({ style: { width: "120mm" }, children: contents.map(plain) });

/** Documents invented as offices write them, before they were read; a goal's levels stand behind ` ‖ ↑`. */
export const OFFICE_LAYOUTS: readonly Layout[] = [
  {
    name: "chapters-numbered-by-word.docx",
    layout:
      "chapters, headings and goals that Word numbers, explanations as deeper bullets, a corrected word",
    bytes: () =>
      file("令和8年度 部の重点取組", [
        title("令和8年度 ひばり市 部の重点取組"),
        numbered(1, "総務部"),
        numbered(2, "部の使命"),
        plain("職員が力を発揮できる環境を整え、市民に信頼される市役所をつくります。"),
        numbered(2, "重点取組"),
        listed("文書管理システムの更新", 2),
        listed("令和8年10月の稼働に向けて、移行する文書を選びます。", 3),
        new Paragraph({
          children: [
            new TextRun("ハラスメント"),
            new DeletedTextRun({ ...changed, text: "対策" }),
            new InsertedTextRun({ ...changed, id: 32, text: "防止研修の全職員" }),
            new TextRun("への実施"),
          ],
          numbering: { reference: "outline", level: 2 },
        }),
        listed("管理職は7月までに受講します。", 3),
        numbered(1, "市民福祉部"),
        numbered(2, "部の使命"),
        plain("だれもが安心して暮らし続けられるまちをつくります。"),
        numbered(2, "重点取組"),
        listed("おくやみ窓口の開設", 2),
        listed("予約制とし、5月に始めます。", 3),
        listed("介護予防教室の会場の増設", 2),
      ]),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["職員が力を発揮できる環境を整え、市民に信頼される市役所をつくります。"],
          ["文書管理システムの更新", "ハラスメント防止研修の全職員への実施"],
        ],
      },
      市民福祉部: {
        "": [
          ["だれもが安心して暮らし続けられるまちをつくります。"],
          ["おくやみ窓口の開設", "介護予防教室の会場の増設"],
        ],
      },
    },
  },
  {
    name: "a-table-for-each-goal.docx",
    layout: "departments as headings, for each goal a table of keys and values",
    bytes: () => {
      const goal = (at: number, name: string, ...rest: readonly [string, string, string, string]) =>
        spannedTable([
          [`重点目標${at}`, name],
          ["現状・課題", rest[0]],
          ["成果指標", rest[1]],
          ["目標値", rest[2]],
          ["担当課", rest[3]],
        ]);
      return file("重点目標設定シート", [
        title("令和8年度 ひばり市 重点目標設定シート"),
        heading(1, "産業部"),
        goal(
          1,
          "商店街の空き店舗に新しい店を呼び込む",
          "空き店舗が40軒あります。",
          "出店数",
          "8軒",
          "商工課",
        ),
        plain(""),
        goal(2, "農業を始める人を支える", "担い手が減っています。", "新規就農者数", "5人", "農政課"),
        heading(1, "都市部"),
        goal(1, "橋の点検をすべて終える", "古い橋が増えています。", "点検率", "100％", "道路課"),
      ]);
    },
    answers: [],
    plan: {
      産業部: {
        "": [
          [],
          [
            "商店街の空き店舗に新しい店を呼び込む ‖ 成果指標:出店数 ‖ 目標値:8軒 ‖ 担当課:商工課",
            "農業を始める人を支える ‖ 成果指標:新規就農者数 ‖ 目標値:5人 ‖ 担当課:農政課",
          ],
        ],
      },
      都市部: { "": [[], ["橋の点検をすべて終える ‖ 成果指標:点検率 ‖ 目標値:100％ ‖ 担当課:道路課"]] },
    },
  },
  {
    name: "tables-in-a-table.docx",
    layout: "a table of departments with the table of its goals in a cell of each",
    bytes: () =>
      file("令和8年度 重点目標", [
        title("令和8年度 ひばり市 各部の重点目標"),
        spannedTable([
          ["部", "重点目標"],
          [
            "企画部",
            spannedTable([
              ["総合計画の中間見直しをまとめる", "令和9年3月"],
              ["移住の相談会を開く", "令和8年11月"],
            ]),
          ],
          ["消防本部", spannedTable([["救急車を1台増やす", "令和8年10月"]])],
        ]),
      ]),
    answers: [],
    plan: {
      企画部: { "": [[], ["総合計画の中間見直しをまとめる", "移住の相談会を開く"]] },
      消防本部: { "": [[], ["救急車を1台増やす"]] },
    },
  },
  {
    name: "notes-in-boxes.docx",
    layout: "departments as headings, a message of the head in a text box, goals as bullets",
    bytes: () =>
      file("各部の目標", [
        title("令和8年度 ひばり市 各部の目標"),
        heading(1, "環境部"),
        box("部長からのメッセージ", "ごみを減らし、緑を増やします。"),
        heading(2, "基本方針"),
        plain("環境への負荷の少ないまちをつくります。"),
        heading(2, "重点目標"),
        listed("生ごみの堆肥化を3地区で始めます。", 3),
        listed("街路樹の植替えを40本行います。", 3),
        heading(1, "建設部"),
        box("部長からのメッセージ", "安全な道を守ります。"),
        heading(2, "基本方針"),
        plain("安全で使いやすい道路と公園を保ちます。"),
        heading(2, "重点目標"),
        listed("通学路の歩道を1.2km整備します。", 3),
      ]),
    answers: [],
    plan: {
      環境部: {
        "": [
          ["環境への負荷の少ないまちをつくります。"],
          ["生ごみの堆肥化を3地区で始めます。", "街路樹の植替えを40本行います。"],
        ],
      },
      建設部: {
        "": [["安全で使いやすい道路と公園を保ちます。"], ["通学路の歩道を1.2km整備します。"]],
      },
    },
  },
  {
    name: "levels-over-tables.docx",
    layout: "基本目標 and 施策 as headings, below each a table of goals with their departments",
    bytes: () => {
      const head = ["重点目標", "担当部", "担当課", "指標", "目標値"];
      return file("令和8年度 施策別重点目標", [
        title("令和8年度 ひばり市 施策別の重点目標"),
        heading(1, "基本目標1 健やかに暮らせるまち"),
        heading(2, "施策1-1 健康づくり"),
        spannedTable(
          [
            head,
            ["がん検診の受診を増やす", "健康部", "保健予防課", "受診率", "45％"],
            ["歩く催しを開く", "市民部", "スポーツ課", "参加者数", "2,000人"],
          ],
          true,
        ),
        heading(2, "施策1-2 子育て支援"),
        spannedTable([head, ["一時預かりを増やす", "健康部", "子育て課", "定員", "60人"]], true),
        heading(1, "基本目標2 にぎわいのあるまち"),
        heading(2, "施策2-1 観光"),
        spannedTable([head, ["駅前に案内所を置く", "市民部", "観光課", "来訪者数", "1万人"]], true),
      ]);
    },
    answers: [],
    plan: {
      健康部: {
        "施策1-1 健康づくり": [
          [],
          [
            "がん検診の受診を増やす ‖ 担当課:保健予防課 ‖ 指標:受診率 ‖ 目標値:45％ ‖ ↑基本目標1 健やかに暮らせるまち＞健康づくり",
          ],
        ],
        "施策1-2 子育て支援": [
          [],
          [
            "一時預かりを増やす ‖ 担当課:子育て課 ‖ 指標:定員 ‖ 目標値:60人 ‖ ↑基本目標1 健やかに暮らせるまち＞子育て支援",
          ],
        ],
      },
      市民部: {
        "施策1-1 健康づくり": [
          [],
          [
            "歩く催しを開く ‖ 担当課:スポーツ課 ‖ 指標:参加者数 ‖ 目標値:2,000人 ‖ ↑基本目標1 健やかに暮らせるまち＞健康づくり",
          ],
        ],
        "施策2-1 観光": [
          [],
          [
            "駅前に案内所を置く ‖ 担当課:観光課 ‖ 指標:来訪者数 ‖ 目標値:1万人 ‖ ↑基本目標2 にぎわいのあるまち＞観光",
          ],
        ],
      },
    },
  },
  {
    name: "merged-heads.docx",
    layout: "one table with a heading in two rows, department and policy merged over the goals",
    bytes: () =>
      file("部局別重点目標一覧", [
        title("令和8年度 ひばり市 部局別重点目標一覧"),
        spannedTable([
          ["部局", "運営方針", "重点目標", { text: "数値目標", columns: 2 }, "期限"],
          ["^", "^", "^", "指標", "目標値", "^"],
          ["上下水道局", "安全な水を届けます。", "古い水道管を替える", "更新延長", "6km", "令和9年3月"],
          ["^", "^", "断水に備えて給水車を増やす", "台数", "3台", "令和8年9月"],
          ["教育委員会", "学びを支えます。", "学校の体育館に空調を付ける", "校数", "4校", "令和8年8月"],
        ]),
      ]),
    answers: [],
    plan: {
      上下水道局: {
        "": [
          ["安全な水を届けます。"],
          [
            "古い水道管を替える ‖ 指標:更新延長 ‖ 目標値:6km ‖ 期限:令和9年3月",
            "断水に備えて給水車を増やす ‖ 指標:台数 ‖ 目標値:3台 ‖ 期限:令和8年9月",
          ],
        ],
      },
      教育委員会: {
        "": [["学びを支えます。"], ["学校の体育館に空調を付ける ‖ 指標:校数 ‖ 目標値:4校 ‖ 期限:令和8年8月"]],
      },
    },
  },
  {
    name: "notice-to-heads.docx",
    layout: "a notice with addressee and 記, departments numbered, goals in brackets with their 担当課",
    bytes: () =>
      file("", [
        plain("7ひ企第123号"),
        plain("令和8年4月8日"),
        plain("各部長　様"),
        plain("企画部長"),
        plain("令和8年度 ひばり市 各部の重点目標について（通知）"),
        plain("このことについて、下記のとおり決定したので通知します。"),
        plain("記"),
        plain("1 総務部"),
        plain("(1) 庁舎の窓口に番号案内を置く。（担当：管財課）"),
        plain("(2) 給与明細を電子で配る。（担当：職員課）"),
        plain("2 税務部"),
        plain("(1) 納税の呼び掛けを電話で行う。（担当：収納課）"),
        plain("(2) 固定資産の現地調査を終える。（担当：資産税課）"),
        plain("以上"),
      ]),
    answers: [],
    plan: {
      総務部: {
        "": [[], ["庁舎の窓口に番号案内を置く。（担当：管財課）", "給与明細を電子で配る。（担当：職員課）"]],
      },
      税務部: {
        "": [
          [],
          ["納税の呼び掛けを電話で行う。（担当：収納課）", "固定資産の現地調査を終える。（担当：資産税課）"],
        ],
      },
    },
  },
  {
    name: "last-years-results-beside.docx",
    layout: "a table with the heading row repeated, last year's results, a struck goal and a total",
    bytes: () => {
      const struck = (content: string): TableCell =>
        new TableCell({
          children: [new Paragraph({ children: [new TextRun({ text: content, strike: true })] })],
        });
      const head = ["No.", "所属", "前年度実績", "今年度の重点目標", "達成水準", "達成時期"];
      const rows = spannedTable(
        [
          head,
          ["1", "防災課", "訓練5回", "避難訓練を6地区で行う", "6地区", "11月"],
          ["2", "市民課", "窓口2か所", "証明書の申請を電子で受ける", "月200件", "10月"],
          head,
          ["4", "市民課", "なし", "土曜日の窓口を開く", "月2回", "7月"],
          ["計", "", "", "3件", "", ""],
        ],
        true,
      );
      rows.addChildElement(
        new TableRow({
          children: ["3", "市民課", "なし", "広報紙を電子だけにする", "全号", "5月"].map(struck),
        }),
      );
      return file("重点目標一覧", [title("令和8年度 ひばり町 課別重点目標一覧"), rows]);
    },
    answers: ["このまま取り込む"],
    plan: {
      防災課: { "": [[], ["避難訓練を6地区で行う ‖ No.:1 ‖ 達成水準:6地区 ‖ 達成時期:11月"]] },
      市民課: {
        "": [
          [],
          [
            "証明書の申請を電子で受ける ‖ No.:2 ‖ 達成水準:月200件 ‖ 達成時期:10月",
            "土曜日の窓口を開く ‖ No.:4 ‖ 達成水準:月2回 ‖ 達成時期:7月",
          ],
        ],
      },
    },
  },
  {
    name: "sheet-per-department-with-notes.xlsx",
    layout: "a sheet for each department, its name in the title, full-width numbers, notes below the table",
    bytes: () => {
      const sheet = (name: string, goals: readonly (readonly string[])[]) => [
        [`令和８年度　重点目標管理表（${name}）`, null, null, null, null, null],
        [null, null, null, null, null, null],
        ["番号", "重点目標", "成果指標", "現状値", "目標値", "担当課"],
        ...goals.map((goal, at) => [`${"１２３"[at]}`, ...goal]),
        ["※目標値は年度末のものです。", null, null, null, null, null],
        ["※現状値は令和７年度末の見込みです。", null, null, null, null, null],
      ];
      const merged = [[0, 0, 0, 5]] as const;
      return workbook(
        {
          総務部: sheet("総務部", [
            ["公共施設の予約を電子化する", "電子予約の割合", "３０％", "６０％", "管財課"],
            ["時間外勤務を減らす", "一人当たり時間", "１８時間", "１５時間以下", "職員課"],
          ]),
          福祉部: sheet("福祉部", [["認知症の見守りを広げる", "登録者数", "２１０人", "３００人", "高齢課"]]),
          都市部: sheet("都市部", [["空き家を活用する", "活用件数", "４件", "１０件", "住宅課"]]),
        },
        { 総務部: merged, 福祉部: merged, 都市部: merged },
      );
    },
    answers: [],
    plan: {
      総務部: {
        "": [
          [],
          [
            "公共施設の予約を電子化する ‖ 成果指標:電子予約の割合 ‖ 目標値:６０％ ‖ 担当課:管財課",
            "時間外勤務を減らす ‖ 成果指標:一人当たり時間 ‖ 目標値:１５時間以下 ‖ 担当課:職員課",
          ],
        ],
      },
      福祉部: {
        "": [[], ["認知症の見守りを広げる ‖ 成果指標:登録者数 ‖ 目標値:３００人 ‖ 担当課:高齢課"]],
      },
      都市部: { "": [[], ["空き家を活用する ‖ 成果指標:活用件数 ‖ 目標値:１０件 ‖ 担当課:住宅課"]] },
    },
  },
  {
    name: "ditto-and-hidden-columns.xlsx",
    layout: "departments merged at the left, 〃 for 担当課 and 期限, a hidden column of remarks",
    bytes: async () =>
      writeXlsx({
        sheets: [
          {
            name: "一覧",
            rows: [
              ["令和8年度 ひばり市 重点目標一覧", null, null, null, null, null],
              ["部名", "重点目標", "担当課", "事務局メモ", "期限", "目標値"],
              ["市民部", "自治会の加入を増やす", "市民協働課", "要確認", "令和9年3月", "70％"],
              [null, "外国人の相談窓口を開く", "〃", "予算なし", "〃", "週3日"],
              [null, "墓地の区画を増やす", "生活課", null, "令和8年12月", "20区画"],
              ["農政部", "ため池の点検を行う", "農村整備課", null, "〃", "35か所"],
            ],
            merges: [
              { startRow: 0, startCol: 0, endRow: 0, endCol: 5 },
              { startRow: 2, startCol: 0, endRow: 4, endCol: 0 },
            ],
            columns: [{}, {}, {}, { hidden: true }, {}, {}],
          },
        ],
      }),
    answers: [],
    plan: {
      市民部: {
        "": [
          [],
          [
            "自治会の加入を増やす ‖ 担当課:市民協働課 ‖ 期限:令和9年3月 ‖ 目標値:70％",
            "外国人の相談窓口を開く ‖ 担当課:市民協働課 ‖ 期限:令和9年3月 ‖ 目標値:週3日",
            "墓地の区画を増やす ‖ 担当課:生活課 ‖ 期限:令和8年12月 ‖ 目標値:20区画",
          ],
        ],
      },
      農政部: {
        "": [[], ["ため池の点検を行う ‖ 担当課:農村整備課 ‖ 期限:令和8年12月 ‖ 目標値:35か所"]],
      },
    },
  },
  {
    name: "levels-as-bands.xlsx",
    layout: "政策 and 施策 as merged rows across one table of goals",
    bytes: () =>
      workbook(
        {
          体系: [
            ["令和8年度 ひばり市 重点目標", null, null, null],
            ["重点目標", "担当部", "目標値", "期限"],
            ["政策１　安心のまち", null, null, null],
            ["施策１　消防", null, null, null],
            ["消防団の車を替える", "消防本部", "2台", "12月"],
            ["施策２　防犯", null, null, null],
            ["見守りの声かけを広げる", "市民部", "20団体", "3月"],
            ["街灯をLEDに替える", "建設部", "300灯", "2月"],
            ["政策２　緑のまち", null, null, null],
            ["施策３　公園", null, null, null],
            ["公園の遊具を直す", "建設部", "12公園", "10月"],
          ],
        },
        { 体系: [0, 2, 3, 5, 8, 9].map((row) => [row, 0, row, 3] as const) },
      ),
    answers: [],
    plan: {
      消防本部: {
        "施策１　消防": [[], ["消防団の車を替える ‖ 目標値:2台 ‖ 期限:12月 ‖ ↑安心のまち＞消防"]],
      },
      市民部: {
        "施策２　防犯": [[], ["見守りの声かけを広げる ‖ 目標値:20団体 ‖ 期限:3月 ‖ ↑安心のまち＞防犯"]],
      },
      建設部: {
        "施策２　防犯": [[], ["街灯をLEDに替える ‖ 目標値:300灯 ‖ 期限:2月 ‖ ↑安心のまち＞防犯"]],
        "施策３　公園": [[], ["公園の遊具を直す ‖ 目標値:12公園 ‖ 期限:10月 ‖ ↑緑のまち＞公園"]],
      },
    },
  },
  {
    name: "quarters-and-bands.xlsx",
    layout: "departments as bands in brackets, a heading in two rows with quarters",
    bytes: () =>
      workbook(
        {
          工程表: [
            ["令和8年度 ひばり市 重点目標の工程表", null, null, null, null, null, null],
            ["No", "重点目標", "令和8年度の工程", null, null, null, "担当課"],
            [null, null, "4～6月", "7～9月", "10～12月", "1～3月", null],
            ["【総務部】", null, null, null, null, null, null],
            [1, "職員の副業の基準を作る", "調査", "案", "決定", "開始", "職員課"],
            [2, "選挙の投票所を見直す", "調査", "説明会", "→", "決定", "選管事務局"],
            ["【こども部】", null, null, null, null, null, null],
            [3, "児童館を夜も開ける", "準備", "開始", "→", "→", "児童課"],
          ],
        },
        {
          工程表: [
            [0, 0, 0, 6],
            [1, 0, 2, 0],
            [1, 1, 2, 1],
            [1, 2, 1, 5],
            [1, 6, 2, 6],
            [3, 0, 3, 6],
            [6, 0, 6, 6],
          ],
        },
      ),
    answers: [],
    plan: {
      総務部: {
        "": [
          [],
          [
            "職員の副業の基準を作る ‖ No.:1 ‖ 担当課:職員課",
            "選挙の投票所を見直す ‖ No.:2 ‖ 担当課:選管事務局",
          ],
        ],
      },
      こども部: { "": [[], ["児童館を夜も開ける ‖ No.:3 ‖ 担当課:児童課"]] },
    },
  },
  {
    name: "results-and-two-targets.xlsx",
    layout: "goals with an indicator whose columns are the results of R7 and the targets of R8 and R9",
    bytes: () =>
      workbook({
        目標: [
          ["令和8年度 ひばり市 部別取組目標", null, null, null, null, null, null],
          ["部", "取組目標", "指標", "単位", "R7実績", "R8目標", "R9目標"],
          ["経済部", "企業の誘致を進める", "立地件数", "件", 2, 3, 4],
          ["経済部", "市場の通路を直す", "改修延長", "m", 40, 120, 200],
          ["文化部", "図書館の貸出しを増やす", "貸出冊数", "千冊", 310, 320, 330],
        ],
      }),
    answers: [],
    plan: {
      経済部: {
        "": [
          [],
          [
            "企業の誘致を進める ‖ 指標:立地件数 ‖ R8目標:3件",
            "市場の通路を直す ‖ 指標:改修延長 ‖ R8目標:120m",
          ],
        ],
      },
      文化部: { "": [[], ["図書館の貸出しを増やす ‖ 指標:貸出冊数 ‖ R8目標:320千冊"]] },
    },
  },
  {
    name: "blocks-with-fields.xlsx",
    layout: "a cover, a legend and one sheet with a block of fields and a table for each department",
    bytes: () => {
      const block = (name: string, policy: string, goals: readonly (readonly string[])[]) => [
        ["部局名", name, null, null],
        ["基本方針", policy, null, null],
        ["№", "重点目標", "期限", "担当課"],
        ...goals.map((goal, at) => [at + 1, ...goal]),
        [null, null, null, null],
      ];
      return workbook({
        表紙: [["令和8年度"], ["部局別重点目標"], ["ひばり市"]],
        凡例: [
          ["区分", "意味"],
          ["期限", "終える月です。"],
        ],
        目標: [
          ...block("企画部", "選ばれるまちをつくる。", [
            ["広報の動画を作る", "9月", "広報課"],
            ["統計の冊子を電子にする", "3月", "企画課"],
          ]),
          ...block("会計課", "正しい会計を守る。", [["支払を月4回にする", "7月", "会計課"]]),
        ],
      });
    },
    answers: [],
    plan: {
      企画部: {
        "": [
          ["選ばれるまちをつくる。"],
          [
            "広報の動画を作る ‖ 期限:9月 ‖ 担当課:広報課",
            "統計の冊子を電子にする ‖ 期限:3月 ‖ 担当課:企画課",
          ],
        ],
      },
      会計課: { "": [["正しい会計を守る。"], ["支払を月4回にする ‖ 期限:7月 ‖ 担当課:会計課"]] },
    },
  },
  {
    name: "saved-with-lists-of-terms.html",
    layout: "a saved page: navigation, a list of terms for each department, an enquiry at the end",
    bytes: text(
      `<!DOCTYPE html><html lang="ja"><head><meta charset="UTF-8"><title>令和8年度 各部の重点目標｜ひばり市公式ホームページ</title></head><body>`,
      `<header><a href="#c">本文へ</a><nav><ul><li><a href="/">トップ</a></li><li><a href="/k">くらし</a></li><li><a href="/s">市政情報</a></li></ul></nav></header>`,
      `<p class="crumb"><a href="/">トップ</a> &gt; <a href="/s">市政情報</a> &gt; 各部の重点目標</p>`,
      `<main id="c"><h1>令和8年度 各部の重点目標</h1><p>更新日：2026年4月10日</p><p>各部が今年度に取り組む目標をお知らせします。</p>`,
      `<h2>総務部</h2><dl><dt>部の方針</dt><dd>公正で効率のよい行政を進めます。</dd><dt>重点目標</dt><dd><ol><li>入札の記録を公開する</li><li>情報公開の手引を改める</li></ol></dd></dl>`,
      `<h2>まちづくり部</h2><dl><dt>部の方針</dt><dd>歩いて暮らせるまちをつくります。</dd><dt>重点目標</dt><dd><ol><li>駅前広場の設計を終える</li><li>コミュニティバスの路線を見直す</li></ol></dd></dl>`,
      `<h2>お問い合わせ</h2><p>企画部 企画課 電話 000-000-0000</p></main><footer><p>ひばり市役所 〒000-0000</p></footer></body></html>`,
    ),
    answers: [],
    plan: {
      総務部: {
        "": [["公正で効率のよい行政を進めます。"], ["入札の記録を公開する", "情報公開の手引を改める"]],
      },
      まちづくり部: {
        "": [
          ["歩いて暮らせるまちをつくります。"],
          ["駅前広場の設計を終える", "コミュニティバスの路線を見直す"],
        ],
      },
    },
  },
  {
    name: "captions-and-row-heads.html",
    layout: "a table for each department with its name as caption, heads of rows, 柱 merged over goals",
    bytes: text(
      `<html lang="ja"><head><meta charset="utf-8"><title>令和8年度 部の目標（ひばり市）</title></head><body><h1>令和8年度 ひばり市 部の目標</h1>`,
      ...(
        [
          [
            "健康部",
            "健康",
            ["健診の予約を電子で受ける", "薬局で血圧を測れるようにする"],
            "介護",
            ["介護の相談を夜も受ける"],
          ],
          ["子ども部", "保育", ["保育所を2か所増やす"], "遊び", ["冒険遊び場を月1回開く", "絵本を贈る"]],
        ] as const
      ).map(([name, one, first, other, second]) => {
        const rows = (pillar: string, goals: readonly string[]): string =>
          goals
            .map(
              (goal, at) =>
                `<tr>${at === 0 ? `<th scope="row" rowspan="${goals.length}">${pillar}</th>` : ""}<td>${goal}</td></tr>`,
            )
            .join("");
        return `<table><caption>${name}</caption><thead><tr><th>取組の柱</th><th>重点目標</th></tr></thead><tbody>${rows(one, first)}${rows(other, second)}</tbody></table>`;
      }),
      `</body></html>`,
    ),
    answers: [],
    plan: {
      健康部: {
        健康: [[], ["健診の予約を電子で受ける", "薬局で血圧を測れるようにする"]],
        介護: [[], ["介護の相談を夜も受ける"]],
      },
      子ども部: {
        保育: [[], ["保育所を2か所増やす"]],
        遊び: [[], ["冒険遊び場を月1回開く", "絵本を贈る"]],
      },
    },
  },
  {
    name: "numbered-with-heads-of-departments.txt",
    layout: "departments with their heads in brackets, labels in brackets, details behind each goal",
    bytes: text(
      "令和８年度　ひばり市　部局経営方針",
      "",
      "１．総務部　〔部長　山田　太郎〕",
      "　（１）経営方針",
      "　　　職員と財産を生かし、市政の土台を支えます。",
      "　（２）重点目標",
      "　　①　使っていない土地を売る（担当：管財課、期限：９月）",
      "　　②　採用試験を年２回にする（担当：職員課、期限：１２月）",
      "２．環境部　〔部長　川上　花子〕",
      "　（１）経営方針",
      "　　　ごみの少ないまちをつくります。",
      "　（２）重点目標",
      "　　①　資源の回収場所を増やす（担当：資源課、期限：１０月）",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["職員と財産を生かし、市政の土台を支えます。"],
          [
            "使っていない土地を売る（担当：管財課、期限：９月）",
            "採用試験を年２回にする（担当：職員課、期限：１２月）",
          ],
        ],
      },
      環境部: {
        "": [["ごみの少ないまちをつくります。"], ["資源の回収場所を増やす（担当：資源課、期限：１０月）"]],
      },
    },
  },
  {
    name: "saved-by-excel.csv",
    layout: "a list as Excel saves it (Shift_JIS), goals with line ends in quoted cells",
    bytes: shiftJis(
      "部名,課名,重点目標,達成期限\r\n",
      '総務部,総務課,"電話の自動応答を\r\n始める",9月末\r\n',
      "総務部,管財課,公用車の予約を電子にする,年度末\r\n",
      "水道部,給水課,検針を無線で行う,年度末\r\n",
    ),
    answers: [],
    plan: {
      総務部: {
        総務課: [[], ["電話の自動応答を始める ‖ 達成期限:9月末"]],
        管財課: [[], ["公用車の予約を電子にする ‖ 達成期限:年度末"]],
      },
      水道部: { 給水課: [[], ["検針を無線で行う ‖ 達成期限:年度末"]] },
    },
  },
];
