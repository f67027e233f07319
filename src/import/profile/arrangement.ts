import { departmentName } from "../department-names.js";
import { NOTE } from "../marks.js";
import { foldPrinted } from "../printed-text.js";
import { isMainWord } from "./landmarks.js";
import { knownRole } from "./rules.js";
import {
  filled,
  headingRow,
  indexOf,
  isBlank,
  isFilled,
  type Row,
  sidewaysColumn,
  tableWidth,
} from "./table-shape.js";
import { DITTO } from "./tables.js";
import { type Node, type TableUnit, type Unit, type UnitCell, unitsIn } from "./units.js";

/**
 * What a document says by the place of its texts, said as rows and headings, so that a profile need know no more of it: a form
 * for each project becomes a row, the head of a table the lines it is, a sheet's name the heading of the sheet, departments side by
 * side one after the other, and the kinds of a list its columns.
 */
export function arranged(nodes: readonly Node[]): readonly Node[] {
  return underSheetNames(nodes.flatMap((node) => (node.kind === "table" ? ofTable(node.table) : [node])));
}

interface Pair {
  readonly key: UnitCell;
  readonly value: UnitCell;
}

/** A row that is key, value, key, value, with blank cells between the pairs or without; or whose cells each hold both. */
function pairsOf(row: Row): readonly Pair[] | null {
  return pairsWithin(row) ?? pairsBeside(row);
}

/** 部名：総務部 and 部長：山本 in a cell each. */
function pairsWithin(row: Row): readonly Pair[] | null {
  const pairs = row.filter(isFilled).map((cell): Pair | null => {
    const [unit, ...others] = cell.units;
    const said = /^([^:：]{1,12})[:：]\s*(\S.*)$/u.exec(unit?.text ?? "");
    if (unit === undefined || said === null || others.length > 0) return null;
    const part = (text: string): UnitCell => ({
      ...cell,
      text,
      units: [{ ...unit, text, name: departmentName(text) }],
    });
    return { key: part(said[1] ?? ""), value: part(said[2] ?? "") };
  });
  return pairs.every((pair) => pair !== null) && pairs.some(isDepartment) ? pairs : null;
}

function pairsBeside(row: Row): readonly Pair[] | null {
  const cells = row.filter((cell): cell is UnitCell => cell !== null);
  while (cells.length > 2 && isBlank(cells.at(-1))) cells.pop();
  const pairs: Pair[] = [];
  for (let at = 0; at < cells.length; at += 2) {
    while (pairs.length > 0 && isBlank(cells[at])) at += 1;
    const [key, value] = [cells[at], cells[at + 1]];
    if (key === undefined || value === undefined || isBlank(key) || key.text.length > 20) return null;
    pairs.push({ key, value });
  }
  return pairs.length === 0 ? null : pairs;
}

const isDepartment = ({ key, value }: Pair): boolean =>
  knownRole(key.text, true)?.word === "部" && value.units.length === 1 && value.units[0]?.name != null;

function ofTable(printed: TableUnit): readonly Node[] {
  const across = departmentsAcross(printed) ?? departmentsInCells(printed);
  if (across !== null) return across;
  const blocks = blocksOf(printed);
  if (blocks.length > 1) return blocks.flatMap(ofTable);
  const table = kindsAsColumns(printed) ?? printed;
  const rows = table.rows.map(pairsOf);
  return formRow(table, rows) ?? withoutHead(table, rows) ?? [{ kind: "table", table }];
}

/** 部局名 and its name again in mid-table: a block for each department, whose goals have a heading row of their own. */
function blocksOf(table: TableUnit): readonly TableUnit[] {
  const starts = table.rows.flatMap((row, at) => (pairsOf(row)?.some(isDepartment) === true ? [at] : []));
  if (starts.length < 2) return [table];
  return starts.map((start, at) => ({
    ...table,
    rows: table.rows.slice(at === 0 ? 0 : start, starts[at + 1]),
  }));
}

/** A table of keys and values, one of them the department, one a goal: one row under its keys. */
function formRow(table: TableUnit, rows: readonly (readonly Pair[] | null)[]): readonly Node[] | null {
  if (rows.length < 2 || !rows.every((row) => row !== null)) return null;
  const pairs = rows.flat();
  const keys = new Set(pairs.map(({ key }) => foldPrinted(key.text)));
  const known = pairs.filter(({ key }) => knownRole(key.text, true) !== null).length;
  // 部名 above the labels of one department heads what stands below it.
  if (!pairs.some(isDepartment) || rows.every((row) => row.length === 1)) return null;
  if (keys.size < pairs.length || known * 3 < pairs.length * 2) return null;
  if (!pairs.some(({ key }) => isMainWord(key.text)) || pairs.some(({ value }) => isMainWord(value.text)))
    return null;
  const keyRow = pairs.map(({ key }) => ({ ...alone(key), heading: true }));
  return [{ kind: "table", table: { ...table, rows: [keyRow, pairs.map(({ value }) => alone(value))] } }];
}

/** The department, its head and its policy, printed in the first rows of the table of its goals. */
function withoutHead(table: TableUnit, rows: readonly (readonly Pair[] | null)[]): readonly Node[] | null {
  if (sidewaysColumn(table, isMainWord) !== null) return null;
  // 部の使命 with its text beside it is a row of the head: the heading's cells all name columns.
  const first = rows.findIndex(
    (row) => row?.some(({ value }) => knownRole(value.text, true) !== null) ?? true,
  );
  const goals = { ...table, rows: table.rows.slice(first) };
  if (first < 1 || headingRow(goals, isMainWord)?.first !== 0) return null;
  const head = rows.slice(0, first);
  if (!head.some((row) => row?.some(isDepartment))) return null;
  const units = head.flatMap((row) => (row ?? []).flatMap(linesOfPair));
  return [...units.map((unit): Node => ({ kind: "unit", unit })), { kind: "table", table: goals }];
}

function linesOfPair(pair: Pair): readonly Unit[] {
  const { key, value } = pair;
  const [label] = key.units;
  const [first] = value.units;
  if (label === undefined || first === undefined) return [];
  if (isDepartment(pair)) return [{ ...first, gap: true }];
  if (isMainWord(key.text)) return [{ ...label, gap: true }, ...value.units];
  return [{ ...label, text: `${key.text}：${value.text}`, form: "行", name: null }];
}

/** A sheet for each department that only its tab names. */
function underSheetNames(nodes: readonly Node[]): readonly Node[] {
  const sheets = new Set(nodes.flatMap((node) => sheetOf(node) ?? []));
  const names = [...sheets].filter((name) => departmentName(name) !== null);
  if (names.length < 2 || names.length * 2 < sheets.size) return nodes;
  if (nodes.some((node) => node.kind === "unit" && node.unit.name !== null)) return nodes;
  let before: string | null = null;
  return nodes.flatMap((node): readonly Node[] => {
    const sheet = sheetOf(node);
    const begins = sheet !== before;
    before = sheet;
    return begins && sheet !== null && names.includes(sheet) ? [headingOf(sheet, node), node] : [node];
  });
}

const sheetOf = (node: Node): string | null => unitsIn(node)[0]?.place.sheet ?? null;

function headingOf(sheet: string, node: Node): Node {
  const line = node.kind === "unit" ? node.unit.line : node.table.line;
  const id = node.kind === "unit" ? node.unit.id : node.table.id;
  return {
    kind: "unit",
    unit: {
      // Between the elements of the file, which have whole numbers.
      id: id - 0.5,
      place: { page: null, sheet, line },
      line,
      level: 1,
      mark: null,
      text: sheet,
      indent: 0,
      gap: true,
      form: "見出し1",
      name: departmentName(sheet),
      width: 0,
    },
  };
}

/** Headings of the column that holds the statement itself, beside the one that says what kind it is. */
const CONTENT = /^(?:内容|本文|文|文章|文言|記載内容|記述|記述内容|詳細|(?:方針|目標|方針・目標)の?内容)$/u;

const isName = (cell: UnitCell | null | undefined): boolean =>
  cell?.units.length === 1 && cell.units[0]?.name != null && cell.units[0].name.label === null;
const textAt = (row: Row | undefined, column: number): string => row?.[column]?.text.trim() ?? "";
const alone = (cell: UnitCell): UnitCell => ({ ...cell, columns: 1, rows: 1 });

/**
 * 組織, 区分, 内容: a statement a row, its kind in a column of its own. Each kind becomes a column.
 * @returns null for a table that is none
 */
export function kindsAsColumns(table: TableUnit): TableUnit | null {
  const width = tableWidth(table);
  if (width < 3 || table.rows.some((row) => row.some((cell) => (cell?.columns ?? 1) > 1))) return null;
  const kind = kindColumn(table, width);
  if (kind === null) return null;
  const headed = !isMainWord(textAt(table.rows[0], kind));
  const heading = headed ? table.rows[0] : undefined;
  const body = table.rows.slice(headed ? 1 : 0);
  const department = departmentColumn(heading, body, width, kind);
  const content = contentColumn(heading, width, kind, department);
  if (department === null || content === null) return null;
  const kinds = kindsOf(body, kind, content);
  if (kinds === null) return null;
  const words = [...new Set(kinds)].filter((word) => word !== "");
  const others = Array.from({ length: width }, (_, at) => at).filter((at) => at !== kind && at !== content);
  const head = (text: string): UnitCell => ({ text, units: [], columns: 1, rows: 1, heading: true });
  const top = others.map((at) => headingCell(heading, at) ?? head(at === department ? "部" : ""));
  const rows: (UnitCell | null)[][] = [];
  for (const [at, row] of body.entries()) {
    const cell = row[content] ?? null;
    const column = others.length + words.indexOf(kinds[at] ?? "");
    const above = rows.at(-1);
    const same =
      row[department] == null || textAt(above, others.indexOf(department)) === textAt(row, department);
    // 指標 a row below its goal belongs beside it.
    if (
      isDetailWord(kinds[at] ?? "") &&
      cell !== null &&
      same &&
      above !== undefined &&
      above[column] === null
    )
      above[column] = alone(cell);
    else {
      const kept = others.map((other) => row[other] ?? null);
      rows.push([
        ...kept,
        ...words.map((word) => (word === kinds[at] && cell !== null ? alone(cell) : null)),
      ]);
    }
  }
  return { ...table, rows: [[...top, ...words.map(head)], ...rows] };
}

const headingCell = (row: Row | undefined, at: number): UnitCell | null => {
  const cell = row?.[at];
  return cell == null || isBlank(cell) ? null : cell;
};

const DETAILS = new Set(["担当課", "指標", "目標値", "期限"]);
const isDetailWord = (text: string): boolean => DETAILS.has(knownRole(text, true)?.word ?? "");

/** The column whose cells say 経営方針 or 重点目標, one of a few words in every row. */
function kindColumn(table: TableUnit, width: number): number | null {
  for (let column = 0; column < width; column += 1) {
    const texts = table.rows.slice(1).map((row) => textAt(row, column));
    const words = texts.filter((text) => text !== "" && !DITTO.test(foldPrinted(text)));
    const known = words.filter((text) => text.length <= 20 && (isMainWord(text) || isDetailWord(text)));
    if (words.filter(isMainWord).length < 3 || known.length * 5 < words.length * 4) continue;
    if (new Set(words).size > 8 || new Set(words).size * 2 > table.rows.length + 1) continue;
    const top = table.rows[0] ?? [];
    if (top.some((cell, at) => at !== column && cell !== null && isMainWord(cell.text))) return null;
    return column;
  }
  return null;
}

function departmentColumn(
  heading: Row | undefined,
  body: readonly Row[],
  width: number,
  kind: number,
): number | null {
  const columns = Array.from({ length: width }, (_, at) => at).filter((at) => at !== kind);
  const ranked = columns
    .map((at) => ({ at, known: heading === undefined ? null : knownRole(textAt(heading, at), true) }))
    .filter(({ known }) => known?.word === "部")
    .sort((a, b) => (b.known?.rank ?? 0) - (a.known?.rank ?? 0));
  const names = (at: number): boolean => {
    const cells = body
      .map((row) => row[at])
      .filter((cell) => !isBlank(cell) && !DITTO.test(foldPrinted(cell?.text ?? "")));
    return cells.length > 0 && cells.every(isName);
  };
  return ranked[0]?.at ?? columns.find(names) ?? null;
}

function contentColumn(
  heading: Row | undefined,
  width: number,
  kind: number,
  department: number | null,
): number | null {
  const right = Array.from({ length: width }, (_, at) => at).filter((at) => at > kind && at !== department);
  if (heading === undefined) return right.length === 1 ? (right[0] ?? null) : null;
  return (
    right.find((at) => CONTENT.test(foldPrinted(textAt(heading, at)))) ??
    right.find((at) => knownRole(textAt(heading, at), true) === null) ??
    null
  );
}

/** What kind the statement of every row is, a ditto sign or a merged cell read as what it repeats; null where one has none. */
function kindsOf(body: readonly Row[], kind: number, content: number): readonly string[] | null {
  const kinds: string[] = [];
  let before = "";
  for (const row of body) {
    const text = textAt(row, kind);
    if (text !== "" && !DITTO.test(foldPrinted(text))) before = text;
    if (before === "" && !isBlank(row[content])) return null;
    kinds.push(before);
  }
  return kinds;
}

/**
 * Departments side by side, each above its own columns, without a column of labels that all of them share: a heading for each, and
 * its texts, or the table that its columns are.
 * @returns null for a table that is none
 */
export function departmentsAcross(table: TableUnit): readonly Node[] | null {
  const width = tableWidth(table);
  const [head, ...body] = table.rows;
  if (head === undefined || body.length === 0 || indexOf(table) !== null) return null;
  const labelled = new Set(
    body.flatMap((row) => row.flatMap((cell, at) => (isFilled(cell) && isMainWord(cell.text) ? [at] : []))),
  );
  // A label that only the first column prints is that of all.
  const across = (row: Row): UnitCell | undefined => {
    const [only, ...others] = row.filter(isFilled);
    if (only === undefined || others.length > 0) return undefined;
    return only.columns >= width || (labelled.size === 1 && isMainWord(only.text)) ? only : undefined;
  };
  const counts = (row: Row): boolean =>
    across(row) !== undefined || isNoteRow(row) || FIGURES.test(textAt(row, 0));
  const first = !isName(head[0]) && body.every(counts) ? 1 : 0;
  const starts = head.flatMap((cell, at) => (at >= first && !isBlank(cell) ? [at] : []));
  if (starts.length < 2 || starts[0] !== first || !starts.every((at) => isName(head[at]))) return null;
  const speaks = (row: Row): boolean => {
    const band = across(row);
    return isNoteRow(row) || (band !== undefined && !isMainWord(band.text));
  };
  const texts = body.filter((row) => !speaks(row));
  const below = starts.map((at, index) => {
    const own = texts.map((row): Row => {
      const band = across(row);
      return band === undefined ? row.slice(at, starts[index + 1] ?? width) : [band];
    });
    return ownTexts(table, own);
  });
  if (!below.every((nodes) => nodes !== null)) return null;
  return [
    ...starts.flatMap((at, index) => [
      ...unitsOf(head[at]).map(asHeading).map(asNode),
      ...(below[index] ?? []),
    ]),
    ...body.filter(speaks).flatMap((row) => row.flatMap(unitsOf).map(asNode)),
  ];
}

/** Cells for layout alone, in each a department with its labels and goals. */
function departmentsInCells({ rows }: TableUnit): readonly Node[] | null {
  const cells = rows.flatMap(filled);
  const isWhole = ({ units: [first, ...others] }: UnitCell): boolean =>
    first?.name != null && others.some(({ text }) => isMainWord(text));
  if (cells.length < 2 || !cells.every(isWhole)) return null;
  return cells.flatMap((cell) => unitsOf(cell).map((unit, at) => asNode(at === 0 ? asHeading(unit) : unit)));
}

/** Numbers of rows. */
const FIGURES = /^[0-9０-９①-⑳.．()（）]*$/u;

/** What stands in the columns of one department: its lines, where each row has one text, or a table; null where that is not certain. */
function ownTexts(table: TableUnit, rows: readonly Row[]): readonly Node[] | null {
  const cells = rows.map((row) => {
    const texts = row.filter((cell) => isFilled(cell) && !FIGURES.test(cell.text));
    return texts.length > 0 ? texts : row.filter(isFilled);
  });
  if (cells.every((row) => row.length <= 1)) return cells.flatMap((row) => row.flatMap(unitsOf).map(asNode));
  const filledRows = rows.filter((row) => row.some(isFilled));
  const own = { ...table, rows: filledRows };
  const isRead = sidewaysColumn(own, isMainWord) !== null || headingRow(own, isMainWord)?.first === 0;
  return isRead ? [{ kind: "table", table: own }] : null;
}

const asNode = (unit: Unit): Node => ({ kind: "unit", unit });

/** ※ below the table speaks of all of it. */
function isNoteRow(row: Row): boolean {
  const cells = row.filter((cell) => !isBlank(cell));
  return cells.length === 1 && NOTE.test(cells[0]?.text ?? "");
}

/** The lines of a cell; the first begins anew, whatever stood in the cell before. */
const unitsOf = (cell: UnitCell | null | undefined): readonly Unit[] =>
  (cell?.units ?? []).map((unit, at) => (at === 0 ? { ...unit, gap: true } : unit));

/** The lowest heading: labels above the table stay open. */
const asHeading = (unit: Unit): Unit => ({ ...unit, level: 6, form: "見出し6" });
