/** Colours of the pictures. They are told apart by people who do not see red and green alike, and text on them can be read. */

/** What a column or a line is about: going well, late, silent, or neither. */
export type Tone = "good" | "late" | "silent" | "neutral";

/** The full colour of a tone: the blue, vermilion and purple after the palette of Okabe and Ito, darkened, and a grey. */
const FULL: Readonly<Record<Tone, string>> = {
  good: "#0a5fa5",
  late: "#d95f02",
  silent: "#a02a62",
  neutral: "#6b7075",
};

export const INK = "#1f2328";
export const FAINT_INK = "#5f666d";
export const GRID = "#dfe3e7";
/** A cell without anything in it. */
export const EMPTY = "#f5f6f8";

type Rgb = readonly [number, number, number];

/** Red, green and blue (0…255) of `#rrggbb`. */
export function rgbOf(colour: string): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function hexOf(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function mix(from: Rgb, to: Rgb, part: number): Rgb {
  const at = (index: 0 | 1 | 2): number => from[index] + (to[index] - from[index]) * part;
  return [at(0), at(1), at(2)];
}

/** The relative luminance of WCAG 2, 0…1. */
export function luminance(colour: string): number {
  const [red, green, blue] = rgbOf(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** The contrast ratio of WCAG 2, 1…21. */
export function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** The colour of text on a background. Of black and white one always has a contrast of at least 4.5. */
export function textOn(background: string): string {
  if (contrast(INK, background) >= 7) return INK;
  return contrast("#000000", background) >= contrast("#ffffff", background) ? "#000000" : "#ffffff";
}

/** The background of a cell. @param share 0…1, the part of the department's goals that are in it */
export function cellColour(tone: Tone, share: number): string {
  if (share <= 0) return EMPTY;
  const part = 0.16 + 0.84 * Math.min(share, 1);
  return hexOf(mix([255, 255, 255], rgbOf(FULL[tone]), part));
}

/** Colours of lines on white, each dark enough for the text beside the line. */
export const LINE_COLOURS: readonly string[] = ["#0a5fa5", "#b34700", "#a02a62", "#00735c", "#4a4f55"];
