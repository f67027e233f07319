import { describe, expect, it } from "vitest";
import { hear } from "../../src/bot/platforms/teams/hearing.js";
import { commandText, readEvent, readMessage } from "../../src/bot/platforms/teams/incoming.js";
import { spokenText } from "../../src/domain/said-text.js";
import {
  BOT,
  CHANNEL,
  CHAT,
  event,
  GROUP,
  mention,
  message,
  nextId,
  PERSON,
  PERSON_29,
  places,
} from "../kit/activities.js";

const NOW = Date.parse("2026-11-24T00:10:00Z");
const AT = Date.parse("2026-11-24T00:05:00.123Z");
const html = (content: string, over: Record<string, unknown> = {}) =>
  message("", places.personal(), { attachments: [{ contentType: "text/html", content }], ...over });

describe("the words of a message", () => {
  it.each([
    ["<p>2 順調 協定書の案を作成</p>", "2 順調 協定書の案を作成"],
    ["<p>一行目</p><p>二行目</p>", "一行目\n二行目"],
    ["<div>2 順調<br>4 変更なし</div>", "2 順調\n4 変更なし"],
    ["<p>a &lt; b &amp; c</p>", "a < b & c"],
    ["<p><strong>2</strong> <em>順調</em></p>", "2 順調"],
    ["<ol><li>順調</li><li>やや遅れ</li></ol>", "1. 順調\n2. やや遅れ"],
    ['<ol start="4"><li><p>変更なし</p></li></ol>', "4. 変更なし"],
    ['<ol><li value="7">完了</li></ol>', "7. 完了"],
    ["<ul><li>2 順調</li><li>4 完了</li></ul>", "2 順調\n4 完了"],
    ['<p>よい<img alt="👍" src="x"></p>', "よい👍"],
    ["<p>2&nbsp;順調</p><p>&nbsp;</p>", "2 順調"],
    ["<script>alert(1)</script><style>p{}</style><p>本文</p>", "本文"],
    ['<attachment id="5"></attachment><p>資料です</p>', "資料です"],
    ["<table><tr><td>2</td><td>順調</td></tr></table>", "2\t順調"],
  ])("of %s", (content, expected) => {
    expect(hear(html(content)).said.text).toBe(expected);
  });

  it("leave out the bot's own mention wherever it stands, and keep those of people", () => {
    const own = '<span itemtype="http://schema.skype.com/Mention" itemscope itemid="0">重点目標ボット</span>';
    const other = '<span itemtype="http://schema.skype.com/Mention" itemscope itemid="1">佐藤</span>';
    const entities = [
      { type: "mention", mentioned: { id: BOT, name: "重点目標ボット" } },
      { type: "mention", mentioned: { id: "29:other", name: "佐藤" } },
    ];
    const heard = hear(html(`<p>${own}&nbsp;2 順調 ${other} さんと協議 ${own}</p>`, { entities }));
    expect(heard).toMatchObject({ said: { text: "2 順調 @佐藤 さんと協議" }, mentioned: true, quotes: null });
  });

  it("are read from the plain text where there is no HTML, which then is no markup", () => {
    const plain = (text: string, over = {}) => {
      const heard = hear(message(text, places.personal(), { attachments: [], ...over }));
      return { text: heard.said.text, mentioned: heard.mentioned };
    };
    expect(plain("a < b &amp; <b>c</b>").text).toBe("a < b &amp; <b>c</b>");
    const entities = [
      { type: "mention", mentioned: { id: BOT, name: "重点目標ボット" }, text: "<at>重点目標ボット</at>" },
    ];
    expect(plain("<at>重点目標ボット</at> 2 順調 <x>\n4 完了", { entities })).toMatchObject({
      text: "2 順調 <x>\n4 完了",
      mentioned: true,
    });
    expect(plain("<p>2 順調</p>", { textFormat: "xml" }).text).toBe("2 順調");
  });

  it("leave out a quoted message and name it", () => {
    const quote =
      '<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1700000000001"><p>【定期まとめ】</p></blockquote>';
    const heard = hear(html(`${quote}<p>2 順調</p>`));
    expect(spokenText(heard.said)).toBe("2 順調");
    expect(heard.quotes).toBe("1700000000001");
  });

  it.each([
    ["policy 危機管理部", "危機管理部"],
    ["／policy　危機管理部", "危機管理部"],
    ["POLICY", ""],
    ["policyholder", null],
    ["2 policy", null],
  ])("%j as a command", (typed, rest) => {
    expect(commandText(typed)).toBe(rest);
  });
});

describe("a message", () => {
  it("in a channel's thread: the channel is its place, the root its thread, for ever", () => {
    const activity = message("2 順調", places.channel("1700000000001"));
    expect(readMessage(activity, NOW)).toMatchObject({
      kind: "message",
      key: `msg:${CHANNEL}:${activity.id}`,
      who: { id: PERSON, name: "山田 花子" },
      where: { platform: "teams", conversation: CHANNEL, kind: "channel", thread: "1700000000001" },
      at: AT,
      addressed: false,
      files: false,
    });
  });

  it("that begins a thread is in none", () => {
    const id = nextId();
    expect(readMessage(message("はじめます", places.channel(id), { id }), NOW)?.where.thread).toBeNull();
  });

  it("in a group chat has the thread that it quotes, or none", () => {
    const quote =
      '<blockquote itemtype="http://schema.skype.com/Reply" itemid="17">x</blockquote><p>2 順調</p>';
    const attachments = [{ contentType: "text/html", content: quote }];
    const quoting = readMessage(message("2 順調", places.group(), { attachments }), NOW);
    expect(quoting?.where).toMatchObject({ conversation: GROUP, kind: "channel", thread: "17" });
    expect(readMessage(message("2 順調", places.group()), NOW)?.where.thread).toBeNull();
  });

  it("is addressed in a personal chat, by a mention, and where it was written for the bot alone", () => {
    const addressed = (activity: Record<string, unknown>) => readMessage(activity, NOW)?.addressed;
    expect(addressed(message("x", places.personal()))).toBe(true);
    expect(addressed(mention("x", places.channel("1")))).toBe(true);
    expect(addressed(message("x", places.channel("1")))).toBe(false);
    expect(addressed(message("x", places.group(), { recipient: { id: BOT, isTargeted: true } }))).toBe(true);
  });

  it("carries what is needed to send there", () => {
    const activity = message("x", places.channel("17"), { serviceUrl: "https://smba.example/jp/" });
    expect(readMessage(activity, NOW)?.where.destination).toEqual({
      serviceUrl: "https://smba.example/jp/",
      tenant: expect.any(String),
      conversation: CHANNEL,
      type: "channel",
      spot: `${CHANNEL};messageid=17`,
      bot: BOT,
      person: PERSON_29,
      team: "19:team@thread.tacv2",
      group: "b7c5-group",
    });
    expect(readMessage(message("x", places.personal()), NOW)?.where).toMatchObject({
      conversation: CHAT,
      kind: "direct",
    });
  });

  it("notices files, and not the HTML, cards and quotes that stand for the text", () => {
    const files = (contentType: string) =>
      readMessage(message("x", places.personal(), { attachments: [{ contentType }] }), NOW)?.files;
    expect(files("application/vnd.microsoft.teams.file.download.info")).toBe(true);
    expect(files("image/png")).toBe(true);
    for (const type of ["text/html", "application/vnd.microsoft.card.adaptive", "messageReference"])
      expect(files(type)).toBe(false);
  });

  it("of the bot itself or of another bot is none", () => {
    expect(readMessage(message("x", places.channel("1"), { from: { id: BOT } }), NOW)).toBeNull();
    expect(
      readMessage(message("x", places.channel("1"), { from: { id: "28:b", role: "bot" } }), NOW),
    ).toBeNull();
    expect(readMessage(message("x", places.channel("1"), { id: undefined }), NOW)).toBeNull();
  });

  it("names the person by the id of the directory where it is there", () => {
    const guest = message("x", places.channel("1"), { from: { id: "29:guest", name: "客" } });
    expect(readMessage(guest, NOW)?.who).toEqual({ id: "29:guest", name: "客" });
  });
});

describe("an event", () => {
  const data = (eventType: string, place: Record<string, unknown>) => ({
    channelData: { ...(place.channelData as object), eventType },
  });
  const place = places.channel("1700000000001");

  it("is an edit where the text was changed or the message brought back, each under its own key", () => {
    const at = (timestamp: string) =>
      readEvent(
        message("2 完了", place, {
          type: "messageUpdate",
          id: "1700000000009",
          timestamp,
          ...data("editMessage", place),
        }),
        NOW,
      );
    const first = at("2026-11-24T00:06:00Z");
    expect(first).toMatchObject({
      kind: "edit",
      message: "1700000000009",
      said: { text: "2 完了" },
      editedAt: Date.parse("2026-11-24T00:06:00Z"),
      where: { conversation: CHANNEL, thread: "1700000000001" },
    });
    expect(at("2026-11-24T00:07:00Z")?.key).not.toBe(first?.key);
    expect(at("2026-11-24T00:06:00Z")?.key).toBe(first?.key);
    const back = message("2 完了", place, { type: "messageUpdate", ...data("undeleteMessage", place) });
    expect(readEvent(back, NOW)).toMatchObject({ kind: "edit", restored: true });
    expect(first).not.toHaveProperty("restored");
    const other = message("2 完了", place, { type: "messageUpdate", ...data("somethingElse", place) });
    expect(readEvent(other, NOW)).toBeNull();
  });

  it("is a deletion", () => {
    const deleted = event(
      "messageDelete",
      { id: "1700000000009", ...data("softDeleteMessage", place) },
      place,
    );
    expect(readEvent(deleted, NOW)).toMatchObject({
      kind: "delete",
      message: "1700000000009",
      who: { id: PERSON },
      where: { conversation: CHANNEL, thread: "1700000000001" },
    });
  });

  it("is an arrival or a departure where the app is installed or removed, and neither for an upgrade", () => {
    const install = (action: string) =>
      readEvent(event("installationUpdate", { action }, places.personal()), NOW);
    expect(install("add")).toMatchObject({ kind: "arrival", where: { kind: "direct", conversation: CHAT } });
    expect(install("remove")?.kind).toBe("departure");
    expect(install("add-upgrade")).toBeNull();
    expect(install("remove-upgrade")).toBeNull();
  });

  it("is an arrival in the channel that was chosen for a team", () => {
    const arrival = readEvent(event("installationUpdate", { action: "add" }, place), NOW);
    expect(arrival?.where).toMatchObject({
      conversation: CHANNEL,
      thread: null,
      destination: { conversation: CHANNEL },
    });
  });

  it("is a departure where the bot was removed or the channel deleted, and nothing where people come and go", () => {
    const update = (over: Record<string, unknown>) =>
      readEvent(event("conversationUpdate", over, place), NOW);
    expect(update({ membersRemoved: [{ id: BOT }] })?.kind).toBe("departure");
    expect(update(data("channelDeleted", place))).toMatchObject({
      kind: "departure",
      where: { conversation: CHANNEL },
    });
    expect(update({ membersRemoved: [{ id: PERSON_29 }] })).toBeNull();
    expect(update({ membersAdded: [{ id: BOT }] })).toBeNull();
    expect(readEvent(event("typing", {}, place), NOW)).toBeNull();
  });
});
