import type { Host, Incoming, LookIn, Platform, SendResult } from "../../src/bot/platform.js";
import type { Message, Reply } from "../../src/bot/reply.js";

/** A program that records what an adapter gives it. */
export class RecordingHost implements Host {
  readonly accepted: Incoming[] = [];
  readonly handled: Incoming[] = [];
  /** What `handle` answers. */
  reply: (incoming: Incoming) => Promise<Reply | null> = async () => null;
  /** Set where storing must fail. */
  broken = false;

  accept = (incoming: Incoming): void => {
    if (this.broken) throw new Error("disk full");
    this.accepted.push(incoming);
  };

  acceptTogether = async (incoming: Incoming): Promise<void> => this.accept(incoming);

  /** What adapters gave to the outbox. */
  readonly put: { readonly incoming: Incoming; readonly reply: Reply; readonly given: number }[] = [];
  /** Set to what gives an answer as the outbox would; nothing is given where it is not. */
  platform: Pick<Platform, "answer"> | null = null;
  /** What became of each. */
  readonly results: SendResult[] = [];
  /** Set where the outbox can keep nothing. */
  full = false;

  later = (incoming: Incoming, reply: Reply, given = 0): boolean => {
    if (this.full) return false;
    this.put.push({ incoming, reply, given });
    const attempt = { key: `k:${incoming.key}`, again: false, doubts: 0, given, give: () => {} };
    void this.platform?.answer(incoming, reply, attempt).then((result) => this.results.push(result));
    return true;
  };

  /** What was looked up. */
  readonly looked: LookIn["asked"][] = [];
  /** What `look` answers. */
  found: (asked: LookIn["asked"]) => Message | null = () => null;

  look = async ({ asked }: LookIn): Promise<Message | null> => {
    this.looked.push(asked);
    return this.found(asked);
  };

  /** Set where what is done cannot be written, and not kept either. */
  unwritten = false;

  handle = async (incoming: Incoming, written?: () => void): Promise<Reply | null> => {
    this.handled.push(incoming);
    if (!this.unwritten) written?.();
    return this.reply(incoming);
  };
}

/** A message of one line, for one person unless told otherwise. */
export const text = (line: string, over: Partial<Message> = {}): Message => ({
  kind: "message",
  audience: "private",
  blocks: [{ kind: "text", spans: [{ text: line }] }],
  ...over,
});
