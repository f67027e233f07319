import { past } from "../../domain/plain.js";
import { skipOpening } from "./courtesy.js";
import { readRetractLine } from "./intent.js";
import { opensWithState } from "./opening.js";
import { type Reference, readReference } from "./reference.js";
import type { ReportContext } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

/** Divides a message into what is said about one goal, or one list of goals, each. */

export interface Piece {
  readonly about:
    | { readonly kind: "goals"; readonly reference: Reference }
    /** 全部・すべて, or 他は・残りは: the goals that are open, and not named beside. */
    | { readonly kind: "all" | "rest" }
    /** Words with no number before them. */
    | { readonly kind: "loose" };
  /** Place of the whole piece, and of the words behind the number. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
  /** A number stands within it that may begin a piece of its own. */
  readonly tangled: Reference | null;
}

const ALL =
  /(?:(?:全て|すべて)の(?:重点)?目標|全部|すべて|全て|全件|全目標|全項目|いずれも|どれも|みんな|オール)[ ]*(?:とも|は|が|、|:)?[ ]*/y;
const REST =
  /(?:(?:その|この)?(?:他|ほか)(?:の目標|の項目)?(?:すべて|全て|全部)?(?:は|も)?|残り(?:の目標|の項目)?(?:すべて|全て|全部)?(?:は|も)?|それ以外(?:すべて|全て|全部)?(?:は|も)?)[、 :]*/y;
const WORDY = /[\p{L}\p{N}]/u;

interface Opened {
  readonly about: Piece["about"];
  readonly body: number;
}

/** @param quoted lines are gone already; @param pure tells whether a body is a state and nothing else */
export function divide(
  text: string,
  from: number,
  context: ReportContext,
  vocabulary: Vocabulary,
  pure: (body: string) => boolean,
): Piece[] {
  const pieces: Piece[] = [];
  let current: Omit<Piece, "end"> = { about: { kind: "loose" }, start: from, body: from, tangled: null };
  const close = (end: number): void => {
    if (text.slice(current.start, end).trim() !== "") pieces.push({ ...current, end });
  };
  const open = (start: number, opened: Opened): void => {
    close(start);
    current = { about: opened.about, start, body: opened.body, tangled: null };
  };

  let lineStart = from;
  let at = from;
  while (at <= text.length) {
    if (at === lineStart) {
      const greeted = skipNamed(text, at, context, vocabulary);
      const opened = openPiece(text, greeted, context, vocabulary);
      if (opened !== null) {
        if (greeted > at && text.slice(current.start, at).trim() === "")
          current = { ...current, start: greeted };
        open(greeted, opened);
        at = Math.max(at, opened.body);
        lineStart = -1;
        continue;
      }
      const retract = readRetractLine(text, at, context, vocabulary);
      if (retract !== null && (retract.numbers.length > 0 || retract.unknown))
        open(at, { about: { kind: "loose" }, body: at });
    }
    if (at >= text.length) break;
    const char = text.charAt(at);
    if (char === "\n") {
      lineStart = at + 1;
    } else if (isSeparator(text, at)) {
      const next = past(/[ ]*/y, text, at + 1);
      const opened = openPiece(text, next, context, vocabulary);
      if (opened !== null) {
        open(at, opened);
        at = Math.max(at + 1, opened.body);
        continue;
      }
    } else if (mayPart(text, at)) {
      const next = past(/[ ]*/y, text, at + 1);
      const opened =
        WORDY.test(text.charAt(next)) || /[(【#]/.test(text.charAt(next))
          ? openPiece(text, next, context, vocabulary)
          : null;
      if (opened !== null && startsWithin(text, at, opened)) {
        open(next, opened);
        at = Math.max(at + 1, opened.body);
        continue;
      }
    }
    at += 1;
  }
  close(text.length);
  return pieces;

  /** A number within a line begins a piece only where a state follows it and what stands before it is complete. */
  function startsWithin(whole: string, place: number, opened: Opened): boolean {
    if (current.about.kind === "loose") return false;
    if (opened.about.kind === "all") return false;
    if (!opensWithState(vocabulary, whole, opened.body)) {
      current = { ...current, tangled: current.tangled ?? mayBegin(opened, whole, place, context) };
      return false;
    }
    if (opened.about.kind === "rest") return true;
    const { reference } = opened.about.kind === "goals" ? opened.about : { reference: null };
    if (reference === null || reference.unknown || current.tangled !== null) return false;
    const complete =
      /[。)]/.test(whole.charAt(place)) ||
      whole.charAt(place) === "、" ||
      pure(whole.slice(current.body, place + 1));
    // `施設5 完了`: a figure that follows a letter is no sign of a goal.
    if (!complete && !WORDY.test(whole.charAt(place))) current = { ...current, tangled: reference };
    return complete;
  }
}

/** `…を作成。3 施設と協議`, `… 3.施設と協議`: a number that is asked for and words, yet no state. */
function mayBegin(opened: Opened, text: string, place: number, context: ReportContext): Reference | null {
  if (opened.about.kind !== "goals") return null;
  const { reference } = opened.about;
  const asked =
    reference.numbers.length > 0 && reference.numbers.every((number) => context.open.includes(number));
  const sentence = /[。、]/.test(text.charAt(place)) && text.charAt(opened.body - 1) === " ";
  const marked = text.charAt(place) === " " && /[.:][ ]*$/.test(text.slice(place, opened.body));
  return asked && (sentence || marked) && WORDY.test(text.charAt(opened.body)) ? reference : null;
}

function skipNamed(text: string, at: number, context: ReportContext, vocabulary: Vocabulary): number {
  const plainly = skipOpening(text, at, false);
  const named = skipOpening(text, at, true);
  return named > plainly && openPiece(text, named, context, vocabulary) === null ? plainly : named;
}

function openPiece(text: string, at: number, context: ReportContext, vocabulary: Vocabulary): Opened | null {
  const all = past(ALL, text, at);
  if (all >= 0 && opensWithState(vocabulary, text, all)) return { about: { kind: "all" }, body: all };
  const rest = past(REST, text, at);
  if (rest >= 0 && opensWithState(vocabulary, text, rest)) return { about: { kind: "rest" }, body: rest };
  const reference = readReference(text, at, context, vocabulary);
  return reference === null ? null : { about: { kind: "goals", reference }, body: reference.end };
}

/** Whether a piece may begin behind `at`: punctuation, the first of some blanks, or a number next. */
function mayPart(text: string, at: number): boolean {
  const char = text.charAt(at);
  if (char === " ") return text.charAt(at - 1) !== " ";
  if (/[。、,)]/.test(char) || (text.charAt(at + 1) === "(" && /\d/.test(text.charAt(at + 2)))) return true;
  return !/[\d.:/~-]/.test(char) && /\d/.test(text.charAt(at + 1));
}

/** A stroke between digits belongs to a date or a fraction. */
function isSeparator(text: string, at: number): boolean {
  const char = text.charAt(at);
  if (char === ";" || char === "|") return true;
  if (char !== "/") return false;
  const before = /\d+[ ]?$/.exec(text.slice(Math.max(0, at - 5), at));
  const after = /^\d/.test(text.charAt(at + 1));
  return before === null || !after || Number(before[0]) > 31;
}
