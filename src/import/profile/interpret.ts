import { departmentName, listsUnits, plainName } from "../department-names.js";
import type { GoalDetail } from "../document.js";
import {
  headerBeforePageNumber,
  isAddressed,
  isClosing,
  isFurniture,
  isPageNumber,
  isPointer,
} from "../furniture.js";
import { labelRole } from "../label-roles.js";
import { isHeadingMark, isNoteMark, NOTE, readMark } from "../marks.js";
import { foldPrinted } from "../printed-text.js";
import { isPast, statedMunicipality, statedYears } from "../titles.js";
import { endOf, type Item } from "./collected.js";
import { isDetail, lastGoal, readBelowDetail, readDetail, readLevelDetail } from "./details.js";
import type { Front } from "./front.js";
import { goesOn, isOpenEnded, mayExplain } from "./joining.js";
import { fits, isBesideLabel, subheading } from "./nesting.js";
import { isNextLabel, isOverList, isStatement, unknownLabel } from "./open-label.js";
import { readOutside } from "./outside.js";
import type { Profile } from "./profile.js";
import { type Interpreted, Reading } from "./reading.js";
import { type LabelRule, Rules } from "./rules.js";
import { indexOf, linesOf } from "./table-shape.js";
import { readTable, sheetOf } from "./tables.js";
import { type Node, type Unit, unitsIn } from "./units.js";

/** What a profile makes of the document. */
export function interpret(nodes: readonly Node[], front: Front, profile: Profile): Interpreted {
  return new Interpreter(new Rules(profile), front, nodes).run();
}

/** A title for comparing: `業務目標一覧（1～20）` goes on as `業務目標一覧（21～40）`, `管理表（総務部）` as `管理表（福祉部）`. */
const withoutPart = (title: string): string =>
  foldPrinted(title).replace(/\(([^()]+)\)$/u, (part, inside: string) =>
    /^[0-9~～〜\-/・]+$/u.test(inside) || departmentName(inside) !== null ? "" : part,
  );

/** What stands behind the last department and is none: 【用語解説】, ■参考資料. */
const APPENDIX = /用語|解説|参考|資料|索引|付録|巻末|おわりに|奥付|凡例|問い?合わ?せ/u;

/** Printed like the headings of departments, but no name: what stands below is nobody's. */
const isDepartmentLike = (rules: Rules, unit: Unit): boolean =>
  unit.level === null &&
  unit.name === null &&
  /^(?:枠(?![「『])|印[■□◆◇▼★●◎])/u.test(unit.form) &&
  !/[。、，]$/u.test(unit.text) &&
  unit.text.length <= 20 &&
  rules.item(unit) === null &&
  rules.departments.some(({ source }) => source === `${unit.form}+名前`);

/** Reads the elements of a document one after the other, each with the role that the profile gives it. */
class Interpreter extends Reading {
  /** How often a text stands before a page number. */
  private readonly headers = new Map<string, number>();
  /** A page ended since the last text: a blank line there parts nothing. */
  private page = false;
  private otherYear = false;
  private previous: Unit | null = null;
  /** 担当課 and the like that stand above their goal, as in records of 所属, 担当課, 重点目標 and 目標値. */
  private early: { readonly unit: Unit; readonly detail: GoalDetail }[] = [];

  constructor(
    rules: Rules,
    front: Front,
    private readonly nodes: readonly Node[],
  ) {
    super(rules, front, nodes);
    for (const node of nodes) {
      const header = node.kind === "unit" ? headerBeforePageNumber(node.unit.text) : null;
      if (header !== null)
        this.headers.set(foldPrinted(header), (this.headers.get(foldPrinted(header)) ?? 0) + 1);
    }
  }

  run(): Interpreted {
    if (this.rules.wholeTitle && this.front.titleDepartment !== null) {
      this.enter(plainName(this.front.titleDepartment), 1, null);
      this.departmentLevel = null;
    }
    for (const [at, node] of this.nodes.entries()) {
      if (node.kind === "table") {
        if (this.otherYear) this.leave([node.table.line], "otherYear");
        else this.table(node);
      } else {
        const next = this.nodes[at + 1];
        this.unit(node.unit, next?.kind === "unit" ? next.unit : null);
        this.previous = node.unit;
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

  private table(node: Extract<Node, { kind: "table" }>): void {
    this.closeItem();
    const entries = indexOf(node.table);
    if (entries !== null && !this.rules.hasDepartmentColumn) {
      this.index.push(...entries);
      this.ledger.claim(unitsIn(node).map(({ line }) => line));
      return;
    }
    const before = this.label;
    // What stands below 昨年度の成果 is none of this year's.
    if (before?.rule.role === "ignore" && isPast(before.text, this.front.fiscalYear)) {
      this.leave(node.table.rows.flatMap(linesOf), "detail");
      return;
    }
    readTable(this, node.table);
    this.continues = sheetOf(node.table);
    this.closeItem();
    if (this.label !== before && this.label?.level === null) this.label = null;
  }

  /** One heading or printed line. */
  unit(unit: Unit, next: Unit | null): void {
    const { text } = unit;
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
    this.continues = undefined;
    if (unit.level === null && isClosing(text)) {
      this.closeAll();
      this.ledger.claim([unit.line]);
      return;
    }
    if (this.isOtherYear(unit)) {
      this.leave([unit.line], "otherYear");
      return;
    }
    const known = labelRole(text)?.role;
    const apart = known === "contact" || known === "contents" || known === "plan";
    const level = apart ? null : this.rules.level(unit);
    if (level !== null) {
      this.openLevel(level, unit);
      return;
    }
    if (this.department !== null && this.rules.namedSection(unit)) {
      this.openSection(unit);
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
    // 目次 may be a heading like the departments, and is none of them.
    const named = known !== "contents" && this.rules.label(text) === null;
    const department = named ? this.rules.department(unit) : null;
    if (department !== null && this.openDepartment(unit, department.name)) return;
    if (this.rules.isIgnored(unit)) {
      this.closeItem();
      this.leave([unit.line], "outside");
      return;
    }
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
    if (readLevelDetail(this, unit) || (this.department !== null && this.labelledText(unit))) return;
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
    return (
      foldPrinted(header) === foldPrinted(this.front.title ?? "") ||
      (this.headers.get(foldPrinted(header)) ?? 0) > 1
    );
  }

  /** The title again, or its end above each form, or the title of a further sheet: 令和8年度 みどり市 重点目標. */
  private repeatsTitle(unit: Unit): boolean {
    const { title, municipality, fiscalYear } = this.front;
    if (title === null || unit.text.length > 100) return false;
    const own = withoutPart(unit.text);
    if (own === withoutPart(title)) return true;
    if (this.rules.label(unit.text) !== null || labelRole(unit.text) !== null) return false;
    if (unit.level !== null || unit.mark !== null || /。$/u.test(unit.text)) return false;
    if (own.length >= 5 && withoutPart(title).endsWith(own)) return true;
    const years = statedYears(unit.text);
    const place = municipality !== null && statedMunicipality(unit.text) === municipality;
    return place && unit.gap && years.length === 1 && years[0] === fiscalYear;
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

  /** The rule of a unit that is nothing but a label; one more item of a list is none, however it is worded. */
  private asLabel(unit: Unit, next: Unit | null): LabelRule | null {
    const rule = this.rules.label(unit.text);
    if (rule === null) return null;
    if (unit.level !== null || unit.mark === null || isHeadingMark(unit.mark)) return rule;
    const { label, last } = this;
    if (label !== null && isNextLabel(label, unit)) return rule;
    const among =
      last !== null &&
      last.mark?.kind === unit.mark.kind &&
      last.indent === unit.indent &&
      label?.used === true;
    if (among && label?.form !== unit.form) return null;
    const nested = next !== null && next.mark?.kind !== unit.mark.kind;
    return nested || (next !== null && next.indent > unit.indent) ? rule : null;
  }

  /** `経営方針：市政を支えます。` */
  private labelledText(unit: Unit): boolean {
    const split = this.rules.labelWithText(unit.text);
    if (split === null) return readDetail(this, unit);
    const { rule, rest } = split;
    const { label } = this;
    const again = readMark(rest);
    const text = again.rest === "" ? rest : again.rest;
    if (!isStatement(rule.role)) {
      if (rule.role === "ignore" || (this.item ?? lastGoal(this)) === null) {
        if (rule.role === "overall" || rule.role === "section" || rule.role === "department") return false;
        this.closeItem();
        this.leave([unit.line], "detail", rule.label);
        if (isDetail(rule.role)) {
          if (this.early.at(-1)?.unit !== this.previous) this.early = [];
          this.early.push({ unit, detail: { kind: rule.role, label: rule.label, text: rest } });
        }
        return true;
      }
      return readDetail(this, unit);
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
    // Below 重点目標1 …, or 宣言1 …, 〔目標〕 says what is to be reached.
    const goal =
      rule.role === "goal" && split.number === null && label?.single === true ? lastGoal(this) : null;
    if (goal !== null) {
      goal.details.push({ kind: "target", label: rule.label, text: rest });
      this.closeItem();
      this.ledger.claim([unit.line]);
      return true;
    }
    this.openLabel(rule, unit, split.number === null ? rule.label : `${rule.label}${split.number}`);
    if (this.label !== null) {
      this.label = { ...this.label, form: `:${unit.form}`, suspect: false };
      const item = this.add(rule.role, { ...unit, text, mark: again.mark ?? unit.mark }, split.number);
      if (rule.role === "goal" && split.number === null) this.takeEarly(item);
      if (rule.role === "goal" && split.single && this.label !== null) this.label.single = true;
    }
    return true;
  }

  /** Gives a goal the details that stand right above it. */
  private takeEarly(item: Item | null): void {
    if (item === null || this.early.at(-1)?.unit !== this.previous) return;
    item.details.push(...this.early.map(({ detail }) => detail));
    this.ledger.takeBack(this.early.map(({ unit }) => unit.line));
    this.early = [];
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
    if (isStatement(role)) {
      this.label = label ?? this.fallback(unit.line);
      this.add(role, unit, unit.mark?.number ?? null);
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
      readOutside(this, unit, next);
      return;
    }
    this.label ??= this.fallback(unit.line);
    const { item, last, label } = this;
    const page = this.page || (last !== null && last.place.page !== unit.place.page);
    this.page = false;
    if (item !== null && last !== null && unit.mark === null && this.below(unit, next, item, last, page))
      return;
    if (isDepartmentLike(this.rules, unit)) {
      this.closeAll();
      this.leave([unit.line], "outside");
      if (next?.mark != null && !APPENDIX.test(unit.text)) this.problem("between", [unit.line]);
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
    if (!isStatement(role)) {
      if (label !== null && isBesideLabel(this, unit, label)) {
        this.besideLabel(unit);
        return;
      }
      if (label !== null) label.passed = true;
      if (readBelowDetail(this, role, unit)) return;
      if (label?.unknown != null) this.noteUnknown(label.unknown);
      this.leave(
        [unit.line],
        role === "overall" ? "outside" : label?.rule.label === "" ? "unlabelled" : "detail",
        isStatement(label?.rule.role ?? null) ? "" : label?.rule.label,
      );
      // What stands in the list of a line that is not taken is not taken either.
      const lists = unit.mark !== null && next?.mark != null && next.mark.rank > unit.mark.rank;
      if (lists && this.rules.item(unit) === "ignore") this.label = unknownLabel(unit);
      return;
    }
    if (subheading(this, unit, next, role)) return;
    if (label !== null && isBesideLabel(this, unit, label)) {
      this.besideLabel(unit);
      return;
    }
    if (!fits(this, unit, label, role)) return;
    this.add(role, unit, unit.mark?.number ?? null);
  }

  /** What is printed like the label that is open is a label that no rule knows. */
  private besideLabel(unit: Unit): void {
    this.closeItem();
    this.leave([unit.line], "unlabelled");
    this.label = { ...unknownLabel(unit), unknown: unit };
  }

  /** A line without a mark below an item: one more of its text, or one that explains it; false where it begins anew. */
  private below(unit: Unit, next: Unit | null, item: Item, last: Unit, page: boolean): boolean {
    const { joins } = this.rules;
    const more = this.explained && !unit.gap && (item.marked || unit.indent > last.indent);
    const ends = this.sentences.get(unit.id) === true;
    const said = more ? null : goesOn(last, endOf(item), unit, this.widths, ends, page, item.marked);
    // Set deeper than a sentence without a mark, a line is no other of them.
    const deeper = said === false && !item.marked && !unit.gap && unit.indent > this.indent + 1;
    // Who says that such lines explain says it of those below full lines too, unless the lines were broken there.
    const explains = joins === false && !this.widths.broken && mayExplain(endOf(item), unit.text, true);
    const goes = deeper || (explains && !unit.gap) ? null : said;
    // Below the name of one goal nothing else is expected than what explains it.
    const named = this.label?.single === true || this.label?.rule.takes === "後";
    const told = named && last.mark === null;
    if (goes === null && (told || (this.fields.has(unit.form) && isOverList(unit, next)))) return false;
    // A list may stand without marks, each of its texts on a line of its own.
    const plain = !item.marked && unit.indent <= last.indent && !/。$/u.test(unit.text);
    const apart = plain && !this.explained;
    if (goes === null && joins === null) this.problem(apart ? "apart" : "below", [unit.line]);
    const joined = goes ?? joins !== false;
    if (joined || (joins === true && item.marked && !unit.gap)) {
      this.goOn(unit);
      return true;
    }
    this.explained = goes === null && !apart;
    if (this.explained) this.leave([unit.line], "child");
    return this.explained;
  }

  private unlabelled(unit: Unit): void {
    this.closeItem();
    // The units of a department, or what stands above the only one.
    const opened = this.openings.at(-1)?.filled === true;
    if (
      !opened &&
      (unit.name !== null || listsUnits(unit.text) || (this.rules.wholeTitle && this.openings.length === 1))
    ) {
      this.leave([unit.line], "outside");
      return;
    }
    this.leave([unit.line], "unlabelled");
    this.turn += 1;
    this.problem(this.openings.at(-1)?.filled === false ? "early" : "unlabelled", [unit.line]);
  }
}
