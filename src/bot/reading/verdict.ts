import { levelsOf, type ScaleLevel, type StateKey } from "../../domain/state.js";
import { anywhere, oneOf, type Script } from "./pattern.js";
import { advise, readTail, type Tail, type TermPlace, termPlace, timeOf } from "./place.js";
import { LIFTED, LIMITS } from "./sentence-words.js";
import type { Term } from "./vocabulary.js";
import { BRACKET_HOLDERS, DATED_HOLDERS, HOLDERS, OPENERS } from "./words.js";

/** What one word of state, in its place in the sentence, says about the goal. */

export type TermVerdict = {
  readonly term: Term;
  readonly tail: Tail | null;
} & (
  | { readonly status: "said"; readonly level: ScaleLevel }
  /** A state is meant, and these are likely. `denied` is the key that it is certainly not. */
  | { readonly status: "doubt"; readonly levels: readonly ScaleLevel[]; readonly denied: StateKey | null }
  | { readonly status: "hedged" | "question" | "superseded" }
  /** Says nothing about the goal as a whole. */
  | { readonly status: "passing" }
);

const WHOLE = anywhere(
  "(?:",
  oneOf(["すべて", "全て", "全部", "全件", "全[一-龠]{1,4}"]),
  ")(?:で|が|の[^、。]{0,10}[がをで])?$",
);
const UNDERTAKING = /(?:事業|計画|目標|取組|取り組み)(?:自体)?[はがを]?$/u;
const PERHAPS = /(?:たぶん|多分|おそらく|恐らく|きっと|もし|仮に|not|n't)[、 ]?/u;
/** `来週の打合せ、中止で`: it may be said of that alone. */
const OTHER_MATTER = /[\p{Script=Han}\p{Script=Katakana}ーせ](?<!結果)[、,][ ]*$/u;
/** `遅れていましたが完了しました`: what was so is over, and the goal with it. */
const OVERCOME = /(?:遅れ|遅延|休止|中断|未着手)[^。、\n]{0,8}(?:ました|でした|た)が[、 ]*$/u;
const FINISHED_BEFORE = /(?:した|です|済み?|ます|。|\n|!|→|いや|いえ|なく|なくて|[)、])[、 ]*$/u;
const SENTENCE_END = /[。\n!?]/;
const ASKED = /(?:(?:です|ます|ません|でした|ました|でしょう|だろう|い|る|た)か|かな|っけ)(?:ね|あ)?$/u;
const PARTED = /^[\s、,。.!~ー→)(」』"・…:/|;-]*/u;
const HIRAGANA = /^[ぁ-ゖ]/u;
const OPENER = anywhere("^", oneOf(OPENERS));
const BRACKETED = anywhere(
  "^[ ]?\\((?:[^()\\n]{0,20}",
  oneOf(BRACKET_HOLDERS),
  "|(?:令和|r)?[\\d/.年度月日末頃上中下旬にのでを ]{0,14}",
  oneOf(DATED_HOLDERS),
  ")\\)",
);
const HOLDER = anywhere("^", oneOf(HOLDERS));
/** Goes on with what was said even behind a full stop or in the next line. */
const GOES_ON =
  /^(?:と(?!り|く|こ)|では|じゃ|には|まで|という|っ|かも|かな|でしょ|だろ|はず|らしい|みたい|ならず|せず|していない|していません|できず)/u;
const NO_EFFECT =
  /影響(?:は|も)?(?:ありません|ございません|ない|なし|無し|軽微|しません)|問題(?:は)?(?:ありません|なし)/u;

const REMARK_LENGTH = 100;
const BRACKETS = /^[ ]?[([【〔<《「]([^)\]】〕>》」\n]{0,80})/u;
const REMARK = /^[\s、。,.!]*(?:\(?(?:ただし|但し|なお|※)|(?=一部|残))([^。\n]{0,80})/u;
const LIMIT = anywhere(oneOf(LIMITS));
const LIFT = anywhere(oneOf(LIFTED));

/**
 * Judges one term of a reply.
 * @param script the body, without the goal's number
 * @param today `YYYY-MM-DD`; without it nothing is known of a day that stands beside the term
 */
export function judge(
  script: Script,
  term: Term,
  scale: readonly ScaleLevel[],
  today: string | undefined,
): TermVerdict {
  const text = script.key;
  const tail = readTail(text, term);
  const place = termPlace(text, term);
  const base = { term, tail };
  const passing: TermVerdict = { ...base, status: "passing" };
  const doubt = (keys: readonly StateKey[], denied: StateKey | null = null): TermVerdict => ({
    ...base,
    status: "doubt",
    levels: scale.filter((level) => keys.includes(level.key)),
    denied,
  });
  const open = place.initial || place.caused;
  if (isAsked(text, term, tail))
    return open || term.group === "track" ? { ...base, status: "question" } : passing;
  if (place.former) return { ...base, status: "superseded" };
  if (tail === null) return unsaid(text, term, place, base, doubt, scale);
  if (tail.form === "past")
    return open || term.group === "track" ? { ...base, status: "superseded" } : passing;
  const limited = term.group === "done" && isLimited(text, tail.end);
  if (
    (!limited && goesOn(script, tail)) ||
    PERHAPS.test(place.left) ||
    PERHAPS.test(place.before.slice(-6))
  ) {
    return afterwards(text, term, place, base, doubt);
  }
  if (place.unsettled) return term.group === "done" ? { ...base, status: "hedged" } : doubt(likely(term));
  if (!term.sure) {
    if (term.group === "done" && !place.initial) return passing;
    if (term.group === "delay" && (!open || NO_EFFECT.test(text.slice(term.end, term.end + 40))))
      return passing;
    const undone = term.group === "done" && text.charAt(term.start) === "未";
    return doubt(undone ? contrary(term) : likely(term));
  }
  if (term.group === "other" && OTHER_MATTER.test(script.text.slice(Math.max(0, term.start - 6), term.start)))
    return doubt([term.key]);
  const [level, ...others] = term.levels;
  const said = (): TermVerdict => {
    if (level === undefined) return doubt(neighbours(term.key));
    if (limited) return doubt(likely(term));
    return others.length > 0
      ? { ...base, status: "doubt", levels: term.levels, denied: null }
      : { ...base, status: "said", level };
  };
  return inPlace(text, term, tail, place, { said, doubt, passing }, today);
}

/** Whether what follows at `at` leaves a part undone: `完了しました（一部残あり）`, `完了、ただし報告書は未了`. */
function isLimited(text: string, at: number): boolean {
  const rest = text.slice(at, at + REMARK_LENGTH);
  const remark = (BRACKETS.exec(rest) ?? REMARK.exec(rest))?.[1] ?? "";
  return remark.split(/[、。,]/).some((clause) => LIMIT.test(clause) && !LIFT.test(clause));
}

interface Answers {
  readonly said: () => TermVerdict;
  readonly doubt: (keys: readonly StateKey[]) => TermVerdict;
  readonly passing: TermVerdict;
}

/** What ends as a statement is one of the goal only in its place: a delay of one part is not the goal's. */
function inPlace(
  text: string,
  term: Term,
  tail: Tail,
  place: TermPlace,
  { said, doubt, passing }: Answers,
  today: string | undefined,
): TermVerdict {
  if (term.kind !== "word") return said();
  switch (term.group) {
    case "track":
      return open(place) || place.topic ? said() : doubt(likely(term));
    case "delay": {
      if (open(place)) return said();
      return NO_EFFECT.test(text.slice(term.end, term.end + 40)) ? passing : doubt(likely(term));
    }
    case "done":
      if (place.dated !== null) {
        if (/た|済|て(?:い|お)/u.test(text.slice(term.end, tail.end))) return said();
        // Without a verb the calendar tells a report from a plan: `9月末に完了`.
        const time = today === undefined ? null : timeOf(place.day, today);
        if (time === "past" || (time !== "future" && place.dated === "formal")) return said();
        return time === "unsure" ? doubt(likely(term)) : passing;
      }
      if (place.initial && (place.front || FINISHED_BEFORE.test(place.before) || OVERCOME.test(place.before)))
        return said();
      return place.initial || WHOLE.test(place.left) || UNDERTAKING.test(place.left)
        ? doubt(likely(term))
        : passing;
    case "other":
      if (place.initial) return said();
      if (place.caused && term.key !== "cancelled") return said();
      return place.caused || (/[はがを]$/u.test(place.left) && UNDERTAKING.test(place.left))
        ? doubt([term.key, "suspended"])
        : passing;
  }
}

const open = (place: TermPlace): boolean => place.initial || place.caused;

/** The clause does not end as a statement of the state. */
function unsaid(
  text: string,
  term: Term,
  place: TermPlace,
  base: { readonly term: Term; readonly tail: Tail | null },
  doubt: (keys: readonly StateKey[], denied?: StateKey | null) => TermVerdict,
  scale: readonly ScaleLevel[],
): TermVerdict {
  const passing: TermVerdict = { ...base, status: "passing" };
  const started = place.initial && term.started;
  switch (advise(text, term)) {
    case "passing": {
      if (term.group === "other" && place.initial && text.startsWith("から", term.end))
        return doubt(likely(term));
      // `計画どおり実施`: the manner of one deed.
      const compound = /^[\p{Script=Han}]/u.test(text.slice(term.end));
      return term.group === "track" && place.front && !compound ? doubt(likely(term)) : passing;
    }
    case "attributive": {
      const done = /^(?:し(?:た|て)|する|てい[るた]|となった)/u.test(text.slice(term.end));
      if (done) return passing;
      const meant = (place.front && !place.unsettled) || (place.initial && term.group === "delay");
      if (term.group === "delay" && /^(?:て|た)/u.test(text.slice(term.end))) return passing;
      return meant ? doubt(likely(term)) : passing;
    }
    case "negated":
      if (started) {
        const [level] = levelsOf(scale, "not_started");
        if (level !== undefined) return { ...base, status: "said", level };
      }
      if (term.started) return passing;
      return place.initial || term.group === "track" ? doubt(contrary(term), term.key) : passing;
    case "hedged":
      return reserved(term, place, base, doubt);
  }
}

/** A statement that the words behind it take back: `順調、とは言えません`, `完了　予定`. */
function afterwards(
  text: string,
  term: Term,
  place: TermPlace,
  base: { readonly term: Term; readonly tail: Tail | null },
  doubt: (keys: readonly StateKey[], denied?: StateKey | null) => TermVerdict,
): TermVerdict {
  const rest = text.slice(base.tail?.end ?? term.end).replace(PARTED, "");
  if (/^[^。\n]{0,16}(?:ません|ない|なく|ず(?!っと)|遠い|無|なし|ぜろ|^0)/u.test(rest))
    return place.initial || term.group === "track"
      ? doubt(contrary(term), term.key)
      : { ...base, status: "passing" };
  return reserved(term, place, base, doubt);
}

function reserved(
  term: Term,
  place: TermPlace,
  base: { readonly term: Term; readonly tail: Tail | null },
  doubt: (keys: readonly StateKey[]) => TermVerdict,
): TermVerdict {
  if (term.group === "done") return { ...base, status: "hedged" };
  if (term.started) return { ...base, status: "passing" };
  return open(place) || term.group !== "other" ? doubt(likely(term)) : { ...base, status: "passing" };
}

/** Whether what stands behind the statement may belong to it. */
function goesOn(script: Script, tail: Tail): boolean {
  if (tail.form === "but" || tail.form === "so") return false;
  const { key, text } = script;
  if (BRACKETED.test(key.slice(tail.end, tail.end + 32))) return true;
  const gap = PARTED.exec(key.slice(tail.end))?.[0] ?? "";
  const at = tail.end + gap.length;
  const rest = key.slice(at, at + 24);
  if (rest === "") return false;
  const apart = /[\n。!]/.test(gap);
  if (apart) return GOES_ON.test(rest);
  if (HOLDER.test(rest)) return true;
  if (/^(?:です|でした|っす)(?:$|[\s。、,.!)])/u.test(rest)) return false;
  return HIRAGANA.test(text.slice(at)) && !OPENER.test(rest);
}

function isAsked(text: string, term: Term, tail: Tail | null): boolean {
  if (/^か(?:$|[^\p{L}])/u.test(text.slice(term.end, term.end + 2))) return true;
  const end = tail?.end ?? term.end;
  const window = text.slice(term.end, term.end + 60);
  const settled = tail !== null && (tail.form === "field" || tail.form === "manner");
  if (settled && /^[\s、。]/.test(text.slice(end)) && !/^\s+(?:で|と|か)/.test(text.slice(end))) return false;
  const close = SENTENCE_END.exec(window);
  if (close?.[0] === "?") return true;
  return ASKED.test((close === null ? window : window.slice(0, close.index)).trimEnd());
}
/** What may be meant where the word was said with a reservation. */
function likely(term: Term): readonly StateKey[] {
  switch (term.group) {
    case "track":
      return ["on_track", "mostly_on_track"];
    case "delay":
      return ["slightly_behind", "behind"];
    case "done":
      return ["on_track", "mostly_on_track", "done"];
    case "other":
      return [term.key];
  }
}

/** What may be meant where the word was denied. */
function contrary(term: Term): readonly StateKey[] {
  switch (term.group) {
    case "track":
      return ["slightly_behind", "behind"];
    case "delay":
      return ["on_track", "mostly_on_track"];
    case "done":
      return ["on_track", "mostly_on_track", "slightly_behind", "behind"];
    case "other":
      return ["on_track", "mostly_on_track", "slightly_behind", "behind"];
  }
}

/** The nearest keys of a scale that has none of this key. */
function neighbours(key: StateKey): readonly StateKey[] {
  switch (key) {
    case "mostly_on_track":
      return ["on_track", "slightly_behind"];
    case "slightly_behind":
      return ["mostly_on_track", "behind"];
    case "behind":
      return ["slightly_behind"];
    case "on_track":
      return ["mostly_on_track"];
    case "done":
    case "not_started":
    case "cancelled":
    case "suspended":
    case "unassessable":
      return [];
  }
}
