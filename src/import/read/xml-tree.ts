import { inflateRawSync } from "node:zlib";
import { ImportError } from "../document.js";
import { decodeEntities } from "../printed-text.js";
import { listZipEntries, type ZipEntry, zipEntryData } from "../zip.js";

/** The XML inside of Office files as a tree. Only what Office writes: no DTD, and no entities but the five of XML. */
export interface XmlElement {
  /** With its prefix, as written: `w:p`. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

export type XmlNode = XmlElement | string;

/** A document of a hundred pages has some hundred thousand. */
const MAX_ELEMENTS = 1_000_000;
const MAX_DEPTH = 500;

const ATTRIBUTE = /([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gu;

interface OpenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlNode[];
}

/** The root element. Throws ImportError for what no Office program writes: a DTD, broken or endless nesting; for what is too large. */
export function parseXml(text: string): XmlElement {
  const root: OpenElement = { name: "", attributes: {}, children: [] };
  const open: OpenElement[] = [root];
  let count = 0;
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf("<", at);
    const words = text.slice(at, start < 0 ? text.length : start);
    if (words !== "" && open.length > 1) open.at(-1)?.children.push(decodeEntities(words));
    if (start < 0) break;
    if (text.startsWith("<!--", start)) at = after(text, "-->", start + 4);
    else if (text.startsWith("<?", start)) at = after(text, "?>", start + 2);
    else if (text.startsWith("<![CDATA[", start)) {
      at = after(text, "]]>", start + 9);
      open.at(-1)?.children.push(text.slice(start + 9, at - 3));
    } else if (text.startsWith("<!", start)) throw broken();
    else if (text.startsWith("</", start)) {
      const closed = open.pop();
      at = after(text, ">", start + 2);
      if (open.length === 0 || closed?.name !== text.slice(start + 2, at - 1).trim()) throw broken();
    } else {
      at = endOfTag(text, start + 1);
      const tag = text.slice(start + 1, at - 1);
      const empty = tag.endsWith("/");
      const name = /^[^\s/]+/u.exec(tag)?.[0] ?? "";
      const element: OpenElement = { name, attributes: attributesOf(tag.slice(name.length)), children: [] };
      count += 1;
      if (count > MAX_ELEMENTS) throw tooLarge();
      if (name === "" || open.length > MAX_DEPTH) throw broken();
      open.at(-1)?.children.push(element);
      if (!empty) open.push(element);
    }
  }
  const [first] = root.children;
  if (open.length !== 1 || first === undefined || typeof first === "string") throw broken();
  return first;
}

function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  if (found < 0) throw broken();
  return found + end.length;
}

/** Behind the `>` of a tag; one inside of a quoted value does not end it. */
function endOfTag(text: string, from: number): number {
  let at = from;
  for (;;) {
    const end = text.indexOf(">", at);
    if (end < 0) throw broken();
    const quote = nextQuote(text, at, end);
    if (quote < 0) return end + 1;
    at = after(text, text.charAt(quote), quote + 1);
  }
}

function nextQuote(text: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22 || code === 0x27) return at;
  }
  return -1;
}

function attributesOf(tag: string): Record<string, string> {
  const found: Record<string, string> = {};
  if (!tag.includes("=")) return found;
  for (const [, name = "", double, single] of tag.matchAll(ATTRIBUTE))
    found[name] = decodeEntities(double ?? single ?? "");
  return found;
}

export const isXml = (node: XmlNode | undefined): node is XmlElement => typeof node === "object";

/** The first child of that name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((node): node is XmlElement => isXml(node) && node.name === name);
}

export function childrenNamed(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((node): node is XmlElement => isXml(node) && node.name === name) ?? [];
}

/** All text inside of an element. */
export function xmlText(element: XmlElement): string {
  return element.children.map((node) => (isXml(node) ? xmlText(node) : node)).join("");
}

const broken = (): ImportError =>
  new ImportError("中の構造が壊れていて読めません。元のソフトで開き、保存し直してください。");

/** The parts of an Office file that are asked for; a small hostile file that inflates to gigabytes is refused. */
export interface PackageParts {
  readonly names: readonly string[];
  /** The text of a part, or null where the package has none of that name. */
  read(name: string): string | null;
}

/** Of all parts that are read. The text of a hundred pages has some megabytes. */
const MAX_INFLATED_BYTES = 64 * 1024 * 1024;
/** Office's XML shrinks to a tenth or a fiftieth; only filler shrinks more, and only large filler does harm. */
const MAX_RATIO = 200;
const HARMLESS_BYTES = 8 * 1024 * 1024;

/** @param kind what the file is called in sentences, such as `Word 文書` */
export function openPackage(bytes: Uint8Array, kind: string): PackageParts {
  const entries = listZipEntries(bytes);
  if (entries === null) throw damaged(kind);
  const byName = new Map(entries.map((entry) => [entry.name.replace(/^\//u, ""), entry]));
  let inflated = 0;
  return {
    names: [...byName.keys()],
    read(name) {
      const entry = byName.get(name);
      if (entry === undefined) return null;
      inflated += entry.size;
      if (inflated > MAX_INFLATED_BYTES || isBloated(entry)) throw tooLarge();
      const data = inflate(bytes, entry);
      if (data === null) throw damaged(kind);
      const utf16 = (data[0] === 0xff && data[1] === 0xfe) || (data[0] === 0xfe && data[1] === 0xff);
      return new TextDecoder(utf16 ? (data[0] === 0xff ? "utf-16le" : "utf-16be") : "utf-8").decode(data);
    },
  };
}

const isBloated = (entry: ZipEntry): boolean =>
  entry.size > HARMLESS_BYTES && entry.size > MAX_RATIO * entry.packedSize;

function inflate(bytes: Uint8Array, entry: ZipEntry): Uint8Array | null {
  const data = entry.encrypted ? null : zipEntryData(bytes, entry);
  if (data === null) return null;
  if (entry.method === 0) return data.length <= entry.size ? data : null;
  // A declared size of 0 would lift the limit on inflating.
  if (entry.size === 0) return entry.packedSize <= 2 ? new Uint8Array() : null;
  try {
    return inflateRawSync(data, { maxOutputLength: entry.size });
  } catch {
    // Longer than declared, or no deflate data at all.
    return null;
  }
}

const damaged = (kind: string): ImportError =>
  new ImportError(`壊れた ${kind}です。元のソフトで開いて保存し直してください。`);

const tooLarge = (): ImportError =>
  new ImportError(
    "展開すると大きすぎるため読みません。計画の部分だけを新しいファイルに写して保存してください。",
  );
