import { INK } from "./colour.js";
import type { Chart } from "./heat-map.js";
import { cleanText, fitText, label, picture } from "./svg.js";

const EDGE = 16;
const TITLE = 18;
const HEAD = 44;

/** Charts below each other as one picture under one title; its words are the title and those of each. */
export function stacked(title: string, charts: readonly Chart[]): Chart {
  const sizes = charts.map(({ svg }) => {
    const [, width = "0", height = "0"] = /^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/u.exec(svg) ?? [];
    return { width: Number(width), height: Number(height) };
  });
  const width = Math.max(0, ...sizes.map((size) => size.width));
  let y = HEAD;
  const parts = charts.map(({ svg }, index) => {
    const placed = svg.replace(/^<svg /u, `<svg y="${y}" `);
    y += sizes[index]?.height ?? 0;
    return placed;
  });
  const alt = [cleanText(title), ...charts.map((chart) => chart.alt)].join("。").replaceAll("。。", "。");
  const head = label(fitText(title, (width - 2 * EDGE) / TITLE), { x: EDGE, y: 26, size: TITLE, fill: INK });
  return { svg: picture(width, y, alt, [head, ...parts]), alt };
}
