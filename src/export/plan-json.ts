import { termsOf } from "../domain/indicator.js";
import { tokyoDate } from "../domain/time.js";
import { isConfirming, listConfirmations } from "../store/confirmations.js";
import type { Db } from "../store/database.js";
import { listDepartments, listSections } from "../store/departments.js";
import { evaluationsOfGoal } from "../store/evaluations.js";
import {
  listDepartmentStatements,
  listDetails,
  listGoals,
  listPlanStatements,
  type StoredDetail,
} from "../store/goals.js";
import { listIndicators, listValues } from "../store/indicators.js";
import { levelsAbove } from "../store/levels-above.js";
import { listNotes } from "../store/notes.js";
import { findOccasion } from "../store/occasions.js";
import type { Plan } from "../store/plans.js";
import { goalLabel, listScale } from "../store/scale.js";

/** A plan as the command line prints it: every text as stored, states as the fixed keys beside the plan's own words. */
export function exportPlan(db: Db, plan: Plan, how: { readonly unconfirmed?: boolean } = {}) {
  const confirming = isConfirming(db, plan.municipality);
  const whole = listPlanStatements(db, plan.id);
  const scale = listScale(db, plan.id);
  return {
    municipality: plan.municipality,
    fiscalYear: plan.fiscalYear,
    title: plan.title,
    issuedBy: plan.issuedBy,
    updatedOn: plan.updatedOn,
    overall: whole.filter((statement) => statement.kind === "overall").map((statement) => statement.text),
    framework: whole
      .filter((statement) => statement.kind === "framework")
      .map(({ heading, text }) => ({ heading, text })),
    departments: listDepartments(db, plan.id).map((department) => {
      const statements = listDepartmentStatements(db, department.id);
      const goals = listGoals(db, department.id).map((goal) => ({
        sectionId: goal.sectionId,
        shown: {
          number: goal.number,
          text: goal.text,
          ...detailed(listDetails(db, goal.id)),
          ...measured(db, goal.id),
          ...levelled(db, goal.id),
          ...evaluated(db, goal.id),
          state: goal.state,
          stateLabel: goalLabel(scale, goal),
          percent: goal.percent,
          notes: shownNotes(db, goal.id, confirming, how.unconfirmed === true).map(({ note, confirmed }) => ({
            date: tokyoDate(note.saidAt),
            state: note.state,
            percent: note.percent,
            unchanged: note.unchanged,
            text: note.text,
            author: note.authorName,
            onBehalfOf: note.onBehalfOf,
            ...(confirming ? { confirmed } : {}),
          })),
        },
      }));
      const elsewhere = goals.filter((goal) => goal.sectionId === null).map((goal) => goal.shown);
      const lead = statements.find((statement) => statement.kind === "vision_lead");
      const items = statements.filter((statement) => statement.kind === "vision_item");
      return {
        order: department.order,
        name: department.name,
        aliases: department.aliases,
        sections: listSections(db, department.id).map((section) => ({
          name: section.name,
          policies: statements
            .filter((statement) => statement.kind === "policy" && statement.sectionId === section.id)
            .map((statement) => statement.text),
          goals: goals.filter((goal) => goal.sectionId === section.id).map((goal) => goal.shown),
        })),
        vision:
          lead === undefined && items.length === 0
            ? null
            : { lead: lead?.text ?? null, items: items.map((item) => item.text) },
        initiatives: statements
          .filter((statement) => statement.kind === "initiative")
          .map(({ heading, text }) => ({ heading, text })),
        // Tracked ビジョン and 組織横断の取組 stand under no 柱; what was reported on them must not be left out.
        ...(elsewhere.length === 0 ? {} : { otherGoals: elsewhere }),
      };
    }),
  };
}

/** Where 課長確認 is on, the reports that are confirmed, and the others only where they are asked for. */
function shownNotes(db: Db, goalId: number, confirming: boolean, unconfirmed: boolean) {
  const standing = listConfirmations(db, goalId);
  return listNotes(db, goalId)
    .map((note) => ({ note, confirmed: standing.get(note.id)?.verdict === "confirmed" }))
    .filter(({ confirmed }) => !confirming || unconfirmed || confirmed);
}

/** 担当課, 指標, 目標値, 期限 where the document prints them. */
const detailed = (details: readonly StoredDetail[]) => (details.length === 0 ? {} : { details });

/** 評価 where there is any, that of the latest occasion first. */
function evaluated(db: Db, goalId: number) {
  const evaluations = evaluationsOfGoal(db, goalId).map((evaluation) => {
    const occasion = findOccasion(db, evaluation.occasionId);
    return {
      occasion: occasion?.name ?? "",
      asOf: occasion?.asOf ?? null,
      achievement: evaluation.achievement,
      result: evaluation.result,
      issue: evaluation.issue,
      direction: evaluation.direction,
      directionKey: evaluation.directionKey,
      confirmed: evaluation.verdict === "confirmed",
      date: tokyoDate(evaluation.writtenAt),
      author: evaluation.authorName,
      onBehalfOf: evaluation.onBehalfOf,
      ...(evaluation.asDeputy ? { confirmedByDeputy: true } : {}),
    };
  });
  return evaluations.length === 0 ? {} : { evaluations };
}

/** 指標 where there is any, with the values that reports named, oldest first. */
function measured(db: Db, goalId: number) {
  const indicators = listIndicators(db, goalId).map((indicator) => ({
    ...termsOf(indicator),
    values: listValues(db, indicator.id).map(({ value, saidAt }) => ({ date: tokyoDate(saidAt), value })),
  }));
  return indicators.length === 0 ? {} : { indicators };
}

/** 政策→施策→事業 above a goal, the highest first, where there is any. */
function levelled(db: Db, goalId: number) {
  const levels = levelsAbove(db, goalId).map(({ kind, name, indicators }) => ({ kind, name, indicators }));
  return levels.length === 0 ? {} : { levels };
}
