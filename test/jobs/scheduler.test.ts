import { expect, it } from "vitest";
import { Scheduler } from "../../src/jobs/scheduler.js";
import { createLog } from "../../src/log.js";
import { NOW, temporaryDatabase } from "../kit/plan-store.js";

it("a job that throws is remembered until a tick in which it does not, and stops no other", () => {
  const { db } = temporaryDatabase();
  const broken = { now: true };
  const worked: string[] = [];
  const scheduler = new Scheduler({
    db,
    clock: () => NOW,
    log: createLog("silent"),
    kick: () => undefined,
    jobs: [
      {
        name: "broken",
        label: "",
        says: null,
        run: () => {
          if (broken.now) throw new Error("no such table");
          return 0;
        },
      },
      { name: "other", label: "", says: null, run: () => worked.push("other") },
    ],
  });
  expect(scheduler.failed).toEqual([]);
  scheduler.tick();
  scheduler.tick();
  expect(scheduler.failed).toEqual(["broken"]);
  expect(worked).toHaveLength(2);
  broken.now = false;
  scheduler.tick();
  expect(scheduler.failed).toEqual([]);
});
