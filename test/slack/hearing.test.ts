import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { hear } from "../../src/bot/platforms/slack/hearing.js";
import { signNamed } from "../../src/bot/platforms/slack/mrkdwn.js";
import { type SaidSpan, type SaidText, spokenText } from "../../src/domain/said-text.js";
import { fc } from "../kit/dice.js";
import { SELF } from "../kit/fake-slack.js";
import { CHANNEL } from "../kit/payloads.js";

type Body = Record<string, unknown>;

const text = (words: string, style?: Body): Body => ({
  type: "text",
  text: words,
  ...(style ? { style } : {}),
});
const section = (...elements: Body[]): Body => ({ type: "rich_text_section", elements });
const rich = (...elements: Body[]): Body[] => [{ type: "rich_text", block_id: "b", elements }];
const heard = (message: Body) => hear(message, CHANNEL, SELF.user_id);
const said = (raw: string, blocks: Body[], more: Body = {}): SaidText =>
  heard({ type: "message", text: raw, blocks, ...more }).said;
const parts = (said: SaidText, kind: SaidSpan["kind"]): string[] =>
  said.spans.filter((span) => span.kind === kind).map(({ start, end }) => said.text.slice(start, end));

const list = (indent: number, more: Body, ...items: string[]): Body => ({
  type: "rich_text_list",
  style: "bullet",
  indent,
  border: 0,
  elements: items.map((words) => section(text(words))),
  ...more,
});

describe("shapes beside plain words", () => {
  it.each<[string, Body[], string]>([
    [
      "a list in a quotation",
      [
        { type: "rich_text_quote", elements: [text("進捗です")] },
        list(0, { border: 1 }, "3 遅れ"),
        section(text("2 順調")),
      ],
      "2 順調",
    ],
    [
      "code in a quotation",
      [{ type: "rich_text_preformatted", border: 1, elements: [text("3 遅れ")] }, section(text("2 順調"))],
      "2 順調",
    ],
    [
      "code",
      [{ type: "rich_text_preformatted", border: 0, elements: [text("2 順調\n4 完了")] }],
      "2 順調\n4 完了",
    ],
    [
      "lists three deep",
      [
        list(0, {}, "2 順調"),
        list(1, { style: "ordered" }, "案を作成"),
        list(2, {}, "庁内に照会"),
        list(0, {}, "4 完了"),
      ],
      "2 順調\n  ・案を作成\n    ・庁内に照会\n4 完了",
    ],
    [
      "a counted list that goes on",
      [
        list(0, { style: "ordered", offset: 1 }, "順調"),
        section(text("案を作成")),
        list(0, { style: "ordered", offset: 2 }, "遅れ"),
      ],
      "2. 順調\n案を作成\n3. 遅れ",
    ],
    ["everybody here", [section({ type: "broadcast", range: "here" }, text(" 2 順調"))], "2 順調"],
    [
      "a date with its words",
      [
        section(
          text("2 順調 "),
          { type: "date", timestamp: 1796083200, format: "{date}", fallback: "12月1日" },
          text(" に協議"),
        ),
      ],
      "2 順調 12月1日 に協議",
    ],
    [
      "a date without",
      [section(text("2 "), { type: "date", timestamp: 1796083200, format: "{date}" }, text(" に協議"))],
      "2 2026-12-01 に協議",
    ],
    ["a colour", [section(text("2 順調 "), { type: "color", value: "#2EB67D" })], "2 順調 #2EB67D"],
    ["a group", [section({ type: "usergroup", usergroup_id: "S1" }, text(" 2 順調"))], "2 順調"],
    [
      "a channel",
      [section(text("2 順調 "), { type: "channel", channel_id: "C1" }, text(" で協議"))],
      "2 順調 #チャンネル で協議",
    ],
    [
      "a canvas",
      [
        section(text("2 順調 "), {
          type: "link",
          url: "https://example.slack.com/docs/T1/F1",
          text: "協定案",
        }),
      ],
      "2 順調 協定案 (https://example.slack.com/docs/T1/F1)",
    ],
    [
      "a struck link",
      [
        section(text("2 順調 "), {
          type: "link",
          url: "https://example.jp/a",
          text: "旧案",
          style: { strike: true },
        }),
      ],
      "2 順調",
    ],
    [
      "one of a kind that is not known",
      [section(text("2 順調"), { type: "newest", text: " 協定案" })],
      "2 順調 協定案",
    ],
  ])("%s", (_title, blocks, expected) => {
    expect(spokenText(said("", rich(...blocks)))).toBe(expected);
  });
});

describe("words in blocks", () => {
  it.each<[string, string, Body[], string]>([
    [
      "bold, italic and code are characters",
      "*2* 順調 `案`",
      rich(section(text("2", { bold: true }), text(" 順調 "), text("案", { code: true }))),
      "2 順調 案",
    ],
    [
      "a picture sign by its code points",
      "了解です :bow:",
      rich(section(text("了解です "), { type: "emoji", name: "bow", unicode: "1f647" })),
      "了解です 🙇",
    ],
    [
      "a picture sign by its name alone",
      "2 :white_check_mark: 協定書",
      rich(section(text("2 "), { type: "emoji", name: "white_check_mark" }, text(" 協定書"))),
      "2 ✅ 協定書",
    ],
    [
      "a number in a box",
      ":two: 順調",
      rich(section({ type: "emoji", name: "two" }, text(" 順調"))),
      "2️⃣ 順調",
    ],
    ["a skin tone", ":+1::skin-tone-3:", rich(section({ type: "emoji", name: "+1", skin_tone: 3 })), "👍🏼"],
    [
      "a skin tone within the name",
      ":bow::skin-tone-2:",
      rich(section({ type: "emoji", name: "bow::skin-tone-2" })),
      "🙇🏻",
    ],
    [
      "a sign of this workplace alone",
      ":itabashi:",
      rich(section({ type: "emoji", name: "itabashi" })),
      ":itabashi:",
    ],
    [
      "a link with a title",
      "<https://example.jp/a|計画>",
      rich(section({ type: "link", url: "https://example.jp/a", text: "計画" })),
      "計画 (https://example.jp/a)",
    ],
    [
      "a link that is its own title",
      "<http://example.jp|example.jp>",
      rich(section({ type: "link", url: "http://example.jp", text: "example.jp" })),
      "example.jp",
    ],
    [
      "a bare link",
      "<https://example.jp>",
      rich(section({ type: "link", url: "https://example.jp" })),
      "https://example.jp",
    ],
    ["a person", "<@U1> へ", rich(section({ type: "user", user_id: "U1" }, text(" へ"))), "@U1 へ"],
    [
      "a group, by the name in the text",
      "<!subteam^S1|@kacho> へ",
      rich(section({ type: "usergroup", usergroup_id: "S1" }, text(" へ"))),
      "@kacho へ",
    ],
    [
      "a channel, by the name in the text",
      "<#C1|kiki>",
      rich(section({ type: "channel", channel_id: "C1" })),
      "#kiki",
    ],
    [
      "everybody",
      "<!here> 2 順調",
      rich(section({ type: "broadcast", range: "here" }, text(" 2 順調"))),
      "@here 2 順調",
    ],
    [
      "the bot's own mention is none of the words",
      "<@U0BOT00000> 2 順調",
      rich(section({ type: "user", user_id: SELF.user_id }, text(" 2 順調"))),
      "2 順調",
    ],
    [
      "a date",
      "<!date^1^{date}|11月18日>",
      rich(section({ type: "date", timestamp: 1, format: "{date}", fallback: "11月18日" })),
      "11月18日",
    ],
    [
      "a list",
      "• 2 順調\n• 4 完了",
      rich({
        type: "rich_text_list",
        style: "bullet",
        indent: 0,
        elements: [section(text("2 順調")), section(text("4 完了"))],
      }),
      "2 順調\n4 完了",
    ],
    [
      "a counted list that goes on",
      "2. 順調",
      rich({
        type: "rich_text_list",
        style: "ordered",
        indent: 0,
        offset: 1,
        elements: [section(text("順調"))],
      }),
      "2. 順調",
    ],
    [
      "a list in a list",
      "• 2 順調\n    ◦ 案を作成",
      rich(
        { type: "rich_text_list", style: "bullet", indent: 0, elements: [section(text("2 順調"))] },
        { type: "rich_text_list", style: "ordered", indent: 1, elements: [section(text("案を作成"))] },
      ),
      "2 順調\n  ・案を作成",
    ],
    [
      "code on lines of its own",
      "```2 順調```",
      rich({ type: "rich_text_preformatted", elements: [text("2 順調\n4 完了")] }),
      "2 順調\n4 完了",
    ],
  ])("%s", (_title, raw, blocks, expected) => {
    expect(said(raw, blocks).text).toBe(expected);
  });

  it("a quotation is marked, and is no word of its author", () => {
    const quoting = said(
      "&gt; 3 遅れ\n2 順調",
      rich({ type: "rich_text_quote", elements: [text("3 遅れ")] }, section(text("2 順調"))),
    );
    expect(parts(quoting, "quoted")).toEqual(["3 遅れ"]);
    expect(spokenText(quoting)).toBe("2 順調");
  });

  it("struck words are taken back", () => {
    const struck = said("~4 完了 備品を納入~", rich(section(text("4 完了 備品を納入", { strike: true }))));
    expect(spokenText(struck)).toBe("");
    const partly = said(
      "2 ~遅れ~ 順調",
      rich(section(text("2 "), text("遅れ", { strike: true }), text(" 順調"))),
    );
    expect(spokenText(partly)).toBe("2  順調");
  });

  it("a table pasted from a spreadsheet stands beside the text; its heading reports nothing, nor does a goal's title", () => {
    const cell = (words: string): Body => ({ type: "rich_text", elements: [section(text(words))] });
    const raw = (words: string): Body => ({ type: "raw_text", text: words });
    const table = {
      type: "table",
      rows: [
        [cell("No."), cell("重点目標"), cell("状況"), cell("コメント")],
        [raw("2"), raw("福祉避難所の拡充"), raw("順調"), raw("協定書の\n案を作成")],
        [raw("3"), raw("避難行動要支援体制"), raw(""), raw("")],
        [{ type: "raw_number", value: 5, text: "5" }, raw("訓練"), raw("完了"), raw("")],
      ],
    };
    const pasted = said("", [], {
      attachments: [{ id: 1, blocks: [table], fallback: "[no preview available]" }],
    });
    expect(parts(pasted, "row")).toHaveLength(4);
    expect(spokenText(pasted)).toBe("2\t順調\t協定書の 案を作成\n5\t完了");
  });

  it("a message passed on is quoted, and gives its thread", () => {
    const shared = {
      is_msg_unfurl: true,
      is_share: true,
      channel_id: CHANNEL,
      ts: "1795000000.000100",
      from_url: `https://ward.slack.com/archives/${CHANNEL}/p1795000000000100`,
      text: "危機管理部 重点目標の進捗",
      message_blocks: [
        {
          team: "T",
          channel: CHANNEL,
          ts: "1795000000.000100",
          message: { blocks: rich(section(text("3 遅れ"))) },
        },
      ],
    };
    const passed = heard({ text: "2 順調", blocks: rich(section(text("2 順調"))), attachments: [shared] });
    expect(passed.quotes).toBe("1795000000.000100");
    expect(spokenText(passed.said)).toBe("2 順調");
    const reply = {
      ...shared,
      ts: "1795000009.000100",
      from_url: `${shared.from_url}?thread_ts=1795000000.000100&cid=${CHANNEL}`,
    };
    expect(heard({ text: "2 順調", attachments: [reply] }).quotes).toBe("1795000000.000100");
    expect(heard({ text: "2 順調", attachments: [{ ...shared, channel_id: "C9" }] }).quotes).toBeNull();
  });

  it("what a link unfolds into is nobody's word", () => {
    const unfolded = {
      from_url: "https://example.jp",
      title: "2 完了",
      blocks: rich(section(text("2 完了"))),
    };
    expect(said("2 順調", rich(section(text("2 順調"))), { attachments: [unfolded] }).text).toBe("2 順調");
  });
});

describe("words in text alone", () => {
  it.each([
    ["*2* 順調 案", "2 順調 案"],
    ["`2 順調`", "2 順調"],
    ["2 *やや遅れ* 入札不調", "2 やや遅れ 入札不調"],
    ["*2 順調* 案", "2 順調 案"],
    ["2 _順調_", "2 順調"],
    ["file_name_a 3*4*5", "file_name_a 3*4*5"],
    ["2~4 順調、5~6 完了", "2~4 順調、5~6 完了"],
    ["2 ~遅れ~ 順調", "2  順調"],
    ["~4 完了 備品を納入~", ""],
    ["&gt; 3 遅れ\n2 順調", "2 順調"],
    ["了解です :bow:", "了解です 🙇"],
    [":+1::skin-tone-3: :itabashi: 9:00:30", "👍🏼 :itabashi: 9:00:30"],
    ["090-*1234*-5678", "090-1234-5678"],
    ["※*注意* 2 順調", "※注意 2 順調"],
  ])("%j is %j", (raw, expected) => {
    expect(spokenText(heard({ text: raw }).said)).toBe(expected);
  });
});

describe("picture signs", () => {
  it("are those of the package that the list is made from, every name of them", async () => {
    const script = (await import(pathToFileURL("scripts/emoji-names.mjs").href)) as {
      emojiNames: () => string;
    };
    expect(readFileSync("src/bot/platforms/slack/emoji-names.ts", "utf8")).toBe(script.emojiNames());
    const source = createRequire(import.meta.url).resolve("emoji-datasource/emoji.json");
    const all = JSON.parse(readFileSync(source, "utf8")) as { unified: string; short_names: string[] }[];
    for (const { unified, short_names } of all) {
      const sign = String.fromCodePoint(...unified.split("-").map((code) => Number.parseInt(code, 16)));
      for (const name of short_names) expect(signNamed(name, null), name).toBe(sign);
    }
  });

  it("take any of five tones, and no other", () => {
    expect([1, 2, 6, 7].map((tone) => signNamed("wave", tone))).toEqual(["👋", "👋🏻", "👋🏿", "👋"]);
    expect(signNamed("constructor", null)).toBeNull();
  });
});

it("any message is read without failing, and its marks lie within its text", () => {
  const words = fc.constantFrom(
    "2 順調",
    "\n",
    " ",
    "~",
    "*",
    "<@U1>",
    ":bow:",
    "\t",
    "&gt; 3",
    "差出人: a\n件名: b\n",
  );
  const element = fc.oneof(
    words.map((word) => text(word, { strike: word === "2 順調" })),
    fc.constant({ type: "user", user_id: "U1" }),
    fc.constant({ type: "emoji", name: "bow" }),
    fc.object() as fc.Arbitrary<Body>,
  );
  const part = fc.oneof(
    fc.array(element, { maxLength: 4 }).map((elements) => section(...elements)),
    fc.array(element, { maxLength: 4 }).map((elements): Body => ({ type: "rich_text_quote", elements })),
    fc.array(element, { maxLength: 4 }).map(
      (elements): Body => ({
        type: "rich_text_list",
        style: "ordered",
        indent: 2,
        elements: [section(...elements)],
      }),
    ),
    fc.object() as fc.Arbitrary<Body>,
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 5 }),
      fc.array(words, { maxLength: 6 }),
      fc.object(),
      (blocks, raw, attachment) => {
        for (const message of [
          { text: raw.join(""), blocks: rich(...blocks) },
          { text: raw.join(""), attachments: [attachment] },
        ]) {
          const { said } = heard(message);
          for (const { start, end } of said.spans) {
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(said.text.length);
          }
          spokenText(said);
        }
      },
    ),
  );
});
