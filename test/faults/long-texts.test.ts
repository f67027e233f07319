import { describe, expect, test } from "vitest";
import { parseReport } from "../../src/bot/reading/report.js";
import { DEFAULT_PATTERNS } from "../../src/domain/privacy/patterns.js";
import { findPersonalData } from "../../src/domain/privacy/privacy.js";
import { REPEATED, THREADS } from "../kit/notation.js";

describe("the time that a long reply takes", () => {
  const spent = (seed: string, length: number): number => {
    const text = seed.repeat(Math.ceil(length / seed.length)).slice(0, length);
    const runs = [1, 2, 3].map(() => {
      // Time of this process, so that a busy machine does not count.
      const started = process.cpuUsage().user;
      for (const context of [THREADS.many, THREADS.one]) {
        parseReport(text, context);
        parseReport(`2 順調 ${text}`, context);
      }
      return (process.cpuUsage().user - started) / 1000;
    });
    return Math.min(...runs);
  };

  test.each(REPEATED)("grows no faster than the length of the text, with %j repeated", (seed) => {
    const short = spent(seed, 3_000);
    const long = spent(seed, 24_000);
    // Eight times the length: eight times the time, not sixty-four. What is too quick to measure is quick enough.
    expect(long < 400 || long / short < 24, `${Math.round(short)} ms, ${Math.round(long)} ms`).toBe(true);
  });
});

describe("the time that looking for personal data takes", () => {
  /** Processor time of the search; the least of a few, because others use the machine, too. */
  const cost = (text: string): number =>
    Math.min(
      ...Array.from({ length: 4 }, () => {
        const before = process.cpuUsage().user;
        findPersonalData(text, DEFAULT_PATTERNS);
        return process.cpuUsage().user - before;
      }),
    );

  test.each([
    "0",
    "03-",
    "090",
    "0 ",
    "1,",
    "a",
    "a@",
    "@",
    "a.",
    "山",
    "山 ",
    "様",
    "田中様",
    "さん",
    "あ",
    "1丁目",
    "歳様",
    "03(",
    " ",
    "ア",
    "区民",
    "区民の",
    "氏名:",
    "生",
    "記号1",
    "一",
    "\u200b",
    "か\u3099",
  ])("of four times as much of %j costs about four times as much", (seed) => {
    const made = (length: number): string => seed.repeat(Math.ceil(length / seed.length)).slice(0, length);
    const [short, long] = [cost(made(10_000)), cost(made(40_000))];
    // Twice what is linear, and a pause of the collector: what grows with the square would cost sixteen times as much.
    expect(long).toBeLessThan(short * 8 + 30_000);
  });
});
