import type { Department } from "../store/departments.js";
import { fold, similarity } from "../store/fold.js";

/**
 * Finds the department that a person means, from its name, a part of it, an alias, its reading, an older form or
 * a slightly wrong spelling. Pure; tried in that order, and the first way that finds anything decides.
 */
export type DepartmentMatch =
  | { readonly kind: "one"; readonly department: Department }
  /** Several fit equally: ask. */
  | { readonly kind: "several"; readonly departments: readonly Department[] }
  /** Nothing fits for certain; the nearest names, best first, perhaps none. */
  | { readonly kind: "none"; readonly nearest: readonly Department[] };

/** 部, 室 … change with every reorganisation: 危機管理室 and 危機管理部 are one office. */
const SUFFIX = /(担当部|担当課|推進部|推進室|事務局|本部|部局|せんたー|部|局|室|課|所|署)$/u;
const READING_SUFFIX =
  /(たんとうぶ|すいしんぶ|すいしんしつ|じむきよく|ほんぶ|ぶ|きよく|しつ|か|しよ|せんたー)$/u;

interface Keys {
  readonly department: Department;
  readonly names: readonly string[];
  readonly readings: readonly string[];
}

const SURE = 0.75;
const MARGIN = 0.15;
const WORTH_NAMING = 0.4;

export function matchDepartment(typed: string, departments: readonly Department[]): DepartmentMatch {
  const query = fold(typed.slice(0, 100));
  if (query === "") return { kind: "none", nearest: [] };
  const keys = departments.map(keysOf);
  for (const test of TESTS) {
    const found = keys.filter((candidate) => test(query, candidate)).map((candidate) => candidate.department);
    if (found.length === 1 && found[0] !== undefined) return { kind: "one", department: found[0] };
    if (found.length > 1) return { kind: "several", departments: found };
  }
  return nearest(query, keys);
}

function keysOf(department: Department): Keys {
  const printed = [department.name, ...department.aliases];
  const names = printed.flatMap((name) => {
    const outside = name.replace(/[(（].*?[)）]/gu, "");
    const inside = /[(（](.+?)[)）]/u.exec(name)?.[1];
    return [name, outside, ...outside.split("・"), ...(inside === undefined ? [] : [inside])];
  });
  return {
    department,
    names: [...new Set(names.map(fold).filter((name) => name !== ""))],
    readings: department.reading === null ? [] : [fold(department.reading)],
  };
}

const stem = (name: string): string => name.replace(SUFFIX, "");

const TESTS: readonly ((query: string, keys: Keys) => boolean)[] = [
  (query, { names, readings }) => names.includes(query) || readings.includes(query),
  (query, { names, readings }) =>
    [...query].length >= 2 &&
    (names.some((name) => stem(name) === stem(query) && stem(name).length >= 2) ||
      readings.some((reading) => reading.replace(READING_SUFFIX, "") === query)),
  (query, { names, readings }) =>
    [...query].length >= 2 &&
    (names.some((name) => name.includes(query)) ||
      readings.some((reading) => query.length >= 2 && reading.startsWith(query))),
  (query, { names }) => names.some((name) => [...name].length >= 3 && query.startsWith(name)),
  (query, { names }) => [...query].length >= 3 && names.some((name) => isAbbreviation(query, name)),
];

/** 子家総 for 子ども家庭総合支援センター: the first character and others in order. */
function isAbbreviation(query: string, name: string): boolean {
  if (query.charAt(0) !== name.charAt(0) || query.length >= name.length) return false;
  let at = 0;
  for (const char of query) {
    at = name.indexOf(char, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function nearest(query: string, keys: readonly Keys[]): DepartmentMatch {
  const scored = keys
    .map(({ department, names, readings }) => ({
      department,
      score: Math.max(
        ...[...names, ...names.map(stem), ...readings].map((name) =>
          Math.max(similarity(query, name), 1 - distance(query, name) / Math.max(query.length, name.length)),
        ),
        0,
      ),
    }))
    .sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  if (
    best !== undefined &&
    query.length >= 3 &&
    best.score >= SURE &&
    best.score - (second?.score ?? 0) >= MARGIN
  ) {
    return { kind: "one", department: best.department };
  }
  const worth = scored.filter(({ score }) => score >= WORTH_NAMING).slice(0, 3);
  return { kind: "none", nearest: worth.map(({ department }) => department) };
}

/** Edit distance in which swapping two neighbours counts once. */
function distance(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  let beforeLast: number[] = [];
  let last = b.map((_, index) => index).concat(b.length);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
