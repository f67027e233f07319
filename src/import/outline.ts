import type { IndexEntry } from "./contents.js";
import type { HeadedText, ParsedText } from "./document.js";
import { Draft, type DraftDepartment, isEmpty, type Statement } from "./draft.js";
import { type Frame, Headings, type NewFrame } from "./headings.js";
import { Ledger } from "./ledger.js";
import type { DepartmentName } from "./names.js";
import { isRestart, isSecondRound, newOpening, type Opening } from "./opening.js";
import type { Label, Role } from "./roles.js";
import { fold, isCut, isInstruction, isNoise, isNothing } from "./text.js";
import { isPast } from "./titles.js";

export interface NewStatement {
  readonly text: string;
  readonly line: number;
  readonly lines: readonly number[];
  readonly marked: boolean;
  readonly number: number | null;
  readonly heading?: string | null;
}

/** Before all departments, a plain 基本方針 is the municipality's; 行政活動の基本方針 explains how it works. */
const OVERALL_POLICY = /^(?:基本|全体|共通|経営|運営)方針$/u;

type Kind = Statement["kind"];
const STATEMENT_ROLES: ReadonlySet<Role> = new Set<Role>(["policy", "goal", "vision", "initiative"]);

/** The document as far as it has been read: open headings, departments, and what stands before them. */
export class Outline {
  readonly draft = new Draft();
  readonly ledger = new Ledger();
  readonly overall: ParsedText[] = [];
  readonly framework: HeadedText[] = [];
  readonly index: IndexEntry[] = [];
  readonly openings: Opening[] = [];
  readonly cut: Statement[] = [];
  readonly suspects: { readonly department: DraftDepartment; readonly lines: readonly number[] }[] = [];
  readonly twoColumns: number[] = [];
  /** Table rows with more cells than their heading row. */
  readonly misfits: number[] = [];
  /** The plan's year, where the document states it: what a label says of an earlier one is no goal of the plan. */
  fiscalYear: number | null = null;
  /** Departments with texts before the first label of the title's kind, which may be that label's. */
  readonly early: { readonly department: DraftDepartment; readonly lines: readonly number[] }[] = [];
  /** Lines that are the title or a field of the document, not content. */
  frontLines: ReadonlySet<number> = new Set();
  readonly headings = new Headings(this.ledger);
  department: DraftDepartment | null = null;
  /** The role of texts under no label, where the title names only one: `各部の重点目標`. */
  defaultLabel: Label | null = null;
  /** Roles printed as labels inside departments; a default never applies beside them. */
  private opening: Opening | null = null;
  statements = 0;

  /** The title's label, for a department that prints none of its own. */
  standIn(): Label | null {
    return this.opening?.labelled === true ? null : this.defaultLabel;
  }

  /** Closes what a heading of this style ends, and opens it. */
  push(printed: NewFrame): void {
    const past = printed.label !== null && isPast(printed.label.text, this.fiscalYear);
    const frame: NewFrame =
      past && printed.label !== null ? { ...printed, label: { ...printed.label, role: "detail" } } : printed;
    this.headings.push(frame);
    if (!this.headings.inDepartment()) this.department = null;
    const labels = frame.kind === "role" && frame.label?.role !== "detail" && this.department !== null;
    if (!labels || this.opening === null) return;
    if (
      !this.opening.labelled &&
      frame.label?.role === this.defaultLabel?.role &&
      this.opening.unlabelled.length > 0
    )
      this.early.push({ department: this.opening.department, lines: this.opening.unlabelled });
    this.opening.labelled = true;
  }

  /**
   * Opens a department.
   * @param labelled true where its own labels follow, so that a label above it does not govern its texts
   */
  openDepartment(
    name: DepartmentName,
    line: number,
    style: string,
    level: number | null,
    labelled: boolean,
  ): void {
    const department = this.draft.open(name, line);
    if (level === null) this.headings.enter(name.name, line, style, labelled);
    else this.push({ style, level, kind: "department", label: null, text: name.name, line });
    this.department = department;
    this.opening = newOpening(department, { name: name.name, number: name.number, line });
    this.openings.push(this.opening);
  }

  /** Takes a statement into the department that is open. */
  add(
    kind: Kind,
    label: Label | null,
    section: { name: string; line: number } | null,
    one: NewStatement,
  ): void {
    const department = this.department;
    if (department === null) {
      this.ledger.leave(one.lines, "orphan");
      return;
    }
    if (isNothing(one.text)) {
      this.ledger.claim(one.lines);
      return;
    }
    if (this.opening !== null) {
      if (!this.opening.filled && isEmpty(department)) department.line = this.opening.entry.line;
      this.opening.filled = true;
    }
    this.opening?.kinds.add(`${kind}\n${section?.name ?? ""}`);
    for (const frame of this.headings.frames) frame.used = true;
    const carrier = kind === "policy" || kind === "goal" ? this.headings.sectionName() : undefined;
    if (carrier !== undefined) carrier.named = true;
    const sectionName = kind === "policy" || kind === "goal" ? (section?.name ?? "") : "";
    const key = `${kind}\n${fold(sectionName)}\n${one.text}`;
    if (department.seen.has(key)) {
      this.ledger.claim(one.lines);
      this.ledger.warn(one.line, `「${department.name}」に同じ文が2回あります。1回だけ取り込みました。`);
      return;
    }
    department.seen.add(key);
    const statement: Statement = {
      kind,
      text: one.text,
      line: one.line,
      lines: one.lines,
      label: label?.text ?? null,
      rank: label?.rank ?? 0,
      heading: one.heading ?? null,
      marked: one.marked,
      number: one.number,
    };
    this.statements += 1;
    if (isInstruction(one.text) || isNoise(one.text)) {
      this.ledger.leave(one.lines, isInstruction(one.text) ? "form" : "noise");
      return;
    }
    if (isCut(one.text)) {
      this.cut.push(statement);
      this.ledger.leave(one.lines, "torn");
      return;
    }
    this.ledger.claim(one.lines);
    if (kind === "vision" || kind === "initiative") department.other.push(statement);
    else this.draft.section(department, sectionName, section?.line ?? one.line).statements.push(statement);
  }

  /** Places a text under the headings that are open; says in the ledger what became of it. */
  place(one: NewStatement): void {
    const slot = this.headings.slot();
    if (slot?.kind === "contact") {
      this.ledger.claim(one.lines);
      return;
    }
    const role = slot?.label?.role;
    if (this.department === null) {
      this.placeOutside(one, slot, role);
      return;
    }
    for (const frame of this.headings.frames) frame.used = true;
    if (slot?.kind === "item") {
      this.ledger.leave(one.lines, "child");
      return;
    }
    const label =
      slot === null || slot.kind === "plan" ? this.standIn() : slot.kind === "role" ? slot.label : null;
    if (slot?.kind === "outside") this.ledger.leave(one.lines, "outside");
    else if (label === null) {
      if (this.opening !== null) this.opening.turn += 1;
      this.ledger.leave(one.lines, role === "detail" ? "detail" : "unlabelled");
    } else if (label.role === "detail") {
      this.ledger.leave(one.lines, "detail");
    } else if (slot?.suspect === true) {
      this.suspects.push({ department: this.department, lines: one.lines });
      this.statements += 1;
      if (this.opening !== null) this.opening.filled = true;
      this.ledger.leave(one.lines, "torn");
    } else if (this.isLoose(label.role, one)) this.ledger.leave(one.lines, "loose");
    else if (
      this.opening !== null &&
      isSecondRound(this.opening, slot, this.headings.sectionName(), label.role, one.number)
    )
      this.ledger.leave(one.lines, "repeated");
    else if (STATEMENT_ROLES.has(label.role)) {
      const section = this.headings.sectionName();
      if (this.opening !== null && isRestart(this.opening, slot, section, one.number)) {
        this.ledger.warn(
          one.line,
          "項目の番号が1に戻っています。この前に見出し（重点目標など）が抜けていないか、元の文書と見比べてください。",
        );
      }
      if (slot?.kind !== "role") this.opening?.unlabelled.push(...one.lines);
      if (label.role === "initiative") {
        const at = this.headings.frames.findLastIndex((frame) => frame.label?.role === "initiative");
        const heading = this.headings.frames.slice(at).findLast((frame) => frame.kind === "section");
        if (heading !== undefined) heading.named = true;
        this.add("initiative", label, null, { ...one, heading: heading?.text ?? null });
        return;
      }
      this.add(
        label.role as Kind,
        label,
        section === undefined ? null : { name: section.text, line: section.line },
        one,
      );
    } else this.ledger.leave(one.lines, "unlabelled");
  }

  /** A line without a sign between list items: it may belong to an item or be none. */
  private isLoose(role: Role, one: NewStatement): boolean {
    const top = this.headings.top();
    if (top === undefined || (role !== "goal" && role !== "policy")) return false;
    if (top.listed === true && !one.marked) return true;
    top.listed ??= one.marked;
    return false;
  }

  private placeOutside(one: NewStatement, slot: Frame | null, role: Role | undefined): void {
    if (slot !== null) slot.used = true;
    const beforeAll = this.draft.departments.length === 0;
    const general = role === "policy" && OVERALL_POLICY.test(fold(slot?.text ?? ""));
    if (role === "overall" || (general && beforeAll)) {
      this.overall.push({ text: one.text, line: one.line });
      this.ledger.claim(one.lines);
    } else if (role === "goal" || role === "vision" || role === "initiative")
      this.ledger.leave(one.lines, "orphan");
    else if (!beforeAll) this.ledger.leave(one.lines, "outside");
    else {
      const heading = this.headings.frames.findLast((frame) => frame.kind !== "department");
      this.framework.push({ text: one.text, line: one.line, heading: heading?.text ?? null });
      this.ledger.claim(one.lines);
    }
  }
}
