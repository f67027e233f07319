import { longDay, tokyoInstant, tokyoParts } from "../../../domain/time.js";
import type { MoveRow, PlannedMove } from "./planned-moves.js";
import { rolesInWords } from "./role-words.js";

/** The words in which 人事異動 is shown before it is decided, in chat, in the terminal and on the office page. */

/** 2027年4月1日(木). */
export const dayWords = (day: string): string =>
  `${tokyoParts(tokyoInstant(day)).year}年${longDay(tokyoInstant(day))}`;

/** `危機管理部 防災係長: 田中さん → 鈴木さん`. */
export function moveWords({ department, move, from, to }: PlannedMove): string {
  const place = department === null ? "" : `${department} `;
  const one = from === null ? "（なし）" : `${from}さん`;
  const other = to === null ? "（欠員）" : `${to}さん`;
  return `${place}${move.post}: ${one} → ${other}`;
}

/** What goes over: `役割 庶務担当、目標 3件（1、2、5）`. */
export function carriedWords({ roles, goals }: Pick<PlannedMove, "roles" | "goals">): string {
  const numbers = goals.map(({ number }) => number).join("、");
  return [
    ...(roles.length === 0 ? [] : [`役割 ${rolesInWords(roles)}`]),
    ...(goals.length === 0 ? [] : [`目標 ${goals.length}件（${numbers}）`]),
  ].join("、");
}

/** A row as lines: what happens, what goes over, what should be looked at. */
export function moveLines(row: MoveRow): string[] {
  if (row.kind === "unclear") return [`${row.line}行目: ${row.reason}`];
  const carried = carriedWords(row);
  return [
    `${dayWords(row.move.on)}　${moveWords(row)}`,
    ...(carried === "" ? [] : [`　引き継ぐもの: ${carried}`]),
    ...row.remarks.map((remark) => `　${remark}`),
  ];
}
