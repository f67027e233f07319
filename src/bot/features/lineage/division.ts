/** 分割 in mid-year: which part of the divided department answers for which goal. Reads only. */

import { fold } from "../../../domain/fold.js";
import { addDays, fiscalYearOf, tokyoInstant } from "../../../domain/time.js";
import { answeringOn } from "../../../store/asked-channels.js";
import type { Db } from "../../../store/database.js";
import { findDepartment, listSections, type Section } from "../../../store/departments.js";
import { chargesOf, type GoalCharge } from "../../../store/goal-charges.js";
import { type Goal, listGoals } from "../../../store/goals.js";
import { departmentsOn, partsAnsweringFor } from "../../../store/organisations.js";
import { listPlansOf } from "../../../store/plans.js";
import type { NewReorganisation } from "../../../store/reorganisations.js";

export interface DividedGoal {
  readonly goal: Goal;
  /** The part that answers for it; null where nobody has said so and no 柱 makes it sure. */
  readonly part: string | null;
}

/** Goals of one 柱 of a department that is divided. */
export interface DividedSection {
  readonly department: string;
  /** Null for goals under none. */
  readonly section: Section | null;
  readonly goals: readonly DividedGoal[];
}

export interface Division {
  readonly parts: readonly string[];
  readonly sections: readonly DividedSection[];
}

/** What somebody chose: for goals by their ids, for 柱 by theirs. A part is one of the names after the division. */
export interface ChosenParts {
  readonly goals: ReadonlyMap<number, string>;
  readonly sections: ReadonlyMap<number, string>;
}

export const NOTHING_CHOSEN: ChosenParts = { goals: new Map(), sections: new Map() };

/**
 * The goals that a division divides; null where it is none, or where no plan of its year is stored yet (what is printed then says it).
 * What was chosen comes first, then what was said before, then what the name of the 柱 makes sure.
 */
export function divisionOf(
  db: Db,
  decided: NewReorganisation & { readonly id?: number },
  chosen: ChosenParts,
): Division | null {
  const parts = decided.after.map(({ name }) => name);
  const [organisationId] = decided.before.flatMap((end) => end.organisationId ?? []);
  const year = fiscalYearOf(tokyoInstant(decided.on));
  const plan = listPlansOf(db, decided.municipalityId).find(({ fiscalYear }) => fiscalYear === year);
  if (decided.kind !== "split" || organisationId === undefined || plan === undefined) return null;
  const said = new Map(
    (decided.id === undefined ? [] : chargesOf(db, decided.id)).map(({ goalId, part }) => [goalId, part]),
  );
  const eve = addDays(decided.on, -1);
  const sections = departmentsOn(db, organisationId, plan.id, eve).flatMap((id) => {
    const goals = inCharge(db, organisationId, id, eve);
    const places = [...listSections(db, id), null];
    return places.flatMap((section): DividedSection[] => {
      const here = goals.filter(({ sectionId }) => sectionId === (section?.id ?? null));
      if (here.length === 0) return [];
      const usual = section === null ? null : (chosen.sections.get(section.id) ?? null);
      const sure = section === null ? null : sureOf(section.name, parts);
      const among = (part: string | null | undefined): string | null =>
        part != null && parts.includes(part) ? part : null;
      return [
        {
          department: findDepartment(db, id)?.name ?? "",
          section,
          goals: here.map((goal) => ({
            goal,
            part: among(chosen.goals.get(goal.id) ?? usual ?? said.get(goal.id) ?? sure),
          })),
        },
      ];
    });
  });
  return sections.length === 0 ? null : { parts, sections };
}

/** The goals of a department that an organisation answers for on a day: of a part of one divided before, its own. */
function inCharge(db: Db, organisationId: number, departmentId: number, day: string): Goal[] {
  const parts = partsAnsweringFor(db, departmentId, day);
  const usual = answeringOn(db, departmentId, day);
  return listGoals(db, departmentId).filter(({ id }) => (parts.get(id) ?? usual).includes(organisationId));
}

/** Ends of a department's name that say nothing of what it does. */
const ENDINGS = /(?:部|局|課|室|担当|センター|事務所)$/u;
const SHORTEST_STEM = 2;

/** The one part whose name the name of a 柱 has; of 福祉 and 高齢福祉 the longer. Null where it is not sure. */
function sureOf(section: string, parts: readonly string[]): string | null {
  const name = fold(section);
  const found = parts
    .map((part) => ({ part, stem: fold(part.replace(ENDINGS, "")) }))
    .filter(({ stem }) => stem.length >= SHORTEST_STEM && name.includes(stem))
    .sort((a, b) => b.stem.length - a.stem.length);
  const [longest, ...others] = found;
  return longest !== undefined &&
    others.every(({ stem }) => longest.stem.includes(stem) && stem !== longest.stem)
    ? longest.part
    : null;
}

const goalsOf = ({ sections }: Division): readonly DividedGoal[] => sections.flatMap(({ goals }) => goals);

/** Goals of which nobody has said which part has them. */
export const undecidedOf = (division: Division): readonly Goal[] =>
  goalsOf(division).flatMap(({ goal, part }) => (part === null ? [goal] : []));

/** As it is stored: one part a goal. */
export const chargesFrom = (division: Division | null): GoalCharge[] =>
  (division === null ? [] : goalsOf(division)).flatMap(({ goal, part }) =>
    part === null ? [] : [{ goalId: goal.id, departmentId: goal.departmentId, part }],
  );

/** Why a division is not decided yet; null where every goal has its part. */
export function undecidedWords(division: Division | null): string | null {
  const undecided = division === null ? [] : undecidedOf(division);
  return undecided.length === 0
    ? null
    : `受け持つ部が決まっていない目標が ${undecided.length}件あります（${undecided.map(({ number }) => number).join("、")}）。どの部が受け持つかを選んでください。`;
}
