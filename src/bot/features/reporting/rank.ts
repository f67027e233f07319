/** Orders the goals that an uncertain reply may be about, the likeliest first. */

import { fold } from "../../../domain/fold.js";
import type { Db } from "../../../store/database.js";
import { type Goal, isSettled } from "../../../store/goals.js";
import { listNotes } from "../../../store/notes.js";
import type { Doubt, DoubtReason, ReportContext } from "../../reading/types.js";

/** What being asked about is worth beside the words, which give at most 1. */
const OPEN_BONUS = 0.15;
/** What the author reported on last comes before what nothing speaks for. */
const OWN_BONUS = 0.1;
const NOTES_READ = 10;
const MOST = 10;
const ASKS_FOR_GOAL: ReadonlySet<DoubtReason> = new Set(["which-goal", "unknown-number", "question"]);

/**
 * @param own the goals on which the author reported last
 *
 * The words of the reply are compared with the text of every goal and of its earlier notes. A pair of characters that
 * stands in many goals says little, so it counts by how few have it. Goals that the reply names itself stay in front;
 * where the goal is not what is asked, the doubt is given back as it is.
 */
export function rankCandidates(
  db: Db,
  doubt: Doubt,
  goals: readonly Goal[],
  context: Pick<ReportContext, "open" | "numbers" | "single">,
  own: readonly number[] = [],
): Doubt {
  if (context.single !== null || !ASKS_FOR_GOAL.has(doubt.reason)) return doubt;
  const unnamed = context.open.length > 0 ? context.open : context.numbers;
  const named = namedBefore(doubt.candidates, unnamed);
  if (named === null) return doubt;
  const words = pairsOf(doubt.said.text === "" ? doubt.text : doubt.said.text);
  const known = goals.map((goal) => ({ goal, pairs: pairsOf(wordsAbout(db, goal)) }));
  const spread = new Map<string, number>();
  for (const pair of words) spread.set(pair, known.filter(({ pairs }) => pairs.has(pair)).length);
  const total = [...words].reduce((sum, pair) => sum + weightOf(spread, pair), 0);
  const scored = known
    .filter(({ goal }) => !named.includes(goal.number))
    .map(({ goal, pairs }) => {
      const shared = [...words]
        .filter((pair) => pairs.has(pair))
        .reduce((sum, pair) => sum + weightOf(spread, pair), 0);
      const open = context.open.includes(goal.number) && !isSettled(goal);
      const bonus = (open ? OPEN_BONUS : 0) + (own.includes(goal.id) ? OWN_BONUS : 0);
      return { number: goal.number, score: (total === 0 ? 0 : shared / total) + bonus };
    })
    .sort((a, b) => b.score - a.score || a.number - b.number);
  return { ...doubt, candidates: [...named, ...scored.map(({ number }) => number)].slice(0, MOST) };
}

/** The candidates before those that are there only because nothing was named; null where these are not all there. */
function namedBefore(candidates: readonly number[], unnamed: readonly number[]): readonly number[] | null {
  if (unnamed.length < 2) return null;
  for (let count = 0; count < candidates.length; count += 1) {
    const named = candidates.slice(0, count);
    const rest = unnamed.filter((number) => !named.includes(number));
    if (rest.length > 0 && rest.join() === candidates.slice(count).join()) return named;
  }
  return null;
}

const weightOf = (spread: ReadonlyMap<string, number>, pair: string): number =>
  1 / Math.max(spread.get(pair) ?? 0, 1);

function wordsAbout(db: Db, goal: Goal): string {
  const notes = goal.lastNoteAt === null ? [] : listNotes(db, goal.id).slice(0, NOTES_READ);
  return [goal.text, ...notes.map((note) => note.text)].join("\n");
}

/** Pairs of neighbouring characters within a line, without those of hiragana alone: they are grammar. */
function pairsOf(text: string): Set<string> {
  const pairs = new Set<string>();
  for (const line of text.normalize("NFKC").split("\n")) {
    const chars = [...line];
    for (const [index, char] of chars.entries()) {
      const pair = char + (chars[index + 1] ?? "");
      const folded = fold(pair);
      if (!/^[ぁ-ゖ]{2}$/u.test(pair) && [...folded].length === 2) pairs.add(folded);
    }
  }
  return pairs;
}
