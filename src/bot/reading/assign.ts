import { cut } from "../../domain/plain.js";
import { skipClosing } from "./courtesies.js";
import type { Heading } from "./heading.js";
import { findRetract, type Retract } from "./intent.js";
import { allBut, upright } from "./inverted.js";
import { type Subject, toSubject } from "./mask.js";
import { isUnchangedSomehow } from "./measure.js";
import { keyOf, type Script, toScript } from "./pattern.js";
import { divide, type Piece } from "./pieces.js";
import { isPure, type Reading, readSaid } from "./said.js";
import { hasSignOfWork, isBanter, isPreamble, isQuestion, isRequest, isTalk } from "./talk.js";
import { type Doubt, type DoubtReason, type Entry, merge, type ReportContext, type Said } from "./types.js";
import { findWords, type Vocabulary } from "./vocabulary.js";

/** Puts what was said on goals; what cannot be put on one for certain becomes a doubt. */

export interface Assigned {
  readonly entries: readonly Entry[];
  readonly doubts: readonly Doubt[];
  /** The only words of the message, where they have no number and could be about any goal. */
  readonly last: Said | null;
}

/**
 * @param original the message without greeting, quotation, 代理 and 訂正
 * @param amending words without a number are then about the author's last note, whatever is still open
 * @param whose what may be somebody else's words is asked about
 */
export function assign(
  original: string,
  context: ReportContext,
  vocabulary: Vocabulary,
  amending: boolean,
  whose: Whose = "own",
): Assigned {
  const written = toSubject(original);
  const turned = allBut(written, context, vocabulary) ?? upright(written, context, vocabulary);
  const subject = turned === null ? written : toSubject(turned);
  const end = skipClosing(subject.script.key);
  const pure = (from: number, to: number): boolean =>
    isPure(readSaid(cut(subject.script, from, to), vocabulary));
  const divided = enumerated(divide(subject, end, context, vocabulary, pure), subject, context, vocabulary);
  const state = new Assigning(subject, context, vocabulary, divided, amending, whose);
  divided.forEach((piece, index) => {
    state.take(piece, index);
  });
  return state.result();
}

/**
 * Lines numbered 1, 2, 3 that say no state are a list within one report: in the thread of one goal, and below a number that
 * nothing else is said about.
 */
function enumerated(
  pieces: readonly Piece[],
  { script }: Subject,
  context: ReportContext,
  vocabulary: Vocabulary,
): readonly Piece[] {
  const [first] = pieces;
  if (first === undefined) return pieces;
  if (context.single === null) return listedBelow(first, pieces, script, vocabulary);
  const numbered = pieces.filter((piece) => piece.about.kind === "goals");
  const listed =
    numbered.length > 1 &&
    numbered.every((piece) => readSaid(cut(script, piece.body, piece.end), vocabulary).said.level === null) &&
    /^[^\d]{0,3}1(?!\d)/.test(script.text.slice(numbered[0]?.start ?? 0).trimStart());
  const last = pieces[pieces.length - 1];
  if (!listed || last === undefined) return pieces;
  return [{ ...first, about: { kind: "loose" }, body: first.start, end: last.end, tangled: null }];
}

function listedBelow(
  first: Piece,
  pieces: readonly Piece[],
  script: Script,
  vocabulary: Vocabulary,
): readonly Piece[] {
  const rest = pieces.slice(1);
  const last = rest[rest.length - 1];
  if (last === undefined || rest.length < 2 || first.about.kind !== "goals") return pieces;
  const [number] = first.about.heading.numbers;
  const inOrder = rest.every(({ about, body, start, end }, index) => {
    const { said, doubt } = readSaid(cut(script, body, end), vocabulary);
    const counted = about.kind === "goals" && about.heading.numbers.join() === String(index + 1);
    return (
      counted && CLOSED_ITEM.test(script.key.slice(start, body)) && said.level === null && doubt === null
    );
  });
  const body = script.key.slice(first.body, first.end);
  // `2 順調⏎1. 案を作成⏎2. 庁内に照会`: the goal's own number comes again.
  const again =
    number !== undefined &&
    number <= rest.length &&
    !CLOSED_ITEM.test(script.key.slice(first.start, first.body));
  const listed = inOrder && (body.trim() === "" ? number !== 1 : again);
  return listed ? [{ ...first, end: last.end, tangled: null }] : pieces;
}

const CLOSED_ITEM = /[).:．)]\s*$/u;

/**
 * Whose words they are: a mail that was passed on without a word may be anybody's, whatever it says; of a mail pasted with
 * its sender what is said of a goal's number is meant as a report, and the rest may be anything.
 */
export type Whose = "own" | "mail" | "forwarded";

/** Gathers the pieces of one message; a goal is written once, however often it was named. */
class Assigning {
  readonly #entries = new Map<number, Entry>();
  readonly #doubts: Doubt[] = [];
  /** Goals that the message names itself: 全部 and 他は are about the others. */
  readonly #named: readonly number[];
  #last: Said | null = null;

  constructor(
    readonly subject: Subject,
    readonly context: ReportContext,
    readonly vocabulary: Vocabulary,
    readonly pieces: readonly Piece[],
    readonly amending: boolean,
    readonly whose: Whose,
  ) {
    this.#named = pieces.flatMap((piece) => this.#retractIn(piece)?.numbers ?? namedBy(piece));
  }

  result(): Assigned {
    return { entries: [...this.#entries.values()], doubts: this.#doubts, last: this.#last };
  }

  take(piece: Piece, index: number): void {
    const about = piece.about;
    const retract = this.#retractIn(piece);
    if (retract !== null) {
      this.#takeRetract(piece, retract);
      return;
    }
    switch (about.kind) {
      case "goals":
        this.#takeGoals(piece, about.heading, index);
        break;
      case "all":
        this.#takeOpen(piece, about.count);
        break;
      case "rest":
        this.#takeOpen(piece, about.count, about.sure && !this.#isPartOf(index));
        break;
      case "named":
        this.#doubt("which-goal", this.#words(piece), about.numbers, this.#read(piece.body, piece.end));
        break;
      case "loose":
        this.#takeLoose(piece);
        break;
    }
  }

  #retractIn(piece: Piece): Retract | null {
    const heading = piece.about.kind === "goals" ? piece.about.heading : null;
    const body = this.subject.script.key.slice(piece.body, piece.end);
    return findRetract(
      keyOf(toScript(this.#words(piece)).text),
      body,
      heading,
      this.context,
      this.vocabulary,
    );
  }

  /** Beside a report nothing is taken back at once: an edit of the message would do it again. */
  #takeRetract(piece: Piece, { numbers, except }: Retract): void {
    const text = this.#words(piece);
    const said: Said = { level: null, percent: null, noChange: false, text };
    this.#doubt("withdrawal", text, except ? [] : numbers, { said, doubt: null });
  }

  #takeGoals(piece: Piece, reference: Heading, index: number): void {
    const body = this.#textOf(piece.body, piece.end);
    const reading = this.#same(piece, index) ?? this.#read(piece.body, piece.end);
    if (WORD.test(body) && says(reading.said) === "words" && this.#isSmallTalk(body)) return;
    const { single, open } = this.context;
    const listed = reference.except ? this.#openBut(reference.numbers) : reference.numbers;
    const whole = this.#words(piece);
    if (reference.unknown) {
      this.#doubt("unknown-number", whole, this.#likeliest(reference.numbers), reading);
      return;
    }
    const [first] = reference.numbers;
    if (single !== null && (listed.length !== 1 || first !== single)) {
      this.#doubt("which-goal", whole, [...new Set([...listed, single])], reading);
      return;
    }
    const atPlace = reference.place === null ? undefined : open[reference.place - 1];
    if (atPlace !== undefined && atPlace !== first && first !== undefined) {
      this.#doubt("which-goal", whole, [first, atPlace], reading);
      return;
    }
    if (listed.length === 0) {
      this.#doubt("which-goal", whole, this.#likeliest([]), reading);
      return;
    }
    const also = [...reference.also, ...(piece.tangled?.numbers ?? [])];
    if (also.length > 0) {
      // Which words are whose is not known: they are held together, and no state is taken from them.
      const said: Said = { level: null, percent: null, noChange: false, text: whole };
      this.#doubt("which-goal", whole, [...new Set([...listed, ...also])], { said, doubt: null });
      return;
    }
    const previous = this.#styleBefore(index);
    if (previous !== null && previous.style !== reference.style && says(reading.said) === "words") {
      this.#doubt("which-goal", whole, [...new Set([...previous.numbers, ...listed])], reading);
      return;
    }
    if (reading.doubt !== null && reading.doubt.reason !== "nothing-said" && listed.length > 1) {
      this.#doubt(reading.doubt.reason, whole, listed, reading);
      return;
    }
    for (const number of listed) this.#put(number, reading, whole, piece.corrects);
  }

  /** `3 同上`: what was said of the goals before; null where something of its own is said. */
  #same(piece: Piece, index: number): Reading | null {
    const body = this.#textOf(piece.body, piece.end);
    const before = this.pieces[index - 1];
    const too = before !== undefined && TOO.test(this.#textOf(piece.start, piece.body)) && !WORD.test(body);
    if (!too && !DITTO.test(body)) return null;
    if (before?.about.kind === "goals")
      return this.#same(before, index - 1) ?? this.#read(before.body, before.end);
    const { said } = readSaid(body, this.vocabulary);
    if (says(said) === "state") return null;
    return { said, doubt: { reason: "which-state", levels: this.vocabulary.scale } };
  }

  #textOf(from: number, to: number): string {
    return this.subject.script.key.slice(from, to);
  }

  /** A question or a request about a goal (`2はどうなりましたか`): no report, as long as it speaks of no state. */
  #isSmallTalk(body: string): boolean {
    if (isTalk(body)) return true;
    const speaks = findWords(this.vocabulary, body).length > 0 || /変更|変わり/u.test(body);
    return !speaks && (isQuestion(body) || (isBanter(body) && !hasSignOfWork(body, "")));
  }

  /** `意見7件のうち6件は反映\n残りは完了`: the rest of what the goal before counts. */
  #isPartOf(index: number): boolean {
    const piece = this.pieces[index];
    const before = this.pieces[index - 1];
    if (piece === undefined || before === undefined || before.about.kind !== "goals") return false;
    const { key } = this.subject.script;
    return (
      /^[\s、。]*(?:残り|のこり)/u.test(key.slice(piece.start, piece.end)) &&
      COUNTED.test(key.slice(before.body, before.end))
    );
  }

  /** The goals that the first numbered piece names, where that is an earlier one. */
  #styleBefore(index: number): Heading | null {
    for (const piece of this.pieces.slice(0, Math.min(index, 1) + (index > 1 ? 1 : 0))) {
      if (piece.about.kind === "goals") return piece.about.heading;
    }
    return null;
  }

  #takeOpen(piece: Piece, count: number | null, sure = true): void {
    if (this.context.single !== null) {
      this.#takeLoose({ ...piece, body: piece.start });
      return;
    }
    const reading = this.#read(piece.body, piece.end);
    const numbers = this.#openBut(this.#named);
    const whole = this.#words(piece);
    const stated = reading.doubt === null && says(reading.said) === "state";
    const plain = stated && (isPure(reading) || /^[^。、\n\d]{0,24}。?$/.test(reading.said.text));
    const counted = count === null || count === numbers.length || count === this.context.open.length;
    if (!plain || !sure || !counted || numbers.length === 0) {
      this.#doubt(reading.doubt?.reason ?? "which-goal", whole, this.#likeliest([]), reading);
      return;
    }
    for (const number of numbers) this.#put(number, reading, whole);
  }

  #takeLoose(piece: Piece): void {
    const words = this.#words(piece);
    const subject = toSubject(words);
    const plain = subject.script.key;
    const others = this.pieces.length > 1;
    if (isTalk(plain)) return;
    const reading = readSaid(words, this.vocabulary, this.context.today);
    if (
      others &&
      reading.said.level === null &&
      reading.doubt === null &&
      plain.split("\n").every(isPreamble)
    )
      return;
    const { single, open } = this.context;
    if (this.#isNoReport(subject, reading)) return;
    const only = single ?? (open.length === 1 && !others && !this.amending ? open[0] : undefined);
    if (only !== undefined) {
      this.#put(
        only,
        this.whose === "mail" ? { ...reading, doubt: reading.doubt ?? PASSED_ON } : reading,
        words,
      );
      return;
    }
    if (!others && reading.doubt === null) this.#last = reading.said;
    this.#doubt("which-goal", words, this.#likeliest([]), reading);
  }

  /** Without state, percent or 変更なし words are a report only where they tell of work; talk is none at all. */
  #isNoReport({ script, masked }: Subject, { said, doubt }: Reading): boolean {
    if (this.amending || says(said) === "state") return false;
    const stated = findWords(this.vocabulary, script.key).length > 0;
    const spoken = stated || doubt !== null || isUnchangedSomehow(script.key);
    const asking = isQuestion(script.key);
    if (stated && asking) return this.context.single === null;
    if (asking) return true;
    // `先ほどの6を遅れにしてください`: a request, and yet it says the state of a goal.
    if (isBanter(script.key)) return !(stated && isRequest(script.key) && this.#mentions(masked));
    return !spoken && !hasSignOfWork(script.key, masked);
  }

  /** Whether a number of the department stands anywhere in it. */
  #mentions(masked: string): boolean {
    return (masked.match(/\d+/g) ?? []).some((figure) => this.context.numbers.includes(Number(figure)));
  }

  #put(number: number, reading: Reading, words: string, corrects = false): void {
    const { said } = reading;
    const doubt = reading.doubt ?? (this.whose === "forwarded" ? PASSED_ON : null);
    if (doubt !== null) {
      this.#doubts.push({ ...doubt, text: words, candidates: [number], said });
      return;
    }
    const before = this.#entries.get(number);
    if (before === undefined || corrects) {
      this.#entries.set(number, { number, ...said });
      return;
    }
    const merged = merge(before, said);
    if (merged === null) {
      this.#entries.delete(number);
      const levels = [before.level, said.level].filter((level) => level !== null);
      const text = [before.text, words].filter((part) => part !== "").join("\n");
      this.#doubts.push({
        reason: "which-state",
        text,
        candidates: [number],
        levels,
        said: { ...said, level: null, text },
      });
      return;
    }
    this.#entries.set(number, merged);
  }

  #doubt(reason: DoubtReason, text: string, candidates: readonly number[], reading: Reading): void {
    const levels = reading.doubt?.levels ?? [];
    this.#doubts.push({ reason, text, candidates, levels, said: reading.said });
  }

  #read(from: number, to: number): Reading {
    const body = toScript(cut(this.subject.script, from, to));
    return readSaid(cut(body, 0, skipClosing(body.key)), this.vocabulary, this.context.today);
  }

  #words(piece: Piece): string {
    return cut(this.subject.script, piece.start, piece.end)
      .trim()
      .replace(/^[\s、。,/／;；|｜]+/, "");
  }

  #openBut(named: readonly number[]): number[] {
    return this.context.open.filter((number) => !named.includes(number));
  }

  #likeliest(first: readonly number[]): number[] {
    const { open, numbers, single } = this.context;
    const rest = single !== null ? [single] : open.length > 0 ? open : numbers;
    return [...new Set([...first, ...rest])];
  }
}

const PASSED_ON = { reason: "question", levels: [] } as const;
const WORD = /[\p{L}\p{N}]/u;
const DITTO = /^[\s:、]*(?:同上|上に?同じ|上と同じ|〃|々|同様|同じ)(?:です|く)?[。\s]*$/u;
/** `9も。` behind what was said of another. */
const TOO = /も[、 ]*$/u;
/** `7件のうち6件`, `18地区中11地区`: something is counted, of which there may be a rest. */
const COUNTED = /のうち|\d(?:件|校|か所|箇所|地区|施設|社|名|人|回)(?:中|で|が|は)/u;

const namedBy = (piece: Piece): readonly number[] =>
  piece.about.kind === "goals" && !piece.about.heading.except ? piece.about.heading.numbers : [];

const says = (said: Said): "state" | "words" =>
  said.level !== null || said.noChange || said.percent !== null ? "state" : "words";
