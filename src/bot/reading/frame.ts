import { cut, matchAt, type Plain, toPlain } from "../../domain/plain.js";
import { anywhere, sticky } from "./pattern.js";

/** What stands around the words of the one who writes: quoted lines, mail headers, forwarded mails, signatures. */

const QUOTED = /^[ ]*(?:>|&gt;|\|[ ]*>)/;
const HEADER = /^[ ]*(?:from|sent|to|cc|bcc|subject|date|差出人|送信者|送信日時|日時|宛先|件名)[ ]*:/i;
const SENDER = /^[ ]*(?:from|差出人|送信者)[ ]*:/i;
const FORWARD = /^[ ]*-{2,}[ ]*(?:original|forwarded|元の|転送|引用)/i;
const WROTE = /(?:wrote:|さんは書きました:?|のメール:|さんが書きました:?|<[^<>\s]+@[^<>\s]+>:?)[ ]*$/i;
const RULE = /^\s*(?:[-=*_]{2,}|[─━―]{2,}|ー{3,})\s*$/;
const NAME = "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}]{1,5}";
const SIGNED = new RegExp(
  `^\\s*(?:[^\\s\\d]{0,12}(?:課|係|部|室|担当|所|局)\\s*){1,3}(?:[課係部室]長|主[任査事])?\\s+${NAME}(?:\\s+${NAME})?\\s*$`,
  "u",
);
const EXTENSION = /^\s*\(?内線?\)?[:\s]*\d{2,5}\s*$/;
/** How to reach somebody: no line of a report begins so. */
const CONTACT =
  /^\s*(?:\(?(?:tel|fax|e-?mail|mail|電話|直通|ファクス|ファックス|メール)\)?[:\s]|〒?\d{3}-\d{4}\s|〒)/i;
const CLOSED_LINE = /(?:お願い(?:いた|致)?します|申し上げます|以上(?:です)?|ございます)[。!\s]*$/;
const STATED = /順調|遅れ|完了|変更なし|未着手|中止|休止/;
const NUMBERED = /^\s*[(【#]?\d+[\s.:)】]/;

interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Framed {
  readonly message: Plain;
  /** The quoted lines, without the sign of quoting. */
  readonly quoted: readonly string[];
  /** The message begins with the line above a mail that is passed on: whose words these are is not known. */
  readonly forwarded: boolean;
  /** The message begins with the lines of a mail that say from whom it is. */
  readonly mailed: boolean;
}

/** The message without its frame. */
export function withoutFrame(plain: Plain): Framed {
  const lines: Line[] = [];
  let start = 0;
  for (const text of plain.text.split("\n")) {
    lines.push({ start, end: start + text.length, text });
    start += text.length + 1;
  }
  const quoted = lines
    .filter(({ text }) => QUOTED.test(text))
    .map(({ text }) => text.replace(QUOTED, "").trim());
  const own = withoutMail(lines.filter(({ text }) => !QUOTED.test(text)));
  const kept = own.slice(0, linesBeforeSignature(own.map(({ text }) => text)));
  const forwarded = FORWARD.test(lines.find(({ text }) => text.trim() !== "")?.text ?? "");
  const mailed = isMailed(lines.map(({ text }) => text));
  if (kept.length === lines.length) return { message: plain, quoted, forwarded, mailed };
  const message = toPlain(kept.map((line) => cut(plain, line.start, line.end)).join("\n"));
  return { message, quoted, forwarded, mailed };
}

/** Whether the lines above the words are those of a mail, one of which says from whom it is. */
function isMailed(lines: readonly string[]): boolean {
  const said = lines.filter((line) => line.trim() !== "");
  const body = said.findIndex((line) => !HEADER.test(line));
  return said.slice(0, body < 0 ? said.length : body).some((line) => SENDER.test(line));
}

/** Headers at the top are left out; headers below the writer's own words begin somebody else's. */
function withoutMail(lines: readonly Line[]): readonly Line[] {
  const own: Line[] = [];
  for (const [index, line] of lines.entries()) {
    const header = HEADER.test(line.text) || FORWARD.test(line.text) || WROTE.test(line.text);
    if (!header) {
      own.push(line);
      continue;
    }
    const said = own.some(({ text }) => /\d|順調|遅れ|完了|変更なし/.test(text));
    if (
      said &&
      (FORWARD.test(line.text) || WROTE.test(line.text) || HEADER.test(lines[index + 1]?.text ?? ""))
    )
      break;
  }
  return own;
}

/** How many of the lines are left when a signature at the end is taken away. */
function linesBeforeSignature(whole: readonly string[]): number {
  // No line of a signature is long; a short form of the long ones keeps the patterns quick.
  const lines = whole.map((line) => (line.length > 80 ? "…" : line));
  for (let index = lines.length - 1; index > 0 && index >= lines.length - 8; index -= 1) {
    if (!RULE.test(lines[index] ?? "") || !isSignature(lines.slice(index + 1))) continue;
    // A rule below a signature belongs to the one above it.
    const above = lines.slice(index + 1).some((line) => line.trim() !== "")
      ? -1
      : lines.slice(0, index).findLastIndex((line) => RULE.test(line));
    return above > 0 && isSignature(lines.slice(above + 1)) ? above : index;
  }
  let count = lines.length;
  let contact = false;
  for (let step = 0; step < 4; step += 1) {
    while (count > 1 && (lines[count - 1] ?? "").trim() === "") count -= 1;
    const last = lines[count - 1] ?? "";
    if (count < 2 || !(EXTENSION.test(last) || CONTACT.test(last))) break;
    count -= 1;
    contact ||= CONTACT.test(last);
  }
  const before = lines[count - 2] ?? "";
  const parted = contact || before.trim() === "" || CLOSED_LINE.test(before);
  const signed = count > 1 && parted && SIGNED.test(lines[count - 1] ?? "");
  if (signed) return count - 1;
  return contact ? count : lines.length;
}

const isSignature = (lines: readonly string[]): boolean =>
  lines.every((line) => line.length <= 60 && !STATED.test(line) && !NUMBERED.test(line));

/** 代理: a coordinator answers in somebody's place, and says in whose. */

export interface Behalf {
  /** Place of the name in the plain text; equal where nobody is named. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** What is to be left out of the report. */
  readonly start: number;
  readonly end: number;
}

const NAME_CHAR = "[^\\s、。,.:;()（）\\d#/|]";
const SAY = "(?:ご?(?:報告|回答|返信|入力|連絡)|失礼)?(?:(?:いた|致)?します|です|しました)?";
const OPEN = "[(【]?";
const CLOSE = "[)】]?[、。:\\s]*";
const PROXY = "代理(?:報告|回答|入力)?";
/** A name is none of the words a report begins with. */
const NO_NAME = "(?!順調|遅れ|完了|変更|概ね|やや)";
const SECOND_NAME = `(?: ${NO_NAME}${NAME_CHAR}{1,8}(?=[ \\n、。:)】]))?`;
const LEADING: readonly RegExp[] = [
  // 防災課長の代理で / （防災課長代理で）/ 防災課長の代わりに
  sticky(
    `${OPEN}(?<name>${NAME_CHAR}{1,20}?)(?:さん|様)?`,
    "(?:の(?:代理|代わり|かわり)|の?代理)(?:で|に|として|にて)",
    SAY,
    CLOSE,
  ),
  sticky(`[(【](?<name>${NAME_CHAR}{1,20}?)(?:の)?代理[)】][、。:\\s]*`),
  // 課長に代わり / 課長に代わって報告します。
  sticky(`${OPEN}(?<name>${NAME_CHAR}{1,20}?)に(?:代わ|かわ|替わ)(?:り|って)(?:まして)?`, SAY, CLOSE),
  // 代理で回答します。
  sticky(`${OPEN}代理(?:で|として|にて)`, SAY, "[)】]?[、。:\\s]+(?<name>)"),
  // 代理：防災課長 / 代理 防災課長 山田
  sticky(
    `${OPEN}${PROXY}[ :]+${NO_NAME}(?<name>${NAME_CHAR}{1,20}`,
    SECOND_NAME,
    ")(?:さん|様)?(?:の(?:分|代理))?[)】]?(?:$|[、。:\\s]+)",
  ),
  sticky(`${OPEN}${PROXY}[)】]?(?:[、。:\\s]+)(?<name>)`),
];
const TRAILING = anywhere(
  `[\\s、。]*(?:[(【](?:(?<a>${NAME_CHAR}{1,20}?)(?:の)?代理|代理[ :]*(?<b>${NAME_CHAR}{0,20}))[)】]`,
  `|※[ ]*(?:(?<c>${NAME_CHAR}{1,20}?)(?:の)?代理|代理[ :]*(?<d>${NAME_CHAR}{0,20})))[。\\s]*$`,
);
const WINDOW = 60;

/** Looks for 代理 at the start of the words from `from` on, and at the end of `text`. */
export function findBehalf(text: string, from: number): Behalf | null {
  for (const pattern of LEADING) {
    const match = matchAt(pattern, text, from);
    if (match === null || /代理$/.test(match.groups?.name ?? "")) continue;
    return located(text, from, match[0], match.groups?.name ?? "");
  }
  const start = Math.max(from, text.length - WINDOW);
  const match = TRAILING.exec(text.slice(start));
  if (match === null) return null;
  const { a, b, c, d } = match.groups ?? {};
  return located(text, start + match.index, match[0], a ?? b ?? c ?? d ?? "");
}

function located(text: string, start: number, whole: string, name: string): Behalf {
  const nameStart = name === "" ? start : text.indexOf(name, start);
  return { nameStart, nameEnd: nameStart + name.length, start, end: start + whole.length };
}
