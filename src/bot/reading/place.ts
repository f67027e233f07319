import { anywhere, oneOf } from "./pattern.js";
import { FORMERLY } from "./sentence-words.js";
import type { Term } from "./vocabulary.js";
import { CAUSES, OWN_TOPICS, TRANSPARENT, UNSETTLED_ENDS } from "./words.js";

/** Where in its sentence a word of state stands. */

export interface Place {
  /** The words between the start of the clause and the term. */
  readonly left: string;
  /** The clause begins with it, and what stands before in the sentence lets it be said. */
  readonly initial: boolean;
  /** Nothing but transparent words stands before it in the whole body. */
  readonly front: boolean;
  /** What stands before gives the cause: `入札不調のため`. */
  readonly caused: boolean;
  /** It is said of a part or of the work: `協議は`. */
  readonly topic: boolean;
  /** A day stands before it: `11/3に`; `formal` as in a notice: `11/3付けで`. */
  readonly dated: "plain" | "formal" | null;
  /** It is said of a time that is over. */
  readonly former: boolean;
  /** What stands before in the sentence may be a condition, an expectation, or somebody's words. */
  readonly unsettled: boolean;
  readonly before: string;
}

const LOOK_BACK = 40;
const CLAUSE_START = /[\s。、,.!?;:()「」『』【】[\]/|→=・\-~※◎○△×▲]/;
const ONLY_TRANSPARENT = anywhere("^(?:", oneOf(TRANSPARENT), "[ 、]?)+$");
const CAUSE = anywhere(oneOf(CAUSES), "$");
const TOPIC_END = /(?:[^たすだるい]が|[はをも])$/u;
/** A reservation parts what stands before it from what follows. */
const RESERVED = /^.*(?:です|だ|た|ます)が|^.*(?:けれども?|けど|ものの)/u;
const NOW = /^(?:現在|今は|今のところ|いまのところ|今回は|現時点)/u;
/** `1か月の遅れ`, `約2週間ほど遅れて`: how long. */
const DURATION = anywhere(
  "(?:約|およそ)?\\d{1,2}[ ]?(?:(?:か|ヶ|カ|ケ)月|週間|年間?|日間?)(?:ほど|程度?|くらい|ぐらい)?の?$",
);
const FROM_STATE = /^[^、。]{0,4}(?:遅れ|順調|未着手|休止|中断)(?:気味)?から$/u;
const TOPIC = anywhere("^[^\\s、。ばぬず]{0,14}", oneOf(OWN_TOPICS), "[はがも]$");
const WORDY_TOPIC = /(?:後|場合|時|とき|なら|れば|という|との|のは|[てで])は?$/u;
const DAY = anywhere(
  "^(?:(?:令和|r)?\\d{0,4}[年.]?(?:\\d{1,2}月\\d{1,2}日|\\d{1,2}[/.]\\d{1,2}|\\d{1,2}月(?:末|中|上旬|中旬|下旬)?)",
  "|(?:先[月週]|昨[日年]|前[日月]|今[朝日月週]|本日|年度|年)(?:度|末|中|初め)?)",
  "(?:付け?で|に|で|をもって|をもちまして|には)?$",
);
const ONLY_BEFORE_DAY = anywhere(
  "^(?:",
  oneOf(TRANSPARENT.filter((word) => !/先週|先月|本日|今週/.test(word))),
  "[ 、]?)+",
);
const FORMER = anywhere(oneOf(FORMERLY), "(?:は|の|に|も|まで|では|報告|時点|:|、| )*$");
const INSTEAD = /^.*(?:(?:では|じゃ|で)なくて?|というより)/u;
const UNSETTLED = anywhere(oneOf(UNSETTLED_ENDS), "$");
const CONDITIONAL = /(?:もし|仮に|万一|たら|れば|なら(?!び)|場合)/u;

export function placeOf(text: string, term: Term): Place {
  const from = Math.max(0, term.start - LOOK_BACK);
  const before = text.slice(from, term.start);
  let start = before.length;
  while (start > 0 && !startsClause(before, start)) start -= 1;
  const said = before.slice(start).replace(INSTEAD, "").replace(RESERVED, "").replace(FROM_STATE, "");
  // Of how long a delay is, it is not known how grave it is; where that is said, too, the length says no more.
  const left = term.key === "slightly_behind" ? said.replace(DURATION, "") : said;
  const earlier = before.slice(0, start).replace(/[\s、,]+$/, "");
  const sentence = earlier.slice(
    Math.max(earlier.lastIndexOf("。"), earlier.lastIndexOf("\n"), earlier.lastIndexOf("!")) + 1,
  );
  const transparent = left !== "" && ONLY_TRANSPARENT.test(left);
  const topic = TOPIC_END.test(sentence) && !ONLY_TRANSPARENT.test(lastClause(sentence));
  const open = (left === "" && (start > 0 || from === 0 || before !== "")) || transparent;
  const head = before.replace(/^[\s(「【[]+|[\s(「【[]+$/g, "");
  const clause = lastClause(sentence);
  const unsettled =
    CONDITIONAL.test(left) ||
    (!NOW.test(left) &&
      (CONDITIONAL.test(sentence) || (UNSETTLED.test(clause) && !ONLY_TRANSPARENT.test(clause))));
  return {
    left,
    initial: open && !topic,
    front: from === 0 && (head === "" || ONLY_TRANSPARENT.test(head)),
    caused:
      (CAUSE.test(left) && !left.includes("は")) ||
      (left === "" && CAUSE.test(sentence) && !sentence.includes("は")),
    topic: TOPIC.test(left) && !WORDY_TOPIC.test(left),
    dated: !DAY.test(left.replace(ONLY_BEFORE_DAY, ""))
      ? null
      : /付|もって|もちまして/u.test(left)
        ? "formal"
        : "plain",
    former: FORMER.test(before),
    unsettled,
    before,
  };
}

const lastClause = (sentence: string): string => sentence.slice(lastBreak(sentence)).trim();

function lastBreak(sentence: string): number {
  let at = sentence.length;
  while (at > 0 && !/[\s、,;:()/|→]/.test(sentence.charAt(at - 1))) at -= 1;
  return at;
}

/** Whether a clause starts at `at`; the stroke of a date parts nothing. */
function startsClause(text: string, at: number): boolean {
  const char = text.charAt(at - 1);
  if (!CLAUSE_START.test(char)) return false;
  return !((char === "/" || char === ".") && /\d[/.]\d/.test(text.slice(Math.max(0, at - 2), at + 1)));
}
