import type { Row, TableBlock } from "./blocks.js";
import {
  type Column,
  filled,
  isHeader,
  isStatement,
  ofThisYear,
  readColumns,
  refine,
  settle,
  textOf,
} from "./columns.js";
import { departmentName } from "./names.js";
import type { Outline } from "./outline.js";
import { columnRole, labelRole } from "./roles.js";
import { body, openUnit } from "./rows.js";
import { across, rowPerText, sideways } from "./sideways.js";

/** The columns of a table, found in its heading row; kept for a table that goes on without one. */
interface Columns {
  readonly columns: readonly Column[];
}

const lastColumns = new WeakMap<Outline, Columns>();

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
  const open = out.headings.frames.findLast((frame) => frame.kind === "department");
  columns = ofThisYear(columns, out.fiscalYear);
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
