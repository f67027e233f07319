import type { DepartmentName } from "../department-names.js";
import type {
  GoalDetail,
  HeadedText,
  ParsedDepartment,
  ParsedGoal,
  ParsedLevel,
  ParsedText,
  ParsedVision,
} from "../document.js";
import { foldPrinted, glueAll } from "../printed-text.js";

export type ItemKind = "policy" | "goal" | "vision" | "initiative";

/** A text while it is being read: pieces of broken lines are glued once. */
export interface Item {
  readonly kind: ItemKind;
  readonly pieces: string[];
  readonly line: number;
  readonly lines: number[];
  /** The label it stands under, as printed. */
  readonly label: string | null;
  heading: string | null;
  readonly marked: boolean;
  readonly number: number | null;
  readonly section: CollectedSection | null;
  readonly details: GoalDetail[];
  levels?: readonly ParsedLevel[];
  /** False where a check found it unfit to be stored. */
  kept: boolean;
}

export interface CollectedSection {
  readonly name: string;
  readonly line: number;
}

export interface CollectedDepartment {
  readonly name: string;
  readonly aliases: string[];
  line: number;
  readonly sections: Map<string, CollectedSection>;
  readonly items: Item[];
}

export const textOf = (item: Item): string => glueAll(item.pieces);

/** The end of a text: what decides whether a line goes on with it, however long it has become. */
export function endOf(item: Item): string {
  let end = "";
  for (let at = item.pieces.length - 1; at >= 0 && end.length < 300; at -= 1)
    end = `${item.pieces[at] ?? ""}${end}`;
  return end;
}

/** The departments while they are read, in the order in which they appear. */
export class Collected {
  readonly departments: CollectedDepartment[] = [];
  private readonly byName = new Map<string, CollectedDepartment>();

  /** Opens a department; one that was printed before is taken up again. */
  open(name: DepartmentName, line: number): CollectedDepartment {
    const known = this.byName.get(foldPrinted(name.name));
    if (known !== undefined) return known;
    const fresh: CollectedDepartment = {
      name: name.name,
      aliases: [...name.aliases],
      line,
      sections: new Map(),
      items: [],
    };
    this.byName.set(foldPrinted(name.name), fresh);
    this.departments.push(fresh);
    return fresh;
  }

  find(name: string): CollectedDepartment | null {
    return this.byName.get(foldPrinted(name)) ?? null;
  }

  section(department: CollectedDepartment, name: string, line: number): CollectedSection {
    const known = department.sections.get(foldPrinted(name));
    if (known !== undefined) return known;
    const fresh = { name, line };
    department.sections.set(foldPrinted(name), fresh);
    return fresh;
  }
}

const plain = (item: Item): ParsedText => ({ text: textOf(item), line: item.line });

function goal(item: Item): ParsedGoal {
  return {
    ...plain(item),
    ...(item.heading === null ? {} : { heading: item.heading }),
    ...(item.details.length === 0 ? {} : { details: item.details }),
    ...(item.levels === undefined ? {} : { levels: item.levels }),
    ...(item.number === null ? {} : { printed: item.number }),
  };
}

function visionOf(items: readonly Item[]): ParsedVision | null {
  const first = items[0];
  if (first === undefined) return null;
  const lead = first.marked ? null : first;
  return {
    lead: lead === null ? null : plain(lead),
    items: items.filter((one) => one !== lead).map(plain),
  };
}

/**
 * @param namesSections true where the plan prints no goals: texts under no 柱 then stand under the label of
 *   their policies (組織運営方針), the only heading that is printed
 */
export function finishDepartment(
  department: CollectedDepartment,
  order: number,
  namesSections: boolean,
): ParsedDepartment {
  const items = department.items.filter((item) => item.kept);
  const placed = items.filter((item) => item.kind === "policy" || item.kind === "goal");
  const unnamed = placed.filter((item) => item.section === null);
  const labels = [...new Set(unnamed.map((item) => item.label ?? ""))];
  const name = namesSections && labels.length === 1 ? (labels[0] ?? "") : "";
  const sections = new Map<CollectedSection | null, Item[]>();
  for (const item of placed) {
    const list = sections.get(item.section) ?? [];
    list.push(item);
    sections.set(item.section, list);
  }
  return {
    order,
    name: department.name,
    aliases: [...new Set(department.aliases)].filter((alias) => alias !== department.name),
    reading: null,
    line: department.line,
    vision: visionOf(items.filter((item) => item.kind === "vision")),
    sections: [...sections].map(([section, texts]) => ({
      name: section?.name ?? name,
      line: section?.line ?? texts[0]?.line ?? department.line,
      policies: texts.filter((item) => item.kind === "policy").map(plain),
      goals: texts.filter((item) => item.kind === "goal").map(goal),
    })),
    initiatives: items
      .filter((item) => item.kind === "initiative")
      .map((item): HeadedText => ({ ...plain(item), heading: item.heading })),
  };
}
