import { fold, similarity } from "../domain/fold.js";
import type { StatementKind } from "../store/goals.js";
import type { GoalDetail, ParsedDepartment, ParsedGoal, ParsedLevel, ParsedPlan } from "./document.js";

/**
 * Compares a stored plan with a newly read one and says which row is which. Pure.
 * A goal's identity is its row: a corrected text keeps its row and with it its notes.
 */

export interface StoredDepartment {
  readonly id: number;
  readonly name: string;
  readonly aliases: readonly string[];
}

export interface StoredSection {
  readonly id: number;
  readonly departmentId: number;
  readonly name: string;
}

/** A text with its place. Places are row ids when stored, indexes when read anew. */
interface Placed {
  readonly department: number | null;
  readonly section: number | null;
  readonly kind: StatementKind;
  readonly heading: string | null;
  readonly text: string;
}

export interface StoredStatement extends Placed {
  readonly id: number;
}

interface NamedSection {
  readonly department: number;
  readonly name: string;
}

export interface Match {
  /** Per new department: the stored department's id, or null for a new one. */
  readonly departments: readonly (number | null)[];
  readonly sections: readonly (number | null)[];
  readonly statements: readonly (number | null)[];
}

/** How alike two texts must be to count as one that was corrected (Dice over bigrams). */
const SAME_TEXT = 0.6;
/** The share of the texts of a renamed department or 柱 that must be found again. */
const SAME_PLACE = 0.5;

export function matchPlan(
  stored: {
    readonly departments: readonly StoredDepartment[];
    readonly sections: readonly StoredSection[];
    readonly statements: readonly StoredStatement[];
  },
  read: {
    readonly departments: readonly { readonly name: string; readonly aliases: readonly string[] }[];
    readonly sections: readonly NamedSection[];
    readonly statements: readonly Placed[];
  },
): Match {
  const departments = matchDepartments(stored, read);
  const sections = matchSections(stored, read, departments);
  const statements = matchStatements(stored.statements, read.statements, departments, sections);
  return { departments, sections, statements };
}

function matchDepartments(
  stored: Parameters<typeof matchPlan>[0],
  read: Parameters<typeof matchPlan>[1],
): (number | null)[] {
  const free = new Map(stored.departments.map((department) => [department.id, department]));
  const result: (number | null)[] = read.departments.map(() => null);
  const claim = (index: number, id: number): void => {
    result[index] = id;
    free.delete(id);
  };
  const names = (department: { name: string; aliases: readonly string[] }): string[] =>
    [department.name, ...department.aliases].map(fold);
  for (const test of [
    (a: StoredDepartment, b: { name: string }) => a.name === b.name,
    (a: StoredDepartment, b: { name: string; aliases: readonly string[] }) =>
      names(a).some((name) => names(b).includes(name)),
  ]) {
    for (const [index, department] of read.departments.entries()) {
      if (result[index] !== null) continue;
      const found = [...free.values()].find((candidate) => test(candidate, department));
      if (found !== undefined) claim(index, found.id);
    }
  }
  for (const [index] of read.departments.entries()) {
    if (result[index] !== null) continue;
    const texts = textsOf(read.statements.filter(({ department }) => department === index));
    // Most of its texts stand under the new name; goals decide where there are any.
    const renamed = mostOf([...free.values()], ({ id }) => {
      const own = stored.statements.filter(({ department }) => department === id);
      const goals = own.filter(({ kind }) => kind === "goal");
      return shareOf(textsOf(goals.length > 0 ? goals : own), texts);
    });
    if (renamed !== null) claim(index, renamed.id);
  }
  return result;
}

const textsOf = (statements: readonly Placed[]): readonly string[] => statements.map(({ text }) => text);

/** Which part of some texts is found among others; nothing of none. */
const shareOf = (texts: readonly string[], others: readonly string[]): number =>
  texts.filter((text) => others.includes(text)).length / Math.max(texts.length, 1);

/** The one with the greatest share, if that is more than half. */
function mostOf<Candidate>(
  candidates: readonly Candidate[],
  shareIn: (candidate: Candidate) => number,
): Candidate | null {
  let best: Candidate | null = null;
  let most = SAME_PLACE;
  for (const candidate of candidates) {
    const share = shareIn(candidate);
    if (share > most) [best, most] = [candidate, share];
  }
  return best;
}

/** A 柱 by its name in its department; one of another name by the texts under it. */
function matchSections(
  stored: Parameters<typeof matchPlan>[0],
  read: Parameters<typeof matchPlan>[1],
  departments: readonly (number | null)[],
): (number | null)[] {
  const free = new Set(stored.sections);
  const departmentOf = (section: NamedSection): number | null => departments[section.department] ?? null;
  const result = read.sections.map((section) => {
    const found = [...free].find((s) => s.departmentId === departmentOf(section) && s.name === section.name);
    if (found === undefined) return null;
    free.delete(found);
    return found.id;
  });
  return result.map((known, index) => {
    const section = read.sections[index];
    if (known !== null || section === undefined || section.name === "") return known;
    const candidates = [...free].filter((s) => s.departmentId === departmentOf(section) && s.name !== "");
    // Most of the texts under the new name come from it.
    const texts = textsOf(read.statements.filter((text) => text.section === index));
    const renamed = mostOf(candidates, ({ id }) =>
      shareOf(texts, textsOf(stored.statements.filter((text) => text.section === id))),
    );
    if (renamed !== null) free.delete(renamed);
    return renamed?.id ?? null;
  });
}

/** Finds for each new statement its stored row: the same text first, then the most alike, near places first. */
function matchStatements(
  stored: readonly StoredStatement[],
  read: readonly Placed[],
  departments: readonly (number | null)[],
  sections: readonly (number | null)[],
): (number | null)[] {
  const result: (number | null)[] = read.map(() => null);
  const free = new Map<string, StoredStatement[]>();
  for (const statement of stored) {
    const key = `${statement.kind}/${statement.department ?? ""}`;
    free.set(key, [...(free.get(key) ?? []), statement]);
  }
  const poolOf = (placed: Placed): StoredStatement[] => {
    const department = placed.department === null ? "" : departments[placed.department];
    return department === null ? [] : (free.get(`${placed.kind}/${department ?? ""}`) ?? []);
  };
  const sectionOf = (placed: Placed): number | null =>
    placed.section === null ? null : (sections[placed.section] ?? null);
  const claim = (index: number, statement: StoredStatement): void => {
    result[index] = statement.id;
    const pool = free.get(`${statement.kind}/${statement.department ?? ""}`) ?? [];
    pool.splice(pool.indexOf(statement), 1);
  };

  for (const sameSection of [true, false]) {
    for (const [index, placed] of read.entries()) {
      if (result[index] !== null) continue;
      const found = poolOf(placed).find(
        (s) => s.text === placed.text && (!sameSection || s.section === sectionOf(placed)),
      );
      if (found !== undefined) claim(index, found);
    }
  }
  for (const { index, statement } of alikePairs(read, result, poolOf, sectionOf)) {
    if (result[index] === null && poolOf(read[index] as Placed).includes(statement)) claim(index, statement);
  }
  // Moved to another department: only where one text alone can be meant.
  for (const [index, placed] of read.entries()) {
    if (result[index] !== null) continue;
    const moved = [...free.values()].flat().filter((s) => s.kind === placed.kind && s.text === placed.text);
    if (moved.length === 1 && moved[0] !== undefined) claim(index, moved[0]);
  }
  return result;
}

function alikePairs(
  read: readonly Placed[],
  result: readonly (number | null)[],
  poolOf: (placed: Placed) => readonly StoredStatement[],
  sectionOf: (placed: Placed) => number | null,
): { index: number; statement: StoredStatement; score: number }[] {
  const pairs: { index: number; statement: StoredStatement; score: number }[] = [];
  const folded = new Map<StoredStatement, string>();
  const keyOf = (statement: StoredStatement): string => {
    const key = folded.get(statement) ?? fold(statement.text);
    folded.set(statement, key);
    return key;
  };
  for (const [index, placed] of read.entries()) {
    const pool = result[index] === null ? poolOf(placed) : [];
    if (pool.length === 0) continue;
    const key = fold(placed.text);
    for (const statement of pool) {
      const other = keyOf(statement);
      // Texts of which one is three times as long share too few bigrams, whatever they say.
      if (3 * Math.min(key.length, other.length) < Math.max(key.length, other.length)) continue;
      const score = similarity(key, other);
      const near = statement.section === sectionOf(placed) ? 0.01 : 0;
      if (score >= SAME_TEXT) pairs.push({ index, statement, score: score + near });
    }
  }
  return pairs.sort((a, b) => b.score - a.score);
}

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
  readonly levels?: readonly ParsedLevel[];
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
      { details = [], levels = [] }: Pick<ParsedGoal, "details" | "levels"> = {},
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
        ...(levels.length === 0 ? {} : { levels }),
      });
    };
    const { vision } = printed;
    if (vision?.lead) add("vision_lead", null, null, vision.lead.text);
    for (const item of vision?.items ?? []) add("vision_item", null, null, item.text);
    for (const section of printed.sections) {
      const index = sections.push({ department, name: section.name }) - 1;
      for (const policy of section.policies) add("policy", index, null, policy.text);
      for (const goal of section.goals) add("goal", index, goal.heading ?? null, goal.text, goal);
    }
    for (const item of printed.initiatives) add("initiative", null, item.heading, item.text);
  }
  return { departments: parsed.departments, sections, statements, labels: [...labels] };
}

function whole(kind: StatementKind, heading: string | null, text: string): FlatStatement {
  return { department: null, section: null, kind, heading, text, number: null };
}
