/**
 * Patterns in a profile are written by people and run over every line of a document. Only what cannot become slow is taken: without
 * groups that repeat and without looking back or ahead, a pattern takes at most the square of the length of a line.
 */

const LONGEST_PATTERN = 80;
/** Headings and labels are shorter; of a longer line its beginning is looked at. */
const LONGEST_TEXT = 120;
/** More than any profile needs. */
export const MOST_PATTERNS = 10;

/** The pattern in `/…/`; null where the text is none. */
const bodyOf = (source: string): string | null => /^\/(.+)\/$/u.exec(source)?.[1] ?? null;

export const isPattern = (source: string): boolean => bodyOf(source) !== null;

/** True for plain words, and for a pattern that is well-formed and cannot become slow. */
export function isSafe(source: string): boolean {
  const body = bodyOf(source);
  if (body === null) return true;
  if (body.length > LONGEST_PATTERN) return false;
  try {
    new RegExp(body, "u");
  } catch {
    return false;
  }
  // What stands for itself, and what a class holds, repeats nothing.
  const bare = body.replace(/\\[pP]\{[^}]*\}|\\./gu, (part) => (/\\[1-9k]/u.test(part) ? "\\1" : "a"));
  const plain = bare.replace(/\[[^\]]*\]/gu, "a");
  if (plain.includes("\\1") || /\(\?(?!:)/u.test(plain)) return false;
  if (/\)(?:[*+]|\{)/u.test(plain)) return false;
  const wide = plain.match(/[*+]|\{\d+,\}|\{\d*,?\d{2,}\}/gu)?.length ?? 0;
  return wide <= (plain.startsWith("^") && !plain.includes("|") ? 2 : 1);
}

/** What tells whether a text fits a pattern; null for plain words. */
export function patternOf(source: string): ((text: string) => boolean) | null {
  const body = bodyOf(source);
  if (body === null || !isSafe(source)) return null;
  const pattern = new RegExp(body, "u");
  const wholeLine = /(?<!\\)\$/u.test(body);
  return (text) =>
    text.length <= LONGEST_TEXT
      ? pattern.test(text)
      : !wholeLine && pattern.test(text.slice(0, LONGEST_TEXT));
}

/** What an element of a document can stand for, in the words of a profile. */
export const ROLE_WORDS = {
  部: "department",
  政策: "level",
  柱: "section",
  方針: "policy",
  目標: "goal",
  ビジョン: "vision",
  横断: "initiative",
  全体: "overall",
  見出し: "heading",
  番号: "number",
  担当課: "owner",
  指標: "indicator",
  目標値: "target",
  期限: "deadline",
  無視: "ignore",
} as const;

export type RoleWord = keyof typeof ROLE_WORDS;
export type ProfileRole = (typeof ROLE_WORDS)[RoleWord];

/** The role in what a profile says of a label: `方針`, `全体 印`. */
export const roleIn = (value: string): ProfileRole | null =>
  ROLE_WORDS[(value.split(" ")[0] ?? "") as RoleWord] ?? null;

export const WORDS = Object.keys(ROLE_WORDS) as [RoleWord, ...RoleWord[]];
/** Said of a pattern that is not taken. */
export const SLOW = "調べるのに時間がかかりすぎる書き方です";

type Column = string | number;

/** What the elements of a municipality's document mean. All keys may be missing; what is missing is guessed or asked. */
export interface Profile {
  様式?: string | undefined;
  /** Which elements open a department. */
  部?: string[] | undefined;
  /** Which elements open a 政策 above the goals, the outermost first, in a department or above departments. */
  政策?: string[] | undefined;
  /** Which elements open a 施策 below them. */
  施策?: string[] | undefined;
  /** Which elements open a 柱. */
  柱?: string[] | undefined;
  /** Label → role of the texts below it, behind it or in its column: `方針`, or with what below it counts: `全体 印`, `横断 ○`. */
  見出し?: Record<string, string> | undefined;
  /** Mark or form → role, whatever label stands above. */
  項目?: Record<string, RoleWord> | undefined;
  /** Role → column, by its heading or its number. */
  表?: Partial<Record<RoleWord, Column | Column[]>> | undefined;
  無視?: string[] | undefined;
  /** Role of texts under no label, where the title says what all of them are. */
  既定?: RoleWord | undefined;
  /** True where 柱 stand under a label (重点目標 → 施策) and not above it. */
  柱は見出しの下?: boolean | undefined;
  /** Whether a line without a mark goes on with the item above it, where its look says neither; false where it explains the item. */
  行をつなぐ?: boolean | undefined;
  /** What was said already, so that it is not asked again: which roles the document does not have. */
  なし?: RoleWord[] | undefined;
  /** Doubts of this one document that a person has looked at; never saved. */
  確認?: string[] | undefined;
}

/** The profile as it is kept for next year: without what was said of this one document. */
export function lasting(profile: Profile): Profile {
  const { 確認: _confirmed, ...kept } = profile;
  return kept;
}

type Columns = NonNullable<Profile["表"]>;

/** Several columns may have one role. */
function mergeColumns(base: Columns, more: Columns): Columns {
  const merged: Columns = { ...base };
  for (const [word, value] of Object.entries(more) as [RoleWord, string | number | (string | number)[]][]) {
    const before = base[word];
    merged[word] = before === undefined || word === "部" ? value : [...new Set([before, value].flat())];
  }
  return merged;
}

/** Puts what was answered over what was known. */
export function mergeProfiles(base: Profile, more: Profile): Profile {
  const union = (a: readonly string[] | undefined, b: readonly string[] | undefined): string[] | undefined =>
    a === undefined && b === undefined ? undefined : [...new Set([...(a ?? []), ...(b ?? [])])];
  const merged: Profile = {
    ...base,
    ...more,
    見出し:
      base.見出し === undefined && more.見出し === undefined ? undefined : { ...base.見出し, ...more.見出し },
    項目: base.項目 === undefined && more.項目 === undefined ? undefined : { ...base.項目, ...more.項目 },
    表:
      base.表 === undefined && more.表 === undefined ? undefined : mergeColumns(base.表 ?? {}, more.表 ?? {}),
    部: more.部 ?? base.部,
    // The outermost stands first: an answer that knows of others names them as well.
    政策: union(more.政策, base.政策),
    施策: union(base.施策, more.施策),
    柱: union(base.柱, more.柱),
    無視: union(base.無視, more.無視),
    確認: union(base.確認, more.確認),
    なし: union(base.なし, more.なし) as RoleWord[] | undefined,
  };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined)) as Profile;
}
