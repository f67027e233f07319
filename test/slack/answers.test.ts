import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Attempt } from "../../src/bot/platform.js";
import { readPress } from "../../src/bot/platforms/slack/listeners.js";
import { renderMessage } from "../../src/bot/platforms/slack/render.js";
import type { Block, Message } from "../../src/bot/reply.js";
import { CHANNEL, command, PERSON, press } from "../kit/payloads.js";
import { text } from "../kit/recording-host.js";
import { Bench } from "../kit/slack-bench.js";
import { eventually } from "../kit/wait.js";

const DIRECT = `D${PERSON.slice(1)}`;
const VALUE = JSON.stringify({ do: "goal", goal: 3 });
const PICTURE: Block = {
  kind: "image",
  png: new Uint8Array([1]),
  alt: "危機管理部の推移。順調 5件、遅れ 2件。",
  name: "推移.png",
};
const FILE = { name: "進捗一覧.xlsx", bytes: new Uint8Array([80, 75]) };
/** Three messages of Slack's. */
const LONG: Message = {
  kind: "message",
  audience: "private",
  blocks: Array.from({ length: 30 }, (_, index) => ({
    kind: "text",
    spans: [{ text: `${index} ${"あ".repeat(900)}` }],
  })),
};

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.http();
  await bench.start();
});
afterEach(() => bench.stop());

/** What a person pressed, in a channel or in their direct messages. */
function pressed(channel = CHANNEL) {
  const container = { type: "message", message_ts: "1795000200.000100", channel_id: channel };
  const incoming = readPress(
    { ...press(VALUE, bench.slack.responseUrl, { container }), channel: { id: channel, name: "x" } },
    1_795_000_200_000,
  );
  if (incoming === null) throw new Error("nothing was pressed");
  return incoming;
}

/** An attempt of the outbox that remembers. */
function attempts(): { readonly next: () => Attempt; readonly tried: () => void } {
  let [given, again] = [0, false];
  return {
    next: () => ({
      key: "k",
      again,
      doubts: 0,
      given,
      give: (parts) => {
        given = parts;
      },
    }),
    tried: () => {
      again = true;
    },
  };
}

const said = (): string[] => [
  ...bench.slack.called("chat.postEphemeral").map(({ args }) => args.text ?? ""),
  ...bench.slack.posts.map((post) => post.text),
];
const uploads = () => bench.slack.called("files.completeUploadExternal");

describe("an answer of several parts", () => {
  const parts = renderMessage(LONG.blocks).map(({ text: all }) => all.slice(0, 20));

  it("takes more than two messages here", () => expect(parts.length).toBeGreaterThan(2));

  for (const [where, channel, method] of [
    ["a channel", CHANNEL, "chat.postEphemeral"],
    ["a direct message", DIRECT, "chat.postMessage"],
  ] as const)
    it(`goes on in ${where} where it was interrupted, and repeats nothing`, async () => {
      const { next, tried } = attempts();
      const incoming = pressed(channel);
      bench.slack.fail(method, { kind: "delay", ms: 0 }, { kind: "status", status: 503, stored: false });
      expect(await bench.platform.answer(incoming, LONG, next())).toMatchObject({ outcome: "unknown" });
      tried();
      expect(await bench.platform.answer(incoming, LONG, next())).toMatchObject({ outcome: "sent" });
      const calls = bench.slack.called(method).map(({ args }) => args.text?.slice(0, 20));
      expect(calls).toEqual([parts[0], parts[1], ...parts.slice(1)]);
    });

  it("finds in a direct message what was stored although nobody heard of it", async () => {
    const { next, tried } = attempts();
    const incoming = pressed(DIRECT);
    bench.slack.fail("chat.postMessage", { kind: "delay", ms: 0 }, { kind: "reset", stored: true });
    expect(await bench.platform.answer(incoming, LONG, next())).toMatchObject({ outcome: "unknown" });
    tried();
    expect(await bench.platform.answer(incoming, LONG, next())).toMatchObject({ outcome: "sent" });
    expect(said().map((all) => all.slice(0, 20))).toEqual(parts);
  });

  it("to a command begins with the acknowledgement, and the rest comes through the outbox", async () => {
    bench.host.reply = async () => LONG;
    const answer = await bench.command(command("危機管理部", bench.slack.responseUrl));
    expect(await answer.json()).toMatchObject({
      response_type: "ephemeral",
      text: expect.stringContaining(parts[0] ?? "-"),
    });
    await eventually(() => bench.slack.responses.length === parts.length - 1);
    expect(bench.host.put).toMatchObject([{ given: 1 }]);
    expect(bench.slack.responses.map(({ text: all }) => String(all).slice(0, 20))).toEqual(parts.slice(1));
  });
});

describe("what one person alone was perhaps shown", () => {
  it("is said to come again at the address to answer to, after Slack was asked whether it answers", async () => {
    bench.host.reply = async () => text("答えです");
    bench.slack.fail("response", { kind: "reset", stored: true });
    await bench.interaction(press(VALUE, bench.slack.responseUrl));
    await eventually(() => bench.host.results.length === 1);
    expect(bench.host.results[0]).toMatchObject({ outcome: "unknown", blind: true });
    const [first] = bench.host.put;
    if (first === undefined) throw new Error("nothing was put");
    const attempt: Attempt = { key: "k", again: true, doubts: 1, given: 0, give: () => {} };
    bench.slack.fail("auth.test", { kind: "status", status: 503, stored: false });
    const asked = await bench.platform.answer(first.incoming, first.reply, attempt);
    expect(asked).toMatchObject({ outcome: "unknown" });
    expect(asked).not.toHaveProperty("blind");
    expect(bench.slack.responses).toHaveLength(1);
    expect(await bench.platform.answer(first.incoming, first.reply, attempt)).toMatchObject({
      outcome: "sent",
    });
    expect(bench.slack.responses.map((each) => String(each.text))).toEqual([
      "答えです",
      expect.stringMatching(/^（再送）.*\n答えです$/),
    ]);
    expect(said()).toEqual([]);
  });

  it("is not sent at all in a direct message that cannot be looked through for now", async () => {
    const attempt: Attempt = { key: "k", again: true, doubts: 0, given: 0, give: () => {} };
    bench.slack.fail("conversations.history", { kind: "status", status: 503, stored: false });
    expect(await bench.platform.answer(pressed(DIRECT), text("答えです"), attempt)).toMatchObject({
      outcome: "unknown",
    });
    expect(bench.slack.posts).toEqual([]);
  });
});

describe("an answer for everybody", () => {
  it("is looked for before it is posted again", async () => {
    const { next, tried } = attempts();
    const shared = text("危機管理部の重点目標", { audience: "channel" });
    bench.slack.fail("chat.postMessage", { kind: "reset", stored: true });
    expect(await bench.platform.answer(pressed(), shared, next())).toMatchObject({ outcome: "unknown" });
    tried();
    expect(await bench.platform.answer(pressed(), shared, next())).toMatchObject({ outcome: "sent" });
    expect(bench.slack.posts).toHaveLength(1);
  });

  it("has its pictures in the channel", async () => {
    const shared: Message = { ...text("推移", { audience: "channel" }) };
    await bench.platform.answer(pressed(), { ...shared, blocks: [...shared.blocks, PICTURE] });
    expect(uploads().map(({ args }) => args.channel_id)).toEqual([CHANNEL]);
  });
});

describe("pictures and files for one person", () => {
  const trend: Message = { ...text("推移"), blocks: [...text("推移").blocks, PICTURE] };

  it("come to their direct messages, which is said where they asked", async () => {
    expect(await bench.platform.answer(pressed(), trend)).toMatchObject({ outcome: "sent" });
    expect(uploads().map(({ args }) => args.channel_id)).toEqual([DIRECT]);
    expect(said().at(-1)).toBe("図は、このアプリとのダイレクトメッセージに送りました。");
  });

  it("come in place where they asked there", async () => {
    await bench.platform.answer(pressed(DIRECT), trend);
    expect(uploads().map(({ args }) => args.channel_id)).toEqual([DIRECT]);
    expect(said()).toHaveLength(1);
  });

  it("are tried again where Slack does not take them now, without the words before them", async () => {
    for (const fault of [
      { kind: "status", status: 503, stored: false },
      { kind: "reset", stored: false },
      { kind: "rate-limit", retryAfter: "0" },
    ] as const) {
      const { next } = attempts();
      const before = [said().length, uploads().length];
      bench.slack.fail("files.getUploadURLExternal", fault);
      const first = await bench.platform.answer(pressed(), { ...text("できました"), file: FILE }, next());
      expect(["unknown", "busy"]).toContain(first.outcome);
      if (fault.kind === "rate-limit") continue;
      expect(
        await bench.platform.answer(pressed(), { ...text("できました"), file: FILE }, next()),
      ).toMatchObject({ outcome: "sent" });
      expect([said().length, uploads().length]).toEqual([(before[0] ?? 0) + 1, (before[1] ?? 0) + 1]);
    }
  });

  it("are said to be missing where Slack will not take a file, and a picture is left to its words", async () => {
    bench.slack.fail("files.getUploadURLExternal", { kind: "error", error: "missing_scope" });
    await bench.platform.answer(pressed(), { ...text("できました"), file: FILE });
    expect(said().at(-1)).toContain("ファイルを送れませんでした。");
    bench.slack.fail("files.getUploadURLExternal", { kind: "error", error: "missing_scope" });
    const before = bench.slack.posts.length;
    expect(await bench.platform.answer(pressed(DIRECT), trend)).toMatchObject({ outcome: "sent" });
    expect(bench.slack.posts.slice(before).map(({ text }) => text)).toContainEqual(
      "（図）危機管理部の推移。順調 5件、遅れ 2件。",
    );
  });

  it("stand beside a caption: their words are on the screen once, and read aloud whole", () => {
    const [shown] = renderMessage([PICTURE]);
    expect(JSON.stringify(shown?.blocks)).toContain('（図）危機管理部の推移"');
    expect(JSON.stringify(shown?.blocks)).not.toContain("順調 5件");
    expect(shown?.text).toBe("（図）危機管理部の推移。順調 5件、遅れ 2件。");
    const [undrawn] = renderMessage([{ ...PICTURE, png: new Uint8Array() } as Block]);
    expect(JSON.stringify(undrawn?.blocks)).toContain("順調 5件");
  });
});

describe("where the outbox can keep nothing", () => {
  it("the answer is given directly", async () => {
    bench.host.full = true;
    bench.host.reply = async () => text("答えです");
    await bench.interaction(press(VALUE, bench.slack.responseUrl));
    await eventually(() => bench.slack.responses.length === 1);
    expect(bench.slack.responses[0]).toMatchObject({ text: "答えです" });
  });
});
