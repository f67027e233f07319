import type { BackupConfig } from "../config/variables.js";
import { DAY, tokyoDate, tokyoInstant, tokyoIso } from "../domain/time.js";

/** The names of scheduled copies, when one is due and which are to go: nothing here touches a disk. */

const NAME = /^policy-bot-(\d{8})-\d{4}\.db$/;
/** What an attempt that was cut off leaves behind. */
const LEFTOVER = /^policy-bot-\d{8}-\d{4}\.db\.partial(-wal|-shm|-journal)?$/;

/** `policy-bot-20261124-0230.db`: the slot in Tokyo, so that a second attempt at a slot makes no second copy. */
export function backupName(slot: number): string {
  const stamp = tokyoIso(slot).replace(/[-:]/g, "");
  return `policy-bot-${stamp.slice(0, 8)}-${stamp.slice(9, 13)}.db`;
}

/** The latest slot that has come, every day of the year at `time` in Tokyo; older ones are not made up for. */
export function latestSlot(time: string, now: number): number {
  const today = tokyoInstant(tokyoDate(now), time);
  return today <= now ? today : today - DAY;
}

/** The scheduled copies among a folder's files, newest first. */
export function backupsAmong(names: readonly string[]): string[] {
  return names
    .filter((name) => NAME.test(name))
    .sort()
    .reverse();
}

/**
 * Which of a folder's files are to go. Days and months are counted by the copies that are there, not by the calendar, so
 * that a clock that jumped, or a machine that was off for a month, takes nothing away. Other files are never named.
 */
export function expiredBackups(
  names: readonly string[],
  { keepDays, keepMonths }: Pick<BackupConfig, "keepDays" | "keepMonths">,
): string[] {
  const copies = backupsAmong(names);
  const kept = new Set([...newestOf(copies, 8, keepDays), ...newestOf(copies, 6, keepMonths)]);
  return [...copies.filter((name) => !kept.has(name)), ...names.filter((name) => LEFTOVER.test(name))];
}

/** The newest copy of each period, for the most recent `count` periods; `digits` of the date name the period. */
function newestOf(newestFirst: readonly string[], digits: number, count: number): string[] {
  const periods = new Map<string, string>();
  for (const name of newestFirst) {
    const period = (NAME.exec(name)?.[1] ?? "").slice(0, digits);
    if (!periods.has(period)) periods.set(period, name);
  }
  return [...periods.values()].slice(0, count);
}
