import type { Cell, Row, TableBlock } from "./blocks.js";
import { type CellItem, cellItems } from "./cells.js";
import { readMark } from "./marks.js";
import { type DepartmentName, departmentName } from "./names.js";
import type { NewStatement, Outline } from "./outline.js";
import { columnRole, type Label, labelCore, labelRole, labelWithText, unbracket } from "./roles.js";
import { fold, trimBlanks } from "./text.js";

type ColumnRole = Label["role"] | "blank" | "unknown";

interface Column {
  readonly role: ColumnRole;
  readonly label: Label | null;
}

/** The columns of a table, found in its heading row; kept for a table that goes on without one. */
export interface Columns {
  readonly columns: readonly Column[];
}

/** No cell of a plan is longer; 100,000 characters are another kind of file. */
const MAX_CELL = 50_000;

const lastColumns = new WeakMap<Outline, Columns>();

function textOf(cell: Cell | undefined): string {
  return cell === undefined ? "" : trimBlanks(cell.text.replace(/<[^<>]*>/gu, " "));
}

function filled(row: Row): readonly Cell[] {
  return row.cells.filter((cell) => textOf(cell) !== "");
}

function isStatement(role: ColumnRole | undefined): boolean {
  return role === "policy" || role === "goal" || role === "vision" || role === "initiative";
}

function readColumns(row: Row): readonly Column[] {
  return row.cells.map((cell): Column => {
    const text = textOf(cell);
    if (text === "") return { role: "blank", label: null };
    const label = text.length > 30 ? null : columnRole(text.replace(/\s*\n\s*/gu, ""));
    return { role: label?.role ?? "unknown", label };
  });
}

/** True for a heading row: it names a column of policies or goals, and its cells are labels, not texts. */
function isHeader(row: Row): boolean {
  const columns = readColumns(row);
  const statements = columns.filter((column) => isStatement(column.role)).length;
  const known = columns.filter((column) => column.role !== "unknown" && column.role !== "blank").length;
  const long = row.cells.some((cell) => textOf(cell).length > 30);
  const total = filled(row).length;
  // `部の役割 | 庁内の総合調整` is a label with its text beside it.
  const aside = isStatement(columns[0]?.role) && known === 1 && total > 1;
  if (aside) return false;
  return statements > 0 && !long && known * 2 >= total && (total >= 2 || row.cells.length === 1);
}

/** A second heading row under joined headings: its labels refine those above. */
function refine(above: readonly Column[], row: Row): readonly Column[] | null {
  const below = readColumns(row);
  const named = below.filter((column) => column.role !== "blank");
  if (
    named.length < 2 ||
    named.some((column) => column.role === "unknown") ||
    below.some((_column, index) => textOf(row.cells[index]).length > 20)
  ) {
    return null;
  }
  let carried: Column = { role: "blank", label: null };
  return above.map((column, index) => {
    if (column.role !== "blank") carried = column;
    const own = below[index];
    if (own === undefined || own.role === "blank") return column;
    // 重点目標 over (項目, 内容, 指標): the first of them is the goal.
    if (
      isStatement(carried.role) &&
      column.role !== "blank" &&
      own.role !== "number" &&
      !isStatement(own.role)
    )
      return carried;
    return own;
  });
}

function numbered(column: Column): boolean {
  return /[0-9０-９①-⑳]/u.test(column.label?.text ?? "");
}

/** True for a column without a heading that only counts its rows. */
function countsOnly(body: readonly Row[], column: number): boolean {
  const values = body.map((row) => textOf(row.cells[column])).filter((value) => value !== "");
  return (
    values.length > 0 && values.every((value) => /^(?:[(（]?[0-9０-９]{1,3}[)）.．]?|[①-⑳])$/u.test(value))
  );
}

/** Settles which column is which: the surest goal column, the 柱 column left of it, the department column. */
function settle(columns: readonly Column[], underHeading: boolean, body: readonly Row[]): readonly Column[] {
  const best = Math.max(
    0,
    ...columns.map((column) => (column.role === "goal" ? (column.label?.rank ?? 0) : 0)),
  );
  const unit = Math.max(
    0,
    ...columns.map((column) => (column.role === "department" ? (column.label?.rank ?? 0) : 0)),
  );
  let goalCore: string | null = null;
  let unitSeen = false;
  let sectionSeen = columns.some((column) => column.role === "section");
  const firstStatement = columns.findIndex((column) => isStatement(column.role));
  return columns.map((column, index) => {
    if (column.role === "goal") {
      // 重点目標① and 重点目標② are one kind; 重点目標 and 取組目標 are two.
      const core = labelCore(column.label?.text ?? "");
      const kept =
        (column.label?.rank ?? 0) === best && (goalCore === null || (core === goalCore && numbered(column)));
      if (kept) goalCore ??= core;
      return kept ? column : { ...column, role: "detail" };
    }
    if (column.role === "department") {
      // Under a department's own heading 担当課 says who does it, not whose goal it is.
      if (underHeading && (column.label?.rank ?? 0) < 3) {
        const section = (column.label?.rank ?? 0) === 2 && index < firstStatement && !sectionSeen;
        if (section) sectionSeen = true;
        return { ...column, role: section ? "section" : "detail" };
      }
      if ((column.label?.rank ?? 0) === unit && !unitSeen) {
        unitSeen = true;
        return column;
      }
      if (column.label?.rank === 2 && index < firstStatement && !sectionSeen) {
        sectionSeen = true;
        return { ...column, role: "section" };
      }
      return { ...column, role: "detail" };
    }
    if (column.role === "blank" && index < firstStatement && countsOnly(body, index)) {
      return { ...column, role: "number" };
    }
    if ((column.role === "blank" || column.role === "unknown") && index < firstStatement && !sectionSeen) {
      sectionSeen = true;
      return { ...column, role: "section" };
    }
    return column;
  });
}

/** Opens the department of a cell, unless its own heading above the table has done so. */
function openUnit(out: Outline, name: DepartmentName, line: number): void {
  const open = out.frames.findLast((frame) => frame.kind === "department");
  if (open !== undefined && open.style !== "cell" && fold(open.text) === fold(name.name)) return;
  out.openDepartment(name, line, "cell", null, true);
}

/** Where the reading of one table stands. */
interface State {
  readonly out: Outline;
  readonly columns: readonly Column[];
  section: { name: string; line: number } | null;
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

function addCell(state: State, cell: Cell, label: Label, row: Row): void {
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

/** Headings that say nothing: 項目 | 内容. */
const GENERIC = /^(?:項目|内容|区分|欄|記載(?:事項|内容)|事項|本文)$/u;

/** `経営方針 | …` down the side: the first cell of each row is the label of the cells beside it. */
function sideways(block: TableBlock, out: Outline): boolean {
  const labels = block.rows.filter((row) => {
    const role = columnRole(textOf(row.cells[0]))?.role;
    return isStatement(role);
  });
  if (labels.length === 0) return false;
  let label: Label | null = null;
  let section: { name: string; line: number } | null = null;
  for (const row of block.rows) {
    const head = textOf(row.cells[0]);
    const field = departmentName(head);
    const values = row.cells
      .slice(1)
      .filter((cell) => !/^(?:[(（]?[0-9０-９]{0,2}[)）.]?|[①-⑳])$/u.test(textOf(cell)));
    if (head !== "") {
      section = null;
      label = columnRole(head);
      if (label === null && field !== null && values.length === 0) {
        openUnit(out, field, row.line);
        out.ledger.claim(row.lines);
        continue;
      }
    }
    const value = values[0];
    if (value === undefined) {
      out.ledger.claim(row.lines);
      continue;
    }
    if (label?.role === "department") {
      const name = departmentName(textOf(value));
      if (name !== null) openUnit(out, name, value.line);
      out.ledger.claim(row.lines);
      continue;
    }
    if (label === null || !isStatement(label.role)) {
      if (row.cells.every((cell) => textOf(cell) === "" || GENERIC.test(fold(textOf(cell)))))
        out.ledger.claim(row.lines);
      else out.ledger.leave(row.lines, "detail");
      continue;
    }
    const last = values.at(-1) ?? value;
    if (values.length >= 2 && textOf(value).length <= 20)
      section = { name: unbracket(textOf(value)), line: value.line };
    out.ledger.claim(row.lines);
    const state: State = { out, columns: [], section };
    for (const cell of values.length >= 2 && section !== null ? [last] : values)
      addCell(state, cell, label, row);
  }
  return true;
}

/**
 * One text a row: a column says 経営方針 or 重点目標, another holds the text.
 * @returns false where no column of the table is such a column
 */
function rowPerText(block: TableBlock, out: Outline): boolean {
  const header = block.rows[0];
  const body = block.rows.slice(1);
  if (header === undefined || body.length < 2) return false;
  const kind = header.cells.findIndex((_cell, column) => {
    const values = body.map((row) => textOf(row.cells[column])).filter((value) => value !== "");
    const labels = values.filter((value) => isStatement(columnRole(value)?.role));
    return labels.length >= 2 && labels.length * 5 >= values.length * 4;
  });
  const text = header.cells.findLastIndex(
    (_cell, column) => column > kind && body.some((row) => textOf(row.cells[column]).length > 4),
  );
  const unit = header.cells.findIndex((cell) => columnRole(textOf(cell))?.role === "department");
  if (kind < 0 || text < 0 || filled(header).length < 3) return false;
  const section = header.cells.findIndex(
    (cell, column) => column !== kind && columnRole(textOf(cell))?.role === "section",
  );
  const state: State = { out, columns: [], section: null };
  let label: Label | null = null;
  out.ledger.claim(header.lines);
  for (const row of body) {
    out.ledger.claim(row.lines);
    const named = textOf(row.cells[unit]);
    if (named !== "") {
      const name = departmentName(named) ?? {
        name: named,
        aliases: [],
        municipality: null,
        number: null,
        label: null,
      };
      if (fold(name.name) !== fold(out.department?.name ?? "")) {
        openUnit(out, name, row.line);
        state.section = null;
        label = null;
      }
    }
    const pillar = row.cells[section];
    if (pillar !== undefined && textOf(pillar) !== "")
      state.section = { name: unbracket(textOf(pillar)), line: pillar.line };
    if (textOf(row.cells[kind]) !== "") label = columnRole(textOf(row.cells[kind]));
    const cell = row.cells[text];
    if (cell === undefined || textOf(cell) === "") continue;
    if (label !== null && isStatement(label.role)) addCell(state, cell, label, row);
    else out.ledger.leave(row.lines, "detail");
  }
  return true;
}

/** `区分 | 総務部 | 市民部`: the departments stand across, their labels down the side. */
function across(block: TableBlock, out: Outline): boolean {
  const head = block.rows[0];
  if (head === undefined) return false;
  const names = head.cells.map((cell) => departmentName(textOf(cell)));
  if (names.slice(1).filter((name) => name !== null).length < 2 || names[0] !== null) return false;
  const rows = block.rows.slice(1);
  if (!rows.some((row) => isStatement(columnRole(textOf(row.cells[0]))?.role))) return false;
  out.ledger.claim(head.lines);
  for (const [index, name] of names.entries()) {
    if (index === 0 || name === null) continue;
    openUnit(out, name, head.line);
    let label: Label | null = null;
    for (const row of rows) {
      const side = textOf(row.cells[0]);
      if (side !== "") label = columnRole(side);
      const cell = row.cells[index];
      if (cell === undefined || textOf(cell) === "") continue;
      if (label === null || !isStatement(label.role)) out.ledger.leave([cell.line], "detail");
      else {
        out.ledger.claim(row.lines);
        addCell({ out, columns: [], section: null }, cell, label, row);
      }
    }
  }
  return true;
}

/** Reads one table into the outline. */
export function readGrid(block: TableBlock, out: Outline): void {
  const headerAt = block.rows.slice(0, 6).findIndex(isHeader);
  const header = block.rows[headerAt];
  if (header === undefined) {
    if (across(block, out) || rowPerText(block, out) || sideways(block, out)) return;
    const last = lastColumns.get(out);
    const width = block.rows.reduce((most, row) => Math.max(most, row.cells.length), 0);
    if (last !== undefined && last.columns.length === width) {
      body({ out, columns: last.columns, section: null }, block.rows);
      return;
    }
    out.ledger.leave(
      block.lines,
      out.draft.departments.length > 0 && out.department === null ? "outside" : "table",
    );
    return;
  }
  const twoByTwo = header.cells.length === 2 && columnRole(textOf(block.rows[1]?.cells[0]))?.role;
  if (
    header.cells.length === 2 &&
    isStatement(readColumns(header)[0]?.role) &&
    twoByTwo !== undefined &&
    twoByTwo !== false
  ) {
    if (sideways(block, out)) return;
  }
  for (const row of block.rows.slice(0, headerAt)) preamble(row, out);
  let columns = readColumns(header);
  let start = headerAt + 1;
  const second = block.rows[start];
  const refined = second === undefined ? null : refine(columns, second);
  if (refined !== null && second !== undefined) {
    columns = refined;
    out.ledger.claim(second.lines);
    start += 1;
  }
  out.ledger.claim(header.lines);
  const open = out.frames.findLast((frame) => frame.kind === "department");
  const settled = settle(columns, open !== undefined && open.style !== "cell", block.rows.slice(start));
  lastColumns.set(out, { columns: settled });
  body({ out, columns: settled, section: null }, block.rows.slice(start));
}

/** A row above the heading row: the department's name, or the table's own title. */
function preamble(row: Row, out: Outline): void {
  if (out.frontLines.has(row.line)) {
    out.ledger.claim(row.lines);
    return;
  }
  const cells = filled(row);
  const printed = cells.map((cell) => textOf(cell)).join(" ");
  const name = departmentName(printed);
  if (name !== null) openUnit(out, name, row.line);
  else if (printed !== "" && labelRole(printed) === null) {
    const last = textOf(cells.at(-1));
    const unit = columnRole(textOf(cells[0]))?.role === "department" ? departmentName(last) : null;
    if (unit !== null) openUnit(out, unit, row.line);
    else {
      out.ledger.leave(row.lines, "outside");
      return;
    }
  }
  out.ledger.claim(row.lines);
}

/** A row that lacks cells, and whose cells therefore stand one column too far left. */
function isShifted(columns: readonly Column[], row: Row): boolean {
  const missing = columns.slice(row.cells.length);
  if (filled(row).length < 2 || !missing.some((column) => isStatement(column.role))) return false;
  const unit = columns.findIndex((column) => column.role === "department");
  const named = textOf(row.cells[unit]);
  return unit >= 0 && named !== "" && departmentName(named) === null;
}

function body(state: State, rows: readonly Row[]): void {
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
