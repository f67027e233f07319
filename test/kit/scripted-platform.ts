import type { Attempt, Destination, Incoming, Platform, SendResult } from "../../src/bot/platform.js";
import { type Message, type Reply, replyText } from "../../src/bot/reply.js";

type Found = string | null | Error;

export interface Sent {
  readonly call: "post" | "update" | "tell" | "answer";
  readonly to: string;
  readonly thread: string | null;
  readonly key: string | null;
  /** What was found of it before. */
  readonly standing?: string;
  readonly at: number;
  /** Its id, where it was sent. */
  readonly id: string | null;
  readonly reply: Reply;
  readonly text: string;
}

/** A platform whose every answer is scripted. What is not scripted is sent. */
export class ScriptedPlatform implements Platform {
  readonly name = "slack";
  readonly pageSize = 1000;
  readonly routes = [];
  readonly sent: Sent[] = [];
  readonly looked: { readonly to: Destination; readonly thread: string | null; readonly key: string }[] = [];
  canFind = true;
  drawsItself: NonNullable<Platform["drawsItself"]> = () => false;
  /** How many posts every message takes. */
  pieces = 1;
  isHealthy = true;
  /** What the next calls to a destination meet, one each; a function may take its time. */
  readonly script = new Map<string, (SendResult | Error | (() => Promise<SendResult>))[]>();
  readonly finds: Found[] = [];
  private serial = 0;

  constructor(private readonly clock: () => number) {}

  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  healthy(): boolean {
    return this.isHealthy;
  }

  next(to: string, ...results: (SendResult | Error | (() => Promise<SendResult>))[]): void {
    this.script.set(to, [...(this.script.get(to) ?? []), ...results]);
  }

  private async meet(sent: Omit<Sent, "at" | "id" | "text">): Promise<SendResult> {
    const scripted = this.script.get(sent.to)?.shift();
    const isFree = typeof scripted !== "function" && !(scripted instanceof Error);
    if (isFree) this.serial += 1;
    const id = scripted === undefined ? `m${this.serial}` : null;
    this.sent.push({ ...sent, at: this.clock(), id, text: replyText(sent.reply) });
    if (scripted instanceof Error) throw scripted;
    if (typeof scripted === "function") return scripted();
    return scripted ?? { outcome: "sent", message: `m${this.serial}` };
  }

  /** How far answers had come when they were given. */
  readonly attempts: Attempt[] = [];

  answer(incoming: Incoming, reply: Reply, attempt?: Attempt): Promise<SendResult> {
    if (attempt !== undefined) this.attempts.push(attempt);
    const to = incoming.where.conversation;
    return this.meet({ call: "answer", to, thread: incoming.where.thread, key: incoming.key, reply });
  }
  post(
    to: Destination,
    thread: string | null,
    reply: Message,
    key: string,
    standing?: string,
  ): Promise<SendResult> {
    const found = standing === undefined ? {} : { standing };
    return this.meet({ call: "post", to: to.channel ?? "", thread, key, reply, ...found });
  }
  parts(): number {
    return this.pieces;
  }
  update(to: Destination, message: string, reply: Message): Promise<SendResult> {
    return this.meet({ call: "update", to: to.channel ?? "", thread: message, key: null, reply });
  }
  tell(person: string, reply: Message, key: string): Promise<SendResult> {
    return this.meet({ call: "tell", to: person, thread: null, key, reply });
  }
  async find(to: Destination, thread: string | null, key: string): Promise<string | null> {
    this.looked.push({ to, thread, key });
    const found = this.finds.shift() ?? null;
    if (found instanceof Error) throw found;
    return found;
  }
  /** How it tells where a message is read. */
  links: (message: string) => Promise<string | null> = async () => null;

  permalink(_to: Destination, message: string): Promise<string | null> {
    return this.links(message);
  }
}
