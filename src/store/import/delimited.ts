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
