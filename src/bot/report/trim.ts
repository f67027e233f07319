import type { Span } from "./measure.js";
import { cut, type Plain } from "./plain.js";

/**
 * Takes state, percent and 変更なし away where they stand at the edge of what was said. Between the edges nothing
 * is changed.
 */

const LEAD = /[\s、。,.:;/|→=・!~-]/;
const TRAIL = /[\s、,:;/|→=・~-]/;
const CLOSED = /[\s。.!、]/;
const LABEL = /(?:状態|状況|進捗(?:状況)?|評価|判定)[ ]*(?:は|が|:)[ ]*$/;
const OPENING = "(「『【[";
const CLOSING = ")」』】]";
const AFTER_CAUSE = /(?:ため|により|によって|ので|から|で|し|、|,)$/;

/** @returns the words as written that remain between the edges */
export function trimEdges(plain: Plain, spans: readonly Span[]): string {
  const { text } = plain;
  const ordered = [...spans].sort((left, right) => left.start - right.start).map((span) => widen(text, span));
  let from = skip(text, 0, /\s/);
  let to = text.length;
  let remaining = ordered;
  while (remaining[0] !== undefined && remaining[0].start <= skip(text, from, LEAD)) {
    from = skip(text, remaining[0].end, LEAD);
    remaining = remaining.slice(1);
  }
  for (
    let last = remaining[remaining.length - 1];
    last !== undefined;
    last = remaining[remaining.length - 1]
  ) {
    if (skipBack(text, to, CLOSED) > last.end || !detached(text, last.start)) break;
    to = skipBack(text, last.start, TRAIL);
    remaining = remaining.slice(0, -1);
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
