import { bigrams, fold } from "./fold.js";
import type { StateKey } from "./state.js";
import { addDays, shortDay, tokyoInstant, tokyoParts } from "./time.js";

/**
 * 評価: what is said of a goal at an occasion (中間, 年度末). The keys of 今後の方向 are fixed, because the next year's links are
 * compared with them; the words, and the levels of 達成度, are a municipality's own table.
 */

export const EVALUATION_FIELDS = ["achievement", "result", "issue", "direction"] as const;
export type EvaluationField = (typeof EVALUATION_FIELDS)[number];

/** Something for every field of an evaluation. */
export const eachField = <T>(of: (field: EvaluationField) => T): Record<EvaluationField, T> => ({
  achievement: of("achievement"),
  result: of("result"),
  issue: of("issue"),
  direction: of("direction"),
});

export const FIELD_LABELS: Readonly<Record<EvaluationField, string>> = {
  achievement: "達成度",
  result: "成果",
  issue: "課題",
  direction: "今後の方向",
};

/** Whether an occasion wants a field. */
export type Wanted = "required" | "optional" | "off";
export type Asked = Readonly<Record<EvaluationField, Wanted>>;

export const DIRECTION_KEYS = ["continue", "expand", "review", "shrink", "merge", "end"] as const;
export type DirectionKey = (typeof DIRECTION_KEYS)[number];

/** A level of 達成度, or a word for 今後の方向. */
export interface EvaluationWord {
  readonly kind: "achievement" | "direction";
  /** Of a direction: which it is. Null for a level. */
  readonly key: DirectionKey | null;
  readonly label: string;
  /** As the municipality's own sheets write it: `A`. */
  readonly letter: string | null;
}

const level = (letter: string, label: string): EvaluationWord => ({
  kind: "achievement",
  key: null,
  label,
  letter,
});
const direction = (key: DirectionKey, label: string): EvaluationWord => ({
  kind: "direction",
  key,
  label,
  letter: null,
});

/** What holds until a municipality gives its own. */
export const DEFAULT_EVALUATION_WORDS: readonly EvaluationWord[] = [
  level("A", "達成した"),
  level("B", "概ね達成した"),
  level("C", "あまり達成できなかった"),
  level("D", "達成できなかった"),
  direction("continue", "継続"),
  direction("expand", "拡充"),
  direction("review", "見直し"),
  direction("shrink", "縮小"),
  direction("merge", "統合"),
  direction("end", "終了"),
];

/** What an evaluation says. The words of level and direction are kept as they were shown when they were chosen. */
export interface EvaluationContent {
  readonly achievement: string;
  readonly result: string;
  readonly issue: string;
  readonly direction: string;
}

export const EMPTY_EVALUATION: EvaluationContent = { achievement: "", result: "", issue: "", direction: "" };

/** `A 達成した`, `継続`. */
export const shownWord = ({ letter, label }: EvaluationWord): string =>
  letter === null ? label : `${letter} ${label}`;

const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[\s「」]/gu, "")
    .replace("おおむね", "概ね")
    .toUpperCase();

/** The word that is meant by exactly this text: its letter, its label, or both; null where it is none. */
export function wordNamed(
  words: readonly EvaluationWord[],
  kind: EvaluationWord["kind"],
  text: string,
): EvaluationWord | null {
  const said = plain(text);
  if (said === "") return null;
  return (
    words.find(
      (word) =>
        word.kind === kind &&
        [word.label, shownWord(word), word.letter ?? ""].some((name) => name !== "" && plain(name) === said),
    ) ?? null
  );
}

/** The key of what was chosen as 今後の方向, by the words of the municipality. */
export function directionKeyOf(words: readonly EvaluationWord[], text: string): DirectionKey | null {
  return wordNamed(words, "direction", text)?.key ?? null;
}

/** The fields that an occasion requires and that are blank. */
export function missingFields(asked: Asked, content: EvaluationContent): EvaluationField[] {
  return EVALUATION_FIELDS.filter((field) => asked[field] === "required" && content[field] === "");
}

export function sameEvaluation(a: EvaluationContent, b: EvaluationContent): boolean {
  return EVALUATION_FIELDS.every((field) => a[field] === b[field]);
}

/**
 * Puts together what two people made of the same sheet.
 * @param base what the second one saw @param current what the first one left @param mine what the second one sends
 * @returns the sheet with what does not collide; of the fields in `conflicts` it keeps the current text
 */
export function mergeEvaluations(
  base: EvaluationContent,
  current: EvaluationContent,
  mine: EvaluationContent,
): { readonly merged: EvaluationContent; readonly conflicts: readonly EvaluationField[] } {
  const conflicts = EVALUATION_FIELDS.filter(
    (field) =>
      mine[field] !== base[field] && current[field] !== base[field] && mine[field] !== current[field],
  );
  const of = (field: EvaluationField): string =>
    mine[field] === base[field] || conflicts.includes(field) ? current[field] : mine[field];
  return {
    merged: eachField(of),
    conflicts,
  };
}

/** A level or direction of the municipality's table that cannot be read; `message` is one Japanese sentence. */
export class EvaluationWordsError extends Error {
  override readonly name = "EvaluationWordsError";
}

const MOST_WORDS = 12;
const LONGEST_WORD = 20;

/** Levels of 達成度, one a line, best first: `A,達成した`, or the label alone. @throws EvaluationWordsError naming the line */
export function readAchievementLevels(text: string): EvaluationWord[] {
  return readLines(text, (cells, line) => {
    const [first = "", second] = cells;
    const label = requireLabel(second ?? first, line);
    return { kind: "achievement", key: null, label, letter: second === undefined ? null : first };
  });
}

/** Words for 今後の方向, one a line: `現状維持,継続`, or one of the usual words alone. @throws EvaluationWordsError naming the line */
export function readDirections(text: string): EvaluationWord[] {
  return readLines(text, (cells, line) => {
    const [label = "", meaning = label] = cells;
    const usual = DEFAULT_EVALUATION_WORDS.find(
      ({ kind, label: word }) => kind === "direction" && word === meaning,
    );
    if (usual === undefined) {
      const names = DEFAULT_EVALUATION_WORDS.filter(({ kind }) => kind === "direction").map(
        (word) => word.label,
      );
      throw new EvaluationWordsError(
        `${line}行目: 「${label}」の意味を、「${label},継続」のように ${names.join("・")} から付けてください。`,
      );
    }
    return { ...usual, label: requireLabel(label, line) };
  });
}

function readLines(
  text: string,
  read: (cells: readonly string[], line: number) => EvaluationWord,
): EvaluationWord[] {
  const words: EvaluationWord[] = [];
  for (const [index, raw] of text.split(/\r?\n/u).entries()) {
    if (raw.trim() === "") continue;
    const word = read(
      raw.split(/[,，、\t]/u).map((cell) => cell.trim()),
      index + 1,
    );
    if (
      words.some(({ label, letter }) => label === word.label || (letter !== null && letter === word.letter))
    )
      throw new EvaluationWordsError(`${index + 1}行目: 「${shownWord(word)}」が重なっています。`);
    words.push(word);
  }
  if (words.length === 0) throw new EvaluationWordsError("1行に1つ書いてください。");
  if (words.length > MOST_WORDS) throw new EvaluationWordsError(`${MOST_WORDS}個までにしてください。`);
  return words;
}

function requireLabel(label: string, line: number): string {
  if (label === "") throw new EvaluationWordsError(`${line}行目: 表示することばがありません。`);
  if ([...label].length > LONGEST_WORD)
    throw new EvaluationWordsError(
      `${line}行目: 「${label}」は長すぎます。${LONGEST_WORD}字以内にしてください。`,
    );
  return label;
}

/** The words of one kind as the form shows them: a line each. */
export function wordLines(words: readonly EvaluationWord[], kind: EvaluationWord["kind"]): string {
  const usual = (key: DirectionKey | null): string =>
    DEFAULT_EVALUATION_WORDS.find((word) => word.kind === "direction" && word.key === key)?.label ?? "";
  return words
    .filter((word) => word.kind === kind)
    .map((word) => {
      if (kind === "achievement") return word.letter === null ? word.label : `${word.letter},${word.label}`;
      return usual(word.key) === word.label ? word.label : `${word.label},${usual(word.key)}`;
    })
    .join("\n");
}

// What the year's notes offer for an evaluation: what was done by month, what stood in the way, and what was announced and never
// reported on. Pure; it is shown in the form, and is nobody's word until somebody sends it.

/** What is needed of a note. */
export interface ToldNote {
  readonly id: number;
  readonly saidAt: number;
  readonly text: string;
  readonly state: StateKey | null;
  /** Which of the plan's levels of that state; null where none is said. */
  readonly level: number | null;
  /** 0–100; null where none is said. */
  readonly percent: number | null;
}

/** The state that was said last, with its day. */
export interface LastState {
  readonly state: StateKey;
  readonly level: number | null;
  readonly saidAt: number;
}

export interface Prefill {
  /** As of the evaluated day; null where nobody had said one. */
  readonly last: LastState | null;
  /** The percentage that had been said last; null where nobody had said one. */
  readonly percent: number | null;
  /** Whether anything had been said at all. */
  readonly isReported: boolean;
  /** Beginnings for 成果 and 課題; the empty string where the notes give none. */
  readonly result: string;
  readonly issue: string;
  /** What was announced, with its day, and no later note speaks of. */
  readonly promised: readonly string[];
}

/** As long as the form's fields. */
export const EVALUATION_TEXT_LIMIT = 1000;

const TROUBLED: ReadonlySet<StateKey> = new Set(["slightly_behind", "behind", "suspended", "unassessable"]);
/** Words by which something is announced. */
const ANNOUNCED = /予定|見込み|来月|来週|次回|今後|までに|する方針|に向けて/u;

/** @param notes of the goal, in any order @param asOf the day as of which is evaluated, included */
export function prefillFrom(notes: readonly ToldNote[], asOf: string): Prefill {
  const until = tokyoInstant(addDays(asOf, 1));
  const known = notes
    .filter(({ saidAt }) => saidAt < until)
    .toSorted((a, b) => a.saidAt - b.saidAt || a.id - b.id);
  const told = known.filter(({ text }) => text.trim() !== "");
  return {
    last: lastStateOf(known),
    percent: known.findLast(({ percent }) => percent !== null)?.percent ?? null,
    isReported: known.length > 0,
    result: byMonth(told.filter(({ state }) => state === null || !TROUBLED.has(state))),
    issue: cut(
      told
        .filter(({ state }) => state !== null && TROUBLED.has(state))
        .map(({ saidAt, text }) => `${shortDay(saidAt)} ${oneLine(text)}`)
        .slice(-3)
        .join("\n"),
    ),
    promised: promisesOf(told),
  };
}

function lastStateOf(notes: readonly ToldNote[]): LastState | null {
  const last = notes.findLast(({ state }) => state !== null);
  return last === undefined || last.state === null
    ? null
    : { state: last.state, level: last.level, saidAt: last.saidAt };
}

/** `5月 協定書の案を作成、候補と協議` a line; where there is too much, the latest months. */
function byMonth(notes: readonly ToldNote[]): string {
  const months = new Map<string, string[]>();
  for (const { saidAt, text } of notes) {
    const { month } = tokyoParts(saidAt);
    const words = oneLine(text);
    const known = months.get(`${month}月`) ?? [];
    if (!known.includes(words)) months.set(`${month}月`, [...known, words]);
  }
  let lines = [...months].map(([month, words]) => `${month} ${words.join("、")}`);
  while (lines.length > 1 && [...lines.join("\n")].length > EVALUATION_TEXT_LIMIT) lines = lines.slice(1);
  return cut(lines.join("\n"));
}

function promisesOf(notes: readonly ToldNote[]): string[] {
  return notes.flatMap(({ text, saidAt, id }) => {
    const later = notes.filter(
      (other) => other.saidAt > saidAt || (other.saidAt === saidAt && other.id > id),
    );
    return text
      .split(/[。\n]/u)
      .map((sentence) => sentence.trim())
      .filter(
        (sentence) => ANNOUNCED.test(sentence) && !later.some((other) => speaksOf(other.text, sentence)),
      )
      .map((sentence) => `${shortDay(saidAt)}「${[...sentence].slice(0, 60).join("")}」`);
  });
}

/** Whether a later note takes up at least a third of what was announced. */
function speaksOf(text: string, announced: string): boolean {
  const wanted = new Set(bigrams(fold(announced.replace(ANNOUNCED, ""))).split(" "));
  const said = new Set(bigrams(fold(text)).split(" "));
  return [...wanted].filter((gram) => said.has(gram)).length * 3 >= wanted.size;
}

const oneLine = (text: string): string => text.replace(/\s+/gu, " ").trim();
const cut = (text: string): string => [...text].slice(0, EVALUATION_TEXT_LIMIT).join("");

/** The form's beginning: what was written, else what the notes offer. */
export function beginning(written: EvaluationContent | null, offered: Prefill): EvaluationContent {
  return written ?? { achievement: "", result: offered.result, issue: offered.issue, direction: "" };
}
