/**
 * What may be on its way at the same time: posts of a conversation one after the other, because their order is read;
 * what changes or answers one message one after the other, because the last one counts; anything else side by side,
 * but of one conversation only a few, so that a slow one does not hold up the rest.
 */

import { maySend } from "../domain/pauses.js";
import { addDays, tokyoDate, tokyoInstant } from "../domain/time.js";
import { inTime } from "../machine-clock.js";
import type { Db } from "../store/database.js";
import type { Busy, DueItem, OfficeTime } from "../store/outbox.js";
import { readOffice } from "./job.js";

const ALTOGETHER = 16;
const PER_CONVERSATION = 4;

const placeOf = ({ platform, conversation }: DueItem): string => `${platform}:${conversation}`;

export class Lanes {
  private readonly taken = new Map<number, { readonly lane: string; readonly place: string }>();

  /** @returns false where the item has to wait for another one */
  take(item: DueItem): boolean {
    const lane = laneOf(item);
    const place = placeOf(item);
    const entries = [...this.taken.values()];
    if (entries.length >= ALTOGETHER || entries.some((entry) => entry.lane === lane)) return false;
    if (entries.filter((entry) => entry.place === place).length >= PER_CONVERSATION) return false;
    this.taken.set(item.id, { lane, place });
    return true;
  }

  release(item: DueItem): void {
    this.taken.delete(item.id);
  }

  get free(): number {
    return ALTOGETHER - this.taken.size;
  }

  busy(): Busy {
    const counts = new Map<string, number>();
    for (const { place } of this.taken.values()) counts.set(place, (counts.get(place) ?? 0) + 1);
    const conversations = [...counts].flatMap(([place, count]) => (count >= PER_CONVERSATION ? [place] : []));
    return { ids: [...this.taken.keys()], conversations };
  }
}

function laneOf(item: DueItem): string {
  const place = placeOf(item);
  switch (item.kind) {
    case "post":
      return `${place} post`;
    case "update":
      return `${place} update ${item.target}`;
    case "tell":
      return `${place} tell ${item.target}`;
    case "answer":
      return `${place} answer ${item.repliesTo ?? item.id}`;
  }
}

/**
 * Until when something waits that is posted in opening hours only, or null where it may go out now. In a pause it is looked
 * at again at each opening, because a pause may be ended early.
 * @param office null for what goes out at any time
 */
export function heldUntil(db: Db, office: OfficeTime | null, now: number): number | null {
  if (office === null) return null;
  const { calendar, pauses } = readOffice(db, office.plan);
  if (maySend(now, office.department, calendar, pauses)) return null;
  const opening = calendar.nextOpen(now);
  return opening > now ? opening : calendar.nextOpen(tokyoInstant(addDays(tokyoDate(now), 1)));
}

/** Waits for `work`, but a platform that is silent must not keep its place for ever. @throws where it takes longer than `ms` */
export async function withPatience<T>(work: Promise<T>, ms: number): Promise<T> {
  const done = await inTime(work, ms);
  if (done === null) throw new Error("no answer");
  return done.value;
}
