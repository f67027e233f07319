import { grouped } from "../../domain/grouping.js";
import { readPrinted } from "../../domain/indicator.js";
import { departmentName, headedBy } from "../department-names.js";
import type { ParsedLevel } from "../document.js";
import { unbracket } from "../label-roles.js";
import { isHeadingMark } from "../marks.js";
import { foldPrinted, isNothing, rememberOf } from "../printed-text.js";
import { isPast, statedYears } from "../titles.js";
import type { Item } from "./collected.js";
import { isDetail, lastGoal } from "./details.js";
import { isStatement } from "./open-label.js";
import type { ProfileRole } from "./profile.js";
import type { Reading } from "./reading.js";
import { type Column, type LabelRule, labelKey } from "./rules.js";
import { sideways } from "./sideways.js";
import { addCell, banner, nameOfCell, sectionName } from "./table-cells.js";
import {
  cellGroups,
  cellOver,
  filled,
  headingRow,
  headingText,
  isBlank,
  isFilled,
  isTotal,
  linesOf,
  type Row,
  sidewaysColumn,
  tableWidth,
  uprightTable,
} from "./table-shape.js";
import type { TableUnit, UnitCell } from "./units.js";

export const DITTO = /^(?:〃|″|"|”|々|同上|仝|〻|同左|上記に同じ|同じ)$/u;
/** Roles of columns that are read before the texts of a row. */
const BESIDE: readonly ProfileRole[] = ["department", "level", "section", "heading", "number"];

/** Reads a table into what is open. */
export function readTable(run: Reading, printed: TableUnit): void {
  const table = uprightTable(printed);
  const { rules } = run;
  if (table.caption !== null) readCaption(run, table);
  const side = sidewaysColumn(table, (text) => isStatement(rules.label(text)?.role ?? null));
  const goal = lastGoal(run);
  // Below 重点目標1 … a table of nothing but 指標, 目標値 and the like.
  const about =
    side === null && goal !== null ? sidewaysColumn(table, (text) => rules.label(text) !== null) : side;
  if (about !== null) {
    sideways(run, table, about, goal === null ? [] : [goal]);
    return;
  }
  const heading = headingRow(table, (text) => isStatement(rules.column(text, 0)));
  if (heading !== null) {
    for (const row of table.rows.slice(0, heading.first)) banner(run, row);
    for (const row of table.rows.slice(heading.first, heading.body)) run.ledger.claim(linesOf(row));
    run.columns = columnsOf(run, heading.columns, table.line);
    body(run, table, heading.body);
    return;
  }
  const numbered = Array.from({ length: tableWidth(table) }, (_, index) => ({
    role: rules.columnByNumber(index + 1),
    heading: "",
  }));
  if (numbered.some(({ role }) => isStatement(role))) {
    run.columns = numbered;
    body(run, table, 0);
    return;
  }
  const label = labelOver(run, table);
  if (label !== null && isNumberedList(table)) {
    run.columns = [
      { role: "number", heading: "" },
      { role: label.rule.role, heading: label.text },
    ];
    body(run, table, 0);
    return;
  }
  // The table of the page before goes on; words and what they mean, on a sheet of their own or under heading cells, do not.
  if (
    run.continues === sheetOf(table) &&
    !filled(table.rows[0] ?? []).every((cell) => cell.heading) &&
    run.columns.length >= tableWidth(table) &&
    run.columns.some(({ role }) => isStatement(role))
  ) {
    body(run, table, 0);
    return;
  }
  if (tableWidth(table) === 1) {
    for (const row of table.rows) banner(run, row);
    return;
  }
  for (const row of table.rows) run.leave(linesOf(row), "table");
  if (run.department !== null) run.problem("unknownTable", [table.line]);
}

/** 重点目標 right above a table, or as its title: what its rows are. */
function labelOver(
  run: Reading,
  table: TableUnit,
): { readonly rule: LabelRule; readonly text: string } | null {
  const titled = table.caption === null ? null : run.rules.label(table.caption);
  if (titled !== null && isStatement(titled.role)) return { rule: titled, text: table.caption ?? "" };
  const { label } = run;
  return label !== null && !label.used && label.rule.label !== "" && isStatement(label.rule.role)
    ? label
    : null;
}

/** Rows of a number and a text, and nothing that names the columns. */
const isNumberedList = (table: TableUnit): boolean =>
  table.rows.every((row, at) => {
    const [number, text, ...others] = filled(row);
    return text !== undefined && others.length === 0 && readCount(number?.text ?? "") === at + 1;
  });

const readCount = (text: string): number =>
  /^[(（]?[0-9０-９]{1,3}[)）.．]?$|^[①-⑳]$/u.test(text)
    ? Number(text.normalize("NFKC").replace(/\D/gu, ""))
    : -1;

/** The sheet that a table stands on, null in files without sheets. */
export const sheetOf = (table: TableUnit): string | null =>
  table.rows.flat().find((cell) => cell?.units.length)?.units[0]?.place.sheet ?? null;

function columnsOf(run: Reading, headings: readonly string[], line: number): readonly Column[] {
  const { fiscalYear } = run;
  run.level = null;
  const roles = headings.map((heading, index) => run.rules.column(heading, index + 1));
  const years = headings.map((heading) => statedYears(heading));
  /** Whether this year has a column of the role of its own, so that those of other years are not it. */
  const own = (role: ProfileRole): boolean =>
    roles.some((one, at) => one === role && years[at]?.some((year) => year === fiscalYear));
  const goals = headings.filter((_heading, at) => roles[at] === "goal" && (years[at]?.length ?? 0) > 0);
  if (fiscalYear === null && goals.length > 1) run.problem("yearColumns", [line]);
  // 成果指標, R7, R8: below the plan's own year stands what is aimed at.
  const targets = roles.includes("indicator") && !roles.includes("target");
  return headings.map((heading, index) => {
    const bare = roles[index] == null && targets && labelKey(heading) === "" && heading !== "";
    const role =
      bare && statedYears(heading).every((year) => year === fiscalYear) ? "target" : (roles[index] ?? null);
    const stated = years[index] ?? [];
    const other =
      (isStatement(role) || role === "target") &&
      (isPast(heading, fiscalYear) ||
        (stated.length > 0 && !stated.some((year) => year === fiscalYear) && own(role)));
    return { role: other ? "ignore" : role, heading };
  });
}

function readCaption(run: Reading, table: TableUnit): void {
  const name = departmentName(table.caption ?? "");
  if (name !== null && run.rules.captions) run.enter(name, table.line, name.number);
}

function isBanner(run: Reading, row: Row, columns: readonly Column[]): boolean {
  const cells = filled(row);
  const only = cells[0];
  if (only === undefined || cells.length !== 1 || columns.length < 2) return false;
  const first = only.units[0];
  if (first === undefined) return false;
  if (run.rules.label(first.text) !== null || run.rules.level(first) !== null) return true;
  if (columns.some(({ role }) => role === "department")) return false;
  return only.units.length === 1 && run.rules.department(first) !== null && row[0] === only;
}

function body(run: Reading, table: TableUnit, from: number): void {
  /** Below a row whose department could not be made out. */
  let lost = false;
  /** The goals of the row above, which may reach down. */
  let above: readonly Item[] = [];
  for (const [at, row] of table.rows.entries()) {
    const cells = filled(row);
    if (at < from || cells.length === 0) continue;
    if (repeatsHeading(run, row)) continue;
    if (isBanner(run, row, run.columns)) {
      run.label = null;
      banner(run, row);
      run.label = null;
      continue;
    }
    if (isWideSection(run, row)) {
      run.setSection(unbracket(cells[0]?.units[0]?.text ?? ""), cells[0]?.units[0]?.line ?? table.line);
      run.ledger.claim(linesOf(row));
      continue;
    }
    if (row.length > run.columns.length && row.slice(run.columns.length).some((cell) => !isBlank(cell))) {
      run.leave(linesOf(row), "shifted");
      run.problem("shifted", linesOf(row).slice(0, 1));
      continue;
    }
    const heads = [cells[0], ...columnsWith(run, "department").map((index) => row[index])];
    if (heads.some((cell) => isTotal(cell?.text ?? ""))) {
      run.leave(linesOf(row), "detail");
      continue;
    }
    lost = readNames(run, row, lost);
    if (lost) run.leave(linesOf(row), "shifted");
    else above = readTexts(run, table.rows, at, above);
  }
}

/** A row without a goal, a department or anything else that begins anew, below a merged cell: more indicators of its goal. */
function reachesDown(run: Reading, row: Row): boolean {
  const bare = (role: ProfileRole): boolean => columnsWith(run, role).every((index) => isBlank(row[index]));
  return (
    columnsWith(run, "goal").some((index) => row[index] === null) &&
    row.every((cell, index) => isBlank(cell) || !isStatement(run.columns[index]?.role ?? null)) &&
    bare("department") &&
    bare("section")
  );
}

/** A heading row in mid-table: the columns may have another order from here. */
function repeatsHeading(run: Reading, row: Row): boolean {
  const cells = filled(row);
  if (cells.length < 2) return false;
  const roles = cells.map((cell) => (cell.text.length > 40 ? null : run.rules.column(cell.text, 0)));
  if (
    roles.filter((role) => isStatement(role)).length === 0 ||
    roles.filter((role) => role !== null).length * 2 < cells.length
  )
    return false;
  if (!cells.every((cell) => cell.units.length <= 2)) return false;
  run.columns = columnsOf(
    run,
    Array.from({ length: Math.max(run.columns.length, row.length) }, (_, index) => headingText(row, index)),
    linesOf(row)[0] ?? 0,
  );
  run.ledger.claim(linesOf(row));
  return true;
}

function isWideSection(run: Reading, row: Row): boolean {
  const [only, ...others] = filled(row);
  if (only === undefined || others.length > 0) return false;
  const mark = only.units[0]?.mark ?? null;
  return (
    only.columns > 1 &&
    only.columns >= run.columns.length &&
    only.units.length === 1 &&
    (mark === null || isHeadingMark(mark)) &&
    only.text.length <= 40 &&
    !/。$/u.test(only.text)
  );
}

const columnsWith = (run: Reading, role: ProfileRole): readonly number[] =>
  run.columns.flatMap((column, index) => (column.role === role ? [index] : []));

/** The filled cells of a row in the columns of a role, without those that repeat what stands above. */
function namesIn(run: Reading, row: Row, role: ProfileRole): readonly UnitCell[] {
  const cells = columnsWith(run, role).map((index) => row[index]);
  return cells.filter(isFilled).filter((cell) => !DITTO.test(foldPrinted(cell.text)));
}

/**
 * Opens the department and the 柱 that a row names.
 * @returns whether its department could not be made out
 */
function readNames(run: Reading, row: Row, before: boolean): boolean {
  let lost = before;
  const open = { department: run.department, section: run.openSectionName };
  for (const cell of namesIn(run, row, "department")) {
    const name = nameOfCell(cell);
    if (name === null) {
      run.problem("shifted", linesOf(row).slice(0, 1));
      return true;
    }
    lost = false;
    const [first] = cell.units;
    const line = first?.line ?? 0;
    run.enter(name, line, name.number);
    run.named(line, cell.units.length === 1 && (first?.name != null || headedBy(cell.text) !== null));
    run.ledger.claim(linesOf([cell]));
  }
  if (lost) return true;
  for (const cell of namesIn(run, row, "level")) {
    run.level = sectionName(cell);
    run.ledger.claim(linesOf([cell]));
  }
  goOnInSection(run, row, open);
  for (const cell of namesIn(run, row, "section")) {
    run.setSection(sectionName(cell), cell.units[0]?.line ?? 0);
    run.ledger.claim(linesOf([cell]));
  }
  return false;
}

/**
 * A row that prints its department again, or under a 柱 to the left of it, and leaves the 柱 blank is in the 柱 of the row above.
 * @param before what was open there
 */
function goOnInSection(
  run: Reading,
  row: Row,
  before: { readonly department: Reading["department"]; readonly section: string | null },
): void {
  const sections = columnsWith(run, "section");
  const departments = columnsWith(run, "department");
  if (before.section === null || !sections.every((index) => isBlank(row[index]))) return;
  const outer = sections.length > 0 && sections.every((index) => index < (departments[0] ?? 0));
  if (run.department !== before.department && !outer) return;
  if (departments.some((index) => isFilled(row[index]))) run.setSection(before.section, linesOf(row)[0] ?? 0);
}

/**
 * @param at the row's place in the table
 * @param above the goals of the row above
 * @returns the goals of this row, or those above where their cell reaches down
 */
function readTexts(run: Reading, rows: readonly Row[], at: number, above: readonly Item[]): readonly Item[] {
  const row = rows[at] ?? [];
  const texts = (role: ProfileRole): readonly string[] =>
    columnsWith(run, role).map((index) => row[index]?.text ?? "");
  const heading = columnsWith(run, "heading")
    .flatMap((index) => cellOver(rows, at, index)?.text || [])
    .join(" ");
  const printed = texts("number")
    .map((text) => Number.parseInt(text.normalize("NFKC"), 10))
    .find((value) => !Number.isNaN(value));
  // The goal's number is read, a code or a mark in its place is not.
  for (const index of columnsWith(run, "number"))
    if (/^[0-9０-９]{1,4}[.．]?$/u.test(row[index]?.text.trim() ?? ""))
      run.ledger.claim(linesOf([row[index] ?? null]));
  const goals: Item[] = [];
  const byColumn = new Map<number, readonly Item[]>();
  for (const [index, { role, heading: label }] of run.columns.entries()) {
    const cell = row[index];
    if (!isFilled(cell) || !isStatement(role)) continue;
    const rule: LabelRule = { role, takes: null, label };
    run.withLabel(rule, label, cell.units[0]?.line ?? 0, () => {
      const added = addCell(run, cell, role, printed ?? null);
      if (role !== "goal") return;
      goals.push(...added);
      byColumn.set(index, added);
      if (heading !== "") for (const item of added) item.heading = heading;
    });
  }
  if (goals.length > 0)
    for (const index of columnsWith(run, "heading")) run.ledger.claim(linesOf([row[index] ?? null]));
  const own = goals.length === 0 && reachesDown(run, row) ? above : goals;
  const levels = levelsOf(run, rows, at);
  if (levels.length > 0) for (const item of goals) item.levels = [...(item.levels ?? []), ...levels];
  attach(run, rows, at, (index) => {
    const beside = columnsBeside(run.columns).get(index);
    return beside === undefined ? own : (byColumn.get(beside) ?? []);
  });
  return own;
}

/** The columns of goals that 指標1 and 指標2 belong to, where 目標1 and 目標2 each have such a column; those that all share are missing. */
const columnsBeside = rememberOf((columns: readonly Column[]): ReadonlyMap<number, number> => {
  const goals = columns.flatMap(({ role }, at) => (role === "goal" ? [at] : []));
  const places = columns.map(({ heading }, at) => ({ at, key: labelKey(heading) }));
  const alike = [...grouped(places, ({ key }) => key).values()];
  const one = alike.filter((those) => goals.length > 1 && those.length === goals.length);
  return new Map(one.flatMap((those) => those.map(({ at }, index) => [at, goals[index] ?? at] as const)));
});

/** 政策 and 施策 above the goals of a row, where the table has a column for each. */
function levelsOf(run: Reading, rows: readonly Row[], at: number): readonly ParsedLevel[] {
  const { level, openSectionName: name } = run;
  if (level === null || columnsWith(run, "level").length === 0) return [];
  const upper: ParsedLevel = { kind: "policy", name: level, indicators: [] };
  if (name === null) return [upper];
  return [upper, { kind: "measure", name, indicators: indicatorsOfLevel(run, rows, at) }];
}

/** The indicators that begin in a row beside its 施策, as far as they are a name and a figure. */
function indicatorsOfLevel(run: Reading, rows: readonly Row[], at: number): ParsedLevel["indicators"] {
  const printed = (role: ProfileRole): readonly string[] =>
    columnsWith(run, role)
      .filter((index) => isOfLevel(run, rows, at, index))
      .map((index) => rows[at]?.[index])
      .filter(isFilled)
      .flatMap((one) => cellGroups(one, run.rules.joins))
      .map(({ text }) => text);
  const targets = printed("target");
  return printed("indicator")
    .map((name, one) => ({ name, target: targets[one] ?? "" }))
    .filter(({ name, target }) => readPrinted(name, target) !== null);
}

/** 成果指標 beside the whole of a 施策 with several goals: it says how the 施策 goes, not how one of its goals does. */
function isOfLevel(run: Reading, rows: readonly Row[], at: number, index: number): boolean {
  if (columnsWith(run, "level").length === 0) return false;
  const cell = cellOver(rows, at, index);
  return (
    cell !== null &&
    cell.rows > 1 &&
    columnsWith(run, "section").some((one) => cellOver(rows, at, one)?.rows === cell.rows) &&
    columnsWith(run, "goal").some((one) => (rows[at]?.[one]?.rows ?? cell.rows) < cell.rows)
  );
}

/**
 * 指標, 担当課 and the like belong to the goals of their row: to the only one, or one to one. A cell that reaches down belongs to the goals
 * of every row beside it.
 */
function attach(
  run: Reading,
  rows: readonly Row[],
  at: number,
  goalsBeside: (column: number) => readonly Item[],
): void {
  const row = rows[at] ?? [];
  const unit = unitOf(run, rows, at);
  for (const [index, { role, heading: label }] of run.columns.entries()) {
    const goals = goalsBeside(index);
    const begins = goals.some((goal) => linesOf(row).includes(goal.line));
    const cell = row[index] ?? (begins && isDetail(role) ? cellOver(rows, at, index) : null);
    if (!isFilled(cell) || isStatement(role) || (role !== null && BESIDE.includes(role))) continue;
    if (cell === unit) {
      run.ledger.claim(linesOf([cell]));
      continue;
    }
    const texts = cellGroups(cell, run.rules.joins)
      .map(({ text }) => text)
      // ○ in a quarter's column is no date.
      .filter((text) => text !== "" && !isNothing(text));
    const [only] = goals;
    if ((role === "indicator" || role === "target") && isOfLevel(run, rows, at, index)) {
      if (row[index] == null) continue;
      if (indicatorsOfLevel(run, rows, at).length > 0) run.ledger.claim(linesOf([cell]));
      else run.leave(linesOf([cell]), "detail", label);
      continue;
    }
    if (!isDetail(role) || only === undefined || (goals.length > 1 && texts.length !== goals.length)) {
      run.leave(linesOf([cell]), "detail", label);
      continue;
    }
    for (const [one, printed] of texts.entries()) {
      const text =
        role === "target" && unit !== null && isFigure(printed) ? `${printed}${unit.text}` : printed;
      (goals.length === 1 ? only : goals[one])?.details.push({ kind: role, label, text });
    }
    run.ledger.claim(linesOf([cell]));
  }
}

const isFigure = (text: string): boolean => /^[-+]?[0-9][0-9,.]*$/u.test(text.normalize("NFKC").trim());

/** What the targets of a row count, where they are figures and the table has a column for that. */
function unitOf(run: Reading, rows: readonly Row[], at: number): UnitCell | null {
  const index = run.columns.findIndex(({ heading }) => foldPrinted(heading) === "単位");
  const cell = index < 0 ? null : cellOver(rows, at, index);
  const counted = columnsWith(run, "target").some((one) => isFigure(cellOver(rows, at, one)?.text ?? ""));
  return isFilled(cell) && !isNothing(cell.text) && counted ? cell : null;
}
