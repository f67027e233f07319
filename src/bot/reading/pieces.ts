import { past } from "../../domain/plain.js";
import { skipOpening } from "./courtesies.js";
import { readNamed } from "./goal-names.js";
import { BULLET, type Heading, readHeading } from "./heading.js";
import { readRetractLine } from "./intent.js";
import type { Subject } from "./mask.js";
import { opensWithState } from "./opening.js";
import { oneOf, sticky } from "./pattern.js";
import type { ReportContext } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/** Divides a message into what is said about one goal, or one list of goals, each. */

export interface Piece {
  readonly about: About;
  /** Place of the whole piece, and of the words behind the number. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
  /** A number stands within it that may begin a piece of its own. */
  readonly tangled: Heading | null;
  /** 訂正 stands before its number: it takes the place of what was said of the goal before. */
  readonly corrects: boolean;
}

export type About =
  | { readonly kind: "goals"; readonly heading: Heading }
  /** 全部・すべて: the goals that are open. `count` is how many were said to be meant, or null. */
  | { readonly kind: "all"; readonly count: number | null }
  /** 他は・残りは: those that are open and not named beside. `sure` where it cannot be a part of one goal. */
  | { readonly kind: "rest"; readonly sure: boolean; readonly count: number | null }
  /** Goals that a name may mean. */
  | { readonly kind: "named"; readonly numbers: readonly number[] }
  /** Words with no number before them. */
  | { readonly kind: "loose" };

const ALL = sticky(
  oneOf([
    "(?:全|全部で)?(?<count>\\d{1,3})(?:件|つ|項目|目標)(?:の目標)?(?:すべて|全て|全部|とも|いずれも|みな)",
    "全(?<whole>\\d{1,3})(?:件|項目|目標)",
    "(?:全て|すべて|全部|いずれ|どれ|どの|各)の?(?:重点)?目標(?=[はもと])",
    "(?:全て|すべて|全部)の(?:重点)?目標",
    "全部",
    "すべて",
    "全て",
    "ぜんぶ",
    "全(?:件|目標|項目)",
    "いずれも",
    "どれも",
    "みんな",
    "みな",
    "オール",
    "重点目標は(?:すべて|全て|全部)",
  ]),
  "[ ]*(?:とも)?(?:に)?(?:は|が|も|、|:)?[ ]*",
);
const REST_WORD = oneOf([
  "※?(?:その|この)?(?:他|ほか)(?:に(?=変更|変わり|変化))?",
  "残り",
  "のこり",
  "※?(?:それ|これ|上記|以上)以外",
  "上記の?(?:他|ほか)",
  "以外",
  "あとは",
  "それ以外の(?:もの|目標)",
]);
const REST = sticky(
  REST_WORD,
  "(?:の(?:目標|項目|もの|件)|の?(?<count>\\d{1,3})件|について)?(?:すべて|全て|全部|ぜんぶ)?(?:[はも]|につ(?:いて|きまして)は?)?[、 :]*",
);
const PARTIAL = sticky("(?:残り|のこり|あとは)");
const CONNECTIVE = sticky(
  oneOf([
    "それから",
    "そして",
    "あと",
    "また",
    "次に",
    "つぎに",
    "続いて",
    "まず",
    "なお",
    "一方",
    "ちなみに",
    "(?:但|ただ)し",
    "もっとも",
    "(?:え、|あ、)",
    "えーと",
    "えっと",
    "ええと",
    "えー",
    "あの[ー~]?",
    "一応",
    "で",
    "今[月週回]は",
    "最後に",
    "(?:→|※)?(?:すみません|すいません|ごめんなさい)?[、 ]?(?:[(【](?:訂正|修正)[)】]|(?:訂正|修正|間違い)(?:です|します)?(?=[:、。 →])|やっぱり?|やはり)[:→ ]*",
  ]),
  "[、, ]*",
);
const TIME = sticky("(?:今[月週回]|現在|現時点|うち|こちら|当部|本部)(?:は|も|で|では|では?、|、)[ ]*");
/** `2、じゃなくて3 順調`: the first number was a slip. */
const MISNUMBERED = sticky(
  "[(【]?\\d{1,3}[)】]?番?[、, ]*(?:(?:では|じゃ|で)な(?:くて?|かった)|もとい|の間違い[、で]|失礼|いや)[、, ]*(?=[(【]?\\d)",
);
const CORRECTIVE = /訂正|修正|間違い|やっぱ|やはり/u;
/** `…に進んでいますが6については`: said without a comma. */
const BUT = /(?:です|ます|した)が$/u;
/** `4が完了したので5に着手`: what is said of the first is whole before it. */
const BECAUSE = /(?:ので|ため)$/u;
/** Behind it another goal's turn comes: `…ので5へ進みます`, `…次第5に入ります`. */
const FOLLOWS = /(?:ので|ため|次第|たら|後は?|[しりえて])$/u;
const WORDY = /[\p{L}\p{N}〓＿]/u;
const BLANKS = sticky("[ ]*");

interface Opened {
  readonly about: About;
  readonly body: number;
  /** The goals of the section in which a goal was named by its place. */
  readonly section?: readonly number[] | undefined;
}

/** @param pure tells whether a body is a state and nothing else */
export function divide(
  subject: Subject,
  length: number,
  context: ReportContext,
  vocabulary: Vocabulary,
  pure: (from: number, to: number) => boolean,
): Piece[] {
  const text = subject.script.key;
  const { masked } = subject;
  const opens = (at: number): boolean => opensWithState(vocabulary, subject.script, at);
  const pieces: Piece[] = [];
  let current: Omit<Piece, "end"> = {
    about: { kind: "loose" },
    start: 0,
    body: 0,
    tangled: null,
    corrects: false,
  };
  const close = (end: number): void => {
    if (text.slice(current.start, end).trim() !== "") pieces.push({ ...current, end });
  };
  const open = (start: number, opened: Opened): void => {
    close(start);
    section = opened.section ?? null;
    const corrects = CORRECTIVE.test(text.slice(start, opened.body));
    current = { about: opened.about, start, body: opened.body, tangled: null, corrects };
  };

  /** Of the section that is counted through: `人材戦略の1つ目は順調、2つ目は遅れ`. */
  let section: readonly number[] | null = null;
  let lineStart = 0;
  let at = 0;
  while (at <= length) {
    if (at === lineStart) {
      const greeted = skipNamed(at);
      const opened = openPiece(skipConnective(greeted), true);
      if (opened !== null && countsParts(at, opened)) {
        at += 1;
        continue;
      }
      if (opened !== null && !saysMore(at, opened)) {
        if (greeted > at && text.slice(current.start, at).trim() === "")
          current = { ...current, start: greeted };
        open(greeted, opened);
        at = Math.max(at, opened.body);
        lineStart = -1;
        continue;
      }
      const retract = readRetractLine(subject, at, context, vocabulary);
      if (retract !== null && (retract.numbers.length > 0 || retract.unknown))
        open(at, { about: { kind: "loose" }, body: at });
    }
    if (at >= length) break;
    const char = text.charAt(at);
    if (char === "\n") {
      lineStart = at + 1;
    } else if (isSeparator(text, at)) {
      const opened = openPiece(skipConnective(past(BLANKS, text, at + 1)), true);
      if (opened !== null) {
        open(at, opened);
        at = Math.max(at + 1, opened.body);
        continue;
      }
    } else if (mayPart(at)) {
      const blank = past(BLANKS, text, at + 1);
      const next = skipConnective(blank);
      const begins = WORDY.test(masked.charAt(next)) || /[(【#※]/.test(masked.charAt(next));
      const opened = begins ? openPiece(next, false) : null;
      if (opened !== null && startsWithin(at, opened)) {
        open(blank, opened);
        at = Math.max(at + 1, opened.body);
        continue;
      }
    }
    at += 1;
  }
  close(length);
  return pieces;

  /** A number within a line begins a piece where a state or a particle follows and what stands before is complete. */
  function startsWithin(place: number, opened: Opened): boolean {
    const char = text.charAt(place);
    const sentence = /[。!\n]/.test(char);
    if (opened.about.kind === "named" || opened.about.kind === "all")
      return (
        opened.about.kind === "named" &&
        (sentence || char === "、") &&
        current.about.kind !== "loose" &&
        opens(opened.body)
      );
    const stated = opens(opened.body);
    const heading = opened.about.kind === "goals" ? opened.about.heading : null;
    const known = heading !== null && !heading.unknown && heading.numbers.length > 0;
    const strong =
      known &&
      (context.single === null || stated) &&
      (heading.closed === "particle"
        ? /[。!、,;)]/.test(char) ||
          /番/.test(text.slice(place, opened.body)) ||
          BUT.test(text.slice(place - 2, place + 1)) ||
          (char === " " && stated)
        : heading.closed === "colon" && /[。!、,; )]/.test(char));
    if (current.about.kind === "loose") return sentence && known && (strong || stated);
    if (opened.about.kind === "rest") return (stated && beginsRest(place)) || pure(current.body, place + 1);
    // `2 順調、3`: a number at the end that nothing is said about.
    if (
      known &&
      opened.body >= length &&
      context.single === null &&
      /[、 ]/.test(char) &&
      pure(current.body, place + 1)
    )
      return true;
    // `3 1件目は完了、2件目は順調`: what is counted may be parts of this goal.
    if (heading?.place != null && current.about.kind === "goals" && current.about.heading.place === null) {
      current = { ...current, tangled: heading };
      return false;
    }
    if (strong && current.tangled === null) return true;
    if (!stated) {
      current = { ...current, tangled: current.tangled ?? mayBegin(opened, place) };
      return false;
    }
    if (heading === null || current.tangled !== null) return false;
    if (heading.unknown)
      return context.single === null && WORDY.test(char) === false && pure(current.body, place + 1);
    const alike =
      heading.style === "enclosed" &&
      current.about.kind === "goals" &&
      current.about.heading.style === "enclosed";
    const because = BECAUSE.exec(text.slice(Math.max(0, place - 3), place + 1))?.[0].length ?? 0;
    const complete = alike || /[。)、!]/.test(char) || pure(current.body, place + 1 - because);
    // `施設5 完了`: a figure that follows a letter is no sign of a goal.
    const named = heading.closed === "particle" || /[がにへ]/.test(text.slice(opened.body - 2, opened.body));
    if (!complete && (!WORDY.test(char) || (named && /[ぁ-ゖ第]/.test(char))))
      current = { ...current, tangled: heading };
    return complete;
  }

  /** A line set in below a goal's number, which says no state, says more about that goal, whatever figure it begins with. */
  function saysMore(line: number, { about, body }: Opened): boolean {
    if (about.kind !== "goals" || current.about.kind !== "goals" || opens(body)) return false;
    return indentAt(text, line) > indentAt(text, text.lastIndexOf("\n", current.start) + 1);
  }

  /** `8 協定の見直し⏎1件目は完了`: what is counted may be parts of this goal. */
  function countsParts(line: number, { about, body }: Opened): boolean {
    if (about.kind !== "goals" || current.about.kind !== "goals") return false;
    if (about.heading.place === null || about.heading.style === "named") return false;
    if (current.about.heading.place !== null || !/[件点つ]目/u.test(text.slice(line, body))) return false;
    current = { ...current, tangled: current.tangled ?? about.heading };
    return true;
  }

  /** `それ以外は問題なし` behind what was said of numbers: the others are spoken of, whatever is said of them. */
  function speaksOfRest(from: number, found: string): boolean {
    const topic = /[はも][、 :]*$/.test(found) && /[他ほ外]/.test(found);
    const behind = pieces.length > 0 || current.about.kind === "goals";
    return topic && behind && context.single === null && pure(current.body, from);
  }

  /** Within a line 残りは is the rest of this goal unless nothing but a state stands before it. */
  function beginsRest(place: number): boolean {
    return pure(current.body, place + 1) || past(PARTIAL, text, past(BLANKS, text, place + 1)) < 0;
  }

  /** `…を作成。3 施設と協議`, `… 3.施設と協議`: a number that is asked for and words, yet no state. */
  function mayBegin(opened: Opened, place: number): Heading | null {
    if (opened.about.kind !== "goals") return null;
    const { heading } = opened.about;
    const asked =
      heading.numbers.length > 0 && heading.numbers.every((number) => context.open.includes(number));
    const sentence = /[。、]/.test(text.charAt(place)) && text.charAt(opened.body - 1) === " ";
    const marked = text.charAt(place) === " " && /[.:][ ]*$/.test(text.slice(place, opened.body));
    const next =
      FOLLOWS.test(text.slice(Math.max(0, place - 3), place + 1)) &&
      /[にへ]$/.test(text.slice(place, opened.body));
    return asked && (sentence || marked || next) && WORDY.test(text.charAt(opened.body)) ? heading : null;
  }

  function skipNamed(from: number): number {
    const plainly = skipOpening(text, from, false);
    const named = skipOpening(text, from, true);
    return named > plainly && openPiece(skipConnective(named), true) === null ? plainly : named;
  }

  function skipConnective(from: number): number {
    const time = past(TIME, text, from);
    if (time > from && past(ALL, text, time) >= 0) return time;
    const behind = past(CONNECTIVE, text, from);
    return behind > from &&
      /[\d(一-十#]/.test(masked.charAt(behind)) &&
      readHeading(subject, behind, context, vocabulary) !== null
      ? behind
      : from;
  }

  function openPiece(place: number, lead: boolean): Opened | null {
    const from = Math.max(place, past(MISNUMBERED, text, place));
    ALL.lastIndex = from;
    const all = ALL.exec(text);
    if (all !== null && opens(from + all[0].length)) {
      const count = all.groups?.count ?? all.groups?.whole;
      return {
        about: { kind: "all", count: count === undefined ? null : Number(count) },
        body: from + all[0].length,
      };
    }
    REST.lastIndex = from;
    const rest = REST.exec(text);
    const restStated = rest !== null && opens(from + rest[0].length);
    if (rest !== null && (restStated || speaksOfRest(from, rest[0]))) {
      const sure = lead || pure(current.body, from);
      const count = rest.groups?.count === undefined ? null : Number(rest.groups.count);
      return { about: { kind: "rest", sure, count }, body: from + rest[0].length };
    }
    const heading = readHeading(subject, from, context, vocabulary);
    if (heading !== null) {
      const placed = heading.place === null ? undefined : section?.[heading.place - 1];
      if (section === null || placed === undefined)
        return { about: { kind: "goals", heading }, body: heading.end };
      const counted = { ...heading, numbers: [placed], unknown: false, place: null, style: "named" } as const;
      return { about: { kind: "goals", heading: counted }, body: heading.end, section };
    }
    const name = lead ? Math.max(from, past(BULLET, text, from)) : from;
    if (!/[\p{L}「【]/u.test(text.charAt(name)) || context.single !== null) return null;
    const named = readNamed(subject, name, context);
    if (named === null) return null;
    const stated = opens(named.end);
    if (!stated && !named.certain) return null;
    if (!named.certain) return { about: { kind: "named", numbers: named.numbers }, body: named.end };
    const plain = {
      unknown: false,
      except: false,
      place: null,
      also: [],
      style: "named",
      closed: "particle",
    } as const;
    return {
      about: { kind: "goals", heading: { ...plain, numbers: named.numbers, end: named.end } },
      body: named.end,
      section: named.section,
    };
  }

  /** Whether a piece may begin behind `place`: punctuation, the first of some blanks, or a number next. */
  function mayPart(place: number): boolean {
    const char = text.charAt(place);
    if (char === " ") return text.charAt(place - 1) !== " ";
    if (
      /[。、,)!]/.test(char) ||
      (/[(【[]/.test(text.charAt(place + 1)) && /\d/.test(masked.charAt(place + 2)))
    )
      return true;
    if (/[が〜]/.test(char) && /[他残そほ]/.test(text.charAt(place + 1))) return true;
    return (
      (!/[\d.:/~〓＿-]/.test(char) && /\d/.test(masked.charAt(place + 1))) ||
      (/[たすい]/.test(char) && past(CONNECTIVE, text, place + 1) > place + 1)
    );
  }
}

const indentAt = (text: string, line: number): number => past(BLANKS, text, line) - line;

/** A stroke between digits belongs to a date or a fraction. */
function isSeparator(text: string, at: number): boolean {
  const char = text.charAt(at);
  if (char === ";" || char === "|") return true;
  if (char !== "/") return false;
  const before = /\d+[ ]?$/.exec(text.slice(Math.max(0, at - 5), at));
  const after = /^\d/.test(text.charAt(at + 1));
  return before === null || !after || Number(before[0]) > 31;
}
