import type { FlatPlan, FlatStatement } from "./diff.js";
import type { ParsedPlan } from "./document.js";

export interface ImportCounts {
  readonly departments: number;
  readonly sections: number;
  readonly policies: number;
  readonly goals: number;
  readonly initiatives: number;
  readonly overall: number;
  readonly visions: number;
}

/** A tracked text, by the department and the number under which people saw it before; of a new one those of now. */
export interface TrackedPlace {
  readonly id: number;
  readonly department: number;
  readonly departmentName: string;
  readonly number: number;
}

/** One difference between what was stored and what was read; several may hold of one text. */
export interface Change {
  readonly what: "added" | "changed" | "removed" | "renamed" | "moved" | "reordered";
  readonly department: string | null;
  readonly kind: FlatStatement["kind"] | "department" | "section";
  /** What it said before; of what was moved, where it stood; of what was renamed, the old name. */
  readonly before: string | null;
  readonly after: string | null;
  /** How many notes stand on it. */
  readonly notes: number;
  readonly goal: TrackedPlace | null;
}

/** How many changes there are of each of some kinds. */
const countsOf = <What extends Change["what"]>(
  changes: readonly Change[],
  kinds: readonly What[],
): Readonly<Record<What, number>> =>
  Object.fromEntries(
    kinds.map((kind) => [kind, changes.filter(({ what }) => what === kind).length]),
  ) as Record<What, number>;

/** What came, what reads differently, what went; the rest is counted by `tallyPlaces`. */
export const tally = (changes: readonly Change[]) => countsOf(changes, ["added", "changed", "removed"]);

/** What is the same and stands elsewhere or under another name. */
export const tallyPlaces = (changes: readonly Change[]) =>
  countsOf(changes, ["renamed", "moved", "reordered"]);

/** What the document holds; goals are the statements that are tracked. */
export function countPlan(parsed: ParsedPlan, flat: FlatPlan): ImportCounts {
  const sections = parsed.departments.flatMap((department) => department.sections);
  return {
    departments: parsed.departments.length,
    // What stands in a department under no 柱 is kept in one without a name.
    sections: sections.filter(({ name }) => name !== "").length,
    policies: sections.reduce((sum, section) => sum + section.policies.length, 0),
    goals: flat.statements.filter((statement) => statement.number !== null).length,
    initiatives: parsed.departments.reduce((sum, department) => sum + department.initiatives.length, 0),
    overall: parsed.overall.length,
    visions: parsed.departments.filter((department) => department.vision !== null).length,
  };
}

/** A tracked text that is given differently now, by the department and number under which people saw it before. */
export interface ChangedGoal extends Omit<TrackedPlace, "departmentName"> {
  readonly what: Exclude<Change["what"], "renamed">;
  readonly text: string;
  /** Of one that went to another department its name. */
  readonly to: string | null;
}

/** The changes of tracked texts, each once: that it went to another department before that it reads differently. */
export function changedGoals(changes: readonly Change[]): ChangedGoal[] {
  const goals = new Map<number, ChangedGoal>();
  for (const { what, goal, department, before, after } of changes) {
    if (goal === null || what === "renamed") continue;
    const { departmentName, ...place } = goal;
    const to = what === "moved" && department !== departmentName ? department : null;
    const known = goals.get(goal.id);
    if (known === undefined) goals.set(goal.id, { ...place, what, text: after ?? before ?? "", to });
    else if (to !== null) goals.set(goal.id, { ...known, what, to });
  }
  return [...goals.values()];
}

export interface ImportOptions {
  readonly municipality: string;
  readonly fiscalYear: number;
  /** Printed labels to track besides 重点目標; added to those already tracked. */
  readonly track: readonly string[];
  readonly sourceName: string;
  readonly sourceSha256: string;
  readonly now: number;
  readonly actor: string;
  /** From when silence counts, where it is not the later of the plan's start and `now`. */
  readonly trackedFrom?: number;
  /** True for a plan that only shows what the program does. */
  readonly sample?: boolean;
}
