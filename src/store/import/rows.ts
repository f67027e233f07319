import type { Cell, Row } from "./blocks.js";
import { type CellItem, cellItems } from "./cells.js";
import { type Column, filled, isHeader, isStatement, textOf } from "./columns.js";
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
  readonly columns: readonly Column[];
  section: { name: string; line: number } | null;
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
    out.ledger.leave(row.lines, "torn");
    out.ledger.warn(
      row.line,
      `この行の欄の数（${row.cells.length}）が表の見出し（${columns.length}）と合わないため取り込みませんでした。`,
    );
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

/** A row that lacks cells, and whose cells therefore stand one column too far left. */
function isShifted(columns: readonly Column[], row: Row): boolean {
  const missing = columns.slice(row.cells.length);
  if (filled(row).length < 2 || !missing.some((column) => isStatement(column.role))) return false;
  const unit = columns.findIndex((column) => column.role === "department");
  const named = textOf(row.cells[unit]);
  return unit >= 0 && named !== "" && departmentName(named) === null;
}

/** Reads the rows below the heading row. */
export function body(state: State, rows: readonly Row[]): void {
  const width = state.columns.length;
  for (const row of rows) {
    if (isHeader(row)) {
      state.out.ledger.claim(row.lines);
      continue;
    }
    const extra = row.cells.slice(width).some((cell) => textOf(cell) !== "");
    const misfit = extra || isShifted(state.columns, row);
    bodyRow(state, row, !misfit);
    if (misfit) state.out.misfits.push(row.line);
  }
}
