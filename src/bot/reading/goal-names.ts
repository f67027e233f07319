import { fold } from "../../domain/fold.js";
import { cut } from "../../domain/plain.js";
import type { Subject } from "./mask.js";
import { keyOf, oneOf, sticky } from "./pattern.js";
import type { KnownGoal, ReportContext } from "./types.js";

/** A goal's name in place of its number, and its place within a section: `タイムラインの整備は`, `人材戦略の2つ目は`. */

export interface Named {
  readonly numbers: readonly number[];
  /** False where it may be another goal as well. */
  readonly certain: boolean;
  /** Where it was named by its place in a section, the goals of that section in order: `、2つ目は` counts on in it. */
  readonly section?: readonly number[];
  /** Behind the particle. */
  readonly end: number;
}

const AFTER_NAME = sticky(
  oneOf([
    "に(?:つきまして|ついて|関しまして|関して|つき)は?",
    "です(?:けれ?ども?|が)",
    "の(?:方|ほう)[はも]",
    "の件(?:ですが|です|は|も)?",
    "(?:だけ|のみ)[はが]?",
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
/** By text: each reply is read with goals that were read anew. */
const folded = new Map<string, string>();
const MOST_NAMES = 5000;

function foldedName({ text }: KnownGoal): string {
  const known = folded.get(text);
  if (known !== undefined) return known;
  if (folded.size >= MOST_NAMES) folded.clear();
  const made = fold(text);
  folded.set(text, made);
  return made;
}

const LONGEST = 32;
const SHORTEST = 4;
/** So long a part of one goal's name and of no other's is that goal. */
const TELLING = 5;

/** A name and its number behind it: `福祉避難所の件（2番）`. */
const NUMBERED_NAME = sticky(
  "(?<name>[^\\s、。()\\d:]{2,24}?)(?:の件|について|の目標)?[ ]?\\((?:目標|no\\.?|#)?(?<n>\\d{1,3})番?\\)",
);
const LABEL = sticky("[ ]*[(「](?<name>[^()「」\\n]{2,40})[)」]");
const OPENER = /[【[(「]/u;
const CLOSER = /[】\])」]/u;
const NAME_END = /[\s:→、(|]/u;

/** Whether the words stand in the goal's text; `from` its beginning only. */
function names(goal: KnownGoal, words: string, from: "anywhere" | "start"): boolean {
  const name = fold(words);
  const whole = foldedName(goal);
  if ([...name].length < (from === "start" ? SHORTEST : 2)) return false;
  return from === "start" ? whole.startsWith(name) : whole.includes(name);
}

/** Behind the section in brackets (`8～10（経営戦略）`) that all of the goals stand under, or `at`. */
export function pastSection(
  { script }: Subject,
  at: number,
  numbers: () => readonly number[],
  context: ReportContext,
): number {
  LABEL.lastIndex = at;
  const match = LABEL.exec(script.key);
  if (match === null) return at;
  const label = match.groups?.name;
  const within = numbers().every((number) => {
    const goal = context.goals?.find((known) => known.number === number);
    return goal !== undefined && label !== undefined && keyOf(goal.section) === label;
  });
  return within ? at + match[0].length : at;
}

/** Behind the goal's own name in brackets at `at` (`2（福祉避難所）は`), or `at`. */
export function pastLabel({ script }: Subject, at: number, number: number, context: ReportContext): number {
  const goal = context.goals?.find((known) => known.number === number);
  LABEL.lastIndex = at;
  const match = goal === undefined ? null : LABEL.exec(script.key);
  if (goal === undefined || match === null) return at;
  const end = at + match[0].length;
  const label = cut(script, at, end);
  return names(goal, label, "anywhere") || shortens(goal, label) ? end : at;
}

/** Whether the words are the goal's text with some of it left out: `水害タイムライン` of `水害に備えたタイムラインの整備`. */
function shortens(goal: KnownGoal, words: string): boolean {
  const name = [...fold(words).replace(/[()「」]/g, "")];
  let found = 0;
  for (const char of foldedName(goal)) if (char === name[found]) found += 1;
  return name.length >= SHORTEST && found === name.length;
}

/** Behind the goal's own name that stands as a field of its own behind the number (`13 防災訓練　完了`), or `at`. */
export function pastOwnName({ script }: Subject, at: number, number: number, context: ReportContext): number {
  const goal = context.goals?.find((known) => known.number === number);
  if (goal === undefined || !/\p{L}/u.test(script.key.charAt(at))) return at;
  const last = Math.min(script.key.length, at + Math.max(goal.text.length * 2, SHORTEST));
  let behind = at;
  for (let end = at + SHORTEST; end < last && script.key.charAt(end - 1) !== "\n"; end += 1) {
    if (NAME_END.test(script.key.charAt(end)) && names(goal, cut(script, at, end), "start")) behind = end;
  }
  while (behind > at && /[ :→|]/.test(script.key.charAt(behind))) behind += 1;
  return behind;
}

/** The goal that is named at `at`, or null where none is. */
export function readNamed(subject: Subject, at: number, context: ReportContext): Named | null {
  const { script } = subject;
  const goals = context.goals ?? [];
  if (goals.length === 0) return null;
  const section = readSection(script.key, at, goals);
  if (section !== null) return section;
  const numbered = readNumberedName(subject, at, goals);
  if (numbered !== null) return numbered;
  for (let end = at + SHORTEST; end <= at + LONGEST && end < script.key.length; end += 1) {
    if (/[\n。!?]/.test(script.key.charAt(end - 1))) return null;
    AFTER_NAME.lastIndex = end;
    if (!AFTER_NAME.test(script.key)) continue;
    const behind = AFTER_NAME.lastIndex;
    const name = fold(cut(script, at, end));
    if ([...name].length < SHORTEST || /^\d/.test(name)) continue;
    const found = goals.filter((goal) => foldedName(goal).includes(name));
    if (found.length === 0) {
      // Some of a goal's name left out may be that goal, and is asked about.
      const near = goals.filter(
        (goal) => [...name].length >= TELLING && shortens(goal, cut(script, at, end)),
      );
      if (near.length !== 1) continue;
      return { numbers: near.map((goal) => goal.number), certain: false, end: behind };
    }
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

function readNumberedName({ script }: Subject, at: number, goals: readonly KnownGoal[]): Named | null {
  NUMBERED_NAME.lastIndex = at;
  const match = NUMBERED_NAME.exec(script.key);
  const goal = goals.find(({ number }) => number === Number(match?.groups?.n));
  if (match === null || goal === undefined) return null;
  if (!names(goal, cut(script, at, at + (match.groups?.name?.length ?? 0)), "anywhere")) return null;
  const behind = at + match[0].length;
  AFTER_NAME.lastIndex = behind;
  const end = AFTER_NAME.test(script.key) ? AFTER_NAME.lastIndex : behind;
  return { numbers: [goal.number], certain: true, end };
}

function readSection(text: string, at: number, goals: readonly KnownGoal[]): Named | null {
  const sections = [...new Set(goals.map((goal) => goal.section))].filter((name) => name !== "");
  const from = at + (OPENER.test(text.charAt(at)) ? 1 : 0);
  const section = sections.find((name) => text.startsWith(name, from));
  if (section === undefined) return null;
  const numbers = goals.filter((goal) => goal.section === section).map((goal) => goal.number);
  const named = from + section.length;
  const behind = named + (from > at && CLOSER.test(text.charAt(named)) ? 1 : 0);
  ORDINAL.lastIndex = behind;
  const ordinal = ORDINAL.exec(text);
  if (ordinal !== null) {
    const n = "一二三四五六七八九".indexOf(ordinal.groups?.n ?? "");
    const number = numbers[(n >= 0 ? n + 1 : Number(ordinal.groups?.n)) - 1];
    const counted = behind + ordinal[0].length;
    AFTER_NAME.lastIndex = counted;
    const end = AFTER_NAME.test(text) ? AFTER_NAME.lastIndex : counted;
    return {
      numbers: number === undefined ? numbers : [number],
      certain: number !== undefined,
      section: numbers,
      end,
    };
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
