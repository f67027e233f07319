import { peopleIn, withNames } from "../../../domain/said-text.js";
import { type Clock, HOUR, MINUTE } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import { inTime } from "../../../machine-clock.js";
import { type Incoming, OUTSIDER_MARKS, type Outsider } from "../../platform.js";
import type { Clients } from "./clients.js";
import { platformError, reasonOf } from "./outcome.js";

const LIFETIME = 12 * HOUR;
const AFTER_FAILURE = MINUTE;
const MOST_NAMES = 5000;
/** An event is to be acknowledged within three seconds; a name is not worth missing that. */
const PATIENCE_MS = 800;

/** Who is mentioned where Slack does not tell the name: what is recorded is read by everybody, and nobody knows people by ids. */
const SOMEBODY = "どなたか";

/** What Slack tells of a person. */
interface Profile {
  readonly name: string | null;
  readonly outsider?: Outsider;
}

interface Known {
  readonly profile: Promise<Profile>;
  readonly until: number;
}

/** Who people are: Slack's events carry ids alone. */
export class Names {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly clients: Clients,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** The name that a person shows, marked where they are not of the staff; null where Slack does not tell. */
  async of(person: string): Promise<string | null> {
    const { name, outsider } = await this.profileOf(person);
    return name === null || outsider === undefined ? name : `${name}${OUTSIDER_MARKS[outsider]}`;
  }

  /** Asked for once in twelve hours. */
  private profileOf(person: string): Promise<Profile> {
    const now = this.clock();
    const known = this.known.get(person);
    if (known !== undefined && known.until > now) return known.profile;
    if (this.known.size >= MOST_NAMES) this.known.clear();
    const profile = this.ask(person);
    this.known.set(person, { profile, until: now + LIFETIME });
    return profile;
  }

  private async ask(person: string): Promise<Profile> {
    try {
      const { user } = await this.clients.background.users.info({ user: person });
      const name = user?.profile?.display_name || user?.profile?.real_name || user?.name || null;
      if (user?.is_stranger === true) return { name, outsider: "elsewhere" };
      if (user?.is_restricted === true || user?.is_ultra_restricted === true)
        return { name, outsider: "guest" };
      return { name };
    } catch (error) {
      this.log.warn({ reason: reasonOf(error) }, "slack: a name could not be looked up");
      this.known.set(person, {
        profile: Promise.resolve({ name: null }),
        until: this.clock() + AFTER_FAILURE,
      });
      return { name: null };
    }
  }

  /** What Slack tells of a channel now; the bot cannot even see a private one in which it is not. */
  async channel(id: string): Promise<{ readonly name: string | null; readonly present: boolean | null }> {
    try {
      const asked = this.clients.interactive.conversations.info({ channel: id });
      const answer = (await inTime(asked, PATIENCE_MS))?.value;
      const channel = answer?.channel;
      if (channel === undefined) return { name: null, present: null };
      return {
        name: channel.name ?? null,
        present: channel.is_member === true && channel.is_archived !== true,
      };
    } catch (error) {
      const gone = platformError(error) === "channel_not_found";
      if (!gone) this.log.warn({ reason: reasonOf(error) }, "slack: a channel could not be looked up");
      return { name: null, present: gone ? false : null };
    }
  }

  /** What was said in a thread or to the bot, with what Slack tells of its author and of those who are mentioned. */
  async name(incoming: Incoming): Promise<Incoming> {
    // Where the bot comes, it is told what the channel is called.
    if (incoming.kind === "arrival" && incoming.where.name === null && incoming.where.kind === "channel")
      return {
        ...incoming,
        where: { ...incoming.where, name: (await this.channel(incoming.where.conversation)).name },
      };
    if (incoming.kind !== "message" && incoming.kind !== "edit") return incoming;
    const { where, quotes } = incoming;
    const toBot = where.kind === "direct" || (incoming.kind === "message" && incoming.addressed);
    if (where.thread === null && quotes === null && !toBot) return incoming;
    const { who, said } = incoming;
    const found = await this.find([who.id, ...peopleIn(said)]);
    const author = found.get(who.id);
    const outsider = who.outsider ?? author?.outsider;
    return {
      ...incoming,
      who: {
        id: who.id,
        name: who.name ?? author?.name ?? null,
        ...(outsider === undefined ? {} : { outsider }),
      },
      said: withNames(said, (person) => found.get(person)?.name ?? SOMEBODY),
    };
  }

  /** A press or a form, with whether it comes from a guest. */
  async place<Done extends Incoming>(incoming: Done): Promise<Done> {
    if (incoming.kind !== "button" && incoming.kind !== "form" && incoming.kind !== "shortcut")
      return incoming;
    const outsider = (await this.find([incoming.who.id])).get(incoming.who.id)?.outsider;
    return outsider === undefined ? incoming : { ...incoming, who: { ...incoming.who, outsider } };
  }

  private async find(people: readonly string[]): Promise<ReadonlyMap<string, Profile>> {
    const found = new Map<string, Profile>();
    const asked = people.map(async (person) => {
      found.set(person, await this.profileOf(person));
    });
    await inTime(Promise.all(asked), PATIENCE_MS);
    return found;
  }
}
