import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { type Finding, fine, notice, problem } from "../../bot/finding.js";
import type { BackupConfig } from "../../config/running.js";
import { DAY, shortTime } from "../../domain/time.js";
import { backupsAmong } from "../../jobs/backup-files.js";
import { backupState } from "../../jobs/backups.js";
import { proveDatabase } from "../../store/backup.js";
import { DatabaseError, type Db } from "../../store/database.js";
import { inUnits } from "./machine.js";

/** The scheduled copies: whether they are taken, and whether the newest can be read at this moment. */

const CHECK = "控え";
const OLDEST = 2 * DAY;

/** @param db null where the ledger cannot be asked */
export function examineBackups(
  config: BackupConfig | null,
  file: string,
  db: Db | null,
  now: number,
): Finding[] {
  if (!config) {
    return [
      notice(
        CHECK,
        "定時の控えは設定されていません。BACKUP_DIR に控えを置くフォルダーを指定すると、毎日自動で取ります。",
      ),
    ];
  }
  const last = db === null ? [] : [describeLast(db, now)];
  return [...last, describeNewest(config.dir), ...describePlace(config.dir, file)];
}

function describeLast(db: Db, now: number): Finding {
  const { lastGood, failing } = backupState(db, now);
  const at = lastGood?.finishedAt ?? null;
  const when = at === null ? "まだ一度も取れていません" : `最後に取れたのは ${shortTime(at)} です`;
  if (failing !== null) {
    const why = failing.detail ?? "途中で止まりました";
    return problem(CHECK, `取れていません: ${why} ${when}。直れば自動でやり直します。`);
  }
  if (at === null) return notice(CHECK, `${when}。プログラムを動かすと最初の一つを取ります。`);
  return now - at > OLDEST
    ? problem(CHECK, `${when}。プログラムが毎日動いているかを確かめてください。`)
    : fine(CHECK, `${when}。`);
}

function describeNewest(dir: string): Finding {
  const check = "最新の控え";
  let name: string | undefined;
  let count: number;
  try {
    const names = backupsAmong(readdirSync(dir));
    [name] = names;
    count = names.length;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "不明";
    return problem(check, `フォルダー ${dir} が読めません（${code}）。BACKUP_DIR を確かめてください。`);
  }
  if (name === undefined) return notice(check, `${dir} にはまだありません。`);
  const newest = path.join(dir, name);
  try {
    proveDatabase(newest);
    return fine(
      check,
      `${name}（${inUnits(statSync(newest).size)}）を開いて確かめました。全部で ${count} 個あります。`,
    );
  } catch (error) {
    if (error instanceof DatabaseError) return problem(check, error.message);
    throw error;
  }
}

/** One disk that breaks takes both away. */
function describePlace(dir: string, file: string): Finding[] {
  const device = (name: string): number | undefined => statSync(name, { throwIfNoEntry: false })?.dev;
  const own = device(path.dirname(path.resolve(file)));
  return own !== undefined && own === device(dir)
    ? [
        notice(
          "控えの場所",
          "控えがデータベースと同じディスクにあります。ディスクが壊れると両方なくなるので、別のディスクか別の機械にも写してください。",
        ),
      ]
    : [];
}
