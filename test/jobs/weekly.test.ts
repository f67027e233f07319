import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_SCHEDULE } from "../../src/domain/schedule.js";
import { LATE_LIMIT } from "../../src/domain/slots.js";
import { addDays, DAY, MINUTE, SECOND, tokyoInstant, tokyoIso } from "../../src/domain/time.js";
import { Deliverer } from "../../src/jobs/deliver.js";
import { renderDigest, renderPlanned } from "../../src/jobs/digest.js";
import { listJobs } from "../../src/jobs/jobs.js";
import { Scheduler } from "../../src/jobs/scheduler.js";
import { createLog } from "../../src/log.js";
import {
  addDeadline,
  addPause,
  dayOverrides,
  listDeadlines,
  listPauses,
  setDayOverride,
} from "../../src/store/calendar-days.js";
import { type Db, one } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { setAbsence, setReminders, snoozeGoals } from "../../src/store/reminding.js";
import { createOracle } from "../kit/oracle.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { importText, note, temporaryDatabase } from "../kit/plan-store.js";
import { ScriptedPlatform, type Sent } from "../kit/scripted-platform.js";
import { WARD } from "../kit/ward.js";

/**
 * The fiscal year 2026 from its first to its last day, with two schedulers on one file that are started anew each month:
 * what was posted and told, to whom and when.
 */

const BOUND = tokyoInstant("2026-04-01", "08:00");
const CADENCE = 28 * DAY;
const CHANNELS = ["危機管理部", "福祉部(福祉事務所)", "子ども家庭部", "産業経済部"];
const PEOPLE = ["佐藤", "田中", "鈴木", "高橋", "伊藤"];

let db: Db;
let now = tokyoInstant("2026-03-25");
let planId = 0;
const atEnd: (() => void)[] = [];
const platform = new ScriptedPlatform(() => now);
/** When somebody reported on a goal. */
const reported = new Map<number, number[]>();

const departmentOf = (name: string): number =>
  listDepartments(db, planId).find((department) => department.name === name)?.id ?? 0;
const goalsOf = (name: string): number[] => listGoals(db, departmentOf(name)).map(({ id }) => id);
const goalOf = (name: string, number: number): number => goalsOf(name)[number - 1] ?? 0;
const person = (name: string) => ensurePerson(db, "slack", name, name).id;

function report(goals: readonly number[]): void {
  for (const goal of goals) {
    note(db, goal, "進めています", now);
    reported.set(goal, [...(reported.get(goal) ?? []), now]);
  }
}

function open(): void {
  const { db: opened } = temporaryDatabase((work) => atEnd.push(work));
  db = opened;
  importText(db, WARD, { now });
  planId = listPlans(db)[0]?.id ?? 0;
  const bind = (conversation: string, departmentId: number | null): void =>
    bindChannel(
      db,
      {
        platform: "slack",
        conversation,
        name: conversation,
        destination: { channel: conversation },
        purpose: departmentId === null ? "planning" : "department",
        departmentId,
      },
      BOUND,
    );
  for (const name of CHANNELS) bind(name, departmentOf(name));
  bind("企画課", null);
  setOwner(db, goalOf("危機管理部", 1), person("佐藤"));
  giveRole(db, person("田中"), {
    role: "coordinator",
    departmentId: departmentOf("危機管理部"),
    post: null,
  });
  setOwner(db, goalOf("福祉部(福祉事務所)", 1), person("鈴木"));
  setOwner(db, goalOf("子ども家庭部", 1), person("鈴木"));
  setOwner(db, goalOf("産業経済部", 1), person("高橋"));
  setOwner(db, goalOf("福祉部(福祉事務所)", 2), person("伊藤"));
  setReminders(db, person("伊藤"), "digest");
  setAbsence(db, person("高橋"), "2026-05-11", "2026-05-22");
  const pause = { planId, departmentId: null };
  addPause(db, { ...pause, reason: "assembly", label: "第2回定例会", from: "2026-06-05", to: "2026-06-12" });
  addPause(db, {
    planId,
    departmentId: departmentOf("危機管理部"),
    reason: "disaster",
    label: "台風第15号",
    from: "2026-09-01",
    to: "2026-09-18",
  });
  setDayOverride(db, planId, { date: "2026-10-05", open: false, reason: "創立記念日" });
}

/** What people do on a day, at noon. */
const DIARY: Readonly<Record<string, () => void>> = {
  "2026-05-18": () =>
    snoozeGoals(db, person("佐藤"), [goalOf("危機管理部", 1)], tokyoInstant("2026-05-26", "09:00")),
  "2026-06-01": () => report([goalOf("危機管理部", 1)]),
  "2026-08-28": () =>
    snoozeGoals(db, person("田中"), [goalOf("危機管理部", 2)], tokyoInstant("2026-09-07", "09:00")),
  "2026-10-01": () => {
    addDeadline(db, { planId, name: "中間報告", date: "2026-10-16", announcedAt: now });
  },
  "2026-10-14": () => report(goalsOf("福祉部(福祉事務所)")),
  "2026-10-16": () => report(["子ども家庭部", "産業経済部"].flatMap(goalsOf)),
  "2026-10-19": () => {
    const others = listDepartments(db, planId)
      .map(({ name }) => name)
      .filter((name) => !["福祉部(福祉事務所)", "子ども家庭部", "産業経済部"].includes(name));
    report(others.flatMap(goalsOf));
  },
};

const pending = (): number =>
  one<{ n: number }>(db, "SELECT count(*) AS n FROM outbox WHERE status IN ('pending', 'sending')")?.n ?? 0;

async function liveThroughTheYear(): Promise<void> {
  const log = createLog("silent");
  const clock = (): number => now;
  const deliverer = new Deliverer({
    db,
    clock,
    log,
    platforms: [platform],
    random: () => 0,
    renderDigest: (thread) => renderDigest(db, thread),
    renderPlanned: (planned, item, now) => renderPlanned(db, planned, item, now),
    draw: async (message) => message,
    onGone: () => undefined,
    onDead: () => undefined,
  });
  deliverer.start();
  const start = (): Scheduler[] =>
    [1, 2].map(() => new Scheduler({ db, clock, log, kick: () => deliverer.kick(), jobs: listJobs(null) }));
  let schedulers = start();
  for (let date = "2026-04-01"; date < "2027-04-06"; date = addDays(date, 1)) {
    if (date.endsWith("-01")) schedulers = start();
    for (let half = 0; half < 48; half += half < 15 || half > 35 ? 5 : 1) {
      now = tokyoInstant(date) + half * 30 * MINUTE;
      if (half === 24) DIARY[date]?.();
      for (const scheduler of schedulers) scheduler.tick();
      while (pending() > 0) {
        deliverer.kick();
        await turn();
        if (pending() > 0) now += SECOND;
        expect(now % (30 * MINUTE), "the outbox does not empty").toBeLessThan(10 * MINUTE);
      }
    }
  }
  await deliverer.stop();
}

beforeAll(async () => {
  open();
  await liveThroughTheYear();
});

afterAll(() => {
  for (const work of atEnd.toReversed()) work();
});

const dayAndTime = (at: number): string => tokyoIso(at).slice(0, 16);
const told = (name: string): Sent[] => platform.sent.filter(({ call, to }) => call === "tell" && to === name);
const digestsIn = (channel: string): Sent[] =>
  platform.sent.filter(
    ({ call, to, text }) =>
      call === "post" && to === channel && /^【(?:週次】|[^】]+ 重点目標の進捗)/u.test(text),
  );
const remindersIn = (channel: string): Sent[] =>
  platform.sent.filter(
    ({ call, to, text }) => call === "post" && to === channel && text.includes("中間報告"),
  );

function oracleOf(name: string) {
  const departmentId = departmentOf(name);
  return createOracle(
    {
      schedule: DEFAULT_SCHEDULE,
      since: BOUND,
      departmentId,
      overrides: dayOverrides(db, planId),
      pauses: listPauses(db, planId),
      lateLimit: LATE_LIMIT,
    },
    "2026-04-01",
    400,
  );
}

describe("digests over the fiscal year 2026", () => {
  it.each(CHANNELS)("come to %s at each slot of the year in which a goal is silent, once", (name) => {
    const oracle = oracleOf(name);
    const slots = oracle.slots(tokyoInstant("2027-04-01"));
    expect(slots).toHaveLength(52);
    const times = [...new Set(slots.map((slot) => oracle.effective(slot) ?? 0))];
    const isSilent = (goal: number, at: number): boolean =>
      at >
      Math.max(tokyoInstant("2026-04-01"), ...(reported.get(goal) ?? []).filter((said) => said < at)) +
        CADENCE;
    const expected = times.filter((at) => goalsOf(name).some((goal) => isSilent(goal, at)));
    expect(expected.length).toBeGreaterThan(35);
    expect(digestsIn(name).map(({ at }) => dayAndTime(at))).toEqual(expected.map(dayAndTime));
  });

  it("say why they moved, and that they moved once for several weeks of a pause", () => {
    const on = (name: string, date: string): string[] =>
      digestsIn(name)
        .filter(({ at }) => dayAndTime(at).startsWith(date))
        .map(({ text }) => text);
    expect(on("産業経済部", "2026-05-07").join()).toContain("祝日のため5月7日(木)にお送りしています。");
    expect(on("産業経済部", "2026-10-06").join()).toContain(
      "創立記念日のため10月6日(火)にお送りしています。",
    );
    expect(on("産業経済部", "2026-06-15")).toHaveLength(1);
    expect(on("産業経済部", "2026-09-14")).toHaveLength(1);
    expect(on("危機管理部", "2026-09-14")).toEqual([]);
    expect(on("危機管理部", "2026-09-24")).toHaveLength(1);
  });

  it("are never late on a machine that was never off", () => {
    expect(platform.sent.filter(({ text }) => text.includes("遅れて送信"))).toEqual([]);
  });

  it("and everything else leave within opening hours, never in a pause, and never twice", () => {
    const oracles = new Map(CHANNELS.map((name) => [name, oracleOf(name)]));
    const barred = platform.sent.filter(({ to, at, call }) => {
      const oracle = oracles.get(call === "post" && to !== "企画課" ? to : "産業経済部");
      return oracle?.maySend(at) !== true;
    });
    expect(barred.map(({ to, at, call }) => `${call} ${to} ${dayAndTime(at)}`)).toEqual([]);
    const posts = platform.sent.map(
      ({ call, to, at, text }) => `${call} ${to} ${dayAndTime(at)} ${text.slice(0, 40)}`,
    );
    expect(posts.filter((post, index) => posts.indexOf(post) !== index)).toEqual([]);
    expect(one(db, "SELECT 1 FROM outbox WHERE status <> 'sent'")).toBeNull();
  });
});

describe("nudges over the fiscal year 2026", () => {
  it("reach the owner with the third digest in vain, once for each silence, and what was moved comes back", () => {
    expect(told("佐藤").map(({ at }) => dayAndTime(at))).toEqual([
      // Digests on 7 and 11 May found no answer.
      "2026-05-18T09:00",
      // 来週にする
      "2026-05-26T09:00",
      // Reported on 1 June; asked again on 6 and 13 July, 20 July is a holiday.
      "2026-07-21T09:00",
      // Reported on 19 October; asked again from 24 November on.
      "2026-12-07T09:00",
    ]);
    expect(told("佐藤")[0]?.text).toContain("危機管理部で担当されている目標のうち");
  });

  it("reach the coordinator with the fourth, and a moved one waits for the end of the disaster", () => {
    expect(told("田中").map(({ at }) => dayAndTime(at))).toEqual([
      "2026-05-25T09:00",
      "2026-07-27T09:00",
      "2026-09-24T08:30",
      "2026-12-14T09:00",
    ]);
    const [first, second, moved] = told("田中");
    expect(first?.text).toContain("報告のないものが6件");
    expect(second?.text).toContain("報告のないものが1件");
    expect(moved?.text).toContain("福祉避難所の協定先の拡大");
  });

  it("are one message to a person who holds posts in two departments", () => {
    const [first] = told("鈴木");
    expect(dayAndTime(first?.at ?? 0)).toBe("2026-05-18T09:00");
    expect(first?.text).toContain("福祉部(福祉事務所)で担当されている目標");
    expect(first?.text).toContain("子ども家庭部で担当されている目標");
    expect(new Set(told("鈴木").map(({ at }) => at)).size).toBe(told("鈴木").length);
  });

  it("wait for who is away, and leave alone who wants none", () => {
    expect(dayAndTime(told("高橋")[0]?.at ?? 0)).toBe("2026-05-25T09:00");
    expect(told("伊藤")).toEqual([]);
  });

  it("never stand in a channel, and no channel names a person", () => {
    for (const { call, text } of platform.sent) {
      if (call === "tell") continue;
      expect(text).not.toContain("担当されている");
      for (const name of PEOPLE) expect(text).not.toContain(name);
    }
    expect(PEOPLE.flatMap(told)).toHaveLength(platform.sent.filter(({ call }) => call === "tell").length);
  });
});

describe("the reminders of a deadline", () => {
  it("come three opening days before, the day before, on the day, while goals are open", () => {
    expect(remindersIn("危機管理部").map(({ at }) => dayAndTime(at))).toEqual([
      "2026-10-13T09:00",
      "2026-10-15T09:00",
      "2026-10-16T09:00",
    ]);
    expect(remindersIn("子ども家庭部")).toHaveLength(3);
  });

  it("stop the moment a department is complete", () => {
    expect(remindersIn("福祉部(福祉事務所)").map(({ at }) => dayAndTime(at))).toEqual(["2026-10-13T09:00"]);
  });

  it("have other words for 企画課, and end when everybody is complete, with a row that says so", () => {
    const words = remindersIn("企画課");
    expect(words.map(({ at }) => dayAndTime(at))).toEqual([
      "2026-10-13T09:00",
      "2026-10-15T09:00",
      "2026-10-16T09:00",
    ]);
    expect(words[1]?.text).toContain("8部のうち 1部 がそろいました");
    expect(listDeadlines(db, planId)[0]?.closedAt).toBe(tokyoInstant("2026-10-19", "12:00"));
    expect(one(db, "SELECT count(*) AS n FROM audit WHERE action = 'deadline.close'")).toEqual({ n: 1 });
  });
});
