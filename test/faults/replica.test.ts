import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { openForReading } from "../../src/store/backup.js";
import { all } from "../../src/store/database.js";
import { randomFor, replay } from "../kit/dice.js";
import { CHANNEL } from "../kit/payloads.js";
import { Stage } from "../kit/stage.js";
import { rest } from "../kit/wait.js";
import { Office } from "./office.js";
import { People } from "./people.js";
import { expectPostedOnce, expectWhole, settled } from "./reckoning.js";

/** How many replies are acknowledged before the machine is lost. */
const BEFORE = 60;
/** For how long each of them rests after a reply, in milliseconds. */
const PACE = 150;

/** Litestream's own program, or null where there is none for this machine. */
const litestream = ((): string | null => {
  try {
    const machine = `${process.platform}-${process.arch}`;
    return createRequire(import.meta.url).resolve(`@flydotio/litestream-${machine}/litestream`);
  } catch {
    return null;
  }
})();

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function folder(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), "policy-bot-replica-"));
  closing.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** As docs/it.md sets it up, with a folder of the test's own. */
class Replica {
  readonly folder = folder();
  private readonly config = path.join(this.folder, "litestream.yml");
  private child: ChildProcess | null = null;

  constructor(
    private readonly program: string,
    private readonly file: string,
  ) {
    const to = path.join(this.folder, "replica");
    mkdirSync(to);
    writeFileSync(
      this.config,
      `dbs:\n  - path: ${file}\n    replicas:\n      - type: file\n        path: ${to}\n`,
    );
  }

  start(): void {
    this.child = spawn(this.program, ["replicate", "-config", this.config], { stdio: "ignore" });
    closing.push(() => this.child?.kill("SIGKILL"));
  }

  kill(): void {
    this.child?.kill("SIGKILL");
  }

  /** Gives the database back as it stands in the copy. @returns the file, or null where there is nothing yet */
  restore(to: string): string | null {
    const file = path.join(to, "test.db");
    try {
      execFileSync(this.program, ["restore", "-config", this.config, "-o", file, this.file], {
        stdio: "pipe",
      });
    } catch {
      return null;
    }
    return existsSync(file) ? file : null;
  }
}

/** The replies that a database has received. */
function received(file: string): Set<string> {
  const db = openForReading(file);
  try {
    const keys = all<{ key: string }>(db, "SELECT event_key AS key FROM inbox");
    return new Set(keys.map(({ key }) => key.replace(`msg:${CHANNEL}:`, "")));
  } finally {
    db.close();
  }
}

it.skipIf(litestream === null)(
  `a machine that is lost with its disk goes on from the copy of Litestream on another, ${replay}${litestream === null ? " (skipped: no Litestream for this machine)" : ""}`,
  { timeout: 600_000 },
  async () => {
    const here = new Office();
    closing.push(() => here.close());
    await here.open();
    await here.start();
    const { stage, slack } = here;
    const replica = new Replica(litestream ?? "", stage.file);
    replica.start();

    // They write at their own pace: how many they are must not grow with the time that Litestream takes on a busy machine.
    const people = new People(here.driver, await stage.root(), () => here.port, randomFor("replica"), PACE);
    const talking = people.talk();
    await stage.eventually(() => (people.acknowledged.size >= BEFORE ? true : null), 120_000);
    // What was acknowledged by now must be in the copy before the machine is lost; Litestream writes it once a second.
    const safe = new Set(people.acknowledged);
    for (let tries = 0; ; tries += 1) {
      const looked = replica.restore(folder());
      const there = looked === null ? new Set<string>() : received(looked);
      if ([...safe].every((ts) => there.has(ts))) break;
      expect(tries, "Litestream does not keep up").toBeLessThan(120);
      await rest(250);
    }

    await here.end("SIGKILL");
    replica.kill();
    const lastMoment = people.acknowledged.size;
    stage.db.close();
    for (const name of readdirSync(stage.folder)) rmSync(path.join(stage.folder, name), { recursive: true });

    const elsewhere = folder();
    const file = replica.restore(elsewhere);
    if (file === null) return expect.fail("nothing could be restored");
    const kept = received(file);
    expect(
      [...safe].filter((ts) => !kept.has(ts)),
      "acknowledged and copied, but lost",
    ).toEqual([]);

    const second = new Stage(here.driver, {}, elsewhere);
    closing.push(() => second.db.close());
    here.spawn({ env: { DATABASE_PATH: second.file } });
    await here.up();
    people.finish();
    await talking;
    // What the copy did not have yet still stands in the thread, where the program reads it.
    const isThere = (ts: string) => second.count("message", `message = '${ts}'`) === 1;
    await second.eventually(
      () => (people.replies.every(({ ts, deleted }) => deleted || isThere(ts)) ? true : null),
      180_000,
    );
    await settled(second, 180_000);
    expect(await here.end("SIGTERM")).toBe(0);

    expectWhole(second.file);
    expectPostedOnce(slack);
    const doubled = all(
      second.db,
      "SELECT message_id FROM note WHERE withdrawn_at IS NULL GROUP BY message_id, goal_id HAVING count(*) > 1",
    );
    expect(doubled, "notes that stand twice").toEqual([]);
    const messages = new Map(
      all<{ message: string; status: string }>(second.db, "SELECT message, status FROM message").map(
        ({ message, status }) => [message, status],
      ),
    );
    for (const { ts, kind, deleted } of people.replies) {
      if (deleted && !kept.has(ts)) continue;
      if (kind === "uncertain") expect(messages.get(ts)).toBe("asked");
      else if (kind === "withheld") expect(messages.get(ts)).toBe("withheld");
      else expect(messages.get(ts)).toMatch(/^(?:noted|withdrawn)$/);
    }
    process.stdout.write(
      `replica: ${lastMoment} acknowledged before the machine was lost, ${[...people.acknowledged].slice(0, lastMoment).filter((ts) => !kept.has(ts)).length} of them not in the copy and read in the thread, ${people.replies.length} replies in all\n`,
    );
  },
);
