import { describe, expect, test } from "vitest";
import { parseReport } from "../../src/bot/reading/report.js";
import { THREADS } from "../report/notation.js";
import { REPEATED } from "../report/repeated.js";

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
