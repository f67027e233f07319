import { afterAll, afterEach, describe, expect, it } from "vitest";
import { DAY, SECOND, tokyoInstant } from "../../src/domain/time.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { type Program, startProgram } from "../../src/program.js";
import { all } from "../../src/store/database.js";
import { beginHurry, install } from "../kit/clock.js";
import { randomFor, replay, rounds, seed } from "../kit/dice.js";
import type { Fault } from "../kit/fake-slack.js";
import { eventually, machineElapsed, rest } from "../kit/wait.js";
import { PLANNING, WardOnSlack } from "../kit/ward-on-slack.js";

const ROUNDS = 2 * rounds;
const SPEED = 10;
/** A Monday on which the office is open, and a while after the slot; the machine's own day and hour do not matter. */
const MONDAY = tokyoInstant("2026-05-11", "09:00");
const START = MONDAY + 5 * SECOND;
const SENDS = new Set(["chat.postMessage", "conversations.history", "conversations.replies"]);
/** So many calls for one channel go wrong at most; then Slack is well again. */
const FAULTS_PER_CHANNEL = 4;
const GONE = ["channel_not_found", "not_in_channel", "is_archived"] as const;

const hurry = beginHurry(START, SPEED);
const restore = install(hurry);
afterAll(() => restore());

let ward: WardOnSlack | null = null;
let program: Program | null = null;
afterEach(async () => {
  await program?.stop();
  program = null;
  await ward?.close();
  ward = null;
});

/** Everything that Slack does to a call; `stored` ones took effect although nobody heard of it. */
function anyFault(random: () => number, mayStore: boolean): Fault {
  const stored = mayStore && random() < 0.5;
  const choices: (() => Fault)[] = [
    () => ({ kind: "rate-limit", retryAfter: String(1 + Math.floor(random() * 5)) }),
    // Longer than any answer to a person may take, also by the machine's clock.
    () => ({ kind: "rate-limit", retryAfter: "60" }),
    () => ({ kind: "rate-limit", retryAfter: null }),
    () => ({ kind: "status", status: 500, stored }),
    () => ({ kind: "status", status: 503, stored }),
    () => ({ kind: "reset", stored }),
    () => ({ kind: "reset", stored }),
    () => ({ kind: "page" }),
    () => ({ kind: "error", error: "internal_error" }),
    () => ({ kind: "error", error: "ratelimited" }),
    () => (mayStore ? { kind: "delay", ms: 20 * SECOND, stored: true } : { kind: "page" }),
    () => (mayStore ? { kind: "delay", ms: 20 * SECOND, stored: false } : { kind: "page" }),
  ];
  return (choices[Math.floor(random() * choices.length)] ?? choices[0])?.() ?? { kind: "page" };
}

/** @returns how often each kind of fault was met */
function misbehave(
  { slack }: WardOnSlack,
  random: () => number,
  gone: ReadonlyMap<string, string>,
): Map<string, number> {
  const left = new Map<string, number>();
  const met = new Map<string, number>();
  slack.chaos = (method, { channel = "" }) => {
    if (!SENDS.has(method)) return null;
    const error = gone.get(channel);
    const budget = left.get(channel) ?? FAULTS_PER_CHANNEL;
    const struck = budget > 0 && random() < 0.5;
    if (!struck && error === undefined) return null;
    const fault: Fault = struck
      ? anyFault(random, error === undefined)
      : { kind: "error", error: error ?? "" };
    if (struck) left.set(channel, budget - 1);
    const name = `${method === "chat.postMessage" ? "post" : "look-up"} ${Object.values(fault).join(" ")}`;
    met.set(name, (met.get(name) ?? 0) + 1);
    return fault;
  };
  return met;
}

describe(`a Slack that behaves badly, ${replay}`, () => {
  it.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    "round %i: 21 digests are there exactly once, and people are answered at once",
    {
      timeout: 60_000,
    },
    async (round) => {
      const random = randomFor(`bad-slack ${round}`);
      hurry.shown = START - (systemClock() - hurry.shown);
      ward = new WardOnSlack(systemClock);
      await ward.open(MONDAY - DAY);
      const { db, slack, departments } = ward;
      expect(departments).toHaveLength(21);
      const gone = new Map(
        departments
          .toSorted(() => random() - 0.5)
          .slice(0, GONE.length)
          .map(({ conversation }, index) => [conversation, GONE[index] ?? "channel_not_found"]),
      );
      const met = misbehave(ward, random, gone);

      program = await startProgram(ward.config, { log: createLog("silent"), clock: systemClock });
      const { port } = program;
      const waits: number[] = [];
      const current = ward;
      const settled = (): boolean => current.unsettled() === 0;
      const end = machineElapsed() + 40_000;
      while (!(settled() && waits.length > 10) && machineElapsed() < end) {
        waits.push(await ward.ask(port, waits.length % 2 === 0 ? "未更新" : "検索 防災"));
        await rest(50);
      }
      const report = `seed ${seed}, round ${round}: ${slack.posts.length} posts, ${JSON.stringify([...met])}`;
      console.log(
        `${report}; ${waits.length} answers, the slowest after ${Math.round(Math.max(...waits))} ms of the machine's`,
      );

      const open = all(db, "SELECT * FROM outbox WHERE status IN ('pending', 'sending', 'dead')");
      expect(open, report).toEqual([]);
      expect(ward.faultsOf(MONDAY, new Set(gone.keys())), report).toEqual([]);

      for (const { conversation, name, lostReason } of ward.departments) {
        const reports = slack.posts.filter(
          ({ channel, text }) => channel === PLANNING && text.includes(`「${name}」に投稿できなくなりました`),
        );
        expect(lostReason, report).toBe(gone.get(conversation) ?? null);
        expect(reports, report).toHaveLength(gone.has(conversation) ? 1 : 0);
      }
      const roundUps = slack.posts.filter(
        ({ channel, thread_ts, text }) =>
          channel === PLANNING && thread_ts === undefined && !text.includes("投稿できなくなりました"),
      );
      expect(roundUps, report).toHaveLength(1);
      expect(Math.max(...waits), report).toBeLessThan(2000);

      expect(await ward.answerAll(port, MONDAY), report).toBe(21 - gone.size);
      await eventually(() => current.count("inbox", "status = 'new'") === 0);
      expect(ward.count("note", "withdrawn_at IS NULL"), report).toBe(21 - gone.size);
    },
  );
});
