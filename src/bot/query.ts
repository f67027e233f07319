import { z } from "zod";

/**
 * What a button asks for. A button's value travels through a platform and comes back from the outside, so it is
 * read with a schema, and whoever presses it is checked exactly as if they had typed it: nothing in it is trusted.
 */

const id = z.number().int().positive();
const page = z.number().int().min(1).max(10_000).optional();
/** The place of a level in the plan's scale, and its label: a button outlives the scale in which it was made. */
const level = z.number().int().min(0).max(50);
const label = z.string().max(40);

/** The forms of `/policy 設定` that open without saying for what. */
export const SETTINGS_FORMS = [
  "rhythm",
  "cadence",
  "pause",
  "pause-end",
  "day",
  "deadline",
  "deadline-close",
  "send-now",
  "reminders",
  "absence",
  "absence-end",
] as const;
export type SettingsForm = (typeof SETTINGS_FORMS)[number];

/** Looking something up; changes nothing. */
export const querySchema = z.discriminatedUnion("do", [
  z.object({ do: z.literal("overview"), plan: id, page }),
  z.object({ do: z.literal("department"), department: id, section: id.optional(), page }),
  z.object({ do: z.literal("goal"), goal: id, page }),
  z.object({
    do: z.literal("search"),
    words: z.string().max(200),
    plan: id.optional(),
    department: id.optional(),
    page,
  }),
  z.object({ do: z.literal("stale"), plan: id, department: id.optional(), page }),
  z.object({ do: z.literal("standing"), plan: id, department: id.optional(), page }),
  z.object({ do: z.literal("trend"), plan: id }),
  z.object({ do: z.literal("history"), department: id, page }),
  z.object({ do: z.literal("help") }),
]);
export type Query = z.infer<typeof querySchema>;

/** Everything a button can ask for. `nonce` makes a second press of the same button the same act. */
export const pressSchema = z.discriminatedUnion("do", [
  ...querySchema.options,
  z.object({ do: z.literal("share"), of: querySchema }),
  /** Opens the form for one goal, or for a choice among a department's goals. */
  z.object({ do: z.literal("report-form"), department: id, goal: id.optional() }),
  /** One press records a level of the scale, or 変更なし where `level` is absent. */
  z.object({
    do: z.literal("quick"),
    goal: id,
    level: level.optional(),
    label: label.optional(),
    nonce: z.string().max(40),
  }),
  /** 変更なし for every goal of the digest that carries the button and is still open. */
  z.object({ do: z.literal("all-unchanged"), department: id }),
  /** Settles a doubt about a kept reply: the goal it is about, perhaps the level; no goal means it was no report. */
  z.object({
    do: z.literal("settle"),
    message: id,
    doubt: z.number().int().min(0).max(50),
    goal: id.optional(),
    level: level.optional(),
    label: label.optional(),
  }),
  /** Moves reminders of goals for the person who pressed. */
  z.object({
    do: z.literal("snooze"),
    goals: z.array(id).min(1).max(30),
    until: z.enum(["next-week", "3-days", "after-assembly"]),
  }),
  z.object({ do: z.literal("settings") }),
  z.object({ do: z.literal("settings-form"), form: z.enum(SETTINGS_FORMS) }),
  /** Sends a department's digest, which was shown before. */
  z.object({ do: z.literal("send-now"), department: id }),
  z.object({ do: z.literal("coming-week"), plan: id }),
  /** Begins or ends following the plan's round-up. */
  z.object({ do: z.literal("follow"), plan: id }),
  /** Works off again what was set aside: one event, or all. */
  z.object({ do: z.literal("retry-event"), event: id.optional() }),
  z.object({ do: z.literal("bind-form"), department: id.optional() }),
  z.object({ do: z.literal("role-form"), department: id.optional() }),
  z.object({ do: z.literal("owner-form"), department: id.optional() }),
]);
export type Press = z.infer<typeof pressSchema>;

/** A press as the string that a platform carries (Slack allows 2,000 characters). */
export function encodePress(press: Press): string {
  return JSON.stringify(press);
}

/** The press of a value that came back, or null for anything that this program did not write. */
export function decodePress(value: string): Press | null {
  if (value.length > 2000) return null;
  try {
    const parsed = pressSchema.safeParse(JSON.parse(value));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
