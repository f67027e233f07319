import { createHash } from "node:crypto";
import type { Message } from "../bot/reply.js";
import type { Clock } from "../domain/time.js";
import type { Log } from "../log.js";
import type { Db } from "../store/database.js";
import { findShown, forgetShown, keepShown } from "../store/messages.js";
import type { OutboxItem } from "../store/outbox.js";

/**
 * What messages of ours show at present, as far as this program sent it: the same is not sent again, and what somebody deleted is not
 * updated any more, after a restart neither.
 */

const MOST = 5000;

type Place = Pick<OutboxItem, "platform" | "conversation">;

export class Shown {
  private readonly updatedAt = new Map<string, number>();

  constructor(private readonly given: { readonly db: Db; readonly clock: Clock; readonly log: Log }) {}

  /** Whether sending the update would change nothing. */
  has(item: Place, message: string, content: Message): boolean {
    const known = findShown(this.given.db, item, message);
    return known !== null && (known.hash === null || known.hash === hashOf(content));
  }

  /** The message shows the content now. */
  set(item: Place, message: string, content: Message): void {
    this.write((db) => keepShown(db, item, message, hashOf(content), this.given.clock()));
  }

  /** Nobody knows what it shows. */
  forget(item: Place, message: string): void {
    this.write((db) => forgetShown(db, item, message));
  }

  /** Somebody took the message away. */
  setGone(item: Place, message: string): void {
    this.write((db) => keepShown(db, item, message, null, this.given.clock()));
  }

  /**
   * Takes a place in the rhythm in which one message is updated.
   * @returns from when on it may be; not after `now` where it was taken
   */
  take(item: Place, message: string, now: number, rhythm: number): number {
    const key = keyOf(item, message);
    const free = (this.updatedAt.get(key) ?? 0) + rhythm;
    if (free > now && free <= now + rhythm) return free;
    this.updatedAt.delete(key);
    this.updatedAt.set(key, now);
    trim(this.updatedAt);
    return now;
  }

  /** What was sent is sent, whether or not it can be written down: at worst it is sent once more. */
  private write(work: (db: Db) => void): void {
    try {
      work(this.given.db);
    } catch (error) {
      this.given.log.warn({ err: error }, "what a message shows could not be kept");
    }
  }
}

function trim(map: Map<string, unknown>): void {
  const oldest = map.keys().next();
  if (map.size > MOST && oldest.done !== true) map.delete(oldest.value);
}

const keyOf = ({ platform, conversation }: Place, message: string): string =>
  `${platform}:${conversation}:${message}`;

const hashOf = (content: Message): string =>
  createHash("sha256").update(JSON.stringify(content)).digest("hex");
