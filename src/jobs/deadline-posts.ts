import type { Message } from "../bot/reply.js";
import { deadlineSummaryView, deadlineView } from "../bot/views/deadline.js";
import { type Binding, listBindings } from "../store/bindings.js";
import { closeDeadline, type Deadline, listDeadlines } from "../store/calendar-days.js";
import { type Db, inTransaction } from "../store/database.js";
import { type Department, listDepartments } from "../store/departments.js";
import { type Goal, isSettled, listPlanGoals } from "../store/goals.js";
import { settledSlots } from "../store/job-runs.js";
import { enqueue } from "../store/outbox.js";
import { listPlans, type Plan } from "../store/plans.js";
import { DAY } from "../time.js";
import type { After } from "./after-sending.js";
import { dueReminder, type ReminderKind } from "./deadlines.js";
import { claimSlot, finishSlot } from "./ledger.js";
import { readOffice } from "./office.js";

/**
 * Reminders of a 中間報告 or 期末報告: to each department's channel while goals are open, other words to 企画課.
 * They stop the moment a department is complete: every goal has a note since the deadline was announced, or is settled.
 */
export function runDeadlines(db: Db, now: number, owner: string): number {
  let count = 0;
  for (const plan of listPlans(db)) {
    for (const deadline of listDeadlines(db, plan.id)) {
      if (deadline.closedAt !== null || now < deadline.announcedAt) continue;
      count += runDeadline(db, plan, deadline, now, owner);
    }
  }
  return count;
}

export interface Completeness {
  readonly department: Department;
  /** Goals on which nobody has reported since the announcement. */
  readonly open: readonly Goal[];
}

/** Where each department stands with a deadline. Pure. */
export function completeness(
  departments: readonly Department[],
  goals: readonly Goal[],
  deadline: Deadline,
): Completeness[] {
  const isOpen = (goal: Goal): boolean => !isSettled(goal) && (goal.lastNoteAt ?? 0) < deadline.announcedAt;
  return departments.map((department) => ({
    department,
    open: goals.filter((goal) => goal.departmentId === department.id && isOpen(goal)),
  }));
}

function runDeadline(db: Db, plan: Plan, deadline: Deadline, now: number, owner: string): number {
  const standing = completeness(listDepartments(db, plan.id), listPlanGoals(db, plan.id), deadline);
  if (standing.every(({ open }) => open.length === 0)) {
    closeDeadline(db, deadline.id, now);
    return 0;
  }
  const office = readOffice(db, plan.id);
  const send = (
    binding: Binding,
    departmentId: number | null,
    after: After | null,
    make: (kind: ReminderKind) => Message,
  ): number => {
    const due = dueReminder({
      date: deadline.date,
      announcedAt: deadline.announcedAt,
      complete: false,
      now,
      departmentId,
      ...office,
    });
    if (due === null) return 0;
    const job = `deadline:${deadline.id}:${binding.platform}:${binding.conversation}`;
    if (settledSlots(db, job, due.slot - DAY).has(due.slot)) return 0;
    if (!claimSlot(db, job, due.slot, owner, now)) return 0;
    return inTransaction(db, () => {
      const message = make(due.kind);
      const sent = post(db, binding, { dedupe: `${job}:${due.slot}`, message, after }, now);
      finishSlot(db, job, due.slot, owner, now);
      return sent ? 1 : 0;
    });
  };
  let count = 0;
  for (const binding of listBindings(db)) {
    if (binding.lostAt !== null) continue;
    if (binding.purpose === "planning") {
      count += send(binding, null, null, (kind) => deadlineSummaryView(deadline, standing, kind));
      continue;
    }
    const own = standing.find(({ department }) => department.id === binding.departmentId);
    if (own === undefined || own.open.length === 0) continue;
    // Replies below the reminder are notes, as below a digest.
    const after: After = {
      thread: {
        kind: "deadline",
        plan: plan.id,
        department: own.department.id,
        goals: own.open.map((goal) => goal.id),
      },
    };
    count += send(binding, own.department.id, after, (kind) =>
      deadlineView(deadline, own.department, own.open, kind),
    );
  }
  return count;
}

function post(
  db: Db,
  binding: Binding,
  what: { readonly dedupe: string; readonly message: Message; readonly after: After | null },
  now: number,
): boolean {
  const { dedupe, message, after } = what;
  return enqueue(
    db,
    {
      dedupe,
      platform: binding.platform,
      kind: "post",
      conversation: binding.conversation,
      destination: binding.destination,
      thread: null,
      target: null,
      body: { type: "message", message },
      after,
      notBefore: now,
      notAfter: null,
    },
    now,
  );
}
