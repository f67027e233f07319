import type { SlackDriver } from "../kit/slack-driver.js";
import { rest } from "../kit/wait.js";

export const PHONE = "090-1234-5678";
const AT_ONCE = 6;

export type Kind = "certain" | "several" | "uncertain" | "withheld";

export interface Reply {
  readonly ts: string;
  readonly name: string;
  readonly kind: Kind;
  readonly event: unknown;
  /** Goal numbers and words of the notes that must come of it, as it stands now. */
  notes: readonly { readonly number: number; readonly text: string; readonly state: string }[];
  /** Whether its author deleted it. */
  deleted: boolean;
}

/** Slack's side: people write in a digest's thread, and what was not acknowledged comes again. */
export class People {
  readonly replies: Reply[] = [];
  readonly acknowledged = new Set<string>();
  /** How often an acknowledged event came once more, or under another id. */
  repeated = 0;
  /** How many replies were edited or deleted. */
  changed = 0;
  /** How often the program did not acknowledge. */
  refused = 0;
  private readonly waiting: Reply[] = [];
  private writing = true;
  private serial = 0;

  /**
   * @param root the digest's message
   * @param port where the program listens at the moment
   * @param rest milliseconds for which each of them rests after a reply
   */
  constructor(
    private readonly driver: SlackDriver,
    private readonly root: string,
    private readonly port: () => number,
    private readonly random: () => number,
    private readonly rest = 8,
  ) {}

  /** Resolves when `finish` was called and everything that was written is acknowledged. */
  async talk(): Promise<void> {
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.deliver()));
  }

  finish(): void {
    this.writing = false;
  }

  private async deliver(): Promise<void> {
    while (this.writing || this.waiting.length > 0) {
      const reply = this.waiting.shift() ?? (this.writing ? this.write() : undefined);
      if (reply === undefined) return;
      if (await this.driver.deliver(reply.event, this.port(), false)) {
        this.acknowledged.add(reply.ts);
        if (this.random() < 0.2) await this.repeat(reply);
        if (reply.kind === "certain" && this.random() < 0.15) await this.change(reply);
        await rest(this.rest);
      } else {
        this.refused += 1;
        this.waiting.push(reply);
        await rest(this.rest + 20);
      }
    }
  }

  private async repeat(reply: Reply): Promise<void> {
    this.repeated += 1;
    await this.driver.deliver(reply.event, this.port(), this.random() < 0.5);
  }

  /** Edits or deletes it; comes again until it is acknowledged, as everything does. */
  private async change(reply: Reply): Promise<void> {
    const [note] = reply.notes;
    if (note === undefined) return;
    const { name } = reply;
    const isEdit = this.random() < 0.6;
    const text = `${note.text}を直した`;
    const event = isEdit
      ? this.driver.event({ do: "edit", name, text: `${note.number} やや遅れ ${text}` }, this.root)
      : this.driver.event({ do: "delete", name }, this.root);
    while (!(await this.driver.deliver(event, this.port(), false))) {
      this.refused += 1;
      await rest(this.rest + 20);
    }
    this.changed += 1;
    reply.deleted = !isEdit;
    reply.notes = isEdit ? [{ ...note, text, state: "slightly_behind" }] : [];
  }

  private write(): Reply {
    this.serial += 1;
    const mark = `その${this.serial}の件`;
    const number = 1 + Math.floor(this.random() * 16);
    const other = 1 + (number % 16);
    const dice = this.random();
    const kind: Kind =
      dice < 0.6 ? "certain" : dice < 0.75 ? "several" : dice < 0.9 ? "uncertain" : "withheld";
    const made = {
      certain: { text: `${number} 順調 ${mark}`, notes: [{ number, text: mark, state: "on_track" }] },
      several: {
        text: `${number} やや遅れ ${mark}\n${other} 順調 ${mark}`,
        notes: [
          { number, text: mark, state: "slightly_behind" },
          { number: other, text: mark, state: "on_track" },
        ],
      },
      uncertain: { text: `99 順調 ${mark}`, notes: [] },
      withheld: { text: `${number} 順調 山田様 ${PHONE} ${mark}`, notes: [] },
    }[kind];
    const name = `r${this.serial}`;
    const event = this.driver.event({ do: "reply", name, text: made.text }, this.root);
    const ts = this.driver.idOf(name);
    const reply: Reply = { ts, name, kind, event, notes: made.notes, deleted: false };
    this.replies.push(reply);
    return reply;
  }
}
