import { statSync } from "node:fs";
import { type Finding, fine, notice, problem } from "../../bot/finding.js";
import { fiscalYearLabel } from "../../domain/time.js";
import { misfitList } from "../../export/record-misfits.js";
import { type Db, SCHEMA_VERSION, schemaVersion } from "../../store/database.js";
import { findDamage } from "../../store/inspect.js";
import { checkAudit } from "../../store/misfits.js";
import { listPlans } from "../../store/plans.js";
import { inUnits } from "./machine.js";

/** The database: whole, of this program's version, its record of changes unbroken, something in it. */

export interface DatabaseState {
  readonly findings: readonly Finding[];
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
  const inside = usable ? [describeAudit(db), describePlans(db)] : [];
  return { findings: [whole, describeSchema(version, SCHEMA_VERSION), ...inside], usable };
}

/** @param found the version of the file @param known the newest that this program knows */
export function describeSchema(found: number, known: number): Finding {
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

function describeAudit(db: Db): Finding {
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

function describePlans(db: Db): Finding {
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

/** With what stands beside it and is part of it. */
export function sizeOf(file: string): number {
  return ["", "-wal"].reduce(
    (sum, suffix) => sum + (statSync(`${file}${suffix}`, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
