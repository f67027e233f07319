import { afterEach, describe, expect, it } from "vitest";
import { createCalendar } from "../../src/domain/calendar.js";
import { DAY, HOUR, MINUTE, SECOND, tokyoInstant } from "../../src/domain/time.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { type Program, startProgram } from "../../src/program.js";
import { listPlans, setPlanSchedule } from "../../src/store/plans.js";
import { beginHurry, type Hurry, install, preload, shownBy } from "../kit/clock.js";
import { randomFor, replay, rounds, seed } from "../kit/dice.js";
import { freePort } from "../kit/loopback.js";
import { ProgramProcess } from "../kit/program-process.js";
import { eventually, machineElapsed, rest } from "../kit/wait.js";
import { PLANNING, WardOnSlack } from "../kit/ward-on-slack.js";

const KILLS = 15 * rounds;
const SPEED = 20;
/** Mondays on which the office is open; the machine's own day and hour do not matter. */
const MONDAYS = Array.from(
  { length: 45 },
  (_, week) => tokyoInstant("2026-05-11", "09:00") + week * 7 * DAY,
).filter(createCalendar({ overrides: new Map() }).isOpen);
const [MONDAY = 0] = MONDAYS;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function ward(now: () => number, boundAt: number): Promise<WardOnSlack> {
  const made = new WardOnSlack(now);
  closing.push(() => made.close());
  await made.open(boundAt);
  expect(made.departments).toHaveLength(21);
  return made;
}

function child(of: WardOnSlack, hurry: Hurry, port: number): ProgramProcess {
  const made = new ProgramProcess({ node: [preload(hurry)], env: of.environment(port) });
  closing.push(() => made.end("SIGKILL"));
  return made;
}

/** In this process, in hurried time. */
async function start(of: WardOnSlack): Promise<Program> {
  const program = await startProgram(of.config, { log: createLog("silent"), clock: systemClock });
  let stopped: Promise<void> | null = null;
  const once = { ...program, stop: () => (stopped ??= program.stop()) };
  closing.push(once.stop);
  return once;
}

function hurryHere(shown: number, speed = SPEED): Hurry {
  const hurry = beginHurry(shown, speed);
  closing.push(install(hurry));
  return hurry;
}

/** Sets the clock of this process. */
const show = (hurry: Hurry, instant: number): void => {
  hurry.shown += instant - systemClock();
};

const settled = (of: WardOnSlack): Promise<true> =>
  eventually(
    () => of.unsettled() === 0 && of.slack.posts.length > 21,
    () => `${of.unsettled()} items are open, ${of.slack.posts.length} posts`,
  );

describe(`a program that is killed, ${replay}`, () => {
  it(`${KILLS} times while it posts, posts each digest once and knows its thread`, {
    timeout: 60_000 + KILLS * 4000,
  }, async () => {
    const random = randomFor("kill-digests");
    let hurry = beginHurry(MONDAY + 5 * SECOND, SPEED);
    const w = await ward(() => shownBy(hurry), MONDAY - DAY);
    const { slack } = w;
    // Slack takes its time, and stores at its beginning or at its end; the caller may be dead by then.
    slack.chaos = (method) =>
      method === "chat.postMessage"
        ? { kind: "delay", ms: Math.floor(random() * 700), stored: random() < 0.5 }
        : null;
    const port = await freePort();
    let kills = 0;
    let inFlight = 0;
    let week = 0;
    for (;;) {
      const from = (MONDAYS[week] ?? 0) - HOUR;
      const program = child(w, hurry, port);
      const end = machineElapsed() + 20_000;
      // Sometimes it dies before it has done anything.
      const early = random() < 0.15;
      const before = slack.calls.length;
      const isPosting = (): boolean =>
        slack.calls.slice(before).some(({ method }) => method === "chat.postMessage");
      const isDone = (): boolean =>
        w.unsettled() === 0 && w.got(from).every(({ digests }) => digests.length > 0);
      if (early && kills < KILLS) await rest(random() * 700);
      else {
        while (!(isPosting() && kills < KILLS) && !isDone() && machineElapsed() < end) await rest(5);
        if (!isDone()) await rest(random() * 300);
      }
      if (isDone()) {
        expect(w.faultsOf(from), `seed ${seed}, week ${week}, after ${kills} kills`).toEqual([]);
        if (kills >= KILLS) {
          await program.healthy(port);
          expect(await w.answerAll(port, from)).toBe(21);
          await eventually(() => w.count("inbox", "status = 'new'") === 0);
          expect(await program.end()).toBe(0);
          break;
        }
        await program.end("SIGKILL");
        week += 1;
        hurry = beginHurry((MONDAYS[week] ?? 0) + 5 * SECOND, SPEED);
        continue;
      }
      expect(machineElapsed(), `seed ${seed}: ${w.unsettled()} items are open`).toBeLessThan(end);
      if (slack.posting > 0) inFlight += 1;
      await program.end("SIGKILL");
      kills += 1;
    }
    const doubtful = w.count("outbox", "attempts > 1");
    console.log(
      `seed ${seed}: killed ${kills} times, ${inFlight} of them with posts on their way; ${week + 1} weeks, ` +
        `${slack.posts.length} posts, ${doubtful} looked for`,
    );
    for (const { name, digests } of w.got()) expect(digests.length, `seed ${seed}: ${name}`).toBe(week + 1);
    expect(w.count("outbox", "status = 'dead'")).toBe(0);
    expect(inFlight).toBeGreaterThan(KILLS / 5);
    expect(doubtful).toBeGreaterThan(KILLS / 5);
    // The last week's: each reply in its thread is a note.
    expect(w.count("note", "withdrawn_at IS NULL")).toBe(21);
  });
});

describe("two programs on one database", () => {
  it("are not: the second is refused, and the first posts each digest once", {
    timeout: 40_000,
  }, async () => {
    hurryHere(MONDAY + 5 * SECOND, 5);
    const w = await ward(systemClock, MONDAY - DAY);
    await start(w);
    await expect(start(w)).rejects.toThrow("もう一つのプログラムが動いています");
    await settled(w);
    expect(w.faultsOf(MONDAY)).toEqual([]);
    expect(w.slack.posts.filter(({ channel, thread_ts }) => channel === PLANNING && !thread_ts)).toHaveLength(
      1,
    );
  });
});

describe("a machine that was off", () => {
  it("over three slots, posts one digest, marked as late, and no more after another start", {
    timeout: 40_000,
  }, async () => {
    const wednesday = tokyoInstant("2026-05-27", "10:00");
    hurryHere(wednesday);
    const w = await ward(systemClock, MONDAY - DAY);
    const program = await start(w);
    await settled(w);
    expect(w.faultsOf(wednesday - HOUR)).toEqual([]);
    for (const { digests } of w.got())
      expect(JSON.stringify(digests[0]?.blocks)).toContain("遅れて送信（本来は5月25日(月)の分です）");
    const posts = w.slack.posts.length;
    await program.stop();
    await start(w);
    await rest((70 * SECOND) / SPEED);
    expect(w.slack.posts).toHaveLength(posts);
  });
});

describe("closing time", () => {
  it("finds digests that Slack did not take: they come at the next opening, while people are answered at once", {
    timeout: 60_000,
  }, async () => {
    const closes = tokyoInstant("2026-05-15", "17:15");
    const hurry = hurryHere(closes - 14 * MINUTE, 30);
    const w = await ward(systemClock, closes - DAY);
    for (const plan of listPlans(w.db))
      setPlanSchedule(w.db, plan.id, JSON.stringify({ kind: "weekly", weekdays: [5], time: "17:00" }));
    const { slack } = w;
    slack.chaos = (method) =>
      method === "chat.postMessage" ? { kind: "rate-limit", retryAfter: "20" } : null;
    const { port } = await start(w);
    await eventually(() => slack.called("chat.postMessage").length >= 21);
    show(hurry, closes);
    // What was on its way at closing time still meets the old weather.
    await rest(1000);
    slack.chaos = null;
    // Friday evening, Saturday noon, Monday a moment before the opening: nothing but answers.
    const opening = tokyoInstant("2026-05-18", "08:30");
    for (const instant of [closes + 2 * MINUTE, tokyoInstant("2026-05-16", "12:00"), opening - 90 * SECOND]) {
      show(hurry, instant);
      expect(await w.ask(port, "未更新"), "answered").toBeLessThan(Number.POSITIVE_INFINITY);
      await rest(MINUTE / hurry.speed + 200);
      expect(slack.posts).toEqual([]);
    }
    show(hurry, opening + SECOND);
    await settled(w);
    expect(w.faultsOf(opening)).toEqual([]);
    expect(w.count("outbox", "status = 'dead'")).toBe(0);
  });
});
