import { headedBy } from "../department-names.js";
import { columnRole, type Label, type LabelRole, labelCore, labelRole, unbracket } from "../label-roles.js";
import { isHeadingMark, readMark } from "../marks.js";
import { foldPrinted, memoised, trimBlanks } from "../printed-text.js";
import { inRow } from "../word-patterns.js";
import { type Profile, type ProfileRole, patternOf, ROLE_WORDS, type RoleWord, roleIn } from "./profile.js";
import type { Unit } from "./units.js";

/** A column of a table: what its heading says it holds. */
export interface Column {
  readonly role: ProfileRole | null;
  readonly heading: string;
}

export interface LabelRule {
  readonly role: ProfileRole;
  /** Which texts below it count: all, marked ones (`印`), unmarked ones (`文`), one mark (`○`), or what stands behind it alone (`後`). */
  readonly takes: string | null;
  /** As the profile writes it. */
  readonly label: string;
}

interface Selector {
  readonly source: string;
  readonly test: (unit: Unit) => boolean;
  /** The part that a template leaves open, `○○` in `「○○長宣言2025」`. */
  readonly capture: (unit: Unit) => string | null;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/gu, "\\$&");

/** A bracket before the word of a heading. */
export const OPENING = "[【〔［[《≪〈＜<「『]";
/** What follows the word of a heading, `政策1 安全なまち`: a number. */
const NUMBERED = "[\\s\\u3000]?[第(（]?[0-9０-９①-⑳Ⅰ-Ⅻ]";
/** Or what parts it from the name, `【政策】安全なまち`, `基本目標 安全なまち`. */
const PARTED = `(?:${NUMBERED}|[】〕］\\]](?=.)|[:：「](?=.)|[\\s\\u3000](?![のをにはがでもとや]))`;
/** 基本方針：… and めざす姿：… are the policy and the vision themselves. */
const isParted = (word: string): boolean => !["policy", "vision"].includes(labelRole(word)?.role ?? "");
/** A sentence, or a line of the list of contents: `政策1 安全なまち 3`. */
const NO_HEADING =
  /[。、，]$|[.．…・‥]{3,}|\s{2,}[0-9０-９]{1,3}$|[0-9０-９].*[^\s0-9０-９]\s[0-9０-９]{1,3}$/u;
/** `政策1の推進に向けて…`: the line of a sentence. */
const GOES_ON = /^[^\s0-9０-９①-⑳]{2,6}[0-9０-９①-⑳]{1,2}[のをにはがでも]/u;

/** `政策1 安全なまち`, `【施策1-1】防災`: the name alone; the words of other levels, 基本目標1, say more than the name. */
export function levelName(text: string): string {
  const bare =
    /^[【〔［[]?(?:基本|重点|主要)?(?:政策|施策)(?:目標)?[\s\u3000]?[第(（]?[0-9０-９①-⑳Ⅰ-Ⅻ.．－―‐-]*[)）]?[】〕］\]]?[\s\u3000:：.．、]*(.+)$/u.exec(
      unbracket(text),
    )?.[1];
  return unbracket(readMark(trimBlanks(bare ?? text)).rest);
}

/** 政策 or 施策 over goals, as a heading prints it. */
export interface LevelRule {
  readonly kind: "policy" | "measure";
  /** 0 for the outermost. */
  readonly depth: number;
}

function token(source: string): Selector["test"] | null {
  if (source === "名前") return (unit) => unit.name !== null;
  if (source === "語 章" || source === "語 節") return ({ mark }) => mark?.kind === source.slice(2);
  if (source.startsWith("語 ")) {
    const word = source.slice(2);
    const aim = word === "まちづくり" ? "[の目標]{0,3}" : "";
    const begins = new RegExp(`^${OPENING}?${escaped(word)}${aim}${isParted(word) ? PARTED : NUMBERED}`, "u");
    return ({ text, level, mark }) =>
      (level !== null || mark === null || isHeadingMark(mark) || /^[第章節]$/u.test(mark.kind)) &&
      (level !== null || !GOES_ON.test(text)) &&
      text.length <= 60 &&
      begins.test(text) &&
      !NO_HEADING.test(text);
  }
  if (/^(?:見出し[1-6]|太字|行|枠..)$/u.test(source)) return (unit) => unit.form === source;
  if (source.startsWith("印")) return (unit) => unit.mark !== null && unit.form === source;
  return null;
}

/** A template's year may be another one next time. */
function templateOf(source: string): RegExp | null {
  if (!source.includes("○○")) return null;
  const parts = foldPrinted(source)
    .split("○○")
    .map((part) =>
      escaped(part).replace(/(?:令和|平成|R|H)?\d+(?:年度?)?/gu, "(?:令和|平成|R|H)?[0-9元]+(?:年度?)?"),
    );
  return new RegExp(`^${parts.join("(.{1,30}?)")}$`, "u");
}

/** Between texts of which each is meant: levels that no form tells from other lines. */
export const EITHER_OF = "｜";

function selectorOf(source: string): Selector {
  const none = (): null => null;
  const anyOf = (texts: readonly string[]): Selector => {
    const wanted = new Set(texts.map((text) => foldPrinted(unbracket(text))));
    return { source, test: ({ text }) => wanted.has(foldPrinted(unbracket(text))), capture: none };
  };
  if (source.includes(EITHER_OF)) return anyOf([source, ...source.split(EITHER_OF)]);
  if (source === "役職") {
    const head = ({ text }: Unit): string | null => headedBy(text);
    return { source, test: (unit) => head(unit) !== null, capture: head };
  }
  const fits = patternOf(source);
  if (fits !== null) return { source, test: (unit) => fits(unit.text), capture: none };
  const template = templateOf(source);
  if (template !== null) {
    const find = (unit: Unit): string | null => template.exec(foldPrinted(unit.text))?.[1] ?? null;
    return { source, test: (unit) => find(unit) !== null, capture: find };
  }
  const tests = source.split("+").map(token);
  if (tests.every((test) => test !== null)) {
    return { source, test: (unit) => tests.every((test) => test?.(unit) === true), capture: none };
  }
  return anyOf([source]);
}

/** Words that a label prints around its core vary from place to place; the core is compared. */
export function labelKey(text: string): string {
  // 各部の経営方針 is the name of a document, 経営方針 that of what stands below.
  if (labelRole(text)?.role === "plan") return foldPrinted(text);
  return labelCore(unbracket(trimBlanks(text)).replace(/[:：]$/u, ""));
}

/** A profile made ready to be asked about elements. */
export class Rules {
  readonly departments: readonly Selector[];
  readonly sections: readonly Selector[];
  private readonly levels: readonly Selector[];
  private readonly policies: number;
  readonly ignored: readonly Selector[];
  readonly fallback: ProfileRole | null;
  readonly sectionsBelowLabels: boolean;
  /** Whether a line below an item goes on with it where its look says neither; null where nobody said so. */
  readonly joins: boolean | null;
  private readonly labels = new Map<string, LabelRule>();
  private readonly patterns: { readonly fits: (text: string) => boolean; readonly rule: LabelRule }[] = [];
  private readonly marks = new Map<string, ProfileRole>();
  private readonly columns = new Map<string | number, ProfileRole>();
  private readonly known = new Map<string, LabelRule | null>();

  constructor(profile: Profile) {
    this.wholeTitle = (profile.部 ?? []).includes("題名");
    this.captions = (profile.部 ?? []).includes("表題");
    this.departments = (profile.部 ?? []).map(selectorOf);
    this.sections = (profile.柱 ?? []).map(selectorOf);
    this.levels = [...(profile.政策 ?? []), ...(profile.施策 ?? [])].map(selectorOf);
    this.policies = profile.政策?.length ?? 0;
    this.ignored = (profile.無視 ?? []).map(selectorOf);
    this.fallback = profile.既定 === undefined ? null : ROLE_WORDS[profile.既定];
    this.sectionsBelowLabels = profile.柱は見出しの下 === true;
    this.joins = profile.行をつなぐ ?? null;
    for (const [label, value] of Object.entries(profile.見出し ?? {})) {
      const rule: LabelRule = { role: roleIn(value) ?? "ignore", takes: value.split(" ")[1] ?? null, label };
      const fits = patternOf(label);
      if (fits !== null) this.patterns.push({ fits, rule });
      else this.labels.set(labelKey(label), rule);
    }
    for (const [mark, word] of Object.entries(profile.項目 ?? {})) this.marks.set(mark, ROLE_WORDS[word]);
    for (const [word, value] of Object.entries(profile.表 ?? {})) {
      for (const column of Array.isArray(value) ? value : [value]) {
        this.columns.set(
          typeof column === "number" ? column : labelKey(column),
          ROLE_WORDS[word as RoleWord],
        );
      }
    }
  }

  /** The rule that a text as a whole is the label of. */
  label(text: string): LabelRule | null {
    if (text.length > 120) return null;
    const before = this.known.get(text);
    if (before !== undefined) return before;
    const found =
      this.labels.get(labelKey(text)) ?? this.patterns.find(({ fits }) => fits(text))?.rule ?? null;
    this.known.set(text, found);
    return found;
  }

  /** `経営方針：市政を支えます。`: a label with its text behind it. */
  labelWithText(text: string): {
    readonly rule: LabelRule;
    readonly rest: string;
    readonly number: number | null;
    readonly single: boolean;
  } | null {
    for (const one of splitLabel(text)) {
      const rule = this.labels.get(labelKey(one.name)) ?? null;
      if (rule !== null) return { rule, rest: trimBlanks(one.rest), number: one.number, single: one.single };
    }
    return null;
  }

  department(unit: Unit): { readonly name: string | null } | null {
    for (const selector of this.departments) {
      if (!selector.test(unit)) continue;
      return { name: selector.capture(unit) };
    }
    return null;
  }

  section(unit: Unit): boolean {
    return this.sections.some((selector) => selector.test(unit));
  }

  /** `基本方針1 …` that is said to be a 柱, though its word is a label elsewhere. */
  namedSection(unit: Unit): boolean {
    return this.sections.some(({ source, test }) => source.startsWith("語 ") && test(unit));
  }

  level(unit: Unit): LevelRule | null {
    const depth = this.levels.findIndex((selector) => selector.test(unit));
    return depth < 0 ? null : { kind: depth < this.policies ? "policy" : "measure", depth };
  }

  isIgnored(unit: Unit): boolean {
    return this.ignored.some((selector) => selector.test(unit));
  }

  /** The role that a mark or form has wherever it stands in a department. */
  item(unit: Unit): ProfileRole | null {
    return this.marks.get(unit.form.replace(/^印/u, "")) ?? this.marks.get(unit.form) ?? null;
  }

  /** What a column stands for, by its heading or its number (from 1). */
  column(heading: string, number: number): ProfileRole | null {
    return (
      (heading === "" ? undefined : this.columns.get(labelKey(heading))) ??
      this.columns.get(number) ??
      (heading === "" ? null : (this.label(heading)?.role ?? null))
    );
  }

  /** Departments stand in the captions of tables. */
  readonly captions: boolean;
  /** The whole document is that of the organisation in its title. */
  readonly wholeTitle: boolean;

  get hasDepartmentColumn(): boolean {
    return [...this.columns.values()].includes("department");
  }

  columnByNumber(number: number): ProfileRole | null {
    return this.columns.get(number) ?? null;
  }
}

function digitIn(text: string): number | null {
  const digits = text.normalize("NFKC").replace(/\D/gu, "");
  return digits === "" ? null : Number.parseInt(digits, 10);
}

export interface SplitLabel {
  readonly name: string;
  readonly rest: string;
  readonly number: number | null;
  /** 重点目標1: the label of one goal. */
  readonly single: boolean;
  /** One blank alone divides them: it may be the text's own wording. */
  readonly weak: boolean;
}

const DIGITS = "[0-9０-９]{1,2}";
/** A word, its number and what it is the label of: `施策1-2 道路`, `取組① 講座`, `目標（3）案内`. */
const COUNTED = inRow(
  "^([^\\s\\u3000:：。、0-9０-９①-⑳]{2,12})(\\s?)(?:その)?",
  `(?:${DIGITS}[-－‐―]){0,2}(${DIGITS}(?=[\\s\\u3000:：.．])|[①-⑳]|[(（]${DIGITS}[)）])`,
  "[\\s\\u3000:：.．]*([^]+)$",
);

/** Where a line may be a label with its text behind it: brackets, a colon, a wide blank, a number. */
export const splitLabel = memoised((text: string): readonly SplitLabel[] => {
  const found: SplitLabel[] = [];
  const bracket = /^([【〔［[《≪〈＜<])([^】〕］\]》≫〉＞>]{1,30})[】〕］\]》≫〉＞>]\s*(.+)$/su.exec(text);
  if (bracket !== null)
    found.push({
      name: bracket[2] ?? "",
      rest: bracket[3] ?? "",
      number: digitIn(bracket[2] ?? ""),
      single: digitIn(bracket[2] ?? "") !== null,
      weak: false,
    });
  const colon = /^([^:：。、]{1,30}?)\s*[:：]\s*(.+)$/su.exec(text);
  if (colon !== null) {
    // 目標1：… is the first goal, and all of it.
    const number = digitIn(/(?:[0-9０-９]{1,2}|[①-⑳])$/u.exec(colon[1] ?? "")?.[0] ?? "");
    const single = number !== null;
    found.push({ name: colon[1] ?? "", rest: colon[2] ?? "", number, single, weak: false });
  }
  const counted = COUNTED.exec(text);
  if (counted !== null) {
    const single = counted[2] === "" && !/[(（]/u.test(counted[3] ?? "");
    found.push({
      name: counted[1] ?? "",
      rest: counted[4] ?? "",
      number: digitIn(counted[3] ?? ""),
      single,
      weak: false,
    });
  }
  const spaced = /^([^\s\u3000:：。、]{2,12})(?:\s{2,}|\u3000{2,}|\t)(.+)$/su.exec(text);
  if (spaced !== null)
    found.push({ name: spaced[1] ?? "", rest: spaced[2] ?? "", number: null, single: false, weak: false });
  const beside =
    /^([^\s\u3000:：。、]{2,12})(?:\u3000(?=[^\s\u3000])|\u0020(?=[^\s\u3000].{7,}。$))(.+)$/su.exec(text);
  if (beside !== null)
    found.push({ name: beside[1] ?? "", rest: beside[2] ?? "", number: null, single: false, weak: true });
  return found;
});

/** What a known word says of a label. */
export interface KnownRole {
  readonly word: RoleWord;
  readonly rank: number;
  /** False where the word means it in this place alone: it is asked. */
  readonly sure: boolean;
}

/** What a known word says of a label, or of the heading of a column; it only preselects. */
export const knownRole = (text: string, column = false): KnownRole | null =>
  column ? knownColumn(text) : knownLabel(text);

const knownLabel = memoised((text: string): KnownRole | null => {
  const label = labelRole(text) ?? columnRole(text);
  return label === null ? beside(text) : wordOf(label, text);
});

const knownColumn = memoised((text: string): KnownRole | null => {
  const label = columnRole(text);
  return label === null ? (beside(text) ?? besideColumn(text)) : wordOf(label, text);
});

const LABEL_WORDS: Readonly<Record<Exclude<LabelRole, "detail">, RoleWord>> = {
  policy: "方針",
  goal: "目標",
  vision: "ビジョン",
  initiative: "横断",
  overall: "全体",
  department: "部",
  section: "柱",
  number: "番号",
  plan: "無視",
  contact: "無視",
  contents: "無視",
};

function wordOf({ role, rank }: Label, text: string): KnownRole {
  return { word: role === "detail" ? detailWord(text) : LABEL_WORDS[role], rank, sure: true };
}

/** Words that are no labels of policies and goals everywhere, but mean the same where they are. */
function beside(text: string): KnownRole | null {
  const core = foldPrinted(text).toLowerCase();
  if (/^[区市町村](?:の(?:目標|使命|将来像)|運営の基本的な考え方)(?:\(.*\))?$/u.test(labelCore(text)))
    return { word: "ビジョン", rank: 1, sure: true };
  if (/^missions?$/u.test(core)) return { word: "方針", rank: 1, sure: false };
  if (/^visions?$/u.test(core)) return { word: "ビジョン", rank: 1, sure: false };
  if (/^values?$|^行動指針$|^バリュー$/u.test(core)) return { word: "無視", rank: 1, sure: false };
  if (/^goals?$|^objectives?$/u.test(core)) return { word: "目標", rank: 1, sure: false };
  return null;
}

/** Headings of columns that say it in their own words; what they mean is asked. */
function besideColumn(text: string): KnownRole | null {
  const core = labelCore(text);
  if (/^何を(?:する(?:の?か)?)?$/u.test(core)) return { word: "目標", rank: 1, sure: false };
  if (/^いつまでに?(?:する(?:の?か)?)?$/u.test(core)) return { word: "期限", rank: 1, sure: false };
  if (/^ど(?:う|のように)(?:する|取り組む)?(?:の?か)?$/u.test(core))
    return { word: "無視", rank: 1, sure: false };
  if (/^(?:事務事業|事業|取組み?|取り組み|施策)(?:の?名称?)$/u.test(core))
    return { word: "見出し", rank: 1, sure: false };
  return null;
}

/** Which detail of a goal a label names. */
export function detailWord(text: string): RoleWord {
  // 目標値（令和8年度）: what the brackets add does not change what it is.
  const core = labelCore(text).replace(/(?<=.)\([^()]*\)$/u, "");
  if (/目標(?:値|数値|水準)$|^(?:達成|到達)(?:基準|水準)$|^(?:数値|定量|中間|最終)目標/u.test(core))
    return "目標値";
  if (/指標|KPI/u.test(core)) return "指標";
  if (/^(?:主?担当|所管|主管|責任)(?:部署?|部局|課|所属|係|者|室)?/u.test(core) && !/業務/u.test(core))
    return "担当課";
  if (/(?:期限|時期|期間|目標年度|達成年度)$/u.test(core)) return "期限";
  return "無視";
}
