import { describe, expect, test } from "vitest";
import { parseReport } from "../../src/bot/reading/report.js";
import type { Report, Said } from "../../src/bot/reading/types.js";
import { DEFAULT_SCALE, STATE_KEYS } from "../../src/domain/state.js";
import { fc, tries } from "../kit/dice.js";
import { REPEATED, show, THREADS } from "../kit/notation.js";
import { THEMES } from "./examples.js";

for (const { title, examples } of THEMES) {
  describe(title, () => {
    test.each(examples)("in %s: %j → %s", (thread, text, expected) => {
      expect(show(parseReport(text, THREADS[thread]))).toBe(expected);
    });
  });
}

const everyExample = THEMES.flatMap(({ examples }) => examples);
const threads = Object.values(THREADS);

/** Everything that was kept, certain or not. */
function allSaid(report: Report): Said[] {
  switch (report.kind) {
    case "entries":
      return [...report.entries];
    case "ask":
      return [...report.entries, ...report.doubts.map((doubt) => doubt.said)];
    case "correct":
      return [...report.entries, ...(report.last === null ? [] : [report.last])];
    case "retract":
    case "move":
    case "chatter":
      return [];
  }
}

function allNumbers(report: Report): number[] {
  switch (report.kind) {
    case "entries":
    case "correct":
      return report.entries.map((entry) => entry.number);
    case "ask":
      return [
        ...report.entries.map((entry) => entry.number),
        ...report.doubts.flatMap((doubt) => doubt.candidates),
      ];
    case "retract":
      return [...report.numbers];
    case "move":
      return [...(report.from === null ? [] : [report.from]), report.to];
    case "chatter":
      return [];
  }
}

/** What was kept, spelled in one way, so that spellings can be compared. */
const spelled = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[\s〜]/gu, (char) => (char === "〜" ? "~" : " "))
    .trim();

const thread = fc.constantFrom(...threads);
const part = fc.constantFrom(
  ..."2 3 5 ② ⑤ ２ 99 #2 No.3 目標5 (2) 2～4 2,5 2と5 全部 他は 残りは 以外 9/1 18地区 60% 6割 100% 変更なし 特になし".split(
    " ",
  ),
  ..."順調 おおむね順調 概ね やや 遅れ 遅れていない 完了 完了予定 未完了 済 未着手 中止 休止中 ◎ ○ △ × A B 評価 見込み いや、 ではなく のため".split(
    " ",
  ),
  ..."は が を で の です。 ました ですか？ か ／ / 、 。 ： → - ・ （ ） 「 」 代理 課長 訂正 取消 > お疲れさまです。 よろしくお願いします 協定書の案".split(
    " ",
  ),
  " ",
  "　",
  "\n",
  "\r\n",
  "が",
  "ﾊﾟ",
  "👍",
  "\u0000",
  "\ud800",
  "🅰️",
);
const typed = fc.oneof(
  fc.array(part, { maxLength: 24 }).map((parts) => parts.join("")),
  fc
    .array(fc.oneof(part, fc.string({ unit: "binary", maxLength: 6 })), { maxLength: 16 })
    .map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 100 }),
);

describe("any text", () => {
  test("gives a result, never an exception, and no number that the department does not have", () => {
    fc.assert(
      fc.property(typed, thread, fc.uniqueArray(fc.nat(30)), (text, context, numbers) => {
        const known = { ...context, numbers };
        const strange = allNumbers(parseReport(text, known)).filter((number) => !numbers.includes(number));
        expect(strange).toEqual([]);
      }),
      { numRuns: tries(800) },
    );
  });

  test("keeps words that stand in it, unaltered, and levels of the scale itself", () => {
    fc.assert(
      fc.property(typed, thread, (text, context) => {
        for (const { text: kept, level, percent } of allSaid(parseReport(text, context))) {
          for (const line of kept.split("\n")) expect(text).toContain(line.replace(/\r$/, ""));
          if (level !== null) expect(context.scale).toContain(level);
          if (percent !== null)
            expect(percent >= 0 && percent <= 100 && Number.isInteger(percent)).toBe(true);
        }
      }),
      { numRuns: tries(800) },
    );
  });

  test("names each goal once, and asks with a reason and at least one doubt", () => {
    fc.assert(
      fc.property(typed, thread, (text, context) => {
        const report = parseReport(text, context);
        if (report.kind === "ask") expect(report.doubts.length).toBeGreaterThan(0);
        if (report.kind !== "entries" && report.kind !== "ask" && report.kind !== "correct") return;
        const numbers = report.entries.map((entry) => entry.number);
        expect(new Set(numbers).size).toBe(numbers.length);
        if (report.kind === "entries") expect(numbers.length).toBeGreaterThan(0);
      }),
      { numRuns: tries(400) },
    );
  });
});

describe("spelling", () => {
  const kana = new Map(
    [..."アイウエオカキクケコサシスセソタチツテトナニヌネノ"].map((char, index) => [
      char,
      [..."ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉ"][index] ?? char,
    ]),
  );
  const wide = (text: string): string =>
    text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).replaceAll(" ", "　");
  const narrow = (text: string): string => text.replace(/[ア-ノ]/g, (char) => kana.get(char) ?? char);
  const asWritten = everyExample.map(([name, text]) =>
    spelled(show(parseReport(text, THREADS[name])).replaceAll("\u200b", "")),
  );
  const marked = /[①-⑳❶-❿⑴-⒇<>@:]|\u20e3/u;

  test.each([
    ["decomposed", (text: string) => text.normalize("NFD")],
    ["composed", (text: string) => text.normalize("NFC")],
    ["full width", wide],
    ["half-width kana", narrow],
    ["with a zero-width blank between all characters", (text: string) => [...text].join("\u200b")],
  ])("%s reads the same as the example", (_, respelled) => {
    const otherwise = everyExample.flatMap(([name, text], index) => {
      if (marked.test(text)) return [];
      const read = spelled(show(parseReport(respelled(text), THREADS[name])).replaceAll("\u200b", ""));
      return read === asWritten[index] ? [] : [`${text}: ${read}, not ${asWritten[index]}`];
    });
    expect(otherwise).toEqual([]);
  });
});

// How the time grows with the length is looked at in test/faults/long-texts.test.ts.
test.each(REPEATED)("a long text is read to its end, with %j repeated", (unit) => {
  const text = unit.repeat(Math.ceil(8_000 / unit.length));
  for (const context of [THREADS.many, THREADS.one]) expect(parseReport(text, context)).toBeDefined();
});

test("there are more than two hundred examples, and none stands twice", () => {
  expect(everyExample.length).toBeGreaterThan(200);
  expect(new Set(everyExample.map(([name, text]) => `${name}\t${text}`)).size).toBe(everyExample.length);
});

test("the default scale has each key once, and is read by its own labels", () => {
  expect(DEFAULT_SCALE.map((level) => level.key)).toEqual([...STATE_KEYS]);
  for (const level of DEFAULT_SCALE) {
    expect(show(parseReport(`2 ${level.label} 案を作成`, THREADS.many))).toBe(
      `2 ${level.label} 「案を作成」`,
    );
  }
});
