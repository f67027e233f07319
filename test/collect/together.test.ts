import { expect, it } from "vitest";
import { Intake } from "../../src/jobs/intake.js";
import { createLog } from "../../src/log.js";
import { all, run } from "../../src/store/database.js";
import { storeEvent } from "../../src/store/inbox.js";
import { NOW, temporaryDatabase } from "../kit/plan-store.js";

it("takes what waits in one transaction; one event that fails takes nothing of the others with it", async () => {
  const { db } = temporaryDatabase();
  let transactions = 0;
  db.exec("CREATE TABLE done(name TEXT)");
  for (const name of ["a", "b", "broken", "c", "d"])
    storeEvent(db, { platform: "web", key: name, kind: "message", payload: JSON.stringify({ name }) }, NOW);
  const intake = new Intake({
    db,
    clock: () => NOW,
    log: createLog("silent"),
    work: (payload) => {
      const { name } = payload as { name: string };
      run(db, "INSERT INTO done(name) VALUES (?)", name);
      if (name === "broken") throw new Error("a bug");
    },
    together: (work) => {
      transactions += 1;
      work();
    },
    longestTurnMs: Number.POSITIVE_INFINITY,
    isNotYet: () => false,
    onSetAside: () => undefined,
  });
  intake.start();
  await expect.poll(() => all<{ name: string }>(db, "SELECT name FROM done").length).toBe(4);
  await intake.stop();
  expect(all<{ name: string }>(db, "SELECT name FROM done").map(({ name }) => name)).toEqual([
    "a",
    "b",
    "c",
    "d",
  ]);
  expect(all(db, "SELECT event_key AS name FROM inbox WHERE status = 'new'")).toEqual([{ name: "broken" }]);
  // Two that precede the one that fails, two behind it.
  expect(transactions).toBe(2);
});
