import { isHeadingMark } from "../marks.js";
import type { Rules } from "./rules.js";
import type { Node, Unit } from "./units.js";

/** Ends that no finished Japanese phrase has: the line goes on below. */
const OPEN_END =
  /(?:[、，・／(（「『【]|[のがはとやをにでへも]|及び|並びに|または|又は|など、|約|計|第|により|による|した|する|して|(?<![直出越押渡消返戻貸促通])し|的な?|ため)$/u;
const CONTINUES =
  /^(?:[、。，．）)」』】ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々]|[をがはにでへとのも](?![、。\p{Script=Hiragana}]*$))/u;
/** `…します。（総務課）` */
const ENDED = /。(?:[(（][^()（）]*[)）])?$/u;
const TERMINAL = /[。．！？!?」』）)]$/u;

/** At which width the lines of a text were broken, if they were. */
export interface Widths {
  readonly wide: number | null;
  readonly narrow: number | null;
  readonly widest: number;
  /** Many lines are as long as the longest: there the text was broken. */
  readonly broken: boolean;
}

export function widthsOf(nodes: readonly Node[]): Widths {
  const all = nodes.flatMap((node) =>
    node.kind === "unit" && node.unit.level === null ? [node.unit.width] : [],
  );
  const widest = all.reduce((most, width) => Math.max(most, width), 0);
  const near = (by: number): number => all.filter((width) => width >= widest - by).length;
  return {
    wide: widest >= 36 && widest <= 130 && near(6) >= 2 ? widest : null,
    narrow: widest >= 24 && widest < 36 && near(2) >= 2 ? widest : null,
    widest: widest > 130 ? 0 : widest,
    broken: widest >= 36 && widest <= 130 && near(2) >= 3,
  };
}

function unclosed(text: string): boolean {
  const open = text.match(/[（(「『]/gu)?.length ?? 0;
  return open > (text.match(/[）)」』]/gu)?.length ?? 0);
}

/** A text that cannot end here: what follows belongs to it whatever it looks like. */
export function isOpenEnded(text: string): boolean {
  return unclosed(text) || /[、，(（「『・]$/u.test(text);
}

/** The last characters of words that say what is done: 充実, 行う. */
export const DOING = "進化実備充入保上援施善築定新催置用成営策討現出全減大及発携底正組うくすつぬむるぐぶ";
/** Ends of a whole phrase: 訓練の充実, 訓練を行う. */
const WHOLE = new RegExp(`[${DOING}]$`, "u");

/**
 * Whether a sentence below a phrase may explain it as well as go on with it.
 * @param said that sentences below items do explain them: then only a phrase that is plainly cut goes on
 */
export const mayExplain = (text: string, next: string, said: boolean): boolean =>
  (said ? !OPEN_END.test(text) && !/。$/u.test(text) : WHOLE.test(text)) &&
  /。$/u.test(next) &&
  !CONTINUES.test(next);

/**
 * Whether an unmarked line that no rule claims goes on with the text above it; null where that text may as well be whole, and the
 * line explain it or be a text of its own.
 * @param text what has been read of that text so far
 * @param listed whether that text began with a mark
 * @param sentence whether the run of unmarked lines ends with a full stop
 */
export function goesOn(
  before: Unit,
  text: string,
  next: Unit,
  widths: Widths,
  sentence: boolean,
  page: boolean,
  listed: boolean,
): boolean | null {
  const { wide, narrow, widest } = widths;
  const width = wide ?? widest;
  // A bold line and a plain one are two texts, however long the first is; a sentence below may explain it.
  if ((before.form === "太字") !== (next.form === "太字"))
    return before.form === "太字" && sentence && !TERMINAL.test(text) ? null : false;
  if (next.gap && !page) return false;
  if (before.mark !== null && text === "") return !next.gap;
  if (TERMINAL.test(text)) {
    const full = wide !== null && before.width >= wide - 4;
    if (!full || next.gap || next.indent < before.indent || ENDED.test(text)) return false;
    return listed || sentence || null;
  }
  if (unclosed(text) || CONTINUES.test(next.text) || /[、，(（「『]$/u.test(text)) return true;
  const open = OPEN_END.test(text);
  const whole = WHOLE.test(text) && (sentence || /\p{Script=Han}$/u.test(text) || before.width < widest - 6);
  // A list without marks may have lines of one length; 研修会を開催する may be all of one.
  const apart = !listed && !sentence && (!open || /(?:する|した)$/u.test(text));
  // Where no line is as long as one of a page, titles may be the longest.
  if (wide !== null && before.width >= wide - 6) return apart || (whole && wide < 48) ? null : true;
  if (page && before.mark !== null && next.indent > before.indent) return true;
  if (next.gap) return open;
  if (before.mark !== null) {
    const full = before.width >= Math.max(next.width - 4, width * 0.7);
    // A line is broken where it is full: one that is much shorter than the next was not.
    const broken = before.width + 6 >= Math.min(next.width, width);
    const long = wide !== null && before.width >= wide * 0.7;
    const goes =
      open ||
      (narrow !== null && before.width >= narrow - 2) ||
      (next.indent > before.indent ? full : long || (sentence && broken && !isHeadingMark(before.mark)));
    return goes && whole ? null : goes;
  }
  if ((whole && /。$/u.test(next.text)) || (next.indent > before.indent && (whole || (sentence && !open))))
    return null;
  return open && before.width >= 30 && (apart ? null : true);
}

/** For every line: does the run of unmarked lines that it belongs to end with a full stop? */
export function sentenceEnds(nodes: readonly Node[], rules: Rules): ReadonlyMap<number, boolean> {
  const ends = new Map<number, boolean>();
  let after = false;
  for (let at = nodes.length - 1; at >= 0; at -= 1) {
    const node = nodes[at];
    const next = nodes[at + 1];
    if (node?.kind !== "unit") continue;
    const goes =
      next?.kind === "unit" &&
      next.unit.level === null &&
      next.unit.mark === null &&
      !next.unit.gap &&
      rules.label(next.unit.text) === null &&
      rules.labelWithText(next.unit.text) === null &&
      rules.department(next.unit) === null;
    after = goes ? after : node.unit.level === null && /。$/u.test(node.unit.text);
    ends.set(node.unit.id, after);
  }
  return ends;
}
