/**
 * What a reader of a document hands on: the plan as printed, before anything is compared or stored.
 * Every text is verbatim (outer blanks and item marks aside); every line number is 1-based in the source.
 */

/** One printed text and where it stands. For a sheet, `line` is the row. */
export interface ParsedText {
  readonly text: string;
  readonly line: number;
}

/** A text under a printed sub-heading, or under none. */
export interface HeadedText extends ParsedText {
  readonly heading: string | null;
}

/** What a document says of one goal besides its text, as printed. */
export interface GoalDetail {
  /** `number`: what the document counts the goal as, over all departments. */
  readonly kind: "owner" | "indicator" | "target" | "deadline" | "number";
  /** As printed above or before it: 担当課, 成果指標 … */
  readonly label: string;
  readonly text: string;
}

/** 政策 or 施策 above a goal, as headings above it or the columns of its table print them; a 政策 may stand below another (基本目標). */
export interface ParsedLevel {
  readonly kind: "policy" | "measure";
  readonly name: string;
  /** 成果指標 and 目標値 that are printed beside the level and not beside one goal. */
  readonly indicators: readonly { readonly name: string; readonly target: string }[];
}

/** A 重点目標, with what stands beside it. */
export interface ParsedGoal extends ParsedText {
  /** The levels above it, the highest first; missing where the document prints none. */
  readonly levels?: readonly ParsedLevel[];
  /** What the document prints as the goal's own heading: the name of its 事業. */
  readonly heading?: string | null;
  readonly details?: readonly GoalDetail[];
  /** What the document counts it as, where it prints numbers. */
  readonly printed?: number;
}

/** A 柱: a printed heading inside a department with its 経営方針 and 重点目標. */
export interface ParsedSection {
  /** As printed: 施策, 改革, 組織運営方針 …; empty string where the document prints none. */
  readonly name: string;
  readonly line: number;
  readonly policies: readonly ParsedText[];
  readonly goals: readonly ParsedGoal[];
}

export interface ParsedVision {
  readonly lead: ParsedText | null;
  readonly items: readonly ParsedText[];
}

export interface ParsedDepartment {
  /** 1-based, in the order of the document (of its index where it prints one). */
  readonly order: number;
  /** As printed in the heading: `福祉部(福祉事務所)`. */
  readonly name: string;
  /** Other names the document itself prints for it: the index entry, the organisation in parentheses. */
  readonly aliases: readonly string[];
  /** かな reading, where the document gives one (the template does). */
  readonly reading: string | null;
  readonly line: number;
  readonly vision: ParsedVision | null;
  readonly sections: readonly ParsedSection[];
  readonly initiatives: readonly HeadedText[];
}

export interface ImportWarning {
  readonly line: number;
  /** Japanese, one sentence, says what was done and what the reader may do. */
  readonly message: string;
  /** What is not taken and why, without the place; absent where the texts are taken and only something is to be said of them. */
  readonly left?: string;
}

export interface ParsedPlan {
  /** The id of the reader that claimed the document, e.g. `table`, `headings`, `sheet`. */
  readonly layout: string;
  /** Null where the document does not state it in a title, heading or field: never guessed from body text. */
  readonly municipality: string | null;
  /** The western year in which it starts; null where the document does not state it. */
  readonly fiscalYear: number | null;
  readonly title: string | null;
  /** 発行課, e.g. `企画部 企画課`. */
  readonly issuedBy: string | null;
  /** 更新日 as `YYYY-MM-DD`. */
  readonly updatedOn: string | null;
  /** 区経営方針: statements of the whole municipality. */
  readonly overall: readonly ParsedText[];
  /** How the municipality runs its plan (PDCA, 政策→施策→事業 …), under the printed headings. */
  readonly framework: readonly HeadedText[];
  readonly departments: readonly ParsedDepartment[];
  readonly warnings: readonly ImportWarning[];
  /** True where the policies are summaries (要旨) and not the published wording. */
  readonly summarised: boolean;
}

/**
 * A document that cannot be read, with the one Japanese sentence that says what to do.
 * Thrown by readers; the command line prints it and leaves the database unchanged.
 */
export class ImportError extends Error {
  override readonly name = "ImportError";
}

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
