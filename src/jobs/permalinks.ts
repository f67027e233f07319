import type { Platform } from "../bot/platform.js";
import type { Log } from "../log.js";
import type { Db } from "../store/database.js";
import { setPermalink } from "../store/messages.js";
import type { Answer } from "./attempt.js";

/** Links that are asked for at the same time, and written down together. */
const TOGETHER = 8;

/** Platform, conversation, message, and where it is read. */
type Link = readonly [string, string, string, string];

interface PermalinksOptions {
  readonly db: Db;
  readonly log: Log;
  readonly patiently: (work: Promise<string | null>) => Promise<string | null>;
  /** Does what is written down in a transaction that others share. */
  readonly write: (work: () => void) => void;
}

/**
 * A kept reply is shown with a link to it; without one where the platform does not tell. Nobody waits for it: where it has to be asked
 * for, that is beside the receipts, which would otherwise wait for it in their lanes.
 */
export class Permalinks {
  private readonly wanted: { readonly platform: Platform; readonly incoming: Answer["incoming"] }[] = [];
  private asking: Promise<void> | null = null;

  constructor(private readonly options: PermalinksOptions) {}

  want(platform: Platform, { incoming, reply }: Answer): void {
    if (reply.kind !== "receipt" || reply.sign === "none") return;
    this.wanted.push({ platform, incoming });
    this.asking ??= this.ask();
  }

  /** Resolves when all that were wanted are known, or cannot be. */
  async settled(): Promise<void> {
    await this.asking;
  }

  private async ask(): Promise<void> {
    while (this.wanted.length > 0) {
      const some = this.wanted.splice(0, TOGETHER);
      const known = await Promise.all(some.map(({ platform, incoming }) => this.linkTo(platform, incoming)));
      const links = known.filter((link) => link !== null);
      if (links.length > 0)
        this.options.write(() => {
          for (const link of links) setPermalink(this.options.db, ...link);
        });
    }
    this.asking = null;
  }

  private async linkTo(platform: Platform, incoming: Answer["incoming"]): Promise<Link | null> {
    if (incoming.kind !== "message" && incoming.kind !== "edit") return null;
    const { where, message } = incoming;
    try {
      const permalink = await this.options.patiently(
        platform.permalink(where.destination, message, where.thread),
      );
      return permalink === null ? null : [platform.name, where.conversation, message, permalink];
    } catch (error) {
      this.options.log.debug({ err: error }, "no link to the message");
      return null;
    }
  }
}
