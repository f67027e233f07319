import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Destination, Incoming, SendResult } from "../../src/bot/platform.js";
import { Limiter } from "../../src/bot/platforms/teams/limits.js";
import { outcomeOf } from "../../src/bot/platforms/teams/outcome.js";
import type { Message } from "../../src/bot/reply.js";
import { DAY, HOUR } from "../../src/domain/time.js";
import { BOT, CHANNEL, CHAT, GROUP, mention, message, PERSON, PERSON_29, places } from "../kit/activities.js";
import { TENANT } from "../kit/fake-connector.js";
import { text } from "../kit/recording-host.js";
import { Bench, CONFIG, LINKS } from "../kit/teams-bench.js";
import { eventually } from "../kit/wait.js";

describe.each(LINKS)("over %s", (sdk) => {
  let bench: Bench;
  /** The machine's clock, which may jump, and the milliseconds that only go forward. */
  let now = Date.parse("2026-11-24T00:00:00Z");
  let elapsed = 0;
  beforeEach(async () => {
    bench = new Bench();
    await bench.start(
      { ...CONFIG, sdk },
      () => now,
      () => elapsed,
    );
  });
  afterEach(() => bench.stop());

  const channel = (): Destination => ({
    serviceUrl: bench.connector.serviceUrl,
    tenant: TENANT,
    conversation: CHANNEL,
    type: "channel",
    spot: `${CHANNEL};messageid=1`,
    bot: BOT,
    person: PERSON_29,
  });
  const group = (): Destination => ({ ...channel(), conversation: GROUP, type: "groupChat", spot: GROUP });
  const post = (to = channel(), thread: string | null = null): Promise<SendResult> =>
    bench.platform.post(to, thread, text("定期まとめ", { audience: "channel" }), "key-1");

  describe("a post", () => {
    it("says in a group chat, which has no threads, how to answer there", async () => {
      const message: Message = {
        kind: "message",
        audience: "channel",
        blocks: [
          {
            kind: "text",
            spans: [{ text: "このスレッドに返信" }],
            withoutThreads: [{ text: "メンションを付けて" }],
          },
        ],
      };
      const words = async (to: Destination): Promise<string> => {
        await bench.platform.post(to, null, message, `key-${to.type}`);
        await bench.platform.update(to, "17", message);
        return JSON.stringify(bench.connector.calls.splice(0).map(({ body }) => body));
      };
      expect(await words(group())).toMatch(/^(?!.*このスレッド).*メンション.*メンション/);
      expect(await words(channel())).toMatch(/^(?!.*メンション).*このスレッド.*このスレッド/);
    });

    it("has its picture as a chart of Teams' own, with its lines for clients that know no charts", async () => {
      const parts = [
        {
          lines: [{ label: "順調", drawn: "████", words: "8件" }],
          plot: {
            kind: "counts" as const,
            title: "状態",
            bars: [{ label: "順調", count: 8, tone: "good" as const }],
          },
        },
      ];
      const blocks = [
        { kind: "image" as const, png: new Uint8Array(100_000), alt: "順調 8件", parts, name: "a.png" },
      ];
      await bench.platform.post(channel(), null, { kind: "message", audience: "channel", blocks }, "key-1");
      const sent = JSON.stringify(bench.connector.calls[0]?.body);
      expect(sent).toMatch(/"Chart\.HorizontalBar".*"data":\[\{"x":"順調","y":8,.*"fallback":.*████/u);
      expect(sent).toContain("（図）順調 8件");
    });

    it("begins a thread in a channel", async () => {
      const result = await post();
      const [call] = bench.connector.calls;
      expect(call?.path).toBe("/teams/v3/conversations");
      expect(call?.body).toMatchObject({
        isGroup: true,
        bot: { id: BOT },
        tenantId: TENANT,
        channelData: { channel: { id: CHANNEL } },
        activity: { type: "message", summary: "定期まとめ" },
      });
      expect(result).toEqual({ outcome: "sent", message: "1700000000001" });
    });

    it("replies in a thread, and simply follows in a chat", async () => {
      await post(channel(), "1700000000777");
      await post(group());
      expect(bench.connector.calls.map(({ path }) => path)).toEqual([
        `/teams/v3/conversations/${CHANNEL};messageid=1700000000777/activities`,
        `/teams/v3/conversations/${GROUP}/activities`,
      ]);
    });

    it("of several cards keeps them together in its thread, and goes on after a pause where it stopped", async () => {
      const item = (n: number) => ({ marker: String(n), spans: [{ text: "長い文。".repeat(200) }] });
      const long = text("", {
        blocks: [{ kind: "list", items: Array.from({ length: 30 }, (_, n) => item(n)) }],
      });
      bench.connector.misbehave.push({ status: 429, headers: { "retry-after": "0" }, only: /messageid/ });
      const first = await bench.platform.post(channel(), null, long, "key-2");
      expect(first.outcome).toBe("busy");
      const second = await bench.platform.post(channel(), null, long, "key-2");
      expect(second).toEqual({ outcome: "sent", message: "1700000000001" });
      const roots = bench.connector.calls.filter(({ path }) => path.endsWith("/conversations"));
      expect(roots).toHaveLength(1);
      const texts = JSON.stringify(bench.connector.calls.map(({ body }) => body));
      for (let n = 0; n < 30; n += 1) expect(texts).toContain(`"text":"${n}"`);
    });

    it.each<[string, { status: number; headers?: Record<string, string>; body?: unknown }, object]>([
      [
        "429 with Retry-After",
        { status: 429, headers: { "retry-after": "7" } },
        { outcome: "busy", afterMs: 7000 },
      ],
      ["429 without", { status: 429 }, { outcome: "busy", afterMs: 5000 }],
      ["412", { status: 412 }, { outcome: "retry", afterMs: null }],
      ["500", { status: 500 }, { outcome: "unknown" }],
      ["502", { status: 502 }, { outcome: "unknown" }],
      ["504 after it was stored", { status: 504 }, { outcome: "unknown" }],
      ["413", { status: 413 }, { outcome: "refused" }],
      ["401", { status: 401 }, { outcome: "shut-out" }],
      [
        "403 because an administrator switched the bot off",
        { status: 403, body: { error: { code: "BotDisabledByAdmin", message: "x" } } },
        { outcome: "shut-out", reason: "http_403 BotDisabledByAdmin" },
      ],
      [
        "403 of something in between",
        { status: 403, body: "<html>proxy</html>" },
        { outcome: "retry", reason: "http_403" },
      ],
      [
        "403 because the bot is not there any more",
        { status: 403, body: { error: { code: "BotNotInConversationRoster", message: "x" } } },
        { outcome: "gone", reason: "http_403 BotNotInConversationRoster" },
      ],
      ["success without an id", { status: 201, body: {} }, { outcome: "unknown" }],
    ])("that is answered with %s is made once and says so", async (_name, misbehaviour, expected) => {
      bench.connector.misbehave.push(misbehaviour);
      expect(await post()).toMatchObject(expected);
      expect(bench.connector.calls).toHaveLength(1);
    });

    it("waits for its turn while Microsoft shuts the program out, and the adapter says that it is not connected", async () => {
      bench.connector.misbehave.push({ status: 401 }, { status: 401 });
      expect((await post()).outcome).toBe("shut-out");
      expect(bench.platform.healthy()).toBe(false);
      elapsed += 5000;
      expect(bench.platform.healthy()).toBe(true);
      await post();
      elapsed += 5000;
      expect(bench.platform.healthy()).toBe(false);
      elapsed += 5000;
      expect((await post()).outcome).toBe("sent");
      expect(bench.platform.healthy()).toBe(true);
    });

    it("measures its pauses by time that only goes forward, so that a clock that jumps a day changes none of them", async () => {
      const day = 86_400_000;
      bench.connector.misbehave.push({ status: 401 });
      now += day;
      expect((await post()).outcome).toBe("shut-out");
      now -= day;
      expect(bench.platform.healthy()).toBe(false);
      elapsed += 5000;
      expect(bench.platform.healthy()).toBe(true);
      for (let n = 0; n < 7; n += 1) expect((await post(group())).outcome).toBe("sent");
      now += day;
      expect(await post(group())).toMatchObject({ outcome: "busy", reason: "rhythm" });
      bench.connector.misbehave.push({ status: 404 }, { status: 404 });
      expect((await post()).outcome).toBe("retry");
      now += day;
      expect((await post()).outcome).toBe("gone");
      now -= 2 * day;
    });

    it.each([
      ["invalid_client", "shut-out"],
      ["temporarily_unavailable", "retry"],
    ])("for which the token service says %s is %s", (errorCode, outcome) => {
      const refusal = Object.assign(new Error("AADSTS7000222: keys are expired"), {
        name: "ServerError",
        errorCode,
      });
      expect(outcomeOf(refusal)).toMatchObject({ outcome, reason: errorCode });
    });

    it("whose connection breaks is unknown, and one that never left is not", async () => {
      bench.connector.misbehave.push({ status: 0, resets: true });
      expect((await post()).outcome).toBe("unknown");
      const nowhere = { ...group(), serviceUrl: "http://127.0.0.1:2/" };
      expect(await post(nowhere)).toMatchObject({ outcome: "retry", reason: "ECONNREFUSED" });
      expect(bench.connector.calls).toHaveLength(1);
    });

    it("does not wait for ever", async () => {
      await bench.stop();
      bench = new Bench();
      await bench.start(
        { ...CONFIG, sdk },
        () => now,
        () => elapsed,
        { callMs: 200 },
      );
      bench.connector.misbehave.push({ status: 0, silent: true });
      expect((await post()).outcome).toBe("unknown");
    });

    it("to a place that is not found is tried once more before it counts as gone", async () => {
      bench.connector.misbehave.push({ status: 404 }, { status: 404 });
      expect((await post()).outcome).toBe("retry");
      expect((await post()).outcome).toBe("gone");
      bench.connector.misbehave.push({ status: 404 });
      elapsed += 3_600_000;
      expect((await post()).outcome).toBe("retry");
      expect((await post()).outcome).toBe("sent");
    });

    it("keeps Teams' rhythm: what would be too much is not sent", async () => {
      for (let n = 0; n < 7; n += 1) expect((await post()).outcome).toBe("sent");
      expect(await post()).toEqual({ outcome: "busy", afterMs: 1000, reason: "rhythm" });
      expect((await post(group())).outcome).toBe("sent");
      expect(bench.connector.calls).toHaveLength(8);
    });

    it("uses the service address of the latest activity", async () => {
      const moved = { ...channel(), serviceUrl: "http://127.0.0.1:1/old/" };
      await bench.send(message("こんにちは", places.channel("5")));
      expect((await post(moved)).outcome).toBe("sent");
    });
  });

  describe("the rhythm", () => {
    /** When it lets a post through for which somebody asks all the time, and what it says to the others. */
    const sent: number[] = [];
    const waits: number[] = [];
    beforeAll(() => {
      let clock = 0;
      const limiter = new Limiter(() => clock);
      while (clock < 3 * 3_600_000 && sent.length < 4000) {
        const wait = limiter.take("c");
        if (wait === 0) sent.push(clock);
        else waits.push(wait);
        // Mostly at once, where the wait is long some times within it.
        clock += wait < 2000 ? 40 : Math.ceil(wait / 20);
      }
    });

    it("names a wait where it lets nothing through", () => {
      expect(waits.length).toBeGreaterThan(1000);
      expect(waits.every((wait) => wait > 0)).toBe(true);
    });

    it.each([
      [1000, 7],
      [2000, 8],
      [30_000, 60],
      [3_600_000, 1800],
    ])("lets no more through within %i ms than %i", (within, most) => {
      const tooEarly = sent.filter(
        (at, index) => (sent[index + most] ?? Number.POSITIVE_INFINITY) - at < within,
      );
      expect(tooEarly).toEqual([]);
      expect(sent.length).toBeGreaterThan(most);
    });
  });

  describe("after a post", () => {
    it("nobody can be asked whether it is there, until a press on it tells", async () => {
      expect(bench.platform.canFind).toBe(false);
      await expect(bench.platform.find(channel(), null, "key-1", 0)).rejects.toThrow();
      const { place, press } = { place: places.channel("1700000000001"), press: '{"do":"help"}' };
      await bench.send({
        ...message("", place),
        type: "invoke",
        name: "adaptiveCard/action",
        replyToId: "1700000000001",
        value: { action: { type: "Action.Execute", verb: "press", data: { p: press, key: "key-1" } } },
      });
      expect(await bench.platform.find(channel(), null, "key-1", 0)).toBe("1700000000001");
    });

    it("its card is replaced in its thread", async () => {
      const result = await bench.platform.update(channel(), "17", text("報告済み 1件"));
      expect(result).toEqual({ outcome: "sent", message: "17" });
      const [call] = bench.connector.calls;
      expect([call?.method, call?.path]).toEqual([
        "PUT",
        `/teams/v3/conversations/${CHANNEL};messageid=17/activities/17`,
      ]);
      expect(JSON.stringify(call?.body)).toContain("報告済み 1件");
      bench.connector.misbehave.push({ status: 403 });
      expect((await bench.platform.update(channel(), "17", text("x"))).outcome).toBe("gone");
    });

    it("its card that somebody deleted is refused, which does not make the channel count as gone", async () => {
      bench.connector.misbehave.push({
        status: 404,
        body: { error: { code: "ActivityNotFoundInConversation", message: "x" } },
      });
      expect(await bench.platform.update(channel(), "17", text("x"))).toEqual({
        outcome: "refused",
        reason: "http_404 ActivityNotFoundInConversation",
      });
      bench.connector.misbehave.push({ status: 404 });
      expect((await post()).outcome).toBe("retry");
    });

    it("has an address for a browser, but not in a personal chat", async () => {
      expect(await bench.platform.permalink({ ...channel(), group: "g-1" }, "17", null)).toBe(
        `https://teams.microsoft.com/l/message/${encodeURIComponent(CHANNEL)}/17?tenantId=${TENANT}&groupId=g-1&parentMessageId=17`,
      );
      expect(await bench.platform.permalink(group(), "17", null)).toContain("contextType");
      expect(await bench.platform.permalink({ ...channel(), type: "personal" }, "17", null)).toBeNull();
    });
  });

  describe("what a channel is called, and whether the bot is there", () => {
    const TEAM = "19:team@thread.tacv2";
    const there = () => ({ ...channel(), team: TEAM });
    const asked = () => bench.connector.calls.filter(({ method }) => method === "GET");

    it("is what the team lists, asked for once in twelve hours", async () => {
      bench.connector.channels = [
        { id: TEAM, name: null },
        { id: CHANNEL, name: "危機管理部" },
      ];
      expect(await bench.platform.channelName(there())).toBe("危機管理部");
      expect(await bench.platform.channelName({ ...there(), conversation: TEAM })).toBe("一般");
      expect(asked().map(({ path }) => path)).toEqual([`/teams/v3/teams/${TEAM}/conversations`]);
      bench.connector.channels = [{ id: CHANNEL, name: "危機管理室" }];
      elapsed += 12 * HOUR;
      expect(await bench.platform.channelName(there())).toBe("危機管理室");
      expect(await bench.platform.isThere(there())).toBe(true);
    });

    it("is not known of a private channel, of a chat and where Microsoft does not tell", async () => {
      expect(await bench.platform.channelName(group())).toBeNull();
      expect(await bench.platform.isThere(group())).toBeNull();
      expect(await bench.platform.isThere(there())).toBeNull();
      bench.connector.misbehave.push({ status: 503 });
      expect(await bench.platform.isThere(there())).toBeNull();
      bench.connector.misbehave.push({ status: 401 });
      expect(await bench.platform.isThere(there())).toBeNull();
      // Nothing else is concluded from it.
      expect(bench.platform.healthy()).toBe(true);
    });

    it("of a private or shared channel is what any activity told of it", async () => {
      const hidden = "19:private@thread.tacv2";
      const to = { ...there(), conversation: hidden };
      const event = (name: string) => {
        const place = places.channel("17") as Record<string, Record<string, unknown>>;
        const channelData = { ...place.channelData, channel: { id: hidden, name, type: "private" } };
        return bench.send({
          ...message("お知らせ", { ...place, channelData }),
          type: "conversationUpdate",
          channelData: { ...channelData, eventType: "channelRenamed" },
        });
      };
      await event("防災庁舎の移転");
      expect(await bench.platform.channelName(to)).toBe("防災庁舎の移転");
      await event("防災庁舎");
      await event(" ");
      expect(await bench.platform.channelName(to)).toBe("防災庁舎");
    });

    it("is told by what Microsoft refuses: the bot is not in the team", async () => {
      bench.connector.misbehave.push({
        status: 403,
        body: { error: { code: "BotNotInConversationRoster", message: "not there" } },
      });
      expect(await bench.platform.isThere(there())).toBe(false);
    });
  });

  describe("a private word", () => {
    it("to a person opens the chat with them once", async () => {
      await bench.send(message("こんにちは", places.group()));
      for (const key of ["a", "b"])
        expect((await bench.platform.tell(PERSON, text("ひとこと"), key)).outcome).toBe("sent");
      expect(bench.connector.calls.map(({ path }) => path)).toEqual([
        "/teams/v3/conversations",
        `/teams/v3/conversations/a:chat-of-${PERSON}/activities`,
        `/teams/v3/conversations/a:chat-of-${PERSON}/activities`,
      ]);
      expect(bench.connector.calls[0]?.body).toMatchObject({
        isGroup: false,
        members: [{ id: PERSON }],
        tenantId: TENANT,
      });
    });

    it("goes to the chat that the person has used", async () => {
      await bench.send(message("こんにちは", places.personal()));
      await bench.platform.tell(PERSON, text("ひとこと"), "a");
      expect(bench.connector.calls.map(({ path }) => path)).toEqual([
        `/teams/v3/conversations/${CHAT}/activities`,
      ]);
    });

    const ask = async () => {
      bench.host.reply = async () => text("あなただけの答え");
      await bench.send(mention("policy", places.channel("1")));
    };

    it("in a channel is shown to its recipient alone", async () => {
      await ask();
      await eventually(() => bench.connector.calls.length === 1);
      const [call] = bench.connector.calls;
      expect(call?.query.get("isTargetedActivity")).toBe("true");
      expect(call?.body.recipient).toEqual({ id: PERSON_29 });
    });

    it("goes to the personal chat where Teams does not show it in place", async () => {
      bench.connector.refusesTargeted = true;
      await ask();
      await eventually(() => bench.connector.calls.length === 3);
      expect(bench.connector.calls.at(-1)?.path).toContain("a:chat-of-");
      expect(bench.connector.calls.at(-1)?.query.size).toBe(0);
    });

    it("never becomes public: where neither can be, a line says how to ask", async () => {
      bench.connector.refusesTargeted = true;
      bench.connector.misbehave.push({ status: 403, only: /conversations$/ });
      await ask();
      await eventually(() => bench.connector.calls.length === 3);
      const body = JSON.stringify(bench.connector.calls.at(-1)?.body);
      expect(body).toContain("個人チャット");
      expect(body).not.toContain("あなただけの答え");
    });
  });

  describe("an answer to what was accepted", () => {
    const accepted = async (): Promise<Incoming> => {
      await bench.send(message("2 順調", places.channel("17")));
      const [incoming] = bench.host.accepted;
      if (incoming === undefined) throw new Error("nothing was accepted");
      return incoming;
    };

    /** Beside the question whether bots may react. */
    const lines = () => bench.connector.calls.filter(({ path }) => !path.includes("/reactions/"));

    it("stands in the thread where it is for everybody", async () => {
      await bench.platform.answer(await accepted(), text("みなさんへ", { audience: "channel" }));
      expect(bench.connector.calls[0]?.path).toBe(
        `/teams/v3/conversations/${CHANNEL};messageid=17/activities`,
      );
      expect(bench.connector.calls[0]?.query.size).toBe(0);
    });

    it("as a receipt is a line for the author alone, and silence where Teams cannot show it", async () => {
      const incoming = await accepted();
      const kept = { kind: "receipt", sign: "kept", aside: null } as const;
      expect((await bench.platform.answer(incoming, kept)).outcome).toBe("sent");
      expect(lines()[0]?.query.get("isTargetedActivity")).toBe("true");
      bench.connector.refusesTargeted = true;
      expect((await bench.platform.answer(incoming, kept)).outcome).toBe("sent");
      expect(lines()).toHaveLength(2);
      await bench.platform.answer(incoming, { kind: "receipt", sign: "none", aside: null });
      expect(lines()).toHaveLength(2);
    });

    it("as a receipt is ✅ on the message where Microsoft lets bots react, and goes where that is not so any more", async () => {
      bench.connector.letsReact = true;
      const incoming = await accepted();
      const kept = {
        kind: "receipt",
        sign: "kept",
        aside: null,
        readBack: "2（順調）を記録しました。",
      } as const;
      await bench.platform.answer(incoming, kept);
      const aside = text("どの目標の報告ですか。");
      await bench.platform.answer(incoming, { ...kept, sign: "asked", aside, again: true });
      const calls = bench.connector.calls.map(({ method, path }) => `${method} ${path}`);
      const reaction = `/teams/v3/conversations/${CHANNEL};messageid=17/activities/${"message" in incoming ? incoming.message : ""}/reactions/2705_whiteheavycheckmark`;
      expect(calls.slice(0, 2)).toEqual([`PUT ${reaction}`, `DELETE ${reaction}`]);
      expect(bench.connector.calls[0]?.authorization).toBe("Bearer our-own");
      // The reaction says enough: no line beside it.
      expect(JSON.stringify(bench.connector.calls)).not.toContain("記録しました");
      expect(JSON.stringify(bench.connector.calls)).toContain("どの目標の報告ですか。");
    });

    it("asks no more whether bots may react for a day after it was refused, and a trouble of the moment is no refusal", async () => {
      const incoming = await accepted();
      const kept = { kind: "receipt", sign: "kept", aside: null } as const;
      const tried = () => bench.connector.calls.filter(({ path }) => path.includes("/reactions/")).length;
      await bench.platform.answer(incoming, kept);
      await bench.platform.answer(incoming, kept);
      expect(tried()).toBe(1);
      expect(bench.connector.calls.filter(({ query }) => query.has("isTargetedActivity"))).toHaveLength(2);
      expect(bench.platform.healthy()).toBe(true);
      elapsed += DAY;
      await bench.platform.answer(incoming, kept);
      expect(tried()).toBe(2);
      elapsed += DAY;
      bench.connector.misbehave.push({ status: 429, headers: { "retry-after": "2" }, only: /reactions/ });
      expect((await bench.platform.answer(incoming, kept)).outcome).toBe("busy");
    });

    it("reads back what was kept, in the chat with the bot, too", async () => {
      const kept = {
        kind: "receipt",
        sign: "kept",
        aside: null,
        readBack: "2（順調）を記録しました。",
      } as const;
      await bench.platform.answer(await accepted(), kept);
      await bench.send(message("2 順調", places.personal()));
      const inChat = bench.host.accepted.at(-1);
      if (inChat === undefined) throw new Error("nothing was accepted");
      await bench.platform.answer(inChat, kept);
      expect(lines().map(({ body }) => JSON.stringify(body).includes(kept.readBack))).toEqual([true, true]);
    });

    it("as a question of the bot's reaches the author, in the chat where need be", async () => {
      const incoming = await accepted();
      bench.connector.refusesTargeted = true;
      const aside = text("どの目標でしょうか");
      expect((await bench.platform.answer(incoming, { kind: "receipt", sign: "asked", aside })).outcome).toBe(
        "sent",
      );
      expect(bench.connector.calls.at(-1)?.path).toContain("a:chat-of-");
    });

    it("is tried again later where Teams asks to wait", async () => {
      const incoming = await accepted();
      bench.connector.misbehave.push({ status: 429, headers: { "retry-after": "60" } });
      expect(await bench.platform.answer(incoming, text("答え"))).toMatchObject({
        outcome: "busy",
        afterMs: 60_000,
      });
    });

    it("welcomes a team in a thread of its own, and says how to answer without the permission", async () => {
      await bench.send({ ...message("", places.channel("17")), type: "installationUpdate", action: "add" });
      const [incoming] = bench.host.accepted;
      if (incoming === undefined) throw new Error("nothing was accepted");
      await bench.platform.answer(incoming, text("ようこそ", { audience: "channel" }));
      const [call] = bench.connector.calls;
      expect(call?.path).toBe("/teams/v3/conversations");
      expect(JSON.stringify(call?.body)).toMatch(/ようこそ.*メンション/);
    });
  });
});
