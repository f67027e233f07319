import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { HOUR } from "../../src/domain/time.js";
import { proveDatabase } from "../../src/store/backup.js";
import { type Db, inTransaction, one, openDatabase } from "../../src/store/database.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { listPlans } from "../../src/store/plans.js";
import { MachineClock } from "../kit/clock.js";
import { randomFor, replay, rounds } from "../kit/dice.js";
import { contents, note } from "../kit/plan-store.js";
import { rest } from "../kit/wait.js";
import { Office } from "./office.js";
import { People } from "./people.js";
import { expectAcknowledgedKept, expectReckoned, expectWhole, settled } from "./reckoning.js";

const KILLS = 8 * rounds;
const NOTES = 4000;

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

/** Enough that a copy takes a while. */
function fill(db: Db, notes: number): void {
  const [plan] = listPlans(db);
  const goals = listPlanGoals(db, plan?.id ?? 0);
  inTransaction(db, () => {
    for (let at = 0; at < notes; at += 1)
      note(
        db,
        goals[at % goals.length]?.id ?? 0,
        `${at}件目の報告。${"関係課と調整し、案をまとめた。".repeat(20)}`,
      );
  });
}

async function filled(): Promise<Office> {
  const here = new Office();
  office = here;
  await here.open();
  fill(here.stage.db, NOTES);
  return here;
}

function withDatabase<T>(file: string, work: (db: Db) => T): T {
  const db = openDatabase(file);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const tablesOf = (file: string) => withDatabase(file, contents);

/** Tells the database that is to be replaced from the one that takes its place. */
const mark = (file: string) =>
  withDatabase(file, (db) => db.exec("INSERT INTO setting(key, value) VALUES ('marked', '1')"));
const isMarked = (file: string) =>
  withDatabase(file, (db) => one(db, "SELECT 1 FROM setting WHERE key = 'marked'") !== null);

const copiesIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith(".db"));

describe(`copies and their return, killed at any point, ${replay}`, () => {
  it(`backup: there is no copy or a whole one, ${KILLS} times, and the next attempt succeeds`, {
    timeout: 60_000 + KILLS * 20_000,
  }, async () => {
    const random = randomFor("kill-backup");
    const here = await filled();
    const target = path.join(here.stage.folder, "copy.db");
    const whole = (await here.cliKilled(["backup", target], { ms: 60_000 })).ms;
    proveDatabase(target);
    const left = { none: 0, whole: 0 };
    for (let kill = 0; kill < KILLS; kill += 1) {
      rmSync(target, { force: true });
      await here.cliKilled(["backup", target], { ms: whole * (0.3 + 0.75 * random()) });
      left[existsSync(target) ? "whole" : "none"] += 1;
      if (existsSync(target)) proveDatabase(target);
    }
    rmSync(target, { force: true });
    expect(await here.cli(["backup", target])).toMatchObject({ status: 0 });
    proveDatabase(target);
    expect(readdirSync(here.stage.folder).filter((name) => name.includes(".partial"))).toEqual([]);
    expect(left.none).toBeGreaterThan(0);
    expectWhole(here.stage.file);
    process.stdout.write(
      `backup (${Math.round(whole)} ms) killed: ${left.none} times no copy, ${left.whole} times a whole one\n`,
    );
  });

  it(`the nightly copy: the program is killed ${KILLS} times while it takes one and people write`, {
    timeout: 60_000 + KILLS * 20_000,
  }, async () => {
    const random = randomFor("kill-nightly");
    const here = new Office();
    office = here;
    await here.open();
    const folder = path.join(here.stage.folder, "copies");
    mkdirSync(folder);
    const clock = new MachineClock(here.stage.folder);
    const how = { env: { BACKUP_DIR: folder }, node: [clock.option] };
    let attempts = 0;
    // The digest first: one whose goals were all reported on in between is not sent.
    await here.start({ env: how.env });
    const root = await here.stage.root();
    fill(here.stage.db, NOTES);
    const people = new People(here.driver, root, () => here.port, random);
    const talking = people.talk();
    for (let kill = 0; kill < KILLS; kill += 1) {
      await rest(random() * 250);
      if (readdirSync(folder).some((name) => name.includes(".partial"))) attempts += 1;
      await here.end("SIGKILL");
      expectAcknowledgedKept(here.stage, people);
      for (const name of copiesIn(folder)) proveDatabase(path.join(folder, name));
      // As if the night's copy had never been taken, so that each life begins with one.
      for (const name of copiesIn(folder)) rmSync(path.join(folder, name));
      here.stage.db.exec("DELETE FROM job_run WHERE job = 'backup'");
      here.spawn(how);
      await here.up();
    }
    await here.end("SIGKILL");
    people.finish();
    // What a killed program had begun is taken over when its lease has ended.
    clock.set(2 * HOUR);
    await here.start(how);
    const isThere = (): true | null => (copiesIn(folder).length > 0 ? true : null);
    await here.stage.eventually(isThere, 60_000);
    clock.set(0);
    await talking;
    await settled(here.stage);
    expect(await here.end("SIGTERM")).toBe(0);
    const copies = copiesIn(folder);
    expect(copies).toHaveLength(1);
    for (const name of copies) proveDatabase(path.join(folder, name));
    expect(readdirSync(folder)).toEqual(copies);
    expect(attempts).toBeGreaterThan(0);
    expect(here.stage.count("note", "via = 'form'")).toBe(NOTES);
    expectReckoned(here.stage, people);
    process.stdout.write(
      `the program was killed ${KILLS} times, ${attempts} of them with a copy half done\n`,
    );
  });

  it(`restore: the old database or the other one stands there whole, ${KILLS} times`, {
    timeout: 60_000 + KILLS * 20_000,
  }, async () => {
    const random = randomFor("kill-restore");
    const here = await filled();
    const { folder } = here.stage;
    const copy = path.join(folder, "copy.db");
    expect(await here.cli(["backup", copy])).toMatchObject({ status: 0 });
    const wanted = tablesOf(copy);
    // The database that is replaced is nobody's at the moment.
    const other = path.join(folder, "other");
    const file = path.join(other, "policy.db");
    const env = { DATABASE_PATH: file };
    expect(await here.cli(["restore", copy], { env })).toMatchObject({ status: 0 });
    mark(file);
    // Measured with a database to be replaced, as below: putting that aside takes a part of the time.
    const whole = (await here.cliKilled(["restore", copy], { ms: 60_000, env })).ms;
    mark(file);
    const left = { old: 0, new: 0 };
    for (let kill = 0; kill < KILLS; kill += 1) {
      // Spread over the whole time, so that some are early also where it was measured in a busy moment.
      await here.cliKilled(["restore", copy], { ms: (whole * 1.2 * (kill + random())) / KILLS, env });
      expect(existsSync(file), "there is no database any more").toBe(true);
      expectWhole(file);
      if (isMarked(file)) {
        left.old += 1;
        continue;
      }
      left.new += 1;
      // The one that was replaced is kept, as the newest of its kind.
      const [kept = ""] = readdirSync(other)
        .filter((name) => /\.before-restore-\d+$/.test(name))
        .sort()
        .reverse();
      expect(isMarked(path.join(other, kept))).toBe(true);
      mark(file);
    }
    expect(await here.cli(["restore", copy], { env })).toMatchObject({ status: 0 });
    expect(tablesOf(file)).toEqual(wanted);
    expect(left.old).toBeGreaterThan(0);
    process.stdout.write(
      `restore (${Math.round(whole)} ms) killed: ${left.old} times the old database, ${left.new} times the other\n`,
    );
  });
});
