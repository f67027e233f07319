import { crc32 } from "node:zlib";
import type { Cell, CellValue, Sheet } from "hucre/xlsx";
import { ImportError } from "../document.js";
import { openPackage } from "./xml-tree.js";

/** A number or date of a cell as its format prints it, for the formats that plans use. */
export function numberAsPrinted(value: number | Date, format?: string): string {
  if (value instanceof Date) return printedDate(value, format ?? "");
  const code = (format ?? "").split(";")[0] ?? "";
  const found = /^([^0#?]*)([0#?,]*(?:\.[0#?]+)?)([\s\S]*)$/u.exec(withoutSpacing(code));
  const digits = found?.[2] ?? "";
  if (found === null || digits === "") return plainNumber(value);
  const [before, after] = [literal(found[1] ?? ""), literal(found[3] ?? "")];
  const scaled = after.includes("%") ? value * 100 : value;
  const decimals = /\.([0#?]+)/u.exec(digits)?.[1] ?? "";
  const rounded = scaled.toFixed(Math.min(decimals.length, 10));
  const short = decimals.includes("#") ? rounded.replace(/\.?0+$/u, "") : rounded;
  const [whole = "", fraction] = short.split(".");
  const padded = whole.padStart((digits.split(".")[0]?.match(/0/gu) ?? []).length, "0");
  const grouped = digits.includes(",") ? padded.replace(/\B(?=(?:\d{3})+$)/gu, ",") : padded;
  return `${before}${grouped}${fraction === undefined ? "" : `.${fraction}`}${after}`;
}

/** The shortest number that is meant: 0.1 + 0.2 is kept as 0.30000000000000004. */
const plainNumber = (value: number): string => String(Number(value.toPrecision(12)));

/** `_x` and `*x` leave room, `[red]` colours. */
const withoutSpacing = (code: string): string =>
  code.replace(/[_*]./gu, "").replace(/\[(?:[^\]\n]{0,40})\]/gu, "");

/** What stands between quotes or behind a backslash, and signs that print themselves. */
function literal(code: string): string {
  const printed = code.replace(
    /"([^"]*)"|\\(.)|(General|@)/gu,
    (_all, quoted?: string, escaped?: string) => quoted ?? escaped ?? "",
  );
  return printed;
}

const ERAS: readonly (readonly [number, string, string])[] = [
  [20190501, "令和", "R"],
  [19890108, "平成", "H"],
  [19261225, "昭和", "S"],
];

/** Excel's days have no zone; the library gives them as midnight in UTC. */
function printedDate(date: Date, format: string): string {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const code = withoutSpacing(format);
  if (/g/iu.test(code) && /e/iu.test(code)) {
    const [since = 0, name = "", letter = ""] =
      ERAS.find(([from]) => year * 10_000 + month * 100 + day >= from) ?? [];
    const count = year - Math.floor(since / 10_000) + 1;
    const era = /ggg/iu.test(code) ? name : /gg/iu.test(code) ? name.slice(0, 1) : letter;
    if (code.includes("年")) return `${era}${count}年${month}月${/d/iu.test(code) ? `${day}日` : ""}`;
    return `${era}${count}.${month}.${day}`;
  }
  const hasYear = /y/iu.test(code) || code === "";
  const hasDay = /d/iu.test(code) || code === "";
  if (code.includes("年") || code.includes("月"))
    return `${hasYear ? `${year}年` : ""}${month}月${hasDay ? `${day}日` : ""}`;
  return [hasYear ? String(year) : "", String(month), hasDay ? String(day) : ""]
    .filter((part) => part !== "")
    .join("/");
}

/**
 * A workbook as grids of text; the only file that knows the library. A formula is its stored result, never evaluated;
 * macros, external links and drawings are not touched at all.
 */

/** Cells that are merged, by their first and last row and column, from 0. */
export type MergedCells = NonNullable<Sheet["merges"]>[number];

export interface WorkbookSheet {
  readonly name: string;
  readonly hidden: boolean;
  /** Text of each cell as it is looked at, blanks kept, without what is struck; row 0 is the sheet's row 1. */
  readonly rows: readonly (readonly string[])[];
  /** The same as stored: numbers and days without their formats. */
  readonly values: readonly (readonly string[])[];
  readonly merges: readonly MergedCells[];
  readonly hiddenRows: ReadonlySet<number>;
  readonly hiddenColumns: ReadonlySet<number>;
  /** By `row,column`: what is struck in a cell. */
  readonly struck: ReadonlyMap<string, string>;
  /** By `row,column`: why the text of a cell cannot be trusted. */
  readonly flaws: ReadonlyMap<string, string>;
  /** By `row,column`. */
  readonly bold: ReadonlySet<string>;
}

const MAX_ROWS = 20_000;
const MAX_COLUMNS = 100;
const MAX_SHEETS = 50;
const MAX_MERGES = 20_000;
/** Different texts in all cells: twenty thousand rows of ten columns. */
const MAX_TEXTS = 200_000;
/** The parts that hold cell texts; everything else in the package is left closed. */
const NEEDED_PART =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/[^/]+\.xml|xl\/_rels\/[^/]+\.rels|xl\/worksheets\/[^/]+\.xml)$/u;
const SHEET_PART = /^xl\/worksheets\//u;
/** A guard against references like XFD1048576, for which the library would lay out every cell before it. */
const READ_RANGE = `A1:CV${MAX_ROWS + 100}`;
/** Furigana that Excel keeps beside a text. */
const PHONETIC = /<(?:\w+:)?rPh\b[^<>]*>(?:<(?:\w+:)?t\b[^<>]*>[^<>]*<\/(?:\w+:)?t>)?<\/(?:\w+:)?rPh>/gu;

export interface Workbook {
  readonly sheets: readonly WorkbookSheet[];
  /** How many texts had furigana. */
  readonly furigana: number;
}

/** Throws ImportError for what is no workbook or too large. */
export async function readWorkbookSheets(bytes: Uint8Array): Promise<Workbook> {
  const { packed, furigana } = cleanedPackage(bytes);
  let sheets: readonly Sheet[];
  try {
    const { readXlsx } = await import("hucre/xlsx");
    const book = await readXlsx(packed, {
      range: READ_RANGE,
      readStyles: true,
      sheets: (_info, index) => index < MAX_SHEETS,
    });
    sheets = book.sheets;
  } catch {
    // The library's own messages are English and speak of XML; the person can only save the file again.
    throw new ImportError(
      "Excel ブックとして開けません。Excel で開き「Excel ブック(.xlsx)」で保存し直してください。",
    );
  }
  return { sheets: sheets.map(toSheet), furigana };
}

/** The same workbook with only the parts that are needed, inflated within limits, and without what misleads the library. */
function cleanedPackage(bytes: Uint8Array): { readonly packed: Uint8Array; readonly furigana: number } {
  const source = openPackage(bytes, "Excel ブック");
  const parts: { name: string; text: string }[] = [];
  let furigana = 0;
  for (const name of source.names) {
    if (!NEEDED_PART.test(name)) continue;
    const text = source.read(name) ?? "";
    if (hasDeclarations(text))
      throw new ImportError("壊れた Excel ブックです。Excel で開いて保存し直してください。");
    if (SHEET_PART.test(name)) refuseTooManyRows(text);
    if (name === "xl/sharedStrings.xml") refuseTooManyTexts(text);
    const cleaned = text.replace(PHONETIC, () => {
      furigana += 1;
      return "";
    });
    parts.push({ name, text: name === "xl/styles.xml" ? withJapaneseFormats(cleaned) : cleaned });
  }
  return { packed: storedZip(parts), furigana };
}

/** Entities are declared before the first element, behind comments of any length. */
function hasDeclarations(xml: string): boolean {
  for (let at = xml.indexOf("<"); at >= 0; at = xml.indexOf("<", at)) {
    const end = xml.startsWith("<!--", at) ? "-->" : xml.startsWith("<?", at) ? "?>" : null;
    if (end === null) return xml.startsWith("<!", at);
    const closed = xml.indexOf(end, at);
    if (closed < 0) return false;
    at = closed + end.length;
  }
  return false;
}

/** Each text is an object of the library's; millions of them would take its thread's time and memory. */
function refuseTooManyTexts(xml: string): void {
  let count = 0;
  for (const _text of xml.matchAll(/<(?:\w+:)?si\b/gu)) {
    count += 1;
    if (count > MAX_TEXTS)
      throw new ImportError("セルの文字が多すぎるため読みません。計画の表だけを残して保存してください。");
  }
}

/** Rows are counted in the sheet's XML: the library's range would silently leave out what lies beyond it. */
function refuseTooManyRows(xml: string): void {
  let row = 0;
  for (const match of xml.matchAll(/<(?:\w+:)?row\b([^<>]*)>/gu)) {
    row = Number(/\br="(\d+)"/u.exec(match[1] ?? "")?.[1] ?? row + 1);
    if (row <= MAX_ROWS) continue;
    // Formatted blank rows at the end are common; only a value counts.
    if (/<(?:\w+:)?(?:v|is)\b/u.test(xml.slice(match.index)))
      throw new ImportError("20,000 行を超えるため読みません。計画の行だけを残して保存してください。");
    return;
  }
}

/** Numbers of formats that Excel has built in for Japanese and writes without their text. */
const JAPANESE_FORMATS: Readonly<Record<string, readonly number[]>> = {
  "[$-411]ge.m.d": [27, 36, 50, 57],
  '[$-411]ggge"年"m"月"d"日"': [28, 29, 51, 54, 58],
  'yyyy"年"m"月"d"日"': [31],
  'yyyy"年"m"月"': [34, 52, 55],
  'm"月"d"日"': [35, 53, 56],
};

function withJapaneseFormats(styles: string): string {
  const known = new Set([...styles.matchAll(/\bnumFmtId="(\d+)"\s+formatCode=/gu)].map((found) => found[1]));
  const missing = Object.entries(JAPANESE_FORMATS).flatMap(([code, ids]) =>
    ids
      .filter((id) => !known.has(String(id)))
      .map((id) => `<numFmt numFmtId="${id}" formatCode="${code.replaceAll('"', "&quot;")}"/>`),
  );
  const opened = /<numFmts\b[^<>]*>/u.exec(styles);
  if (opened !== null) return styles.replace(opened[0], () => `${opened[0]}${missing.join("")}`);
  return styles.replace(
    /<styleSheet\b[^<>]*>/u,
    (tag) => `${tag}<numFmts count="${missing.length}">${missing.join("")}</numFmts>`,
  );
}

function storedZip(parts: readonly { readonly name: string; readonly text: string }[]): Uint8Array {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text } of parts) {
    const data = Buffer.from(text);
    const path = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(0x0800, 2);
    facts.writeUInt32LE(crc32(data), 10);
    facts.writeUInt32LE(data.length, 14);
    facts.writeUInt32LE(data.length, 18);
    facts.writeUInt16LE(path.length, 22);
    chunks.push(Buffer.from([0x50, 0x4b, 3, 4]), facts, path, data);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), facts, tail, path);
    offset += 30 + path.length + data.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...chunks, listed, end]);
}

function toSheet(sheet: Sheet): WorkbookSheet {
  const merges = sheet.merges ?? [];
  if (merges.length > MAX_MERGES)
    throw new ImportError(`シート「${sheet.name}」の結合セルが多すぎます。結合を解除して保存してください。`);
  const struck = new Map<string, string>();
  const flaws = new Map<string, string>();
  const bold = new Set<string>();
  const rows = sheet.rows.map((row) => row.slice(0, MAX_COLUMNS).map((value) => plainText(value)));
  const values = rows.map((row) => [...row]);
  for (const [at, row] of sheet.rows.entries())
    for (const [column, value] of row.slice(0, MAX_COLUMNS).entries())
      if (value instanceof Date) setAt(values, at, column, value.toISOString().slice(0, 10));
  for (const [key, cell] of sheet.cells ?? []) {
    const [row = 0, column = 0] = key.split(",").map(Number);
    const flaw = flawOf(cell);
    if (flaw !== null) flaws.set(key, flaw);
    if (cell.style?.font?.bold === true) bold.add(key);
    const { shown, removed } = cellText(cell);
    if (removed !== "") struck.set(key, removed);
    setAt(rows, row, column, shown);
    if (removed !== "" || typeof cell.value === "string") setAt(values, row, column, shown);
  }
  const hiddenRows = new Set<number>();
  for (const [row, look] of sheet.rowDefs ?? [])
    if (look.hidden === true || look.height === 0) hiddenRows.add(row);
  const hiddenColumns = new Set<number>();
  for (const [column, look] of (sheet.columns ?? []).entries())
    if (look?.hidden === true || look?.width === 0) hiddenColumns.add(column);
  return {
    name: sheet.name,
    hidden: sheet.hidden === true || sheet.veryHidden === true,
    rows,
    values,
    merges,
    hiddenRows,
    hiddenColumns,
    struck,
    flaws,
    bold,
  };
}

function setAt(rows: readonly string[][], row: number, column: number, text: string): void {
  const line = rows[row];
  if (line !== undefined && column < MAX_COLUMNS) line[column] = text;
}

function flawOf(cell: Cell): string | null {
  if (cell.type === "error") return `数式がエラー(${String(cell.value)})です。値を直してください。`;
  const empty = cell.formula !== undefined && (cell.value === null || cell.value === "");
  return empty
    ? "数式の結果が保存されていません。Excel で開いて保存し直すか、値として貼り付けてください。"
    : null;
}

function cellText(cell: Cell): { readonly shown: string; readonly removed: string } {
  const whole = cell.style?.font?.strikethrough === true;
  if (cell.richText !== undefined) {
    let shown = "";
    let removed = "";
    for (const { text, font } of cell.richText) {
      // A run that says nothing of itself looks like its cell.
      const gone = font === undefined ? whole : font.strikethrough === true;
      if (gone) removed += plainText(text);
      else shown += plainText(text);
    }
    return { shown, removed };
  }
  const text = cell.type === "error" ? "" : plainText(cell.value, cell.style?.numFmt);
  return whole ? { shown: "", removed: text } : { shown: text, removed: "" };
}

function plainText(value: CellValue, format?: string): string {
  if (value === null) return "";
  if (value instanceof Date || typeof value === "number") return numberAsPrinted(value, format);
  const text = String(value)
    .replace(/_x000[dD]_\n?/gu, "\n")
    .replace(/\r\n?/gu, "\n");
  // `="001"` typed as a text keeps Excel from reading a number.
  return /^="([^"\n]*)"$/u.exec(text)?.[1] ?? text;
}
