import type { PausePeriod } from "../domain/pauses.js";
import type { PrivacyPattern } from "../domain/privacy/patterns.js";
import { type Clock, MINUTE } from "../domain/time.js";
import type { Log } from "../log.js";
import type { Binding } from "../store/bindings.js";
import { type Db, one } from "../store/database.js";
import type { Department } from "../store/departments.js";
import type { Plan } from "../store/plans.js";
import type { DigestPreview, DigestSending } from "./features/settings/send-now-view.js";
import type { WeekPlan } from "./features/settings/week-view.js";
import type { PlatformName, SharedFile } from "./platform.js";

/**
 * Keeps answers as long as nothing in the database has changed, at most for the running minute (what is 未更新 depends
 * on the time). The same answer is the same object, so that an adapter may keep what it made of it, too.
 */
export class AnswerCache {
  private readonly answers = new Map<string, unknown>();
  private version = "";

  constructor(private readonly db: Db) {}

  /**
   * @param key names the question, the page size and whatever else the answer depends on besides data and time; what is kept under it is
   * always of one kind
   */
  answer<Kept>(key: string, now: number, make: () => Kept): Kept {
    // A transaction may be taken back, and nothing would tell.
    if (this.db.inTransaction) return make();
    const version = `${this.changes()}:${Math.floor(now / MINUTE)}`;
    if (version !== this.version || this.answers.size >= MOST) {
      this.answers.clear();
      this.version = version;
    }
    const known = this.answers.get(key);
    if (known !== undefined) return known as Kept;
    const made = make();
    this.answers.set(key, made);
    return made;
  }

  /** Counts changes of this connection and of others (`data_version` tells only of others'). */
  private changes(): string {
    return one<{ readonly changes: string }>(this.db, CHANGES)?.changes ?? "";
  }
}

const MOST = 500;
const CHANGES = "SELECT total_changes() || '/' || data_version AS changes FROM pragma_data_version";

/**
 * What the jobs decide, for `/policy 設定`: handed in, because the bot does not import the jobs. All of it only reads,
 * but for the two that say otherwise.
 */
export interface Planning {
  /** A rhythm as typed (毎週月曜 9:00) as JSON to be kept; null where it is not understood. */
  readonly parseRhythm: (text: string, today: string) => string | null;
  /** A kept rhythm in words; null is the default one. */
  readonly rhythmWords: (kept: string | null) => string;
  /** Writes: what has passed under the new rhythm of some channels is not made up for. Call it in the transaction of the change. */
  readonly beginRhythm: (plan: Plan, bindings: readonly Binding[], now: number) => void;
  /** 人事異動 of the year as it is where 企画課 said nothing; null where it did. */
  readonly usualPause: (planId: number, now: number) => PausePeriod | null;
  readonly week: (plan: Plan, now: number) => WeekPlan;
  /** A department's digest as it would be now. */
  readonly preview: (department: Department, now: number) => DigestPreview;
  /** Writes: sends it, once a day, in the place of what was still to come on that day. */
  readonly sendDigest: (department: Department, now: number) => DigestSending;
}

/** A page of one department, which others than 企画課 may open, too: how it stands, or its 評価 at an occasion. */
export type DepartmentErrand =
  | { readonly kind: "standing"; readonly department: number }
  | { readonly kind: "evaluation"; readonly department: number; readonly occasion: number };

/** What somebody goes to the office page for: a page of a department, or to bring a document, with one that lies in a conversation. */
export type OfficeErrand =
  | DepartmentErrand
  | { readonly kind: "import" }
  | { readonly kind: "document"; readonly platform: PlatformName; readonly file: SharedFile };

/** What every handler works with. */
export interface Bot {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Platform user ids of 企画課, from the configuration. */
  readonly adminUsers: readonly string[];
  /** The municipality that the configuration says is meant; absent or null where it says nothing. */
  readonly municipality?: string | null;
  /** Whether guests and people of other organisations may report in a department's channel; absent: they may not. */
  readonly outsiders?: "allow" | "refuse" | null;
  /** What people's words must not contain to be stored. */
  readonly privacy: readonly PrivacyPattern[];
  /** A one-time link to the office page for a person, or null where there is no page (the command line). */
  readonly officeLink:
    | ((
        person: { readonly platform: string; readonly id: string; readonly name: string | null },
        errand?: OfficeErrand,
      ) => string)
    | null;
  /** Tells that something was put into the outbox, or back into the inbox. */
  readonly kick: () => void;
  readonly answers: AnswerCache;
  readonly planning: Planning;
}

/** How an answer is to be made for the surface it goes to. */
export interface Surface {
  /** Visible characters on one page. */
  readonly pageSize: number;
  readonly now: number;
}
