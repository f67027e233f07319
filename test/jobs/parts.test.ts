import { afterEach, beforeEach, expect, it } from "vitest";
import { createSlackPlatform, type SlackPlatform } from "../../src/bot/platforms/slack/connection.js";
import type { Message } from "../../src/bot/reply.js";
import { SECOND } from "../../src/domain/time.js";
import { Deliverer } from "../../src/jobs/deliver.js";
import { LEASE } from "../../src/jobs/ledger.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { type Db, one } from "../../src/store/database.js";
import { enqueue } from "../../src/store/outbox.js";
import { FakeSlack } from "../kit/fake-slack.js";
import { temporaryDatabase } from "../kit/plan-store.js";
import { RecordingHost, text } from "../kit/recording-host.js";
import { SECRET } from "../kit/sign.js";
import { eventually } from "../kit/wait.js";

const CHANNEL = "C0KIKIKANRI";
const long: Message = text("今年度は各課で点検を進めています。".repeat(2000), { audience: "channel" });

let slack: FakeSlack;
let db: Db;
let now: number;
let left: { readonly platform: SlackPlatform; readonly deliverer: Deliverer }[];

beforeEach(async () => {
  slack = new FakeSlack();
  await slack.listen();
  db = temporaryDatabase().db;
  now = systemClock();
  slack.clock = 0;
  slack.now = () => now;
  left = [];
});
afterEach(async () => {
  await slack.close();
  for (const { platform, deliverer } of left) await Promise.all([deliverer.stop(), platform.stop()]);
});

/** What a program has in its memory, of which nothing is left to the next one. */
async function program(): Promise<Deliverer> {
  const platform = await createSlackPlatform({
    config: { botToken: "xoxb-test", signingSecret: SECRET, appToken: null, apiUrl: slack.apiUrl },
    log: createLog("silent"),
    clock: () => now,
    backoff: { firstMs: 20, mostMs: 50 },
  });
  await platform.start(new RecordingHost());
  const deliverer = new Deliverer({
    db,
    clock: () => now,
    log: createLog("silent"),
    platforms: [platform],
    random: () => 0,
    renderDigest: () => null,
    renderPlanned: () => null,
    draw: async (message) => message,
    onGone: () => {},
    onDead: () => {},
  });
  left.push({ platform, deliverer });
  deliverer.start();
  return deliverer;
}

const status = (): string => one<{ status: string }>(db, "SELECT status FROM outbox")?.status ?? "";

it.each([true, false])(
  "a program that ends between the parts of a message leaves the rest to the next (the last call took effect: %s)",
  { timeout: 360_000 },
  async (stored) => {
    enqueue(
      db,
      {
        dedupe: "long",
        platform: "slack",
        kind: "post",
        conversation: CHANNEL,
        destination: { channel: CHANNEL },
        thread: null,
        target: null,
        body: { type: "message", message: long },
        after: null,
        notBefore: now,
        notAfter: null,
      },
      now,
    );
    // The second part is on its way when the first program is heard of for the last time.
    slack.fail("chat.postMessage", { kind: "delay", ms: 0 }, { kind: "delay", ms: 9000, stored });
    await program();
    await eventually(() => slack.called("chat.postMessage").length === 2);
    now += LEASE + SECOND;
    const before = slack.posts.length;
    expect(before).toBe(stored ? 2 : 1);
    const second = await program();
    await eventually(() => {
      second.kick();
      return status() === "sent";
    });
    const parts = slack.posts.map(({ metadata }) => JSON.stringify(metadata));
    expect(new Set(parts).size).toBe(parts.length);
    expect(parts.length).toBe(left[0]?.platform.parts(long));
    const root = slack.posts[0]?.ts;
    expect(slack.posts.slice(1).every(({ thread_ts }) => thread_ts === root)).toBe(true);
  },
);
