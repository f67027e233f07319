import { levelsOf, type ScaleLevel, type StateKey } from "../../domain/state.js";
import { readTail, type Tail } from "./tail.js";
import type { Term } from "./vocabulary.js";

/** What one word of state, in its place in the sentence, says about the goal. */

export type Verdict = {
  readonly term: Term;
  readonly tail: Tail;
} & (
  | { readonly status: "said"; readonly level: ScaleLevel }
  /** A state is meant, and these are likely. `denied` is the key that it is certainly not. */
  | { readonly status: "doubt"; readonly levels: readonly ScaleLevel[]; readonly denied: StateKey | null }
  | { readonly status: "hedged" | "question" | "superseded" }
  /** Says nothing about the goal as a whole. */
  | { readonly status: "passing" }
);

const LOOK_BACK = 40;
const CLAUSE_START = /[\s。、,.!?;:()「」『』【】[\]/|→・\-~※]/;
const TRANSPARENT =
  /^(?:(?:現在|現状|現時点で(?:は)?|今のところ|目下|引き?続き|全体として|全体的に|全体では|全体は|全般的に|進捗(?:状況)?(?:は|が|も)|状況は|状態は|スケジュールは|本件は?|これは|こちらは|この目標は|本目標は|重点目標は|目標は|事業は|当初の?|特に|特段|問題なく|支障なく|滞りなく|すべて|全て|全部|いずれも|既に|すでに|もう|無事に?|本日|昨日|今日|先週|今週(?:は|も)?|今月(?:は|も)?|先月|いや|いえ|いいえ|もとい|失礼|訂正|正しくは|結果は|とても|非常に|極めて|きわめて|至って|いたって|大変|まだ|未だ|いまだ|依然として?|依然|なお|ただし|ただ|しかし|おかげさまで|予定ど[おう]り|予定通り|計画ど[おう]り|計画通り|\d{1,2}月末?(?:現在|時点で?))[ 、]?)+$/;
const CAUSE =
  /(?:ため|により|によって|ので|ことから|せいで|影響で|関係で|都合で|不足で|不調で|不足から|不調から|受けて|伴い)$/;
const TOPIC = /[はがをも]$/;
const WHOLE = /(?:すべて|全て|全部|全件|全[一-龠]{1,4})(?:で|が|の[^、。]{0,10}[がをで])?$/;
const DATED = /^(?:\d{1,2}月\d{1,2}日|\d{1,2}\/\d{1,2})(?:付け?で|に|で)?$/;
const UNDERTAKING = /(?:事業|計画|目標|取組|取り組み)(?:自体)?[はがを]$/;
const ENDEAVOUR = /(?:事業|計画|目標|取組|取り組み)(?:自体)?[はがを]?$/;
const PERHAPS = /(?:たぶん|多分|おそらく|恐らく|きっと|もし|仮に)[、 ]?/;
const FINISHED_BEFORE = /(?:した|です|済み?|ます|。|\n|!|→|いや|いえ|なく|なくて)[、 ]*$/;
const INSTEAD = /^.*(?:(?:では|じゃ|で)なくて?|というより)/;
const EARLIER = /(?:前回|これまで|従来|以前)(?:は|の|に|も|まで|:|、)*[ ]*$/;
const SENTENCE_END = /[。\n!?]/;
const ASKED = /(?:(?:です|ます|ません|でした|ました|でしょう|だろう|い|る|た)か|かな)(?:ね|あ)?$/;

interface Place {
  /** The words between the start of the clause and the term. */
  readonly left: string;
  readonly initial: boolean;
  /** Nothing but transparent words stands before it in the whole body. */
  readonly front: boolean;
  readonly caused: boolean;
  readonly before: string;
}

function placeOf(text: string, term: Term): Place {
  const from = Math.max(0, term.start - LOOK_BACK);
  const before = text.slice(from, term.start);
  let start = before.length;
  while (start > 0 && !startsClause(before, start)) start -= 1;
  const left = before.slice(start).replace(INSTEAD, "");
  const earlier = before.slice(0, start).replace(/[\s、]+$/, "");
  const topic = TOPIC.test(earlier) && !TRANSPARENT.test(earlier);
  const open = (left === "" && (start > 0 || from === 0)) || TRANSPARENT.test(left);
  const head = before.replace(/^[\s(「【[]+|[\s(「【[]+$/g, "");
  return {
    left,
    initial: open && !topic,
    front: from === 0 && (head === "" || TRANSPARENT.test(head)),
    caused:
      (CAUSE.test(left) && !left.includes("は")) ||
      (left === "" && CAUSE.test(earlier) && !earlier.includes("は")),
    before,
  };
}

/** Whether a clause starts at `at`; the stroke of a date parts nothing. */
function startsClause(text: string, at: number): boolean {
  const char = text.charAt(at - 1);
  return CLAUSE_START.test(char) && !(char === "/" && /\d\/\d/.test(text.slice(Math.max(0, at - 2), at + 1)));
}

function isAsked(text: string, term: Term, tail: Tail): boolean {
  if (/^か(?:$|[^\p{L}])/u.test(text.slice(term.end, term.end + 2))) return true;
  const settled = tail.kind === "plain" && tail.field;
  const window = text.slice(term.end, term.end + 60);
  if (settled && /^[\s、]/.test(text.slice(tail.end)) && !/^\s+(?:で|と|か)/.test(text.slice(tail.end)))
    return false;
  const end = SENTENCE_END.exec(window);
  if (end?.[0] === "?") return true;
  return ASKED.test((end === null ? window : window.slice(0, end.index)).trimEnd());
}

/** Judges one term of a reply. `text` is the plain body, without the goal's number. */
export function judge(text: string, term: Term, scale: readonly ScaleLevel[]): Verdict {
  const tail = readTail(text, term);
  const place = placeOf(text, term);
  const base = { term, tail };
  const passing: Verdict = { ...base, status: "passing" };
  const doubt = (keys: readonly StateKey[], denied: StateKey | null = null): Verdict => ({
    ...base,
    status: "doubt",
    levels: scale.filter((level) => keys.includes(level.key)),
    denied,
  });
  const said = (levels: readonly ScaleLevel[] = term.levels): Verdict => {
    const [level, ...others] = levels;
    if (level === undefined) return { ...doubt(neighbours(term.key)) };
    return others.length > 0
      ? { ...base, status: "doubt", levels, denied: null }
      : { ...base, status: "said", level };
  };
  const open = place.initial || place.caused;

  if (isAsked(text, term, tail))
    return open || term.group === "track" ? { ...base, status: "question" } : passing;
  if (EARLIER.test(place.before) && tail.kind !== "bound") return { ...base, status: "superseded" };
  switch (tail.kind) {
    case "bound":
      return passing;
    case "attributive":
      return (place.front && !/^(?:した|する|してい)/.test(text.slice(term.end))) ||
        (open && term.group === "delay")
        ? doubt(likely(term))
        : passing;
    case "negated":
      if (term.started) return place.initial ? said(levelsOf(scale, "not_started")) : passing;
      return place.initial || term.group === "track" ? doubt(contrary(term), term.key) : passing;
    case "hedged":
      if (term.group === "done") return { ...base, status: "hedged" };
      if (term.started) return passing;
      return open || term.group !== "other" ? doubt(likely(term)) : passing;
    case "superseded":
      return open || term.group === "track" ? { ...base, status: "superseded" } : passing;
    case "plain":
    case "manner":
    case "but":
      break;
  }
  if (PERHAPS.test(place.left) || /(?:たぶん|多分|おそらく|恐らく)[、 ]$/.test(place.before))
    return doubt(likely(term));
  if (!term.sure) {
    if (term.group === "done" && !place.initial) return passing;
    return doubt(
      term.group === "done" && term.start < term.end && /^未/.test(text.slice(term.start))
        ? contrary(term)
        : likely(term),
    );
  }
  if (term.kind !== "word") return said();
  switch (term.group) {
    case "track":
      return said();
    case "delay":
      return open ? said() : doubt(likely(term));
    case "done":
      if (DATED.test(place.left)) return /た|済/.test(text.slice(term.end, endOf(tail))) ? said() : passing;
      if (place.initial && (place.front || FINISHED_BEFORE.test(place.before))) return said();
      return place.initial || WHOLE.test(place.left) || ENDEAVOUR.test(place.left)
        ? doubt(likely(term))
        : passing;
    case "other":
      if (place.initial) return said();
      if (place.caused && term.key !== "cancelled") return said();
      return place.caused || UNDERTAKING.test(place.left) ? doubt([term.key, "suspended"]) : passing;
  }
}

const endOf = (tail: Tail): number => (tail.kind === "plain" ? tail.end : 0);

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
