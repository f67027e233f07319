import { foldPrinted, trimBlanks } from "./printed-text.js";
import { wholly } from "./word-patterns.js";

const PAGE_NUMBER =
  /^(?:[-‐–—―ー−~]*(?:p\.?|page)?\d{1,4}(?:頁|ページ)?[-‐–—―ー−~]*|(?:p\.?)?\d{1,4}(?:\/|of)\d{1,4}(?:頁|ページ)?)$/iu;
const RULE = /^[-=_*＊―─━‐–—~～・.…=＝+＋|\s\u3000]{3,}$/u;
const NAVIGATION = wholly([
  "本文(?:ここまで|ここから|へ(?:移動|スキップ)(?:する|します)?)",
  "(?:サブ|ローカル|グローバル)?(?:ナビ(?:ゲーション)?|メニュー)(?:ここ(?:から|まで)|を(?:開く|閉じる))?",
  "ここ(?:から|まで)(?:が)?(?:本文|フッター|サブ).*",
  "(?:この)?ページ(?:の)?(?:先頭|トップ|上部|top)(?:へ|に)?(?:戻る)?",
  "(?:トップ|前の)(?:ページ)?(?:へ|に)戻る",
  "(?:この(?:ページ|記事)を)?印刷(?:する|用ページ)?",
  "ページ(?:id|番号)[::].*",
  "(?:記事)?id[::]\\d+",
  "(?:シェア|ツイート|ポスト|lineで送る|いいね!?)(?:する)?",
  "(?:現在(?:の)?(?:位置|地)|現在のページ)[::]?.*",
  "(?:トップ(?:ページ)?|ホーム|home)[>›＞»].*",
  "(?:copyright|©|\\(c\\)).*",
  "all ?rights ?reserved.*",
  "フッター(?:ここから|ここまで)",
  "(?:拡大|縮小|標準|文字サイズ).{0,20}",
  ".{0,40}\\((?:pdf|ワード|エクセル|word|excel)(?:ファイル|形式)?[::・,、]?[^()]*(?:kb|mb|キロバイト|バイト)\\)",
  ".*adobeacrobatreader.*",
  ".*adobereader.*",
  "(?:検索|サイトマップ|閉じる|戻る|次へ|前へ)",
]);
const DATED = /^(?:最終)?(?:更新|公開|掲載|登録)(?:年月)?日?[::]?(?:令和|平成|\d{4}).{0,20}$/u;
const POINTER =
  /(?:(?:次頁|次(?:の)?ページ|別紙|別表|別添|下記|以下|下表|次)の?(?:とおり|通り)|(?:下記|以下|次)の?(?:リンク|ページ|ファイル|PDF).{0,8}(?:ご覧|参照|確認)|をご覧ください)/u;

/** `- 3 -`, `3 / 12`, `P.3`, `３ページ`. */
export function isPageNumber(text: string): boolean {
  return PAGE_NUMBER.test(foldPrinted(text));
}

/** The day and time in the corner of a page that a browser has printed: `2026/11/30 9:14`, `11/30/26, 9:14 AM`. */
const PRINTED_AT = "\\d{1,4}/\\d{1,2}/\\d{2,4},? \\d{1,2}:\\d{2}(?: [AP]M)?";
const PRINTED_BY_BROWSER = new RegExp(
  `^(?:${PRINTED_AT}(?:\\s{2,}.*)?|\\d+ ?(?:/|of) ?\\d+\\s+${PRINTED_AT})$`,
  "u",
);
const ADDRESS = /^(?:.*\s{2,})?(?:https?|file):\/\/\S+(?:\s+\d+ ?\/ ?\d+)?$/u;

/** What a browser prints around a page of its own: when, the page's title, its address, and which sheet of how many. */
export function isPrintedByBrowser(text: string): boolean {
  return PRINTED_BY_BROWSER.test(text) || ADDRESS.test(text);
}

/** `以上`, `以上、よろしくお願いいたします。`: what a letter or a mail says is said. */
export const isClosing = (text: string): boolean =>
  text.length <= 50 && /^(?:以上(?:です|、.*お願い.*)?|敬具)。?$/u.test(foldPrinted(text));

const TELEPHONE = /(?:電話|TEL|FAX|ファクス|ファックス|内線)(?:番号)?[:：(]*[0-9][-0-9()]{2,}/iu;

/** `〒100-0000`: where the municipality is to be written to. */
const POSTAL_CODE = /〒[0-9]{3}-?[0-9]{4}/u;

/** `みどり市役所 〒100-0000`, `各部庶務担当課長　様`, `お世話になっております。`, `よろしくお願いいたします。`, `企画課 鈴木 内線1234`: said to the reader, no statement of a plan. */
export function isAddressed(text: string): boolean {
  const core = foldPrinted(text);
  if (core.length > 60) return false;
  return (
    /^.{2,28}(?:[課部局室係]長|各位|担当者?)(?:様|殿|御中)$|お世話になって(?:おり|い)ます。?$/u.test(core) ||
    /よろしくお(?:願|ねが)い(?:いたし|致し|申し上げ|し)ます。?$/u.test(core) ||
    ((TELEPHONE.test(core) || POSTAL_CODE.test(core)) && !/。$/u.test(core))
  );
}

/** `各部経営方針      1／2ページ`: the running header before the page number on the same line; null otherwise. */
export function headerBeforePageNumber(text: string): string | null {
  const found = /^(.{4,60}?)[\s\u3000]{2,}(\S.{0,11})$/u.exec(text);
  return found?.[1] !== undefined && isPageNumber(found[2] ?? "") ? trimBlanks(found[1]) : null;
}

/** A line drawn with characters. */
export function isRule(text: string): boolean {
  return RULE.test(text);
}

/** What a web page prints around its text: navigation, print button, page id, date of update. */
export function isNavigation(text: string): boolean {
  const core = foldPrinted(text);
  return core.length <= 80 && (NAVIGATION.test(core.toLowerCase()) || DATED.test(core));
}

/** `各部の方針は下記のとおりです。`, `下記リンク先をご覧ください。`: a sentence that only points elsewhere. */
export function isPointer(text: string): boolean {
  return text.length <= 60 && POINTER.test(foldPrinted(text));
}

/** A pointer to something that is not in this text, so that the officer should know. */
export function pointsOutside(text: string): boolean {
  return /リンク|ファイル|PDF|別紙|別添|ご覧/u.test(foldPrinted(text));
}

/** The end of a sentence, or an item of a list. */
const IN_TEXT = /。(?:\([^()]*\))?$|^(?:[・○-]|\(?[0-9]{1,2}(?![0-9年月]))/u;

/** Where a page ends: a form feed or a page number. */
const EDGE = "\f";

/**
 * Running headers: short lines that return on page after page beside a page number or form feed.
 * @param lines the source's lines
 * @returns the folded texts of such lines
 */
export function runningHeaders(lines: readonly string[]): ReadonlySet<string> {
  const texts = lines.flatMap((line) => {
    const text = foldPrinted(line);
    const own = text === "" ? [] : [isPageNumber(text) ? EDGE : text];
    return line.includes("\f") ? [EDGE, ...own] : own;
  });
  const total = new Map<string, number>();
  const beside = new Map<string, number>();
  for (const [at, text] of texts.entries()) {
    const edges = [texts[at - 1], texts[at + 1]].filter((other) => other === EDGE).length;
    total.set(text, (total.get(text) ?? 0) + 1);
    if (text !== EDGE && edges > 0) beside.set(text, (beside.get(text) ?? 0) + edges);
  }
  const ends = texts.filter((text, at) => text === EDGE && texts[at - 1] !== EDGE).length;
  const first = texts.find((text) => text !== EDGE) ?? "";
  const isHeader = ([text, count]: readonly [string, number]): boolean => {
    const all = total.get(text) ?? 0;
    // The document's first line, when it returns beside a page number, is the title as running header.
    if (text === first && all >= 2 && text.length <= 60) return true;
    // Two departments may end their pages with one goal, or with the last line of one; a header returns on most pages.
    if (IN_TEXT.test(text) || count * 2 < ends) return false;
    return count >= 2 && text.length <= 40 && count >= all - 1;
  };
  return new Set([...beside].filter(isHeader).map(([text]) => text));
}

const DATE = /^(?:令和|平成|20)[0-9元]{1,2}年[0-9]{1,2}月(?:[0-9]{1,2}日)?$/u;

/** What a page prints beside its text. */
export const isFurniture = (text: string): boolean =>
  isNavigation(text) || isPageNumber(text) || isRule(text) || DATE.test(foldPrinted(text));
