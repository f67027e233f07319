import { z } from "zod";
import type { Message } from "../bot/reply.js";
import type { Db } from "../store/database.js";
import { enqueue, type OutboxItem } from "../store/outbox.js";
import { rememberThread } from "../store/threads.js";

/** What to remember once a post stands in its conversation: the thread whose replies are notes, and what continues in it. */
const afterSchema = z.object({
  thread: z
    .object({
      kind: z.enum(["digest", "deadline", "goal"]),
      plan: z.number(),
      department: z.number(),
      goals: z.array(z.number()),
      /** Why a digest came when it did; null or absent at its usual time. */
      movedBecause: z.string().nullable().optional(),
    })
    .optional(),
  /** The last note that was recorded when the post was made. */
  afterNote: z.number().optional(),
  followUps: z.array(z.custom<Message>()).optional(),
  /** When the digest counts as posted; the instant of sending where absent. */
  postedAt: z.number().optional(),
});

export type After = z.infer<typeof afterSchema>;

/** Runs in the transaction that marks the post as sent. */
export function afterSending(db: Db, item: OutboxItem, message: string, now: number): void {
  if (item.after === null) return;
  const after = afterSchema.parse(JSON.parse(item.after));
  if (after.thread !== undefined) {
    rememberThread(db, {
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
      goalIds: after.thread.goals,
    });
  }
  for (const [index, followUp] of (after.followUps ?? []).entries()) {
    enqueue(
      db,
      {
        dedupe: `follow-up:${item.id}:${index}`,
        platform: item.platform,
        kind: "post",
        conversation: item.conversation,
        destination: item.destination,
        thread: message,
        target: null,
        body: { type: "message", message: followUp },
        after: null,
        notBefore: now,
        notAfter: null,
        ...(item.office === null ? {} : { office: item.office }),
      },
      now,
    );
  }
}
