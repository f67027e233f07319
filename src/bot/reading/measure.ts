import { anywhere, oneOf, sticky } from "./pattern.js";

/** 変更なし, and the percent of a goal: where they stand in a reply and whether they are the goal's own. */

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface Percent extends Stretch {
  readonly value: number;
  /** False where more than the figure was said (`約6割`, `60%程度`): it is taken, and the words stay. */
  readonly exact: boolean;
}

const LABEL = /(?:(?:進捗|達成|完了|取組)(?:率|度|状況)?|出来高)(?:は|が|:|で)?[ ]*$/u;
const ABOUT = /(?:約|およそ|概ね|おおむね|ほぼ)[ ]*$/u;
const FIGURE =
  /(?<![\d./]|\d,)(?<figure>\d{1,3}(?:\.\d{1,2})?)[ ]*(?<unit>%|ぱーせんと|割(?:(?<tenth>\d)分)?)/gu;
const STATED = /(?:順調|遅れ|着手|完了|ど[おう]り|通り|中止|休止)$/u;
const CLOSE = sticky(
  oneOf(["程度", "くらい", "ぐらい", "ほど", "前後", "まで"]),
  "?",
  oneOf([
    "です",
    "でした",
    "と(?:なりました|なっています)",
    "にな(?:りました|っています)",
    "に到達(?:しました)?",
    "進(?:みました|んで(?:います|おります|ます))",
    "完了",
    "達成",
    "終了",
    "終わり(?:ました)?",
    "(?:まで)?進捗",
    "済み?",
  ]),
  "?",
  "(?:しました|しています|している|した|です)?(?=$|[\\s、。,.!;:()/|→」】-])",
);
const EDGE = /[\s、。,.!;:()「」【】/|→]/;
/** A share of something else: `回答率 60%`, `参加者数 60%`. */
const OTHER_SHARE = /(?:率|割合|比|度|数|量|額|のうち)[ :はがも]*$/u;
/** Where the state was said beside it, the share of what was to be done is the goal's. */
const OWN_SHARE = /(?:執行|実施|実行|整備|達成)率[ :はがも]*$/u;

/**
 * The goal's percent, or null: a share of something else (`住民の60%が回答`), over 100, or two that differ.
 * @param stated whether a state is said beside it @param measured names of indicators, behind which a share is their value
 */
export function findPercent(text: string, stated = false, measured: readonly string[] = []): Percent | null {
  let found: Percent | null = null;
  for (const match of text.matchAll(FIGURE)) {
    if (isOfIndicator(text.slice(0, match.index), measured)) continue;
    const percent = readPercent(text, match, stated);
    if (percent === null) continue;
    const moved: boolean =
      found !== null && /^[ ]*(?:→|から)[ ]*$/u.test(text.slice(found.end, percent.start));
    if (found !== null && !moved && found.value !== percent.value) return null;
    found = moved && found !== null ? { ...percent, start: found.start, exact: false } : percent;
  }
  return found;
}

/** Whether a figure behind these words is the value of one of the indicators that are named. */
function isOfIndicator(ahead: string, measured: readonly string[]): boolean {
  if (measured.length === 0) return false;
  const named = ahead.slice(-100).replace(/[ :はがも約]+$/u, "");
  return measured.some((name) => named.endsWith(name));
}

function readPercent(text: string, match: RegExpMatchArray, stated: boolean): Percent | null {
  const groups = match.groups ?? {};
  const place = match.index ?? 0;
  const end = place + match[0].length;
  const tenths = groups.unit?.startsWith("割") === true;
  const figure = Number(groups.figure);
  const value = Math.round(tenths ? figure * 10 + Number(groups.tenth ?? 0) : figure);
  if (value > 100) return null;
  const about = ABOUT.exec(text.slice(Math.max(0, place - 6), place));
  const bare = place - (about?.[0].length ?? 0);
  const label = LABEL.exec(text.slice(Math.max(0, bare - 12), bare));
  const start = bare - (label?.[0].length ?? 0);
  const left = text.charAt(start - 1);
  const ahead = text.slice(Math.max(0, start - 12), start);
  if (label === null && !(left === "" || EDGE.test(left) || STATED.test(ahead) || OWN_SHARE.test(ahead)))
    return null;
  if (label === null && OTHER_SHARE.test(ahead) && !(stated && OWN_SHARE.test(ahead))) return null;
  const arrow = /^[ ]*から[ ]*\d/u.test(text.slice(end, end + 8));
  CLOSE.lastIndex = end;
  const close = arrow ? null : CLOSE.exec(text);
  if (!arrow && close === null) return null;
  const own = OWN_SHARE.test(ahead);
  const exact =
    about === null &&
    !own &&
    Number.isInteger(figure) &&
    close !== null &&
    /^(?:です|でした)?$/.test(close[0]);
  return { value, start, end: end + (exact ? close[0].length : 0), exact };
}

const SINCE = [
  "特に",
  "特段の?",
  "とくに",
  "前回(?:ご?報告)?(?:から|と|より)?[はの]?",
  "前回の?(?:ご?報告)?(?:の?(?:とおり|通り|どおり)|と同様に?|と同じく)",
  "[先前][週月](?:から|と)?は?",
  "(?:状況|状態|内容|進捗(?:状況)?|現状)[にはのも]?",
  "現在",
  "引き?続き",
  "ひきつづき",
  "今[週月回](?:は|も|のところ)?",
  "大きな",
  "現時点で(?:は)?",
  "今のところ",
  "まだ",
  "その後",
  "(?:うち|こちら)は",
];
const CHANGE = "(?:変更|変化|変わり|かわり|変動|へんこう|へんか)";
const NOTHING = [
  `${CHANGE}(?:点|等|など)?[はも]?[ ]?(?:特に)?(?:なし|無し|無(?![\\p{Script=Han}])|ないです|ない|なく|ありません|ございません|ナシ|なっし|梨)`,
  "変わり(?:ません|ないです)",
  "かわりません",
  "変わらず",
  "変わってい?ません",
  "変わらん",
  "かわんない",
  "据え?置き",
  "前回(?:報告)?(?:と|の)?(?:同じ|同様|ど[おう]り|通り|とおり)",
  "現状維持",
  "同じ(?=です|$|\\n)",
  "特に?は?(?:なし|無し|ありません|ございません)",
  "特段なし",
  "ご?報告(?:事項|すること|する(?:こと|もの)|内容)?[はも]?(?:特に)?(?:なし|無し|ないです|ありません|ございません)",
  "該当(?:事項)?[はも]?(?:なし|無し|ありません)",
  "no changes?",
];
const SAME = sticky(
  "(?:",
  oneOf(SINCE),
  "[ 、]?){0,4}",
  oneOf(NOTHING),
  "(?:です|でした|である|とします|でお願い(?:いた|致)?します|となります|っす|だ|ですね|で)?",
);
/** Said of the goal, and yet not the bare 変更なし: the words stay in the text. */
const STILL = sticky(
  "(?:",
  oneOf(SINCE),
  "[ 、]?){0,3}(?:進展|動き|進捗)[はも]?(?:なし|無し|ないです|ない|ありません|ございません)(?:です|ね)?",
);
const RIGHT = /^(?:$|[\s、。,.!;()「」|/→・~-]|が、|ですが|以上(?:です|$))/u;

const SOMEHOW = anywhere(CHANGE, "[はも]?(?:特に)?(?:なし|無し|ないです|ありません|ございません)");

/** Whether 変更なし stands anywhere, in whatever sentence. */
export const isUnchangedSomehow = (text: string): boolean => SOMEHOW.test(text);

/** Where 変更なし is said as a report of its own, at the start of a clause and closed behind; null elsewhere. */
export function findUnchanged(text: string): (Stretch & { readonly bare: boolean }) | null {
  if (/^[ ]*(?:なし|無し|ナシ)(?:です)?[。\s]*$/u.test(text))
    return { start: 0, end: text.length, bare: true };
  for (const [pattern, bare] of [
    [SAME, true],
    [STILL, false],
  ] as const) {
    for (let at = 0; at < text.length; at += 1) {
      const left = text.charAt(at - 1);
      if (left !== "" && !EDGE.test(left)) continue;
      if (/[はがを][、 ]?$/u.test(text.slice(Math.max(0, at - 3), at))) continue;
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match === null) continue;
      const end = at + match[0].length;
      const rest = text.slice(end, end + 6);
      if (!RIGHT.test(rest) && !match[0].endsWith("なく")) continue;
      if (/^[ ]*(?:[?]|\((?:仮|予定|見込))/u.test(rest)) continue;
      if (/^[、 ]*(?:と(?!り)|では|じゃ|には|かどうか|の(?:はず|予定|見込)|予定|見込)/u.test(rest)) continue;
      return { start: at, end, bare };
    }
  }
  return null;
}
