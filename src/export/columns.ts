import type { ProgressRow } from "./rows.js";

/** The columns of the 進捗一覧, the same in CSV and XLSX. */
export interface Column {
  readonly heading: string;
  /** In characters of the default font. */
  readonly width: number;
  readonly kind: "text" | "number" | "date";
  /** A date is `YYYY-MM-DD`; null is a blank cell. */
  readonly value: (row: ProgressRow) => string | number | null;
}

const text = (heading: string, width: number, value: Column["value"]): Column => ({
  heading,
  width,
  kind: "text",
  value,
});
const number = (heading: string, width: number, value: Column["value"]): Column => ({
  heading,
  width,
  kind: "number",
  value,
});

export const DEPARTMENT_HEADING = "部";
export const NUMBER_HEADING = "番号";
export const TEXT_HEADING = "重点目標";
export const STATE_HEADING = "状態";
export const STALE_HEADING = "未更新";
export const LAST_DAY_HEADING = "最終報告日";
export const SILENT_HEADING = "報告のない日数";

export const COLUMNS: readonly Column[] = [
  text(DEPARTMENT_HEADING, 18, (row) => row.department),
  text("柱", 14, (row) => row.section),
  number(NUMBER_HEADING, 7, (row) => row.number),
  text(TEXT_HEADING, 46, (row) => row.text),
  text(STATE_HEADING, 12, (row) => row.stateLabel),
  number("進捗率（％）", 9, (row) => row.percent),
  { heading: LAST_DAY_HEADING, width: 13, kind: "date", value: (row) => row.lastReportOn },
  text("最終報告", 46, (row) => row.lastReport),
  text("報告者", 16, (row) => row.lastReporter),
  text("担当", 16, (row) => row.owners.join("、")),
  number("報告数", 8, (row) => row.reports),
  number(SILENT_HEADING, 10, (row) => row.silentDays),
  text(STALE_HEADING, 9, (row) => (row.stale ? "未更新" : "")),
];

/** Columns of the XLSX that a department fills in, and the hidden one that says which goal the row is about. */
export const NEW_STATE_HEADING = "今回の状態";
export const NEW_PERCENT_HEADING = "今回の進捗率（％）";
export const NEW_WORDS_HEADING = "今回のひとこと";
export const TOKEN_HEADING = "管理番号";
/** What is written in 今回の状態 for a report that changes nothing. */
export const UNCHANGED = "変更なし";

/**
 * True for a text that a spreadsheet may take for a formula: = + - @, narrow or wide, also behind blanks and invisible
 * characters, and a tab or line end in front (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function looksLikeFormula(value: string): boolean {
  return /^[\p{White_Space}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(value);
}
