import { type Clock, MINUTE, SECOND } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import type { SendResult } from "../../platform.js";

const FIRST_PAUSE = 5 * SECOND;
const LONGEST_PAUSE = 10 * MINUTE;

/**
 * Whether Microsoft lets the program in. Where it does not (an expired secret, a bot that an administrator switched off), no
 * conversation is to blame: the adapter says that it is not connected, so that everything waits. There is nothing harmless to
 * ask the Bot Connector, so the next message is the question, after pauses that double.
 */
export class Access {
  private refusals = 0;
  private until = 0;
  private told: string | null = null;

  /** @param elapsed milliseconds that only go forward: a clock put right must not lengthen a pause */
  constructor(
    private readonly elapsed: Clock,
    private readonly log: Log,
  ) {}

  get open(): boolean {
    return this.elapsed() >= this.until;
  }

  /** What became of a call. */
  learn(result: SendResult): void {
    if (result.outcome === "sent") this.worked();
    if (result.outcome === "shut-out" && this.open) this.refused(result.reason);
  }

  private refused(reason: string): void {
    this.until = this.elapsed() + Math.min(FIRST_PAUSE * 2 ** Math.min(this.refusals, 20), LONGEST_PAUSE);
    this.refusals += 1;
    if (this.told === reason) return;
    this.told = reason;
    this.log.error(
      { reason },
      "teams: Microsoft shuts the program out; everything waits until it lets it in",
    );
  }

  private worked(): void {
    this.refusals = 0;
    this.until = 0;
    if (this.told === null) return;
    this.told = null;
    this.log.info("teams: Microsoft lets the program in again");
  }
}
