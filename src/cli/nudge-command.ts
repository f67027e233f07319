import { momentWords } from "../bot/features/settings/week-view.js";
import { roundUpOf } from "../bot/features/standing/round-up.js";
import { blocksText } from "../bot/reply.js";
import { longDay, parseInstant, tokyoIso } from "../domain/time.js";
import type { PlannedPost } from "../jobs/job.js";
import { listJobs } from "../jobs/jobs.js";
import { newOwner } from "../jobs/ledger.js";
import { ROUND_UP_SIZE } from "../jobs/round-ups.js";
import { planTick, type TickPlan } from "../jobs/tick.js";
import { createLog } from "../log.js";
import type { Db } from "../store/database.js";
import { CliError, type Io, readArgs, UsageError, withDatabase } from "./command.js";

const OPTIONS = {
  at: { type: "string" },
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
} as const;

/**
 * `policy-bot nudge`: what the scheduler would send at a time. Without --dry-run it is claimed in the ledger and enqueued as the
 * scheduler does it, once, and the running program sends it; never earlier than now, so never outside opening hours.
 */
export async function runNudge(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  const now = io.clock();
  const asked = values.at === undefined ? now : parseInstant(values.at);
  if (asked === null)
    throw new UsageError(`--at の「${values.at}」を日時として読めません。例: 2026-11-24T09:00+09:00`);
  const dryRun = values["dry-run"] === true;
  const at = dryRun ? asked : Math.max(asked, now);
  return withDatabase(io, (db) => {
    const plan = planTick(db, at);
    const enqueued = dryRun ? 0 : runTick(db, at);
    if (values.json === true) {
      io.out(JSON.stringify({ at: tokyoIso(at), dryRun, enqueued, ...planJson(plan) }));
      return 0;
    }
    for (const line of planLines(plan, at)) io.out(line);
    if (!dryRun) io.out(`\n${enqueued}件を送る準備をしました。動いているプログラムが送ります。`);
    return 0;
  });
}

function runTick(db: Db, at: number): number {
  const owner = newOwner();
  const fail = (error: unknown): never => {
    throw new CliError("定期まとめを用意できませんでした。policy-bot doctor で確かめてください。", {
      cause: error,
    });
  };
  const jobs = listJobs((plan, movedBecause) =>
    roundUpOf(db, plan, { pageSize: ROUND_UP_SIZE, now: at }, movedBecause),
  );
  const look = { db, now: at, owner, log: createLog("silent"), onError: fail };
  return jobs.filter(({ says }) => says !== null).reduce((count, { run }) => count + run(look), 0);
}

const isoOrNull = (instant: number | null): string | null => (instant === null ? null : tokyoIso(instant));

const ofKind = (posts: readonly PlannedPost[], kind: PlannedPost["kind"]): PlannedPost[] =>
  posts.filter((post) => post.kind === kind);

function planJson({ closed, posts, held, next }: TickPlan) {
  const facts = (kind: PlannedPost["kind"]) => ofKind(posts, kind).map((post) => post.facts);
  return {
    closed: closed === null ? null : { because: closed.because, next: isoOrNull(closed.next) },
    next: isoOrNull(next),
    posts: facts("digest"),
    roundUps: facts("round-up"),
    reminders: facts("deadline"),
    nudges: facts("personal"),
    held: held.map(({ department, because, next: until }) => ({
      department: department.name,
      because,
      next: isoOrNull(until),
    })),
  };
}

function planLines({ closed, posts, held, next }: TickPlan, at: number): string[] {
  const coming = next === null ? "" : `次の定期まとめは ${momentWords(next)} です。`;
  if (closed !== null) {
    const opening = closed.next === null ? "" : `次の開庁は ${momentWords(closed.next)} です。`;
    return [`${momentWords(at)} は閉庁のため送りません（${closed.because}）。${opening}${coming}`];
  }
  const digests = ofKind(posts, "digest");
  return [
    `${longDay(at)} の定期まとめ　${digests.length}件${digests.length === 0 ? `　${coming}` : ""}`,
    ...held.map(
      ({ department, because, next: until }) =>
        `${department.name}は${because}のため送りません。${until === null ? "終わりは決まっていません。" : `${momentWords(until)} から送れます。`}`,
    ),
    ...digests.map((post) => `\n${postLines(post)}`),
    ...section("全体のまとめ", ofKind(posts, "round-up")),
    ...section("期限のお知らせ", ofKind(posts, "deadline")),
    ...section("個人へのお知らせ", ofKind(posts, "personal")),
  ];
}

function postLines({ platform, to, message }: PlannedPost): string {
  const where = `→ ${platform} ${to}`;
  return message === null ? where : `${where}\n${blocksText(message.blocks)}`;
}

const section = (title: string, posts: readonly PlannedPost[]): string[] =>
  posts.length === 0 ? [] : [`\n■ ${title}　${posts.length}件`, ...posts.map(postLines)];
