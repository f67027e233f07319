/** What concerns the machine on which the program runs: backups, the way out through a proxy, figures for a monitor. */

import { z } from "zod";

/** A value of the environment: outer blanks do not count, and a blank one is not set. */
export const text = z.preprocess(
  (value) => (typeof value === "string" && value.trim() === "" ? undefined : value),
  z.string().trim().optional(),
);

export const isGiven = (value: string | undefined): boolean => value !== undefined && value.trim() !== "";

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

/** How long each kind of data is kept. Nothing is removed by itself when its time is over: see `policy-bot expire`. */
export interface Retention {
  /** Notes with their history, the messages in which they were said, and reminders; in fiscal years, see `expiryLimits`. */
  readonly notesYears: number;
  /** Who changed what; in fiscal years, too. */
  readonly auditYears: number;
  /** What was fixed as 時点, its reports and names among it; in fiscal years, too. */
  readonly instantsYears: number;
  /** What platforms handed over and was worked off or set aside. */
  readonly inboxDays: number;
  /** What was posted, or could not be. */
  readonly outboxDays: number;
  /** The messages of the web workspace. */
  readonly webDays: number;
}

const count = (name: string, least: number, most: number, unit: string) =>
  text.refine((v) => v === undefined || (/^\d{1,5}$/.test(v) && Number(v) >= least && Number(v) <= most), {
    message: `${name} は ${least}〜${most} の数字（${unit}）にしてください。`,
  });

export const RETENTION_FIELDS = {
  RETENTION_NOTES_YEARS: count("RETENTION_NOTES_YEARS", 1, 100, "年"),
  RETENTION_AUDIT_YEARS: count("RETENTION_AUDIT_YEARS", 1, 100, "年"),
  RETENTION_INSTANTS_YEARS: count("RETENTION_INSTANTS_YEARS", 1, 100, "年"),
  // A redelivery is known by its row; platforms give up within days.
  RETENTION_INBOX_DAYS: count("RETENTION_INBOX_DAYS", 7, 36_500, "日"),
  // The row of a post keeps it from being made again.
  RETENTION_OUTBOX_DAYS: count("RETENTION_OUTBOX_DAYS", 31, 36_500, "日"),
  RETENTION_WEB_DAYS: count("RETENTION_WEB_DAYS", 7, 36_500, "日"),
};

/** @param problems gets a sentence where the periods contradict each other */
export function readRetention(
  value: Partial<Record<keyof typeof RETENTION_FIELDS, string>>,
  problems: string[],
): Retention {
  const retention = {
    notesYears: Number(value.RETENTION_NOTES_YEARS ?? 5),
    auditYears: Number(value.RETENTION_AUDIT_YEARS ?? 10),
    instantsYears: Number(value.RETENTION_INSTANTS_YEARS ?? 10),
    inboxDays: Number(value.RETENTION_INBOX_DAYS ?? 30),
    outboxDays: Number(value.RETENTION_OUTBOX_DAYS ?? 90),
    webDays: Number(value.RETENTION_WEB_DAYS ?? 365),
  };
  if (retention.auditYears < retention.notesYears) {
    problems.push(
      `RETENTION_AUDIT_YEARS（${retention.auditYears}年）は RETENTION_NOTES_YEARS（${retention.notesYears}年）より短くできません。報告より先に、だれが直したかの記録がなくなるためです。`,
    );
  }
  return retention;
}
