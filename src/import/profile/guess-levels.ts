import { labelRole } from "../label-roles.js";
import { isHeadingMark } from "../marks.js";
import type { Front } from "./front.js";
import { isLabelLike, isMainWord, sampleOf } from "./landmarks.js";
import { mergeProfiles, type Profile, type RoleWord } from "./profile.js";
import { type Choice, type Guess, lookOf, NONE_OF_THESE, type OpenQuestion, signOf } from "./questions.js";
import { EITHER_OF, OPENING, Rules, splitLabel } from "./rules.js";
import { filled } from "./table-shape.js";
import type { Node, Unit } from "./units.js";

type Kind = "政策" | "施策" | "柱";

/** The words that head what stands over goals, the outermost first; where one family is printed, the next is not looked for. */
const FAMILIES: readonly Readonly<Partial<Record<Kind, readonly string[]>>>[] = [
  {
    政策: ["大目標", "基本目標", "まちづくり", "大綱", "政策目標", "基本政策", "重点政策", "政策"],
    施策: ["中目標", "施策目標", "基本施策", "重点施策", "主要施策", "施策"],
  },
  { 政策: ["章"], 施策: ["節"] },
  {
    柱: [
      ...[
        "めざす姿",
        "目指す姿",
        "目指すべき姿",
        "基本理念",
        "基本方針",
        "取組方針",
        "重点方針",
        "重点課題",
        "重点事業",
        "主要事業",
      ],
      ...["重点プロジェクト", "プロジェクト", "戦略目標", "重点戦略", "基本戦略", "戦略"],
      ...["重点分野", "政策分野", "施策分野", "分野", "取組の柱", "施策の柱", "基本の柱", "柱"],
      ...["重点テーマ", "テーマ", "基本的視点", "視点", "重要課題", "課題"],
    ],
  },
];
/** Chapters and sections: no word says whether they order goals or the document. */
const CHAPTERS: ReadonlySet<string> = new Set(["章", "節"]);
/** Said of what is done, and of what it is done for. */
const EITHER: ReadonlySet<string> = new Set(["プロジェクト", "政策目標", "戦略目標", "重要課題", "課題"]);

/** What stands in a document one below the other, a table or a row of it as one. */
type Standing = Unit | "table";

interface Series {
  readonly word: string;
  readonly kind: Kind;
  readonly at: readonly number[];
}

/** `政策1 安全なまち`, `施策1-1 防災` or `柱1 …` over goals or departments: by their words, where more than one heading has them. */
export function chooseLevels(nodes: readonly Node[], front: Front, given: Profile): Guess {
  const none = { profile: given, question: null };
  if (given.政策 !== undefined || given.施策 !== undefined || given.なし?.includes("政策") === true)
    return none;
  const order = standingLines(nodes).filter((one) => one === "table" || !front.ids.has(one.id));
  const series = seriesIn(order);
  const inner = series.at(-1);
  if (inner === undefined || (inner.kind === "柱" && given.柱 !== undefined)) return none;
  const place = placeOf(order, series);
  if (place === "apart") return none;
  const below = series.some(({ at }) => at.some((one) => isMain(order[one - 1]) && !isMain(order[one + 1])));
  const texts = place === "inside" && !below ? textsBelow(order, inner.at) : "other";
  // 課題 beside goals that have a label of their own: what is wrong, unless each has the label below it.
  const detail = labelRole(inner.word)?.role === "detail";
  if (detail && order.some(isMain) && !inner.at.every((at) => textsFrom(order, at + 1) === "label"))
    return none;
  // 基本目標 alone, and no other label below it, are goals; 基本方針 over 重点目標 are policies.
  const own = series.length === 1 && place === "inside" && !below ? labelOf(inner.word) : null;
  if (own !== null && (texts === "other" || (texts === "label" && own !== "goal"))) return none;
  const levels = levelsOf(series);
  const profile = mergeProfiles(given, below ? { ...levels, 柱は見出しの下: true } : levels);
  const isCounted = (at: number): boolean => /[0-9０-９①-⑳]/u.test(textOf(order[at]));
  const sure =
    texts === "other" ||
    (texts === "label" && (!detail || inner.at.every(isCounted))) ||
    (texts === "list" && isSure(inner.word, front, given));
  if (sure && !CHAPTERS.has(inner.word)) return { profile, question: null };
  return { profile: given, question: levelQuestion(order, series, { profile, given, texts, place, front }) };
}

const textOf = (one: Standing | undefined): string => (one === undefined || one === "table" ? "" : one.text);

/** What the headings of these series are, as a profile says it. */
function levelsOf(series: readonly Series[]): Profile {
  const levels: Partial<Record<Kind, string[]>> = {};
  for (const { kind, word } of series) levels[kind] = [...(levels[kind] ?? []), `語 ${word}`];
  return levels;
}

const BEGINS = new RegExp(
  `^${OPENING}?(?:${FAMILIES.flatMap((one) => Object.values(one).flat()).join("|")})`,
  "u",
);

/** The series of the first family that two headings or more are of. */
function seriesIn(order: readonly Standing[]): readonly Series[] {
  const possible = order.flatMap((one, at) =>
    one !== "table" && (BEGINS.test(one.text) || CHAPTERS.has(one.mark?.kind ?? "")) ? [at] : [],
  );
  for (const family of FAMILIES) {
    const words = Object.entries(family) as [Kind, readonly string[]][];
    const found = words.flatMap(([kind, ofKind]) =>
      ofKind.map((word): Series => ({ word, kind, at: headingsOf(order, possible, word) })),
    );
    const series = overGoals(
      order,
      found.filter(({ at }) => at.length > 0),
    );
    if (series.flatMap(({ at }) => at).length > 1) return series;
  }
  return [];
}

/** Where the headings with this word stand; none where they name departments, or come behind the goals they are for. */
function headingsOf(
  order: readonly Standing[],
  possible: readonly number[],
  word: string,
): readonly number[] {
  const rules = new Rules({ 政策: [`語 ${word}`] });
  const at = possible.filter((index) => {
    const one = order[index];
    return one !== undefined && one !== "table" && rules.level(one) !== null;
  });
  const named = ({ name, text }: Unit): boolean => name !== null || labelRole(text) !== null;
  const units = at.map((index) => order[index]).filter((one) => one !== undefined && one !== "table");
  if (CHAPTERS.has(word) && units.some(named)) return [];
  const behind = at.every((index) => isGoal(order[index - 1])) && units.every(({ text }) => BARE.test(text));
  return behind ? [] : at;
}

/** `政策：` without a number. */
const BARE = /^[^0-9０-９①-⑳Ⅰ-Ⅻ:：]{1,12}[:：]/u;

/** A text of a list, or one with the label of a goal before it. */
const isGoal = (one: Standing | undefined): boolean =>
  one !== undefined &&
  one !== "table" &&
  !isMainWord(one.text) &&
  ((one.level === null && one.mark !== null) ||
    splitLabel(one.text).some(({ name }) => labelRole(name)?.role === "goal"));

/** Whether headings stand in departments, over them, or before all of them, as a list of what the plan is for. */
function placeOf(order: readonly Standing[], series: readonly Series[]): "inside" | "over" | "apart" {
  const heads = series.flatMap(({ at }) => at).sort((one, other) => one - other);
  const names = order.flatMap((one, at) => (one !== "table" && one.name !== null ? [at] : []));
  const [first = 0] = heads;
  const [name] = names;
  if (name === undefined) return order[(series.at(-1)?.at[0] ?? 0) + 1] === "table" ? "over" : "inside";
  if (name < first) return "inside";
  if ((heads.at(-1) ?? 0) > name) return "over";
  return names.length > 1 ? "apart" : "inside";
}

/** What stands below headings: a list, a list after a sentence, sentences alone, labels of goals and policies, or something else. */
type Texts = "list" | "led" | "plain" | "label" | "other";

/** What stands below most of the headings; sentences where they stand below all. */
function textsBelow(order: readonly Standing[], at: readonly number[]): Texts {
  const kinds = at.map((one) => textsFrom(order, one + 1));
  if (kinds.every((kind) => kind === "plain")) return "plain";
  const most = (["list", "led", "label"] as const).find(
    (kind) => kinds.filter((each) => each === kind).length * 2 > kinds.length,
  );
  return most ?? "other";
}

function textsFrom(order: readonly Standing[], at: number): Texts {
  const next = order[at];
  if (next === undefined || next === "table" || next.name !== null) return "other";
  const behind = splitLabel(next.text);
  if (isMainWord(next.text) || behind.some(({ name }) => isMainWord(name))) return "label";
  if (next.level !== null || labelRole(next.text) !== null) return "other";
  if (next.mark !== null) return isHeadingMark(next.mark) ? "other" : "list";
  if (isLabelLike(next) || behind.length > 0) return "other";
  return ["list", "led"].includes(textsFrom(order, at + 1)) ? "led" : "plain";
}

/** What a word is the label of as well. */
function labelOf(word: string): "goal" | "policy" | "vision" | null {
  const role = labelRole(word)?.role;
  return role === "goal" || role === "policy" || role === "vision" ? role : null;
}

/** Whether a list below headings with this word can be nothing but goals. */
const isSure = (word: string, front: Front, given: Profile): boolean =>
  labelOf(word) === null &&
  !EITHER.has(word) &&
  front.title?.endsWith(word) !== true &&
  (given.既定 !== undefined || given.項目 !== undefined || front.defaultLabel?.role === "goal");

/** Names of what departments belong to, and of parts of the document. */
const BODY = /(?:部局|部門|委員会|機関|事務局|グループ|公営企業|[章編])$|^第/u;

/** What is printed alike, and which of it stands right above a department or a level without a word that says why. */
interface Group {
  readonly above: Set<string>;
  others: number;
  departments: boolean;
}

/**
 * Headings right above those of departments or levels, in which no word says what they are: 政策, or bodies that the departments
 * belong to.
 */
export function chooseGroups(
  nodes: readonly Node[],
  front: Front,
  profile: Profile,
  over: "departments" | "levels",
): Guess {
  const found = groupsIn(nodes, front, new Rules(profile));
  for (const [form, { above, others, departments }] of found) {
    if (above.size === 0 || departments !== (over === "departments")) continue;
    if (departments && (others > 0 || above.size < 2)) continue;
    const samples = [...above].slice(0, 4);
    const id = `段:${form}`;
    if (profile.確認?.includes(id) === true) continue;
    const selectors = others > 0 || form === "行" ? [[...above].join(EITHER_OF)] : [form];
    return {
      profile,
      question: {
        id,
        text: `${departments ? "部の名前" : "目標の上の段"}の上にある${lookOf(form)}（${sampleOf(samples)}）は何ですか。`,
        choices: [
          {
            label: "政策（部の目標の上の段）",
            samples,
            profile: { 政策: [...selectors, ...(profile.政策 ?? [])] },
          },
          { label: "取り込まない", samples: [], profile: { 無視: selectors } },
          ...(/^(?:行$|印)/u.test(form)
            ? [{ label: "段ではない（目標などの文）", samples: [], profile: { 確認: [id] } }]
            : []),
        ],
      },
    };
  }
  return { profile, question: null };
}

function groupsIn(nodes: readonly Node[], front: Front, rules: Rules): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  let inside = rules.wholeTitle;
  let begins = false;
  let under = false;
  let labelled = false;
  let before: Unit | null = null;
  const isLevel = (node: Node | undefined): boolean =>
    node?.kind === "unit" && rules.level(node.unit) !== null;
  const isDepartment = (node: Node | undefined): boolean =>
    node?.kind === "unit" && rules.department(node.unit) !== null;
  // Over departments a level stands right below the list of the department before.
  const over = nodes.some((node, at) => isLevel(node) && isDepartment(nodes[at + 1]));
  for (const [at, node] of nodes.entries()) {
    if (node.kind !== "unit") before = null;
    if (node.kind !== "unit" || front.ids.has(node.unit.id)) continue;
    const { unit } = node;
    const next = nodes[at + 1];
    const first = begins || (unit.mark === null && unit.gap) || isOutside(unit, before);
    // What stands between two levels is the text of the first, what stands below a label is that of the label.
    const text = (under || labelled) && unit.level === null;
    begins = rules.department(unit) !== null;
    under = rules.level(unit) !== null || rules.namedSection(unit);
    if (begins || under || unit.level !== null) labelled = false;
    if (rules.label(unit.text) !== null || rules.labelWithText(unit.text) !== null) labelled = true;
    before = unit;
    inside ||= begins;
    if (begins || rules.isIgnored(unit)) continue;
    const one = groups.get(unit.form) ?? {
      above: new Set<string>(),
      others: 0,
      departments: false,
    };
    const below =
      next?.kind === "unit" && !text && isBare(unit, rules) ? isHeadedBy(unit, next.unit, rules) : null;
    // A line is one of a list, or the end of one, where it neither begins anew nor is set otherwise.
    const listed = unit.form === "行" || (unit.mark !== null && unit.mark.rank > 2 && unit.level === null);
    const plain = listed && (!inside || !first || below !== "level" || (over && unit.mark !== null));
    if (below === null || plain) one.others += 1;
    else one.above.add(unit.text);
    one.departments ||= below === "department" && !plain;
    groups.set(unit.form, one);
  }
  return groups;
}

/** A line after the items of a list that ends before it: with another mark that stands further out or counts on, or with none. */
const isOutside = (unit: Unit, before: Unit | null): boolean =>
  before?.mark != null &&
  before.level === null &&
  before.indent >= unit.indent &&
  before.form !== unit.form &&
  (before.mark.rank > (unit.mark?.rank ?? -1) || (unit.mark?.number ?? 0) > 1);

/** What a heading stands right above: a department, or a level of goals. */
function isHeadedBy(unit: Unit, next: Unit, rules: Rules): "department" | "level" | null {
  if ((unit.level ?? 0) >= (next.level ?? 9) || unit.indent > next.indent) return null;
  if (rules.department(next) !== null) return "department";
  return rules.level(next) !== null || rules.namedSection(next) ? "level" : null;
}

/** A short text that no rule and no word explains. */
const isBare = (unit: Unit, rules: Rules): boolean =>
  unit.name === null &&
  (isLabelLike(unit) || (unit.mark !== null && unit.text.length <= 40)) &&
  !/[。、，]$/u.test(unit.text) &&
  rules.level(unit) === null &&
  !rules.section(unit) &&
  rules.labelWithText(unit.text) === null &&
  labelRole(unit.text) === null &&
  !BODY.test(unit.text);

/** Headings and lines, and the rows of tables that hold one text. */
export function standingLines(nodes: readonly Node[]): readonly Standing[] {
  return nodes.flatMap((node): Standing[] => {
    if (node.kind === "unit") return [node.unit];
    return node.table.rows.map((row) => {
      const [only, ...others] = filled(row);
      return others.length === 0 && only?.units.length === 1 ? (only.units[0] ?? "table") : "table";
    });
  });
}

const isMain = (one: Standing | undefined): boolean =>
  one !== undefined && one !== "table" && isMainWord(one.text);

/** Without the innermost ones that nothing stands below: they are what is to be done, or a list of the others. */
function overGoals(order: readonly Standing[], series: readonly Series[]): readonly Series[] {
  const inner = series.at(-1);
  if (inner === undefined) return [];
  const all = new Set(series.flatMap(({ at }) => at));
  const bare = inner.at.filter((at) => all.has(at + 1) || at + 1 === order.length);
  return bare.length * 2 >= inner.at.length ? overGoals(order, series.slice(0, -1)) : series;
}

interface Doubtful {
  /** With the headings as levels. */
  readonly profile: Profile;
  readonly given: Profile;
  readonly texts: Texts;
  readonly place: "inside" | "over";
  readonly front: Front;
}

/** Headings over a list or sentences: they may be what the goals below are for, or the goals that the texts explain. */
function levelQuestion(
  order: readonly Standing[],
  series: readonly Series[],
  { profile, given, texts, place, front }: Doubtful,
): OpenQuestion | null {
  const inner = series.at(-1);
  if (inner === undefined) return null;
  const { word, kind, at } = inner;
  const units = at.flatMap((one) => order[one] ?? []).filter((one) => one !== "table");
  const [form = ""] = new Set(units.map((unit) => unit.form));
  const outer = mergeProfiles(given, series.length > 1 ? levelsOf(series.slice(0, -1)) : { なし: ["政策"] });
  const chapter = CHAPTERS.has(word);
  const samples = units.slice(0, 4).map(({ text }) => text);
  const choice = (label: string, said: Profile, role: RoleWord | null = null): Choice => ({
    label: role === null ? label : `${label}で、その下の文が${role}`,
    samples: [],
    profile: role === null ? said : mergeProfiles(said, { 既定: role }),
  });
  const goal = texts === "other" || texts === "label" ? null : "目標";
  const upper = kind === "柱" ? PILLAR : "目標の上の段（政策・施策）";
  const pillars = mergeProfiles(outer, { 柱: [`語 ${word}`] });
  const choices = [
    ...(texts === "led" ? led(upper, profile, order, inner) : []),
    { ...choice(upper, profile, goal), samples },
    ...(chapter ? [] : itself(inner, order, form, outer)),
    ...(kind === "柱" || place === "over" ? [] : [choice(PILLAR, pillars, goal)]),
    ...(goal === null || front.defaultLabel?.role === "goal" ? [] : [choice(upper, profile, "方針")]),
    ...(chapter ? [choice(APART, mergeProfiles(given, { なし: ["政策"], 無視: selectorsOf(series) }))] : []),
    // What stands below 課題 may be what is wrong, and no goal.
    ...(labelRole(word)?.role !== "detail"
      ? []
      : [
          goal === null
            ? choice("取り込まない（目標の説明）", mergeProfiles(outer, { 無視: [`語 ${word}`] }))
            : NONE_OF_THESE,
        ]),
  ];
  const what = chapter
    ? `${series.map((one) => `「第1${one.word}」`).join("")}などの見出し（${sampleOf(samples)}）`
    : `「${word}」で始まる${lookOf(form)}（${sampleOf(samples)}）`;
  return { id: "政策", text: `${what}${goal === null ? "" : "と、その下の文"}は何ですか。`, choices };
}

const PILLAR = "柱（施策や分野の見出し）";
const APART = "取り込まない（文書を分ける見出し）";
const selectorsOf = (series: readonly Series[]): string[] => series.map(({ word }) => `語 ${word}`);

/** The answers that the list below a sentence holds the goals. */
function led(upper: string, profile: Profile, order: readonly Standing[], { at }: Series): readonly Choice[] {
  const list = order.slice((at[0] ?? 0) + 1).find((one) => one !== "table" && one.mark !== null);
  const goals = list === undefined || list === "table" ? "" : signOf(list.form);
  const as = (word: RoleWord, said: string): Choice => ({
    label: `${upper}で、箇条書きが目標、その前の文は${said}`,
    samples: [],
    profile: mergeProfiles(profile, { 項目: { [goals]: "目標", 行: word } }),
  });
  return [as("方針", "方針"), as("無視", "取り込まない")];
}

/** The answers that the headings are no levels but goals, policies or visions themselves. */
function itself(
  { word, at }: Series,
  order: readonly Standing[],
  form: string,
  outer: Profile,
): readonly Choice[] {
  const role = labelOf(word);
  if (role === null || role === "goal") {
    const own: Profile =
      form === "行" || role === "goal"
        ? { 見出し: { [word]: "目標 後" } }
        : { 項目: { [signOf(form)]: "目標" } };
    const profile = mergeProfiles(outer, own);
    return [{ label: "目標そのもの（その下の文は説明）", samples: [], profile }];
  }
  const first = order[(at[0] ?? 0) + 1];
  const below = first === undefined || first === "table" ? "" : signOf(first.form);
  const as = role === "policy" ? "方針" : "ビジョン";
  const labelled = mergeProfiles(outer, { 見出し: { [word]: as } });
  const goals = mergeProfiles(labelled, { 項目: { [below]: "目標" } });
  return [
    { label: `${as}で、その下の文が目標`, samples: [], profile: goals },
    { label: `${as}で、その下の文も${as}`, samples: [], profile: labelled },
  ];
}
