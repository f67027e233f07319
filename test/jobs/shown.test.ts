import { beforeEach, describe, expect, it } from "vitest";
import { say } from "../../src/bot/reply.js";
import { Shown } from "../../src/jobs/shown.js";
import { createLog } from "../../src/log.js";
import type { Db } from "../../src/store/database.js";
import { temporaryDatabase } from "../kit/plan-store.js";

let db: Db;
beforeEach(() => {
  db = temporaryDatabase().db;
});
const newShown = () => new Shown({ db, clock: () => 0, log: createLog("silent") });
const PLACE = { platform: "slack", conversation: "C1" };

describe("what a message of ours shows", () => {
  it("is not sent again while it is the same", () => {
    const shown = newShown();
    shown.set(PLACE, "1.1", say("2件"));
    expect(shown.has(PLACE, "1.1", say("2件"))).toBe(true);
    expect(shown.has(PLACE, "1.1", say("1件"))).toBe(false);
    expect(shown.has(PLACE, "1.2", say("2件"))).toBe(false);
    expect(shown.has({ ...PLACE, conversation: "C2" }, "1.1", say("2件"))).toBe(false);
    shown.forget(PLACE, "1.1");
    expect(shown.has(PLACE, "1.1", say("2件"))).toBe(false);
  });

  it("is of no interest once somebody took the message away", () => {
    const shown = newShown();
    shown.setGone(PLACE, "1.1");
    expect(shown.has(PLACE, "1.1", say("新しい"))).toBe(true);
  });

  it("is known after a restart, too", () => {
    newShown().set(PLACE, "2.1", say("2件"));
    newShown().setGone(PLACE, "2.2");
    expect(newShown().has(PLACE, "2.1", say("2件"))).toBe(true);
    expect(newShown().has(PLACE, "2.1", say("1件"))).toBe(false);
    expect(newShown().has(PLACE, "2.2", say("新しい"))).toBe(true);
  });

  it("changes in a rhythm, also after the clock was put back", () => {
    const shown = newShown();
    expect(shown.take(PLACE, "1.1", 100_000, 5000)).toBe(100_000);
    expect(shown.take(PLACE, "1.1", 101_000, 5000)).toBe(105_000);
    expect(shown.take(PLACE, "1.2", 101_000, 5000)).toBe(101_000);
    expect(shown.take(PLACE, "1.1", 105_000, 5000)).toBe(105_000);
    expect(shown.take(PLACE, "1.1", 1000, 5000)).toBe(1000);
  });
});
