/**
 * The XLSX form for a plan that is not published as a text the importer can read. 企画課 fills it in, one row per
 * statement; `sheet.ts` reads it back.
 */

import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import type { CellStyle, CellValue, ColumnDef, WriteSheet } from "hucre/xlsx";
import { ImportError } from "../import/document.js";
import { EXAMPLE_SHEET, HOW_TO_SHEET, KIND_LABELS, LEFT_SHEET } from "../import/sheet/columns.js";

/** What belongs to a goal besides its text. */
export const DETAIL_HEADINGS = {
  owner: "担当課",
  indicator: "指標",
  target: "目標値",
  deadline: "期限",
} as const;

/** The headings of the form, in their order. */
export const TEMPLATE_HEADINGS = [
  "自治体",
  "年度",
  "部",
  "読み",
  "別名",
  "柱",
  "種別",
  "番号",
  "見出し",
  "本文",
  ...Object.values(DETAIL_HEADINGS),
] as const;
const WIDTHS = [12, 12, 22, 22, 18, 14, 18, 8, 24, 80, 18, 24, 18, 14];
const FORM_SHEET = "計画";
/** Rows of the form with a choice of 種別, and of these the ones whose long text is shown wrapped. */
const PREPARED_ROWS = 2_000;
const WRAPPED_ROWS = 500;

const BODY: CellStyle = { alignment: { wrapText: true, vertical: "top" } };
const HEADING: CellStyle = {
  font: { bold: true },
  fill: { type: "pattern", pattern: "solid", fgColor: { rgb: "DDE7F0" } },
  alignment: { wrapText: true, vertical: "center" },
  border: { bottom: { style: "thin" } },
};

/** A plan of our own invention: every 種別 once, blank cells that continue the row above. */
const EXAMPLE: readonly (readonly CellValue[])[] = [
  [
    "青葉野市",
    "令和8年度",
    "",
    "",
    "",
    "",
    "区経営方針",
    "",
    "",
    "市民と事業者の声を聴き、身近なまちの課題から順に取り組みます。",
  ],
  [
    "",
    "",
    "",
    "",
    "",
    "",
    "運営の仕組み",
    "",
    "進み具合の確認",
    "四半期ごとに各部が進み具合を確かめ、庁議に報告します。",
  ],
  [
    "",
    "",
    "みどり環境部",
    "みどりかんきょうぶ",
    "環境部、みどり部",
    "",
    "ビジョン",
    "",
    "",
    "水辺と緑が身近にあるまち",
  ],
  ["", "", "", "", "", "", "ビジョンの項目", 1, "", "歩いて10分で緑に出会える。"],
  ["", "", "", "", "", "施策", "経営方針", "", "", "市民とともに緑を守り育てる仕組みを整えます。"],
  ["", "", "", "", "", "", "重点目標", 1, "", "青葉川沿いの遊歩道の整備"],
  ["", "", "", "", "", "", "重点目標", 2, "", "公園の管理への地域団体の参加の拡大"],
  ["", "", "", "", "", "人材戦略", "経営方針", "", "", "現場で判断できる職員を育てます。"],
  ["", "", "", "", "", "", "重点目標", 3, "", "樹木診断の研修の実施"],
  [
    "",
    "",
    "",
    "",
    "",
    "",
    "組織横断の取組",
    "",
    "ゼロカーボン",
    "公共施設の屋上緑化を施設の改修に合わせて進めます。",
  ],
  ["", "", "会計室", "かいけいしつ", "", "", "組織運営方針", "", "", "正確で速い支払いを続けます。"],
];

const HOW_TO: readonly string[] = [
  "この様式の使い方",
  "",
  `1. シート「${FORM_SHEET}」の2行目から記入します。1行に1つの方針または目標を書きます。`,
  "2. 「自治体」「年度」「部」「柱」は、上の行と同じなら空けておけます。部が変わると柱は空に戻ります。",
  "3. 「種別」は一覧から選びます。進捗を集めるのは「重点目標」です。",
  "4. 「番号」は重点目標の番号です。空けておくと、部ごとに上から順に付きます。",
  "5. 「読み」「別名」は検索に使います。ひらがなで、別名は「、」で区切って書きます。空けておけます。",
  "6. 「見出し」は組織横断の取組などに小見出しがあるときだけ書きます。",
  "7. 「年度」は 令和8年度、R8、2026 のどの書き方でも読めます。",
  "8. 「担当課」「指標」「目標値」「期限」は、重点目標の行に書けます。空けておけます。",
  "9. 「本文」は公表した文のとおりに書きます。先頭の ○ や ・ は不要です(あれば取り除きます)。",
  "10. 列を足しても構いません。足した列は取り込みません。",
  "11. 記入したら保存し、policy-bot import ファイル名 --dry-run で内容を確かめてから取り込みます。",
];

/**
 * The form as the bytes of an XLSX file.
 * @param rows what stands in it already
 * @param left places and lines of a document that could not be put into it, for a sheet of their own
 */
export async function templateBytes(
  rows: readonly (readonly CellValue[])[] = [],
  left: readonly (readonly CellValue[])[] = [],
): Promise<Uint8Array> {
  const { writeXlsx } = await import("hucre/xlsx");
  return writeXlsx({
    sheets: [formSheet(rows), ...(left.length === 0 ? [] : [leftSheet(left)]), exampleSheet(), howToSheet()],
    properties: { title: "各部経営方針 取込様式" },
    defaultFont: { name: "游ゴシック", size: 11 },
  });
}

/** Writes a form to a new file; a file that is there, perhaps filled in, stays. Throws ImportError. */
export function writeTemplate(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { flag: "wx" });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason =
      code === "EEXIST"
        ? "同じ名前のファイルがあります。別の名前を指定してください。"
        : `様式を書き込めません(${code})。フォルダーの場所と権限を確かめてください。`;
    throw new ImportError(`${basename(path)}: ${reason}`, { cause: error });
  }
}

function leftSheet(left: readonly (readonly CellValue[])[]): WriteSheet {
  return {
    name: LEFT_SHEET,
    columns: [
      { width: 18, style: BODY },
      { width: 110, style: BODY },
    ],
    rows: [
      ["場所", `「${FORM_SHEET}」に入っていない行（必要なものを写してください。このシートは取り込みません）`],
      ...left.map((row) => [...row]),
    ],
    freezePane: { rows: 1 },
  };
}

function formSheet(filled: readonly (readonly CellValue[])[]): WriteSheet {
  const blank = new Array(Math.max(WRAPPED_ROWS - filled.length, 20)).fill(TEMPLATE_HEADINGS.map(() => null));
  return {
    // A column's style reaches only cells that exist: blank ones are written so that what is typed there wraps.
    ...table(FORM_SHEET, [...filled, ...blank]),
    dataValidations: [
      {
        type: "list",
        values: Object.values(KIND_LABELS),
        range: `G2:G${PREPARED_ROWS + 1}`,
        allowBlank: true,
        showErrorMessage: true,
        // A warning only: 重点取組 and other names of the same kind are read as well.
        errorStyle: "warning",
        errorTitle: "種別",
        errorMessage: "一覧から選んでください。",
      },
    ],
  };
}

function exampleSheet(): WriteSheet {
  return table(EXAMPLE_SHEET, EXAMPLE);
}

function table(name: string, rows: readonly (readonly CellValue[])[]): WriteSheet {
  const columns: ColumnDef[] = WIDTHS.map((width) => ({ width, style: BODY }));
  const cells = new Map(TEMPLATE_HEADINGS.map((value, column) => [`0,${column}`, { value, style: HEADING }]));
  return {
    name,
    columns,
    rows: [[...TEMPLATE_HEADINGS], ...rows.map((row) => [...row])],
    cells,
    freezePane: { rows: 1 },
    pageSetup: { orientation: "landscape", paperSize: "a4", fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  };
}

function howToSheet(): WriteSheet {
  return {
    name: HOW_TO_SHEET,
    columns: [{ width: 100, style: BODY }],
    rows: HOW_TO.map((line) => [line]),
    cells: new Map([["0,0", { value: HOW_TO[0] ?? "", style: { font: { bold: true, size: 14 } } }]]),
  };
}
