import { expect, it } from "vitest";
import type { Platform } from "../../src/bot/platform.js";
import { DAY, HOUR, MINUTE } from "../../src/domain/time.js";
import { Names } from "../../src/jobs/shown-names.js";
import { createLog } from "../../src/log.js";
import { findBinding } from "../../src/store/bindings.js";
import { inTransaction } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { listOwnerNames } from "../../src/store/holding.js";
import { listNotes } from "../../src/store/notes.js";
import { ensurePerson, findPerson, setOwner } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { bindChannel } from "../kit/people.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

function setUp() {
  const { db } = temporaryDatabase();
  const time = { now: NOW };
  const asked: string[] = [];
  const tells = { name: "山田 花子" as string | null };
  const platform = {
    name: "slack",
    healthy: () => true,
    profile: async (person: string) => {
      asked.push(person);
      return tells.name;
    },
  } as unknown as Platform;
  const names = new Names({ db, clock: () => time.now, log: createLog("silent"), platforms: [platform] });
  const look = async (count: number): Promise<void> => {
    names.kick();
    await expect.poll(() => asked.length).toBe(count);
    await names.stop();
  };
  const again = () =>
    new Names({ db, clock: () => time.now, log: createLog("silent"), platforms: [platform] });
  return { db, time, asked, tells, look, again };
}

it("asks for a person's name once it is stored, and anew after a day", async () => {
  const { db, time, asked, tells, look, again } = setUp();
  ensurePerson(db, "slack", "U07ABCDEF12", null);
  await look(1);
  await expect.poll(() => findPerson(db, "slack", "U07ABCDEF12")?.name).toBe("山田 花子");
  tells.name = "鈴木 花子";
  for (const [later, count] of [
    [HOUR, 1],
    [DAY, 2],
  ] as const) {
    time.now = NOW + later;
    const names = again();
    names.kick();
    await new Promise((resolve) => setImmediate(resolve));
    await names.stop();
    expect(asked).toHaveLength(count);
  }
  await expect.poll(() => findPerson(db, "slack", "U07ABCDEF12")?.name).toBe("鈴木 花子");
});

it("keeps the name that people show, whatever an event carries", async () => {
  const { db, look } = setUp();
  ensurePerson(db, "slack", "U1", "hanako.yamada");
  await look(1);
  await expect.poll(() => findPerson(db, "slack", "U1")?.name).toBe("山田 花子");
  expect(ensurePerson(db, "slack", "U1", "hanako.yamada").name).toBe("山田 花子");
});

it("asks again after a while where the platform did not tell, and shows no id meanwhile", async () => {
  const { db, time, asked, tells, look, again } = setUp();
  importText(db, WARD);
  const department = listDepartments(db, listPlans(db)[0]?.id ?? 0)[0];
  const goal = listGoals(db, department?.id ?? 0)[0];
  if (goal === undefined) throw new Error("no goal");
  const person = ensurePerson(db, "slack", "U07ABCDEF12", null);
  inTransaction(db, () => setOwner(db, goal.id, person.id));
  tells.name = null;
  await look(1);
  expect(listOwnerNames(db, goal.id, "2026-11-24")).toEqual(["（氏名未取得）"]);
  expect(listNotes(db, goal.id)).toEqual([]);
  time.now = NOW + 11 * MINUTE;
  tells.name = "山田 花子";
  const names = again();
  names.kick();
  await expect.poll(() => asked.length).toBe(2);
  await names.stop();
  expect(listOwnerNames(db, goal.id, "2026-11-24")).toEqual(["山田 花子"]);
});

it("asks for the names of channels, and anew after a day", async () => {
  const { db } = temporaryDatabase();
  const where = { platform: "teams", conversation: "19:a@thread.tacv2", name: null, destination: {} };
  bindChannel(db, { ...where, purpose: "planning", departmentId: null }, NOW);
  let [now, name] = [NOW, "企画課" as string | null];
  const asked: unknown[] = [];
  const platform = {
    name: "teams",
    healthy: () => true,
    channelName: async (to: unknown) => {
      asked.push(to);
      return name;
    },
  } as unknown as Platform;
  const names = new Names({ db, clock: () => now, log: createLog("silent"), platforms: [platform] });
  const shown = () => findBinding(db, "teams", "19:a@thread.tacv2")?.name;
  names.kick();
  await expect.poll(shown).toBe("企画課");
  now += HOUR;
  names.kick();
  name = "政策企画課";
  now += DAY;
  names.kick();
  await expect.poll(shown).toBe("政策企画課");
  name = null;
  now += DAY;
  names.kick();
  await expect.poll(() => asked.length).toBe(3);
  await names.stop();
  expect(shown()).toBe("政策企画課");
});
