import { grouped } from "../../domain/grouping.js";
import { isHeadingMark } from "../marks.js";
import { foldPrinted, glueAll, rememberOf } from "../printed-text.js";
import { statedYears } from "../titles.js";
import { mayExplain } from "./joining.js";
import { knownRole } from "./rules.js";
import type { TableUnit, Unit, UnitCell } from "./units.js";

const REMARK = /^[(（][^()（）]+[)）]$/u;
/** A break inside a phrase: the next line of the cell goes on with it. */
const CUT = /(?:[、，（(「『]|[のをがはにとでや]|及び|並びに|または|又は)$/u;

export type Row = readonly (UnitCell | null)[];

type MaybeCell = UnitCell | null | undefined;

export const isFilled = (cell: MaybeCell): cell is UnitCell => cell != null && /\S/u.test(cell.text);
export const isBlank = (cell: MaybeCell): boolean => !isFilled(cell);
export const filled = (row: Row): readonly UnitCell[] => row.filter(isFilled);
/** What a row of sums, or of remarks below a table, is headed by. */
export const isTotal = (text: string): boolean =>
  /^(?:合計|総計|小計|計|平均|備考|注記?|※.*|(?:作成|発行|担当)[:：].*)$/u.test(foldPrinted(text));
/** The lines of all filled cells. */
export const linesOf = (row: Row): readonly number[] =>
  filled(row).flatMap((cell) => cell.units.map((unit) => unit.line));

/** The cell that stands at a place or reaches down to it from a row above. */
export function cellOver(rows: readonly Row[], at: number, index: number): UnitCell | null {
  for (let above = at; above >= 0; above -= 1) {
    const cell = rows[above]?.[index] ?? null;
    if (cell !== null) return cell.rows > at - above ? cell : null;
  }
  return null;
}

export function tableWidth(table: TableUnit): number {
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
  const width = tableWidth(table);
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
        cell !== null && cell.columns > 1 && isFilled(below?.[index]) && isFilled(below?.[index + 1]),
    );
    const tall = row.some((cell) => cell !== null && cell.rows > 1);
    const second =
      below !== undefined &&
      spans &&
      (tall || filled(below).every((cell) => cell.heading || cell.text.length <= 12));
    if (!second) return { first: at, body: at + 1, columns: headed(columns) };
    const lower = columns.map((text, index) => {
      const own = below[index];
      if (!isFilled(own)) return text;
      // 事業目標 over 令和7年度 and 令和8年度: goals of two years.
      if (statedYears(own.text).length > 0 && !knows(own.text)) return `${own.text}${text}`;
      if (knows(own.text) || text === "" || isOwnKind(own.text)) return own.text;
      // 施策 over 名称 and 内容: two columns, not two of one kind.
      const beside = below.some((cell, at) => cell !== own && isFilled(cell) && columns[at] === text);
      return beside && /^(?:名称?|件名|項目名?|題名?)$/u.test(foldPrinted(own.text)) ? own.text : text;
    });
    return { first: at, body: at + 2, columns: headed(lower) };
  }
  return null;
}

/** 重点目標 over 番号, 内容 and 数値目標: the first and the last are something else than what stands above them. */
function isOwnKind(lower: string): boolean {
  const word = knownRole(lower, true)?.word;
  if (word === "無視") return !/(?:内容|詳細|説明|概要)$/u.test(lower);
  return word === "番号" || word === "指標" || word === "目標値" || word === "期限" || word === "担当課";
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

export function headingText(row: Row, index: number): string {
  for (let at = index; at >= 0; at -= 1) {
    const cell = row[at];
    if (cell == null) continue;
    return at === index || at + cell.columns > index ? cell.text : "";
  }
  return "";
}

/** Departments side by side: the table is read column by column. */
export const uprightTable = rememberOf((table: TableUnit): TableUnit => {
  const head = table.rows[0] ?? [];
  const names = head.slice(1).filter(isFilled);
  const all =
    names.length >= 2 &&
    names.every(
      (cell) => cell.units.length === 1 && cell.units[0]?.name != null && cell.units[0].name.label === null,
    );
  if (!all) return table;
  const corner = isFilled(head[0]) ? head[0] : { units: [], columns: 1, rows: 1, heading: true };
  const rows = head.map(
    (_, column): Row =>
      table.rows.map((row, at) =>
        column === 0 && at === 0 ? { ...corner, text: "部" } : (row[column] ?? null),
      ),
  );
  return { ...table, rows };
});

/**
 * The column whose cells are labels of rows: 項目｜内容.
 * @param isMain whether a text is the label of policies, goals or the like
 */
export function sidewaysColumn(table: TableUnit, isMain: (text: string) => boolean): number | null {
  if (tableWidth(table) < 2) return null;
  for (const column of [0, 1]) {
    const cells = table.rows.flatMap((row) => {
      const cell = row[column];
      return isFilled(cell) && filled(row).length >= 2 ? [{ row, cell }] : [];
    });
    const labels = cells.filter(
      ({ row, cell }) =>
        cell.text.length <= 40 && isMain(cell.text) && !isHeadings(row) && !returns(table, row),
    );
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
    // 重点目標, 成果指標, 目標値, 担当課 one below the other, each with one text: a table of one goal.
    const keys = cells.every(
      ({ row, cell }) => filled(row).length === 2 && knownRole(cell.text, true) !== null,
    );
    if (beside && keys && (cells.length >= 3 || namesNothingElse(table, column))) return column;
    if (beside && (labels.length >= 2 || (texts && labels.length * 3 >= cells.length))) return column;
  }
  return null;
}

/** 部名｜総務部, 重点目標｜訓練: the one text beside each label heads no column. */
const namesNothingElse = (table: TableUnit, column: number): boolean =>
  table.rows.every((row) => {
    const [only, ...others] = filled(row.slice(column + 1));
    return others.length === 0 && (only === undefined || knownRole(only.text, true) === null);
  });

/** 番号, 重点目標, 目標値, 時期: every cell names a column, also where a table prints the row again for each department. */
function isHeadings(row: Row): boolean {
  const cells = filled(row);
  return cells.every((cell) => cell.text.length <= 20 && knownRole(cell.text, true)?.sure === true);
}

/** A row that stands in the table again, word for word, names columns: below a label stands another text each time. */
const returns = (table: TableUnit, row: Row): boolean =>
  filled(row).length >= 3 && (alike(table).get(textOf(row))?.length ?? 0) > 1;

const textOf = (row: Row): string => row.map((cell) => cell?.text ?? "").join("\n");

/** The rows of a table by what they say. */
const alike = rememberOf((table: TableUnit) => grouped(table.rows, textOf));

interface Group {
  readonly unit: Unit;
  readonly text: string;
  readonly heading: string | null;
  readonly depth: number;
  /** Lines below it that may as well explain it: taken into the text, or not where somebody said so. */
  readonly below: readonly Unit[];
}

/**
 * The texts of a cell, one for each mark or line.
 * @param joins whether a line that may explain an item is more of its text; null where nobody said so
 */
export function cellGroups(cell: UnitCell, joins: boolean | null): readonly Group[] {
  const groups: (Omit<Group, "text"> & { pieces: string[]; below: Unit[] })[] = [];
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
      const explains = mayExplain(before, unit.text, joins === false);
      if (explains) last.below.push(unit);
      if (!explains || joins !== false) last.pieces.push(unit.text);
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
    groups.push({ unit, heading, depth: deeper ? 1 : 0, pieces: [unit.text], below: [] });
  }
  return groups.map(({ pieces, ...group }) => ({ ...group, text: glueAll(pieces) }));
}

export interface IndexEntry {
  readonly name: string;
  readonly number: number | null;
  readonly line: number;
}

/** Names of departments in a table that only lists them, or null for any other table. */
export const indexOf = rememberOf((table: TableUnit): readonly IndexEntry[] | null => {
  const entries: IndexEntry[] = [];
  for (const row of table.rows) {
    let number: number | null = null;
    for (const cell of row) {
      if (cell === null || cell.text === "" || /^\s*[-|:\s]+\s*$/u.test(cell.text)) continue;
      if (/^[0-9０-９]{1,3}[.．]?$/u.test(cell.text)) {
        number = Number.parseInt(cell.text.normalize("NFKC"), 10);
        continue;
      }
      for (const unit of cell.units) {
        if (unit.name === null || unit.name.label !== null) return null;
        entries.push({ name: unit.name.name, number: unit.name.number ?? number, line: unit.line });
        number = null;
      }
    }
  }
  return entries.length >= 2 ? entries : null;
});
