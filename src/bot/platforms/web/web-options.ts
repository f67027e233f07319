import type { Address } from "../../../domain/own-page.js";
import type { Clock } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import type { Door } from "./guard.js";
import type { WebStore } from "./web-store.js";

export interface WebChannel {
  /** Stable for ever; at most 80 characters; does not begin with `dm:`. */
  readonly id: string;
  /** Shown behind `#`. */
  readonly name: string;
  readonly description: string;
}

/** A role that a newcomer can take. */
export interface WebPerson {
  /** `web:` and small letters, digits or hyphens; not beginning with `web:guest-`. */
  readonly id: string;
  readonly name: string;
  /** What this person is there for, one short line. */
  readonly note: string;
}

/** The strip 「ためしに動かす」; what is absent is not offered. Each gives a Japanese sentence that says what happened. */
export interface WebControls {
  readonly digestNow?: () => Promise<string>;
  readonly moveClock?: (days: number) => Promise<string>;
  /** Who may use it; everybody where it does not say. */
  readonly isFor?: (person: string) => boolean;
  /** The first goal that the digest standing in a channel still asks about, null where it asks about none; null where none is out. */
  readonly asked?: (channel: string) => { readonly goal: number | null } | null;
  readonly resetClock?: () => Promise<string>;
  /** By how many days the workspace's clock runs ahead. */
  readonly daysAhead?: () => number;
}

export interface WebOptions {
  readonly store: WebStore;
  readonly channels: () => readonly WebChannel[];
  /** The first one is who a newcomer is until they choose. */
  readonly people: () => readonly WebPerson[];
  /** Words that follow `/policy`, with or without it before them. */
  readonly completions: () => readonly { readonly command: string; readonly hint: string }[];
  readonly departments: () => readonly string[];
  /** Who gets in, and how. */
  readonly door: Door;
  readonly log: Log;
  /** The workspace's clock; the strip may have moved it. */
  readonly clock: Clock;
  /** HOST and PUBLIC_URL of the configuration, beside the loopback names that are always accepted. */
  readonly address: Address;
  /** Where the page is reached, without a slash at the end: for permalinks outside the page. */
  readonly origin?: () => string | null;
  /**
   * True for text that must not be stored (personal data). The workspace then keeps that a message came, never
   * its text; the bot still receives the event and tells the author.
   */
  readonly mustNotStore?: (text: string) => boolean;
  /**
   * Runs synchronous work in one transaction of the store and of what `Host.accept` writes, so that a crash cannot
   * leave a message on the page that the bot never received.
   */
  readonly atomically?: <T>(work: () => T) => T;
  /** True for a channel into which people put documents; a direct message with the bot takes them as well. */
  readonly takesDocuments?: (channel: string) => boolean;
  readonly controls?: WebControls;
}
