import { access, constants, statfs } from "node:fs/promises";
import path from "node:path";
import { type Diagnosis, fine, notice, problem } from "../../bot/platform.js";
import { HOUR, MINUTE, tokyoIso, tokyoParts } from "../../domain/time.js";
import { type Db, one } from "../../store/database.js";

/** The machine: its clock, its zone, the room on its disk. */

const MB = 1024 * 1024;
const LEAST_ROOM = 200 * MB;
const COMFORTABLE_ROOM = 1024 * MB;

/** `608 KB`, `8.2 MB`, `77.7 GB`. */
export function inUnits(bytes: number): string {
  if (bytes < MB) return `${Math.ceil(bytes / 1024)} KB`;
  return bytes < 1024 * MB ? `${(bytes / MB).toFixed(1)} MB` : `${(bytes / 1024 / MB).toFixed(1)} GB`;
}

/** @param needed bytes of the largest file that is written there, a copy or a restored database */
export async function examineRoom(folder: string, what: string, needed: number): Promise<Diagnosis> {
  const check = `${what}のディスク`;
  try {
    const { bavail, bsize } = await statfs(path.resolve(folder));
    const free = Number(bavail) * Number(bsize);
    const room = `空きは ${inUnits(free)} です`;
    if (free < Math.max(2 * needed, LEAST_ROOM)) {
      return problem(check, `${room}。いっぱいになると記録できません。空きを作ってください。`);
    }
    return free < COMFORTABLE_ROOM
      ? notice(check, `${room}。早めに空きを作ってください。`)
      : fine(check, `${room}。`);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "不明";
    return problem(
      check,
      `${folder} を調べられませんでした（${code}）。フォルダーと権限を確かめてください。`,
    );
  }
}

/** The magic numbers of statfs(2) of file systems on which SQLite's locks and its shared memory cannot be relied on. */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB"],
  [0x01021997, "9P"],
  [0x5346414f, "AFS"],
  [0x00c36400, "Ceph"],
  [0x65735546, "FUSE"],
]);

/** @param type as statfs(2) gives it for the folder of the database; null where it cannot be asked */
export function describeFileSystem(type: number | null): Diagnosis {
  const check = "データベースの置き場所";
  // Some machines give the number with a sign.
  const name = type === null ? undefined : NETWORK_FILE_SYSTEMS.get(type < 0 ? type + 2 ** 32 : type);
  return name === undefined
    ? fine(check, "この機械のディスクにあります。")
    : problem(
        check,
        `ネットワーク越しのファイルシステム（${name}）にあります。記録が壊れることがあります。この機械のディスクに移し、控えだけをネットワークに置いてください。`,
      );
}

export async function examineFileSystem(file: string): Promise<Diagnosis> {
  try {
    return describeFileSystem(Number((await statfs(path.dirname(path.resolve(file)))).type));
  } catch {
    return describeFileSystem(null);
  }
}

/** Whether whoever asks may write the database; it tries nothing. */
export async function examineRights(file: string): Promise<Diagnosis> {
  const check = "書込みの権限";
  try {
    await access(file, constants.W_OK);
    await access(path.dirname(path.resolve(file)), constants.W_OK);
    return fine(check, "データベースとそのフォルダーに書き込めます。");
  } catch {
    return problem(
      check,
      `${file} かそのフォルダーに書き込めません。権限を確かめてください。policy-bot は本体と同じ利用者で動かしてください。`,
    );
  }
}

/** @param zone the machine's own, as `Asia/Tokyo` */
export function examineClock(now: number, zone: string, lastEntry: number | null): Diagnosis[] {
  const shown = tokyoIso(now).slice(0, 16).replace("T", " ");
  return [describeTime(now, shown, lastEntry), describeZone(zone)];
}

function describeTime(now: number, shown: string, lastEntry: number | null): Diagnosis {
  const check = "時計";
  const { year } = tokyoParts(now);
  const advice = "時刻合わせ（NTP）を確かめてください";
  if (year < 2025 || year > 2099) {
    return problem(check, `日本時間で ${shown} を指しています。ありえない日付です。${advice}。`);
  }
  if (lastEntry !== null && lastEntry - now > 10 * MINUTE) {
    const hours = Math.round((lastEntry - now) / HOUR);
    return problem(
      check,
      `日本時間で ${shown} を指していますが、これより${hours === 0 ? "後" : `約${hours}時間後`}の記録があります。時計が遅れているか、進んでいたことがあります。${advice}。`,
    );
  }
  return fine(check, `日本時間で ${shown} です。`);
}

function describeZone(zone: string): Diagnosis {
  return fine(
    "時間帯",
    zone === "Asia/Tokyo"
      ? "Asia/Tokyo です。"
      : `機械の時間帯は ${zone} です。予定はいつも日本時間で計算するので、このままで構いません。`,
  );
}

/** When the newest row of the record of changes was written, or null. */
export function lastEntryOf(db: Db): number | null {
  return one<{ at: number | null }>(db, "SELECT max(at) AS at FROM audit")?.at ?? null;
}
