import { expect, it } from "vitest";
import { parseReport } from "../../src/bot/reading/report.js";
import { THREADS } from "../kit/notation.js";

/** Numbers that can be parted in many ways: whoever tried them all would never come to an end, and everybody would wait for it. */
it.each([
  "①".repeat(50),
  `順調 ${"①".repeat(60)}です？`,
  `遅れ ${"1 ".repeat(40)}x1`,
  `順調 ${"(2) ".repeat(40)}い1`,
  `順調 ${"2番)".repeat(40)}い1`,
  `順調 ${"2、 ".repeat(40)}い1`,
  `順調 ${"1".repeat(160)}い1`,
  `順調 ${"目標 2 と ".repeat(30)}い1`,
])("comes to an end with %j", (text) => {
  expect(parseReport(text, THREADS.many).kind).toBeTypeOf("string");
});

it("still reads a state before its numbers, however they are parted", () => {
  for (const text of ["順調 2、5", "順調 2 5", "順調：②⑤", "順調は2番と5番です"])
    expect(parseReport(text, THREADS.many), text).toMatchObject({
      kind: "entries",
      entries: [
        { number: 2, level: { key: "on_track" } },
        { number: 5, level: { key: "on_track" } },
      ],
    });
});
