import { departmentName, headedBy } from "../department-names.js";
import { textOf } from "./collected.js";
import type { Front } from "./front.js";
import { standingLines } from "./guess-levels.js";
import { interpret } from "./interpret.js";
import { guessedLabels, headingRowOf, landmarksOf } from "./landmarks.js";
import { mergeProfiles, type Profile } from "./profile.js";
import {
  type Choice,
  type Guess,
  lookOf,
  MAX_CHOICES,
  NONE_OF_THESE,
  type OpenQuestion,
  STOPPED,
  type Tried,
} from "./questions.js";
import { knownRole, Rules } from "./rules.js";
import { filled, indexOf, isBlank, isTotal, uprightTable } from "./table-shape.js";
import { isUnitList, type Node, type Unit } from "./units.js";

interface Candidate {
  readonly partial: Profile;
  readonly names: readonly string[];
  /** How the elements look, in the words of the question. */
  readonly look: string;
  readonly filled: number;
  readonly texts: number;
  /** Not one of its names reads as that of a unit. */
  readonly doubtful?: boolean;
  readonly tried?: Tried;
}

export function chooseDepartments(nodes: readonly Node[], front: Front, given: Profile): Guess {
  if (given.部 !== undefined || given.表?.部 !== undefined) return { profile: given, question: null };
  const found = departmentCandidates(nodes, front, given);
  const best = found[0];
  if (best === undefined) return { profile: given, question: null };
  if (found.length === 1 && best.partial.部?.[0] === "題名")
    return { profile: given, question: wholeQuestion(best) };
  if (found.length === 1 && best.doubtful !== true)
    return {
      profile: mergeProfiles(given, best.partial),
      question: null,
      ...(best.tried === undefined ? {} : { tried: best.tried }),
    };
  return {
    profile: given,
    question: {
      id: "部",
      text: "部（方針や目標を持つ組織）の名前はどれですか。",
      choices: [
        ...found
          .slice(0, MAX_CHOICES)
          .map((one): Choice => ({ label: one.look, samples: one.names.slice(0, 4), profile: one.partial })),
        ...(found.length > 1 ? [] : [NONE_OF_THESE]),
      ],
    },
  };
}

/** A document that names one organisation in its title is its own, or its headings of departments were lost. */
function wholeQuestion(only: Candidate): OpenQuestion {
  const name = only.names[0] ?? "";
  return {
    id: "部",
    text: `部の名前の見出しが見当たりません。この文書の方針や目標は、すべて「${name}」のものですか。`,
    choices: [
      { label: `すべて「${name}」のもの`, samples: [], profile: only.partial },
      { label: "部ごとに分かれている（取り込みをやめる）", samples: [], profile: STOPPED },
    ],
  };
}

/** Ways in which departments may be printed, the likeliest first; those under which nothing stands are none. */
function departmentCandidates(nodes: readonly Node[], front: Front, given: Profile): readonly Candidate[] {
  const forms = new Map<string, Unit[]>();
  const rules = new Rules(given);
  const standing = standingLines(nodes);
  for (const [at, unit] of standing.entries()) {
    if (unit === "table" || unit.name === null || front.ids.has(unit.id)) continue;
    if (rules.level(unit) !== null) continue;
    if (unit.mark !== null && unit.mark.rank >= 9 && unit.level === null && !isOver(unit, standing[at + 1]))
      continue;
    if (isUnitList(unit)) continue;
    const list = forms.get(unit.form) ?? [];
    list.push(unit);
    forms.set(unit.form, list);
  }
  const tried: Candidate[] = [];
  const attempt = (partial: Profile, look: string): void => {
    const profile = guessedLabels(nodes, front, mergeProfiles(given, partial));
    const read = interpret(nodes, front, profile);
    const filled = read.departments.filter((one) => one.items.length > 0);
    if (filled.length === 0) return;
    const names = new Set(filled.map(({ name }) => name));
    // The name of a department among the texts is its heading, which this candidate does not see.
    const texts = filled
      .flatMap(({ items }) => items)
      .filter((item) => !names.has(departmentName(textOf(item))?.name ?? "")).length;
    tried.push({
      partial,
      names: filled.map((one) => one.name),
      look,
      filled: filled.length,
      texts,
      tried: { profile, read },
    });
  };
  if (forms.size > 1) attempt({ 部: ["名前"] }, "部の名前と読める行すべて");
  for (const form of forms.keys()) attempt({ 部: [`${form}+名前`] }, lookOf(form));
  // Under departments that are printed as headings, 担当課 says who does it.
  const headed = tried.length > 0;
  for (const column of departmentColumns(nodes).filter((one) => !headed || rankOf(one) >= 2))
    attempt({ 表: { 部: column } }, `表の「${column}」の列`);
  if (captionNames(nodes) >= 2) attempt({ 部: ["表題"] }, "表の題");
  if (tried.length === 0 && front.titleDepartment !== null)
    attempt({ 部: ["題名"] }, "文書全体が1つの組織のもの");
  if (tried.length === 0) {
    const heads = new Set(
      standingLines(nodes).flatMap((one) => (one === "table" ? [] : (headedBy(one.text) ?? []))),
    );
    if (heads.size > 1) attempt({ 部: ["役職"] }, "部長などの役職の行");
    const found = tried.pop();
    // Those to whom a notice is addressed have nothing below them.
    if (found?.filled === heads.size) tried.push({ ...found, doubtful: true });
  }
  if (tried.length === 0) {
    tried.push(...framedCandidates(nodes, front));
    if (tried.length > 0 && front.titleDepartment !== null)
      tried.unshift(wholeCandidate(front.titleDepartment));
  }
  // Labels of which no word is known: what is printed like names is offered all the same.
  if (tried.length === 0) {
    for (const [form, units] of forms) {
      const names = [...new Set(units.map((unit) => unit.name?.name ?? ""))];
      if (names.length > 1)
        tried.push({
          partial: { 部: [`${form}+名前`] },
          names,
          look: lookOf(form),
          filled: names.length,
          texts: 1,
        });
    }
  }
  if (tried.length === 0 && front.titleDepartment !== null) tried.push(wholeCandidate(front.titleDepartment));
  return withoutShadows(tried);
}

const wholeCandidate = (name: string): Candidate => ({
  partial: { 部: ["題名"] },
  names: [name],
  look: "文書全体が1つの組織のもの",
  filled: 1,
  texts: 1,
});

/** An item of a list with a list of its own below it. */
const isOver = (unit: Unit, next: Unit | "table" | undefined): boolean =>
  next !== undefined && next !== "table" && next.mark !== null && next.indent > unit.indent + 1;

/** `「総務部長宣言2026」`, `「環境部長宣言2026」`: what such lines share is the frame, what they do not is the name. */
function framedCandidates(nodes: readonly Node[], front: Front): readonly Candidate[] {
  const byForm = new Map<string, string[]>();
  for (const node of nodes) {
    if (
      node.kind !== "unit" ||
      front.ids.has(node.unit.id) ||
      !/^(?:枠|太字|見出し|印[■□◆◇●◎▼★])/u.test(node.unit.form)
    )
      continue;
    const texts = byForm.get(node.unit.form) ?? [];
    if (!texts.includes(node.unit.text)) texts.push(node.unit.text);
    byForm.set(node.unit.form, texts);
  }
  return [...byForm].flatMap(([form, texts]): Candidate[] => {
    if (texts.length < 2) return [];
    const frame = frameAround(texts);
    const source = frame === null ? form : `${frame.before}○○${frame.after}`;
    const names =
      frame === null
        ? texts
        : texts.map((text) => text.slice(frame.before.length, text.length - frame.after.length));
    const marks = landmarksOf(nodes, new Rules({ 部: [source] }), front);
    if (!marks.some((mark) => mark.departments.size * 2 >= texts.length && mark.departments.size > 1))
      return [];
    const look = frame === null ? lookOf(form) : `${source} の ○○`;
    const doubtful = names.every((name) => departmentName(name) === null);
    return [{ partial: { 部: [source] }, names, look, filled: texts.length, texts: 1, doubtful }];
  });
}

/** What all texts begin and end with, where that is more than a bracket. */
function frameAround(texts: readonly string[]): { readonly before: string; readonly after: string } | null {
  const [first = "", ...others] = texts;
  let before = first.length;
  let after = first.length;
  for (const text of others) {
    let at = 0;
    while (at < before && text.charAt(at) === first.charAt(at)) at += 1;
    before = at;
    at = 0;
    while (at < after && text.charAt(text.length - 1 - at) === first.charAt(first.length - 1 - at)) at += 1;
    after = at;
  }
  // 総務部長 and 環境部長 share 部 too, which belongs to the name.
  const tail = first.slice(first.length - after).replace(/^[部局課室]+(?=.)/u, "");
  const head = first.slice(0, before);
  if (
    /[【〔［[「『(（][^】〕］\]」』)）]*$/u.test(head) !== /^[^【〔［[「『(（]*[】〕］\]」』)）]/u.test(tail)
  )
    return null;
  const short = texts.some((text) => text.length <= head.length + tail.length);
  return short || head.length + tail.length < 3 ? null : { before: head, after: tail };
}

/** Of candidates that find the same departments, or far fewer texts, one is left. */
function withoutShadows(tried: readonly Candidate[]): readonly Candidate[] {
  const most = tried.reduce((max, one) => Math.max(max, one.texts), 0);
  const sorted = [...tried].sort((a, b) => b.filled - a.filled || b.texts - a.texts);
  const left: Candidate[] = [];
  for (const one of sorted) {
    const same = left.find(
      (other) => other.texts >= one.texts && one.names.every((name) => other.names.includes(name)),
    );
    if (same !== undefined && (same.names.length === one.names.length || one.texts * 3 < most)) continue;
    if (same !== undefined && one.texts < same.texts) continue;
    left.push(one);
  }
  return left.filter((one) => one.texts * 10 >= most);
}

function departmentColumns(nodes: readonly Node[]): readonly (string | number)[] {
  const found = new Map<string | number, { cells: number; names: number; known: boolean }>();
  for (const node of nodes) {
    if (node.kind !== "table" || indexOf(node.table) !== null) continue;
    const table = uprightTable(node.table);
    const heading = headingRowOf(table);
    if (heading === null) continue;
    for (const [index, text] of heading.columns.entries()) {
      // A row with one text is a heading of those below it, whatever its column is.
      const cells = table.rows
        .slice(heading.body)
        .flatMap((row) => (isBlank(row[index]) || filled(row).length === 1 ? [] : [row[index]]))
        .filter((cell) => !isTotal(cell?.text ?? ""));
      const names = cells.filter(
        (cell) => cell?.units.length === 1 && (cell.units[0]?.name != null || headedBy(cell.text) !== null),
      ).length;
      const key = text === "" ? index + 1 : text;
      const one = found.get(key) ?? { cells: 0, names: 0, known: knownRole(text)?.word === "部" };
      one.cells += cells.length;
      one.names += names;
      found.set(key, one);
    }
  }
  for (const [key, { cells, names, known }] of found)
    if (!known && (cells < 2 || names < cells)) found.delete(key);
  // 部 before 課 before 担当: the surest word alone is tried where one table has several.
  const ranked = [...found.keys()].sort((a, b) => rankOf(b) - rankOf(a));
  const top = rankOf(ranked[0] ?? "");
  return ranked.filter((one) => rankOf(one) === top);
}

const rankOf = (column: string | number): number => {
  const known = typeof column === "string" ? knownRole(column, true) : null;
  return known?.word === "部" ? known.rank : 0;
};

function captionNames(nodes: readonly Node[]): number {
  return nodes.filter((node) => node.kind === "table" && node.table.caption !== null).length;
}
