/** Which characters of a file may stand in a text, and what is put for those that no other machine shows. */

/** Put where the file has a character that only its author's machine knows: the printer's sign for a missing type. */
export const MISSING_TYPE = "〓";

/** Bullets that Word and PDF take from the fonts Symbol and Wingdings, at private places. */
const FONT_SIGNS: Readonly<Record<number, string>> = {
  61548: "●",
  61550: "■",
  61551: "□",
  61552: "□",
  61553: "□",
  61557: "◆",
  61558: "❖",
  61599: "・",
  61601: "○",
  61607: "▪",
  61608: "□",
  61623: "・",
  61656: "➢",
  61664: "→",
  61692: "✓",
  61694: "☑",
};

/** Controls, signs without a width or print, byte order marks, half surrogates and non-characters: nothing that anybody printed. */
const NEVER_TEXT = /(?![\t\n\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]/gu;
const PRIVATE = /[\ue000-\uf8ff\ufffd\u{f0000}-\u{10ffff}]/gu;

export interface CleanText {
  readonly text: string;
  /** The characters that were replaced, as 企画課 can look them up: `U+E000（Shift_JIS の F040）`. */
  readonly missing: readonly string[];
}

/** Leaves out what is no text and replaces 外字; everything else stays byte for byte. */
export function cleanText(raw: string): CleanText {
  const text = raw.replace(NEVER_TEXT, "");
  const missing: string[] = [];
  const mended = text.replace(PRIVATE, (char) => {
    const code = char.codePointAt(0) ?? 0;
    const sign = FONT_SIGNS[code];
    if (sign !== undefined) return sign;
    missing.push(nameOf(code));
    return MISSING_TYPE;
  });
  return { text: mended, missing };
}

function nameOf(code: number): string {
  if (code === 0xfffd) return "文字コードにない文字";
  const unicode = `U+${code.toString(16).toUpperCase()}`;
  // The user-defined rows of Windows' Shift_JIS: 188 characters each from F040.
  if (code < 0xe000 || code > 0xe757) return unicode;
  const place = code - 0xe000;
  const trail = (place % 188) + 0x40;
  const bytes = ((0xf0 + Math.floor(place / 188)) << 8) | (trail >= 0x7f ? trail + 1 : trail);
  return `${unicode}（Shift_JIS の ${bytes.toString(16).toUpperCase()}）`;
}
