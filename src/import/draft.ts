import type { HeadedText, ParsedDepartment, ParsedSection, ParsedText, ParsedVision } from "./document.js";
import type { Ledger } from "./ledger.js";
import type { DepartmentName } from "./names.js";
import { fold } from "./text.js";

/** A text with all that is known about where it came from, until the whole document has been read. */
export interface Statement extends ParsedText {
  readonly kind: "policy" | "goal" | "vision" | "initiative";
  /** The label it stands under, and how sure that label is. */
  readonly label: string | null;
  readonly rank: number;
  readonly heading: string | null;
  readonly marked: boolean;
  readonly number: number | null;
  readonly lines: readonly number[];
}

export interface DraftSection {
  readonly name: string;
  readonly line: number;
  readonly statements: Statement[];
}

export interface DraftDepartment {
  readonly name: string;
  readonly aliases: string[];
  line: number;
  readonly sections: DraftSection[];
  readonly sectionsByName: Map<string, DraftSection>;
  readonly other: Statement[];
  /** Section, kind and text of every statement, to notice one that is printed twice. */
  readonly seen: Set<string>;
}

/** The departments while they are being read. */
export class Draft {
  readonly departments: DraftDepartment[] = [];
  private readonly byName = new Map<string, DraftDepartment>();

  /** Opens a department; one that was printed before is taken up again. */
  open(name: DepartmentName, line: number): DraftDepartment {
    const key = fold(name.name);
    const known = this.byName.get(key);
    if (known !== undefined) return known;
    const department: DraftDepartment = {
      name: name.name,
      aliases: [...name.aliases],
      line,
      sections: [],
      sectionsByName: new Map(),
      other: [],
      seen: new Set(),
    };
    this.byName.set(key, department);
    this.departments.push(department);
    return department;
  }

  /** Finds the section of that printed name, or starts it. */
  section(department: DraftDepartment, name: string, line: number): DraftSection {
    const key = fold(name);
    const known = department.sectionsByName.get(key);
    if (known !== undefined) return known;
    const section: DraftSection = { name, line, statements: [] };
    department.sections.push(section);
    department.sectionsByName.set(key, section);
    return section;
  }
}

export function isEmpty(department: DraftDepartment): boolean {
  return (
    department.other.length === 0 && department.sections.every((section) => section.statements.length === 0)
  );
}

export function statementsOf(department: DraftDepartment): readonly Statement[] {
  return [...department.sections.flatMap((section) => section.statements), ...department.other];
}

const plain = (statement: Statement): ParsedText => ({ text: statement.text, line: statement.line });

function vision(statements: readonly Statement[]): ParsedVision | null {
  if (statements.length === 0) return null;
  const first = statements[0];
  const lead = first !== undefined && !first.marked ? first : null;
  return {
    lead: lead === null ? null : plain(lead),
    items: statements.filter((one) => one !== lead).map(plain),
  };
}

/** Where a department prints both 使命 and 経営方針, the 使命 is what it strives for, not its policy. */
function missionsOf(department: DraftDepartment): ReadonlySet<Statement> {
  const policies = department.sections.flatMap((section) =>
    section.statements.filter((one) => one.kind === "policy"),
  );
  if (!policies.some((one) => one.rank > 1)) return new Set();
  return new Set(policies.filter((one) => one.rank === 1 && one.label !== null));
}

/** Within one section only the surest goal label counts: beside 重点目標, 主な取組 is detail. */
function surest(statements: readonly Statement[], ledger: Ledger): readonly Statement[] {
  const best = statements.reduce((most, one) => Math.max(most, one.rank), 0);
  const kept = statements.filter((one) => one.rank === best);
  for (const one of statements) if (one.rank !== best) ledger.leave(one.lines, "detail");
  return kept;
}

function finishSection(
  section: DraftSection,
  name: string,
  missions: ReadonlySet<Statement>,
  ledger: Ledger,
): ParsedSection {
  const goals = surest(
    section.statements.filter((one) => one.kind === "goal"),
    ledger,
  );
  return {
    name,
    line: section.line,
    policies: section.statements.filter((one) => one.kind === "policy" && !missions.has(one)).map(plain),
    goals: goals.map(plain),
  };
}

/**
 * Turns the departments that have content into their final form.
 * @param namesSections true where the plan prints no goals: an unnamed section then takes the label of its
 *   policies (組織運営方針), the only heading that is printed
 */
export function finishDepartments(
  departments: readonly DraftDepartment[],
  order: ReadonlyMap<DraftDepartment, number>,
  namesSections: boolean,
  ledger: Ledger,
): readonly ParsedDepartment[] {
  const finished = departments.map((department): ParsedDepartment => {
    const missions = missionsOf(department);
    const visions = department.other.filter((one) => one.kind === "vision");
    if (visions.length > 0) for (const one of missions) ledger.leave(one.lines, "detail");
    const sections = department.sections
      .filter((section) => section.statements.some((one) => !missions.has(one)))
      .map((section) => {
        const labels = new Set(section.statements.map((one) => one.label ?? ""));
        const label = [...labels][0] ?? "";
        const name = section.name === "" && namesSections && labels.size === 1 ? label : section.name;
        return finishSection(section, name, missions, ledger);
      });
    const initiatives = department.other
      .filter((one) => one.kind === "initiative")
      .map((one): HeadedText => ({ ...plain(one), heading: one.heading }));
    return {
      order: order.get(department) ?? 0,
      name: department.name,
      aliases: [...new Set(department.aliases)].filter((alias) => alias !== department.name),
      reading: null,
      line: department.line,
      vision: vision(visions.length > 0 ? visions : [...missions]),
      sections,
      initiatives,
    };
  });
  return finished.sort((a, b) => a.order - b.order);
}
