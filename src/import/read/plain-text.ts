import type { ReadDocument } from "../elements.js";
import { headerBeforePageNumber, isPageNumber, isRule, runningHeaders } from "../furniture.js";
import { readMark } from "../marks.js";
import { foldPrinted, lineList, trimBlanks } from "../printed-text.js";
import { Assembly, atLine, onPage, type RawCell } from "./assembly.js";
import { inlineText } from "./inline-text.js";
import {
  cellReader,
  isTabbed,
  isTableRule,
  openLine,
  type PipeLine,
  pipeRows,
  plainHeading,
  reportInline,
  startsPipeTable,
  tabRow,
  toPipes,
} from "./plain-lines.js";

export interface Furniture {
  /** Line numbers, from 1. */
  readonly lines: ReadonlySet<number>;
  readonly notices: readonly { readonly message: string; readonly line: number }[];
}

/** Page numbers and running headers that were left in a text when it was taken out of a PDF. */
function findFurniture(lines: readonly string[]): Furniture {
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
    const folded = foldPrinted(headerBeforePageNumber(core) ?? core);
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
    candidates.push({ line: index + 1, value, sure: beside || /[-–—―/頁ペ]|^p/iu.test(foldPrinted(core)) });
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

/** Text, Markdown and tab-separated sheets: one reader, because a text file holds any of them. */

/** Headings of Markdown, or lines that are bold as a whole. */
const MARKDOWN = /^#{1,6}[ \u3000]*[^\s#0-9]|^\*\*[^*\n]+\*\*[:：]?[ \t]*$/mu;

function looksLikeMarkdown(text: string, name: string): boolean {
  return /\.(?:md|markdown)$/iu.test(name) || MARKDOWN.test(text);
}

/**
 * @param text with LF alone
 * @param name the file's name; its ending decides between Markdown and text where the content leaves it open
 */
export async function readPlain(text: string, name: string): Promise<ReadDocument> {
  const tables = /^[ \t\u3000]*<table[\s>]/imu.test(text);
  return readLines(text, name, tables ? (await import("./web-page.js")).readFragment : null);
}

/** Reads a `<table>` that stands among the lines. */
type ReadFragment = (assembly: Assembly, text: string, offset: number) => void;

/** The same with the reader of tables in markup at hand, or null where the text has none. */
export function readLines(text: string, name: string, readFragment: ReadFragment | null): ReadDocument {
  const assembly = new Assembly();
  const markdown = looksLikeMarkdown(text, name);
  const lines = text.split("\n");
  const furniture = findFurniture(lines);
  for (const notice of furniture.notices)
    assembly.notice("page_furniture", notice.message, atLine(notice.line));
  const cell = cellReader(assembly, markdown);
  const paged = text.includes("\f");
  let page = 1;
  let tabbed: { rows: RawCell[][]; line: number } | null = null;
  let piped: PipeLine[] = [];
  let tables = 0;
  let singles = 0;

  const closeTable = (): void => {
    if (tabbed !== null) {
      assembly.table(tabbed.rows, atLine(tabbed.line));
      tables += 1;
    }
    const first = piped[0];
    if (first !== undefined) assembly.table(pipeRows(piped, cell), atLine(first.line));
    tabbed = null;
    piped = [];
  };

  let index = 0;
  while (index < lines.length) {
    const number = index + 1;
    const raw = lines[index] ?? "";
    const broken = raw.includes("\f");
    if (broken) page += raw.split("\f").length - 1;
    const line = (broken ? raw.replaceAll("\f", "") : raw).trimEnd();
    const core = trimBlanks(line);
    const next = toPipes(lines[index + 1] ?? "");
    if (core === "") {
      // A row whose cells are all blank keeps a sheet together; a line without tabs ends it.
      if (tabbed === null || !raw.includes("\t")) closeTable();
      assembly.blank();
      index += 1;
      continue;
    }
    if (furniture.lines.has(number)) {
      closeTable();
      assembly.blank();
      index += 1;
      continue;
    }
    if (readFragment !== null && /^<table[\s>]/iu.test(core)) {
      closeTable();
      let end = index;
      while (end < lines.length - 1 && !/<\/table>/iu.test(lines[end] ?? "")) end += 1;
      readFragment(assembly, lines.slice(index, end + 1).join("\n"), index);
      index = end + 1;
      continue;
    }
    const bars = toPipes(core);
    const ruled = isTableRule(bars) && (piped.length > 0 || /[|+┌├└]/u.test(bars));
    if (ruled || (bars.includes("|") && (piped.length > 0 || startsPipeTable(bars, next)))) {
      if (tabbed !== null) closeTable();
      piped.push({ text: ruled ? core : line, line: number, rule: ruled });
      index += 1;
      continue;
    }
    if (isTabbed(line === "" ? raw : raw.replaceAll("\f", "")) || (tabbed !== null && raw.includes("\t"))) {
      if (piped.length > 0) closeTable();
      const read = tabRow(lines, index, cell);
      tabbed ??= { rows: [], line: number };
      tabbed.rows.push(read.row);
      index = read.next;
      continue;
    }
    closeTable();
    singles += 1;
    const place = paged ? onPage(page, number) : atLine(number);
    if (markdown) {
      const heading = /^(?:>\s*)?([#＃]{1,6})[ \u3000]*([^#\s].*|[^\s#])$/u.exec(core);
      if (heading !== null && !/^#[0-9]/u.test(core)) {
        const read = inlineText((heading[2] ?? "").replace(/[\s#]+$/u, ""), { markdown, split: false });
        reportInline(assembly, read, place);
        assembly.heading((heading[1] ?? "#").length, plainHeading(read.texts.join(" ")), place);
        index += 1;
        continue;
      }
    }
    if (
      /^(?:={3,}|-{3,})\s*$/u.test(next) &&
      core.length <= 60 &&
      readMark(core).mark === null &&
      trimBlanks(lines[index - 1] ?? "") === ""
    ) {
      const read = inlineText(core, { markdown, split: false });
      assembly.heading(next.startsWith("=") ? 1 : 2, plainHeading(read.texts.join(" ")), place);
      index += 2;
      continue;
    }
    if (isRule(core)) {
      assembly.blank();
      index += 1;
      continue;
    }
    const opened = openLine(line);
    const read = inlineText(opened.core, { markdown, split: core.includes("<") });
    reportInline(assembly, read, place);
    for (const one of read.texts) assembly.line(one, place, { indent: opened.indent, bold: read.bold });
    index += 1;
  }
  closeTable();
  const sheet = tables > 0 && singles === 0;
  return assembly.finish(sheet || /\.tsv$/iu.test(name) ? "tsv" : markdown ? "markdown" : "text");
}
