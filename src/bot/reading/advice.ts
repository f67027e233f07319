import { past } from "../../domain/plain.js";
import { anywhere, oneOf, sticky } from "./pattern.js";
import { ATTRIBUTES, DENIALS, LATE_PERHAPS, LINKS, PERHAPS, TOWARDS } from "./sentence-words.js";
import type { Term } from "./vocabulary.js";

/** Of a state that is spoken of and not said: what the sentence does with it. It decides only what is asked. */

export type Advice =
  | "negated"
  | "hedged"
  /** Part of a longer phrase: `遅れの原因`, `完了した施設`. */
  | "attributive"
  /** Part of another word, or of a sentence about something else. */
  | "passing";

const LINK = sticky(oneOf(LINKS));
const DENIAL = sticky(oneOf(DENIALS));
const TOWARD = sticky(oneOf(TOWARDS));
const PERHAPS_HERE = sticky(oneOf(PERHAPS));
const APART = sticky("[ (、]+(?:の)?(?:見込み?|予定(?!より)|見通し|予想|未定|未確定|仮|暫定|間近|目前)");
const CAUGHT_UP = sticky("[をはがも ]*(?:取り戻|とりもど|解消|挽回|回復|なくな|無くな)");
const WILL_BE = sticky("(?:ます|る)(?:$|[^\\p{L}])");
const ATTRIBUTE = sticky(oneOf(ATTRIBUTES));
const LATE = anywhere(oneOf(LATE_PERHAPS), "(?:です|だ|である|で)?$");
const CONDITION = /[えけげせてねべめれ]ば(?!ら|れ)|場合/u;
const CLAUSE_END = /[\n。、,!?;]/;
const WINDOW = 48;

export function advise(text: string, term: Term): Advice {
  const at = term.end;
  if (past(APART, text, at) >= 0) return "hedged";
  if (reaches(text, at, LINK, DENIAL)) return "negated";
  if (term.group === "delay" && past(CAUGHT_UP, text, at) >= 0) return "negated";
  const adverb = term.group === "track" && text.startsWith("に", at);
  if (!adverb && reaches(text, at, TOWARD, PERHAPS_HERE)) return "hedged";
  if (term.group === "delay" && past(WILL_BE, text, at) >= 0) return "hedged";
  if (adverb) {
    const rest = clauseAfter(text, at);
    return LATE.test(rest) || CONDITION.test(rest) ? "hedged" : "attributive";
  }
  return past(ATTRIBUTE, text, at) >= 0 ? "attributive" : "passing";
}

/** The rest of the clause, as far as the window reaches. */
function clauseAfter(text: string, at: number): string {
  const window = text.slice(at, at + WINDOW);
  const end = CLAUSE_END.exec(window);
  return (end === null ? window : window.slice(0, end.index)).trim();
}

/** Whether `goal` follows behind nothing but words that `steps` passes over. */
function reaches(text: string, from: number, steps: RegExp, goal: RegExp): boolean {
  let at = from;
  for (let step = 0; step < 8; step += 1) {
    if (past(goal, text, at) >= 0) return true;
    const next = past(steps, text, at);
    if (next < 0) return false;
    at = next;
  }
  return false;
}
