import { describe, expect, it } from "vitest";
import { cost, pressedOf, type Surface } from "../../src/bot/platforms/teams/element.js";
import { filledOf, renderForm } from "../../src/bot/platforms/teams/forms.js";
import { type Card, MOST_CARD, renderCards, renderOne } from "../../src/bot/platforms/teams/render.js";
import type { encodePress } from "../../src/bot/query.js";
import type { Block, Form, FormField, PicturePart, Plot, Span } from "../../src/bot/reply.js";
import { fc, tries } from "../kit/dice.js";

const SHOWN: Surface = { own: true, key: null, dialogs: true, stands: "message" };
const IN_DIALOG: Surface = { ...SHOWN, stands: "dialog" };

type Json = Record<string, unknown>;

/** Every object in a card, whatever it stands in; what stands in a fallback is not shown beside it. */
function* objectsIn(value: unknown, fallbacks = false): Generator<Json> {
  if (Array.isArray(value)) for (const each of value) yield* objectsIn(each, fallbacks);
  else if (typeof value === "object" && value !== null) {
    yield value as Json;
    for (const [key, each] of Object.entries(value)) {
      if (fallbacks || key !== "fallback") yield* objectsIn(each, fallbacks);
    }
  }
}
const ofType = (card: unknown, type: string): Json[] =>
  [...objectsIn(card)].filter((each) => each.type === type);
const fieldOf = (from: Json | undefined, key: string): Json => (from?.[key] ?? {}) as Json;
const wordsOf = (cards: readonly Card[]): string =>
  [...objectsIn(cards)]
    .filter(({ type }) => type === "TextRun" || type === "TextBlock")
    .map(({ text }) => text)
    .join("");

/** Texts that people write: Japanese, Markdown, HTML, mentions, links, functions of cards, halves of characters. */
const nasty = fc.constantFrom(
  "**太字**と[リンク](https://example.jp)",
  "<at>全員</at> <script>alert(1)</script>",
  "- 一つめ\n- 二つめ",
  "1. 番号",
  "{{DATE(2026-11-24T00:00:00Z,SHORT)}}",
  "# 見出し",
  "𠮷野家と👨‍👩‍👧",
  "",
  "\n\n",
  "　",
);
const text = fc.oneof(
  fc.string({ maxLength: 40, unit: "grapheme" }),
  nasty,
  fc
    .integer({ min: 1, max: 9000 })
    .map((length) => "防災のまちづくりを進めます。".repeat(length).slice(0, length)),
);
const span = fc.record(
  { text, bold: fc.boolean(), mark: fc.boolean(), quiet: fc.boolean(), struck: fc.boolean() },
  { requiredKeys: ["text"] },
) as fc.Arbitrary<Span>;
const spans = fc.array(span, { minLength: 1, maxLength: 4 });
const press = fc.constantFrom(
  { do: "help" } as const,
  { do: "goal", goal: 3 } as const,
  { do: "report-form", department: 2 } as const,
  { do: "search", words: "語".repeat(200), plan: 1 } as const,
);
const button = fc.record({ label: text, press });
const item = fc.record(
  {
    marker: fc.oneof(fc.constantFrom("1", "23", "・", "", "危機管理部 3"), text),
    spans,
    detail: spans,
    open: press,
  },
  { requiredKeys: ["marker", "spans"] },
);
const table = fc.integer({ min: 1, max: 6 }).chain((columns) =>
  fc.record({
    kind: fc.constant("table" as const),
    caption: text,
    columns: fc.array(fc.record({ label: text, align: fc.constantFrom("left", "right") }), {
      minLength: columns,
      maxLength: columns,
    }),
    rows: fc.array(fc.array(text, { minLength: columns, maxLength: columns }), { maxLength: 60 }),
  }),
);
const shortText = fc.oneof(fc.string({ maxLength: 40, unit: "grapheme" }), nasty);
const point = fc.record({ day: fc.constant("2026-04-06"), value: fc.integer({ min: -5, max: 400 }) });
const plot: fc.Arbitrary<Plot> = fc.oneof(
  fc.record({
    kind: fc.constant("counts" as const),
    title: text,
    bars: fc.array(
      fc.record({
        label: text,
        count: fc.integer({ min: 1, max: 400 }),
        tone: fc.constantFrom("good" as const, "late" as const, "silent" as const, "neutral" as const),
      }),
      { maxLength: 30 },
    ),
  }),
  fc.record({
    kind: fc.constant("courses" as const),
    title: text,
    days: fc.constant("日付"),
    unit: shortText,
    courses: fc.array(fc.record({ label: text, words: text, points: fc.array(point, { maxLength: 60 }) }), {
      maxLength: 7,
    }),
  }),
);
const picturePart: fc.Arbitrary<PicturePart> = fc.record(
  {
    heading: shortText,
    lines: fc.array(fc.record({ label: shortText, drawn: fc.constant("█▁"), words: shortText }), {
      maxLength: 8,
    }),
    plot,
  },
  { requiredKeys: ["lines"] },
);
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constantFrom("title" as const, "heading" as const), text }),
  fc.record({ kind: fc.constantFrom("text" as const, "fine" as const), spans }),
  fc.record({
    kind: fc.constant("list" as const),
    items: fc.array(item, { maxLength: 20 }),
  }) as fc.Arbitrary<Block>,
  table as fc.Arbitrary<Block>,
  fc.record({
    kind: fc.constant("image" as const),
    png: fc.uint8Array({ maxLength: 20_000 }),
    alt: fc.string({ maxLength: 100 }),
    name: fc.constant("a.png"),
  }),
  fc.record({
    kind: fc.constant("image" as const),
    png: fc.uint8Array({ maxLength: 20_000 }),
    alt: fc.string({ maxLength: 100 }),
    parts: fc.array(picturePart, { maxLength: 4 }),
    name: fc.constant("a.png"),
  }),
  fc.record({ kind: fc.constant("buttons" as const), buttons: fc.array(button, { maxLength: 24 }) }),
  fc.record({ kind: fc.constant("divider" as const) }),
);
const blocks = fc.array(block, { maxLength: 12 });

/** What must be readable, in order; line ends and the blank of an empty line are no words. */
const flat = (value: string): string => value.replace(/[\s\u00a0\u2060\u3000]/g, "");

describe("any message as cards", () => {
  it("stays under 28 kB a card, whatever it holds", () => {
    fc.assert(
      fc.property(blocks, (given) => {
        for (const card of [...renderCards(given, SHOWN), renderOne(given, SHOWN)])
          expect(cost(card)).toBeLessThanOrEqual(MOST_CARD);
      }),
      { numRuns: tries(80) },
    );
  });

  it("leaves nothing out: every word of every block stands in some card", () => {
    fc.assert(
      fc.property(blocks, (given) => {
        const shown = flat(wordsOf(renderCards(given, SHOWN)));
        for (const each of given) {
          const words =
            each.kind === "title" || each.kind === "heading"
              ? [each.text]
              : each.kind === "text" || each.kind === "fine"
                ? [each.spans.map((part) => part.text).join("")]
                : each.kind === "list"
                  ? each.items.flatMap((one) => [
                      one.spans.map((part) => part.text).join(""),
                      (one.detail ?? []).map((part) => part.text).join(""),
                    ])
                  : each.kind === "table"
                    ? [...each.columns.map(({ label }) => label), ...each.rows.flat(), each.caption]
                    : [];
          for (const word of words) expect(shown).toContain(flat(word));
        }
      }),
      { numRuns: tries(80) },
    );
  });

  it("gives people's words only to elements that read no Markdown, and leaves no function in them", () => {
    fc.assert(
      fc.property(blocks, (given) => {
        const cards = renderCards(given, SHOWN);
        for (const { text: words } of ofType(cards, "TextBlock")) {
          expect(words).not.toMatch(/[*_~`[\]\\<>|#&@{}\n]|https?:/);
          expect(words).not.toMatch(/^\s*([-+]|\d+[.)])/);
        }
        for (const each of objectsIn(cards, true)) {
          const chart = String(each.type).startsWith("Chart.");
          for (const words of [
            each.text,
            each.legend,
            each.x,
            ...(chart ? [each.title, each.yAxisTitle] : []),
          ])
            if (typeof words === "string") expect(words).not.toMatch(/\{\{\s*(DATE|TIME)/i);
          if (typeof each.speak === "string") expect(each.speak).not.toMatch(/[<>&]/);
        }
      }),
      { numRuns: tries(80) },
    );
  });

  it("never ends a card with a heading, nor cuts a character in two", () => {
    fc.assert(
      fc.property(blocks, (given) => {
        const cards = renderCards(given, SHOWN);
        for (const card of cards.slice(0, -1)) expect(card.body.at(-1)?.style).not.toBe("heading");
        for (const { text: words } of ofType(cards, "TextRun")) {
          expect(words).not.toMatch(/[\ud800-\udbff]$|^[\udc00-\udfff]/);
          expect(words).not.toBe("");
        }
      }),
      { numRuns: tries(80) },
    );
  });

  it("is version 1.5 with words for those who cannot see it, and at most six buttons a row", () => {
    fc.assert(
      fc.property(blocks, (given) => {
        for (const card of renderCards(given, SHOWN)) {
          expect(card).toMatchObject({ type: "AdaptiveCard", version: "1.5" });
          expect(card.fallbackText).not.toBe("");
          expect(card.body.length).toBeGreaterThan(0);
          for (const { actions } of ofType(card, "ActionSet"))
            expect((actions as unknown[]).length).toBeLessThanOrEqual(6);
        }
      }),
      { numRuns: tries(100) },
    );
  });

  it("can be pressed nowhere where nothing can be pressed", () => {
    fc.assert(
      fc.property(blocks, (given) => {
        // A dialog knows no other action than to be sent.
        expect(JSON.stringify(renderCards(given, IN_DIALOG))).not.toMatch(/Action\.Execute|task\/fetch/);
      }),
      { numRuns: tries(50) },
    );
  });
});

describe("a table", () => {
  const rowsOf = (count: number, cells: string[]): Block => ({
    kind: "table",
    caption: "状態ごとの件数",
    columns: cells.map((label, index) => ({ label, align: index === 0 ? "left" : "right" })),
    rows: Array.from({ length: count }, (_, row) =>
      cells.map((_cell, index) => (index === 0 ? `部${row}` : "13")),
    ),
  });

  it("of twenty-two departments stands in one card, and one of a thousand rows in several", () => {
    const small = renderCards([rowsOf(22, ["部", "目標", "未着手", "順調", "未更新"])], SHOWN);
    expect(small).toHaveLength(1);
    expect(ofType(small, "Table")).toHaveLength(1);
    for (const table of [rowsOf(1000, ["部", "件"]), rowsOf(1000, ["部"])]) {
      const cards = renderCards([table], SHOWN);
      for (const card of cards) expect(cost(card)).toBeLessThanOrEqual(MOST_CARD);
      expect(ofType(cards, "TableRow").length).toBe(1000 + ofType(cards, "Table").length);
    }
  });

  it("has the same as lines for clients without tables", () => {
    const [table] = ofType(renderOne([rowsOf(2, ["部", "件"])], SHOWN), "Table");
    expect(JSON.stringify(table?.fallback)).toMatch(/部0.*13.*部1/);
  });
});

describe("a press", () => {
  const cardOf = (label: string, what: Parameters<typeof encodePress>[0], surface = SHOWN) =>
    renderOne([{ kind: "buttons", buttons: [{ label, press: what, style: "primary" }] }], surface);

  it("is an Action.Execute with a fallback, and comes back as it was", () => {
    const [action] = ofType(cardOf("開く", { do: "goal", goal: 3 }), "Action.Execute");
    expect(action).toMatchObject({ verb: "press", style: "positive", fallback: { type: "Action.Submit" } });
    expect(pressedOf(action?.data)).toEqual({
      value: '{"do":"goal","goal":3}',
      own: true,
      key: null,
      step: false,
    });
    expect(pressedOf(fieldOf(action, "fallback").data)).toEqual(pressedOf(action?.data));
  });

  it("that opens a form asks for a dialog, where there are dialogs", () => {
    const form = { do: "report-form", department: 2 } as const;
    expect(ofType(cardOf("入力フォーム", form), "Action.Submit")[0]?.data).toMatchObject({
      msteams: { type: "task/fetch" },
    });
    expect(ofType(cardOf("入力フォーム", form, { ...SHOWN, dialogs: false }), "Action.Execute")).toHaveLength(
      1,
    );
  });

  it("of a post carries its key; on a row it opens the row", () => {
    const card = renderOne(
      [
        {
          kind: "list",
          items: [{ marker: "2", spans: [{ text: "福祉避難所" }], open: { do: "goal", goal: 2 } }],
        },
      ],
      { ...SHOWN, own: false, key: "k-1" },
    );
    const [row] = ofType(card, "ColumnSet");
    expect(row?.selectAction).toMatchObject({ type: "Action.Execute", title: "2 福祉避難所" });
    expect(pressedOf(fieldOf(row, "selectAction").data)).toEqual({
      value: '{"do":"goal","goal":2}',
      own: false,
      step: false,
      key: "k-1",
    });
  });

  it.each([null, 5, {}, { p: 5 }, []])("is none of ours with data %j", (data) => {
    expect(pressedOf(data)).toBeNull();
  });
});

describe("a row of buttons", () => {
  const rows = (...labels: string[]): string[][] =>
    ofType(
      renderOne(
        [{ kind: "buttons", buttons: labels.map((label) => ({ label, press: { do: "help" } })) }],
        SHOWN,
      ),
      "ActionSet",
    ).map(({ actions }) => (actions as { title: string }[]).map(({ title }) => title));

  it("is as wide as a telephone: two short ones, or a long one alone", () => {
    expect(rows("未更新を見る", "推移", "部の一覧")).toEqual([["未更新を見る", "推移"], ["部の一覧"]]);
    const long = "「福祉避難所の拡充」を進捗に記録する";
    expect(rows("記録する", long, "取り消す")).toEqual([["記録する"], [long], ["取り消す"]]);
  });
});

describe("a picture", () => {
  const image = (size: number): Block => ({
    kind: "image",
    png: new Uint8Array(size),
    alt: "順調 8件、遅れ 2件",
    name: "standing.png",
  });

  it("is drawn in lines of text, which are its words, where it is too large for a card", () => {
    const parts = [{ lines: [{ label: "順調", drawn: "████████", words: "8件" }] }];
    const large = renderOne([{ ...image(100_000), parts } as Block], SHOWN);
    expect(wordsOf([large])).toBe("順調　8件████████");
    // No picture means no colour that only a light theme could show.
    expect(ofType(large, "TextRun").find(({ text }) => text === "████████")).toMatchObject({
      color: "Accent",
    });
    expect(wordsOf([renderOne([{ ...image(3000), parts } as Block], SHOWN)])).toBe("");
  });

  const lines = [{ label: "順調", drawn: "████", words: "8件" }];
  const withPlot = (plot: Plot): Block =>
    ({ ...image(100_000), parts: [{ heading: "状態", lines, plot }] }) as Block;
  const fallback = JSON.stringify(
    renderOne([{ ...image(100_000), parts: [{ heading: "状態", lines }] } as Block], SHOWN).body[0],
  );

  it("is a chart of Teams' own with the words at each bar, and its lines where charts are not known", () => {
    const bars = [
      { label: "順調", count: 8, tone: "good" },
      { label: "遅れ", count: 2, tone: "late" },
      { label: "未更新", count: 3, tone: "silent" },
      { label: "報告なし", count: 1, tone: "neutral" },
    ] as const;
    const [chart] = renderOne([withPlot({ kind: "counts", title: "状態", bars })], SHOWN).body;
    expect(chart).toEqual({
      type: "Chart.HorizontalBar",
      title: "状態",
      showTitle: true,
      displayMode: "AbsoluteNoAxis",
      spacing: "Medium",
      data: [
        { x: "順調", y: 8, color: "categoricalBlue" },
        { x: "遅れ", y: 2, color: "categoricalMarigold" },
        { x: "未更新", y: 3, color: "categoricalPurple" },
        { x: "報告なし", y: 1, color: "neutral" },
      ],
      fallback: JSON.parse(fallback),
    });
    expect(fallback).toContain("████");
  });

  it("over time is a line over days, whose legend bears its values", () => {
    const points = [
      { day: "2026-04-06", value: 3 },
      // In the midst of a level run: the line is the same without it.
      { day: "2026-04-13", value: 3 },
      { day: "2026-04-20", value: 3 },
      { day: "2026-04-27", value: 8 },
    ];
    const courses = [{ label: "完了", words: "3件 → 8件", points }];
    const plot = {
      kind: "courses",
      title: "推移",
      days: "週",
      unit: "件",
      least: 0,
      most: 20,
      courses,
    } as const;
    const [chart] = renderOne([withPlot(plot)], SHOWN).body;
    expect(chart).toMatchObject({
      type: "Chart.Line",
      xAxisTitle: "週",
      yAxisTitle: "件",
      yMin: 0,
      yMax: 20,
      showLegend: true,
      data: [
        {
          legend: "完了　3件 → 8件",
          color: "categoricalBlue",
          values: [
            { x: "2026-04-06", y: 3 },
            { x: "2026-04-20", y: 3 },
            { x: "2026-04-27", y: 8 },
          ],
        },
      ],
      fallback: JSON.parse(fallback),
    });
  });

  it("too large for a chart is its lines", () => {
    const bars = Array.from({ length: 400 }, () => ({ label: "順調", count: 1, tone: "good" as const }));
    const [shown] = renderOne([withPlot({ kind: "counts", title: "状態", bars })], SHOWN).body;
    expect(JSON.stringify(shown)).toBe(fallback);
  });

  it("stands in the card where it is small, and as its words where it is not", () => {
    const [small] = ofType(renderOne([image(3000)], SHOWN), "Image");
    expect(small).toMatchObject({ altText: "順調 8件、遅れ 2件" });
    expect(small?.url).toMatch(/^data:image\/png;base64,/);
    const large = renderOne([image(100_000)], SHOWN);
    expect(ofType(large, "Image")).toEqual([]);
    expect(wordsOf([large])).toContain("順調 8件、遅れ 2件");
  });
});

const FIELDS: FormField[] = [
  {
    name: "goal",
    label: "重点目標",
    type: "select",
    options: Array.from({ length: 100 }, (_, n) => ({
      value: String(n),
      label: `${n} ${"福祉避難所の拡充".repeat(8)}`,
    })),
    initial: "3",
  },
  {
    name: "state",
    label: "状態",
    type: "radio",
    options: [
      { value: "unchanged", label: "変更なし" },
      { value: "0", label: "順調" },
    ],
    initial: "unchanged",
  },
  { name: "percent", label: "進み具合（%）", type: "number", min: 0, max: 100, optional: true },
  {
    name: "text",
    label: "ひとこと",
    type: "text",
    multiline: true,
    maxLength: 1000,
    optional: true,
    hint: "短く",
  },
  { name: "day", label: "日付", type: "date" },
  { name: "person", label: "担当者", type: "person" },
];
const FORM: Form = {
  kind: "form",
  id: "report",
  title: "進捗の報告",
  submit: "記録する",
  context: '{"nonce":"n-1"}',
  intro: [{ text: "危機管理部" }],
  fields: FIELDS,
};
const how = { inDialog: true, opener: null } as const;

describe("a form", () => {
  it("fits into a card even with a hundred goals, none of which is missing", () => {
    const card = renderForm(FORM, how);
    expect(cost(card)).toBeLessThanOrEqual(MOST_CARD);
    const [goals, states] = ofType(card, "Input.ChoiceSet");
    expect(goals?.choices).toHaveLength(100);
    expect([goals?.style, states?.style]).toEqual(["filtered", "expanded"]);
  });

  it("says in Japanese what a field wants, and picks people from the directory", () => {
    const inputs = [...objectsIn(renderForm(FORM, how))].filter(({ type }) =>
      String(type).startsWith("Input."),
    );
    expect(inputs).toHaveLength(FIELDS.length);
    for (const { errorMessage, label } of inputs) {
      expect(errorMessage).toMatch(/。$/);
      expect(label).not.toBe("");
    }
    expect(inputs.filter(({ isRequired }) => isRequired === true)).toHaveLength(4);
    expect(inputs.at(-1)).toMatchObject({ "choices.data": { type: "Data.Query" } });
  });

  it("uses radio buttons only for plain texts, because they are read as Markdown", () => {
    const radio: FormField = {
      name: "a",
      label: "a",
      type: "radio",
      options: [{ value: "1", label: "**太字**" }],
    };
    const [input] = ofType(renderForm({ ...FORM, fields: [radio] }, how), "Input.ChoiceSet");
    expect(input?.style).toBe("compact");
  });

  it("keeps what was filled in beside its mistakes", () => {
    const card = renderForm(FORM, {
      ...how,
      values: { goal: "5", percent: "130", text: "三施設と協議" },
      errors: { percent: "0 から 100 までで入れてください。", other: "全体の誤りです。" },
    });
    const value = (id: string) => [...objectsIn(card)].find((each) => each.id === `field:${id}`)?.value;
    expect([value("goal"), value("percent"), value("text")]).toEqual(["5", 130, "三施設と協議"]);
    expect(wordsOf([card])).toMatch(/全体の誤りです。.*0 から 100/);
  });

  it("comes back with its values, its context, and nothing else", () => {
    const card = renderForm(FORM, { inDialog: false, opener: "o-1" });
    const [action] = ofType(card, "Action.Execute");
    expect(action).toMatchObject({ verb: "form", fallback: { type: "Action.Submit" } });
    const sent = {
      ...(action?.data as Json),
      "field:goal": "5",
      "field:percent": 60,
      other: "x",
      "field:bad": {},
    };
    expect(filledOf(sent)).toEqual({
      form: "report",
      context: '{"nonce":"n-1"}',
      opener: "o-1",
      values: { goal: "5", percent: "60" },
    });
    expect(filledOf({ p: "x" })).toBeNull();
  });
});
