import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { yearTroubles } from "../../bot/features/lineage/year-troubles.js";
import { type Diagnosis, fine, notice, problem } from "../../bot/platform.js";
import type { BackupConfig, Retention } from "../../config/variables.js";
import { DAY, fiscalYearLabel, fiscalYearOf, shortTime, tokyoDate } from "../../domain/time.js";
import { misfitList } from "../../export/record-text.js";
import { backupState, backupsAmong } from "../../jobs/backups.js";
import { auditHead, goesOnFrom } from "../../store/audit.js";
import { findDamage, openForReading, proveDatabase } from "../../store/backup.js";
import { DatabaseError, type Db, SCHEMA_VERSION, schemaVersion } from "../../store/database.js";
import { type Deviation, findDeviations } from "../../store/deviations.js";
import { listPlanGoals } from "../../store/goals.js";
import { listOwnerNames } from "../../store/holding.js";
import { findChangedInstants } from "../../store/instants.js";
import { checkAudit } from "../../store/misfits.js";
import { currentOf, listPlans } from "../../store/plans.js";
import { expiryLimits, listExpired } from "../../store/retention.js";
import { EXPIRING_WORDS } from "../expire-command.js";
import { inUnits } from "./machine.js";

/** The database: whole, of this program's version, its record of changes unbroken, something in it. */
export interface DatabaseState {
  readonly findings: readonly Diagnosis[];
  /** Whether its tables are what this program expects and can be read. */
  readonly usable: boolean;
}

export function examineDatabase(db: Db, file: string): DatabaseState {
  const check = "データベース";
  const damage = findDamage(db);
  if (damage.length > 0) {
    const more = damage.length > 1 ? ` ほか${damage.length - 1}件` : "";
    const message = `壊れています（${damage[0]}${more}）。プログラムを止め、控えから policy-bot restore で戻してください。`;
    return { findings: [problem(check, message)], usable: false };
  }
  const version = schemaVersion(db);
  const usable = version === SCHEMA_VERSION;
  const whole = fine(check, `壊れていません（${inUnits(sizeOf(file))}）。`);
  const inside = usable
    ? [describeAudit(db), describeDeviations(db), ...describeInstants(db), describePlans(db)]
    : [];
  return { findings: [whole, describeSchema(version, SCHEMA_VERSION), ...inside], usable };
}

/** @param found the version of the file @param known the newest that this program knows */
export function describeSchema(found: number, known: number): Diagnosis {
  const check = "データベースの版";
  if (found === known) return fine(check, `版 ${found}。行われていない移行はありません。`);
  if (found > known) {
    return problem(
      check,
      `版 ${found} です。このプログラムが扱えるのは ${known} までです。新しい版のプログラムを使ってください。`,
    );
  }
  return notice(
    check,
    `版 ${found} です。次にプログラムを動かすと、版 ${known} に移行します（${known - found} 段階）。その前に policy-bot backup で控えを取ってください。`,
  );
}

/** 時点: whose rows are what the record of changes says was stored. */
function describeInstants(db: Db): Diagnosis[] {
  const check = "時点";
  const changed = findChangedInstants(db);
  if (changed.length === 0) return [];
  return [
    problem(
      check,
      `固定したあとで書き換えられたものがあります: ${changed.join("、")}。控えから policy-bot restore で戻すか、企画課に知らせてください。`,
    ),
  ];
}

function describeAudit(db: Db): Diagnosis {
  const check = "変更の記録";
  const { brokenAt, misfits } = checkAudit(db);
  if (brokenAt !== null) {
    return problem(
      check,
      `${brokenAt} 番の記録が後から書き換えられています。このファイルを保全し、情報セキュリティの担当に知らせてください。`,
    );
  }
  return misfits.length === 0
    ? fine(check, "書き換えられていません。")
    : problem(
        check,
        `報告が変更の記録を通さずに書き換えられています: ${misfitList(misfits)}。このファイルを保全し、控え（バックアップ）の同じ報告と比べ、情報セキュリティの担当に知らせてください。`,
      );
}

const DEVIATIONS: Readonly<Record<Deviation["kind"], string>> = {
  state: "目標の状態",
  removed: "計画から外された文",
  closed: "年度の締め切り",
  text: "計画の文",
  evaluation: "評価",
  role: "役割",
  post: "職",
  channel: "チャンネルの結び付け",
  plan: "計画の登録",
  goal: "目標の番号や報告の間隔",
  charge: "目標の担当",
  organisation: "部署の名前や報告の間隔",
  lineage: "系譜と組織の再編",
  rhythm: "自治体の名前や収集の日程",
  setting: "設定",
  pause: "休みと一時停止",
  deadline: "期限",
  indicator: "指標",
  confirmation: "確認",
  person: "人の登録",
  personal: "個人の設定",
};

/** Such may have been set before there was a record of it. */
const GIVEN_EARLIER: ReadonlySet<Deviation["kind"]> = new Set([
  "role",
  "post",
  "channel",
  "removed",
  "closed",
]);

/** What people change besides notes. */
function describeDeviations(db: Db): Diagnosis {
  const check = "記録のない変更";
  const found = findDeviations(db);
  if (found.length === 0)
    return fine(
      check,
      "目標の状態と担当、計画の文、年度の締め切り、評価、役割、職、チャンネル、部署、日程、そのほかの設定は、変更の記録と合っています。",
    );
  const kinds = Object.keys(DEVIATIONS) as Deviation["kind"][];
  const words = kinds.flatMap((kind) => {
    const places = [
      ...new Set(found.filter((each) => each.kind === kind).map(({ where }) => where || "消された行")),
    ];
    return places.length === 0
      ? []
      : [`${DEVIATIONS[kind]}（${places.slice(0, 5).join("、")}${places.length > 5 ? " ほか" : ""}）`];
  });
  const message = `変更の記録と合わないものがあります: ${words.join("、")}。`;
  return found.some(({ kind, sealed }) => sealed === true || !GIVEN_EARLIER.has(kind))
    ? problem(check, `${message}このファイルを保全し、情報セキュリティの担当に知らせてください。`)
    : notice(check, `${message}覚えがなければ、情報セキュリティの担当に知らせてください。`);
}

function describePlans(db: Db): Diagnosis {
  const check = "計画";
  const plans = listPlans(db);
  return plans.length === 0
    ? problem(check, "まだ取り込まれていません。policy-bot import で取り込んでください。")
    : fine(
        check,
        plans
          .map(
            ({ municipality, fiscalYear, sample }) =>
              `${municipality} ${fiscalYearLabel(fiscalYear)}${sample ? "（見本）" : ""}`,
          )
          .join("、"),
      );
}

/** What the change of the year needs and does not have yet. */
export function examineYears(db: Db, now: number): Diagnosis[] {
  const check = "年度替わり";
  const troubles = yearTroubles(db, now);
  return troubles.length === 0
    ? [fine(check, "足りないものはありません。")]
    : troubles.map(({ message }) => notice(check, message));
}

/** Goals of the running plans that nobody has, as a hint: not every office names owners. */
export function examineOwners(db: Db, now: number): Diagnosis {
  const check = "目標の担当者";
  const today = tokyoDate(now);
  const running = new Set(listPlans(db).map(({ municipalityId }) => municipalityId));
  const words = [...running].flatMap((municipalityId) => {
    const plan = currentOf(
      listPlans(db).filter((each) => each.municipalityId === municipalityId),
      fiscalYearOf(now),
    );
    if (plan === null || plan.sample) return [];
    const goals = listPlanGoals(db, plan.id);
    const open = goals.filter(({ id }) => listOwnerNames(db, id, today).length === 0).length;
    return open === 0 ? [] : [`${plan.municipality} ${open}／${goals.length}件`];
  });
  return words.length === 0
    ? fine(check, "担当者のいない目標はありません。")
    : fine(
        check,
        `担当者のいない目標があります: ${words.join("、")}。/policy 担当一覧 で見られます（決めなくてもかまいません）。`,
      );
}

/** With what stands beside it and is part of it. */
export function sizeOf(file: string): number {
  return ["", "-wal"].reduce(
    (sum, suffix) => sum + (statSync(`${file}${suffix}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}

/** The scheduled copies: whether they are taken, and whether the newest can be read at this moment. */

const CHECK = "控え";
const OLDEST = 2 * DAY;

/** @param db null where the ledger cannot be asked */
export function examineBackups(
  config: BackupConfig | null,
  file: string,
  db: Db | null,
  now: number,
): Diagnosis[] {
  if (!config) {
    return [
      notice(
        CHECK,
        "定時の控えは設定されていません。BACKUP_DIR に控えを置くフォルダーを指定すると、毎日自動で取ります。",
      ),
    ];
  }
  const last = db === null ? [] : [describeLast(db, now)];
  return [...last, ...describeNewest(config.dir, db), ...describePlace(config.dir, file)];
}

function describeLast(db: Db, now: number): Diagnosis {
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

/** @param db what the newest copy is compared with; null where it cannot be read */
function describeNewest(dir: string, db: Db | null): Diagnosis[] {
  const check = "最新の控え";
  let name: string | undefined;
  let count: number;
  try {
    const names = backupsAmong(readdirSync(dir));
    [name] = names;
    count = names.length;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "不明";
    return [problem(check, `フォルダー ${dir} が読めません（${code}）。BACKUP_DIR を確かめてください。`)];
  }
  if (name === undefined) return [notice(check, `${dir} にはまだありません。`)];
  const newest = path.join(dir, name);
  try {
    proveDatabase(newest);
    const words = `${name}（${inUnits(statSync(newest).size)}）を開いて確かめました。全部で ${count} 個あります。`;
    return [fine(check, words), ...(db === null ? [] : compareChains(db, newest))];
  } catch (error) {
    if (error instanceof DatabaseError) return [problem(check, error.message)];
    throw error;
  }
}

/** A record of changes that was made wholly anew is unbroken in itself: only what lies outside the file tells. */
function compareChains(db: Db, newest: string): Diagnosis[] {
  const copy = openForReading(newest);
  try {
    const head = auditHead(copy);
    if (head === null || goesOnFrom(db, head)) return [];
    return [
      problem(
        "変更の記録",
        `最新の控え（${path.basename(newest)}）の続きではありません。古い控えから戻したのであれば、新しい控えが取られるとこの表示は消えます。覚えがなければ、このファイルと控えを保全し、情報セキュリティの担当に知らせてください。`,
      ),
    ];
  } finally {
    copy.close();
  }
}

/** One disk that breaks takes both away. */
function describePlace(dir: string, file: string): Diagnosis[] {
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

/** What has been kept long enough waits for somebody to agree to its removal; nothing is wrong with it until then. */
export function examineKept(db: Db, retention: Retention, now: number): Diagnosis {
  const check = "保存期間";
  const expired = listExpired(db, expiryLimits(retention, now));
  if (expired.length === 0) return fine(check, "過ぎたものはありません。");
  const shown = expired.map(({ kind, count }) => `${EXPIRING_WORDS[kind]} ${count}件`).join("、");
  return notice(
    check,
    `過ぎたものがあります: ${shown}。policy-bot expire で一覧を確かめ、よければ消してください。`,
  );
}
