import { afterEach, describe, expect, it } from "vitest";
import { randomFor, replay, rounds } from "../kit/dice.js";
import { envelope, message } from "../kit/payloads.js";
import { rest } from "../kit/wait.js";
import { Office } from "./office.js";
import type { Reply } from "./people.js";
import { expectPostedOnce, expectReckoned, settled } from "./reckoning.js";

/** Ten thousand a minute; the whole minute from six rounds on. */
const SECONDS = Math.min(10 * rounds, 60);
const EVENTS = Math.round((10_000 * SECONDS) / 60);

let office: Office | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

describe(`ten thousand events a minute, ${replay}`, () => {
  it(`for ${SECONDS} seconds: people who ask are answered, and each reply becomes one note`, {
    timeout: 600_000,
  }, async () => {
    const random = randomFor("flood");
    const here = new Office();
    office = here;
    await here.open();
    await here.start();
    const root = await here.stage.root();
    const spoken = { replies: [] as Reply[], acknowledged: new Set<string>() };
    const met = { replies: 0, again: 0, elsewhere: 0, refused: 0 };

    /** Slack's side: what is not acknowledged comes again. */
    const deliver = async (event: unknown, again: boolean): Promise<void> => {
      while (!(await here.driver.deliver(event, here.port, again))) {
        met.refused += 1;
        await rest(200);
      }
    };
    const send = async (nth: number): Promise<void> => {
      const dice = random();
      const last = spoken.replies.at(-1);
      if (dice < 0.2) {
        met.elsewhere += 1;
        const ts = `1796${String(nth).padStart(6, "0")}.000200`;
        await deliver(envelope(message("2 順調 昼食の件", { ts, event_ts: ts })), false);
      } else if (dice < 0.35 && last !== undefined) {
        met.again += 1;
        await deliver(last.event, random() < 0.5);
      } else {
        met.replies += 1;
        const number = 1 + Math.floor(random() * 16);
        const text = `その${nth}の件`;
        const name = `f${nth}`;
        const person = Math.floor(random() * 40);
        const event = here.driver.event(
          { do: "reply", name, text: `${number} 順調 ${text}`, by: String(person) },
          root,
        );
        const ts = here.driver.idOf(name);
        const notes = [{ number, text, state: "on_track" }];
        spoken.replies.push({ ts, name, kind: "certain", event, notes, deleted: false });
        await deliver(event, false);
        spoken.acknowledged.add(ts);
      }
    };

    const started = performance.now();
    const under = (): boolean => performance.now() - started < SECONDS * 1000;
    const waits: number[] = [];
    const asking = (async () => {
      const questions = ["危機管理部", "検索 防災", "未更新", "進捗", "総務部 2"];
      for (let nth = 0; under(); nth += 1) {
        const answer = await here.ask(questions[nth % questions.length] ?? "");
        expect(answer?.text).toContain("blocks");
        waits.push(answer?.ms ?? Number.POSITIVE_INFINITY);
        await rest(200);
      }
    })();
    const sent: Promise<void>[] = [];
    for (let nth = 0; nth < EVENTS; nth += 1) {
      const due = (nth * SECONDS * 1000) / EVENTS;
      const early = due - (performance.now() - started);
      if (early > 1) await rest(early);
      sent.push(send(nth));
    }
    const took = (performance.now() - started) / 1000;
    await Promise.all(sent);
    await asking;
    await settled(here.stage, 120_000);
    const workedOff = (performance.now() - started) / 1000;
    waits.sort((a, b) => a - b);
    const slowest = Math.round(waits.at(-1) ?? 0);
    process.stdout.write(
      `flood: ${EVENTS} events in ${took.toFixed(1)} s ${JSON.stringify(met)}, worked off after ${workedOff.toFixed(1)} s; ` +
        `${waits.length} answers, half within ${Math.round(waits[Math.floor(waits.length / 2)] ?? 0)} ms, the slowest after ${slowest} ms\n`,
    );
    expect(waits.length).toBeGreaterThan(0);
    expect(await here.end("SIGTERM")).toBe(0);
    expectReckoned(here.stage, spoken);
    expectPostedOnce(here.slack);
    // One update shows many replies.
    expect(here.slack.called("chat.update").length).toBeLessThan(met.replies / 2);
  });
});
