import { matchAt, past } from "../../domain/plain.js";
import { parseFiscalYear } from "../../domain/time.js";
import { anywhere, oneOf, sticky } from "./pattern.js";
import { ATTRIBUTES, DENIALS, FORMERLY, LATE_PERHAPS, LINKS, PERHAPS, TOWARDS } from "./sentence-words.js";
import type { Term } from "./vocabulary.js";
import {
  CAUSES,
  CLOSERS,
  DELAY_ENDS,
  DONE_ENDS,
  MOTION_ENDS,
  MOTION_NOUNS,
  MOTIONS,
  OWN_TOPICS,
  TRANSPARENT,
  UNSETTLED_ENDS,
} from "./words.js";

/** Of a state that is spoken of and not said: what the sentence does with it. It decides only what is asked. */

export type Advice =
  | "negated"
  | "hedged"
  /** Part of a longer phrase: `遅れの原因`, `完了した施設`. */
  | "attributive"
  /** Part of another word, or of a sentence about something else. */
  | "passing";

const LINK = sticky(oneOf(LINKS));
const DENIAL = sticky(oneOf(DENIALS));
const TOWARD = sticky(oneOf(TOWARDS));
const PERHAPS_HERE = sticky(oneOf(PERHAPS));
const APART = sticky("[ (、]+(?:の)?(?:見込み?|予定(?!より)|見通し|予想|未定|未確定|仮|暫定|間近|目前)");
const CAUGHT_UP = sticky("[をはがも ]*(?:取り戻|とりもど|解消|挽回|回復|なくな|無くな)");
const WILL_BE = sticky("(?:ます|る)(?:$|[^\\p{L}])");
const ATTRIBUTE = sticky(oneOf(ATTRIBUTES));
const LATE = anywhere(oneOf(LATE_PERHAPS), "(?:です|だ|である|で)?$");
const CONDITION = /[えけげせてねべめれ]ば(?!ら|れ)|場合/u;
const CLAUSE_END = /[\n。、,!?;]/;
const WINDOW = 48;

export function advise(text: string, term: Term): Advice {
  const at = term.end;
  if (past(APART, text, at) >= 0) return "hedged";
  if (reaches(text, at, LINK, DENIAL)) return "negated";
  if (term.group === "delay" && past(CAUGHT_UP, text, at) >= 0) return "negated";
  const adverb = term.group === "track" && text.startsWith("に", at);
  if (!adverb && reaches(text, at, TOWARD, PERHAPS_HERE)) return "hedged";
  if (term.group === "delay" && past(WILL_BE, text, at) >= 0) return "hedged";
  if (adverb) {
    const rest = clauseAfter(text, at);
    return LATE.test(rest) || CONDITION.test(rest) ? "hedged" : "attributive";
  }
  return past(ATTRIBUTE, text, at) >= 0 ? "attributive" : "passing";
}

/** The rest of the clause, as far as the window reaches. */
function clauseAfter(text: string, at: number): string {
  const window = text.slice(at, at + WINDOW);
  const end = CLAUSE_END.exec(window);
  return (end === null ? window : window.slice(0, end.index)).trim();
}

/** Whether `goal` follows behind nothing but words that `steps` passes over. */
function reaches(text: string, from: number, steps: RegExp, goal: RegExp): boolean {
  let at = from;
  for (let step = 0; step < 8; step += 1) {
    if (past(goal, text, at) >= 0) return true;
    const next = past(steps, text, at);
    if (next < 0) return false;
    at = next;
  }
  return false;
}

/** Where in its sentence a word of state stands. */

export interface TermPlace {
  /** The words between the start of the clause and the term. */
  readonly left: string;
  /** The clause begins with it, and what stands before in the sentence lets it be said. */
  readonly initial: boolean;
  /** Nothing but transparent words stands before it in the whole body. */
  readonly front: boolean;
  /** What stands before gives the cause: `入札不調のため`. */
  readonly caused: boolean;
  /** It is said of a part or of the work: `協議は`. */
  readonly topic: boolean;
  /** A day stands before it: `11/3に`; `formal` as in a notice: `11/3付けで`. */
  readonly dated: "plain" | "formal" | null;
  /** That day as written; the empty string where none stands there. */
  readonly day: string;
  /** It is said of a time that is over. */
  readonly former: boolean;
  /** What stands before in the sentence may be a condition, an expectation, or somebody's words. */
  readonly unsettled: boolean;
  readonly before: string;
}

const LOOK_BACK = 40;
const CLAUSE_START = /[\s。、,.!?;:()「」『』【】[\]/|→=・\-~※◎○△×▲]/;
const ONLY_TRANSPARENT = anywhere("^(?:", oneOf(TRANSPARENT), "[ 、]?)+$");
const CAUSE = anywhere(oneOf(CAUSES), "$");
const TOPIC_END = /(?:[^たすだるい]が|[はをも])$/u;
/** A reservation parts what stands before it from what follows. */
const RESERVED = /^.*(?:です|だ|た|ます)が|^.*(?:けれども?|けども?|ものの)/u;
const NOW = /^(?:現在|今は|今のところ|いまのところ|今回は|現時点)/u;
/** `1か月の遅れ`, `約2週間ほど遅れて`: how long. */
const DURATION = anywhere(
  "(?:約|およそ)?\\d{1,2}[ ]?(?:(?:か|ヶ|カ|ケ)月|週間|年間?|日間?)(?:ほど|程度?|くらい|ぐらい)?の?$",
);
const FROM_STATE = /^[^、。]{0,4}(?:遅れ|順調|未着手|休止|中断)(?:気味)?から$/u;
const TOPIC = anywhere("^[^\\s、。ばぬず]{0,14}", oneOf(OWN_TOPICS), "[はがも]$");
const WORDY_TOPIC = /(?:後|場合|時|とき|なら|れば|という|との|のは|[てで])は?$/u;
const DAY = anywhere(
  "^(?:(?:令和|r)?\\d{0,4}[年.]?(?:\\d{1,2}月\\d{1,2}日|\\d{1,2}[/.]\\d{1,2}|\\d{1,2}月(?:末|中|上旬|中旬|下旬)?)",
  "|(?:先[月週]|昨[日年]|前[日月]|今[朝日月週]|本日|年度|年)(?:度|末|中|初め)?)",
  "(?:付け?で|に|で|をもって|をもちまして|には)?$",
);
const CALENDAR_DAY =
  /(?:(?:令和|r)?(?<year>\d{1,4})[年.])?(?<month>\d{1,2})(?:月(?:(?<day>\d{1,2})日)?|[/.](?<of>\d{1,2}))/u;
/** A month without a year that is nearer than this, back or ahead, is the one that is meant. */
const NEAR_MONTHS = 6;

/**
 * Whether a day that stands beside a word is over. `unsure` where it may be either: in the course of this month, or a month as far
 * back as ahead; null where no day of the calendar is written.
 * @param day as in `9月末に`, `令和8年9月に`, `先週`
 * @param today `YYYY-MM-DD`
 */
export function timeOf(day: string, today: string): "past" | "future" | "unsure" | null {
  if (/^(?:先|昨|前|今朝)/u.test(day)) return "past";
  const { year, month, day: date, of } = CALENDAR_DAY.exec(day)?.groups ?? {};
  if (month === undefined) return /^年/u.test(day) ? "future" : null;
  const [thisYear = 0, thisMonth = 0, thisDay = 0] = today.split("-").map(Number);
  const western = parseFiscalYear(year?.length === 4 ? year : `令和${year}`) ?? thisYear;
  const months = (thisMonth - Number(month) + 12) % 12;
  const back =
    year === undefined
      ? months > NEAR_MONTHS
        ? months - 12
        : months
      : (thisYear - western) * 12 + thisMonth - Number(month);
  if (year === undefined && back === NEAR_MONTHS) return "unsure";
  if (back !== 0) return back > 0 ? "past" : "future";
  const exact = Number(date ?? of);
  return Number.isNaN(exact) || exact === thisDay ? "unsure" : exact < thisDay ? "past" : "future";
}

const ONLY_BEFORE_DAY = anywhere(
  "^(?:",
  oneOf(TRANSPARENT.filter((word) => !/先週|先月|本日|今週/.test(word))),
  "[ 、]?)+",
);
const FORMER = anywhere(oneOf(FORMERLY), "(?:は|の|に|も|まで|では|報告|時点|:|、| )*$");
const INSTEAD = /^.*(?:(?:では|じゃ|で)なくて?|というより)/u;
const UNSETTLED = anywhere(oneOf(UNSETTLED_ENDS), "$");
const CONDITIONAL = /(?:もし|仮に|万一|たら|れば|なら(?!び)|場合)/u;

export function termPlace(text: string, term: Term): TermPlace {
  const from = Math.max(0, term.start - LOOK_BACK);
  const before = text.slice(from, term.start);
  let start = before.length;
  while (start > 0 && !startsClause(before, start)) start -= 1;
  const said = before.slice(start).replace(INSTEAD, "").replace(RESERVED, "").replace(FROM_STATE, "");
  // Of how long a delay is, it is not known how grave it is; where that is said, too, the length says no more.
  const left = term.key === "slightly_behind" ? said.replace(DURATION, "") : said;
  const earlier = before.slice(0, start).replace(/[\s、,]+$/, "");
  const sentence = earlier.slice(
    Math.max(earlier.lastIndexOf("。"), earlier.lastIndexOf("\n"), earlier.lastIndexOf("!")) + 1,
  );
  const transparent = left !== "" && ONLY_TRANSPARENT.test(left);
  const topic = TOPIC_END.test(sentence) && !ONLY_TRANSPARENT.test(lastClause(sentence));
  const open = (left === "" && (start > 0 || from === 0 || before !== "")) || transparent;
  const head = before.replace(/^[\s(「【[]+|[\s(「【[]+$/g, "");
  const clause = lastClause(sentence);
  const unsettled =
    CONDITIONAL.test(left) ||
    (!NOW.test(left) &&
      (CONDITIONAL.test(sentence) || (UNSETTLED.test(clause) && !ONLY_TRANSPARENT.test(clause))));
  const day = DAY.exec(left.replace(ONLY_BEFORE_DAY, ""))?.[0] ?? "";
  return {
    left,
    initial: open && !topic,
    front: from === 0 && (head === "" || ONLY_TRANSPARENT.test(head)),
    caused:
      (CAUSE.test(left) && !left.includes("は")) ||
      (left === "" && CAUSE.test(sentence) && !sentence.includes("は")),
    topic: TOPIC.test(left) && !WORDY_TOPIC.test(left),
    dated: day === "" ? null : /付|もって|もちまして/u.test(left) ? "formal" : "plain",
    day,
    former: FORMER.test(before),
    unsettled,
    before,
  };
}

const lastClause = (sentence: string): string => sentence.slice(lastBreak(sentence)).trim();

function lastBreak(sentence: string): number {
  let at = sentence.length;
  while (at > 0 && !/[\s、,;:()/|→]/.test(sentence.charAt(at - 1))) at -= 1;
  return at;
}

/** Whether a clause starts at `at`; the stroke of a date parts nothing. */
function startsClause(text: string, at: number): boolean {
  const char = text.charAt(at - 1);
  if (!CLAUSE_START.test(char)) return false;
  return !((char === "/" || char === ".") && /\d[/.]\d/.test(text.slice(Math.max(0, at - 2), at + 1)));
}

/** How a statement of a state may end. What is not in here is not said, whatever it may mean. */

export interface Tail {
  /** Behind the verb and the polite end. */
  readonly end: number;
  /**
   * `field`: the word is all that the clause says; `manner`: it is how something goes on (順調に進んでいます);
   * `but`: a reservation follows; `past`: it was so, and something else follows; `so`: the sentence goes on from it.
   */
  readonly form: "field" | "manner" | "but" | "past" | "so";
}

const PERCENT = "約?\\d{1,3}[ ]?(?:%|割|パーセント)";
const EDGE = sticky(`(?:$|[^\\p{L}\\p{N}ー々👍]|(?<!👍)👍|${PERCENT})`);
/** `順調 です`. */
const STANDS_APART = sticky("[ ]+(?:です|でした)(?=$|[^\\p{L}])");
const CLOSER = sticky(oneOf(CLOSERS));
const DONE = sticky(oneOf(DONE_ENDS));
const DELAY = sticky(oneOf(DELAY_ENDS));
const BUT = sticky("(?:の|ん|もん)?(?:です|だ)?(?:が(?![出生あ発見])|けれども?|けども?|ものの|ながら|一方)");
const SO = sticky("(?:な?ので|ため(?!に)|為|から(?=[、,])|で(?=(?!何より|良|嬉|安心)[一-龠])|と判断)");
const PAST = /(?:でした|だった|(?:い|お)りました|いました|いた|てました)$/u;
const GOES = sticky("(?:に|と|で)?(?:[^\\s、。,.!?;:()ばぬず]{0,14}?)", oneOf(MOTIONS), oneOf(MOTION_ENDS));
const GOING = sticky("(?:に|と|で)?", oneOf(MOTION_NOUNS));
const QUALITY = sticky("な(?:進捗|進行|推移|経過|進み具合|滑り出し|出だし|スタート)(?:状況)?");

/** Reads what follows `term`, or null where the clause goes on in a way that is not known to say the state. */
export function readTail(text: string, term: Term): Tail | null {
  const at = term.end;
  if (past(EDGE, text, at) >= 0) return { end: Math.max(at, past(STANDS_APART, text, at)), form: "field" };
  if (term.kind !== "word") return closed(text, at, polite(text, at), "field");
  switch (term.group) {
    case "track":
      return (
        closed(text, at, polite(text, at), "field") ??
        manner(text, at, past(GOES, text, at)) ??
        manner(text, at, past(GOING, text, at)) ??
        manner(text, at, past(QUALITY, text, at))
      );
    case "delay":
      return closed(text, at, polite(text, verbs(DELAY, text, at)), "field");
    case "done":
    case "other":
      return closed(text, at, polite(text, verbs(DONE, text, at)), "field");
  }
}

const manner = (text: string, at: number, behind: number): Tail | null =>
  behind < 0 ? null : closed(text, at, polite(text, behind), "manner");

function closed(text: string, from: number, at: number, form: "field" | "manner"): Tail | null {
  const but = past(BUT, text, at);
  // 遅れが is what the clause is about, 遅れですが what it says.
  if (but >= 0 && (at > from || text.charAt(at) !== "が"))
    return { end: but, form: PAST.test(text.slice(from, at)) ? "past" : "but" };
  if (past(EDGE, text, at) >= 0) return { end: at, form };
  return past(SO, text, at) >= 0 ? { end: at, form: "so" } : null;
}

/** Behind the verbs that belong to the word. */
function verbs(pattern: RegExp, text: string, from: number): number {
  let at = from;
  for (let step = 0; step < 2; step += 1) at = Math.max(at, past(pattern, text, at));
  return at;
}

/** Behind the polite end of a statement. */
function polite(text: string, from: number): number {
  let at = from;
  for (let step = 0; step < 4; step += 1) {
    const match = matchAt(CLOSER, text, at);
    if (match === null || match[0] === "") return at;
    at += match[0].length;
  }
  return at;
}
