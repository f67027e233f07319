import { matchAt, past } from "../../domain/plain.js";
import { pastLabel, pastOwnName, pastSection } from "./goal-names.js";
import type { Subject } from "./mask.js";
import { opensUnchanged, opensWithState } from "./opening.js";
import { oneOf, sticky } from "./pattern.js";
import type { ReportContext } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/**
 * Reads the goal numbers at the head of a clause. A figure of a sentence is none. In short:
 *
 *     heading = bullet? list suffix? (except | particle | mark | blank | a state | line end)
 *     list    = opener? item (joint item)* closer?       item = name? (figure | enclosed | kanji 番?)
 */
export interface Heading {
  /** Those that the department has, each once, in the order said. */
  readonly numbers: readonly number[];
  /** Whether one was said that the department does not have. */
  readonly unknown: boolean;
  /** `2以外は`: all the open ones but these. */
  readonly except: boolean;
  /** `2番目`, `2つ目`: a place in the list as well as a number. */
  readonly place: number | null;
  /** Others that stand behind a blank and may be meant too (`2 9 順調`). */
  readonly also: readonly number[];
  /** How it is written: two ways in one message are a sign that one of them is an enumeration in the text. */
  readonly style: "plain" | "enclosed" | "named";
  /** What closes it: a particle (`2は`), a colon, anything else. The first two are found within a line as well. */
  readonly closed: "particle" | "colon" | "other";
  /** Behind the separators and particles that belong to it. */
  readonly end: number;
}

export const BULLET = sticky("(?:[ ]*(?:[・•■◆▪●◎○☆★*>※→▶►□◇]+|-(?!-))){0,2}[ ]*");
const NAME = sticky(
  "(?:重点目標|目標|重点|(?:整理|管理|通し)?番号|連番|項番|項目|no\\.?|#)[ ]*(?:の|no\\.?|番号|#)?[ .:]*",
);
const FIGURE = sticky("\\d{1,4}(?!\\d)");
const KANJI = sticky("[一二三四五六七八九十]{1,3}(?=番|[はも、: ]|$)");
const KANJI_NUMBERED = sticky("[一二三四五六七八九十]{1,3}(?=番[のはもがと、:にで ]|番$)");
/** A sign before a figure is no range: `2 -5 ポイント`. */
const JOINT = sticky(
  "(?![ ]+-\\d)[ ]*(?:",
  oneOf([
    ",",
    "、",
    "・",
    "&",
    "\\+",
    "と",
    "も",
    "及び",
    "および",
    "並びに",
    "[~-]",
    "ー(?=[([【]?\\d)",
    "から",
  ]),
  ")[ ]*(?:(?:目標|no\\.?|#)[ ]*)?",
);
const RANGE = /~|-|ー|から/;
const OPENERS = "([【<〈《「〔『";
const CLOSERS = ")]】>〉》」〕』";
const NUMBERED = sticky("(?:番(?![地組線街台町札手号外茶])|ばん(?=[ はもがの、:]))");
/** `①2番`, `① 目標2`: the sign counts the lines, and the number is the goal's. */
const ORDER = sticky("番(?!目)");
const NEXT_NUMBERED = sticky("番(?=\\d{1,4}番)");
const SUFFIX = sticky(
  "(?:番目|番(?![地組線街台町札手号外茶])|ばん(?=[ はもがの、:])|つ目|件目)?(?:[ ]*まで)?(?:[ ]*の(?:重点)?目標)?",
  "(?:[ ]*(?:ともに?(?!に)|(?:は|が)?どちらも|両方とも?|すべて|全て|全部|の(?:2|二|両)つ(?:とも)?))?",
);
const ONWARD = sticky("(?:番)?以降(?:の目標)?(?:すべて|全て|全部)?(?:は|も|、|:|[ ])*");
/** `5までは順調`: those before it as well. */
const UP_TO = sticky("番?まで(?:は|すべて|全て|全部)");
const EXCEPT = sticky(
  oneOf(["以外", "を?除いて", "を?除き", "を除く", "をのぞいて", "のぞき", "は除いて", "は別として"]),
  "(?:の?(?:目標|項目|もの))?(?:(?:は|が|も|(?:すべて|全て)の目標|すべて|全て|全部|全目標|、|:|[ ])+)?",
);
const PARTICLE = sticky(
  oneOf([
    "に(?:つきまして|関しまして|ついて|関して|つき)は?",
    "(?:の|に)(?:方|ほう)[はもが]?",
    "の件(?:です(?:が)?|は|も)?",
    "の(?:進捗|状況|進捗状況|報告|分)(?:は|です(?:が)?)?",
    "だけ[はが]?",
    "のみ[はが]?",
    "は",
    "も",
    "です(?:けれ?ども?|が)",
    "でございますが",
    "な(?:ん|の)です(?:けれ?ども?|が)?",
    "って(?=、| )",
  ]),
  "[ 、:]*",
);
const OF = sticky("番の");
const SUBJECT_MARK = sticky("(?:[がをで]|に(?=[ ]*着手))[ ]*");
/** `5へ進みます`: the turn of that goal has come. */
const TURN = sticky("[にへ](?=取り?(?:組|掛|かか)|とりかか|進[みむめん]|移[りる行っ]|入[りるっ])");
const MARK = sticky("[ ]*(?:[=-]>|[:.、,)=→|;\\]]|[-ー/](?![ ]*\\d))[ ]*");
const ELLIPSIS = sticky("[ ]*(?:\\.|・){2,}[ ]*");
/** `目標2。順調です`: a full stop closes a number only before a state. */
const STOP = sticky("。[ ]*");
const DIGIT_JOINED = sticky("[.、,-][\\d〓＿]");
const RATIO = sticky(":[\\d〓＿]+(?:の|です|$)");
const BLANK = sticky("[ ]+");
const BLANKS = sticky("[ ]*");
const BLANK_ITEM = sticky("[ ]+(?:(?:目標|no\\.?|#)[ ]*)?");
const BLANK_END = sticky("[ ]*(?:は|とも|も|、|:|すべて|全て)?[ ]*");
const MOST = 64;

interface Listed {
  readonly groups: readonly (readonly [first: number, last: number])[];
  readonly enclosed: boolean;
  readonly named: boolean;
  readonly numbered: boolean;
  readonly end: number;
}

/** Reads the numbers at `from`, or null where no goal's number stands there. */
export function readHeading(
  subject: Subject,
  from: number,
  context: ReportContext,
  vocabulary: Vocabulary,
): Heading | null {
  const { script, masked } = subject;
  const opens = (at: number): boolean => opensWithState(vocabulary, script, at);
  const text = script.key;
  const listed = readList(subject, Math.max(from, past(BULLET, masked, from)));
  if (listed === null) return null;
  const told = listed.enclosed ? readList(subject, past(BLANKS, masked, listed.end)) : null;
  if (told !== null && (told.named || past(ORDER, masked, told.end) >= 0))
    return readHeading(subject, listed.end, context, vocabulary);
  const blanked = readBlankList(masked, listed, context, opens);
  const { groups, end } = blanked?.certain === true ? blanked : listed;
  const beside = blanked?.certain === false ? blanked.groups.slice(1).map(([number]) => number) : [];
  const upTo = past(UP_TO, text, end) >= 0 && groups.length === 1 ? groups[0] : undefined;
  const onward = past(ONWARD, text, end);
  const suffix = matchAt(SUFFIX, text, end);
  const only = groups.length === 1 && groups[0]?.[0] === groups[0]?.[1] ? (groups[0]?.[0] ?? null) : null;
  const suffixed = end + (suffix?.[0].length ?? 0);
  const listedFew = groups.every(([first, until]) => until - first < MOST);
  const behind =
    only !== null
      ? pastLabel(subject, suffixed, only, context)
      : listedFew
        ? pastSection(subject, suffixed, () => spread(groups), context)
        : suffixed;
  const except = past(EXCEPT, text, behind);
  const excepted = except >= 0 && (opens(except) || /[はも、除の]/.test(text.slice(behind, except)));
  const numbered = listed.numbered || /番(?!目)/.test(suffix?.[0] ?? "");
  const sure = listed.enclosed || blanked?.certain === true || behind > suffixed;
  const close = onward >= 0 ? onward : excepted ? except : readClose(masked, behind, sure, numbered, opens);
  if (close < 0) return null;
  const numbers = new Set<number>();
  let unknown = false;
  const last = Math.max(0, ...context.numbers);
  for (const [from, stop] of groups) {
    const first = upTo !== undefined && from === stop ? Math.min(from, ...context.numbers) : from;
    const until = onward >= 0 ? Math.max(stop, last) : stop;
    if (until < first || until - first > 999) return null;
    for (let number = first; number <= until; number += 1) {
      if (context.numbers.includes(number)) numbers.add(number);
      else if (onward < 0) unknown = true;
    }
  }
  const place = /番目|つ目|件目/.test(suffix?.[0] ?? "") ? only : null;
  // `①2は順調`: whether the sign counts the lines or names the goal is not known.
  const inner = listed.enclosed && only !== null ? readItem(masked, close, false) : null;
  const two = inner !== null && context.numbers.includes(inner.value) && past(PARTICLE, text, inner.end) >= 0;
  const also = two && inner.value !== only ? [...beside, inner.value] : beside;
  const style = listed.named ? "named" : listed.enclosed ? "enclosed" : "plain";
  const closing = text.slice(behind, close);
  const closed = past(PARTICLE, text, behind) >= 0 ? "particle" : /[:=→]/.test(closing) ? "colon" : "other";
  return {
    numbers: [...numbers],
    unknown,
    except: onward < 0 && excepted,
    place,
    also,
    style,
    closed,
    end: only === null ? close : pastOwnName(subject, close, only, context),
  };
}

/** The numbers of all ranges. */
function spread(groups: Listed["groups"]): number[] {
  const numbers: number[] = [];
  for (const [first, last] of groups)
    for (let number = first; number <= last; number += 1) numbers.push(number);
  return numbers;
}

/** How a list goes on behind one of its items. */
interface Step {
  readonly next: number;
  readonly numbered: boolean;
  readonly ranged: boolean;
}

/** By the place behind an item, and whether a sign with a border stood before it: in a row of signs a list is read from each of them on. */
const known = new WeakMap<
  Subject,
  readonly [plain: Map<number, Step | null>, enclosed: Map<number, Step | null>]
>();

function stepAt(subject: Subject, at: number, enclosed: boolean): Step | null {
  const steps = known.get(subject) ?? [new Map(), new Map()];
  known.set(subject, steps);
  const found = steps[enclosed ? 1 : 0].get(at);
  if (found !== undefined) return found;
  const step = findStep(subject.masked, at, enclosed);
  steps[enclosed ? 1 : 0].set(at, step);
  return step;
}

function findStep(text: string, at: number, enclosed: boolean): Step | null {
  const joint = past(JOINT, text, at);
  const ordinal = past(NUMBERED, text, at);
  const second = ordinal < 0 ? -1 : past(JOINT, text, ordinal);
  const glued = enclosed && readItem(text, at, false)?.enclosed === true ? at : -1;
  // `7番8番は`
  const beside = past(NEXT_NUMBERED, text, at) < 0 ? -1 : ordinal;
  const next = [joint, second, glued, beside].find(
    (place) => place >= 0 && readItem(text, place, false) !== null,
  );
  if (next === undefined) return null;
  return { next, numbered: next === second || next === beside, ranged: RANGE.test(text.slice(at, next)) };
}

function readList(subject: Subject, from: number): Listed | null {
  const text = subject.masked;
  const outer = from < text.length ? OPENERS.indexOf(text.charAt(from)) : -1;
  const inner = outer >= 0 ? from + 1 : from;
  const named = past(NAME, text, inner);
  const start = named >= 0 ? named : inner;
  const groups: [number, number][] = [];
  let at = outer >= 0 && named < 0 ? from : start;
  let enclosed = false;
  let ranged = false;
  let numbered = false;
  for (let count = 0; count < MOST; count += 1) {
    const one =
      readItem(text, at, named >= 0) ?? (groups.length === 0 ? readItem(text, start, named >= 0) : null);
    if (one === null) return null;
    const lastGroup = groups[groups.length - 1];
    if (ranged && lastGroup !== undefined) lastGroup[1] = one.value;
    else groups.push([one.value, one.value]);
    enclosed ||= one.enclosed;
    at = one.end;
    const step = stepAt(subject, at, enclosed);
    if (step === null) break;
    numbered ||= step.numbered;
    ranged = step.ranged;
    at = step.next;
  }
  // One pair of brackets around a whole list: (2,5).
  if (outer >= 0 && !enclosed) {
    if (text.charAt(at) !== CLOSERS.charAt(outer)) return null;
    at += 1;
    enclosed = true;
  }
  return { groups, enclosed, named: named >= 0, numbered, end: at };
}

interface Item {
  readonly value: number;
  readonly end: number;
  readonly enclosed: boolean;
}

function readItem(text: string, from: number, named: boolean): Item | null {
  const opener = from < text.length ? OPENERS.indexOf(text.charAt(from)) : -1;
  const start = opener >= 0 ? from + 1 : from;
  const match = matchAt(FIGURE, text, start);
  if (match === null) return opener >= 0 ? null : readKanji(text, from, named);
  const end = start + match[0].length;
  if (opener < 0) return { value: Number(match[0]), end, enclosed: false };
  return text.charAt(end) === CLOSERS.charAt(opener)
    ? { value: Number(match[0]), end: end + 1, enclosed: true }
    : null;
}

/** 二番, 目標八, 十二は; a kanji alone is a word of the sentence. */
function readKanji(text: string, from: number, named: boolean): Item | null {
  const match = matchAt(named ? KANJI : KANJI_NUMBERED, text, from) ?? matchAt(TEENS, text, from);
  if (match === null) return null;
  const value = kanjiValue(match[0]);
  return value === null ? null : { value, end: from + match[0].length, enclosed: false };
}

const TEENS = sticky("(?:十[一二三四五六七八九]|二十[一二三四五六七八九]?)(?=は|も|番|[:、 ])");

function kanjiValue(kanji: string): number | null {
  const digit = (char: string): number => "一二三四五六七八九".indexOf(char) + 1;
  const ten = kanji.indexOf("十");
  if (ten < 0) return kanji.length === 1 ? digit(kanji) : null;
  const tens = ten === 0 ? 1 : digit(kanji.slice(0, ten));
  const rest = kanji.slice(ten + 1);
  return tens * 10 + (rest === "" ? 0 : digit(rest));
}

/** `2 5 7 変更なし`: numbers parted by blanks, where a state follows and the department has all of them. */
function readBlankList(
  text: string,
  listed: Listed,
  context: ReportContext,
  opens: (at: number) => boolean,
): (Pick<Listed, "groups" | "end"> & { readonly certain: boolean }) | null {
  if (listed.groups.length !== 1) return null;
  const groups = [...listed.groups];
  let at = listed.end;
  for (let count = 0; count < MOST; count += 1) {
    const blank = past(BLANK_ITEM, text, at);
    const next = blank < 0 ? null : readItem(text, blank, false);
    if (next === null || !context.numbers.includes(next.value)) break;
    groups.push([next.value, next.value]);
    at = next.end;
  }
  if (groups.length < 2) return null;
  if (/^[ 。]*(?:\n|$)/.test(text.slice(at, at + 4))) return { groups, end: at, certain: true };
  const particle = past(BLANK_END, text, at);
  if (opensUnchanged(text, particle)) return { groups, end: at, certain: true };
  const asked = groups.every(([number]) => context.open.includes(number));
  const closed = /^[ はもと、:]/.test(text.slice(at, at + 1)) && opens(particle);
  return closed ? { groups, end: at, certain: asked || groups.length > 2 } : null;
}

/** The place behind what closes a heading, or -1 where the figure belongs to a sentence. */
function readClose(
  text: string,
  at: number,
  sure: boolean,
  numbered: boolean,
  opens: (at: number) => boolean,
): number {
  if (at >= text.length) return at;
  const particle = past(PARTICLE, text, at);
  if (particle >= 0) return particle;
  const subject = past(SUBJECT_MARK, text, at);
  if (subject >= 0 && opens(subject)) return subject;
  const turn = past(TURN, text, at);
  if (turn >= 0) return turn;
  if (numbered && past(OF, text, at - 1) >= 0) return at + 1;
  if (past(DIGIT_JOINED, text, at) >= 0 || past(RATIO, text, at) >= 0) return -1;
  const ellipsis = past(ELLIPSIS, text, at);
  if (ellipsis >= 0) return ellipsis;
  const mark = past(MARK, text, at);
  if (mark >= 0) return mark;
  const stop = past(STOP, text, at);
  if (stop >= 0 && opens(stop)) return stop;
  if (/^[ ]*\n/.test(text.slice(at, at + 8))) return at;
  const blank = past(BLANK, text, at);
  if (blank >= 0) {
    const late = past(PARTICLE, text, blank);
    return late >= 0 && (late - blank > 1 || opens(late)) ? late : Math.max(blank, past(MARK, text, blank));
  }
  if (opens(at)) return at;
  return sure || (numbered && /\S/.test(text.charAt(at))) ? at : -1;
}
