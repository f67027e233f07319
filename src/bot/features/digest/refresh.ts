/** The digest and what continues it in its thread show who is done by updating themselves: at most one update of each waits. */

import { createHash } from "node:crypto";
import { grouped } from "../../../domain/grouping.js";
import { DAY, MINUTE, SECOND } from "../../../domain/time.js";
import type { Db } from "../../../store/database.js";
import { enqueue, hasPendingUpdate, listFollowUps, posted } from "../../../store/outbox.js";
import { listDigestThreads, listLatestDigests, type Thread } from "../../../store/threads.js";
import type { Bot } from "../../context.js";
import { type ListItem, type Message, quiet, span } from "../../reply.js";
import { shorten } from "../look-up/plan-words.js";

/** Answers that come within this time share one update. */
const GATHER = 2 * SECOND;
/** Older digests stay as they are. */
const FRESH = 60 * DAY;

type Refreshing = Pick<Bot, "clock" | "db" | "kick">;

/** What is gathered for a database while many changes are made in one transaction. */
const gathered = new WeakMap<Db, Set<number>>();

/** Does work in a transaction; what digests show of it is looked up once at its end, however many changes it made. */
export function refreshedTogether(bot: Refreshing, work: () => void): void {
  const goals = new Set<number>();
  gathered.set(bot.db, goals);
  try {
    work();
  } finally {
    gathered.delete(bot.db);
  }
  refreshDigests(bot, [...goals]);
}

/** Enqueues an update of the recent digests that show one of the goals. Call it in the transaction of the change. */
export function refreshDigests(bot: Refreshing, goalIds: readonly number[]): void {
  const gathering = gathered.get(bot.db);
  if (gathering !== undefined) {
    for (const goalId of goalIds) gathering.add(goalId);
    return;
  }
  const now = bot.clock();
  const threads = new Map(
    goalIds
      .flatMap((goalId) => listDigestThreads(bot.db, goalId, now - FRESH, now))
      .map((thread) => [thread.id, thread]),
  );
  for (const thread of threads.values()) {
    const { platform, conversation, root } = thread;
    const parts = [root, ...listFollowUps(bot.db, platform, conversation, root)];
    for (const [part, message] of parts.entries()) refresh(bot, thread, part, message, now);
  }
}

/** @param part 0 for the digest itself, from 1 on what continues it */
function refresh(bot: Refreshing, thread: Thread, part: number, message: string, now: number): void {
  const { platform, conversation } = thread;
  if (hasPendingUpdate(bot.db, platform, conversation, message)) return;
  enqueue(
    bot.db,
    {
      dedupe: `digest-update:${thread.id}:${part}:${now}`,
      platform,
      kind: "update",
      conversation,
      destination: thread.destination,
      thread: null,
      target: message,
      body: { type: "digest", thread: thread.id, part },
      after: null,
      notBefore: now + GATHER,
      notAfter: null,
    },
    now,
  );
  bot.kick();
}

// A corrected document changes what posted digests show: they are updated, and the latest of each channel says what changed.

/** A goal that the document now gives differently, by the department that showed it before. */
export interface CorrectedGoal {
  readonly id: number;
  /** Its department in the plan before the correction, and the number it had there; of a new goal those of now. */
  readonly department: number;
  readonly number: number;
  readonly what: "added" | "changed" | "removed" | "moved" | "reordered";
  readonly text: string;
  /** Of a goal that went to another department its name. */
  readonly to: string | null;
}

/** Nothing is said about a digest that is older. */
const MOST = 12;

/** Updates the digests that show the goals and says in the latest what changed. Call it in the transaction of the import. */
export function announceCorrection(
  bot: Pick<Bot, "clock" | "db" | "kick">,
  goals: readonly CorrectedGoal[],
): void {
  const now = bot.clock();
  for (const [department, changed] of grouped(goals, (goal) => goal.department)) {
    for (const thread of listLatestDigests(bot.db, department, now - FRESH)) say(bot, thread, changed, now);
  }
  refreshDigests(
    bot,
    goals.map(({ id }) => id),
  );
}

function say(
  bot: Pick<Bot, "db" | "kick">,
  thread: Thread,
  changed: readonly CorrectedGoal[],
  now: number,
): void {
  const told = changed.filter(({ what, id }) => what === "added" || thread.goalIds.includes(id));
  if (told.length === 0) return;
  const message = correctionView(told);
  const sum = createHash("sha256").update(JSON.stringify(message)).digest("hex").slice(0, 16);
  enqueue(
    bot.db,
    posted(
      thread,
      // The same correction imported twice within the minute is told once.
      { dedupe: `correction:${thread.id}:${sum}:${Math.floor(now / MINUTE)}`, message, at: now },
      { thread: thread.root, office: { plan: thread.planId, department: thread.departmentId } },
    ),
    now,
  );
  bot.kick();
}

const WORDS: Record<CorrectedGoal["what"], string> = {
  added: "追加",
  changed: "文言の変更",
  removed: "計画からなくなりました",
  moved: "移動",
  reordered: "並び順の変更",
};

function correctionView(goals: readonly CorrectedGoal[]): Message {
  const items = goals.slice(0, MOST).map(
    (goal): ListItem => ({
      marker: String(goal.number),
      spans: [span(shorten(goal.text, 80))],
      detail: [quiet(goal.to === null ? WORDS[goal.what] : `${goal.to}へ移りました`)],
    }),
  );
  return {
    kind: "message",
    audience: "channel",
    blocks: [
      {
        kind: "text",
        spans: [span("計画の文書が訂正されたため、一覧を更新しました。番号が指す目標はこれまでと同じです。")],
      },
      { kind: "list", items },
      ...(goals.length > MOST
        ? [{ kind: "fine" as const, spans: [quiet(`ほか ${goals.length - MOST}件`)] }]
        : []),
    ],
  };
}
