import { cut, type Plain } from "../../domain/plain.js";
import type { ScaleLevel } from "../../domain/state.js";
import { findPercent, findUnchanged, type Percent, type Stretch } from "./measure.js";
import { anywhere, oneOf, type Script, toScript } from "./pattern.js";
import { findTokens } from "./tokens.js";
import type { DoubtReason, Said } from "./types.js";
import { judge, type TermVerdict } from "./verdict.js";
import { findWords, type Term, type Vocabulary } from "./vocabulary.js";
import { CORRECTIONS, RESERVES } from "./words.js";

/**
 * Takes state, percent and 変更なし away where they stand at the edge of what was said. Between the edges nothing
 * is changed.
 */

const LEAD = /[\s、。,.:;/|→=・!~-]/;
const TRAIL = /[\s、,:;/|→=・~-]/;
const CLOSED = /[\s。.!、]/;
const LABEL = /(?:状態|状況|進捗(?:状況)?|評価|判定)[ ]*(?:は|が|:|=)[ ]*$/;
/** Before the words of a form or a table that was filled in. */
const CELL_LABEL = /^(?:コメント|ひとこと|備考|内容|報告内容)[ 　]*[:：=][ 　]*/u;
/** Stops and a polite end alone are no words: `9も。`, `2番です`. */
const NO_WORD = /^(?:です|でした|でございます)?[\s。．、，…・]*$/u;
const OPENING = "(「『【[";
const CLOSING = ")」』】]";
const AFTER_CAUSE = /(?:ため|により|によって|ので|から|で|し|、|,)$/;

/** @returns the words as written that remain between the edges */
function trimEdges(plain: Plain, spans: readonly Stretch[]): string {
  const { text } = plain;
  const ordered = [...spans].sort((left, right) => left.start - right.start).map((span) => widen(text, span));
  let from = skip(text, 0, /[\s|。、]/);
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
  const rest = cut(plain, from, Math.max(from, skipBack(text, to, /[\s、,/;|]/))).replace(CELL_LABEL, "");
  return NO_WORD.test(rest) ? "" : rest;
}

/** With the brackets around it and the label before it (`状態：順調`). */
function widen(text: string, span: Stretch): Stretch {
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

/** Reads what is said about one goal: the words behind its number. */

export interface Reading {
  readonly said: Said;
  readonly doubt: { readonly reason: DoubtReason; readonly levels: readonly ScaleLevel[] } | null;
}

type Finding =
  | { readonly kind: "none" }
  | { readonly kind: "level"; readonly level: ScaleLevel; readonly spans: readonly Stretch[] }
  | { readonly kind: "doubt"; readonly reason: DoubtReason; readonly levels: readonly ScaleLevel[] };

const CORRECTION = anywhere("(?:^|[、。\\s.(→])(?:", oneOf(CORRECTIONS), ")|というより|じゃなく|→|から$");
/** At the start of a clause behind what was said: it is taken back, whatever takes its place. */
const TAKEN_BACK = anywhere(
  "(?:^|[。!、.\\n→( ])(?:すみません|すいません|ごめん(?:なさい)?|あ、?|→)?[、。 ]{0,2}",
  "(?:訂正|間違|まちが|違(?:う|い(?:ます|ました)|った)|誤り(?:です|でした)|もとい|やっぱり?|やはり|嘘|うそ|冗談|いや|いえ(?!る)|取り?消し?(?:$|です|します|て))",
);
/** `順調⏎↑遅れの誤りです` */
const SLIP = /の(?:誤り|間違い)(?:です|でした)/u;
/** A sign or letter that the scale does not have: a state was meant. */
const LONE_SIGN = /^(?:[◎○●△▲▽×☆★◇□]|[A-Za-z])$/;
const MOVED_ON = /^[ ]*(?:→[ ]*|から)[\p{L}\p{N}]/u;
const RESERVATION = anywhere(
  "(?:^|[\\s。、,(.])(?:まだ|でも)?",
  oneOf(RESERVES),
  "(?:です(?:が|ね)?|ですけど|だけど)?(?=$|[^\\p{L}\\p{N}])",
);

/**
 * @param original the words, without the goal's number
 * @param today `YYYY-MM-DD`, by which a day without a verb is over or to come
 */
export function readSaid(original: string, vocabulary: Vocabulary, today?: string): Reading {
  const plain = toScript(original);
  const verdicts = collectTerms(plain, vocabulary).map((term) => judge(plain, term, vocabulary.scale, today));
  const settled = settle(plain, verdicts, vocabulary.scale);
  const percent = findPercent(plain.key, settled.kind === "level", vocabulary.measured);
  const unchanged = findUnchanged(plain.key);
  const finding = contradict(settled, percent, vocabulary.scale);
  const whole = cut(plain, 0, plain.text.length).trim();
  const spans: Stretch[] = [];
  if (finding.kind === "level") spans.push(...finding.spans);
  if (percent?.exact === true) spans.push(percent);
  if (unchanged?.bare === true) spans.push(unchanged);
  const said: Said = {
    level: finding.kind === "level" ? finding.level : null,
    percent: percent?.value ?? null,
    noChange: unchanged !== null,
    text: finding.kind === "doubt" ? whole : trimEdges(plain, spans),
  };
  if (finding.kind === "doubt") {
    const levels =
      finding.levels.length === 0 && finding.reason === "which-state" ? vocabulary.scale : finding.levels;
    return { said, doubt: { reason: finding.reason, levels } };
  }
  if (LONE_SIGN.test(plain.text.trim()) && said.level === null) {
    return { said, doubt: { reason: "which-state", levels: vocabulary.scale } };
  }
  if (said.text === "" && said.level === null && said.percent === null && !said.noChange) {
    return { said, doubt: { reason: "nothing-said", levels: [] } };
  }
  return { said, doubt: asksOnly(plain, said) ? { reason: "question", levels: [] } : null };
}

/** A number and nothing but a question: `2は変更なしでいいですか？`. */
function asksOnly({ key: text }: Script, said: Said): boolean {
  return (
    said.level === null &&
    !said.noChange &&
    /(?:\?|(?:です|ます|ません|でした|ました|でしょう)か)[。\s]*$/.test(text)
  );
}

function collectTerms({ key: text }: Script, vocabulary: Vocabulary): Term[] {
  const terms = [...findWords(vocabulary, text), ...findTokens(vocabulary, text)].sort(
    (left, right) => left.start - right.start || right.end - left.end,
  );
  const starts = new Map<string, number>();
  for (const term of terms) {
    if (term.kind === "sign" && startsLine(text, term.start)) {
      const sign = text.slice(term.start, term.end);
      starts.set(sign, (starts.get(sign) ?? 0) + 1);
    }
  }
  let behind = 0;
  return joined(text, terms).filter((term) => {
    // The same sign before several lines is the mark of a list.
    if (term.kind === "sign" && (starts.get(text.slice(term.start, term.end)) ?? 0) > 1) return false;
    if (term.start < behind) return false;
    behind = term.end;
    return true;
  });
}

/** `概ね予定どおり順調`: the degree is that of both words. */
function joined(text: string, terms: readonly Term[]): readonly Term[] {
  const out: Term[] = [];
  for (const term of terms) {
    const last = out.at(-1);
    const both = last?.key === "mostly_on_track" && term.key === "on_track" && last.kind === "word";
    if (last !== undefined && both && /^[にで]?$/u.test(text.slice(last.end, term.start)))
      out[out.length - 1] = { ...last, end: term.end };
    else out.push(term);
  }
  return out;
}

function startsLine(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && text.charAt(before) === " ") before -= 1;
  return before < 0 || text.charAt(before) === "\n";
}

function settle(plain: Script, verdicts: readonly TermVerdict[], scale: readonly ScaleLevel[]): Finding {
  const said = verdicts.filter((verdict) => verdict.status === "said");
  const doubts = verdicts.filter((verdict) => verdict.status === "doubt");
  const first = said[0];
  const last = said[said.length - 1];
  if (first === undefined || last === undefined) return settleUnsaid(verdicts, doubts);
  const distinct = new Set(said.map((verdict) => verdict.level));
  const union = [...distinct, ...doubts.flatMap((verdict) => verdict.levels)];
  const ask = (): Finding => ({
    kind: "doubt",
    reason: "which-state",
    levels: scale.filter((l) => union.includes(l)),
  });
  if (RESERVATION.test(plain.key)) return ask();
  // 休止→再開: it was so, and what it is now was said in other words.
  if (MOVED_ON.test(plain.key.slice(last.term.end, last.term.end + 8))) return ask();
  if (distinct.size > 1) {
    const previous = said[said.length - 2];
    const between = previous === undefined ? "" : plain.key.slice(previous.term.end, last.term.start);
    if (!CORRECTION.test(between) || last.tail?.form === "but") return ask();
    const others = doubts.filter((verdict) => verdict.term.start > last.term.start);
    return others.length > 0 ? ask() : { kind: "level", level: last.level, spans: [] };
  }
  const { form } = first.tail ?? {};
  const against = verdicts.some(
    ({ term, status }) =>
      status !== "hedged" && term.start > first.term.end && term.group !== first.term.group,
  );
  if (form === "but" && against && distinct.size === 1 && first === last) return ask();
  const behind = plain.key.slice(last.term.end);
  if (TAKEN_BACK.test(behind) || SLIP.test(behind)) return ask();
  const superseded = verdicts.some((verdict) => verdict.status === "superseded");
  const next = doubts.find((verdict) => verdict.term.start > first.term.start);
  const between = next === undefined ? null : plain.text.slice(first.term.end, next.term.start);
  // `順調。遅れはありません`: what is denied behind it says the same.
  // `完了 すべて終わりました`: so does a word that alone would not be enough.
  const same = next?.levels.includes(first.level) === true && (next.denied !== null || isWeak(next));
  const beside = between !== null && !same && /^[\s→、。・,]*(?:まだ|未だ|いまだ)?[ ]?$/.test(between);
  const leads = isField(first) && plain.text.slice(0, first.term.start).trim() === "";
  // `やや遅れ、要支援の方は順調`: something else is named, and its state with it.
  const other = doubts.some(
    ({ term, tail }) =>
      term.start > first.term.end && tail !== null && /[はも]/.test(plain.key.charAt(term.start - 1)),
  );
  if (leads && (beside || other)) return ask();
  if (!leads) {
    const denied = doubts.some((verdict) =>
      verdict.denied === null ? !verdict.levels.includes(first.level) : verdict.denied === first.level.key,
    );
    if (denied) return ask();
    if (verdicts.some((verdict) => verdict.status === "question"))
      return { kind: "doubt", reason: "question", levels: [] };
  }
  return {
    kind: "level",
    level: first.level,
    spans: superseded ? [] : said.flatMap((verdict) => spanOf(verdict, plain.key)),
  };
}

function settleUnsaid(verdicts: readonly TermVerdict[], doubts: readonly TermVerdict[]): Finding {
  if (doubts.length > 0) {
    const levels = doubts.flatMap((verdict) => (verdict.status === "doubt" ? verdict.levels : []));
    return { kind: "doubt", reason: "which-state", levels: [...new Set(levels)] };
  }
  if (verdicts.some((verdict) => verdict.status === "question")) {
    return { kind: "doubt", reason: "question", levels: questioned(verdicts) };
  }
  if (verdicts.some((verdict) => verdict.status === "superseded")) {
    return { kind: "doubt", reason: "which-state", levels: [] };
  }
  return { kind: "none" };
}

/** The levels that a question speaks of. */
const questioned = (verdicts: readonly TermVerdict[]): readonly ScaleLevel[] =>
  verdicts.flatMap((verdict) => (verdict.status === "question" ? verdict.term.levels : []));

/** A word that is not enough for a state by itself, said as one. */
const isWeak = ({ term, tail }: TermVerdict): boolean =>
  tail !== null && !term.sure && term.levels.length > 0;

const isField = (verdict: TermVerdict): boolean => verdict.tail?.form === "field";

function spanOf({ term, tail }: TermVerdict, text: string): Stretch[] {
  const all = tail?.form === "field" || (tail?.form === "but" && /^[\s、。]*$/.test(text.slice(tail.end)));
  return all ? [{ start: term.start, end: Math.max(term.end, tail.end) }] : [];
}

/** 100% is not silently 完了, and 完了 is not 60%. */
function contradict(finding: Finding, percent: Percent | null, scale: readonly ScaleLevel[]): Finding {
  if (percent === null || finding.kind === "doubt") return finding;
  const ask = (...keys: string[]): Finding => ({
    kind: "doubt",
    reason: "which-state",
    levels: scale.filter((level) => keys.includes(level.key)),
  });
  if (finding.kind !== "level") return percent.value === 100 ? ask("on_track", "done") : finding;
  if (finding.level.key === "done" && percent.value < 100) return ask("on_track", "mostly_on_track", "done");
  if (finding.level.key === "not_started" && percent.value > 0) return ask("not_started", "on_track");
  return finding;
}

/** Whether a state, 変更なし or a percent is all that was said. */
export const isPure = ({ said, doubt }: Reading): boolean =>
  doubt === null && said.text === "" && (said.level !== null || said.noChange || said.percent !== null);

/** Whether the words say a state or 変更なし and nothing else; a lone sign that the scale lacks is one, too. */
export function isState(words: string, vocabulary: Vocabulary): boolean {
  const { said, doubt } = readSaid(words, vocabulary);
  if (doubt !== null) return SIGN.test(words) && doubt.reason === "which-state";
  return said.text === "" && (said.level !== null || said.noChange);
}

const SIGN = /^[ ]*[^\p{L}\p{N}\s][ ]*$/u;
