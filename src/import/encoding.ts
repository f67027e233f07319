/**
 * Finds out in which encoding a Japanese text file was saved. Nothing is guessed: a text that fits no encoding
 * without a fault, or fits two equally well, is refused.
 */

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "shift_jis" | "euc-jp" | "iso-2022-jp";

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
export function decodeText(bytes: Uint8Array): DecodedText | null {
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
