/**
 * 政策→施策→事業 as lines that 企画課 types or pastes. Pure. A level stands below the last higher one; what is said of a level
 * follows it; 政策 that is indented stands below the 政策 that is indented less (基本目標):
 *
 *     政策 安心して暮らせるまち
 *     施策 防災体制の強化
 *     指標 防災訓練の参加率（%） 現状 40（令和5年度） 目標 60（令和8年度末）
 *     事業 福祉避難所の整備
 *     目標 危機管理部 2、3
 */

import { figureWords, type IndicatorTerms, readPrinted } from "./indicator.js";

export const LEVEL_KINDS = ["policy", "measure", "project"] as const;
export type LevelKind = (typeof LEVEL_KINDS)[number];

export const LEVEL_LABELS: Readonly<Record<LevelKind, string>> = {
  policy: "政策",
  measure: "施策",
  project: "事業",
};

export type LevelIndicator = Pick<
  IndicatorTerms,
  "name" | "unit" | "direction" | "base" | "baseOn" | "target" | "targetOn"
>;

/** Goals by a department's name and their numbers in it. */
export interface LevelGoals {
  readonly department: string;
  readonly numbers: readonly number[];
  /** The line that names them, from 1. */
  readonly line: number;
}

export interface TypedLevel {
  readonly kind: LevelKind;
  readonly name: string;
  /** Its place in the list; null for one at the top. */
  readonly parent: number | null;
  readonly indicators: readonly LevelIndicator[];
  readonly goals: readonly LevelGoals[];
}

const LINE = /^(\s*)(政策|施策|事業|指標|成果指標|目標)[\s:：]+(.+?)\s*$/u;
const KIND_OF: Readonly<Record<string, LevelKind>> = { 政策: "policy", 施策: "measure", 事業: "project" };

/** @returns the levels in their order, or a Japanese sentence with the line that cannot be read */
export function readPlanLevels(
  text: string,
): { readonly levels: readonly TypedLevel[] } | { readonly problem: string } {
  const levels: (TypedLevel & { indicators: LevelIndicator[]; goals: LevelGoals[]; indent: number })[] = [];
  for (const [index, line] of text.split(/\r?\n/u).entries()) {
    if (line.trim() === "") continue;
    const place = `${index + 1}行目`;
    const [, blanks = "", word = "", rest = ""] = LINE.exec(line) ?? [];
    const kind = KIND_OF[word];
    if (word === "")
      return { problem: `${place}: 「政策」「施策」「事業」「指標」「目標」のどれかで始めてください。` };
    if (kind !== undefined) {
      const indent = blanks.length;
      const parent = parentOf(levels, kind, indent);
      levels.push({ kind, name: rest, parent, indicators: [], goals: [], indent });
      continue;
    }
    const last = levels.at(-1);
    if (last === undefined) return { problem: `${place}: 先に政策・施策・事業のどれかを書いてください。` };
    if (word === "目標") {
      const goals = goalsOf(rest, index + 1);
      if (goals === null)
        return { problem: `${place}: 「目標 危機管理部 2、3」のように、部と番号を書いてください。` };
      last.goals.push(goals);
    } else {
      const indicator = indicatorOf(rest);
      if (indicator === null)
        return {
          problem: `${place}: 「指標 参加率（%） 現状 40（令和5年度） 目標 60（令和8年度末）」のように書いてください。`,
        };
      last.indicators.push(indicator);
    }
  }
  return { levels: levels.map(({ indent: _indent, ...level }) => level) };
}

function parentOf(
  levels: readonly (TypedLevel & { readonly indent: number })[],
  kind: LevelKind,
  indent: number,
): number | null {
  const rank = LEVEL_KINDS.indexOf(kind);
  const at = levels.findLastIndex(
    (level) =>
      LEVEL_KINDS.indexOf(level.kind) < rank ||
      (kind === "policy" && level.kind === kind && level.indent < indent),
  );
  return at < 0 ? null : at;
}

function goalsOf(text: string, line: number): LevelGoals | null {
  const [, department = "", list = ""] = /^(.+?)[\s:：]+([\d、,・\s]+)$/u.exec(text.normalize("NFKC")) ?? [];
  const numbers = (list.match(/\d+/gu) ?? []).map(Number);
  return numbers.length === 0 ? null : { department, numbers, line };
}

const BASE = /[\s、]現状値?[\s:：]*/u;
const TARGET = /[\s、]目標値?[\s:：]*/u;

/** The name with its unit, then 現状 and 目標, either of which may be missing. */
function indicatorOf(text: string): LevelIndicator | null {
  const [beforeTarget = "", target = ""] = text.split(TARGET, 2);
  const [name = "", base = ""] = beforeTarget.split(BASE, 2);
  const terms = readPrinted(name.trim(), target.trim());
  const now = base.trim() === "" ? null : readPrinted(name.trim(), base.trim());
  if (target !== "" && terms === null) return null;
  if (base !== "" && now === null) return null;
  const known = terms ?? now;
  if (known === null) return null;
  return {
    name: known.name,
    unit: known.unit,
    direction: known.direction,
    base: now?.target ?? null,
    baseOn: now?.targetOn ?? "",
    target: terms?.target ?? null,
    targetOn: terms?.targetOn ?? "",
  };
}

const when = (day: string): string => (day === "" ? "" : `（${day}）`);

/** `防災訓練の参加率　現状 40%（令和5年度）　目標 60%（令和8年度末）` */
export const levelIndicatorWords = ({ name, unit, base, baseOn, target, targetOn }: LevelIndicator): string =>
  [
    name,
    ...(base === null ? [] : [`現状 ${figureWords(base, unit)}${when(baseOn)}`]),
    ...(target === null ? [] : [`目標 ${figureWords(target, unit)}${when(targetOn)}`]),
  ].join("　");

/** An indicator as a line that reads back as the same. */
export const levelIndicatorLine = ({
  name,
  unit,
  direction,
  base,
  baseOn,
  target,
  targetOn,
}: LevelIndicator): string => {
  const aim = direction === "down" && target !== null ? "以下" : "";
  return [
    `指標 ${name}${unit === "" ? "" : `（${unit}）`}`,
    ...(base === null ? [] : [`現状 ${base}${when(baseOn)}`]),
    ...(target === null ? [] : [`目標 ${target}${unit}${aim}${when(targetOn)}`]),
  ].join(" ");
};
