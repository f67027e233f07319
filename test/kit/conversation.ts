import { createHandle } from "../../src/bot/app.js";
import { AnswerCache, type Bot } from "../../src/bot/context.js";
import type { Where } from "../../src/bot/platform.js";
import { encodePress, type Press } from "../../src/bot/query.js";
import type { Block, Button, Message, Reply } from "../../src/bot/reply.js";
import type { Clock } from "../../src/domain/time.js";
import { createPlanning } from "../../src/jobs/planning.js";
import { createLog } from "../../src/log.js";
import type { Db } from "../../src/store/database.js";
import { NOW } from "./plan-store.js";

/** The program's side of the bot on a database; what the jobs do is not asked for unless a test says so. */
export const createBot = (db: Db, clock: Clock, over: Partial<Bot> = {}): Bot => ({
  db,
  clock,
  log: createLog("silent"),
  adminUsers: ["U0"],
  privacy: [],
  kick: () => undefined,
  answers: new AnswerCache(db),
  officeLink: null,
  planning: createPlanning(db),
  ...over,
});

/** A person's own conversation with the bot. */
const DIRECT: Where = {
  platform: "web",
  conversation: "D1",
  kind: "direct",
  name: null,
  thread: null,
  destination: {},
};

/** The bot as an adapter sees it: what is typed or pressed goes in, the reply comes out. */
export class Conversation {
  private count = 0;
  readonly bot: Bot;
  now: number;
  /** How often something was left for the jobs. */
  kicked = 0;
  private readonly who: string;
  private readonly name: (who: string) => string | null;
  private readonly where: Where;
  private readonly handle: ReturnType<typeof createHandle>;

  constructor(
    readonly db: Db,
    given: {
      readonly pageSize?: number;
      readonly now?: number;
      readonly where?: Partial<Where>;
      readonly who?: string;
      /** The name that the platform tells; the id where none is given. */
      readonly name?: string | null;
    } = {},
  ) {
    this.now = given.now ?? NOW;
    this.who = given.who ?? "U0";
    this.name = given.name === undefined ? (who: string) => who : () => given.name ?? null;
    this.where = { ...DIRECT, ...given.where };
    const kick = (): void => {
      this.kicked += 1;
    };
    this.bot = createBot(db, () => this.now, { kick });
    this.handle = createHandle(this.bot, { pageSize: () => given.pageSize ?? 100_000 });
  }

  private arriving(who = this.who, where = this.where) {
    this.count += 1;
    return { key: `test:${this.count}`, who: { id: who, name: this.name(who) }, where, at: this.now };
  }

  /** What `/policy …` answers. */
  async ask(text: string, who?: string, where?: Where): Promise<Message> {
    const reply = await this.handle({ kind: "command", ...this.arriving(who, where), text });
    if (reply?.kind !== "message") throw new Error(`${text} was answered with ${reply?.kind ?? "silence"}`);
    return reply;
  }

  async press(press: Press, who?: string, where?: Where): Promise<Reply | null> {
    return this.pressRaw(encodePress(press), who, where);
  }

  /** Sends a form as the adapter would bring it back. */
  async submit(
    form: string,
    context: string,
    values: Readonly<Record<string, string>>,
    who?: string,
    where?: Where,
  ): Promise<Reply | null> {
    return this.handle({ kind: "form", ...this.arriving(who, where), form, context, values });
  }

  /** The home page, as it is opened. */
  async home(who?: string): Promise<Reply | null> {
    return this.handle({ kind: "home", ...this.arriving(who) });
  }

  /** What the menu of a message opens. */
  async shortcut(message: string): Promise<Reply | null> {
    return this.handle({ kind: "shortcut", ...this.arriving(), message });
  }

  /** What `/policy …` answers, whatever that is. */
  async typed(text: string): Promise<Reply | null> {
    return this.handle({ kind: "command", ...this.arriving(), text });
  }

  /** A press whose value did not come from us. */
  async pressRaw(value: string, who?: string, where?: Where): Promise<Reply | null> {
    return this.handle({ kind: "button", ...this.arriving(who, where), value, message: null });
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
