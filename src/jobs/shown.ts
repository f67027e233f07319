import { createHash } from "node:crypto";
import type { Message } from "../bot/reply.js";
import type { OutboxItem } from "../store/outbox.js";

/**
 * What messages of ours show at present, as far as this process sent it: the same is not sent again, and what somebody deleted is not
 * updated any more. After a restart each is sent once more, which changes nothing.
 */

const MOST = 5000;
const GONE = "gone";

type Place = Pick<OutboxItem, "platform" | "conversation">;

export class Shown {
  private readonly hashes = new Map<string, string>();
  private readonly updatedAt = new Map<string, number>();

  /** Whether sending the update would change nothing. */
  has(item: Place, message: string, content: Message): boolean {
    const known = this.hashes.get(keyOf(item, message));
    return known === GONE || known === hashOf(content);
  }

  /** The message shows the content now. */
  set(item: Place, message: string, content: Message): void {
    this.put(item, message, hashOf(content));
  }

  /** Nobody knows what it shows. */
  forget(item: Place, message: string): void {
    this.hashes.delete(keyOf(item, message));
  }

  /** Somebody took the message away. */
  setGone(item: Place, message: string): void {
    this.put(item, message, GONE);
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

  private put(item: Place, message: string, hash: string): void {
    const key = keyOf(item, message);
    this.hashes.delete(key);
    this.hashes.set(key, hash);
    trim(this.hashes);
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
