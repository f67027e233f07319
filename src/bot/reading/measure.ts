import type { Plain } from "../../domain/plain.js";

/** 変更なし, and the percent of a goal: where they stand in a reply and whether they are the goal's own. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Percent extends Span {
  readonly value: number;
  /** False where more than the figure was said (`約6割`, `60%程度`): it is taken, and the words stay. */
  readonly exact: boolean;
}

const PERCENT =
  /(?:(?<label>(?:進捗|達成|完了|取組)(?:率|度|状況)?|出来高)(?:は|が|:|で)?[ ]*)?(?:(?<about>約|およそ|概ね|おおむね|ほぼ)[ ]*)?(?<![\d.,/])(?<figure>\d{1,3}(?:\.\d{1,2})?)[ ]*(?<unit>%|パーセント|割(?:(?<tenth>\d)分)?)/g;
const STATED = /(?:順調|遅れ|着手|完了|ど[おう]り|通り|中止|休止)$/;
const CLOSE =
  /^(?:(?<loose>程度|くらい|ぐらい|ほど|前後)|まで)?(?:です|でした|となりました|となっています|になりました|に到達(?:しました)?|完了|達成|終了|終わり(?:ました)?|進捗|済み?|まで進捗)?(?:しました|しています|している|した|です)?(?=$|[\s、。,.!;:()/|→」】-])/;
const EDGE = /[\s、。,.!;:()「」【】/|→]/;
/** A share of something else: `回答率 60%`. */
const OTHER_SHARE = /(?:率|割合|比|度|のうち)[ :]*$/;

/** The goal's percent, or null: a share of something else (`住民の60%が回答`), over 100, or two that differ. */
export function findPercent({ text }: Plain): Percent | null {
  let found: Percent | null = null;
  for (const match of text.matchAll(PERCENT)) {
    const percent = readPercent(text, match);
    if (percent === null) continue;
    const moved: boolean =
      found !== null && /^[ ]*(?:→|から)[ ]*$/.test(text.slice(found.end, percent.start));
    if (found !== null && !moved && found.value !== percent.value) return null;
    found = moved && found !== null ? { ...percent, start: found.start, exact: false } : percent;
  }
  return found;
}

function readPercent(text: string, match: RegExpMatchArray): Percent | null {
  const groups = match.groups ?? {};
  const start = match.index ?? 0;
  const end = start + match[0].length;
  const tenths = groups.unit?.startsWith("割") === true;
  const figure = Number(groups.figure);
  const value = Math.round(tenths ? figure * 10 + Number(groups.tenth ?? 0) : figure);
  if (value > 100) return null;
  const left = text.charAt(start - 1);
  const before = text.slice(Math.max(0, start - 12), start);
  const labelled = groups.label !== undefined;
  if (!labelled && !(left === "" || EDGE.test(left) || STATED.test(before))) return null;
  if (!labelled && OTHER_SHARE.test(before)) return null;
  const after = text.slice(end, end + 24);
  const arrow = /^[ ]*から[ ]*\d/.test(after);
  const close = arrow ? null : CLOSE.exec(after);
  if (!arrow && close === null) return null;
  const exact =
    groups.about === undefined &&
    Number.isInteger(figure) &&
    close?.[0] !== undefined &&
    closesBare(close[0]);
  return { value, start, end: end + (exact ? (close?.[0].length ?? 0) : 0), exact };
}

const closesBare = (close: string): boolean => close === "" || close === "です" || close === "でした";

const UNCHANGED =
  /(?:(?:(?:特に|特段の?|とくに|前回(?:報告)?(?:から|と|より)?(?:は|の)?|先週(?:から|と)?(?:は)?|先月(?:から|と)?(?:は)?|状況(?:に|は|の)?|進捗(?:状況)?(?:に|は|の)?|状態(?:に|は|の)?|内容(?:に|は|の)?|現在|引き?続き|今週(?:は|も)?|今月(?:は|も)?|今回(?:は|も)?|大きな|現時点で(?:は)?|今のところ|まだ)[ 、]?){0,4}(?:(?:変更|変化|変わり|変動)(?:点|等|など)?(?:は|も)?[ ]?(?:特に)?(?:なし|無し|無(?![\p{Script=Han}])|ないです|ありません|ございません|なく)|変わりません|変わらず|変わってい?ません|前回(?:報告)?(?:と|の)?(?:同じ|同様|どおり|通り|とおり)|現状維持|同じ(?=です|$|\n)|特に?(?:は)?(?:なし|無し|ありません)|特段なし))(?<polite>です|でした|である|とします|でお願いします|でお願いいたします|となります)?/gu;
/** Said of the goal, and yet not the bare 変更なし: the words stay in the text. */
const STILL =
  /(?:特に|まだ|その後|現時点で(?:は)?|今週(?:は|も)?)?(?:進展|動き|進捗)(?:は|も)?(?:なし|無し|ありません)(?:です)?/gu;
const RIGHT = /^(?:$|[\s、。,.!;()「」|/→・-]|が、|ですが)/;

/** Where 変更なし is said as a report of its own, at the start of a clause and closed behind; null elsewhere. */
export function findUnchanged({ text }: Plain): (Span & { readonly bare: boolean }) | null {
  for (const [pattern, bare] of [
    [UNCHANGED, true],
    [STILL, false],
  ] as const) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      const left = text.charAt(start - 1);
      if (left !== "" && !EDGE.test(left)) continue;
      if (/[はがを][、 ]?$/.test(text.slice(Math.max(0, start - 3), start))) continue;
      const rest = text.slice(end, end + 6);
      if (!RIGHT.test(rest) && !match[0].endsWith("なく")) continue;
      if (/^[ ]*(?:[?]|\((?:仮|予定|見込))/.test(rest)) continue;
      return { start, end, bare };
    }
  }
  return null;
}
