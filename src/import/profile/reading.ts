import { type DepartmentName, departmentName, ownerBehind, plainName } from "../department-names.js";
import type { HeadedText, ParsedLevel, ParsedText } from "../document.js";
import { unbracket } from "../label-roles.js";
import { Ledger } from "../left-out.js";
import { repeatsMark } from "../marks.js";
import { foldPrinted, isInstruction, isNoise, isNothing, lineList, trimBlanks } from "../printed-text.js";
import { isPast } from "../titles.js";
import { inRow } from "../word-patterns.js";
import {
  Collected,
  type CollectedDepartment,
  type CollectedSection,
  type Item,
  type ItemKind,
} from "./collected.js";
import type { Front } from "./front.js";
import { sentenceEnds, type Widths, widthsOf } from "./joining.js";
import { fieldForms, isMain, isStatement, type OpenLabel, plainLabel, reopened } from "./open-label.js";
import type { Problem, ProblemKind } from "./problems.js";
import type { ProfileRole } from "./profile.js";
import { type Column, type LabelRule, type LevelRule, levelName, type Rules } from "./rules.js";
import type { IndexEntry } from "./table-shape.js";
import { isUnitList, type Node, type Unit } from "./units.js";

export interface Opening {
  readonly department: CollectedDepartment;
  readonly name: string;
  readonly number: number | null;
  readonly line: number;
  filled: boolean;
}

/** A heading of 政策 or 施策 that is open. */
interface OpenLevel extends LevelRule {
  readonly unit: Unit;
  /** It stands in a department and ends with it; else departments stand below it. */
  readonly inside: boolean;
  /** A goal stands below it. */
  used: boolean;
  readonly indicators: { readonly name: string; readonly target: string }[];
  /** 指標 whose 目標値 is still to come. */
  awaited: { readonly name: string; readonly line: number } | null;
}

/** The page that the list of contents prints behind a name. */
const PAGE_BEHIND = /(?:[.．…・‥]{3,}|\s)\s*[0-9０-９]{1,3}$/u;

/** 部の役割を記載しています: before the departments, how to read what follows. */
const TELLS_THE_READER = /(?:記載|記入|表示|掲載|示)して(?:い|あり|おり)ます。?$/u;

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

/** A document while it is read: what has been taken, and which department, 柱, label and text are open. */
export abstract class Reading {
  readonly collected = new Collected();
  readonly ledger = new Ledger();
  readonly overall: ParsedText[] = [];
  readonly framework: HeadedText[] = [];
  readonly index: IndexEntry[] = [];
  readonly openings: Opening[] = [];
  readonly problems: Problem[] = [];
  readonly unknown = new Map<string, Unit[]>();
  department: CollectedDepartment | null = null;
  protected departmentLevel: number | null = null;
  private section: CollectedSection | null = null;
  private sectionLevel: number | null = null;
  private sectionUsed = true;
  label: OpenLabel | null = null;
  /** The 政策 that a table's column names, above the 柱. */
  level: string | null = null;
  /** 政策 and 施策 whose headings are open, the outermost first. */
  private levels: readonly OpenLevel[] = [];
  /** The depth of the innermost level that the department stands below; -1 where it stands below none. */
  private under = -1;
  /** The columns of the table that was read last: on the next page it may go on without its heading row. */
  columns: readonly Column[] = [];
  /** The sheet of the last table, null in files without sheets, while nothing but tables has come since; else undefined. */
  continues: string | null | undefined;
  /** 重点目標 above the departments: the label of each that prints none of its own. */
  private outer: OpenLabel | null = null;
  heading: string | null = null;
  item: Item | null = null;
  last: Unit | null = null;
  /** How far the first line of that text is set in. */
  protected indent = 0;
  /** A line that explains the open item stands below it. */
  protected explained = false;
  protected readonly goodNames: number[] = [];
  protected readonly oddNames: number[] = [];
  outsideHeading: string | null = null;
  protected mode: "text" | "contact" | "contents" = "text";
  private readonly rounds = new Map<string, number>();
  protected turn = 0;
  readonly widths: Widths;
  readonly sentences: ReadonlyMap<number, boolean>;
  /** The marks that may head fields of goals. */
  readonly fields: ReadonlySet<string>;

  constructor(
    readonly rules: Rules,
    protected readonly front: Front,
    nodes: readonly Node[],
  ) {
    this.widths = widthsOf(nodes);
    this.sentences = sentenceEnds(nodes, rules);
    this.fields = fieldForms(nodes, rules);
  }

  /** Reads one heading or printed line. */
  abstract unit(unit: Unit, next: Unit | null): void;

  get openSectionName(): string | null {
    return this.section?.name ?? null;
  }

  get fiscalYear(): number | null {
    return this.front.fiscalYear;
  }

  problem(kind: ProblemKind, lines: readonly number[]): void {
    this.problems.push({ kind, lines });
  }

  /** Notes whether a cell of the departments' column reads as the name of one. */
  named(line: number, reads: boolean): void {
    (reads ? this.goodNames : this.oddNames).push(line);
  }

  leave(...left: Parameters<Ledger["leave"]>): void {
    this.ledger.leave(...left);
  }

  /** Puts a line behind the text that is open. */
  goOn(unit: Unit): void {
    this.item?.pieces.push(unit.text);
    this.item?.lines.push(unit.line);
    this.ledger.claim([unit.line]);
    this.last = unit;
  }

  noteUnknown(unit: Unit): void {
    const list = this.unknown.get(unit.form) ?? [];
    if (!list.includes(unit)) list.push(unit);
    this.unknown.set(unit.form, list);
  }

  /** Takes a line of the list of contents; the first line that is none of it ends the list. */
  protected contents(unit: Unit): boolean {
    const name = unit.name ?? departmentName(unit.text.replace(PAGE_BEHIND, ""));
    if (name !== null && name.label === null && !this.index.some((one) => one.name === name.name)) {
      this.index.push({ name: name.name, number: unit.mark?.number ?? name.number, line: unit.line });
      this.ledger.claim([unit.line]);
      return true;
    }
    if (PAGE_BEHIND.test(unit.text) || /^(?:はじめに|おわりに|まえがき)[\s.．…・‥]/u.test(unit.text)) {
      this.ledger.claim([unit.line]);
      return true;
    }
    this.mode = "text";
    return false;
  }

  closeItem(): void {
    this.item = null;
    this.last = null;
    this.explained = false;
  }

  protected closeAll(): void {
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
  protected rise(level: number): void {
    this.closeItem();
    this.heading = null;
    this.mode = "text";
    if (this.label !== null && (this.label.level === null || this.label.level >= level)) this.label = null;
    if (this.section !== null && (this.sectionLevel === null || this.sectionLevel >= level)) {
      // 柱 and its first label may be headings of one level.
      if (this.sectionLevel !== level || this.sectionUsed) this.section = null;
    }
    if (this.departmentLevel !== null && level <= this.departmentLevel) this.department = null;
    // What stands below a level that ends, ends with it.
    const ended = this.levels.findIndex(
      ({ unit, used }) => unit.level !== null && (unit.level > level || (unit.level === level && used)),
    );
    if (ended >= 0) this.levels = this.levels.slice(0, ended);
  }

  /**
   * Opens the department that a line names.
   * @param captured its name where the profile cuts it out of the line
   * @returns false where the line is no heading of a department after all
   */
  openDepartment(unit: Unit, captured: string | null): boolean {
    const name = nameOf(unit, captured);
    if (this.mode === "contact" && unit.level === null && !unit.gap) return false;
    // Right below ビジョン stands the vision, whatever its last character is.
    if (this.label?.rule.role === "vision" && !this.label.used && !unit.gap && unit.form === "行")
      return false;
    if (this.openings.at(-1)?.filled === false && isUnitList(unit)) return false;
    if (this.mode === "contents" && this.contents(unit)) return true;
    if (this.signsHeading(unit, name)) return true;
    const outer = this.outerLabel(unit);
    this.closeItem();
    this.mode = "text";
    this.ledger.claim([unit.line]);
    const known = this.collected.find(name.name);
    if (known !== null && known.items.length > 0 && known !== this.department && this.under < 0) {
      this.ledger.warn(
        unit.line,
        `「${name.name}」が${lineList([known.line])}にもあります。同じ部として続けて取り込みました。別の部であれば名前を分けてください。`,
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
    this.levels = this.levels.filter(({ inside }) => !inside);
    this.under = this.levels.at(-1)?.depth ?? -1;
    this.showLevel();
  }

  /** The innermost level is the 柱, where none is printed below it. */
  private showLevel(): void {
    const unit = this.levels.at(-1)?.unit;
    if (unit === undefined || this.department === null) return;
    this.setSection(unbracket(unit.text), unit.line);
    this.sectionLevel = unit.level;
  }

  protected openLevel(rule: LevelRule, unit: Unit): void {
    this.beginBelow(unit);
    this.mode = "text";
    if (rule.depth <= this.under) this.department = null;
    const inside = this.department !== null;
    if (!inside) this.label = null;
    const above = this.levels.filter(({ depth }) => depth < rule.depth);
    this.levels = [...above, { ...rule, unit, inside, used: false, indicators: [], awaited: null }];
    this.showLevel();
    this.ledger.claim([unit.line]);
  }

  /** 政策 and 施策 whose headings stand above what is read now. */
  levelsAbove(): readonly ParsedLevel[] {
    for (const level of this.levels) level.used = true;
    return this.levels.map(({ kind, unit, indicators }) => ({
      kind,
      name: levelName(unit.text),
      indicators,
    }));
  }

  /** The innermost 政策 or 施策 that is open. */
  get innerLevel(): OpenLevel | null {
    return this.levels.at(-1) ?? null;
  }

  /** A 柱, 政策 or 施策 begins here: what is read next belongs to no goal before it. */
  get begins(): boolean {
    return this.innerLevel?.used === false || (this.section !== null && !this.sectionUsed);
  }

  /** What stands under no label, where the title says what all texts are. */
  protected fallback(line: number): OpenLabel | null {
    const role = this.rules.fallback;
    return role === null
      ? null
      : plainLabel({ role, takes: null, label: "" }, "", { form: "", level: null, line, indent: 0 });
  }

  private outerLabel(unit: Unit): OpenLabel | null {
    const { label } = this;
    if (label === null) return this.department === null ? null : this.keptOuter(unit);
    if (unit.level !== null) {
      if (label.level !== null && label.level < unit.level) this.outer = label;
    } else if (this.department === null && !label.used && isStatement(label.rule.role)) this.outer = label;
    return this.keptOuter(unit);
  }

  private keptOuter(unit: Unit): OpenLabel | null {
    if (this.outer === null) return null;
    if (unit.level !== null && (this.outer.level ?? 0) >= unit.level) {
      this.outer = null;
      return null;
    }
    return reopened(this.outer);
  }

  /** What a heading over labels or texts ends; the label that it stands under goes on. */
  private beginBelow(unit: Unit): void {
    if (unit.level !== null) {
      const label = this.label;
      this.rise(unit.level);
      if (label !== null && label.level !== null && label.level < unit.level) this.label = label;
    } else {
      this.closeItem();
      const kept = this.rules.sectionsBelowLabels ? this.label : null;
      this.label = kept === null ? null : reopened(kept);
    }
    this.heading = null;
  }

  protected openSection(unit: Unit): void {
    this.beginBelow(unit);
    this.setSection(unbracket(unit.text), unit.line);
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

  protected openLabel(rule: LabelRule, unit: Unit, text: string, behind = false): void {
    const before = this.label;
    if (unit.level !== null && !behind) this.rise(unit.level);
    this.closeItem();
    this.mode = "text";
    this.ledger.claim([unit.line]);
    this.heading = null;
    if (this.rules.sectionsBelowLabels && unit.level === null) this.section = null;
    if (unit.level === null && rule.role === "overall" && this.collected.departments.length === 0)
      this.department = null;
    const role = isPast(text, this.front.fiscalYear) ? "ignore" : rule.role;
    /** 経営方針 and 重点目標 one below the other, nothing between. */
    const doubled = before !== null && !before.used && isMain(before.rule.role) && isMain(role);
    const suspect =
      this.department !== null &&
      doubled &&
      !behind &&
      before.form === unit.form &&
      before.rule.role !== role;
    this.label = {
      ...plainLabel(rule, unbracket(trimBlanks(text)), unit),
      rule: role === rule.role ? rule : { ...rule, role },
      suspect,
    };
    if (this.department === null) {
      this.outsideHeading = this.label.text;
      // Above all departments neither is the label of what follows.
      if (doubled && before.level === unit.level) this.label = null;
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
      !/\d|[①-⑳]/u.test(foldPrinted(this.label.text))
    ) {
      this.problem("repeated", [line]);
    }
    this.rounds.set(key, this.turn);
  }

  /** Takes a text into the department that is open; null where there is nothing in it to be stored. */
  add(
    kind: ItemKind,
    unit: Unit,
    number: number | null,
    heading: string | null = kind === "initiative" ? this.heading : null,
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
    if (kind === "goal" && isDay(text)) {
      this.leave([unit.line], "detail");
      return null;
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
    const behind = kind === "goal" ? ownerBehind(text) : null;
    const item: Item = {
      kind,
      pieces: [behind?.text ?? text],
      line: unit.line,
      lines: [unit.line],
      label: label?.text ?? null,
      heading,
      marked: unit.mark !== null,
      number,
      section: isMain(kind) ? this.section : null,
      details: behind === null ? [] : [{ kind: "owner", label: "担当課", text: behind.owner }],
      kept: true,
    };
    const levels = kind === "goal" ? this.levelsAbove() : [];
    if (levels.length > 0) item.levels = levels;
    department.items.push(item);
    this.ledger.claim([unit.line]);
    this.item = item;
    this.indent = unit.indent;
    this.last = unit;
    return item;
  }

  /** Opens a label for the texts of one cell or row, and takes it back after. */
  withLabel(rule: LabelRule, text: string, line: number, work: () => void): void {
    const before = this.label;
    this.closeItem();
    this.label = plainLabel(rule, unbracket(trimBlanks(text)), { form: "列", level: null, line, indent: 0 });
    this.heading = null;
    work();
    this.closeItem();
    this.label = before;
    this.heading = null;
  }
}

/** 令和9年3月, 年度末, 第2四半期: when a goal is to be reached, and no goal. */
const isDay = (text: string): boolean =>
  text.length <= 20 && DAY_OF_YEAR.test(foldPrinted(text)) && /[年月期]/u.test(text);

const DAY_OF_YEAR = inRow(
  "^(?:(?:(?:令和|平成|R)?(?:元|\\d{1,2})|20\\d\\d)年度?)?(?:\\d{1,2}月)?(?:\\d{1,2}日)?(?:年度)?",
  "(?:第\\d四半期|[上下]半期)?(?:末|中|頃|ごろ|[上中下]旬)?(?:まで)?に?$",
);

function nameOf(unit: Unit, captured: string | null): DepartmentName {
  if (captured !== null) return plainName(captured);
  if (unit.name !== null) return unit.name;
  const text = unbracket(unit.text).replace(
    /[\s\u3000]*[(（][^()（）]*長[\s\u3000::：][^()（）]*[)）]$/u,
    "",
  );
  return plainName(text, unit.mark?.number ?? null);
}
