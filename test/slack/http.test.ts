import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodePress } from "../../src/bot/query.js";
import type { Message } from "../../src/bot/reply.js";
import { systemClock } from "../../src/machine-clock.js";
import {
  CHANNEL,
  changed,
  command,
  envelope,
  homeOpened,
  mention,
  message,
  PERSON,
  press,
  reply,
} from "../kit/payloads.js";
import { text } from "../kit/recording-host.js";
import { signed } from "../kit/sign.js";
import { Bench } from "../kit/slack-bench.js";
import { eventually } from "../kit/wait.js";

const JSON_TYPE = "application/json";
let bench: Bench;

beforeEach(async () => {
  bench = new Bench();
  await bench.http();
  await bench.start();
});
afterEach(() => bench.stop());

describe("requests that are not Slack's", () => {
  const raw = JSON.stringify(envelope(reply("2 順調")));

  it("refuses a wrong signature", async () => {
    const headers = signed(raw, JSON_TYPE, undefined, "another-secret");
    expect((await bench.send(raw, headers)).status).toBe(401);
  });

  it("refuses a missing signature and a missing timestamp", async () => {
    const { "x-slack-signature": _, ...unsigned } = signed(raw, JSON_TYPE);
    const { "x-slack-request-timestamp": __, ...undated } = signed(raw, JSON_TYPE);
    expect((await bench.send(raw, unsigned)).status).toBe(401);
    expect((await bench.send(raw, undated)).status).toBe(401);
  });

  it("refuses a body that was changed after it was signed", async () => {
    expect((await bench.send(raw.replace("順調", "完了"), signed(raw, JSON_TYPE))).status).toBe(401);
  });

  it("refuses a timestamp more than five minutes old, and one from the future", async () => {
    const now = Math.floor(systemClock() / 1000);
    expect((await bench.send(raw, signed(raw, JSON_TYPE, now - 301))).status).toBe(401);
    expect((await bench.send(raw, signed(raw, JSON_TYPE, now + 302))).status).toBe(401);
    expect((await bench.send(raw, signed(raw, JSON_TYPE, now - 200))).status).toBe(200);
  });

  it("refuses a signature that goes on behind its digits, or is cut short", async () => {
    const headers = signed(raw, JSON_TYPE);
    for (const signature of [
      `${headers["x-slack-signature"]}zz`,
      `${headers["x-slack-signature"]}00`,
      headers["x-slack-signature"]?.slice(0, -2) ?? "",
      headers["x-slack-signature"]?.replace("v0=", "v1=") ?? "",
    ])
      expect((await bench.send(raw, { ...headers, "x-slack-signature": signature })).status).toBe(401);
    expect(bench.host.accepted).toEqual([]);
  });

  it("refuses a signed body that is neither JSON nor a form with JSON in it", async () => {
    expect((await bench.send("{", signed("{", JSON_TYPE))).status).toBe(400);
    expect((await bench.command({ payload: "{" })).status).toBe(400);
  });

  it("tells whoever asks after its TLS that it works, and reads nothing else of such a request", async () => {
    const fields = { ...command("危機管理部", bench.slack.responseUrl), ssl_check: "1" };
    const asked = new URLSearchParams(fields).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect((await bench.send(asked, headers)).status).toBe(200);
    expect(bench.host.handled).toEqual([]);
  });

  it("refuses a body of more than a megabyte", async () => {
    const large = JSON.stringify(envelope(reply("あ".repeat(400_000))));
    expect((await bench.send(large, signed(large, JSON_TYPE))).status).toBe(413);
    // In pieces, without a word of their length.
    const pieces = new Blob([large]).stream();
    const init = { method: "POST", headers: signed(large, JSON_TYPE), body: pieces, duplex: "half" };
    expect((await fetch(bench.url, init as RequestInit)).status).toBe(413);
  });

  it("answers other paths and methods with 404", async () => {
    expect((await bench.send("", {}, "/slack/events", "GET")).status).toBe(404);
    expect((await bench.send("{}", signed("{}", JSON_TYPE), "/slack/events/other")).status).toBe(404);
  });

  it("gives none of them any effect", async () => {
    const headers = signed(raw, JSON_TYPE, undefined, "another-secret");
    await bench.send(raw, headers);
    const asked = new URLSearchParams(command("危機管理部", bench.slack.responseUrl)).toString();
    await bench.send(asked, signed(asked, "application/x-www-form-urlencoded", undefined, "another-secret"));
    expect([bench.host.accepted, bench.host.handled]).toEqual([[], []]);
  });
});

describe("copied requests", () => {
  it("gives a second delivery of the same bytes no effect, and a redelivery of Slack's its effect", async () => {
    const raw = JSON.stringify(envelope(reply("2 順調")));
    const now = Math.floor(systemClock() / 1000);
    const headers = signed(raw, JSON_TYPE, now);
    expect((await bench.send(raw, headers)).status).toBe(200);
    expect((await bench.send(raw, headers)).status).toBe(200);
    expect(bench.host.accepted).toHaveLength(1);
    const again = { ...signed(raw, JSON_TYPE, now - 1), "x-slack-retry-num": "1" };
    expect((await bench.send(raw, again)).status).toBe(200);
    expect(bench.host.accepted).toHaveLength(2);
    expect(new Set(bench.host.accepted.map((each) => each.key)).size).toBe(1);
  });

  it("knows a copied signature with something hung on its end", async () => {
    const fields = command("危機管理部", bench.slack.responseUrl);
    const raw = new URLSearchParams(fields).toString();
    const headers = signed(raw, "application/x-www-form-urlencoded");
    await bench.send(raw, headers);
    const copy = { ...headers, "x-slack-signature": `${headers["x-slack-signature"]}=x` };
    expect((await bench.send(raw, copy)).status).toBe(200);
    const digits = headers["x-slack-signature"]?.slice(3).toUpperCase();
    expect((await bench.send(raw, { ...headers, "x-slack-signature": `v0=${digits}` })).status).toBe(401);
    expect(bench.host.handled).toHaveLength(1);
  });

  it("lets the same bytes pass again where the first delivery could not be stored", async () => {
    const raw = JSON.stringify(envelope(reply("2 順調")));
    const headers = signed(raw, JSON_TYPE);
    bench.host.broken = true;
    expect((await bench.send(raw, headers)).status).toBe(500);
    bench.host.broken = false;
    expect((await bench.send(raw, headers)).status).toBe(200);
    expect(bench.host.accepted).toHaveLength(1);
  });
});

it("answers url_verification only where it is signed", async () => {
  const raw = JSON.stringify({ type: "url_verification", token: "t", challenge: "c-123" });
  expect((await bench.send(raw, { "content-type": JSON_TYPE })).status).toBe(401);
  const answer = await bench.send(raw, signed(raw, JSON_TYPE));
  expect(await answer.json()).toEqual({ challenge: "c-123" });
});

it("ignores another workspace's events and commands, but acknowledges them", async () => {
  const foreign = { team_id: "T0OTHER000", authorizations: [] };
  expect((await bench.event(envelope(reply("2 順調"), foreign))).status).toBe(200);
  const asked = command("危機管理部", bench.slack.responseUrl, { team_id: "T0OTHER000" });
  expect((await bench.command(asked)).status).toBe(200);
  const pressed = press("{}", bench.slack.responseUrl, { team: { id: "T0OTHER000", domain: "other" } });
  expect((await bench.interaction(pressed)).status).toBe(200);
  expect([bench.host.accepted, bench.host.handled]).toEqual([[], []]);
});

describe("events", () => {
  it("stores a reply before it acknowledges, and leaves it unacknowledged where storing fails", async () => {
    expect((await bench.event(envelope(reply("2 順調 協定書の案を作成")))).status).toBe(200);
    expect(bench.host.accepted).toMatchObject([
      {
        kind: "message",
        key: `msg:${CHANNEL}:1795000100.000200`,
        said: { text: "2 順調 協定書の案を作成" },
        where: { conversation: CHANNEL, thread: "1795000000.000100" },
      },
    ]);
    bench.host.broken = true;
    expect((await bench.event(envelope(changed("2 順調", "2 完了")))).status).toBe(500);
  });

  it("takes message and app_mention of one post as one", async () => {
    const said = `<@U0BOT00000> 危機管理部`;
    await bench.event(envelope(mention(said)));
    await bench.event(envelope(message(said)));
    const [first, second] = bench.host.accepted;
    expect(first?.key).toBe(second?.key);
    expect(bench.host.accepted).toMatchObject([
      { said: { text: "危機管理部" }, addressed: true },
      { said: { text: "危機管理部" }, addressed: true },
    ]);
  });

  it("names whom a report to the bot mentions, and writes nobody's id down where Slack does not tell", async () => {
    const said = "<@U0BOT00000> 2 順調 <@U0YAMADA0> と <#C0ELSEWHERE|> で協議";
    const event = (ts: string) => envelope(mention(said, { blocks: [], ts, event_ts: ts }));
    await bench.event(event("1795000200.000100"));
    bench.slack.chaos = (method) =>
      method === "users.info" ? { kind: "error", error: "user_not_found" } : null;
    await bench.event(
      envelope(
        mention(said.replace("U0YAMADA0", "U0GONE0000"), {
          blocks: [],
          ts: "1795000200.000200",
          event_ts: "1795000200.000200",
        }),
      ),
    );
    expect(bench.host.accepted.map((each) => ("said" in each ? each.said.text : ""))).toEqual([
      "2 順調 @山田 太郎 と #チャンネル で協議",
      "2 順調 @どなたか と #チャンネル で協議",
    ]);
  });

  it("acknowledges app_rate_limited and events that concern nobody", async () => {
    const limited = {
      token: "t",
      type: "app_rate_limited",
      team_id: "T0CITY0000",
      minute_rate_limited: 1795000000,
    };
    expect((await bench.event(limited)).status).toBe(200);
    expect((await bench.event(envelope(message("入室", { subtype: "channel_join" })))).status).toBe(200);
    expect(bench.host.accepted).toEqual([]);
  });
});

describe("/policy", () => {
  it("is answered privately with the acknowledgement", async () => {
    bench.host.reply = async () => text("危機管理部の重点目標です。");
    const answer = await bench.command(command("危機管理部　①㈱𠮷～", bench.slack.responseUrl));
    const body = await answer.json();
    expect(body).toMatchObject({ response_type: "ephemeral", text: "危機管理部の重点目標です。" });
    expect(bench.host.handled).toMatchObject([
      {
        kind: "command",
        text: "危機管理部　①㈱𠮷～",
        who: { id: PERSON, name: "yamada" },
        where: { name: "kikikanri", kind: "channel" },
      },
    ]);
  });

  it("is answered alike for as long as the answer is the same, and otherwise for whoever shall not see it alone", async () => {
    const same = text("危機管理部の重点目標です。");
    let reply: Message = same;
    bench.host.reply = async () => reply;
    let asked = 0;
    const ask = async (): Promise<unknown> => {
      asked += 1;
      const fields = command("危機管理部", bench.slack.responseUrl, { trigger_id: `${asked}.2.3` });
      return (await bench.command(fields)).json();
    };
    const first = await ask();
    expect(first).toMatchObject({ response_type: "ephemeral", text: "危機管理部の重点目標です。" });
    expect(await ask()).toEqual(first);
    reply = { ...same, audience: "channel" };
    expect(await ask()).toEqual({ ...(first as object), response_type: "in_channel" });
    reply = same;
    expect(await ask()).toEqual(first);
    reply = text("危機管理部の重点目標が変わりました。");
    expect(await ask()).toMatchObject({ text: "危機管理部の重点目標が変わりました。" });
  });

  it("of another name is nobody's", async () => {
    const fields = command("危機管理部", bench.slack.responseUrl, { command: "/other" });
    void bench.command(fields).catch(() => undefined);
    await bench.command(command("危機管理部", bench.slack.responseUrl));
    expect(bench.host.handled).toHaveLength(1);
  });

  it("is understood with a charset behind the form type", async () => {
    bench.host.reply = async () => text("はい。");
    const answer = await bench.command(
      command("使い方", bench.slack.responseUrl),
      "application/x-www-form-urlencoded; charset=utf-8",
    );
    expect(answer.status).toBe(200);
    expect(bench.host.handled).toMatchObject([{ text: "使い方" }]);
  });

  it("is acknowledged before a slow answer, which comes through the response URL", async () => {
    let ready = (_reply: Message): void => undefined;
    bench.host.reply = () =>
      new Promise<Message>((resolve) => {
        ready = resolve;
      });
    const answer = await bench.command(command("危機管理部", bench.slack.responseUrl));
    expect(await answer.text()).toBe("");
    expect(bench.slack.responses).toEqual([]);
    ready(text("お待たせしました。"));
    await eventually(() => bench.slack.responses.length === 1);
    expect(bench.slack.responses[0]).toMatchObject({
      response_type: "ephemeral",
      text: "お待たせしました。",
    });
  });

  it("goes on through the response URL where one message is not enough, and directly once that has expired", async () => {
    bench.slack.responseStatus = 404;
    bench.host.reply = async () => text("今年度は各課で点検を進めています。".repeat(1500));
    const answer = await bench.command(command("", bench.slack.responseUrl));
    const first = (await answer.json()) as { response_type: string };
    expect(first.response_type).toBe("ephemeral");
    await eventually(() => bench.slack.called("chat.postEphemeral").length >= 2);
    expect(bench.slack.called("chat.postEphemeral")[0]?.args).toMatchObject({
      channel: CHANNEL,
      user: PERSON,
    });
    expect(bench.slack.posts).toEqual([]);
  });
});

it("turns the page of a private answer in its place", async () => {
  bench.host.reply = async () => text("2ページ目です。", { replace: true });
  const value = encodePress({ do: "goal", goal: 3, page: 2 });
  expect((await bench.interaction(press(value, bench.slack.responseUrl))).status).toBe(200);
  await eventually(() => bench.slack.responses.length === 1);
  expect(bench.slack.responses[0]).toMatchObject({ replace_original: true, text: "2ページ目です。" });
  expect(bench.host.handled).toMatchObject([
    { kind: "button", value, message: null, where: { conversation: CHANNEL } },
  ]);
});

it("draws the App Home when it is opened, but not for its other tabs", async () => {
  bench.host.reply = async () => ({ kind: "home", blocks: [{ kind: "title", text: "今年度の重点目標" }] });
  await bench.event(homeOpened("messages"));
  await bench.event(homeOpened());
  await eventually(() => bench.slack.called("views.publish").length === 1);
  const [call] = bench.slack.called("views.publish");
  expect(call?.args.user_id).toBe(PERSON);
  expect(JSON.parse(call?.args.view ?? "{}")).toMatchObject({ type: "home", blocks: [{ type: "header" }] });
  expect(bench.host.handled).toHaveLength(1);
});
