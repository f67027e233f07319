import { AnswerCache } from "../../src/bot/answer-cache.js";
import { createHandle } from "../../src/bot/app.js";
import type { Bot } from "../../src/bot/context.js";
import type { Incoming, Where } from "../../src/bot/platform.js";
import { encodePress, type Press } from "../../src/bot/query.js";
import type { Block, Button, Message, Reply } from "../../src/bot/reply.js";
import { createPlanning } from "../../src/jobs/planning.js";
import { createLog } from "../../src/log.js";
import type { Db } from "../../src/store/database.js";
import { NOW } from "./plan-store.js";

/** The bot as an adapter sees it: what is typed or pressed goes in, the reply comes out. */
export class Conversation {
  private count = 0;
  readonly bot: Bot;

  constructor(
    readonly db: Db,
    private readonly given: {
      readonly pageSize?: number;
      readonly now?: number;
      readonly where?: Partial<Where>;
      readonly who?: string;
    } = {},
  ) {
    this.bot = {
      db,
      clock: () => given.now ?? NOW,
      log: createLog("silent"),
      adminUsers: ["U0"],
      privacy: [],
      kick: () => undefined,
      answers: new AnswerCache(db),
      officeLink: null,
      planning: createPlanning(db),
    };
  }

  private arriving() {
    this.count += 1;
    const user = this.given.who ?? "U0";
    return {
      key: `test:${this.count}`,
      who: { id: user, name: user },
      where: {
        platform: "web",
        conversation: "D1",
        kind: "direct",
        name: null,
        thread: null,
        destination: {},
        ...this.given.where,
      } as const satisfies Where,
      at: this.given.now ?? NOW,
    };
  }

  private async handle(incoming: Incoming): Promise<Reply | null> {
    return createHandle(this.bot, { pageSize: () => this.given.pageSize ?? 100_000 })(incoming);
  }

  /** What `/policy …` answers. */
  async ask(text: string): Promise<Message> {
    const reply = await this.handle({ kind: "command", ...this.arriving(), text });
    if (reply?.kind !== "message") throw new Error(`${text} was answered with ${reply?.kind ?? "silence"}`);
    return reply;
  }

  async press(press: Press): Promise<Reply | null> {
    return this.handle({ kind: "button", ...this.arriving(), value: encodePress(press), message: null });
  }

  /** Sends a form as the adapter would bring it back. */
  async submit(
    form: string,
    context: string,
    values: Readonly<Record<string, string>>,
  ): Promise<Reply | null> {
    return this.handle({ kind: "form", ...this.arriving(), form, context, values });
  }

  async pressRaw(value: string): Promise<Reply | null> {
    return this.handle({ kind: "button", ...this.arriving(), value, message: null });
  }
}

/** The blocks of any reply that shows some. */
export function blocksOf(reply: Reply | null): readonly Block[] {
  if (reply === null) return [];
  if (reply.kind === "message" || reply.kind === "home") return reply.blocks;
  return reply.kind === "receipt" && reply.aside !== null ? reply.aside.blocks : [];
}

export function buttonsOf(reply: Reply | null): Button[] {
  return blocksOf(reply).flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
}

/** Everything in a reply that can be pressed: its buttons and its items. */
export function pressesOf(reply: Reply | null): Press[] {
  const items = blocksOf(reply).flatMap((block) => (block.kind === "list" ? block.items : []));
  return [
    ...buttonsOf(reply).map((button) => button.press),
    ...items.flatMap((item) => (item.open === undefined ? [] : [item.open])),
  ];
}

/** The button of this label; fails where there is none. */
export function button(reply: Reply | null, label: string): Press {
  const found = buttonsOf(reply).find((candidate) => candidate.label === label);
  if (found === undefined) {
    throw new Error(`no button ${label} among ${buttonsOf(reply).map((candidate) => candidate.label)}`);
  }
  return found.press;
}
