import type { ParsedPlan } from "./document.js";
import type { FlatPlan, FlatStatement } from "./flatten.js";

export interface ImportCounts {
  readonly departments: number;
  readonly sections: number;
  readonly policies: number;
  readonly goals: number;
  readonly initiatives: number;
  readonly overall: number;
  readonly visions: number;
}

/** One difference between what was stored and what was read. */
export interface Change {
  readonly what: "added" | "changed" | "removed";
  readonly department: string | null;
  readonly kind: FlatStatement["kind"];
  readonly before: string | null;
  readonly after: string | null;
  /** How many notes stand on it. */
  readonly notes: number;
}

export function tally(changes: readonly Change[]): { added: number; changed: number; removed: number } {
  const count = (what: Change["what"]): number => changes.filter((change) => change.what === what).length;
  return { added: count("added"), changed: count("changed"), removed: count("removed") };
}

/** What the document holds; goals are the statements that are tracked. */
export function countPlan(parsed: ParsedPlan, flat: FlatPlan): ImportCounts {
  const sections = parsed.departments.flatMap((department) => department.sections);
  return {
    departments: parsed.departments.length,
    sections: sections.length,
    policies: sections.reduce((sum, section) => sum + section.policies.length, 0),
    goals: flat.statements.filter((statement) => statement.number !== null).length,
    initiatives: parsed.departments.reduce((sum, department) => sum + department.initiatives.length, 0),
    overall: parsed.overall.length,
    visions: parsed.departments.filter((department) => department.vision !== null).length,
  };
}
