import { afterEach, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE, SECOND, tokyoInstant } from "../../src/domain/time.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { type Program, startProgram } from "../../src/program.js";
import { beginHurry, install, MachineClock, shownBy } from "../kit/clock.js";
import { randomFor, replay, rounds } from "../kit/dice.js";
import { eventually, rest } from "../kit/wait.js";
import { PLANNING, WardOnSlack } from "../kit/ward-on-slack.js";
import { Office } from "./office.js";
import { People } from "./people.js";
import { expectAcknowledgedKept, expectPostedOnce, expectReckoned, settled } from "./reckoning.js";

const JUMPS = 6 * rounds;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe(`a clock that jumps a day either way, ${replay}`, () => {
  it(`${JUMPS} times while people write: every reply has its effect once, soon after the clock is right again`, {
    timeout: 360_000 + JUMPS * 10_000,
  }, async () => {
    const random = randomFor("clock-replies");
    const office = new Office();
    closing.push(() => office.close());
    await office.open();
    const clock = new MachineClock(office.stage.folder);
    const how = { node: [clock.option] };
    await office.start(how);
    const people = new People(office.driver, await office.stage.root(), () => office.port, random);
    const talking = people.talk();
    let restarts = 0;
    for (let jump = 0; jump < JUMPS; jump += 1) {
      await rest(300 + random() * 700);
      clock.set(random() < 0.5 ? DAY : -DAY);
      if (random() < 0.4) office.slack.fail("reactions.add", { kind: "status", status: 503, stored: false });
      if (random() < 0.3) {
        await office.end("SIGKILL");
        office.spawn(how);
        restarts += 1;
      }
      await rest(300 + random() * 700);
      expectAcknowledgedKept(office.stage, people);
      clock.set(0);
      if (random() < 0.2) {
        await office.end("SIGKILL");
        office.spawn(how);
        restarts += 1;
      }
    }
    people.finish();
    await talking;
    await settled(office.stage);
    expect(await office.end("SIGTERM")).toBe(0);
    expectReckoned(office.stage, people);
    expectPostedOnce(office.slack);
    expect(
      people.refused,
      "a request whose time cannot be right is refused, and comes again",
    ).toBeGreaterThan(0);
    expect(office.said).toContain("clock");
    process.stdout.write(
      `the clock jumped ${JUMPS} times, ${restarts} restarts: ${people.replies.length} replies, ${people.refused} refused at first\n`,
    );
  });

  it("around the weekly slot: 21 digests, each once, also where Slack kept one silently", {
    timeout: 360_000,
  }, async () => {
    const random = randomFor("clock-digests");
    const slot = tokyoInstant("2026-05-11", "09:00");
    const speed = 20;
    // What the platform knows to be true, and what the machine shows.
    const truth = beginHurry(slot - 10 * MINUTE, speed);
    const shown = beginHurry(slot - 10 * MINUTE, speed);
    closing.push(install(shown));
    const ward = new WardOnSlack(() => shownBy(truth));
    closing.push(() => ward.close());
    await ward.open(slot - DAY);
    const show = (ahead: number): void => {
      shown.shown += shownBy(truth) + ahead - systemClock();
    };
    ward.slack.chaos = (method) => {
      if (method !== "chat.postMessage" || random() > 0.3) return null;
      return random() < 0.5
        ? { kind: "reset", stored: true }
        : { kind: "delay", ms: Math.floor(random() * 300), stored: random() < 0.5 };
    };
    let program: Program | null = null;
    const start = async (): Promise<void> => {
      program = await startProgram(ward.config, { log: createLog("silent"), clock: systemClock });
    };
    closing.push(() => program?.stop());
    await start();
    const days = [DAY, -DAY].sort(() => random() - 0.5);
    for (const ahead of [...days, ...days.reverse()]) {
      show(ahead);
      await rest(((70 + random() * 60) * SECOND) / speed);
      if (random() < 0.5) {
        await (program as Program | null)?.stop();
        await start();
      }
      show(0);
      await rest(((70 + random() * 60) * SECOND) / speed);
    }
    // The rest of that Monday, and the Tuesday which the machine had shown already.
    ward.slack.chaos = null;
    show(0);
    truth.shown += slot + 5 * MINUTE - shownBy(truth);
    show(0);
    const done = (): boolean =>
      ward.unsettled() === 0 && ward.got().every(({ digests }) => digests.length > 0);
    await eventually(done, () => `${ward.unsettled()} items are open`);
    for (const later of [4 * HOUR, DAY]) {
      truth.shown += later;
      show(0);
      await rest((130 * SECOND) / speed);
    }
    await eventually(done, () => `${ward.unsettled()} items are open`);
    expect(ward.faultsOf(slot - HOUR), replay).toEqual([]);
    const roundUps = ward.slack.posts.filter(({ channel, thread_ts }) => channel === PLANNING && !thread_ts);
    expect(roundUps).toHaveLength(1);
    expect(ward.count("outbox", "status = 'dead'")).toBe(0);
  });
});
