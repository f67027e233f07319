import type { DepartmentName } from "../department-names.js";
import type { HeadedText, ParsedText } from "../document.js";
import {
  headerBeforePageNumber,
  isAddressed,
  isClosing,
  isPageNumber,
  isPointer,
  pointsOutside,
} from "../furniture.js";
import { labelRole, unbracket } from "../label-roles.js";
import { Ledger } from "../left-out.js";
import { isHeadingMark, isNoteMark, NOTE, readMark, repeatsMark } from "../marks.js";
import { fold, isInstruction, isNoise, isNothing, trimBlanks } from "../printed-text.js";
import { isPast, statedYears } from "../titles.js";
import {
  Collected,
  type CollectedDepartment,
  type CollectedSection,
  endOf,
  type Item,
  type ItemKind,
} from "./collected.js";
import type { Front } from "./front.js";
import { goesOn, isOpenEnded, type Widths, widthsOf } from "./joining.js";
import {
  detailKind,
  fieldForms,
  isFurniture,
  isHeadLine,
  isMain,
  nameOf,
  type OpenLabel,
  plainLabel,
  STATEMENTS,
  sentenceEnds,
  unknownLabel,
} from "./open-label.js";
import type { Problem, ProblemKind } from "./problems.js";
import type { ProfileRole } from "./profile.js";
import { type Column, indexOf, type LabelRule, type Rules } from "./rules.js";
import type { Node, TableUnit, Unit } from "./units.js";

/** Before all departments, a plain 基本方針 is the municipality's. */
const OVERALL_POLICY = /^(?:基本|全体|共通|経営|運営)方針$/u;

/** 部の役割を記載しています: before the departments, how to read what follows. */
const TELLS_THE_READER = /(?:記載|記入|表示|掲載|示)して(?:い|あり|おり)ます。?$/u;

/** A title for comparing: `業務目標一覧（1～20）` goes on as `業務目標一覧（21～40）`. */
const withoutPart = (title: string): string => fold(title).replace(/\([0-9~～〜\-/・]+\)$/u, "");

export interface Opening {
  readonly department: CollectedDepartment;
  readonly name: string;
  readonly number: number | null;
  readonly line: number;
  filled: boolean;
}

export interface IndexEntry {
  readonly name: string;
  readonly number: number | null;
  readonly line: number;
}

/** What a profile makes of a document, before it is checked. */
export interface Interpreted {
  readonly departments: readonly CollectedDepartment[];
  readonly openings: readonly Opening[];
  readonly index: readonly IndexEntry[];
  readonly overall: readonly ParsedText[];
  readonly framework: readonly HeadedText[];
  readonly ledger: Ledger;
  readonly problems: readonly Problem[];
  /** Headings inside departments that no rule knows, by their form. */
  readonly unknown: ReadonlyMap<string, readonly Unit[]>;
}

/** Reads the elements of a document one after the other, each with the role that the profile gives it. */
export class Interpreter {
  readonly collected = new Collected();
  readonly ledger = new Ledger();
  readonly overall: ParsedText[] = [];
  readonly framework: HeadedText[] = [];
  readonly index: IndexEntry[] = [];
  readonly openings: Opening[] = [];
  readonly problems: Problem[] = [];
  readonly unknown = new Map<string, Unit[]>();
  department: CollectedDepartment | null = null;
  private departmentLevel: number | null = null;
  private section: CollectedSection | null = null;
  private sectionLevel: number | null = null;
  private sectionUsed = true;
  label: OpenLabel | null = null;
  /** The columns of the table that was read last: on the next page it may go on without its heading row. */
  columns: readonly Column[] = [];
  /** True while nothing but tables has come since. */
  continues = false;
  /** 重点目標 above the departments: the label of each that prints none of its own. */
  private outer: OpenLabel | null = null;
  private heading: string | null = null;
  private item: Item | null = null;
  private last: Unit | null = null;
  private readonly headers = new Map<string, number>();
  private readonly goodNames: number[] = [];
  private readonly oddNames: number[] = [];
  /** A page ended since the last text: a blank line there parts nothing. */
  private page = false;
  private outsideHeading: string | null = null;
  private mode: "text" | "contact" | "contents" = "text";
  private otherYear = false;
  private readonly rounds = new Map<string, number>();
  private turn = 0;
  private readonly widths: Widths;
  private readonly sentences: ReadonlyMap<number, boolean>;
  private readonly fields: ReadonlySet<string>;

  constructor(
    readonly rules: Rules,
    private readonly front: Front,
    private readonly nodes: readonly Node[],
    /** Reads a table for the interpreter that hands itself over. */
    private readonly readTable: (run: Interpreter, printed: TableUnit) => void,
  ) {
    this.widths = widthsOf(nodes);
    this.sentences = sentenceEnds(nodes, rules);
    this.fields = fieldForms(nodes, rules);
    for (const node of nodes) {
      const header = node.kind === "unit" ? headerBeforePageNumber(node.unit.text) : null;
      if (header !== null) this.headers.set(fold(header), (this.headers.get(fold(header)) ?? 0) + 1);
    }
  }

  get fiscalYear(): number | null {
    return this.front.fiscalYear;
  }

  run(): Interpreted {
    if (this.rules.wholeTitle && this.front.titleDepartment !== null) {
      this.enter(
        { name: this.front.titleDepartment, aliases: [], municipality: null, number: null, label: null },
        1,
        null,
      );
      this.departmentLevel = null;
    }
    for (const [at, node] of this.nodes.entries()) {
      if (node.kind === "table") {
        if (this.otherYear) this.leave([node.table.line], "otherYear");
        else this.table(node);
      } else {
        const next = this.nodes[at + 1];
        this.unit(node.unit, next?.kind === "unit" ? next.unit : null);
      }
    }
    this.closeItem();
    // 総務, 福祉, 建設 are how this plan prints them; one of them among names in full is another column's text.
    if (this.oddNames.length > 0 && this.goodNames.length > this.oddNames.length)
      this.problem("oddName", this.oddNames);
    return {
      departments: this.collected.departments,
      openings: this.openings,
      index: this.index,
      overall: this.overall,
      framework: this.framework,
      ledger: this.ledger,
      problems: this.problems,
      unknown: this.unknown,
    };
  }

  problem(kind: ProblemKind, lines: readonly number[]): void {
    this.problems.push({ kind, lines });
  }

  /** Notes whether a cell of the departments' column reads as the name of one. */
  named(line: number, reads: boolean): void {
    (reads ? this.goodNames : this.oddNames).push(line);
  }

  leave(lines: readonly number[], reason: Parameters<Ledger["leave"]>[1]): void {
    this.ledger.leave(lines, reason);
  }

  private table(node: Extract<Node, { kind: "table" }>): void {
    this.closeItem();
    const entries = indexOf(node.table);
    if (entries !== null && !this.rules.hasDepartmentColumn) {
      this.index.push(...entries);
      this.ledger.claim(
        node.table.rows.flatMap((row) => row.flatMap((cell) => cell?.units.map((unit) => unit.line) ?? [])),
      );
      return;
    }
    const before = this.label;
    this.readTable(this, node.table);
    this.continues = true;
    this.closeItem();
    if (this.label !== before && this.label?.level === null) this.label = null;
  }

  /** One heading or printed line. */
  unit(unit: Unit, next: Unit | null): void {
    const { text } = unit;
    if (text === "" && unit.mark === null) return;
    if (unit.level === null && (isPageNumber(text) || this.repeatsTitle(unit))) this.page = true;
    if (unit.level === null && this.isRunningHeader(text)) {
      this.page = true;
      this.ledger.claim([unit.line]);
      return;
    }
    if (
      this.front.ids.has(unit.id) ||
      this.repeatsTitle(unit) ||
      (unit.level === null && isFurniture(text))
    ) {
      this.ledger.claim([unit.line]);
      return;
    }
    this.continues = false;
    if (unit.level === null && isClosing(text)) {
      this.closeAll();
      this.ledger.claim([unit.line]);
      return;
    }
    if (this.isOtherYear(unit)) {
      this.leave([unit.line], "otherYear");
      return;
    }
    if (this.item !== null && this.broken(unit)) {
      this.goOn(unit);
      return;
    }
    if (unit.level === null && ((unit.mark !== null && isNoteMark(unit.mark)) || NOTE.test(text))) {
      this.leave([unit.line], "note");
      return;
    }
    const rule = this.asLabel(unit, next);
    if (rule !== null) {
      this.openLabel(rule, unit, text);
      return;
    }
    const department = this.rules.label(text) === null ? this.rules.department(unit) : null;
    if (department !== null && this.openDepartment(unit, department.name)) return;
    if (this.rules.isIgnored(unit)) {
      this.closeItem();
      this.leave([unit.line], "outside");
      return;
    }
    const known = labelRole(text)?.role;
    if (known === "contact" && (unit.mark === null || unit.level !== null)) {
      if (unit.level === null) this.closeItem();
      else this.rise(unit.level);
      this.mode = "contact";
      this.ledger.claim([unit.line]);
      return;
    }
    if (known === "contents" && this.department === null) {
      this.mode = "contents";
      this.ledger.claim([unit.line]);
      return;
    }
    if (known === "plan" && unit.level === null && unit.gap && unit.mark === null && !/。$/u.test(text)) {
      this.closeAll();
      this.ledger.claim([unit.line]);
      return;
    }
    if (this.mode === "contents" && this.contents(unit)) return;
    if (this.department !== null && this.labelledText(unit)) return;
    if (this.department !== null && this.rules.section(unit)) {
      this.openSection(unit);
      return;
    }
    if (unit.level !== null) this.openHeading(unit);
    else this.text(unit, next);
  }

  /** `各部経営方針      1／2ページ` */
  private isRunningHeader(text: string): boolean {
    const header = headerBeforePageNumber(text);
    if (header === null) return false;
    return fold(header) === fold(this.front.title ?? "") || (this.headers.get(fold(header)) ?? 0) > 1;
  }

  private repeatsTitle(unit: Unit): boolean {
    const { title } = this.front;
    return title !== null && unit.text.length <= 100 && withoutPart(unit.text) === withoutPart(title);
  }

  /** A plan of another year begins, or goes on: a file may hold the plan and the one before. */
  private isOtherYear(unit: Unit): boolean {
    const { fiscalYear } = this.front;
    if (fiscalYear === null || this.collected.departments.length === 0) return this.otherYear;
    const title = unit.level !== null || (unit.mark === null && unit.gap && unit.text.length <= 60);
    if (title && labelRole(unit.text)?.role === "plan") {
      const years = statedYears(unit.text);
      if (years.length > 0) this.otherYear = !years.includes(fiscalYear);
    }
    return this.otherYear;
  }

  /** The line above cannot end where it does: this one goes on with it, even if it looks like a name. */
  private broken(unit: Unit): boolean {
    const { item } = this;
    return (
      item !== null &&
      this.last?.level === null &&
      unit.level === null &&
      unit.mark === null &&
      (!unit.gap || this.page) &&
      isOpenEnded(endOf(item)) &&
      this.rules.label(unit.text) === null
    );
  }

  private goOn(unit: Unit): void {
    this.item?.pieces.push(unit.text);
    this.item?.lines.push(unit.line);
    this.ledger.claim([unit.line]);
    this.last = unit;
  }

  private contents(unit: Unit): boolean {
    if (
      unit.name !== null &&
      unit.name.label === null &&
      !this.index.some((one) => one.name === unit.name?.name)
    ) {
      this.index.push({
        name: unit.name.name,
        number: unit.mark?.number ?? unit.name.number,
        line: unit.line,
      });
      this.ledger.claim([unit.line]);
      return true;
    }
    if (
      /(?:[.．…・‥]{3,}|\s{2,})\s*[0-9０-９]{1,3}$/u.test(unit.text) ||
      /^(?:はじめに|おわりに|まえがき)[\s.．…・‥]/u.test(unit.text)
    ) {
      this.ledger.claim([unit.line]);
      return true;
    }
    this.mode = "text";
    return false;
  }

  /** The rule of a unit that is nothing but a label; one more item of a list is none, however it is worded. */
  private asLabel(unit: Unit, next: Unit | null): LabelRule | null {
    const rule = this.rules.label(unit.text);
    if (rule === null) return null;
    if (unit.level !== null || unit.mark === null || isHeadingMark(unit.mark)) return rule;
    const { label, last } = this;
    const among =
      last !== null &&
      last.mark?.kind === unit.mark.kind &&
      last.indent === unit.indent &&
      label?.used === true;
    if (among && label?.form !== unit.form) return null;
    const nested = next !== null && next.mark?.kind !== unit.mark.kind;
    return nested || (next !== null && next.indent > unit.indent) ? rule : null;
  }

  private closeItem(): void {
    this.item = null;
    this.last = null;
  }

  private closeAll(): void {
    this.closeItem();
    this.department = null;
    this.section = null;
    this.label = null;
    this.outer = null;
    this.heading = null;
    this.outsideHeading = null;
    this.mode = "text";
  }

  /** What a heading of this level ends. */
  private rise(level: number): void {
    this.closeItem();
    this.heading = null;
    this.mode = "text";
    if (this.label !== null && (this.label.level === null || this.label.level >= level)) this.label = null;
    if (this.section !== null && (this.sectionLevel === null || this.sectionLevel >= level)) {
      // 柱 and its first label may be headings of one level.
      if (this.sectionLevel !== level || this.sectionUsed) this.section = null;
    }
    if (this.departmentLevel !== null && level <= this.departmentLevel) this.department = null;
  }

  openDepartment(unit: Unit, captured: string | null): boolean {
    const name = nameOf(unit, captured);
    if (this.mode === "contact" && unit.level === null && !unit.gap) return false;
    // Right below ビジョン stands the vision, whatever its last character is.
    if (this.label?.rule.role === "vision" && !this.label.used && !unit.gap && unit.form === "行")
      return false;
    if (this.mode === "contents" && this.contents(unit)) return true;
    if (this.signsHeading(unit, name)) return true;
    const outer = this.outerLabel(unit);
    this.closeItem();
    this.mode = "text";
    this.ledger.claim([unit.line]);
    const known = this.collected.find(name.name);
    if (known !== null && known.items.length > 0 && known !== this.department) {
      this.ledger.warn(
        unit.line,
        `「${name.name}」が${known.line}行にもあります。同じ部として続けて取り込みました。別の部であれば名前を分けてください。`,
      );
    }
    this.enter(name, unit.line, unit.mark?.number ?? name.number);
    this.departmentLevel = unit.level;
    this.label = outer ?? this.fallback(unit.line);
    if (name.label !== null) {
      const rule = this.rules.label(name.label);
      if (rule !== null) {
        this.label = null;
        this.openLabel(rule, unit, name.label, true);
      }
    }
    return true;
  }

  /** 総務部長　山本 茂 below 総務部長あいさつ: the same department, whose heading it signs. */
  private signsHeading(unit: Unit, { name, label }: DepartmentName): boolean {
    const same = this.label !== null && !this.label.used && name === this.department?.name && label === null;
    if (!same || unit.level !== null || this.departmentLevel === null) return false;
    this.ledger.claim([unit.line]);
    return true;
  }

  /** Opens a department by its name, as a table's column or a heading prints it. */
  enter(name: DepartmentName, line: number, number: number | null): void {
    const department = this.collected.open(name, line);
    this.department = department;
    this.openings.push({ department, name: name.name, number, line, filled: false });
    this.section = null;
    this.sectionUsed = true;
    this.label = null;
    this.heading = null;
    this.turn = 0;
    this.rounds.clear();
  }

  /** What stands under no label, where the title says what all texts are. */
  private fallback(line: number): OpenLabel | null {
    const role = this.rules.fallback;
    return role === null ? null : plainLabel({ role, takes: null, label: "" }, "", "", null, line, 0);
  }

  private outerLabel(unit: Unit): OpenLabel | null {
    const { label } = this;
    if (label === null) return this.department === null ? null : this.keptOuter(unit);
    if (unit.level !== null) {
      if (label.level !== null && label.level < unit.level) this.outer = label;
    } else if (this.department === null && !label.used && STATEMENTS.has(label.rule.role)) this.outer = label;
    return this.keptOuter(unit);
  }

  private keptOuter(unit: Unit): OpenLabel | null {
    if (this.outer === null) return null;
    if (unit.level !== null && (this.outer.level ?? 0) >= unit.level) {
      this.outer = null;
      return null;
    }
    return { ...this.outer, used: false, primary: null, unmarked: false };
  }

  openSection(unit: Unit, name = unbracket(unit.text)): void {
    if (unit.level !== null) {
      const label = this.label;
      this.rise(unit.level);
      if (label !== null && label.level !== null && label.level < unit.level) this.label = label;
    } else {
      this.closeItem();
      if (!this.rules.sectionsBelowLabels) this.label = null;
      else if (this.label !== null)
        this.label = { ...this.label, used: false, primary: null, unmarked: false };
    }
    this.heading = null;
    this.setSection(name, unit.line);
    this.sectionLevel = unit.level;
    this.ledger.claim([unit.line]);
  }

  /** Opens a 柱 by its name, as a table's column or a heading prints it. */
  setSection(name: string, line: number): void {
    const { department } = this;
    if (department === null) return;
    this.section = name === "" ? null : this.collected.section(department, name, line);
    this.sectionUsed = false;
  }

  openLabel(rule: LabelRule, unit: Unit, text: string, behind = false): void {
    const before = this.label;
    if (unit.level !== null && !behind) this.rise(unit.level);
    this.closeItem();
    if (this.mode !== "text") this.mode = "text";
    this.ledger.claim([unit.line]);
    this.heading = null;
    if (this.rules.sectionsBelowLabels && unit.level === null) this.section = null;
    if (unit.level === null && rule.role === "overall" && this.collected.departments.length === 0)
      this.department = null;
    const role = isPast(text, this.front.fiscalYear) ? "ignore" : rule.role;
    const suspect =
      this.department !== null &&
      before !== null &&
      !before.used &&
      !behind &&
      before.form === unit.form &&
      isMain(before.rule.role) &&
      isMain(role) &&
      before.rule.role !== role;
    this.label = {
      ...plainLabel(rule, unbracket(trimBlanks(text)), unit.form, unit.level, unit.line, unit.indent),
      rule: role === rule.role ? rule : { ...rule, role },
      suspect,
    };
    if (this.department === null) {
      this.outsideHeading = this.label.text;
      // 経営方針 and 重点目標 one below the other above all departments: neither is the label of what follows.
      if (
        before !== null &&
        !before.used &&
        before.level === unit.level &&
        isMain(before.rule.role) &&
        isMain(role)
      )
        this.label = null;
    }
    this.round(role, unit.line);
  }

  /** 経営方針, 重点目標 and again 経営方針 in one 柱: the heading of a department or 柱 is missing between. */
  private round(role: ProfileRole, line: number): void {
    if (this.department === null || !isMain(role)) return;
    const key = `${role}\n${this.section?.name ?? ""}`;
    this.turn += 1;
    const before = this.rounds.get(key);
    if (
      before !== undefined &&
      this.turn > before + 1 &&
      this.label !== null &&
      !/\d|[①-⑳]/u.test(fold(this.label.text))
    ) {
      this.problem("repeated", [line]);
    }
    this.rounds.set(key, this.turn);
  }

  /** `経営方針：市政を支えます。` */
  private labelledText(unit: Unit): boolean {
    const split = this.rules.labelWithText(unit.text);
    if (split === null) return this.detailText(unit);
    const { rule, rest } = split;
    const { label } = this;
    const again = readMark(rest);
    const text = again.rest === "" ? rest : again.rest;
    if (!STATEMENTS.has(rule.role)) {
      if (rule.role === "ignore" || (this.item ?? this.lastGoal()) === null) {
        if (rule.role === "overall" || rule.role === "section" || rule.role === "department") return false;
        this.closeItem();
        this.leave([unit.line], "detail");
        return true;
      }
      return this.detailText(unit);
    }
    // In a list of goals `・目標：…` may be one more goal.
    if (
      label?.used === true &&
      label.primary !== null &&
      unit.mark?.kind === label.primary.mark?.kind &&
      unit.indent === label.primary.indent &&
      label.form !== `:${unit.form}`
    )
      return false;
    this.openLabel(rule, unit, split.number === null ? rule.label : `${rule.label}${split.number}`);
    if (this.label !== null) {
      this.label = { ...this.label, form: `:${unit.form}`, suspect: false };
      this.add(rule.role as ItemKind, { ...unit, text, mark: again.mark ?? unit.mark }, split.number);
      if (rule.role === "goal" && split.single && this.label !== null) this.label.single = true;
    }
    return true;
  }

  /** `指標：電子化率 80%` below a goal belongs to it. */
  private detailText(unit: Unit): boolean {
    const detail = detailKind(unit.text);
    if (detail === null || (this.label === null && detail.kind !== null)) return false;
    const item = this.item ?? this.lastGoal();
    if (item === null || item.kind !== "goal" || detail.kind === null) {
      this.leave([unit.line], "detail");
    } else {
      item.details.push({ kind: detail.kind, label: detail.label, text: detail.text });
      this.ledger.claim([unit.line]);
    }
    this.last = null;
    this.item = null;
    return true;
  }

  private lastGoal(): Item | null {
    const item = this.department?.items.at(-1) ?? null;
    return item?.kind === "goal" && this.label?.rule.role === "goal" ? item : null;
  }

  /** A heading that no rule knows. */
  private openHeading(unit: Unit): void {
    const level = unit.level ?? 9;
    const label = this.label;
    this.rise(level);
    const below = label !== null && label.level !== null && label.level < level;
    if (this.department === null) {
      if (this.collected.departments.length > 0) this.leave([unit.line], "outside");
      else this.ledger.claim([unit.line]);
      this.outsideHeading = unit.text;
      if (!below) this.label = null;
      return;
    }
    const role = this.rules.item(unit);
    if (below && label.rule.role === "initiative" && role === null) {
      this.label = label;
      this.heading = unit.text;
      this.ledger.claim([unit.line]);
      return;
    }
    if (role !== null && STATEMENTS.has(role)) {
      this.label = label;
      this.add(role as ItemKind, unit, unit.mark?.number ?? null);
      if (this.label !== null) this.label.single = true;
      return;
    }
    this.leave([unit.line], role === null ? "unlabelled" : "detail");
    this.label = { ...unknownLabel(unit), unknown: role === null ? unit : null };
  }

  /** A text below the labels that are open. */
  private text(unit: Unit, next: Unit | null): void {
    if (this.mode === "contact") {
      this.ledger.claim([unit.line]);
      return;
    }
    if (unit.mark === null && isAddressed(unit.text)) {
      this.closeItem();
      this.leave([unit.line], "outside");
      return;
    }
    if (this.department === null || isPointer(unit.text)) {
      this.outside(unit, next);
      return;
    }
    this.label ??= this.fallback(unit.line);
    const { item, last, label } = this;
    const page = this.page || (last !== null && last.place.page !== unit.place.page);
    this.page = false;
    if (
      item !== null &&
      last !== null &&
      unit.mark === null &&
      goesOn(last, endOf(item), unit, this.widths, this.sentences.get(unit.id) === true, page)
    ) {
      this.goOn(unit);
      return;
    }
    const role = this.rules.item(unit) ?? label?.rule.role ?? null;
    if (role === null) {
      this.unlabelled(unit);
      return;
    }
    if (label?.suspect === true) {
      this.problem("labelsFirst", [unit.line]);
      this.leave([unit.line], "torn");
      return;
    }
    if (!STATEMENTS.has(role)) {
      if (this.isDetailOf(role, unit)) return;
      if (label?.unknown != null) this.noteUnknown(label.unknown);
      this.leave(
        [unit.line],
        role === "overall" ? "outside" : label?.rule.label === "" ? "unlabelled" : "detail",
      );
      return;
    }
    if (this.subheading(unit, next, role)) return;
    if (label !== null && this.isBesideLabel(unit, label)) {
      this.closeItem();
      this.leave([unit.line], "unlabelled");
      this.label = { ...unknownLabel(unit), unknown: unit };
      return;
    }
    if (!this.fits(unit, label, role)) return;
    this.add(role as ItemKind, unit, unit.mark?.number ?? null);
  }

  /** 【経営課題1】 after 【区の目標】 and its text: printed like the label, so no text of it. */
  private isBesideLabel(unit: Unit, label: OpenLabel): boolean {
    return (
      unit.level === null &&
      /^枠(?![「『])/u.test(unit.form) &&
      label.form === unit.form &&
      this.rules.item(unit) === null
    );
  }

  private noteUnknown(unit: Unit): void {
    const list = this.unknown.get(unit.form) ?? [];
    if (!list.includes(unit)) list.push(unit);
    this.unknown.set(unit.form, list);
  }

  /** 指標 as a label of its own under a goal. */
  private isDetailOf(role: ProfileRole, unit: Unit): boolean {
    if (role !== "owner" && role !== "indicator" && role !== "target" && role !== "deadline") return false;
    const item = this.department?.items.at(-1);
    const own =
      item !== undefined &&
      item.kind === "goal" &&
      this.label !== null &&
      item.line < this.label.line &&
      this.attachable(item);
    if (!own) return false;
    item.details.push({ kind: role, label: this.label?.text ?? "", text: unit.text });
    this.ledger.claim([unit.line]);
    return true;
  }

  /** Where several goals stand above, nobody says whose an indicator is. */
  private attachable(item: Item): boolean {
    const same =
      this.department?.items.filter(
        (one) => one.kind === "goal" && one.section === item.section && one.label === item.label,
      ) ?? [];
    return same.length === 1;
  }

  /** ◆ and a list below it: a heading of the items, not one of them. */
  private subheading(unit: Unit, next: Unit | null, role: ProfileRole): boolean {
    if (next === null || next.mark === null || role === "vision") return false;
    const set = /^(?:枠(?![「『])|太字)/u.test(unit.form);
    // ■ and ◆, but Ⅰ and 第1 as well, head what has a lesser mark.
    const heads = unit.mark !== null && (unit.mark.rank <= 2 || this.fields.has(unit.form));
    if (!set && (!heads || next.mark.rank <= (unit.mark?.rank ?? 0))) return false;
    if (role === "initiative") {
      this.closeItem();
      this.heading = unit.text;
      this.ledger.claim([unit.line]);
      return true;
    }
    if (this.rules.item(unit) === "ignore") {
      this.leave([unit.line], "detail");
      this.label = unknownLabel(unit);
      return true;
    }
    if (this.rules.item(unit) !== null) return false;
    this.noteUnknown(unit);
    if (role === "goal" || role === "policy") {
      this.problem("subheading", [unit.line]);
      this.leave([unit.line], "child");
      if (this.label !== null) this.label = { ...this.label, primary: null };
      this.closeItem();
      return true;
    }
    return false;
  }

  /** Whether a text is one of its label's own, or nested below one, or stands loose between them. */
  private fits(unit: Unit, label: OpenLabel | null, role: ProfileRole): boolean {
    if (label === null) return true;
    const { takes } = label.rule;
    if (takes === "印" && unit.mark === null) return this.drop(unit, "loose");
    if (takes === "文" && unit.mark !== null) return this.drop(unit, "child");
    if (
      takes !== null &&
      takes !== "印" &&
      takes !== "文" &&
      unit.mark?.kind !== readMark(`${takes} 空`).mark?.kind
    ) {
      return this.drop(unit, unit.mark === null ? "loose" : "child");
    }
    if (label.single && this.department?.items.at(-1)?.kind === "goal") return this.drop(unit, "child");
    const main = role === "goal" || role === "policy";
    if (unit.mark === null) {
      if (label.primary !== null && main) {
        this.problem("loose", [unit.line]);
        return this.drop(unit, "loose");
      }
      label.unmarked = true;
      return true;
    }
    const { primary } = label;
    if (primary === null) {
      if (label.unmarked && main) this.problem("mixed", [label.line]);
      label.primary = unit;
      return true;
    }
    if (primary.mark === null) return true;
    const same = primary.mark.kind === unit.mark.kind;
    if (unit.indent > primary.indent + 1 && (!same || unit.indent > primary.indent + 1))
      return this.drop(unit, "child");
    if (!same && unit.mark.rank > primary.mark.rank) return this.drop(unit, "child");
    if (!same && unit.mark.rank < primary.mark.rank) this.problem("mixed", [unit.line]);
    return true;
  }

  private drop(unit: Unit, reason: "child" | "loose"): false {
    this.leave([unit.line], reason);
    if (reason === "child") this.closeItem();
    else this.closeItem();
    return false;
  }

  private unlabelled(unit: Unit): void {
    this.closeItem();
    // The units of a department, or what stands above the only one.
    const opened = this.openings.at(-1)?.filled === true;
    if (!opened && (unit.name !== null || (this.rules.wholeTitle && this.openings.length === 1))) {
      this.leave([unit.line], "outside");
      return;
    }
    this.leave([unit.line], "unlabelled");
    this.turn += 1;
    this.problem(this.openings.at(-1)?.filled === false ? "early" : "unlabelled", [unit.line]);
  }

  private outside(unit: Unit, next: Unit | null): void {
    const { label } = this;
    const beforeAll = this.collected.departments.length === 0;
    const role = label?.rule.role;
    if (isPointer(unit.text)) {
      this.ledger.claim([unit.line]);
      if (pointsOutside(unit.text) && !beforeAll) {
        this.ledger.warn(
          unit.line,
          "この文が指すリンクや別紙の内容は、この文書にないため取り込んでいません。",
        );
      }
      return;
    }
    const general = role === "policy" && beforeAll && OVERALL_POLICY.test(fold(label?.text ?? ""));
    if (role === "overall" || general) {
      if (label?.rule.takes === "印" && unit.mark === null) {
        this.leave([unit.line], "outside");
        return;
      }
      const last = this.overall.at(-1);
      if (
        last !== undefined &&
        this.last !== null &&
        unit.mark === null &&
        goesOn(this.last, last.text.slice(-300), unit, this.widths, false, false)
      ) {
        this.overall[this.overall.length - 1] = { ...last, text: `${last.text}${unit.text}` };
      } else this.overall.push({ text: unit.text, line: unit.line });
      this.last = unit;
      this.ledger.claim([unit.line]);
      return;
    }
    if (
      role !== undefined &&
      STATEMENTS.has(role) &&
      ((role !== "policy" && role !== "vision") || !beforeAll)
    ) {
      this.leave([unit.line], "orphan");
      this.problem("orphan", [unit.line]);
      return;
    }
    if (!beforeAll) {
      this.leave([unit.line], "outside");
      return;
    }
    if (isHeadLine(unit, next)) {
      this.outsideHeading = unbracket(unit.text);
      this.last = null;
      this.ledger.claim([unit.line]);
      return;
    }
    // 何のためにあるのか explains a label, 広報9月号 is a running head: only what is said counts.
    if (!/。$/u.test(unit.text) && unit.text.length < 20 && this.sentences.get(unit.id) !== true) {
      this.last = null;
      this.ledger.claim([unit.line]);
      return;
    }
    const before = this.framework.at(-1);
    if (
      before !== undefined &&
      this.last !== null &&
      unit.mark === null &&
      goesOn(this.last, before.text.slice(-300), unit, this.widths, true, false)
    ) {
      this.framework[this.framework.length - 1] = { ...before, text: `${before.text}${unit.text}` };
    } else this.framework.push({ text: unit.text, line: unit.line, heading: this.outsideHeading });
    this.last = unit;
    this.ledger.claim([unit.line]);
  }

  /** Takes a text into the department that is open. */
  add(
    kind: ItemKind,
    unit: Unit,
    number: number | null,
    extra: { readonly heading?: string | null } = {},
  ): Item | null {
    const { department, label } = this;
    this.closeItem();
    if (department === null && TELLS_THE_READER.test(unit.text)) {
      this.leave([unit.line], "outside");
      return null;
    }
    if (department === null) {
      this.leave([unit.line], "orphan");
      this.problem("orphan", [unit.line]);
      return null;
    }
    const { text } = unit;
    if (label !== null) label.used = true;
    this.sectionUsed = true;
    const opening = this.openings.at(-1);
    if (opening !== undefined && !opening.filled) {
      if (department.items.length === 0) department.line = opening.line;
      opening.filled = true;
    }
    if (text !== "" && text.length <= 20 && isNothing(text)) {
      this.ledger.claim([unit.line]);
      return null;
    }
    if (unit.mark !== null && repeatsMark(text, unit.mark)) {
      this.leave([unit.line], "columns");
      this.problem("columns", [unit.line]);
      return null;
    }
    const form = text.length <= 100 && isInstruction(text);
    if (form || (text !== "" && isNoise(text))) {
      this.leave([unit.line], form ? "form" : "noise");
      if (!form) this.problem("noise", [unit.line]);
      return null;
    }
    if (unit.mark?.doubled === true) {
      this.ledger.warn(
        unit.line,
        "項目の印が重なっています。文が欠けていないか、元の文書と見比べてください。",
      );
      this.problem("doubled", [unit.line]);
    }
    const placed = kind === "policy" || kind === "goal";
    const item: Item = {
      kind,
      pieces: [text],
      line: unit.line,
      lines: [unit.line],
      label: label?.text ?? null,
      heading: extra.heading ?? (kind === "initiative" ? this.heading : null),
      marked: unit.mark !== null,
      number,
      section: placed ? this.section : null,
      details: [],
      kept: true,
    };
    department.items.push(item);
    this.ledger.claim([unit.line]);
    this.item = item;
    this.last = unit;
    return item;
  }

  /** Opens a label for the texts of one cell or row, and takes it back after. */
  withLabel(rule: LabelRule, text: string, line: number, work: () => void): void {
    const before = this.label;
    this.closeItem();
    this.label = plainLabel(rule, unbracket(trimBlanks(text)), "列", null, line, 0);
    this.heading = null;
    work();
    this.closeItem();
    this.label = before;
    this.heading = null;
  }
}
