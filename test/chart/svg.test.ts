import { describe, expect, it } from "vitest";
import {
  cellColour,
  contrast,
  INK,
  LINE_COLOURS,
  luminance,
  rgbOf,
  type Tone,
  textOn,
} from "../../src/bot/chart/colour.js";
import {
  cleanText,
  escapeXml,
  fitText,
  label,
  picture,
  shrinkText,
  textWidth,
  wrapText,
} from "../../src/bot/chart/svg.js";
import { fc, tries } from "../kit/dice.js";
import { readDrawing, resvg } from "../kit/drawing.js";
import { DEPARTMENTS, HOSTILE } from "./data.js";

const TONES: readonly Tone[] = ["good", "late", "silent", "neutral"];

describe("text in a drawing", () => {
  it.each(HOSTILE)("is well-formed and stays text, hostile label %#", (text) => {
    const svg = picture(200, 50, text, [label(text, { x: 5, y: 25, size: 12, fill: INK })]);
    const drawing = readDrawing(svg);
    expect(drawing.labels.map((drawn) => drawn.text)).toEqual([cleanText(text)]);
    expect(drawing.description).toBe(cleanText(text));
  });

  it("is well-formed whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const svg = picture(200, 50, text, [label(text, { x: 5, y: 25, size: 12, fill: INK })]);
        expect(readDrawing(svg).labels[0]?.text).toBe(cleanText(text));
      }),
      { numRuns: tries(300) },
    );
  });

  it("keeps the wide blank and single blanks, and drops what cannot be seen", () => {
    expect(cleanText(" 進捗　みどり区  令和8年度\n")).toBe("進捗　みどり区 令和8年度");
    expect(escapeXml("<a href='x'>&\u0000</a>")).toBe("&lt;a href=&#39;x&#39;&gt;&amp; &lt;/a&gt;");
  });

  it.each([
    ...DEPARTMENTS,
    "iiiiWWWW@@@@mmmm",
    "0123456789%",
    "ABCXYZ abcxyz",
    "ｱｲｳｴｵｶﾞ",
    "①②㈱№〜ー－…",
    "(火)/・、。",
  ])("is never drawn wider than it is taken to be: %s", (text) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="200" font-family="Noto Sans JP">${label(text, { x: 100, y: 100, size: 20, fill: INK })}</svg>`;
    const box = resvg(svg).getBBox();
    expect(box?.width).toBeGreaterThan(0);
    expect(box?.width ?? Infinity).toBeLessThanOrEqual(textWidth(text) * 20);
  });

  it("is broken, shortened and shrunk to a width", () => {
    expect(wrapText("計画を大きく上回る", 5)).toEqual(["計画を大き", "く上回る"]);
    expect(wrapText("", 5)).toEqual([""]);
    expect(fitText("子ども家庭総合支援センター", 8)).toBe("子ども家庭総合…");
    expect(fitText("総務部", 3)).toBe("総務部");
    expect(shrinkText("総務部", 60, { wanted: 14, least: 9 })).toEqual({ text: "総務部", size: 14 });
    expect(shrinkText("あ".repeat(10), 100, { wanted: 14, least: 9 })).toEqual({
      text: "あ".repeat(10),
      size: 10,
    });
    expect(shrinkText("あ".repeat(40), 90, { wanted: 14, least: 9 })).toEqual({
      text: `${"あ".repeat(9)}…`,
      size: 9,
    });
  });
});

describe("colours", () => {
  it("are measured as WCAG measures them", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
    expect(luminance("#ff0000")).toBeCloseTo(0.2126, 4);
  });

  it("leave every count readable: a contrast of 4.5 for each tone and share", () => {
    for (const tone of TONES) {
      for (let percent = 0; percent <= 100; percent++) {
        const ground = cellColour(tone, percent / 100);
        expect(contrast(textOn(ground), ground), `${tone} ${percent}%`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it("have a readable text for any ground at all", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (value) => {
        const ground = `#${value.toString(16).padStart(6, "0")}`;
        expect(contrast(textOn(ground), ground)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it("of lines are readable as text on white", () => {
    for (const colour of LINE_COLOURS)
      expect(contrast(colour, "#ffffff"), colour).toBeGreaterThanOrEqual(4.5);
  });

  it("get darker with the share", () => {
    for (const tone of TONES) {
      for (let percent = 1; percent <= 100; percent++) {
        const darker = luminance(cellColour(tone, percent / 100));
        expect(darker).toBeLessThan(luminance(cellColour(tone, (percent - 1) / 100)));
      }
    }
  });

  it.each(Object.keys(VISION()) as Vision[])("keep good, late and silent apart for %s vision", (vision) => {
    for (const share of [0.2, 0.4, 0.6, 0.8, 1]) {
      for (const [a, b] of [
        ["good", "late"],
        ["good", "silent"],
        ["late", "silent"],
        ["late", "neutral"],
      ] as const) {
        const apart = distance(seen(cellColour(a, share), vision), seen(cellColour(b, share), vision));
        expect(apart, `${a} and ${b} at ${share}`).toBeGreaterThan(share < 0.4 ? 5 : 10);
      }
    }
  });
});

type Matrix = readonly (readonly [number, number, number])[];
type Vision = keyof ReturnType<typeof VISION>;

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear red, green and blue. */
function VISION() {
  return {
    common: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    protan: [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    deutan: [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
    tritan: [
      [1.255528, -0.076749, -0.178779],
      [-0.078411, 0.930809, 0.147602],
      [0.004733, 0.691367, 0.3039],
    ],
  } satisfies Record<string, Matrix>;
}

const linear = (part: number): number =>
  part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;

/** A colour as somebody with that vision sees it, in L*a*b*. */
function seen(colour: string, vision: Vision): number[] {
  const rgb = rgbOf(colour).map(linear);
  const times = (matrix: Matrix, vector: readonly number[]): number[] =>
    matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * (vector[index] ?? 0), 0));
  const clipped = times(VISION()[vision] as Matrix, rgb).map((part) => Math.min(Math.max(part, 0), 1));
  const xyz = times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    clipped,
  );
  const [x = 0, y = 0, z = 0] = [0.9505, 1, 1.089].map((white, index) => {
    const t = (xyz[index] ?? 0) / white;
    return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((part, index) => part - (b[index] ?? 0)));
