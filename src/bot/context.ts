import type { Log } from "../log.js";
import type { Db } from "../store/database.js";
import type { Clock } from "../time.js";

/** What every handler works with. */
export interface Bot {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Platform user ids of 企画課, from the configuration. */
  readonly adminUsers: readonly string[];
}

/** How an answer is to be made for the surface it goes to. */
export interface Surface {
  /** Visible characters on one page. */
  readonly pageSize: number;
  readonly now: number;
}
