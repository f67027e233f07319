import { PlaceGone, type Platform, ShutOut } from "../bot/platform.js";
import { DAY, HOUR } from "../domain/time.js";
import type { OutboxItem } from "../store/outbox.js";
import { isBlind } from "./settling.js";

/** Where an item is that may have been sent. */
export type Whereabouts =
  | { readonly kind: "found"; readonly message: string }
  /** Certainly not sent; or the platform keeps no history, and nobody will ever know. */
  | { readonly kind: "absent" }
  | { readonly kind: "gone" | "shut-out"; readonly reason: string }
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
    const reason = reasonOf(error);
    if (error instanceof ShutOut) return { kind: "shut-out", reason };
    return { kind: error instanceof PlaceGone ? "gone" : "unknown", reason };
  }
}

export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, LONGEST_REASON);
