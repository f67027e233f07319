import { matchAt, past } from "../../domain/plain.js";
import { oneOf, type Script, sticky } from "./pattern.js";
import type { Vocabulary } from "./vocabulary.js";
import { DEGREES, TRANSPARENT } from "./words.js";

/** Tells whether a report begins at a place, which is what makes a figure before it a goal's number. */

const MODIFIER = sticky(
  oneOf([
    ...DEGREES.mostly,
    ...DEGREES.slightly,
    ...DEGREES.greatly,
    "一部",
    "状態[ ]*[:は][ ]*",
    "評価[ ]*[:は][ ]*",
  ]),
  "の?[ ]?",
);
const LEAD = sticky(oneOf(TRANSPARENT), "[ 、]?");
const UNCHANGED = sticky(
  oneOf([
    "(?:変更|変化|変わり|かわり|へんこう)[はも]?(?:なし|無し|無|ありません|ございません|ない|ナシ)",
    "変わりません",
    "変わらず",
    "変わらん",
    "据え?置き",
    "(?:同じく|同上|同様)(?:です)?(?=$|[\\s、。])",
    "前回[とのから]*(?:同じ|同様|ど[おう]り|通り|変更)",
    "現状維持",
    "(?:進展|動き)[はも]?(?:なし|ない|ありません)",
    "特に?は?(?:なし|無し)",
  ]),
);
const FIGURE_PERCENT = sticky("約?\\d{1,3}[ ]*(?:%|割|パーセント)");
const TOKEN_EDGE = sticky("(?:$|[\\s、。,.!:;()/|→~-]|です|っす)");
const GLUED = /[\p{Script=Han}\p{Script=Katakana}]/u;
const GLUED_STILL = /^(?:見込|予定|済|中|気味|推移|次第|間近|待ち|傾向|ぎみ)/u;
const SHORT = new Set([
  "順",
  "遅",
  "済",
  "済み",
  "完",
  "未",
  "ok",
  "done",
  "概ね",
  "おおむね",
  "behind",
  "delayed",
]);

/** Whether 変更なし begins at `at`. */
export const opensUnchanged = (text: string, at: number): boolean => past(UNCHANGED, text, at) >= 0;

/** Whether a state, 変更なし or a percent begins at `at`. */
export function opensWithState(vocabulary: Vocabulary, script: Script, at: number): boolean {
  const text = script.key;
  if (opensUnchanged(text, at) || past(FIGURE_PERCENT, text, at) >= 0) return true;
  const places = new Set([at]);
  let from = at;
  for (let step = 0; step < 4; step += 1) {
    const next = past(LEAD, text, from);
    if (next <= from) break;
    from = next;
    places.add(from);
  }
  for (const place of [...places]) places.add(Math.max(place, past(MODIFIER, text, place)));
  for (const place of places) {
    if (opensUnchanged(text, place)) return true;
    const word = matchAt(vocabulary.wordsHere, text, place);
    if (word === null) continue;
    const end = place + word[0].length;
    const rest = script.text.slice(end, end + 3);
    const closed = SHORT.has(word[0])
      ? past(TOKEN_EDGE, text, end) >= 0
      : !GLUED.test(rest.charAt(0)) || GLUED_STILL.test(rest);
    if (closed) return true;
  }
  const token = matchAt(vocabulary.tokensHere, text, at);
  if (token === null || !isToken(vocabulary, token[0])) return false;
  const end = at + token[0].length;
  return past(TOKEN_EDGE, text, end) >= 0 || (/[^a-z]$/.test(token[0]) && /\d/.test(text.charAt(end)));
}

const isToken = (vocabulary: Vocabulary, found: string): boolean =>
  found === "✅" || vocabulary.marks.has(found) || vocabulary.letters.has(found);
