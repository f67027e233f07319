import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PlaceGone, ShutOut } from "../../src/bot/platform.js";
import { createSlackPlatform } from "../../src/bot/platforms/slack/connection.js";
import type { Message } from "../../src/bot/reply.js";
import { DAY, HOUR } from "../../src/domain/time.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { setClock } from "../kit/clock.js";
import { CHANNEL, PERSON } from "../kit/payloads.js";
import { text } from "../kit/recording-host.js";
import { SECRET } from "../kit/sign.js";
import { Bench } from "../kit/slack-bench.js";

// Slack takes one post a second in a channel.
setClock(8);

let bench: Bench;
const to = { channel: CHANNEL };
const KEY = "digest-7";
const digest = text("【定期まとめ】危機管理部 重点目標の進捗", { audience: "channel" });

beforeEach(async () => {
  bench = new Bench();
  await bench.http();
  await bench.start();
});
afterEach(() => bench.stop());

const post = (message: Message = digest, thread: string | null = null) =>
  bench.platform.post(to, thread, message, KEY);

describe("posting", () => {
  it("posts once, inert, under an opaque key", async () => {
    const result = await post();
    expect(result).toEqual({ outcome: "sent", message: bench.slack.posts[0]?.ts });
    const [call] = bench.slack.called("chat.postMessage");
    expect(call?.args).toMatchObject({
      parse: "none",
      link_names: "false",
      unfurl_links: "false",
      unfurl_media: "false",
    });
    expect(JSON.parse(call?.args.metadata ?? "")).toEqual({
      event_type: "policy_bot_post",
      event_payload: { key: KEY },
    });
  });

  it("is not tried while a refusal of Slack's speaks for the method", async () => {
    bench.slack.fail("chat.postMessage", { kind: "rate-limit", retryAfter: "7" });
    expect(await post()).toMatchObject({ outcome: "busy", afterMs: 7000 });
    expect(await post()).toMatchObject({ outcome: "busy", reason: "paced" });
    expect(bench.slack.called("chat.postMessage")).toHaveLength(1);
    const update = bench.platform.update({ channel: CHANNEL }, "1795000001.000100", text("別の方法"));
    expect(await update).toMatchObject({ outcome: "sent" });
  });

  it("says what became of an attempt, and never tries twice on its own", async () => {
    const cases = [
      [
        { kind: "error", error: "ratelimited" },
        { outcome: "busy", afterMs: 5000 },
      ],
      [
        { kind: "error", error: "channel_not_found" },
        { outcome: "gone", reason: "channel_not_found" },
      ],
      [{ kind: "error", error: "not_in_channel" }, { outcome: "gone" }],
      [{ kind: "error", error: "is_archived" }, { outcome: "gone" }],
      [
        { kind: "error", error: "invalid_blocks" },
        { outcome: "refused", reason: "invalid_blocks" },
      ],
      [
        { kind: "error", error: "account_inactive" },
        { outcome: "shut-out", reason: "account_inactive" },
      ],
      [{ kind: "error", error: "team_access_not_granted" }, { outcome: "shut-out" }],
      [{ kind: "error", error: "internal_error" }, { outcome: "unknown" }],
      [
        { kind: "status", status: 503, stored: true },
        { outcome: "unknown", reason: "http_503" },
      ],
      [
        { kind: "status", status: 403, stored: false },
        { outcome: "refused", reason: "http_403" },
      ],
      [{ kind: "reset", stored: false }, { outcome: "unknown" }],
      [{ kind: "page" }, { outcome: "unknown" }],
    ] as const;
    for (const [index, [fault, expected]] of cases.entries()) {
      bench.slack.fail("chat.postMessage", fault);
      expect(await post()).toMatchObject(expected);
      expect(bench.slack.called("chat.postMessage")).toHaveLength(index + 1);
    }
  });

  it("knows that nothing was sent where nobody listens", async () => {
    await bench.slack.close();
    expect(await post()).toMatchObject({ outcome: "retry", reason: "ECONNREFUSED" });
  });

  it("finds a post whose answer was lost, and only that one", async () => {
    for (const [fault, stored] of [
      [{ kind: "reset", stored: true }, true],
      [{ kind: "reset", stored: false }, false],
    ] as const) {
      bench.slack.posts.length = 0;
      for (let other = 0; other < 5; other += 1)
        await bench.platform.post(to, null, digest, `other-${other}`);
      bench.slack.fail("chat.postMessage", fault);
      expect((await post()).outcome).toBe("unknown");
      const found = await bench.platform.find(to, null, KEY, 0);
      expect(found !== null).toBe(stored);
      if (stored) expect(found).toBe(bench.slack.posts.at(-1)?.ts);
    }
  });

  it("looks in the thread where the post was meant for one", async () => {
    const root = await bench.platform.post(to, null, digest, "root");
    const thread = root.outcome === "sent" ? root.message : "";
    const sent = await post(digest, thread);
    expect(await bench.platform.find(to, thread, KEY, 0)).toBe(sent.outcome === "sent" ? sent.message : "");
    expect(await bench.platform.find(to, null, KEY, 0)).toBeNull();
  });

  it("rejects a search that Slack did not answer: nothing is known then", async () => {
    bench.slack.fail("conversations.history", { kind: "rate-limit", retryAfter: "1" });
    await expect(bench.platform.find(to, null, KEY, 0)).rejects.not.toBeInstanceOf(PlaceGone);
  });

  it("says so where there is no channel to search any more", async () => {
    bench.slack.fail("conversations.history", { kind: "error", error: "not_in_channel" });
    await expect(bench.platform.find(to, null, KEY, 0)).rejects.toThrow(new PlaceGone("not_in_channel"));
  });

  it("says so where it is the program that is not let in, whatever the channel", async () => {
    bench.slack.fail("conversations.history", { kind: "error", error: "token_revoked" });
    await expect(bench.platform.find(to, null, KEY, 0)).rejects.toThrow(new ShutOut("token_revoked"));
  });

  it("takes no post of a person for its own, whatever metadata it carries", async () => {
    bench.slack.posts.push({
      ts: "1795000001.000000",
      channel: CHANNEL,
      text: "",
      bot_id: "",
      user: PERSON,
      metadata: { event_type: "policy_bot_post", event_payload: { key: KEY } },
    });
    expect(await bench.platform.find(to, null, KEY, 0)).toBeNull();
  });
});

describe("a message of several parts", () => {
  const long = text("今年度は各課で点検を進めています。".repeat(2000), { audience: "channel" });

  it("goes on in the thread of its first part", async () => {
    expect((await post(long)).outcome).toBe("sent");
    const [first, ...rest] = bench.slack.posts;
    expect(rest.length).toBeGreaterThan(1);
    for (const part of rest) expect(part.thread_ts).toBe(first?.ts);
  });

  it("that was interrupted is posted on beside what stands there, by whatever program, and no part twice", async () => {
    await post(long);
    const whole = bench.slack.posts.map(({ blocks }) => JSON.stringify(blocks));
    expect(bench.platform.parts(long)).toBe(whole.length);
    bench.slack.posts.length = 0;
    bench.slack.fail("chat.postMessage", { kind: "delay", ms: 1 }, { kind: "rate-limit", retryAfter: "3" });
    expect(await post(long)).toEqual({ outcome: "unknown", reason: "rate_limited", afterMs: 3000 });
    const found = (await bench.platform.find(to, null, KEY, 0)) ?? "";
    expect(found).toBe(bench.slack.posts[0]?.ts);

    const another = await createSlackPlatform({
      config: {
        botToken: "xoxb-test",
        signingSecret: SECRET,
        appToken: null,
        apiUrl: bench.slack.apiUrl,
      },
      log: createLog("silent"),
      clock: systemClock,
    });
    bench.slack.fail("chat.postMessage", { kind: "reset", stored: true });
    expect(await another.post(to, null, long, KEY, found)).toMatchObject({ outcome: "unknown" });
    bench.slack.fail("conversations.replies", { kind: "status", status: 503, stored: false });
    expect(await another.post(to, null, long, KEY, found)).toMatchObject({ outcome: "unknown" });
    expect(await another.post(to, null, long, KEY, found)).toEqual({ outcome: "sent", message: found });
    expect(bench.slack.posts.map(({ blocks }) => JSON.stringify(blocks))).toEqual(whole);
    expect(await another.post(to, null, long, KEY, found)).toEqual({ outcome: "sent", message: found });
    expect(bench.slack.posts).toHaveLength(whole.length);
  });

  it("is not looked through where it is one post", async () => {
    expect(await bench.platform.post(to, null, digest, KEY, "1.1")).toEqual({
      outcome: "sent",
      message: "1.1",
    });
    expect(bench.slack.called("conversations.replies")).toHaveLength(0);
    expect(bench.slack.posts).toHaveLength(0);
  });
});

it("uploads a picture after the message that describes it", async () => {
  const picture: Message = {
    kind: "message",
    audience: "channel",
    blocks: [
      { kind: "image", png: new Uint8Array([137, 80, 78, 71]), alt: "状態の内訳", name: "states.png" },
    ],
  };
  expect((await post(picture)).outcome).toBe("sent");
  expect(bench.slack.calls.map((call) => call.method).slice(-4)).toEqual([
    "chat.postMessage",
    "files.getUploadURLExternal",
    "upload",
    "files.completeUploadExternal",
  ]);
  expect(bench.slack.called("files.completeUploadExternal")[0]?.args.channel_id).toBe(CHANNEL);
  expect(bench.slack.posts[0]?.text).toContain("状態の内訳");
  bench.slack.fail("files.getUploadURLExternal", { kind: "error", error: "missing_scope" });
  expect((await post(picture)).outcome).toBe("sent");
  expect(bench.slack.posts.at(-1)?.text).toBe("（図）状態の内訳");
  expect(bench.slack.posts).toHaveLength(3);
});

describe("a picture of a message that was kept silently", () => {
  const picture: Message = {
    kind: "message",
    audience: "channel",
    blocks: [{ kind: "image", png: new Uint8Array([137, 80]), alt: "状態の内訳", name: "states.png" }],
  };
  const uploads = () => bench.slack.called("files.completeUploadExternal").length;

  it("follows once the message is found, and once only", async () => {
    expect(bench.platform.parts(picture)).toBe(2);
    expect((await post(picture)).outcome).toBe("sent");
    expect(uploads()).toBe(1);
    bench.slack.fail("chat.postMessage", { kind: "status", status: 503, stored: true });
    expect((await bench.platform.post(to, null, picture, "next")).outcome).toBe("unknown");
    const standing = (await bench.platform.find(to, null, "next", 0)) ?? "";
    for (let n = 0; n < 2; n += 1) {
      const result = await bench.platform.post(to, null, picture, "next", standing);
      expect(result).toEqual({ outcome: "sent", message: standing });
      expect(uploads()).toBe(2);
    }
  });

  it("waits where nobody can tell whether it is there", async () => {
    bench.slack.fail("conversations.history", { kind: "status", status: 503, stored: false });
    expect((await bench.platform.post(to, null, picture, KEY, "1.1")).outcome).toBe("unknown");
    expect(uploads()).toBe(0);
  });
});

it("tells a person by direct message, and finds what it told", async () => {
  const told = await bench.platform.tell(PERSON, digest, KEY);
  expect(bench.slack.posts).toMatchObject([{ channel: `D${PERSON.slice(1)}` }]);
  expect(await bench.platform.find({ channel: PERSON }, null, KEY, 0)).toBe(
    told.outcome === "sent" ? told.message : "",
  );
  expect(bench.slack.called("conversations.open")).toHaveLength(1);
  bench.slack.fail("conversations.open", { kind: "error", error: "user_disabled" });
  expect(await bench.platform.tell("U0GONE0000", digest, "k")).toMatchObject({ outcome: "gone" });
});

it("replaces a message, and says where it is gone", async () => {
  expect(await bench.platform.update(to, "1795000001.000000", digest)).toEqual({
    outcome: "sent",
    message: "1795000001.000000",
  });
  expect(bench.slack.called("chat.update")[0]?.args).toMatchObject({
    ts: "1795000001.000000",
    parse: "none",
  });
  bench.slack.fail("chat.update", { kind: "error", error: "message_not_found" });
  expect(await bench.platform.update(to, "1", digest)).toMatchObject({ outcome: "refused" });
});

it("gives a permalink, or null", async () => {
  bench.slack.fail("chat.getPermalink", { kind: "error", error: "message_not_found" });
  expect(await bench.platform.permalink(to, "1", null)).toBeNull();
  expect(await bench.platform.permalink(to, "1", null)).toBe(`https://city.slack.com/archives/${CHANNEL}/p1`);
});

it("asks for one permalink of a channel, and makes the others of the form that Slack documents", async () => {
  const ends = { "100.000200": null, "100.000300": "100.000200" };
  const links = [];
  for (const [message, thread] of Object.entries(ends))
    links.push(await bench.platform.permalink(to, message, thread));
  expect(links).toEqual([
    `https://city.slack.com/archives/${CHANNEL}/p100000200`,
    `https://city.slack.com/archives/${CHANNEL}/p100000300?thread_ts=100.000200&cid=${CHANNEL}`,
  ]);
  expect(bench.slack.called("chat.getPermalink")).toHaveLength(1);
  expect(await bench.platform.permalink({ channel: "C0OTHER000" }, "1", null)).toContain("C0OTHER000");
  expect(bench.slack.called("chat.getPermalink")).toHaveLength(2);
});

it("asks once a day for a permalink anew, and keeps to the old one where Slack does not tell", async () => {
  const link = (): Promise<string | null> => bench.platform.permalink(to, "1", null);
  const asked = (): number => bench.slack.called("chat.getPermalink").length;
  const known = await link();
  bench.ahead = DAY - HOUR;
  expect([await link(), asked()]).toEqual([known, 1]);
  bench.ahead = DAY + HOUR;
  bench.slack.fail("chat.getPermalink", { kind: "error", error: "message_not_found" });
  expect([await link(), asked()]).toEqual([known, 2]);
  expect([await link(), asked()]).toEqual([known, 3]);
  expect([await link(), asked()]).toEqual([known, 3]);
});

it("asks for each permalink where Slack's are of another form", async () => {
  // The fake knows of no thread that the message stands in: its link is not of the form of a reply.
  for (const nth of [1, 2]) {
    expect(await bench.platform.permalink(to, "100.000300", "100.000200")).not.toContain("thread_ts");
    expect(bench.slack.called("chat.getPermalink")).toHaveLength(nth);
  }
});

it("asks for a person's name once", async () => {
  expect(await bench.platform.profile(PERSON)).toBe("山田 太郎");
  expect(await bench.platform.profile(PERSON)).toBe("山田 太郎");
  expect(bench.slack.called("users.info")).toHaveLength(1);
  bench.slack.fail("users.info", { kind: "error", error: "user_not_found" });
  expect(await bench.platform.profile("U0OTHER000")).toBeNull();
});

describe("starting while Slack is down", () => {
  it("answers events with 503 until Slack is back, and stores nothing by then", async () => {
    const late = new Bench();
    await late.http();
    const port = late.slack.address;
    await late.slack.close();
    await late.start();
    expect(late.platform.healthy()).toBe(false);
    expect((await late.event({ type: "event_callback" })).status).toBe(503);
    await late.slack.listen(port);
    late.slack.fail("auth.test", { kind: "error", error: "invalid_auth" });
    for (let turn = 0; turn < 300 && !late.platform.healthy(); turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(late.platform.healthy()).toBe(true);
    await late.stop();
    expect(late.platform.healthy()).toBe(false);
  });
});
