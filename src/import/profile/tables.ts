import { type DepartmentName, departmentName } from "../department-names.js";
import type { GoalDetail } from "../document.js";
import { unbracket } from "../label-roles.js";
import { isHeadingMark, isNoteMark, NOTE } from "../marks.js";
import { fold, glueAll, isNothing } from "../printed-text.js";
import { isPast, statedYears } from "../titles.js";
import type { Item, ItemKind } from "./collected.js";
import type { Interpreter } from "./interpret.js";
import { detailKind } from "./open-label.js";
import type { ProfileRole } from "./profile.js";
import { type Column, knownRole, type LabelRule } from "./rules.js";
import type { TableUnit, Unit, UnitCell } from "./units.js";

/** No table of a plan is wider. */
const MAX_COLUMNS = 100;
const TOTAL = /^(?:合計|総計|小計|計|平均)$/u;
export const DITTO = /^(?:〃|″|"|”|々|同上|仝|〻|同左|上記に同じ|同じ)$/u;
const REMARK = /^[(（][^()（）]+[)）]$/u;
/** A break inside a phrase: the next line of the cell goes on with it. */
const CUT = /(?:[、，（(「『]|[のをがはにとでや]|及び|並びに|または|又は)$/u;
const STATEMENTS: readonly ProfileRole[] = ["policy", "goal", "vision", "initiative"];
const DETAILS: readonly ProfileRole[] = ["owner", "indicator", "target", "deadline"];

type Row = readonly (UnitCell | null)[];

export const isBlank = (cell: UnitCell | null | undefined): boolean => cell == null || !/\S/u.test(cell.text);
const filled = (row: Row): readonly UnitCell[] =>
  row.filter((cell): cell is UnitCell => cell !== null && !isBlank(cell));
const linesOf = (row: Row): readonly number[] =>
  filled(row).flatMap((cell) => cell.units.map((unit) => unit.line));

export function widthOf(table: TableUnit): number {
  return table.rows.reduce((most, row) => Math.max(most, row.length), 0);
}

/** The heading of every column where a table has a heading row: its place and what each column is called. */
export interface HeadingRow {
  readonly first: number;
  /** The first row of the body. */
  readonly body: number;
  readonly columns: readonly string[];
}

/**
 * The row that names the columns.
 * @param knows whether a text is the heading of a column
 */
export function headingRow(table: TableUnit, knows: (text: string) => boolean): HeadingRow | null {
  const width = widthOf(table);
  for (const [at, row] of table.rows.slice(0, 5).entries()) {
    const cells = filled(row);
    if (cells.length < 2 && width > 1) continue;
    if (!cells.some((cell) => cell.text.length <= 40 && knows(cell.text))) continue;
    if (width > 1 && cells.some((cell) => /。$/u.test(cell.text))) continue;
    const columns = Array.from(
      { length: width },
      (_, index) => headingText(row, index) || reachingDown(table, at, index),
    );
    const below = table.rows[at + 1];
    const spans = row.some(
      (cell, index) =>
        cell !== null &&
        cell.columns > 1 &&
        below !== undefined &&
        !isBlank(below[index]) &&
        !isBlank(below[index + 1]),
    );
    const tall = row.some((cell) => cell !== null && cell.rows > 1);
    const second =
      below !== undefined &&
      spans &&
      (tall || filled(below).every((cell) => cell.heading || cell.text.length <= 12));
    if (!second) return { first: at, body: at + 1, columns: headed(columns) };
    const lower = columns.map((text, index) => {
      const own = below[index];
      if (own == null || isBlank(own)) return text;
      // 事業目標 over 令和7年度 and 令和8年度: goals of two years.
      if (statedYears(own.text).length > 0 && !knows(own.text)) return `${own.text}${text}`;
      return knows(own.text) || text === "" || isOwnKind(own.text) ? own.text : text;
    });
    return { first: at, body: at + 2, columns: headed(lower) };
  }
  return null;
}

/** 重点目標 over 内容 and 数値目標: the latter is something else than what stands above it. */
function isOwnKind(lower: string): boolean {
  const word = knownRole(lower, true)?.word;
  if (word === "無視") return !/(?:内容|詳細|説明|概要)$/u.test(lower);
  return word === "指標" || word === "目標値" || word === "期限" || word === "担当課";
}

/** Columns behind the last heading have none: what stands there has slipped out of its own. */
const headed = (columns: readonly string[]): readonly string[] =>
  columns.slice(0, columns.findLastIndex((text) => text !== "") + 1);

/** The heading that reaches down from a row above. */
function reachingDown(table: TableUnit, at: number, index: number): string {
  for (let above = at - 1; above >= 0; above -= 1) {
    const cell = table.rows[above]?.[index];
    if (cell != null && cell.rows > at - above) return cell.text;
  }
  return "";
}

function headingText(row: Row, index: number): string {
  for (let at = index; at >= 0; at -= 1) {
    const cell = row[at];
    if (cell == null) continue;
    return at === index || at + cell.columns > index ? cell.text : "";
  }
  return "";
}

/** Departments side by side: the table is read column by column. */
export function upright(table: TableUnit): TableUnit {
  const head = table.rows[0] ?? [];
  const names = head.slice(1).filter((cell): cell is UnitCell => !isBlank(cell));
  const all =
    names.length >= 2 &&
    names.every(
      (cell) => cell.units.length === 1 && cell.units[0]?.name != null && cell.units[0].name.label === null,
    );
  if (!all) return table;
  const first = head[0];
  const fallback: UnitCell = { text: "部", units: [], columns: 1, rows: 1, heading: true };
  const rows = head.map(
    (_, column): Row =>
      table.rows.map((row, at) =>
        column === 0 && at === 0
          ? isBlank(first) || first == null
            ? fallback
            : { ...first, text: "部" }
          : (row[column] ?? null),
      ),
  );
  return { ...table, rows };
}

/** Reads a table into what is open. */
export function readTable(run: Interpreter, printed: TableUnit): void {
  const table = upright(printed);
  const { rules } = run;
  if (widthOf(table) > MAX_COLUMNS) {
    run.leave([table.line], "table");
    return;
  }
  if (table.caption !== null) readCaption(run, table);
  const side = sidewaysColumn(table, (text) => isMainRole(rules.label(text)?.role ?? null));
  if (side !== null) {
    sideways(run, table, side);
    return;
  }
  const heading = headingRow(table, (text) => isMainRole(rules.column(text, 0)));
  if (heading !== null) {
    for (const row of table.rows.slice(0, heading.first)) banner(run, row);
    for (const cell of filled(table.rows[heading.first] ?? []))
      run.ledger.claim(cell.units.map((unit) => unit.line));
    run.columns = columnsOf(run, heading.columns, table.line);
    body(run, table, heading.body);
    return;
  }
  const numbered = Array.from({ length: widthOf(table) }, (_, index) => ({
    role: rules.columnByNumber(index + 1),
    heading: "",
  }));
  if (numbered.some(({ role }) => isMainRole(role))) {
    run.columns = numbered;
    body(run, table, 0);
    return;
  }
  // The table of the page before goes on.
  if (
    run.columns.length >= widthOf(table) &&
    run.columns.some(({ role }) => isMainRole(role)) &&
    run.continues
  ) {
    body(run, table, 0);
    return;
  }
  if (widthOf(table) === 1) {
    for (const row of table.rows) banner(run, row);
    return;
  }
  for (const row of table.rows) run.leave(linesOf(row), "table");
  if (run.department !== null) run.problem("unknownTable", [table.line]);
}

const isMainRole = (role: ProfileRole | null): boolean => role !== null && STATEMENTS.includes(role);

function columnsOf(run: Interpreter, headings: readonly string[], line: number): readonly Column[] {
  const { fiscalYear } = run;
  const roles = headings.map((heading, index) => run.rules.column(heading, index + 1));
  const years = headings.map((heading) => statedYears(heading));
  /** Whether this year has a column of the role of its own, so that those of other years are not it. */
  const own = (role: ProfileRole): boolean =>
    roles.some((one, at) => one === role && years[at]?.some((year) => year === fiscalYear));
  const goals = headings.filter((_heading, at) => roles[at] === "goal" && (years[at]?.length ?? 0) > 0);
  if (fiscalYear === null && goals.length > 1) run.problem("yearColumns", [line]);
  return headings.map((heading, index) => {
    const role = roles[index] ?? null;
    const stated = years[index] ?? [];
    const other =
      role !== null &&
      (isMainRole(role) || role === "target") &&
      (isPast(heading, fiscalYear) ||
        (stated.length > 0 && !stated.some((year) => year === fiscalYear) && own(role)));
    return { role: other ? "ignore" : role, heading };
  });
}

function readCaption(run: Interpreter, table: TableUnit): void {
  const name = departmentName(table.caption ?? "");
  if (name !== null && run.rules.captions) run.enter(name, table.line, name.number);
}

/** A row with one filled cell: a department's or a 柱's name across the table, or a block with its own label. */
function banner(run: Interpreter, row: Row): void {
  const units = filled(row).flatMap((cell) => cell.units);
  for (const [at, unit] of units.entries()) run.unit({ ...unit, gap: at === 0 }, units[at + 1] ?? null);
}

function isBanner(run: Interpreter, row: Row, columns: readonly Column[]): boolean {
  const cells = filled(row);
  const only = cells[0];
  if (only === undefined || cells.length !== 1 || columns.length < 2) return false;
  const first = only.units[0];
  if (first === undefined) return false;
  if (run.rules.label(first.text) !== null) return true;
  const at = row.indexOf(only);
  const wide = only.columns >= columns.length;
  if (columns.some(({ role }) => role === "department")) return wide && run.rules.label(first.text) !== null;
  if (only.units.length === 1 && run.rules.department(first) !== null && at === 0) return true;
  return false;
}

function body(run: Interpreter, table: TableUnit, from: number): void {
  const state: RowState = { goals: [], lost: false };
  for (const row of table.rows.slice(from)) {
    const cells = filled(row);
    if (cells.length === 0) continue;
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
    readRow(run, row, state);
  }
}

/** A heading row in mid-table: the columns may have another order from here. */
function repeatsHeading(run: Interpreter, row: Row): boolean {
  const cells = filled(row);
  if (cells.length < 2) return false;
  const roles = cells.map((cell) => (cell.text.length > 40 ? null : run.rules.column(cell.text, 0)));
  if (
    roles.filter((role) => isMainRole(role)).length === 0 ||
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

function isWideSection(run: Interpreter, row: Row): boolean {
  const only = filled(row)[0];
  return (
    filled(row).length === 1 &&
    only !== undefined &&
    only.columns > 1 &&
    only.columns >= run.columns.length &&
    only.units.length === 1 &&
    (only.units[0]?.mark === null ||
      isHeadingMark(only.units[0]?.mark ?? { kind: "", rank: 9, number: null, doubled: false })) &&
    only.text.length <= 40 &&
    !/。$/u.test(only.text)
  );
}

interface RowState {
  /** The goals of the row above, which may reach down into this one. */
  goals: readonly Item[];
  /** Below a row whose department could not be made out. */
  lost: boolean;
}

function readRow(run: Interpreter, row: Row, state: RowState): void {
  const { columns } = run;
  const cellAt = (index: number): UnitCell | null => row[index] ?? null;
  const byRole = (role: ProfileRole): readonly number[] =>
    columns.flatMap((column, index) => (column.role === role ? [index] : []));
  if (byRole("department").some((index) => TOTAL.test(fold(cellAt(index)?.text ?? "")))) {
    run.leave(linesOf(row), "detail");
    return;
  }
  for (const index of byRole("department")) {
    const cell = cellAt(index);
    if (cell === null || isBlank(cell) || DITTO.test(fold(cell.text))) continue;
    const name = nameOfCell(cell);
    if (name === null) {
      state.lost = true;
      run.problem("shifted", linesOf(row).slice(0, 1));
      break;
    }
    state.lost = false;
    run.enter(name, cell.units[0]?.line ?? 0, name.number);
    run.named(cell.units[0]?.line ?? 0, cell.units.length === 1 && cell.units[0]?.name != null);
    run.ledger.claim(cell.units.map((unit) => unit.line));
  }
  if (state.lost) {
    run.leave(linesOf(row), "shifted");
    return;
  }
  for (const index of byRole("section")) {
    const cell = cellAt(index);
    if (cell === null || isBlank(cell) || DITTO.test(fold(cell.text))) continue;
    run.setSection(sectionName(cell), cell.units[0]?.line ?? 0);
    run.ledger.claim(cell.units.map((unit) => unit.line));
  }
  const headings = byRole("heading")
    .map((index) => cellAt(index)?.text ?? "")
    .filter((text) => text !== "");
  const heading = headings.length === 0 ? null : headings.join(" ");
  const printed = byRole("number")
    .map((index) => Number.parseInt((cellAt(index)?.text ?? "").normalize("NFKC"), 10))
    .find((value) => !Number.isNaN(value));
  const goals: Item[] = [];
  for (const [index, column] of columns.entries()) {
    const cell = cellAt(index);
    if (cell === null || isBlank(cell) || column.role === null || !isMainRole(column.role)) continue;
    const rule: LabelRule = { role: column.role, takes: null, label: column.heading };
    run.withLabel(rule, column.heading, cell.units[0]?.line ?? 0, () => {
      for (const item of addCell(run, cell, column.role as ItemKind, printed ?? null)) {
        if (column.role !== "goal") continue;
        goals.push(item);
        if (heading !== null) item.heading = heading;
      }
    });
  }
  if (goals.length > 0 || !reaches(run, row, byRole)) state.goals = goals;
  attach(run, row, state.goals);
}

/** A row without a goal, a department or anything else that begins anew: more indicators of the goal above, whose cell is merged. */
function reaches(run: Interpreter, row: Row, byRole: (role: ProfileRole) => readonly number[]): boolean {
  const bare = (role: ProfileRole): boolean => byRole(role).every((index) => isBlank(row[index]));
  const merged = byRole("goal").some((index) => row[index] === null);
  return (
    merged &&
    [...STATEMENTS, "department" as const, "section" as const].every(bare) &&
    run.department !== null
  );
}

/** 指標, 担当課 and the like belong to the goals of their row: to the only one, or one to one. */
function attach(run: Interpreter, row: Row, goals: readonly Item[]): void {
  for (const [index, column] of run.columns.entries()) {
    const cell = row[index] ?? null;
    if (
      cell === null ||
      isBlank(cell) ||
      (column.role !== null &&
        (isMainRole(column.role) || ["department", "section", "heading", "number"].includes(column.role)))
    )
      continue;
    const lines = cell.units.map((unit) => unit.line);
    const only = goals[0];
    if (column.role === null || !DETAILS.includes(column.role) || only === undefined) {
      run.leave(lines, "detail");
      continue;
    }
    const kind = column.role as GoalDetail["kind"];
    const texts = cellGroups(cell)
      .map(({ text }) => text)
      // ○ in a quarter's column is no date.
      .filter((text) => text !== "" && !isNothing(text));
    if (goals.length === 1)
      for (const text of texts) only.details.push({ kind, label: column.heading, text });
    else if (texts.length === goals.length)
      for (const [at, goal] of goals.entries())
        goal.details.push({ kind, label: column.heading, text: texts[at] ?? "" });
    else {
      run.leave(lines, "detail");
      continue;
    }
    run.ledger.claim(lines);
  }
}

function sectionName(cell: UnitCell): string {
  return unbracket(glueAll(cell.units.map((unit) => unit.text)));
}

function nameOfCell(cell: UnitCell): DepartmentName | null {
  const text = glueAll(cell.units.map((unit) => unit.text)).trim();
  const name = departmentName(text);
  if (name !== null) return name;
  if (text.length > 30 || /[。、]/u.test(text) || /^[0-9０-９.．%％]+$/u.test(text)) return null;
  return { name: text, aliases: [], municipality: null, number: null, label: null };
}

interface Group {
  readonly unit: Unit;
  readonly text: string;
  readonly heading: string | null;
  readonly depth: number;
}

/** The texts of a cell, one for each mark or line. */
export function cellGroups(cell: UnitCell): readonly Group[] {
  const groups: (Omit<Group, "text"> & { pieces: string[] })[] = [];
  const signs = cell.units.some((unit) => unit.mark !== null);
  let heading: string | null = null;
  let outer: Unit | null = null;
  for (const [at, unit] of cell.units.entries()) {
    const last = groups.at(-1);
    const next = cell.units[at + 1];
    const before = last?.pieces.at(-1) ?? "";
    if (
      unit.mark === null &&
      last !== undefined &&
      ((signs && last.unit.mark !== null) || REMARK.test(unit.text) || CUT.test(before))
    ) {
      last.pieces.push(unit.text);
      continue;
    }
    if (
      unit.mark !== null &&
      isHeadingMark(unit.mark) &&
      next?.mark != null &&
      next.mark.rank > unit.mark.rank
    ) {
      heading = unit.text;
      outer = null;
      continue;
    }
    if (unit.mark !== null && outer === null) outer = unit;
    const deeper =
      unit.mark !== null &&
      outer !== null &&
      outer !== unit &&
      ((unit.mark.rank > (outer.mark?.rank ?? 9) && unit.mark.kind !== "-") ||
        unit.indent > outer.indent + 1);
    groups.push({ unit, heading, depth: deeper ? 1 : 0, pieces: [unit.text] });
  }
  return groups.map(({ pieces, ...group }) => ({ ...group, text: glueAll(pieces) }));
}

/** Takes every text of a cell. */
function addCell(run: Interpreter, cell: UnitCell, kind: ItemKind, number: number | null): readonly Item[] {
  const added: Item[] = [];
  for (const { unit, text, heading, depth } of cellGroups(cell)) {
    if (text === "" || /^[-－―ー–—]+$/u.test(text)) continue;
    if ((unit.mark !== null && isNoteMark(unit.mark)) || NOTE.test(text)) {
      run.leave([unit.line], "note");
      continue;
    }
    const detail = detailKind(text);
    if (detail !== null && unit.mark === null) {
      const last = added.at(-1);
      if (last !== undefined && kind === "goal" && detail.kind !== null) {
        last.details.push({ kind: detail.kind, label: detail.label, text: detail.text });
      } else run.leave([unit.line], "detail");
      continue;
    }
    if (depth > 0) {
      run.leave([unit.line], "child");
      continue;
    }
    const item = run.add(
      kind,
      { ...unit, text },
      // The number of a row is that of its first text.
      unit.mark?.number ?? (added.length === 0 ? number : null),
      heading === null ? {} : { heading },
    );
    if (item !== null) added.push(item);
  }
  return added;
}

/**
 * The column whose cells are labels of rows: 項目｜内容.
 * @param isMain whether a text is the label of policies, goals or the like
 */
export function sidewaysColumn(table: TableUnit, isMain: (text: string) => boolean): number | null {
  if (widthOf(table) < 2) return null;
  for (const column of [0, 1]) {
    const cells = table.rows.flatMap((row) =>
      isBlank(row[column]) || filled(row).length < 2 ? [] : [{ row, cell: row[column] as UnitCell }],
    );
    const labels = cells.filter(({ cell }) => cell.text.length <= 40 && isMain(cell.text));
    if (labels.length === 0) continue;
    // A row of headings has its labels side by side.
    const beside = labels.every(
      ({ row }) => filled(row).filter((cell) => cell.text.length <= 40 && isMain(cell.text)).length === 1,
    );
    const texts = labels.some(({ row }) =>
      row
        .slice(column + 1)
        .some(
          (cell) =>
            cell !== null && (/。$/u.test(cell.text) || cell.units.length > 1 || cell.text.length > 20),
        ),
    );
    if (beside && (labels.length >= 2 || (texts && labels.length * 3 >= cells.length))) return column;
  }
  return null;
}

/** Labels stand in the first column, their texts beside them. */
function sideways(run: Interpreter, table: TableUnit, at: number): void {
  let goals: readonly Item[] = [];
  for (const row of table.rows) {
    const cells = filled(row);
    const head = row[at] ?? null;
    if (cells.length === 0) continue;
    const before = at === 1 ? (row[0] ?? null) : null;
    if (before !== null && !isBlank(before)) {
      const unit = before.units[0];
      if (unit !== undefined && run.rules.department(unit) !== null) run.openDepartment(unit, null);
      else run.setSection(sectionName(before), unit?.line ?? table.line);
      run.ledger.claim(before.units.map((one) => one.line));
    }
    if (head === null) {
      run.leave(linesOf(row), "detail");
      continue;
    }
    const rest = row.slice(at + 1).filter((cell): cell is UnitCell => cell !== null && !isBlank(cell));
    const rule = run.rules.label(head.text);
    const first = head.units[0];
    if (rule === null && cells.length === 1) {
      banner(run, row);
      continue;
    }
    const named = rest[0]?.units[0];
    if (
      rest.length === 1 &&
      named !== undefined &&
      /^(?:部|部局|局|課|所属|部署|組織|担当部局?)(?:等)?(?:名|名称)?$/u.test(fold(head.text))
    ) {
      const name = nameOfCell(rest[0] as UnitCell);
      if (name !== null) run.enter(name, named.line, name.number);
      run.ledger.claim(linesOf(row));
      continue;
    }
    if (rule === null && /^(?:項目|区分|種別|分類|欄|内容)$/u.test(fold(head.text))) {
      run.ledger.claim(linesOf(row));
      continue;
    }
    if (rule === null || first === undefined) {
      run.leave(linesOf(row), "detail");
      continue;
    }
    run.ledger.claim(head.units.map((unit) => unit.line));
    if (isMainRole(rule.role)) {
      const added: Item[] = [];
      run.withLabel(rule, head.text, first.line, () => {
        for (const cell of rest) added.push(...addCell(run, cell, rule.role as ItemKind, null));
      });
      if (rule.role === "goal") goals = added;
      continue;
    }
    const only = goals[0];
    const texts = rest.flatMap((cell) => cellGroups(cell).map(({ text }) => text));
    if (DETAILS.includes(rule.role) && goals.length === 1 && only !== undefined) {
      for (const text of texts)
        only.details.push({ kind: rule.role as GoalDetail["kind"], label: head.text, text });
      run.ledger.claim(linesOf(row));
    } else run.leave(linesOf(row), "detail");
  }
}
