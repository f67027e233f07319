import { isSubordinate } from "../names.js";
import { labelRole } from "../roles.js";
import type { Front } from "./front.js";
import { type Interpreted, Interpreter } from "./interpret.js";
import { headingRowOf, isLabelLike, type Landmark, landmarksOf, sampleOf } from "./landmarks.js";
import { lasting, mergeProfiles, type Profile, type RoleWord } from "./profile.js";
import type { Choice, OpenQuestion } from "./questions.js";
import { indexOf, knownRole, Rules } from "./rules.js";
import { isBlank, readTable, upright, widthOf } from "./tables.js";
import type { Node, Unit } from "./units.js";

export interface Guess {
  readonly profile: Profile;
  readonly question: OpenQuestion | null;
}

interface Candidate {
  readonly partial: Profile;
  readonly names: readonly string[];
  /** How the elements look, in the words of the question. */
  readonly look: string;
  readonly filled: number;
  readonly texts: number;
}

const MAX_CHOICES = 6;

/**
 * Completes what is known of a document's profile, or names the one thing that has to be asked.
 * @param given what is saved or answered; it is never overruled
 */
export function guess(nodes: readonly Node[], front: Front, given: Profile): Guess {
  const departments = chooseDepartments(nodes, front, given);
  if (departments.question !== null) return departments;
  const labelled = chooseLabels(nodes, front, departments.profile);
  if (labelled.question !== null) return labelled;
  return chooseSections(nodes, front, labelled.profile);
}

/** What a profile makes of the document. */
export function interpret(nodes: readonly Node[], front: Front, profile: Profile): Interpreted {
  return new Interpreter(new Rules(profile), front, nodes, readTable).run();
}

function chooseDepartments(nodes: readonly Node[], front: Front, given: Profile): Guess {
  if (given.部 !== undefined || given.表?.部 !== undefined) return { profile: given, question: null };
  const found = departmentCandidates(nodes, front, given);
  const best = found[0];
  if (best === undefined) return { profile: given, question: null };
  if (found.length === 1 && best.partial.部?.[0] === "題名")
    return { profile: given, question: wholeQuestion(best) };
  if (found.length === 1) return { profile: mergeProfiles(given, best.partial), question: null };
  return {
    profile: given,
    question: {
      id: "部",
      text: "部（方針や目標を持つ組織）の名前はどれですか。",
      choices: found
        .slice(0, MAX_CHOICES)
        .map((one): Choice => ({ label: one.look, samples: one.names.slice(0, 4), profile: one.partial })),
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
      { label: "部ごとに分かれている（取り込みをやめる）", samples: [], profile: { 確認: ["中止"] } },
    ],
  };
}

/** Ways in which departments may be printed, the likeliest first; those under which nothing stands are none. */
function departmentCandidates(nodes: readonly Node[], front: Front, given: Profile): readonly Candidate[] {
  const forms = new Map<string, Unit[]>();
  for (const node of nodes) {
    if (node.kind !== "unit" || node.unit.name === null || front.ids.has(node.unit.id)) continue;
    if (node.unit.mark !== null && node.unit.mark.rank >= 9 && node.unit.level === null) continue;
    const list = forms.get(node.unit.form) ?? [];
    list.push(node.unit);
    forms.set(node.unit.form, list);
  }
  const tried: Candidate[] = [];
  const attempt = (partial: Profile, look: string): void => {
    const profile = guessedLabels(nodes, front, mergeProfiles(given, partial));
    const read = interpret(nodes, front, profile);
    const filled = read.departments.filter((one) => one.items.length > 0);
    if (filled.length === 0) return;
    const texts = filled.reduce((sum, one) => sum + one.items.length, 0);
    tried.push({ partial, names: filled.map((one) => one.name), look, filled: filled.length, texts });
  };
  if (forms.size > 1) attempt({ 部: ["名前"] }, "部の名前と読める行すべて");
  for (const form of forms.keys()) attempt({ 部: [`${form}+名前`] }, lookOf(form));
  // Under departments that are printed as headings, 担当課 says who does it.
  const headed = tried.length > 0;
  for (const column of departmentColumns(nodes).filter((one) => !headed || rankOf(one) >= 2))
    attempt({ 表: { 部: column } }, `表の「${column}」の列`);
  if (captionNames(nodes) >= 2) attempt({ 部: ["表題"] }, "表の題");
  if (tried.length === 0)
    for (const form of leadingForms(nodes, front)) attempt({ 部: [form] }, lookOf(form));
  if (tried.length === 0 && front.titleDepartment !== null)
    attempt({ 部: ["題名"] }, "文書全体が1つの組織のもの");
  if (tried.length === 0) tried.push(...framedCandidates(nodes, front));
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
  if (tried.length === 0 && front.titleDepartment !== null) {
    tried.push({
      partial: { 部: ["題名"] },
      names: [front.titleDepartment],
      look: "文書全体が1つの組織のもの",
      filled: 1,
      texts: 1,
    });
  }
  return withoutShadows(tried);
}

/** Forms of headings that no unit's name is in, but under which labels recur: 「笑顔の窓口宣言2025」. */
function leadingForms(nodes: readonly Node[], front: Front): readonly string[] {
  const found = new Map<string, Set<string>>();
  for (const [at, node] of nodes.entries()) {
    const next = nodes[at + 1];
    if (node.kind !== "unit" || next === undefined || front.ids.has(node.unit.id) || node.unit.form === "行")
      continue;
    if (knownRole(node.unit.text) !== null || !isLabelLike(node.unit)) continue;
    if (next.kind === "unit" && knownRole(next.unit.text) === null) continue;
    const texts = found.get(node.unit.form) ?? new Set<string>();
    texts.add(node.unit.text);
    found.set(node.unit.form, texts);
  }
  return [...found].filter(([, texts]) => texts.size > 1).map(([form]) => form);
}

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
    return [{ partial: { 部: [source] }, names, look, filled: texts.length, texts: 1 }];
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

function lookOf(form: string): string {
  if (form.startsWith("見出し")) return `大きさ${form.slice(3)}の見出し`;
  if (form.startsWith("枠")) return `${form.slice(1)} で囲まれた行`;
  if (form.startsWith("印")) return `${form.slice(1)} の付いた行`;
  return form === "太字" ? "太字の行" : "印のない行";
}

function departmentColumns(nodes: readonly Node[]): readonly (string | number)[] {
  const found = new Map<string | number, number>();
  for (const node of nodes) {
    if (node.kind !== "table" || indexOf(node.table) !== null) continue;
    const table = upright(node.table);
    const heading = headingRowOf(table);
    if (heading === null) continue;
    for (const [index, text] of heading.columns.entries()) {
      const cells = table.rows
        .slice(heading.body)
        .flatMap((row) => (isBlank(row[index]) ? [] : [row[index]]));
      const names = cells.filter((cell) => cell?.units.length === 1 && cell.units[0]?.name != null).length;
      const known = knownRole(text)?.word === "部";
      if (known || (cells.length >= 2 && names === cells.length)) {
        const key = text === "" ? index + 1 : text;
        found.set(key, (found.get(key) ?? 0) + cells.length);
      }
    }
  }
  // 部 before 課 before 担当: the surest word alone is tried where one table has several.
  const ranked = [...found.keys()].sort((a, b) => rankOf(b) - rankOf(a));
  const top = rankOf(ranked[0] ?? "");
  return ranked.filter((one) => rankOf(one) === top);
}

const rankOf = (column: string | number): number => {
  const known = typeof column === "string" ? knownRole(column) : null;
  return known?.word === "部" ? known.rank : 0;
};

function captionNames(nodes: readonly Node[]): number {
  return nodes.filter((node) => node.kind === "table" && node.table.caption !== null).length;
}

const MAIN: readonly RoleWord[] = ["目標", "方針", "ビジョン", "横断", "全体"];
const IN_TABLES: readonly RoleWord[] = ["部", "柱", "番号", "見出し"];

/** The labels whose words are known, as a profile. */
function guessedLabels(nodes: readonly Node[], front: Front, profile: Profile): Profile {
  const marks = landmarksOf(nodes, new Rules(profile), front);
  return preselect(nodes, front, profile, marks, true);
}

function preselect(
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
      if (isProfileColumn(profile, mark.text)) continue;
      if (!inHeadings && known.rank === 2) columns.柱 = [...(columns.柱 ?? []), mark.text];
      else labels[mark.text] = "担当課";
      continue;
    }
    if (mark.column && IN_TABLES.includes(known.word)) {
      const list = columns[known.word] ?? [];
      list.push(mark.text);
      columns[known.word] = list;
      continue;
    }
    if (IN_TABLES.includes(known.word)) continue;
    if (known.word === "無視" && ((!only && !isPlainDetail(mark)) || isNoDetail(mark.text))) continue;
    labels[mark.text] = known.word;
  }
  const first = sectionColumn(nodes, profile);
  const 表: Profile["表"] = { ...columns, ...profile.表 };
  if (first !== null && 表.柱 === undefined) 表.柱 = first;
  const found: Profile = {
    ...(Object.keys(labels).length > 0 ? { 見出し: { ...labels, ...profile.見出し } } : {}),
    ...(Object.keys(表).length > 0 ? { 表 } : {}),
  };
  const merged = mergeProfiles(profile, found);
  const main = Object.values(merged.見出し ?? {}).some((value) =>
    ["目標", "方針", "ビジョン", "横断"].includes(value.split(" ")[0] ?? ""),
  );
  if (!main && front.defaultLabel !== null && merged.既定 === undefined) {
    return { ...merged, 既定: front.defaultLabel.role === "goal" ? "目標" : "方針" };
  }
  return merged;
}

/** Titles, contents and contacts are told apart wherever they stand; they are no labels of a department. */
const isNoDetail = (text: string): boolean =>
  ["plan", "contact", "contents"].includes(labelRole(text)?.role ?? "");

const isPlainDetail = (mark: Landmark): boolean => [...mark.forms].some((form) => !form.startsWith(":"));

function isProfileColumn(profile: Profile, text: string): boolean {
  const column = profile.表?.部;
  return column !== undefined && (Array.isArray(column) ? column.includes(text) : column === text);
}

/** The first column, where its heading is blank and departments stand elsewhere: it prints the 柱. */
function sectionColumn(nodes: readonly Node[], profile: Profile): number | null {
  for (const node of nodes) {
    if (node.kind !== "table") continue;
    const table = upright(node.table);
    const heading = headingRowOf(table);
    if (heading === null || widthOf(table) < 2 || heading.columns[0] !== "") continue;
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

/** Roles of the labels: known words where there is one of each, else a question. */
function chooseLabels(nodes: readonly Node[], front: Front, given: Profile): Guess {
  const rules = new Rules(given);
  const marks = landmarksOf(nodes, rules, front);
  const departments = marks.reduce((most, mark) => Math.max(most, ...mark.departments, -1), -1) + 1;
  const recurs = (mark: Landmark): boolean =>
    mark.column ||
    (departments > 1
      ? mark.departments.size * 2 >= departments && mark.departments.size > 1
      : mark.count > 1 && mark.departments.size > 0);
  const open = marks.filter((mark) => rules.label(mark.text) === null && rules.column(mark.text, 0) === null);
  const unknown = open.filter(
    (mark) =>
      (mark.known === null || !mark.known.sure) &&
      recurs(mark) &&
      !isSectionLike(mark, marks) &&
      (departments > 1 || !isInline(mark)),
  );
  const none = given.なし ?? [];
  for (const word of ["目標", "方針"] as const) {
    const decided =
      Object.values(given.見出し ?? {}).some((value) => value.split(" ")[0] === word) ||
      given.表?.[word] !== undefined;
    const sure = open.filter(
      (mark) =>
        mark.known?.sure === true && mark.known.word === word && (mark.departments.size > 0 || mark.column),
    );
    const rivals = decided ? [] : rivalsOf(sure);
    if (rivals.length > 1 && !none.includes(word))
      return { profile: given, question: roleQuestion(word, rivals, sure) };
  }
  const goals = marks.some(
    (mark) =>
      mark.known?.sure === true && mark.known.word === "目標" && (mark.departments.size > 0 || mark.column),
  );
  const decided =
    Object.values(given.見出し ?? {}).some((value) => value.startsWith("目標")) ||
    given.表?.目標 !== undefined ||
    given.既定 !== undefined;
  if (
    !goals &&
    !decided &&
    unknown.length > 0 &&
    !none.includes("目標") &&
    front.defaultLabel?.role !== "goal"
  ) {
    return { profile: given, question: roleQuestion("目標", unknown, []) };
  }
  const first = unknown[0];
  if (first !== undefined) return { profile: given, question: labelQuestion(first, unknown) };
  return { profile: preselect(nodes, front, given, marks, true), question: null };
}

const isInline = (mark: Landmark): boolean => [...mark.forms].every((form) => form.startsWith(":"));

/** Labels of one role that stand in the same department: only one of them can be meant. */
function rivalsOf(marks: readonly Landmark[]): readonly Landmark[] {
  const rivals = marks.filter((mark) =>
    marks.some(
      (other) =>
        other !== mark &&
        (mark.column && other.column ? true : [...mark.departments].some((at) => other.departments.has(at))),
    ),
  );
  return [...rivals].sort((a, b) => (b.known?.rank ?? 0) - (a.known?.rank ?? 0) || b.count - a.count);
}

/** Printed in the place where others print 施策: a heading over labels, not a label itself. */
function isSectionLike(mark: Landmark, marks: readonly Landmark[]): boolean {
  void marks;
  return (
    mark.samples.length > 0 &&
    mark.samples.every((sample) => ["方針", "目標", "ビジョン"].includes(knownRole(sample)?.word ?? ""))
  );
}

const ASK: Readonly<Record<"目標" | "方針", string>> = {
  目標: "進み具合を追う目標（重点目標）はどれですか。",
  方針: "方針（経営方針など）はどれですか。",
};

function roleQuestion(
  word: "目標" | "方針",
  marks: readonly Landmark[],
  sure: readonly Landmark[],
): OpenQuestion {
  const shown = marks.slice(0, MAX_CHOICES - 1);
  const choices = shown.map((mark): Choice => {
    const others = sure.filter((other) => other !== mark && shown.includes(other));
    const 見出し = Object.fromEntries([
      [mark.text, word],
      ...others.map((other): [string, string] => [other.text, word === "方針" ? "ビジョン" : "無視"]),
    ]);
    return { label: `「${mark.text}」`, samples: mark.samples, profile: { 見出し } };
  });
  if (sure.length > 1) {
    choices.push({
      label: "上のすべて",
      samples: [],
      profile: { 見出し: Object.fromEntries(sure.map((mark) => [mark.text, word])) },
    });
  } else choices.push({ label: `${word}にあたるものはない`, samples: [], profile: { なし: [word] } });
  return { id: word, text: ASK[word], choices };
}

function labelQuestion(mark: Landmark, unknown: readonly Landmark[]): OpenQuestion {
  const as = (value: RoleWord): Profile =>
    mark.column && IN_TABLES.includes(value)
      ? { 表: { [value]: mark.text } }
      : { 見出し: { [mark.text]: value } };
  const rest: Profile = {
    見出し: Object.fromEntries(unknown.map((one) => [one.text, one.known?.word ?? "無視"])),
  };
  const whole = (["方針", "目標", "ビジョン"] as const)
    .filter((word) => word !== mark.known?.word)
    .map((word): Choice => ({ label: word, samples: [], profile: as(word) }));
  const drop: Choice = { label: "取り込まない", samples: [], profile: as("無視") };
  const known: readonly Choice[] =
    mark.known === null || mark.known.word === "無視"
      ? []
      : [{ label: mark.known.word, samples: [], profile: as(mark.known.word) }];
  const choices: Choice[] = mark.column
    ? [
        { label: "目標の見出し（事業の名前など）", samples: [], profile: as("見出し") },
        ...known,
        { label: "柱（施策や分野）", samples: [], profile: as("柱") },
        drop,
        ...whole,
      ]
    : [...known, drop, ...whole, ...sectionChoices(mark)];
  if (unknown.length > 1) {
    choices.splice(mark.column ? 1 : 0, 0, {
      label: `これと残り（${unknown
        .slice(1, 5)
        .map((one) => `「${one.text}」`)
        .join("")}）を、${summary(unknown)}`,
      samples: [],
      profile: rest,
    });
  }
  return {
    id: `見出し:${mark.key}`,
    text: `「${mark.text}」は何を表していますか。`,
    choices: choices
      .slice(0, 9)
      .map((choice, index) => (index === 0 ? { ...choice, samples: mark.samples } : choice)),
  };
}

/** A recurring heading may be a 柱, above the labels or below each of them. */
function sectionChoices(mark: Landmark): readonly Choice[] {
  const forms = [...mark.forms].filter((form) => !form.startsWith(":") && form !== "表の左");
  if (forms.length === 0) return [];
  const 柱 = forms.map((form) => (form === "行" ? mark.text : form));
  return [
    { label: "柱（施策や分野の見出し）で、その下に方針や目標の見出しがある", samples: [], profile: { 柱 } },
    {
      label: "柱（施策や分野の見出し）で、方針や目標の見出しの下にある",
      samples: [],
      profile: { 柱, 柱は見出しの下: true },
    },
  ];
}

function summary(unknown: readonly Landmark[]): string {
  const words = unknown.map((one) => one.known?.word ?? "無視");
  return words.every((word) => word === "無視")
    ? "どれも取り込まない"
    : `順に${words.map((word) => (word === "無視" ? "取り込まない" : word)).join("・")}とする`;
}

/** 柱: what is printed above labels, or between a label and its texts. */
function chooseSections(nodes: readonly Node[], front: Front, given: Profile): Guess {
  const rules = new Rules(given);
  let profile = given;
  const above = new Map<string, { yes: Unit[]; no: Unit[] }>();
  let inside = rules.wholeTitle;
  for (const [at, node] of nodes.entries()) {
    if (node.kind !== "unit") continue;
    const { unit } = node;
    if (rules.department(unit) !== null && rules.label(unit.text) === null) {
      inside = true;
      continue;
    }
    if (
      !inside ||
      front.ids.has(unit.id) ||
      rules.label(unit.text) !== null ||
      rules.section(unit) ||
      rules.isIgnored(unit)
    )
      continue;
    if (!isLabelLike(unit) && !(unit.mark !== null && unit.mark.rank <= 6 && unit.text.length <= 40))
      continue;
    if (/[。、，]$/u.test(unit.text)) continue;
    if (
      ["無視", "全体"].includes(knownRole(unit.text)?.word ?? "") ||
      rules.labelWithText(unit.text) !== null
    )
      continue;
    const next = nodes[at + 1];
    const before = nodes[at - 1];
    // What stands right below a label is its text.
    const first = before?.kind === "unit" && unit.level === null && rules.label(before.unit.text) !== null;
    const leads =
      !first &&
      ((next?.kind === "unit" && (isMainLabel(rules, next.unit) || isBelow(rules, unit, next.unit))) ||
        (next?.kind === "table" && unit.level !== null));
    const group = above.get(unit.form) ?? { yes: [], no: [] };
    (leads ? group.yes : group.no).push(unit);
    above.set(unit.form, group);
  }
  for (const [form, { yes, no }] of above) {
    if (yes.length === 0) continue;
    const listed = yes[0]?.mark != null && yes[0].mark.rank > 2 && yes[0].level === null;
    if (listed && (no.length > 0 || yes.length < 2)) continue;
    if (form === "行") {
      const texts = plainSections(yes, no);
      if (texts.length > 0) profile = mergeProfiles(profile, { 柱: texts });
      continue;
    }
    if (no.length > 0) {
      const texts = [...new Set(yes.map((unit) => unit.text))].filter(
        (text) => yes.length > 1 || SECTION_WORD.test(text),
      );
      if (texts.length === 0) continue;
      profile = mergeProfiles(profile, { 柱: seriesOf(texts) });
      continue;
    }
    profile = mergeProfiles(profile, { 柱: [form] });
  }
  return unknownHeadings(nodes, front, profile);
}

const MAIN_ROLES: ReadonlySet<string> = new Set(["policy", "goal", "vision"]);

function isMainLabel(rules: Rules, unit: Unit): boolean {
  const rule = rules.label(unit.text) ?? rules.labelWithText(unit.text)?.rule;
  return rule !== undefined && rule !== null && MAIN_ROLES.has(rule.role);
}

/** A deeper heading that is a label of any kind. */
const isBelow = (rules: Rules, unit: Unit, next: Unit): boolean =>
  unit.level !== null && next.level !== null && next.level > unit.level && rules.label(next.text) !== null;

/** `経営課題1 …`, `経営課題2 …`: by what they share, so that next year's are found too. */
function seriesOf(texts: readonly string[]): string[] {
  const first = /^([^0-9０-９]{2,12})[0-9０-９]/u.exec(texts[0] ?? "")?.[1];
  if (
    first !== undefined &&
    texts.length > 1 &&
    texts.every((text) => new RegExp(`^${first}[0-9０-９]`, "u").test(text))
  ) {
    return [`/^${first}[0-9０-９]/`];
  }
  return [...texts];
}

/** Plain lines above labels that are 柱: set apart, and printed so in more than one place or by a word for 柱. */
function plainSections(yes: readonly Unit[], no: readonly Unit[]): string[] {
  const apart = yes.filter((unit) => unit.gap);
  const texts = [...new Set(apart.map((unit) => unit.text))];
  return texts.filter(
    (text) =>
      SECTION_WORD.test(text) ||
      (apart.filter((unit) => unit.text === text).length > 1 && !no.some((unit) => unit.text === text)) ||
      (no.length === 0 && apart.length === yes.length && apart.length > 1),
  );
}

/** Words that name a 柱 even where it stands once. */
const SECTION_WORD =
  /^.{0,12}(?:施策|戦略|改革|分野|視点|柱|人材育成(?:・活用)?|組織運営|財政運営|業務改善|(?:区|市|町|村|住)民サービス)$/u;

/** Headings in departments that nothing explains: 柱 under a label, goals set as headings, or something else. */
function unknownHeadings(nodes: readonly Node[], front: Front, profile: Profile): Guess {
  const read = interpret(nodes, front, profile);
  for (const [form, units] of read.unknown) {
    const texts = [...new Set(units.map((unit) => unit.text))];
    if (profile.項目?.[form] !== undefined || profile.柱?.includes(form) || profile.無視?.includes(form))
      continue;
    if (profile.なし?.includes("柱") === true) continue;
    const below: Profile = { 柱: [form], 柱は見出しの下: true };
    return {
      profile,
      question: {
        id: `見出し:${form}`,
        text: `部の中の${lookOf(form)}（${sampleOf(texts)}）は何ですか。`,
        choices: [
          { label: "柱（施策や分野の見出し）", samples: texts.slice(0, 4), profile: below },
          { label: "目標そのもの", samples: [], profile: { 項目: { [form.replace(/^印/u, "")]: "目標" } } },
          { label: "方針そのもの", samples: [], profile: { 項目: { [form.replace(/^印/u, "")]: "方針" } } },
          { label: "取り込まない", samples: [], profile: { 項目: { [form.replace(/^印/u, "")]: "無視" } } },
        ],
      },
    };
  }
  return { profile, question: null };
}

export const savedProfile = (profile: Profile, name: string): Profile => ({
  様式: name,
  ...lasting(profile),
});
void isSubordinate;
void MAIN;
