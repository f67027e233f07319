import { describe, expect, it } from "vitest";
import { toIncoming } from "../../src/bot/platforms/slack/incoming.js";
import { wordsOfMrkdwn } from "../../src/bot/platforms/slack/mrkdwn.js";
import { fc } from "../kit/dice.js";
import { SELF } from "../kit/fake-slack.js";
import {
  CHANNEL,
  changed,
  deleted,
  envelope,
  MENTION,
  mention,
  message,
  PERSON,
  reply,
} from "../kit/payloads.js";

const self = { user: SELF.user_id, bot: SELF.bot_id, team: SELF.team_id };
const read = (event: Record<string, unknown>) => toIncoming(envelope(event), self);
const TS = "1795000100.000200";

describe("a posted message", () => {
  it("says who, where, when and what", () => {
    expect(read(reply("2 順調 協定書の案を作成"))).toEqual({
      kind: "message",
      key: `msg:${CHANNEL}:${TS}`,
      who: { id: PERSON, name: null },
      where: {
        platform: "slack",
        conversation: CHANNEL,
        kind: "channel",
        name: null,
        thread: "1795000000.000100",
        ours: true,
        destination: { channel: CHANNEL },
      },
      at: 1795000100000,
      message: TS,
      said: { text: "2 順調 協定書の案を作成", spans: [] },
      quotes: null,
      addressed: false,
      files: false,
      gesture: "0d5f6b0a-1c7c-4d52-9d7b-2f1f7a1e0001",
    });
  });

  it("is outside threads where it began one", () => {
    expect(read(message("会議の件", { thread_ts: TS }))).toMatchObject({ where: { thread: null } });
  });

  it("counts with a file, an action, or when it is also sent to the channel", () => {
    const file = reply("", { subtype: "file_share", files: [{ id: "F1", name: "案.xlsx" }], upload: false });
    expect(read(file)).toMatchObject({ kind: "message", files: true, said: { text: "" } });
    const root = {
      ts: "1795000000.000100",
      thread_ts: "1795000000.000100",
      bot_id: SELF.bot_id,
      said: { text: "【定期まとめ】" },
    };
    const broadcast = reply("2 順調", { subtype: "thread_broadcast", root });
    expect(read(broadcast)).toMatchObject({ kind: "message", where: { thread: "1795000000.000100" } });
    expect(read(reply("は休みます", { subtype: "me_message" }))).toMatchObject({ kind: "message" });
    expect(read(reply("2 順調", { subtype: "a_subtype_of_next_year" }))).toMatchObject({ kind: "message" });
  });

  it("is nothing where Slack or a bot wrote it", () => {
    expect(read(message("参加しました", { subtype: "channel_join" }))).toBeNull();
    expect(read(message("通知", { subtype: "bot_message", bot_id: "B0OTHER000" }))).toBeNull();
    expect(read(message("通知", { bot_id: "B0OTHER000" }))).toBeNull();
    expect(read(message("自分", { user: SELF.user_id }))).toBeNull();
    expect(read(mention(`${MENTION} 通知`, { bot_id: "B0OTHER000" }))).toBeNull();
    expect(read(message("", { user: "USLACKBOT" }))).toBeNull();
  });

  it("is nothing where a parent got a reply, with and without its subtype", () => {
    const { text: _, user: __, ...event } = message("");
    const parent = { ...event, hidden: true, message: message("親", { reply_count: 1 }) };
    expect(read({ ...parent, subtype: "message_replied" })).toBeNull();
    expect(read(parent)).toBeNull();
    expect(read({ ...parent, hidden: false, user: PERSON, text: "親" })).toBeNull();
    expect(read(message("見えない", { hidden: true }))).toBeNull();
  });

  it("is addressed to the bot by a mention and in a direct message, and the mention is not part of the text", () => {
    expect(read(message(`${MENTION} 危機管理部`))).toMatchObject({
      addressed: true,
      said: { text: "危機管理部" },
    });
    expect(read(mention(`${MENTION}　危機管理部 3`))).toMatchObject({
      addressed: true,
      said: { text: "危機管理部 3" },
    });
    expect(read(mention("2 <@U0BOT00000|policybot> 順調"))).toMatchObject({ said: { text: "2 順調" } });
    const direct = message("防災", { channel: "D0YAMADA00", channel_type: "im" });
    expect(read(direct)).toMatchObject({ addressed: true, where: { kind: "direct" } });
    expect(read(message("<@U0OTHER000> さんへ"))).toMatchObject({
      addressed: false,
      said: { text: "@U0OTHER000 さんへ" },
    });
  });
});

describe("text", () => {
  it("is read as its author sees it, unescaped once", () => {
    const cases = [
      ["A &amp; B &lt;案&gt;", "A & B <案>"],
      ["&amp;lt;", "&lt;"],
      ["<https://example.jp/a?b=1&amp;c=2|計画> を見た", "計画 (https://example.jp/a?b=1&c=2) を見た"],
      ["<https://example.jp/a?b=1&amp;c=2>", "https://example.jp/a?b=1&c=2"],
      [
        "<#C0KIKIKANRI|kikikanri> <#C0X|> <!here> <!subteam^S1|@kacho> <!subteam^S1>",
        "#kikikanri #チャンネル @here @kacho @グループ",
      ],
      ["<!date^1795000100^{date}|11月18日>", "11月18日"],
      ["<mailto:a@example.jp|a@example.jp>", "a@example.jp"],
      [`1行目\n${MENTION} 2行目`, "1行目\n2行目"],
      [`${MENTION}`, ""],
    ] as const;
    for (const [raw, expected] of cases) expect(wordsOfMrkdwn(raw, SELF.user_id)).toBe(expected);
  });

  it("without marks comes back from escaping exactly as typed", () => {
    const unmarked = fc.string().map((typed) => typed.replace(/[*_~`:>]/g, "-"));
    fc.assert(
      fc.property(unmarked, (typed) => {
        const raw = typed.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
        expect(wordsOfMrkdwn(raw, SELF.user_id)).toBe(typed.trim());
      }),
    );
  });
});

describe("an edit", () => {
  it("carries the new text and when it was written", () => {
    expect(read(changed("2 順調", `2 完了 ${MENTION}`, { thread_ts: "1795000000.000100" }))).toMatchObject({
      kind: "edit",
      key: `edit:${CHANNEL}:${TS}:1795000300.000000:1795000300.000500`,
      message: TS,
      said: { text: "2 完了" },
      editedAt: 1795000300000,
      who: { id: PERSON },
      where: { thread: "1795000000.000100" },
    });
  });

  it("is nothing where only a preview, a reply count or a broadcast changed", () => {
    expect(read(changed("2 順調", "2 順調"))).toBeNull();
    expect(read(changed("2 順調", "2 順調", { attachments: [{ title: "計画" }] }))).toBeNull();
    expect(read(changed("2 順調", "2 順調", { reply_count: 3, subtype: "thread_broadcast" }))).toBeNull();
  });

  it("is nothing where a bot edits itself", () => {
    expect(read(changed("5件", "4件", { bot_id: SELF.bot_id, user: SELF.user_id }))).toBeNull();
  });

  it("counts where the text before it is unknown", () => {
    const { previous_message: _, ...event } = changed("", "2 完了");
    expect(read(event)).toMatchObject({ kind: "edit", said: { text: "2 完了" } });
  });
});

describe("a deletion", () => {
  it("names the message, its author and its thread", () => {
    expect(read(deleted("2 順調", { thread_ts: "1795000000.000100" }))).toMatchObject({
      kind: "delete",
      key: `del:${CHANNEL}:${TS}`,
      message: TS,
      who: { id: PERSON },
      where: { thread: "1795000000.000100" },
    });
  });

  it("is also a message with replies that became a tombstone", () => {
    const event = changed("2 順調", "This message was deleted.", { subtype: "tombstone", user: "USLACKBOT" });
    const tombstone = { ...event, previous_message: { user: PERSON, ts: TS, text: "2 順調" } };
    expect(read(tombstone)).toMatchObject({
      kind: "delete",
      key: `del:${CHANNEL}:${TS}`,
      who: { id: PERSON },
    });
  });

  it("of a bot's message concerns nobody", () => {
    expect(read(deleted("【定期まとめ】", { bot_id: SELF.bot_id, user: SELF.user_id }))).toBeNull();
  });
});

describe("membership", () => {
  const joined = (user: string) => ({
    type: "member_joined_channel",
    user,
    channel: CHANNEL,
    channel_type: "C",
    team: SELF.team_id,
    inviter: PERSON,
    event_ts: "1795000700.000100",
  });

  it("changes only where the bot itself comes or goes", () => {
    expect(read(joined(SELF.user_id))).toMatchObject({
      kind: "arrival",
      who: { id: PERSON },
      at: 1795000700000,
    });
    expect(read(joined(PERSON))).toBeNull();
    expect(read({ ...joined(SELF.user_id), type: "member_left_channel" })).toMatchObject({
      kind: "departure",
    });
    expect(read({ ...joined(PERSON), type: "member_left_channel" })).toBeNull();
  });

  it("ends with the channel", () => {
    for (const type of [
      "channel_left",
      "group_left",
      "channel_archive",
      "group_archive",
      "channel_deleted",
      "group_deleted",
    ]) {
      const event = { type, channel: CHANNEL, user: PERSON, event_ts: "1795000700.000100" };
      expect(read(event)).toMatchObject({ kind: "departure", where: { conversation: CHANNEL } });
    }
  });
});

it("gives one key to redeliveries of one event", () => {
  const body = envelope(reply("2 順調"));
  expect(toIncoming(body, self)?.key).toBe(toIncoming({ ...body }, self)?.key);
});

it("reads any body without failing", () => {
  fc.assert(
    fc.property(fc.object(), fc.object(), (body, event) => {
      toIncoming({ ...body, event: { ...event, type: "message", channel: CHANNEL } }, self);
      toIncoming(body, self);
    }),
  );
});
