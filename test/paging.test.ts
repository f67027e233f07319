import { describe, expect, it } from "vitest";
import { paginate, splitPages } from "../src/bot/paging.js";
import { type Block, blocksText, bold, quiet, span } from "../src/bot/reply.js";
import { fc } from "./kit/dice.js";

const heading = (text: string): Block => ({ kind: "heading", text });
const list = (...texts: string[]): Block => ({
  kind: "list",
  items: texts.map((text) => ({ marker: "・", spans: [span(text)] })),
});

const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }).map(heading),
  fc
    .array(fc.string({ minLength: 1, maxLength: 80 }), { minLength: 1, maxLength: 12 })
    .map((texts) => list(...texts)),
  fc.string({ minLength: 1, maxLength: 60 }).map((text): Block => ({ kind: "fine", spans: [quiet(text)] })),
);

const items = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block) =>
    block.kind === "list" ? block.items.map((item) => item.spans.map(({ text }) => text).join("")) : [],
  );

describe("dividing an answer into pages", () => {
  it("keeps every item once and in order, and no page is larger than asked unless one item is", () => {
    fc.assert(
      fc.property(
        fc.array(anyBlock, { maxLength: 12 }),
        fc.integer({ min: 50, max: 600 }),
        (blocks, size) => {
          const pages = splitPages(blocks, size);
          expect(items(pages.flat())).toEqual(items(blocks));
          expect(pages.every((page) => page.length > 0)).toBe(true);
          for (const page of pages) {
            const count = items(page).length + page.filter(({ kind }) => kind === "fine").length;
            if (count > 1) expect(blocksText(page).length).toBeLessThanOrEqual(size + 40);
          }
        },
      ),
    );
  });

  it("never leaves a heading alone at the foot of a page", () => {
    const pages = splitPages(
      [list("あ".repeat(60)), heading("経営戦略"), list("い".repeat(60), "う".repeat(60))],
      100,
    );
    expect(pages.map((page) => page.map(({ kind }) => kind))).toEqual([
      ["list"],
      ["heading", "list"],
      ["heading", "list"],
    ]);
  });

  it("takes a small line in bold for a heading, and headings that stand together for one", () => {
    const small: Block = { kind: "fine", spans: [bold("横断")] };
    const pages = splitPages([list("あ".repeat(60)), heading("取組"), small, list("い".repeat(60))], 100);
    expect(pages.map((page) => page.map(({ kind }) => kind))).toEqual([
      ["list"],
      ["heading", "fine", "list"],
    ]);
  });

  it("says on the next page which heading goes on, once", () => {
    const pages = splitPages(
      [heading("施策"), list(...Array.from({ length: 9 }, () => "あ".repeat(60)))],
      150,
    );
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.map(([first]) => (first?.kind === "heading" ? first.text : ""))).toEqual([
      "施策",
      ...pages.slice(1).map(() => "施策（続き）"),
    ]);
  });

  it("shows one page without buttons, several with those that lead somewhere, and the last for one too far", () => {
    const long = [list(...Array.from({ length: 10 }, (_, index) => `${index}${"あ".repeat(50)}`))];
    const show = (page: number, size = 200) =>
      paginate([], long, { size, page, turn: (next) => ({ do: "overview", plan: 1, page: next }) });
    const labels = (blocks: readonly Block[]): string[] =>
      blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons.map(({ label }) => label) : []));
    expect(labels(show(1, 10_000))).toEqual([]);
    expect(labels(show(1))).toEqual(["次のページ"]);
    expect(labels(show(2))).toEqual(["前のページ", "次のページ"]);
    expect(labels(show(99))).toEqual(["前のページ"]);
    expect(blocksText(show(99))).toMatch(/(\d+)／\1 ページ/);
    expect(show(0)).toEqual(show(1));
  });
});
