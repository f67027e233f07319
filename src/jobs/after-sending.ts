import { z } from "zod";
import { messageSchema } from "../bot/reply-schema.js";
import type { Db } from "../store/database.js";
import { enqueue, type OutboxItem } from "../store/outbox.js";
import { rememberThread } from "../store/threads.js";

/** What to remember once a post stands in its conversation: the thread whose replies are notes, and what continues in it. */
export const afterSchema = z.object({
  thread: z
    .object({
      kind: z.enum(["digest", "deadline", "goal"]),
      plan: z.number(),
      department: z.number(),
      goals: z.array(z.number()),
      /** The occasion of which replies are evaluations. */
      occasion: z.number().optional(),
      /** Why a digest came when it did; null or absent at its usual time. */
      movedBecause: z.string().nullable().optional(),
    })
    .optional(),
  /** The last note that was recorded when the post was made. */
  afterNote: z.number().optional(),
  followUps: z.array(messageSchema).optional(),
  /** How many more messages the thread's digest has, which follow in it. */
  parts: z.number().optional(),
  /** When the digest counts as posted; the instant of sending where absent. */
  postedAt: z.number().optional(),
});

export type After = z.infer<typeof afterSchema>;

/** Runs in the transaction that marks the post as sent. */
export function afterSending(db: Db, item: OutboxItem, message: string, now: number): void {
  if (item.after === null) return;
  const after = afterSchema.parse(JSON.parse(item.after));
  let bodies: unknown[] = (after.followUps ?? []).map((followUp) => ({ type: "message", message: followUp }));
  if (after.thread !== undefined) {
    const threadId = rememberThread(db, {
      platform: item.platform,
      conversation: item.conversation,
      root: message,
      kind: after.thread.kind,
      planId: after.thread.plan,
      departmentId: after.thread.department,
      destination: item.destination,
      createdAt: after.postedAt ?? now,
      afterNote: after.afterNote,
      movedBecause: after.thread.movedBecause ?? null,
      occasionId: after.thread.occasion ?? null,
      goalIds: after.thread.goals,
    });
    const parts = Array.from({ length: after.parts ?? 0 }, (_, index) => index + 1);
    if (parts.length > 0) bodies = parts.map((part) => ({ type: "digest", thread: threadId, part }));
  }
  for (const [index, body] of bodies.entries()) {
    enqueue(
      db,
      {
        dedupe: `follow-up:${item.dedupe}:${index}`,
        platform: item.platform,
        kind: "post",
        conversation: item.conversation,
        destination: item.destination,
        thread: message,
        target: null,
        body,
        after: null,
        notBefore: now,
        notAfter: null,
        meantAt: item.meantAt,
        ...(item.office === null ? {} : { office: item.office }),
      },
      now,
    );
  }
}
