import { describe, expect, it } from "vitest";
import { Ticker } from "../../src/jobs/ticker.js";

describe("a ticker", () => {
  it("lets everything else happen between two runs of work that kicks itself", async () => {
    let runs = 0;
    const ticker: Ticker = new Ticker(async () => {
      runs += 1;
      ticker.kick();
      return 1000;
    });
    ticker.kick();
    // Never reached where the work starves the program.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(runs).toBeGreaterThan(1);
    await ticker.stop();
    const stopped = runs;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(runs).toBe(stopped);
  });
});
