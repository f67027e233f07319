import type { Cell, Row } from "./blocks.js";
import { decodeEntities, trimBlanks } from "./text.js";

export const SEPARATOR = /^[\s|:+\-─━┼├┤┬┴┌┐└┘╋＋－]*[-─━－]{2,}[\s|:+\-─━┼├┤┬┴┌┐└┘╋＋－]*$/u;

const BAR = /(?<!\\)\|/u;
const LEADING_BAR = /^[\s\u3000]*(?:[-*]\s+)?\|/u;
const count = (row: string): number => row.split(BAR).length;

export function pipes(line: string): string {
  return line.replace(/[│┃｜║]/gu, "|");
}

/**
 * The cells of one row. A row of a table without outer bars may begin with a bar: its first cell is blank.
 * @param first the table's first row as printed, which shows whether its rows stand between bars
 */
export function pipeCells(line: string, number: number, first = line): Row {
  const body = trimBlanks(pipes(line).replace(/^[\s\u3000]*[-*]\s+(?=\|)/u, ""));
  const framed = LEADING_BAR.test(pipes(first)) || count(body) > count(trimBlanks(pipes(first)));
  const inner = framed ? body.replace(/^\|/u, "").replace(/(?<!\\)\|$/u, "") : body;
  const cells = inner.split(BAR).map((cell): Cell => {
    return { text: decodeEntities(trimBlanks(cell.replaceAll("\\|", "|"))), line: number };
  });
  return { cells, line: number, lines: [number] };
}

/**
 * Puts the printed lines of each row of a drawn table together, where rules stand between the rows.
 * @param rules the source lines that are rules
 * @returns the rows as they are where rules only set off the heading
 */
export function joinDrawn(
  rows: readonly Row[],
  rules: readonly number[],
  lines: readonly string[],
): readonly Row[] {
  // The rule below a Markdown heading row says nothing about the rows below it.
  const drawn = rules.filter((rule) => /[─━┼╋├┤]|\+[-=]{2,}\+/u.test(lines[rule - 1] ?? ""));
  const groups: Row[][] = [];
  for (const row of rows) {
    const above = groups.at(-1)?.at(-1);
    const ruled = above === undefined || drawn.some((rule) => above.line < rule && rule < row.line);
    if (ruled) groups.push([row]);
    else groups.at(-1)?.push(row);
  }
  if (groups.length < 3 || groups.length === rows.length) return rows;
  return groups.map((group) => {
    const first = group[0];
    if (first === undefined || group.length === 1) return first ?? { cells: [], line: 0, lines: [] };
    const cells = first.cells.map((_cell, column) => joinCell(group, column, lines));
    return { cells, line: first.line, lines: group.flatMap((row) => row.lines) };
  });
}

/** A line of a cell that reaches the bar was broken there; one that leaves room has ended. */
function joinCell(group: readonly Row[], column: number, lines: readonly string[]): Cell {
  const parts: { text: string; line: number }[] = [];
  let full = false;
  for (const row of group) {
    const text = row.cells[column]?.text ?? "";
    const last = parts.at(-1);
    if (text === "") full = false;
    else if (full && last !== undefined) last.text += text;
    else parts.push({ text, line: row.line });
    const printed = pipes(lines[row.line - 1] ?? "").split(BAR)[column + 1] ?? "";
    full = text !== "" && !/[\s\u3000]$/u.test(printed);
  }
  return {
    text: parts.map((part) => part.text).join("\n"),
    line: parts[0]?.line ?? group[0]?.line ?? 0,
    partLines: parts.map((part) => part.line),
  };
}

/** Reads tab-separated rows; a quoted cell may hold tabs and breaks, as a spreadsheet copies it. */
export function tabRow(lines: readonly string[], at: number): { readonly row: Row; readonly next: number } {
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

export function isTabbed(line: string): boolean {
  if (!trimBlanks(line).includes("\t") && !(line.startsWith("\t") && /\S/u.test(line))) return false;
  return !/^\s*(?:[-*+・○●◎■]|[(（]?[0-9０-９①-⑳]{1,3}[)）.．]?)[\t\s]+[^\t]*$/u.test(line);
}

export function startsPipeTable(lines: readonly string[], index: number): boolean {
  const here = pipes(lines[index] ?? "").split("|").length;
  const next = pipes(lines[index + 1] ?? "");
  if (next.includes("|") && SEPARATOR.test(next)) return true;
  return here >= 3 && next.split("|").length === here;
}
