import { anywhere, oneOf } from "./pattern.js";
import { LIFTED, LIMITS } from "./sentence-words.js";

/** What is said behind a word of state to take a part of it back, in brackets or as a remark. */

const WINDOW = 100;
const BRACKETED = /^[ ]?[([【〔<《「]([^)\]】〕>》」\n]{0,80})/u;
const REMARK = /^[\s、。,.!]*(?:\(?(?:ただし|但し|なお|※)|(?=一部|残))([^。\n]{0,80})/u;
const LIMIT = anywhere(oneOf(LIMITS));
const LIFT = anywhere(oneOf(LIFTED));

/**
 * Whether what follows at `at` leaves a part undone: `完了しました（一部残あり）`, `完了、ただし報告書は未了`.
 * @param text the key of the body
 * @param at behind the word of state and its ending
 */
export function isLimited(text: string, at: number): boolean {
  const rest = text.slice(at, at + WINDOW);
  const remark = (BRACKETED.exec(rest) ?? REMARK.exec(rest))?.[1] ?? "";
  return remark.split(/[、。,]/).some((clause) => LIMIT.test(clause) && !LIFT.test(clause));
}
