import { existsSync, statSync } from "node:fs";
import { ConfigError } from "../config.js";
import { findBrokenAudit } from "../store/audit.js";
import {
  all,
  DatabaseError,
  type Db,
  one,
  openDatabase,
  SCHEMA_VERSION,
  schemaVersion,
} from "../store/database.js";
import { listPlans } from "../store/plans.js";
import { fiscalYearLabel } from "../time.js";
import { type Io, readArgs } from "./command.js";

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly message: string;
}

/** `policy-bot doctor`: what is wrong, in plain Japanese; exit status 1 where something is. */
export async function runDoctor(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, { json: { type: "boolean" } }, { min: 0, max: 0, missing: "" });
  const findings = examine(io);
  if (values.json === true) io.out(JSON.stringify({ ok: findings.every((finding) => finding.ok), findings }));
  else
    for (const { ok, check, message } of findings) io.out(`${ok ? "正常" : "要対応"}　${check}　${message}`);
  return findings.every((finding) => finding.ok) ? 0 : 1;
}

function examine(io: Io): Finding[] {
  let file: string;
  try {
    const config = io.config();
    file = config.databasePath;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((message) => ({ check: "設定", ok: false, message }));
  }
  const findings: Finding[] = [{ check: "設定", ok: true, message: "環境変数に誤りはありません。" }];
  if (!existsSync(file)) {
    return [
      ...findings,
      {
        check: "データベース",
        ok: false,
        message: `${file} がまだありません。npm start か policy-bot import で作られます。`,
      },
    ];
  }
  let db: Db | null = null;
  try {
    db = openDatabase(file);
    return [...findings, ...examineDatabase(db, file)];
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return [...findings, { check: "データベース", ok: false, message: error.message }];
  } finally {
    db?.close();
  }
}

function examineDatabase(db: Db, file: string): Finding[] {
  const integrity = db.pragma("integrity_check", { simple: true });
  const orphans = db.pragma("foreign_key_check") as unknown[];
  const broken = findBrokenAudit(db);
  const dead = one<{ n: number }>(db, "SELECT count(*) AS n FROM outbox WHERE status = 'dead'")?.n ?? 0;
  const aside = one<{ n: number }>(db, "SELECT count(*) AS n FROM inbox WHERE status = 'set_aside'")?.n ?? 0;
  const lost = all<{ name: string | null }>(db, "SELECT name FROM binding WHERE lost_at IS NOT NULL");
  const plans = listPlans(db);
  const size = Math.round(statSync(file).size / 1024);
  return [
    {
      check: "データベース",
      ok: integrity === "ok" && orphans.length === 0,
      message:
        integrity === "ok" && orphans.length === 0
          ? `壊れていません（版 ${schemaVersion(db)}／${SCHEMA_VERSION}、${size} KB）。`
          : "壊れています。控えから policy-bot restore で戻してください。",
    },
    {
      check: "変更の記録",
      ok: broken === null,
      message:
        broken === null ? "書き換えられていません。" : `${broken} 番の記録が後から書き換えられています。`,
    },
    {
      check: "計画",
      ok: plans.length > 0,
      message:
        plans.length > 0
          ? plans.map((plan) => `${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)}`).join("、")
          : "まだ取り込まれていません。policy-bot import で取り込んでください。",
    },
    { check: "届かなかった投稿", ok: dead === 0, message: `${dead} 件` },
    { check: "処理できなかった受信", ok: aside === 0, message: `${aside} 件` },
    {
      check: "チャンネル",
      ok: lost.length === 0,
      message:
        lost.length === 0
          ? "届かないチャンネルはありません。"
          : `届かないチャンネル: ${lost.map(({ name }) => name ?? "名前なし").join("、")}`,
    },
  ];
}
