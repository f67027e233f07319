import { matchAt } from "../../domain/plain.js";
import { anywhere, sticky } from "./pattern.js";

/** 代理: a coordinator answers in somebody's place, and says in whose. */

export interface Behalf {
  /** Place of the name in the plain text; equal where nobody is named. */
  readonly nameStart: number;
  readonly nameEnd: number;
  /** What is to be left out of the report. */
  readonly start: number;
  readonly end: number;
}

const NAME = "[^\\s、。,.:;()（）\\d#/|]";
const SAY = "(?:ご?(?:報告|回答|返信|入力|連絡)|失礼)?(?:(?:いた|致)?します|です|しました)?";
const OPEN = "[(【]?";
const CLOSE = "[)】]?[、。:\\s]*";
const PROXY = "代理(?:報告|回答|入力)?";
/** A name is none of the words a report begins with. */
const NO_NAME = "(?!順調|遅れ|完了|変更|概ね|やや)";
const SECOND_NAME = `(?: ${NO_NAME}${NAME}{1,8}(?=[ \\n、。:)】]))?`;
const LEADING: readonly RegExp[] = [
  // 防災課長の代理で / （防災課長代理で）/ 防災課長の代わりに
  sticky(
    `${OPEN}(?<name>${NAME}{1,20}?)(?:さん|様)?`,
    "(?:の(?:代理|代わり|かわり)|の?代理)(?:で|に|として|にて)",
    SAY,
    CLOSE,
  ),
  sticky(`[(【](?<name>${NAME}{1,20}?)(?:の)?代理[)】][、。:\\s]*`),
  // 課長に代わり / 課長に代わって報告します。
  sticky(`${OPEN}(?<name>${NAME}{1,20}?)に(?:代わ|かわ|替わ)(?:り|って)(?:まして)?`, SAY, CLOSE),
  // 代理で回答します。
  sticky(`${OPEN}代理(?:で|として|にて)`, SAY, "[)】]?[、。:\\s]+(?<name>)"),
  // 代理：防災課長 / 代理 防災課長 山田
  sticky(
    `${OPEN}${PROXY}[ :]+${NO_NAME}(?<name>${NAME}{1,20}`,
    SECOND_NAME,
    ")(?:さん|様)?(?:の(?:分|代理))?[)】]?(?:$|[、。:\\s]+)",
  ),
  sticky(`${OPEN}${PROXY}[)】]?(?:[、。:\\s]+)(?<name>)`),
];
const TRAILING = anywhere(
  `[\\s、。]*(?:[(【](?:(?<a>${NAME}{1,20}?)(?:の)?代理|代理[ :]*(?<b>${NAME}{0,20}))[)】]`,
  `|※[ ]*(?:(?<c>${NAME}{1,20}?)(?:の)?代理|代理[ :]*(?<d>${NAME}{0,20})))[。\\s]*$`,
);
const WINDOW = 60;

/** Looks for 代理 at the start of the words from `from` on, and at the end of `text`. */
export function findBehalf(text: string, from: number): Behalf | null {
  for (const pattern of LEADING) {
    const match = matchAt(pattern, text, from);
    if (match === null || /代理$/.test(match.groups?.name ?? "")) continue;
    return located(text, from, match[0], match.groups?.name ?? "");
  }
  const start = Math.max(from, text.length - WINDOW);
  const match = TRAILING.exec(text.slice(start));
  if (match === null) return null;
  const { a, b, c, d } = match.groups ?? {};
  return located(text, start + match.index, match[0], a ?? b ?? c ?? d ?? "");
}

function located(text: string, start: number, whole: string, name: string): Behalf {
  const nameStart = name === "" ? start : text.indexOf(name, start);
  return { nameStart, nameEnd: nameStart + name.length, start, end: start + whole.length };
}
