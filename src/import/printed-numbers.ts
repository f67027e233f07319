import type { ParsedDepartment, ParsedGoal } from "./document.js";

/**
 * Keeps the numbers that a document prints with its goals where they run through all departments: there they name a goal. Those that
 * begin anew in each department are ours as well.
 */
export function withPrintedNumbers(departments: readonly ParsedDepartment[]): readonly ParsedDepartment[] {
  const say = isCountedThrough(departments) ? withNumber : withoutNumber;
  return departments.map((department) => ({
    ...department,
    sections: department.sections.map((section) => ({ ...section, goals: section.goals.map(say) })),
  }));
}

export function isCountedThrough(departments: readonly ParsedDepartment[]): boolean {
  const seen = new Set<number>();
  let ours = true;
  for (const { sections } of departments) {
    for (const [index, { printed }] of sections.flatMap(({ goals }) => goals).entries()) {
      if (printed === undefined) continue;
      if (seen.has(printed)) return false;
      seen.add(printed);
      if (printed !== index + 1) ours = false;
    }
  }
  return !ours;
}

function withNumber(goal: ParsedGoal): ParsedGoal {
  if (goal.printed === undefined) return goal;
  const number = { kind: "number", label: "No.", text: String(goal.printed) } as const;
  return { ...goal, details: [number, ...(goal.details ?? [])] };
}

function withoutNumber({ printed: _ours, ...goal }: ParsedGoal): ParsedGoal {
  return goal;
}
