import { describe, expect, it } from "vitest";
import { readAccepted } from "../src/bot/accept.js";
import { type SaidSpan, type SaidText, saidPlainly, spokenText, withNames } from "../src/domain/said-text.js";
import { SaidWriter } from "../src/domain/said-writer.js";
import { fc } from "./kit/dice.js";

/** A said text from a notation: `[q …]` quoted, `[s …]` struck, `[f …]` a frame, `[h …]` a heading row. */
function said(notation: string): SaidText {
  let text = "";
  const spans: SaidSpan[] = [];
  const open: { readonly mark: string; readonly start: number }[] = [];
  for (const part of notation.split(/(\[[qsfh] |\])/)) {
    if (/^\[/.test(part)) open.push({ mark: part.charAt(1), start: text.length });
    else if (part === "]") {
      const { mark, start } = open.pop() ?? { mark: "s", start: 0 };
      const place = { start, end: text.length };
      if (mark === "q") spans.push({ kind: "quoted", message: null, ...place });
      if (mark === "s") spans.push({ kind: "struck", ...place });
      if (mark === "f") spans.push({ kind: "frame", ...place });
      if (mark === "h") spans.push({ kind: "row", heading: true, ...place });
    } else text += part;
  }
  return { text, spans };
}

describe("what is spoken of a said text", () => {
  it.each([
    ["2 順調", "2 順調"],
    ["[q 3 遅れ]\n2 順調", "2 順調"],
    ["2 順調\n[q 3 遅れ\n4 完了]\n5 完了", "2 順調\n5 完了"],
    ["2 [s 遅れ]順調", "2 順調"],
    ["[s 4 完了 備品を納入]", ""],
    ["2 順調\n\n4 変更なし", "2 順調\n\n4 変更なし"],
    ["[h 番号\t状態]\n2\t順調", "2\t順調"],
    ["2 順調\n[f 危機管理課 佐藤]", "2 順調"],
    ["[q a[s b]c]d", "d"],
    ["", ""],
  ])("%j is %j", (notation, spoken) => {
    expect(spokenText(said(notation))).toBe(spoken);
  });

  it("is the whole text where nothing is marked", () => {
    fc.assert(fc.property(fc.string(), (text) => spokenText(saidPlainly(text)) === text.trim()));
  });

  it("holds no character of what is quoted or struck, and every other word", () => {
    const piece = fc.tuple(
      fc.constantFrom("quoted", "struck", "plain"),
      fc.constantFrom("一", "二\n三", "\n", "四 "),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        let text = "";
        let expected = "";
        const spans: SaidSpan[] = [];
        for (const [kind, words] of pieces) {
          const place = { start: text.length, end: text.length + words.length };
          text += words;
          if (kind === "quoted") spans.push({ kind, message: null, ...place });
          else if (kind === "struck") spans.push({ kind, ...place });
          else expected += words;
        }
        const bare = (words: string): string => words.replace(/\s/g, "");
        expect(bare(spokenText({ text, spans }))).toBe(bare(expected));
      }),
    );
  });
});

it("an event that was stored with its words as a plain text is read as one that said them", () => {
  const old = { incoming: { kind: "message", key: "k", message: "m", text: "2 順調" }, withheld: [] };
  expect(readAccepted(JSON.parse(JSON.stringify(old))).incoming).toMatchObject({
    kind: "message",
    said: { text: "2 順調", spans: [] },
  });
});

it("people are named, and every mark stays on its words", () => {
  const writer = new SaidWriter();
  writer.person("U1", "U1");
  writer.add(" と ");
  writer.person("U22", "U22");
  writer.add(" が ");
  writer.mark({ kind: "struck" }, () => writer.add("遅れ"));
  writer.add(" 順調");
  const named = withNames(writer.finish(), (person) => (person === "U1" ? "山田 花子" : null));
  expect(named.text).toBe("@山田 花子 と @U22 が 遅れ 順調");
  expect(named.spans.map(({ start, end }) => named.text.slice(start, end))).toEqual([
    "@山田 花子",
    "@U22",
    "遅れ",
  ]);
});

it("a table of thousands of rows is written in pieces, row by row", () => {
  const writer = new SaidWriter();
  const cell = (words: string) => () => writer.add(words);
  writer.table(Array.from({ length: 5000 }, (_, row) => [cell(String(row)), cell("順調")]));
  const said = writer.finish();
  expect(said.spans.filter(({ kind }) => kind === "row")).toHaveLength(5000);
  expect(said.text.split("\n").at(-1)).toBe("4999\t順調");
});
