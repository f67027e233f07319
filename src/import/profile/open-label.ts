import type { DepartmentName } from "../department-names.js";
import type { GoalDetail } from "../document.js";
import { isNavigation, isPageNumber, isRule } from "../furniture.js";
import { labelRole, unbracket } from "../label-roles.js";
import { fold, trimBlanks } from "../printed-text.js";
import type { ProfileRole } from "./profile.js";
import { detailWord, type LabelRule, type Rules, splitLabel } from "./rules.js";
import type { Node, Unit } from "./units.js";

export const STATEMENTS: ReadonlySet<ProfileRole> = new Set<ProfileRole>([
  "policy",
  "goal",
  "vision",
  "initiative",
]);
/** A label that governs the texts below it. */
export interface OpenLabel {
  readonly rule: LabelRule;
  readonly text: string;
  readonly level: number | null;
  readonly form: string;
  readonly line: number;
  readonly indent: number;
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
  plainLabel(
    { role: "ignore", takes: null, label: "" },
    unit.text,
    unit.form,
    unit.level,
    unit.line,
    unit.indent,
  );

export function plainLabel(
  rule: LabelRule,
  text: string,
  form: string,
  level: number | null,
  line: number,
  indent: number,
): OpenLabel {
  return {
    rule,
    text,
    level,
    form,
    line,
    indent,
    used: false,
    primary: null,
    unmarked: false,
    single: false,
    suspect: false,
  };
}

export function nameOf(unit: Unit, captured: string | null): DepartmentName {
  if (captured !== null)
    return { name: captured, aliases: [], municipality: null, number: null, label: null };
  return (
    unit.name ?? {
      name: unbracket(unit.text).replace(/[\s\u3000]*[(（][^()（）]*長[\s\u3000::：][^()（）]*[)）]$/u, ""),
      aliases: [],
      municipality: null,
      number: unit.mark?.number ?? null,
      label: null,
    }
  );
}

const DATE = /^(?:令和|平成|20)[0-9元]{1,2}年[0-9]{1,2}月(?:[0-9]{1,2}日)?$/u;
export const isFurniture = (text: string): boolean =>
  isNavigation(text) || isPageNumber(text) || isRule(text) || DATE.test(fold(text));

/** Before the departments, a short line by itself heads what follows. */
export function isHeadLine(unit: Unit, next: Unit | null): boolean {
  if (unit.text.length > 40 || /[。、，]$/u.test(unit.text)) return false;
  if (/^(?:枠|太字)/u.test(unit.form)) return true;
  return unit.mark === null && unit.gap && (next === null || next.gap || next.mark !== null);
}

/** For every line: does the run of unmarked lines that it belongs to end with a full stop? */
export function sentenceEnds(nodes: readonly Node[], rules: Rules): ReadonlyMap<number, boolean> {
  const ends = new Map<number, boolean>();
  let after = false;
  for (let at = nodes.length - 1; at >= 0; at -= 1) {
    const node = nodes[at];
    const next = nodes[at + 1];
    if (node?.kind !== "unit") continue;
    const goes =
      next?.kind === "unit" &&
      next.unit.level === null &&
      next.unit.mark === null &&
      !next.unit.gap &&
      rules.label(next.unit.text) === null &&
      rules.labelWithText(next.unit.text) === null &&
      rules.department(next.unit) === null;
    after = goes ? after : node.unit.level === null && /。$/u.test(node.unit.text);
    ends.set(node.unit.id, after);
  }
  return ends;
}

const KINDS = { 担当課: "owner", 指標: "indicator", 目標値: "target", 期限: "deadline" } as const;

/** `指標：電子化率 80%`, `（担当：総務課）`: a detail of a goal; `kind` is null for one that is not kept. */
export function detailKind(
  text: string,
): { readonly kind: GoalDetail["kind"] | null; readonly label: string; readonly text: string } | null {
  const core = /^[(（]([^()（）]+)[)）]$/u.exec(text)?.[1] ?? text;
  for (const { name, rest, weak } of splitLabel(core)) {
    if (weak || labelRole(name)?.role !== "detail") continue;
    const word = detailWord(name);
    return {
      kind: word in KINDS ? KINDS[word as keyof typeof KINDS] : null,
      label: trimBlanks(name),
      text: trimBlanks(rest),
    };
  }
  return null;
}

/** Ends of a text that says what is to be done. */
const DONE =
  /(?:[進化実備充入保し上援施善築定新催置用成営策討現出全減大及発携底正組りうくすつぬむるぐぶ]|。)$/u;

/**
 * The marks of numbered items that all head a list and name no action, `(1) 防災`, `(2) 人材`: they may be fields, and the goals
 * stand below them.
 */
export function fieldForms(nodes: readonly Node[], rules: Rules): ReadonlySet<string> {
  const forms = new Map<string, { count: number; all: boolean }>();
  for (const [at, node] of nodes.entries()) {
    if (node.kind !== "unit") continue;
    const { unit } = node;
    if (unit.level !== null || unit.mark === null || unit.mark.number === null) continue;
    if (rules.label(unit.text) !== null || rules.department(unit) !== null) continue;
    const next = nodes[at + 1];
    const below = next?.kind === "unit" ? next.unit.mark : null;
    const one = forms.get(unit.form) ?? { count: 0, all: true };
    one.count += 1;
    one.all &&=
      below !== null && below.rank > unit.mark.rank && unit.text.length <= 12 && !DONE.test(unit.text);
    forms.set(unit.form, one);
  }
  return new Set([...forms].flatMap(([form, { count, all }]) => (all && count > 1 ? [form] : [])));
}
