import { text } from "./text.js";

/** What concerns the machine on which the program runs: backups, the way out through a proxy, figures for a monitor. */

/** Copies of the database on a schedule. */
export interface BackupConfig {
  /** The folder; it is not made, because a disk that is not mounted must not go unnoticed. */
  readonly dir: string;
  /** Time of day in Tokyo, `HH:MM`. */
  readonly time: string;
  /** Of the most recent days that have a copy, so many are kept. */
  readonly keepDays: number;
  /** Of the most recent months that have a copy, the last copy of so many is kept. */
  readonly keepMonths: number;
}

/** The way out of the office's network. */
export interface ProxyConfig {
  /** May hold a name and a password: never logged. */
  readonly url: string;
  /** Host names that are reached without it, as `NO_PROXY` writes them. */
  readonly exceptions: string;
}

const isCount = (least: number, most: number) => (value: string | undefined) =>
  value === undefined || (/^\d{1,4}$/.test(value) && Number(value) >= least && Number(value) <= most);

const isProxyUrl = (value: string | undefined): boolean =>
  value === undefined || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol));

const proxyText = (name: string) =>
  text.refine(isProxyUrl, {
    message: `${name} は http:// で始まるプロキシの URL にしてください（例: http://proxy.example.lg.jp:8080）。`,
  });

export const RUNNING_FIELDS = {
  BACKUP_DIR: text,
  BACKUP_TIME: text.refine((v) => v === undefined || /^([01]?\d|2[0-3]):[0-5]\d$/.test(v), {
    message: "BACKUP_TIME は 02:30 のように、時と分で書いてください。",
  }),
  BACKUP_KEEP_DAYS: text.refine(isCount(1, 3660), {
    message: "BACKUP_KEEP_DAYS は 1〜3660 の数字にしてください。",
  }),
  BACKUP_KEEP_MONTHS: text.refine(isCount(0, 1200), {
    message: "BACKUP_KEEP_MONTHS は 0〜1200 の数字にしてください。",
  }),
  METRICS: text.refine((v) => v === undefined || /^(on|off|true|false|1|0)$/i.test(v), {
    message: "METRICS は on か off にしてください。",
  }),
  HTTPS_PROXY: proxyText("HTTPS_PROXY"),
  https_proxy: proxyText("https_proxy"),
  NO_PROXY: text,
  no_proxy: text,
};

type RunningValues = Partial<Record<keyof typeof RUNNING_FIELDS, string>>;

/** Null where no folder is named. */
export function readBackups(value: RunningValues): BackupConfig | null {
  if (value.BACKUP_DIR === undefined) return null;
  return {
    dir: value.BACKUP_DIR,
    time: (value.BACKUP_TIME ?? "02:30").padStart(5, "0"),
    keepDays: Number(value.BACKUP_KEEP_DAYS ?? 14),
    keepMonths: Number(value.BACKUP_KEEP_MONTHS ?? 12),
  };
}

/** As other programs read these two: the small letters win. */
export function readProxy(value: RunningValues): ProxyConfig | null {
  const url = value.https_proxy ?? value.HTTPS_PROXY;
  return url === undefined ? null : { url, exceptions: value.no_proxy ?? value.NO_PROXY ?? "" };
}

export function readMetrics(value: RunningValues): boolean {
  return /^(on|true|1)$/i.test(value.METRICS ?? "");
}
