import { type DepartmentName, departmentName, listsUnits } from "../department-names.js";
import type { Cell, DocumentElement, LineElement, Place, Standing } from "../elements.js";
import { type Mark, readMark } from "../marks.js";
import { displayWidth, elementOfPage, rowOfSheet, trimBlanks } from "../printed-text.js";

/** A heading or printed line with everything that a rule can ask about it. */
export interface Unit {
  readonly id: number;
  readonly place: Place;
  /** Its line, or a number for its row of a later sheet or its place on a page; no other text of the document has it. */
  readonly line: number;
  /** 1–6 for headings that the file marks, null for printed lines. */
  readonly level: number | null;
  readonly mark: Mark | null;
  readonly text: string;
  readonly indent: number;
  readonly gap: boolean;
  /** How it is printed: `見出し2`, `印■`, `枠【】`, `太字`, `行`. */
  readonly form: string;
  /** The unit whose name it prints, if it does. */
  readonly name: DepartmentName | null;
  readonly width: number;
}

/** `総務課・人事課・契約課` on a line below a department: what it consists of. */
export const isUnitList = ({ form, text }: Unit): boolean => form === "行" && listsUnits(text);

export interface TableUnit {
  readonly id: number;
  readonly line: number;
  readonly caption: string | null;
  readonly rows: readonly (readonly (UnitCell | null)[])[];
}

export interface UnitCell {
  readonly text: string;
  readonly units: readonly Unit[];
  readonly columns: number;
  readonly rows: number;
  readonly heading: boolean;
}

const OPEN = "【〔［[《≪〈＜<「『";
const CLOSE = "】〕］]》≫〉＞>」』";

/** The pair of brackets that encloses all of a text: `【】`. */
export function frameOf(text: string): string | null {
  const at = OPEN.indexOf(text.charAt(0));
  if (text.length < 3 || text.length > 80 || at < 0) return null;
  const close = CLOSE.charAt(at);
  return text.indexOf(close) === text.length - 1 ? `${text.charAt(0)}${close}` : null;
}

type LineOf = (standing: Standing) => number;

/** How much of a line's number each text in it has: a document has fewer texts than would fill one. */
const SHARE = 1 / 1_000_000;

/** How the places of a document are numbered. */
function linesIn(elements: readonly DocumentElement[]): LineOf {
  const sheets = [...new Set(elements.flatMap(({ place }) => place.sheet ?? []))];
  const shares = sharesIn(elements);
  return ({ place, id }) => {
    if (place.sheet !== null && place.line !== null)
      return rowOfSheet(Math.max(0, sheets.indexOf(place.sheet)), place.line);
    if (place.line !== null) return place.line + (shares.get(id) ?? 0);
    return place.page === null ? id : elementOfPage(place.page, id);
  };
}

/** A page may come as one long line: what stands in a line behind another text has a share of its number, a row of a table one. */
function sharesIn(elements: readonly DocumentElement[]): ReadonlyMap<number, number> {
  const shares = new Map<number, number>();
  let last = 0;
  let behind = 0;
  const number = (together: readonly Standing[]): void => {
    const first = together[0]?.place;
    if (first?.line == null || first.sheet !== null) return;
    behind = first.line > last ? 0 : behind + 1;
    for (const { id, place } of together) {
      if (behind > 0 && place.line === first.line) shares.set(id, behind * SHARE);
      last = Math.max(last, place.line ?? 0);
    }
  };
  for (const element of elements) {
    if (element.kind !== "table") number([element]);
    else for (const row of element.rows) number(row.flatMap((cell) => cell?.lines ?? []));
  }
  return shares;
}

function unitOfLine(line: LineElement, lineOf: LineOf): Unit {
  const printed = trimBlanks(line.text);
  const mark =
    line.mark === "" ? null : (readMark(`${line.mark} ${printed === "" ? "空" : printed}`).mark ?? null);
  const frame = frameOf(printed);
  const form = mark !== null ? `印${mark.kind}` : frame !== null ? `枠${frame}` : line.bold ? "太字" : "行";
  return {
    id: line.id,
    place: line.place,
    line: lineOf(line),
    level: null,
    mark,
    text: printed,
    indent: line.indent,
    gap: line.gap > 0,
    form,
    name: printed.length > 60 ? null : departmentName(line.mark === "" ? printed : `${line.mark} ${printed}`),
    width: line.indent + displayWidth(`${line.mark}${line.text}`),
  };
}

function cellOf(cell: Cell, lineOf: LineOf): UnitCell {
  const units = cell.lines.map((line) => unitOfLine(line, lineOf));
  return {
    text: cell.lines.map((line) => `${line.mark === "-" ? "" : line.mark}${line.text}`).join(""),
    units,
    columns: cell.columns,
    rows: cell.rows,
    heading: cell.heading,
  };
}

export type Node =
  | { readonly kind: "unit"; readonly unit: Unit }
  | { readonly kind: "table"; readonly table: TableUnit };

/** Every text of a node: the one it is, or those of all cells. */
export const unitsIn = (node: Node): readonly Unit[] =>
  node.kind === "unit" ? [node.unit] : node.table.rows.flat().flatMap((cell) => cell?.units ?? []);

/** The elements of a document as rules see them. */
export function nodesOf(elements: readonly DocumentElement[]): readonly Node[] {
  const lineOf = linesIn(elements);
  const nodes = elements.map((element) => nodeOf(element, lineOf));
  for (let at = nodes.length - 2; at >= 0; at -= 1) nodes[at] = countedWith(nodes[at] as Node, nodes[at + 1]);
  return nodes;
}

const COUNT = /^([0-9０-９]{1,2})[\s\u3000]+(.+)$/u;

/** `1 人と自然の共生` right above `2 緑の保全`: the number of an item, though it could be an amount by itself. */
function countedWith(node: Node, next: Node | undefined): Node {
  if (node.kind !== "unit" || next?.kind !== "unit" || node.unit.mark !== null || node.unit.level !== null)
    return node;
  const { unit } = node;
  const [, digits = "", text = ""] = COUNT.exec(unit.text) ?? [];
  const { mark, level, indent, gap, form } = next.unit;
  const number = Number.parseInt(digits.normalize("NFKC"), 10);
  const follows = mark?.kind === "1." && mark.number === number + 1 && level === null;
  if (!follows || gap || indent !== unit.indent) return node;
  return { kind: "unit", unit: { ...unit, text, form, mark: { ...mark, number } } };
}

function nodeOf(element: DocumentElement, lineOf: LineOf): Node {
  switch (element.kind) {
    case "heading": {
      const marked = readMark(element.text);
      return {
        kind: "unit",
        unit: {
          id: element.id,
          place: element.place,
          line: lineOf(element),
          level: element.level,
          mark: marked.mark,
          text: marked.rest,
          indent: 0,
          gap: true,
          form: `見出し${element.level}`,
          name: departmentName(element.text),
          width: displayWidth(element.text),
        },
      };
    }
    case "line":
      return { kind: "unit", unit: unitOfLine(element, lineOf) };
    case "table":
      return {
        kind: "table",
        table: {
          id: element.id,
          line: lineOf(element),
          caption: element.caption,
          rows: element.rows.map((row) => row.map((cell) => (cell === null ? null : cellOf(cell, lineOf)))),
        },
      };
  }
}
