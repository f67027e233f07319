import { oneOf, type Script, sticky, toScript } from "./pattern.js";

/** Figures that are no goal's number, whatever stands around them: dates, addresses, paths, amounts, counts. */

/** What takes the place of such a figure, unit for unit: of one that may tell of work, and of one that does not. */
export const MASK = "〓";
const IDLE = "＿";

/** Right behind a figure they make it a count. */
const COUNTERS = [
  "[名人件](?!目)",
  "回(?:目)?",
  "(?:か|ヶ|カ|ケ|ヵ|箇)?(?:所|月|国|年)(?!末完|目標)",
  "[校社棟台日週時分秒万億千円割倍点本冊枚個基号階期次歳戸組班館園店票通行章区町市部課係室者種]",
  "(?:地区|施設|団体|事業|種類|世帯|項目|チーム|グループ|講座|路線|区画|ポイント)",
  "(?:週間|時間|年度|年目|日間|ページ|キロ|メートル)",
  "つ(?!目)",
  "(?:%|パーセント|㎡|m(?![a-z])|km|kg|ha)",
];
/** Behind a blank they do so only where they end there or a particle follows (`3 月に`, yet `2 日程を調整`). */
const APART = [
  "[月日年時分名人件回校社棟台班点万億円割倍つ]",
  "(?:か|ヶ|カ|ケ|箇)?所",
  "(?:か|ヶ|カ|ケ)月",
  "週間",
  "時間",
  "地区",
];
const APART_ENDS =
  "(?=$|[\\s、。,.)/;]|[にをはがでのとも](?!っ)|目|末|間|以[上下]|程度|から|まで|より|[中上下]旬|報告|[欠出]席|参加|[増減]|[ ]*\\d)";
const FIGURES = "(?:\\d{1,4}[ ]?(?:[,、・~ー-]|と|から|または|か|や)[ ]?){0,6}\\d{1,4}";

/** Hours, rooms and extensions, of which people talk among themselves. */
const IDLE_MASKS: readonly RegExp[] = compile([
  "(?:内線|外線)[ ]?\\d+",
  `\\d{1,2}:[0-5]\\d(?![\\d%割])(?!${oneOf(COUNTERS)})`,
  `\\d{1,2}[ ]?(?:時(?!間)|階)(?:\\d{1,2}分)?(?=$|[^\\p{L}]|[にをはがでのとも半])`,
  `\\d{1,2}[ ]?時(?=から|まで|より)`,
]);
const MASKS: readonly RegExp[] = compile([
  "(?:https?://|www\\.)[^\\s、。「」()]+",
  "(?<![\\w.+-])[\\w.+-]{1,40}@[\\w.-]+",
  "(?:[a-z]:)?[\\\\/]{1,2}[a-z_][\\w.-]{0,60}[\\\\/][^\\s、。,()]*",
  "[^\\s/、。]{1,40}\\.(?:xlsx?|docx?|pdf|pptx?|csv|html?|jpe?g|png)(?![a-z])",
  "(?<![a-z\\d])(?:20\\d\\d|令和\\d{1,2}|平成\\d{1,2}|[rh]\\d{1,2})(?:[年./-]\\d{1,2})?(?:[月./-]\\d{1,2})?日?",
  "(?<![a-z])(?:令和|平成|[rh])\\d{1,2}(?!\\d)",
  "\\d{1,4}/\\d{1,4}(?:/\\d{1,2})?",
  "\\d{1,3}(?:,\\d{3})+(?!\\d)",
  "\\d{1,4}:\\d{1,4}(?=の)",
  "(?<!\\d)\\d{1,9}\\.\\d{1,9}",
  "[△▲+±]\\d+(?:\\.\\d+)?(?=[%人件円])",
  "\\d{2,4}-\\d{2,4}-\\d{3,4}",
  "(?:(?<!次)第|延べ?|のべ|約|計|全)[ ]?\\d+",
  "(?<![a-z.])(?!no)[a-z]{1,5}-?\\d+",
  `${FIGURES}${oneOf(COUNTERS)}`,
  `\\d{1,4}[ ]+${oneOf(APART)}${APART_ENDS}`,
]);

function compile(sources: readonly string[]): RegExp[] {
  return sources.map((source) => new RegExp(sticky(source).source, "gu"));
}

/** The key with the figures masked that cannot be a goal's number; as long as before. */
function maskFigures(key: string): string {
  let masked = key;
  for (const pattern of IDLE_MASKS) {
    masked = masked.replace(pattern, (found) => found.replace(/\d/g, IDLE));
  }
  for (const pattern of MASKS) {
    masked = masked.replace(pattern, (found) => found.replace(/\d/g, MASK));
  }
  return masked;
}

/** What is read: the script, and beside it the same with the figures masked that are no goal's number. */
export interface Subject {
  readonly script: Script;
  readonly masked: string;
}

export function toSubject(original: string): Subject {
  const script = toScript(original);
  return { script, masked: maskFigures(script.key) };
}
