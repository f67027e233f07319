import type { PDFPageProxy } from "pdfjs-dist";
import { mendCharacters } from "./characters-of-pdf.js";
import type { PdfLibrary } from "./library.js";

/** One printed character, in points from the page's upper left corner as it is looked at. */
export interface Glyph {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** The baseline. */
  readonly y: number;
  readonly size: number;
  readonly bold: boolean;
}

/** A straight line, a rectangle, or what lies within one, in points as well. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Painted {
  readonly glyphs: readonly Glyph[];
  readonly strokes: readonly Area[];
  /** Round dots that are drawn, not written: a browser prints the bullets of its lists so. */
  readonly dots: readonly Area[];
  readonly width: number;
  readonly height: number;
  /** Characters that run downwards or are turned. */
  readonly turned: number;
  /** Characters that had to be mended (⽅ → 方). */
  readonly mended: number;
  /** Characters that were printed twice to look bold. */
  readonly doubled: number;
}

type Matrix = readonly [number, number, number, number, number, number];

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

function times(one: Matrix, other: Matrix): Matrix {
  return [
    one[0] * other[0] + one[2] * other[1],
    one[1] * other[0] + one[3] * other[1],
    one[0] * other[2] + one[2] * other[3],
    one[1] * other[2] + one[3] * other[3],
    one[0] * other[4] + one[2] * other[5] + one[4],
    one[1] * other[4] + one[3] * other[5] + one[5],
  ];
}

const toMatrix = (value: unknown): Matrix => {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = Array.from(value as ArrayLike<number>, Number);
  return [a, b, c, d, e, f];
};

interface GraphicsState {
  matrix: Matrix;
  font: FontLook;
  size: number;
  characterSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
  mode: number;
  fill: string;
  stroke: string;
}

interface FontLook {
  readonly vertical: boolean;
  readonly bold: boolean;
  readonly unit: number;
}

interface PdfGlyph {
  readonly unicode?: string;
  readonly width?: number;
  readonly isSpace?: boolean;
  readonly vmetric?: readonly number[];
}

/** Thicker ones are bars and shades. */
const MAX_THICKNESS = 3;
const MAX_STROKES = 20_000;
/** The largest dot before an item of a list, in points. */
const MAX_DOT = 8;
/** A page of the smallest print has some five thousand. */
const MAX_GLYPHS = 60_000;

/** What the operators of a page paint. The blanks are those that the file prints, never guessed from distances. */
export async function paintedOn(page: PDFPageProxy, library: PdfLibrary): Promise<Painted> {
  const operators = await page.getOperatorList();
  const painter = new Painter(page, library);
  for (const [index, operator] of operators.fnArray.entries())
    painter.paint(operator, (operators.argsArray[index] ?? []) as readonly unknown[]);
  return painter.result();
}

class Painter {
  private readonly glyphs: Glyph[] = [];
  private readonly strokes: Area[] = [];
  private readonly dots: Area[] = [];
  private readonly stack: GraphicsState[] = [];
  private readonly seen = new Map<string, Glyph[]>();
  private readonly fonts = new Map<string, FontLook>();
  private state: GraphicsState;
  private text: Matrix = IDENTITY;
  private line: Matrix = IDENTITY;
  private turned = 0;
  private mended = 0;
  private doubled = 0;

  constructor(
    private readonly page: PDFPageProxy,
    private readonly library: PdfLibrary,
  ) {
    this.state = {
      matrix: toMatrix(page.getViewport({ scale: 1 }).transform),
      font: { vertical: false, bold: false, unit: 0.001 },
      size: 1,
      characterSpacing: 0,
      wordSpacing: 0,
      scale: 1,
      leading: 0,
      rise: 0,
      mode: 0,
      fill: "#000000",
      stroke: "#000000",
    };
  }

  result(): Painted {
    const { glyphs, strokes, dots, turned, mended, doubled } = this;
    const { width, height } = this.page.getViewport({ scale: 1 });
    return { glyphs, strokes, dots, width, height, turned, mended, doubled };
  }

  paint(operator: number, args: readonly unknown[]): void {
    const { OPS } = this.library;
    const { state } = this;
    const number = (at: number): number => Number(args[at] ?? 0);
    switch (operator) {
      case OPS.save:
        this.stack.push({ ...state });
        break;
      case OPS.restore:
      case OPS.paintFormXObjectEnd:
        this.state = this.stack.pop() ?? state;
        break;
      case OPS.transform:
        state.matrix = times(state.matrix, toMatrix(args));
        break;
      case OPS.paintFormXObjectBegin:
        this.stack.push({ ...state });
        if (args[0]) state.matrix = times(state.matrix, toMatrix(args[0]));
        break;
      case OPS.beginText:
        this.text = IDENTITY;
        this.line = IDENTITY;
        break;
      case OPS.setTextMatrix:
        this.text = toMatrix(args.length === 1 ? args[0] : args);
        this.line = this.text;
        break;
      case OPS.setLeadingMoveText:
        state.leading = -number(1);
        this.move(number(0), number(1));
        break;
      case OPS.moveText:
        this.move(number(0), number(1));
        break;
      case OPS.nextLine:
        this.move(0, -state.leading);
        break;
      case OPS.setLeading:
        state.leading = number(0);
        break;
      case OPS.setFont:
        state.font = this.font(String(args[0] ?? ""));
        state.size = number(1);
        break;
      case OPS.setCharSpacing:
        state.characterSpacing = number(0);
        break;
      case OPS.setWordSpacing:
        state.wordSpacing = number(0);
        break;
      case OPS.setHScale:
        state.scale = number(0) / 100;
        break;
      case OPS.setTextRise:
        state.rise = number(0);
        break;
      case OPS.setTextRenderingMode:
        state.mode = number(0);
        break;
      case OPS.setFillRGBColor:
        state.fill = String(args[0]);
        break;
      case OPS.setStrokeRGBColor:
        state.stroke = String(args[0]);
        break;
      case OPS.showText:
        this.show((args[0] ?? []) as readonly (PdfGlyph | number | null)[]);
        break;
      case OPS.constructPath:
        this.path(number(0), args[1]);
        break;
      default:
    }
  }

  private move(x: number, y: number): void {
    this.line = times(this.line, [1, 0, 0, 1, x, y]);
    this.text = this.line;
  }

  private font(id: string): FontLook {
    const known = this.fonts.get(id);
    if (known !== undefined) return known;
    const { commonObjs } = this.page;
    const font = (commonObjs.has(id) ? commonObjs.get(id) : {}) as {
      readonly vertical?: boolean;
      readonly bold?: boolean;
      readonly name?: string;
      readonly fontMatrix?: readonly number[];
    };
    const look: FontLook = {
      vertical: font.vertical === true,
      bold: font.bold === true || /bold|heavy|black|demi/iu.test(font.name ?? ""),
      unit: font.fontMatrix?.[0] ?? 0.001,
    };
    this.fonts.set(id, look);
    return look;
  }

  private show(glyphs: readonly (PdfGlyph | number | null)[]): void {
    const { state } = this;
    const whole = times(state.matrix, this.text);
    const upright = Math.abs(whole[1]) <= Math.abs(whole[0]) * 0.1 && whole[0] > 0;
    for (const glyph of glyphs) {
      if (glyph === null) continue;
      if (typeof glyph === "number") {
        this.advance((-glyph / 1000) * state.size * (state.font.vertical ? 1 : state.scale));
        continue;
      }
      const width = (glyph.width ?? 0) * state.size * state.font.unit;
      if (state.font.vertical || !upright) {
        if (glyph.isSpace !== true) this.turned += 1;
        const down = ((glyph.vmetric?.[0] ?? -1000) / 1000) * state.size;
        this.advance(state.font.vertical ? down - state.characterSpacing : width * state.scale);
        continue;
      }
      const spacing = state.characterSpacing + (glyph.isSpace === true ? state.wordSpacing : 0);
      this.put(glyph.unicode ?? "", width);
      this.advance((width + spacing) * state.scale);
    }
  }

  private advance(by: number): void {
    const [x, y] = this.state.font.vertical ? [0, by] : [by, 0];
    this.text = times(this.text, [1, 0, 0, 1, x, y]);
  }

  private put(unicode: string, width: number): void {
    const { state, glyphs } = this;
    // White on white, as a page's hidden notes are.
    if (unicode === "" || glyphs.length >= MAX_GLYPHS) return;
    const text = mendCharacters(unicode);
    if (text !== unicode) this.mended += 1;
    const whole = times(state.matrix, this.text);
    const left = whole[0] * 0 + whole[2] * state.rise + whole[4];
    const y = whole[3] * state.rise + whole[5];
    const size = state.size * Math.hypot(whole[2], whole[3]);
    const right = left + width * state.scale * Math.hypot(whole[0], whole[1]);
    const glyph: Glyph = { text, left, right, y, size, bold: state.font.bold || state.mode === 2 };
    if (this.isDoubled(glyph)) {
      this.doubled += 1;
      return;
    }
    glyphs.push(glyph);
  }

  /** The same character within a fraction of its size: printed again to look bold or shadowed. */
  private isDoubled(glyph: Glyph): boolean {
    if (glyph.text.trim() === "") return false;
    const near = 0.2 * glyph.size;
    const cell = (by: number): number => Math.round(glyph.left / 20) + by;
    for (const by of [-1, 0, 1]) {
      const others = this.seen.get(`${glyph.text} ${cell(by)}`) ?? [];
      const same = others
        .slice(-40)
        .some(
          (other) =>
            Math.abs(other.left - glyph.left) < near &&
            Math.abs(other.y - glyph.y) < near &&
            Math.abs(other.size - glyph.size) < 0.1 * glyph.size,
        );
      if (same) return true;
    }
    const key = `${glyph.text} ${cell(0)}`;
    const list = this.seen.get(key);
    if (list === undefined) this.seen.set(key, [glyph]);
    else list.push(glyph);
    return false;
  }

  private path(paint: number, data: unknown): void {
    const { OPS } = this.library;
    if (paint === OPS.endPath || !Array.isArray(data)) return;
    const isFill = paint === OPS.fill || paint === OPS.eoFill;
    const color = isFill ? this.state.fill : this.state.stroke;
    if (/^#?f{6}$/iu.test(color)) return;
    const points = data[0] as ArrayLike<number> | null;
    if (points === null || points === undefined) return;
    for (const corners of subpaths(points)) {
      const device = corners.map(([x, y]) => this.apply(x, y));
      if (isRound(device)) {
        if (this.dots.length < MAX_STROKES) this.dots.push(boxOf(device));
      } else if (isFill) this.addThin(device);
      else this.addEdges(device);
    }
  }

  private apply(x: number, y: number): readonly [number, number] {
    const [a, b, c, d, e, f] = this.state.matrix;
    return [a * x + c * y + e, b * x + d * y + f];
  }

  private addThin(corners: readonly (readonly [number, number])[]): void {
    const stroke = boxOf(corners);
    if (stroke.right - stroke.left <= MAX_THICKNESS || stroke.bottom - stroke.top <= MAX_THICKNESS)
      this.add(stroke);
  }

  private addEdges(corners: readonly (readonly [number, number])[]): void {
    for (const [index, [x, y]] of corners.entries()) {
      const next = corners[index + 1];
      if (next === undefined) break;
      const stroke = {
        left: Math.min(x, next[0]),
        right: Math.max(x, next[0]),
        top: Math.min(y, next[1]),
        bottom: Math.max(y, next[1]),
      };
      if (stroke.right - stroke.left <= 1 || stroke.bottom - stroke.top <= 1) this.add(stroke);
    }
  }

  private add(stroke: Area): void {
    if (this.strokes.length < MAX_STROKES) this.strokes.push(stroke);
  }
}

function boxOf(corners: readonly (readonly [number, number])[]): Area {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}

/** Whether the corners lie on a small circle; those of a square do, too, but there are no more than five of them. */
function isRound(corners: readonly (readonly [number, number])[]): boolean {
  if (corners.length < 8) return false;
  const { left, right, top, bottom } = boxOf(corners);
  const radius = (right - left) / 2;
  if (radius <= 0 || 2 * radius > MAX_DOT) return false;
  return corners.every(([x, y]) => {
    const distance = Math.hypot(x - (left + right) / 2, y - (top + bottom) / 2);
    return Math.abs(distance - radius) < 0.15 * radius;
  });
}

/** The corners of each part of a path; curves end where they end. */
function subpaths(data: ArrayLike<number>): readonly (readonly (readonly [number, number])[])[] {
  const parts: [number, number][][] = [];
  const lengths = [2, 2, 6, 4, 0];
  let at = 0;
  while (at < data.length) {
    const operator = data[at] ?? 4;
    const length = lengths[operator];
    if (length === undefined) break;
    const end: [number, number] = [data[at + length - 1] ?? 0, data[at + length] ?? 0];
    const last = parts.at(-1);
    if (operator === 0 || last === undefined) parts.push([end]);
    else if (operator === 4) {
      const [first] = last;
      if (first !== undefined) last.push(first);
    } else last.push(end);
    at += length + 1;
  }
  return parts.filter((part) => part.length > 1 && part.length <= 100);
}
