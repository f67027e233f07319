import type { Place } from "../elements.js";
import { decodeEntities, indentOf, trimBlanks } from "../printed-text.js";
import { type Assembly, atLine, ofPlace, quote, type RawCell } from "./assembly.js";
import { type InlineText, inlineText } from "./inline-text.js";

/** Pipe tables, drawn tables and tab-separated rows in a text, as cells with their printed lines. */

const BAR = /(?<!\\)\|/u;

export const toPipes = (line: string): string => line.replace(/[│┃｜║]/gu, "|");

/** `|---|:--|`, `├──┼──┤`, `+----+----+`: a rule between rows, nothing else. */
export function isTableRule(line: string): boolean {
  return /^[\s|:+\-─━┼├┤┬┴┌┐└┘╋＋－=]+$/u.test(line) && /[-─━－=]{2}/u.test(line);
}

/** A line with several bars in a row of such lines, or above a rule. */
export function startsPipeTable(line: string, next: string): boolean {
  if (/^(?:[-*]\s+)?\|/u.test(line)) return true;
  const bars = line.split("|").length;
  if (bars < 2) return false;
  if (next.includes("|") && isTableRule(next)) return true;
  return bars >= 3 && next.split("|").length === bars;
}

/**
 * The printed cells of a row.
 * @param framed true where the table's rows stand between bars
 */
function pipeCells(line: string, framed: boolean): readonly string[] {
  const body = trimBlanks(toPipes(line).replace(/^[\s\u3000]*[-*]\s+(?=\|)/u, ""));
  const inner = framed ? body.replace(/^\|/u, "").replace(/(?<!\\)\|$/u, "") : body;
  return inner.split(BAR).map((cell) => cell.replaceAll("\\|", "|"));
}

export interface PipeLine {
  readonly text: string;
  readonly line: number;
  readonly rule: boolean;
}

/** A drawn table has rules between its rows, and several printed lines in each; elsewhere each line is a row. */
export function pipeRows(lines: readonly PipeLine[], cell: CellReader): RawCell[][] {
  const rows = lines.filter((one) => !one.rule);
  const first = toPipes(rows[0]?.text ?? "");
  const most = Math.max(
    0,
    ...rows.slice(0, 50).map((row) => trimBlanks(toPipes(row.text)).split(BAR).length),
  );
  const framed = /^[\s\u3000]*(?:[-*]\s+)?\|/u.test(first) || most > trimBlanks(first).split(BAR).length;
  const drawn = lines.filter((one) => one.rule && /[─━┼╋├┤]|\+[-=]{2,}\+/u.test(one.text)).length >= 3;
  const groups: PipeLine[][] = [];
  let ruled = true;
  for (const one of lines) {
    if (one.rule) {
      ruled = true;
      continue;
    }
    const last = groups.at(-1);
    if (last === undefined || ruled || !drawn) groups.push([one]);
    else last.push(one);
    ruled = false;
  }
  // Markdown's rule below the first row makes it the heading; rules everywhere make none.
  const headed = !drawn && lines[0]?.rule === false && lines[1]?.rule === true;
  return groups.map((group, index) => {
    const printed = group.map((one) => ({ line: one.line, cells: pipeCells(one.text, framed) }));
    const columns = Math.max(...printed.map(({ cells }) => cells.length));
    return Array.from({ length: Math.min(columns, 1000) }, (_none, column) => ({
      heading: headed && index === 0,
      lines: printed.flatMap(({ line, cells }) => {
        const raw = cells[column];
        return raw === undefined ? [] : cell(raw, atLine(line));
      }),
    }));
  });
}

export type CellReader = (raw: string, place: Place) => RawCell["lines"];

/** Reads the cells of a file's lines, and reports what is shown as removed in them. */
export function cellReader(assembly: Assembly, markdown: boolean): CellReader {
  return (raw, place) => {
    const read = inlineText(raw, { markdown, split: true });
    reportInline(assembly, read, place);
    return read.texts.map((text) => ({ text, place, bold: read.bold }));
  };
}

export function reportInline(assembly: Assembly, read: InlineText, place: Place): void {
  for (const text of read.struck)
    assembly.notice("struck", `${ofPlace(place)}取り消し線の文字${quote(text)}は読みませんでした。`, place);
  if (read.furigana > 0) assembly.notice("furigana", `${ofPlace(place)}ふりがなは読みませんでした。`, place);
}

/** True for a row of a tab-separated sheet; a tab behind an item's sign is an indent. */
export function isTabbed(line: string): boolean {
  const tab = trimBlanks(line).includes("\t") || (line.startsWith("\t") && /\S/u.test(line));
  return (
    tab && !/^[ \u3000]*(?:[-*+・○●◎■]|[(（]?[0-9０-９①-⑳]{1,3}[)）.．]?)[\t \u3000]+[^\t\n]*$/u.test(line)
  );
}

/** How far a quoted cell may reach; further, the quote is a printed one. */
const MAX_QUOTED_LINES = 40;

/** One tab-separated row; a quoted cell may hold tabs and breaks, as a spreadsheet copies it. */
export function tabRow(
  lines: readonly string[],
  at: number,
  cell: CellReader,
): { readonly row: RawCell[]; readonly next: number } {
  const row: RawCell[] = [];
  let line = at;
  let rest = lines[at] ?? "";
  for (;;) {
    const quoted = rest.startsWith('"') ? quotedCell(lines, line, rest) : null;
    if (quoted !== null) {
      const start = line;
      row.push({
        lines: quoted.text.split("\n").flatMap((part, index) => cell(part, atLine(start + index + 1))),
      });
      line = quoted.line;
      if (quoted.rest === null) break;
      rest = quoted.rest;
      continue;
    }
    const tab = rest.indexOf("\t");
    row.push({ lines: cell(tab < 0 ? rest : rest.slice(0, tab), atLine(line + 1)) });
    if (tab < 0) break;
    rest = rest.slice(tab + 1);
  }
  return { row, next: line + 1 };
}

function quotedCell(
  lines: readonly string[],
  line: number,
  rest: string,
): { readonly text: string; readonly line: number; readonly rest: string | null } | null {
  const closing = /"(?:"|(?=\t|$)|([^"\t]))/gu;
  let text = rest;
  for (let more = 0; ; more += 1) {
    closing.lastIndex = more === 0 ? 1 : 0;
    for (let found = closing.exec(text); found !== null; found = closing.exec(text)) {
      // A quote inside the words: the cell was never quoted.
      if (found[1] !== undefined) return null;
      if (found[0] === '""') continue;
      const before = [...(more === 0 ? [] : [rest.slice(1), ...lines.slice(line + 1, line + more)])];
      const last = more === 0 ? text.slice(1, found.index) : text.slice(0, found.index);
      const end = found.index + 1;
      return {
        text: [...before, last].join("\n").replaceAll('""', '"'),
        line: line + more,
        rest: end >= text.length ? null : text.slice(end + 1),
      };
    }
    if (more >= MAX_QUOTED_LINES || line + more + 1 >= lines.length) return null;
    text = lines[line + more + 1] ?? "";
  }
}

/** Leading blanks of a line, and what a quotation or definition sign of Markdown stands before. */
export function openLine(raw: string): { readonly core: string; readonly indent: number } {
  const quoted = raw.replace(/^\s*>\s?/u, "").replace(/^:[ \u3000]+(?=\S)/u, "");
  return { core: trimBlanks(quoted), indent: indentOf(quoted) };
}

export const plainHeading = (text: string): string => trimBlanks(decodeEntities(text));
