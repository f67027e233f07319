import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createSlackPlatform, type SlackPlatform } from "../../src/bot/platforms/slack/connection.js";
import { encodePress } from "../../src/bot/query.js";
import { systemClock } from "../../src/machine-clock.js";
import { FakeSlack } from "../kit/fake-slack.js";
import { RecordingHost, text } from "../kit/recording-host.js";
import { eventually } from "../kit/wait.js";

const TOKEN = "xoxb-a-token-that-nobody-may-read";
const SAID = "候補の3施設と協議しました";

let slack: FakeSlack;
let lines: string[];
let platform: SlackPlatform;
let requests: string[];

beforeEach(async () => {
  slack = new FakeSlack();
  await slack.listen();
  lines = [];
  requests = [];
  platform = await createSlackPlatform({
    config: { botToken: TOKEN, signingSecret: "a-secret-of-ours", appToken: null, apiUrl: slack.apiUrl },
    log: pino({ level: "trace" }, { write: (line: string) => lines.push(line) }),
    clock: systemClock,
    backoff: { firstMs: 10, mostMs: 20 },
    fetch: (input, init) => {
      requests.push(String(input));
      return fetch(input, init);
    },
  });
});
afterEach(async () => {
  await platform.stop();
  await slack.close();
});

it("logs one line while Slack cannot be reached, however long that lasts, and one when it can", async () => {
  const port = slack.address;
  await slack.close();
  await platform.start(new RecordingHost());
  await eventually(() => requests.length > 5);
  const loud = () => lines.map((line) => JSON.parse(line)).filter((line) => line.level >= 30);
  expect(loud()).toHaveLength(1);
  await slack.listen(port);
  await eventually(() => platform.healthy());
  expect(loud()).toHaveLength(2);
});

it("logs one line while Slack shuts the program out, however many posts meet it, and one when it lets it in", async () => {
  await platform.start(new RecordingHost());
  const loud = () => lines.map((line) => JSON.parse(line)).filter((line) => line.level >= 30);
  const before = loud().length;
  const post = () =>
    platform.post({ channel: "C1" }, null, text("定期まとめ", { audience: "channel" }), "key");
  // Slack lets the token in and refuses each post: it must not be told each time.
  slack.chaos = (method) => (method === "auth.test" ? null : { kind: "error", error: "not_authed" });
  expect(await post()).toEqual({ outcome: "shut-out", reason: "not_authed" });
  expect(platform.healthy()).toBe(false);
  for (let turn = 0; turn < 5; turn += 1) {
    await eventually(() => platform.healthy());
    expect((await post()).outcome).toBe("shut-out");
  }
  expect(loud().slice(before)).toMatchObject([{ level: 50, reason: "not_authed" }]);
  slack.chaos = () => ({ kind: "error", error: "token_revoked" });
  const asked = slack.called("auth.test").length;
  await eventually(() => slack.called("auth.test").length > asked + 2);
  expect(platform.healthy()).toBe(false);
  slack.chaos = null;
  await eventually(() => platform.healthy());
  expect((await post()).outcome).toBe("sent");
  expect(loud().slice(before)).toHaveLength(2);
});

it("writes neither what people said nor a token into the log, whatever goes wrong", async () => {
  await platform.start(new RecordingHost());
  const to = { channel: "C0KIKIKANRI" };
  const message = text(SAID, { audience: "channel" });
  const where = {
    platform: "slack" as const,
    conversation: "C0KIKIKANRI",
    kind: "channel" as const,
    name: null,
    thread: null,
    destination: to,
  };
  const incoming = {
    kind: "button" as const,
    key: "k",
    who: { id: "U0YAMADA00", name: null },
    where,
    at: 0,
    value: encodePress({ do: "help" }),
    message: null,
  };
  for (const fault of [
    { kind: "error", error: "invalid_blocks" },
    { kind: "reset", stored: false },
    { kind: "page" },
    { kind: "rate-limit", retryAfter: "1" },
  ] as const) {
    slack.fail("chat.postMessage", fault);
    slack.fail("chat.postEphemeral", fault);
    slack.fail("chat.getPermalink", fault);
    slack.fail("users.info", fault);
    await platform.post(to, null, message, "key");
    await platform.answer(incoming, text(SAID));
    await platform.permalink(to, "1", null);
    await platform.profile("U0YAMADA00");
  }
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.join("")).not.toContain(SAID);
  expect(lines.join("")).not.toContain(TOKEN);
  expect(requests.every((url) => url.startsWith(slack.apiUrl))).toBe(true);
});
