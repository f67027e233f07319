/** Gathers the rows of a sheet into a plan: departments and sections in the order in which they first appear. */

import {
  type GoalDetail,
  type HeadedText,
  type ImportWarning,
  isCountedThrough,
  type ParsedDepartment,
  type ParsedGoal,
  type ParsedPlan,
  type ParsedSection,
  type ParsedText,
  withPrintedNumbers,
} from "../document.js";
import type { Kind } from "./columns.js";

/** What the rows of a plan have in common, and what stands above its table. */
export interface PlanFacts {
  readonly municipality: string | null;
  readonly fiscalYear: number | null;
  readonly title: string | null;
}

/** Where a statement stands and what it is. `row` is 1-based. */
export interface SheetStatement {
  readonly kind: Kind;
  readonly department: string;
  readonly section: string;
  readonly heading: string | null;
  /** 番号 as written, where there is one. */
  readonly number: number | null;
  readonly text: string;
  readonly row: number;
  /** What stands beside a goal. */
  readonly details: readonly GoalDetail[];
}

interface OpenSection {
  readonly name: string;
  readonly line: number;
  readonly policies: ParsedText[];
  readonly goals: ParsedGoal[];
}

interface OpenDepartment {
  readonly name: string;
  readonly line: number;
  readonly aliases: string[];
  reading: string | null;
  lead: ParsedText | null;
  readonly visionItems: ParsedText[];
  readonly sections: Map<string, OpenSection>;
  readonly initiatives: HeadedText[];
  lastGoalNumber: number;
}

/** 組織運営方針 are the policies of a section of that name (see the export format). */
const ORGANISATION_SECTION = "組織運営方針";

export class PlanCollector {
  readonly #departments = new Map<string, OpenDepartment>();
  readonly #overall: ParsedText[] = [];
  readonly #framework: HeadedText[] = [];
  readonly #warnings: ImportWarning[] = [];
  /** Of no concern where the numbers run through all departments. */
  readonly #outOfOrder: ImportWarning[] = [];

  warn(line: number, message: string): void {
    this.#warnings.push({ line, message });
  }

  /** Opens a department at its first mention, and adds what a later row says about it. */
  addDepartment(name: string, line: number, reading: string, aliases: readonly string[]): void {
    const department = this.#department(name, line);
    if (department.reading === null && reading !== "") department.reading = reading;
    for (const alias of aliases) if (!department.aliases.includes(alias)) department.aliases.push(alias);
  }

  add(statement: SheetStatement): void {
    const { kind, heading, row: line } = statement;
    const text: ParsedText = { text: statement.text, line };
    switch (kind) {
      case "overall":
        this.#overall.push(text);
        return;
      case "framework":
        this.#framework.push({ heading, ...text });
        return;
      case "initiative":
        this.#department(statement.department, line).initiatives.push({ heading, ...text });
        return;
      case "vision":
      case "visionItem":
        this.#addVision(statement, text);
        return;
      case "organisation":
        this.#section(statement, ORGANISATION_SECTION).policies.push(text);
        return;
      case "policy":
        this.#section(statement, "").policies.push(text);
        return;
      case "goal":
        this.#checkNumber(statement);
        this.#section(statement, "").goals.push({
          ...text,
          ...(heading === null ? {} : { heading }),
          ...(statement.details.length === 0 ? {} : { details: statement.details }),
          ...(statement.number === null ? {} : { printed: statement.number }),
        });
        return;
    }
  }

  /** Whether any row was understood as part of a plan. */
  get isEmpty(): boolean {
    return this.#departments.size === 0 && this.#overall.length === 0 && this.#framework.length === 0;
  }

  finish(facts: PlanFacts): ParsedPlan {
    const departments = [...this.#departments.values()].map((department, index) =>
      this.#close(department, index + 1),
    );
    const through = isCountedThrough(departments);
    if (!through) for (const warning of this.#outOfOrder) this.#warnings.push(warning);
    return {
      layout: "sheet",
      ...facts,
      issuedBy: null,
      updatedOn: null,
      overall: this.#overall,
      framework: this.#framework,
      departments: withPrintedNumbers(departments),
      warnings: this.#warnings.toSorted((a, b) => a.line - b.line),
      summarised: false,
    };
  }

  /** The first row of ビジョン is its lead; further rows, and numbered ones, are its items. */
  #addVision({ kind, number, department, row }: SheetStatement, text: ParsedText): void {
    const open = this.#department(department, row);
    const leads = kind === "vision" && number === null && open.lead === null && open.visionItems.length === 0;
    if (leads) open.lead = text;
    else open.visionItems.push(text);
  }

  #department(name: string, line: number): OpenDepartment {
    const key = name.normalize("NFKC").replace(/\s+/g, "");
    const known = this.#departments.get(key);
    if (known !== undefined) return known;
    const opened: OpenDepartment = {
      ...{ name, line, aliases: [], reading: null, lead: null, visionItems: [] },
      ...{ sections: new Map(), initiatives: [], lastGoalNumber: 0 },
    };
    this.#departments.set(key, opened);
    return opened;
  }

  #section({ department, section, row }: SheetStatement, unnamed: string): OpenSection {
    const { sections } = this.#department(department, row);
    const name = section === "" ? unnamed : section;
    const known = sections.get(name);
    if (known !== undefined) return known;
    const opened: OpenSection = { name, line: row, policies: [], goals: [] };
    sections.set(name, opened);
    return opened;
  }

  /** Goals are numbered by their order; a number that runs against it is pointed out, once per place. */
  #checkNumber({ department, number, row }: SheetStatement): void {
    if (number === null) return;
    const open = this.#department(department, row);
    // Counting may start again at 1 with each section.
    if (number !== 1 && number <= open.lastGoalNumber) {
      this.#outOfOrder.push({
        line: row,
        message: `${row}行目「番号」: ${number} が並び順と合いません。重点目標の番号は行の順に付けます。`,
      });
    }
    open.lastGoalNumber = number;
  }

  #close(department: OpenDepartment, order: number): ParsedDepartment {
    const { name, line, aliases, reading, lead, visionItems, initiatives } = department;
    const sections: ParsedSection[] = [...department.sections.values()];
    const vision = lead === null && visionItems.length === 0 ? null : { lead, items: visionItems };
    if (sections.length === 0 && vision === null && initiatives.length === 0) {
      this.warn(
        line,
        `${line}行目: 「${name}」には方針も目標も書かれていません。部の名前だけを取り込みます。`,
      );
    }
    return { order, name, aliases, reading, line, vision, sections, initiatives };
  }
}
