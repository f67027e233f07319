import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { subsetFont } from "../../src/bot/chart/font-subset.js";
import { heatMap } from "../../src/bot/chart/heat-map.js";
import { weeklyLines } from "../../src/bot/chart/line-chart.js";
import { renderPng } from "../../src/bot/chart/png.js";
import { label, picture } from "../../src/bot/chart/svg.js";
import { pngSize, readDrawing } from "../kit/drawing.js";
import { wardStanding, wardYear } from "./data.js";

const WHOLE = createRequire(import.meta.url).resolve(
  "@expo-google-fonts/noto-sans-jp/500Medium/NotoSansJP_500Medium.ttf",
);

/** As `renderPng` draws it, with every glyph of the font at hand. */
function drawnWhole(svg: string, scale: number): Uint8Array {
  const drawing = new Resvg(svg, {
    font: { loadSystemFonts: false, fontFiles: [WHOLE], defaultFontFamily: "Noto Sans JP" },
    fitTo: { mode: "zoom", value: scale },
    background: "#ffffff",
    logLevel: "off",
  });
  return drawing.render().asPng();
}

const lines = (...texts: string[]): string =>
  picture(
    600,
    40 * texts.length,
    "",
    texts.map((text, index) => label(text, { x: 10, y: 20 + 40 * index, size: 20, fill: "#000000" })),
  );

describe("a part of the font", () => {
  it.each([
    ["a ward's heat map", heatMap(wardStanding()).svg],
    ["a ward's lines", weeklyLines(wardYear()).svg],
    ["what XML writes otherwise", lines("<", ">", "&", '"', "'")],
    // Composed glyphs, marks by themselves, kerning, signs that the font has not, and a character beyond the first plane.
    [
      "unusual characters",
      lines("Ångström é ÿ", "か\u3099 は\u309a e\u0301", "AVATAR To. Wa", "ก 👍 \u2011 𠮷野家"),
    ],
    ["forms of characters", lines("辻\u{e0100}本 辻本", "葛\u{e0100}飾 葛飾", "福\ufe00祉部")],
    ["names in rare characters", lines("𡈽屋 髙橋 山﨑 德永", "ﾊﾝﾃﾞｨｷｬｯﾌﾟ ㈱㌔㊞", "\ue000外字 ❤\ufe0f")],
  ])("draws %s as the whole font does", async (_name, svg) => {
    const png = await renderPng(svg);
    const scale = pngSize(png).width / readDrawing(svg).width < 1.75 ? 1.5 : 2;
    expect(Buffer.from(png).equals(drawnWhole(svg, scale))).toBe(true);
  });

  it("is small, and refused for another kind of font", () => {
    const font = readFileSync(WHOLE);
    const part = subsetFont(font, ["危機管理部 12%"]);
    expect(part.length).toBeLessThan(font.length / 15);
    expect(() => subsetFont(Buffer.from("OTTO\0\0"), [])).toThrow("has no cmap");
  });
});
