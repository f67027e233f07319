import { levelsOf } from "../../domain/state.js";
import { EDGE, groupOf, REACH, type Term, type Vocabulary } from "./vocabulary.js";

/** Signs and letters that say a state. */

/** Nouns before or after which a letter names a thing, or may (`候補地 B`, `A 地区`). */
const LETTERED_BEFORE =
  /(?:候補|案|地区?|区|校|施設|号|棟|型|社|ランク|班|ルート|ケース|プラン|パターン|館|園|線|組|コース|ブロック|エリア|ゾーン|チーム|グループ)[ ]*$/;
const LETTERED_AFTER = /^[ ]+(?:候補|地区|地点|工区|校|施設|社|棟|班|館|園|ルート|ブロック|エリア)/;
const RATED = /(?:評価|判定|ランク|状態|状況|進捗(?:状況)?)[ ]*(?:は|:)?[ ]*$/;

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
    const letter = /^[A-Z]+$/i.test(match[0]) && !vocabulary.marks.has(match[0]);
    const rated = letter && RATED.test(before);
    if (!(left === "" || EDGE.test(left) || rated)) continue;
    const suffix = letter ? /^(?:評価|判定|ランク)/.exec(text.slice(end, end + 3)) : null;
    const polite = /^(?:です|でした)/.test(text.slice(end, end + 3));
    if (!(right === "" || EDGE.test(right) || polite || suffix !== null)) continue;
    if (letter && !rated && LETTERED_BEFORE.test(before)) continue;
    const levels = letter
      ? vocabulary.letters.get(match[0].toUpperCase())
      : (vocabulary.marks.get(match[0]) ??
        (match[0] === "✅" ? levelsOf(vocabulary.scale, "done") : undefined));
    const first = levels?.[0];
    if (levels === undefined || first === undefined) continue;
    terms.push({
      levels,
      key: first.key,
      group: groupOf(first.key),
      start,
      end: end + (suffix?.[0].length ?? 0),
      kind: letter ? "letter" : "sign",
      sure: match[0] !== "✅" && !(letter && LETTERED_AFTER.test(text.slice(end, end + REACH))),
      started: false,
      alone: true,
    });
  }
  return terms;
}
