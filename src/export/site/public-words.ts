import { canonical } from "../../domain/privacy/canonical.js";
import type { PrivacyPattern } from "../../domain/privacy/patterns.js";
import { findNames } from "../../domain/privacy/personal-names.js";
import { findPersonalData } from "../../domain/privacy/privacy.js";
import { all, type Db } from "../../store/database.js";
import type { Plan } from "../../store/plans.js";

/**
 * Whether words that a manager marked 公表可 may really go out: no name of a person stands on the public page, whoever let it through.
 * What is kept back is kept back whole, and told to whoever makes the page.
 */

/** Why words stay away from the public page; null where they may stand there. */
export type KeptBack = (text: string) => "name" | "personal-data" | null;

/**
 * A check against the people whom the bot knows, names with さん, 氏 and the like, and what may not be stored at all.
 * A name that the published plan itself prints (板橋, 佐藤記念館) is no reason.
 */
export function publicWords(db: Db, plan: Plan, patterns: readonly PrivacyPattern[]): KeptBack {
  const printed = printedWords(db, plan);
  const names = knownNames(db).filter((name) => !printed.includes(name));
  const families = familyNames(db);
  return (text) => {
    if (findPersonalData(text, patterns).length > 0) return "personal-data";
    const plain = searchForm(text);
    const isNamed =
      names.some((name) => plain.includes(name)) ||
      families.some((family) => TITLES.some((title) => plain.includes(`${family}${title}`))) ||
      hasHonorific(text);
    return isNamed ? "name" : null;
  };
}

/** What stands behind a colleague's family name. */
const TITLES = "さん 様 氏 部長 課長 係長 室長 所長 館長 園長 主査 主任 主事 参事 次長 副参事 課長補佐".split(
  " ",
);

function hasHonorific(text: string): boolean {
  const { residents, others } = findNames(canonical(text).text);
  return residents.length + others.length > 0;
}

const searchForm = (text: string): string => canonical(text).text.replace(/\s/gu, "");

/** `佐藤 花子（危機管理課）` → `佐藤 花子` */
const bareName = (name: string): string =>
  canonical(name)
    .text.replace(/[([【<].*$/u, "")
    .trim();

const storedNames = (db: Db): string[] =>
  all<{ name: string }>(db, "SELECT DISTINCT name FROM person WHERE name IS NOT NULL").map(({ name }) =>
    bareName(name),
  );

/** Whole names without blanks. One sign is in too many words to tell a name. */
const knownNames = (db: Db): string[] =>
  [...new Set(storedNames(db).map((name) => name.replace(/\s/gu, "")))].filter(
    (name) => [...name].length > 1,
  );

/** The first part of names that are written in parts. */
const familyNames = (db: Db): string[] => [
  ...new Set(
    storedNames(db).flatMap((name) => {
      const [family = "", given] = name.split(/\s+/u);
      return given === undefined || !/^[\p{Script=Han}々ァ-ヶーぁ-ん]+$/u.test(family) ? [] : [family];
    }),
  ),
];

/** Everything that the plan prints, in one text. */
function printedWords(db: Db, plan: Plan): string {
  const texts = all<{ text: string }>(
    db,
    `SELECT text FROM statement WHERE plan_id = @id UNION ALL SELECT name FROM department WHERE plan_id = @id`,
    { id: plan.id },
  );
  return searchForm([plan.municipality, plan.title, ...texts.map(({ text }) => text)].join("\n"));
}
