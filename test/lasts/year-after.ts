import type { ParsedDepartment, ParsedGoal, ParsedPlan } from "../../src/import/document.js";

/** The departments, by their place in the document, to which the change of the year does something. */
export const RENAMED = 2;
export const SPLIT = 7;
export const ABOLISHED = 17;

export const NEW_NAMES = {
  renamed: "安全推進部",
  halves: ["地域暮らし部", "介護支援部"],
  founded: "未来技術推進部",
} as const;

export const ADDED = "蓄電池を備えた避難場所の夜間開設手順の確認";
export const INSERTED = "携帯型無線機の貸出簿の電子化";

const goal = (text: string): ParsedGoal => ({ text, line: 1 });

/** The department with other goals: each section keeps those that `change` gives back. */
function withGoals(
  department: ParsedDepartment,
  change: (goal: ParsedGoal, place: number) => readonly ParsedGoal[],
): ParsedDepartment {
  let place = -1;
  const sections = department.sections.map((section) => ({
    ...section,
    goals: section.goals.flatMap((each) => {
      place += 1;
      return change(each, place);
    }),
  }));
  return { ...department, sections };
}

export const goalTexts = (department: ParsedDepartment | undefined): string[] =>
  department?.sections.flatMap(({ goals }) => goals.map(({ text }) => text)) ?? [];

/** The same year's document once more, with a goal printed as the second of a department. */
export function corrected(plan: ParsedPlan): ParsedPlan {
  return {
    ...plan,
    departments: plan.departments.map((department, index) =>
      index === RENAMED
        ? withGoals(department, (each, place) => (place === 0 ? [each, goal(INSERTED)] : [each]))
        : department,
    ),
  };
}

/**
 * The next year's document. Of the renamed department's goals the first is reworded, the second and third are one, the fourth is
 * gone, the fifth went to the first department, and one is new.
 */
export function yearAfter(plan: ParsedPlan): ParsedPlan {
  const [, second = "", third = "", , moved = ""] = goalTexts(plan.departments[RENAMED]);
  const departments = plan.departments.flatMap((department, index): ParsedDepartment[] => {
    switch (index) {
      case 0:
        return [withGoals(department, (each, place) => (place === 0 ? [each, goal(moved)] : [each]))];
      case RENAMED:
        return [
          withGoals({ ...department, name: NEW_NAMES.renamed, aliases: [] }, (each, place) => {
            if (place === 0) return [goal(`${each.text}の推進`), goal(ADDED)];
            if (place === 1) return [goal(`${second}、${third}`)];
            return place >= 2 && place <= 4 ? [] : [each];
          }),
        ];
      case SPLIT:
        return NEW_NAMES.halves.map((name, half) => ({
          ...withGoals(department, (each, place) => (place % 2 === half ? [each] : [])),
          name,
          aliases: [],
        }));
      case ABOLISHED:
        return [];
      default:
        return [department];
    }
  });
  const [model] = plan.departments;
  const section = { name: "施策", line: 1, policies: [], goals: [] };
  const founded: ParsedDepartment = {
    order: 0,
    name: NEW_NAMES.founded,
    aliases: [],
    reading: null,
    line: model?.line ?? 1,
    vision: null,
    sections: [{ ...section, goals: [goal("量子計算機の相談窓口の開設"), goal("無人搬送車の公道実験")] }],
    initiatives: [],
  };
  return {
    ...plan,
    departments: [...departments, founded].map((department, index) => ({ ...department, order: index + 1 })),
  };
}
