import { child, childrenNamed, parseXml, type XmlElement } from "./xml-tree.js";

/** What a document's styles and its numbering say about a paragraph or a run. */

export interface RunLook {
  readonly bold: boolean;
  readonly struck: boolean;
  readonly hidden: boolean;
}

export interface ParagraphLook extends RunLook {
  /** 1–9 for a heading, else null. */
  readonly level: number | null;
  readonly numbering: { readonly id: string; readonly level: number } | null;
}

/** What one element says; what it does not say is left to the style below it. */
type Partly<Look> = { readonly [Key in keyof Look]?: Look[Key] };

const PLAIN: ParagraphLook = { bold: false, struck: false, hidden: false, level: null, numbering: null };

/** `<w:b/>` is on, `<w:b w:val="0"/>` off; undefined where the element is not there. */
function toggle(properties: XmlElement | undefined, name: string): boolean | undefined {
  const found = child(properties, name);
  if (found === undefined) return undefined;
  return !/^(?:0|false|off|none)$/iu.test(found.attributes["w:val"] ?? "");
}

/** What `<w:rPr>` says. */
function runLook(properties: XmlElement | undefined): Partly<RunLook> {
  const bold = toggle(properties, "w:b");
  const single = toggle(properties, "w:strike");
  const double = toggle(properties, "w:dstrike");
  const struck =
    single === undefined && double === undefined ? undefined : single === true || double === true;
  const hidden = toggle(properties, "w:vanish");
  return {
    ...(bold === undefined ? {} : { bold }),
    ...(struck === undefined ? {} : { struck }),
    ...(hidden === undefined ? {} : { hidden }),
  };
}

const settingOf = (element: XmlElement | undefined, name: string): string | undefined =>
  child(element, name)?.attributes["w:val"];

/** What `<w:pPr>` says of level and numbering. */
function paragraphLook(properties: XmlElement | undefined): Partly<ParagraphLook> {
  const outline = Number.parseInt(settingOf(properties, "w:outlineLvl") ?? "", 10);
  const numbers = child(properties, "w:numPr");
  const id = settingOf(numbers, "w:numId");
  const level = Number.parseInt(settingOf(numbers, "w:ilvl") ?? "0", 10);
  return {
    ...(outline >= 0 ? { level: outline > 8 ? null : outline + 1 } : {}),
    ...(id === undefined ? {} : { numbering: id === "0" ? null : { id, level: level || 0 } }),
  };
}

export class WordStyles {
  private readonly styles = new Map<string, XmlElement>();
  private readonly looks = new Map<string, Partly<ParagraphLook>>();
  private defaultStyle = "";

  constructor(xml: string | null) {
    if (xml === null) return;
    for (const style of childrenNamed(parseXml(xml), "w:style")) {
      const id = style.attributes["w:styleId"] ?? "";
      this.styles.set(id, style);
      if (style.attributes["w:type"] === "paragraph" && style.attributes["w:default"] === "1")
        this.defaultStyle = id;
    }
  }

  paragraph(properties: XmlElement | undefined): ParagraphLook {
    const style = this.look(settingOf(properties, "w:pStyle") ?? this.defaultStyle);
    return { ...PLAIN, ...style, ...paragraphLook(properties) };
  }

  run(paragraph: RunLook, properties: XmlElement | undefined): RunLook {
    const style = settingOf(properties, "w:rStyle");
    const { bold, struck, hidden } = {
      ...paragraph,
      ...(style === undefined ? {} : this.look(style)),
      ...runLook(properties),
    };
    return { bold, struck, hidden };
  }

  private look(id: string, depth = 0): Partly<ParagraphLook> {
    const known = this.looks.get(id);
    if (known !== undefined) return known;
    const style = this.styles.get(id);
    if (style === undefined || depth > 20) return {};
    const base = settingOf(style, "w:basedOn");
    const named = /^(?:heading|見出し)\s*([1-9])$/iu.exec(settingOf(style, "w:name") ?? "");
    const look = {
      ...(base === undefined ? {} : this.look(base, depth + 1)),
      ...runLook(child(style, "w:rPr")),
      ...paragraphLook(child(style, "w:pPr")),
      ...(named === null ? {} : { level: Number.parseInt(named[1] ?? "1", 10) }),
    };
    this.looks.set(id, look);
    return look;
  }
}

const AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン";
const IROHA =
  "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス";
/** Lists that count with the signs of a row. */
const SIGNS: Readonly<Record<string, string>> = {
  aiueo: AIUEO,
  aiueoFullWidth: AIUEO,
  iroha: IROHA,
  irohaFullWidth: IROHA,
  ideographTraditional: "甲乙丙丁戊己庚辛壬癸",
  upperLetter: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  lowerLetter: "abcdefghijklmnopqrstuvwxyz",
};

/** Counts a document's numbered paragraphs, because the numbers stand nowhere in its text. */
export class WordNumbering {
  private readonly levels = new Map<string, ReadonlyMap<number, XmlElement>>();
  private readonly lists = new Map<string, string>();
  private readonly counts = new Map<string, number[]>();
  /** With which number a list begins anew though its kind of list was counted before, by `list level`; until it has. */
  private readonly anew = new Map<string, number>();

  constructor(xml: string | null) {
    if (xml === null) return;
    const root = parseXml(xml);
    for (const list of childrenNamed(root, "w:abstractNum"))
      this.levels.set(list.attributes["w:abstractNumId"] ?? "", levelsOf(list));
    for (const list of childrenNamed(root, "w:num")) {
      const id = list.attributes["w:numId"] ?? "";
      const base = settingOf(list, "w:abstractNumId") ?? "";
      this.lists.set(id, base);
      const own = childrenNamed(list, "w:lvlOverride").flatMap((override) => {
        const anew = Number.parseInt(settingOf(override, "w:startOverride") ?? "", 10);
        if (!Number.isNaN(anew)) this.anew.set(`${id} ${override.attributes["w:ilvl"] ?? "0"}`, anew);
        const level = child(override, "w:lvl");
        return level === undefined ? [] : [level];
      });
      if (own.length > 0) {
        const changed = new Map(this.levels.get(base));
        for (const level of own) changed.set(Number.parseInt(level.attributes["w:ilvl"] ?? "0", 10), level);
        this.levels.set(`num ${id}`, changed);
        this.lists.set(id, `num ${id}`);
      }
    }
  }

  /** The mark before the next paragraph of a list: `○`, `(1)`, `①`; empty where it has none. */
  next(id: string, level: number): string {
    const list = this.lists.get(id);
    const levels = list === undefined ? undefined : this.levels.get(list);
    const own = levels?.get(level);
    if (list === undefined || levels === undefined || own === undefined) return "-";
    const counts = this.counts.get(list) ?? [];
    this.counts.set(list, counts);
    const start = (at: number): number =>
      Number.parseInt(settingOf(levels.get(at), "w:start") ?? "1", 10) || 0;
    counts.length = Math.min(counts.length, level + 1);
    for (let at = 0; at < level; at += 1) counts[at] ??= start(at);
    const anew = this.anew.get(`${id} ${level}`);
    this.anew.delete(`${id} ${level}`);
    counts[level] = anew ?? (counts[level] === undefined ? start(level) : (counts[level] ?? 0) + 1);
    const format = settingOf(own, "w:numFmt") ?? "decimal";
    const text = settingOf(own, "w:lvlText") ?? "";
    if (format === "bullet") return bullet(text, own);
    return text.replace(/%([1-9])/gu, (_all, digit: string) => {
      const at = Number.parseInt(digit, 10) - 1;
      const kind = settingOf(levels.get(at), "w:numFmt") ?? "decimal";
      return formatNumber(counts[at] ?? 1, kind);
    });
  }
}

function levelsOf(list: XmlElement): ReadonlyMap<number, XmlElement> {
  return new Map(
    childrenNamed(list, "w:lvl").map((level) => [
      Number.parseInt(level.attributes["w:ilvl"] ?? "0", 10),
      level,
    ]),
  );
}

/** A bullet as it is written; what Word takes from Wingdings, at the private place where other files have it. */
function bullet(text: string, level: XmlElement): string {
  const font = child(child(level, "w:rPr"), "w:rFonts")?.attributes["w:ascii"] ?? "";
  const code = text.charCodeAt(0);
  return /^Wingdings/iu.test(font) && code < 0x100 ? String.fromCharCode(0xf000 + code) : text;
}

function formatNumber(value: number, format: string): string {
  const signs = SIGNS[format];
  if (signs !== undefined) return [...signs][(value - 1) % signs.length] ?? String(value);
  if (format === "none") return "";
  if (format.startsWith("decimalFullWidth"))
    return String(value).replace(/\d/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
  if (format.startsWith("decimalEnclosedCircle"))
    return value >= 1 && value <= 20 ? String.fromCodePoint(0x245f + value) : `(${value})`;
  if (/^(?:japaneseCounting|japaneseDigitalTenThousand|chineseCounting|ideographDigital)$/u.test(format))
    return kanji(value);
  if (/^(?:upper|lower)Roman$/u.test(format) && value >= 1 && value <= 12)
    return String.fromCodePoint((format === "upperRoman" ? 0x215f : 0x216f) + value);
  return String(value);
}

function kanji(value: number): string {
  const digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
  if (value < 1 || value > 99) return String(value);
  const tens = Math.floor(value / 10);
  return `${tens > 1 ? digits[tens] : ""}${tens > 0 ? "十" : ""}${digits[value % 10]}`;
}
