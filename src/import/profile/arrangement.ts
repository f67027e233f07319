import { departmentName } from "../department-names.js";
import { fold } from "../printed-text.js";
import { isMainWord } from "./landmarks.js";
import { knownRole } from "./rules.js";
import { headingRow, isBlank, sidewaysColumn } from "./table-shape.js";
import { departmentsAcross, kindsAsColumns } from "./turned-tables.js";
import type { Node, TableUnit, Unit, UnitCell } from "./units.js";

/**
 * What a document says by the place of its texts, said as rows and headings, so that a profile need know no more of it: a form
 * for each project becomes a row, the head of a table the lines it is, a sheet's name the heading of the sheet, departments side by
 * side one after the other, and the kinds of a list its columns.
 */
export function arranged(nodes: readonly Node[]): readonly Node[] {
  return underSheetNames(nodes.flatMap((node) => (node.kind === "table" ? ofTable(node.table) : [node])));
}

type Row = TableUnit["rows"][number];

interface Pair {
  readonly key: UnitCell;
  readonly value: UnitCell;
}

/** A row that is key, value, key, value. */
function pairsOf(row: Row): readonly Pair[] | null {
  const cells = row.filter((cell): cell is UnitCell => cell !== null);
  while (cells.length > 2 && isBlank(cells.at(-1))) cells.pop();
  if (cells.length === 0 || cells.length % 2 === 1) return null;
  const pairs: Pair[] = [];
  for (let at = 0; at < cells.length; at += 2) {
    const [key, value] = [cells[at], cells[at + 1]];
    if (key === undefined || value === undefined || isBlank(key) || key.text.length > 20) return null;
    pairs.push({ key, value });
  }
  return pairs;
}

const isDepartment = ({ key, value }: Pair): boolean =>
  knownRole(key.text, true)?.word === "部" && value.units.length === 1 && value.units[0]?.name != null;

function ofTable(printed: TableUnit): readonly Node[] {
  const across = departmentsAcross(printed);
  if (across !== null) return across;
  const table = kindsAsColumns(printed) ?? printed;
  const rows = table.rows.map(pairsOf);
  return formRow(table, rows) ?? withoutHead(table, rows) ?? [{ kind: "table", table }];
}

/** A table of keys and values, one of them the department, one a goal: one row under its keys. */
function formRow(table: TableUnit, rows: readonly (readonly Pair[] | null)[]): readonly Node[] | null {
  if (rows.length < 2 || !rows.every((row) => row !== null)) return null;
  const pairs = rows.flat();
  const keys = new Set(pairs.map(({ key }) => fold(key.text)));
  const known = pairs.filter(({ key }) => knownRole(key.text, true) !== null).length;
  // 部名 above the labels of one department heads what stands below it.
  if (!pairs.some(isDepartment) || rows.every((row) => row.length === 1)) return null;
  if (keys.size < pairs.length || known * 3 < pairs.length * 2) return null;
  if (!pairs.some(({ key }) => isMainWord(key.text)) || pairs.some(({ value }) => isMainWord(value.text)))
    return null;
  const alone = (cell: UnitCell): UnitCell => ({ ...cell, columns: 1, rows: 1 });
  const keyRow = pairs.map(({ key }) => ({ ...alone(key), heading: true }));
  return [{ kind: "table", table: { ...table, rows: [keyRow, pairs.map(({ value }) => alone(value))] } }];
}

/** The department, its head and its policy, printed in the first rows of the table of its goals. */
function withoutHead(table: TableUnit, rows: readonly (readonly Pair[] | null)[]): readonly Node[] | null {
  if (sidewaysColumn(table, isMainWord) !== null) return null;
  const heading = headingRow(table, isMainWord);
  if (heading === null || heading.first === 0) return null;
  const head = rows.slice(0, heading.first);
  if (!head.some((row) => row?.some(isDepartment)) || !head.every((row) => row !== null)) return null;
  const units = head.flatMap((row) => row.flatMap(linesOfPair));
  return [
    ...units.map((unit): Node => ({ kind: "unit", unit })),
    { kind: "table", table: { ...table, rows: table.rows.slice(heading.first) } },
  ];
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

const firstUnit = (node: Node): Unit | undefined =>
  node.kind === "unit" ? node.unit : node.table.rows.flat().find((cell) => cell?.units.length)?.units[0];

const sheetOf = (node: Node): string | null => firstUnit(node)?.place.sheet ?? null;

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
