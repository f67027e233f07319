import type { ReadDocument } from "../elements.js";
import { isRule } from "../furniture.js";
import { readMark } from "../marks.js";
import { trimBlanks } from "../printed-text.js";
import { Assembly, type RawCell } from "./assembly.js";
import { inlineText } from "./inline-text.js";
import { findFurniture } from "./page-furniture.js";
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
import { atLine, onPage } from "./print-place.js";

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
