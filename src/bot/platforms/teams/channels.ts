import { type Clock, HOUR, MINUTE } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import { inTime } from "../../../machine-clock.js";
import { type Json, objectAt, stringAt } from "../../json.js";
import type { Destination } from "../../platform.js";
import { Recent } from "./limits.js";
import { outcomeOf, reasonOf } from "./outcome.js";
import type { Sender } from "./sender.js";

/**
 * What a team's channels are called, and whether the bot is in one: most activities tell a channel's id alone. Microsoft lists the standard
 * channels of a team; what a private or a shared one is called stands only in some activities, so that is kept from whichever tells it.
 */

const MOST_TEAMS = 500;
const MOST_CHANNELS = 5000;
const GOOD_FOR = 12 * HOUR;
const AFTER_FAILURE = 10 * MINUTE;
/** A person waits for what they bind: longer than this nobody is asked. */
const PATIENCE = 3000;

/** The channels of a team by their ids; null where Microsoft did not tell. */
type Listed = ReadonlyMap<string, string> | null;

export class Channels {
  private readonly known = new Recent<{ readonly listed: Listed; readonly until: number }>(MOST_TEAMS);

  /** What activities told of channels, by their ids. */
  private readonly told = new Recent<string>(MOST_CHANNELS);

  /** @param elapsed milliseconds that only go forward */
  constructor(
    private readonly sender: Sender,
    private readonly elapsed: Clock,
    private readonly log: Log,
  ) {}

  /** Keeps what an activity tells of its channel's name: of a renamed one, of one in which the bot was allowed, of one that was shared. */
  note(activity: Json): void {
    const channel = objectAt(objectAt(activity, "channelData"), "channel");
    const [id, name] = [stringAt(channel, "id"), stringAt(channel, "name")];
    if (id !== null && name !== null && name.trim() !== "") this.told.set(id, name);
  }

  /** A channel's name; null in chats, and where Microsoft does not tell. */
  async nameOf(to: Destination): Promise<string | null> {
    if (!isChannel(to)) return null;
    const kept = this.known.get(to.team);
    const listed =
      kept !== undefined && kept.until > this.elapsed() ? kept.listed : (await this.ask(to)).listed;
    const id = to.conversation ?? "";
    return listed?.get(id) ?? this.told.get(id) ?? null;
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
