/** Writing what was said as notes on goals: one way for threads, forms, buttons and commands. */

import { z } from "zod";
import type { ScaleLevel } from "../../../domain/state.js";
import type { Goal } from "../../../store/goals.js";
import type { ThreadMessage } from "../../../store/messages.js";
import {
  addNote,
  type NoteContent,
  notesOfMessage,
  reviseNote,
  unchangedInARow,
  withdrawNote,
} from "../../../store/note-writing.js";
import { ensurePerson } from "../../../store/people.js";
import { listScale, type PlacedLevel } from "../../../store/scale.js";
import { actOf } from "../../acting.js";
import type { Bot } from "../../context.js";
import { readJson } from "../../json.js";
import type { Incoming } from "../../platform.js";
import type { Doubt, Said } from "../../reading/types.js";
import { refreshDigests } from "../digest/refresh.js";

// What the author of a kept reply was asked and has not answered yet, as it is stored with the message.

export interface OpenDoubts {
  /** The number of the first of them: an edited reply is asked about under new numbers, so that the old buttons are void. */
  readonly first: number;
  /** 代理: in whose place the reply was written; null where it was not said. */
  readonly onBehalfOf: string | null;
  /** In order; null where it was settled. */
  readonly doubts: readonly (Doubt | null)[];
}

const NONE: OpenDoubts = { first: 0, onBehalfOf: null, doubts: [] };

const schema = z.object({
  first: z.number().int(),
  onBehalfOf: z.string().nullable(),
  doubts: z.array(z.custom<Doubt>().nullable()),
});

export function readDoubts(message: ThreadMessage | null): OpenDoubts {
  const read = message?.doubts == null ? null : schema.safeParse(readJson(message.doubts));
  return read?.success === true ? read.data : NONE;
}

/** The doubts of what the message says now, after those of what it said before. */
export function nextDoubts(
  before: OpenDoubts,
  doubts: readonly Doubt[],
  onBehalfOf: string | null,
): OpenDoubts {
  return { first: before.first + before.doubts.length, onBehalfOf, doubts };
}

/** As it is stored: null only for a message about which nothing was ever asked. */
export function storedDoubts(open: OpenDoubts): string | null {
  return open.first === 0 && open.doubts.length === 0 ? null : JSON.stringify(open);
}

export type Via = "thread" | "form" | "button" | "command";

/** What is said about one goal. */
export interface GoalReport {
  readonly goal: Goal;
  readonly said: Said;
}

export interface Recorded {
  readonly goal: Goal;
  readonly note: number;
  /** How many 変更なし in a row now stand on the goal. */
  readonly unchanged: number;
}

/** The content of a note, with the level as its place in the plan's scale. */
export function contentOf(bot: Bot, goal: Goal, said: Said): NoteContent {
  return {
    state: said.level?.key ?? null,
    level: said.level === null ? null : placeOf(bot, goal, said.level),
    percent: said.percent,
    unchanged: said.noChange,
    text: said.text,
  };
}

/** The level of a button; null where the scale has no such level, or another one in its place by now. */
export function pressedLevel(
  bot: Bot,
  goal: Goal,
  press: { readonly level?: number | undefined; readonly label?: string | undefined },
): PlacedLevel | null {
  const level = listScale(bot.db, goal.planId).find((placed) => placed.ord === press.level);
  if (level === undefined || (press.label !== undefined && press.label !== level.label)) return null;
  return level;
}

function placeOf(bot: Bot, goal: Goal, level: ScaleLevel): number | null {
  return (
    listScale(bot.db, goal.planId).find((placed) => placed.key === level.key && placed.label === level.label)
      ?.ord ?? null
  );
}

/**
 * Records statements as new notes. Doing it again with the same `source` changes nothing.
 * Call it in a transaction.
 * @returns what was newly recorded
 */
export function record(
  bot: Bot,
  incoming: Incoming,
  statements: readonly GoalReport[],
  how: {
    readonly via: Via;
    /** Unique for the act; the goal is added to it. */
    readonly source: string;
    readonly messageId: number | null;
    readonly onBehalfOf: string | null;
    /** Whose words they are, where that is not the person who acts. */
    readonly authorId?: number | null;
  },
): Recorded[] {
  const { platform } = incoming.where;
  const authorId = how.authorId ?? ensurePerson(bot.db, platform, incoming.who.id, incoming.who.name).id;
  const act = actOf(bot, incoming, how.via);
  const recorded: Recorded[] = [];
  for (const { goal, said } of statements) {
    const id = addNote(
      bot.db,
      {
        ...contentOf(bot, goal, said),
        goalId: goal.id,
        messageId: how.messageId,
        sourceKey: `${platform}:${how.source}#${goal.id}`,
        authorId,
        onBehalfOf: how.onBehalfOf,
        via: how.via,
        saidAt: incoming.at,
      },
      act,
    );
    if (id !== null) recorded.push({ goal, note: id, unchanged: unchangedInARow(bot.db, goal.id) });
  }
  refreshDigests(
    bot,
    recorded.map(({ goal }) => goal.id),
  );
  return recorded;
}

/** Makes the notes of an edited message equal to what it says now: revised, added, withdrawn. */
export function rerecord(
  bot: Bot,
  incoming: Incoming,
  messageId: number,
  statements: readonly GoalReport[],
  how: Parameters<typeof record>[3],
): void {
  const act = actOf(bot, incoming, how.via);
  const before = notesOfMessage(bot.db, messageId);
  const said = new Map(statements.map((statement) => [statement.goal.id, statement]));
  for (const note of before) {
    const statement = said.get(note.goalId);
    if (statement === undefined) withdrawNote(bot.db, note.id, act);
    else reviseNote(bot.db, note.id, contentOf(bot, statement.goal, statement.said), act, "edit");
  }
  const known = new Set(before.map((note) => note.goalId));
  record(
    bot,
    incoming,
    statements.filter(({ goal }) => !known.has(goal.id)),
    how,
  );
  refreshDigests(
    bot,
    before.map((note) => note.goalId),
  );
}

/** Withdraws every note that a message made. */
export function withdrawMessageNotes(bot: Bot, incoming: Incoming, messageId: number): void {
  const act = actOf(bot, incoming, "thread");
  const notes = notesOfMessage(bot.db, messageId);
  for (const note of notes) withdrawNote(bot.db, note.id, act);
  refreshDigests(
    bot,
    notes.map((note) => note.goalId),
  );
}

/** The goals with these numbers, in the order given; a number without a goal is left out. */
export function goalsByNumber(goals: readonly Goal[], numbers: readonly number[]): Goal[] {
  return numbers.flatMap((number) => goals.find((goal) => goal.number === number) ?? []);
}
