import { peopleIn, withNames } from "../../../domain/said-text.js";
import { type Clock, HOUR, MINUTE } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import type { Incoming } from "../../platform.js";
import type { Clients } from "./clients.js";
import { reasonOf } from "./outcome.js";

const LIFETIME = 12 * HOUR;
const AFTER_FAILURE = MINUTE;
const MOST_NAMES = 5000;
/** An event is to be acknowledged within three seconds; a name is not worth missing that. */
const PATIENCE_MS = 800;

interface Known {
  readonly name: Promise<string | null>;
  readonly until: number;
}

/** The names that people show. Slack's events carry ids alone. */
export class Names {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly clients: Clients,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Asked for once in twelve hours; null where Slack does not tell. */
  of(person: string): Promise<string | null> {
    const now = this.clock();
    const known = this.known.get(person);
    if (known !== undefined && known.until > now) return known.name;
    if (this.known.size >= MOST_NAMES) this.known.clear();
    const name = this.ask(person);
    this.known.set(person, { name, until: now + LIFETIME });
    return name;
  }

  private async ask(person: string): Promise<string | null> {
    try {
      const { user } = await this.clients.background.users.info({ user: person });
      return user?.profile?.display_name || user?.profile?.real_name || user?.name || null;
    } catch (error) {
      this.log.warn({ reason: reasonOf(error) }, "slack: a name could not be looked up");
      this.known.set(person, { name: Promise.resolve(null), until: this.clock() + AFTER_FAILURE });
      return null;
    }
  }

  /** What was said in a thread or to the bot, with the names of its author and of those who are mentioned. */
  async name(incoming: Incoming): Promise<Incoming> {
    if (incoming.kind !== "message" && incoming.kind !== "edit") return incoming;
    if (incoming.where.thread === null && incoming.quotes === null && incoming.where.kind !== "direct")
      return incoming;
    const { who, said } = incoming;
    const wanted = [...peopleIn(said), ...(who.name === null ? [who.id] : [])];
    if (wanted.length === 0) return incoming;
    const found = new Map<string, string>();
    const asked = wanted.map(async (person) => {
      const name = await this.of(person);
      if (name !== null) found.set(person, name);
    });
    await atMost(PATIENCE_MS, Promise.all(asked));
    return {
      ...incoming,
      who: { ...who, name: who.name ?? found.get(who.id) ?? null },
      said: withNames(said, (person) => found.get(person) ?? null),
    };
  }
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
