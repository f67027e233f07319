/** Reads the rows of one table into the collector. What cannot be placed becomes a problem, named by row and column. */

import { parseFiscalYear } from "../../domain/time.js";
import { type DetailField, type Field, KIND_LABELS, type Kind, readKind } from "./columns.js";
import type { PlanCollector } from "./gather.js";
import { findFlaw, rowName, rowsOf, type Table } from "./workbook.js";

/** Splits a cell into the statements it holds: one per line, or one per mark, without the marks. */

/** A sign that opens an item at the start of a line. `○○` is a blank to be filled in, not a mark. */
const BULLET = /^(?:([○●◯〇◎◇◆□■▪・•‣])(?!\1)|[-*–](?=[\s　]))[\s　]*/u;
/** Marks that may also open an item in the middle of a line, after a blank or a full stop. */
const INLINE_BULLET = /(?<=[\s　。])(?=([○●◯〇◆■])(?!\1))/u;
const NUMBER = /^(?:[((]([0-9０-９]{1,2})[))]|([0-9０-９]{1,2})[.．、))]|([①-⑳]))[\s　]*/u;

/** The items of a cell that may hold several, in their order; texts are trimmed and otherwise untouched. */
export function splitItems(cell: string): readonly string[] {
  const lines = linesOf(cell);
  if (lines.some((line) => BULLET.test(line))) return joinByMark(lines, BULLET).flatMap(splitInline);
  if (isNumbered(lines)) return joinByMark(lines, NUMBER).map((item) => item.replace(NUMBER, ""));
  return lines;
}

/**
 * The items of a cell that is meant to hold one: several only where several lines carry a mark.
 * Line breaks inside one statement are kept as they were typed.
 */
export function splitMarkedItems(cell: string): readonly string[] {
  const lines = linesOf(cell);
  const marked = lines.filter((line) => BULLET.test(line)).length;
  if (marked > 1 || (lines.length === 1 && INLINE_BULLET.test(cell) && marked === 1)) return splitItems(cell);
  const text = cell.trim().replace(BULLET, "");
  return text === "" ? [] : [text];
}

function linesOf(cell: string): readonly string[] {
  return cell
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Numbers are marks only where they count 1, 2, 3 from the first line on; `3つの駅` and `(仮称)` never are. */
function isNumbered(lines: readonly string[]): boolean {
  const numbers = lines.map(numberOf).filter((number) => number !== null);
  return (
    lines.length > 1 &&
    numberOf(lines[0] ?? "") === 1 &&
    numbers.length > 1 &&
    numbers.every((n, i) => n === i + 1)
  );
}

function numberOf(line: string): number | null {
  const match = NUMBER.exec(line);
  if (match === null) return null;
  const circled = match[3];
  return circled === undefined
    ? Number((match[1] ?? match[2] ?? "").normalize("NFKC"))
    : circled.charCodeAt(0) - 0x245f;
}

function joinByMark(lines: readonly string[], mark: RegExp): readonly string[] {
  const items: string[] = [];
  for (const line of lines) {
    const last = items.at(-1);
    if (last === undefined || mark.test(line)) items.push(line);
    else items[items.length - 1] = `${last}${joint(last, line)}${line}`;
  }
  return items;
}

/** A line broken by hand is joined as Japanese is, without a blank, except between Latin words. */
function joint(before: string, after: string): string {
  return /[A-Za-z0-9,.]$/.test(before) && /^[A-Za-z0-9]/.test(after) ? " " : "";
}

function splitInline(item: string): readonly string[] {
  return (
    (BULLET.test(item) ? item.split(INLINE_BULLET) : [item])
      // The lookahead's group is part of what split returns: a lone mark.
      .filter((part): part is string => part !== undefined && part.trim().length > 1)
      .map((part) => part.trim().replace(BULLET, ""))
      .filter((part) => part !== "")
  );
}

/** What is gathered while all tables of a file are read. */
export interface Reading {
  readonly collector: PlanCollector;
  /** Japanese sentences, each with row and column; one of them stops the import. */
  readonly problems: string[];
  readonly municipalities: Set<string>;
  readonly fiscalYears: Set<number>;
}

/** 部 and 柱 of the rows above, which a blank cell continues. */
interface Carry {
  department: string;
  section: string;
}

/** One row, its cells by field, and where to complain about it. */
interface Row {
  readonly table: Table;
  readonly index: number;
  readonly cells: readonly string[];
  readonly cell: (field: Field) => string;
  readonly problem: (label: string, sentence: string) => void;
  readonly warn: (sentence: string) => void;
}

interface Found {
  readonly kind: Kind;
  readonly text: string;
}

const DETAILS: readonly DetailField[] = ["owner", "indicator", "target", "deadline"];
const labelOf = ({ table }: Row, field: Field): string =>
  table.grid.rows[table.headerRow]?.[table.columns.fields.get(field) ?? -1]?.trim() ?? "";
const TOTAL_ROW = /^(?:総|小)?(?:合)?計$/;
const WHOLE_MUNICIPALITY: readonly Kind[] = ["overall", "framework"];

export function readTable(table: Table, reading: Reading): void {
  const { columns, headerRow, sheetDepartment, grid } = table;
  const rows = rowsOf(table);
  const heading = rows[headerRow] ?? [];
  for (const { column, label } of columns.ignored) {
    if (!rows.slice(headerRow + 1).some((row) => (row[column] ?? "").trim() !== "")) continue;
    const place = rowName(grid, headerRow);
    reading.collector.warn(headerRow + 1, `${place}「${label}」: 様式にない列のため読みませんでした。`);
  }
  const carry: Carry = { department: sheetDepartment ?? "", section: "" };
  if (sheetDepartment !== null) reading.collector.addDepartment(sheetDepartment, headerRow + 1, "", []);
  for (const [index, cells] of rows.entries()) {
    if (index <= headerRow || isBlank(cells) || isSameRow(cells, heading)) continue;
    readRow(rowOf(table, index, cells, reading), carry, reading);
  }
}

function rowOf(table: Table, index: number, cells: readonly string[], reading: Reading): Row {
  const { grid, columns } = table;
  return {
    table,
    index,
    cells,
    cell: (field) => cells[columns.fields.get(field) ?? -1]?.trim() ?? "",
    problem: (label, sentence) => {
      reading.problems.push(`${rowName(grid, index)}「${label}」: ${sentence}`);
    },
    warn: (sentence) => reading.collector.warn(index + 1, `${rowName(grid, index)}${sentence}`),
  };
}

function readRow(row: Row, carry: Carry, reading: Reading): void {
  const flaw = findFlaw(row.table, row.index);
  if (flaw !== null) {
    row.problem(flaw.label, flaw.reason);
    return;
  }
  const name = oneLine(row.cell("department"));
  if (TOTAL_ROW.test(name.replace(/\s/g, ""))) {
    row.warn(`: 「${name}」の行は集計とみなして読みませんでした。`);
    return;
  }
  readFacts(row, reading);
  const found = [...readText(row), ...readKindColumns(row, carry)];
  const ofMunicipality = found.length > 0 && found.every(({ kind }) => WHOLE_MUNICIPALITY.includes(kind));
  if (!ofMunicipality) moveOn(row, name, carry, reading);
  if (found.length > 0 && !ofMunicipality && carry.department === "") {
    row.problem(departmentLabel(row.table), "空です。どの部の行かを書いてください。");
    return;
  }
  store(row, found, carry, reading);
}

/** Takes over what the row says about its 部 and 柱. */
function moveOn(row: Row, name: string, carry: Carry, reading: Reading): void {
  if (name !== "") {
    if (!isSameName(name, carry.department)) carry.section = "";
    carry.department = name;
    reading.collector.addDepartment(
      name,
      row.index + 1,
      row.cell("reading"),
      splitAliases(row.cell("aliases")),
    );
  }
  if (row.cell("section") !== "") carry.section = oneLine(row.cell("section"));
}

function store(row: Row, found: readonly Found[], carry: Carry, { collector }: Reading): void {
  const number = readNumber(row.cell("number"));
  if (number === undefined)
    row.warn(`「番号」: 「${shorten(row.cell("number"))}」は数字ではないため使いません。`);
  const heading = row.cell("heading") === "" ? null : row.cell("heading");
  const details = DETAILS.flatMap((kind) =>
    row
      .cell(kind)
      .split("\n")
      .filter((text) => text.trim() !== "")
      .map((text) => ({ kind, label: labelOf(row, kind), text: text.trim() })),
  );
  for (const { kind, text } of found) {
    collector.add({ ...carry, kind, heading, number: number ?? null, text, row: row.index + 1, details });
  }
}

/** 種別 and 本文 of a row of the template. */
function readText(row: Row): readonly Found[] {
  const { fields } = row.table.columns;
  if (!fields.has("text") || !fields.has("kind")) return [];
  const written = row.cell("kind");
  const kind = readKind(written);
  const texts = splitMarkedItems(row.cell("text"));
  if (texts.length === 0) {
    if (kind !== null) row.warn("「本文」: 空のため、この行は読みませんでした。");
    return [];
  }
  if (kind !== null) return texts.map((text) => ({ kind, text }));
  const complaint = written === "" ? "空です。" : `「${shorten(written)}」は使えません。`;
  row.problem("種別", `${complaint}${Object.values(KIND_LABELS).join("・")}のいずれかを書いてください。`);
  return [];
}

/** The cells below 経営方針, 重点目標 …; a section that is itself a kind (組織横断の取組) decides for its whole row. */
function readKindColumns(row: Row, { section }: Carry): readonly Found[] {
  const named = readKind(row.cell("section") === "" ? section : row.cell("section"));
  const decided = named === "initiative" || named === "vision" || named === "overall" ? named : null;
  return row.table.columns.kinds.flatMap(({ kind, column }) =>
    splitItems(row.cells[column] ?? "").map((text) => ({ kind: decided ?? kind, text })),
  );
}

function readFacts({ cell, problem }: Row, { municipalities, fiscalYears }: Reading): void {
  if (cell("municipality") !== "") municipalities.add(cell("municipality"));
  const written = cell("fiscalYear");
  if (written === "") return;
  const fiscalYear = parseFiscalYear(written);
  if (fiscalYear !== null) fiscalYears.add(fiscalYear);
  else {
    const sentence = `「${shorten(written)}」を年度として読めません。令和8年度、R8、2026 のように書いてください。`;
    problem("年度", sentence);
  }
}

/** A positive whole number, null for a blank cell, undefined for anything else. */
function readNumber(written: string): number | null | undefined {
  if (written === "") return null;
  const match = /^\(?(?:No\.?)?(\d{1,4})[.)]?$/i.exec(written.normalize("NFKC").replace(/\s/g, ""));
  return match === null ? undefined : Number(match[1]);
}

const splitAliases = (written: string): readonly string[] =>
  written
    .split(/[、,，/／;；\n]/)
    .map((alias) => alias.trim())
    .filter((alias) => alias !== "");

const departmentLabel = ({ grid, columns, headerRow }: Table): string =>
  grid.rows[headerRow]?.[columns.fields.get("department") ?? -1]?.trim() ?? "部";

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, "");
const plain = (text: string): string => text.normalize("NFKC").replace(/\s/g, "");
const isSameName = (a: string, b: string): boolean => plain(a) === plain(b);
const isBlank = (row: readonly string[]): boolean => row.every((cell) => cell.trim() === "");
const isSameRow = (a: readonly string[], b: readonly string[]): boolean =>
  a.every((cell, i) => cell.trim() === (b[i] ?? "").trim());
const shorten = (text: string): string => (text.length > 20 ? `${text.slice(0, 20)}…` : text);
