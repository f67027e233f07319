import type { ItemKind } from "./collected.js";
import { DOING } from "./joining.js";
import type { ProfileRole } from "./profile.js";
import type { LabelRule, Rules } from "./rules.js";
import type { Node, Unit } from "./units.js";

const STATEMENTS: ReadonlySet<ProfileRole> = new Set<ProfileRole>(["policy", "goal", "vision", "initiative"]);

/** Whether a role is that of a text which is stored. */
export const isStatement = (role: ProfileRole | null): role is ItemKind =>
  role !== null && STATEMENTS.has(role);

/** A label that governs the texts below it. */
export interface OpenLabel {
  readonly rule: LabelRule;
  readonly text: string;
  readonly level: number | null;
  readonly form: string;
  readonly line: number;
  readonly indent: number;
  /** The number that the document prints before it. */
  readonly number: number | null;
  used: boolean;
  /** The first marked text below it: what is nested deeper explains it. */
  primary: Unit | null;
  /** A text without a mark stands directly below it. */
  unmarked: boolean;
  /** It heads one goal (重点目標1): what stands below explains that goal. */
  single: boolean;
  /** The heading itself, where no rule knows it. */
  readonly unknown?: Unit | null;
  /** A label before it stood empty, so that it is not certain whose the texts are. */
  suspect: boolean;
}

export const isMain = (role: ProfileRole): boolean => role === "policy" || role === "goal";

export const unknownLabel = (unit: Unit): OpenLabel =>
  plainLabel({ role: "ignore", takes: null, label: "" }, unit.text, unit);

/** A label under which nothing stands as yet. */
export function plainLabel(
  rule: LabelRule,
  text: string,
  {
    level,
    form,
    line,
    indent,
    mark,
  }: Pick<Unit, "level" | "form" | "line" | "indent"> & Partial<Pick<Unit, "mark">>,
): OpenLabel {
  const number = mark?.number ?? null;
  const fresh = { used: false, primary: null, unmarked: false, single: false, suspect: false };
  return { rule, text, level, form, line, indent, number, ...fresh };
}

/** `2 昨年度の成果` after `1 基本方針` and the texts below it, which are printed otherwise: the next label, no text of the one before. */
export function isNextLabel(label: OpenLabel, unit: Unit): boolean {
  return (
    label.number !== null &&
    unit.mark?.number === label.number + 1 &&
    unit.form === label.form &&
    unit.indent === label.indent &&
    label.used &&
    label.primary?.form !== unit.form
  );
}

/** The same label over other texts. */
export const reopened = (label: OpenLabel): OpenLabel => ({
  ...label,
  used: false,
  primary: null,
  unmarked: false,
});

/** Ends of a text that says what is to be done. */
const DONE = new RegExp(`(?:[${DOING}しり]|。)$`, "u");

/** A short line without a mark right above a list, no deeper than it: it may be the heading of the list. */
export const isOverList = (unit: Unit, next: Unit | null): boolean =>
  unit.form === "行" &&
  unit.text.length <= 40 &&
  !/[。、，]$/u.test(unit.text) &&
  next?.mark != null &&
  next.level === null &&
  unit.indent <= next.indent;

/**
 * The marks of numbered items that all head a list and name no action, `(1) 防災`, `(2) 人材`: they may be fields, and the goals
 * stand below them. With them, the form of plain lines where several stand above lists.
 */
export function fieldForms(nodes: readonly Node[], rules: Rules): ReadonlySet<string> {
  const forms = new Map<string, { count: number; all: boolean }>();
  for (const [at, node] of nodes.entries()) {
    if (node.kind !== "unit") continue;
    const { unit } = node;
    const next = nodes[at + 1];
    if (rules.label(unit.text) !== null || rules.department(unit) !== null) continue;
    if (isOverList(unit, next?.kind === "unit" ? next.unit : null)) {
      const one = forms.get(unit.form);
      forms.set(unit.form, { count: (one?.count ?? 0) + 1, all: true });
    }
    if (unit.level !== null || unit.mark === null || unit.mark.number === null) continue;
    const below = next?.kind === "unit" ? next.unit.mark : null;
    const one = forms.get(unit.form) ?? { count: 0, all: true };
    one.count += 1;
    one.all &&=
      below !== null && below.rank > unit.mark.rank && unit.text.length <= 12 && !DONE.test(unit.text);
    forms.set(unit.form, one);
  }
  return new Set([...forms].flatMap(([form, { count, all }]) => (all && count > 1 ? [form] : [])));
}
