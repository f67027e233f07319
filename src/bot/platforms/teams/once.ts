import { type Clock, MINUTE } from "../../../domain/time.js";
import type { Answer } from "./link.js";
import { Recent } from "./memory.js";

/** Teams sends an activity again where the answer took longer than fifteen seconds; now and then it does so at once. */
const LIFETIME = 10 * MINUTE;
const MOST = 5000;

/** Lets an activity have its effect once; a second one under the same id gets the answer of the first. */
export class Once {
  private readonly answers = new Recent<{ readonly until: number; readonly answer: Promise<Answer | null> }>(
    MOST,
  );

  /** @param elapsed milliseconds that only go forward */
  constructor(private readonly elapsed: Clock) {}

  run(id: string, work: () => Promise<Answer | null>): Promise<Answer | null> {
    const now = this.elapsed();
    const known = this.answers.get(id);
    if (known !== undefined && known.until > now) return known.answer;
    const answer = work();
    this.answers.set(id, { until: now + LIFETIME, answer });
    // What failed may be tried again.
    answer.catch(() => this.answers.delete(id));
    return answer;
  }
}
