import { grouped } from "../../domain/grouping.js";
import { cut } from "../../domain/plain.js";
import { skipClosing } from "./courtesies.js";
import { readHeading } from "./heading.js";
import { type Subject, toSubject } from "./mask.js";
import { anywhere, oneOf, type Script } from "./pattern.js";
import { isState } from "./said.js";
import { hasSignOfWork, isQuestion, isTalk } from "./talk.js";
import type { ReportContext } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/**
 * A state of all goals but some, whose numbers stand within the sentence: `変更なし。ただし5は完了`, `全件順調（5のみ遅れ）`,
 * `5が完了した以外は変化なし`, `変更なし（全件）`. Such a message is turned round, so that it is read as all others.
 */

const EVERY = oneOf([
  "全(?:件|目標|部|項目)",
  "全て",
  "すべて",
  "いずれも",
  "どれも",
  "(?:全|すべ)ての目標",
  "全体",
]);
/** The state of all, what parts it from the exception, and the exception. */
const BUT_SOME = anywhere(
  `^(?<every>${EVERY}(?:とも|は|が|、| )*)?(?<state>[^\\d。\\n]{2,24}?)(?:です|ます)?(?:が|けど|けれど)?`,
  "(?<mark>[ 。、\\n]*(?:(?:但|ただ)し|なお)[、 ]*|[。、\\n ]+|\\()(?=[(【]?(?:目標|no\\.?|#)?\\d)(?<rest>[^]+?)\\)?$",
);
/** Behind the number of an exception. */
/** `1から7までのうち5のみ遅れ、残りは順調`. */
const AMONG = anywhere(
  "^(?<first>\\d{1,3})番?(?:から|~|-)(?<last>\\d{1,3})番?(?:まで)?のうち、?",
  "(?<some>\\d{1,3}(?:[、・,と]\\d{1,3}){0,8})番?(?:のみ|だけ)?(?:は|が)?(?<state>[^\\d。、\\n]{2,14}?)(?:です|ます)?",
  "(?:が|で)?[、。 ]+(?:残り|ほか|他|その他|あと)は?(?<rest>[^\\d\\n]{2,20})$",
);
const ONLY = /^[^\n。、]{0,12}?(?:だけ|のみ)/u;
const EXCEPTED = anywhere(
  "^(?<head>[^。\\n]{0,12}?\\d番?)(?:が|は|を)?(?<state>[^\\d。、\\n]{2,14}?)",
  "(?<mark>(?:の|こと)?(?:以外|ほか|他|(?:を|は)?除(?:いて|き|けば|く))(?:の(?:目標|もの))?)(?:は|、| )*(?<rest>[^\\d\\n]{2,24})$",
);
const OF_EVERY = anywhere(
  `^(?<state>[^()\\d\\n]{2,16})[ ]?\\((?:${EVERY}|\\d{1,2}件(?:とも|すべて|全て))\\)[。 ]*$`,
);
const LONGEST = 200;

/** The message turned round, or null where it is none of these. */
export function allBut(subject: Subject, context: ReportContext, vocabulary: Vocabulary): string | null {
  const { script } = subject;
  if (context.single !== null || script.key.length > LONGEST) return null;
  return (
    butSome(subject, context, vocabulary) ??
    excepted(subject, context, vocabulary) ??
    among(subject, vocabulary) ??
    ofEvery(subject, vocabulary) ??
    namedApart(subject, context, vocabulary)
  );
}

function butSome({ script }: Subject, context: ReportContext, vocabulary: Vocabulary): string | null {
  const { every, state, mark, rest } = BUT_SOME.exec(script.key)?.groups ?? {};
  if (state === undefined || mark === undefined || rest === undefined) return null;
  const said = every !== undefined || /し|なお/u.test(mark) || ONLY.test(rest);
  if (!said || !isState(state, vocabulary)) return null;
  const at = script.key.indexOf(rest, (every ?? "").length + state.length);
  const exception = cut(script, at, at + rest.length);
  const heading = readHeading(toSubject(exception), 0, context, vocabulary);
  if (heading === null || heading.unknown || heading.except) return null;
  const from = (every ?? "").length;
  return `全件 ${cut(script, from, from + state.length)}\n${exception}`;
}

function excepted({ script }: Subject, context: ReportContext, vocabulary: Vocabulary): string | null {
  const { head, state, mark, rest } = EXCEPTED.exec(script.key)?.groups ?? {};
  if (head === undefined || state === undefined || mark === undefined || rest === undefined) return null;
  if (!isState(state, vocabulary) || !isState(rest, vocabulary)) return null;
  const numbers = cut(script, 0, head.length);
  const heading = readHeading(toSubject(`${numbers} `), 0, context, vocabulary);
  if (heading === null || heading.unknown || heading.end < head.length) return null;
  const at = script.key.lastIndexOf(rest);
  const said = script.key.indexOf(state, head.length);
  return `${numbers} ${cut(script, said, said + state.length)}\n他は ${cut(script, at, at + rest.length)}`;
}

function among({ script }: Subject, vocabulary: Vocabulary): string | null {
  const { first, last, some, state, rest } = AMONG.exec(script.key)?.groups ?? {};
  if (some === undefined || state === undefined || rest === undefined) return null;
  const [from, to] = [Number(first), Number(last)];
  const named = (some.match(/\d+/g) ?? []).map(Number);
  if (!isState(state, vocabulary) || !isState(rest, vocabulary) || to - from > LONGEST) return null;
  if (named.some((number) => number < from || number > to)) return null;
  const others = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  const words = (part: string, after: number): string => {
    const at = script.key.indexOf(part, after);
    return cut(script, at, at + part.length);
  };
  const said = script.key.indexOf(some, script.key.indexOf("のうち")) + some.length;
  const left = others.filter((number) => !named.includes(number)).join("、");
  if (left === "") return null;
  return `${some} ${words(state, said)}\n${left} ${words(rest, script.key.lastIndexOf(rest))}`;
}

function ofEvery({ script }: Subject, vocabulary: Vocabulary): string | null {
  const state = OF_EVERY.exec(script.key)?.groups?.state;
  return state === undefined || !isState(state, vocabulary) ? null : `全件 ${cut(script, 0, state.length)}`;
}

/** A sentence that names a goal and says nothing else: `2番です`, `目標2の件です`. */
const NAMING = anywhere(
  "^[ ]*(?:これは)?(?<mark>重点目標|目標|no\\.?|#)?[ ]?(?<number>\\d{1,3})",
  "(?<behind>番?(?:の目標)?(?:の(?:件|話|こと|報告|進捗)|について)?)(?:です|でした|になります)[ ]*$",
);
/** A comma parts it as well: `順調です、2番の件です`. */
const SENTENCE = /[。!\n]+|、(?=\d{1,3}番(?:の[件話])?(?:です|でした)$)/u;
const OTHER_NUMBER = /\d[ ]?番|(?:目標|no\.?|#)[ ]?\d/u;

/**
 * The goal is named in a sentence of its own, the first or the last: `案ができました。2番です。`, `順調です。2番の件です。`. What is
 * said beside it tells of work or says a state; a bare number (`2です。順調です。`) may answer anything else, and names a goal
 * only beside a state.
 */
function namedApart(
  { script, masked }: Subject,
  context: ReportContext,
  vocabulary: Vocabulary,
): string | null {
  const key = script.key.slice(0, skipClosing(script.key)).replace(/[。!\s]+$/u, "");
  const sentences = key.split(SENTENCE).filter((sentence) => !isTalk(sentence));
  const [first = "", last = ""] = [sentences.at(0), sentences.at(-1)];
  const naming = NAMING.test(first) ? first : last;
  const { mark, number, behind = "" } = NAMING.exec(naming)?.groups ?? {};
  const others = sentences.filter((sentence) => sentence !== naming);
  if (number === undefined || others.length === 0 || others.length !== sentences.length - 1) return null;
  const at = naming === first ? key.indexOf(first) : key.lastIndexOf(last);
  const rest = naming === first ? cut(script, at + naming.length, key.length) : cut(script, 0, at);
  const plain = others.every(
    (sentence) =>
      !isQuestion(sentence) &&
      !OTHER_NUMBER.test(sentence) &&
      readHeading(toSubject(sentence), 0, context, vocabulary) === null,
  );
  const states = others.every((sentence) => isState(sentence, vocabulary));
  const parted = /、\s*$/u.test(rest) || (mark === undefined && behind === "");
  const told = states || (!parted && hasSignOfWork(key, masked));
  return plain && told ? `${number}番 ${rest.replace(/^[\s。!！]+|[\s、]+$/gu, "")}` : null;
}

/** The state before the numbers: `順調 2、5`, `完了：2、5、7`, `順調なのは2と5、遅れは3`. */

// Digits are taken whole, and each blank and bracket in one place alone: of two ways to part the same signs, forty numbers make billions.
const NUMBER = "(?:(?:目標|no\\.?|#)[ ]?)?[(【]?\\d{1,160}(?!\\d)(?:[)】]?番[)】]?|[)】]{1,2})?";
const NUMBERS = anywhere(
  `(?<!\\d)(?<numbers>${NUMBER}(?:[ ]*(?:(?:[,、・&~-]|と|から|及び|および)[ ]*)?${NUMBER}){0,40})`,
  "(?:まで)?(?:のみ|だけ)?(?:です|でした|で)?[。! ]*$",
);
const LINK = /(?:な(?:の|もの)|の(?:もの|目標)?)?(?:は|が|:|=|→|、|,|\.{2,})?[ ]*$/u;
const PART = /[。;|]|\/(?!\d)| (?=[^\p{L}\p{N}\s:&~+,.-]\d)|、(?=[^\d ])| (?=[^\d\s:]{1,10}(?:[:→=]|\.{2}))/u;
/** `遅れは4のみ、他は順調`: what is said of the others, read as it stands. */
const OTHERS =
  /^[ ]*(?:その|それ)?(?:他|ほか|残り|以外|あと)は?(?:の目標)?(?:すべて|全て|全部)?[はも]?(?<state>[^\d]{2,24})$/u;
const LONGEST_STATE = 16;
/** Such a line begins with something else than a number, and ends with one. */
const ENDS = anywhere(
  "^[ ]*[^\\d\\s].*\\d[)】]?番?[)】]?(?:まで)?(?:のみ|だけ)?(?:です|でした|で)?",
  "(?:[、。 ]+(?:その|それ)?(?:他|ほか|残り|以外|あと)[^\\d]{2,24})?[。! ]*$",
);
const ONLY_NUMBERS = /^[(【]?\d{1,4}[)】]?番?(?:[、,・ ]{1,2}[(【]?\d{1,4}[)】]?番?){0,40}$/;
const BRACKETED = /^[【［[(（](.+)[】］\])）]$/u;
const SIGN = /^[ ]*[^\p{L}\p{N}\s][ ]*$/u;

/** A line of the message in its three forms, which are equally long. */
interface Line {
  readonly start: number;
  readonly key: string;
  readonly masked: string;
}

/**
 * The message with such lines turned round, so that they are read as all others (`2、5 順調`); null where there are none. A line is
 * turned only where every part of it is a state before numbers.
 */
export function upright(subject: Subject, context: ReportContext, vocabulary: Vocabulary): string | null {
  if (context.single !== null || !/\d/.test(subject.masked)) return null;
  const { script, masked } = subject;
  let start = 0;
  const lines = script.key.split("\n").map((key): Line => {
    const line = { start, key, masked: masked.slice(start, start + key.length) };
    start += key.length + 1;
    return line;
  });
  const headed = underStates(script, lines, vocabulary);
  if (headed !== null) return headed;
  const firstSign = ({ key }: { readonly key: string }): string => {
    const [sign = ""] = key.trim();
    return sign;
  };
  const alike = grouped(lines, firstSign);
  const turned = lines.map((line) => {
    const sign = firstSign(line);
    // The same sign before several lines is the mark of a list.
    const listed = SIGN.test(sign) && !/[【[(]/.test(sign) && (alike.get(sign)?.length ?? 0) > 1;
    return listed || !ENDS.test(line.masked) ? null : turn(script, line, context, vocabulary);
  });
  if (turned.every((line) => line === null)) return null;
  const whole = ({ start: from, key }: Line): string => cut(script, from, from + key.length);
  return lines.map((line, index) => turned[index] ?? whole(line)).join("\n");
}

/** Lines of states with nothing but numbers below each (`順調⏎4⏎5⏎遅れ⏎6`), turned round; null where it is another message. */
function underStates(script: Script, lines: readonly Line[], vocabulary: Vocabulary): string | null {
  const out: string[] = [];
  let state: string | null = null;
  let numbers: string[] = [];
  const close = (): boolean => {
    if (state !== null && numbers.length > 0) out.push(`${numbers.join("、")} ${state}`);
    return state === null || numbers.length > 0;
  };
  const filled = lines.filter((line) => line.key.trim() !== "");
  const bullet = bulletOf(filled);
  for (const { start, key } of filled) {
    const whole = cut(script, start, start + key.length).trim();
    const words = bullet !== "" && whole.startsWith(bullet) ? whole.slice(bullet.length).trim() : whole;
    if (ONLY_NUMBERS.test(key.trim())) {
      if (state === null) return null;
      numbers.push(words);
    } else {
      if (!isState(words.replace(BRACKETED, "$1"), vocabulary) || !close()) return null;
      state = words.replace(BRACKETED, "$1");
      numbers = [];
    }
  }
  return state !== null && close() ? out.join("\n") : null;
}

/** The sign before every line that begins with no number, where there are several such lines. */
function bulletOf(lines: readonly Line[]): string {
  const signs = lines.flatMap(({ key }) => (/^\s*[(【]?\d/.test(key) ? [] : [[...key.trim()][0] ?? ""]));
  const [sign = ""] = signs;
  return signs.length > 1 && SIGN.test(sign) && !/[【[(]/.test(sign) && signs.every((one) => one === sign)
    ? sign
    : "";
}

/** The line turned round, or null where it is another. */
function turn(script: Script, line: Line, context: ReportContext, vocabulary: Vocabulary): string | null {
  const { masked, key, start } = line;
  const out: string[] = [];
  let some = false;
  let from = 0;
  while (from < masked.length) {
    const length = masked.slice(from).search(PART);
    const end = length < 0 ? masked.length : from + length;
    const part = masked.slice(from, end);
    const found = NUMBERS.exec(part);
    const head = found === null ? part : part.slice(0, found.index).replace(LINK, "");
    const numbers = found?.groups?.numbers ?? "";
    if (found !== null && head.trim() !== "" && head.length <= LONGEST_STATE) {
      const at = start + from;
      const said = cut(script, at, at + head.length).trim();
      const numbered = toSubject(cut(script, at + found.index, at + found.index + numbers.length));
      const heading = readHeading(numbered, 0, context, vocabulary);
      const whole = heading !== null && heading.end >= numbered.script.key.length;
      const state = said.replace(BRACKETED, "$1");
      if (!whole || !isState(state, vocabulary)) return null;
      out.push(`${cut(numbered.script, 0, numbered.script.text.length)} ${state}`);
      some = true;
    } else if (part.trim() !== "") {
      const others = OTHERS.exec(key.slice(from, end))?.groups?.state;
      if (!isTalk(key.slice(from, end)) && !(others !== undefined && isState(others, vocabulary)))
        return null;
      out.push(cut(script, start + from, start + end));
    }
    from = end + 1;
  }
  return some ? out.join("\n") : null;
}
