import { readMark } from "../marks.js";
import { isMain, isNextLabel, isOverList, type OpenLabel, unknownLabel } from "./open-label.js";
import type { ProfileRole } from "./profile.js";
import type { Reading } from "./reading.js";
import type { LabelRule } from "./rules.js";
import type { Unit } from "./units.js";

/** 【経営課題1】 after 【区の目標】 and its text: printed like the label, so no text of it. */
export function isBesideLabel(run: Reading, unit: Unit, label: OpenLabel): boolean {
  return (
    unit.level === null &&
    ((/^枠(?![「『])/u.test(unit.form) && label.form === unit.form) || isNextLabel(label, unit)) &&
    run.rules.item(unit) === null
  );
}

/** ◆ and a list below it: a heading of the items, not one of them. */
export function subheading(run: Reading, unit: Unit, next: Unit | null, role: ProfileRole): boolean {
  if (next === null || next.mark === null || role === "vision") return false;
  const set = /^(?:枠(?![「『])|太字)/u.test(unit.form);
  // ■ and ◆, but Ⅰ and 第1 as well, head what has a lesser mark.
  const heads = unit.mark !== null && (unit.mark.rank <= 2 || run.fields.has(unit.form));
  const plain = run.label?.rule.takes == null && run.fields.has(unit.form) && isOverList(unit, next);
  if (!set && !plain && (!heads || next.mark.rank <= (unit.mark?.rank ?? 0))) return false;
  if (role === "initiative") {
    run.closeItem();
    run.heading = unit.text;
    run.ledger.claim([unit.line]);
    return true;
  }
  if (run.rules.item(unit) === "ignore") {
    run.leave([unit.line], "detail");
    run.label = unknownLabel(unit);
    return true;
  }
  if (run.rules.item(unit) !== null) return false;
  run.noteUnknown(unit);
  if (isMain(role)) {
    run.problem("subheading", [unit.line]);
    run.leave([unit.line], "child");
    if (run.label !== null) run.label = { ...run.label, primary: null };
    run.closeItem();
    return true;
  }
  return false;
}

/** Whether a text is one of its label's own, or nested below one, or stands loose between them. */
export function fits(run: Reading, unit: Unit, label: OpenLabel | null, role: ProfileRole): boolean {
  if (label === null) return true;
  if (!isTaken(unit, label.rule.takes)) return drop(run, unit, unit.mark === null ? "loose" : "child");
  if (label.single && run.department?.items.at(-1)?.kind === "goal") return drop(run, unit, "child");
  const main = isMain(role);
  if (unit.mark === null) {
    // Lines without a mark are said to be something else than the list.
    if (run.rules.item(unit) !== null) return true;
    if (label.primary !== null && main) {
      if (!unit.gap && run.rules.joins === false) return drop(run, unit, "child");
      run.problem(unit.gap ? "loose" : "below", [unit.line]);
      return drop(run, unit, "loose");
    }
    label.unmarked = true;
    return true;
  }
  const { primary } = label;
  if (primary === null) {
    if (label.unmarked && main) run.problem("mixed", [label.line]);
    label.primary = unit;
    return true;
  }
  if (primary.mark === null) return true;
  const same = primary.mark.kind === unit.mark.kind;
  const deeper = unit.indent > primary.indent + 1 || (!same && unit.mark.rank > primary.mark.rank);
  if (deeper) return drop(run, unit, "child");
  if (!same && unit.mark.rank < primary.mark.rank) run.problem("mixed", [unit.line]);
  return true;
}

function isTaken(unit: Unit, takes: LabelRule["takes"]): boolean {
  if (takes === null) return true;
  if (takes === "後") return false;
  if (takes === "文") return unit.mark === null;
  if (takes === "印") return unit.mark !== null;
  return unit.mark?.kind === readMark(`${takes} 空`).mark?.kind;
}

function drop(run: Reading, unit: Unit, reason: "child" | "loose"): false {
  run.leave([unit.line], reason);
  run.closeItem();
  return false;
}
