import { headerBeforePageNumber, isPageNumber, runningHeaders } from "../furniture.js";
import { fold, lineList, trimBlanks } from "../printed-text.js";

export interface Furniture {
  /** Line numbers, from 1. */
  readonly lines: ReadonlySet<number>;
  readonly notices: readonly { readonly message: string; readonly line: number }[];
}

/** Page numbers and running headers that were left in a text when it was taken out of a PDF. */
export function findFurniture(lines: readonly string[]): Furniture {
  const numbers = pageNumbers(lines);
  if (numbers.size === 0 && !lines.some((line) => line.includes("\f")))
    return { lines: new Set(), notices: [] };
  const headers = runningHeaders(lines);
  const dropped = new Set<number>(numbers);
  const names = new Map<string, number[]>();
  const seen = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const core = trimBlanks(line.replaceAll("\f", ""));
    if (core === "" || numbers.has(index + 1)) continue;
    const folded = fold(headerBeforePageNumber(core) ?? core);
    // The first of them may be the title itself; it stays.
    if (headers.has(folded) && seen.has(folded)) {
      dropped.add(index + 1);
      const at = names.get(core);
      if (at === undefined) names.set(core, [index + 1]);
      else at.push(index + 1);
    }
    seen.add(folded);
  }
  const notices = [...names].map(([text, at]) => ({
    message: `各ページに繰り返し印刷された「${text.slice(0, 40)}」は、2回目から読みませんでした（${lineList(at)}）。`,
    line: at[0] ?? 1,
  }));
  if (numbers.size > 0) {
    notices.unshift({
      message: `ページ番号だけの行は読みませんでした（${lineList([...numbers])}）。`,
      line: Math.min(...numbers),
    });
  }
  return { lines: dropped, notices };
}

/** Lines that are page numbers: beside a form feed, or counting on one by one. A lone `200` may be a target. */
function pageNumbers(lines: readonly string[]): ReadonlySet<number> {
  const candidates: { line: number; value: number; sure: boolean }[] = [];
  for (const [index, raw] of lines.entries()) {
    if (raw.length > 40) continue;
    const core = trimBlanks(raw.replaceAll("\f", ""));
    if (core === "" || !isPageNumber(core)) continue;
    const value = Number.parseInt(/\d+/u.exec(core.normalize("NFKC"))?.[0] ?? "0", 10);
    const beside = raw.includes("\f") || (lines[index + 1] ?? "").includes("\f");
    candidates.push({ line: index + 1, value, sure: beside || /[-–—―/頁ペ]|^p/iu.test(fold(core)) });
  }
  const found = new Set<number>();
  for (const [index, one] of candidates.entries()) {
    const before = candidates[index - 1];
    const after = candidates[index + 1];
    const counts = before?.value === one.value - 1 || after?.value === one.value + 1;
    const apart =
      (before === undefined || one.line - before.line > 3) &&
      (after === undefined || after.line - one.line > 3);
    if (one.sure || (counts && apart)) found.add(one.line);
  }
  return found;
}
