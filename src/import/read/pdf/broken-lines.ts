import { splitMark } from "../assembly.js";
import type { PdfLine } from "./printed-lines.js";

/** Marks that are also signs inside of a text, so that a line may begin with one because it was broken there. */
const WEAK = /^(?:[・･\-－–—]|[0-9０-９]+|[ア-ト一二三四五六七八九十])$/u;

/**
 * For each line of a cell or page, whether it was broken before a sign that looks like the mark of an item: the line
 * above is full and not at its end, and no item of that sign begins at the same place.
 * @param right where the lines of the cell or page end at the latest
 */
export function brokenBeforeSign(lines: readonly PdfLine[], right: number): readonly boolean[] {
  const marks = lines.map((line) => splitMark(line.text.trim()).mark);
  const doubtful = lines.map((line, index) => {
    const before = lines[index - 1];
    return WEAK.test(marks[index] ?? "") && before !== undefined && isFull(before, right, line.size);
  });
  const certain = lines.flatMap((line, index) => {
    const mark = marks[index] ?? "";
    return WEAK.test(mark) && doubtful[index] === false ? [{ mark: kindOf(mark), left: line.left }] : [];
  });
  return lines.map((line, index) => {
    const kind = kindOf(marks[index] ?? "");
    const isItem = certain.some(
      (one) => one.mark === kind && Math.abs(one.left - line.left) < line.size * 0.4,
    );
    return doubtful[index] === true && !isItem;
  });
}

const kindOf = (mark: string): string => (/^[0-9０-９]+$/u.test(mark) ? "1" : mark);

/** True where no further character would have fitted into the line, and its text has not ended. */
function isFull(line: PdfLine, right: number, size: number): boolean {
  return line.right >= right - 2.2 * size && !/[。！？]$/u.test(line.text.trim());
}

/**
 * The places where a line was broken between a Japanese and a Latin character: whether a blank stood there is not in
 * a PDF that prints none at the ends of its lines.
 */
export function doubtfulBlanks(lines: readonly PdfLine[], right: number): readonly string[] {
  return lines.flatMap((line, index) => {
    const next = lines[index + 1]?.text.trim() ?? "";
    const text = line.text.trim();
    if (next === "" || line.blankAfter || !isFull(line, right, line.size)) return [];
    const [before, after] = [text.at(-1) ?? "", next.at(0) ?? ""];
    const latin = /[A-Za-z0-9]/u;
    const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/u;
    const doubtful = (latin.test(before) && wide.test(after)) || (wide.test(before) && latin.test(after));
    return doubtful ? [`${text.slice(-8)}／${next.slice(0, 8)}`] : [];
  });
}
