import { toPlain } from "../../domain/plain.js";
import { levelsOf, type ScaleLevel, type StateKey } from "../../domain/state.js";

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
}

const WORDS: readonly (readonly [name: string, key: StateKey, source: string])[] = [
  ["notDone", "done", "未(?:完了|達成|完成|終了|了|済)"],
  ["not_started", "not_started", "未着手|未実施|未対応|未開始|未取組|手つかず|手付かず|着手前"],
  ["started", "on_track", "着手(?:済み?)?"],
  [
    "on_track",
    "on_track",
    "順調|(?:予定|計画|想定|スケジュール|工程)(?:ど[おう]り|通り|とおり)|オンスケ(?:ジュール)?|オントラック",
  ],
  ["delay", "behind", "遅れ|おくれ|遅延|遅滞"],
  ["finished", "done", "(?:実施|対応|完了|達成|終了)済み?|(?:実施|対応)完了|完了|終了|達成|完遂"],
  ["cancelled", "cancelled", "中止|取りやめ|取り止め|廃止"],
  ["suspended", "suspended", "(?:一時)?(?:休止|中断|停止中)|一時停止"],
  ["unassessable", "unassessable", "評価(?:困難|不能|不可)|判定(?:困難|不能)"],
  ["shortDone", "done", "済み?|完"],
  ["shortNotStarted", "not_started", "未"],
  ["shortMostly", "mostly_on_track", "概ね|おおむね"],
];

const MOSTLY = /(?:概ね|おおむね|大むね|大旨|ほぼ|だいたい|大体|まずまず)の?$/;
const SLIGHTLY = /(?:やや|少し|すこし|少々|若干|多少|ちょっと|わずかに?)の?$/;
const GREATLY = /(?:大幅に?|大きく|かなり|著しく|相当|だいぶ)の?$/;
const PARTLY = /(?:一部(?:が|は|に|で)?|部分的に?)$/;
const RATHER = /(?:比較的|一応|まあまあ?|それなりに|やや|少し|一見)$/;
const NEARLY_DONE =
  /(?:概ね|おおむね|ほぼ|ほとんど|あらかた|だいたい|大体|大半が?|大部分が?|一部(?:が|は|で)?|部分的に?|半分|途中まで|もうすぐ|まもなく|間もなく|そろそろ)$/;
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

function build(scale: readonly ScaleLevel[]): Vocabulary {
  const labels = new Map<string, ScaleLevel[]>();
  const marks = new Map<string, ScaleLevel[]>();
  const letters = new Map<string, ScaleLevel[]>();
  const add = (map: Map<string, ScaleLevel[]>, key: string, level: ScaleLevel): void => {
    if (key !== "") map.set(key, [...(map.get(key) ?? []), level]);
  };
  for (const level of scale) {
    const label = toPlain(level.label).text.trim();
    const letter = toPlain(level.letter ?? "")
      .text.trim()
      .toUpperCase();
    add(labels, label, level);
    add(letters, letter, level);
    if (letter !== "" && label !== "") {
      for (const joint of ["", " ", ".", ":"]) add(labels, `${letter}${joint}${label}`, level);
    }
    for (const mark of level.marks) add(marks, toPlain(mark).text.trim(), level);
  }
  const named = WORDS.map(([name, , source]) => `(?<${name}>${source})`);
  const own = [...labels.keys()].sort((left, right) => right.length - left.length).map(literal);
  const sources = own.length === 0 ? named : [`(?<label>${own.join("|")})`, ...named];
  const signs = [...marks.keys(), "✅"].sort((left, right) => right.length - left.length).map(literal);
  const words = sources.join("|");
  const tokens = `[A-Za-z]+|${signs.join("|")}`;
  return {
    scale,
    words: new RegExp(words, "g"),
    tokens: new RegExp(tokens, "g"),
    wordsHere: new RegExp(words, "y"),
    tokensHere: new RegExp(tokens, "y"),
    labels,
    marks,
    letters,
  };
}

const literal = (text: string): string =>
  text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/どおり|通り|とおり/g, "(?:どおり|通り|とおり)");

/** All words that say a state, in order, not overlapping. */
export function findWords(vocabulary: Vocabulary, text: string): Term[] {
  const terms: Term[] = [];
  for (const match of text.matchAll(vocabulary.words)) {
    const term = readWord(vocabulary, text, match);
    if (!term.alone || standsAlone(text, term)) terms.push(term);
  }
  return terms;
}

function standsAlone(text: string, { start, end }: Term): boolean {
  const left = text.charAt(start - 1);
  const right = text.slice(end, end + 2);
  return (left === "" || EDGE.test(left)) && (right === "" || EDGE.test(right.charAt(0)) || right === "です");
}

function readWord(vocabulary: Vocabulary, text: string, match: RegExpMatchArray): Term {
  const { scale, labels } = vocabulary;
  const found = match[0];
  const start = match.index ?? 0;
  const before = text.slice(Math.max(0, start - REACH), start);
  const own = match.groups?.label === undefined ? undefined : ownLabel(labels, found);
  const first = own?.[0];
  const row = WORDS.find(([name]) => match.groups?.[name] !== undefined);
  const base = first?.key ?? row?.[1] ?? "on_track";
  // 着手 tells of a beginning; about one part of the work (`工事に着手`) it says nothing of the goal.
  const started = row?.[0] === "started";
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
    alone: row?.[0].startsWith("short") === true,
  });
  if (row?.[0] === "notDone") return made("done", null, false);
  switch (group) {
    case "track": {
      const mostly = base === "on_track" ? MOSTLY.exec(before) : null;
      if (mostly !== null) return made("mostly_on_track", mostly, true);
      const rather = RATHER.exec(before);
      return made(base, rather, rather === null);
    }
    case "delay": {
      if (base === "slightly_behind") return made(base, null, true);
      const slightly = SLIGHTLY.exec(before);
      if (slightly !== null) return made("slightly_behind", slightly, true);
      const partly = PARTLY.exec(before) ?? MOSTLY.exec(before);
      if (partly !== null) return made("slightly_behind", partly, false);
      if (text.startsWith("気味", start + found.length)) return made("slightly_behind", null, true);
      return made("behind", GREATLY.exec(before), true);
    }
    case "done": {
      const nearly = NEARLY_DONE.exec(before);
      return made("done", nearly, nearly === null);
    }
    case "other": {
      const temporarily = base === "cancelled" ? TEMPORARILY.exec(before) : null;
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
