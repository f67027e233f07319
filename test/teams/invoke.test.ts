import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ButtonIn, FormIn } from "../../src/bot/platform.js";
import type { Form, Message, Reply } from "../../src/bot/reply.js";
import { CHANNEL, execute, invoke, message, PERSON, places } from "../kit/activities.js";
import { text } from "../kit/recording-host.js";
import { Bench, CONFIG, LINKS } from "../kit/teams-bench.js";
import { eventually } from "../kit/wait.js";

describe.each(LINKS)("over %s", (sdk) => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench();
    await bench.start({ ...CONFIG, sdk });
  });
  afterEach(() => bench.stop());

  const press = (over: Record<string, unknown> = {}) => ({
    verb: "press",
    data: { p: '{"do":"goal","goal":3}', ...over },
  });
  const FORM: Form = {
    kind: "form",
    id: "report",
    title: "進捗の報告",
    submit: "記録する",
    context: '{"nonce":"fresh"}',
    intro: [{ text: "危機管理部" }],
    fields: [
      { name: "percent", label: "進み具合（%）", type: "number", min: 0, max: 100 },
      { name: "text", label: "ひとこと", type: "text", maxLength: 1000, optional: true },
    ],
  };
  const replying = (reply: Reply | null) => {
    bench.host.reply = async () => reply;
  };
  const flat = (value: unknown): string => JSON.stringify(value);

  describe("a button of a card", () => {
    it("on a private card turns the page in its place", async () => {
      replying(text("2ページ目", { replace: true }));
      const { status, body } = await bench.send(
        execute(press({ own: true }), places.channel("17"), { replyToId: "18" }),
      );
      expect(status).toBe(200);
      expect(body).toMatchObject({ statusCode: 200, type: "application/vnd.microsoft.card.adaptive" });
      expect(flat(body.value)).toContain("2ページ目");
      expect(bench.host.handled).toMatchObject([
        {
          kind: "button",
          value: '{"do":"goal","goal":3}',
          message: null,
          who: { id: PERSON },
          where: { conversation: CHANNEL, thread: "17" },
        },
      ]);
      expect(bench.connector.calls).toEqual([]);
    });

    it("on a public card answers the person alone and leaves the card", async () => {
      replying(text("3 の内容"));
      const { body } = await bench.send(execute(press(), places.channel("17"), { replyToId: "17" }));
      expect(body).toMatchObject({ type: "application/vnd.microsoft.activity.message", value: "3 の内容" });
      expect(bench.host.handled).toMatchObject([{ message: "17", where: { thread: null } }]);
      await eventually(() => bench.connector.calls.length === 1);
      expect(bench.connector.calls[0]?.query.get("isTargetedActivity")).toBe("true");
    });

    it("that shares posts for everybody", async () => {
      replying(text("みなさんへ", { audience: "channel" }));
      const { body } = await bench.send(
        execute(press({ own: true }), places.channel("17"), { replyToId: "18" }),
      );
      expect(body.value).toBe("投稿しました。");
      await eventually(() => bench.host.put.length === 1);
      expect(bench.host.put).toMatchObject([
        { incoming: { where: { thread: "17" } }, reply: { audience: "channel" } },
      ]);
      expect(bench.connector.calls).toEqual([]);
    });

    it("that comes twice is pressed once, and answered the same", async () => {
      let counter = 0;
      bench.host.reply = async () => {
        counter += 1;
        return text(`${counter} 回目`, { replace: true });
      };
      const activity = execute(press({ own: true }), places.personal());
      const [first, second] = await Promise.all([bench.send(activity), bench.send(activity)]);
      expect(second.body).toEqual(first.body);
      expect((await bench.send(activity)).body).toEqual(first.body);
      expect(bench.host.handled).toHaveLength(1);
    });

    it("as old clients send it, a message with a value, does the same", async () => {
      replying(text("3 の内容"));
      const submit = message("", places.personal(), {
        attachments: [],
        value: press({ own: true }).data,
        replyToId: "18",
      });
      expect((await bench.send(submit)).status).toBe(200);
      expect(bench.host.handled).toMatchObject([{ kind: "button", value: '{"do":"goal","goal":3}' }]);
      await eventually(() => bench.connector.calls.length === 1);
      expect(bench.host.accepted).toEqual([]);
    });

    it.each([
      [{ verb: "press", data: {} }],
      [{ verb: "other", data: { p: "x" } }],
      [{ verb: "form", data: { p: "x" } }],
      [{}],
    ])("that is none of ours (%j) is refused politely", async (action) => {
      const { status, body } = await bench.send(execute(action, places.personal()));
      expect([status, body.statusCode]).toEqual([200, 400]);
      expect(bench.host.handled).toEqual([]);
    });

    it("whose answer breaks gives an apology with a number", async () => {
      bench.host.reply = async () => {
        throw new Error("a bug");
      };
      const { status, body } = await bench.send(execute(press(), places.personal()));
      expect([status, body.statusCode]).toEqual([200, 200]);
      await eventually(() => bench.connector.calls.length === 1);
      expect(flat(bench.connector.calls[0]?.body)).toMatch(/E-[0-9A-F]{6}/);
    });

    it("that is no invoke we know gets 501", async () => {
      expect((await bench.send(invoke("signin/verifyState", {}, places.personal()))).status).toBe(501);
    });
  });

  const opener = '{"do":"report-form","department":2}';
  const fetchDialog = () =>
    invoke("task/fetch", { data: { p: opener }, context: { theme: "default" } }, places.channel("17"), {
      replyToId: "17",
    });
  const submitDialog = (data: Record<string, unknown>) =>
    invoke(
      "task/submit",
      { data: { f: "report", c: '{"nonce":"n-1"}', o: opener, ...data } },
      places.channel("17"),
    );

  describe("a dialog", () => {
    it("opens with the form", async () => {
      replying(FORM);
      const { body } = await bench.send(fetchDialog());
      expect(body.task).toMatchObject({ type: "continue", value: { title: "進捗の報告" } });
      expect(flat(body.task.value.card.content)).toContain("field:percent");
      expect((bench.host.handled[0] as ButtonIn).message).toBe("17");
    });

    it("opens with what is said instead, whose buttons go on in it", async () => {
      replying({
        ...text("報告できるのは部の方です。"),
        blocks: [
          ...text("報告できるのは部の方です。").blocks,
          { kind: "buttons", buttons: [{ label: "使い方", press: { do: "help" } }] },
        ],
      } as Message);
      const { body } = await bench.send(fetchDialog());
      expect(flat(body.task)).toContain("報告できるのは部の方です。");
      const [action] = body.task.value.card.content.body.at(-1).actions;
      expect(action).toMatchObject({ type: "Action.Submit", title: "使い方" });
      replying(text("使い方です。"));
      const next = await bench.send(invoke("task/submit", { data: action.data }, places.channel("17")));
      expect(next.body).toEqual({ task: { type: "message", value: "使い方です。" } });
      expect(bench.host.handled.at(-1)).toMatchObject({
        kind: "button",
        value: '{"do":"help"}',
        message: null,
      });
    });

    it("goes on to the next form, and says that what is for everybody was posted", async () => {
      replying(FORM);
      const { body } = await bench.send(submitDialog({}));
      expect(body.task).toMatchObject({ type: "continue", value: { title: "進捗の報告" } });
      replying(text("みなさんへ", { audience: "channel" }));
      expect((await bench.send(submitDialog({}))).body).toEqual({
        task: { type: "message", value: "投稿しました。" },
      });
      await eventually(() => bench.host.put.length === 1);
    });

    it("hands over what was filled in, and closes with what was done", async () => {
      replying(text("記録しました。"));
      const { body } = await bench.send(submitDialog({ "field:percent": 60, "field:text": "三施設と協議" }));
      expect(body).toEqual({ task: { type: "message", value: "記録しました。" } });
      const [form] = bench.host.handled as FormIn[];
      expect(form).toMatchObject({
        kind: "form",
        form: "report",
        context: '{"nonce":"n-1"}',
        values: { percent: "60", text: "三施設と協議" },
        where: { conversation: CHANNEL },
      });
    });

    it("stays open with mistakes, keeps what was written, and stays the same form", async () => {
      bench.host.reply = async (incoming) =>
        incoming.kind === "form"
          ? { kind: "form-errors", errors: { percent: "整数で入れてください。" } }
          : FORM;
      const { body } = await bench.send(submitDialog({ "field:percent": 1.5, "field:text": "三施設" }));
      const shown = flat(body.task.value.card.content);
      for (const part of ["整数で入れてください。", "三施設", "1.5", "n-1"]) expect(shown).toContain(part);
      expect(shown).not.toContain("fresh");
    });

    it("sent twice is one act", async () => {
      replying(text("記録しました。"));
      const activity = submitDialog({ "field:percent": 60 });
      await bench.send(activity);
      await bench.send(activity);
      expect(bench.host.handled).toHaveLength(1);
    });

    it("with nothing of ours says so and does nothing", async () => {
      const outdated = { task: { type: "message", value: expect.stringContaining("古くなっています") } };
      for (const activity of [
        invoke("task/fetch", { data: {} }, places.personal()),
        invoke("task/submit", { data: { x: 1 } }, places.personal()),
      ])
        expect((await bench.send(activity)).body).toEqual(outdated);
      expect(bench.host.handled).toEqual([]);
    });
  });

  describe("a form where there are no dialogs", () => {
    let open: Bench;
    beforeEach(async () => {
      open = new Bench();
      await open.start({ ...CONFIG, sdk, appId: "", password: "", tenantId: "", authenticated: false });
    });
    afterEach(() => open.stop());

    const send = (data: Record<string, unknown>) =>
      open.send(
        execute(
          { verb: "form", data: { f: "report", c: "{}", o: opener, own: true, ...data } },
          places.personal(),
        ),
        null,
      );

    it("comes as a card, and is replaced by what was done", async () => {
      open.host.reply = async () => FORM;
      await open.send(execute({ verb: "press", data: { p: opener } }, places.personal()), null);
      await eventually(() => open.connector.calls.length === 1);
      expect(flat(open.connector.calls[0]?.body)).toContain('"verb":"form"');
      open.host.reply = async () => text("記録しました。");
      const { body } = await send({ "field:percent": 60 });
      expect(body.type).toBe("application/vnd.microsoft.card.adaptive");
      expect(flat(body.value)).toContain("記録しました。");
    });

    it("shows its mistakes", async () => {
      open.host.reply = async (incoming) =>
        incoming.kind === "form" ? { kind: "form-errors", errors: { percent: "整数で。" } } : FORM;
      expect(flat((await send({ "field:percent": 1.5 })).body.value)).toMatch(/整数で。/);
    });
  });

  describe("このスレッドを目標に結び付ける", () => {
    const value = (over: Record<string, unknown>) => ({
      commandId: "makeGoalThread",
      commandContext: "message",
      messagePayload: { id: "19", replyToId: "17", body: { content: "協定の件" } },
      ...over,
    });

    it("opens a dialog about the chosen message and its thread", async () => {
      replying({ ...FORM, id: "topic" });
      const { body } = await bench.send(
        invoke("composeExtension/fetchTask", value({}), places.channel("17")),
      );
      expect(body.task.type).toBe("continue");
      expect(bench.host.handled).toMatchObject([
        { kind: "shortcut", message: "19", where: { conversation: CHANNEL, thread: "17" } },
      ]);
    });

    it("comes back as a form, and shows its mistakes in the same dialog", async () => {
      bench.host.reply = async (incoming) =>
        incoming.kind === "form"
          ? { kind: "form-errors", errors: { percent: "選んでください。" } }
          : { ...FORM, id: "topic" };
      const data = { f: "topic", c: '{"root":"17"}', "field:goal": "5" };
      const { body } = await bench.send(
        invoke("composeExtension/submitAction", value({ data }), places.channel("17")),
      );
      expect(flat(body.task)).toContain("選んでください。");
      expect(bench.host.handled.map(({ kind }) => kind)).toEqual(["form", "shortcut"]);
    });
  });

  describe("the search of the compose box", () => {
    const search = (words: string | null) =>
      bench.send(
        invoke(
          "composeExtension/query",
          {
            commandId: "findGoals",
            parameters:
              words === null ? [{ name: "initialRun", value: "true" }] : [{ name: "words", value: words }],
            queryOptions: { skip: 0, count: 25 },
          },
          places.channel("17"),
        ),
      );

    it("gives what the answer leads to as cards with their buttons, but for sharing what is shared", async () => {
      bench.host.found = (asked) =>
        "words" in asked
          ? {
              kind: "message",
              audience: "private",
              blocks: [
                { kind: "title", text: "「避難所」　2件" },
                {
                  kind: "list",
                  items: [
                    {
                      marker: "危機管理部 2",
                      spans: [{ text: "福祉<避難所>" }],
                      open: { do: "goal", goal: 2 },
                    },
                    { marker: "危機管理部 4", spans: [{ text: "備蓄" }], open: { do: "goal", goal: 4 } },
                  ],
                },
              ],
            }
          : {
              ...text("内容"),
              blocks: [
                ...text("内容").blocks,
                {
                  kind: "buttons",
                  buttons: [
                    { label: "使い方", press: { do: "help" } },
                    { label: "共有", press: { do: "share", of: { do: "help" } } },
                  ],
                },
              ],
            };
      const { body } = await search("避難所");
      expect(body.composeExtension).toMatchObject({ type: "result", attachmentLayout: "list" });
      const { attachments } = body.composeExtension;
      expect(
        attachments.map((each: { preview: { content: { title: string } } }) => each.preview.content.title),
      ).toEqual(["「避難所」　2件", "危機管理部 2 福祉＜避難所＞", "危機管理部 4 備蓄"]);
      expect(flat(attachments)).toContain('"title":"使い方"');
      expect(flat(attachments)).not.toContain('"title":"共有"');
      expect(bench.host.looked).toEqual([
        { words: "避難所" },
        { query: { do: "goal", goal: 2 } },
        { query: { do: "goal", goal: 4 } },
      ]);
      expect(bench.host.handled).toEqual([]);
    });

    it("begins with the plan at a glance, and says where there is nothing", async () => {
      bench.host.found = () => text("見つかりませんでした。");
      const { body } = await search(null);
      expect(bench.host.looked).toEqual([{ words: "" }]);
      expect(body.composeExtension.type).toBe("message");
    });
  });

  describe("an activity that comes twice", () => {
    it("is one command, even while the first is being answered", async () => {
      replying(text("はい"));
      const activity = message("policy", places.channel("17"));
      await Promise.all([bench.send(activity), bench.send(activity)]);
      await bench.send(activity);
      await eventually(() => bench.connector.calls.length > 0);
      expect(bench.host.handled).toHaveLength(1);
      expect(bench.connector.calls).toHaveLength(1);
    });

    it("is stored under one key", async () => {
      const activity = message("2 順調", places.channel("17"));
      await bench.send(activity);
      await bench.send(activity);
      expect(new Set(bench.host.accepted.map(({ key }) => key)).size).toBe(1);
    });
  });

  describe("stopping", () => {
    it("leaves the answers under way to the outbox, which outlives it", async () => {
      replying(text("はい"));
      bench.host.platform = null;
      await bench.send(message("policy", places.channel("17")));
      await bench.platform.stop();
      expect(bench.host.put).toMatchObject([{ reply: text("はい"), given: 0 }]);
    });
  });
});
