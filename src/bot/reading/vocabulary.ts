import { toPlain } from "../../domain/plain.js";
import { levelsOf, type ScaleLevel, type StateKey } from "../../domain/state.js";
import { anywhere, keyOf, literal, oneOf } from "./pattern.js";
import { DEGREES, STATE_WORDS } from "./words.js";

/** The words, signs and letters by which a state is said, for one plan's scale. */

/** How a word behaves in a sentence: a delay of one part is not the goal's, and a finished step is not a finished goal. */
export type Group = "track" | "delay" | "done" | "other";

export interface Term {
  readonly levels: readonly ScaleLevel[];
  /** The key it stands for where the scale may have no level of that key. */
  readonly key: StateKey;
  readonly group: Group;
  readonly start: number;
  readonly end: number;
  readonly kind: "word" | "sign" | "letter";
  /** False where the word as such is not enough to take it for a state (`ほぼ完了`, `一部遅れ`). */
  readonly sure: boolean;
  /** 着手: its denial is 未着手. */
  readonly started: boolean;
  /** Counts only where it stands by itself: 済, 未, 完, 概ね. */
  readonly alone: boolean;
  /** Counts only as the first thing that is said: OK. */
  readonly leading: boolean;
}

export interface Vocabulary {
  readonly scale: readonly ScaleLevel[];
  readonly words: RegExp;
  readonly tokens: RegExp;
  /** The same, sticky: only at one place. */
  readonly wordsHere: RegExp;
  readonly tokensHere: RegExp;
  readonly labels: ReadonlyMap<string, readonly ScaleLevel[]>;
  readonly marks: ReadonlyMap<string, readonly ScaleLevel[]>;
  readonly letters: ReadonlyMap<string, readonly ScaleLevel[]>;
  /** Names of indicators, as keys. */
  readonly measured: readonly string[];
}

const before = (words: readonly string[]): RegExp => anywhere(oneOf(words), "の?[ ]?$");
const MOSTLY = before(DEGREES.mostly);
const SLIGHTLY = before(DEGREES.slightly);
const GREATLY = before(DEGREES.greatly);
const PARTLY = before(DEGREES.partly);
const RATHER = anywhere(oneOf(DEGREES.rather), "$");
const NEARLY_DONE = anywhere(oneOf(DEGREES.nearly), "$");
const TEMPORARILY = /一時的?に?$/;
/** How far a word of state looks back and ahead, in characters. */
export const REACH = 12;
/** What may stand beside a token that stands by itself. */
export const EDGE = /[\s、。,.!?/;:()「」『』【】[\]|→\-~]/;

const cache = new WeakMap<readonly ScaleLevel[], Vocabulary>();

/** The vocabulary of a scale; built once per scale. */
export function vocabularyOf(scale: readonly ScaleLevel[]): Vocabulary {
  const known = cache.get(scale);
  if (known !== undefined) return known;
  const built = build(scale);
  cache.set(scale, built);
  return built;
}

/** The same beside the names of indicators. */
export function vocabularyWith(scale: readonly ScaleLevel[], measured: readonly string[]): Vocabulary {
  const vocabulary = vocabularyOf(scale);
  if (measured.length === 0) return vocabulary;
  const keys = measured.map((name) => keyOf(toPlain(name).text.trim())).filter((key) => key !== "");
  return { ...vocabulary, measured: keys };
}

function build(scale: readonly ScaleLevel[]): Vocabulary {
  const labels = new Map<string, ScaleLevel[]>();
  const marks = new Map<string, ScaleLevel[]>();
  const letters = new Map<string, ScaleLevel[]>();
  const add = (map: Map<string, ScaleLevel[]>, key: string, level: ScaleLevel): void => {
    if (key !== "") map.set(key, [...(map.get(key) ?? []), level]);
  };
  const spelled = (text: string): string => keyOf(toPlain(text).text.trim());
  for (const level of scale) {
    const label = spelled(level.label);
    const letter = spelled(level.letter ?? "");
    add(labels, label, level);
    add(letters, letter, level);
    if (letter !== "" && label !== "") {
      for (const joint of ["", " ", ".", ":"]) add(labels, `${letter}${joint}${label}`, level);
    }
    // A sign is one character; what is longer is a word that the municipality added.
    for (const mark of level.marks) add(isSign(mark) ? marks : labels, spelled(mark), level);
  }
  const named = STATE_WORDS.map(({ name, words }) => `(?<${name}>${oneOf(words)})`);
  const own = [...labels.keys()].sort((left, right) => right.length - left.length).map(ownSource);
  const sources = own.length === 0 ? named : [`(?<label>${own.join("|")})`, ...named];
  const signs = [...marks.keys(), "✅"].sort((left, right) => right.length - left.length).map(literal);
  const words = sources.join("|");
  const tokens = `[a-z]+|${signs.join("|")}`;
  return {
    scale,
    words: new RegExp(words, "gu"),
    tokens: new RegExp(tokens, "gu"),
    wordsHere: new RegExp(words, "yu"),
    tokensHere: new RegExp(tokens, "yu"),
    labels,
    marks,
    letters,
    measured: [],
  };
}

const isSign = (mark: string): boolean => [...toPlain(mark).text.trim()].length === 1;

const ownSource = (label: string): string =>
  literal(label).replace(/どおり|通り|とおり/g, "(?:どおり|通り|とおり)");

/** All words that say a state, in order, not overlapping. */
export function findWords(vocabulary: Vocabulary, text: string): Term[] {
  const terms: Term[] = [];
  for (const match of text.matchAll(vocabulary.words)) {
    const term = readWord(vocabulary, text, match);
    const first = !term.leading || !/[\p{L}\p{N}]/u.test(text.slice(0, term.start));
    if (first && (!term.alone || standsAlone(text, term))) terms.push(term);
  }
  return terms;
}

function standsAlone(text: string, { start, end }: Term): boolean {
  const left = text.charAt(start - 1);
  const right = text.slice(end, end + 2);
  const closed = right === "" || EDGE.test(right.charAt(0)) || /^(?:です|っす|て[゛\s]|で[ー~])/.test(right);
  return (left === "" || EDGE.test(left)) && closed;
}

function readWord(vocabulary: Vocabulary, text: string, match: RegExpMatchArray): Term {
  const { scale, labels } = vocabulary;
  const found = match[0];
  const start = match.index ?? 0;
  const ahead = text.slice(Math.max(0, start - REACH), start);
  const own = match.groups?.label === undefined ? undefined : ownLabel(labels, found);
  const first = own?.[0];
  const row = STATE_WORDS.find(({ name }) => match.groups?.[name] !== undefined);
  const base = first?.key ?? row?.key ?? "on_track";
  // 着手 tells of a beginning; about one part of the work (`工事に着手`) it says nothing of the goal.
  const started = row?.name === "started";
  const group = started ? "other" : groupOf(base);
  const made = (key: StateKey, modifier: RegExpExecArray | null, sure: boolean): Term => ({
    key,
    levels: key === first?.key && modifier === null ? (own ?? []) : levelsOf(scale, key),
    group,
    start: start - (modifier?.[0].length ?? 0),
    end: start + found.length,
    kind: "word",
    sure,
    started,
    alone: row?.alone === true,
    leading: row?.leading === true,
  });
  if (row?.name === "notDone") return made("done", null, false);
  switch (group) {
    case "track": {
      const mostly = base === "on_track" ? MOSTLY.exec(ahead) : null;
      if (mostly !== null) return made("mostly_on_track", mostly, true);
      const rather = RATHER.exec(ahead);
      return made(base, rather, rather === null && row?.unsure !== true);
    }
    case "delay": {
      if (base === "slightly_behind" || row?.unsure === true) return made(base, null, row?.unsure !== true);
      const slightly = SLIGHTLY.exec(ahead);
      if (slightly !== null) return made("slightly_behind", slightly, true);
      const partly = PARTLY.exec(ahead) ?? MOSTLY.exec(ahead);
      if (partly !== null) return made("slightly_behind", partly, false);
      if (text.startsWith("気味", start + found.length)) return made("slightly_behind", null, true);
      return made("behind", GREATLY.exec(ahead), true);
    }
    case "done": {
      const nearly = NEARLY_DONE.exec(ahead);
      return made("done", nearly, nearly === null && row?.unsure !== true);
    }
    case "other": {
      const temporarily = base === "cancelled" ? TEMPORARILY.exec(ahead) : null;
      if (temporarily !== null) return made("suspended", temporarily, false);
      return made(base, null, true);
    }
  }
}

function ownLabel(
  labels: ReadonlyMap<string, readonly ScaleLevel[]>,
  found: string,
): readonly ScaleLevel[] | undefined {
  const same = (text: string): string => text.replace(/通り|とおり/g, "どおり");
  return labels.get(found) ?? [...labels].find(([label]) => same(label) === same(found))?.[1];
}

export function groupOf(key: StateKey): Group {
  switch (key) {
    case "on_track":
    case "mostly_on_track":
      return "track";
    case "slightly_behind":
    case "behind":
      return "delay";
    case "done":
      return "done";
    case "not_started":
    case "cancelled":
    case "suspended":
    case "unassessable":
      return "other";
  }
}
