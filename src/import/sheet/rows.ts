/** Reads the rows of one table into the collector. What cannot be placed becomes a problem, named by row and column. */

import { parseFiscalYear } from "../../domain/time.js";
import { glueAll } from "../printed-text.js";
import { splitItems } from "../read/inline-text.js";
import { type DetailField, type Field, KIND_LABELS, type Kind, readKind } from "./columns.js";
import type { PlanCollector } from "./gather.js";
import { findFlaw, rowName, rowsOf, type Table } from "./workbook.js";

/** A sign that opens an item at the start of a line. `○○` is a blank to be filled in, not a mark. */
const BULLET = /^(?:([○●◯〇◎◇◆□■▪・•‣])(?!\1)|[-*–](?=[\s　]))[\s　]*/u;
/**
 * The items of a cell that is meant to hold one: several only where several lines carry a mark.
 * Line breaks inside one statement are kept as they were typed.
 */
export function splitMarkedItems(cell: string): readonly string[] {
  const lines = cell
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const marked = lines.filter((line) => BULLET.test(line)).length;
  const items = marked > 1 || lines.length === 1 ? joinByMark(lines).flatMap(splitItems) : [cell.trim()];
  return items.map((item) => item.replace(BULLET, "")).filter((text) => text !== "");
}

function joinByMark(lines: readonly string[]): readonly string[] {
  const items: string[] = [];
  for (const line of lines) {
    const last = items.at(-1);
    if (last === undefined || BULLET.test(line)) items.push(line);
    else items[items.length - 1] = glueAll([last, line]);
  }
  return items;
}

/** What is gathered while all tables of a file are read. */
export interface SheetReading {
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

export function readSheetTable(table: Table, reading: SheetReading): void {
  const { columns, headerRow, grid } = table;
  const rows = rowsOf(table);
  const heading = rows[headerRow] ?? [];
  for (const { column, label } of columns.ignored) {
    if (!rows.slice(headerRow + 1).some((row) => (row[column] ?? "").trim() !== "")) continue;
    const place = rowName(grid, headerRow);
    reading.collector.warn(headerRow + 1, `${place}「${label}」: 様式にない列のため読みませんでした。`);
  }
  const carry: Carry = { department: "", section: "" };
  for (const [index, cells] of rows.entries()) {
    if (index <= headerRow || isBlank(cells) || isSameRow(cells, heading)) continue;
    readRow(rowOf(table, index, cells, reading), carry, reading);
  }
}

function rowOf(table: Table, index: number, cells: readonly string[], reading: SheetReading): Row {
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

function readRow(row: Row, carry: Carry, reading: SheetReading): void {
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
  const found = readText(row);
  const ofMunicipality = found.length > 0 && found.every(({ kind }) => WHOLE_MUNICIPALITY.includes(kind));
  if (!ofMunicipality) moveOn(row, name, carry, reading);
  if (found.length > 0 && !ofMunicipality && carry.department === "") {
    row.problem(departmentLabel(row.table), "空です。どの部の行かを書いてください。");
    return;
  }
  store(row, found, carry, reading);
}

/** Takes over what the row says about its 部 and 柱. */
function moveOn(row: Row, name: string, carry: Carry, reading: SheetReading): void {
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

function store(row: Row, found: readonly Found[], carry: Carry, { collector }: SheetReading): void {
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

function readFacts({ cell, problem }: Row, { municipalities, fiscalYears }: SheetReading): void {
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
