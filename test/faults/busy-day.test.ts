import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Config } from "../../src/config.js";
import { MINUTE, SECOND, tokyoInstant } from "../../src/domain/time.js";
import { systemClock } from "../../src/machine-clock.js";
import { findBinding } from "../../src/store/bindings.js";
import { all } from "../../src/store/database.js";
import { event as activity, BOT, mention, places } from "../kit/activities.js";
import { beginHurry, install } from "../kit/clock.js";
import { randomFor, replay, rounds } from "../kit/dice.js";
import { FakeConnector } from "../kit/fake-connector.js";
import { FakeSlack, type Fault, SELF } from "../kit/fake-slack.js";
import { CHANNEL, command, envelope } from "../kit/payloads.js";
import { FORM, signed } from "../kit/sign.js";
import { SlackDriver } from "../kit/slack-driver.js";
import { type Driver, Stage } from "../kit/stage.js";
import { TeamsDriver } from "../kit/teams-driver.js";
import { eventually } from "../kit/wait.js";

/**
 * One day of a department's channel, against platforms that keep their own limits, answer late, store what they seem to have failed at,
 * lose events, archive the channel and bring it back, remove the app and install it again, rename the channel, and shut the program out:
 * the same for each transport. Nothing is lost, nothing is doubled, every asker is answered.
 */

const SPEED = 6;
const MOST = rounds > 1 ? 300 : 60;
/** Of the machine's time, for each thing that is waited for: a whole day takes a minute of it, and others work beside it. */
const PATIENCE = 200 * SECOND;
const TIER_3 = 50;
/** https://docs.slack.dev/apis/web-api/rate-limits; all others are of tier 3. */
const OTHER_TIERS: Readonly<Record<string, number>> = {
  "users.info": 100,
  "chat.postEphemeral": 100,
  "chat.getPermalink": 300,
  "auth.test": 300,
};

/** What an office does with a channel: it puts it away and takes it out again, it takes the app out and lets it in again, it renames it. */
type Change = "archive" | "unarchive" | "remove" | "reinstall" | "rename";
const NEW_NAME = "危機管理部（新庁舎）";

/** The platform's side of a day. */
interface Side {
  readonly driver: Driver;
  /** Replies that have a sign, each with when it came; more than one for one that came twice. */
  readonly receipts: Map<string, number[]>;
  /** Calls that were made, and those that were refused because there were too many. */
  readonly made: { calls: number; refused: number };
  /** How the platform treats the program at present. */
  mood: "well" | "gone" | "shut";
  /** By what a reply's receipt is known. */
  receiptOf(name: string): string;
  open(): Promise<void>;
  close(): Promise<void>;
  /** Something happens to the channel: what the program is told. */
  change(port: number, what: Change): Promise<boolean>;
  /** @returns whether the asker was answered */
  ask(port: number, person: number): Promise<boolean>;
  /** It happens, and nobody tells the program; false where the platform lets bots read nothing afterwards. */
  unheard(event: unknown): boolean;
  /** How long the receipts of so many replies take at least, in milliseconds. */
  ideal(replies: number): number;
}

/** How often something happened within the last while. */
class Window {
  private readonly times: number[] = [];
  constructor(
    private readonly ms: number,
    private readonly most: number,
  ) {}
  /** @returns seconds to wait; 0 where it is let through */
  take(): number {
    const now = systemClock();
    const recent = this.times.filter((at) => at > now - this.ms);
    if (recent.length >= this.most) return Math.ceil(((recent[0] ?? now) + this.ms - now) / SECOND);
    this.times.splice(0, this.times.length, ...recent, now);
    return 0;
  }
}

class SlackSide implements Side {
  readonly slack = new FakeSlack();
  readonly driver: SlackDriver;
  readonly receipts = new Map<string, number[]>();
  readonly made = { calls: 0, refused: 0 };
  mood: Side["mood"] = "well";
  private readonly windows = new Map<string, Window>();
  private late = 0;

  constructor(
    private readonly random: () => number,
    socket: boolean,
  ) {
    const { slack } = this;
    this.driver = socket ? new OverSocket(slack) : new SlackDriver(slack);
    slack.now = systemClock;
    slack.clock = 0;
    slack.chaos = (method, args) => this.meet(method, args);
  }

  private meet(method: string, args: Readonly<Record<string, string>>): Fault | null {
    this.made.calls += 1;
    const wait = this.limitOf(method, args.channel ?? "").take();
    if (wait > 0) {
      this.made.refused += 1;
      return { kind: "rate-limit", retryAfter: String(wait) };
    }
    if (this.mood === "shut") return { kind: "error", error: "token_revoked" };
    if (this.mood === "gone" && args.channel === CHANNEL) return { kind: "error", error: "is_archived" };
    const dice = this.random();
    if (method === "reactions.add" && dice >= 0.03) this.signed(args.timestamp ?? "");
    if (method === "auth.test" || method === "apps.connections.open") return null;
    if (dice < 0.03) return { kind: "status", status: 503, stored: method !== "reactions.add" };
    return dice < 0.15 ? { kind: "delay", ms: 400 } : null;
  }

  /** A sign stands once however often it is set, as by a call that was given up and then made again: Slack says so. */
  private signed(ts: string): void {
    if (!this.receipts.has(ts)) this.receipts.set(ts, [systemClock()]);
  }

  private limitOf(method: string, channel: string): Window {
    const post = method === "chat.postMessage";
    const key = post ? `${method} ${channel}` : method;
    // About a post a second into a channel, in short bursts.
    const made =
      this.windows.get(key) ??
      (post ? new Window(4 * SECOND, 4) : new Window(MINUTE, OTHER_TIERS[method] ?? TIER_3));
    this.windows.set(key, made);
    return made;
  }

  receiptOf = (name: string): string => this.driver.idOf(name);
  open = (): Promise<void> => this.slack.listen();
  close = (): Promise<void> => this.slack.close();
  change(port: number, what: Change): Promise<boolean> {
    const own = { channel: CHANNEL, user: SELF.user_id };
    const events: Readonly<Record<Change, Record<string, unknown>>> = {
      archive: { type: "channel_archive", ...own },
      unarchive: { type: "channel_unarchive", ...own },
      remove: { type: "member_left_channel", ...own },
      reinstall: { type: "member_joined_channel", ...own },
      rename: { type: "channel_rename", channel: { id: CHANNEL, name: NEW_NAME, created: 1_795_000_000 } },
    };
    return this.driver.deliver(envelope(events[what]), port, false);
  }

  async ask(port: number, person: number): Promise<boolean> {
    const body = {
      ...command("防災", this.slack.responseUrl),
      user_id: `U0ASKER0${person}`,
      trigger_id: `t${person}`,
    };
    if (this.driver instanceof OverSocket) return (await this.driver.askOver(body)) || this.byAddress();
    const raw = new URLSearchParams(body as Record<string, string>).toString();
    const response = await fetch(`http://127.0.0.1:${port}/slack/events`, {
      method: "POST",
      body: raw,
      headers: signed(raw, FORM),
    });
    return (await response.text()).includes("防災") || this.byAddress();
  }

  /** What takes longer than the acknowledgement may comes to the response URL. */
  private byAddress(): Promise<boolean> {
    this.late += 1;
    const expected = this.late;
    return eventually(
      () => this.slack.responses.length >= expected,
      () => "no answer",
      PATIENCE,
    );
  }

  unheard(event: unknown): boolean {
    this.slack.happens(event as Record<string, unknown>);
    return true;
  }
  ideal = (replies: number): number => (Math.ceil(replies / TIER_3) - 1) * MINUTE;
}

/** The same Slack over a WebSocket. */
class OverSocket extends SlackDriver {
  private envelopes = 0;

  override get config(): Pick<Config, "slack"> {
    const { apiUrl } = this.slack;
    return { slack: { botToken: "xoxb-test", signingSecret: null, appToken: "xapp-test", apiUrl } };
  }

  override async deliver(event: unknown, _port: number, again: boolean): Promise<boolean> {
    const body = event as Record<string, unknown>;
    const payload = again ? { ...body, event_id: `Ev7${this.envelopes}` } : body;
    await this.send({ type: "events_api", payload, retry_attempt: 0 });
    return true;
  }

  async askOver(payload: Record<string, unknown>): Promise<boolean> {
    const ack = await this.send({ type: "slash_commands", payload });
    return JSON.stringify(ack).includes("防災");
  }

  /** What is not acknowledged, because a connection ended, is sent once more over the next one. */
  private async send(envelope: Record<string, unknown>) {
    for (;;) {
      const id = `envelope-${++this.envelopes}`;
      this.slack.push({ ...envelope, envelope_id: id });
      try {
        return await eventually(() => this.ackOf(id), undefined, 15 * SECOND);
      } catch {
        // As it was never taken.
      }
    }
  }

  private ackOf(id: string) {
    return this.slack.acks.find(({ envelope_id }) => envelope_id === id);
  }
}

class TeamsSide implements Side {
  readonly connector = new FakeConnector();
  readonly driver = new TeamsDriver(this.connector);
  readonly receipts = new Map<string, number[]>();
  readonly made = { calls: 0, refused: 0 };
  mood: Side["mood"] = "well";
  private readonly windows = [new Window(SECOND, 7), new Window(2 * SECOND, 8), new Window(30 * SECOND, 60)];
  private readonly answered = new Set<string>();

  constructor(private readonly random: () => number) {
    this.connector.chaos = (call) => {
      this.made.calls += 1;
      const wait = call.method === "POST" ? Math.max(...this.windows.map((window) => window.take())) : 0;
      if (wait > 0) {
        this.made.refused += 1;
        return { status: 429, headers: { "retry-after": String(wait) } };
      }
      if (this.mood === "shut") return { status: 401 };
      if (this.mood === "gone")
        return { status: 403, body: { error: { code: "BotNotInConversationRoster" } } };
      if (this.random() < 0.03) return { status: 503 };
      if (call.query.get("isTargetedActivity") === "true") this.told(call.body);
      return null;
    };
  }

  // biome-ignore lint/suspicious/noExplicitAny: what the bot sends
  private told(body: any): void {
    const person = String(body.recipient?.id);
    if (!JSON.stringify(body).includes("記録しました")) this.answered.add(person);
    else this.receipts.set(person, [...(this.receipts.get(person) ?? []), systemClock()]);
  }

  receiptOf = (name: string): string => `29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgmB39${name}`;
  open = (): Promise<void> => this.connector.listen();
  close = (): Promise<void> => this.connector.close();

  change(port: number, what: Change): Promise<boolean> {
    const place = places.channel("1700000000001");
    const given = { serviceUrl: this.connector.serviceUrl, recipient: { id: BOT } };
    if (what === "remove" || what === "reinstall") {
      const over = { ...given, action: what === "remove" ? "remove" : "add" };
      return this.driver.deliver(activity("installationUpdate", over, place), port);
    }
    const eventType = { archive: "teamArchived", unarchive: "teamUnarchived", rename: "channelRenamed" }[
      what
    ];
    const data = place.channelData as Record<string, Record<string, unknown>>;
    const channel = { ...data.channel, ...(what === "rename" ? { name: NEW_NAME } : {}) };
    const over = { ...given, channelData: { ...data, eventType, channel } };
    return this.driver.deliver(activity("conversationUpdate", over, place), port);
  }

  async ask(port: number, person: number): Promise<boolean> {
    const id = `29:asker-${person}`;
    const from = { id, name: "山田 花子", aadObjectId: id };
    const asked = mention("policy 防災", places.channel("1700000000009"), {
      from,
      serviceUrl: this.connector.serviceUrl,
    });
    if (!(await this.driver.deliver(asked, port))) return false;
    return eventually(
      () => this.answered.has(id),
      () => "no answer",
      PATIENCE,
    );
  }

  unheard = (): boolean => false;
  ideal = (replies: number): number =>
    Math.max((Math.ceil(replies / 8) - 1) * 2, (Math.ceil(replies / 60) - 1) * 30) * SECOND;
}

let putBack = (): void => undefined;
beforeAll(() => {
  putBack = install(beginHurry(tokyoInstant("2026-11-24", "10:00"), SPEED));
});
afterAll(() => putBack());

const SIDES: Readonly<Record<string, (random: () => number) => Side>> = {
  "Slack over HTTP": (random) => new SlackSide(random, false),
  "Slack over Socket Mode": (random) => new SlackSide(random, true),
  "Teams with tokens": (random) => new TeamsSide(random),
};

describe(`a busy day, ${replay}`, () => {
  for (const [name, make] of Object.entries(SIDES))
    it(`${name}: nothing is lost, nothing is doubled, every asker is answered`, {
      timeout: 600_000,
    }, async () => {
      const side = make(randomFor(`busy day ${name}`));
      await side.open();
      const stage = new Stage(side.driver);
      const until = (look: () => unknown, what: string): Promise<unknown> =>
        eventually(look, () => `${what}: ${JSON.stringify(state())}`, PATIENCE);
      const state = () => ({
        notes: stage.notes().length,
        receipts: side.receipts.size,
        open: all(
          stage.db,
          "SELECT kind, status, reason, attempts FROM outbox WHERE status IN ('pending', 'sending') LIMIT 3",
        ),
        ...side.made,
      });
      try {
        await stage.prepare();
        await stage.start();
        const root = String(
          await until(
            () => all<{ root: string }>(stage.db, "SELECT root FROM thread")[0]?.root,
            "the digest",
          ),
        );
        let said = 0;
        const write = (): { readonly name: string; readonly event: unknown } => {
          said += 1;
          const by = String(said);
          const text = `${(said % 16) + 1} 順調 その${said}の件`;
          return { name: by, event: side.driver.event({ do: "reply", name: by, text, by }, root) };
        };
        const reply = async (): Promise<void> => {
          const { event } = write();
          if (side.driver instanceof SlackDriver) side.unheard(event);
          // What is not acknowledged in time comes again.
          for (let tries = 0; !(await side.driver.deliver(event, stage.port, false)); tries += 1)
            expect(tries).toBeLessThan(5);
        };
        const settled = () => side.receipts.size === said && stage.notes().length === said;

        // Many at once, and people who ask meanwhile.
        const began = systemClock();
        const asked = Promise.all(Array.from({ length: 10 }, (_, person) => side.ask(stage.port, person)));
        for (let n = 0; n < MOST; n += 10) await Promise.all(Array.from({ length: 10 }, reply));
        expect(await asked).not.toContain(false);
        await until(settled, "a receipt for each");
        const times = [...side.receipts.values()].map(([first = 0]) => first - began).sort((a, b) => a - b);
        const at = (share: number) =>
          Math.round((times[Math.floor((times.length - 1) * share)] ?? 0) / SECOND);
        process.stdout.write(
          `${name}: ${MOST} replies, receipts p50 ${at(0.5)} s, p95 ${at(0.95)} s, last ${at(1)} s (ideal ${side.ideal(MOST) / SECOND} s), ` +
            `${side.made.calls} calls (ideal ${MOST + 2}), ${side.made.refused} times 429\n`,
        );

        // Nobody tells the program of some replies; it is started anew.
        await stage.stop();
        for (let n = 0; n < 5; n += 1) {
          if (!side.unheard(write().event)) said -= 1;
        }
        await stage.start();
        await until(settled, "what nobody told of");

        // The channel goes away and comes back, by each way there is.
        const { platform, conversation } = side.driver.channel;
        const binding = () => findBinding(stage.db, platform, conversation);
        for (const [away, back] of [
          ["archive", "unarchive"],
          ["remove", "reinstall"],
        ] as const) {
          side.mood = "gone";
          expect(await side.change(stage.port, away)).toBe(true);
          await until(() => binding()?.lostAt != null, `it is lost by ${away}`);
          side.mood = "well";
          expect(await side.change(stage.port, back)).toBe(true);
          await until(() => binding()?.lostAt === null, `it is found by ${back}`);
          await Promise.all(Array.from({ length: 5 }, reply));
          await until(settled, `what was said after ${back}`);
        }

        // It gets another name, and goes on.
        expect(await side.change(stage.port, "rename")).toBe(true);
        await until(() => binding()?.name === NEW_NAME, "its new name is known");
        await reply();
        await until(settled, "what was said under the new name");

        // The program is shut out, and let in again.
        side.mood = "shut";
        await Promise.all(Array.from({ length: 5 }, reply));
        await until(() => stage.notes().length === said, "it is kept all the same");
        side.mood = "well";
        await until(settled, "the receipts follow");
        await until(() => stage.count("outbox", "status IN ('pending', 'sending')") === 0, "all is sent");

        expect(stage.notes()).toHaveLength(said);
        expect(new Set(stage.notes().map(({ text }) => text)).size).toBe(said);
        for (let n = 1; n <= said; n += 1)
          expect(side.receipts.get(side.receiptOf(String(n))), String(n)).toHaveLength(1);
        expect(stage.count("thread", "kind = 'digest'")).toBe(1);
        expect(stage.count("outbox", "status = 'dead'")).toBe(0);
        expect(stage.count("inbox", "status <> 'done'")).toBe(0);
      } finally {
        await stage.close();
        await side.close();
      }
    });
});
