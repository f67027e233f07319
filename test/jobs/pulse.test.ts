import { expect, it, vi } from "vitest";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import { Pulse, Scheduler, type Timers } from "../../src/jobs/scheduler.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { NOW, temporaryDatabase } from "../kit/plan-store.js";

/** Timers and a clock that a test moves. */
class Hand {
  now = 0;
  /** Whether what was set is forgotten, as if a timer were lost. */
  loses = (_ms: number): boolean => false;
  private waiting: { readonly at: number; readonly work: () => void }[] = [];
  readonly timers: Timers = {
    set: (work, ms) => {
      const entry = { at: this.now + ms, work };
      if (!this.loses(ms)) this.waiting.push(entry);
      return entry;
    },
    clear: (timer) => {
      this.waiting = this.waiting.filter((entry) => entry !== timer);
    },
  };

  pass(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const next = this.waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.waiting = this.waiting.filter((entry) => entry !== next);
      this.now = next.at;
      next.work();
    }
    this.now = end;
  }
}

it.each([
  ["hours ahead", 5 * HOUR],
  ["days ahead", 3 * DAY],
])("jobs go on within a minute when a clock that was %s is put back", async (_, ahead) => {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"],
    now: NOW,
  });
  const { db } = temporaryDatabase();
  const looked: number[] = [];
  const scheduler = new Scheduler({
    db,
    clock: systemClock,
    log: createLog("silent"),
    kick: () => undefined,
    jobs: [{ name: "look", label: "", says: null, run: ({ now }) => looked.push(now) }],
  });
  vi.setSystemTime(NOW + ahead);
  scheduler.start();
  try {
    await vi.advanceTimersByTimeAsync(2 * MINUTE);
    vi.setSystemTime(NOW + 5 * MINUTE);
    looked.length = 0;
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(looked.length).toBeGreaterThan(0);
    expect(Math.max(...looked)).toBeLessThan(NOW + HOUR);
  } finally {
    await scheduler.stop();
    vi.useRealTimers();
  }
});

it("is started anew after five minutes without a beat, and beats on", () => {
  const hand = new Hand();
  const told: string[] = [];
  const beats: number[] = [];
  const pulse = new Pulse({
    beat: () => beats.push(hand.now),
    monotonic: () => hand.now,
    onRestart: () => told.push("restart"),
    onStuck: () => told.push("stuck"),
    timers: hand.timers,
  });
  // The next beat is lost; what looks after it is not.
  hand.loses = (ms) => ms < MINUTE && ms > 0;
  pulse.start();
  hand.loses = () => false;
  hand.pass(4 * MINUTE);
  expect([beats.length, told]).toEqual([1, []]);
  hand.pass(2 * MINUTE);
  expect(told).toEqual(["restart"]);
  expect(beats.length).toBeGreaterThan(1);
  hand.pass(10 * MINUTE);
  expect(told).toEqual(["restart"]);
  pulse.stop();
  const before = beats.length;
  hand.pass(HOUR);
  expect(beats.length).toBe(before);
});

it("says that only a new process helps where that changed nothing", () => {
  const hand = new Hand();
  const told: string[] = [];
  const pulse = new Pulse({
    beat: () => undefined,
    monotonic: () => hand.now,
    onRestart: () => told.push("restart"),
    onStuck: () => told.push("stuck"),
    timers: hand.timers,
  });
  hand.loses = (ms) => ms < MINUTE;
  pulse.start();
  hand.pass(6 * MINUTE);
  expect(told[0]).toBe("restart");
  expect(told).toContain("stuck");
  pulse.stop();
});
