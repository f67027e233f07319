import type { IndicatorTerms } from "../../domain/indicator.js";
import { LEVEL_LABELS, type LevelIndicator } from "../../domain/plan-levels.js";
import { canonical } from "../../domain/privacy/canonical.js";
import { DEFAULT_PATTERNS, type PrivacyPattern } from "../../domain/privacy/patterns.js";
import { findNames } from "../../domain/privacy/personal-names.js";
import { findPersonalData } from "../../domain/privacy/privacy.js";
import { fiscalYearLabel, tokyoDate } from "../../domain/time.js";
import { listConfirmations } from "../../store/confirmations.js";
import { all, type Db } from "../../store/database.js";
import { listDepartments, listSections } from "../../store/departments.js";
import { type Evaluation, evaluationsOfGoal } from "../../store/evaluations.js";
import { type Goal, listGoals } from "../../store/goals.js";
import { type Indicator, listIndicators, listNoteValues } from "../../store/indicators.js";
import { areLevelsPublic, levelsAbove, listPlanLevels, type PlanLevel } from "../../store/levels-above.js";
import { listNotes, type Note } from "../../store/notes.js";
import { findOccasion } from "../../store/occasions.js";
import { allNames } from "../../store/people.js";
import type { Plan } from "../../store/plans.js";
import { listScale, stateLabel } from "../../store/scale.js";
import { printable } from "../progress-table.js";

/**
 * Whether words that a manager marked 公表可 may really go out: no name of a person stands on the public page, whoever let it through.
 * What is kept back is kept back whole, and told to whoever makes the page.
 */

/** Why words stay away from the public page; null where they may stand there. */
type KeptBack = (text: string) => "name" | "personal-data" | null;

/**
 * A check against the people whom the bot knows, by the names that they show and showed before, against names with さん, 氏 and the like,
 * and what may not be stored at all. A name that the published plan itself prints (板橋, 佐藤記念館) is no reason.
 */
function publicWords(db: Db, plan: Plan, patterns: readonly PrivacyPattern[]): KeptBack {
  const printed = printedWords(db, plan);
  const names = knownNames(db).filter((name) => !printed.includes(name));
  const families = familyNames(db);
  return (text) => {
    if (findPersonalData(text, patterns).length > 0) return "personal-data";
    const plain = searchForm(text);
    const isNamed =
      names.some((name) => plain.includes(name)) ||
      families.some((family) => TITLES.some((title) => plain.includes(`${family}${title}`))) ||
      hasHonorific(text);
    return isNamed ? "name" : null;
  };
}

/** What stands behind a colleague's family name. */
const TITLES = "さん 様 氏 部長 課長 係長 室長 所長 館長 園長 主査 主任 主事 参事 次長 副参事 課長補佐".split(
  " ",
);

function hasHonorific(text: string): boolean {
  const { residents, others } = findNames(canonical(text).text);
  return residents.length + others.length > 0;
}

const searchForm = (text: string): string => canonical(text).text.replace(/\s/gu, "");

/** `佐藤 花子（危機管理課）` → `佐藤 花子` */
const bareName = (name: string): string =>
  canonical(name)
    .text.replace(/[([【<].*$/u, "")
    .trim();

const storedNames = (db: Db): string[] => allNames(db).map(bareName);

/** Whole names without blanks. One sign is in too many words to tell a name. */
const knownNames = (db: Db): string[] =>
  [...new Set(storedNames(db).map((name) => name.replace(/\s/gu, "")))].filter(
    (name) => [...name].length > 1,
  );

/** The first part of names that are written in parts. */
const familyNames = (db: Db): string[] => [
  ...new Set(
    storedNames(db).flatMap((name) => {
      const [family = "", given] = name.split(/\s+/u);
      return given === undefined || !/^[\p{Script=Han}々ァ-ヶーぁ-ん]+$/u.test(family) ? [] : [family];
    }),
  ),
];

/** Everything that the plan prints, in one text. */
function printedWords(db: Db, plan: Plan): string {
  const texts = all<{ text: string }>(
    db,
    `SELECT text FROM statement WHERE plan_id = @id UNION ALL SELECT name FROM department WHERE plan_id = @id`,
    { id: plan.id },
  );
  return searchForm([plan.municipality, plan.title, ...texts.map(({ text }) => text)].join("\n"));
}

/**
 * What may be shown to everybody: the plan as it was published, and of its progress only reports and evaluations that were confirmed
 * and marked 公表可. Nobody's name is in it, no state and no value that comes from another report, and no indicator that the
 * document itself does not print. 政策・施策・事業 above the goals are there where 企画課 marked them 公表可.
 */

export interface PublicReport {
  readonly on: string;
  readonly text: string;
  /** In the plan's own words; null where the report says none. */
  readonly state: string | null;
  readonly percent: number | null;
}

/** All but where its values come from. */
export interface PublicIndicator extends Omit<IndicatorTerms, "source"> {
  /** What public reports name, oldest first. */
  readonly values: readonly { readonly on: string; readonly value: number }[];
}

export interface PublicEvaluation {
  readonly occasion: string;
  /** 時点, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly achievement: string;
  readonly result: string;
  readonly issue: string;
  readonly direction: string;
}

/** 政策, 施策 or 事業. */
export interface PublicLevel {
  /** In Japanese: `施策`. */
  readonly kind: string;
  readonly name: string;
}

/** A level with what it is measured by. */
export interface PublicMeasuredLevel extends PublicLevel {
  /** The levels above it, the highest first. */
  readonly above: readonly PublicLevel[];
  readonly indicators: readonly LevelIndicator[];
}

export interface PublicGoal {
  readonly number: number;
  readonly section: string;
  /** 政策・施策・事業 above it, the highest first. */
  readonly levels: readonly PublicLevel[];
  readonly text: string;
  /** What the newest public report with a state says. */
  readonly state: string | null;
  readonly percent: number | null;
  readonly indicators: readonly PublicIndicator[];
  /** The latest occasion first. */
  readonly evaluations: readonly PublicEvaluation[];
  /** Newest first. */
  readonly reports: readonly PublicReport[];
}

export interface PublicDepartment {
  readonly order: number;
  readonly name: string;
  readonly goals: readonly PublicGoal[];
}

export interface PublicPlan {
  readonly municipality: string;
  readonly fiscalYear: number;
  readonly year: string;
  readonly title: string;
  /** `YYYY-MM-DD` */
  readonly asOf: string;
  /** In their order; empty where they are not 公表可. */
  readonly levels: readonly PublicMeasuredLevel[];
  readonly departments: readonly PublicDepartment[];
}

/** Something that was marked 公表可 and is not shown all the same. */
export interface Unpublished {
  /** `危機管理部 2`, or `施策の体系`. */
  readonly where: string;
  /** `報告`, the occasion's name, or that of a level. */
  readonly what: string;
  readonly why: "name" | "personal-data";
}

/** The public part of a plan at `now`, and what was kept back from it. @param patterns what an office does not want stored */
export function publicPlan(
  db: Db,
  plan: Plan,
  now: number,
  patterns: readonly PrivacyPattern[] = DEFAULT_PATTERNS,
): { readonly published: PublicPlan; readonly leftOut: readonly Unpublished[] } {
  const leftOut: Unpublished[] = [];
  const keptBack = publicWords(db, plan, patterns);
  const levels = publicLevels(db, plan, keptBack, leftOut);
  const departments = listDepartments(db, plan.id).map((department, index): PublicDepartment => {
    const sections = new Map(listSections(db, department.id).map(({ id, name }) => [id, name]));
    const name = printable(department.name);
    const goals = listGoals(db, department.id).map((goal): PublicGoal => {
      const allows = passing(keptBack, ({ what, why }) =>
        leftOut.push({ where: `${name} ${goal.number}`, what, why }),
      );
      const shown = publicGoal(db, plan, goal, printable(sections.get(goal.sectionId ?? 0) ?? ""), allows);
      return { ...shown, levels: levelsAbove(db, goal.id).flatMap(({ id }) => levels.get(id)?.label ?? []) };
    });
    return { order: index + 1, name, goals };
  });
  const published = {
    municipality: printable(plan.municipality),
    fiscalYear: plan.fiscalYear,
    year: fiscalYearLabel(plan.fiscalYear),
    title: printable(plan.title),
    asOf: tokyoDate(now),
    levels: [...levels.values()].map(({ level }) => level),
    departments: departments.filter(({ goals }) => goals.length > 0),
  };
  return { published, leftOut };
}

interface ShownLevel {
  readonly label: PublicLevel;
  readonly level: PublicMeasuredLevel;
}

/** By the id of the level. A level whose words name a person is kept back, and told; those below it stay. */
function publicLevels(
  db: Db,
  plan: Plan,
  keptBack: KeptBack,
  leftOut: Unpublished[],
): ReadonlyMap<number, ShownLevel> {
  const shown = new Map<number, ShownLevel>();
  if (!areLevelsPublic(db, plan.id)) return shown;
  const levels = listPlanLevels(db, plan.id);
  for (const level of levels) {
    const allows = passing(keptBack, (left) => leftOut.push({ where: "施策の体系", ...left }));
    const words = level.indicators.flatMap(({ name, unit, baseOn, targetOn }) => [
      name,
      unit,
      baseOn,
      targetOn,
    ]);
    if (!allows(`${LEVEL_LABELS[level.kind]}「${level.name}」`, level.name, ...words)) continue;
    const label = { kind: LEVEL_LABELS[level.kind], name: printable(level.name) };
    const above = ancestorsOf(levels, level).flatMap(({ id }) => shown.get(id)?.label ?? []);
    const indicators = level.indicators.map((each) => ({
      ...each,
      name: printable(each.name),
      unit: printable(each.unit),
      baseOn: printable(each.baseOn),
      targetOn: printable(each.targetOn),
    }));
    shown.set(level.id, { label, level: { ...label, above, indicators } });
  }
  return shown;
}

/** The highest first. */
function ancestorsOf(levels: readonly PlanLevel[], { parentId }: PlanLevel): PlanLevel[] {
  const parent = levels.find(({ id }) => id === parentId);
  return parent === undefined ? [] : [...ancestorsOf(levels, parent), parent];
}

/** Whether words go out; what does not is told. */
type Allows = (what: string, ...texts: readonly string[]) => boolean;

const passing =
  (keptBack: KeptBack, tell: (left: Pick<Unpublished, "what" | "why">) => void): Allows =>
  (what, ...texts) => {
    const why = texts.map(keptBack).find((reason) => reason !== null) ?? null;
    if (why !== null) tell({ what, why });
    return why === null;
  };

function publicGoal(
  db: Db,
  plan: Plan,
  goal: Goal,
  section: string,
  allows: Allows,
): Omit<PublicGoal, "levels"> {
  const scale = listScale(db, plan.id);
  const standing = listConfirmations(db, goal.id);
  const notes = listNotes(db, goal.id).filter(({ id, text, state, percent }) => {
    const known = standing.get(id);
    // A state that was said without words is the newest all the same.
    const says = text !== "" || state !== null || percent !== null;
    return says && known?.verdict === "confirmed" && known.isPublic && allows("報告", text);
  });
  const reports = notes.map(
    (note): PublicReport => ({
      on: tokyoDate(note.saidAt),
      text: printable(note.text),
      state: note.state === null ? null : printable(stateLabel(scale, note.state, note.level)),
      percent: note.percent,
    }),
  );
  return {
    number: goal.number,
    section,
    text: printable(goal.text),
    state: reports.find(({ state }) => state !== null)?.state ?? null,
    percent: reports.find(({ percent }) => percent !== null)?.percent ?? null,
    indicators: listIndicators(db, goal.id)
      .filter(({ origin }) => origin === "document")
      .map((indicator) => publicIndicator(db, indicator, notes)),
    evaluations: evaluationsOfGoal(db, goal.id).flatMap((sheet) => publicEvaluation(db, sheet, allows)),
    reports,
  };
}

function publicIndicator(db: Db, indicator: Indicator, notes: readonly Note[]): PublicIndicator {
  const { name, unit, direction, base, baseOn, target, targetOn } = indicator;
  const shown = new Set(notes.map(({ id }) => id));
  return {
    name: printable(name),
    unit: printable(unit),
    direction,
    base,
    baseOn: printable(baseOn),
    target,
    targetOn: printable(targetOn),
    values: listNoteValues(db, indicator.id)
      .filter(({ noteId }) => shown.has(noteId))
      .map(({ value, saidAt }) => ({ on: tokyoDate(saidAt), value })),
  };
}

function publicEvaluation(db: Db, sheet: Evaluation, allows: Allows): PublicEvaluation[] {
  const occasion = findOccasion(db, sheet.occasionId);
  if (occasion === null || sheet.verdict !== "confirmed" || !sheet.isPublic) return [];
  const { achievement, result, issue, direction } = sheet;
  if (!allows(occasion.name, result, issue, achievement, direction, occasion.name)) return [];
  return [
    {
      occasion: printable(occasion.name),
      asOf: occasion.asOf,
      achievement: printable(achievement),
      result: printable(result),
      issue: printable(issue),
      direction: printable(direction),
    },
  ];
}
