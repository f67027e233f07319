import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toIncoming } from "../../src/bot/platforms/slack/incoming.js";
import { encodePress } from "../../src/bot/query.js";
import type { Form, Reply } from "../../src/bot/reply.js";
import { SELF } from "../kit/fake-slack.js";
import {
  CHANNEL,
  command,
  envelope,
  message,
  PERSON,
  press,
  pressInView,
  reply,
  shortcut,
  submission,
} from "../kit/payloads.js";
import { text } from "../kit/recording-host.js";
import { Bench } from "../kit/slack-bench.js";
import { eventually } from "../kit/wait.js";

const DIRECT = `D${PERSON.slice(1)}`;
const VALUE = encodePress({ do: "goal", goal: 3 });
const FORM: Form = {
  kind: "form",
  id: "report",
  title: "進捗の報告",
  submit: "記録する",
  context: "department=4",
  intro: [{ text: "危機管理部の重点目標" }],
  fields: [
    {
      name: "goal",
      label: "重点目標",
      type: "select",
      options: [{ value: "3", label: "3 避難所" }],
      initial: "3",
    },
    {
      name: "state",
      label: "状態",
      type: "radio",
      options: [{ value: "on-track", label: "順調" }],
      optional: true,
    },
    { name: "percent", label: "進み具合", type: "number", min: 0, max: 100, optional: true },
    {
      name: "text",
      label: "ひとこと",
      type: "text",
      multiline: true,
      maxLength: 1000,
      hint: "いつ、何をしたか",
    },
    { name: "on", label: "日付", type: "date", initial: "2026-11-24" },
    { name: "who", label: "担当", type: "person", initial: PERSON },
  ],
};

let bench: Bench;
const answerWith = (value: Reply | null): void => {
  bench.host.reply = async () => value;
};
const view = (method: string) => JSON.parse(bench.slack.called(method)[0]?.args.view ?? "{}");

beforeEach(async () => {
  bench = new Bench();
  await bench.http();
  await bench.start();
});
afterEach(() => bench.stop());

describe("a pressed button", () => {
  it("is acknowledged before its answer is ready", async () => {
    let release = (): void => {};
    bench.host.reply = () =>
      new Promise((resolve) => {
        release = () => resolve(text("できました。"));
      });
    expect((await bench.interaction(press(VALUE, bench.slack.responseUrl))).status).toBe(200);
    expect(bench.slack.responses).toEqual([]);
    await eventually(() => bench.host.handled.length === 1);
    release();
    await eventually(() => bench.slack.responses.length === 1);
    expect(bench.slack.responses[0]).toMatchObject({ response_type: "ephemeral", replace_original: false });
  });

  it("of a message that everybody sees says which one, and is answered in its thread", async () => {
    answerWith(text("記録しました。"));
    const container = {
      type: "message",
      message_ts: "1795000200.000100",
      channel_id: CHANNEL,
      is_ephemeral: false,
      thread_ts: "1795000000.000100",
    };
    await bench.interaction(press(VALUE, bench.slack.responseUrl, { container }));
    await eventually(() => bench.slack.responses.length === 1);
    expect(bench.host.handled).toMatchObject([
      { kind: "button", value: VALUE, message: "1795000200.000100", where: { thread: "1795000000.000100" } },
    ]);
    expect(bench.slack.responses[0]).toMatchObject({ thread_ts: "1795000000.000100" });
  });

  it("may be a choice of a menu", async () => {
    const option = { text: { type: "plain_text", text: "3 避難所" }, value: VALUE };
    const { actions: _, ...rest } = press(VALUE, bench.slack.responseUrl);
    const action = {
      type: "static_select",
      action_id: "press:2",
      block_id: "b",
      selected_option: option,
      action_ts: "1",
    };
    await bench.interaction({ ...rest, actions: [action] });
    await eventually(() => bench.host.handled.length === 1);
    expect(bench.host.handled).toMatchObject([{ value: VALUE }]);
  });

  it("shares in the channel, and through the response URL where the bot is no member", async () => {
    answerWith(text("危機管理部の重点目標", { audience: "channel" }));
    await bench.interaction(press(VALUE, bench.slack.responseUrl));
    await eventually(() => bench.slack.posts.length === 1);
    expect(bench.slack.posts).toMatchObject([{ channel: CHANNEL }]);
    bench.slack.fail("chat.postMessage", { kind: "error", error: "not_in_channel" });
    await bench.interaction(press(VALUE, bench.slack.responseUrl));
    await eventually(() => bench.slack.responses.length === 1);
    expect(bench.slack.responses[0]).toMatchObject({ response_type: "in_channel", replace_original: false });
  });

  it("opens a form although posting in the background meets a rate limit", async () => {
    bench.slack.fail("chat.postMessage", { kind: "rate-limit", retryAfter: "30" });
    const posted = bench.platform.post({ channel: CHANNEL }, null, text("週次"), "k");
    answerWith(FORM);
    await bench.interaction(press(VALUE, bench.slack.responseUrl));
    await eventually(() => bench.slack.called("views.open").length === 1);
    expect(await posted).toMatchObject({ outcome: "busy", afterMs: 30_000 });
    expect(bench.slack.called("views.open")[0]?.args.trigger_id).toMatch(/trigger$/);
    expect(view("views.open")).toMatchObject({
      type: "modal",
      callback_id: "form:report",
      title: { text: "進捗の報告" },
    });
    const inputs = view("views.open").blocks.filter((block: { type: string }) => block.type === "input");
    expect(inputs.map((block: { element: { type: string } }) => block.element.type)).toEqual([
      "static_select",
      "radio_buttons",
      "number_input",
      "plain_text_input",
      "datepicker",
      "users_select",
    ]);
  });

  it("says so where the form came too late to open", async () => {
    answerWith(FORM);
    bench.slack.fail("views.open", { kind: "error", error: "expired_trigger_id" });
    await bench.interaction(press(VALUE, bench.slack.responseUrl));
    await eventually(() => bench.slack.responses.length === 1);
    expect(bench.slack.responses[0]?.text).toContain("もう一度");
  });

  it("gets an apology with an id where the answer cannot be made", async () => {
    answerWith({ ...FORM, context: "x".repeat(4000) });
    await bench.interaction(press(VALUE, bench.slack.responseUrl));
    await eventually(() => bench.slack.responses.length === 1);
    expect(bench.slack.responses[0]?.text).toMatch(/E-[0-9A-F]{6}/);
  });

  it("is answered through the outbox where Slack takes the answer in no way", async () => {
    answerWith(text("答えです"));
    bench.slack.responseStatus = 500;
    bench.slack.fail("chat.postEphemeral", { kind: "status", status: 503, stored: false });
    await bench.interaction(press(VALUE, bench.slack.responseUrl));
    await eventually(() => bench.host.put.length === 1);
    expect(bench.host.put).toMatchObject([{ incoming: { kind: "button" }, reply: text("答えです") }]);
  });

  it("is answered directly once the response URL has expired, by direct message where that cannot be", async () => {
    answerWith(text("3番の目標です。"));
    bench.slack.responseStatus = 404;
    await bench.interaction(press(VALUE, bench.slack.responseUrl));
    await eventually(() => bench.slack.called("chat.postEphemeral").length === 1);
    bench.slack.fail("chat.postEphemeral", { kind: "error", error: "user_not_in_channel" });
    await bench.interaction(press(VALUE, bench.slack.responseUrl));
    await eventually(() => bench.slack.posts.length === 1);
    expect(bench.slack.posts).toMatchObject([{ channel: DIRECT }]);
  });

  it("in the App Home opens its answer over it, and turns pages there", async () => {
    answerWith(text("3番の目標です。"));
    await bench.interaction(pressInView(VALUE, "home"));
    await eventually(() => bench.slack.called("views.open").length === 1);
    expect(view("views.open")).toMatchObject({ type: "modal", blocks: [{ type: "rich_text" }] });
    expect(bench.host.handled).toMatchObject([{ where: { kind: "direct", conversation: PERSON } }]);
    await bench.interaction(pressInView(VALUE, "modal"));
    await eventually(() => bench.slack.called("views.update").length === 1);
    expect(bench.slack.called("views.update")[0]?.args.view_id).toBe("V0VIEW0001");
    bench.slack.fail("views.open", { kind: "error", error: "expired_trigger_id" });
    await bench.interaction(pressInView(VALUE, "home"));
    await eventually(() => bench.slack.posts.length === 1);
    expect(bench.slack.posts).toMatchObject([{ channel: DIRECT }]);
  });
});

describe("a submitted form", () => {
  const FILLED = {
    goal: { type: "static_select", selected_option: { text: { type: "plain_text", text: "3" }, value: "3" } },
    state: { type: "radio_buttons", selected_option: null },
    percent: { type: "number_input", value: "60" },
    text: { type: "plain_text_input", value: "備品を発注\n<@U1>" },
    on: { type: "datepicker", selected_date: "2026-11-24" },
    who: { type: "users_select", selected_user: PERSON },
  };

  async function opened(): Promise<string> {
    answerWith(FORM);
    await bench.interaction(press(VALUE, bench.slack.responseUrl));
    await eventually(() => bench.slack.called("views.open").length === 1);
    return view("views.open").private_metadata;
  }

  it("brings back every value, its context and the place it was opened in", async () => {
    const metadata = await opened();
    answerWith(text("記録しました。"));
    const answer = await bench.interaction(submission("report", metadata, FILLED));
    expect(await answer.text()).toBe("");
    expect(bench.host.handled.at(-1)).toMatchObject({
      kind: "form",
      form: "report",
      context: "department=4",
      where: { conversation: CHANNEL, kind: "channel" },
      values: {
        goal: "3",
        state: "",
        percent: "60",
        text: "備品を発注\n<@U1>",
        on: "2026-11-24",
        who: PERSON,
      },
    });
    await eventually(() => bench.slack.called("chat.postEphemeral").length === 1);
    expect(bench.slack.called("chat.postEphemeral")[0]?.args).toMatchObject({
      channel: CHANNEL,
      user: PERSON,
    });
  });

  it("shows mistakes at their fields", async () => {
    const metadata = await opened();
    answerWith({
      kind: "form-errors",
      errors: { text: "ひとことを入れてください。", nowhere: "期間外です。" },
    });
    const answer = await bench.interaction(submission("report", metadata, FILLED));
    expect(await answer.json()).toEqual({
      response_action: "errors",
      errors: { "field:text": "ひとことを入れてください。", "field:goal": "期間外です。" },
    });
  });

  it("is closed in time where its handling takes longer, and answered afterwards", async () => {
    const metadata = await opened();
    let ready = (_reply: Reply): void => undefined;
    bench.host.reply = () =>
      new Promise<Reply>((resolve) => {
        ready = resolve;
      });
    const answer = await bench.interaction(submission("report", metadata, FILLED));
    expect(await answer.text()).toBe("");
    ready({ kind: "form-errors", errors: { text: "ひとことを入れてください。" } });
    await eventually(() => bench.slack.called("chat.postEphemeral").length === 1);
    expect(bench.slack.called("chat.postEphemeral")[0]?.args.text).toContain("ひとことを入れてください。");
  });

  it("that was opened in the App Home is answered in place", async () => {
    answerWith(text("記録しました。"));
    const metadata = JSON.stringify({ context: "c", channel: PERSON, thread: null });
    const answer = await bench.interaction(submission("report", metadata, FILLED));
    expect(await answer.json()).toMatchObject({ response_action: "update", view: { type: "modal" } });
  });

  it("without a memo of ours is still handled", async () => {
    answerWith(null);
    const answer = await bench.interaction(submission("report", "not json", FILLED));
    expect(answer.status).toBe(200);
    expect(bench.host.handled).toMatchObject([{ context: "", where: { kind: "direct" } }]);
  });
});

it("turns a chosen message into a shortcut", async () => {
  answerWith(FORM);
  await bench.interaction(shortcut(bench.slack.responseUrl));
  await eventually(() => bench.slack.called("views.open").length === 1);
  expect(bench.host.handled).toMatchObject([
    { kind: "shortcut", message: "1795000100.000200", who: { id: PERSON }, where: { conversation: CHANNEL } },
  ]);
});

it("opens a form for /policy, and shares its answer where it is for the channel", async () => {
  answerWith(FORM);
  expect(await (await bench.command(command("報告", bench.slack.responseUrl))).text()).toBe("");
  await eventually(() => bench.slack.called("views.open").length === 1);
  answerWith(text("共有します。", { audience: "channel" }));
  const answer = await bench.command(command("危機管理部", bench.slack.responseUrl));
  expect(await answer.json()).toMatchObject({ response_type: "in_channel" });
});

describe("an answer to what was accepted", () => {
  const self = { user: SELF.user_id, bot: SELF.bot_id, team: SELF.team_id };
  const accepted = (event: Record<string, unknown>) => {
    const incoming = toIncoming(envelope(event), self);
    if (incoming === null) throw new Error("the event was not understood");
    return incoming;
  };
  const kept: Reply = { kind: "receipt", sign: "kept", aside: null };

  it("is one sign on the reply, however often it is given", async () => {
    const incoming = accepted(reply("2 順調"));
    expect(await bench.platform.answer(incoming, kept)).toMatchObject({ outcome: "sent" });
    bench.slack.fail("reactions.add", { kind: "error", error: "already_reacted" });
    expect(await bench.platform.answer(incoming, kept)).toMatchObject({ outcome: "sent" });
    expect(bench.slack.called("reactions.add")[0]?.args).toMatchObject({
      channel: CHANNEL,
      timestamp: "1795000100.000200",
      name: "white_check_mark",
    });
  });

  it("asks with another sign and a line for the author alone, in the thread", async () => {
    const asked: Reply = { kind: "receipt", sign: "asked", aside: text("どの目標についてですか。") };
    await bench.platform.answer(accepted(reply("進めています")), asked);
    expect(bench.slack.called("reactions.add")[0]?.args.name).toBe("grey_question");
    expect(bench.slack.called("chat.postEphemeral")[0]?.args).toMatchObject({
      user: PERSON,
      thread_ts: "1795000000.000100",
    });
  });

  it("takes the sign from before away where there is one, and only where there may be one", async () => {
    const incoming = accepted(reply("2 順調"));
    const asked: Reply = { kind: "receipt", sign: "asked", aside: null };
    await bench.platform.answer(incoming, asked);
    expect(bench.slack.called("reactions.remove")).toHaveLength(0);
    for (let twice = 0; twice < 2; twice += 1)
      expect(await bench.platform.answer(incoming, { ...kept, again: true })).toMatchObject({
        outcome: "sent",
      });
    expect([...bench.slack.reactions].map((each) => each.split(" ").at(-1))).toEqual(["white_check_mark"]);
    await bench.platform.answer(incoming, { ...kept, sign: "none", again: true });
    expect([...bench.slack.reactions]).toEqual([]);
    bench.slack.fail("reactions.remove", { kind: "rate-limit", retryAfter: "3" });
    expect(await bench.platform.answer(incoming, { ...kept, again: true })).toMatchObject({
      outcome: "busy",
    });
  });

  it("sends no line before the sign is certain", async () => {
    bench.slack.fail("reactions.add", { kind: "rate-limit", retryAfter: "2" });
    const asked: Reply = { kind: "receipt", sign: "asked", aside: text("どの目標についてですか。") };
    const result = await bench.platform.answer(accepted(reply("進めています")), asked);
    expect(result).toEqual({ outcome: "busy", afterMs: 2000, reason: "rate_limited" });
    expect(bench.slack.called("chat.postEphemeral")).toEqual([]);
  });

  it("falls back to a direct message where the author cannot be told there", async () => {
    bench.slack.fail("chat.postEphemeral", { kind: "error", error: "user_not_in_channel" });
    const aside: Reply = { kind: "receipt", sign: "none", aside: text("どの目標についてですか。") };
    expect(await bench.platform.answer(accepted(reply("進めています")), aside)).toMatchObject({
      outcome: "sent",
    });
    expect(bench.slack.posts).toMatchObject([{ channel: DIRECT }]);
  });

  it("is private to whoever mentioned the bot, in the thread for everybody, and plain in a direct message", async () => {
    const asked = accepted(message("<@U0BOT00000> 危機管理部"));
    await bench.platform.answer(asked, text("16件です。"));
    expect(bench.slack.called("chat.postEphemeral")).toHaveLength(1);
    await bench.platform.answer(asked, text("16件です。", { audience: "channel" }));
    expect(bench.slack.posts).toMatchObject([{ channel: CHANNEL, thread_ts: "1795000100.000200" }]);
    const direct = accepted(message("危機管理部", { channel: DIRECT, channel_type: "im" }));
    await bench.platform.answer(direct, text("16件です。"));
    expect(bench.slack.posts[1]).toMatchObject({ channel: DIRECT });
    expect(bench.slack.posts[1]?.thread_ts).toBeUndefined();
  });

  it("gives a form's text where no form can be opened", async () => {
    expect(await bench.platform.answer(accepted(reply("報告")), FORM)).toMatchObject({ outcome: "sent" });
    expect(bench.slack.called("chat.postEphemeral")[0]?.args.text).toContain("進捗の報告");
  });
});
