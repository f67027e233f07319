import { cut, type Plain, toPlain } from "../../domain/plain.js";
import { isPreamble, isQuestion, isTalk, skipClosing } from "./courtesy.js";
import { enumerated } from "./enumeration.js";
import { findRetract, type Retract } from "./intent.js";
import { merge } from "./merge.js";
import { divide, type Piece } from "./pieces.js";
import type { Reference } from "./reference.js";
import { type Reading, readSaid } from "./said.js";
import type { Doubt, DoubtReason, Entry, ReportContext, Said } from "./types.js";
import type { Vocabulary } from "./vocabulary.js";

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
 */
export function assign(
  original: string,
  context: ReportContext,
  vocabulary: Vocabulary,
  amending: boolean,
): Assigned {
  const message = toPlain(original);
  const end = skipClosing(message.text);
  const text = message.text.slice(0, end);
  const pure = (body: string): boolean => isPure(readSaid(body, vocabulary));
  const divided = enumerated(divide(text, 0, context, vocabulary, pure), message, context, vocabulary);
  const state = new Assigning(message, context, vocabulary, divided, amending);
  divided.forEach((piece, index) => {
    state.take(piece, index);
  });
  return state.result();
}

const isPure = ({ said, doubt }: Reading): boolean =>
  doubt === null && said.text === "" && (said.level !== null || said.noChange || said.percent !== null);

/** Gathers the pieces of one message; a goal is written once, however often it was named. */
class Assigning {
  readonly #entries = new Map<number, Entry>();
  readonly #doubts: Doubt[] = [];
  /** Goals that the message names itself: 全部 and 他は are about the others. */
  readonly #named: readonly number[];
  #last: Said | null = null;

  constructor(
    readonly message: Plain,
    readonly context: ReportContext,
    readonly vocabulary: Vocabulary,
    readonly pieces: readonly Piece[],
    readonly amending: boolean,
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
        this.#takeGoals(piece, about.reference, index);
        break;
      case "all":
      case "rest":
        this.#takeOpen(piece);
        break;
      case "loose":
        this.#takeLoose(piece);
        break;
    }
  }

  #retractIn(piece: Piece): Retract | null {
    const reference = piece.about.kind === "goals" ? piece.about.reference : null;
    const body = cut(this.message, piece.body, piece.end);
    return findRetract(this.#words(piece), body, reference, this.context, this.vocabulary);
  }

  /** Beside a report nothing is taken back at once: an edit of the message would do it again. */
  #takeRetract(piece: Piece, { numbers, except }: Retract): void {
    const text = this.#words(piece);
    const said: Said = { level: null, percent: null, noChange: false, hedge: false, text };
    this.#doubt("withdrawal", text, except ? [] : numbers, { said, doubt: null });
  }

  #takeGoals(piece: Piece, reference: Reference, index: number): void {
    const body = toPlain(cut(this.message, piece.body, piece.end)).text;
    if (WORD.test(body) && isTalk(body)) return;
    const reading = this.#read(piece.body, piece.end);
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
      const said: Said = { level: null, percent: null, noChange: false, hedge: false, text: whole };
      this.#doubt("which-goal", whole, [...new Set([...listed, ...also])], { said, doubt: null });
      return;
    }
    const previous = this.#styleBefore(index);
    if (previous !== null && previous.style !== reference.style && says(reading.said) === "words") {
      this.#doubt("which-goal", whole, [...new Set([...previous.numbers, ...listed])], reading);
      return;
    }
    for (const number of listed) this.#put(number, reading, whole);
  }

  /** The goals that the first numbered piece names, where that is an earlier one. */
  #styleBefore(index: number): Reference | null {
    for (const piece of this.pieces.slice(0, Math.min(index, 1) + (index > 1 ? 1 : 0))) {
      if (piece.about.kind === "goals") return piece.about.reference;
    }
    return null;
  }

  #takeOpen(piece: Piece): void {
    if (this.context.single !== null) {
      this.#takeLoose({ ...piece, body: piece.start });
      return;
    }
    const reading = this.#read(piece.body, piece.end);
    const numbers = this.#openBut(this.#named);
    const whole = this.#words(piece);
    const stated = reading.doubt === null && says(reading.said) === "state";
    const plain = stated && (isPure(reading) || /^[^。、\n\d]{0,24}$/.test(reading.said.text));
    if (!plain || numbers.length === 0) {
      this.#doubt(reading.doubt?.reason ?? "which-goal", whole, this.#likeliest([]), reading);
      return;
    }
    for (const number of numbers) this.#put(number, reading, whole);
  }

  #takeLoose(piece: Piece): void {
    const words = this.#words(piece);
    const plain = toPlain(words).text;
    const others = this.pieces.length > 1;
    if (isTalk(plain)) return;
    const reading = readSaid(words, this.vocabulary);
    if (others && reading.said.level === null && reading.doubt === null && isPreamble(plain)) return;
    const silent =
      says(reading.said) === "words" && (reading.doubt === null || reading.doubt.reason === "question");
    if (silent && isQuestion(plain) && !/完了|順調|遅れ|変更なし|中止|休止|未着手/.test(plain)) return;
    const { single, open } = this.context;
    const only = single ?? (open.length === 1 && !others && !this.amending ? open[0] : undefined);
    if (only !== undefined) {
      this.#put(only, reading, words);
      return;
    }
    if (!others && reading.doubt === null) this.#last = reading.said;
    this.#doubt("which-goal", words, this.#likeliest([]), reading);
  }

  #put(number: number, reading: Reading, words: string): void {
    const { said, doubt } = reading;
    if (doubt !== null) {
      this.#doubts.push({ ...doubt, text: words, candidates: [number], said });
      return;
    }
    const before = this.#entries.get(number);
    if (before === undefined) {
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
    const body = cut(this.message, from, to);
    const plain = toPlain(body);
    return readSaid(cut(plain, 0, skipClosing(plain.text)), this.vocabulary);
  }

  #words(piece: Piece): string {
    return cut(this.message, piece.start, piece.end)
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

const WORD = /[\p{L}\p{N}]/u;

const namedBy = (piece: Piece): readonly number[] =>
  piece.about.kind === "goals" && !piece.about.reference.except ? piece.about.reference.numbers : [];

const says = (said: Said): "state" | "words" =>
  said.level !== null || said.noChange || said.percent !== null ? "state" : "words";
