import { departmentName } from "../department-names.js";
import { ImportError } from "../document.js";
import { foldPrinted, isCut, lineList } from "../printed-text.js";
import { type CollectedDepartment, type Item, textOf } from "./collected.js";
import { type Problem, type ProblemKind, sentenceOf } from "./problems.js";
import type { Interpreted, Opening } from "./reading.js";
import { knownRole } from "./rules.js";
import type { IndexEntry } from "./table-shape.js";
import type { Node } from "./units.js";

const key = (name: string): string => foldPrinted(name);
const withoutParentheses = (name: string): string => key(name).replace(/\([^()]*\)$/u, "");

export interface Ordered {
  readonly order: ReadonlyMap<CollectedDepartment, number>;
  /** Entries of the index without a department, and departments that it does not name. */
  readonly missing: readonly IndexEntry[];
  readonly unlisted: readonly CollectedDepartment[];
}

/**
 * Puts the departments in the order of the document's index where it prints one, and notes the index's spelling as another
 * name.
 */
export function orderByIndex(
  departments: readonly CollectedDepartment[],
  entries: readonly IndexEntry[],
): Ordered {
  const order = new Map<CollectedDepartment, number>();
  const numbered = entries.length > 0 && entries.every((entry) => entry.number !== null);
  const unique = new Set(entries.map((entry) => entry.number)).size === entries.length;
  const sorted =
    numbered && unique ? [...entries].sort((a, b) => (a.number ?? 0) - (b.number ?? 0)) : entries;
  const found = new Map<IndexEntry, CollectedDepartment>();
  for (const spelling of [key, withoutParentheses]) {
    const taken = new Set(found.values());
    const free = new Map<string, CollectedDepartment>();
    for (const one of departments) if (!taken.has(one)) free.set(spelling(one.name), one);
    for (const entry of sorted) {
      const department = free.get(spelling(entry.name));
      if (found.has(entry) || department === undefined) continue;
      found.set(entry, department);
      free.delete(spelling(entry.name));
    }
  }
  const known = new Set(departments.map((one) => key(one.name)));
  const missing: IndexEntry[] = [];
  let next = 0;
  for (const entry of sorted) {
    const department = found.get(entry);
    if (department === undefined) {
      if (!known.has(key(entry.name))) missing.push(entry);
      continue;
    }
    next += 1;
    order.set(department, next);
    if (entry.name !== department.name) department.aliases.unshift(entry.name);
  }
  const unlisted: CollectedDepartment[] = [];
  for (const department of departments) {
    if (order.has(department)) continue;
    next += 1;
    order.set(department, next);
    if (found.size > 0) unlisted.push(department);
  }
  return { order, missing, unlisted };
}

export const WAY_OUT =
  "元の文書から表や箇条書きの形のまま写し直すか、読み取った内容を様式（Excel）に書き出し、直して取り込んでください。";

/** One doubt about a document, with everything it is about. */
export interface Check {
  readonly kind: ProblemKind;
  readonly lines: readonly number[];
  readonly message: string;
}

/** A text that is an amount and nothing else. */
const VALUE = /^(?:約|計|延べ|年|累計)?[0-9,，.．]+(?:[%％]|[^\s0-9]{0,6})?(?:以上|以下|程度|未満|増|減)?$/u;
const LEGEND =
  /^(?:何を|何のために|どのような|どのように|いつまでに|どこまで).{0,30}(?:か|のか|ですか)?。?$/u;

/** `〈防災〉`: a heading, wherever it stands. */
const FRAMED = /^[【〔［[《≪〈＜<][^】〕］\]》≫〉＞>]+[】〕］\]》≫〉＞>]$/u;

/**
 * Looks through what a profile made of a document. Texts that may not be stored are marked so.
 * @throws ImportError where the whole is torn or nothing was found
 */
export function checkInterpreted(read: Interpreted, nodes: readonly Node[]): readonly Check[] {
  const problems: Problem[] = [...read.problems];
  const add = (kind: ProblemKind, lines: readonly number[]): void => {
    problems.push({ kind, lines });
  };
  const names = new Set(read.departments.map(({ name }) => name));
  const isHeading = (text: string): boolean =>
    text.length <= 40 &&
    (FRAMED.test(text) ||
      ["方針", "目標"].includes(knownRole(text)?.word ?? "") ||
      names.has(departmentName(text)?.name ?? ""));
  for (const department of read.departments) {
    checkTexts(read, department, add);
    for (const item of department.items) if (isHeading(textOf(item))) add("heading", item.lines);
  }
  const items = read.departments.flatMap((department) => department.items);
  const lines = (kind: ProblemKind): readonly number[] =>
    problems.filter((one) => one.kind === kind).flatMap((one) => one.lines);
  refuseTorn(read, nodes, items, lines);
  for (const entry of unfilled(read)) {
    if (isIndexed(read, entry)) continue;
    read.ledger.warn(
      entry.line,
      `「${entry.name}」の見出しの下に方針や目標が見当たらないため、この部は取り込みませんでした。`,
    );
    add("empty", [entry.line]);
  }
  for (const department of read.departments) checkNumbers(read, department, add);
  const kept = items.filter((item) => item.kept);
  if (kept.every(({ kind }) => kind === "vision"))
    add(
      "visions",
      kept.map(({ line }) => line),
    );
  const kinds = [...new Set(problems.map((one) => one.kind))];
  return kinds.map((kind) => {
    const at = [...new Set(lines(kind))];
    return { kind, lines: at, message: sentenceOf(kind, at) };
  });
}

function checkTexts(
  read: Interpreted,
  department: CollectedDepartment,
  add: (kind: ProblemKind, lines: readonly number[]) => void,
): void {
  const seen = new Set<string>();
  let policy = "";
  for (const item of department.items) {
    const text = textOf(item);
    const key = `${item.kind}\n${item.section?.name ?? ""}\n${item.heading ?? ""}\n${text}`;
    if (text === "") {
      item.kept = false;
      read.ledger.leave(item.lines, "emptyMark");
      add("cut", item.lines);
    } else if (seen.has(key) && item.kind === "policy" && key === policy) {
      // A column repeats the policy of the row above, in full or with a ditto sign.
      item.kept = false;
    } else if (seen.has(key)) {
      item.kept = false;
      read.ledger.warn(item.line, `「${department.name}」に同じ文が2回あります。1回だけ取り込みました。`);
      add("twice", item.lines);
    } else if (isCut(text)) {
      item.kept = false;
      read.ledger.leave(item.lines, "torn");
      add("cut", item.lines);
    } else if (item.kind === "goal" && text.length <= 12 && VALUE.test(foldPrinted(text)))
      add("value", item.lines);
    else if (LEGEND.test(text)) add("legend", item.lines);
    else if (/\S[\s\u3000]{3,}\S/u.test(text)) {
      item.kept = false;
      read.ledger.leave(item.lines, "columns");
      add("columns", item.lines);
    }
    seen.add(key);
    if (item.kind === "policy") policy = key;
  }
}

function checkNumbers(
  read: Interpreted,
  department: CollectedDepartment,
  add: (kind: ProblemKind, lines: readonly number[]) => void,
): void {
  for (const kind of ["goal", "policy"] as const) {
    let last = 0;
    let count = 0;
    const numbered = department.items.filter((item) => item.kind === kind);
    // Numbers that run through the whole document rise in every department, with gaps.
    const printed = numbered.flatMap((item) => (item.number === null ? [] : [item.number]));
    const rising = printed.every((number, at) => at === 0 || number > (printed[at - 1] ?? 0));
    const through = read.departments.length > 1 && rising && printed.length > 0 && runsThrough(read, kind);
    for (const item of numbered) {
      if (item.number === null || through) {
        last = 0;
        count = 0;
        continue;
      }
      count += 1;
      if (item.number !== last + 1 && item.number !== 1 && count > 1) {
        const what = item.number === last ? "が重なっています" : `の前が${last}です`;
        read.ledger.warn(
          item.line,
          `項目の番号${item.number}${what}。抜けた項目や取り違えがないか、元の文書と見比べてください。`,
        );
        add("numbers", [item.line]);
      }
      last = item.number;
    }
  }
}

/** One series of numbers for the whole document: every number once, none missing. */
function runsThrough(read: Interpreted, kind: Item["kind"]): boolean {
  const all = read.departments.flatMap((one) =>
    one.items.flatMap((item) => (item.kind === kind && item.number !== null ? [item.number] : [])),
  );
  return new Set(all).size === all.length && Math.max(...all) - Math.min(...all) === all.length - 1;
}

const bare = (name: string): string => foldPrinted(name).replace(/[(（].*$/u, "");

function unfilled(read: Interpreted): readonly Opening[] {
  return read.openings.filter((opening) => !opening.filled);
}

function isIndexed(read: Interpreted, entry: Opening): boolean {
  return read.departments.some((one) => one.items.length > 0 && bare(one.name) === bare(entry.name));
}

/** The document's own list of departments: tables and contents, else names at the start without anything below. */
export function indexEntries(read: Interpreted): readonly IndexEntry[] {
  if (read.index.length > 0) return read.index;
  const entries = unfilled(read).filter((one) => isIndexed(read, one));
  return entries.length >= 2 ? entries : [];
}

function refuseTorn(
  read: Interpreted,
  nodes: readonly Node[],
  items: readonly Item[],
  lines: (kind: ProblemKind) => readonly number[],
): void {
  const total = Math.max(1, items.length);
  const kept = items.filter((item) => item.kept);
  const refuse = (what: string, at: readonly number[]): never => {
    throw new ImportError(`${what}（${lineList(at, 8)}）。${WAY_OUT}`);
  };
  const cut = lines("cut");
  if (cut.length >= 3 && cut.length * 6 >= total) {
    refuse("文が途中で切れている行が多く、列や行が混ざっているようです", cut);
  }
  const columns = lines("columns");
  if (columns.length >= 2 && columns.length * 3 >= total) {
    refuse("1行に項目の印がいくつも並んでいて、段組の列が混ざっています", columns);
  }
  const first = lines("labelsFirst");
  if (first.length > 0 && first.length * 3 >= total) {
    refuse("見出しだけが続いたあとに文がまとまっていて、どの文がどの見出しのものか分かりません", first);
  }
  const shifted = lines("shifted");
  if (shifted.length >= 2 && shifted.length * 3 >= total) {
    refuse("表の欄の数が見出しと合わない行が多くあります", shifted);
  }
  const early = lines("early");
  const filled = read.departments.filter((one) => one.items.length > 0).length;
  if (kept.length > 0 && early.length >= 2 && early.length * 2 >= filled) {
    refuse("見出し（経営方針・重点目標など）の前に文があり、どの文がどの見出しのものか分かりません", early);
  }
  const empty = unfilled(read).filter((entry) => !isIndexed(read, entry));
  if (empty.length >= 2 && empty.length * 2 >= read.departments.length) {
    refuse(
      "部の見出しだけが並び、その下に方針や目標がありません",
      empty.map((one) => one.line),
    );
  }
  if (kept.length > 0) return;
  const unlabelled = [...lines("unlabelled"), ...lines("early"), ...lines("unknownTable")];
  if (read.departments.length >= 2 && unlabelled.length > 0) {
    refuse(
      "部の見出しはありますが、どの文が方針でどの文が目標かを示す見出し（経営方針・重点目標など）が読み取れません",
      unlabelled,
    );
  }
  const orphans = lines("orphan");
  if (read.departments.length === 0 && orphans.length > 0) {
    throw new ImportError(
      `方針や目標の文はありますが、部の名前の見出しが見当たりません（${lineList(orphans, 5)}）。元の文書に部の見出しを付けるか、読み取った内容を様式（Excel）に書き出し、部ごとに直して取り込んでください。`,
    );
  }
  const from = nodes[0];
  const to = nodes.at(-1);
  const lineAt = (node: Node | undefined): number =>
    node === undefined ? 1 : node.kind === "unit" ? node.unit.line : node.table.line;
  throw new ImportError(
    `部の見出しと、その下の経営方針・重点目標などの見出しを探しましたが、見つかりませんでした（${lineList([lineAt(from), lineAt(to)])}を調べました）。取り込む文書を確かめるか、様式（Excel）に書き出し、方針や目標を記入して取り込んでください。`,
  );
}
