import { type IndicatorTerms, readFigure } from "../../../domain/indicator.js";
import { findPersonalData } from "../../../domain/privacy/privacy.js";
import type { Bot } from "../../context.js";

/** Reads the fields of an indicator's form, in chat or on the office page; a Japanese sentence for each that cannot be kept. */
export function readTerms(
  bot: Bot,
  values: Readonly<Record<string, string>>,
): { readonly terms: IndicatorTerms } | { readonly errors: Readonly<Record<string, string>> } {
  const errors: Record<string, string> = {};
  const text = (field: string, limit: number): string => {
    const typed = (values[field] ?? "").trim();
    if ([...typed].length > limit) errors[field] = `${limit}字以内で入れてください。`;
    if (findPersonalData(typed, bot.privacy).length > 0) errors[field] = "個人の情報を入れないでください。";
    return typed;
  };
  const number = (field: string): number | null => {
    const typed = (values[field] ?? "").trim();
    const value = readFigure(typed);
    if (typed !== "" && value === null) errors[field] = "数字で入れてください。例: 52.3";
    return value;
  };
  const name = text("name", 60);
  if (name === "") errors.name = "名前を入れてください。例: 加入率";
  const terms: IndicatorTerms = {
    name,
    unit: text("unit", 10).normalize("NFKC"),
    direction: values.direction === "down" ? "down" : "up",
    base: number("base"),
    baseOn: text("baseOn", 20),
    target: number("target"),
    targetOn: text("targetOn", 20),
    source: text("source", 60),
  };
  return Object.keys(errors).length > 0 ? { errors } : { terms };
}
