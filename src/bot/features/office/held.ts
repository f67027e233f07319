import { randomBytes } from "node:crypto";
import { type Clock, HOUR } from "../../../domain/time.js";
import { type OfficeVisitor, visitorActor } from "./office-rights.js";

const LIFE = 2 * HOUR;

interface Kept<T> {
  readonly owner: string;
  readonly what: T;
  readonly since: number;
}

/**
 * What somebody brought to the office page and has not said yes to: in memory, for that person alone, for two hours. Documents are
 * large, so that what comes beyond the bound pushes out the oldest.
 */
export class Held<T> {
  readonly #kept = new Map<string, Kept<T>>();

  constructor(
    private readonly clock: Clock,
    private readonly most: number,
  ) {}

  /**
   * @param make gets the name under which its owner finds it again
   * @returns what was made
   */
  put(owner: OfficeVisitor, make: (id: string) => T): T {
    const id = randomBytes(12).toString("hex");
    const what = make(id);
    this.#kept.set(id, { owner: visitorActor(owner), what, since: this.clock() });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.most) break;
      this.#kept.delete(oldest);
    }
    return what;
  }

  /** Null where it is gone or somebody else's. */
  find(owner: OfficeVisitor, id: string): T | null {
    const kept = this.#kept.get(id);
    if (kept === undefined || kept.owner !== visitorActor(owner)) return null;
    if (this.clock() < kept.since + LIFE) return kept.what;
    this.#kept.delete(id);
    return null;
  }

  /** Puts what has become of it in its place. */
  replace(id: string, what: T): T {
    const kept = this.#kept.get(id);
    if (kept !== undefined) this.#kept.set(id, { ...kept, what });
    return what;
  }

  drop(id: string): void {
    this.#kept.delete(id);
  }
}
