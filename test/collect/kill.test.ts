import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { say } from "../../src/bot/reply.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { all } from "../../src/store/database.js";
import { enqueue } from "../../src/store/outbox.js";
import { SECOND, systemClock } from "../../src/time.js";
import { FakeSlack } from "../slack/fake-slack.js";
import { SECRET } from "../slack/harness.js";
import { CHANNEL } from "../slack/payloads.js";
import { SlackDriver } from "./slack-driver.js";
import { Stage } from "./stage.js";

/** `KILL_SEED` replays the choices of a run, `KILLS` makes a longer one. */
const seed = Number(process.env.KILL_SEED ?? Math.floor(systemClock() % 1_000_000));
const kills = Number(process.env.KILLS ?? 25);
const main = path.join(import.meta.dirname, "..", "..", "dist", "main.js");
const PHONE = "090-1234-5678";
const AT_ONCE = 6;

type Kind = "certain" | "several" | "uncertain" | "withheld";

interface Reply {
  readonly ts: string;
  readonly kind: Kind;
  readonly event: unknown;
  /** Goal numbers and words of the notes that must come of it. */
  readonly notes: readonly { readonly number: number; readonly text: string }[];
}

/** Mulberry32. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Slack's side: people write, and what was not acknowledged comes again. */
class People {
  readonly replies: Reply[] = [];
  readonly acknowledged = new Set<string>();
  /** How often an acknowledged event came once more, or under another id. */
  repeated = 0;
  private readonly waiting: Reply[] = [];
  private writing = true;
  private serial = 0;

  constructor(
    private readonly driver: SlackDriver,
    private readonly root: string,
    private readonly port: number,
    private readonly random: () => number,
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
      if (await this.driver.deliver(reply.event, this.port, false)) {
        this.acknowledged.add(reply.ts);
        if (this.random() < 0.2) await this.repeat(reply);
        await pause(8);
      } else {
        this.waiting.push(reply);
        await pause(30);
      }
    }
  }

  private async repeat(reply: Reply): Promise<void> {
    this.repeated += 1;
    await this.driver.deliver(reply.event, this.port, this.random() < 0.5);
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
      certain: { text: `${number} 順調 ${mark}`, notes: [{ number, text: mark }] },
      several: {
        text: `${number} やや遅れ ${mark}\n${other} 順調 ${mark}`,
        notes: [
          { number, text: mark },
          { number: other, text: mark },
        ],
      },
      uncertain: { text: `99 順調 ${mark}`, notes: [] },
      withheld: { text: `${number} 順調 山田様 ${PHONE} ${mark}`, notes: [] },
    }[kind];
    const name = `r${this.serial}`;
    const event = this.driver.event({ do: "reply", name, text: made.text }, this.root);
    const reply: Reply = { ts: this.driver.idOf(name), kind, event, notes: made.notes };
    this.replies.push(reply);
    return reply;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("the program, killed while people write", () => {
  let running: ChildProcess | null = null;
  let stage: Stage | null = null;
  const slack = new FakeSlack();

  async function end(signal: NodeJS.Signals): Promise<void> {
    const child = running;
    running = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }

  afterEach(async () => {
    await end("SIGKILL");
    await stage?.close();
    await slack.close();
  });

  it(`loses and doubles nothing (KILL_SEED=${seed} KILLS=${kills})`, {
    timeout: 60_000 + kills * 4000,
  }, async () => {
    expect(existsSync(main), "dist/main.js is built before the tests").toBe(true);
    const random = randomFrom(seed);
    const said: string[] = [];
    await slack.listen();
    slack.clock = Math.floor(systemClock() / 1000);
    const driver = new SlackDriver(slack);
    stage = new Stage(driver);
    const { db, file, folder } = stage;
    await stage.prepare();
    const posts = 2 * kills;
    for (let index = 0; index < posts; index += 1) announce(index);
    const port = await freePort();

    function announce(index: number): void {
      const now = systemClock();
      const conversation = `C0OTHER${String(index).padStart(4, "0")}`;
      enqueue(
        db,
        {
          dedupe: `announce:${index}`,
          platform: "slack",
          kind: "post",
          conversation,
          destination: { channel: conversation },
          thread: null,
          target: null,
          body: { type: "message", message: { ...say(`お知らせ ${index}`), audience: "channel" } },
          after: null,
          notBefore: now + Math.floor(random() * kills * (SECOND / 2)),
          notAfter: null,
        },
        now,
      );
    }

    function start(): ChildProcess {
      const child = spawn(process.execPath, [main], {
        cwd: folder,
        stdio: ["ignore", "ignore", "pipe"],
        env: {
          PATH: process.env.PATH,
          DATABASE_PATH: file,
          HOST: "127.0.0.1",
          PORT: String(port),
          SLACK_BOT_TOKEN: "xoxb-test",
          SLACK_SIGNING_SECRET: SECRET,
          SLACK_API_URL: slack.apiUrl,
          LOG_LEVEL: "error",
        },
      });
      child.stderr?.on("data", (data) => said.push(String(data)));
      child.on("exit", (code) => {
        if (code !== null && running === child) said.push(`ended by itself with status ${code}\n`);
      });
      running = child;
      return child;
    }

    /** What was acknowledged must stand in the inbox, whenever the program ended. */
    function checkAcknowledged(people: People): void {
      const kept = new Set(
        all<{ key: string }>(db, "SELECT event_key AS key FROM inbox").map(({ key }) => key),
      );
      const lost = [...people.acknowledged].filter((ts) => !kept.has(`msg:${CHANNEL}:${ts}`));
      expect(lost, "acknowledged, but not in the inbox").toEqual([]);
    }

    start();
    const people = new People(driver, await stage.root(), port, random);
    const talking = people.talk();
    for (let kill = 0; kill < kills; kill += 1) {
      // Not in the last third: what may have been sent is looked for only after half a minute.
      const faulty = random() < 0.4 && kill < (kills * 2) / 3;
      if (faulty) slack.fail("chat.postMessage", { kind: "reset", stored: true });
      // A third of the kills hits a program that is still starting or working off what the last one left.
      const delay = random() < 0.33 ? 150 + random() * 700 : null;
      if (delay === null) {
        const before = people.acknowledged.size;
        await stage
          .eventually(() => (people.acknowledged.size > before ? true : null), 20_000)
          .catch(() => expect.fail(`nothing was acknowledged any more:\n${said.join("")}`));
        await pause(random() * 400);
      } else await pause(delay);
      await end("SIGKILL");
      checkAcknowledged(people);
      start();
    }
    people.finish();
    await talking;
    const sent = (where: string): true | null =>
      stage?.count("outbox", `${where} AND status <> 'sent'`) === 0 ? true : null;
    await stage.eventually(() => (stage?.count("inbox", "status = 'new'") === 0 ? true : null), 20_000);
    await stage.eventually(() => sent("kind = 'answer'"), 30_000);
    await stage.eventually(() => sent("dedupe LIKE 'announce:%'"), 60_000);
    await end("SIGTERM");

    expect(said.join("").replace(/^Slack につなぎます.*\n/gm, ""), "errors in the log").toBe("");
    expect(people.replies.length).toBeGreaterThan(kills);
    expect(people.acknowledged.size).toBe(people.replies.length);
    expect(stage.count("inbox", "status <> 'done'")).toBe(0);

    const notes = all<{ message: string; number: number; text: string }>(
      db,
      `SELECT message.message, goal.number, note.text FROM note JOIN goal ON goal.id = goal_id
       JOIN message ON message.id = message_id WHERE withdrawn_at IS NULL ORDER BY note.id`,
    );
    const expected = people.replies.flatMap((reply) =>
      reply.notes.map(({ number, text }) => `${reply.ts} ${number} ${text}`),
    );
    expect(notes.map((note) => `${note.message} ${note.number} ${note.text}`).sort()).toEqual(
      expected.sort(),
    );

    const messages = new Map(
      all<{ message: string; status: string; text: string | null; doubts: string | null }>(
        db,
        "SELECT message, status, text, doubts FROM message",
      ).map((message) => [message.message, message]),
    );
    expect(messages.size).toBe(people.replies.length);
    for (const reply of people.replies) {
      const message = messages.get(reply.ts);
      if (reply.kind === "uncertain") {
        expect(message?.status).toBe("asked");
        expect(message?.text).toMatch(/^99 順調 その\d+の件$/);
        expect(message?.doubts).not.toBeNull();
      } else expect(message?.status).toBe(reply.kind === "withheld" ? "withheld" : "noted");
    }

    expect(findBrokenAudit(db)).toBeNull();
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(stage.count("audit", "action = 'note.add'")).toBe(notes.length);
    for (const name of [file, `${file}-wal`].filter(existsSync))
      expect(readFileSync(name).includes(PHONE), `${name} holds what must not be stored`).toBe(false);

    // Every post under its own key stands on the platform once, the digest among them.
    const keys = slack.posts.map(({ metadata }) => JSON.stringify(metadata));
    expect(new Set(keys).size).toBe(keys.length);
    expect(slack.posts.filter(({ channel }) => channel.startsWith("C0OTHER"))).toHaveLength(posts);
    expect(slack.posts.filter(({ channel, thread_ts }) => channel === CHANNEL && !thread_ts)).toHaveLength(1);
    // A private line cannot be looked for: it may come again for what was on its way at a kill, and only for that.
    const asides = slack.called("chat.postEphemeral").length;
    const due = people.replies.filter(({ kind }) => kind === "uncertain" || kind === "withheld").length;
    expect(asides).toBeGreaterThanOrEqual(due);
    expect(asides).toBeLessThanOrEqual(due + 4 * kills);
    process.stdout.write(
      `killed ${kills} times: ${people.replies.length} replies, ${people.repeated} repeated, ${asides - due} private lines twice\n`,
    );
  });
});
