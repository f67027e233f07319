import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createCalendar } from "../../../dist/domain/calendar.js";
import { readSchedule } from "../../../dist/domain/schedule.js";
import { dueSlots } from "../../../dist/domain/slots.js";
import { HOUR, MINUTE } from "../../../dist/domain/time.js";
import { newOwner, runSlot } from "../../../dist/jobs/ledger.js";
import { systemClock } from "../../../dist/machine-clock.js";
import { openDatabase, run } from "../../../dist/store/database.js";
import { settledSlots } from "../../../dist/store/job-runs.js";

/**
 * One process of the bot with nothing but its jobs, in a world in which a millisecond lasts minutes. Says `claimed` while it
 * holds a claim and writes a row of its own for each digest, so that a second one would be seen.
 */
const task = JSON.parse(process.argv[2] ?? "");
const db = openDatabase(task.file);
const calendar = createCalendar({ overrides: new Map() });
const owner = newOwner();
const clock = () => task.start + (systemClock() - task.realStart) * task.minutesPerMs * MINUTE;

// A test that was stopped closes this end of the pipe.
process.stdin.on("end", () => process.exit(1));
process.stdin.resume();

process.stdout.write("ready\n");
while (clock() < task.end) {
  for (const [index, value] of task.schedules.entries()) {
    const schedule = readSchedule(value);
    if (schedule === null) throw new Error("not a schedule");
    const job = `digest:${index}`;
    const decidedAt = clock();
    const settled = settledSlots(db, job, task.start);
    const { due } = dueSlots({
      schedule,
      since: task.start,
      until: task.until,
      now: decidedAt,
      departmentId: 1,
      calendar,
      pauses: [],
      settled,
      lateLimit: task.lateLimit,
    });
    if (due === null) continue;
    const outcome = await runSlot(db, {
      job,
      due,
      owner,
      clock,
      leaseMs: HOUR,
      plan: async () => {
        process.stdout.write("claimed\n");
        await sleep(Math.random() * 25);
      },
      write: () => {
        const row = { job, slot: due.slot, covers: due.covers, decidedAt, late: due.late };
        run(db, "INSERT INTO setting(key, value) VALUES (?, ?)", randomUUID(), JSON.stringify(row));
        return null;
      },
    });
    if (outcome.kind === "failed") throw outcome.error;
    process.stdout.write(`${outcome.kind}\n`);
  }
  await sleep(3);
}
db.close();
process.exit(0);
