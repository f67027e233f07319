import { matchAt } from "../../domain/plain.js";
import { CLOSINGS, OPENING_END, OPENINGS } from "./courtesies.js";
import { anywhere, oneOf, sticky } from "./pattern.js";

/** Greetings around a report. */

const OPENING = sticky(oneOf(OPENINGS), OPENING_END);
const NAMED = sticky(
  "[^\\s、。,.:0-9]{0,14}(?:課|係|部|室|担当|所|局)の?[^\\s、。,.:0-9]{0,8}(?:です|でございます)[、。,.\\s]+",
);
const CLOSING_WINDOW = 60;
const CLOSING = anywhere(oneOf(CLOSINGS), "[。!\\s]*$");

/** The place behind the greetings that begin at `from`; `named` also passes over `○○課の△△です。`. */
export function skipOpening(text: string, from: number, named: boolean): number {
  let at = from;
  for (let step = 0; step < 8; step += 1) {
    const match = matchAt(OPENING, text, at) ?? (named ? matchAt(NAMED, text, at) : null);
    if (match === null || match[0] === "") return at;
    at += match[0].length;
  }
  return at;
}

/** The place before the greetings that end the text: a greeting counts where a sentence, clause or line begins. */
export function skipClosing(text: string, from = 0): number {
  let end = text.length;
  for (let step = 0; step < 6; step += 1) {
    const start = Math.max(from, end - CLOSING_WINDOW);
    const match = CLOSING.exec(text.slice(start, end));
    if (match === null) return end;
    const at = start + match.index;
    const left = at === from ? "" : text.charAt(at - 1);
    if (left !== "" && !/[\s。、,.!)」]/.test(left)) return end;
    end = at;
    while (end > from && /[\s、,]/.test(text.charAt(end - 1))) end -= 1;
  }
  return end;
}
