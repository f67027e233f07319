import type { Log } from "../../../log.js";
import type { Destination, SendResult } from "../../platform.js";
import type { Block, Message } from "../../reply.js";
import type { Surface } from "./element.js";
import { Recent } from "./limits.js";
import { renderCards, renderOne } from "./render.js";
import { messageOf, type Sender } from "./sender.js";
import type { Speech } from "./speech.js";

/** Posting and updating messages of the bot's own. */

const MOST = 1000;

/** How far a message of several cards came; the next attempt under the same key goes on from there. */
interface Unfinished {
  readonly first: string;
  readonly next: number;
}

export class Delivery {
  private readonly unfinished = new Recent<Unfinished>(MOST);
  private readonly found = new Recent<string>(MOST);

  constructor(
    private readonly sender: Sender,
    private readonly speech: Speech,
    private readonly log: Log,
  ) {}

  async post(to: Destination, thread: string | null, message: Message, key: string): Promise<SendResult> {
    const cards = renderCards(inPlace(to, message.blocks), this.surface(key));
    const resumed = this.unfinished.get(key);
    let first = resumed?.first ?? null;
    for (const [index, card] of cards.entries()) {
      if (index < (resumed?.next ?? 0)) continue;
      const result = await this.sender.create(to, thread ?? first, messageOf(card));
      if (result.outcome === "sent") {
        first ??= result.message;
        continue;
      }
      if (first === null) return result;
      if (result.outcome === "retry" || result.outcome === "busy" || result.outcome === "shut-out") {
        this.unfinished.set(key, { first, next: index });
        return result;
      }
      // The message itself stands; a continuation that may stand too is not posted twice.
      this.log.error(
        { key, part: index + 1, reason: result.reason },
        "teams: a part of a message is missing",
      );
    }
    this.unfinished.delete(key);
    return { outcome: "sent", message: first ?? "" };
  }

  tell(person: string, message: Message, key: string): Promise<SendResult> {
    return this.sender.inChatWith(person, {}, (to) => this.post(to, null, message, key));
  }

  update(to: Destination, message: string, replacement: Message): Promise<SendResult> {
    const card = renderOne(inPlace(to, replacement.blocks), this.surface(null));
    return this.sender.replace(to, message, messageOf(card));
  }

  /** A press on a message of ours tells under which id it is stored. */
  learn(key: string, message: string): void {
    this.found.set(key, message);
  }

  /**
   * The Bot Connector has no history to look through.
   * @throws where nobody has pressed a button of the message yet: then nothing is known
   */
  find(key: string): string {
    const message = this.found.get(key);
    if (message === undefined) throw new Error("Teams cannot be asked for its messages");
    return message;
  }

  private surface(key: string | null): Surface {
    return { ...this.speech.shared, key };
  }
}

/** What is said where there are threads, and what in a group chat, which has none. */
function inPlace(to: Destination, blocks: readonly Block[]): readonly Block[] {
  if (to.type !== "groupChat") return blocks;
  return blocks.map((block) =>
    "withoutThreads" in block && block.withoutThreads !== undefined
      ? { kind: block.kind, spans: block.withoutThreads }
      : block,
  );
}
