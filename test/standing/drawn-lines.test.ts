import { describe, expect, it } from "vitest";
import { cost } from "../../src/bot/platforms/teams/element.js";
import { MOST_CARD, renderCards } from "../../src/bot/platforms/teams/render.js";
import type { Block } from "../../src/bot/reply.js";
import { DAY, tokyoDate } from "../../src/domain/time.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { blocksOf, Conversation } from "../kit/conversation.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/** A picture of this size stands in no card. */
const LARGE = new Uint8Array(100_000);

interface Chart {
  readonly type: string;
  readonly title: string;
  readonly data: readonly {
    readonly x?: string;
    readonly y?: number;
    readonly legend?: string;
    readonly color: string;
    readonly values?: readonly { readonly x: string; readonly y: number }[];
  }[];
  readonly fallback: { readonly type: string };
}

function ward() {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, WARD, { now: NOW - 60 * DAY });
  const goal = listPlanGoals(db, planId).find(({ text }) => text.includes("福祉避難所"));
  note(db, goal?.id ?? 0, "候補の3施設と協議しています", NOW - 10 * DAY);
  return { db, goal: goal?.id ?? 0 };
}

/** As Teams gets it, with a picture that is as large as they are. */
function inTeams(blocks: readonly Block[]) {
  const drawn = blocks.map((block) => (block.kind === "image" ? { ...block, png: LARGE } : block));
  const cards = renderCards(drawn, { own: true, key: null, dialogs: true, stands: "message" });
  const elements = cards.flatMap(({ body }) => body);
  const charts = elements.filter(({ type }) => type.startsWith("Chart.")) as unknown as Chart[];
  return { cards, elements, charts };
}

describe("what shows a picture in Slack shows its chart in Teams too", () => {
  for (const words of ["進捗", "進捗 危機管理部", "推移", "推移 危機管理部"])
    it(words, async () => {
      const { blocks } = await new Conversation(ward().db).ask(words);
      const { cards, elements, charts } = inTeams(blocks);
      expect(charts.length).toBeGreaterThan(0);
      for (const card of cards) expect(cost(card)).toBeLessThanOrEqual(MOST_CARD);
      for (const chart of charts) {
        // A client that knows no charts shows the lines of text.
        expect(JSON.stringify(chart.fallback)).toMatch(/"text":"[▁▂▃▄▅▆▇█]+"/u);
        expect(cost(chart)).toBeLessThan(12_000);
        for (const { x, legend } of chart.data) expect(legend ?? x).not.toBe("");
      }
      const shown = JSON.stringify(elements);
      // Its lines are words that a screen reader reads: beside what is read aloud of the whole card, they are not said again.
      expect(shown).not.toContain("（図）");
      // Of several charts below each other each says what it is of.
      const headings = ["状態", "最後の報告からの長さ", "年度のはじめからの推移"];
      const at = headings.map((heading) => shown.indexOf(`"text":"${heading}"`));
      expect(at.every((place, index) => place > (at[index - 1] ?? 0))).toBe(words === "進捗 危機管理部");
      if (words === "進捗") expect(shown.match(/17件/gu)).toHaveLength(2);
    });

  it("with the numbers of the table below it", async () => {
    const { blocks } = await new Conversation(ward().db).ask("進捗");
    const [chart] = inTeams(blocks).charts;
    const table = blocks.find((block) => block.kind === "table");
    const sums = table?.rows.at(-1) ?? [];
    const wanted = table?.columns.flatMap(({ label }, index) =>
      index > 1 ? [{ x: label, y: Number(sums[index]) }] : [],
    );
    expect(chart?.type).toBe("Chart.HorizontalBar");
    expect(chart?.data.map(({ x, y }) => ({ x, y }))).toEqual(wanted?.filter(({ y }) => y > 0));
  });

  it("with a share and a count each in a chart of its own, with its latest values", async () => {
    const { blocks } = await new Conversation(ward().db).ask("推移");
    const { charts } = inTeams(blocks);
    const table = blocks.find((block) => block.kind === "table");
    const names = table?.columns.slice(2).map(({ label }) => label) ?? [];
    const latest =
      table?.rows
        .at(-1)
        ?.slice(2)
        .map((cell) => Number.parseInt(cell, 10)) ?? [];
    expect(charts.map(({ type, title }) => [type, title.slice(-3)])).toEqual([
      ["Chart.Line", "（%）"],
      ["Chart.Line", "（件）"],
    ]);
    const lines = charts.flatMap(({ data }) => data);
    expect(lines.map(({ legend }) => legend?.split("　")[0]).sort()).toEqual([...names].sort());
    for (const { legend = "", values = [] } of lines) {
      const place = names.indexOf(legend.split("　")[0] ?? "");
      expect(values.at(-1)?.y).toBe(latest[place]);
      expect(values.length).toBeGreaterThanOrEqual(2);
      for (const { x } of values) expect(x).toMatch(/^\d{4}-\d\d-\d\d$/u);
    }
    // Lines of one chart have colours of their own, and their values stand in words besides.
    for (const { data } of charts) expect(new Set(data.map(({ color }) => color)).size).toBe(data.length);
  });

  it("an indicator's values by day against its target", async () => {
    const { db, goal } = ward();
    const chat = new Conversation(db);
    await chat.submit("indicator", JSON.stringify({ goal, indicator: null }), {
      name: "協定先",
      unit: "か所",
      direction: "up",
      target: "20",
    });
    note(db, goal, "協定先 12か所", NOW - 30 * DAY);
    note(db, goal, "協定先 15か所", NOW - 10 * DAY);
    const { charts } = inTeams(blocksOf(await chat.ask("指標 危機管理部 2")));
    expect(charts).toHaveLength(1);
    const day = (days: number) => tokyoDate(NOW - days * DAY);
    expect(charts[0]?.data).toMatchObject([
      {
        legend: "値の移り変わり　12か所 → 15か所",
        values: [
          { x: day(30), y: 12 },
          { x: day(10), y: 15 },
        ],
      },
      {
        legend: "目標　20か所",
        values: [
          { x: day(30), y: 20 },
          { x: day(10), y: 20 },
        ],
      },
    ]);
  });
});
