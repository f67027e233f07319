import { fold, foldCharacters, similarity } from "../../../domain/fold.js";
import { readingOf, wordsOf } from "../../../domain/readings.js";
import type { Department } from "../../../store/departments.js";

/**
 * Finds the department that a person means, from its name, a part of it, an alias, its reading, an older form, an
 * abbreviation or a slightly wrong spelling. Pure; tried in that order, and the first way that finds anything decides.
 */
export type DepartmentMatch =
  | {
      readonly kind: "one";
      readonly department: Department;
      /** `part`: what was typed merely occurs in the name (環境 in 資源環境部), and may be meant as a word to search for. */
      readonly by: "name" | "part";
    }
  /** Several fit equally: ask. */
  | { readonly kind: "several"; readonly departments: readonly Department[] }
  /** Nothing fits for certain; the nearest names, best first, perhaps none. */
  | { readonly kind: "none"; readonly nearest: readonly Department[] };

/** 部, 室 … change with every reorganisation: 危機管理室 and 危機管理部 are one office. */
const SUFFIX = /(担当部|担当課|推進部|推進室|事務局|本部|部局|せんたー|部|局|室|課|所|署)$/u;
const READING_SUFFIX =
  /(たんとうぶ|すいしんぶ|すいしんしつ|じむきよく|ほんぶ|ぶ|きよく|しつ|か|しよ|せんたー)$/u;
/** The head stands for the department: 危機管理部長, 教育委員会事務局次長, 子ども家庭総合支援センター所長. */
const HEADS = ["長", "次長", "所長"];
/** Words of names that say what every office does: alone they name none, and they fill the plan's texts. */
const GENERAL = new Set(
  [
    ..."部課室局所",
    "事務",
    "事務所",
    "事務局",
    "委員",
    "委員会",
    "担当",
    "担当部",
    "推進",
    "推進部",
    "推進室",
  ]
    .concat(["管理", "支援", "総合", "センター", "総合支援", "支援センター", "経営", "整備", "本部"])
    .map(fold),
);

interface Keys extends Called {
  readonly department: Department;
}

interface Called {
  readonly names: readonly string[];
  readonly readings: readonly string[];
  /** The words of each name, for abbreviations; characters folded, spellings as they are. */
  readonly words: readonly (readonly string[])[];
}

interface Asked {
  readonly text: string;
  /** Without what names the kind of office. */
  readonly stem: string;
  readonly characters: string;
}

interface Way {
  readonly by: "name" | "part";
  readonly fits: (asked: Asked, keys: Keys) => boolean;
}

export function matchDepartment(typed: string, departments: readonly Department[]): DepartmentMatch {
  const text = fold(typed.slice(0, 100));
  if (text === "") return { kind: "none", nearest: [] };
  const asked = { text, stem: stem(text), characters: foldCharacters(typed.slice(0, 100)).text };
  const keys = departments.map(keysOf);
  for (const { by, fits } of WAYS) {
    const found = keys.filter((candidate) => fits(asked, candidate)).map(({ department }) => department);
    if (found.length === 1 && found[0] !== undefined) return { kind: "one", department: found[0], by };
    if (found.length > 1) return { kind: "several", departments: found };
  }
  if (GENERAL.has(text)) {
    return { kind: "none", nearest: holding(text, keys) };
  }
  const { sure, nearest } = nearestNames(
    text,
    keys.map((candidate) => ({
      value: candidate.department,
      names: [...candidate.names, ...candidate.names.map(stem), ...candidate.readings],
    })),
  );
  return sure === null ? { kind: "none", nearest } : { kind: "one", department: sure, by: "name" };
}

/** The department of exactly this name, alias or reading, however its blanks and brackets are written; else null. */
export function departmentNamed(typed: string, departments: readonly Department[]): Department | null {
  const text = fold(typed.slice(0, 100));
  if (text === "") return null;
  const found = departments.map(keysOf).filter((keys) => isCalled(text, keys));
  return found.length === 1 ? (found[0]?.department ?? null) : null;
}

/** Whether any department is called exactly so, be it one or several. */
export const isAnyCalled = (typed: string, departments: readonly Department[]): boolean =>
  departments.map(keysOf).some((keys) => isCalled(fold(typed.slice(0, 100)), keys));

const called = new Map<string, Called>();
const MOST_CALLED = 2_000;

/** Made once for each name: folding and dividing it costs more than the comparison. */
function keysOf(department: Department): Keys {
  const printed = [department.name, ...department.aliases];
  const key = [department.reading ?? "", ...printed].join("\n");
  let known = called.get(key);
  if (known === undefined) {
    known = calledBy(printed, department.reading);
    if (called.size < MOST_CALLED) called.set(key, known);
  }
  return { department, ...known };
}

function calledBy(printed: readonly string[], reading: string | null): Called {
  const names = printed.flatMap((name) => {
    const outside = name.replace(/[(（].*?[)）]/gu, "");
    const inside = /[(（](.+?)[)）]/u.exec(name)?.[1];
    return [name, outside, ...outside.split("・"), ...(inside === undefined ? [] : [inside])];
  });
  const distinct = [...new Set(names)];
  return {
    names: [...new Set(distinct.map(fold).filter((name) => name !== ""))],
    readings: [
      ...new Set(
        [reading, ...distinct.map(readingOf)].flatMap((known) => (known === null ? [] : [fold(known)])),
      ),
    ],
    words: distinct.flatMap((name) => {
      const words = wordsOf(name);
      return words === null ? [] : [words.map((word) => foldCharacters(word).text)];
    }),
  };
}

const stem = (name: string): string => name.replace(SUFFIX, "");
const isKind = (word: string): boolean => word !== "" && stem(word) === "";
const length = (text: string): number => [...text].length;

const isCalled = (text: string, { names, readings }: Keys): boolean =>
  names.includes(text) || readings.includes(text);

const WAYS: readonly Way[] = [
  { by: "name", fits: ({ text }, keys) => isCalled(text, keys) },
  {
    by: "name",
    fits: ({ text }, { names }) => HEADS.some((head) => names.some((name) => text === name + head)),
  },
  // An abbreviation that says the kind of office: 子ども家庭センター is not 子ども家庭部.
  {
    by: "name",
    fits: ({ characters }, { words }) =>
      words.some(
        (name) => characters.endsWith(name.at(-1) ?? "?") && isAbbreviation([...characters], name, isKind),
      ),
  },
  {
    by: "name",
    fits: ({ text, stem: asked }, { names, readings }) =>
      length(asked) >= 2 &&
      (names.some((name) => stem(name) === asked) ||
        readings.some((reading) => reading.replace(READING_SUFFIX, "") === text)),
  },
  {
    by: "name",
    fits: ({ characters }, { words }) => words.some((name) => isAbbreviation([...characters], name, isKind)),
  },
  {
    by: "part",
    fits: ({ text }, { names, readings }) =>
      length(text) >= 2 &&
      !GENERAL.has(text) &&
      (names.some((name) => name.includes(text)) || readings.some((reading) => reading.startsWith(text))),
  },
  // 会計課, 教育部: a part of the name with another kind of office.
  {
    by: "name",
    fits: ({ text, stem: asked }, { names }) =>
      asked !== text &&
      length(asked) >= 2 &&
      !GENERAL.has(asked) &&
      names.some((name) => name.startsWith(asked)),
  },
  {
    by: "name",
    fits: ({ text, stem: asked }, { names }) =>
      asked !== text &&
      length(asked) >= 2 &&
      !GENERAL.has(asked) &&
      names.some((name) => name.includes(asked)),
  },
];

/** Departments in whose name a general word stands: to be offered, never to be opened. */
function holding(text: string, keys: readonly Keys[]): Department[] {
  if (length(text) < 2) return [];
  return keys
    .filter(({ names }) => names.some((name) => name.includes(text)))
    .map(({ department }) => department);
}

// Names that a slightly wrong spelling may mean. All texts are folded.

const SURE = 0.75;
/** By how much the best must be better than the next to be taken without asking. */
const MARGIN = 0.15;
const WORTH_NAMING = 0.4;
const MOST = 3;

/**
 * @param candidates each value with everything it is called
 * @returns the one that is meant almost certainly, or null; and the nearest, best first
 */
function nearestNames<T>(
  asked: string,
  candidates: readonly { readonly value: T; readonly names: readonly string[] }[],
): { readonly sure: T | null; readonly nearest: readonly T[] } {
  const scored = candidates
    .map(({ value, names }) => ({ value, score: Math.max(0, ...names.map((name) => likeness(asked, name))) }))
    .sort((a, b) => b.score - a.score);
  const [best, second] = scored;
  const sure =
    best !== undefined &&
    [...asked].length >= 3 &&
    best.score >= SURE &&
    best.score - (second?.score ?? 0) >= MARGIN
      ? best.value
      : null;
  const nearest = scored.filter(({ score }) => score >= WORTH_NAMING).slice(0, MOST);
  return { sure, nearest: nearest.map(({ value }) => value) };
}

/** 1 for equal names; by common pairs of characters or by edits, whichever is kinder. */
function likeness(left: string, right: string): number {
  const edits = 1 - distance(left, right) / Math.max(left.length, right.length, 1);
  return Math.max(similarity(left, right), edits);
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

/**
 * 子家総 for 子ども・家庭・総合・支援・センター, 選管 for 選挙・管理・委員会・事務局: the beginnings of at least two of its
 * words, the first among them. The kind of office may follow, but does not count as one of the two.
 * @param asked the characters that were typed
 * @param isKind true for a word that says only the kind of office
 */
function isAbbreviation(
  asked: readonly string[],
  words: readonly string[],
  isKind: (word: string) => boolean,
): boolean {
  const [first = ""] = words;
  if (asked.length < 2) return false;
  const begins = (at: number, word: string): number[] => {
    const ends: number[] = [];
    for (let end = at + 1; end <= asked.length && word.startsWith(asked.slice(at, end).join("")); end += 1) {
      ends.push(end);
    }
    return ends;
  };
  const rest = (at: number, next: number, taken: number): boolean => {
    if (at === asked.length) return taken >= 2;
    return words.some((word, index) => {
      if (index < next) return false;
      const counts = isKind(word) ? 0 : 1;
      return begins(at, word).some((end) => rest(end, index + 1, taken + counts));
    });
  };
  return begins(0, first).some((end) => rest(end, 1, 1));
}
