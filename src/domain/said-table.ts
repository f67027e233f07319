/** Tables that people paste into a reply: which row names the columns, and which columns report. */

/** `number`: the goal's number. `report`: what is said of it. `aside`: what the office knows already, like the goal's title. */
export type Column = "number" | "report" | "aside" | "other";

const NUMBERS = new Set([
  "no",
  "番号",
  "目標番号",
  "重点目標番号",
  "項番",
  "通番",
  "連番",
  "#",
  "№",
  "目標no",
  "重点目標no",
  "通し番号",
]);
const REPORTS = new Set(
  "状態 状況 進捗 進捗状況 進ちょく 進行状況 達成状況 実施状況 取組状況 評価 達成度 達成率 進捗率 進捗度 % コメント ひとこと 一言 備考 内容 報告 報告内容 実績 成果 課題 現状 取組内容 進捗内容 実施内容 今後の予定 今後の方向 メモ 記事 説明 理由".split(
    " ",
  ),
);
const ASIDES = new Set(
  "重点目標 目標 目標名 重点目標名 事業 事業名 施策 施策名 項目 件名 名称 部 部名 課 課名 担当 担当課 担当者 所管 所管課 所属 柱 区分 経営方針 期限 時期 年度 前回 前回報告 前回状況".split(
    " ",
  ),
);

/** The heading as it is looked up: width made one, blanks and what stands in brackets left out. */
function bare(cell: string): string {
  return cell
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\([^)]*\)|[\s.:*※・]/gu, "");
}

function roleOf(cell: string): Column {
  const word = bare(cell);
  if (NUMBERS.has(word)) return "number";
  if (REPORTS.has(word)) return "report";
  return ASIDES.has(word) ? "aside" : "other";
}

/**
 * What the columns hold, where a row names them: at least two of its cells are headings that people use, and no cell has a digit
 * or is long.
 * @returns null for a row that reports
 */
export function columnsOf(cells: readonly string[]): readonly Column[] | null {
  const words = cells.map(bare).filter((word) => word !== "");
  if (words.length < 2 || words.some((word) => word.length > 12 || /\d/.test(word))) return null;
  const roles = cells.map(roleOf);
  const known = roles.filter((role) => role !== "other").length;
  return known >= 2 && known * 2 >= words.length ? roles : null;
}
