import { matchAt, past } from "../../domain/plain.js";
import { oneOf, sticky } from "./pattern.js";
import type { Term } from "./vocabulary.js";
import { CLOSERS, DELAY_ENDS, DONE_ENDS, MOTION_ENDS, MOTION_NOUNS, MOTIONS } from "./words.js";

/** How a statement of a state may end. What is not in here is not said, whatever it may mean. */

export interface Tail {
  /** Behind the verb and the polite end. */
  readonly end: number;
  /**
   * `field`: the word is all that the clause says; `manner`: it is how something goes on (順調に進んでいます);
   * `but`: a reservation follows; `past`: it was so, and something else follows; `so`: the sentence goes on from it.
   */
  readonly form: "field" | "manner" | "but" | "past" | "so";
}

const PERCENT = "約?\\d{1,3}[ ]?(?:%|割|パーセント)";
const EDGE = sticky(`(?:$|[^\\p{L}\\p{N}ー々👍]|${PERCENT})`);
/** `順調 です`. */
const APART = sticky("[ ]+(?:です|でした)(?=$|[^\\p{L}])");
const CLOSER = sticky(oneOf(CLOSERS));
const DONE = sticky(oneOf(DONE_ENDS));
const DELAY = sticky(oneOf(DELAY_ENDS));
const BUT = sticky("(?:の|ん|もん)?(?:です|だ)?(?:が(?![出生あ発見])|けれども?|けど|ものの|ながら|一方)");
const SO = sticky("(?:な?ので|ため(?!に)|為|から(?=[、,])|で(?=(?!何より|良|嬉|安心)[一-龠])|と判断)");
const PAST = /(?:でした|だった|(?:い|お)りました|いました|いた|てました)$/u;
const GOES = sticky("(?:に|と|で)?(?:[^\\s、。,.!?;:()ばぬず]{0,14}?)", oneOf(MOTIONS), oneOf(MOTION_ENDS));
const GOING = sticky("(?:に|と|で)?", oneOf(MOTION_NOUNS));
const QUALITY = sticky("な(?:進捗|進行|推移|経過|進み具合|滑り出し|出だし|スタート)(?:状況)?");

/** Reads what follows `term`, or null where the clause goes on in a way that is not known to say the state. */
export function readTail(text: string, term: Term): Tail | null {
  const at = term.end;
  if (past(EDGE, text, at) >= 0) return { end: Math.max(at, past(APART, text, at)), form: "field" };
  if (term.kind !== "word") return closed(text, at, polite(text, at), "field");
  switch (term.group) {
    case "track":
      return (
        closed(text, at, polite(text, at), "field") ??
        manner(text, at, past(GOES, text, at)) ??
        manner(text, at, past(GOING, text, at)) ??
        manner(text, at, past(QUALITY, text, at))
      );
    case "delay":
      return closed(text, at, polite(text, verbs(DELAY, text, at)), "field");
    case "done":
    case "other":
      return closed(text, at, polite(text, verbs(DONE, text, at)), "field");
  }
}

const manner = (text: string, at: number, behind: number): Tail | null =>
  behind < 0 ? null : closed(text, at, polite(text, behind), "manner");

function closed(text: string, from: number, at: number, form: "field" | "manner"): Tail | null {
  const but = past(BUT, text, at);
  // 遅れが is what the clause is about, 遅れですが what it says.
  if (but >= 0 && (at > from || text.charAt(at) !== "が"))
    return { end: but, form: PAST.test(text.slice(from, at)) ? "past" : "but" };
  if (past(EDGE, text, at) >= 0) return { end: at, form };
  return past(SO, text, at) >= 0 ? { end: at, form: "so" } : null;
}

/** Behind the verbs that belong to the word. */
function verbs(pattern: RegExp, text: string, from: number): number {
  let at = from;
  for (let step = 0; step < 2; step += 1) at = Math.max(at, past(pattern, text, at));
  return at;
}

/** Behind the polite end of a statement. */
function polite(text: string, from: number): number {
  let at = from;
  for (let step = 0; step < 4; step += 1) {
    const match = matchAt(CLOSER, text, at);
    if (match === null || match[0] === "") return at;
    at += match[0].length;
  }
  return at;
}
