import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { importDocument } from "../../src/bot/features/office/import-document.js";
import type { Host, Incoming, Where } from "../../src/bot/platform.js";
import { encodePress, type Press } from "../../src/bot/query.js";
import type { Message, Reply } from "../../src/bot/reply.js";
import { saidPlainly } from "../../src/domain/said-text.js";
import { addDays, MINUTE, SECOND, tokyoDate, tokyoInstant } from "../../src/domain/time.js";
import type { ParsedPlan } from "../../src/import/document.js";
import { Deliverer } from "../../src/jobs/deliver.js";
import { renderDigest, renderPlanned } from "../../src/jobs/digest.js";
import type { Intake } from "../../src/jobs/intake.js";
import { listJobs } from "../../src/jobs/jobs.js";
import { Scheduler } from "../../src/jobs/scheduler.js";
import { createLog } from "../../src/log.js";
import { createHost } from "../../src/program/host.js";
import { createIntake } from "../../src/program/work-off.js";
import { type Db, one } from "../../src/store/database.js";
import { findThread, type Thread } from "../../src/store/threads.js";
import { createBot } from "./conversation.js";
import { ScriptedPlatform } from "./scripted-platform.js";

/** A post as it stands in a channel. */
export interface Post {
  readonly channel: string;
  readonly thread: string | null;
  readonly id: string;
  readonly at: number;
  readonly message: Message;
}

/** A goal as a digest shows it. */
export interface ShownGoal {
  readonly number: number;
  readonly text: string;
}

/** The program on a set clock, from its scheduler to its inbox; only the platform is ours. */
export class LivingOffice {
  readonly platform: ScriptedPlatform;
  private readonly host: Host;
  private readonly deliverer: Deliverer;
  private readonly intake: Intake;
  private readonly scheduler: Scheduler;
  private serial = 0;
  private readonly posted: Post[] = [];
  /** How many of what was sent were looked through for posts. */
  private looked = 0;

  constructor(
    readonly db: Db,
    public now: number,
  ) {
    const clock = (): number => this.now;
    const log = createLog("silent");
    this.platform = new ScriptedPlatform(clock);
    const kick = (): void => this.kick();
    const bot = createBot(db, clock, { kick });
    this.deliverer = new Deliverer({
      db,
      clock,
      log,
      platforms: [this.platform],
      random: () => 0,
      renderDigest: (thread, part) => renderDigest(db, thread, part),
      renderPlanned: (planned, item, at) => renderPlanned(db, planned, item, at),
      draw: async (message) => message,
      onGone: () => undefined,
      onDead: () => undefined,
    });
    const options = { pageSize: () => 100_000 };
    this.intake = createIntake(bot, options, kick, null);
    this.host = createHost(bot, options, kick, null);
    this.scheduler = new Scheduler({ db, clock, log, kick, jobs: listJobs(null) });
    this.deliverer.start();
    this.intake.start();
  }

  private kick(): void {
    this.deliverer.kick();
    this.intake.kick();
  }

  async stop(): Promise<void> {
    await Promise.all([this.intake.stop(), this.deliverer.stop()]);
  }

  private waiting(): number {
    return (
      one<{ n: number }>(
        this.db,
        `SELECT (SELECT count(*) FROM outbox WHERE status IN ('pending', 'sending') AND not_before <= :soon AND platform = :here)
           + (SELECT count(*) FROM inbox WHERE status = 'new') AS n`,
        // What is for a platform that is not connected waits for it.
        { soon: this.now + MINUTE, here: this.platform.name },
      )?.n ?? 0
    );
  }

  /** Until everything that can be said now is said. */
  async settle(): Promise<void> {
    for (let turns = 0; this.waiting() > 0; turns += 1) {
      if (turns > 5000) throw new Error("the outbox does not empty");
      this.kick();
      await turn();
      if (turns % 4 === 3) this.now += SECOND;
    }
  }

  /** Every day from one to another, both included: what is due in the morning, then what people do. */
  async live(from: string, to: string, daily: (date: string) => Promise<void>): Promise<void> {
    for (let date = from; date <= to; date = addDays(date, 1)) {
      this.now = Math.max(this.now, tokyoInstant(date, "09:00") + SECOND);
      this.scheduler.tick();
      await this.settle();
      await daily(date);
    }
  }

  importPlan(parsed: ParsedPlan, municipality: string, fiscalYear: number, track: readonly string[] = []) {
    return importDocument(this.db, parsed, {
      municipality,
      fiscalYear,
      track,
      sourceName: "document",
      sourceSha256: createHash("sha256").update(JSON.stringify(parsed)).digest("hex"),
      now: this.now,
      actor: "test",
    });
  }

  private arriving(who: string, over: Partial<Where>) {
    this.serial += 1;
    const where: Where = {
      platform: "slack",
      conversation: "D0",
      kind: "direct",
      name: null,
      thread: null,
      destination: { channel: over.conversation ?? "D0" },
      ...over,
    };
    return { key: `event:${this.serial}`, who: { id: who, name: who }, where, at: this.now };
  }

  /** A line in a post's thread, handed over twice, as platforms do. @returns the message's id and the sign it got */
  async reply(
    post: Post,
    text: string,
    who: string,
  ): Promise<{ readonly message: string; readonly sign: string }> {
    const arriving = this.arriving(who, { conversation: post.channel, kind: "channel", thread: post.id });
    const message = `r${this.serial}`;
    const incoming: Incoming = {
      kind: "message",
      ...arriving,
      message,
      said: saidPlainly(text),
      quotes: null,
      addressed: false,
      files: false,
      gesture: null,
    };
    this.host.accept(incoming);
    this.host.accept(incoming);
    await this.settle();
    const answer = this.platform.sent.findLast(({ call, key }) => call === "answer" && key === arriving.key);
    const reply = answer?.reply;
    return { message, sign: reply?.kind === "receipt" ? reply.sign : (reply?.kind ?? "silence") };
  }

  /** The same message with other words. */
  async edit(post: Post, message: string, text: string, who: string): Promise<void> {
    const arriving = this.arriving(who, { conversation: post.channel, kind: "channel", thread: post.id });
    const said = saidPlainly(text);
    this.host.accept({ kind: "edit", ...arriving, message, said, quotes: null, editedAt: this.now });
    await this.settle();
  }

  async press(press: Press): Promise<Reply | null> {
    return this.host.handle({
      kind: "button",
      ...this.arriving("U0", {}),
      value: encodePress(press),
      message: null,
    });
  }

  /** As 企画課, in a channel where one is named. */
  async submit(
    form: string,
    values: Readonly<Record<string, string>>,
    channel: string | null = null,
    context = "",
  ): Promise<Reply | null> {
    const where = channel === null ? {} : { conversation: channel, name: channel, kind: "channel" as const };
    return this.host.handle({ kind: "form", ...this.arriving("U0", where), form, context, values });
  }

  /** Everything that was posted, in the order in which it was said. */
  get posts(): readonly Post[] {
    const { sent } = this.platform;
    for (const { call, to, thread, id, at, reply } of sent.slice(this.looked))
      if (call === "post" && id !== null && reply.kind === "message")
        this.posted.push({ channel: to, thread, id, at, message: reply });
    this.looked = sent.length;
    return this.posted;
  }

  threadOf(post: Post): Thread | null {
    return findThread(this.db, "slack", post.channel, post.id);
  }

  /** The digests between two days, both included. */
  digests(from: string, to: string): { readonly post: Post; readonly thread: Thread }[] {
    return this.posts.flatMap((post) => {
      const date = tokyoDate(post.at);
      const thread = post.thread === null && date >= from && date <= to ? this.threadOf(post) : null;
      return thread?.kind === "digest" ? [{ post, thread }] : [];
    });
  }
}

/** The goals that a digest asks about, as it was posted. */
export function asked({ message }: Post): ShownGoal[] {
  const items = message.blocks.flatMap((block) => (block.kind === "list" ? block.items : []));
  return items.flatMap(({ marker, spans }) =>
    /^\d+$/u.test(marker) ? [{ number: Number(marker), text: spans.map(({ text }) => text).join("") }] : [],
  );
}
