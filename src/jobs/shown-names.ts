import type { Platform } from "../bot/platform.js";
import { type Clock, DAY, MINUTE } from "../domain/time.js";
import type { Log } from "../log.js";
import { listBindings, renameBinding } from "../store/bindings.js";
import type { Db } from "../store/database.js";
import { listUnnamed, type Person, setName } from "../store/people.js";
import { Ticker } from "./job.js";

/** People and channels get the names that their platform shows: soon after they are stored, and anew at most once a day. */
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
  /** When each channel was asked for, by its binding. */
  private readonly channels = new Map<number, number>();

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
        if (!platform.healthy()) continue;
        await this.refreshChannels(platform);
        if (platform.profile === undefined) continue;
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

  private async refreshChannels(platform: Platform): Promise<void> {
    const { db, clock } = this.options;
    if (platform.channelName === undefined) return;
    for (const { id, destination, name } of listBindings(db).filter(
      (each) => each.platform === platform.name,
    )) {
      const now = clock();
      const asked = this.channels.get(id);
      const again = name === null ? AGAIN : DAY;
      if (asked !== undefined && asked <= now && now - asked < again) continue;
      if (this.ticker.stopping) return;
      this.channels.set(id, now);
      const told = await platform.channelName(destination);
      if (told !== null && told !== name) renameBinding(db, id, told);
    }
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
