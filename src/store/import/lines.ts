import type { Block, Cell, Row, Source, TextBlock } from "./blocks.js";
import { headerBeforePageNumber, isPageNumber, isRule, runningHeaders } from "./furniture.js";
import { htmlBlocks } from "./html.js";
import { readMark } from "./marks.js";
import { departmentName } from "./names.js";
import { labelRole } from "./roles.js";
import { decodeEntities, displayWidth, fold, indentOf, stripMarkdown, trimBlanks } from "./text.js";
import { joinWrapped } from "./wrap.js";

const SEPARATOR = /^[\s|:+\-─━┼├┤┬┴┌┐└┘╋＋－]*[-─━－]{2,}[\s|:+\-─━┼├┤┬┴┌┐└┘╋＋－]*$/u;
const MARKDOWN = /^#{1,6}[\s\u3000]*\S|^\*\*[^*]+\*\*[:：]?\s*$|^\|?[\s:]*-{3,}[\s:]*\|/mu;

function pipes(line: string): string {
  return line.replace(/[│┃｜║]/gu, "|");
}

function pipeCells(line: string, number: number): Row {
  const body = trimBlanks(pipes(line).replace(/^[\s\u3000]*[-*]\s+(?=\|)/u, ""));
  const inner = body.replace(/^\|/u, "").replace(/(?<!\\)\|$/u, "");
  const cells = inner.split(/(?<!\\)\|/u).map((cell): Cell => {
    return { text: decodeEntities(trimBlanks(cell.replaceAll("\\|", "|"))), line: number };
  });
  return { cells, line: number, lines: [number] };
}

/** Reads tab-separated rows; a quoted cell may hold tabs and breaks, as a spreadsheet copies it. */
function tabRow(lines: readonly string[], at: number): { readonly row: Row; readonly next: number } {
  const cells: Cell[] = [];
  const covered = [at + 1];
  let line = at;
  let rest = lines[at] ?? "";
  for (;;) {
    if (rest.startsWith('"')) {
      let end = closingQuote(rest);
      const start = line;
      let joined = 0;
      while (end < 0 && joined < 60 && line + 1 < lines.length) {
        line += 1;
        joined += 1;
        covered.push(line + 1);
        rest += `\n${lines[line] ?? ""}`;
        end = closingQuote(rest);
      }
      if (end > 0) {
        cells.push({ text: trimBlanks(rest.slice(1, end).replaceAll('""', '"')), line: start + 1 });
        if (end + 1 >= rest.length) break;
        rest = rest.slice(end + 2);
        continue;
      }
      line = start;
      covered.length = covered.length - joined;
      rest = rest.split("\n")[0] ?? "";
    }
    const tab = rest.indexOf("\t");
    cells.push({ text: trimBlanks(tab < 0 ? rest : rest.slice(0, tab)), line: line + 1 });
    if (tab < 0) break;
    rest = rest.slice(tab + 1);
  }
  return { row: { cells, line: at + 1, lines: covered }, next: line + 1 };
}

function closingQuote(text: string): number {
  const found = /^"(?:[^"]|"")*"(?=\t|$)/u.exec(text);
  return found === null ? -1 : found[0].length - 1;
}

function isTabbed(line: string): boolean {
  if (!trimBlanks(line).includes("\t") && !(line.startsWith("\t") && /\S/u.test(line))) return false;
  return !/^\s*(?:[-*+・○●◎■]|[(（]?[0-9０-９①-⑳]{1,3}[)）.．]?)[\t\s]+[^\t]*$/u.test(line);
}

/** Text, Markdown, pipe tables and tab-separated sheets, line by line. */
export function readLines(text: string): Source {
  const lines = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").split("\n");
  const markdown = MARKDOWN.test(text);
  const headers = runningHeaders(lines);
  const blocks: Block[] = [];
  const furniture: number[] = [];
  const seenHeader = new Set<string>();
  let gap = true;
  let page = false;
  let rows: Row[] = [];
  let rowKind: "pipe" | "tab" | null = null;

  const closeTable = (): void => {
    const first = rows[0];
    if (first !== undefined) {
      blocks.push({ kind: "table", rows, line: first.line, lines: rows.flatMap((row) => row.lines) });
      gap = true;
    }
    rows = [];
    rowKind = null;
  };

  let index = 0;
  while (index < lines.length) {
    const raw = lines[index] ?? "";
    const number = index + 1;
    const next = lines[index + 1] ?? "";
    if (raw.includes("\f")) page = true;
    const line = raw.replaceAll("\f", "").replace(/[\s\u3000]+$/u, "");
    const core = trimBlanks(line);
    if (core === "") {
      if (rowKind !== "tab" || !raw.includes("\t")) closeTable();
      gap = true;
      index += 1;
      continue;
    }
    if (/^<table[\s>]/iu.test(core)) {
      closeTable();
      let end = index;
      while (end < lines.length - 1 && !/<\/table>/iu.test(lines[end] ?? "")) end += 1;
      for (const block of htmlBlocks(lines.slice(index, end + 1).join("\n"), index).blocks)
        blocks.push(block);
      gap = true;
      index = end + 1;
      continue;
    }
    const piped = pipes(core);
    const barred =
      piped.includes("|") &&
      (/^(?:[-*]\s+)?\|/u.test(piped) || rowKind === "pipe" || startsPipeTable(lines, index));
    if (barred || (rowKind === "pipe" && SEPARATOR.test(core))) {
      if (rowKind !== "pipe") closeTable();
      rowKind = "pipe";
      if (SEPARATOR.test(piped) && /[-─━－]{2}/u.test(piped)) furniture.push(number);
      else rows.push(pipeCells(line, number));
      index += 1;
      continue;
    }
    if (isTabbed(raw.replaceAll("\f", "")) || (rowKind === "tab" && raw.includes("\t"))) {
      if (rowKind !== "tab") closeTable();
      rowKind = "tab";
      const read = tabRow(lines, index);
      rows.push(read.row);
      index = read.next;
      continue;
    }
    closeTable();
    if (isRule(core) || isPageNumber(core)) {
      furniture.push(number);
      if (isPageNumber(core)) page = true;
      gap = true;
      index += 1;
      continue;
    }
    const header = headerBeforePageNumber(core);
    if (header !== null && seenHeader.has(fold(header))) {
      furniture.push(number);
      page = true;
      gap = true;
      index += 1;
      continue;
    }
    const folded = fold(core);
    if (headers.has(folded) && (seenHeader.has(folded) || isOnlyRunning(core))) {
      furniture.push(number);
      gap = true;
      page = true;
      index += 1;
      continue;
    }
    seenHeader.add(folded);
    const heading = /^(?:>\s*)?([#＃]{1,6})[\s\u3000]*(.+?)[\s#]*$/u.exec(core);
    if (heading && markdown && !/^#[0-9]/u.test(core)) {
      blocks.push({
        kind: "heading",
        level: (heading[1] ?? "#").length,
        text: trimBlanks(stripMarkdown(decodeEntities(heading[2] ?? ""))),
        line: number,
        lines: [number],
      });
      gap = true;
      page = false;
      index += 1;
      continue;
    }
    if (/^(?:={3,}|-{3,})\s*$/u.test(next) && gap && core.length <= 60 && readMark(core).mark === null) {
      const level = next.startsWith("=") ? 1 : 2;
      blocks.push({ kind: "heading", level, text: stripMarkdown(core), line: number, lines: [number] });
      furniture.push(number + 1);
      gap = true;
      index += 2;
      continue;
    }
    blocks.push(textBlock(line, number, gap, page));
    gap = false;
    page = false;
    index += 1;
  }
  closeTable();
  const tables = blocks.filter((block) => block.kind === "table").length;
  return {
    layout: tables > 0 ? "table" : "headings",
    blocks: joinWrapped(blocks),
    furniture,
    pageTitle: null,
  };
}

function startsPipeTable(lines: readonly string[], index: number): boolean {
  const here = pipes(lines[index] ?? "").split("|").length;
  const next = pipes(lines[index + 1] ?? "");
  if (next.includes("|") && SEPARATOR.test(next)) return true;
  return here >= 3 && next.split("|").length === here;
}

/** A running header that is neither a unit nor a label is dropped at its first appearance too. */
function isOnlyRunning(text: string): boolean {
  return departmentName(text) === null && labelRole(text) === null && !/方針|目標|年度/u.test(text);
}

/** One printed line as a block; `extra` says what the markup around it knew. */
export function textBlock(
  line: string,
  number: number,
  gap: boolean,
  page: boolean,
  extra: {
    readonly depth?: number;
    readonly emphasised?: boolean;
    readonly bullet?: boolean;
    readonly count?: number;
  } = {},
): TextBlock {
  const quoted = line.replace(/^\s*>\s?/u, "").replace(/^:[\s\u3000]+(?=\S)/u, "");
  const core = trimBlanks(quoted);
  const marked = readMark(core);
  const bare = marked.mark === null ? core : marked.rest;
  const bold = /^(?:\*\*|__)[^*]+(?:\*\*|__)[:：]?$/u.test(bare);
  const listed = extra.bullet === true && marked.mark === null;
  const mark = listed
    ? { kind: extra.count === undefined ? "-" : "1.", rank: 9, number: extra.count ?? null, doubled: false }
    : marked.mark;
  return {
    kind: "text",
    text: trimBlanks(decodeEntities(stripMarkdown(bare))),
    mark,
    emphasised: bold || extra.emphasised === true,
    indent: indentOf(quoted),
    depth: extra.depth ?? 0,
    gap,
    page,
    tail: displayWidth(line),
    line: number,
    lines: [number],
  };
}
