import { fiscalYearLabel, tokyoDate } from "../../domain/time.js";
import { listConfirmations } from "../../store/confirmations.js";
import type { Db } from "../../store/database.js";
import { listDepartments, listSections } from "../../store/departments.js";
import { listGoals } from "../../store/goals.js";
import { listNotes, type Note } from "../../store/notes.js";
import type { Plan } from "../../store/plans.js";
import { listScale, stateLabel } from "../../store/scale.js";
import { printable } from "../progress-table.js";

/**
 * What may be shown to everybody: the plan as it was published, and of its progress only reports that were confirmed and marked
 * 公表可. Nobody's name is in it, and no state that comes from another report.
 */

export interface PublicReport {
  readonly on: string;
  readonly text: string;
  /** In the plan's own words; null where the report says none. */
  readonly state: string | null;
  readonly percent: number | null;
}

export interface PublicGoal {
  readonly number: number;
  readonly section: string;
  readonly text: string;
  /** What the newest public report with a state says. */
  readonly state: string | null;
  readonly percent: number | null;
  /** Newest first. */
  readonly reports: readonly PublicReport[];
}

export interface PublicDepartment {
  readonly order: number;
  readonly name: string;
  readonly goals: readonly PublicGoal[];
}

export interface PublicPlan {
  readonly municipality: string;
  readonly fiscalYear: number;
  readonly year: string;
  readonly title: string;
  readonly asOf: string;
  readonly departments: readonly PublicDepartment[];
}

/** The public part of a plan at `now`. */
export function publicPlan(db: Db, plan: Plan, now: number): PublicPlan {
  const scale = listScale(db, plan.id);
  const reportOf = (note: Note): PublicReport => ({
    on: tokyoDate(note.saidAt),
    text: printable(note.text),
    state: note.state === null ? null : printable(stateLabel(scale, note.state, note.level)),
    percent: note.percent,
  });
  const departments = listDepartments(db, plan.id).map((department, index): PublicDepartment => {
    const sections = new Map(listSections(db, department.id).map(({ id, name }) => [id, name]));
    const goals = listGoals(db, department.id).map((goal): PublicGoal => {
      const standing = listConfirmations(db, goal.id);
      const reports = listNotes(db, goal.id)
        .filter(({ id, text }) => {
          const known = standing.get(id);
          return text !== "" && known?.verdict === "confirmed" && known.isPublic;
        })
        .map(reportOf);
      return {
        number: goal.number,
        section: printable(goal.sectionId === null ? "" : (sections.get(goal.sectionId) ?? "")),
        text: printable(goal.text),
        state: reports.find(({ state }) => state !== null)?.state ?? null,
        percent: reports.find(({ percent }) => percent !== null)?.percent ?? null,
        reports,
      };
    });
    return { order: index + 1, name: printable(department.name), goals };
  });
  return {
    municipality: printable(plan.municipality),
    fiscalYear: plan.fiscalYear,
    year: fiscalYearLabel(plan.fiscalYear),
    title: printable(plan.title),
    asOf: tokyoDate(now),
    departments: departments.filter(({ goals }) => goals.length > 0),
  };
}
