import type { Cell, Row } from "./blocks.js";
import { type CellItem, cellItems } from "./cells.js";
import {
  type Column,
  filled,
  isHeader,
  isStatement,
  ofThisYear,
  readColumns,
  settle,
  textOf,
} from "./columns.js";
import { readMark } from "./marks.js";
import { type DepartmentName, departmentName } from "./names.js";
import type { NewStatement, Outline } from "./outline.js";
import { type Label, labelRole, labelWithText, unbracket } from "./roles.js";
import { fold } from "./text.js";

/** No cell of a plan is longer; 100,000 characters are another kind of file. */
const MAX_CELL = 50_000;

const TOTAL = /^(?:合計|総計|小計|計|平均)$/u;

/** Where the reading of one table stands. */
export interface State {
  readonly out: Outline;
  columns: readonly Column[];
  section: { name: string; line: number } | null;
  /** True below a row whose department could not be made out: rows with a blank cell go on with that one. */
  lost?: boolean;
}

/** Opens the department of a cell, unless its own heading above the table has done so. */
export function openUnit(out: Outline, name: DepartmentName, line: number): void {
  const open = out.headings.frames.findLast((frame) => frame.kind === "department");
  if (open !== undefined && open.style !== "cell" && fold(open.text) === fold(name.name)) return;
  out.openDepartment(name, line, "cell", null, true);
}

function statement(item: CellItem, lines: readonly number[]): NewStatement {
  return {
    text: item.text,
    line: item.line,
    lines,
    marked: item.marked,
    number: item.number,
    heading: item.heading,
  };
}

/** Takes every text of a cell as a statement under `label`. */
export function addCell(state: State, cell: Cell, label: Label, row: Row): void {
  const { out } = state;
  if (cell.text.length > MAX_CELL) {
    out.ledger.leave([cell.line], "table");
    return;
  }
  for (const item of cellItems(cell)) {
    if (item.text === "" || /^[-－―ー–—]+$/u.test(item.text)) continue;
    const inner = labelWithText(item.text);
    if (item.depth > 0) out.ledger.leave([item.line], "child");
    else if (inner?.label.role === "detail") out.ledger.leave([item.line], "detail");
    else out.add(label.role as "policy", label, state.section, statement(item, row.lines));
    if (item.doubled) {
      out.ledger.warn(
        item.line,
        "項目の印が重なっています。文が欠けていないか、元の文書と見比べてください。",
      );
    }
  }
}

/** A row with one filled cell: a department's name across the table, or a block of initiatives. */
function banner(state: State, row: Row, cell: Cell): boolean {
  const { out } = state;
  const items = cellItems(cell);
  const first = items[0];
  if (first === undefined) return false;
  const label = labelRole(first.text);
  if (label?.role === "initiative") {
    for (const item of items.slice(1)) out.add("initiative", label, null, statement(item, row.lines));
    out.ledger.claim(row.lines);
    return true;
  }
  const name = items.length === 1 ? departmentName(textOf(cell)) : null;
  if (name === null || state.columns.some((column) => column.role === "department")) return false;
  openUnit(out, name, cell.line);
  state.section = null;
  out.ledger.claim(row.lines);
  return true;
}

function bodyRow(state: State, row: Row, fits: boolean): void {
  const { out, columns } = state;
  const cells = filled(row);
  const only = cells[0];
  if (only === undefined) {
    out.ledger.claim(row.lines);
    return;
  }
  if (cells.length === 1 && columns.length > 1 && banner(state, row, only)) return;
  if (!fits) {
    out.ledger.leave(row.lines, "shifted");
    return;
  }
  if (
    columns.some(
      (column, index) => column.role === "department" && TOTAL.test(fold(textOf(row.cells[index]))),
    )
  ) {
    out.ledger.leave(row.lines, "detail");
    return;
  }
  for (const [index, column] of columns.entries()) {
    const cell = row.cells[index];
    if (cell === undefined || textOf(cell) === "") continue;
    if (column.role === "department") {
      const printed = textOf(cell).replace(/\s*\n\s*/gu, "");
      const name = departmentName(printed) ?? {
        name: printed,
        aliases: [],
        municipality: null,
        number: null,
        label: null,
      };
      if (fold(name.name) !== fold(out.department?.name ?? "")) {
        openUnit(out, name, cell.line);
        state.section = null;
      }
    } else if (column.role === "section") {
      const printed = readMark(textOf(cell).replace(/\s*\n\s*/gu, ""));
      const name = unbracket(
        printed.rest === "" ? textOf(cell) : printed.mark?.kind === "・" ? textOf(cell) : printed.rest,
      );
      state.section = { name, line: cell.line };
    }
  }
  out.ledger.claim(row.lines);
  for (const [index, column] of columns.entries()) {
    const cell = row.cells[index];
    if (cell === undefined || textOf(cell) === "") continue;
    if (column.label !== null && isStatement(column.role)) addCell(state, cell, column.label, row);
    else if (column.role === "detail" || column.role === "unknown" || column.role === "blank") {
      out.ledger.leave([cell.line], "detail");
    }
  }
}

/** A sentence or a text that is longer than any name of a unit stands where the department's name should. */
function isSentence(text: string): boolean {
  return /。|(?:ます|する|した|こと)$/u.test(text) || text.length > 40;
}

/**
 * A row whose cells stand one column too far left: its last text is missing, and where the other rows name
 * their department it holds something else. A name that is no unit's (みらい創造) is no such sign by itself.
 */
function isShifted(columns: readonly Column[], row: Row, named: boolean): boolean {
  const unit = columns.findIndex((column) => column.role === "department");
  const name = textOf(row.cells[unit]);
  if (unit < 0 || name === "" || departmentName(name) !== null || TOTAL.test(fold(name))) return false;
  if (isSentence(name)) return true;
  const last = columns.findLastIndex((column) => isStatement(column.role));
  const absent = row.cells.length <= last;
  return filled(row).length >= 2 && (absent || named) && textOf(row.cells[last]) === "";
}

/** True where most rows that fill the department's column print the name of a unit there. */
function namesUnits(columns: readonly Column[], rows: readonly Row[]): boolean {
  const unit = columns.findIndex((column) => column.role === "department");
  const names = rows.map((row) => textOf(row.cells[unit])).filter((name) => name !== "");
  return names.filter((name) => departmentName(name) !== null).length * 2 >= names.length;
}

/** A heading row printed again has the same columns, or says that they change from here on. */
function readAgain(state: State, row: Row, rest: readonly Row[]): void {
  const roles = (columns: readonly Column[]): string => columns.map((column) => column.role).join();
  const open = state.out.headings.frames.findLast((frame) => frame.kind === "department");
  const columns = settle(
    ofThisYear(readColumns(row), state.out.fiscalYear),
    open !== undefined && open.style !== "cell",
    rest,
  );
  state.out.ledger.claim(row.lines);
  if (roles(columns) === roles(state.columns)) return;
  state.columns = columns;
  state.out.ledger.warn(
    row.line,
    "表の見出しの並びがここで変わっています。この行から下は新しい並びで取り込みました。元の文書と見比べてください。",
  );
}

/** Reads the rows below the heading row. */
export function body(state: State, rows: readonly Row[]): void {
  let named = namesUnits(state.columns, rows);
  for (const [index, row] of rows.entries()) {
    if (isHeader(row)) {
      readAgain(state, row, rows.slice(index + 1));
      named = namesUnits(state.columns, rows.slice(index + 1));
      continue;
    }
    const { columns } = state;
    const extra = row.cells.slice(columns.length).some((cell) => textOf(cell) !== "");
    const shifted = isShifted(columns, row, named);
    const unit = columns.findIndex((column) => column.role === "department");
    if (shifted) state.lost = true;
    else if (unit >= 0 && textOf(row.cells[unit]) !== "") state.lost = false;
    const misfit = extra || shifted || state.lost === true;
    bodyRow(state, row, !misfit);
    if (misfit) state.out.misfits.push(row.line);
  }
}
