import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contrast } from "../../src/bot/chart/colour.js";

/**
 * Contrasts that a look at a page in one state does not find: pairs of both colour schemes, edges of controls, disabled buttons and the
 * two colours of the focus ring. Text 4.5, what is no text 3 (WCAG 2.2; デジタル庁デザインシステム asks for the same).
 */

type Colours = ReadonlyMap<string, string>;

const read = (path: string): string => readFileSync(new URL(`../../src/${path}`, import.meta.url), "utf8");

function coloursIn(css: string): [string, string][] {
  const long = (colour: string): string =>
    colour.length === 4 ? `#${[...colour.slice(1)].map((digit) => digit + digit).join("")}` : colour;
  return [...css.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{3,6})\b/g)].map(([, name = "", colour = ""]) => [
    name,
    long(colour),
  ]);
}

/** The colours of a sheet by day and by night: those of its first block, and of its first block for the dark. */
function schemesOf(css: string): readonly (readonly [string, Colours])[] {
  const [day = "", night = ""] = css.split("prefers-color-scheme: dark");
  const light = coloursIn(day);
  const dark = coloursIn(night.slice(0, night.indexOf("}")));
  return [
    ["light", new Map(light)],
    ["dark", new Map([...light, ...dark])],
  ];
}

const each = (fronts: string, grounds: string, least: number) =>
  fronts.split(" ").flatMap((front) => grounds.split(" ").map((ground) => [front, ground, least] as const));

const GROUNDS = "paper surface side private";
const WORKSPACE = [
  ...each("ink quiet accent", `${GROUNDS} accent-soft mark`, 4.5),
  ...each("done danger", "paper surface private", 4.5),
  ...(["accent", "chosen", "done", "danger"] as const).map((key) => [`${key}-ink`, key, 4.5] as const),
  ...each("line-strong", GROUNDS, 3),
  ...each("focus", `${GROUNDS} accent-soft focus-halo`, 3),
];
const OFFICE = [
  ...each("ink quiet link", "ground soft", 4.5),
  ...each("ink", "good hint", 4.5),
  ...each("bad-ink", "bad ground", 4.5),
  ...each("on-key", "key", 4.5),
  ...each("line key", "ground", 3),
  ...each("role-department role-section role-policy role-goal role-other", "ground", 3),
];

describe.each([
  ["the workspace", read("bot/platforms/web/public/app.css"), WORKSPACE],
  ["the office page", read("office/page.tsx"), OFFICE],
] as const)("%s", (_name, css, pairs) => {
  it.each(schemesOf(css))("can be read in the %s scheme", (_scheme, colours) => {
    const colour = (name: string): string => colours.get(name) ?? `no --${name}`;
    const weak = pairs.flatMap(([front, ground, least]) => {
      const ratio = contrast(colour(front), colour(ground));
      return ratio >= least ? [] : [`${front} on ${ground}: ${ratio.toFixed(2)}`];
    });
    expect(weak).toEqual([]);
  });
});

it.each(schemesOf(read("bot/platforms/web/public/app.css")))(
  "one colour of the focus ring stands out from any button in the %s scheme",
  (_scheme, colours) => {
    const colour = (name: string): string => colours.get(name) ?? `no --${name}`;
    for (const ground of ["accent", "chosen", "danger", "done"])
      expect(
        Math.max(...["focus", "focus-halo"].map((ring) => contrast(colour(ring), colour(ground)))),
        ground,
      ).toBeGreaterThanOrEqual(3);
  },
);

it("nothing that is to be read is made paler as a whole, and pictures are not dimmed", () => {
  const css = ["app.css", "messages.css", "forms.css"]
    .map((file) => read(`bot/platforms/web/public/${file}`))
    .join("\n");
  expect(css).toMatch(/\):disabled \{[^}]*color: var\(--quiet\)/u);
  expect(css).not.toMatch(/:disabled[^{]*\{[^}]*opacity/u);
  expect(css).not.toMatch(/brightness\(0/u);
});
