import { foldPrinted, trimBlanks } from "./printed-text.js";

const ERA_START: Readonly<Record<string, number>> = {
  令和: 2018,
  R: 2018,
  平成: 1988,
  H: 1988,
  昭和: 1925,
  S: 1925,
};

/** 七 → 7, 十二 → 12, 二十 → 20. */
function kanjiNumber(text: string): number {
  const digit = (char: string | undefined): number => "一二三四五六七八九".indexOf(char ?? "?") + 1;
  const ten = text.indexOf("十");
  if (ten < 0) return digit(text);
  return (ten === 0 ? 1 : digit(text[0])) * 10 + digit(text[ten + 1]);
}

const YEARS = new RegExp(
  [
    "(令和|平成|昭和)(元|\\d{1,2})(?:年度|(?=[-~～\\u301c〜]|から))",
    "(?<![A-Za-z0-9])([RHS])(元|\\d{1,2})(?:年度?|(?![\\d.A-Za-z]))",
    "(?<!\\d)((?:19|20)\\d\\d)年度",
    "FY((?:19|20)\\d\\d)",
  ].join("|"),
  "giu",
);

/**
 * The western years that a title or heading states, in printed order: 令和7年度, R7, 令和元年度, 2025年度, FY2025.
 * A bare year counts only where 年度 or FY stands by it, or in an era's short form.
 */
export function statedYears(text: string): readonly number[] {
  const core = foldPrinted(text).replace(
    /(令和|平成|昭和)([一二三四五六七八九十]{1,3})(?=年)/gu,
    (_whole, era, count) => `${era}${kanjiNumber(count)}`,
  );
  const years: number[] = [];
  for (const found of core.matchAll(YEARS)) {
    const era = found[1] ?? found[3]?.toUpperCase();
    const count = found[2] ?? found[4];
    if (era !== undefined && count !== undefined) {
      const start = ERA_START[era];
      const number = count === "元" ? 1 : Number.parseInt(count, 10);
      if (start !== undefined && number > 0) years.push(start + number);
    } else {
      years.push(Number.parseInt(found[5] ?? found[6] ?? "", 10));
    }
  }
  return [...new Set(years)];
}

/** The year of the plan: the only one stated, or the first of a period (令和7年度～令和9年度). Null if in doubt. */
export function statedYear(text: string): number | null {
  const years = statedYears(text);
  if (years.length === 1) return years[0] ?? null;
  const period = /(?:年度?|[RH]?\d)(?:[-~～\u301c〜]|から)(?:令和|平成|R|\d)/iu.test(foldPrinted(text));
  return period && years.length === 2 ? (years[0] ?? null) : null;
}

const LAST_YEAR = /^(?:前|昨)年度/u;
const THIS_YEAR = /(?:今|本|当|次|来)年度|令和|から|以降|踏まえ/u;

/** True where a text speaks of years before the plan's and of no other: 令和7年度の重点目標 in a plan of 令和8年度, 昨年度の成果. */
export function isPast(text: string, fiscalYear: number | null): boolean {
  if (LAST_YEAR.test(text) && !THIS_YEAR.test(text)) return true;
  // 令和7年度からの goals are still those of this year.
  const years = fiscalYear === null || /から|以降|以来/u.test(text) ? [] : statedYears(text);
  return years.length > 0 && years.every((year) => fiscalYear !== null && year < fiscalYear);
}

/** Bodies that several municipalities run together. */
const UNION = "広域連合|(?:広域(?:行政|市町村圏)?|一部|環境|衛生|消防)?(?:事務)?組合|企業団";
const AFTER_NAME =
  "(?:$|[\\s\\u3000」』）)】|｜/・:：_＿-]|の|公式|ホームページ|各部門|部門|役所|役場|庁|部局|各部|各局|各課|各所属|局区|区局|部長|局長|課長|組織|経営|運営|行政|行財政|基本|重点|主要|総務|企画|政策|令和|平成|20\\d\\d|R\\d|年度|目標|市政|区政|町政|村政)";
const MUNICIPALITY = new RegExp(
  `(?:^|[\\s\\u3000「『（(【|｜/・:：_＿]|年度|年度の)([\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ヶヵー々〇○◯△□]{1,12}?(?:${UNION}|[都道府県市区町村]))(?=${AFTER_NAME})`,
  "gu",
);
const NOT_A_PLACE = new RegExp(
  [
    "^(?:年度|[各全本当他同都学校地]|城下|政令|指定都|特別|行政|選挙|中核|[県都府市区]内|対象)[都道府県市区町村]$",
    "^.*(?:年度|地|市内全|する|した|れる|いる|なる|ある|たい|よい|しい|やか|な)[都道府県市区町村]$",
    "^[都道府県市区町村]{1,2}$",
    "計画.*",
    "まち$",
  ].join("|"),
  "u",
);
const PREFECTURE = /^(?:東京都|北海道|(?:京都|大阪)府|(?:神奈川|和歌山|鹿児島)県|\p{Script=Han}{2}県)(?=.)/u;

/** The municipality that a title or heading names: `令和7年度 みどり市 部局別運営方針` → `みどり市`. */
export function statedMunicipality(text: string): string | null {
  for (const found of text.normalize("NFC").matchAll(MUNICIPALITY)) {
    const name = (found[1] ?? "").replace(/^の/u, "");
    const local = name.replace(PREFECTURE, "");
    const place = local.length > 1 ? local : name;
    if (!NOT_A_PLACE.test(place)) return place;
  }
  return null;
}

/** `市区町村名：みどり市`, `自治体 みどり市`: a field, wherever it stands. */
export function municipalityField(text: string): string | null {
  const value =
    /^(?:自治体|市区町村|市町村|団体|都道府県)名?[\s\u3000]*[:：\t\u3000 ][\s\u3000]*(\S{1,12}?(?:広域連合|組合|企業団|[都道府県市区町村]))$/u.exec(
      trimBlanks(text),
    );
  return value?.[1] ?? null;
}

/** `年度：令和7年度`, `対象年度 2025`: a field with the year of the plan. */
export function yearField(text: string): number | null {
  if (!text.includes("年度")) return null;
  const value = /^(?:対象|計画|実施)?年度[\s\u3000]*[:：\t\u3000 ][\s\u3000]*(\S{2,10})$/u.exec(
    trimBlanks(text),
  )?.[1];
  if (value === undefined) return null;
  return statedYear(value) ?? statedYear(`${foldPrinted(value)}年度`);
}

/** `更新日:2024年10月10日`, `更新日：令和6年10月10日`, `最終更新日 2024/10/10` as `YYYY-MM-DD`. */
export function updatedOn(text: string): string | null {
  if (!/[更公掲登]/u.test(text)) return null;
  const core = foldPrinted(text);
  const found =
    /(?:最終)?(?:更新|公開|掲載|登録)(?:年月)?日?[:：]?(?:(令和|平成)(元|\d{1,2})年|(\d{4})[年/.-])(\d{1,2})[月/.-](\d{1,2})日?/u.exec(
      core,
    );
  if (found === null) return null;
  const era = ERA_START[found[1] ?? ""];
  const year =
    era === undefined
      ? Number.parseInt(found[3] ?? "", 10)
      : era + (found[2] === "元" ? 1 : Number.parseInt(found[2] ?? "", 10));
  const month = Number.parseInt(found[4] ?? "", 10);
  const day = Number.parseInt(found[5] ?? "", 10);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.toISOString().slice(0, 10);
}

/** `このページは企画部 企画課が担当しています。`, `担当：企画部 企画課`: who published the document. */
export function issuingSection(text: string): string | null {
  if (!/このページ|発行|作成|編集/u.test(text)) return null;
  const unit =
    "([^\\s\\u3000:：、。]{1,15}[部局課室係所](?:[\\s\\u3000][^\\s\\u3000:：、。]{1,15}[部局課室係所班])*)";
  const found =
    /このページは[、]?(.{2,30}?)が担当/u.exec(text) ??
    new RegExp(`このページに(?:関する|ついての)お?問い?合わ?せ先?は?[\\s\\u3000:：]*${unit}`, "u").exec(
      text,
    ) ??
    new RegExp(`^(?:発行(?:課|者|元)?|作成課?|編集)[\\s\\u3000]*[:：][\\s\\u3000]*${unit}$`, "u").exec(text);
  return found?.[1] === undefined ? null : trimBlanks(found[1]);
}

const PLANNISH = /方針|目標|マニフェスト|宣言|運営|経営|計画|戦略|重点|取組|ミッション|ビジョン/u;

/** True for a line that can be the title of such a document. */
export function isTitle(text: string): boolean {
  return text.length <= 80 && !/。|です$|ます$/u.test(text) && PLANNISH.test(foldPrinted(text));
}
