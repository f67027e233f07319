import type { Platform } from "../bot/platform.js";
import { type Clock, DAY, MINUTE } from "../domain/time.js";
import type { Log } from "../log.js";
import type { Db } from "../store/database.js";
import { listUnnamed, type Person, setName } from "../store/people.js";
import { Ticker } from "./job.js";

/** People get the names that their platform shows: soon after they are stored, and anew at most once a day. */
export interface NamesOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly platforms: readonly Platform[];
}

/** A platform that did not tell a name is asked again after this. */
const AGAIN = 10 * MINUTE;
/** In one go; the rest comes with the next look. */
const MOST = 20;

export class Names {
  private readonly ticker: Ticker;

  constructor(private readonly options: NamesOptions) {
    this.ticker = new Ticker(async () => this.refresh());
  }

  /** Looks whether somebody is to be asked for; call it as often as you like. */
  kick(): void {
    this.ticker.kick();
  }

  async stop(): Promise<void> {
    await this.ticker.stop();
  }

  private async refresh(): Promise<number | null> {
    const { db, clock, log, platforms } = this.options;
    try {
      for (const platform of platforms) {
        if (platform.profile === undefined || !platform.healthy()) continue;
        const now = clock();
        for (const person of listUnnamed(db, platform.name, { now, again: AGAIN, old: DAY }, MOST)) {
          if (this.ticker.stopping) return null;
          await this.ask(platform, person);
        }
      }
    } catch (error) {
      log.error({ err: error }, "names could not be looked up; it will be tried again");
    }
    return null;
  }

  private async ask(platform: Platform, person: Person): Promise<void> {
    const { db, clock, log } = this.options;
    try {
      const name = (await platform.profile?.(person.platformId)) ?? null;
      setName(db, person.id, name, clock());
    } catch (error) {
      log.warn({ err: error, person: person.id }, "a name could not be looked up");
      setName(db, person.id, null, clock());
    }
  }
}
