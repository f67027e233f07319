import { text } from "./text.js";

/** How long each kind of data is kept. Nothing is removed by itself when its time is over: see `policy-bot expire`. */
export interface Retention {
  /** Notes with their history, the messages in which they were said, and reminders; in fiscal years, see `expiryLimits`. */
  readonly notesYears: number;
  /** Who changed what; in fiscal years, too. */
  readonly auditYears: number;
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
