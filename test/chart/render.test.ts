import { describe, expect, it } from "vitest";
import { heatMap } from "../../src/bot/chart/heat-map.js";
import { weeklyLines } from "../../src/bot/chart/line-chart.js";
import { drawn, renderPng } from "../../src/bot/chart/png.js";
import { isChart } from "../../src/bot/platforms/teams/render.js";
import { type Block, say } from "../../src/bot/reply.js";
import { pngSize, readDrawing } from "../kit/drawing.js";
import { COLUMNS, HOSTILE, wardStanding, wardYear } from "./data.js";

const MOST_BYTES = 300 * 1024;

describe("pictures", () => {
  it.each([
    [
      "the heat map with the usual states",
      heatMap(wardStanding([...COLUMNS.slice(0, 6), ...COLUMNS.slice(-1)])),
    ],
    ["the heat map with every state", heatMap(wardStanding())],
    ["the lines", weeklyLines(wardYear())],
  ])("of %s are sharp and small enough to be sent", async (_name, { svg }) => {
    const png = await renderPng(svg);
    const { width, height } = readDrawing(svg);
    const scale = pngSize(png).width / width;
    expect(scale).toBeGreaterThanOrEqual(1.49);
    expect(scale).toBeLessThanOrEqual(2.01);
    expect(pngSize(png).height / height).toBeCloseTo(scale, 1);
    expect(png.length).toBeLessThanOrEqual(MOST_BYTES);
  });

  it("of any size stay within a number of pixels", async () => {
    const names = Array.from({ length: 130 }, (_, index) => `第${index}部`);
    const { width, height } = pngSize(await renderPng(heatMap(wardStanding(COLUMNS, names)).svg));
    expect(width * height).toBeLessThanOrEqual(6_100_000);
  });

  it("of hostile labels are pictures", async () => {
    const data = wardStanding();
    const rows = data.rows.map((row, index) => ({ ...row, label: HOSTILE[index % HOSTILE.length] ?? "" }));
    const png = await renderPng(heatMap({ ...data, rows }).svg);
    expect(pngSize(png).width).toBeGreaterThan(500);
  });

  it("are drawn once, also when two ask at the same time", async () => {
    const { svg } = weeklyLines(wardYear(20));
    const first = renderPng(svg);
    expect(renderPng(svg)).toBe(first);
    expect(await renderPng(svg)).toBe(await first);
    expect(renderPng(weeklyLines(wardYear(21)).svg)).not.toBe(first);
  });

  it("leave the cache after eight others", async () => {
    const draw = (week: number) =>
      renderPng(weeklyLines({ ...wardYear(week), series: [] }).svg + " ".repeat(week));
    const first = draw(1);
    for (let week = 2; week <= 9; week++) draw(week);
    const again = draw(1);
    expect(again).not.toBe(first);
    expect(await again).toEqual(await first);
  });

  it("are refused where the text is no drawing, and the next one is drawn", async () => {
    await expect(renderPng("")).rejects.toThrow("width and a height");
    const broken = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><text></svg>';
    await expect(renderPng(broken)).rejects.toThrow();
    await expect(renderPng(broken)).rejects.toThrow();
    expect(pngSize(await renderPng(weeklyLines(wardYear(5)).svg)).width).toBeGreaterThan(500);
  });

  it("are drawn for nobody whose client draws charts itself, and for everybody else", async () => {
    const picture = (over: object): Block => ({
      kind: "image",
      png: new Uint8Array(),
      ...weeklyLines(wardYear(4)),
      alt: "推移",
      name: "suii.png",
      ...over,
    });
    const message = { ...say("推移です。"), blocks: [picture({}), picture({ parts: [] })] };
    const sizes = async (...how: [] | [typeof isChart]): Promise<number[]> =>
      (await drawn(message, ...how)).blocks.map((block) => (block.kind === "image" ? block.png.length : -1));
    expect(message.blocks.map((block) => block.kind === "image" && isChart(block))).toEqual([true, false]);
    expect(await sizes(isChart)).toEqual([0, expect.any(Number)]);
    expect((await sizes(isChart))[1]).toBeGreaterThan(1000);
    expect((await sizes()).every((size) => size > 1000)).toBe(true);
    expect(JSON.stringify(await drawn(message, isChart))).not.toContain("<svg");
  });

  it("do not stop the program while they are drawn", async () => {
    const { svg } = heatMap({ ...wardStanding(), title: "止まらないこと" });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await renderPng(svg);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(10);
  });
});
