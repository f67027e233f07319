import type { Cell, WriteSheet } from "hucre/xlsx";
import {
  looksLikeFormula,
  NEW_PERCENT_HEADING,
  NEW_STATE_HEADING,
  NEW_WORDS_HEADING,
  UNCHANGED,
} from "../columns.js";
import { type ProgressTable, printable } from "../rows.js";
import * as styles from "./styles.js";
import { cellText, fullTime, planTitle } from "./text.js";

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
    `${fullTime(table.at)} に書き出しました。`,
    "",
    `1. シート「${ALL_SHEET}」に全部の重点目標、部の名前のシートにその部の重点目標があります。`,
    "2. 「未更新」は、決められた間隔のうちに報告がなかった目標です。「報告のない日数」は最後の報告からの日数です。",
    `3. 報告は、黄色の「${NEW_STATE_HEADING}」「${NEW_PERCENT_HEADING}」「${NEW_WORDS_HEADING}」に記入します。ほかの列を書き換えても取り込みません。`,
    "4. 記入は、一覧か部のシートのどちらか一方にします。行の並べ替え、絞り込み、削除をしても構いません。",
    "5. 保存したら policy-bot import ファイル名 --dry-run で違いを確かめ、--yes を付けて取り込みます。",
    "6. 書き出した後に別の報告があった目標は取り込まず、一覧で知らせます。",
    "",
    `「${NEW_STATE_HEADING}」に書けることば`,
  ];
  const cells = new Map<string, Partial<Cell>>();
  for (const [row, value] of lines.entries()) {
    cells.set(`${row},0`, { value: cellText(value), style: row === 0 ? styles.TITLE : styles.PLAIN });
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
