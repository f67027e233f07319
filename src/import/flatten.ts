import type { StatementKind } from "../store/statements.js";
import type { NamedSection, Placed } from "./diff.js";
import type { GoalDetail, ParsedDepartment, ParsedPlan } from "./document.js";

/** A document as lists of rows; places are indexes into `departments` and `sections`. */
export interface FlatPlan {
  readonly departments: readonly ParsedDepartment[];
  readonly sections: readonly NamedSection[];
  readonly statements: readonly FlatStatement[];
  /** Labels that can be tracked, as printed. */
  readonly labels: readonly string[];
}

export interface FlatStatement extends Placed {
  /** Its number within the department where it is tracked. */
  readonly number: number | null;
  /** What the document says of a goal besides its text. */
  readonly details?: readonly GoalDetail[];
}

const LABELS: Partial<Record<StatementKind, string>> = {
  policy: "経営方針",
  vision_item: "ビジョン",
  initiative: "組織横断の取組",
};

/**
 * @param track printed labels whose statements are numbered as goals besides 重点目標: the name of a 柱
 *   (組織運営方針) or the name of a kind (経営方針, ビジョン, 組織横断の取組)
 */
export function flatten(parsed: ParsedPlan, track: readonly string[]): FlatPlan {
  const sections: NamedSection[] = [];
  const statements: FlatStatement[] = [];
  const labels = new Set<string>();
  for (const text of parsed.overall) statements.push(whole("overall", null, text.text));
  for (const text of parsed.framework) statements.push(whole("framework", text.heading, text.text));
  for (const [department, printed] of parsed.departments.entries()) {
    let number = 0;
    const add = (
      kind: StatementKind,
      section: number | null,
      heading: string | null,
      text: string,
      details: readonly GoalDetail[] = [],
    ): void => {
      const names = [LABELS[kind], section === null ? undefined : sections[section]?.name].filter(
        (name): name is string => name !== undefined && name !== "",
      );
      if (kind !== "goal") for (const name of names) labels.add(name);
      const tracked = kind === "goal" || names.some((name) => track.includes(name));
      if (tracked) number += 1;
      statements.push({
        department,
        section,
        kind,
        heading,
        text,
        number: tracked ? number : null,
        ...(details.length === 0 ? {} : { details }),
      });
    };
    const { vision } = printed;
    if (vision?.lead) add("vision_lead", null, null, vision.lead.text);
    for (const item of vision?.items ?? []) add("vision_item", null, null, item.text);
    for (const section of printed.sections) {
      const index = sections.push({ department, name: section.name }) - 1;
      for (const policy of section.policies) add("policy", index, null, policy.text);
      for (const goal of section.goals) add("goal", index, goal.heading ?? null, goal.text, goal.details);
    }
    for (const item of printed.initiatives) add("initiative", null, item.heading, item.text);
  }
  return { departments: parsed.departments, sections, statements, labels: [...labels] };
}

function whole(kind: StatementKind, heading: string | null, text: string): FlatStatement {
  return { department: null, section: null, kind, heading, text, number: null };
}
