import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import { type DefaultTreeAdapterMap, defaultTreeAdapter, parseFragment } from "parse5";
import { textWidth } from "../../src/bot/chart/svg.js";

/** Reading a drawing back: its labels with their boxes, its cells, and its pixels. */

type Element = DefaultTreeAdapterMap["element"];

export interface DrawnLabel {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly size: number;
  readonly fill: string;
}

export interface DrawnRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: string;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly description: string;
  readonly labels: readonly DrawnLabel[];
  /** Without the white ground. */
  readonly rects: readonly DrawnRect[];
  readonly paths: readonly string[];
}

const FONT = createRequire(import.meta.url).resolve(
  "@expo-google-fonts/noto-sans-jp/500Medium/NotoSansJP_500Medium.ttf",
);

/** The renderer's own view of an SVG. */
export function resvg(svg: string): Resvg {
  return new Resvg(svg, {
    font: { loadSystemFonts: false, fontFiles: [FONT], defaultFontFamily: "Noto Sans JP" },
    logLevel: "off",
  });
}

/** Reads a drawing. @throws where it is not well-formed XML, which the renderer's parser is strict about */
export function readDrawing(svg: string): Drawing {
  new Resvg(svg, { font: { loadSystemFonts: false }, logLevel: "off" });
  const root = parseFragment(svg).childNodes[0];
  if (root === undefined || !defaultTreeAdapter.isElementNode(root)) throw new Error("no drawing");
  const children = root.childNodes.filter((node) => defaultTreeAdapter.isElementNode(node));
  const named = (name: string): Element[] => children.filter((node) => node.tagName === name);
  const [, ...rects] = named("rect").map((rect) => ({
    x: number(rect, "x"),
    y: number(rect, "y"),
    width: number(rect, "width"),
    height: number(rect, "height"),
    fill: attribute(rect, "fill"),
  }));
  return {
    width: number(root, "width"),
    height: number(root, "height"),
    description: attribute(root, "aria-label"),
    labels: named("text").map(labelOf),
    rects,
    paths: named("path").map((path) => attribute(path, "d")),
  };
}

function labelOf(element: Element): DrawnLabel {
  const text = element.childNodes
    .map((node) => (defaultTreeAdapter.isTextNode(node) ? node.value : "<?>"))
    .join("");
  const size = number(element, "font-size");
  const width = textWidth(text) * size;
  const anchor = attribute(element, "text-anchor");
  const x = number(element, "x");
  const left = anchor === "start" ? x : anchor === "middle" ? x - width / 2 : x - width;
  const base = number(element, "y");
  return {
    text,
    left,
    right: left + width,
    top: base - size * 0.9,
    bottom: base + size * 0.15,
    size,
    fill: attribute(element, "fill"),
  };
}

function attribute(element: Element, name: string): string {
  const found = element.attrs.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`${element.tagName} without ${name}`);
  return found.value;
}

function number(element: Element, name: string): number {
  const value = Number(attribute(element, name));
  if (!Number.isFinite(value)) throw new Error(`${element.tagName} ${name} is no number`);
  return value;
}

/** The labels that reach out of the drawing. */
export function labelsOutside({ width, height, labels }: Drawing): string[] {
  return labels
    .filter((label) => label.left < 0 || label.right > width || label.top < 0 || label.bottom > height)
    .map((label) => label.text);
}

/** Pairs of labels that overlap. */
export function labelsOverlapping({ labels }: Drawing): string[] {
  return labels.flatMap((a, index) =>
    labels
      .slice(index + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.text} / ${b.text}`),
  );
}

/** True where everything within `edge` units of the border is white: nothing that is drawn was cut off. */
export function hasWhiteBorder(svg: string, edge: number): boolean {
  const image = resvg(svg).render();
  const { pixels, width, height } = image;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (x >= edge && x < width - edge && y >= edge && y < height - edge) continue;
      const at = (y * width + x) * 4;
      if (pixels[at] !== 255 || pixels[at + 1] !== 255 || pixels[at + 2] !== 255) return false;
    }
  }
  return true;
}

/** Width and height that the header of a PNG states. */
export function pngSize(png: Uint8Array): { readonly width: number; readonly height: number } {
  const bytes = Buffer.from(png);
  if (bytes.subarray(1, 4).toString("latin1") !== "PNG") throw new Error("no PNG");
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}
