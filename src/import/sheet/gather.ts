/** Gathers the rows of a sheet into a plan: departments and sections in the order in which they first appear. */

import { plainName } from "../department-names.js";
import {
  type GoalDetail,
  type HeadedText,
  type ImportWarning,
  isCountedThrough,
  type ParsedDepartment,
  type ParsedPlan,
  type ParsedText,
  withPrintedNumbers,
} from "../document.js";
import {
  Collected,
  type CollectedDepartment,
  finishDepartment,
  type ItemKind,
} from "../profile/collected.js";
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

/** 組織運営方針 are the policies of a section of that name (see the export format). */
const ORGANISATION_SECTION = "組織運営方針";

const ITEM_KINDS: Readonly<Record<Exclude<Kind, "overall" | "framework">, ItemKind>> = {
  policy: "policy",
  organisation: "policy",
  goal: "goal",
  initiative: "initiative",
  vision: "vision",
  visionItem: "vision",
};

export class PlanCollector {
  readonly #collected = new Collected();
  readonly #readings = new Map<CollectedDepartment, string>();
  readonly #lastNumbers = new Map<CollectedDepartment, number>();
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
    const department = this.#collected.open(plainName(name), line);
    if (reading !== "" && !this.#readings.has(department)) this.#readings.set(department, reading);
    department.aliases.push(...aliases);
  }

  add({ kind, department, section, heading, number, text, row: line, details }: SheetStatement): void {
    if (kind === "overall") this.#overall.push({ text, line });
    else if (kind === "framework") this.#framework.push({ heading, text, line });
    else {
      const open = this.#collected.open(plainName(department), line);
      const name = section === "" && kind === "organisation" ? ORGANISATION_SECTION : section;
      if (kind === "goal" && number !== null) this.#checkNumber(open, number, line);
      open.items.push({
        kind: ITEM_KINDS[kind],
        pieces: [text],
        line,
        lines: [line],
        label: null,
        heading,
        // The first row of ビジョン is its lead; further rows, and numbered ones, are its items.
        marked: kind === "visionItem" || number !== null,
        number,
        section: name === "" ? null : this.#collected.section(open, name, line),
        details: [...details],
        kept: true,
      });
    }
  }

  /** Whether any row was understood as part of a plan. */
  get isEmpty(): boolean {
    const { departments } = this.#collected;
    return departments.length === 0 && this.#overall.length === 0 && this.#framework.length === 0;
  }

  finish(facts: PlanFacts): ParsedPlan {
    const departments = this.#collected.departments.map((department, index) =>
      this.#close(department, index + 1),
    );
    if (!isCountedThrough(departments)) this.#warnings.push(...this.#outOfOrder);
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

  /** Goals are numbered by their order; a number that runs against it is pointed out, once per place. */
  #checkNumber(department: CollectedDepartment, number: number, line: number): void {
    // Counting may start again at 1 with each section.
    if (number !== 1 && number <= (this.#lastNumbers.get(department) ?? 0)) {
      this.#outOfOrder.push({
        line,
        message: `${line}行目「番号」: ${number} が並び順と合いません。重点目標の番号は行の順に付けます。`,
      });
    }
    this.#lastNumbers.set(department, number);
  }

  #close(department: CollectedDepartment, order: number): ParsedDepartment {
    const { name, line, items } = department;
    if (items.length === 0)
      this.warn(
        line,
        `${line}行目: 「${name}」には方針も目標も書かれていません。部の名前だけを取り込みます。`,
      );
    const reading = this.#readings.get(department) ?? null;
    return { ...finishDepartment(department, order, false), reading };
  }
}
