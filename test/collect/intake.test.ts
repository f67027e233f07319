import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Accepted, createAccept } from "../../src/bot/accept.js";
import { collect, NotYet } from "../../src/bot/features/reporting/collect.js";
import { decodePress } from "../../src/bot/features.js";
import type { MessageIn } from "../../src/bot/platform.js";
import { saidPlainly } from "../../src/domain/said-text.js";
import { DAY, MINUTE, SECOND } from "../../src/domain/time.js";
import { Intake } from "../../src/jobs/intake.js";
import { createLog } from "../../src/log.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { all, type Db, one } from "../../src/store/database.js";
import { storeEvent } from "../../src/store/inbox.js";
import { ensurePerson } from "../../src/store/people.js";
import { setClock } from "../kit/clock.js";
import type { FakeSlack } from "../kit/fake-slack.js";
import { Office, ROOT } from "../kit/office.js";
import { CHANNEL, envelope, MENTION, mention, PERSON, press } from "../kit/payloads.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { NOW, temporaryDatabase } from "../kit/plan-store.js";
import { post, type SlackDriver, slackStage } from "../kit/slack-driver.js";
import type { Stage } from "../kit/stage.js";
import { eventually } from "../kit/wait.js";

setClock();

/** Far longer than the tests look whether it is kept, and short enough to be waited for. */
const DATABASE_PAUSE = 500;

interface Row {
  readonly status: string;
  readonly attempts: number;
  readonly not_before: number;
  readonly reason: string | null;
  readonly error_id: string | null;
  readonly payload: string;
}

describe("working off the inbox", () => {
  let db: Db;
  let now = NOW;
  let intake: Intake;
  let done: string[];
  let tried: string[];
  let aside: number[];
  /** What the named event meets each time; nothing where it succeeds. */
  let trouble: Map<string, Error[]>;

  beforeEach(() => {
    db = temporaryDatabase().db;
    now = NOW;
    done = [];
    tried = [];
    aside = [];
    trouble = new Map();
    intake = new Intake({
      db,
      clock: () => now,
      log: createLog("silent"),
      work: (payload) => {
        const name = String((payload as { name: string }).name);
        tried.push(name);
        const error = trouble.get(name)?.shift();
        if (error !== undefined) throw error;
        done.push(name);
      },
      isNotYet: (error) => error instanceof NotYet,
      onSetAside: (item) => aside.push(item.id),
      databasePauseMs: DATABASE_PAUSE,
    });
  });

  afterEach(() => intake.stop());

  const put = (name: string): boolean =>
    storeEvent(db, { platform: "slack", key: name, kind: "message", payload: JSON.stringify({ name }) }, now);
  const row = (name: string): Row => {
    const found = one<Row>(db, "SELECT * FROM inbox WHERE event_key = ?", name);
    if (found === null) throw new Error(name);
    return found;
  };
  const fails = (name: string, times: number): void => {
    trouble.set(
      name,
      Array.from({ length: times }, () => new Error("a bug")),
    );
  };
  async function again(name: string): Promise<void> {
    const before = tried.length;
    now = row(name).not_before;
    intake.kick();
    await eventually(() => tried.length > before);
  }

  it("does each event once, in order, and keeps nothing of what it said", async () => {
    for (const name of ["a", "b", "c"]) expect(put(name)).toBe(true);
    expect(put("b")).toBe(false);
    intake.start();
    await eventually(() => done.length === 3);
    expect(done).toEqual(["a", "b", "c"]);
    expect(all(db, "SELECT DISTINCT status, payload FROM inbox")).toEqual([
      { status: "done", payload: "{}" },
    ]);
    expect(put("b")).toBe(false);
  });

  it("takes up what a crash left", async () => {
    put("a");
    put("b");
    expect(row("a").status).toBe("new");
    intake.start();
    await eventually(() => done.length === 2);
  });

  it("tries a failing event again after growing pauses while the others go on", async () => {
    fails("a", 2);
    put("a");
    put("b");
    intake.start();
    await eventually(() => done.length === 1);
    expect(row("a")).toMatchObject({ status: "new", attempts: 1, reason: "a bug", not_before: now + SECOND });
    await again("a");
    expect(row("a").not_before).toBe(now + 5 * SECOND);
    await again("a");
    expect(done).toEqual(["b", "a"]);
    expect(row("a")).toMatchObject({ status: "done", reason: null, payload: "{}" });
  });

  it("sets aside what keeps failing, with its reason and its words, and reports it once", async () => {
    fails("a", 99);
    put("a");
    intake.start();
    await eventually(() => tried.length === 1);
    for (let attempt = 2; attempt <= 5; attempt += 1) await again("a");
    await eventually(() => row("a").status === "set_aside");
    expect(row("a").reason).toBe("a bug");
    expect(row("a").error_id).toMatch(/^E-[0-9A-F]{6}$/);
    expect(row("a").payload).toBe('{"name":"a"}');
    expect(aside).toHaveLength(1);
    put("b");
    now += DAY;
    intake.kick();
    await eventually(() => done.length === 1);
    expect(tried.filter((name) => name === "a")).toHaveLength(5);
    expect(aside).toHaveLength(1);
  });

  it("leaves nothing of an attempt that failed half way", async () => {
    const broken = new Intake({
      db,
      clock: () => now,
      log: createLog("silent"),
      work: () => {
        db.prepare("INSERT INTO municipality(name) VALUES ('半端市')").run();
        throw new Error("half way");
      },
      isNotYet: () => false,
      onSetAside: () => undefined,
    });
    put("a");
    broken.start();
    await eventually(() => row("a").attempts === 1);
    await broken.stop();
    expect(all(db, "SELECT 1 FROM municipality")).toEqual([]);
  });

  it("lets an event wait for its thread for a day, without counting that against it", async () => {
    trouble.set("a", [...Array.from({ length: 20 }, () => new NotYet()), new Error("a bug")]);
    put("a");
    intake.start();
    await eventually(() => tried.length === 1);
    for (let look = 2; look <= 21; look += 1) {
      expect(row("a").attempts).toBe(0);
      expect(row("a").not_before - now).toBeLessThanOrEqual(MINUTE);
      await again("a");
    }
    expect(row("a")).toMatchObject({ status: "new", attempts: 1 });
    await again("a");
    expect(done).toEqual(["a"]);
  });

  it("does not wait for ever", async () => {
    trouble.set(
      "a",
      Array.from({ length: 50 }, () => new NotYet()),
    );
    put("a");
    intake.start();
    await eventually(() => tried.length === 1);
    now += DAY;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      intake.kick();
      await eventually(() => tried.length >= attempt + 2);
      now = Math.max(now, row("a").not_before);
    }
    await eventually(() => row("a").status === "set_aside");
    expect(aside).toHaveLength(1);
  });

  it("counts nothing against an event while the database cannot be written", async () => {
    const full = Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
    trouble.set("a", [full, full]);
    put("a");
    put("b");
    intake.start();
    await eventually(() => tried.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(tried).toEqual(["a"]);
    expect(row("a")).toMatchObject({ status: "new", attempts: 0 });
    intake.kick();
    await eventually(() => tried.length === 2);
    intake.kick();
    await eventually(() => done.length === 2);
    expect(done).toEqual(["a", "b"]);
  });

  it("survives a database that cannot even be read for a while", async () => {
    put("a");
    db.exec("ALTER TABLE inbox RENAME TO elsewhere");
    intake.start();
    await new Promise((resolve) => setTimeout(resolve, 30));
    db.exec("ALTER TABLE elsewhere RENAME TO inbox");
    intake.kick();
    await eventually(() => done.length === 1);
  });
});

describe("the whole program's inbox in Slack", () => {
  let slack: FakeSlack;
  let driver: SlackDriver;
  let stage: Stage;

  beforeEach(async () => {
    ({ slack, driver, stage } = await slackStage());
    slack.clock = Math.floor(stage.clock() / 1000);
    bindChannel(
      stage.db,
      {
        platform: "slack",
        conversation: "C0KIKAKU",
        name: "企画課",
        destination: { channel: "C0KIKAKU" },
        purpose: "planning",
        departmentId: null,
      },
      stage.clock(),
    );
  });

  const reply = (name: string, text: string, root: string): unknown =>
    driver.event({ do: "reply", name, text }, root);
  /** A post is looked for only after a while; an answer to somebody else sets the deliverer going then. */
  async function later(): Promise<void> {
    stage.ahead += MINUTE;
    const ts = driver.idOf(`question ${stage.ahead}`);
    const question = mention(`${MENTION} 使い方`, { ts, event_ts: ts, client_msg_id: ts });
    await driver.deliver(envelope(question), stage.port, false);
  }
  const toPlanning = () => slack.posts.filter(({ channel }) => channel === "C0KIKAKU");

  it("reports an event that keeps failing to 企画課 once, and takes the others", async () => {
    await stage.start();
    const root = await stage.root();
    stage.db.exec(
      `CREATE TRIGGER bug BEFORE INSERT ON note WHEN NEW.text LIKE '%故障%' BEGIN SELECT raise(ABORT, 'a bug'); END`,
    );
    expect(await driver.deliver(reply("a", "2 順調 故障の報告", root), stage.port, false)).toBe(true);
    expect(await driver.deliver(reply("b", "3 順調 協議中", root), stage.port, false)).toBe(true);
    await stage.eventually(() => (stage.notes().length === 1 ? true : null));
    await stage.eventually(() => (stage.count("inbox", "attempts > 0") === 1 ? true : null));
    // The pauses between the attempts are the intake's own; here only the last one is waited for.
    stage.db.prepare("UPDATE inbox SET attempts = 4, not_before = 0 WHERE status = 'new'").run();
    await driver.deliver(reply("c", "4 順調 協議中", root), stage.port, false);
    await stage.eventually(() => (stage.count("inbox", "status = 'set_aside'") === 1 ? true : null));
    await stage.eventually(() => (toPlanning().length > 0 ? true : null));
    expect(toPlanning()).toHaveLength(1);
    expect(toPlanning()[0]?.text).toContain("内容は消えていません");
    expect(toPlanning()[0]?.text).not.toContain("故障の報告");
    expect(stage.count("inbox", "status = 'set_aside' AND payload LIKE '%故障の報告%'")).toBe(1);

    // It is tried again when somebody of 企画課 says so, and told of once more where it fails once more.
    const again = async (): Promise<void> => {
      const blocks = toPlanning().at(-1)?.blocks as { readonly elements?: { readonly value?: string }[] }[];
      const value =
        blocks.flatMap(({ elements = [] }) => elements.flatMap((each) => each.value ?? []))[0] ?? "";
      expect(decodePress(value)).toMatchObject({ do: "retry-event" });
      const payload = JSON.stringify(press(value, slack.responseUrl));
      const type = "application/x-www-form-urlencoded";
      expect(await post(stage.port, new URLSearchParams({ payload }).toString(), type)).toBe(true);
    };
    const { id: planner } = ensurePerson(stage.db, "slack", PERSON, null);
    await again();
    await stage.eventually(() => (JSON.stringify(slack.responses).includes("企画課の方です") ? true : null));
    expect(stage.count("inbox", "status = 'set_aside'")).toBe(1);
    giveRole(stage.db, planner, { role: "planning", departmentId: null, post: null });
    await again();
    await stage.eventually(() =>
      stage.count("inbox", "attempts > 0 AND status = 'new'") === 1 ? true : null,
    );
    stage.db.prepare("UPDATE inbox SET attempts = 4, not_before = 0 WHERE status = 'new'").run();
    await driver.deliver(reply("d", "5 順調 協議中", root), stage.port, false);
    await stage.eventually(() => (toPlanning().length === 2 ? true : null));
    stage.db.exec("DROP TRIGGER bug");
    await again();
    await stage.eventually(() => (stage.notes().length === 4 ? true : null));
    expect(stage.notes()).toContainEqual({ number: 2, state: "on_track", text: "故障の報告" });
    expect(stage.count("inbox", "status <> 'done' OR payload <> '{}'")).toBe(0);
    expect(stage.count("audit", "action = 'event.retry' AND actor LIKE 'slack:%'")).toBe(2);
  });

  it("takes a reply that overtakes the answer to our own post", async () => {
    slack.fail("chat.postMessage", { kind: "reset", stored: true });
    await stage.start();
    const root = await stage.eventually(() => slack.posts[0]?.ts ?? null);
    expect(await driver.deliver(reply("a", "2 順調 協議中", root), stage.port, false)).toBe(true);
    await stage.eventually(() => (stage.count("inbox", "reason IS NOT NULL") === 1 ? true : null));
    await later();
    await stage.root();
    await later();
    await stage.eventually(() => (stage.notes().length === 1 ? true : null));
    expect(stage.count("inbox", "attempts > 0")).toBe(0);
    expect(slack.posts.filter(({ channel, thread_ts }) => channel === CHANNEL && !thread_ts)).toHaveLength(1);
  });

  it("does not revive a reply that was deleted before its thread was known", async () => {
    slack.fail("chat.postMessage", { kind: "reset", stored: true });
    await stage.start();
    const root = await stage.eventually(() => slack.posts[0]?.ts ?? null);
    await driver.deliver(driver.event({ do: "delete", name: "a" }, root), stage.port, false);
    await driver.deliver(reply("a", "2 順調 協議中", root), stage.port, false);
    await later();
    await stage.root();
    await later();
    await stage.eventually(() => (stage.count("inbox", "status = 'new'") === 0 ? true : null));
    expect(stage.count("message", "deleted_at IS NOT NULL")).toBe(1);
    expect(stage.notes()).toEqual([]);
  });

  it("leaves events unacknowledged while the disk is full, and takes them once there is room", async () => {
    await stage.start();
    const root = await stage.root();
    // The program has a connection of its own: a full disk is a trigger there, as SQLite has no shared page limit.
    stage.db.exec(
      `CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT raise(ABORT, 'database or disk is full'); END`,
    );
    const events = [1, 2, 3].map((number) => reply(`r${number}`, `${number} 順調 協議中`, root));
    for (const event of events) expect(await driver.deliver(event, stage.port, false)).toBe(false);
    expect(stage.count("inbox", "kind = 'message'")).toBe(0);
    stage.db.exec("DROP TRIGGER full");
    for (const event of events) expect(await driver.deliver(event, stage.port, false)).toBe(true);
    await stage.settled();
    expect(stage.notes()).toHaveLength(3);
  });

  it("works off at start what was taken in and not done", async () => {
    await stage.start();
    const root = await stage.root();
    await stage.settled();
    stage.db.exec("CREATE TRIGGER stuck BEFORE INSERT ON note BEGIN SELECT raise(ABORT, 'stuck'); END");
    for (const number of [1, 2])
      expect(
        await driver.deliver(reply(`r${number}`, `${number} 順調 協議中`, root), stage.port, false),
      ).toBe(true);
    await stage.stop();
    expect(stage.notes()).toEqual([]);
    expect(stage.count("inbox", "status = 'new'")).toBe(2);
    stage.db.exec("DROP TRIGGER stuck");
    stage.db.prepare("UPDATE inbox SET not_before = 0").run();
    await stage.start();
    await stage.eventually(() => (stage.notes().length === 2 ? true : null));
  });

  it("marks a channel that it was removed from, and reports it once", async () => {
    await stage.start();
    await stage.root();
    for (let count = 0; count < 2; count += 1)
      await driver.deliver(
        envelope({
          type: "channel_left",
          channel: CHANNEL,
          actor_id: "U0BOSS",
          event_ts: `17950001${count}0.1`,
        }),
        stage.port,
        false,
      );
    await stage.eventually(() => (stage.count("binding", "lost_at IS NOT NULL") === 1 ? true : null));
    await stage.eventually(() => (toPlanning().length > 0 ? true : null));
    await stage.settled();
    expect(toPlanning()).toHaveLength(1);
    expect(toPlanning()[0]?.text).toContain("「危機管理部」に投稿できなくなりました");
  });
});

describe("a database without room", () => {
  it("has nothing accepted that was not stored, loses nothing and goes on once there is room", async () => {
    const office = new Office();
    const { db } = office;
    const intake = new Intake({
      db,
      clock: () => office.now,
      log: createLog("silent"),
      work: (payload) => {
        collect(office.bot, payload as Accepted, () => null);
      },
      isNotYet: () => false,
      onSetAside: () => expect.fail("a full disk is not the event's fault"),
      databasePauseMs: DATABASE_PAUSE,
    });
    const accept = createAccept(office.bot, () => undefined);
    const say = (count: number): MessageIn => ({
      kind: "message",
      key: `k${count}`,
      who: { id: "U-staff", name: "staff" },
      where: office.where("own", ROOT),
      at: office.now + count,
      message: `m${count}`,
      said: saidPlainly(`${1 + (count % 16)} 順調 その${count} ${"協議中".repeat(200)}`),
      quotes: null,
      addressed: false,
      files: false,
      gesture: null,
    });
    db.pragma(`max_page_count = ${Number(db.pragma("page_count", { simple: true })) + 12}`);
    let accepted = 0;
    expect(() => {
      for (; accepted < 1000; accepted += 1) accept(say(accepted));
    }).toThrow(/full/);
    expect(accepted).toBeGreaterThan(0);
    expect(office.count("inbox")).toBe(accepted);
    intake.start();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(office.count("inbox", "status = 'new' AND attempts = 0")).toBeGreaterThan(0);
    expect(office.count("note")).toBe(office.count("inbox", "status = 'done'"));

    db.pragma("max_page_count = 1000000");
    accept(say(accepted));
    intake.kick();
    await eventually(() => office.count("inbox", "status = 'done'") === accepted + 1);
    expect(office.count("note")).toBe(accepted + 1);
    expect(findBrokenAudit(db)).toBeNull();
    await intake.stop();
  });
});
