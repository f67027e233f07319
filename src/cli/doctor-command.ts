import { existsSync } from "node:fs";
import path from "node:path";
import { type Diagnosis, fine, problem } from "../bot/platform.js";
import { type Config, ConfigError } from "../config.js";
import { openForReading } from "../store/backup.js";
import { DatabaseError, type Db } from "../store/database.js";
import { type Io, readArgs } from "./command.js";
import { examinePlatforms, examineTraffic } from "./doctor/connections.js";
import {
  examineBackups,
  examineDatabase,
  examineKept,
  examineOwners,
  examineYears,
  sizeOf,
} from "./doctor/kept-data.js";
import {
  examineClock,
  examineFileSystem,
  examineRights,
  examineRoom,
  lastEntryOf,
} from "./doctor/machine.js";

const LABELS = { ok: "正常", notice: "注意", problem: "要対応" } as const;

/**
 * `policy-bot doctor`: what is wrong, in plain Japanese; exit status 1 where something is to be done. It changes nothing,
 * so that it may be run at any time and against any copy.
 */
export async function runDoctor(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, { json: { type: "boolean" } }, { min: 0, max: 0, missing: "" });
  const findings = await examine(io);
  const ok = findings.every(({ level }) => level !== "problem");
  if (values.json === true) {
    const shown = findings.map(({ check, level, message }) => ({
      check,
      ok: level !== "problem",
      level,
      message,
    }));
    io.out(JSON.stringify({ ok, findings: shown }));
  } else {
    for (const { level, check, message } of findings) io.out(`${LABELS[level]}　${check}　${message}`);
  }
  return ok ? 0 : 1;
}

async function examine(io: Io): Promise<Diagnosis[]> {
  let config: Config;
  try {
    config = io.config();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((message) => problem("設定", message));
  }
  return [
    fine("設定", "環境変数に誤りはありません。"),
    ...(await examineStored(config, io.clock())),
    ...(await examinePlatforms(config, io.clock())),
  ];
}

/** Everything that is on this machine. */
async function examineStored(config: Config, now: number): Promise<Diagnosis[]> {
  const { databasePath: file, backups, retention } = config;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const absent = problem(
    "データベース",
    `${file} がまだありません。npm start か policy-bot import で作られます。`,
  );
  if (!existsSync(file)) {
    return [absent, ...examineClock(now, zone, null), ...examineBackups(backups, file, null, now)];
  }
  const rooms = [
    await examineRights(file),
    await examineFileSystem(file),
    await examineRoom(path.dirname(file), "データベース", sizeOf(file)),
  ];
  if (backups) rooms.push(await examineRoom(backups.dir, "控え", sizeOf(file)));
  let db: Db | null = null;
  try {
    db = openForReading(file);
    const { findings, usable } = examineDatabase(db, file);
    const ledger = usable ? db : null;
    return [
      ...findings,
      ...(usable ? [...examineYears(db, now), examineOwners(db, now)] : []),
      ...rooms,
      ...examineClock(now, zone, ledger === null ? null : lastEntryOf(ledger)),
      ...(ledger === null
        ? []
        : [...(await examineTraffic(ledger, config, now)), examineKept(ledger, retention, now)]),
      ...examineBackups(backups, file, ledger, now),
    ];
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return [
      problem("データベース", error.message),
      ...rooms,
      ...examineClock(now, zone, null),
      ...examineBackups(backups, file, null, now),
    ];
  } finally {
    db?.close();
  }
}
