import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { STATE_KEYS } from "./domain/state.js";
import { addDays, DAY, fiscalYearSpan, HOUR, tokyoDate, tokyoInstant, weekdayOf } from "./domain/time.js";
import { applyImport } from "./import/apply.js";
import { openFile } from "./import/decode.js";
import { planImport } from "./import/profile/plan-import.js";
import { readDocument } from "./import/read/read-document.js";
import type { Log } from "./log.js";
import { type Db, inTransaction } from "./store/database.js";
import { listDepartments } from "./store/departments.js";
import { listGoals } from "./store/goals.js";
import { addInvented, wereRemoved } from "./store/invented.js";
import { ensurePerson } from "./store/people.js";
import { listPlans, listSamples, type Plan } from "./store/plans.js";

const SAMPLES = fileURLToPath(new URL("../samples/", import.meta.url));

/** How the names of invented posts end, wherever they are shown. */
const MARK = "（見本）";

/**
 * Fills an empty database with the sample plans in the middle of a year's work, so that a newcomer sees something. Once they were
 * removed they do not come back by themselves.
 */
export async function loadSamples(db: Db, now: number, log: Log): Promise<void> {
  if (wereRemoved(db) || listPlans(db).length > 0 || listSamples(db).length > 0) return;
  await importSamples(db, now, log);
  tellStory(db, now);
}

/**
 * Imports the sample plans that are not stored. Their goals count as tracked from the start of their fiscal year, so that the first
 * weekly digest has something to ask.
 */
export async function importSamples(db: Db, now: number, log: Log): Promise<void> {
  for (const name of readdirSync(SAMPLES)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .sort()) {
    const source = openFile(path.join(SAMPLES, name));
    const parsed = planImport(await readDocument(source.content, source.name), {}).plan;
    if (parsed === null || parsed.municipality === null || parsed.fiscalYear === null)
      throw new Error(`sample ${name} names no plan`);
    const { municipality, fiscalYear } = parsed;
    const known = [...listPlans(db), ...listSamples(db)];
    if (known.some((plan) => plan.municipality === municipality && plan.fiscalYear === fiscalYear)) continue;
    applyImport(
      db,
      parsed,
      {
        municipality,
        fiscalYear,
        track: [],
        sourceName: source.name,
        sourceSha256: source.sha256,
        now,
        actor: "setup",
        sample: true,
        trackedFrom: fiscalYearSpan(fiscalYear).start,
      },
      true,
    );
    log.info({ sample: name }, "sample plan imported");
  }
}

const state = z.enum(STATE_KEYS);
const storyShape = z.object({
  plan: z.object({ municipality: z.string(), fiscalYear: z.number() }),
  silent: z.array(z.string()),
  complete: z.array(z.string()),
  told: z.array(
    z.object({
      department: z.string(),
      number: z.number(),
      weeks: z.number(),
      state: state.optional(),
      percent: z.number().optional(),
      text: z.string(),
    }),
  ),
  posts: z.array(z.string()).min(1),
  phrases: z.partialRecord(state, z.array(z.string()).min(1)),
});

type Story = z.infer<typeof storyShape>;
type Told = Story["told"][number];

/** Over how many weeks the invented reports lie. */
const WEEKS = 11;

/**
 * Puts the invented reports of `samples/progress.json` on the sample that it names: on working days of the weeks before `now`, so
 * that it always is the middle of a year's work; where the fiscal year is younger than that, on fewer days, never before it began.
 */
export function tellStory(db: Db, now: number): void {
  const story = storyShape.parse(JSON.parse(readFileSync(path.join(SAMPLES, "progress.json"), "utf8")));
  const plan = listSamples(db).find(
    (each) => each.municipality === story.plan.municipality && each.fiscalYear === story.plan.fiscalYear,
  );
  if (plan === undefined) return;
  inTransaction(db, () => {
    for (const [place, { id, name }] of listDepartments(db, plan.id).entries()) {
      const goals = listGoals(db, id);
      const told = goals.flatMap(({ number }) => reports(story, { name, place, number }));
      const last = new Map<number, number>();
      for (const [index, report] of told.entries()) {
        const goal = goals.find(({ number }) => number === report.number);
        const day = dayOf(plan, report.weeks, index, now);
        if (goal === undefined || day === null) continue;
        // In the first days of a fiscal year everything lies close together; one after the other it stays.
        const saidAt = Math.max(day, (last.get(goal.id) ?? 0) + 1);
        last.set(goal.id, saidAt);
        const post = `${name} ${story.posts[report.number % story.posts.length] ?? ""}${MARK}`;
        addInvented(db, {
          key: `${name}:${report.number}:${report.weeks}`,
          goalId: goal.id,
          state: report.state ?? null,
          percent: report.percent ?? null,
          text: report.text,
          authorId: ensurePerson(db, "sample", post, post).id,
          saidAt,
        });
      }
    }
  });
}

/** What is said of one goal over the weeks: as the story tells, else by a pattern that gives every department a standing of its own. */
function reports(
  story: Story,
  { name, place, number }: { readonly name: string; readonly place: number; readonly number: number },
): readonly Told[] {
  if (story.silent.includes(name)) return [];
  if (story.told.some(({ department }) => department === name))
    return story.told.filter((each) => each.department === name && each.number === number);
  const say = (weeks: number, key: Told["state"] & string, percent?: number): Told => {
    const words = story.phrases[key] ?? [""];
    const text = words[(place + number + weeks) % words.length] ?? "";
    return {
      department: name,
      number,
      weeks,
      state: key,
      text,
      ...(percent === undefined ? {} : { percent }),
    };
  };
  const turn = (place * 3 + number * 7) % 10;
  if (story.complete.includes(name)) return [say(7, "on_track"), say(turn % 2 === 0 ? 2 : 1, "done", 100)];
  if (turn === 0) return [say(10, "not_started")];
  if (turn === 1) return [say(8, "on_track"), say(2, "slightly_behind")];
  if (turn === 2) return [say(6, "on_track")];
  if (turn === 3) return [say(9, "not_started"), say(4, "on_track"), say(1, "done", 100)];
  if (turn <= 5) return [say(7, "on_track"), say(3, "mostly_on_track", 50)];
  if (turn <= 8) return [say(9, "not_started"), say(5, "on_track"), say(turn - 5, "on_track", turn * 10)];
  return [];
}

/** An instant in office hours on a working day some weeks before `now`; null where the fiscal year had not begun. */
function dayOf(plan: Plan, weeks: number, index: number, now: number): number | null {
  const { start } = fiscalYearSpan(plan.fiscalYear);
  if (now <= start) return null;
  const span = Math.min(WEEKS * 7 * DAY, now - start);
  let date = tokyoDate(now - (span * weeks) / WEEKS - (index % 3) * DAY);
  while ([0, 6].includes(weekdayOf(date))) date = addDays(date, -1);
  const at = tokyoInstant(date) + (9 + (index % 8)) * HOUR + ((index * 7) % 60) * 60_000;
  return Math.min(Math.max(at, start + (index % 60) * 60_000), now - 60_000);
}
