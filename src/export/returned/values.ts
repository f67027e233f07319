import type { NoteContent } from "../../store/note-writing.js";
import type { PlacedLevel } from "../../store/scale.js";
import { UNCHANGED } from "../columns.js";
import { printable } from "../rows.js";
import type { ReturnedRow } from "./read.js";

/** What was filled into a row, as a note; or the Japanese sentence that says why it cannot be one. */
export type Filled =
  | { readonly kind: "content"; readonly content: NoteContent }
  | { readonly kind: "problem"; readonly reason: string };

/** As much as the form in chat takes. */
const MAX_WORDS = 1_000;

export function readFilled(row: ReturnedRow, scale: readonly PlacedLevel[]): Filled {
  if (row.flaw !== null) return problem(row.flaw);
  const level = levelOf(row.state, scale);
  if (level === undefined) {
    return problem(
      `状態「${row.state}」が分かりません。${scale.map(({ label }) => label).join("・")}のどれかにしてください。`,
    );
  }
  const percent = percentOf(row.percent);
  if (percent === undefined) {
    return problem(`進捗率「${row.percent}」を読めません。0 から 100 までの整数にしてください。`);
  }
  const text = printable(row.words);
  if ([...text].length > MAX_WORDS)
    return problem(`ひとことが長すぎます。${MAX_WORDS}字以内にしてください。`);
  return {
    kind: "content",
    content: {
      state: level?.key ?? null,
      level: level?.ord ?? null,
      percent,
      unchanged: fold(row.state) === UNCHANGED,
      text,
    },
  };
}

const problem = (reason: string): Filled => ({ kind: "problem", reason });

const fold = (word: string): string =>
  word
    .normalize("NFKC")
    .replace(/\s/gu, "")
    .replace("おおむね", "概ね")
    .replace("無し", "なし")
    .toUpperCase();

/** Null where no state is said, undefined where the word names none or several. */
function levelOf(word: string, scale: readonly PlacedLevel[]): PlacedLevel | null | undefined {
  const said = fold(word);
  if (said === "" || said === UNCHANGED) return null;
  for (const names of [
    (level: PlacedLevel) => [level.label],
    (level: PlacedLevel) => [level.letter ?? "", ...level.marks],
  ]) {
    const fitting = scale.filter((level) => names(level).some((name) => fold(name) === said));
    if (fitting.length > 0) return fitting.length === 1 ? fitting[0] : undefined;
  }
  return undefined;
}

/**
 * Null for a blank cell, undefined for what is no percentage. A fraction is what a spreadsheet makes of 60% where the
 * cell's own format was replaced.
 */
function percentOf(text: string): number | null | undefined {
  const plain = text.normalize("NFKC").replace(/\s/gu, "");
  if (plain === "") return null;
  const [, digits = ""] = /^(\d{1,3}(?:\.\d+)?)(?:%|パーセント)?$/u.exec(plain) ?? [];
  const value = Number(digits);
  if (digits === "" || value > 100) return undefined;
  if (Number.isInteger(value)) return value;
  const hundredfold = Math.round(value * 100);
  return value < 1 && !/[%パ]/u.test(plain) && Math.abs(hundredfold - value * 100) < 1e-6
    ? hundredfold
    : undefined;
}
