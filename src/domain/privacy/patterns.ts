import { z } from "zod";

/**
 * How much a configured regular expression can cost. It is read before it is ever run: an expression that could be
 * matched in very many ways from one place, or in unboundedly many, is refused. What is left takes time in
 * proportion to the length of the text.
 */

/** More ways than this to match from one place are refused. */
const MOST_WAYS = 5_000;

const MOST_GLANCES = 500;

interface Cursor {
  readonly source: string;
  at: number;
}

/**
 * The number of ways in which an expression can be tried from one place of a text, counted without regard to what
 * stands there; infinite for `*`, `+`, `{n,}` and back references.
 * @param source a source that compiles
 */
function waysToMatch(source: string): number {
  return alternatives({ source, at: 0 });
}

function alternatives(cursor: Cursor): number {
  let total = 0;
  let branch = 1;
  while (cursor.at < cursor.source.length && cursor.source.charAt(cursor.at) !== ")") {
    if (cursor.source.charAt(cursor.at) === "|") {
      cursor.at += 1;
      total += branch;
      branch = 1;
    } else {
      branch *= repeated(cursor);
    }
  }
  return total + branch;
}

/** One atom with what says how often. */
function repeated(cursor: Cursor): number {
  const ways = atom(cursor);
  const rest = cursor.source.slice(cursor.at, cursor.at + 16);
  const quantifier = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(rest);
  if (quantifier === null) return ways;
  cursor.at += quantifier[0].length;
  const [, sign, least, comma, most] = quantifier;
  if (sign === "*" || sign === "+" || (comma === "," && most === "")) return Number.POSITIVE_INFINITY;
  const low = sign === "?" ? 0 : Number(least);
  const high = sign === "?" ? 1 : Number(comma === "" ? least : most);
  if (high > 1_000) return Number.POSITIVE_INFINITY;
  let total = 0;
  for (let count = low; count <= high; count += 1) total += ways ** count;
  return total;
}

function atom(cursor: Cursor): number {
  const char = cursor.source.charAt(cursor.at);
  if (char === "\\") return escaped(cursor);
  if (char === "[") {
    skipClass(cursor);
    return 1;
  }
  if (char !== "(") {
    cursor.at += 1;
    return 1;
  }
  const opening = /^\((?:\?(?:<?[=!]|:|<[^>]{1,32}>))?/.exec(cursor.source.slice(cursor.at, cursor.at + 40));
  cursor.at += opening?.[0].length ?? 1;
  const ways = alternatives(cursor);
  cursor.at += 1;
  // A look at what stands around is taken once and not again in another way; it only must be cheap itself.
  if (/[=!]$/.test(opening?.[0] ?? "")) return ways <= MOST_GLANCES ? 1 : Number.POSITIVE_INFINITY;
  return ways;
}

function escaped(cursor: Cursor): number {
  const rest = cursor.source.slice(cursor.at, cursor.at + 48);
  const whole = /^\\(?:[pP]\{[^}]{1,40}\}|u\{[^}]{1,8}\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[\s\S])/.exec(rest);
  cursor.at += whole?.[0].length ?? 1;
  return /^\\[1-9k]/.test(rest) ? Number.POSITIVE_INFINITY : 1;
}

function skipClass(cursor: Cursor): void {
  cursor.at += 1;
  while (cursor.at < cursor.source.length && cursor.source.charAt(cursor.at) !== "]") {
    cursor.at += cursor.source.charAt(cursor.at) === "\\" ? 2 : 1;
  }
  cursor.at += 1;
}

/** The list of patterns as configuration: read, checked, compiled. */

/** Arithmetic that a regular expression cannot do. `ten-digits`: a fixed-line number has ten digits in all. */
export type PatternCheck = "my-number" | "ten-digits";

/** The row that stands for everything the program looks for by itself. */
export const BUILT_IN = "built-in";

export interface BuiltIn {
  readonly name: typeof BUILT_IN;
  readonly except: readonly string[];
}

/** Part of a list: what the program looks for by itself, or an expression of the municipality's own. */
export type PrivacyPattern = BuiltIn | OwnPattern;

export interface OwnPattern {
  /** Stable id, for `beside`, logs and counts: `mobile-phone`. */
  readonly name: string;
  /** What the author is told: `電話番号`. */
  readonly label: string;
  /** Runs over the canonical text: width, dashes, blanks and compatibility forms made one, without what is invisible. */
  readonly regex: RegExp;
  readonly check: PatternCheck | null;
  /** Counts only near a match of one of these; empty where it counts by itself. */
  readonly beside: readonly string[];
  /** False for what is harmless alone and only makes another pattern count: an address, a date of birth. */
  readonly alone: boolean;
  /** Not counted: the office's own numbers and addresses. Compared by letters and digits; `@city.example.jp` covers all below it. */
  readonly except: readonly string[];
}

/** What the built-in row finds, for `beside`. */
const KINDS: ReadonlySet<string> = new Set([
  "mobile-phone",
  "fixed-phone",
  "international-phone",
  "e-mail",
  "my-number",
  "card",
  "bank-account",
  "insurance",
  "register",
  "address",
  "home",
  "birth",
  "age",
  "residence-card",
  "number-plate",
  "named-person",
]);

/** Raised with every problem of a list of patterns, one Japanese line each. */
export class PatternError extends Error {
  override readonly name = "PatternError";
  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** Made where a list is read: most starts of the command line read none. */
const listSchema = () =>
  z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "name は英小文字・数字・ハイフンで書いてください。"),
        label: z.string().max(40, "label は 40 文字以内にしてください。").default(""),
        regex: z.string().max(600, "regex は 600 文字以内にしてください。").default(""),
        flags: z
          .string()
          .regex(/^[ims]{0,3}$/, "flags に使えるのは i・m・s です。")
          .default(""),
        check: z.enum(["my-number", "ten-digits"]).optional(),
        beside: z.array(z.string()).max(20).default([]),
        alone: z.boolean().default(true),
        except: z.array(z.string().min(1).max(100)).max(200).default([]),
      }),
    )
    .max(100, "パターンは 100 個までにしてください。");

/**
 * Reads a list of patterns as it stands in a configuration file:
 *
 *     [{"name": "built-in", "except": ["03-3964-1111"]},
 *      {"name": "member-card", "label": "利用者カード番号", "regex": "(?<!\\d)L\\d{8}(?!\\d)"}]
 *
 * The row `built-in` stands for what the program looks for by itself; without it only the list's own expressions hold.
 * Every regex is compiled with the flags `g` and `u`. Quantifiers need an upper bound, and one that could be matched in more than
 * 5,000 ways from one place is refused: a slow pattern would stop the whole bot.
 * @throws PatternError with all problems at once
 */
export function readPatterns(json: unknown): PrivacyPattern[] {
  const parsed = listSchema().safeParse(json);
  if (!parsed.success) {
    throw new PatternError(parsed.error.issues.map((issue) => `${place(issue.path)}${issue.message}`));
  }
  const problems: string[] = [];
  const names = new Set<string>();
  const patterns = parsed.data.map((row): PrivacyPattern => {
    if (names.has(row.name)) problems.push(`${row.name}: 同じ name が二つあります。`);
    names.add(row.name);
    if (row.name === BUILT_IN) {
      if (row.label !== "" || row.regex !== "")
        problems.push(`${row.name}: 内蔵の一覧に付けられるのは except だけです。`);
      return { name: BUILT_IN, except: row.except };
    }
    if (row.label === "") problems.push(`${row.name}: label を書いてください。`);
    if (row.regex === "") problems.push(`${row.name}: regex を書いてください。`);
    return {
      name: row.name,
      label: row.label,
      regex: row.regex === "" ? NEVER : compile(row.name, row.regex, row.flags, problems),
      check: row.check ?? null,
      beside: row.beside,
      alone: row.alone,
      except: row.except,
    };
  });
  for (const { name, beside } of parsed.data) {
    for (const other of beside) {
      if (!names.has(other) && !(names.has(BUILT_IN) && KINDS.has(other)))
        problems.push(`${name}: beside の ${other} というパターンがありません。`);
    }
  }
  if (problems.length > 0) throw new PatternError(problems);
  return patterns;
}

const place = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? ""
    : `${path.map((part) => (typeof part === "number" ? `${part + 1}番目` : String(part))).join(" ")}: `;

const NEVER = /(?!)/gu;

function compile(name: string, source: string, flags: string, problems: string[]): RegExp {
  let regex: RegExp;
  try {
    regex = new RegExp(source, `${[...new Set(flags)].join("")}gu`);
  } catch {
    problems.push(`${name}: regex が正規表現として読めません。`);
    return NEVER;
  }
  if (waysToMatch(source) > MOST_WAYS) {
    problems.push(
      `${name}: regex の繰り返しが多すぎ、照合に時間がかかるおそれがあります。* と + は {0,20} のように上限を付け、繰り返しを減らしてください。`,
    );
    return NEVER;
  }
  if (regex.test("")) problems.push(`${name}: regex が空の文字列にも一致します。`);
  regex.lastIndex = 0;
  return regex;
}

/** What holds where a municipality configures no list of its own, as it would stand in a configuration file. */
export const DEFAULT_ROWS = [{ name: BUILT_IN }];

export const DEFAULT_PATTERNS: readonly PrivacyPattern[] = [{ name: BUILT_IN, except: [] }];
