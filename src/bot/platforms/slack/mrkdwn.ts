import { SaidWriter } from "../../../domain/said-writer.js";
import { signNamed } from "./emoji.js";
import { readToken, unescaped } from "./text.js";

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
