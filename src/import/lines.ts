import type { Block, Row, Source } from "./blocks.js";
import { isTabbed, joinDrawn, pipeCells, pipes, SEPARATOR, startsPipeTable, tabRow } from "./delimited.js";
import { headerBeforePageNumber, isPageNumber, isRule, runningHeaders } from "./furniture.js";
import { htmlBlocks } from "./html.js";
import { readMark } from "./marks.js";
import { departmentName } from "./names.js";
import { labelRole } from "./roles.js";
import { decodeEntities, fold, stripMarkdown, trimBlanks } from "./text.js";
import { textBlock } from "./text-block.js";
import { joinWrapped } from "./wrap.js";

const MARKDOWN = /^#{1,6}[\s\u3000]*\S|^\*\*[^*]+\*\*[:：]?\s*$|^\|?[\s:]*-{3,}[\s:]*\|/mu;

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
    if (rowKind === "pipe") rows = [...joinDrawn(rows, furniture, lines)];
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
    const line = raw.replaceAll("\f", "").trimEnd();
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
      else rows.push(pipeCells(line, number, lines[(rows[0]?.line ?? number) - 1]));
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
    const heading = /^(?:>\s*)?([#＃]{1,6})[\s\u3000]*(.*[^\s#]|.)[\s#]*$/u.exec(core);
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

/** A running header that is neither a unit nor a label is dropped at its first appearance too. */
function isOnlyRunning(text: string): boolean {
  return departmentName(text) === null && labelRole(text) === null && !/方針|目標|年度/u.test(text);
}
