import {
  BANTER,
  LATER,
  PRAISE,
  PROMISES,
  REQUESTS,
  skipClosing,
  skipOpening,
  TALKS,
  WORK,
} from "./courtesies.js";
import { MASK } from "./mask.js";
import { anywhere, oneOf, toScript } from "./pattern.js";

/** Talk between people, which is no report. All texts are keys. */

const TALK = anywhere("^(?:", oneOf(TALKS), ")$");
/** `明日、報告します` is one part. */
const LATER_APART = new RegExp(`(${LATER})[、,][ ]?`, "gu");
const SILENT = /(?::[a-z0-9_+'-]{1,40}:|<@[a-z0-9|._-]{1,40}>|[^\p{L}\p{N}◎○△×✅])/gu;
/** A colour alone means a state. */
const ONLY_LIGHT = /^\s*[🟢🔵🟩🟡🟠🟨🔴🟥]\ufe0f?\s*$/u;
const ASKS = /(?:[?]|(?:です|ます|ません|でした|ました|でしょう|だろう)か(?:ね|な)?|かな|かね|っけ)[。\s]*$/u;
const REQUEST = anywhere(oneOf(REQUESTS), "[。!\\s]*$");
const BANTERED = anywhere(oneOf(BANTER));
const WORKED = anywhere(oneOf(WORK));
const WINDOW = 60;

/** True where nothing is said but thanks, assent and greetings, or no word at all. */
export function isTalk(text: string): boolean {
  if (ONLY_LIGHT.test(text)) return false;
  return partsOf(text).every((part) => part === "" || TALK.test(part));
}

/** What stands between the greetings, without marks. */
function partsOf(text: string): string[] {
  const from = skipOpening(text, 0, false);
  const rest = text.slice(from, Math.max(from, skipClosing(text, from)));
  const joined = rest.length > WINDOW ? rest : rest.replace(LATER_APART, "$1");
  return joined.split(/[\n。、,.!\s]+/).map((part) => part.replace(SILENT, "").trim());
}

const THANKS =
  /ありがと|有難う|了解|りょうかい|承知|わかりました|分かりました|助かり|かしこまり|失礼|すみません|^(?:はい|ok)/u;

/** A nod by a picture (👍, 🙇); who sends a question mark alone waits for an answer. */
const ONLY_PICTURES = /^(?:\s|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f|\u200d)+$/u;

/** True for a message that is nothing but thanks or assent. @param said as written */
export function isThanks(said: string): boolean {
  const text = toScript(said).key;
  return text.length <= WINDOW && (THANKS.test(text) || ONLY_PICTURES.test(text)) && isTalk(text);
}

const PROMISE = anywhere("^", oneOf(PROMISES), "$");

/** True for a message that only says that a report will come. @param said as written */
export function isPromise(said: string): boolean {
  const text = toScript(said).key;
  return text.length <= WINDOW && isTalk(text) && partsOf(text).some((part) => PROMISE.test(part));
}

const PRAISED = anywhere(oneOf(PRAISE), "[^\\d]{0,30}?(?:です|ます|てる|している)ね[ー~。!w笑\\s]*$");

/** True where somebody says of another's report how good it is (`ありがとうございます！順調ですね`). */
export function isPraise(text: string): boolean {
  return !/\d/.test(text) && PRAISED.test(text.slice(-WINDOW).trimEnd());
}

/** True for a question that ends the text. */
export function isQuestion(text: string): boolean {
  return ASKS.test(text.slice(-WINDOW).trimEnd());
}

/** True for a question, a request or banter between people. */
export const isBanter = (text: string): boolean => isRequest(text) || BANTERED.test(text);

/** True for a question or a request that ends the text. */
export function isRequest(text: string): boolean {
  const end = text.slice(-WINDOW).trimEnd();
  return ASKS.test(end) || REQUEST.test(end);
}

/** What people look up, though it has a word of doing in it: `未更新`. */
const LOOKED_UP = /^\s*未(?:更新|報告|回答|提出)(?:の(?:重点)?目標)?(?:の?一覧)?[。\s]*$/u;

/** Whether words without a state tell of work: a predicate of doing, a count, a date. `masked` has its counts masked. */
export function hasSignOfWork(text: string, masked: string): boolean {
  return !LOOKED_UP.test(text) && (masked.includes(MASK) || WORKED.test(text));
}

const PREAMBLE = anywhere(
  "(?:報告|回答|送り|送付|提出|以下|下記|今週|先週|今月|先月|分です|月分|とおり|通り|部|課|係|進捗|状況|まとめ)",
  "[^\\n]{0,12}(?:です|ます|:|。|について|分|報告|回答|状況|まとめ|一覧|部|課|係|進捗)[。:\\s]*$",
);
const CELLS = [
  "(?:整理)?番号",
  "項番",
  "no\\.?",
  "目標",
  "重点目標",
  "状態",
  "状況",
  "進捗",
  "(?:進捗|達成|執行)[率度]",
  "進捗状況",
  "コメント",
  "備考",
  "内容",
  "ひとこと",
  "担当(?:課|係)?",
  "所管(?:課|部)?",
  "部署",
  "課名",
  "摘要",
];
const HEAD_ROW = anywhere("^(?:", oneOf(CELLS), "[\\s|/,]*){2,}$");

/** Of what day or year, by whom: `報告日：11/20`, `11月20日時点`. */
const FIELD = anywhere(
  "^(?:(?:報告|記入|回答|作成|入力|提出)(?:者|日|課|担当)|氏名|所属|部署|課名|担当者?):.{0,20}$",
);
const OF_DAY = anywhere(
  "^(?:(?:令和|r)?\\d{1,4}年度?)?(?:\\d{1,2}月(?:\\d{1,2}日)?|\\d{1,2}/\\d{1,2})?",
  "(?:付け?|時点|現在|分|末)?(?:です)?[。:\\s]*$",
);
const SO_MANY = anywhere(
  "^\\d{1,2}(?:件|点|つ)(?:ご?報告(?:が)?)?(?:あります|ございます|です|します)[。:\\s]*$",
);

/** True for a line that only announces what follows (`危機管理部の今週分を報告します。`), or for the heads of a table. */
export function isPreamble(line: string): boolean {
  if (line.length > 80) return isTalk(line);
  const text = line.trim().replace(/^[【[(■●◆・*]+|[】\])]+$/g, "");
  if (HEAD_ROW.test(text)) return true;
  return (
    text.length <= 50 &&
    ([PREAMBLE, FIELD, OF_DAY, SO_MANY].some((pattern) => pattern.test(text)) ||
      isTalk(text) ||
      /^[^\s。、]{1,12}(?:部|課|係|室)$/u.test(text))
  );
}
