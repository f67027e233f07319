import { afterEach, describe, expect, it } from "vitest";
import { DAY, HOUR, MINUTE, SECOND, tokyoInstant } from "../../src/domain/time.js";
import { beginHurry, preload, shownBy } from "../kit/clock.js";
import { randomFor, replay, rounds, seed } from "../kit/dice.js";
import { freePort } from "../kit/loopback.js";
import { ProgramProcess } from "../kit/program-process.js";
import { eventually, rest } from "../kit/wait.js";
import { PLANNING, WardOnSlack } from "../kit/ward-on-slack.js";

const SPEED = 200;
/** An hour is eighteen seconds here; calls that nobody answers must end in it. */
const PATIENCE = 1_500;
const FIRST = tokyoInstant("2026-05-11", "09:00");
const WAYS = ["nothing listens", "a proxy answers", "every call breaks", "no answer comes"] as const;
/** As many ways of being away as there are rounds, from the seed's on. */
const met = Array.from({ length: Math.min(rounds, WAYS.length) }, (_, at) => WAYS[(seed + at) % WAYS.length]);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe(`a platform that is away for an hour, over the weekly slot, ${replay}`, () => {
  it.each(met)(
    "%s: digests come once, replies are kept, and no channel is given up",
    { timeout: 360_000 },
    async (way) => {
      const random = randomFor(`outage ${way}`);
      let hurry = beginHurry(FIRST + 5 * SECOND, SPEED, PATIENCE);
      const ward = new WardOnSlack(() => shownBy(hurry));
      closing.push(() => ward.close());
      await ward.open(FIRST - DAY);
      const { slack } = ward;
      const address = slack.address;
      const port = await freePort();
      const start = (): ProgramProcess => {
        const env = { ...ward.environment(port), LOG_LEVEL: "warn" };
        const made = new ProgramProcess({ node: [preload(hurry)], env });
        closing.push(() => made.end("SIGKILL"));
        return made;
      };
      const isDone = (since: number): boolean =>
        ward.unsettled() === 0 && ward.got(since).every(({ digests }) => digests.length > 0);

      let program = start();
      await eventually(
        () => isDone(FIRST - HOUR),
        () => `${ward.unsettled()} items are open\n${program.said}`,
      );
      await program.healthy(port);
      expect(await program.end()).toBe(0);

      // Shortly before the next week's slot Slack goes away, and comes back an hour after it.
      const slot = FIRST + 7 * DAY;
      hurry = beginHurry(slot - 20 * MINUTE, SPEED, PATIENCE);
      program = start();
      await program.healthy(port);
      expect(shownBy(hurry), "it is up before the slot").toBeLessThan(slot);
      if (way === "nothing listens") await slack.close();
      else
        slack.chaos = () => {
          if (way === "a proxy answers")
            return random() < 0.5 ? { kind: "page" } : { kind: "status", status: 503, stored: false };
          if (way === "every call breaks") return { kind: "reset", stored: false };
          return { kind: "delay", ms: 5000, stored: false };
        };
      const back = slot + HOUR;
      // Its events still come, or have come just before: each department answers its old digest.
      await eventually(() => shownBy(hurry) > slot + 5 * MINUTE);
      expect(await ward.answerAll(port, FIRST - HOUR)).toBe(21);
      await eventually(() => shownBy(hurry) > slot + (10 + random() * 40) * MINUTE);
      expect(ward.got(slot).every(({ digests }) => digests.length === 0)).toBe(true);
      if (random() < 0.5) {
        await program.end("SIGKILL");
        program = start();
      }
      await eventually(() => shownBy(hurry) > back);
      if (way === "nothing listens") await slack.listen(address);
      slack.chaos = null;
      await eventually(
        () => isDone(slot),
        () => `${ward.unsettled()} items are open\n${program.said}`,
      );
      await eventually(() => slack.called("reactions.add").length >= 21);
      // Another while, in which nothing must come twice.
      const later = shownBy(hurry) + 30 * MINUTE;
      await eventually(() => shownBy(hurry) > later);
      await rest(200);
      await program.healthy(port);
      expect(await program.end()).toBe(0);

      for (const { name, digests } of ward.got(slot)) expect(digests.length, name).toBe(1);
      expect(ward.count("note", "withdrawn_at IS NULL")).toBe(21);
      expect(ward.count("inbox", "status <> 'done'")).toBe(0);
      expect(ward.count("outbox", "status = 'dead'")).toBe(0);
      expect(ward.departments.filter(({ lostReason }) => lostReason !== null)).toEqual([]);
      const told = slack.posts.filter(({ channel, thread_ts }) => channel === PLANNING && !thread_ts);
      expect(told.filter(({ ts }) => Number(ts) * 1000 >= slot)).toHaveLength(1);
      const lines = program.said.split("\n").length;
      expect(lines, "an hour of it does not fill the log").toBeLessThan(100);
      process.stdout.write(`${way}: ${lines} lines in the log\n`);
    },
  );
});
