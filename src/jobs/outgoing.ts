/** What stands in an outbox item, and the call of the port that sends it. */

import { z } from "zod";
import { NotNow, PlaceGone, type Platform, type SendResult, ShutOut } from "../bot/platform.js";
import type { Message } from "../bot/reply.js";
import { incomingSchema, messageSchema, replySchema } from "../bot/reply-schema.js";
import { DAY, HOUR } from "../domain/time.js";
import type { Db } from "../store/database.js";
import { fixBody, type OutboxItem } from "../store/outbox.js";
import { listUndelivered, reviveItem } from "../store/outbox-claims.js";
import { type After, afterSchema, isBlind } from "./settling.js";

const bodySchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("message"), message: messageSchema }),
  z.object({
    type: z.literal("planned-digest"),
    department: z.number(),
    goals: z.array(z.number()),
    postedAt: z.number(),
    afterNote: z.number(),
    movedBecause: z.string().nullable(),
  }),
  z.object({ type: z.literal("digest"), thread: z.number(), part: z.number().default(0) }),
  z.object({ type: z.literal("answer"), incoming: incomingSchema, reply: replySchema }),
]);

export type Body = z.infer<typeof bodySchema>;
/** A digest that is meant to be sent; its text is made when it is. */
export type PlannedDigest = Extract<Body, { readonly type: "planned-digest" }>;

/** A planned post as it is sent. */
export interface Rendered {
  readonly message: Message;
  /** What to remember once it is sent; null to keep what was planned. */
  readonly after: After | null;
}

export function readBody(item: OutboxItem): Body | null {
  try {
    return bodySchema.parse(JSON.parse(item.body));
  } catch {
    return null;
  }
}

/** Makes a digest's message as it stands now, or a part that continues it (from 1 on); null where it is gone. */
export type RenderDigest = (threadId: number, part: number) => Message | null;

/** What the item says now; null where there is nothing to show any more, and for answers, which are more than a message. */
export function messageOf(body: Body, renderDigest: RenderDigest): Message | null {
  switch (body.type) {
    case "answer":
    case "planned-digest":
      return null;
    case "digest":
      return renderDigest(body.thread, body.part);
    case "message":
      return body.message;
  }
}

/** Whether a message of which the first post stands there can lack nothing. */
export function isOnePost(platform: Platform, message: Message | null): boolean {
  return message === null || platform.parts === undefined || platform.parts(message) <= 1;
}

/** @param standing the message that was found under the item's key; null where it is certainly not there */
export async function sayItem(
  platform: Platform,
  item: OutboxItem,
  message: Message,
  standing: string | null,
): Promise<SendResult> {
  const found = standing === null ? [] : ([standing] as const);
  switch (item.kind) {
    case "update":
      return platform.update(item.destination, item.target ?? "", message);
    case "tell":
      return platform.tell(item.target ?? "", message, item.postKey, ...found);
    case "post":
    case "answer":
      return platform.post(item.destination, item.thread, message, item.postKey, ...found);
  }
}

/** Where an item is that may have been sent. */
export type Whereabouts =
  | { readonly kind: "found"; readonly message: string }
  /** Certainly not sent; or the platform keeps no history, and nobody will ever know. */
  | { readonly kind: "absent" }
  | { readonly kind: "gone" | "shut-out"; readonly reason: string }
  | { readonly kind: "busy"; readonly reason: string; readonly afterMs: number }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * How far the machine's clock may have been ahead when the item was first tried: the platform stamps by its own, and a message
 * that is looked for from a later moment on is not found, and posted twice.
 */
const CLOCK_AHEAD = DAY + HOUR;
/** How long a reason may be that a platform gives: a proxy answers with a page. */
const LONGEST_REASON = 200;

/** Looks for an item's message by its opaque key. Never rejects. */
export async function lookFor(
  platform: Platform,
  item: OutboxItem,
  now: number,
  withPatience: <T>(work: Promise<T>) => Promise<T>,
): Promise<Whereabouts> {
  const place = item.kind === "tell" ? { channel: item.target ?? "" } : item.destination;
  const since = Math.min(item.firstTryAt ?? now, item.meantAt) - CLOCK_AHEAD;
  try {
    const message = await withPatience(platform.find(place, item.thread, item.postKey, since));
    return message === null ? { kind: "absent" } : { kind: "found", message };
  } catch (error) {
    if (isBlind(platform, item)) return { kind: "absent" };
    const reason = failureReason(error);
    if (error instanceof NotNow && error.afterMs !== null)
      return { kind: "busy", reason, afterMs: error.afterMs };
    if (error instanceof ShutOut) return { kind: "shut-out", reason };
    return { kind: error instanceof PlaceGone ? "gone" : "unknown", reason };
  }
}

export const failureReason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_REASON);

/**
 * What could not be posted while a conversation was lost follows; a digest is made anew when it is sent, and says that it is late. Of a
 * series the latest follows alone, as ever. Call it in the transaction that finds the conversation again.
 * @param since from when on it may have been lost
 * @returns how many follow
 */
export function revivePosts(
  db: Db,
  where: { readonly platform: string; readonly conversation: string },
  since: number,
  now: number,
): number {
  const items = listUndelivered(db, where.platform, where.conversation, since, now);
  for (const { id, after } of items) {
    const planned = after === null ? null : plannedAgain(after);
    if (planned !== null) fixBody(db, id, JSON.stringify(planned), null);
    reviveItem(db, id, now);
  }
  return items.length;
}

/** The body of a digest as it was planned, of what is to be remembered of it; null for other posts. @param kept as JSON */
function plannedAgain(kept: string): PlannedDigest | null {
  const { thread, postedAt, afterNote } = afterSchema.parse(JSON.parse(kept));
  if (thread?.kind !== "digest" || postedAt === undefined || afterNote === undefined) return null;
  const { department, goals, movedBecause = null } = thread;
  return { type: "planned-digest", department, goals, postedAt, afterNote, movedBecause };
}
