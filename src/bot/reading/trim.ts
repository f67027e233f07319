import { cut, type Plain } from "../../domain/plain.js";
import type { Span } from "./measure.js";

/**
 * Takes state, percent and 変更なし away where they stand at the edge of what was said. Between the edges nothing
 * is changed.
 */

const LEAD = /[\s、。,.:;/|→=・!~-]/;
const TRAIL = /[\s、,:;/|→=・~-]/;
const CLOSED = /[\s。.!、]/;
const LABEL = /(?:状態|状況|進捗(?:状況)?|評価|判定)[ ]*(?:は|が|:|=)[ ]*$/;
const OPENING = "(「『【[";
const CLOSING = ")」』】]";
const AFTER_CAUSE = /(?:ため|により|によって|ので|から|で|し|、|,)$/;

/** @returns the words as written that remain between the edges */
export function trimEdges(plain: Plain, spans: readonly Span[]): string {
  const { text } = plain;
  const ordered = [...spans].sort((left, right) => left.start - right.start).map((span) => widen(text, span));
  let from = skip(text, 0, /\s/);
  let to = text.length;
  let first = 0;
  let last = ordered.length - 1;
  for (let span = ordered[first]; span !== undefined; span = ordered[first]) {
    if (span.start > skip(text, from, LEAD)) break;
    from = skip(text, span.end, LEAD);
    // The sign of a figure belongs to it: `順調 -5 ポイント`.
    if (/^-\d/.test(text.slice(from - 1)) && from - 1 >= span.end) from -= 1;
    first += 1;
  }
  for (let span = ordered[last]; last >= first && span !== undefined; span = ordered[last]) {
    if (skipBack(text, to, CLOSED) > span.end || !detached(text, span.start)) break;
    to = skipBack(text, span.start, TRAIL);
    last -= 1;
  }
  return cut(plain, from, Math.max(from, skipBack(text, to, /[\s、,/;|]/)));
}

/** With the brackets around it and the label before it (`状態：順調`). */
function widen(text: string, span: Span): Span {
  let { start, end } = span;
  const label = LABEL.exec(text.slice(Math.max(0, start - 10), start));
  if (label !== null) start -= label[0].length;
  const bracket = OPENING.indexOf(text.charAt(start - 1));
  if (start > 0 && bracket >= 0 && text.charAt(end) === CLOSING.charAt(bracket)) {
    start -= 1;
    end += 1;
  }
  return { start, end };
}

function detached(text: string, start: number): boolean {
  if (OPENING.includes(text.charAt(start))) return true;
  const left = text.charAt(start - 1);
  return !/[\p{L}\p{N}]/u.test(left) || AFTER_CAUSE.test(text.slice(Math.max(0, start - 4), start));
}

function skip(text: string, from: number, what: RegExp): number {
  let at = from;
  while (at < text.length && what.test(text.charAt(at))) at += 1;
  return at;
}

function skipBack(text: string, from: number, what: RegExp): number {
  let at = from;
  while (at > 0 && what.test(text.charAt(at - 1))) at -= 1;
  return at;
}
