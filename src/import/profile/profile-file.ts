import { parse, stringify, YAMLParseError } from "yaml";
import { z } from "zod";
import { ImportError } from "../document.js";
import { isPattern, isSafe, MOST_PATTERNS, type Profile, SLOW, WORDS } from "./profile.js";
import type { OpenQuestion } from "./questions.js";

/** A profile as a file: loaded where one is read or written, because most imports do neither. */

const column = z.union([z.string(), z.number().int().min(1).max(100)]);
const wanted = z.string().min(1).max(200).refine(isSafe, SLOW);
const some = z.array(wanted).max(200);
const ruleText = z
  .string()
  .regex(new RegExp(`^(?:${WORDS.join("|")})(?: \\S{1,2})?$`, "u"), "役割の言葉ではありません");

/** What a file may say; `Profile` tells what each key means. */
const profileShape = {
  様式: z.string().max(100).optional(),
  部: some.optional(),
  政策: some.optional(),
  施策: some.optional(),
  柱: some.optional(),
  見出し: z.record(wanted, ruleText).optional(),
  項目: z.record(z.string().min(1).max(20), z.enum(WORDS)).optional(),
  表: z.partialRecord(z.enum(WORDS), z.union([column, z.array(column).max(30)])).optional(),
  無視: some.optional(),
  既定: z.enum(WORDS).optional(),
  柱は見出しの下: z.boolean().optional(),
  行をつなぐ: z.boolean().optional(),
  なし: z.array(z.enum(WORDS)).max(20).optional(),
  確認: some.optional(),
};
const profileSchema: z.ZodType<Profile> = z.strictObject(profileShape);
const KEYS = Object.keys(profileShape);

/**
 * @param text YAML
 * @throws ImportError with one Japanese line where it is no profile
 */
export function parseProfile(text: string, name: string): Profile {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0, schema: "core" });
  } catch (error) {
    throw new ImportError(`様式のファイル ${name} を YAML として読めません${whatIsWrong(error)}。`);
  }
  const result = profileSchema.safeParse(value ?? {});
  if (result.success) return withFewPatterns(result.data, name);
  const issue = result.error.issues[0];
  if (JSON.stringify(result.error.issues).includes(SLOW)) {
    throw new ImportError(
      `様式のファイル ${name} の「${String(issue?.path[0] ?? "全体")}」に、${SLOW}（/…/ の中の繰り返しは2つまで。かっこの繰り返しと先読みは使えません）。`,
    );
  }
  if (issue?.code === "unrecognized_keys" && issue.path.length === 0) {
    throw new ImportError(
      `様式のファイル ${name} の「${issue.keys.join("」「")}」という項目はありません（使える項目: ${KEYS.join("・")}）。`,
    );
  }
  const place = issue?.path.join("→") || "全体";
  throw new ImportError(
    `様式のファイル ${name} の「${place}」が正しくありません（使える役割: ${WORDS.join("・")}）。`,
  );
}

/** Where a file is no YAML, as far as the library says: whoever takes the `#` from two answers has a key twice. */
function whatIsWrong(error: unknown): string {
  if (!(error instanceof YAMLParseError)) return "";
  const line = error.linePos?.[0].line;
  const what =
    error.code === "DUPLICATE_KEY"
      ? "同じ項目が2回あります。1つにまとめてください"
      : "書き方を確かめてください";
  return `（${line === undefined ? "" : `${line}行目: `}${what}）`;
}

function withFewPatterns(profile: Profile, name: string): Profile {
  const { 部 = [], 政策 = [], 施策 = [], 柱 = [], 無視 = [], 見出し = {} } = profile;
  if (
    [...部, ...政策, ...施策, ...柱, ...無視, ...Object.keys(見出し)].filter(isPattern).length <=
    MOST_PATTERNS
  )
    return profile;
  throw new ImportError(`様式のファイル ${name} の /…/ は ${MOST_PATTERNS}個までにしてください。`);
}

export function formatProfile(profile: Profile): string {
  return stringify(profile, { lineWidth: 0 });
}

/** A question on one line, with its choices and samples from the document. */
export function questionLine(question: OpenQuestion): string {
  const choices = question.choices.map(({ label, samples }, index) => {
    const shown = samples.slice(0, 3).map((text) => (text.length > 16 ? `${text.slice(0, 16)}…` : text));
    return `[${index + 1}] ${label}${shown.length > 0 ? `（${shown.join(" / ")}）` : ""}`;
  });
  const doubts = (question.doubts ?? []).map(({ message }) => message);
  return `${[question.text, ...doubts, ...choices].join(" ")}`.replace(/\s*\n\s*/gu, " ");
}

/** A half-filled profile: what is known, and below it what could be added, one answer a block, behind `#`. */
export function draftProfile(profile: Profile, question: OpenQuestion): string {
  const lines = [
    "# 文書の様式の下書きです。下の答えから1つを選び、行の頭の # を外してください（同じ項目は1つにまとめます）。",
    Object.keys(profile).length === 0 ? "" : formatProfile(profile).trimEnd(),
    "",
    `# ${question.text.replace(/\s*\n\s*/gu, " ")}`,
    ...(question.doubts ?? []).map(({ message }) => `# ・${message.replace(/\s*\n\s*/gu, " ")}`),
  ];
  for (const { label, samples, profile: answer } of question.choices) {
    lines.push(`# ― ${[label, ...samples.slice(0, 4)].join(" / ").replace(/\s*\n\s*/gu, " ")}`);
    for (const line of formatProfile(answer).trimEnd().split("\n")) lines.push(`# ${line}`);
  }
  return `${lines.join("\n")}\n`;
}
