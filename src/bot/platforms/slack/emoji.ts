import { EMOJI_NAMES } from "./emoji-names.js";

/** Slack's short names as the picture signs that people see. */

const TONES = ["1f3fb", "1f3fc", "1f3fd", "1f3fe", "1f3ff"] as const;
/** Behind these a tone takes the place of the sign that asks for a coloured picture. */
const COLOURED = "fe0f";

let signs: ReadonlyMap<string, string> | null = null;

/** Read on the first need: most installations get the signs themselves from Slack. */
function codesOf(name: string): string | undefined {
  if (signs === null) {
    const read = new Map<string, string>();
    for (const entry of EMOJI_NAMES.trim().split(/\s+/)) {
      const [codes = "", names = ""] = entry.split("=");
      for (const known of names.split(",")) read.set(known, codes);
    }
    signs = read;
  }
  return signs.get(name);
}

/** `1f44d-1f3fb` as a sign; null where it is none. */
export function signOf(codes: string): string | null {
  const points = codes.split("-").map((code) => Number.parseInt(code, 16));
  if (points.some((point) => !(point > 0 && point <= 0x10ffff))) return null;
  return String.fromCodePoint(...points);
}

/**
 * The sign of a name.
 * @param tone the skin tone, 2 to 6 as Slack counts; null without
 * @returns null for a name that only this workplace has
 */
export function signNamed(name: string, tone: number | null): string | null {
  const codes = codesOf(name);
  if (codes === undefined) return null;
  const colour = tone === null ? undefined : TONES[tone - 2];
  if (colour === undefined) return signOf(codes);
  const [first = "", ...rest] = codes.split("-");
  return signOf([first, colour, ...(rest[0] === COLOURED ? rest.slice(1) : rest)].join("-"));
}
