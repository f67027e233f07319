import { matchAt } from "../../domain/plain.js";
import { levelsOf } from "../../domain/state.js";
import { anywhere, oneOf } from "./pattern.js";
import { EDGE, groupOf, REACH, type Term, type Vocabulary } from "./vocabulary.js";
import { CORRECTIONS, DEGREES } from "./words.js";

/** Signs and letters that say a state. */

/** Nouns before or after which a letter names a thing, or may (`候補地 B`, `A 地区`). */
const LETTERED = ["地区", "校", "施設", "棟", "社", "班", "館", "園", "ルート", "ブロック", "エリア"];
const LETTERED_BEFORE = anywhere(
  oneOf([
    ...LETTERED,
    "候補",
    "候補地",
    "案",
    "区",
    "号",
    "型",
    "ランク",
    "ケース",
    "プラン",
    "パターン",
    "線",
    "組",
  ]),
  "[ ]*$",
);
const LETTERED_MORE = anywhere(oneOf(["コース", "ゾーン", "チーム", "グループ"]), "[ ]*$");
const LETTERED_AFTER = anywhere("^[ ]+", oneOf([...LETTERED, "候補", "地点", "工区"]));
const RATED = /(?:評価|判定|らんく|状態|状況|進捗(?:状況)?)[ ]*(?:は|:)?[ ]*$/u;
/** Between a sign and the word of state that it stands before: `△やや遅れ`. */
const SIGN_DEGREE = anywhere("^", oneOf([...DEGREES.slightly, ...DEGREES.mostly, ...DEGREES.greatly]));
const CORRECTED = anywhere(oneOf(CORRECTIONS), "$");

/**
 * Signs and letters that stand as a token of their own: at the edge, or between blanks and punctuation, and
 * letters also behind 評価. `○○課長`, `3×4`, `A地区` are none.
 */
export function findTokens(vocabulary: Vocabulary, text: string): Term[] {
  const terms: Term[] = [];
  for (const match of text.matchAll(vocabulary.tokens)) {
    const start = match.index;
    const end = start + match[0].length;
    const before = text.slice(Math.max(0, start - REACH), start);
    const left = before.charAt(before.length - 1);
    const right = text.charAt(end);
    const letter = /^[a-z]+$/.test(match[0]) && !vocabulary.marks.has(match[0]);
    const rated = letter && RATED.test(before);
    if (!(left === "" || EDGE.test(left) || rated || (!letter && CORRECTED.test(before)))) continue;
    const suffix = letter ? /^(?:評価|判定|らんく)/u.exec(text.slice(end, end + 3)) : null;
    const polite = /^(?:です|でした|っす)/u.test(text.slice(end, end + 3));
    const worded =
      !letter &&
      matchAt(
        vocabulary.wordsHere,
        text,
        end + (SIGN_DEGREE.exec(text.slice(end, end + 4))?.[0].length ?? 0),
      ) !== null;
    if (!(right === "" || EDGE.test(right) || polite || worded || suffix !== null)) continue;
    if (letter && !rated && (LETTERED_BEFORE.test(before) || LETTERED_MORE.test(before))) continue;
    const levels = letter
      ? vocabulary.letters.get(match[0])
      : (vocabulary.marks.get(match[0]) ??
        (match[0] === "✅" ? levelsOf(vocabulary.scale, "done") : undefined));
    const key = levels?.[0]?.key ?? (match[0] === "✅" ? "done" : undefined);
    if (levels === undefined || key === undefined) continue;
    terms.push({
      levels,
      key,
      group: groupOf(key),
      start,
      end: end + (suffix?.[0].length ?? 0),
      kind: letter ? "letter" : "sign",
      // A tick says 完了 for certain only where the scale says so.
      sure:
        vocabulary.marks.has(match[0]) ||
        (match[0] !== "✅" && !(letter && LETTERED_AFTER.test(text.slice(end, end + REACH)))),
      started: false,
      alone: true,
      leading: false,
    });
  }
  return terms;
}
