import { UNKNOWN_LABELS } from "../../../domain/state.js";
import type { Goal } from "../../../store/goals.js";
import type { PlacedLevel } from "../../../store/scale.js";
import type { Press } from "../../query.js";
import type { Doubt } from "../../reading/types.js";
import { type Form, type FormField, type Message, say, span } from "../../reply.js";
import { shorten } from "../look-up/plan-words.js";
import type { GoalReport } from "./recording.js";

/** The form in which what a reply left open is settled. */

/** Names of its fields, each followed by the number of the doubt, and the values that are no goal and no level. */
export const ANSWER = {
  goals: "goals",
  state: "state",
  all: "all",
  none: "none",
  asRead: "read",
  textOnly: "text",
  unchanged: "unchanged",
} as const;

export interface Part {
  readonly doubt: Doubt;
  readonly index: number;
}

/** As many as Slack takes; the likeliest goals come first. */
const MOST_OPTIONS = 100;

/** @param open the goals that are still to be reported on */
export function answerForm(
  parts: readonly Part[],
  goals: readonly Goal[],
  open: readonly Goal[],
  scale: readonly PlacedLevel[],
  context: string,
): Form {
  return {
    kind: "form",
    id: "settle",
    title: "返信の確認",
    submit: "記録する",
    context,
    intro: [span(introOf(parts))],
    fields: parts.flatMap((part, place) => fieldsOf(part, place, parts.length, goals, open, scale)),
  };
}

/** The words of the only part; of several each stands above its own fields. */
function introOf(parts: readonly Part[]): string {
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) return `「${shorten(only.doubt.text, 80)}」`;
  return `読み取れなかったところが ${parts.length}か所あります。それぞれ選んでください。`;
}

function fieldsOf(
  { doubt, index }: Part,
  place: number,
  count: number,
  goals: readonly Goal[],
  open: readonly Goal[],
  scale: readonly PlacedLevel[],
): FormField[] {
  const which = count === 1 ? "" : `${place + 1}つ目の`;
  const about = count === 1 ? "" : `「${shorten(doubt.text, 40)}」は、`;
  const ranked = doubt.candidates.flatMap((number) => goals.find((goal) => goal.number === number) ?? []);
  const rest = goals.filter((goal) => !ranked.includes(goal));
  const named = (goal: Goal) => ({
    value: String(goal.id),
    label: `${goal.number} ${shorten(goal.text, 60)}`,
  });
  const [first, ...others] = ranked;
  const certain = first !== undefined && others.length === 0;
  const none = { value: ANSWER.none, label: "どれでもない（報告として扱わない）" };
  const all = { value: ANSWER.all, label: `まだ報告のない目標すべて（${open.length}件）` };
  return [
    {
      name: `${ANSWER.goals}${index}`,
      label: `${which}目標`,
      type: "several",
      options: [...(open.length > 1 ? [all, none] : [none]), ...ranked.map(named), ...rest.map(named)].slice(
        0,
        MOST_OPTIONS,
      ),
      ...(certain ? { initial: String(first.id) } : {}),
      hint: `${about}どの目標のことですか。いくつでも選べます。`,
    },
    {
      name: `${ANSWER.state}${index}`,
      label: `${which}状態`,
      type: "select",
      options: stateOptions(doubt, scale),
      // Nobody who sends the form unchanged leaves a state out that was asked for.
      ...(asksState(doubt)
        ? { optional: true, hint: "報告として扱うときは、状態を選んでください。" }
        : { initial: ANSWER.asRead }),
    },
  ];
}

/** Whether the reply speaks of a state, or says nothing, and it is not known which: then nothing was read that could be kept. */
export function asksState({ reason, levels, said }: Doubt): boolean {
  const stated = said.level !== null || said.noChange || said.percent !== null;
  return !stated && (levels.length > 0 || (reason !== "which-goal" && reason !== "unknown-number"));
}

/** As it was read first, then every level of the scale, the likeliest before the others. */
function stateOptions(doubt: Doubt, scale: readonly PlacedLevel[]): { value: string; label: string }[] {
  const { level, percent, noChange } = doubt.said;
  const read =
    level?.label ?? (noChange ? "変更なし" : percent === null ? UNKNOWN_LABELS.unstated : `${percent}%`);
  const likely = scale.filter((placed) => doubt.levels.some(({ label }) => label === placed.label));
  const rest = scale.filter((placed) => !likely.includes(placed));
  return [
    ...(asksState(doubt) ? [] : [{ value: ANSWER.asRead, label: `返信のとおり（${read}）` }]),
    ...[...likely, ...rest].map((placed) => ({ value: String(placed.ord), label: placed.label })),
    { value: ANSWER.unchanged, label: "変更なし" },
    { value: ANSWER.textOnly, label: "状態は変えずに記録" },
  ];
}

/** @param left what goes on with the parts that did not stand in the form; null where all of them are settled */
export function settledPartsView(statements: readonly GoalReport[], left: Press | null): Message {
  const done = settledWords(statements);
  if (left === null) return done;
  return {
    ...done,
    blocks: [
      ...done.blocks,
      { kind: "text", spans: [span("この返信には、まだ決まっていない部分があります。")] },
      { kind: "buttons", buttons: [{ label: "続きを決める", press: left, style: "primary" }] },
    ],
  };
}

function settledWords(statements: readonly GoalReport[]): Message {
  if (statements.length === 0) return say("報告として扱わないことにしました。");
  const read = statements.map(({ goal, said }) => {
    const state = said.level?.label ?? (said.noChange ? "変更なし" : UNKNOWN_LABELS.unstated);
    return `${goal.number} ${state}${said.text === "" ? "" : `「${shorten(said.text, 40)}」`}`;
  });
  return say("次のとおり記録しました。", ...read);
}
