import type { Row, TableBlock } from "./blocks.js";
import { filled, isStatement, textOf } from "./columns.js";
import { departmentName } from "./names.js";
import type { Outline } from "./outline.js";
import { columnRole, type Label, unbracket } from "./roles.js";
import { addCell, openUnit, type State } from "./rows.js";
import { fold } from "./text.js";

/** Headings that say nothing: 項目 | 内容. */
const GENERIC = /^(?:項目|内容|区分|欄|記載(?:事項|内容)|事項|本文)$/u;

function isUnitField(row: Row): boolean {
  return (
    columnRole(textOf(row.cells[0]))?.role === "department" && departmentName(textOf(row.cells[1])) !== null
  );
}

/** `経営方針 | …` down the side: the first cell of each row is the label of the cells beside it. */
export function sideways(block: TableBlock, out: Outline): boolean {
  const labels = block.rows.filter((row) => {
    const role = columnRole(textOf(row.cells[0]))?.role;
    return isStatement(role);
  });
  // `部名 | 総務部` above a text is the form's heading.
  const form = block.rows.some((row) => isUnitField(row));
  if (labels.length === 0 && !form) return false;
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

/** `区分 | 総務部 | 市民部`: the departments stand across, their labels down the side. */
export function across(block: TableBlock, out: Outline): boolean {
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

/**
 * One text a row: a column says 経営方針 or 重点目標, another holds the text.
 * @returns false where no column of the table is such a column
 */
export function rowPerText(block: TableBlock, out: Outline): boolean {
  const header = block.rows[0];
  if (header === undefined) return false;
  // Without a heading row the first row is like the others: a unit's name, a label, a text.
  const headless =
    header.cells.some((cell) => departmentName(textOf(cell)) !== null) &&
    header.cells.some((cell) => isStatement(columnRole(textOf(cell))?.role));
  const body = headless ? block.rows : block.rows.slice(1);
  if (body.length < 2) return false;
  const kind = header.cells.findIndex((_cell, column) => {
    const values = body.map((row) => textOf(row.cells[column])).filter((value) => value !== "");
    const labels = values.filter((value) => isStatement(columnRole(value)?.role));
    return labels.length >= 2 && labels.length * 5 >= values.length * 4;
  });
  const text = header.cells.findLastIndex(
    (_cell, column) => column > kind && body.some((row) => textOf(row.cells[column]).length > 4),
  );
  const unit = header.cells.findIndex((cell) =>
    headless ? departmentName(textOf(cell)) !== null : columnRole(textOf(cell))?.role === "department",
  );
  if (kind < 0 || text < 0 || filled(header).length < 3) return false;
  const section = header.cells.findIndex(
    (cell, column) =>
      column !== kind &&
      (headless
        ? column > unit && column < kind && textOf(cell) !== ""
        : columnRole(textOf(cell))?.role === "section"),
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
