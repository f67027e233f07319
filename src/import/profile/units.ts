import { type DepartmentName, departmentName } from "../department-names.js";
import type { Cell, DocumentElement, LineElement, Place } from "../elements.js";
import { type Mark, readMark } from "../marks.js";
import { displayWidth, trimBlanks } from "../printed-text.js";

/** A heading or printed line with everything that a rule can ask about it. */
export interface Unit {
  readonly id: number;
  readonly place: Place;
  /** What a message calls its place: the line, the row, or the page of a PDF. */
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

export const lineOf = (place: Place, id: number): number => place.line ?? place.page ?? id;

function unitOfLine(line: LineElement): Unit {
  const printed = trimBlanks(line.text);
  const mark =
    line.mark === "" ? null : (readMark(`${line.mark} ${printed === "" ? "空" : printed}`).mark ?? null);
  const frame = frameOf(printed);
  const form = mark !== null ? `印${mark.kind}` : frame !== null ? `枠${frame}` : line.bold ? "太字" : "行";
  return {
    id: line.id,
    place: line.place,
    line: lineOf(line.place, line.id),
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

function cellOf(cell: Cell): UnitCell {
  const units = cell.lines.map(unitOfLine);
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

/** The elements of a document as rules see them. */
export function nodesOf(elements: readonly DocumentElement[]): readonly Node[] {
  return elements.map(nodeOf);
}

function nodeOf(element: DocumentElement): Node {
  switch (element.kind) {
    case "heading": {
      const marked = readMark(element.text);
      return {
        kind: "unit",
        unit: {
          id: element.id,
          place: element.place,
          line: lineOf(element.place, element.id),
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
      return { kind: "unit", unit: unitOfLine(element) };
    case "table":
      return {
        kind: "table",
        table: {
          id: element.id,
          line: lineOf(element.place, element.id),
          caption: element.caption,
          rows: element.rows.map((row) => row.map((cell) => (cell === null ? null : cellOf(cell)))),
        },
      };
  }
}
