import type { Place } from "../elements.js";

export const NOWHERE: Place = { page: null, sheet: null, line: null };

export const atLine = (line: number): Place => ({ page: null, sheet: null, line });

export const onPage = (page: number, line: number | null): Place => ({ page, sheet: null, line });

/** `シート「計画」の5行目`, `3ページ`, `12行目`; empty where nothing is known. */
function placeLabel({ page, sheet, line }: Place): string {
  if (sheet !== null) return `シート「${sheet}」${line === null ? "" : `の${line}行目`}`;
  if (page !== null) return `${page}ページ`;
  return line === null ? "" : `${line}行目`;
}

/** The same as the beginning of a sentence: `3ページの`, or nothing. */
export function ofPlace(place: Place): string {
  const label = placeLabel(place);
  return label === "" ? "" : `${label}の`;
}

/** A text as it is named in a sentence: 「福祉避難所の拡充」, shortened where it is long. */
export function quote(text: string): string {
  const chars = [...text.replace(/\s+/gu, " ").trim()];
  return `「${chars.length > 30 ? `${chars.slice(0, 29).join("")}…` : chars.join("")}」`;
}
