import type { Cell, Row } from "./blocks.js";
import { columnRole, type Label, labelCore } from "./roles.js";
import { trimBlanks } from "./text.js";
import { isPast } from "./titles.js";

export type ColumnRole = Label["role"] | "blank" | "unknown";

export interface Column {
  readonly role: ColumnRole;
  readonly label: Label | null;
}

/** A cell that repeats the one above says no more than a blank one. */
const DITTO = /^[(（]?(?:〃|″|々|同上|同じ)[)）]?$/u;

/** The printed text of a cell, tags aside; "" for a missing cell and for a sign that repeats the one above. */
export function textOf(cell: Cell | undefined): string {
  const text = cell === undefined ? "" : trimBlanks(cell.text.replace(/<[^<>]*>/gu, " "));
  return DITTO.test(text) ? "" : text;
}

/** The cells that hold anything. */
export function filled(row: Row): readonly Cell[] {
  return row.cells.filter((cell) => textOf(cell) !== "");
}

/** True for the columns whose texts are kept. */
export function isStatement(role: ColumnRole | undefined): boolean {
  return role === "policy" || role === "goal" || role === "vision" || role === "initiative";
}

/** What each cell of a heading row says about its column. */
export function readColumns(row: Row): readonly Column[] {
  return row.cells.map((cell): Column => {
    const text = textOf(cell);
    if (text === "") return { role: "blank", label: null };
    const label = text.length > 30 ? null : columnRole(text.replace(/\s*\n\s*/gu, ""));
    return { role: label?.role ?? "unknown", label };
  });
}

/** The columns, those of an earlier year as what they are: not goals of this plan. */
export function ofThisYear(columns: readonly Column[], fiscalYear: number | null): readonly Column[] {
  return columns.map((column) =>
    isStatement(column.role) && isPast(column.label?.text ?? "", fiscalYear)
      ? { ...column, role: "detail" }
      : column,
  );
}

/** True for a heading row: it names a column of policies or goals, and its cells are labels, not texts. */
export function isHeader(row: Row): boolean {
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
export function refine(above: readonly Column[], row: Row): readonly Column[] | null {
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
export function settle(
  columns: readonly Column[],
  underHeading: boolean,
  body: readonly Row[],
): readonly Column[] {
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
