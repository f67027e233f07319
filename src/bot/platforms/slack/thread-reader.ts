import { arrayAt, asObject, type Json, stringAt } from "../../json.js";
import { type Destination, type Incoming, NotNow, PlaceGone, ShutOut } from "../../platform.js";
import type { Clients } from "./clients.js";
import { goneFrom, type Self, standingIn } from "./incoming.js";
import { outcomeOf, platformError } from "./outcome.js";
import type { Pacing } from "./pacing.js";
import type { Names } from "./people-names.js";

/** Reading what stands in a thread: what was said while nothing could be pushed to the program is found there. */

const METHOD = "conversations.replies";
const PAGE = 200;
const MISSING = new Set(["thread_not_found", "message_not_found"]);

export class ThreadReader {
  constructor(
    private readonly clients: Clients,
    private readonly pacing: Pacing,
    private readonly names: Names,
    private readonly ending: AbortSignal,
  ) {}

  /** As the port says of `readThread`. */
  async read(
    to: Destination,
    root: string,
    known: readonly string[],
    self: Self,
  ): Promise<readonly Incoming[]> {
    const channel = to.channel ?? "";
    const standing = new Set<string>();
    const found: Incoming[] = [];
    for await (const message of this.messages(channel, root)) {
      standing.add(stringAt(message, "ts") ?? "");
      for (const incoming of standingIn(message, channel, self)) {
        found.push(await this.names.name(incoming));
      }
    }
    // The post itself is gone, and with it the way to what stood below it: nothing is known.
    if (standing.size === 0) return [];
    for (const message of known) {
      if (standing.has(message) || (await this.stands(channel, message))) continue;
      found.push(goneFrom(channel, root, message, self));
    }
    return found;
  }

  private async *messages(channel: string, root: string): AsyncGenerator<Json> {
    for (let cursor: string | undefined; ; ) {
      const page = { channel, ts: root, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      const answer = await this.call(page);
      if (answer === null) return;
      for (const message of answer.messages ?? []) yield asObject(message);
      cursor = answer.response_metadata?.next_cursor;
      if (cursor === undefined || cursor === "") return;
    }
  }

  /** A message that quotes one of ours may stand beside the thread. */
  private async stands(channel: string, message: string): Promise<boolean> {
    const answer = await this.call({ channel, ts: message, limit: 1 });
    return arrayAt(asObject(answer), "messages")
      .map(asObject)
      .some(({ ts, subtype }) => ts === message && subtype !== "tombstone");
  }

  /** @returns null where Slack says that there is no such message */
  private async call(page: { channel: string; ts: string; limit: number; cursor?: string }) {
    await this.pacing.turn(METHOD, this.ending);
    try {
      return await this.clients.background.conversations.replies(page);
    } catch (error) {
      if (MISSING.has(platformError(error) ?? "")) return null;
      const outcome = outcomeOf(error);
      if (outcome.outcome === "gone") throw new PlaceGone(outcome.reason, { cause: error });
      if (outcome.outcome === "shut-out") throw new ShutOut(outcome.reason, { cause: error });
      if (outcome.outcome === "retry" || outcome.outcome === "busy")
        throw new NotNow(outcome.reason, outcome.afterMs);
      throw error;
    }
  }
}
