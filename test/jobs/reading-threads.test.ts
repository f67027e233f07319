import { expect, it } from "vitest";
import type { Platform } from "../../src/bot/platform.js";
import { HOUR } from "../../src/domain/time.js";
import { CatchUp } from "../../src/jobs/catch-up.js";
import type { Log } from "../../src/log.js";
import { listPlans } from "../../src/store/plans.js";
import { rememberThread } from "../../src/store/threads.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { eventually } from "../kit/wait.js";
import { WARD } from "../kit/ward.js";

it("an outage is asked about with a few calls and logged once, and again after the platform was there", async () => {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const planId = listPlans(db)[0]?.id ?? 0;
  for (let nth = 0; nth < 8; nth += 1) {
    const conversation = `C${nth}`;
    rememberThread(db, {
      platform: "slack",
      conversation,
      root: `1795000000.00000${nth}`,
      kind: "digest",
      planId,
      departmentId: null,
      destination: { channel: conversation },
      createdAt: NOW - HOUR,
      goalIds: [],
    });
  }
  const away = { is: true };
  const said: string[] = [];
  const calls = { count: 0 };
  const elapsed = { ms: 0 };
  const platform = {
    name: "slack",
    healthy: () => true,
    readThread: async () => {
      calls.count += 1;
      if (away.is) throw new Error("503");
      return [];
    },
  } as unknown as Platform;
  const log = { warn: (_: unknown, text: string) => said.push(text), info: () => {} } as unknown as Log;
  const catchUp = new CatchUp({
    db,
    clock: () => NOW,
    log,
    platforms: [platform],
    accept: () => {},
    elapsed: () => elapsed.ms,
  });
  const reading = async (of: number): Promise<void> => {
    elapsed.ms += HOUR;
    const before = calls.count;
    catchUp.look();
    await eventually(() => calls.count === before + of);
  };
  for (let nth = 0; nth < 5; nth += 1) await reading(3);
  expect(said).toEqual(["the threads could not all be read; trying again"]);
  away.is = false;
  await reading(8);
  away.is = true;
  await reading(3);
  await catchUp.stop();
  expect(said).toHaveLength(2);
});
