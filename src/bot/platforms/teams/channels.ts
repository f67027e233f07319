import { type Clock, HOUR, MINUTE } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import { inTime } from "../../../machine-clock.js";
import type { Destination } from "../../platform.js";
import { Recent } from "./limits.js";
import { outcomeOf, reasonOf } from "./outcome.js";
import type { Sender } from "./sender.js";

/** What a team's channels are called, and whether the bot is in one: activities tell a channel's id alone. */

const MOST_TEAMS = 500;
const GOOD_FOR = 12 * HOUR;
const AFTER_FAILURE = 10 * MINUTE;
/** A person waits for what they bind: longer than this nobody is asked. */
const PATIENCE = 3000;

/** The channels of a team by their ids; null where Microsoft did not tell. */
type Listed = ReadonlyMap<string, string> | null;

export class Channels {
  private readonly known = new Recent<{ readonly listed: Listed; readonly until: number }>(MOST_TEAMS);

  /** @param elapsed milliseconds that only go forward */
  constructor(
    private readonly sender: Sender,
    private readonly elapsed: Clock,
    private readonly log: Log,
  ) {}

  /** A channel's name; null in chats, and where Microsoft does not tell. */
  async nameOf(to: Destination): Promise<string | null> {
    if (!isChannel(to)) return null;
    const kept = this.known.get(to.team);
    const listed =
      kept !== undefined && kept.until > this.elapsed() ? kept.listed : (await this.ask(to)).listed;
    return listed?.get(to.conversation ?? "") ?? null;
  }

  /** Whether the bot is in a channel's team now; private and shared channels are not listed, so of those nothing is known. */
  async isThere(to: Destination): Promise<boolean | null> {
    if (!isChannel(to)) return null;
    const { listed, gone } = await this.ask(to);
    if (gone) return false;
    return listed?.has(to.conversation ?? "") === true ? true : null;
  }

  private async ask(to: InTeam): Promise<{ readonly listed: Listed; readonly gone: boolean }> {
    try {
      const listed = (await inTime(this.sender.channelsOf(to), PATIENCE))?.value ?? null;
      this.keep(to.team, listed);
      return { listed, gone: false };
    } catch (error) {
      this.keep(to.team, null);
      this.log.debug({ reason: reasonOf(error) }, "teams: the channels of a team could not be looked up");
      return { listed: null, gone: outcomeOf(error).outcome === "gone" };
    }
  }

  private keep(team: string, listed: Listed): void {
    const goodFor = listed === null ? AFTER_FAILURE : GOOD_FOR;
    this.known.set(team, { listed, until: this.elapsed() + goodFor });
  }
}

type InTeam = Destination & { readonly team: string };

const isChannel = (to: Destination): to is InTeam => to.type === "channel" && to.team !== undefined;
