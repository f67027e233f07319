import { isClosing, isNavigation, isPageNumber } from "../furniture.js";
import { labelCore, labelRole } from "../label-roles.js";
import { readMark } from "../marks.js";
import { rememberOf } from "../printed-text.js";
import { isPast } from "../titles.js";
import { detailOf } from "./details.js";
import type { Front } from "./front.js";
import { isStatement } from "./open-label.js";
import { mergeProfiles, type Profile, type RoleWord, roleIn } from "./profile.js";
import { type KnownRole, knownRole, labelKey, Rules, splitLabel } from "./rules.js";
import {
  filled,
  headingRow,
  indexOf,
  isBlank,
  sidewaysColumn,
  tableWidth,
  uprightTable,
} from "./table-shape.js";
import { isUnitList, type Node, type TableUnit, type Unit } from "./units.js";

/** A text that may be a label: where it stands, in how many departments it recurs, and what a known word says of it. */
export interface Landmark {
  readonly key: string;
  /** As printed at its first place. */
  readonly text: string;
  readonly column: boolean;
  /** A column's number where it has one place in all tables. */
  readonly forms: ReadonlySet<string>;
  readonly departments: ReadonlySet<number>;
  readonly count: number;
  readonly known: KnownRole | null;
  /** Nothing but a heading over tables whose columns say more. */
  readonly over: boolean;
  /** What stands below, behind or under it the first times. */
  readonly samples: readonly string[];
  readonly line: number;
}

interface Growing {
  text: string;
  column: boolean;
  forms: Set<string>;
  departments: Set<number>;
  count: number;
  samples: string[];
  line: number;
  over: boolean;
}

/** Whether a text has the look of a column's heading. */
export const isColumnWord = (text: string): boolean => {
  const known = knownRole(text, true);
  return known?.sure === true && known.word !== "無視" && known.word !== "番号";
};

/** The first row of a table whose heading no word tells: short cells over longer ones. */
export const headingRowOf = rememberOf((table: TableUnit): ReturnType<typeof headingRow> => {
  if (sidewaysColumn(table, isMainWord) !== null) return null;
  const known = headingRow(table, isMainWord) ?? headingRow(table, isColumnWord);
  if (known !== null) return known;
  const row = table.rows[0];
  if (row === undefined || table.rows.length < 2) return null;
  const cells = row.filter((cell) => !isBlank(cell));
  const flagged = cells.length >= 2 && cells.every((cell) => cell?.heading === true);
  const short =
    cells.length >= 2 &&
    cells.length === tableWidth(table) &&
    cells.every((cell) => (cell?.text.length ?? 99) <= 15);
  if (!flagged && !(short && table.rows.length >= 3)) return null;
  const columns = Array.from({ length: tableWidth(table) }, (_, index) => row[index]?.text ?? "");
  return { first: 0, body: 1, columns };
});

export const isMainWord = (text: string): boolean => isStatement(roleIn(knownRole(text)?.word ?? ""));

/** Every text that recurs like a label, with the departments it recurs in. */
export function landmarksOf(nodes: readonly Node[], rules: Rules, front: Front): readonly Landmark[] {
  const found = new Map<string, Growing>();
  let department = rules.hasDepartmentColumn || rules.wholeTitle ? 0 : -1;
  const note = (text: string, column: boolean, form: string, sample: string, line: number): void => {
    const at = labelKey(text);
    if (
      at === "" ||
      (/。$/u.test(text) && knownRole(text) === null) ||
      (at.length > 30 && knownRole(text, column) === null)
    )
      return;
    const one = found.get(at) ?? {
      text,
      column,
      forms: new Set<string>(),
      departments: new Set<number>(),
      count: 0,
      samples: [],
      line,
      over: true,
    };
    one.over &&= form === "表の上";
    one.forms.add(form);
    one.count += 1;
    one.column ||= column;
    // Where a column prints the departments, headings over the tables are no labels in them.
    if (department >= 0 && (column || !rules.hasDepartmentColumn)) one.departments.add(department);
    if (one.samples.length < 3 && sample !== "" && !one.samples.includes(sample)) one.samples.push(sample);
    found.set(at, one);
  };
  // （2）所管事務 among （1）経営方針 and （3）重点目標 is a label, whatever its word.
  const forms = new Set(
    nodes.flatMap((node) =>
      node.kind === "unit" && node.unit.mark !== null && isMainWord(node.unit.text) ? [node.unit.form] : [],
    ),
  );
  const isLike = (unit: Unit): boolean =>
    isLabelLike(unit) || (forms.has(unit.form) && unit.text.length <= 20 && !ENDS_TEXT.test(unit.text));
  const named = new Map<string, number>();
  let last = department;
  const enter = (): number => {
    last += 1;
    department = last;
    return last;
  };
  let past = false;
  // Where one table names its goals, 区分 and 意味 of another explain it.
  const others = nodes.some((node) => node.kind === "table" && namesMain(node.table));
  for (const [at, node] of nodes.entries()) {
    if (node.kind === "table") {
      const { caption } = node.table;
      if (caption !== null && isMainWord(caption) && !namesMain(node.table))
        note(caption, false, "表題", node.table.rows[0]?.at(-1)?.text ?? "", node.table.line);
      if (!past && (indexOf(node.table) === null || rules.hasDepartmentColumn))
        tableLandmarks(uprightTable(node.table), others, note, enter);
      continue;
    }
    const { unit } = node;
    if (isLike(unit)) past = isPast(unit.text, front.fiscalYear);
    if (
      front.ids.has(unit.id) ||
      rules.level(unit) !== null ||
      rules.namedSection(unit) ||
      (rules.section(unit) && knownRole(unit.text) === null) ||
      unit.text === front.title ||
      isNavigation(unit.text) ||
      isClosing(unit.text) ||
      isPageNumber(unit.text)
    )
      continue;
    const opened = rules.department(unit);
    if (opened !== null && isUnitList(unit)) continue;
    if (opened !== null) {
      // The list of contents and its head name a department as well.
      const name = opened.name ?? unit.name?.name ?? unit.text;
      department = named.get(name) ?? enter();
      named.set(name, department);
      if (unit.name?.label != null) note(unit.name.label, false, "名前", "", unit.line);
      continue;
    }
    const next = nodes[at + 1];
    if (isLike(unit) && next?.kind === "table" && namesMain(next.table))
      note(unit.text, false, "表の上", "", unit.line);
    else if (isLike(unit))
      note(unit.text, false, unit.form, next?.kind === "unit" ? next.unit.text : "", unit.line);
    for (const { name, rest, weak } of splitLabel(withoutParentheses(unit.text))) {
      const known = knownRole(name);
      if (known === null && (weak || unit.level !== null || unit.name !== null)) continue;
      if (weak && !isMainWord(name)) continue;
      note(name, false, `:${unit.form}`, rest, unit.line);
    }
  }
  const { counts, amounts, codes, kinds } = figureColumns(nodes);
  return [...found].map(([key, one]) => {
    const known = knownRole(one.text, one.column);
    return {
      key,
      ...one,
      known: counts.has(key)
        ? NUMBERS
        : amounts.has(key)
          ? AMOUNTS
          : (known === null && codes.has(key)) || kinds.has(key)
            ? CODES
            : known,
    };
  });
}

/** `（担当：総務課）` as it stands inside. */
const withoutParentheses = (text: string): string => /^[(（]([^()（）]+)[)）]$/u.exec(text)?.[1] ?? text;

const NUMBERS = { word: "番号", rank: 1, sure: true } as const;
const AMOUNTS = { word: "目標値", rank: 1, sure: true } as const;
const CODES = { word: "無視", rank: 1, sure: true } as const;

const namesMain = (table: TableUnit): boolean =>
  headingRowOf(uprightTable(table))?.columns.some((text) => isMainWord(text)) === true;

interface FigureColumns {
  /** 重点目標 over nothing but 1, 2, 3: the column counts the goals, it does not hold them. */
  readonly counts: ReadonlySet<string>;
  /** R8目標 over 120, 320: how much is aimed at. */
  readonly amounts: ReadonlySet<string>;
  /** コード over 010, 020: whatever the heading means, no statement stands there. */
  readonly codes: ReadonlySet<string>;
  /** 区分 over 新規 and 継続: it groups nothing. */
  readonly kinds: ReadonlySet<string>;
}

const KINDS =
  /^(?:新規|継続|拡充|拡大|充実|改善|見直し|縮小|統合|完了|廃止|終了|一部新規|重点|ソフト|ハード|[○◯〇◎●△－-])$/u;

/** The columns in which nothing but figures stands, by the keys of their headings. */
function figureColumns(nodes: readonly Node[]): FigureColumns {
  const main = new Map<string, string[]>();
  const others = new Map<string, string[]>();
  for (const node of nodes) {
    if (node.kind !== "table") continue;
    const table = uprightTable(node.table);
    const heading = headingRowOf(table);
    for (const [index, text] of (heading?.columns ?? []).entries()) {
      const cells = table.rows.slice(heading?.body ?? 0).map((row) => row[index]?.text ?? "");
      const texts = isMainWord(text) ? main : others;
      const key = labelKey(text);
      texts.set(key, [...(texts.get(key) ?? []), ...cells.filter((cell) => cell !== "")]);
    }
  }
  const keys = (
    texts: ReadonlyMap<string, readonly string[]>,
    look: RegExp,
    fits: (cells: readonly string[]) => boolean = () => true,
  ): ReadonlySet<string> =>
    new Set(
      [...texts].flatMap(([key, cells]) =>
        cells.length > 0 && cells.every((cell) => look.test(cell)) && fits(cells) ? [key] : [],
      ),
    );
  const number = (cell: string | undefined): number => Number.parseInt(cell?.normalize("NFKC") ?? "0", 10);
  const counts = keys(main, /^[0-9０-９]{1,3}[.．]?$/u, (cells) =>
    cells.every((cell, at) => number(cell) === 1 || number(cell) <= number(cells[at - 1]) + 1),
  );
  const kinds = keys(new Map([...others].filter(([, cells]) => cells.length > 1)), KINDS);
  const amounts = keys(main, /^[0-9０-９,，.．]+[%％]?$/u, (cells) => cells.length > 1);
  return {
    counts,
    amounts,
    codes: keys(others, /^[0-9０-９A-Za-z,，.．-]+$/u),
    kinds,
  };
}

/** 部名 and 課名; 担当課 says who does it. */
function isDepartmentKey(text: string): boolean {
  const known = knownRole(text, true);
  return known?.word === "部" && known.rank >= 2;
}

function tableLandmarks(
  table: TableUnit,
  others: boolean,
  note: (text: string, column: boolean, form: string, sample: string, line: number) => void,
  enter: () => number,
): void {
  const heading = headingRowOf(table);
  if (heading !== null && (!others || heading.columns.some(isMainWord))) {
    // The name of a department across the table is no sample of its first column.
    const first = table.rows.slice(heading.body).find((row) => filled(row).length > 1);
    for (const [index, text] of heading.columns.entries()) {
      const below = first?.[index]?.units[0]?.text ?? "";
      if (text !== "") note(text, true, "列", below, table.line);
    }
  }
  const side = sidewaysColumn(table, isMainWord);
  for (const row of table.rows.slice(heading?.body ?? 0)) {
    const filled = row.filter((cell) => !isBlank(cell));
    const label = row[side ?? 0]?.units[0];
    const alone = filled.length === 1;
    // 部名 beside the name of a department.
    if (side !== null && filled.length === 2 && isDepartmentKey(label?.text ?? "")) {
      enter();
      continue;
    }
    if (label === undefined || label.name !== null || (side === null && !alone)) continue;
    const below = alone
      ? row[side ?? 0]?.units[1]?.text
      : row.slice((side ?? 0) + 1).find((cell) => !isBlank(cell))?.text;
    if (side !== null || knownRole(label.text) !== null)
      note(label.text, false, "表の左", below ?? "", label.line);
  }
}

/** The end of a sentence, `…します。（総務課）`, or of one of its lines. */
const ENDS_TEXT = /(?:[、，]|。(?:[(（][^()（）]*[)）])?)$/u;

/** Short, without a full stop: it can be a label. */
export function isLabelLike(unit: Unit): boolean {
  if (unit.text === "" || unit.text.length > 120) return false;
  if (knownRole(unit.text) !== null) return true;
  if (ENDS_TEXT.test(unit.text) || isUnitList(unit)) return false;
  if (unit.level !== null || /^(?:枠|太字)/u.test(unit.form)) return unit.text.length <= 40;
  if (unit.mark !== null) return unit.mark.rank <= 2 && unit.text.length <= 40;
  return unit.text.length <= 20 && !/[:：]./u.test(unit.text) && detailOf(unit.text) === null;
}

export const sampleOf = (texts: readonly string[]): string =>
  texts
    .slice(0, 3)
    .map((text) => (text.length > 24 ? `${text.slice(0, 24)}…` : text))
    .join(" / ");

export const IN_TABLES: readonly RoleWord[] = ["部", "政策", "柱", "番号", "見出し"];

/** 政策 and 施策 side by side: the former is the level above the latter, which is the 柱. */
const UPPER = /^(?:基本|重点)?政策(?:名|分野)?$|^(?:まちづくりの|施策の)?大綱$/u;
const isUpper = (text: string): boolean => UPPER.test(labelCore(readMark(text).rest));

/** The labels whose words are known, as a profile. */
export function guessedLabels(nodes: readonly Node[], front: Front, profile: Profile): Profile {
  const marks = landmarksOf(nodes, new Rules(profile), front);
  return preselect(nodes, front, profile, marks, true);
}

export function preselect(
  nodes: readonly Node[],
  front: Front,
  profile: Profile,
  marks: readonly Landmark[],
  unsure: boolean,
): Profile {
  const labels: Record<string, string> = {};
  const columns: Partial<Record<RoleWord, (string | number)[]>> = {};
  const rules = new Rules(profile);
  const inHeadings = profile.表?.部 === undefined && !rules.wholeTitle;
  for (const mark of marks) {
    const { known } = mark;
    if (rules.label(mark.text) !== null || (mark.column && rules.column(mark.text, 0) !== null)) continue;
    if (known === null || (!known.sure && !unsure)) continue;
    const only = [...mark.forms].every((form) => form === "列");
    if (mark.column && known.word === "部") {
      // Under departments that are headings, 担当課 says who does it.
      if (!inHeadings && known.rank === 2) columns.柱 = [...(columns.柱 ?? []), mark.text];
      else labels[mark.text] = "担当課";
      continue;
    }
    if (mark.column && IN_TABLES.includes(known.word)) {
      const lower = marks.slice(marks.indexOf(mark) + 1);
      const above =
        isUpper(mark.text) &&
        lower.some((one) => one.column && one.known?.word === "柱" && /施策/u.test(one.text));
      const word = above && known.word === "柱" ? "政策" : known.word;
      columns[word] = [...(columns[word] ?? []), mark.text];
      continue;
    }
    if (IN_TABLES.includes(known.word)) continue;
    if (known.word === "無視" && ((!only && !isPlainDetail(mark)) || isNoDetail(mark.text))) continue;
    labels[mark.text] = known.word;
  }
  // One 柱 beside 課: the 課 says who does it.
  const sections = columns.柱 ?? [];
  const divisions = sections.filter((one) => knownRole(String(one), true)?.word === "部");
  if (divisions.length > 0 && divisions.length < sections.length) {
    columns.柱 = sections.filter((one) => !divisions.includes(one));
    for (const one of divisions) labels[one] = "担当課";
  }
  const first = sectionColumn(nodes, profile);
  const 表: Profile["表"] = { ...columns, ...profile.表 };
  if (first !== null && 表.柱 === undefined) 表.柱 = first;
  const found: Profile = {
    ...(Object.keys(labels).length > 0 ? { 見出し: { ...labels, ...profile.見出し } } : {}),
    ...(Object.keys(表).length > 0 ? { 表 } : {}),
  };
  const merged = mergeProfiles(profile, found);
  const main = Object.entries(merged.見出し ?? {}).flatMap(([text, value]) =>
    isStatement(roleIn(value)) ? [labelKey(text)] : [],
  );
  // Labels of earlier chapters say nothing of the departments below 第3章 各部の重点目標.
  const outside = new Set(marks.filter(({ departments }) => departments.size === 0).map(({ key }) => key));
  const inside = main.some((key) => !outside.has(key));
  const fallback = main.length === 0 ? front.defaultLabel : inside ? null : front.chapterLabel;
  if (fallback === null || merged.既定 !== undefined) return merged;
  return { ...merged, 既定: fallback.role === "goal" ? "目標" : "方針" };
}

/** Titles, contents and contacts are told apart wherever they stand; they are no labels of a department. */
const isNoDetail = (text: string): boolean =>
  ["plan", "contact", "contents"].includes(labelRole(text)?.role ?? "");

const isPlainDetail = (mark: Landmark): boolean => [...mark.forms].some((form) => !form.startsWith(":"));

/** The first column, where its heading is blank and departments stand elsewhere: it prints the 柱. */
function sectionColumn(nodes: readonly Node[], profile: Profile): number | null {
  for (const node of nodes) {
    if (node.kind !== "table") continue;
    const table = uprightTable(node.table);
    const heading = headingRowOf(table);
    if (heading === null || tableWidth(table) < 2 || heading.columns[0] !== "") continue;
    if (profile.表?.部 === 1) return null;
    const cells = table.rows.slice(heading.body).flatMap((row) => (isBlank(row[0]) ? [] : [row[0]]));
    if (
      cells.length > 0 &&
      cells.filter((cell) => (cell?.units[0]?.text.length ?? 99) <= 30).length * 2 > cells.length
    )
      return 1;
  }
  return null;
}
