import type { Cell, WriteSheet } from "hucre/xlsx";
import { fold } from "../../domain/fold.js";
import {
  looksLikeFormula,
  NEW_OWNER_HEADING,
  NEW_PERCENT_HEADING,
  NEW_STATE_HEADING,
  NEW_WORDS_HEADING,
  type ProgressTable,
  printable,
  UNCHANGED,
} from "../progress-table.js";
import { cellText, fullTime, planTitle } from "./cell-text.js";
import { INDICATOR_SHEET, NEW_VALUE_HEADING } from "./indicator-sheet.js";
import * as styles from "./styles.js";

export const ALL_SHEET = "進捗一覧";
export const GUIDE_SHEET = "使い方";

export interface Guide {
  readonly sheet: WriteSheet;
  /** The range with the words that 今回の状態 may have. */
  readonly choices: string;
}

/** The last sheet: what the columns mean, how a filled-in sheet comes back, and the states in their colours. */
export function guideSheet(table: ProgressTable): Guide {
  const lines = [
    `${planTitle(table.plan)} ${ALL_SHEET}`,
    table.moment === undefined
      ? `${fullTime(table.at)} に書き出しました。`
      : `時点「${table.moment}」（${fullTime(table.at)}）の内容です。`,
    "",
    `1. シート「${ALL_SHEET}」に全部の重点目標、部の名前のシートにその部の重点目標があります。`,
    "2. 「未更新」は、決められた間隔のうちに報告がなかった目標です。「報告のない日数」は最後の報告からの日数です。",
    `3. 報告は、黄色の「${NEW_STATE_HEADING}」「${NEW_PERCENT_HEADING}」「${NEW_WORDS_HEADING}」に記入します。担当を変えるときは「${NEW_OWNER_HEADING}」に氏名か職を書きます（2人以上は「、」で区切ります）。ほかの列を書き換えても取り込みません。`,
    `4. 指標は、シート「${INDICATOR_SHEET}」の黄色の欄で直します。値の報告は「${NEW_VALUE_HEADING}」に、新しい指標は名前が空いている行に書きます。`,
    "5. 記入は、一覧か部のシートのどちらか一方にします。行の並べ替え、絞り込み、削除をしても構いません。",
    "6. 保存したら policy-bot import ファイル名 --dry-run で違いを確かめ、--yes を付けて取り込みます。",
    "7. 書き出した後に別の報告があった目標は取り込まず、一覧で知らせます。",
    "",
    `「${NEW_STATE_HEADING}」に書けることば`,
  ];
  const cells = new Map<string, Partial<Cell>>();
  for (const [row, value] of lines.entries()) {
    cells.set(`${row},0`, { value: cellText(value), style: row === 0 ? styles.TITLE_CELL : styles.PLAIN });
  }
  const first = lines.length;
  cells.set(`${first},0`, { value: UNCHANGED, style: styles.TEXT });
  for (const [index, level] of table.scale.entries()) {
    const label = cellText(printable(level.label));
    cells.set(`${first + 1 + index},0`, {
      value: label,
      style: styles.stateStyle(level.key, looksLikeFormula(label)),
    });
  }
  const count = first + 1 + table.scale.length;
  return {
    sheet: {
      name: GUIDE_SHEET,
      columns: [{ width: 110 }],
      rows: Array.from({ length: count }, () => [null]),
      cells,
      pageSetup: {
        orientation: "landscape",
        paperSize: "a4",
        fitToPage: true,
        fitToWidth: 1,
        fitToHeight: 0,
      },
    },
    choices: `'${GUIDE_SHEET}'!$A$${first + 1}:$A$${count}`,
  };
}

/** Excel's limit, in UTF-16 units. */
const MAX_LENGTH = 31;
const REPLACEMENTS: Readonly<Record<string, string>> = { "[": "〔", "［": "〔", "]": "〕", "］": "〕" };

/**
 * Names for sheets, one for each of `wanted`: without the signs that Excel refuses (narrow and, in its Japanese edition,
 * wide), at most 31 characters, no two alike, none like one of `taken`. What is too long ends in …, what occurs twice in (2).
 */
export function sheetNames(wanted: readonly string[], taken: readonly string[]): string[] {
  const used = new Set(taken.map(keyOf));
  // Excel keeps this name for itself.
  used.add(keyOf("History"));
  return wanted.map((name) => {
    const plain = legal(name);
    let candidate = shorten(plain, "");
    for (let copy = 2; used.has(keyOf(candidate)); copy += 1) candidate = shorten(plain, `(${copy})`);
    used.add(keyOf(candidate));
    return candidate;
  });
}

function legal(name: string): string {
  const plain = name
    .replace(/[[\]［］]/gu, (sign) => REPLACEMENTS[sign] ?? sign)
    .replace(/[\\/?*:＼￥¥／？＊：]/gu, "・")
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, " ")
    .replace(/\s+/gu, " ")
    .replace(/^[\s']+|[\s']+$/gu, "");
  return plain === "" ? "名称なし" : plain;
}

/** Excel compares without regard to case, and in Japanese to width; folding regards even less. */
function keyOf(name: string): string {
  const folded = fold(name);
  return folded === "" ? name.normalize("NFKC").toLowerCase() : folded;
}

function shorten(name: string, suffix: string): string {
  if (name.length + suffix.length <= MAX_LENGTH) return `${name}${suffix}`;
  let kept = "";
  for (const char of name) {
    if (kept.length + char.length + 1 + suffix.length > MAX_LENGTH) break;
    kept += char;
  }
  return `${kept.trimEnd()}…${suffix}`;
}
