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
export function readFigure(text: string): number | null {
  const match = new RegExp(`^${DIGITS}\\s*[^\\s0-9.,→~-]{0,10}$`, "u").exec(text.normalize("NFKC").trim());
  return match === null ? null : figure(match[1], match[2], match[3]);
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

/** Words behind a number that make it a hope and no value. */
const HOPED = /^\s*(?:を|に|が|まで|へ)?\s*(?:目指|目標|予定|見込|想定|到達させ|引き上げたい)/u;

/** The value that a report names for each indicator, by its place in the list; the last one where it names several. */
export function readValues(
  text: string,
  indicators: readonly Pick<IndicatorTerms, "name" | "unit">[],
): ReadonlyMap<number, number> {
  const said = plain(text);
  const found = new Map<number, number>();
  for (const [at, { name, unit }] of indicators.entries()) {
    const key = plain(name).trim();
    // 率 in 加入率 must not be read as an indicator of that name.
    const longer = indicators.some(
      (other) => plain(other.name).trim() !== key && plain(other.name).includes(key),
    );
    for (let index = said.indexOf(key); key !== "" && index >= 0; index = said.indexOf(key, index + 1)) {
      if (longer && indicators.some((other) => covers(said, index, key, plain(other.name).trim()))) continue;
      const value = valueAt(said.slice(index + key.length), unit);
      if (value !== null) found.set(at, value);
    }
  }
  const [only] = indicators;
  if (indicators.length === 1 && only !== undefined && !found.has(0)) {
    const marked = /(?:^|[\s。、])指標/u.exec(said);
    const value =
      marked !== null
        ? valueAt(said.slice(marked.index + marked[0].length), only.unit)
        : arrowAt(said, only.unit);
    if (value !== null) found.set(0, value);
  }
  return found;
}

/** Whether a longer name stands over this place. */
function covers(said: string, index: number, key: string, other: string): boolean {
  if (other === key || !other.includes(key)) return false;
  const inside = other.indexOf(key);
  return said.startsWith(other, index - inside);
}

/** The number right behind a name: `は 38→52団体`. A number in another unit, or one that is hoped for, is none. */
function valueAt(behind: string, unit: string): number | null {
  const arrow = new RegExp(
    `^\\s*(?:は|が|も|を|:|：)?\\s*(?:約)?${DIGITS}\\s*[^\\s0-9→]{0,6}\\s*(?:→|⇒|->|から)\\s*${DIGITS}`,
    "u",
  ).exec(behind);
  if (arrow !== null)
    return fits(behind.slice(arrow[0].length), unit) ? figure(arrow[4], arrow[5], arrow[6]) : null;
  const single = new RegExp(`^\\s*(?:は|が|も|を|:|：)?\\s*(?:約)?${DIGITS}`, "u").exec(behind);
  if (single === null) return null;
  return fits(behind.slice(single[0].length), unit) ? figure(single[1], single[2], single[3]) : null;
}

/** `38→52団体` by itself. */
function arrowAt(said: string, unit: string): number | null {
  const arrow = new RegExp(`${DIGITS}\\s*([^\\s0-9→]{0,6})\\s*(?:→|⇒|->)\\s*${DIGITS}`, "u").exec(said);
  if (arrow === null) return null;
  const behind = said.slice(arrow.index + arrow[0].length);
  return unit !== "" &&
    behind.trimStart().startsWith(plain(unit)) &&
    !HOPED.test(behind.trimStart().slice(plain(unit).length))
    ? figure(arrow[5], arrow[6], arrow[7])
    : null;
}

function fits(behind: string, unit: string): boolean {
  const next = behind.trimStart();
  const own = plain(unit);
  const stated = own !== "" && next.startsWith(own);
  const after = stated ? next.slice(own.length) : next;
  if (HOPED.test(after)) return false;
  // Without its unit a number counts only where no other unit stands behind it.
  return stated || next === "" || /^[\s。、,)）→]|^(?:に|と|へ|で|です|まで)/u.test(behind);
}
