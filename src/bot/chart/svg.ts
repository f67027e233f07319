/** Building SVG as text: what people wrote is cleaned, escaped, measured and broken here, nowhere else. */

/** XML 1.0 cannot hold these at all; bidirectional marks would let a label change the order of its neighbours. */
const UNWANTED =
  /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** A text on one line without control characters, lone surrogates and marks of direction. */
export function cleanText(text: string): string {
  return text
    .normalize("NFC")
    .replace(UNWANTED, " ")
    .replace(/[^\S\u3000]+/gu, " ")
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text that can stand in an element or an attribute. */
export function escapeXml(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");
}

/** How wide a text is at most in Noto Sans JP, in units of the font's size: never less than what is drawn. */
export function textWidth(text: string): number {
  let width = 0;
  for (const sign of text) width += signWidth(sign);
  return width;
}

function signWidth(sign: string): number {
  if (/^[\uff61-\uff9f]$/u.test(sign)) return 0.6;
  if (/^[0-9a-z .,:;'!|()/-]$/u.test(sign)) return sign === "m" || sign === "w" ? 0.95 : 0.63;
  return 1;
}

/** The text in lines no wider than `width` (in units of the font's size); Japanese may break before any character. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const sign of cleanText(text)) {
    if (line !== "" && textWidth(line + sign) > width) {
      lines.push(line.trimEnd());
      line = sign === " " ? "" : sign;
    } else line += sign;
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}

/** The text shortened with … to a width in units of the font's size. */
export function fitText(text: string, width: number): string {
  const clean = cleanText(text);
  if (textWidth(clean) <= width) return clean;
  let kept = "";
  let used = textWidth("…");
  for (const sign of clean) {
    used += textWidth(sign);
    if (used > width) break;
    kept += sign;
  }
  return `${kept}…`;
}

/** A text within a width: on one line at the wanted size, else smaller, and shortened only below the smallest size. */
export function shrinkText(
  text: string,
  width: number,
  sizes: { readonly wanted: number; readonly least: number },
): { readonly text: string; readonly size: number } {
  const clean = cleanText(text);
  const natural = textWidth(clean);
  if (natural * sizes.wanted <= width) return { text: clean, size: sizes.wanted };
  const size = Math.max(sizes.least, Math.floor((width / natural) * 10) / 10);
  return { text: fitText(clean, width / size), size };
}

type Attributes = Readonly<Record<string, string | number>>;

/** A number as SVG takes it: at most two decimals. */
const figure = (value: number): string => String(Math.round(value * 100) / 100);

function opening(name: string, attributes: Attributes): string {
  const parts = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === "number" ? figure(value) : escapeXml(value)}"`,
  );
  return `<${name}${parts.join("")}`;
}

/** An element without content. */
export function shape(name: "rect" | "line" | "path" | "circle", attributes: Attributes): string {
  return `${opening(name, attributes)}/>`;
}

export interface TextLabel {
  readonly x: number;
  /** The middle of the line, not its base. */
  readonly y: number;
  readonly size: number;
  readonly fill: string;
  readonly anchor?: "start" | "middle" | "end";
}

/** Distance from the middle of a Japanese character to its base line, in units of the font's size. */
const TO_BASE = 0.37;

/** One line of text. */
export function label(text: string, { x, y, size, fill, anchor = "start" }: TextLabel): string {
  const attributes = { x, y: y + size * TO_BASE, "font-size": size, fill, "text-anchor": anchor };
  return `${opening("text", attributes)}>${escapeXml(text)}</text>`;
}

/** The whole picture on white. @param description what a reader of the file itself hears */
export function picture(
  width: number,
  height: number,
  description: string,
  parts: readonly string[],
): string {
  const root = {
    xmlns: "http://www.w3.org/2000/svg",
    width,
    height,
    viewBox: `0 0 ${figure(width)} ${figure(height)}`,
    "font-family": "Noto Sans JP",
    role: "img",
    "aria-label": description,
  };
  const white = shape("rect", { x: 0, y: 0, width, height, fill: "#ffffff" });
  return `${opening("svg", root)}>${white}${parts.join("")}</svg>`;
}
