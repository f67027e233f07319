/**
 * What the year's notes offer for an evaluation: what was done by month, what stood in the way, and what was announced and never
 * reported on. Pure; it is shown in the form, and is nobody's word until somebody sends it.
 */

import type { EvaluationContent } from "./evaluation.js";
import { bigrams, fold } from "./fold.js";
import type { StateKey } from "./state.js";
import { addDays, shortDay, tokyoInstant, tokyoParts } from "./time.js";

/** What is needed of a note. */
export interface ToldNote {
  readonly id: number;
  readonly saidAt: number;
  readonly text: string;
  readonly state: StateKey | null;
}

export interface Prefill {
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
  const told = notes
    .filter(({ saidAt, text }) => saidAt < until && text.trim() !== "")
    .toSorted((a, b) => a.saidAt - b.saidAt || a.id - b.id);
  return {
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
