/**
 * From a file on disk to something a reader of plans can use. Everything that cannot be read ends here,
 * with one Japanese sentence that says what to do.
 */

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename, extname } from "node:path";
import { MAX_DOCUMENT_BYTES } from "../domain/document-name.js";
import { ImportError } from "./document.js";
import { type BinaryKind, recogniseBinary } from "./magic.js";

/**
 * Finds out in which encoding a Japanese text file was saved. Nothing is guessed: a text that fits no encoding
 * without a fault, or fits two equally well, is refused.
 */

type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "shift_jis" | "euc-jp" | "iso-2022-jp";

export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
}

const FULL_WIDTH = /[ぁ-ゖァ-ヺー一-鿿々、。「」（）]/gu;
const HALF_WIDTH_KANA = /[ｦ-ﾟ]/gu;
/** Places in Shift_JIS and EUC-JP that no document uses: a C1 control. */
const IMPLAUSIBLE = /[\u0080-\u009f]/u;
/** Characters that an office had made for itself (外字), and pairs of bytes that stand for nothing. */
const PRIVATE = /[\ue000-\uf8ff\ufffd]/gu;

/**
 * 外字 of Shift_JIS come as private characters, pairs of bytes that it does not know as U+FFFD: a reader names them.
 * Decodes UTF-8 (with or without BOM), UTF-16 with BOM, Shift_JIS (as Windows writes it, CP932), EUC-JP and
 * ISO-2022-JP. Null where the encoding is none of these or uncertain, or where NUL bytes show that it is no text.
 */
function decodeText(bytes: Uint8Array): DecodedText | null {
  const decoded = decodeAny(bytes);
  if (decoded === null || decoded.text.includes("\0")) return null;
  return decoded;
}

function decodeAny(bytes: Uint8Array): DecodedText | null {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) {
    const utf32 = third === 0 && fourth === 0;
    return utf32 ? null : decodeAs(bytes, "utf-16le");
  }
  if (first === 0xfe && second === 0xff) return decodeAs(bytes, "utf-16be");
  if (bytes.includes(0)) return null;
  if (isIso2022(bytes)) return decodeAs(bytes, "iso-2022-jp");
  return decodeAs(bytes, "utf-8") ?? (isDamagedUtf8(bytes) ? null : decodeLegacy(bytes));
}

/** A UTF-8 file that lost some bytes would pass for Shift_JIS, with `縺` and `繧` in every word. */
function isDamagedUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder("utf-8").decode(bytes);
  return count(text, FULL_WIDTH) > count(text, /\ufffd/gu);
}

/** ESC $ B, ESC $ @ and ESC ( J switch the character set in ISO-2022-JP; no other encoding here contains them. */
function isIso2022(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return ["\x1b$B", "\x1b$@", "\x1b(J"].some((sequence) => buffer.includes(sequence, 0, "latin1"));
}

/** Shift_JIS or EUC-JP: the one in which the bytes read as Japanese, judged by kana that would be half-width. */
function decodeLegacy(bytes: Uint8Array): DecodedText | null {
  const candidates = [
    decodeAs(bytes, "shift_jis") ?? decodeDamagedShiftJis(bytes),
    decodeAs(bytes, "euc-jp"),
  ].filter((candidate): candidate is DecodedText => candidate !== null && isPlausible(candidate.text));
  const [one, other] = candidates;
  if (one === undefined) return null;
  if (other === undefined) return one;
  const halfOfOne = count(one.text, HALF_WIDTH_KANA);
  const halfOfOther = count(other.text, HALF_WIDTH_KANA);
  if (halfOfOne === halfOfOther) return null;
  return halfOfOne < halfOfOther ? one : other;
}

function isPlausible(text: string): boolean {
  const fullWidth = count(text, FULL_WIDTH);
  return (
    fullWidth > 0 &&
    count(text, HALF_WIDTH_KANA) <= 4 * fullWidth &&
    count(text, PRIVATE) <= 1 + fullWidth / 20 &&
    !IMPLAUSIBLE.test(text)
  );
}

/** Shift_JIS in which some pairs of bytes stand for no character; null where the bytes are not built like it. */
function decodeDamagedShiftJis(bytes: Uint8Array): DecodedText | null {
  const decoder = new TextDecoder("shift_jis");
  const known = new Map<number, boolean>();
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80 || (lead >= 0xa1 && lead <= 0xdf)) continue;
    const trail = bytes[at + 1] ?? 0;
    if (lead === 0x80 || lead === 0xa0 || lead > 0xfc || trail < 0x40 || trail === 0x7f || trail > 0xfc)
      return null;
    const pair = (lead << 8) | trail;
    let good = known.get(pair);
    if (good === undefined) {
      good = decodeAs(bytes.subarray(at, at + 2), "shift_jis") !== null;
      known.set(pair, good);
    }
    if (!good) {
      parts.push(decoder.decode(bytes.subarray(start, at)), "\ufffd");
      start = at + 2;
    }
    at += 1;
  }
  parts.push(decoder.decode(bytes.subarray(start)));
  return { text: parts.join(""), encoding: "shift_jis" };
}

function decodeAs(bytes: Uint8Array, encoding: Encoding): DecodedText | null {
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

interface SourceFile {
  /** The file's name without its folder, for messages. */
  readonly name: string;
  /** SHA-256 of the bytes on disk, in hexadecimal. */
  readonly sha256: string;
}

interface TextFile extends SourceFile {
  /** Without BOM, lines ended by LF alone. */
  readonly text: string;
  readonly encoding: Encoding;
}

interface BinaryFile extends SourceFile {
  readonly bytes: Uint8Array;
}

export type TextSource = TextFile & { readonly kind: "text" };
export type CsvSource = TextFile & { readonly kind: "csv" };
export type XlsxSource = BinaryFile & { readonly kind: "xlsx" };

export type Source = TextSource | CsvSource | XlsxSource;

/** What there is a reader of elements for. */
export type ReadableSource =
  | Source
  | (BinaryFile & { readonly kind: "docx" })
  | (BinaryFile & { readonly kind: "pdf" });

const USE_TEMPLATE = "様式(policy-bot template --out 様式.xlsx)に記入した Excel ファイル";

const REFUSALS: Readonly<Record<Exclude<BinaryKind, "xlsx">, string>> = {
  pdf: `PDF は読めません。Excel ブック(.xlsx)か CSV を指定してください。`,
  word: `Word 文書は読めません。Excel ブック(.xlsx)か CSV を指定してください。`,
  powerpoint: `PowerPoint の資料は読めません。PDF で保存したファイルか、${USE_TEMPLATE}を指定してください。`,
  opendocument: `OpenDocument 形式は読めません。Word 文書(.docx)、Excel ブック(.xlsx)、PDF のいずれかで保存し直してください。`,
  zip: `ZIP ファイルか、壊れた Office ファイルです。展開して中の文書を指定するか、元のソフトで保存し直してください。`,
  protectedOffice: `パスワードで保護されているため読めません。パスワードを外して保存したファイルを指定してください。`,
  oldOffice: `古い形式の Office ファイル(.xls・.doc など)は読めません。Excel なら「Excel ブック(.xlsx)」、Word なら「Word 文書(.docx)」で保存し直してください。`,
  rtf: `リッチテキスト(.rtf)は読めません。「Word 文書(.docx)」で保存し直してください。`,
  image: `画像は読めません。文字を選択できる PDF か、${USE_TEMPLATE}を指定してください。`,
  archive: `圧縮ファイルは読めません。展開して中の文書を指定してください。`,
};

/**
 * Reads a file: text in any usual Japanese encoding, CSV (by its extension) or XLSX (by its content).
 * Throws ImportError for everything else; the size is checked before anything is read.
 */
export function readSource(path: string): Source {
  return decodeSource(readBytes(path), basename(path));
}

/** A file on disk, of any format that there is a reader of elements for. */
export function openFile(path: string): ReadableSource & { readonly content: Uint8Array } {
  const content = readBytes(path);
  return { ...openSource(content, basename(path)), content };
}

/** The same for bytes that are already in memory; `name` is the file name, for its extension and for messages. */
export function decodeSource(bytes: Uint8Array, name: string): Source {
  const source = openSource(bytes, name);
  if (source.kind === "docx" || source.kind === "pdf")
    throw refusal(name, REFUSALS[source.kind === "docx" ? "word" : "pdf"]);
  return source;
}

/** The same, for all formats that there is a reader of elements for. */
export function openSource(bytes: Uint8Array, name: string): ReadableSource {
  if (bytes.length > MAX_DOCUMENT_BYTES) throw tooLarge(name);
  if (bytes.length === 0) throw refusal(name, "空のファイルです。内容のあるファイルを指定してください。");
  const file: SourceFile = { name, sha256: createHash("sha256").update(bytes).digest("hex") };
  const binary = recogniseBinary(bytes);
  if (binary === "xlsx") return { ...file, kind: "xlsx", bytes };
  if (binary === "word") return { ...file, kind: "docx", bytes };
  if (binary === "pdf") return { ...file, kind: "pdf", bytes };
  if (binary !== null) throw refusal(name, REFUSALS[binary]);
  const decoded = decodeText(bytes);
  if (decoded === null) throw refusal(name, unreadableText(bytes));
  const text = decoded.text.replace(/\r\n?/g, "\n");
  if (/^MIME-Version:/iu.test(text))
    throw refusal(name, "Web アーカイブ(.mht)は読めません。「Web ページ(.html)」で保存し直してください。");
  if (text.trim() === "")
    throw refusal(name, "文字が書かれていません。内容のあるファイルを指定してください。");
  const kind = extname(name).toLowerCase() === ".csv" ? "csv" : "text";
  return { ...file, kind, text, encoding: decoded.encoding };
}

function unreadableText(bytes: Uint8Array): string {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return bytes.includes(0) && !utf16
    ? "文書ではないデータが含まれているため読めません。テキスト、CSV、Excel ブック(.xlsx)のいずれかを指定してください。"
    : "文字コードを判別できません。メモ帳などで開き、文字コードに UTF-8 を選んで保存し直してください。";
}

function readBytes(path: string): Uint8Array {
  const name = basename(path);
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw refusal(name, "フォルダーです。中の文書を1つ指定してください。");
    // A pipe or a device has no size to check and may never end.
    if (!stat.isFile())
      throw refusal(name, "通常のファイルではありません。文書のファイルを指定してください。");
    if (stat.size > MAX_DOCUMENT_BYTES) throw tooLarge(name);
    return readFileSync(path);
  } catch (error) {
    throw error instanceof ImportError ? error : explain(error, name);
  }
}

function explain(error: unknown, name: string): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return refusal(name, "ファイルが見つかりません。場所と名前を確かめてください。");
    case "EACCES":
    case "EPERM":
      return refusal(name, "読む権限がありません。ファイルのアクセス権を確かめてください。");
    default:
      return typeof code === "string"
        ? refusal(name, `読み取れませんでした(${code})。ファイルの場所と状態を確かめてください。`)
        : error;
  }
}

const refusal = (name: string, sentence: string): ImportError => new ImportError(`${name}: ${sentence}`);

const tooLarge = (name: string): ImportError =>
  refusal(name, "20 MB を超えるため読みません。方針と目標の部分だけを取り出したファイルを指定してください。");
