import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readWatchdog } from "../../src/config.js";
import { createLog } from "../../src/log.js";
import { feedWatchdog } from "../../src/program/health.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("gives three signs in the time in which one is wanted, and none while the jobs stand still", () => {
  let alive = true;
  let signs = 0;
  const end = feedWatchdog(
    180_000,
    () => alive,
    createLog("silent"),
    (done) => {
      signs += 1;
      done(null);
    },
  );
  vi.advanceTimersByTime(180_000);
  expect(signs).toBe(4);
  alive = false;
  vi.advanceTimersByTime(600_000);
  expect(signs).toBe(4);
  alive = true;
  vi.advanceTimersByTime(60_000);
  expect(signs).toBe(5);
  end();
  vi.advanceTimersByTime(600_000);
  expect(signs).toBe(5);
});

it("is fed where systemd asks for it alone", () => {
  const NOTIFY_SOCKET = "/run/systemd/notify";
  expect(readWatchdog({})).toBeNull();
  expect(readWatchdog({ WATCHDOG_USEC: "180000000" })).toBeNull();
  expect(readWatchdog({ WATCHDOG_USEC: "180000000", NOTIFY_SOCKET })).toBe(180_000);
});
