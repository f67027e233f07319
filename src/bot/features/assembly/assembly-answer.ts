/** 答弁: what the assembly may be told of a topic, across departments and years, from confirmed words alone. */

import { standingWords } from "../../../domain/state.js";
import { shortDay, tokyoParts } from "../../../domain/time.js";
import { isConfirming, listConfirmations } from "../../../store/confirmations.js";
import type { Db } from "../../../store/database.js";
import { type Department, findDepartment } from "../../../store/departments.js";
import { evaluationsOfGoal } from "../../../store/evaluations.js";
import { findGoal, type Goal, listDetails } from "../../../store/goals.js";
import { forerunnersOfGoal } from "../../../store/links.js";
import { listNotes, type Note, postOfNote } from "../../../store/notes.js";
import { findPlan, listPlansOf, type Plan } from "../../../store/plans.js";
import { listScale, type PlacedLevel, stateLabel } from "../../../store/scale.js";
import { searchPlan, searchWords } from "../../../store/search.js";

/** One confirmed report in the words of a 答弁. */
export interface SaidReport {
  readonly at: number;
  /** In the plan's own words; null where the report says none. */
  readonly state: string | null;
  readonly text: string;
  /** 職 of whoever reported; null where nobody wrote one down. No names of people. */
  readonly post: string | null;
  /** Whether it says that the goal is at its end. */
  readonly settled: boolean;
}

export interface AnsweredGoal {
  readonly plan: Plan;
  readonly department: Department;
  readonly goal: Goal;
  /** 現状: the newest report. */
  readonly current: SaidReport | null;
  /** これまでの取組: those before it, of the forerunners of earlier years too, oldest first. */
  readonly past: readonly SaidReport[];
  /** 今後: what was evaluated, what the reports announce, what the document sets as its end. */
  readonly coming: readonly { readonly label: string; readonly text: string }[];
  /** Reports that were left out because nobody has confirmed them. */
  readonly unconfirmed: number;
}

export interface AssemblyAnswer {
  readonly topic: string;
  readonly goals: readonly AnsweredGoal[];
  /** 経営方針 and other texts of the newest year in which they stand. */
  readonly policies: readonly { readonly plan: Plan; readonly department: string; readonly text: string }[];
  readonly unconfirmed: number;
  /** Whether the municipality has its reports confirmed; where not, all of them are shown. */
  readonly confirming: boolean;
}

/** More is no answer any more. */
const MOST_HITS = 60;
const MOST_POLICIES = 5;

/** Everything that is known of a topic in the years of one municipality, the newest year first. */
export function assemblyAnswer(db: Db, plan: Plan, topic: string): AssemblyAnswer {
  const words = searchWords(topic);
  const goals: number[] = [];
  const policies: { plan: Plan; department: string; text: string }[] = [];
  for (const year of listPlansOf(db, plan.municipalityId)) {
    const { hits } = searchPlan(db, words, { planId: year.id }, { limit: MOST_HITS, offset: 0 });
    for (const hit of hits) {
      if (hit.number !== null) goals.push(hit.statementId);
      else if (
        policies.length < MOST_POLICIES &&
        hit.noteId === null &&
        !policies.some(({ text }) => text === hit.text)
      )
        policies.push({ plan: year, department: hit.departmentName ?? "", text: hit.text });
    }
  }
  return answerOf(db, plan, topic, goals, policies);
}

/** The same for the goals that are named, in their order. */
export function answerOf(
  db: Db,
  plan: Plan,
  topic: string,
  goalIds: readonly number[],
  policies: AssemblyAnswer["policies"] = [],
): AssemblyAnswer {
  const confirming = isConfirming(db, plan.municipality);
  const told = new Set<number>();
  const goals = [...new Set(goalIds)].flatMap((id) => {
    // A forerunner of a goal that is told already stands among its これまでの取組.
    if (told.has(id)) return [];
    const line = lineOf(db, id);
    for (const each of line) told.add(each);
    return answeredGoal(db, line, confirming);
  });
  return {
    topic,
    goals,
    policies,
    unconfirmed: goals.reduce((sum, goal) => sum + goal.unconfirmed, 0),
    confirming,
  };
}

/** A goal and its forerunners, the newest first. */
function lineOf(db: Db, goalId: number): number[] {
  const line = [goalId];
  for (const id of line)
    for (const earlier of forerunnersOfGoal(db, id)) if (!line.includes(earlier)) line.push(earlier);
  return line;
}

function answeredGoal(db: Db, line: readonly number[], confirming: boolean): AnsweredGoal[] {
  const [id = 0] = line;
  const goal = findGoal(db, id);
  const department = goal === null ? null : findDepartment(db, goal.departmentId);
  const plan = goal === null ? null : findPlan(db, goal.planId);
  if (goal === null || department === null || plan === null) return [];
  let unconfirmed = 0;
  const reports: SaidReport[] = [];
  for (const each of line) {
    const standing = listConfirmations(db, each);
    const scale = listScale(db, findGoal(db, each)?.planId ?? plan.id);
    for (const note of listNotes(db, each)) {
      if (note.text === "" && note.state === null && note.percent === null) continue;
      if (confirming && standing.get(note.id)?.verdict !== "confirmed") unconfirmed += 1;
      else reports.push(reportOf(db, note, statedIn(note, scale)));
    }
  }
  reports.sort((a, b) => b.at - a.at);
  const [current = null, ...past] = reports;
  const coming = comingOf(db, goal, reports, confirming);
  return [{ plan, department, goal, current, past: past.reverse(), coming, unconfirmed }];
}

/** What a report says of the state, in words for a paper: `順調 60％`; null where it says nothing of it. */
function statedIn({ state, level, percent }: Note, scale: readonly PlacedLevel[]): string | null {
  const label = state === null ? "" : stateLabel(scale, state, level);
  return standingWords(state, label, percent) || null;
}

const reportOf = (db: Db, note: Note, state: string | null): SaidReport => ({
  at: note.saidAt,
  state,
  text: note.text,
  post: postOfNote(db, note.id),
  settled: note.state === "done" || note.state === "cancelled",
});

/** Words by which a sentence speaks of what is still to be done. */
const AHEAD = [
  "予定",
  "今後",
  "見込み",
  "目指",
  "めざ",
  "来年度",
  "次年度",
  "来月",
  "方針です",
  "に向け",
] as const;

function comingOf(
  db: Db,
  goal: Goal,
  reports: readonly SaidReport[],
  confirming: boolean,
): { readonly label: string; readonly text: string }[] {
  const evaluation = evaluationsOfGoal(db, goal.id).find(
    ({ verdict }) => !confirming || verdict === "confirmed",
  );
  const announced = announcement(reports);
  const deadline = listDetails(db, goal.id).filter(({ kind }) => kind === "deadline" || kind === "target");
  return [
    ...(evaluation === undefined || evaluation.direction === ""
      ? []
      : [{ label: "方向", text: evaluation.direction }]),
    ...(evaluation === undefined || evaluation.issue === ""
      ? []
      : [{ label: "課題", text: evaluation.issue }]),
    ...(announced === null ? [] : [announced]),
    ...deadline.map(({ label, text }) => ({ label, text })),
  ];
}

/**
 * The last sentence in which a report speaks of what is to be done, with the day on which it was said: 来月 is read from there. What was
 * announced before a goal came to its end is over.
 * @param reports the newest first
 */
function announcement(
  reports: readonly SaidReport[],
): { readonly label: string; readonly text: string } | null {
  const end = reports.findIndex(({ settled }) => settled);
  for (const { text, at } of end < 0 ? reports : reports.slice(0, end + 1)) {
    const sentence = text
      .split(/(?<=[。．！？\n])/u)
      .map((each) => each.trim())
      .find((each) => AHEAD.some((word) => each.includes(word)));
    if (sentence !== undefined)
      return { label: `${tokyoParts(at).year}/${shortDay(at)} の報告から`, text: sentence };
  }
  return null;
}
