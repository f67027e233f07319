/**
 * Reads the rows of our form's tables into a plan: departments and sections in the order in which they first appear. What cannot be
 * placed becomes a problem, named by row and column.
 */

import { parseFiscalYear } from "../../domain/time.js";
import { plainName } from "../department-names.js";
import {
  type HeadedText,
  type ImportWarning,
  isCountedThrough,
  type ParsedDepartment,
  type ParsedPlan,
  type ParsedText,
  withPrintedNumbers,
} from "../document.js";
import { glueAll } from "../printed-text.js";
import {
  Collected,
  type CollectedDepartment,
  finishDepartment,
  type ItemKind,
} from "../profile/collected.js";
import { splitItems } from "../read/inline-text.js";
import { type Field, KIND_LABELS, type Kind, readKind } from "./columns.js";
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

/** 部 and 柱 of the rows above, which a blank cell continues. */
interface Carry {
  department: string;
  section: string;
}

/** One row of a table, by its index in the sheet. */
interface Row {
  readonly table: Table;
  readonly index: number;
  readonly cells: readonly string[];
}

interface Found {
  readonly kind: Kind;
  readonly text: string;
}

const columnOf = ({ table }: Row, field: Field): number => table.columns.fields.get(field) ?? -1;
const cellOf = (row: Row, field: Field): string => row.cells[columnOf(row, field)]?.trim() ?? "";
const labelOf = (row: Row, field: Field): string =>
  row.table.grid.rows[row.table.headerRow]?.[columnOf(row, field)]?.trim() ?? "";

const DETAILS = ["owner", "indicator", "target", "deadline"] as const;
const TOTAL_ROW = /^(?:総|小)?(?:合)?計$/;
const WHOLE_MUNICIPALITY: readonly Kind[] = ["overall", "framework"];
/** 組織運営方針 are the policies of a section of that name (see the export format). */
const ORGANISATION_SECTION = "組織運営方針";

const ITEM_KINDS: Readonly<Record<Exclude<Kind, "overall" | "framework">, ItemKind>> = {
  policy: "policy",
  organisation: "policy",
  goal: "goal",
  initiative: "initiative",
  vision: "vision",
  visionItem: "vision",
};

/** Gathers what all tables of a file say. */
export class FormReader {
  /** Japanese sentences, each with row and column; one of them stops the import. */
  readonly problems: string[] = [];
  readonly municipalities = new Set<string>();
  readonly fiscalYears = new Set<number>();
  readonly #collected = new Collected();
  readonly #readings = new Map<CollectedDepartment, string>();
  readonly #lastNumbers = new Map<CollectedDepartment, number>();
  readonly #overall: ParsedText[] = [];
  readonly #framework: HeadedText[] = [];
  readonly #warnings: ImportWarning[] = [];
  /** Of no concern where the numbers run through all departments. */
  readonly #outOfOrder: ImportWarning[] = [];

  warn(line: number, message: string): void {
    this.#warnings.push({ line, message });
  }

  /** Whether any row was understood as part of a plan. */
  get isEmpty(): boolean {
    const { departments } = this.#collected;
    return departments.length === 0 && this.#overall.length === 0 && this.#framework.length === 0;
  }

  readTable(table: Table): void {
    const { columns, headerRow, grid } = table;
    const rows = rowsOf(table);
    const heading = rows[headerRow] ?? [];
    for (const { column, label } of columns.ignored) {
      if (!rows.slice(headerRow + 1).some((row) => (row[column] ?? "").trim() !== "")) continue;
      const place = rowName(grid, headerRow);
      this.warn(headerRow + 1, `${place}「${label}」: 様式にない列のため読みませんでした。`);
    }
    const carry: Carry = { department: "", section: "" };
    for (const [index, cells] of rows.entries()) {
      if (index > headerRow && !isBlank(cells) && !isSameRow(cells, heading))
        this.#readRow({ table, index, cells }, carry);
    }
  }

  /** @param facts what the rows have in common, and what stands above their table */
  finish(facts: Pick<ParsedPlan, "municipality" | "fiscalYear" | "title">): ParsedPlan {
    const departments = this.#collected.departments.map((department, index) =>
      this.#close(department, index + 1),
    );
    if (!isCountedThrough(departments)) this.#warnings.push(...this.#outOfOrder);
    return {
      layout: "sheet",
      ...facts,
      issuedBy: null,
      updatedOn: null,
      overall: this.#overall,
      framework: this.#framework,
      departments: withPrintedNumbers(departments),
      warnings: this.#warnings.toSorted((a, b) => a.line - b.line),
      summarised: false,
    };
  }

  #problem({ table, index }: Row, label: string, sentence: string): void {
    this.problems.push(`${rowName(table.grid, index)}「${label}」: ${sentence}`);
  }

  #warnOf({ table, index }: Row, sentence: string): void {
    this.warn(index + 1, `${rowName(table.grid, index)}${sentence}`);
  }

  #readRow(row: Row, carry: Carry): void {
    const flaw = findFlaw(row.table, row.index);
    if (flaw !== null) {
      this.#problem(row, flaw.label, flaw.reason);
      return;
    }
    const name = oneLine(cellOf(row, "department"));
    if (TOTAL_ROW.test(name.replace(/\s/g, ""))) {
      this.#warnOf(row, `: 「${name}」の行は集計とみなして読みませんでした。`);
      return;
    }
    this.#readFacts(row);
    const found = this.#readText(row);
    const ofMunicipality = found.length > 0 && found.every(({ kind }) => WHOLE_MUNICIPALITY.includes(kind));
    if (!ofMunicipality) this.#moveOn(row, name, carry);
    if (found.length > 0 && !ofMunicipality && carry.department === "") {
      this.#problem(row, labelOf(row, "department"), "空です。どの部の行かを書いてください。");
      return;
    }
    this.#store(row, found, carry);
  }

  #readFacts(row: Row): void {
    const municipality = cellOf(row, "municipality");
    if (municipality !== "") this.municipalities.add(municipality);
    const written = cellOf(row, "fiscalYear");
    if (written === "") return;
    const fiscalYear = parseFiscalYear(written);
    if (fiscalYear !== null) this.fiscalYears.add(fiscalYear);
    else {
      const sentence = `「${shorten(written)}」を年度として読めません。令和8年度、R8、2026 のように書いてください。`;
      this.#problem(row, "年度", sentence);
    }
  }

  /** 種別 and 本文 of a row of the template. */
  #readText(row: Row): readonly Found[] {
    const written = cellOf(row, "kind");
    const kind = readKind(written);
    const texts = splitMarkedItems(cellOf(row, "text"));
    if (texts.length === 0) {
      if (kind !== null) this.#warnOf(row, "「本文」: 空のため、この行は読みませんでした。");
      return [];
    }
    if (kind !== null) return texts.map((text) => ({ kind, text }));
    const complaint = written === "" ? "空です。" : `「${shorten(written)}」は使えません。`;
    const kinds = Object.values(KIND_LABELS).join("・");
    this.#problem(row, "種別", `${complaint}${kinds}のいずれかを書いてください。`);
    return [];
  }

  /** Takes over what the row says about its 部 and 柱. */
  #moveOn(row: Row, name: string, carry: Carry): void {
    if (name !== "") {
      if (!isSameName(name, carry.department)) carry.section = "";
      carry.department = name;
      const department = this.#collected.open(plainName(name), row.index + 1);
      const reading = cellOf(row, "reading");
      if (reading !== "" && !this.#readings.has(department)) this.#readings.set(department, reading);
      department.aliases.push(...splitAliases(cellOf(row, "aliases")));
    }
    if (cellOf(row, "section") !== "") carry.section = oneLine(cellOf(row, "section"));
  }

  #store(row: Row, found: readonly Found[], { department, section }: Carry): void {
    const line = row.index + 1;
    const number = readNumber(cellOf(row, "number"));
    if (number === undefined)
      this.#warnOf(row, `「番号」: 「${shorten(cellOf(row, "number"))}」は数字ではないため使いません。`);
    const heading = cellOf(row, "heading") === "" ? null : cellOf(row, "heading");
    const details = DETAILS.flatMap((kind) =>
      cellOf(row, kind)
        .split("\n")
        .filter((text) => text.trim() !== "")
        .map((text) => ({ kind, label: labelOf(row, kind), text: text.trim() })),
    );
    for (const { kind, text } of found) {
      if (kind === "overall") this.#overall.push({ text, line });
      else if (kind === "framework") this.#framework.push({ heading, text, line });
      else {
        const open = this.#collected.open(plainName(department), line);
        const name = section === "" && kind === "organisation" ? ORGANISATION_SECTION : section;
        if (kind === "goal" && typeof number === "number") this.#checkNumber(open, number, line);
        open.items.push({
          kind: ITEM_KINDS[kind],
          pieces: [text],
          line,
          lines: [line],
          label: null,
          heading,
          // The first row of ビジョン is its lead; further rows, and numbered ones, are its items.
          marked: kind === "visionItem" || typeof number === "number",
          number: number ?? null,
          section: name === "" ? null : this.#collected.section(open, name, line),
          details: [...details],
          kept: true,
        });
      }
    }
  }

  /** Goals are numbered by their order; a number that runs against it is pointed out, once per place. */
  #checkNumber(department: CollectedDepartment, number: number, line: number): void {
    // Counting may start again at 1 with each section.
    if (number !== 1 && number <= (this.#lastNumbers.get(department) ?? 0)) {
      this.#outOfOrder.push({
        line,
        message: `${line}行目「番号」: ${number} が並び順と合いません。重点目標の番号は行の順に付けます。`,
      });
    }
    this.#lastNumbers.set(department, number);
  }

  #close(department: CollectedDepartment, order: number): ParsedDepartment {
    const { name, line, items } = department;
    if (items.length === 0)
      this.warn(
        line,
        `${line}行目: 「${name}」には方針も目標も書かれていません。部の名前だけを取り込みます。`,
      );
    const reading = this.#readings.get(department) ?? null;
    return { ...finishDepartment(department, order, false), reading };
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

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, "");
const plain = (text: string): string => text.normalize("NFKC").replace(/\s/g, "");
const isSameName = (a: string, b: string): boolean => plain(a) === plain(b);
const isBlank = (row: readonly string[]): boolean => row.every((cell) => cell.trim() === "");
const isSameRow = (a: readonly string[], b: readonly string[]): boolean =>
  a.every((cell, i) => cell.trim() === (b[i] ?? "").trim());
const shorten = (text: string): string => (text.length > 20 ? `${text.slice(0, 20)}…` : text);
