import type { Log } from "../log.js";
import type { Db } from "../store/database.js";
import type { Clock } from "../time.js";
import type { AnswerCache } from "./answer-cache.js";
import type { PrivacyPattern } from "./privacy/patterns.js";

/** What every handler works with. */
export interface Bot {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Platform user ids of 企画課, from the configuration. */
  readonly adminUsers: readonly string[];
  /** What people's words must not contain to be stored. */
  readonly privacy: readonly PrivacyPattern[];
  /** Tells the deliverer that something was put into the outbox. */
  readonly kick: () => void;
  readonly answers: AnswerCache;
}

/** How an answer is to be made for the surface it goes to. */
export interface Surface {
  /** Visible characters on one page. */
  readonly pageSize: number;
  readonly now: number;
}
