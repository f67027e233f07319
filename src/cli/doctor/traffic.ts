import { type Finding, fine, notice, problem } from "../../bot/platform.js";
import type { Config } from "../../config.js";
import { DAY, shortTime } from "../../domain/time.js";
import { jobLabel } from "../../jobs/jobs.js";
import { all, type Db } from "../../store/database.js";
import { listTroubledRuns } from "../../store/job-runs.js";
import { examineChannels } from "./connections.js";

/** What did not get through: posts, events, channels, jobs. */

/** What is older is history: nobody waits for it any more. */
const RECENT = 30 * DAY;
const SHOWN = 5;

export async function examineTraffic(
  db: Db,
  config: Pick<Config, "slack" | "proxy">,
  now: number,
): Promise<Finding[]> {
  return [deadLetters(db, now), setAside(db, now), await examineChannels(db, config), troubledJobs(db, now)];
}

interface Letter {
  readonly id: number;
  readonly platform: string;
  readonly name: string | null;
  readonly at: number;
  readonly reason: string | null;
}

function deadLetters(db: Db, now: number): Finding {
  const letters = all<Letter>(
    db,
    `SELECT outbox.id, outbox.platform, binding.name, outbox.created_at AS at, outbox.reason FROM outbox
     LEFT JOIN binding ON binding.platform = outbox.platform AND binding.conversation = outbox.conversation
     WHERE outbox.status = 'dead' ORDER BY outbox.id DESC`,
  );
  const lines = letters.map(
    ({ id, platform, name, at, reason }) =>
      `${id} 番（${shortTime(at)}、${platform}${name === null ? "" : `「${name}」`}、${reason ?? "理由なし"}）`,
  );
  return describe("届かなかった投稿", letters, lines, now, "必要なら、その部に別の方法で伝えてください。");
}

function setAside(db: Db, now: number): Finding {
  const events = all<{ id: number; platform: string; at: number; errorId: string | null; held: number }>(
    db,
    `SELECT id, platform, received_at AS at, error_id AS errorId, held_root IS NOT NULL AS held FROM inbox WHERE status = 'set_aside' ORDER BY id DESC`,
  );
  const lines = events.map(
    ({ id, platform, at, errorId, held }) =>
      `${id} 番（${shortTime(at)}、${platform}、${held === 1 ? "記録にない投稿への返信" : `記録番号 ${errorId ?? "なし"}`}）`,
  );
  return describe(
    "処理できなかった受信",
    events,
    lines,
    now,
    "内容は残っています。同じ記録番号のログで原因を確かめ、なくなったら、企画課の方が /policy 設定 の「もう一度処理する」を押してください。",
  );
}

function describe(
  check: string,
  items: readonly { readonly at: number }[],
  lines: readonly string[],
  now: number,
  advice: string,
): Finding {
  const recent = items.filter(({ at }) => now - at < RECENT).length;
  if (items.length === 0) return fine(check, "ありません。");
  if (recent === 0) return notice(check, `この30日にはありません（それより前に ${items.length} 件）。`);
  const shown = lines.slice(0, Math.min(recent, SHOWN)).join("、");
  return problem(check, `この30日に ${recent} 件: ${shown}${recent > SHOWN ? " ほか" : ""}。${advice}`);
}

function troubledJobs(db: Db, now: number): Finding {
  const check = "定時の仕事";
  const runs = listTroubledRuns(db, now);
  if (runs.length === 0) return fine(check, "失敗したままのものはありません。");
  const lines = runs
    .slice(0, SHOWN)
    .map(
      ({ job, slot, attempt, detail }) =>
        `${jobLabel(job)} ${shortTime(slot)}（${attempt} 回目、${detail ?? "途中で止まりました"}）`,
    );
  return problem(
    check,
    `終わっていないものが ${runs.length} 件: ${lines.join("、")}${runs.length > SHOWN ? " ほか" : ""}。プログラムが動いていれば自動でやり直します。続くときはログを確かめてください。`,
  );
}
