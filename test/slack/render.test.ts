import { describe, expect, it } from "vitest";
import { decodePress } from "../../src/bot/features.js";
import { renderMessage, renderUpdate, renderView } from "../../src/bot/platforms/slack/render.js";
import { encodePress, type Press } from "../../src/bot/query.js";
import type { Block, ListItem, Span } from "../../src/bot/reply.js";
import { fc, tries } from "../kit/dice.js";

/** A Slack block as plain JSON, as it goes over the wire. */
type Wire = Record<string, unknown>;
const wire = (blocks: unknown): Wire[] => JSON.parse(JSON.stringify(blocks)) as Wire[];

/** Every object inside a value. */
function objects(value: unknown): Wire[] {
  if (Array.isArray(value)) return value.flatMap(objects);
  if (typeof value !== "object" || value === null) return [];
  return [value as Wire, ...Object.values(value).flatMap(objects)];
}

const ofType = (blocks: Wire[], type: string): Wire[] => objects(blocks).filter((each) => each.type === type);

/** Every rule of Slack's that a rendered message could break. */
function brokenRules(blocks: Wire[], most: number, json: number): string[] {
  const broken: string[] = [];
  const check = (holds: boolean, rule: string): void => {
    if (!holds) broken.push(rule);
  };
  const long = (value: unknown): number => String(value).length;
  check(blocks.length > 0 && blocks.length <= most, `${blocks.length} blocks`);
  check(JSON.stringify(blocks).length <= json, `${JSON.stringify(blocks).length} characters of JSON`);
  check(ofType(blocks, "table").length <= 1, "more than one table");
  check(ofType(blocks, "mrkdwn").length === 0, "markup");
  for (const each of objects(blocks)) {
    const { text } = each;
    if (each.type === "text" || each.type === "link")
      check(long(text) > 0 && long(text) <= 3000, "text length");
    if (each.type === "plain_text")
      check(String(text).trim() !== "" && long(text) <= 3000, "plain text length");
    if (each.type === "plain_text") check(each.emoji === false, "emoji");
    if (each.type === "raw_text") check(long(text) > 0, "empty cell");
    if (each.type === "header") check(long((text as Wire).text) <= 150, "header length");
    if (each.type === "context") check((each.elements as Wire[]).length <= 10, "context elements");
    if (each.type === "actions") {
      const elements = each.elements as Wire[];
      check(elements.length > 0 && elements.length <= 25, "action elements");
    }
    if (each.type === "button") {
      check(long((text as Wire).text) <= 75, "button label");
      check(long(each.value) <= 2000, "button value");
      check(decodePress(String(each.value)) !== null, "button value that is no press");
    }
    if (each.type === "static_select") {
      const options = each.options as Wire[];
      check(options.length > 0 && options.length <= 100, "options");
      for (const option of options) {
        check(long((option.text as Wire).text) <= 75, "option label");
        check(long(option.value) <= 150 && decodePress(String(option.value)) !== null, "option value");
      }
      check(new Set(options.map((option) => option.value)).size === options.length, "options twice");
    }
    if (each.type === "table") {
      const rows = each.rows as Wire[][];
      check(rows.length <= 100 && rows.every((row) => row.length <= 20), "table size");
    }
    if (each.type === "rich_text") {
      const visible = objects(each)
        .filter((node) => node.type === "text" || node.type === "link")
        .map((node) => node.text)
        .join("");
      check(visible.length <= 3000, "rich text length");
      check(
        objects(each).every((node) => node.type !== "rich_text_section" || (node.elements as []).length > 0),
        "section",
      );
    }
  }
  const ids = objects(blocks)
    .filter((each) => typeof each.action_id === "string")
    .map((each) => each.action_id);
  check(new Set(ids).size === ids.length, "action ids twice");
  return broken;
}

/** What a reader sees of texts, without menus and buttons. */
function visible(blocks: Wire[]): string {
  return objects(blocks.filter((block) => block.type !== "actions"))
    .filter((each) => ["text", "link", "plain_text", "raw_text"].includes(String(each.type)))
    .map((each) => each.text)
    .join("");
}

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom("避", "難", "所", "。", "、", "\n", "<", "&", "*", "_", "`", '"', "𠮷", "　"),
    maxLength: 4000,
    size: "+3",
  }),
);
const anySpan: fc.Arbitrary<Span> = fc.record(
  {
    text: anyText,
    bold: fc.boolean(),
    mark: fc.boolean(),
    quiet: fc.boolean(),
    struck: fc.boolean(),
    link: fc.constantFrom("https://example.jp/archives/C1/p1", "javascript:alert(1)", "not a url"),
  },
  { requiredKeys: ["text"] },
);
const anyPress: fc.Arbitrary<Press> = fc.oneof(
  fc.record({ do: fc.constant("goal" as const), goal: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ do: fc.constant("search" as const), words: fc.string({ unit: "binary", maxLength: 200 }) }),
);
const anyItem: fc.Arbitrary<ListItem> = fc.record(
  {
    marker: fc.constantFrom("1", "12", "・", ""),
    spans: fc.array(anySpan, { maxLength: 4 }),
    detail: fc.array(anySpan, { maxLength: 2 }),
    open: anyPress,
    openLabel: anyText,
  },
  { requiredKeys: ["marker", "spans"] },
);
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constantFrom("title" as const, "heading" as const), text: anyText }),
  fc.record({
    kind: fc.constantFrom("text" as const, "fine" as const),
    spans: fc.array(anySpan, { maxLength: 5 }),
  }),
  fc.record({ kind: fc.constant("list" as const), items: fc.array(anyItem, { maxLength: 40, size: "+1" }) }),
  fc.integer({ min: 1, max: 25 }).chain((width) =>
    fc.record({
      kind: fc.constant("table" as const),
      caption: anyText,
      columns: fc.array(fc.record({ label: fc.string({ maxLength: 10 }) }), {
        minLength: width,
        maxLength: width,
      }),
      rows: fc.array(fc.array(fc.string({ maxLength: 40 }), { minLength: width, maxLength: width }), {
        maxLength: 120,
        size: "+1",
      }),
    }),
  ),
  fc.record({
    kind: fc.constant("buttons" as const),
    buttons: fc.array(fc.record({ label: anyText, press: anyPress }), { maxLength: 40, size: "+1" }),
  }),
  fc.record({
    kind: fc.constant("image" as const),
    png: fc.constant(new Uint8Array([1])),
    alt: anyText,
    name: fc.constant("a.png"),
  }),
  fc.constant({ kind: "divider" } as const),
);
const anyMessage = fc.array(anyBlock, { maxLength: 14, size: "+1" });

/** Everything of a block that a reader must find again, in order. */
function textsOf(block: Block): string[] {
  switch (block.kind) {
    case "title":
    case "heading":
      return [block.text];
    case "text":
    case "fine":
      return [block.spans.map((span) => span.text).join("")];
    case "list":
      return block.items.flatMap((item) => [
        item.spans.map((span) => span.text).join(""),
        (item.detail ?? []).map((span) => span.text).join(""),
      ]);
    case "table":
      return [block.caption, ...block.rows.flat()];
    case "image":
      // The whole stands in the picture itself.
      return [`（図）${block.alt.split("。")[0]}`];
    case "buttons":
    case "divider":
      return [];
  }
}

/** The position after all texts, found one after the other; null where one is missing. */
function foundInOrder(haystack: string, needles: readonly string[]): boolean {
  let at = 0;
  for (const needle of needles) {
    const found = haystack.indexOf(needle, at);
    if (found < 0) return false;
    at = found + needle.length;
  }
  return true;
}

describe("any message", () => {
  it("is within every limit of Slack's, however many messages it takes", () => {
    fc.assert(
      fc.property(anyMessage, (blocks) => {
        for (const payload of renderMessage(blocks)) {
          expect(brokenRules(wire(payload.blocks), 50, 12_300)).toEqual([]);
          expect(payload.text.length).toBeLessThanOrEqual(4000);
          expect(payload.text.trim()).not.toBe("");
          expect(payload.text).not.toMatch(/[<>]|&(?!lt;|gt;|amp;)/);
        }
      }),
      { numRuns: tries(60) },
    );
  });

  it("is complete: every text of it is read in order, nothing is cut", () => {
    fc.assert(
      fc.property(anyMessage, (blocks) => {
        const read = renderMessage(blocks)
          .map((payload) => visible(wire(payload.blocks)))
          .join("");
        expect(foundInOrder(read, blocks.flatMap(textsOf))).toBe(true);
      }),
      { numRuns: tries(60) },
    );
  });

  it("offers everything that can be opened or pressed", () => {
    fc.assert(
      fc.property(anyMessage, (blocks) => {
        const offered = new Set(
          renderMessage(blocks).flatMap((payload) =>
            objects(wire(payload.blocks)).flatMap((each) =>
              typeof each.value === "string" ? [each.value] : [],
            ),
          ),
        );
        for (const block of blocks) {
          const presses: Press[] =
            block.kind === "buttons"
              ? block.buttons.map((button) => button.press)
              : block.kind === "list"
                ? block.items.flatMap((item) => (item.open === undefined ? [] : [item.open]))
                : [];
          for (const press of presses) expect(offered).toContain(encodePress(press));
        }
      }),
      { numRuns: tries(40) },
    );
  });

  it("fits an update and a view", () => {
    fc.assert(
      fc.property(anyMessage, (blocks) => {
        expect(brokenRules(wire(renderUpdate(blocks).blocks), 50, 12_800)).toEqual([]);
        const view = wire(renderView(blocks));
        expect(brokenRules(view, 100, 62_000)).toEqual([]);
        expect(ofType(view, "table")).toEqual([]);
      }),
      { numRuns: tries(30) },
    );
  });
});

describe("what people wrote", () => {
  const hostile = "<!channel> *急* _至急_ `x` <@U1> <https://evil.example|会議> :tada: &lt;";

  it("stands in text that Slack does not read, exactly as written", () => {
    const [payload] = renderMessage([
      { kind: "title", text: hostile },
      { kind: "text", spans: [{ text: hostile }] },
      { kind: "fine", spans: [{ text: hostile }] },
      { kind: "list", items: [{ marker: "1", spans: [{ text: hostile }] }] },
    ]);
    const blocks = wire(payload?.blocks);
    expect(ofType(blocks, "mrkdwn")).toEqual([]);
    expect(visible(blocks).split(hostile)).toHaveLength(5);
    expect(payload?.text).toContain("&lt;!channel&gt;");
    expect(payload?.text).not.toContain("<");
  });

  it("never becomes a link, except for an address of our own making", () => {
    const [payload] = renderMessage([
      { kind: "text", spans: [{ text: "元の投稿", link: "https://city.slack.com/archives/C1/p1" }] },
      { kind: "text", spans: [{ text: "押す", link: "javascript:alert(1)" }] },
    ]);
    expect(ofType(wire(payload?.blocks), "link")).toMatchObject([{ text: "元の投稿" }]);
  });
});

describe("the look of a department", () => {
  const goals: ListItem[] = Array.from({ length: 16 }, (_, index) => ({
    marker: String(index + 1),
    spans: [{ text: "福祉避難所の拡充及び" }, { text: "連携", mark: true }, { text: "強化" }],
    detail: [{ text: "概ね順調・10/20「候補の3施設と協議」", quiet: true }],
    open: { do: "goal", goal: index + 1 },
    openLabel: `${index + 1} 福祉避難所の拡充及び連携強化`,
  }));
  const blocks: Block[] = [
    { kind: "title", text: "危機管理部" },
    { kind: "heading", text: "経営戦略" },
    { kind: "list", items: goals },
    { kind: "buttons", buttons: [{ label: "チャンネルに共有", press: { do: "help" } }] },
  ];

  it("is one message with one menu before its buttons", () => {
    const payloads = renderMessage(blocks);
    expect(payloads).toHaveLength(1);
    const types = wire(payloads[0]?.blocks).map((block) => block.type);
    expect(types.slice(0, 3)).toEqual(["header", "rich_text", "rich_text"]);
    expect(types.slice(-2)).toEqual(["actions", "actions"]);
    const [menu] = ofType(wire(payloads[0]?.blocks), "static_select");
    expect(menu).toMatchObject({ placeholder: { text: "目標を開く" }, options: { length: 16 } });
  });

  it("calls a menu of anything else than goals by no word of goals", () => {
    const departments = goals.map((item, index) => ({
      ...item,
      open: { do: "department" as const, department: index + 1 },
    }));
    const [payload] = renderMessage([{ kind: "list", items: departments }]);
    const [menu] = ofType(wire(payload?.blocks), "static_select");
    expect(menu).toMatchObject({ placeholder: { text: "一覧から開く" } });
  });

  it("shows search hits bold and what is done struck through", () => {
    const [payload] = renderMessage([
      {
        kind: "text",
        spans: [
          { text: "防災", mark: true },
          { text: "済", struck: true },
        ],
      },
    ]);
    expect(ofType(wire(payload?.blocks), "text")).toMatchObject([
      { text: "防災", style: { bold: true } },
      { text: "済", style: { strike: true } },
    ]);
  });

  it("puts a table into a table, and one that is too wide into lines", () => {
    const columns = ["部", "件数", "順調"].map((label) => ({ label }));
    const table: Block = {
      kind: "table",
      caption: "部ごとの状況",
      columns,
      rows: [["危機管理部", "16", ""]],
    };
    const [narrow] = renderMessage([table]);
    expect(ofType(wire(narrow?.blocks), "table")).toHaveLength(1);
    const wide: Block = {
      ...table,
      columns: Array.from({ length: 21 }, (_, index) => ({ label: `列${index}` })),
      rows: [Array.from({ length: 21 }, (_, index) => `値${index}`)],
    };
    const [lines] = renderMessage([wide]);
    expect(ofType(wire(lines?.blocks), "table")).toEqual([]);
    expect(visible(wire(lines?.blocks))).toContain("列20 値20");
  });

  it("ends no message with a heading", () => {
    const many: Block[] = Array.from({ length: 60 }, (_, index) => [
      { kind: "heading" as const, text: `第${index}` },
      { kind: "text" as const, spans: [{ text: "本文。".repeat(100) }] },
    ]).flat();
    for (const payload of renderMessage(many)) {
      const last = wire(payload.blocks).at(-1);
      expect(JSON.stringify(last)).not.toContain('"bold":true');
    }
  });

  it("cuts a long text at the ends of sentences", () => {
    const sentence = "区民の安全を守るため、関係機関と協議を重ねています。";
    const payloads = renderMessage([{ kind: "text", spans: [{ text: sentence.repeat(400) }] }]);
    const texts = payloads.flatMap((payload) =>
      ofType(wire(payload.blocks), "text").map((node) => String(node.text)),
    );
    expect(texts.join("")).toBe(sentence.repeat(400));
    for (const part of texts) expect(part.endsWith("。")).toBe(true);
  });

  it("says something even where there is nothing", () => {
    expect(renderMessage([])[0]?.text).toBe("表示する内容がありません。");
    expect(wire(renderMessage([{ kind: "text", spans: [] }])[0]?.blocks)).toHaveLength(1);
  });
});
