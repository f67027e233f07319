import type { Place, ReadDocument } from "../elements.js";
import { trimBlanks } from "../printed-text.js";
import {
  Assembly,
  MAX_COLUMNS,
  NOWHERE,
  ofPlace,
  onPage,
  quote,
  type RawCell,
  Removed,
  type RemovedKind,
} from "./assembly.js";
import { splitItems } from "./inline-text.js";
import { type ParagraphLook, type RunLook, WordNumbering, WordStyles } from "./word-styles.js";
import { child, childrenNamed, isXml, openPackage, parseXml, type XmlElement, xmlText } from "./xml-tree.js";

type RawLine = RawCell["lines"][number];

/** A printed line as it grows; a paragraph has several where it has breaks. */
interface Growing {
  text: string;
  place: Place;
  bold: boolean;
  filled: boolean;
}

/** A Word document (.docx). Headers and footers are not part of the text; what is deleted, struck or hidden is listed. */
export async function readWord(bytes: Uint8Array): Promise<ReadDocument> {
  const parts = openPackage(bytes, "Word 文書");
  const main = mainPart(parts.read("_rels/.rels")) ?? "word/document.xml";
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  const xml = parts.read(main) ?? parts.read("word/document.xml") ?? "";
  const reader = new WordReader(
    new WordStyles(parts.read(`${folder}styles.xml`)),
    new WordNumbering(parts.read(`${folder}numbering.xml`)),
    xml.includes("lastRenderedPageBreak"),
  );
  const root = parseXml(xml);
  reader.body(child(root, "w:body") ?? root);
  const notes = parts.read(`${folder}footnotes.xml`);
  const core = parts.read("docProps/core.xml");
  return reader.finish(notes, core === null ? null : xmlTitle(core));
}

/** The part that the package itself names as its document. */
function mainPart(relationships: string | null): string | null {
  if (relationships === null) return null;
  const found = childrenNamed(parseXml(relationships), "Relationship").find((one) =>
    /\/officeDocument$/u.test(one.attributes.Type ?? ""),
  );
  return found?.attributes.Target?.replace(/^\//u, "") ?? null;
}

function xmlTitle(core: string): string | null {
  const title = child(parseXml(core), "dc:title");
  return title === undefined ? null : xmlText(title);
}

/** What only wraps others: content controls, links, what was inserted or deleted since, a drawing in two forms. */
const WRAPS = new Set(
  (
    "w:sdt w:sdtContent w:ins w:moveTo w:del w:moveFrom w:customXml w:smartTag w:hyperlink w:fldSimple w:dir w:bdo " +
    "mc:AlternateContent"
  ).split(" "),
);

interface Unwrapped {
  readonly node: XmlElement;
  /** It stands in what was deleted. */
  readonly deleted: boolean;
}

/** The elements inside of another in their order, through everything that only wraps them. */
function unwrapped(parent: XmlElement, deleted = false, found: Unwrapped[] = []): readonly Unwrapped[] {
  for (const node of parent.children) {
    if (!isXml(node)) continue;
    const gone = deleted || node.name === "w:del" || node.name === "w:moveFrom";
    if (!WRAPS.has(node.name)) found.push({ node, deleted: gone });
    else {
      const inner = child(node, "w:sdtContent") ?? child(node, "mc:Choice") ?? child(node, "mc:Fallback");
      unwrapped(inner ?? node, gone, found);
    }
  }
  return found;
}

const partsOf = (parent: XmlElement, name: string): readonly Unwrapped[] =>
  unwrapped(parent).filter(({ node }) => node.name === name);

class WordReader {
  private readonly assembly = new Assembly();
  private readonly removed = new Removed(this.assembly);
  private lines: Growing[] = [];
  /** Text boxes of the paragraph that is being read. */
  private boxes: XmlElement[] = [];
  private page = 1;
  private furigana = 0;

  constructor(
    private readonly styles: WordStyles,
    private readonly numbering: WordNumbering,
    private readonly paged: boolean,
  ) {}

  body(body: XmlElement): void {
    this.blocks(body, (block) => {
      if (block.name === "w:tbl") {
        this.table(block);
        this.assembly.blank();
        return;
      }
      const look = this.styles.paragraph(child(block, "w:pPr"));
      if (isApart(child(block, "w:pPr"))) this.assembly.blank();
      const lines = this.paragraph(block, look);
      if (lines === null) return;
      if (look.level !== null && lines.length > 0) {
        const text = lines.map((line) => line.text).join(" ");
        this.assembly.heading(look.level, text, lines[0]?.place ?? this.place());
      } else if (lines.length === 0) this.assembly.blank();
      for (const { text, place, ...rest } of look.level === null ? lines : [])
        this.assembly.line(text, place, rest);
      this.textBoxes();
    });
  }

  finish(notes: string | null, title: string | null): ReadDocument {
    this.removed.report();
    this.assembly.leftFurigana(this.furigana);
    if (
      notes !== null &&
      childrenNamed(parseXml(notes), "w:footnote").some((note) => trimBlanks(xmlText(note)) !== "")
    )
      this.assembly.notice("unreadable", "脚注は読みませんでした。", NOWHERE);
    return this.assembly.finish("docx", title);
  }

  private place(): Place {
    return this.paged ? onPage(this.page, null) : NOWHERE;
  }

  /** Paragraphs and tables in order, through what only wraps them. */
  private blocks(parent: XmlElement, put: (block: XmlElement) => void): void {
    for (const { node, deleted } of unwrapped(parent)) {
      if (node.name !== "w:p" && node.name !== "w:tbl") continue;
      if (deleted) this.remove("deleted", xmlText(node));
      else put(node);
    }
  }

  /** The printed lines of a paragraph, or null where its end is deleted and the next one goes on with it. */
  private paragraph(paragraph: XmlElement, look: ParagraphLook): readonly RawLine[] | null {
    const properties = child(paragraph, "w:pPr");
    if (this.lines.length === 0) this.startLine();
    this.inline(paragraph, look, false);
    const end = child(properties, "w:rPr");
    if (child(end, "w:del") !== undefined || child(end, "w:moveFrom") !== undefined) return null;
    const grown = this.lines;
    this.lines = [];
    this.removed.report();
    const filled = grown.filter((line) => trimBlanks(line.text) !== "");
    if (filled.length === 0) return [];
    const mark = look.numbering === null ? "" : this.numbering.next(look.numbering.id, look.numbering.level);
    const indent = look.numbering === null ? indentOf(properties) : look.numbering.level * 2;
    return filled.map((line, index) => ({
      text: line.text,
      place: line.place,
      bold: line.bold,
      indent,
      ...(mark !== "" && index === 0 ? { mark } : {}),
    }));
  }

  private startLine(): void {
    this.lines.push({ text: "", place: this.place(), bold: true, filled: false });
  }

  private inline(parent: XmlElement, look: RunLook, within: boolean): void {
    for (const { node, deleted } of unwrapped(parent, within)) {
      if (node.name === "w:r") this.run(node, this.styles.run(look, child(node, "w:rPr")), deleted);
      else if (node.name.startsWith("m:oMath")) this.put(mathText(node), look, deleted);
    }
  }

  private run(run: XmlElement, look: RunLook, within: boolean): void {
    for (const { node, deleted } of unwrapped(run, within)) {
      switch (node.name) {
        case "w:t":
        case "w:delText":
          this.put(xmlText(node), look, deleted || node.name === "w:delText");
          break;
        case "w:tab":
        case "w:ptab":
          this.put(" ", look, deleted);
          break;
        case "w:noBreakHyphen":
          this.put("-", look, deleted);
          break;
        case "w:sym":
          this.put(
            String.fromCodePoint(Number.parseInt(node.attributes["w:char"] ?? "20", 16) & 0xffff),
            look,
            deleted,
          );
          break;
        case "w:br":
        case "w:cr":
          if (node.attributes["w:type"] === "page" && !this.paged) this.page += 1;
          if (node.attributes["w:type"] === "page" && this.lines.every((line) => !line.filled))
            this.assembly.blank();
          if (!deleted) this.startLine();
          break;
        case "w:lastRenderedPageBreak":
          this.page += 1;
          for (const line of this.lines.slice(-1)) if (!line.filled) line.place = this.place();
          break;
        case "w:ruby":
          this.furigana += 1;
          this.inline(child(node, "w:rubyBase") ?? node, look, deleted);
          break;
        case "w:drawing":
        case "w:pict":
        case "w:object":
          if (!deleted) this.findBoxes(node);
          break;
        default:
      }
    }
  }

  private put(text: string, look: RunLook, deleted: boolean): void {
    if (text === "") return;
    if (deleted || look.struck || look.hidden) {
      this.remove(deleted ? "deleted" : look.hidden ? "concealed" : "struck", text);
      return;
    }
    if (trimBlanks(text) !== "") this.removed.report();
    const line = this.lines.at(-1);
    if (line === undefined) return;
    line.text += text.replace(/[\n\r\t]+/gu, " ");
    if (trimBlanks(text) === "") return;
    if (!line.filled) line.place = this.place();
    line.filled = true;
    line.bold &&= look.bold;
  }

  private remove(kind: RemovedKind, text: string): void {
    this.removed.add(kind, text, this.place());
  }

  private findBoxes(node: XmlElement): void {
    if (node.name === "w:txbxContent") this.boxes.push(node);
    else for (const inner of node.children) if (isXml(inner)) this.findBoxes(inner);
  }

  /** Where on the page a text box stands is not in its text: it is put behind its paragraph, and named. */
  private textBoxes(): void {
    for (let box = this.boxes.shift(); box !== undefined; box = this.boxes.shift()) {
      const place = this.place();
      this.assembly.blank();
      const words = trimBlanks(xmlText(box));
      if (words !== "") {
        const sentence = `${ofPlace(place)}テキストボックスの文字${quote(words)}は、置かれた段落のすぐ後に読みました。`;
        this.assembly.notice("mended", sentence, place);
      }
      this.body(box);
      this.assembly.blank();
    }
  }

  private table(table: XmlElement): void {
    let place = this.place();
    let rows: (RawCell & { rows: number })[][] = [];
    /** The cell that reaches down into each column. */
    const open: ((RawCell & { rows: number }) | undefined)[] = [];
    for (const { node: tr, deleted } of partsOf(table, "w:tr")) {
      const properties = child(tr, "w:trPr");
      const removed = deleted || child(properties, "w:del") !== undefined;
      if (removed || child(properties, "w:hidden") !== undefined) {
        this.remove(removed ? "deleted" : "concealed", xmlText(tr));
        continue;
      }
      const frame = frameIn(tr);
      if (frame !== null) {
        if (rows.length > 0) this.assembly.table(rows, place);
        this.textBoxes();
        this.body(frame);
        rows = [];
        open.length = 0;
        place = this.place();
        continue;
      }
      const cells: (RawCell & { rows: number })[] = [];
      let column = Number.parseInt(child(properties, "w:gridBefore")?.attributes["w:val"] ?? "0", 10) || 0;
      if (column > 0) cells.push({ lines: [], columns: column, rows: 1 });
      for (const { node: tc } of partsOf(tr, "w:tc")) {
        const look = child(tc, "w:tcPr");
        const span = Number.parseInt(child(look, "w:gridSpan")?.attributes["w:val"] ?? "1", 10) || 1;
        const columns = Math.min(Math.max(span, 1), MAX_COLUMNS);
        const merge = child(look, "w:vMerge");
        const above = open[column];
        const goesOn =
          merge !== undefined && merge.attributes["w:val"] !== "restart" && above?.columns === columns;
        if (goesOn) above.rows += 1;
        else {
          const cell = {
            lines: this.cell(tc),
            columns,
            rows: 1,
            heading: child(properties, "w:tblHeader") !== undefined,
          };
          cells.push(cell);
          for (let at = 0; at < columns; at += 1) open[column + at] = undefined;
          if (merge !== undefined) open[column] = cell;
        }
        column += columns;
        if (column >= MAX_COLUMNS) break;
      }
      rows.push(cells);
    }
    if (rows.length > 0) this.assembly.table(rows, place);
    this.textBoxes();
  }

  /** A table inside of a cell gives its lines, cell by cell. */
  private cell(parent: XmlElement): readonly RawLine[] {
    const found: RawLine[] = [];
    this.blocks(parent, (block) => {
      if (block.name === "w:tbl") {
        for (const { node: tr } of partsOf(block, "w:tr"))
          for (const { node: tc } of partsOf(tr, "w:tc")) found.push(...this.cell(tc));
        return;
      }
      const lines = this.paragraph(block, this.styles.paragraph(child(block, "w:pPr")));
      if (lines === null) return;
      if (lines.length === 0 && found.length > 0) found.push({ text: "", place: this.place() });
      for (const line of lines)
        found.push(
          ...splitItems(trimBlanks(line.text)).map((text, index) => {
            const { mark, ...rest } = line;
            return { ...rest, text, ...(mark !== undefined && index === 0 ? { mark } : {}) };
          }),
        );
    });
    // A paragraph whose end is deleted ends with its cell all the same.
    this.lines = [];
    return found;
  }
}

/** The only cell of a row, where a table stands in it: it is a frame around what it holds; null for any other row. */
function frameIn(row: XmlElement): XmlElement | null {
  const [only, ...others] = partsOf(row, "w:tc");
  return only !== undefined && others.length === 0 && partsOf(only.node, "w:tbl").length > 0
    ? only.node
    : null;
}

/** A new page before it, or a distance of at least half a line. */
function isApart(properties: XmlElement | undefined): boolean {
  const broken = child(properties, "w:pageBreakBefore");
  const before = child(properties, "w:spacing")?.attributes["w:before"] ?? "0";
  return (broken !== undefined && broken.attributes["w:val"] !== "0") || Number.parseInt(before, 10) >= 120;
}

/** In half-width columns; a full-width character of 10.5 points is 210 twips. */
function indentOf(properties: XmlElement | undefined): number {
  const indent = child(properties, "w:ind");
  const left = Number.parseInt(indent?.attributes["w:left"] ?? indent?.attributes["w:start"] ?? "0", 10);
  const hanging = Number.parseInt(indent?.attributes["w:hanging"] ?? "0", 10);
  const first = Number.parseInt(indent?.attributes["w:firstLine"] ?? "0", 10);
  const twips = (left || 0) - (hanging || 0) + (first || 0);
  return Math.min(Math.max(Math.round(twips / 105), 0), 100);
}

function mathText(element: XmlElement): string {
  if (element.name === "m:t") return xmlText(element);
  return element.children.map((node) => (isXml(node) ? mathText(node) : "")).join("");
}
