import {
  CommentRangeEnd,
  CommentRangeStart,
  CommentReference,
  Document,
  Footer,
  FootnoteReferenceRun,
  Header,
  LevelFormat,
  Packer,
  Paragraph,
  Tab,
  type Table,
  type TableOfContents,
  Textbox,
  TextRun,
} from "docx";
import { writeXlsx } from "hucre/xlsx";
import { heading, plain, shiftJis, spannedTable, text, workbook } from "./office-files.js";
import type { Layout, Plan } from "./plausible-layouts.js";

const NUMBERING = {
  config: [
    {
      reference: "legal",
      levels: [
        { level: 0, format: LevelFormat.DECIMAL, text: "%1" },
        { level: 1, format: LevelFormat.DECIMAL, text: "%1.%2" },
        { level: 2, format: LevelFormat.DECIMAL_ENCLOSED_CIRCLE, text: "%3" },
      ],
    },
  ],
};

const listed = (content: string, level: number, instance = 0): Paragraph =>
  new Paragraph({ text: content, numbering: { reference: "legal", level, instance } });

const docx = (
  children: (Paragraph | Table | Textbox | TableOfContents)[],
  more: object = {},
): Promise<Uint8Array> =>
  Packer.toBuffer(new Document({ numbering: NUMBERING, sections: [{ children }], ...more }));

/** A line of the contents as Word keeps it: the name, a tab with leaders, the page. */
const entry = (name: string, page: number): Paragraph =>
  new Paragraph({ style: "TOC1", children: [new TextRun({ children: [name, new Tab(), String(page)] })] });

/** The bytes of lines in UTF-16, as Excel saves "Unicode テキスト". */
const utf16 =
  (...rows: readonly string[]) =>
  (): Promise<Uint8Array> =>
    Promise.resolve(Buffer.from(`\ufeff${rows.join("\r\n")}\r\n`, "utf16le"));

const MONTHS = ["4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月", "1月", "2月", "3月"];
const months = (...marks: readonly (readonly [number, string])[]): (string | null)[] =>
  MONTHS.map((_, at) => marks.find(([month]) => month === at)?.[1] ?? null);

const page = (head: string, ...body: readonly string[]) =>
  text(
    `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>${head}｜しおさい市公式ホームページ</title></head><body>`,
    ...body,
    "</body></html>",
  );

/** What documents with two departments beside each other say. */
const BESIDE: Plan = {
  港湾部: { "": [["港のにぎわいをつくります。"], ["岸壁の耐震改修を進める", "クルーズ船を誘致する"]] },
  水産部: { "": [["海の恵みを守ります。"], ["稚魚の放流を増やす", "市場の衛生管理を高める"]] },
};

/** Documents invented as officers hold them, before they were read; a goal's levels stand behind ` ‖ ↑`. */
export const HELD_LAYOUTS: readonly Layout[] = [
  {
    name: "units-in-a-column.xlsx",
    layout: "a block with date and unit above, departments merged, the unit of each target in its own column",
    bytes: () =>
      workbook(
        {
          様式1: [
            ["様式1", null, null, null, null, null, null],
            ["令和8年度 しおさい市 部別重点目標管理表", null, null, null, null, null, null],
            [null, null, null, null, null, "令和8年4月1日現在", null],
            ["部名", "No.", "重点目標", "指標", "目標値", "単位", "担当課"],
            ["港湾部", 1, "岸壁の耐震改修を進める", "改修した延長", 120, "m", "港湾整備課"],
            [null, 2, "クルーズ船を誘致する", "寄港数", 8, "回", "〃"],
            ["水産部", 1, "稚魚の放流を増やす", "放流数", 30000, "尾", "水産課"],
            [null, 2, "市場の衛生管理を高める", "講習の参加率", 90, "％", "市場課"],
          ],
        },
        {
          様式1: [
            [1, 0, 1, 6],
            [4, 0, 5, 0],
            [6, 0, 7, 0],
          ],
        },
      ),
    answers: [],
    plan: {
      港湾部: {
        "": [
          [],
          [
            "岸壁の耐震改修を進める ‖ 指標:改修した延長 ‖ 目標値:120m ‖ 担当課:港湾整備課",
            "クルーズ船を誘致する ‖ 指標:寄港数 ‖ 目標値:8回 ‖ 担当課:港湾整備課",
          ],
        ],
      },
      水産部: {
        "": [
          [],
          [
            "稚魚の放流を増やす ‖ 指標:放流数 ‖ 目標値:30000尾 ‖ 担当課:水産課",
            "市場の衛生管理を高める ‖ 指標:講習の参加率 ‖ 目標値:90％ ‖ 担当課:市場課",
          ],
        ],
      },
    },
  },
  {
    name: "legend-sheet-first.xlsx",
    layout: "a sheet that explains words and grades before the sheet of goals, a hidden column of memos",
    bytes: async () =>
      writeXlsx({
        sheets: [
          {
            name: "凡例",
            rows: [
              ["評価の凡例", null],
              ["記号", "意味"],
              ["A", "目標を上回って達成した"],
              ["B", "目標をおおむね達成した"],
              ["C", "目標を下回った"],
              ["用語", "説明"],
              ["重点目標", "その年度に特に力を入れて取り組むこと"],
              ["指標", "目標の達成を測るものさし"],
            ],
          },
          {
            name: "R8目標",
            rows: [
              ["しおさい市 令和8年度 各部重点目標", null, null, null, null],
              ["部", "重点目標", "内部メモ", "担当課", "評価"],
              ["総務部", "公用車を電気自動車に替える", "予算査定中", "管財課", null],
              ["総務部", "研修を全職員が受けられるようにする", null, "人事課", null],
              ["税務部", "口座振替の利用を6割に増やす", "要調整", "収納課", null],
            ],
            columns: [{}, {}, { hidden: true }, {}, {}],
          },
        ],
      }),
    answers: [],
    plan: {
      総務部: {
        "": [
          [],
          [
            "公用車を電気自動車に替える ‖ 担当課:管財課",
            "研修を全職員が受けられるようにする ‖ 担当課:人事課",
          ],
        ],
      },
      税務部: { "": [[], ["口座振替の利用を6割に増やす ‖ 担当課:収納課"]] },
    },
  },
  {
    name: "months-of-the-year.xlsx",
    layout: "a wide sheet with a column for each month from April to March, departments merged",
    bytes: () =>
      workbook(
        {
          年間計画: [
            ["令和8年度 しおさい市 重点目標 年間スケジュール", ...Array.from({ length: 14 }, () => null)],
            ["部", "重点目標", "担当課", ...MONTHS],
            ["建設部", "橋りょう12橋を点検する", "道路課", ...months([0, "契約"], [2, "点検"], [10, "報告"])],
            [null, "公園の遊具を更新する", "公園課", ...months([1, "設計"], [5, "工事"], [9, "完成"])],
            ["文化部", "市史の第3巻を刊行する", "文化課", ...months([3, "編集"], [8, "校正"], [11, "刊行"])],
            [null, "市民芸術祭を開く", "文化課", ...months([6, "○"], [7, "○"])],
          ],
        },
        {
          年間計画: [
            [0, 0, 0, 14],
            [2, 0, 3, 0],
            [4, 0, 5, 0],
          ],
        },
      ),
    answers: [],
    plan: {
      建設部: {
        "": [[], ["橋りょう12橋を点検する ‖ 担当課:道路課", "公園の遊具を更新する ‖ 担当課:公園課"]],
      },
      文化部: {
        "": [[], ["市史の第3巻を刊行する ‖ 担当課:文化課", "市民芸術祭を開く ‖ 担当課:文化課"]],
      },
    },
  },
  {
    name: "sheet-for-each-department-in-forms.xlsx",
    layout: "a sheet for each department with its name in a field at the top, an instruction sheet before",
    bytes: () => {
      const sheet = (name: string, head: string, mission: string, goals: readonly (readonly string[])[]) => [
        ["令和8年度 部局重点目標シート", null, null, null],
        ["部局名", name, "部局長", head],
        ["基本方針", mission, null, null],
        [null, null, null, null],
        ["番号", "重点目標", "達成の目安", "担当課"],
        ...goals.map((goal, at) => [at + 1, ...goal]),
      ];
      return workbook(
        {
          記入要領: [
            ["記入要領"],
            ["1 重点目標は5つまで記入してください。"],
            ["2 達成の目安は、できるだけ数字で記入してください。"],
          ],
          総務部: sheet("総務部", "浜田 一", "正確で早い事務を行う。", [
            ["電話の受付を一本化する", "10月に開始", "総務課"],
            ["公文書館を開く", "年度内", "文書課"],
          ]),
          こども部: sheet("こども部", "港 二郎", "子どもの声を聴く。", [
            ["学童保育の定員を増やす", "60人", "育成課"],
          ]),
        },
        { 総務部: [[2, 1, 2, 3]], こども部: [[2, 1, 2, 3]] },
      );
    },
    answers: ["目標値"],
    plan: {
      総務部: {
        "": [
          ["正確で早い事務を行う。"],
          [
            "電話の受付を一本化する ‖ 達成の目安:10月に開始 ‖ 担当課:総務課",
            "公文書館を開く ‖ 達成の目安:年度内 ‖ 担当課:文書課",
          ],
        ],
      },
      こども部: {
        "": [["子どもの声を聴く。"], ["学童保育の定員を増やす ‖ 達成の目安:60人 ‖ 担当課:育成課"]],
      },
    },
  },
  {
    name: "goals-with-line-ends.xlsx",
    layout: "all goals of a department in one cell, counted, their lines broken by hand",
    bytes: () =>
      workbook({
        一覧: [
          ["令和8年度 しおさい市 部の目標"],
          ["部名", "経営方針", "重点目標"],
          [
            "環境部",
            "海と山を次の世代に\n引き継ぎます。",
            "①海岸の清掃を月に1回、\n　地域の皆さまと行います。\n②プラスチックの分別を\n　市内全域で始めます。",
          ],
          [
            "消防本部",
            "命を守ります。",
            "①救急車の到着を平均7分に\n　縮めます。\n②住宅用火災警報器の点検を\n　呼びかけます。",
          ],
        ],
      }),
    answers: [],
    plan: {
      環境部: {
        "": [
          ["海と山を次の世代に引き継ぎます。"],
          ["海岸の清掃を月に1回、地域の皆さまと行います。", "プラスチックの分別を市内全域で始めます。"],
        ],
      },
      消防本部: {
        "": [
          ["命を守ります。"],
          ["救急車の到着を平均7分に縮めます。", "住宅用火災警報器の点検を呼びかけます。"],
        ],
      },
    },
  },
  {
    name: "percent-and-dates.xlsx",
    layout: "percentages and dates as numbers with formats, a total row, departments repeated",
    bytes: async () =>
      writeXlsx({
        sheets: [
          {
            name: "KPI",
            rows: [
              ["令和8年度 しおさい市 重点目標", null, null, null, null],
              ["担当部", "重点目標", "指標", "目標値", "期限"],
              ["市民部", "窓口の満足度を高める", "満足度", 0.85, new Date(Date.UTC(2027, 2, 31))],
              ["市民部", "マイナンバーカードを広める", "交付率", 0.925, new Date(Date.UTC(2026, 8, 30))],
              ["観光部", "宿泊者を増やす", "宿泊者数", 120000, new Date(Date.UTC(2027, 2, 31))],
              ["計", null, "3件", null, null],
            ],
            cells: new Map([
              ["2,3", { value: 0.85, style: { numFmt: "0%" } }],
              ["3,3", { value: 0.925, style: { numFmt: "0.0%" } }],
              ["4,3", { value: 120000, style: { numFmt: '#,##0"人"' } }],
              ["2,4", { value: new Date(Date.UTC(2027, 2, 31)), style: { numFmt: "yyyy/m/d" } }],
              ["3,4", { value: new Date(Date.UTC(2026, 8, 30)), style: { numFmt: "yyyy/m/d" } }],
              ["4,4", { value: new Date(Date.UTC(2027, 2, 31)), style: { numFmt: "yyyy/m/d" } }],
            ]),
          },
        ],
      }),
    answers: [],
    plan: {
      市民部: {
        "": [
          [],
          [
            "窓口の満足度を高める ‖ 指標:満足度 ‖ 目標値:85% ‖ 期限:2027/3/31",
            "マイナンバーカードを広める ‖ 指標:交付率 ‖ 目標値:92.5% ‖ 期限:2026/9/30",
          ],
        ],
      },
      観光部: {
        "": [[], ["宿泊者を増やす ‖ 指標:宿泊者数 ‖ 目標値:120,000人 ‖ 期限:2027/3/31"]],
      },
    },
  },
  {
    name: "contents-comments-footnotes.docx",
    layout: "Word's own contents, chapters with Word's numbers, comments, footnotes, running head and foot",
    bytes: () => {
      const commented = (content: string, id: number) =>
        new Paragraph({
          numbering: { reference: "legal", level: 2, instance: 1 },
          children: [
            new CommentRangeStart(id),
            new TextRun(content),
            new CommentRangeEnd(id),
            new TextRun({ children: [new CommentReference(id)] }),
          ],
        });
      return Packer.toBuffer(
        new Document({
          numbering: NUMBERING,
          comments: {
            children: [
              { id: 0, author: "企画課", date: new Date(0), children: [plain("数字を確認してください")] },
            ],
          },
          footnotes: { 1: { children: [plain("令和7年度の実績は8校です。")] } },
          sections: [
            {
              headers: { default: new Header({ children: [plain("しおさい市 部局経営方針")] }) },
              footers: { default: new Footer({ children: [plain("- 1 -")] }) },
              children: [
                plain("令和8年度 しおさい市 部局経営方針"),
                plain("目次"),
                entry("1 教育部", 2),
                entry("2 議会事務局", 3),
                heading(1, "1 教育部"),
                heading(2, "経営方針"),
                plain("学びを支える。"),
                heading(2, "重点目標"),
                commented("給食室に空調を10校で付ける", 0),
                new Paragraph({
                  numbering: { reference: "legal", level: 2, instance: 1 },
                  children: [new TextRun("図書館の開館を夜8時まで延ばす"), new FootnoteReferenceRun(1)],
                }),
                heading(1, "2 議会事務局"),
                heading(2, "経営方針"),
                plain("開かれた議会を支える。"),
                heading(2, "重点目標"),
                new Paragraph({
                  text: "本会議に字幕を付ける",
                  numbering: { reference: "legal", level: 2, instance: 2 },
                }),
              ],
            },
          ],
        }),
      );
    },
    answers: [],
    plan: {
      教育部: {
        "": [["学びを支える。"], ["給食室に空調を10校で付ける", "図書館の開館を夜8時まで延ばす"]],
      },
      議会事務局: { "": [["開かれた議会を支える。"], ["本会議に字幕を付ける"]] },
    },
  },
  {
    name: "names-in-boxes.docx",
    layout: "the name of each department in a text box above its goals",
    bytes: () => {
      const box = (content: string) => new Textbox({ style: { width: "80mm" }, children: [plain(content)] });
      return docx([
        plain("令和8年度 しおさい市 部局の重点目標"),
        box("総務部"),
        plain("・庁内の会議を半分に減らす。"),
        plain("・採用試験を年に2回行う。"),
        box("都市部"),
        plain("・駅前の駐輪場を200台分増やす。"),
        box("福祉部"),
        plain("・介護の相談をオンラインでも受ける。"),
        plain("・民生委員の活動費を見直す。"),
      ]);
    },
    answers: [],
    plan: {
      総務部: { "": [[], ["庁内の会議を半分に減らす。", "採用試験を年に2回行う。"]] },
      都市部: { "": [[], ["駅前の駐輪場を200台分増やす。"]] },
      福祉部: { "": [[], ["介護の相談をオンラインでも受ける。", "民生委員の活動費を見直す。"]] },
    },
  },
  {
    name: "numbered-in-steps.docx",
    layout: "departments, policies and goals by Word's multilevel numbers without any heading style",
    bytes: () =>
      docx([
        plain("令和8年度 しおさい市 部局運営方針"),
        listed("総務部", 0),
        listed("運営方針", 1),
        plain("信頼される市役所をつくる。"),
        listed("重点目標", 1),
        listed("内部統制の手引を作る。", 2),
        listed("防犯カメラを庁舎に付ける。", 2),
        listed("水道部", 0),
        listed("運営方針", 1),
        plain("安全な水を届ける。"),
        listed("重点目標", 1),
        listed("老朽管を4km取り替える。", 2),
        listed("検針をスマートメーターに替える。", 2),
      ]),
    answers: [],
    plan: {
      総務部: {
        "": [["信頼される市役所をつくる。"], ["内部統制の手引を作る。", "防犯カメラを庁舎に付ける。"]],
      },
      水道部: {
        "": [["安全な水を届ける。"], ["老朽管を4km取り替える。", "検針をスマートメーターに替える。"]],
      },
    },
  },
  {
    name: "soft-hyphens-and-tabs.docx",
    layout: "soft hyphens inside of words, lines broken by hand, the owner behind a tab",
    bytes: () => {
      const goal = (...parts: (string | Tab)[]) =>
        new Paragraph({ children: [new TextRun({ children: parts })] });
      const broken = (before: string, after: string) =>
        new Paragraph({ children: [new TextRun(before), new TextRun({ text: after, break: 1 })] });
      return docx([
        heading(1, "令和8年度 しおさい市 部局の目標"),
        heading(2, "情報部"),
        heading(3, "重点目標"),
        goal("・Micro\u00adsoft 365 を全課に入れる。", new Tab(), "（情報課）"),
        goal("・オープン\u00adデータを100件公開する。", new Tab(), "（統計課）"),
        heading(2, "防災部"),
        heading(3, "重点目標"),
        broken("・津波避難タワーを3基建て、", "避難の訓練を行う。"),
        goal("・防災行政無線を更新する。", new Tab(), "（危機管理課）"),
      ]);
    },
    answers: [],
    plan: {
      情報部: {
        "": [
          [],
          [
            "Microsoft 365 を全課に入れる。 ‖ 担当課:情報課",
            "オープンデータを100件公開する。 ‖ 担当課:統計課",
          ],
        ],
      },
      防災部: {
        "": [
          [],
          ["津波避難タワーを3基建て、避難の訓練を行う。", "防災行政無線を更新する。 ‖ 担当課:危機管理課"],
        ],
      },
    },
  },
  {
    name: "columns-of-word.docx",
    layout: "a section in two columns of Word",
    bytes: () =>
      Packer.toBuffer(
        new Document({
          sections: [
            {
              properties: { column: { count: 2, space: 700 } },
              children: [
                heading(1, "令和8年度 しおさい市 部局の目標"),
                heading(2, "市長室"),
                heading(3, "重点目標"),
                plain("○広報紙を読みやすくする。"),
                plain("○市長への手紙に10日以内に答える。"),
                heading(2, "病院局"),
                heading(3, "重点目標"),
                plain("○救急の受入れを断らない。"),
              ],
            },
          ],
        }),
      ),
    answers: [],
    plan: {
      市長室: { "": [[], ["広報紙を読みやすくする。", "市長への手紙に10日以内に答える。"]] },
      病院局: { "": [[], ["救急の受入れを断らない。"]] },
    },
  },
  {
    name: "saved-from-a-cms.html",
    layout:
      "a page of a CMS with menus, breadcrumbs, share buttons, questions at the end, terms and descriptions",
    bytes: page(
      "令和8年度 部局の重点目標",
      '<div id="skip"><a href="#c">本文へスキップします。</a></div><div id="header"><p>しおさい市</p><ul id="gnav"><li>くらし</li><li>市政情報</li></ul></div>',
      '<div id="topicpath"><a>トップページ</a> &gt; <a>市政情報</a> &gt; 令和8年度 部局の重点目標</div>',
      '<div id="contents"><h1>令和8年度 部局の重点目標</h1><p class="date">更新日：2026年4月10日　ページID：12345</p><p class="print"><a>印刷する</a></p>',
      "<p>各部局が令和8年度に特に力を入れて取り組む目標を公表します。</p>",
      "<h2>総務部</h2><dl><dt>基本方針</dt><dd>公正で効率のよい市政を進めます。</dd><dt>重点目標</dt><dd>庁舎の窓口を1階にまとめます。</dd><dd>職員の副業の手引を作ります。</dd></dl>",
      "<h2>健康部</h2><dl><dt>基本方針</dt><dd>健やかな暮らしを支えます。</dd><dt>重点目標</dt><dd>がん検診の受診率を50％にします。</dd><dd>休日の診療所を駅前に移します。</dd></dl>",
      "<h2>関連リンク</h2><ul><li><a>市の組織</a></li><li><a>総合計画</a></li></ul><p>PDF形式のファイルをご覧いただくには、Adobe Readerが必要です。</p>",
      '<div class="enquete"><h2>このページについてのアンケート</h2><p>このページの情報は役に立ちましたか。</p><ul><li>役に立った</li><li>役に立たなかった</li></ul></div>',
      '<div class="inquiry"><h2>お問い合わせ</h2><p>企画部 企画課 企画係<br>電話：0000-00-0000</p></div></div>',
      '<div id="footer"><p>Copyright Shiosai City</p></div>',
    ),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["公正で効率のよい市政を進めます。"],
          ["庁舎の窓口を1階にまとめます。", "職員の副業の手引を作ります。"],
        ],
      },
      健康部: {
        "": [
          ["健やかな暮らしを支えます。"],
          ["がん検診の受診率を50％にします。", "休日の診療所を駅前に移します。"],
        ],
      },
    },
  },
  {
    name: "details-of-departments.html",
    layout: "departments in <details>, goals in counted lists, files to download beside",
    bytes: page(
      "部局の重点目標",
      "<main><h1>しおさい市 令和8年度 部局の重点目標</h1>",
      "<details><summary>総務部</summary><p><strong>重点目標</strong></p><ol><li>庁内の印刷を3割減らします。</li><li>庁舎に授乳室を設けます。</li></ol><p><a>総務部の目標（PDF：120KB）</a></p></details>",
      "<details open><summary>土木部</summary><p><strong>重点目標</strong></p><ol><li>冠水する道路4か所を直します。</li><li>街路灯を全てLEDにします。</li></ol><p><a>土木部の目標（PDF：98KB）</a></p></details>",
      "<details><summary>教育部</summary><p><strong>重点目標</strong></p><ol><li>学校の水泳を民間の施設で行います。</li></ol><p><a>教育部の目標（PDF：101KB）</a></p></details>",
      "</main>",
    ),
    answers: [],
    plan: {
      総務部: { "": [[], ["庁内の印刷を3割減らします。", "庁舎に授乳室を設けます。"]] },
      土木部: { "": [[], ["冠水する道路4か所を直します。", "街路灯を全てLEDにします。"]] },
      教育部: { "": [[], ["学校の水泳を民間の施設で行います。"]] },
    },
  },
  {
    name: "laid-out-by-tables.html",
    layout: "an old page laid out by tables: a menu at the left, ruled tables of goals inside",
    bytes: page(
      "部局の目標",
      '<table width="100%"><tr><td width="150"><table><tr><td><a>トップ</a></td></tr><tr><td><a>市の計画</a></td></tr><tr><td><a>入札情報</a></td></tr></table></td><td>',
      "<h1>令和8年度 しおさい市 部局の目標</h1>",
      '<h2>総務部</h2><table border="1"><tr><th>番号</th><th>重点目標</th><th>担当課</th></tr><tr><td>1</td><td>人事評価の面談を年3回行う</td><td>人事課</td></tr><tr><td>2</td><td>公有地を5件売却する</td><td>管財課</td></tr></table>',
      '<h2>商工部</h2><table border="1"><tr><th>番号</th><th>重点目標</th><th>担当課</th></tr><tr><td>1</td><td>創業の相談窓口を開く</td><td>商工課</td></tr><tr><td>2</td><td>空き店舗を10件貸し出す</td><td>商工課</td></tr></table>',
      "</td></tr></table>",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [[], ["人事評価の面談を年3回行う ‖ 担当課:人事課", "公有地を5件売却する ‖ 担当課:管財課"]],
      },
      商工部: {
        "": [[], ["創業の相談窓口を開く ‖ 担当課:商工課", "空き店舗を10件貸し出す ‖ 担当課:商工課"]],
      },
    },
  },
  {
    name: "cards-of-divs.html",
    layout:
      "cards without any heading tag, goals as paragraphs with a dot, soft hyphens and word breaks inside",
    bytes: page(
      "部局の目標",
      '<div class="main"><div class="ttl">令和8年度 しおさい市 部局の目標</div>',
      '<div class="card"><div class="name">総務部</div><div class="label">重点目標</div><p>・電子契約を始めます。</p><p>・庁内LANを無線にします。</p></div>',
      '<div class="card"><div class="name">環境部</div><div class="label">重点目標</div><p>・ごみの減&shy;量を<wbr>進めます。</p><p>・太陽光パネルを<wbr>20施設に載せます。</p></div>',
      '<div class="card"><div class="name">消防本部</div><div class="label">重点目標</div><p>・消防団員を50人増やします。</p></div></div>',
    ),
    answers: [],
    plan: {
      総務部: { "": [[], ["電子契約を始めます。", "庁内LANを無線にします。"]] },
      環境部: { "": [[], ["ごみの減量を進めます。", "太陽光パネルを20施設に載せます。"]] },
      消防本部: { "": [[], ["消防団員を50人増やします。"]] },
    },
  },
  {
    name: "quoted-lines.csv",
    layout: "Shift_JIS with quoted line ends and commas, a department only in its first row",
    bytes: shiftJis(
      '"令和8年度 しおさい市 部局の重点目標",,,\r\n',
      "部名,重点目標,目標値,担当課\r\n",
      '総務部,"庁舎の空調を更新し、\n電気の使用を減らす","1,200万円の節減",管財課\r\n',
      ',"職員の健康診断を\n全員が受ける",100％,人事課\r\n',
      '港湾部,"""みなとオアシス""に登録する",登録,港湾課\r\n',
    ),
    answers: [],
    plan: {
      総務部: {
        "": [
          [],
          [
            "庁舎の空調を更新し、電気の使用を減らす ‖ 目標値:1,200万円の節減 ‖ 担当課:管財課",
            "職員の健康診断を全員が受ける ‖ 目標値:100％ ‖ 担当課:人事課",
          ],
        ],
      },
      港湾部: { "": [[], ['"みなとオアシス"に登録する ‖ 目標値:登録 ‖ 担当課:港湾課']] },
    },
  },
  {
    name: "unicode-text-of-excel.txt",
    layout: "UTF-16 with tabs, as Excel saves Unicode text, quoted line ends",
    bytes: utf16(
      "令和8年度 しおさい市 部局の重点目標\t\t",
      "部局\t重点目標\t担当課",
      '総務部\t"広報の動画を\n月に1本公開する"\t広報課',
      "総務部\t郵便料を1割減らす\t文書課",
      "農水部\t担い手を10人増やす\t農政課",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [[], ["広報の動画を月に1本公開する ‖ 担当課:広報課", "郵便料を1割減らす ‖ 担当課:文書課"]],
      },
      農水部: { "": [[], ["担い手を10人増やす ‖ 担当課:農政課"]] },
    },
  },
  {
    name: "leaders-to-the-right.txt",
    layout: "contents and owners behind full-width leaders, departments in brackets, full-width numbers",
    bytes: text(
      "　　　令和８年度　しおさい市　部局の重点目標",
      "",
      "　目　次",
      "　　総務部　…………………………………　１",
      "　　港湾部　…………………………………　２",
      "",
      "【総務部】",
      "　重点目標",
      "　　１　庁舎の受付に案内板を置く　………………　総務課",
      "　　２　文書の保存年限を見直す　…………………　文書課",
      "",
      "【港湾部】",
      "　重点目標",
      "　　１　港の照明を更新する　………………………　港湾課",
      "　　２　防波堤の点検を終える　……………………　港湾課",
    ),
    answers: [],
    plan: {
      総務部: {
        "": [[], ["庁舎の受付に案内板を置く ‖ 担当課:総務課", "文書の保存年限を見直す ‖ 担当課:文書課"]],
      },
      港湾部: {
        "": [[], ["港の照明を更新する ‖ 担当課:港湾課", "防波堤の点検を終える ‖ 担当課:港湾課"]],
      },
    },
  },
  {
    name: "pasted-into-a-mail.txt",
    layout: "a mail: greeting, lines wrapped at 34 characters, signature",
    bytes: text(
      "各部庶務担当課長　様",
      "",
      "企画課です。お世話になっております。",
      "令和8年度の重点目標が決まりましたのでお知らせします。",
      "",
      "■総務部",
      "＜重点目標＞",
      "１．庁内の問合せに答える仕組みを作り、職員が調べもの",
      "　　に使う時間を年間で2割減らす。",
      "２．災害のときの職員の参集を、年2回の訓練で確かめる。",
      "",
      "■都市部",
      "＜重点目標＞",
      "１．立地適正化計画を改定し、駅の周りに住まいと店を集",
      "　　める。",
      "２．空き家の相談会を毎月開く。",
      "",
      "---------------------------------",
      "しおさい市 企画部 企画課 企画係",
      "電話 0000-00-0000（内線1234）",
      "---------------------------------",
    ),
    answers: ["このまま取り込む"],
    plan: {
      総務部: {
        "": [
          [],
          [
            "庁内の問合せに答える仕組みを作り、職員が調べものに使う時間を年間で2割減らす。",
            "災害のときの職員の参集を、年2回の訓練で確かめる。",
          ],
        ],
      },
      都市部: {
        "": [[], ["立地適正化計画を改定し、駅の周りに住まいと店を集める。", "空き家の相談会を毎月開く。"]],
      },
    },
  },
  {
    name: "two-departments-side-by-side.xlsx",
    layout: "two departments beside each other on one sheet with an empty column between",
    bytes: () =>
      workbook({
        目標: [
          ["令和8年度 しおさい市 各部の重点目標", null, null, null, null],
          ["総務部", null, null, "福祉部", null],
          ["番号", "重点目標", null, "番号", "重点目標"],
          [1, "庁舎の照明をLEDに替える", null, 1, "地域包括支援センターを2か所増やす"],
          [2, "文書の電子決裁を始める", null, 2, "手話通訳者を庁舎に置く"],
          [3, "入札の結果を公表する", null, null, null],
        ],
      }),
    answers: [],
    plan: {
      総務部: {
        "": [[], ["庁舎の照明をLEDに替える", "文書の電子決裁を始める", "入札の結果を公表する"]],
      },
      福祉部: {
        "": [[], ["地域包括支援センターを2か所増やす", "手話通訳者を庁舎に置く"]],
      },
    },
  },
  {
    name: "departments-in-two-cells.docx",
    layout: "a table for layout alone: a department with its goals in the left cell, another in the right",
    bytes: () => {
      const block = (name: string, goals: readonly string[]) =>
        [`${name}`, "【重点目標】", ...goals.map((goal) => `・${goal}`)].join("\n");
      return docx([
        plain("令和8年度 しおさい市 部局の重点目標"),
        spannedTable([
          [
            block("総務部", ["庁内の会議を半分に減らす。", "採用試験を年に2回行う。"]),
            block("都市部", ["駅前の駐輪場を200台分増やす。"]),
          ],
          [
            block("福祉部", ["介護の相談をオンラインでも受ける。", "民生委員の活動費を見直す。"]),
            block("農林部", ["有害鳥獣の柵を5地区に張る。"]),
          ],
        ]),
      ]);
    },
    answers: [],
    plan: {
      総務部: { "": [[], ["庁内の会議を半分に減らす。", "採用試験を年に2回行う。"]] },
      都市部: { "": [[], ["駅前の駐輪場を200台分増やす。"]] },
      福祉部: {
        "": [[], ["介護の相談をオンラインでも受ける。", "民生委員の活動費を見直す。"]],
      },
      農林部: { "": [[], ["有害鳥獣の柵を5地区に張る。"]] },
    },
  },
  {
    name: "labels-beside-for-each.csv",
    layout:
      "departments beside each other, each with its own column of labels, a label printed once for several rows",
    bytes: text(
      "令和8年度 しおさい市 部の方針と目標,,,",
      "港湾部,,水産部,",
      "経営方針,港のにぎわいをつくります。,経営方針,海の恵みを守ります。",
      "重点目標,岸壁の耐震改修を進める,重点目標,稚魚の放流を増やす",
      ",クルーズ船を誘致する,,市場の衛生管理を高める",
      "※目標は年度の途中で見直すことがあります。,,,",
    ),
    answers: [],
    plan: BESIDE,
  },
  {
    name: "labels-and-numbers-beside.xlsx",
    layout: "departments beside each other, merged over two columns, labels above their numbered goals",
    bytes: () =>
      workbook(
        {
          目標: [
            ["令和8年度 しおさい市 部の方針と目標", null, null, null],
            ["港湾部", null, "水産部", null],
            ["経営方針", null, "経営方針", null],
            ["港のにぎわいをつくります。", null, "海の恵みを守ります。", null],
            ["重点目標", null, "重点目標", null],
            [1, "岸壁の耐震改修を進める", 1, "稚魚の放流を増やす"],
            [2, "クルーズ船を誘致する", 2, "市場の衛生管理を高める"],
          ],
        },
        {
          目標: [
            [0, 0, 0, 3],
            [1, 0, 1, 1],
            [1, 2, 1, 3],
          ],
        },
      ),
    answers: [],
    plan: BESIDE,
  },
  {
    name: "one-label-for-all-beside.csv",
    layout: "departments beside each other, each label printed in the first column alone",
    bytes: text(
      "令和8年度 しおさい市 部の方針と目標,",
      "港湾部,水産部",
      "経営方針,",
      "港のにぎわいをつくります。,海の恵みを守ります。",
      "重点目標,",
      "岸壁の耐震改修を進める,稚魚の放流を増やす",
      "クルーズ船を誘致する,市場の衛生管理を高める",
    ),
    answers: [],
    plan: BESIDE,
  },
  {
    name: "merged-labels-beside.html",
    layout: "departments beside each other on a page, their labels merged over rows",
    bytes: page(
      "令和8年度 部の方針と目標",
      "<h1>令和8年度 しおさい市 部の方針と目標</h1><table>",
      '<tr><th colspan="2">港湾部</th><th colspan="2">水産部</th></tr>',
      "<tr><td>経営方針</td><td>港のにぎわいをつくります。</td><td>経営方針</td><td>海の恵みを守ります。</td></tr>",
      '<tr><td rowspan="2">重点目標</td><td>岸壁の耐震改修を進める</td><td rowspan="2">重点目標</td><td>稚魚の放流を増やす</td></tr>',
      "<tr><td>クルーズ船を誘致する</td><td>市場の衛生管理を高める</td></tr></table>",
    ),
    answers: [],
    plan: BESIDE,
  },
  {
    name: "heads-numbered.txt",
    layout: "departments named by their heads alone, numbered",
    bytes: text(
      "令和8年度 しおさい市 部長の目標",
      "",
      "1 港湾部長",
      "　経営方針",
      "　港のにぎわいをつくります。",
      "　重点目標",
      "　・岸壁の耐震改修を進める",
      "　・クルーズ船を誘致する",
      "",
      "2 水産部長",
      "　経営方針",
      "　海の恵みを守ります。",
      "　重点目標",
      "　・稚魚の放流を増やす",
      "　・市場の衛生管理を高める",
    ),
    answers: ["役職"],
    plan: BESIDE,
  },
  {
    name: "heads-as-headings.md",
    layout: "headings that are the heads of departments, one of them that of a body without a 部",
    bytes: text(
      "# 令和8年度 しおさい市 部長の約束",
      "## 港湾部長",
      "### 重点目標",
      "- 岸壁の耐震改修を進める",
      "## 教育長",
      "### 重点目標",
      "- 空調を付ける",
    ),
    answers: ["役職"],
    plan: {
      港湾部: { "": [[], ["岸壁の耐震改修を進める"]] },
      教育長: { "": [[], ["空調を付ける"]] },
    },
  },
  {
    name: "heads-in-brackets.html",
    layout: "a page with the heads of departments in brackets over lists",
    bytes: page(
      "令和8年度 部長の重点目標",
      "<h1>令和8年度 しおさい市 部長の重点目標</h1>",
      "<p><b>【港湾部長】</b></p><ul><li>岸壁の耐震改修を進める</li></ul>",
      "<p><b>【水産部長】</b></p><ul><li>稚魚の放流を増やす</li></ul>",
    ),
    answers: ["役職"],
    plan: {
      港湾部: { "": [[], ["岸壁の耐震改修を進める"]] },
      水産部: { "": [[], ["稚魚の放流を増やす"]] },
    },
  },
];

/** Documents in which departments stand beside each other without a label, or are those that a letter goes to, and what is said of them instead of storing anything. */
export const HELD_BACK: readonly (Pick<Layout, "name" | "layout" | "bytes"> & {
  readonly refusal: RegExp;
})[] = [
  {
    name: "themes-beside.csv",
    layout: "departments beside each other, each with a column of themes that no label names",
    bytes: text(
      "令和8年度 しおさい市 部の取組,,,",
      "港湾部,,水産部,",
      "施設,岸壁の耐震改修を進める,資源,稚魚の放流を増やす",
      "観光,クルーズ船を誘致する,市場,市場の衛生管理を高める",
    ),
    refusal: /部の見出しと、その下の.*探しましたが、見つかりませんでした.*様式（Excel）/u,
  },
  {
    name: "addressed-to-heads.txt",
    layout: "a notice to the heads of departments with goals that are nobody's",
    bytes: text(
      "令和8年4月1日",
      "各部の重点目標について（通知）",
      "",
      "港湾部長",
      "水産部長",
      "",
      "　令和8年度の重点目標を次のとおり定めます。",
      "　重点目標",
      "　・岸壁の耐震改修を進める",
      "　・稚魚の放流を増やす",
    ),
    refusal: /部の名前の見出しが見当たりません.*様式（Excel）/u,
  },
];
