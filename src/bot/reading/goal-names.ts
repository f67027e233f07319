import { fold } from "../../domain/fold.js";
import { cut } from "../../domain/plain.js";
import type { Subject } from "./mask.js";
import { oneOf, sticky } from "./pattern.js";
import type { KnownGoal, ReportContext } from "./types.js";

/** A goal's name in place of its number, and its place within a section: `タイムラインの整備は`, `人材戦略の2つ目は`. */

export interface Named {
  readonly numbers: readonly number[];
  /** False where it may be another goal as well. */
  readonly certain: boolean;
  /** Behind the particle. */
  readonly end: number;
}

const AFTER_NAME = sticky(
  oneOf([
    "につきましては",
    "については",
    "に関しては",
    "の方は",
    "のほうは",
    "の件は",
    "は",
    "が",
    "も",
    ":",
    "、",
    " ",
  ]),
  "[ 、:]*",
);
const ORDINAL = sticky("の(?<n>\\d|[一二三四五六七八九])(?:番目|つ目|つめ)(?:の目標)?");
const EACH = sticky(
  "(?:の目標)?(?:は|が|も)?[ ]*(?:(?<n>\\d{1,2})(?:つ|件)(?:とも|すべて|全て)|すべて|全て|全部|いずれも|どれも)(?:とも|は)?[ 、]*",
);
const folded = new WeakMap<KnownGoal, string>();

function foldedName(goal: KnownGoal): string {
  const known = folded.get(goal) ?? fold(goal.text);
  folded.set(goal, known);
  return known;
}

const LONGEST = 32;
const SHORTEST = 4;
/** So long a part of one goal's name and of no other's is that goal. */
const TELLING = 5;

/** The goal that is named at `at`, or null where none is. */
export function readNamed({ script }: Subject, at: number, context: ReportContext): Named | null {
  const goals = context.goals ?? [];
  if (goals.length === 0) return null;
  const section = readSection(script.key, at, goals);
  if (section !== null) return section;
  for (let end = at + SHORTEST; end <= at + LONGEST && end < script.key.length; end += 1) {
    if (/[\n。!?]/.test(script.key.charAt(end - 1))) return null;
    AFTER_NAME.lastIndex = end;
    if (!AFTER_NAME.test(script.key)) continue;
    const behind = AFTER_NAME.lastIndex;
    const name = fold(cut(script, at, end));
    if ([...name].length < SHORTEST || /^\d/.test(name)) continue;
    const found = goals.filter((goal) => foldedName(goal).includes(name));
    if (found.length === 0) continue;
    const [only] = found;
    const long = [...name].length >= TELLING || (only !== undefined && foldedName(only).startsWith(name));
    return {
      numbers: found.map((goal) => goal.number),
      certain: found.length === 1 && long,
      end: behind,
    };
  }
  return null;
}

function readSection(text: string, at: number, goals: readonly KnownGoal[]): Named | null {
  const sections = [...new Set(goals.map((goal) => goal.section))].filter((name) => name !== "");
  const section = sections.find((name) => text.startsWith(name, at));
  if (section === undefined) return null;
  const numbers = goals.filter((goal) => goal.section === section).map((goal) => goal.number);
  const behind = at + section.length;
  ORDINAL.lastIndex = behind;
  const ordinal = ORDINAL.exec(text);
  if (ordinal !== null) {
    const n = "一二三四五六七八九".indexOf(ordinal.groups?.n ?? "");
    const number = numbers[(n >= 0 ? n + 1 : Number(ordinal.groups?.n)) - 1];
    const from = behind + ordinal[0].length;
    AFTER_NAME.lastIndex = from;
    const end = AFTER_NAME.test(text) ? AFTER_NAME.lastIndex : from;
    return { numbers: number === undefined ? numbers : [number], certain: number !== undefined, end };
  }
  EACH.lastIndex = behind;
  const each = EACH.exec(text);
  if (each !== null) {
    const count = each.groups?.n;
    return {
      numbers,
      certain: count === undefined || Number(count) === numbers.length,
      end: behind + each[0].length,
    };
  }
  AFTER_NAME.lastIndex = behind;
  return AFTER_NAME.test(text) ? { numbers, certain: numbers.length === 1, end: AFTER_NAME.lastIndex } : null;
}
