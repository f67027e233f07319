import { matchAt, past } from "../../domain/plain.js";
import type { Vocabulary } from "./vocabulary.js";

/** Tells whether a report begins at a place, which is what makes a figure before it a goal's number. */

const MODIFIER =
  /(?:概ね|おおむね|ほぼ|やや|少し|若干|多少|大幅に?|かなり|大きく|一部|引き?続き|現在|まだ|特に|状態[ ]*[:は][ ]*)?の?/y;
export const UNCHANGED =
  /(?:変更|変化|変わり)(?:は|も)?(?:なし|無し|ありません|ない)|変わりません|変わらず|前回(?:と|の)?(?:同じ|同様|どおり|通り)|現状維持|進展なし|動きなし/y;
const FIGURE_PERCENT = /約?\d{1,3}[ ]*(?:%|割|パーセント)/y;
const TOKEN_EDGE = /(?:$|[\s、。,.!:;()/|→~-]|です)/y;
const GLUED = /[\p{Script=Han}\p{Script=Katakana}]/u;
const GLUED_STILL = /^(?:見込|予定|済|中|気味|推移|次第|間近|待ち)/;

/** Whether a state, 変更なし or a percent begins at `at`. */
export function opensWithState(vocabulary: Vocabulary, text: string, at: number): boolean {
  if (past(UNCHANGED, text, at) >= 0 || past(FIGURE_PERCENT, text, at) >= 0) return true;
  const from = Math.max(at, past(MODIFIER, text, at));
  if (past(UNCHANGED, text, from) >= 0) return true;
  for (const start of new Set([at, from])) {
    const word = matchAt(vocabulary.wordsHere, text, start);
    if (word !== null) {
      const end = start + word[0].length;
      const rest = text.slice(end, end + 3);
      const short = word[0] === "済" || word[0] === "済み" || word[0] === "完" || word[0] === "未";
      if (short ? past(TOKEN_EDGE, text, end) >= 0 : !GLUED.test(rest.charAt(0)) || GLUED_STILL.test(rest))
        return true;
    }
  }
  const token = matchAt(vocabulary.tokensHere, text, at);
  if (token === null || !isToken(vocabulary, token[0])) return false;
  const end = at + token[0].length;
  return past(TOKEN_EDGE, text, end) >= 0 || (/[^A-Za-z]$/.test(token[0]) && /\d/.test(text.charAt(end)));
}

const isToken = (vocabulary: Vocabulary, found: string): boolean =>
  found === "✅" || vocabulary.marks.has(found) || vocabulary.letters.has(found.toUpperCase());
