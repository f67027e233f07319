import { closeSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openForReading } from "../../src/store/backup.js";
import { randomFor, replay, rounds } from "../kit/dice.js";
import { contents } from "../kit/plan-store.js";
import { rest } from "../kit/wait.js";
import { Office, type Ran } from "./office.js";
import { People } from "./people.js";
import {
  expectAcknowledgedKept,
  expectPostedOnce,
  expectReckoned,
  expectWhole,
  settled,
} from "./reckoning.js";

const LOCKS = 3 * rounds;
const PAGES = 6 * rounds;
/** What is asked of a damaged database. */
const QUESTIONS = ["危機管理部", "子ども家庭部", "総務部 2", "検索 防災", "未更新", "進捗"];

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

async function opened(): Promise<Office> {
  office = new Office();
  await office.open();
  return office;
}

describe(`a database that another process holds, ${replay}`, () => {
  it(`${LOCKS} times, up to twelve seconds: what was not stored is not acknowledged, and comes again`, {
    timeout: 360_000 + LOCKS * 30_000,
  }, async () => {
    const random = randomFor("locked");
    const here = await opened();
    await here.start();
    const { stage } = here;
    const people = new People(here.driver, await stage.root(), () => here.port, random, 40);
    const talking = people.talk();
    const held: number[] = [];
    for (let lock = 0; lock < LOCKS; lock += 1) {
      await rest(300 + random() * 500);
      // The last one is longer than the program waits for a lock.
      const ms = lock === LOCKS - 1 ? 12_000 : 200 + random() * 6000;
      held.push(Math.round(ms));
      stage.db.exec("BEGIN IMMEDIATE");
      await rest(ms);
      stage.db.exec("ROLLBACK");
      expectAcknowledgedKept(stage, people);
      await here.healthBecomes(true);
    }
    people.finish();
    await talking;
    await settled(stage);
    expect(await here.end("SIGTERM")).toBe(0);
    expectReckoned(stage, people);
    expectPostedOnce(here.slack);
    // Whenever somebody was turned away, the log says why.
    if (people.refused > 0) expect(here.said).toContain("SQLITE_BUSY");
    process.stdout.write(
      `locked for ${held.join(", ")} ms: ${people.replies.length} replies, ${people.refused} refused at first\n`,
    );
  });
});

describe(`a database with a page that was destroyed, ${replay}`, () => {
  it(`${PAGES} different ones: doctor names it, no view is wrong, no copy is taken of it, and a copy brings everything back`, {
    timeout: 360_000 + PAGES * 30_000,
  }, async () => {
    const random = randomFor("corrupt");
    const here = await opened();
    const { stage } = here;
    await here.start();
    const people = new People(here.driver, await stage.root(), () => here.port, random, 20);
    const talking = people.talk();
    await rest(2000);
    people.finish();
    await talking;
    await settled(stage);
    const right = await answers(here);
    expect(await here.end("SIGTERM")).toBe(0);
    const copy = path.join(stage.folder, "copy.db");
    expect((await here.cli(["backup", copy])).status).toBe(0);
    const wanted = contents(stage.db);
    stage.db.pragma("wal_checkpoint(TRUNCATE)");
    stage.db.close();
    const whole = readFileSync(stage.file);
    const size = 4096;
    expect(whole.length / size).toBeGreaterThan(50);
    const met = { refused: 0, apologies: 0, unused: 0 };
    for (let nth = 0; nth < PAGES; nth += 1) {
      // The first page, which every reader needs, and then any.
      const page = nth < 2 ? 0 : Math.floor(random() * (whole.length / size));
      const words = `page ${page + 1}`;
      here.said = "";
      // Under the running program in every other case.
      const running = nth % 2 === 1;
      if (running) await here.start();
      destroy(stage.file, page * size, size, random);
      const given = running ? await answers(here) : [];
      if (running) {
        const early = await here.cli(["restore", copy]);
        expect(early.status, words).toBe(1);
        expect(early.err).toContain("プログラムが動いているあいだは戻せません");
      }
      await here.end("SIGKILL");
      const doctor = await here.cli(["doctor", "--json"]);
      const damaged = !doctor.out.includes("壊れていません");
      if (damaged) expectDamageNamed(doctor, words);
      for (const [index, question] of QUESTIONS.entries()) {
        const answer = given[index];
        if (answer === undefined || answer === right[index]) continue;
        expect(damaged, `${words}: ${question} was answered wrongly, and doctor found nothing`).toBe(true);
        // A search looks into an index of its own, and what it does not find it cannot tell from what is not there.
        if (question.startsWith("検索")) continue;
        expect(answer, `${words}: ${question}`).toMatch(/記録番号/);
        met.apologies += 1;
      }
      here.said = "";
      here.spawn();
      if (await isUp(here)) expect(damaged, `${words}: it started`).toBe(false);
      else {
        expect(damaged, words).toBe(true);
        expect(here.said, words).toMatch(
          /壊れています。控え（バックアップ）から policy-bot restore で戻してください。|データベースのファイルではありません/,
        );
        met.refused += 1;
      }
      await here.end("SIGKILL");
      if (!damaged) {
        met.unused += 1;
        const kept = openForReading(stage.file);
        expect(keptFor(contents(kept)), words).toEqual(keptFor(wanted));
        kept.close();
        for (const side of ["-wal", "-shm"]) rmSync(`${stage.file}${side}`, { force: true });
        writeFileSync(stage.file, whole);
        continue;
      }
      const bad = path.join(stage.folder, `bad-${nth}.db`);
      const refused = await here.cli(["backup", bad]);
      expect(refused.status, `${words}: ${refused.err}`).toBe(1);
      expect(refused.err, words).toMatch(/壊れて|データベースのファイルではありません/);
      expect(refused.err, words).not.toContain("別の控え");
      expect(() => readFileSync(bad)).toThrow("ENOENT");
      expect((await here.cli(["restore", copy])).status, words).toBe(0);
      expectWhole(stage.file);
      const restored = openForReading(stage.file);
      // What messages show is not taken along: of a copy nobody knows what was sent after it was made.
      expect(contents(restored)).toEqual({ ...wanted, shown: [] });
      restored.close();
    }
    await here.start();
    expect(await answers(here)).toEqual(right);
    process.stdout.write(
      `${PAGES} pages destroyed: ${met.refused} starts refused, ${met.apologies} apologies of a running program, ${met.unused} pages that hold nothing or stand in the log, too\n`,
    );
  });
});

/** What is asked, as it is read: the buttons carry something new each time. */
async function answers(here: Office): Promise<string[]> {
  const given: string[] = [];
  for (const question of QUESTIONS) {
    const answer = JSON.parse((await here.ask(question))?.text ?? "{}") as { readonly text?: string };
    given.push(answer.text ?? "");
  }
  return given;
}

/** What people put in; the rest a running program goes on writing. */
function keptFor(tables: Record<string, unknown[]>): unknown {
  const { statement, goal, note, note_revision, message, audit, role } = tables;
  // When a name was asked for is looked at anew at every start.
  const person = (tables.person ?? []).map((row) => ({ ...(row as object), name_asked_at: null }));
  return { statement, goal, note, note_revision, message, audit, person, role };
}

/** In place, under whoever has it open. */
function destroy(file: string, from: number, length: number, random: () => number): void {
  const bytes = Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
  const handle = openSync(file, "r+");
  writeSync(handle, bytes, 0, length, from);
  closeSync(handle);
}

function expectDamageNamed(doctor: Ran, words: string): void {
  expect(doctor.status, words).toBe(1);
  expect(doctor.out + doctor.err, words).toMatch(/壊れています|データベースのファイルではありません/);
}

/** Whether it is ready, or ended by itself. */
async function isUp(here: Office): Promise<boolean> {
  try {
    await here.up();
    return true;
  } catch {
    expect(here.ended, here.said).toBe(true);
    return false;
  }
}
