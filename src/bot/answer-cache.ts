import { MINUTE } from "../domain/time.js";
import { type Db, sql } from "../store/database.js";
import type { Message } from "./reply.js";

/**
 * Keeps answers as long as nothing in the database has changed, at most for the running minute (what is 未更新 depends
 * on the time). The same answer is the same object, so that an adapter may keep what it made of it, too.
 */
export class AnswerCache {
  private readonly answers = new Map<string, Message>();
  private version = "";

  constructor(private readonly db: Db) {}

  /** @param key names the question, the page size and whatever else the answer depends on besides data and time */
  answer(key: string, now: number, make: () => Message): Message {
    const version = `${this.changes()}:${Math.floor(now / MINUTE)}`;
    if (version !== this.version || this.answers.size >= MOST) {
      this.answers.clear();
      this.version = version;
    }
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.answers.set(key, made);
    return made;
  }

  /** Counts changes of this connection and of others (`data_version` tells only of others'). */
  private changes(): string {
    const own = sql(this.db, "SELECT total_changes()").pluck().get();
    const others = sql(this.db, "SELECT data_version FROM pragma_data_version").pluck().get();
    return `${own}/${others}`;
  }
}

const MOST = 500;
