import { describe, expect, it } from "vitest";
import type { Io } from "../../src/cli/command.js";
import { runNudge } from "../../src/cli/nudge-command.js";
import type { Config } from "../../src/config.js";
import { addDeadline, addPause, NO_END } from "../../src/store/calendar-days.js";
import { all } from "../../src/store/database.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { snoozeGoals } from "../../src/store/reminding.js";
import { rememberThread } from "../../src/store/threads.js";
import { at, Desk } from "../kit/desk.js";
import { contents } from "../kit/plan-store.js";

/** What `policy-bot nudge …` prints on the desk's database. */
async function nudge(desk: Desk, ...args: string[]): Promise<string> {
  const lines: string[] = [];
  const io: Io = {
    out: (text) => lines.push(text),
    err: (text) => lines.push(text),
    config: () => ({ databasePath: desk.file }) as Config,
    clock: () => desk.now,
    interactive: false,
  };
  expect(await runNudge(args, io)).toBe(0);
  return lines.join("\n");
}

interface Printed {
  readonly enqueued: number;
  readonly closed: { readonly because: string; readonly next: string } | null;
  readonly next: string | null;
  readonly posts: readonly {
    readonly department: string;
    readonly goals: readonly number[];
    readonly movedBecause: string | null;
  }[];
  readonly roundUps: readonly unknown[];
  readonly reminders: readonly { readonly department: string | null; readonly moment: string }[];
  readonly nudges: readonly unknown[];
  readonly held: readonly {
    readonly department: string;
    readonly because: string;
    readonly next: string | null;
  }[];
}
const json = async (desk: Desk, ...args: string[]) =>
  JSON.parse(await nudge(desk, ...args, "--json")) as Printed;

/** Two digests that were posted and not answered. */
function askTwice(desk: Desk, name: string): void {
  for (const [index, date] of ["2026-11-09", "2026-11-16"].entries()) {
    rememberThread(desk.db, {
      platform: "web",
      conversation: `c-${name}`,
      root: `r${index}`,
      kind: "digest",
      planId: desk.plan.id,
      departmentId: desk.department(name).id,
      destination: {},
      createdAt: at(date),
      goalIds: desk.goalIds(name),
    });
  }
}

describe("policy-bot nudge --dry-run", () => {
  it("prints the whole tick: digests with why they moved, reminders, people to tell; and changes nothing", async () => {
    const desk = new Desk(at("2026-11-20", "18:00"));
    desk.bind(null, at("2026-04-06"));
    askTwice(desk, "危機管理部");
    const owner = ensurePerson(desk.db, "web", "U7", "佐藤");
    const [first = 0] = desk.goalIds("危機管理部");
    setOwner(desk.db, first, owner.id);
    const other = ensurePerson(desk.db, "web", "U8", "鈴木");
    snoozeGoals(desk.db, other.id, desk.goalIds("子ども家庭部"), at("2026-11-24"));
    addDeadline(desk.db, {
      planId: desk.plan.id,
      name: "中間報告",
      date: "2026-11-25",
      announcedAt: desk.now,
    });
    const before = contents(desk.db);
    const plan = await json(desk, "--at", "2026-11-24T09:00+09:00", "--dry-run");
    expect(plan).toMatchObject({ at: "2026-11-24T09:00:00+09:00", dryRun: true, enqueued: 0, closed: null });
    expect(plan.posts).toHaveLength(8);
    expect(plan.posts[0]).toEqual({
      department: "危機管理部",
      platform: "web",
      conversation: "c-危機管理部",
      goals: [1, 2, 3, 4, 5, 6],
      movedBecause: "祝日のため11月24日(火)にお送りしています。",
    });
    expect(plan.roundUps).toHaveLength(1);
    expect(plan.reminders.filter(({ moment }) => moment === "eve")).toHaveLength(9);
    expect(plan.nudges).toEqual([
      {
        platform: "web",
        person: "U7",
        name: "佐藤",
        parts: [{ department: "危機管理部", step: "owner", goals: [1] }],
      },
      {
        platform: "web",
        person: "U8",
        name: "鈴木",
        parts: [{ department: "子ども家庭部", step: "coordinator", goals: [1, 2] }],
      },
    ]);
    const text = await nudge(desk, "--at", "2026-11-24T09:00+09:00", "--dry-run");
    expect(text).toContain("11月24日(火) の定期まとめ　8件");
    expect(text).toContain("→ web 危機管理部\n【危機管理部 重点目標の進捗　11月24日(火)】");
    expect(text).toContain("祝日のため11月24日(火)にお送りしています。");
    expect(text).toContain("■ 期限のお知らせ　9件");
    expect(text).toContain("■ 個人へのお知らせ　2件\n→ web 佐藤");
    expect(contents(desk.db)).toEqual(before);
  });

  it.each([
    ["2026-11-23T09:00+09:00", "勤労感謝の日"],
    ["2026-11-22T12:00+09:00", "日曜日"],
    ["2026-11-20T20:00+09:00", "開庁時間外"],
  ])("says at %s that the office is closed, and when it opens", async (time, because) => {
    const desk = new Desk(at("2026-11-20", "12:00"));
    const plan = await json(desk, "--at", time, "--dry-run");
    expect(plan.closed).toEqual({ because, next: "2026-11-24T08:30:00+09:00" });
    expect(plan).toMatchObject({ next: "2026-11-24T09:00:00+09:00", posts: [], nudges: [], reminders: [] });
    expect(await nudge(desk, "--at", time, "--dry-run")).toContain(
      `閉庁のため送りません（${because}）。次の開庁は 11月24日(火) 8:30 です。次の定期まとめは 11月24日(火) 9:00 です。`,
    );
  });

  it("says when the next one comes where nothing is due, and who is paused", async () => {
    const desk = new Desk(at("2026-11-24", "12:00"), { boundAt: at("2026-11-24", "11:00") });
    const departmentId = desk.department("福祉部(福祉事務所)").id;
    const pause = { planId: desk.plan.id, departmentId, reason: "disaster" as const, label: "台風第15号" };
    addPause(desk.db, { ...pause, from: "2026-11-20", to: NO_END });
    const text = await nudge(desk, "--at", "2026-11-26T10:00+09:00", "--dry-run");
    expect(text).toContain("11月26日(木) の定期まとめ　0件　次の定期まとめは 11月30日(月) 9:00 です。");
    expect(text).toContain("福祉部(福祉事務所)は台風第15号のため送りません。終わりは決まっていません。");
    const plan = await json(desk, "--at", "2026-11-30T09:00+09:00", "--dry-run");
    expect(plan.posts).toHaveLength(7);
    expect(plan.held).toEqual([{ department: "福祉部(福祉事務所)", because: "台風第15号", next: null }]);
  });
});

describe("policy-bot nudge", () => {
  it("goes through the ledger: a second run and the scheduler find nothing to do", async () => {
    const desk = new Desk(at("2026-11-24", "09:00"));
    expect(await json(desk)).toMatchObject({ dryRun: false, enqueued: 8 });
    expect(await json(desk)).toMatchObject({ enqueued: 0, posts: [] });
    expect(all(desk.db, "SELECT * FROM outbox")).toHaveLength(8);
    expect(all(desk.db, "SELECT * FROM job_run WHERE status = 'done'")).toHaveLength(8);
    expect(await nudge(desk)).toContain("0件を送る準備をしました");
  });

  it("sends nothing at night, whatever time is named", async () => {
    const desk = new Desk(at("2026-11-24", "22:00"));
    const text = await nudge(desk, "--at", "2026-11-24T09:00+09:00");
    expect(text).toContain("閉庁のため送りません（開庁時間外）");
    expect(all(desk.db, "SELECT * FROM outbox")).toEqual([]);
  });
});
