import type { Busy, OutboxItem } from "../store/outbox.js";

/**
 * What may be on its way at the same time: posts of a conversation one after the other, because their order is read;
 * what changes or answers one message one after the other, because the last one counts; anything else side by side,
 * but of one conversation only a few, so that a slow one does not hold up the rest.
 */

const ALTOGETHER = 16;
const PER_CONVERSATION = 4;

const placeOf = ({ platform, conversation }: OutboxItem): string => `${platform}:${conversation}`;

export class Lanes {
  private readonly taken = new Map<number, { readonly lane: string; readonly place: string }>();

  /** @returns false where the item has to wait for another one */
  take(item: OutboxItem): boolean {
    const lane = laneOf(item);
    const place = placeOf(item);
    const entries = [...this.taken.values()];
    if (entries.length >= ALTOGETHER || entries.some((entry) => entry.lane === lane)) return false;
    if (entries.filter((entry) => entry.place === place).length >= PER_CONVERSATION) return false;
    this.taken.set(item.id, { lane, place });
    return true;
  }

  release(item: OutboxItem): void {
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

function laneOf(item: OutboxItem): string {
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
