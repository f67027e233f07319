import { past } from "../../domain/plain.js";
import { type Heading, readHeading } from "./heading.js";
import { type Subject, toSubject } from "./mask.js";
import { opensWithState } from "./opening.js";
import { anywhere, oneOf, sticky } from "./pattern.js";
import type { ReportContext } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/** 取消 and 訂正: messages that are about what was said before. */

const WHAT = "(?:の|もの|ご?(?:報告|返信|発言|投稿|回答|進捗)|分|やつ)";
const SUBJECT = sticky(
  "(?:(?:さっき|先ほど|先程|さきほど|今|いま|前回|前|上)(?:の|に)?(?:送った|書いた|入れた|した)?",
  `${WHAT}?(?:は|を|、)?)?[ ]*`,
);
const SHORT_SUBJECT = sticky("(?:さっき|先ほど|先程|さきほど|今|いま|上)の");
const WITHDRAWN = "(?:取り?消し?|とりけし|取り?下げ|撤回|削除|間違い(?=です|でした|[。、! ]*$))";
const FOR_NOW = "(?:一旦|いったん|一度)?";
const WITHDRAW = sticky(
  `(?:の?${WHAT}?(?:は|を|、)?)?[ ]*${FOR_NOW}${WITHDRAWN}`,
  oneOf([
    "し?(?:ます|たいです)",
    "(?:いた|致)?します",
    "しました",
    "したい(?:です)?",
    "で(?:す|した|お願い(?:いた|致)?します)?",
    "(?:を)?お願い(?:いた|致)?します",
    "(?:し)?て(?:ください|下さい|ほしいです|もらえますか|いただけますか)",
    "さ?せて(?:ください|下さい|いただきます)",
  ]),
  "?",
);
const NEVER_MIND = sticky(
  "(?:は|、)?(?:なし|無し|忘れてください|無視してください|間違い)",
  oneOf(["です", "でした", "でお願いします", "で"]),
  "?",
);
/** `やっぱり取り消しで`, `やっぱ2なし`. */
const ON_SECOND_THOUGHT = sticky("(?:やっぱり?|やはり)[、 ]*");
const END = sticky("[。、.,!\\s]*$");
const SEPARATOR = sticky("(?:[ :、。!→\\n]+|(?=[(「『【[]?\\d))");
/** What may stand behind the numbers that are taken back: `取消 2です。` */
const POLITE = anywhere(
  "(?:[ ]*(?:です|でお?願い(?:いた|致)?します|(?:を|で)?[ ]?(?:お願い|おねがい)(?:いた|致)?します))?[。、.,!\\s]*$",
);
/** `2 5 取消`: parted by blanks alone. */
const BLANK_LIST = /^[ ]*\d{1,4}(?:[ ]+\d{1,4})+[ ]*$/;
const BEFORE_WITHDRAW = anywhere(
  `^(?<head>[^。\\n]{1,40}?)[ ]*(?=の?${WHAT}?(?:は|を|、)?[ ]*${FOR_NOW}(?:取り?消|とりけし|取り?下げ|撤回|削除|間違い))`,
);

const NO_MORE = anywhere("^(?<head>.{1,20}?)[ ]*(?:は|の)?(?:なし|無し)(?:で|です)?[。! ]*$");

/** Of which goals a 取消 speaks; none where it names none. */
export interface Retract {
  readonly numbers: readonly number[];
  readonly unknown: boolean;
  readonly except: boolean;
}

/** The longest text that can be a 取消. */
const LONGEST = 120;

/** The numbers of a 取消, or null where the message is none. Several lines are one where each of them is. */
export function readRetract(text: string, context: ReportContext, vocabulary: Vocabulary): Retract | null {
  if (text.length > LONGEST) return null;
  const whole = readOneRetract(text, context, vocabulary);
  if (whole !== null) return whole;
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const each = lines.flatMap((line) => readOneRetract(line.trim(), context, vocabulary) ?? []);
  const named = each.every(({ numbers, unknown, except }) => !except && (unknown || numbers.length > 0));
  if (lines.length < 2 || each.length < lines.length || !named) return null;
  const numbers = new Set(each.flatMap((retract) => retract.numbers));
  return { numbers: [...numbers], unknown: each.some(({ unknown }) => unknown), except: false };
}

/** The numbers of a line that is wholly a 取消 among others, or null. `from` is where the line starts. */
export function readRetractLine(
  { script }: Subject,
  from: number,
  context: ReportContext,
  vocabulary: Vocabulary,
): Retract | null {
  const text = script.key;
  const end = text.indexOf("\n", from);
  const line = text.slice(from, Math.min(end < 0 ? text.length : end, from + LONGEST + 1)).trim();
  return line === "" || line.length > LONGEST ? null : readOneRetract(line, context, vocabulary);
}

/**
 * What the first line of a piece takes back, whether the number belongs to it (`2 取消`) or was read before it.
 * @param words the piece; `body` is what stands behind its `heading`
 */
export function findRetract(
  words: string,
  body: string,
  heading: Heading | null,
  context: ReportContext,
  vocabulary: Vocabulary,
): Retract | null {
  const read = (text: string): Retract | null => {
    const [first = ""] = text.trim().split("\n", 1);
    return first === "" || first.length > LONGEST ? null : readOneRetract(first.trim(), context, vocabulary);
  };
  const whole = read(words);
  if (whole !== null || heading === null) return whole;
  const behind = read(body);
  if (behind === null) return null;
  const numbers = [...new Set([...heading.numbers, ...behind.numbers])];
  return { numbers, unknown: heading.unknown, except: heading.except };
}

function readOneRetract(text: string, context: ReportContext, vocabulary: Vocabulary): Retract | null {
  if (!/[取撤削とな忘無間]/.test(text)) return null;
  const again = past(ON_SECOND_THOUGHT, text, 0);
  if (again > 0) {
    const rest = text.slice(again);
    const number = NO_MORE.exec(rest);
    const named =
      number?.groups?.head === undefined ? null : readNumbers(number.groups.head, context, vocabulary);
    if (named !== null) return named;
    return /^(?:今の)?(?:なし|無し)/u.test(rest) && past(END, rest, past(NEVER_MIND, rest, 0)) >= 0
      ? { numbers: [], unknown: false, except: false }
      : readOneRetract(rest, context, vocabulary);
  }
  const short = past(SHORT_SUBJECT, text, 0);
  const nothing = short < 0 ? -1 : past(NEVER_MIND, text, short);
  if (nothing >= 0 && past(END, text, nothing) >= 0) return { numbers: [], unknown: false, except: false };
  const start = past(SUBJECT, text, 0);
  const bare = past(WITHDRAW, text, start);
  if (bare >= 0) {
    if (past(END, text, bare) >= 0) return { numbers: [], unknown: false, except: false };
    const gap = past(SEPARATOR, text, bare);
    return gap < 0 ? null : readNumbers(text.slice(gap).replace(POLITE, ""), context, vocabulary);
  }
  // 取消 closes a number as a state does, blank or not: `2取消`, `2 取消`, `2は取り消します`.
  const glued = BEFORE_WITHDRAW.exec(text.slice(start));
  const head = glued?.groups?.head ?? "";
  if (head === "") return null;
  const numbers = readNumbers(head, context, vocabulary);
  if (numbers === null) return null;
  const close = past(WITHDRAW, text, start + head.length);
  const spaced = close >= 0 ? close : past(WITHDRAW, text, start + (glued?.[0].length ?? 0));
  return spaced >= 0 && past(END, text, spaced) >= 0 ? numbers : null;
}

/** A text that is numbers and nothing else. */
function readNumbers(text: string, context: ReportContext, vocabulary: Vocabulary): Retract | null {
  if (BLANK_LIST.test(text)) {
    const numbers = text.trim().split(/ +/).map(Number);
    const known = numbers.filter((number) => context.numbers.includes(number));
    return { numbers: [...new Set(known)], unknown: known.length < numbers.length, except: false };
  }
  const heading = readHeading(toSubject(text), 0, context, vocabulary);
  return heading !== null && heading.end >= text.length ? heading : null;
}

const SORRY =
  "(?:(?:すみません|すいません|失礼(?:しました)?|申し訳(?:ありません|ございません)|ごめんなさい|あ)[、。 ]*)?";
const AMEND = sticky(
  SORRY,
  "(?:(?:さっき|先ほど|先程|前回)の?(?:報告|返信|発言|回答|もの|の)?(?:は|を|の|に)?[、 ]?)?[(【\\[]?",
  oneOf([
    "(?:訂正|修正|差し?替え?)(?:報告|版)?(?:(?:いた|致)?します|です|させてください|があります|お願い(?:いた|致)?します)?",
    "間違え(?:まし)?(?:た|ていました)",
    "まちがえ(?:まし)?た",
    "間違い(?:です|でした|がありました)",
    "誤り(?:です|でした|がありました)",
    "(?:やっぱり?|やはり)(?=\\d|[ 、])",
  ]),
  "(?:[)】\\]]|[ :、。!→\\n]+|$|(?<=やっぱり?|やはり)(?=\\d))[ :、。!→\\n]*",
);
/** 訂正 right before a number and a state; `訂正2件を公表` and `修正1 を反映` are words of a report. */
const AMEND_GLUED = sticky("(?:訂正|修正|やっぱり?|やはり)(?=[(「『【[]?(?:目標|no\\.?|#)?\\d)");
const NUMBER_AMENDED = sticky(
  "(?:番号(?:の|が|は|を)?[ ]?(?:訂正|間違(?:え(?:ました)?|い(?:でした|です)?)|まちがえました|違いました)?[ :、。\\n]*)?",
);
const NUMBER = "(?:目標|no\\.?|#|[([])?";
const INSTEAD = anywhere(
  `^${NUMBER}(?<from>\\d{1,4})[)\\]]?番?[ ]*`,
  "(?<by>(?:は|では|で|じゃ)なく(?:て)?|→|は(?:間違い|誤り)で|の(?:間違い|誤り)で|は(?=\\D{0,3}\\d+\\D{0,2}の(?:間違|誤り|こと)))[、 ]*",
  `${NUMBER}(?<to>\\d{1,4})[)\\]]?番?`,
  "(?<end>です|でした|に(?:訂正|修正)(?:(?:いた|致)?します|です)?|の(?:間違い|誤り)(?:です|でした)|が正しい(?:です)?|の報告です|のこと(?:です|でした))?[。!\\s]*$",
);
const SAID_BEFORE = sticky("(?:さっき|先ほど|先程|前回|今)の(?:報告の)?[、 ]*");
/** Behind 間違えました: the number alone, which then takes the last report. */
const ONLY_NUMBER = anywhere(
  `^(?:正しくは)?${NUMBER}(?<to>\\d{1,4})[)\\]]?番?(?:です|でした|の報告です|が正しい(?:です)?)[。!\\s]*$`,
);

/** Behind `訂正` at the start of a message, or -1. */
export function skipAmend(
  subject: Subject,
  from: number,
  context: ReportContext,
  vocabulary: Vocabulary,
): number {
  const text = subject.script.key;
  const apart = past(AMEND, text, from);
  if (apart >= 0) return apart;
  const glued = past(AMEND_GLUED, text, from);
  if (glued < 0) return -1;
  if (INSTEAD.test(text.slice(glued, glued + 80))) return glued;
  const heading = readHeading(subject, glued, context, vocabulary);
  return heading !== null && opensWithState(vocabulary, subject.script, heading.end) ? glued : -1;
}

const AMENDED_BEHIND = anywhere(
  "(?:に|へ)(?:訂正|修正|変更|直)",
  oneOf([
    "(?:(?:いた|致)?し|し)(?:て(?:ください|下さい|おいてください))",
    "(?:して)?(?:ください|下さい)",
    "(?:(?:いた|致)?し)?ます",
    "しました",
    "(?:で|を)?お?願い(?:いた|致)?します",
    "です",
  ]),
  "?[。!\\s]*$",
);

/** What is said instead, where the end of the message makes it a correction (`2は順調に訂正します`), or null. */
export function readAmendedBehind(
  subject: Subject,
  from: number,
  context: ReportContext,
  vocabulary: Vocabulary,
): { readonly start: number; readonly end: number } | null {
  const text = subject.script.key;
  const found = AMENDED_BEHIND.exec(text);
  if (found === null || found.index <= from) return null;
  const start = Math.max(from, past(SAID_BEFORE, text, from));
  const heading = readHeading(subject, start, context, vocabulary);
  return opensWithState(vocabulary, subject.script, heading?.end ?? start)
    ? { start, end: found.index }
    : null;
}

/** `2。` as `2`: a full stop behind numbers alone closes them; behind words it belongs to the words. */
export function withoutStop(text: string, context: ReportContext, vocabulary: Vocabulary): string {
  const bare = text.trimEnd().replace(/[。．.!！]{1,5}$/u, "");
  if (bare === text || bare.length > 40) return text;
  const subject = toSubject(bare);
  const heading = readHeading(subject, 0, context, vocabulary);
  return heading !== null && heading.end >= subject.script.key.length ? bare : text;
}

const AMENDED_HERE = sticky(
  "[ ]*(?:訂正(?:(?:いた|致)?します|です)?[ :、。\\n]+|(?:やっぱり?|やはり)[ 、]*)",
);

/** Where 訂正 stands behind the number (`2 訂正 やや遅れ`, `2やっぱり遅れです`), or null. */
export function findAmend(
  subject: Subject,
  from: number,
  context: ReportContext,
  vocabulary: Vocabulary,
): { readonly start: number; readonly end: number } | null {
  const text = subject.script.key;
  const heading = readHeading(subject, from, context, vocabulary);
  if (heading !== null) {
    const end = past(AMENDED_HERE, text, heading.end);
    return end < 0 ? null : { start: heading.end, end };
  }
  const figure = past(GLUED_NUMBER, text, from);
  const end = figure < 0 ? -1 : past(AMENDED_HERE, text, figure);
  return end < 0 || !opensWithState(vocabulary, subject.script, end) ? null : { start: figure, end };
}

const GLUED_NUMBER = sticky("\\d{1,4}番?(?=やっぱ|やはり|訂正)");

/**
 * `2ではなく3です`, `訂正 2→3`: the goal was the mistake, not what was said. `from` is null for the last report.
 * @param amending whether 訂正 was said before; without it an arrow alone is not enough
 */
export function readMove(
  text: string,
  amending: boolean,
): { readonly from: number | null; readonly to: number } | null {
  if (text.length > 80) return null;
  const said = text.slice(Math.max(0, past(SAID_BEFORE, text, 0)));
  const rest = said.slice(Math.max(0, past(NUMBER_AMENDED, said, 0)));
  const only = amending || rest !== said ? ONLY_NUMBER.exec(rest) : null;
  if (only !== null) return { from: null, to: Number(only.groups?.to) };
  const match = INSTEAD.exec(rest);
  const sure = amending || rest !== said || /訂|修|間違|誤/u.test(match?.groups?.end ?? "");
  if (match === null || (match.groups?.by === "→" && !sure)) return null;
  return { from: Number(match.groups?.from), to: Number(match.groups?.to) };
}
