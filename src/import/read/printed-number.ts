/** A number or date of a cell as its format prints it, for the formats that plans use. */
export function printedNumber(value: number | Date, format?: string): string {
  if (value instanceof Date) return printedDate(value, format ?? "");
  const code = (format ?? "").split(";")[0] ?? "";
  const found = /^([^0#?]*)([0#?,]*(?:\.[0#?]+)?)([\s\S]*)$/u.exec(withoutSpacing(code));
  const digits = found?.[2] ?? "";
  if (found === null || digits === "") return plainNumber(value);
  const [before, after] = [literal(found[1] ?? ""), literal(found[3] ?? "")];
  const scaled = after.includes("%") ? value * 100 : value;
  const decimals = /\.([0#?]+)/u.exec(digits)?.[1] ?? "";
  const rounded = scaled.toFixed(Math.min(decimals.length, 10));
  const short = decimals.includes("#") ? rounded.replace(/\.?0+$/u, "") : rounded;
  const [whole = "", fraction] = short.split(".");
  const padded = whole.padStart((digits.split(".")[0]?.match(/0/gu) ?? []).length, "0");
  const grouped = digits.includes(",") ? padded.replace(/\B(?=(?:\d{3})+$)/gu, ",") : padded;
  return `${before}${grouped}${fraction === undefined ? "" : `.${fraction}`}${after}`;
}

/** The shortest number that is meant: 0.1 + 0.2 is kept as 0.30000000000000004. */
const plainNumber = (value: number): string => String(Number(value.toPrecision(12)));

/** `_x` and `*x` leave room, `[red]` colours. */
const withoutSpacing = (code: string): string =>
  code.replace(/[_*]./gu, "").replace(/\[(?:[^\]\n]{0,40})\]/gu, "");

/** What stands between quotes or behind a backslash, and signs that print themselves. */
function literal(code: string): string {
  const printed = code.replace(
    /"([^"]*)"|\\(.)|(General|@)/gu,
    (_all, quoted?: string, escaped?: string) => quoted ?? escaped ?? "",
  );
  return printed;
}

const ERAS: readonly (readonly [number, string, string])[] = [
  [20190501, "令和", "R"],
  [19890108, "平成", "H"],
  [19261225, "昭和", "S"],
];

/** Excel's days have no zone; the library gives them as midnight in UTC. */
function printedDate(date: Date, format: string): string {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const code = withoutSpacing(format);
  if (/g/iu.test(code) && /e/iu.test(code)) {
    const [since = 0, name = "", letter = ""] =
      ERAS.find(([from]) => year * 10_000 + month * 100 + day >= from) ?? [];
    const count = year - Math.floor(since / 10_000) + 1;
    const era = /ggg/iu.test(code) ? name : /gg/iu.test(code) ? name.slice(0, 1) : letter;
    if (code.includes("年")) return `${era}${count}年${month}月${/d/iu.test(code) ? `${day}日` : ""}`;
    return `${era}${count}.${month}.${day}`;
  }
  const hasYear = /y/iu.test(code) || code === "";
  const hasDay = /d/iu.test(code) || code === "";
  if (code.includes("年") || code.includes("月"))
    return `${hasYear ? `${year}年` : ""}${month}月${hasDay ? `${day}日` : ""}`;
  return [hasYear ? String(year) : "", String(month), hasDay ? String(day) : ""]
    .filter((part) => part !== "")
    .join("/");
}
