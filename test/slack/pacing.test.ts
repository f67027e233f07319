import { webApi } from "@slack/bolt";
import { describe, expect, it } from "vitest";
import { Paced, Pacing } from "../../src/bot/platforms/slack/pacing.js";

const SIGN = "reactions.add";

describe("the rhythm of a method", () => {
  const started = () => {
    const at = { ms: 0.4 };
    return { at, pacing: new Pacing(() => at.ms) };
  };

  it("lets through what Slack lets through, and holds to the promised number once Slack refused", async () => {
    const { at, pacing } = started();
    for (let n = 0; n < 120; n += 1) await pacing.pass(SIGN, null);
    pacing.learn(SIGN, new webApi.WebAPIRateLimitedError(1));
    await expect(pacing.pass(SIGN, null)).rejects.toBeInstanceOf(Paced);
    // Another method has a rhythm of its own.
    await pacing.pass("chat.update", null);
    at.ms += pacing.wait(SIGN);
    for (let n = 0; n < 50; n += 1) await pacing.pass(SIGN, null);
    expect(pacing.wait(SIGN)).toBe(61_000);
    at.ms += 600_000;
    for (let n = 0; n < 120; n += 1) await pacing.pass(SIGN, null);
  });

  it("stops for as long as Slack said, and gives whole milliseconds", () => {
    const { at, pacing } = started();
    pacing.learn(SIGN, new webApi.WebAPIRateLimitedError(30));
    at.ms += 0.3;
    expect(pacing.wait(SIGN)).toBe(30_000);
    at.ms += 30_000;
    expect(pacing.wait(SIGN)).toBe(0);
  });

  it("leaves room for who looks for a post beside work that nobody waits for", async () => {
    const { at, pacing } = started();
    const ending = new AbortController();
    pacing.learn("conversations.replies", new webApi.WebAPIRateLimitedError(1));
    at.ms += 1000;
    for (let n = 0; n < 35; n += 1) {
      await pacing.turn("conversations.replies", ending.signal);
      pacing.record("conversations.replies");
    }
    const waiting = pacing.turn("conversations.replies", ending.signal);
    for (let n = 0; n < 15; n += 1) await pacing.pass("conversations.replies", null);
    expect(pacing.wait("conversations.replies")).toBe(61_000);
    ending.abort();
    await waiting;
  });

  it("keeps to about a post a second in one channel, with short bursts", async () => {
    const { pacing } = started();
    for (let n = 0; n < 4; n += 1) await pacing.pass("chat.postMessage", "C1");
    expect(pacing.wait("chat.postMessage", "C1")).toBe(4400);
    expect(pacing.wait("chat.postMessage", "C2")).toBe(0);
  });
});
