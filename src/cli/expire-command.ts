import type { Retention } from "../config/variables.js";
import { fiscalYearLabel, tokyoDate } from "../domain/time.js";
import { misfitList } from "../export/record-text.js";
import type { Db } from "../store/database.js";
import { findEvaluationMisfits } from "../store/deviations.js";
import { listSetAside } from "../store/inbox.js";
import { checkAudit } from "../store/misfits.js";
import {
  type Expired,
  type ExpiringKind,
  expiryLimits,
  type Limits,
  listExpired,
  listExpiredNotes,
  removeExpired,
} from "../store/retention.js";
import { askYes } from "./ask-person.js";
import { CliError, type Io, readArgs, withDatabase } from "./command.js";

const OPTIONS = { "dry-run": { type: "boolean" }, yes: { type: "boolean" } } as const;

/** `policy-bot expire`: what was kept for as long as it is to be kept is shown, and removed once somebody said yes. */
export async function runExpire(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  const { retention } = io.config();
  return withDatabase(io, async (db) => {
    const now = io.clock();
    const limits = expiryLimits(retention, now);
    const expired = listExpired(db, limits);
    if (expired.length === 0) {
      io.out("保存期間の過ぎたものはありません。");
      return 0;
    }
    showExpired(io, db, retention, limits, expired);
    if (values["dry-run"] === true) {
      io.out("確認だけをしました（消していません）。");
      return 0;
    }
    requireUntouched(db);
    requireUntouchedSheets(db);
    if (values.yes !== true && !(await agree(io))) {
      throw new CliError("消しませんでした。一覧のとおりでよければ --yes を付けてやり直してください。");
    }
    if (!removeExpired(db, limits, expired, { actor: "cli", at: now, via: "cli" })) {
      throw new CliError(
        "一覧を出したあとでデータが変わったため、消しませんでした。もう一度やり直してください。",
      );
    }
    io.out(
      "消しました。消したことは変更の記録に残っています。前に取った控え（バックアップ）の中身は変わりません。",
    );
    return 0;
  });
}

/** What each kind of data is called. */
export const EXPIRING_WORDS: Readonly<Record<ExpiringKind, string>> = {
  evaluations: "評価とその改訂",
  notes: "報告とその改訂",
  messages: "報告のもとになったメッセージの記録",
  nudges: "催促の記録",
  transfers: "引き継がれた人事異動",
  holders: "職にいた方の記録",
  deputies: "確認の代理の記録",
  inbox: "受け取って処理し終えたもの",
  aside: "処理できずに取り置いたもの（返信や操作）",
  outbox: "投稿し終えたもの",
  web: "ためしの画面のメッセージ",
  instants: "固定した時点とそこから作った資料",
  audit: "変更の記録",
};

function periodOf(kind: ExpiringKind, retention: Retention): string {
  switch (kind) {
    case "evaluations":
    case "notes":
    case "messages":
    case "nudges":
    case "transfers":
    case "holders":
    case "deputies":
      return `${retention.notesYears}年`;
    case "instants":
      return `${retention.instantsYears}年`;
    case "audit":
      return `${retention.auditYears}年`;
    case "inbox":
    case "aside":
      return `${retention.inboxDays}日`;
    case "outbox":
      return `${retention.outboxDays}日`;
    case "web":
      return `${retention.webDays}日`;
  }
}

/** What was changed by hand is evidence: nothing goes before somebody has looked at it. */
function requireUntouched(db: Db): void {
  const { brokenAt, misfits } = checkAudit(db);
  if (brokenAt !== null) {
    throw new CliError(
      `変更の記録の ${brokenAt}番が後から書き換えられているため、何も消しませんでした。先に policy-bot doctor で確かめてください。`,
    );
  }
  if (misfits.length > 0) {
    throw new CliError(
      `変更の記録と合わない報告があるため、何も消しませんでした: ${misfitList(misfits)}。先に policy-bot doctor で確かめてください。`,
    );
  }
}

/** The same of sheets of evaluations. */
function requireUntouchedSheets(db: Db): void {
  const misfits = findEvaluationMisfits(db);
  if (misfits.length > 0)
    throw new CliError(
      `変更の記録と合わない評価があるため、何も消しませんでした: ${misfits.map(({ where }) => where).join("、")}。先に policy-bot doctor で確かめてください。`,
    );
}

function showExpired(
  io: Io,
  db: Db,
  retention: Retention,
  limits: Limits,
  expired: readonly Expired[],
): void {
  io.out("保存期間の過ぎたもの");
  for (const { kind, count, oldest, newest } of expired) {
    io.out(
      `  ${EXPIRING_WORDS[kind]}　${count}件　${tokyoDate(oldest)} から ${tokyoDate(newest)} まで（保存期間 ${periodOf(kind, retention)}）`,
    );
    if (kind === "aside") {
      for (const { id, at, platform } of listSetAside(db).filter((each) => each.at < limits.aside))
        io.out(`    ${id} 番　${tokyoDate(at)}　${platform}　報告として記録されていません`);
    }
    if (kind !== "notes") continue;
    for (const { fiscalYear, department, count: notes } of listExpiredNotes(db, limits)) {
      io.out(`    ${fiscalYearLabel(fiscalYear)} ${department}　${notes}件`);
    }
  }
  if (expired.some(({ kind }) => kind === "aside")) {
    io.out(
      "取り置いたものは、まだ処理できるかもしれません。消す前に、企画課の方が /policy 設定 の「もう一度処理する」を押してください。",
    );
  }
  if (expired.some(({ kind }) => kind === "notes" || kind === "evaluations")) {
    io.out("報告や評価を残しておくときは、消す前に policy-bot record で書き出してください。");
  }
}

async function agree(io: Io): Promise<boolean> {
  if (!io.interactive) return false;
  return askYes("この一覧のとおりに消しますか。元には戻せません。");
}
