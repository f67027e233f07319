import { fold } from "../../../domain/fold.js";
import { type ScaleLevel, UNKNOWN_LABELS } from "../../../domain/state.js";
import type { Goal } from "../../../store/goals.js";
import { toScript } from "../../reading/pattern.js";
import type { Said } from "../../reading/types.js";
import { findWords, vocabularyOf } from "../../reading/vocabulary.js";
import { type Block, type Message, span } from "../../reply.js";
import { shorten } from "../look-up/plan-words.js";
import type { GoalReport } from "./recording.js";

// The receipt of a kept reply says what was understood where that was more than a number, a state by its own name and words. From there
// its author opens the report as a form with the values filled in, or takes it back.

/** A note of the reply, with the revision in which it is read back. */
export interface Written {
  readonly goal: number;
  readonly note: number;
  readonly revision: number;
}

/** @param single whether the thread is about one goal, which needs no number */
export function receiptOf(
  words: string,
  statements: readonly GoalReport[],
  written: readonly Written[],
  scale: readonly ScaleLevel[],
  single: boolean,
): Message | null {
  const plain = words.normalize("NFKC");
  const told = statements.flatMap(({ goal, said }) => {
    const own = written.find((each) => each.goal === goal.id);
    const unread = isUnread(said, scale);
    const named = single || new RegExp(`(?<!\\d)${goal.number}(?!\\d)`).test(plain);
    if (own === undefined || (named && !unread && isSaidByName(said, plain))) return [];
    return [{ goal, said, unread, note: own.note, revision: own.revision }];
  });
  return told.length === 0 ? null : receiptView(told);
}

/** Words that speak of a state and say none: their author may think that it was taken. */
function isUnread(said: Said, scale: readonly ScaleLevel[]): boolean {
  if (said.level !== null || said.noChange || said.percent !== null) return false;
  return findWords(vocabularyOf(scale), toScript(said.text).key).length > 0;
}

function isSaidByName({ level, percent, noChange }: Said, plain: string): boolean {
  if (percent !== null && !plain.includes(`${percent}%`)) return false;
  if (noChange) return /変更|変わり|変化|なし/u.test(plain);
  if (level === null) return true;
  const said = fold(plain);
  return (
    said.includes(fold(level.label)) ||
    (level.letter !== null && plain.includes(level.letter.normalize("NFKC"))) ||
    level.marks.some((mark) => plain.includes(mark.normalize("NFKC")))
  );
}

interface Told {
  readonly goal: Goal;
  readonly said: Said;
  /** A state was spoken of and not taken. */
  readonly unread: boolean;
  readonly note: number;
  readonly revision: number;
}

/** What was understood of each, with the way to put it right. */
function receiptView(told: readonly Told[]): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: told.flatMap(({ goal, said, unread, note, revision }): Block[] => [
      {
        kind: "text",
        spans: [
          span(
            unread
              ? `${goal.number} 状態は読み取れませんでした。ひとことだけ記録しました。`
              : `${spokenOf(goal, said)}で記録しました。`,
          ),
        ],
      },
      mendButtons(unread, note, revision),
    ]),
  };
}

/**
 * What became of a part of a reply by a button, with the state that was understood: the question named none.
 * @param mine the note and its revision where its author pressed, who may put it right; else null
 */
export function settledView(
  goal: Goal,
  said: Said,
  scale: readonly ScaleLevel[],
  mine: readonly [note: number, revision: number] | null,
): Message {
  const name = `${goal.number}「${shorten(goal.text, 40)}」の進捗として`;
  const state = stateOf(said);
  const unread = isUnread(said, scale);
  const sentence = unread
    ? `${name}、ひとことだけ記録しました。状態は読み取れませんでした。`
    : state === ""
      ? `${name}記録しました。`
      : `${name}、${state}で記録しました。`;
  const text: Block = { kind: "text", spans: [span(sentence)] };
  const buttons = mine === null ? [] : [mendButtons(unread, ...mine)];
  return { kind: "message", audience: "private", blocks: [text, ...buttons] };
}

function mendButtons(unread: boolean, note: number, revision: number): Block {
  return {
    kind: "buttons",
    buttons: [
      { label: unread ? "状態を選ぶ" : "直す", press: { do: "mend-form", note, revision } },
      { label: "取り消す", press: { do: "undo", notes: [[note, revision]] } },
    ],
  };
}

const stateOf = ({ level, percent, noChange }: Said): string =>
  [level?.label, noChange ? "変更なし" : null, percent === null ? null : `${percent}%`]
    .filter((part) => part != null)
    .join(" ");

/** `2 順調 60%「協定書の案を作成」` */
export function spokenOf({ number }: Goal, said: Said): string {
  const { text } = said;
  return `${number} ${stateOf(said) || UNKNOWN_LABELS.unstated}${text === "" ? "" : `「${shorten(text, 40)}」`}`;
}
