import {
  AlignmentType,
  DeletedTextRun,
  Document,
  Footer,
  FootnoteReferenceRun,
  Header,
  HeadingLevel,
  InsertedTextRun,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  Textbox,
  TextRun,
  VerticalMergeType,
  WidthType,
} from "docx";
import { writeXlsx } from "hucre/xlsx";
import { heading, text, workbook } from "./office-files.js";
import type { Layout } from "./plausible-layouts.js";

const plain = (content: string): Paragraph => new Paragraph({ text: content });
const changed = { id: 7, author: "企画政策課", date: "2026-04-01T00:00:00Z" };

const NUMBERING = {
  config: [
    {
      reference: "goals",
      levels: [
        { level: 0, format: LevelFormat.DECIMAL, text: "%1.", alignment: AlignmentType.LEFT },
        { level: 1, format: LevelFormat.BULLET, text: "・", alignment: AlignmentType.LEFT },
      ],
    },
    {
      reference: "chapters",
      levels: [
        { level: 0, format: LevelFormat.DECIMAL, text: "第%1", alignment: AlignmentType.LEFT },
        { level: 1, format: LevelFormat.DECIMAL_FULL_WIDTH, text: "%2", alignment: AlignmentType.LEFT },
        { level: 2, format: LevelFormat.DECIMAL, text: "(%3)", alignment: AlignmentType.LEFT },
      ],
    },
  ],
};
const listed = (content: string, reference: string, level = 0, instance = 0): Paragraph =>
  new Paragraph({ text: content, numbering: { reference, level, instance } });

type Cell = string | { readonly text: string; readonly rows?: number; readonly columns?: number } | "^";

/** A table of Word; `^` goes on with the cell above (a vertical merge as Word writes it). */
function table(rows: readonly (readonly Cell[])[]): Table {
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: rows.map(
      (row, at) =>
        new TableRow({
          children: row.map((cell, column) => {
            if (cell === "^")
              return new TableCell({ children: [plain("")], verticalMerge: VerticalMergeType.CONTINUE });
            const { text: content, columns } =
              typeof cell === "string" ? { text: cell, columns: undefined } : cell;
            const merged = rows[at + 1]?.[column] === "^";
            return new TableCell({
              children: content.split("\n").map(plain),
              ...(columns !== undefined && { columnSpan: columns }),
              ...(merged && { verticalMerge: VerticalMergeType.RESTART }),
            });
          }),
        }),
    ),
  });
}

const running = {
  headers: { default: new Header({ children: [plain("令和8年度 青葉市 部局長の仕事目標")] }) },
  footers: {
    default: new Footer({
      children: [new Paragraph({ children: [new TextRun({ children: ["- ", PageNumber.CURRENT, " -"] })] })],
    }),
  },
};

/** Documents invented from the layouts of other municipalities before the reader was looked at. */
export const MUNICIPAL_LAYOUTS: readonly Layout[] = [
  {
    name: "work-goals-with-corrections.docx",
    layout:
      "headings, numbered lists, running head and foot, a footnote and corrections that were not accepted",
    bytes: async () => {
      const goal = (...children: (TextRun | InsertedTextRun | DeletedTextRun | FootnoteReferenceRun)[]) =>
        new Paragraph({ children, numbering: { reference: "goals", level: 0, instance: 1 } });
      return Packer.toBuffer(
        new Document({
          numbering: NUMBERING,
          footnotes: { 1: { children: [plain("入札の参加資格は別に定めます。")] } },
          sections: [
            {
              ...running,
              children: [
                new Paragraph({ text: "令和8年度 青葉市 部局長の仕事目標", heading: HeadingLevel.TITLE }),
                heading(1, "総務部"),
                heading(2, "運営方針"),
                plain("職員一人ひとりが力を出せる職場をつくり、市民に信頼される市役所を目指します。"),
                heading(2, "仕事目標"),
                goal(new TextRun("電子入札の対象を工事以外にも広げます。"), new FootnoteReferenceRun(1)),
                goal(
                  new TextRun("文書の保存期間を"),
                  new DeletedTextRun({ ...changed, text: "一律" }),
                  new InsertedTextRun({ ...changed, id: 8, text: "種類ごとに" }),
                  new TextRun("見直します。"),
                ),
                heading(1, "市民生活部"),
                heading(2, "運営方針"),
                plain("だれもが安心して暮らせる地域づくりを進めます。"),
                heading(2, "仕事目標"),
                listed("窓口の待ち時間を平均15分以内にします。", "goals", 0, 2),
                listed("自治会の加入案内を転入時に配ります。", "goals", 0, 2),
                listed("消費生活相談を夜間にも行います。", "goals", 0, 2),
                heading(1, "都市整備部"),
                heading(2, "運営方針"),
                plain("歩いて暮らせるまちの骨格を整えます。"),
                heading(2, "仕事目標"),
                listed("駅前広場の実施設計を終えます。", "goals", 0, 3),
                listed("通学路の危険箇所12か所を改良します。", "goals", 0, 3),
              ],
            },
          ],
        }),
      );
    },
    answers: [],
    plan: {
      総務部: {
        "": [
          ["職員一人ひとりが力を出せる職場をつくり、市民に信頼される市役所を目指します。"],
          ["電子入札の対象を工事以外にも広げます。", "文書の保存期間を種類ごとに見直します。"],
        ],
      },
      市民生活部: {
        "": [
          ["だれもが安心して暮らせる地域づくりを進めます。"],
          [
            "窓口の待ち時間を平均15分以内にします。",
            "自治会の加入案内を転入時に配ります。",
            "消費生活相談を夜間にも行います。",
          ],
        ],
      },
      都市整備部: {
        "": [
          ["歩いて暮らせるまちの骨格を整えます。"],
          ["駅前広場の実施設計を終えます。", "通学路の危険箇所12か所を改良します。"],
        ],
      },
    },
  },
  {
    name: "pillars-merged.docx",
    layout: "a table below each 【部】, its pillars merged over rows",
    bytes: async () =>
      Packer.toBuffer(
        new Document({
          sections: [
            {
              children: [
                plain("令和8年度 みどり市 部の重点目標"),
                plain("【危機管理監】"),
                table([
                  ["重点施策", "重点目標", "担当課", "達成期限"],
                  ["災害に強いまち", "避難所の備蓄を3日分にそろえる", "防災課", "令和9年3月"],
                  ["^", "防災士を各小学校区に2名置く", "防災課", "令和8年12月"],
                  ["犯罪の少ないまち", "防犯カメラを20台増やす", "生活安全課", "令和9年3月"],
                ]),
                plain("【健康福祉部】"),
                table([
                  ["重点施策", "重点目標", "担当課", "達成期限"],
                  ["支え合う福祉", "重層的支援の会議を毎月開く", "福祉総務課", "令和8年6月"],
                  ["^", "福祉避難所の協定を5施設と結ぶ", "障がい福祉課\n高齢福祉課", "令和9年2月"],
                  ["健康づくり", "特定健診の受診率を45％にする", "健康推進課", "令和9年3月"],
                ]),
                plain("【教育部】"),
                table([
                  ["重点施策", "重点目標", "担当課", "達成期限"],
                  ["学びの環境", "体育館の空調を6校に付ける", "教育総務課", "令和8年8月"],
                  ["^", "学校図書館の司書を全校に置く", "指導課", "令和8年4月"],
                ]),
              ],
            },
          ],
        }),
      ),
    answers: ["（柱は「重点施策」）"],
    plan: {
      危機管理監: {
        災害に強いまち: [
          [],
          [
            "避難所の備蓄を3日分にそろえる ‖ 担当課:防災課 ‖ 達成期限:令和9年3月",
            "防災士を各小学校区に2名置く ‖ 担当課:防災課 ‖ 達成期限:令和8年12月",
          ],
        ],
        犯罪の少ないまち: [[], ["防犯カメラを20台増やす ‖ 担当課:生活安全課 ‖ 達成期限:令和9年3月"]],
      },
      健康福祉部: {
        支え合う福祉: [
          [],
          [
            "重層的支援の会議を毎月開く ‖ 担当課:福祉総務課 ‖ 達成期限:令和8年6月",
            "福祉避難所の協定を5施設と結ぶ ‖ 担当課:障がい福祉課 ‖ 担当課:高齢福祉課 ‖ 達成期限:令和9年2月",
          ],
        ],
        健康づくり: [[], ["特定健診の受診率を45％にする ‖ 担当課:健康推進課 ‖ 達成期限:令和9年3月"]],
      },
      教育部: {
        学びの環境: [
          [],
          [
            "体育館の空調を6校に付ける ‖ 担当課:教育総務課 ‖ 達成期限:令和8年8月",
            "学校図書館の司書を全校に置く ‖ 担当課:指導課 ‖ 達成期限:令和8年4月",
          ],
        ],
      },
    },
  },
  {
    name: "slogans-in-boxes.docx",
    layout: "each department's name in a text box, its policy and goals as marked lines",
    bytes: async () => {
      const box = (content: string): Textbox =>
        new Textbox({
          style: { width: "160mm" },
          children: [new Paragraph({ children: [new TextRun({ text: content, bold: true })] })],
        });
      return Packer.toBuffer(
        new Document({
          sections: [
            {
              ...running,
              children: [
                plain("令和8年度 青葉市 各部の経営目標"),
                box("企画財政部"),
                plain("■ 経営の考え方"),
                plain("限られた財源を生かし、選ばれるまちを目指す。"),
                plain("■ 今年度の目標"),
                plain("① 公共施設の再編計画を改定する。"),
                plain("② ふるさと納税の返礼品を30品増やす。"),
                box("環境経済部"),
                plain("■ 経営の考え方"),
                plain("環境と産業が共に栄えるまちをつくる。"),
                plain("■ 今年度の目標"),
                plain("① 家庭ごみを一人一日20グラム減らす。"),
                plain("② 商店街の空き店舗5件に出店を呼び込む。"),
                plain("③ 公用車の半数を電気自動車にする。"),
                box("上下水道部"),
                plain("■ 経営の考え方"),
                plain("安全な水を次の世代に引き継ぐ。"),
                plain("■ 今年度の目標"),
                plain("① 老朽管を4.5キロメートル取り替える。"),
                plain("② 料金の収納率を99％に保つ。"),
              ],
            },
          ],
        }),
      );
    },
    answers: [],
    plan: {
      企画財政部: {
        "": [
          ["限られた財源を生かし、選ばれるまちを目指す。"],
          ["公共施設の再編計画を改定する。", "ふるさと納税の返礼品を30品増やす。"],
        ],
      },
      環境経済部: {
        "": [
          ["環境と産業が共に栄えるまちをつくる。"],
          [
            "家庭ごみを一人一日20グラム減らす。",
            "商店街の空き店舗5件に出店を呼び込む。",
            "公用車の半数を電気自動車にする。",
          ],
        ],
      },
      上下水道部: {
        "": [
          ["安全な水を次の世代に引き継ぐ。"],
          ["老朽管を4.5キロメートル取り替える。", "料金の収納率を99％に保つ。"],
        ],
      },
    },
  },
  {
    name: "sheet-of-each-goal.docx",
    layout: "one form for each goal: label and value side by side, long ones over the whole width",
    bytes: async () => {
      const form = (
        unit: string,
        owner: string,
        name: string,
        goal: string,
        indicator: string,
        target: string,
      ) => [
        plain("重点目標管理シート"),
        table([
          ["部名", unit, "課名", owner],
          ["目標名", { text: name, columns: 3 }],
          ["目標の内容", { text: goal, columns: 3 }],
          ["成果指標", indicator, "目標値", target],
        ]),
        plain(""),
      ];
      return Packer.toBuffer(
        new Document({
          sections: [
            {
              children: [
                plain("令和8年度 ひばり市 重点目標管理シート"),
                ...form(
                  "総務部",
                  "職員課",
                  "働き方の見直し",
                  "時間外勤務を前年度より1割減らす。",
                  "時間外勤務時間",
                  "12時間/月",
                ),
                ...form(
                  "総務部",
                  "管財課",
                  "庁舎の省エネ",
                  "本庁舎の照明をすべてLEDにする。",
                  "LED化率",
                  "100％",
                ),
                ...form(
                  "福祉部",
                  "長寿課",
                  "通いの場づくり",
                  "通いの場を新たに8か所開く。",
                  "通いの場の数",
                  "64か所",
                ),
                ...form(
                  "建設部",
                  "道路課",
                  "橋りょうの修繕",
                  "点検で判定Ⅲの橋をすべて直す。",
                  "修繕した橋",
                  "7橋",
                ),
              ],
            },
          ],
        }),
      );
    },
    answers: ["目標の見出し"],
    plan: {
      総務部: {
        職員課: [
          [],
          ["働き方の見直し｜時間外勤務を前年度より1割減らす。 ‖ 成果指標:時間外勤務時間 ‖ 目標値:12時間/月"],
        ],
        管財課: [[], ["庁舎の省エネ｜本庁舎の照明をすべてLEDにする。 ‖ 成果指標:LED化率 ‖ 目標値:100％"]],
      },
      福祉部: {
        長寿課: [[], ["通いの場づくり｜通いの場を新たに8か所開く。 ‖ 成果指標:通いの場の数 ‖ 目標値:64か所"]],
      },
      建設部: {
        道路課: [[], ["橋りょうの修繕｜点検で判定Ⅲの橋をすべて直す。 ‖ 成果指標:修繕した橋 ‖ 目標値:7橋"]],
      },
    },
  },
  {
    name: "levels-in-a-table.docx",
    layout: "headings for departments, a table whose first columns are 政策 and 施策, with their goals",
    bytes: async () =>
      Packer.toBuffer(
        new Document({
          sections: [
            {
              children: [
                plain("令和8年度 さくら市 部局別実行計画"),
                heading(1, "市民部"),
                table([
                  ["政策", "施策", "重点目標", "成果指標", "目標値"],
                  [
                    "1 安心して暮らせるまち",
                    "1-1 地域の安全",
                    "見守り隊を全学区に広げる",
                    "見守り隊の数",
                    "18隊",
                  ],
                  ["^", "1-2 相談の充実", "多言語の相談を毎日開く", "相談件数", "600件"],
                  ["2 開かれた市役所", "2-1 窓口の改革", "書かない窓口を3課で始める", "対応した課", "3課"],
                ]),
                heading(1, "産業部"),
                table([
                  ["政策", "施策", "重点目標", "成果指標", "目標値"],
                  ["3 にぎわいのあるまち", "3-1 商業の振興", "創業塾を年4回開く", "創業者数", "15人"],
                  ["^", "3-2 観光の振興", "観光列車の停車を誘致する", "観光客数", "42万人"],
                ]),
                heading(1, "建設部"),
                table([
                  ["政策", "施策", "重点目標", "成果指標", "目標値"],
                  ["4 住みよいまち", "4-1 道路の整備", "市道3号線を開通させる", "整備率", "100％"],
                ]),
              ],
            },
          ],
        }),
      ),
    answers: [],
    plan: {
      市民部: {
        地域の安全: [[], ["見守り隊を全学区に広げる ‖ 成果指標:見守り隊の数 ‖ 目標値:18隊"]],
        相談の充実: [[], ["多言語の相談を毎日開く ‖ 成果指標:相談件数 ‖ 目標値:600件"]],
        窓口の改革: [[], ["書かない窓口を3課で始める ‖ 成果指標:対応した課 ‖ 目標値:3課"]],
      },
      産業部: {
        商業の振興: [[], ["創業塾を年4回開く ‖ 成果指標:創業者数 ‖ 目標値:15人"]],
        観光の振興: [[], ["観光列車の停車を誘致する ‖ 成果指標:観光客数 ‖ 目標値:42万人"]],
      },
      建設部: { 道路の整備: [[], ["市道3号線を開通させる ‖ 成果指標:整備率 ‖ 目標値:100％"]] },
    },
  },
  {
    name: "numbered-by-word.docx",
    layout:
      "Word numbers departments, parts and goals by itself on three levels; last year's results stand in a table",
    bytes: async () => {
      const unit = (name: string, policy: string, goals: readonly string[], result: string, at: number) => [
        listed(name, "chapters", 0, 1),
        listed("基本的な考え方", "chapters", 1, 1),
        plain(`　${policy}`),
        listed("昨年度の成果", "chapters", 1, 1),
        table([
          ["取組", "結果"],
          [result, "達成"],
        ]),
        listed("今年度の重点目標", "chapters", 1, 1),
        ...goals.map((goal) => listed(goal, "chapters", 2, 1 + 0 * at)),
      ];
      return Packer.toBuffer(
        new Document({
          numbering: NUMBERING,
          sections: [
            {
              ...running,
              children: [
                plain("令和8年度 青葉市 部局長の約束"),
                ...unit(
                  "政策推進部",
                  "市民とともに考え、決めたことを確実に進めます。",
                  ["総合計画の中間見直しをまとめます。", "広報紙を読みやすくします。"],
                  "市民会議を6回開いた",
                  0,
                ),
                ...unit(
                  "こども部",
                  "こどもの声を聴き、育ちを支えます。",
                  [
                    "保育所の待機児童をなくします。",
                    "こども食堂を10か所にします。",
                    "児童館の開館を夜8時まで延ばします。",
                  ],
                  "保育士を20人採用した",
                  1,
                ),
                ...unit(
                  "消防本部",
                  "市民の命を守る力を高めます。",
                  ["救急車を1台増やします。", "住宅用火災警報器の設置率を90％にします。"],
                  "消防団員を12人増やした",
                  2,
                ),
              ],
            },
          ],
        }),
      );
    },
    answers: [],
    plan: {
      政策推進部: {
        "": [
          ["市民とともに考え、決めたことを確実に進めます。"],
          ["総合計画の中間見直しをまとめます。", "広報紙を読みやすくします。"],
        ],
      },
      こども部: {
        "": [
          ["こどもの声を聴き、育ちを支えます。"],
          [
            "保育所の待機児童をなくします。",
            "こども食堂を10か所にします。",
            "児童館の開館を夜8時まで延ばします。",
          ],
        ],
      },
      消防本部: {
        "": [
          ["市民の命を守る力を高めます。"],
          ["救急車を1台増やします。", "住宅用火災警報器の設置率を90％にします。"],
        ],
      },
    },
  },
  {
    name: "form-sheets-with-instructions.xlsx",
    layout:
      "a sheet for each department with its name in a field, a heading in two rows, and a sheet of instructions",
    bytes: () => {
      const unit = (
        name: string,
        policy: string,
        goals: readonly (readonly [string, string, string, string])[],
      ) => [
        ["令和8年度 部局重点目標シート", null, null, null, null],
        ["部名", name, null, "部長名", "山田 花子"],
        ["部の方針", policy, null, null, null],
        [null, null, null, null, null],
        ["番号", "重点目標", "達成の目安", null, "担当課"],
        [null, null, "指標", "目標値", null],
        ...goals.map(([goal, indicator, target, owner], at) => [at + 1, goal, indicator, target, owner]),
      ];
      return workbook(
        {
          記入要領: [
            ["記入要領"],
            ["1 重点目標は3つから5つまでとしてください。"],
            ["2 指標は数で表せるものにしてください。"],
          ],
          総務部: unit("総務部", "公正で開かれた市政を支える。", [
            ["公文書の電子化を進める", "電子決裁率", "80％", "総務課"],
            ["職員研修を見直す", "受講者数", "300人", "人事課"],
          ]),
          環境部: unit("環境部", "脱炭素のまちをつくる。", [
            ["太陽光発電を学校に置く", "設置校数", "6校", "環境政策課"],
            ["食品ロスを減らす", "家庭の食品ロス", "5％減", "ごみ減量課"],
          ]),
          教育委員会: unit("教育委員会", "学び続ける人を育てる。", [
            ["学習用端末を更新する", "更新台数", "9,800台", "学務課"],
          ]),
        },
        {
          総務部: [
            [0, 0, 0, 4],
            [1, 1, 1, 2],
            [2, 1, 2, 4],
            [4, 0, 5, 0],
            [4, 1, 5, 1],
            [4, 2, 4, 3],
            [4, 4, 5, 4],
          ],
          環境部: [
            [0, 0, 0, 4],
            [1, 1, 1, 2],
            [2, 1, 2, 4],
            [4, 0, 5, 0],
            [4, 1, 5, 1],
            [4, 2, 4, 3],
            [4, 4, 5, 4],
          ],
          教育委員会: [
            [0, 0, 0, 4],
            [1, 1, 1, 2],
            [2, 1, 2, 4],
            [4, 0, 5, 0],
            [4, 1, 5, 1],
            [4, 2, 4, 3],
            [4, 4, 5, 4],
          ],
        },
      );
    },
    answers: [],
    plan: {
      総務部: {
        "": [
          ["公正で開かれた市政を支える。"],
          [
            "公文書の電子化を進める ‖ 指標:電子決裁率 ‖ 目標値:80％ ‖ 担当課:総務課",
            "職員研修を見直す ‖ 指標:受講者数 ‖ 目標値:300人 ‖ 担当課:人事課",
          ],
        ],
      },
      環境部: {
        "": [
          ["脱炭素のまちをつくる。"],
          [
            "太陽光発電を学校に置く ‖ 指標:設置校数 ‖ 目標値:6校 ‖ 担当課:環境政策課",
            "食品ロスを減らす ‖ 指標:家庭の食品ロス ‖ 目標値:5％減 ‖ 担当課:ごみ減量課",
          ],
        ],
      },
      教育委員会: {
        "": [
          ["学び続ける人を育てる。"],
          ["学習用端末を更新する ‖ 指標:更新台数 ‖ 目標値:9,800台 ‖ 担当課:学務課"],
        ],
      },
    },
  },
  {
    name: "working-list-with-memos.xlsx",
    layout:
      "a list with ditto marks, a hidden column of memos, a hidden sheet, a sum by formula and dates as numbers",
    bytes: async () => {
      const day = (year: number, month: number, date: number): Date =>
        new Date(Date.UTC(year, month - 1, date));
      return writeXlsx({
        sheets: [
          {
            name: "目標一覧",
            columns: [
              { key: "部" },
              { key: "課" },
              { key: "メモ", hidden: true },
              { key: "目標" },
              { key: "期限", numFmt: "yyyy/m/d" },
              { key: "予算" },
            ],
            rows: [
              ["令和8年度 つばさ市 重点目標一覧", null, null, null, null, null],
              ["部名", "担当課", "内部メモ", "重点目標", "期限", "予算（千円）"],
              ["総務部", "情報課", "部長調整済", "住民票の申請を電子化する", day(2026, 10, 1), 12000],
              ["〃", "〃", "要再確認", "庁内の回線を更新する", day(2027, 3, 31), 45000],
              ["〃", "防災課", "", "防災無線を更新する", day(2027, 2, 26), 88000],
              ["福祉部", "子ども課", "議会対応", "病児保育を2か所にする", day(2026, 9, 1), 9000],
              ["同上", "同上", "", "ひとり親の相談を土曜に開く", day(2026, 7, 4), 1500],
              ["土木部", "公園課", "", "中央公園の遊具を取り替える", day(2027, 3, 15), 30000],
              ["合計", null, null, null, null, null],
            ],
            cells: new Map([["8,5", { value: 185500, formula: "SUM(F3:F8)" }]]),
          },
          { name: "リスト", hidden: true, rows: [["総務部"], ["福祉部"], ["土木部"], ["順調"], ["遅れ"]] },
        ],
      } as Parameters<typeof writeXlsx>[0]);
    },
    answers: [],
    plan: {
      総務部: {
        "": [
          [],
          [
            "住民票の申請を電子化する ‖ 担当課:情報課 ‖ 期限:2026/10/1",
            "庁内の回線を更新する ‖ 担当課:情報課 ‖ 期限:2027/3/31",
            "防災無線を更新する ‖ 担当課:防災課 ‖ 期限:2027/2/26",
          ],
        ],
      },
      福祉部: {
        "": [
          [],
          [
            "病児保育を2か所にする ‖ 担当課:子ども課 ‖ 期限:2026/9/1",
            "ひとり親の相談を土曜に開く ‖ 担当課:子ども課 ‖ 期限:2026/7/4",
          ],
        ],
      },
      土木部: { "": [[], ["中央公園の遊具を取り替える ‖ 担当課:公園課 ‖ 期限:2027/3/15"]] },
    },
  },
  {
    name: "bands-of-departments.xlsx",
    layout: "one sheet, a merged band for each department, the heading of the columns repeated under each",
    bytes: () =>
      workbook(
        {
          R8: [
            ["令和8年度　ことり町　各課の重点目標", null, null, null],
            ["■ 総務課", null, null, null],
            ["番号", "重点目標", "目標値", "時期"],
            [1, "町税の口座振替を増やす", "60％", "通年"],
            [2, "空き家の調査を終える", "320戸", "12月"],
            ["■ 住民福祉課", null, null, null],
            ["番号", "重点目標", "目標値", "時期"],
            [1, "健診を休日にも開く", "4回", "9月まで"],
            [2, "介護予防の教室を増やす", "12教室", "通年"],
            [3, "出生届の手続を一度で済むようにする", "全件", "6月"],
            ["■ 産業振興課", null, null, null],
            ["番号", "重点目標", "目標値", "時期"],
            [1, "新規就農者を迎える", "5人", "3月"],
          ],
        },
        {
          R8: [
            [0, 0, 0, 3],
            [1, 0, 1, 3],
            [5, 0, 5, 3],
            [10, 0, 10, 3],
          ],
        },
      ),
    answers: [],
    plan: {
      総務課: {
        "": [
          [],
          [
            "町税の口座振替を増やす ‖ 目標値:60％ ‖ 時期:通年",
            "空き家の調査を終える ‖ 目標値:320戸 ‖ 時期:12月",
          ],
        ],
      },
      住民福祉課: {
        "": [
          [],
          [
            "健診を休日にも開く ‖ 目標値:4回 ‖ 時期:9月まで",
            "介護予防の教室を増やす ‖ 目標値:12教室 ‖ 時期:通年",
            "出生届の手続を一度で済むようにする ‖ 目標値:全件 ‖ 時期:6月",
          ],
        ],
      },
      産業振興課: { "": [[], ["新規就農者を迎える ‖ 目標値:5人 ‖ 時期:3月"]] },
    },
  },
  {
    name: "policies-and-goals-on-two-sheets.xlsx",
    layout: "the policies of all departments on one sheet, their goals on another",
    bytes: () =>
      workbook({
        部の方針: [
          ["令和8年度 はやぶさ市 部の方針"],
          ["部名", "方針"],
          ["総務部", "人と組織の力を高める。"],
          ["市民部", "暮らしに寄り添う窓口をつくる。"],
          ["都市部", "災害に強い都市をつくる。"],
        ],
        重点目標: [
          ["令和8年度 はやぶさ市 重点目標"],
          ["部名", "No.", "重点目標", "指標", "現状値", "目標値", "所管課"],
          ["総務部", 1, "若手職員の研修を増やす", "研修の回数", "6回", "10回", "人事課"],
          ["総務部", 2, "庁舎の窓口を予約制にする", "予約の割合", "－", "50％", "管財課"],
          ["市民部", 1, "おくやみ窓口を開く", "利用件数", "－", "400件", "市民課"],
          ["都市部", 1, "木造住宅の耐震化を助ける", "補助件数", "38件", "60件", "建築課"],
          ["都市部", 2, "雨水管を増やす", "整備延長", "1.2km", "2.0km", "下水道課"],
        ],
      }),
    answers: [],
    plan: {
      総務部: {
        "": [
          ["人と組織の力を高める。"],
          [
            "若手職員の研修を増やす ‖ 指標:研修の回数 ‖ 目標値:10回 ‖ 所管課:人事課",
            "庁舎の窓口を予約制にする ‖ 指標:予約の割合 ‖ 目標値:50％ ‖ 所管課:管財課",
          ],
        ],
      },
      市民部: {
        "": [
          ["暮らしに寄り添う窓口をつくる。"],
          ["おくやみ窓口を開く ‖ 指標:利用件数 ‖ 目標値:400件 ‖ 所管課:市民課"],
        ],
      },
      都市部: {
        "": [
          ["災害に強い都市をつくる。"],
          [
            "木造住宅の耐震化を助ける ‖ 指標:補助件数 ‖ 目標値:60件 ‖ 所管課:建築課",
            "雨水管を増やす ‖ 指標:整備延長 ‖ 目標値:2.0km ‖ 所管課:下水道課",
          ],
        ],
      },
    },
  },
  {
    name: "last-year-beside-this-year.xlsx",
    layout: "last year's goal, its result and evaluation to the left of this year's goal",
    bytes: () =>
      workbook(
        {
          進行管理: [
            ["令和8年度 しらさぎ市 部局目標 進行管理表", null, null, null, null, null, null],
            ["部局", "令和7年度の目標", "令和7年度の実績", "評価", "令和8年度の目標", "担当課", "期限"],
            ["財政局", "基金を40億円に保つ", "42億円", "A", "基金を45億円に積み増す", "財政課", "令和9年3月"],
            [null, "納税を電子化する", "対応済", "A", "電子納税の割合を3割にする", "税務課", "令和9年3月"],
            ["福祉局", "相談員を増やす", "2名増", "B", "相談員を地区ごとに置く", "地域課", "令和8年10月"],
            [null, "施設を改修する", "設計中", "C", "施設の改修を終える", "施設課", "令和9年2月"],
            ["港湾局", "岸壁を直す", "1か所", "B", "岸壁の改良に着手する", "工務課", "令和8年9月"],
          ],
        },
        {
          進行管理: [
            [0, 0, 0, 6],
            [2, 0, 3, 0],
            [4, 0, 5, 0],
          ],
        },
      ),
    answers: [],
    plan: {
      財政局: {
        "": [
          [],
          [
            "基金を45億円に積み増す ‖ 担当課:財政課 ‖ 期限:令和9年3月",
            "電子納税の割合を3割にする ‖ 担当課:税務課 ‖ 期限:令和9年3月",
          ],
        ],
      },
      福祉局: {
        "": [
          [],
          [
            "相談員を地区ごとに置く ‖ 担当課:地域課 ‖ 期限:令和8年10月",
            "施設の改修を終える ‖ 担当課:施設課 ‖ 期限:令和9年2月",
          ],
        ],
      },
      港湾局: { "": [[], ["岸壁の改良に着手する ‖ 担当課:工務課 ‖ 期限:令和8年9月"]] },
    },
  },
  {
    name: "system-of-policies.xlsx",
    layout: "基本目標, 施策 and 事業 as merged columns, the department behind them, targets of three years",
    bytes: () =>
      workbook(
        {
          体系表: [
            ["令和8年度 わかば市 実施計画 施策体系表", null, null, null, null, null, null, null, null],
            ["基本目標", "施策", "事業名", "令和8年度の重点目標", "担当部", "担当課", "成果指標", "R7", "R8"],
            [
              "1 健やかに暮らす",
              "健康づくりの推進",
              "健診受診率向上事業",
              "未受診者全員に勧奨の葉書を送る",
              "健康部",
              "健康課",
              "受診率",
              "41％",
              "45％",
            ],
            [
              null,
              null,
              "食育推進事業",
              "給食の献立を家庭に紹介する",
              "健康部",
              "健康課",
              "紹介回数",
              "6回",
              "12回",
            ],
            [
              null,
              "医療体制の充実",
              "休日診療事業",
              "休日診療の曜日を増やす",
              "健康部",
              "医療課",
              "診療日数",
              "70日",
              "110日",
            ],
            [
              "2 学び育つ",
              "学校教育の充実",
              "英語教育推進事業",
              "外国語指導助手を全校に置く",
              "教育部",
              "指導課",
              "配置校",
              "18校",
              "24校",
            ],
            [
              null,
              "生涯学習の推進",
              "図書館整備事業",
              "移動図書館を2台にする",
              "教育部",
              "図書館",
              "貸出冊数",
              "42万冊",
              "45万冊",
            ],
            [
              "3 安全に住む",
              "防災体制の強化",
              "自主防災育成事業",
              "訓練を全地区で行う",
              "防災部",
              "防災課",
              "実施地区",
              "21",
              "30",
            ],
          ],
        },
        {
          体系表: [
            [0, 0, 0, 8],
            [2, 0, 4, 0],
            [2, 1, 3, 1],
            [5, 0, 6, 0],
          ],
        },
      ),
    answers: ["「基本目標」はその上の段", "目標の見出し"],
    plan: {
      健康部: {
        健康づくりの推進: [
          [],
          [
            "健診受診率向上事業｜未受診者全員に勧奨の葉書を送る ‖ 担当課:健康課 ‖ 成果指標:受診率 ‖ R8:45％",
            "食育推進事業｜給食の献立を家庭に紹介する ‖ 担当課:健康課 ‖ 成果指標:紹介回数 ‖ R8:12回",
          ],
        ],
        医療体制の充実: [
          [],
          ["休日診療事業｜休日診療の曜日を増やす ‖ 担当課:医療課 ‖ 成果指標:診療日数 ‖ R8:110日"],
        ],
      },
      教育部: {
        学校教育の充実: [
          [],
          ["英語教育推進事業｜外国語指導助手を全校に置く ‖ 担当課:指導課 ‖ 成果指標:配置校 ‖ R8:24校"],
        ],
        生涯学習の推進: [
          [],
          ["図書館整備事業｜移動図書館を2台にする ‖ 担当課:図書館 ‖ 成果指標:貸出冊数 ‖ R8:45万冊"],
        ],
      },
      防災部: {
        防災体制の強化: [
          [],
          ["自主防災育成事業｜訓練を全地区で行う ‖ 担当課:防災課 ‖ 成果指標:実施地区 ‖ R8:30"],
        ],
      },
    },
  },
  {
    name: "accordion.html",
    layout: "a page with navigation, an accordion for each department, furigana and a corrected sentence",
    bytes: text(
      `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>令和8年度 部長マニフェスト｜かもめ市</title></head><body>`,
      `<header><a href="/">かもめ市</a><nav><ul><li><a href="/k">くらし</a></li><li><a href="/s">しごと</a></li></ul></nav></header>`,
      `<ol class="breadcrumb"><li>ホーム</li><li>市政情報</li><li>部長マニフェスト</li></ol>`,
      `<main><h1>令和8年度 部長マニフェスト</h1><p>更新日：2026年4月10日</p>`,
      `<p>各部長が、今年度に取り組むことを市民の皆さまにお約束します。</p>`,
      `<details open><summary>総務部長 佐藤 一郎</summary><h3>部の使命</h3><p>市役所の<ruby>礎<rt>いしずえ</rt></ruby>として、公平で効率のよい行政を支えます。</p>`,
      `<h3>約束</h3><ol><li>契約の公開を<del>年1回</del><ins>年4回</ins>に増やします。</li><li>男性職員の育児休業の取得率を70％にします。</li></ol></details>`,
      `<details><summary>市民部長 鈴木 二美</summary><h3>部の使命</h3><p>だれにも分かりやすい窓口をつくります。</p>`,
      `<h3>約束</h3><ol><li>証明書を全国の<b>コンビニ</b>で取れるようにします。</li><li>外国人の相談を8か国語で受けます。</li></ol></details>`,
      `<details><summary>建設部長 高橋 三郎</summary><h3>部の使命</h3><p>安全な道と川を守ります。</p>`,
      `<h3>約束</h3><ol><li>橋の点検を120橋で行います。</li><li style="display:none">下書き：河川の改修を始めます。</li><li>道路の穴は通報から3日以内に直します。</li></ol></details>`,
      `</main><aside><h2>関連リンク</h2><ul><li><a href="/r7">令和7年度 部長マニフェスト</a></li></ul></aside>`,
      `<footer><p>このページに関するお問い合わせ 企画課 電話：01-2345-6789</p><p>Copyright © Kamome City.</p></footer></body></html>`,
    ),
    answers: ["「約束」"],
    plan: {
      総務部: {
        "": [
          ["市役所の礎として、公平で効率のよい行政を支えます。"],
          ["契約の公開を年4回に増やします。", "男性職員の育児休業の取得率を70％にします。"],
        ],
      },
      市民部: {
        "": [
          ["だれにも分かりやすい窓口をつくります。"],
          ["証明書を全国のコンビニで取れるようにします。", "外国人の相談を8か国語で受けます。"],
        ],
      },
      建設部: {
        "": [
          ["安全な道と川を守ります。"],
          ["橋の点検を120橋で行います。", "道路の穴は通報から3日以内に直します。"],
        ],
      },
    },
  },
  {
    name: "table-in-a-table.html",
    layout:
      "a page of an old system: a table for the layout around the table of goals, breaks between the goals of a cell",
    bytes: text(
      `<html><head><meta charset="utf-8"><title>令和8年度 すみれ町 課別重点目標</title></head><body><table><tr><td width="150">`,
      `<a href="a.html">町長室</a><br><a href="b.html">議会</a><br><a href="c.html">統計</a></td><td>`,
      `<h2>令和8年度 課別重点目標</h2><table border="1">`,
      `<tr bgcolor="#ccc"><td>課名</td><td>基本方針</td><td>重点目標</td></tr>`,
      `<tr><td>総務課</td><td>町民に開かれた町政を進める。</td><td>・会議の議事録を公開する。<br>・町長と語る会を5地区で開く。</td></tr>`,
      `<tr><td rowspan="2">健康福祉課</td><td rowspan="2">生涯元気に暮らせる町をつくる。</td><td>・百歳体操を10か所で開く。</td></tr>`,
      `<tr><td>・配食の利用者を50人にする。<br>・通院の足を<br>確保する。</td></tr>`,
      `<tr><td>建設課</td><td>暮らしの道を守る。</td><td>・町道の舗装を2キロ直す。</td></tr>`,
      `</table><p><a href="#top">ページの先頭へ</a></p></td></tr></table></body></html>`,
    ),
    answers: ["表の「課名」の列"],
    plan: {
      総務課: {
        "": [["町民に開かれた町政を進める。"], ["会議の議事録を公開する。", "町長と語る会を5地区で開く。"]],
      },
      健康福祉課: {
        "": [
          ["生涯元気に暮らせる町をつくる。"],
          ["百歳体操を10か所で開く。", "配食の利用者を50人にする。", "通院の足を確保する。"],
        ],
      },
      建設課: { "": [["暮らしの道を守る。"], ["町道の舗装を2キロ直す。"]] },
    },
  },
  {
    name: "outline-of-the-town.txt",
    layout: "an outline of a paper, wrapped at thirty characters, with wide blanks for the levels",
    bytes: text(
      "令和８年度　あやめ町　組織目標",
      "",
      "第１　総務課",
      "　１　目指す姿",
      "　　　町民と職員が互いに信頼し、安心して暮らせる",
      "　　町を支える。",
      "　２　重点目標",
      "　（１）個人番号カードの交付率を９割にし、窓口の証明",
      "　　　書をコンビニでも受け取れるようにする。",
      "　（２）町の財産を調べ、使っていない土地を３件売る。",
      "第２　住民課",
      "　１　目指す姿",
      "　　　赤ちゃんからお年寄りまで笑顔で暮らせる町をつ",
      "　　くる。",
      "　２　重点目標",
      "　（１）子どもの医療費の助成を高校生まで広げる。",
      "　（２）ごみの分け方を見直し、燃やすごみを一割減らす。",
      "　（３）国民健康保険の保険税を据え置く。",
      "第３　建設課",
      "　１　目指す姿",
      "　　　雪にも雨にも負けない道と川をつくる。",
      "　２　重点目標",
      "　（１）除雪の機械を２台新しくする。",
      "　（２）橋を４つ直す。",
    ),
    answers: [],
    plan: {
      総務課: {
        "": [
          [],
          [
            "個人番号カードの交付率を９割にし、窓口の証明書をコンビニでも受け取れるようにする。",
            "町の財産を調べ、使っていない土地を３件売る。",
          ],
        ],
      },
      住民課: {
        "": [
          [],
          [
            "子どもの医療費の助成を高校生まで広げる。",
            "ごみの分け方を見直し、燃やすごみを一割減らす。",
            "国民健康保険の保険税を据え置く。",
          ],
        ],
      },
      建設課: {
        "": [[], ["除雪の機械を２台新しくする。", "橋を４つ直す。"]],
      },
    },
  },
  {
    name: "framed-by-rules.txt",
    layout: "names of departments between rules; ◎ pillars, ○ policies, ・ goals",
    bytes: text(
      "つくし市 令和8年度 部局経営計画",
      "",
      "━━━━━━━━━━━━━━━━━━━━",
      "　総務部",
      "━━━━━━━━━━━━━━━━━━━━",
      "◎ 行財政改革",
      "○ 事務の進め方を根本から見直します。",
      "・ 会議の時間を半分にします。",
      "・ 紙の使用量を3割減らします。",
      "◎ 人材育成",
      "○ 学び続ける職員を育てます。",
      "・ 資格の取得を年20人助けます。",
      "━━━━━━━━━━━━━━━━━━━━",
      "　福祉部",
      "━━━━━━━━━━━━━━━━━━━━",
      "◎ 地域福祉",
      "○ 困りごとを丸ごと受け止めます。",
      "・ 相談支援員を4地区に置きます。",
      "◎ 子育て",
      "○ 子育ての入口から寄り添います。",
      "・ 産後ケアの回数を7回に増やします。",
      "・ 一時預かりを駅前に開きます。",
      "━━━━━━━━━━━━━━━━━━━━",
      "　都市部",
      "━━━━━━━━━━━━━━━━━━━━",
      "◎ 公共交通",
      "○ 移動に困らないまちにします。",
      "・ 予約型の乗合車を2地区で走らせます。",
    ),
    answers: ["◎は柱（施策や分野）、○は方針、・は目標"],
    plan: {
      総務部: {
        行財政改革: [
          ["事務の進め方を根本から見直します。"],
          ["会議の時間を半分にします。", "紙の使用量を3割減らします。"],
        ],
        人材育成: [["学び続ける職員を育てます。"], ["資格の取得を年20人助けます。"]],
      },
      福祉部: {
        地域福祉: [["困りごとを丸ごと受け止めます。"], ["相談支援員を4地区に置きます。"]],
        子育て: [
          ["子育ての入口から寄り添います。"],
          ["産後ケアの回数を7回に増やします。", "一時預かりを駅前に開きます。"],
        ],
      },
      都市部: { 公共交通: [["移動に困らないまちにします。"], ["予約型の乗合車を2地区で走らせます。"]] },
    },
  },
  {
    name: "goals-in-a-cell.csv",
    layout: 'a row for each department, its numbered goals in one quoted cell, numbers kept by ="…"',
    bytes: text(
      "令和8年度 みなと市 部の目標,,,",
      "コード,部名,部の方針,重点目標",
      '="010",総務部,"市民に信頼される組織をつくる。","1．内部統制の仕組みを整える。\n2．契約の手引きを改める。"',
      '="020",健康部,"健康寿命を延ばす。","1．歩数を競う催しを\n秋に開く。\n2．禁煙の外来を助ける。\n3．こころの相談を毎週開く。"',
      '="030",都市部,"緑の多いまちをつくる。","1．街路樹を200本植える。"',
    ),
    answers: [],
    plan: {
      総務部: {
        "": [["市民に信頼される組織をつくる。"], ["内部統制の仕組みを整える。", "契約の手引きを改める。"]],
      },
      健康部: {
        "": [
          ["健康寿命を延ばす。"],
          ["歩数を競う催しを秋に開く。", "禁煙の外来を助ける。", "こころの相談を毎週開く。"],
        ],
      },
      都市部: { "": [["緑の多いまちをつくる。"], ["街路樹を200本植える。"]] },
    },
  },
  {
    name: "projects-with-a-total.csv",
    layout: "基本目標, 施策 and 事業名 with blanks where they go on, a total and notes at the end",
    bytes: text(
      "基本目標,施策,事業名,担当部,担当課,令和8年度の目標,指標,目標値,予算額",
      "1 つながるまち,地域活動,自治会支援事業,市民部,協働課,自治会の加入率を保つ,加入率,62％,4500",
      ",,協働提案事業,市民部,協働課,提案を5件採る,採択件数,5件,3000",
      ",多文化共生,日本語教室事業,市民部,国際課,教室を3か所で開く,参加者数,120人,1800",
      "2 稼ぐまち,農業,新規就農支援事業,産業部,農政課,研修生を4人受け入れる,研修生,4人,6200",
      ",観光,港まつり事業,産業部,観光課,来場者を8万人にする,来場者,8万人,15000",
      "3 備えるまち,防災,避難所整備事業,防災局,防災課,発電機を12台置く,台数,12台,9600",
      "合計,,,,,,,,40100",
      "※ 予算額の単位は千円です。,,,,,,,,",
    ),
    answers: ["「基本目標」はその上の段", "目標の見出し"],
    plan: {
      市民部: {
        地域活動: [
          [],
          [
            "自治会支援事業｜自治会の加入率を保つ ‖ 担当課:協働課 ‖ 指標:加入率 ‖ 目標値:62％",
            "協働提案事業｜提案を5件採る ‖ 担当課:協働課 ‖ 指標:採択件数 ‖ 目標値:5件",
          ],
        ],
        多文化共生: [
          [],
          ["日本語教室事業｜教室を3か所で開く ‖ 担当課:国際課 ‖ 指標:参加者数 ‖ 目標値:120人"],
        ],
      },
      産業部: {
        農業: [[], ["新規就農支援事業｜研修生を4人受け入れる ‖ 担当課:農政課 ‖ 指標:研修生 ‖ 目標値:4人"]],
        観光: [[], ["港まつり事業｜来場者を8万人にする ‖ 担当課:観光課 ‖ 指標:来場者 ‖ 目標値:8万人"]],
      },
      防災局: {
        防災: [[], ["避難所整備事業｜発電機を12台置く ‖ 担当課:防災課 ‖ 指標:台数 ‖ 目標値:12台"]],
      },
    },
  },
];
