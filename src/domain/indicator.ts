/**
 * 指標: what a goal is measured by, and the values that reports name. Closed world: a number becomes a value only where the report
 * names the indicator before it, or where there is only one and the report says 指標 or counts in its unit from one value to another.
 */

export interface IndicatorTerms {
  readonly name: string;
  /** `%`, `団体`; the empty string where there is none. */
  readonly unit: string;
  /** Whether more or less is better. */
  readonly direction: "up" | "down";
  readonly base: number | null;
  /** `YYYY-MM-DD`, or as printed: `令和5年度`. */
  readonly baseOn: string;
  readonly target: number | null;
  readonly targetOn: string;
  /** Where the values come from: `住民基本台帳`. */
  readonly source: string;
}

/** The terms alone of what holds more. */
export const termsOf = (indicator: IndicatorTerms): IndicatorTerms => {
  const { name, unit, direction, base, baseOn, target, targetOn, source } = indicator;
  return { name, unit, direction, base, baseOn, target, targetOn, source };
};

const DIGITS = "([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\\.[0-9]+)?\\s*(万|億)?";
const FACTORS: Readonly<Record<string, number>> = { 万: 10_000, 億: 100_000_000 };

const plain = (text: string): string => text.normalize("NFKC").replace(/[,](?=[0-9]{3}(?![0-9]))/gu, "");

function figure(whole: string | undefined, fraction: string | undefined, factor: string | undefined): number {
  return Number(`${(whole ?? "").replaceAll(",", "")}${fraction ?? ""}`) * (FACTORS[factor ?? ""] ?? 1);
}

/** A number as it is typed into a form: `52.3`, `５万`, `1,200%`; null where it is none, or more than one. */
export function readFigure(text: string, unit = ""): number | null {
  const typed = plain(text).trim();
  const read = figureAt(typed, unit);
  if (read === null) return null;
  return read.isStated || /^[^\s0-9.,→~-]{0,10}$/u.test(typed.slice(read.end).trim()) ? read.value : null;
}

/** Units that are written in more than one way. */
const SPELLINGS = [
  ["か所", "カ所", "ヶ所", "ヵ所", "ケ所", "箇所", "個所"],
  ["人", "名"],
  ["%", "パーセント"],
  ["か国", "カ国", "ヶ国"],
] as const;

/** Every way in which a unit is written; none where there is no unit. */
function spellingsOf(unit: string): readonly string[] {
  const own = plain(unit).trim();
  if (own === "") return [];
  return SPELLINGS.find((spellings) => spellings.some((spelling) => spelling === own)) ?? [own];
}

interface FigureRead {
  /** In the indicator's unit. */
  readonly value: number;
  /** Where the figure and its unit end. */
  readonly end: number;
  readonly isStated: boolean;
}

const FIGURE_HERE = new RegExp(`^\\s*${DIGITS}`, "u");

/** The figure at the beginning of a text; null where there is none. */
function figureAt(text: string, unit: string): FigureRead | null {
  const match = FIGURE_HERE.exec(text);
  if (match === null) return null;
  const [whole, integer, fraction, factor = ""] = match;
  const spellings = spellingsOf(unit);
  const unitAt = (place: number): string | undefined =>
    spellings.find((spelling) => text.startsWith(spelling, place));
  // 300万円 of an indicator in 万円 is 300.
  const bare = whole.length - factor.length;
  const large = factor === "" ? undefined : unitAt(bare);
  if (large !== undefined)
    return { value: figure(integer, fraction, ""), end: bare + large.length, isStated: true };
  const blank = whole.length + (/^\s*/u.exec(text.slice(whole.length))?.[0].length ?? 0);
  const stated = unitAt(blank);
  const end = stated === undefined ? whole.length : blank + stated.length;
  return { value: figure(integer, fraction, factor), end, isStated: stated !== undefined };
}

/** `52.3%`, `1,200団体`. */
export function figureWords(value: number, unit: string): string {
  const rounded = Math.round(value * 1000) / 1000;
  return `${rounded.toLocaleString("en", { maximumFractionDigits: 3 })}${unit}`;
}

/** `加入率 52.3%（目標 60% 令和8年度末）` */
export function indicatorWords(terms: IndicatorTerms, value: number | null): string {
  const { name, unit, base, baseOn, target, targetOn } = terms;
  const now =
    value !== null
      ? ` ${figureWords(value, unit)}`
      : base !== null
        ? ` ${figureWords(base, unit)}（基準${baseOn === "" ? "" : ` ${baseOn}`}）`
        : "";
  const aim =
    target === null ? "" : `（目標 ${figureWords(target, unit)}${targetOn === "" ? "" : ` ${targetOn}`}）`;
  return `${name}${now}${aim}`;
}

/** What is still missing to the target, as a hint and never as a state; null where nothing is known or it is reached. */
export function gapWords({ unit, direction, target }: IndicatorTerms, value: number | null): string | null {
  if (value === null || target === null) return null;
  const gap = direction === "up" ? target - value : value - target;
  if (gap <= 0) return null;
  const words = figureWords(gap, unit === "%" ? "ポイント" : unit);
  return `目標まであと ${words}`;
}

/**
 * Reads 指標 and 目標値 as a document prints them. Null where they hold no single name and number: then they stay what is printed.
 * @param name `加入率（％）`, or with its target: `電子化率 80%` @param target `60%（令和8年度末）`, `50,000人以上`, or the empty string
 */
export function readPrinted(name: string, target: string): IndicatorTerms | null {
  const own = plain(name).trim();
  const together =
    target === "" ? new RegExp(`^(.*?[^0-9\\s])\\s*[:：]?\\s*${DIGITS}\\s*(.*)$`, "u").exec(own) : null;
  const [label, aim] =
    together === null
      ? [own, plain(target).trim()]
      : [together[1] ?? "", own.slice((together[1] ?? "").length)];
  const bracket = /^(.*?)[(（](?:単位[:：]?)?\s*([^()（）]{1,6})[)）]$/u.exec(label.trim());
  const shown = (bracket?.[1] ?? label).replace(/[\s:：、]+$/u, "").trim();
  const numbers = [...aim.matchAll(new RegExp(DIGITS, "gu"))].filter(
    ({ index }) =>
      !/(?:令和|平成|R|H)\s*$/u.test(aim.slice(0, index)) && !/^[0-9]{4}年/u.test(aim.slice(index)),
  );
  const counted = numbers.filter(
    ({ index, 0: text }) => !/^\s*(?:年|月|日)/u.test(aim.slice(index + text.length)),
  );
  const [only, ...others] = counted;
  if (shown === "" || shown.length > 60 || only === undefined || others.length > 0 || /[\n、]/u.test(shown))
    return null;
  const rest = aim.slice(only.index + only[0].length);
  const unit = /^\s*(%|[^\s0-9()（）、。以未]{1,6})/u.exec(rest)?.[1] ?? bracket?.[2] ?? "";
  const when = /((?:令和|平成|R|H)\s*[0-9元]+年度?末?|[0-9]{4}年度?末?)/u.exec(aim)?.[1] ?? "";
  return {
    name: shown,
    unit,
    direction: /以下|未満|削減|減/u.test(`${rest}${shown}`) ? "down" : "up",
    base: null,
    baseOn: "",
    target: figure(only[1], only[2], only[3]),
    targetOn: when.replace(/\s/gu, ""),
    source: "",
  };
}

/** The value that a report names for each indicator, by its place in the list; the last one where it names several. */
export function readValues(
  text: string,
  indicators: readonly Pick<IndicatorTerms, "name" | "unit">[],
): ReadonlyMap<number, number> {
  const said = plain(text);
  const names = indicators.map(({ name }) => plain(name).trim());
  const found = new Map<number, number>();
  for (const [at, { unit }] of indicators.entries()) {
    const key = names[at] ?? "";
    // 率 in 加入率 must not be read as an indicator of that name.
    const longer = names.filter((other) => other !== key && other.includes(key));
    for (let index = said.indexOf(key); key !== "" && index >= 0; index = said.indexOf(key, index + 1)) {
      if (longer.some((other) => covers(said, index, key, other)) || !isNameOfIts(said.slice(0, index)))
        continue;
      const value = valueBehind(said.slice(index + key.length), unit);
      if (value !== null) found.set(at, value);
    }
  }
  const [only] = indicators;
  if (indicators.length === 1 && only !== undefined && !found.has(0)) {
    const value = valueOfOnly(said, only.unit);
    if (value !== null) found.set(0, value);
  }
  return found;
}

/** Whether a longer name stands over this place. */
const covers = (said: string, index: number, key: string, other: string): boolean =>
  said.startsWith(other, index - other.indexOf(key));

/** What may stand before a name without making it another one: `9月末の加入率`, `区の加入率`, but no 新規登録者数 or 女性の加入率. */
const SAME_THING =
  /(?:月末?|[0-9]日|現在|時点|今回|本日|今年度|本年度|全体|[区市町村県都]|[区市町村]民|住民)の?$/u;
const OTHER_TIMES = "[前先昨翌来次][年月回]度?|(?<![今本])年度末?|目標|計画|予定|見込み?|当初";
const OTHER_TIME = new RegExp(`(?:${OTHER_TIMES})(?:値|時点|上)?[のはがにを]?[、:\\s]*$`, "u");

/** Whether the name behind these words is the indicator's, of now: neither part of another word nor last year's or a target. */
function isNameOfIts(ahead: string): boolean {
  if (OTHER_TIME.test(ahead)) return false;
  return !/(?:[\p{Script=Han}\p{Script=Katakana}ーA-Za-z]|の)$/u.test(ahead) || SAME_THING.test(ahead);
}

/** The single indicator of a goal: `指標 52`, or by itself `38→52団体`. */
function valueOfOnly(said: string, unit: string): number | null {
  const marked = /(?:^|[\s。、])指標/u.exec(said);
  if (marked !== null) return valueBehind(said.slice(marked.index + marked[0].length), unit);
  const arrow = ARROW.exec(said);
  if (arrow === null || OTHER_TIME.test(said.slice(0, arrow.index))) return null;
  const to = said.slice(arrow.index + arrow[0].length);
  const read = figureAt(to, unit);
  return read?.isStated === true && isSaidOfNow(to.slice(read.end)) ? read.value : null;
}

const ARROW = new RegExp(`${DIGITS}\\s*[^\\s0-9→]{0,6}\\s*(?:→|⇒|->)`, "u");

/** Between a name and its figure: `は`, `（9月末）`, `は9月末現在で`. */
const DAY = "(?:令和[0-9]+年)?[0-9]{1,2}月(?:[0-9]{1,2}日|[末上中下]旬?)?";
const NOW = `(?:(?:${DAY}|現在|現時点|今回|本日|直近)(?:時点|現在)?(?:では|[での])?、?)`;
const LINK = new RegExp(
  `^\\s*(?:[(]${DAY}(?:時点|現在)?[)]|[(]現在[)])?\\s*(?:は|が|も|を|:|、)?\\s*${NOW}?\\s*約?`,
  "u",
);
const BEFORE = /^(?:(?:前回|前年度?|昨年度?|当初|先月|前月)の)/u;
const FROM = new RegExp(`^\\s*${DIGITS}\\s*[^\\s0-9→]{0,6}?\\s*(?:→|⇒|->|から)\\s*`, "u");

/** The value right behind a name: `は 38→52団体`. A number in another unit, or one that is hoped for, is none. */
function valueBehind(behind: string, unit: string): number | null {
  const linked = behind.slice(LINK.exec(behind)?.[0].length ?? 0);
  const compared = linked.replace(BEFORE, "");
  const from = FROM.exec(compared);
  const said = from === null ? linked : compared.slice(from[0].length);
  const read = figureAt(said, unit);
  if (read === null) return null;
  return isSaidOfNow(said.slice(read.end)) ? read.value : null;
}

const END = "(?=$|[\\s。、,;)」/→])";
const here = (...patterns: readonly string[]): RegExp => new RegExp(`^(?:${patterns.join("|")})`, "u");
const DONE = `(?:しました|した|しています|している|して|し|中|傾向|済み?)?(?:です|でした)?${END}`;
/** Behind a figure, what says that it is so by now. */
const ASSERTED = here(
  "(?:に|と|まで)な(?:りました|った|り|っています|っている|っており)",
  `(?:に|まで)(?:上昇|増加|減少|低下|向上|改善|拡大|到達|回復|縮小)${DONE}`,
  "(?:に|まで)(?:増え|減|上が|下が|伸び|落ち|達し)(?:りました|ました|った|た|って|ています|ている)",
  `(?:に|まで)(?:増え|減り|上がり|下がり|伸び|落ち|達し)${END}`,
  "で(?:す|した|あった)",
  `で(?:あり)?${END}`,
  "で(?:推移|順調|概ね|横ばい|変わら|前[年回]|昨年)",
  "だった",
  `(?:を)?(?:達成|記録|維持|確保)${DONE}`,
  `(?:設置|整備|締結|登録|実施|完了)済み?(?:です|でした)?${END}`,
);
const ABOUT = /^(?:程度|前後|余り?|弱|強)/u;
const NOTED = /^\s*[(]([^()]{0,40})[)]/u;
/** What is said of later days, or of what is wanted. */
const LATER =
  /予定|見込|目指|目標|想定|計画|方針|来年|次年|今後|たい|べき|よう(?:に|努|取)|(?<!た)ため|させ/u;
/** A target that is only compared with. */
const COMPARED = /目標(?:値)?(?:[0-9.]+[^\s0-9]{0,6})?(?:を|に|は)?(?:達成|上回|下回|未達|届|対し|比)/gu;

/** Whether what stands behind a figure leaves it what it is now. Closed world: words that are not known make it text. */
function isSaidOfNow(behind: string): boolean {
  const [clause = ""] = /^[^。、\n]*/u.exec(behind) ?? [];
  const rest = clause.replace(ABOUT, "");
  const noted = NOTED.exec(rest);
  if (noted !== null && LATER.test(noted[1] ?? "") && !/[0-9]/u.test(noted[1] ?? "")) return false;
  const bare = noted === null ? rest : rest.slice(noted[0].length);
  if (bare === "" || /^[,;)」/→]/u.test(bare)) return true;
  if (LATER.test(bare.replace(COMPARED, ""))) return false;
  const words = bare.trimStart();
  if (ASSERTED.test(words)) return true;
  return words !== bare && !/^(?:[をにへがのと]|まで|以[上下]|未満|超|[0-9])/u.test(words);
}
