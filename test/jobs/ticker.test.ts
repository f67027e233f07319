import { describe, expect, it } from "vitest";
import { Ticker } from "../../src/jobs/job.js";
import { eventually } from "../kit/wait.js";

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
    await eventually(() => runs > 1);
    await ticker.stop();
    const stopped = runs;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(runs).toBe(stopped);
  });
});
