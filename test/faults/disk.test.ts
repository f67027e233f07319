import { chmodSync, readdirSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { tokyoInstant } from "../../src/domain/time.js";
import { run } from "../../src/store/database.js";
import { beginHurry, preload } from "../kit/clock.js";
import { randomFor, replay, rounds } from "../kit/dice.js";
import { contents } from "../kit/plan-store.js";
import { eventually, rest } from "../kit/wait.js";
import { limitFiles, SmallDisk, withoutPrivileges } from "./disk.js";
import { Office } from "./office.js";
import { People } from "./people.js";
import {
  expectAcknowledgedKept,
  expectPostedOnce,
  expectReckoned,
  expectWhole,
  settled,
} from "./reckoning.js";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const disk = SmallDisk.mount(24);
const why = disk === null ? " (skipped: this user may not mount a disk of its own)" : "";
disk?.unmount();

async function opened(folder?: string): Promise<Office> {
  const office = new Office(folder);
  closing.push(() => office.close());
  await office.open();
  return office;
}

/** A question is answered although nothing can be written. */
async function expectAnswered(office: Office): Promise<void> {
  const answer = await office.ask("危機管理部");
  expect(answer?.text, office.said.slice(-2000)).toContain("危機管理部");
}

/** What a person reads at the terminal: one Japanese sentence, and nothing of a stack. */
function expectOneSentence(said: string): void {
  const lines = said.trim().split("\n");
  expect(lines, said).toHaveLength(1);
  expect(said).toMatch(/[ぁ-ん].*。$/mu);
}

describe(`a disk that does not take what is written, ${replay}`, () => {
  it.skipIf(disk === null)(
    `full${why}: nothing more is acknowledged, questions are answered, all goes on when there is room`,
    {
      timeout: 360_000 * rounds,
    },
    async () => {
      const random = randomFor("disk-full");
      const small = SmallDisk.mount(24);
      if (small === null) throw new Error("it could be mounted before");
      closing.push(() => small.unmount());
      const office = await opened(small.folder);
      await office.start();
      const people = new People(office.driver, await office.stage.root(), () => office.port, random, 40);
      const talking = people.talk();
      for (let round = 0; round < 2 * rounds; round += 1) {
        await rest(500);
        const before = people.refused;
        // Some kilobytes are left in every other round, so that a write ends in its middle.
        small.fill(round % 2 === 0 ? 0 : random() * 100);
        await office.healthBecomes(false);
        await expectAnswered(office);
        await eventually(
          () => people.refused > before,
          () => office.said.slice(-2000),
        );
        expectAcknowledgedKept(office.stage, people);
        if (random() < 0.5) {
          await office.end("SIGKILL");
          expectAcknowledgedKept(office.stage, people);
          small.empty();
          await office.start();
        }
        small.empty();
        await office.healthBecomes(true);
      }
      people.finish();
      await talking;
      await settled(office.stage);
      expect(await office.end("SIGTERM")).toBe(0);
      expectReckoned(office.stage, people);
      expectPostedOnce(office.slack);
      expect(office.said).toMatch(/the database cannot be written|could not be stored/);
      expect(office.said).toContain("SQLITE_FULL");
      process.stdout.write(
        `disk full: ${people.replies.length} replies, ${people.refused} refused at first\n`,
      );
    },
  );

  it.skipIf(disk === null)(
    `full${why}: a command says so in a sentence and changes nothing; so does a start`,
    {
      timeout: 360_000,
    },
    async () => {
      const small = SmallDisk.mount(24);
      if (small === null) throw new Error("it could be mounted before");
      closing.push(() => small.unmount());
      const office = await opened(small.folder);
      const { db, file, folder } = office.stage;
      const sample = path.join(import.meta.dirname, "..", "..", "samples", "nakano-r6.md");
      const importing = ["import", sample, "--municipality", "別の市", "--fiscal-year", "令和8年度"];
      db.pragma("wal_checkpoint(TRUNCATE)");
      const before = contents(db);
      small.fill();
      const refused = await office.cli(importing);
      expect(refused.status).toBe(1);
      expectOneSentence(refused.err);
      expect(refused.err).toContain("ディスクがいっぱいです");
      const copy = await office.cli(["backup", path.join(folder, "copy.db")]);
      expect(copy.status).toBe(1);
      expectOneSentence(copy.err);
      expect(copy.err).toContain("空き");
      expect(readdirSync(folder).filter((name) => name.startsWith("copy"))).toEqual([]);
      expect((await office.cli(["doctor"])).status).toBe(1);
      expect(contents(db)).toEqual(before);
      small.empty();
      expect((await office.cli(importing)).status).toBe(0);
      expectWhole(file);
    },
  );

  it("giving errors: the same", { timeout: 360_000 * rounds }, async ({ skip }) => {
    const random = randomFor("disk-errors");
    const office = await opened();
    await office.start();
    if (!limitFiles(office.pid, "unlimited")) skip("this machine has no prlimit");
    const people = new People(office.driver, await office.stage.root(), () => office.port, random, 40);
    const talking = people.talk();
    for (let round = 0; round < 3 * rounds; round += 1) {
      await rest(500);
      // The next page, or one a little later, is cut in its middle.
      limitFiles(office.pid, round % 2 === 0 ? 1000 : 20_000 + Math.floor(random() * 100_000));
      await office.healthBecomes(false);
      await expectAnswered(office);
      expectAcknowledgedKept(office.stage, people);
      if (random() < 0.5) {
        await office.end("SIGKILL");
        expectAcknowledgedKept(office.stage, people);
        await office.start();
      }
      limitFiles(office.pid, "unlimited");
      await office.healthBecomes(true);
    }
    people.finish();
    await talking;
    await settled(office.stage);
    expect(await office.end("SIGTERM")).toBe(0);
    expectReckoned(office.stage, people);
    expectPostedOnce(office.slack);
    expect(office.said).toContain("SQLITE_IOERR");
    process.stdout.write(
      `disk with errors: ${people.replies.length} replies, ${people.refused} refused at first\n`,
    );
  });

  it("read-only: the program and every command that writes say so and leave it as it is", {
    timeout: 360_000,
  }, async () => {
    const office = await opened();
    const { db, file, folder } = office.stage;
    await office.start();
    await office.stage.root();
    await settled(office.stage);
    expect(await office.end("SIGTERM")).toBe(0);
    // So that a digest is owed on the day that `nudge` is told, whatever day it is.
    run(db, "UPDATE binding SET bound_at = ?", tokyoInstant("2026-11-16"));
    const before = contents(db);
    db.close();
    const sample = path.join(import.meta.dirname, "..", "..", "samples", "nakano-r6.md");
    const copy = path.join(folder, "copy.db");
    expect((await office.cli(["backup", copy])).status).toBe(0);
    try {
      chmodSync(file, 0o444);
      chmodSync(folder, 0o555);
      const how = { via: withoutPrivileges };
      const importing = ["import", sample, "--municipality", "別の市", "--fiscal-year", "令和8年度"];
      // At an hour at which something is sent, whatever hour it is.
      const inOfficeHours = { ...how, node: [preload(beginHurry(tokyoInstant("2026-11-24", "09:00"), 1))] };
      for (const args of [importing, ["nudge"], ["restore", copy]]) {
        const ran = await office.cli(args, inOfficeHours);
        expect(ran.status, `${args[0]}: ${ran.out}${ran.err}`).toBe(1);
        expectOneSentence(ran.err);
        expect(ran.err).toContain("書き込めません");
      }
      const doctor = await office.cli(["doctor"], how);
      expect(doctor.status).toBe(1);
      expect(doctor.out + doctor.err).toMatch(/書き込め/);
      office.said = "";
      office.spawn(how);
      expect(await office.exit()).toBe(1);
      expectOneSentence(office.said);
      expect(office.said).toContain("書き込めません");
    } finally {
      chmodSync(folder, 0o700);
      chmodSync(file, 0o600);
    }
    expect(contents(office.stage.reopen())).toEqual(before);
    await office.start();
    await expectAnswered(office);
  });
});
