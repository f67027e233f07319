import { SaidWriter } from "../../../domain/said-writer.js";
import { EMOJI_NAMES } from "./emoji-names.js";

/**
 * Message text as Slack sends it. Slack escapes exactly `&`, `<` and `>`, and writes mentions and links between angle brackets
 * (https://docs.slack.dev/messaging/formatting-message-text).
 */

const ENTITIES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** One pass, so that a typed `&amp;lt;` stays what was typed. */
function unescaped(text: string): string {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Makes plain text inert where only markup can be sent. */
export function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** True where the raw text mentions the user. */
export function mentions(raw: string, user: string): boolean {
  return raw.includes(`<@${user}>`) || raw.includes(`<@${user}|`);
}

/** The names that a text carries beside ids: `<#C1|kikikanri>`, `<!subteam^S1|@kacho>`. */
export function labelsIn(raw: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const [, id = "", label = ""] of raw.matchAll(
    /<(?:[@#]|!subteam\^)([A-Z0-9]{1,40})\|([^<>|]{1,200})>/g,
  ))
    labels.set(id, unescaped(label));
  return labels;
}

/** What Slack names by an id alone: nobody would know it by that, and what is recorded is read by everybody. */
export const SOME_CHANNEL = "チャンネル";
export const SOME_GROUP = "グループ";

/** Writes what stands between angle brackets as a person would read it. */
function readToken(token: string, writer: SaidWriter, self: string): void {
  const bar = token.indexOf("|");
  const target = bar < 0 ? token : token.slice(0, bar);
  const label = unescaped(bar < 0 ? "" : token.slice(bar + 1));
  const [sign, id] = [target.charAt(0), target.slice(1)];
  if (sign === "@") {
    if (id === self) writer.drop();
    else writer.person(label === "" ? id : label, id);
  } else if (sign === "#") writer.add(`#${label === "" ? SOME_CHANNEL : label}`);
  else if (target.startsWith("!subteam^")) writer.person(label === "" ? SOME_GROUP : label, null);
  else if (target.startsWith("!date^")) writer.add(label);
  else if (sign === "!") writer.person(id, null);
  else writer.link(label, unescaped(target));
}

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

/**
 * Slack's own markup, as it stands in `text` (https://docs.slack.dev/messaging/formatting-message-text): read only where a message
 * has no blocks. A mark counts where Slack would show it: around words, not within one.
 */

const MARKS = [
  /<([^<>\n]{1,3000})>/u,
  /:([a-z0-9_+'\-\u00c0-\uffff]{1,100})(?:::skin-tone-([2-6]))?:(?::skin-tone-([2-6]):)?/u,
  /```/u,
  /`([^`\n]{1,3000})`/u,
  /(?<![\p{L}\p{N}*])\*(?=[^\s*])/u,
  /(?<=[^\s*])\*(?![\p{L}\p{N}*])/u,
  /(?<![\p{L}\p{N}_])_(?=[^\s_])/u,
  /(?<=[^\s_])_(?![\p{L}\p{N}_])/u,
  /~/u,
];
/** Any mark; the groups are those of the list, in its order. */
const TOKEN = new RegExp(MARKS.map(({ source }) => source).join("|"), "gu");

export function writeMrkdwn(raw: string, writer: SaidWriter, self: string): void {
  for (const [index, line] of raw.split("\n").entries()) {
    if (index > 0) writer.break();
    const quoted = /^(?:&gt;|>){1,3} ?/.exec(line);
    if (quoted === null) writeLine(line, writer, self);
    else
      writer.mark({ kind: "quoted", message: null }, () =>
        writeLine(line.slice(quoted[0].length), writer, self),
      );
  }
}

/** Struck words stand between two tildes on one line, with a blank or a sign before the first and behind the second. */
const STRUCK = /(?<=^|[\s\p{P}])~(?=[^\s~])([^~\n]{0,3000}[^\s~])~(?=$|[\s\p{P}])/gu;

function writeLine(line: string, writer: SaidWriter, self: string): void {
  let from = 0;
  for (const match of line.matchAll(STRUCK)) {
    writeMarks(line.slice(from, match.index), writer, self);
    writer.mark({ kind: "struck" }, () => writeMarks(match[1] ?? "", writer, self));
    from = match.index + match[0].length;
  }
  writeMarks(line.slice(from), writer, self);
}

function writeMarks(text: string, writer: SaidWriter, self: string): void {
  const pairs = pairedMarks(text);
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, angle, name, tone, toneBehind, code] = match;
    const add = (words: string): void => writer.add(unescaped(words));
    if ((whole === "*" || whole === "_") && !pairs.has(match.index)) continue;
    if (whole === "~") continue;
    if (name !== undefined) {
      const shade = tone ?? toneBehind;
      const sign = signNamed(name, shade === undefined ? null : Number(shade));
      // A name that only this workplace has keeps its colons; so does anything else between two.
      if (sign === null) continue;
      add(text.slice(from, match.index));
      writer.emoji(name, sign);
    } else {
      add(text.slice(from, match.index));
      if (angle !== undefined) readToken(angle, writer, self);
      else if (code !== undefined) add(code);
    }
    from = match.index + whole.length;
  }
  writer.add(unescaped(text.slice(from)));
}

/** The places of `*` and `_` that open and close something; a lone one stays what was typed. */
function pairedMarks(text: string): ReadonlySet<number> {
  const pairs = new Set<number>();
  const open = new Map<string, number>();
  for (const match of text.matchAll(TOKEN)) {
    const [sign] = match;
    if (sign !== "*" && sign !== "_") continue;
    const before = text.charAt(match.index - 1);
    const opened = open.get(sign);
    if (opened !== undefined && before !== "" && !/\s/.test(before)) {
      pairs.add(opened).add(match.index);
      open.delete(sign);
    } else open.set(sign, match.index);
  }
  return pairs;
}

/** The words of a text that never has blocks: what stands behind a command. */
export function wordsOfMrkdwn(raw: string, self: string): string {
  // Letters, digits and single blanks alone say the same as they stand.
  if (/^[\p{L}\p{N}]*(?: [\p{L}\p{N}]+)*$/u.test(raw)) return raw;
  const writer = new SaidWriter();
  writeMrkdwn(raw, writer, self);
  return writer.finish().text;
}
