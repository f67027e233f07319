import type { ParsedText } from "../document.js";
import { isPointer, pointsOutside } from "../furniture.js";
import { unbracket } from "../label-roles.js";
import { isHeadingMark } from "../marks.js";
import { foldPrinted } from "../printed-text.js";
import { goesOn } from "./joining.js";
import { isStatement, type OpenLabel } from "./open-label.js";
import type { Reading } from "./reading.js";
import type { Unit } from "./units.js";

/** Before all departments, a plain 基本方針 is the municipality's. */
const OVERALL_POLICY = /^(?:基本|全体|共通|経営|運営)方針$/u;

/** Reads a text that stands in no department: what holds for all of them, or what explains the document. */
export function readOutside(run: Reading, unit: Unit, next: Unit | null): void {
  if (run.label !== null && isNextChapter(run.label, unit)) run.label = null;
  const { label } = run;
  const beforeAll = run.collected.departments.length === 0;
  const role = label?.rule.role ?? null;
  if (isPointer(unit.text)) {
    run.ledger.claim([unit.line]);
    if (pointsOutside(unit.text) && !beforeAll) {
      run.ledger.warn(unit.line, "この文が指すリンクや別紙の内容は、この文書にないため取り込んでいません。");
    }
    return;
  }
  const general = role === "policy" && beforeAll && OVERALL_POLICY.test(foldPrinted(label?.text ?? ""));
  if (role === "overall" || general) {
    if (label?.rule.takes === "印" && unit.mark === null) run.leave([unit.line], "outside");
    else take(run, unit, run.overall, { text: unit.text, line: unit.line }, false);
    return;
  }
  if (isStatement(role) && ((role !== "policy" && role !== "vision") || !beforeAll)) {
    run.leave([unit.line], "orphan");
    run.problem("orphan", [unit.line]);
    return;
  }
  if (!beforeAll) {
    run.leave([unit.line], "outside");
    return;
  }
  const heads = isHeadLine(unit, next);
  if (heads) run.outsideHeading = unbracket(unit.text);
  // 何のためにあるのか explains a label, 広報9月号 is a running head: only what is said counts.
  if (heads || (!/。$/u.test(unit.text) && unit.text.length < 20 && run.sentences.get(unit.id) !== true)) {
    run.last = null;
    run.ledger.claim([unit.line]);
    return;
  }
  take(run, unit, run.framework, { text: unit.text, line: unit.line, heading: run.outsideHeading }, true);
}

/** `第2章 全庁の取組` after `第1章 基本方針`: what the earlier chapter is ends here. */
function isNextChapter(label: OpenLabel, unit: Unit): boolean {
  return (
    unit.level === null &&
    unit.mark !== null &&
    unit.form === label.form &&
    unit.indent === label.indent &&
    (label.number === null ? isHeadingMark(unit.mark) : unit.mark.number === label.number + 1) &&
    unit.text.length <= 40 &&
    !/[。、，]$/u.test(unit.text)
  );
}

/** Puts a text behind those that were read, or at the end of the last of them. */
function take<T extends ParsedText>(run: Reading, unit: Unit, to: T[], fresh: T, sentence: boolean): void {
  const before = to.at(-1);
  const joins =
    before !== undefined &&
    run.last !== null &&
    unit.mark === null &&
    goesOn(run.last, before.text.slice(-300), unit, run.widths, sentence, false, false);
  if (joins) to[to.length - 1] = { ...before, text: `${before.text}${unit.text}` };
  else to.push(fresh);
  run.last = unit;
  run.ledger.claim([unit.line]);
}

/** Before the departments, a short line by itself heads what follows. */
function isHeadLine(unit: Unit, next: Unit | null): boolean {
  if (unit.text.length > 40 || /[。、，]$/u.test(unit.text)) return false;
  if (/^(?:枠|太字)/u.test(unit.form)) return true;
  return unit.mark === null && unit.gap && (next === null || next.gap || next.mark !== null);
}
