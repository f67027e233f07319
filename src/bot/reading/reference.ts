import { matchAt, past } from "../../domain/plain.js";
import { opensWithState, UNCHANGED } from "./opening.js";
import type { ReportContext } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/** Reads the goal numbers that stand at the start of a line or entry. A figure of a sentence is none. */

export interface Reference {
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
  /** Behind the separators and particles that belong to it. */
  readonly end: number;
}

const BULLET = /[ ]*(?:[・•■◆▪*>]+|-(?!-))?[ ]*/y;
const NAME = /(?:重点目標|目標|重点|番号|項番|no\.?|#)[ ]*(?:no\.?|番号|#)?[ .:]*/iy;
const FIGURE = /\d{1,4}(?![\d])/y;
const AMOUNT = /\d{1,3}(?:,\d{3})+(?!\d)|\d+\.\d|\d+\/\d/y;
const CLOCK = /\d{1,2}:[0-5]\d(?![\d%割])/y;
const JOINT =
  /[ ]*(?:[,、・&+]|と|及び|および|並びに|[~-]|ー(?=[([【]?\d)|から)[ ]*(?:(?:目標|no\.?|#)[ ]*)?/iy;
const RANGE = /~|-|ー|から/;
const OPENERS = "([【<〈《「";
const CLOSERS = ")]】>〉》」";
const SUFFIX =
  /(?:番目|番|つ目|件目)?(?:[ ]*まで)?(?:[ ]*の(?:重点)?目標)?(?:[ ]*(?:とも|両方とも?|すべて|全て|全部))?/y;
const EXCEPT = /以外(?:の目標|の項目)?(?:(?:は|すべて|全て|全部|も|、|:|[ ])+)?/y;
const PARTICLE =
  /(?:については|について|に関しては|に関して|の件(?:です(?:が)?|は)?|の進捗(?:は|です)?|だけ(?:は|が)?|のみ(?:は|が)?|は|も)[ 、:]*/y;
const GA = /[がを][ ]*/y;
const MARK = /[ ]*[:.、,)=→|;\]-][ ]*/y;
const DIGIT_JOINED = /[.、,-][\d]/y;
const RATIO = /:\d+(?:の|です|$)/y;
const BLANK = /[ ]+/y;
/** Counters that a blank does not part from their figure: `3 月に実施`, `2 名を採用`. */
const COUNTED =
  /(?:月|日|年|名|人|件|回|校|社|棟|台|か所|ヶ所|カ所|箇所|か月|ヶ月|カ月|週間|時間|万|億|千円|円|割|倍)(?:[にをはがでのとも]|目|間|分|末|度|以上|程度|から|まで|より|中旬|上旬|下旬|[ ]*\d)/y;
const MOST = 64;

interface Listed {
  readonly groups: readonly (readonly [first: number, last: number])[];
  readonly enclosed: boolean;
  readonly named: boolean;
  readonly end: number;
}

/** Reads the numbers at `from`, or null where no goal's number stands there. */
export function readReference(
  text: string,
  from: number,
  context: ReportContext,
  vocabulary: Vocabulary,
): Reference | null {
  const listed = readList(text, Math.max(from, past(BULLET, text, from)));
  if (listed === null) return null;
  const blanked = readBlankList(text, listed, context, vocabulary);
  const { groups, end } = blanked?.certain === true ? blanked : listed;
  const also = blanked?.certain === false ? blanked.groups.slice(1).map(([number]) => number) : [];
  const suffix = matchAt(SUFFIX, text, end);
  const behind = end + (suffix?.[0].length ?? 0);
  const except = past(EXCEPT, text, behind);
  const excepted =
    except >= 0 && (opensWithState(vocabulary, text, except) || /[はも]/.test(text.slice(behind, except)));
  const close = excepted
    ? except
    : readClose(text, behind, listed.enclosed || blanked?.certain === true, vocabulary);
  if (close < 0) return null;
  const numbers = new Set<number>();
  let unknown = false;
  for (const [first, last] of groups) {
    if (last < first || last - first > 999) return null;
    for (let number = first; number <= last; number += 1) {
      if (context.numbers.includes(number)) numbers.add(number);
      else unknown = true;
    }
  }
  const single = groups.length === 1 && groups[0]?.[0] === groups[0]?.[1];
  const place = single && /番目|つ目|件目/.test(suffix?.[0] ?? "") ? (groups[0]?.[0] ?? null) : null;
  const style = listed.named ? "named" : listed.enclosed ? "enclosed" : "plain";
  return { numbers: [...numbers], unknown, except: excepted, place, also, style, end: close };
}

function readList(text: string, from: number): Listed | null {
  const outer = OPENERS.indexOf(text.charAt(from));
  const inner = text !== "" && from < text.length && outer >= 0 ? from + 1 : from;
  const named = past(NAME, text, inner);
  const start = named >= 0 ? named : inner;
  if (past(AMOUNT, text, start) >= 0 || past(CLOCK, text, start) >= 0) return null;
  const groups: [number, number][] = [];
  let at = outer >= 0 && named < 0 ? from : start;
  let enclosed = false;
  let ranged = false;
  for (let count = 0; count < MOST; count += 1) {
    const one = readFigure(text, at);
    if (one === null) {
      if (groups.length > 0) return null;
      const plain = readFigure(text, start);
      if (plain === null) return null;
      groups.push([plain.value, plain.value]);
      at = plain.end;
    } else {
      const lastGroup = groups[groups.length - 1];
      if (ranged && lastGroup !== undefined) lastGroup[1] = one.value;
      else groups.push([one.value, one.value]);
      enclosed ||= one.enclosed;
      at = one.end;
    }
    const joint = past(JOINT, text, at);
    const next =
      joint >= 0 && readFigure(text, joint) !== null
        ? joint
        : enclosed && readFigure(text, at)?.enclosed
          ? at
          : -1;
    if (next < 0) break;
    ranged = RANGE.test(text.slice(at, next));
    at = next;
  }
  // One pair of brackets around a whole list: (2,5).
  if (outer >= 0 && !enclosed) {
    if (text.charAt(at) !== CLOSERS.charAt(outer)) return null;
    at += 1;
    enclosed = true;
  }
  return { groups, enclosed, named: named >= 0, end: at };
}

function readFigure(text: string, from: number): { value: number; end: number; enclosed: boolean } | null {
  const opener = from < text.length ? OPENERS.indexOf(text.charAt(from)) : -1;
  const start = opener >= 0 ? from + 1 : from;
  const match = matchAt(FIGURE, text, start);
  if (match === null) return null;
  const end = start + match[0].length;
  if (opener < 0) return { value: Number(match[0]), end, enclosed: false };
  return text.charAt(end) === CLOSERS.charAt(opener)
    ? { value: Number(match[0]), end: end + 1, enclosed: true }
    : null;
}

/** `2 5 7 変更なし`: numbers parted by blanks, where a state follows and the department has all of them. */
function readBlankList(
  text: string,
  listed: Listed,
  context: ReportContext,
  vocabulary: Vocabulary,
): (Pick<Listed, "groups" | "end"> & { readonly certain: boolean }) | null {
  if (listed.groups.length !== 1) return null;
  const groups = [...listed.groups];
  let at = listed.end;
  for (let count = 0; count < MOST; count += 1) {
    const blank = past(/[ ]+(?:(?:目標|no\.?|#)[ ]*)?/iy, text, at);
    const next = blank < 0 ? null : readFigure(text, blank);
    if (next === null || !context.numbers.includes(next.value)) break;
    groups.push([next.value, next.value]);
    at = next.end;
  }
  if (groups.length < 2) return null;
  const particle = past(/[ ]*(?:は|とも|も|、|:|すべて|全て)?[ ]*/y, text, at);
  if (past(UNCHANGED, text, particle) >= 0) return { groups, end: at, certain: true };
  const asked = groups.every(([number]) => context.open.includes(number));
  const closed = /^[ はもと、:]/.test(text.slice(at, at + 1)) && opensWithState(vocabulary, text, particle);
  return closed ? { groups, end: at, certain: asked || groups.length > 2 } : null;
}

/** The place behind what closes a reference, or -1 where the figure belongs to a sentence. */
function readClose(text: string, at: number, sure: boolean, vocabulary: Vocabulary): number {
  if (at >= text.length) return at;
  const particle = past(PARTICLE, text, at);
  if (particle >= 0) return particle;
  const ga = past(GA, text, at);
  if (ga >= 0 && opensWithState(vocabulary, text, ga)) return ga;
  if (past(DIGIT_JOINED, text, at) >= 0 || past(RATIO, text, at) >= 0) return -1;
  const mark = past(MARK, text, at);
  if (mark >= 0) return mark;
  if (/^[ ]*\n/.test(text.slice(at, at + 8))) return at;
  const blank = past(BLANK, text, at);
  if (blank >= 0) {
    if (past(COUNTED, text, blank) >= 0) return -1;
    const late = past(PARTICLE, text, blank);
    return late >= 0 && late - blank > 1 ? late : Math.max(blank, past(MARK, text, blank));
  }
  if (opensWithState(vocabulary, text, at)) return at;
  return sure ? at : -1;
}
