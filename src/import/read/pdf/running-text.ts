import { isPageNumber } from "../../furniture.js";
import { fold } from "../../printed-text.js";
import type { PageLayout, PdfTable, PdfText } from "./page-layout.js";

/** A page without what is printed on every page. */
export interface CleanPage {
  readonly page: number;
  readonly items: readonly (PdfTable | PdfText)[];
}

/** Running headers and page numbers stand in the outer eighth of a page. */
const MARGIN = 0.13;

/** Leaves page numbers and running headers out; of a header, the first stays, because it may be the title. */
export function withoutRunningText(pages: readonly PageLayout[]): {
  readonly pages: readonly CleanPage[];
  readonly numbers: number;
  readonly headers: readonly string[];
} {
  const isAtEdge = (item: PdfText, height: number): boolean =>
    item.bottom <= height * MARGIN || item.top >= height * (1 - MARGIN);
  const keyOf = (item: PdfText): string =>
    `${fold(item.line.text).replace(/\d+/gu, "#")} ${Math.round(item.top / 6)}`;
  const counts = new Map<string, number>();
  for (const { items, height } of pages) {
    for (const item of items) {
      if (item.kind !== "text" || !isAtEdge(item, height)) continue;
      counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
    }
  }
  const enough = Math.max(2, Math.ceil(pages.length * 0.6));
  const seen = new Set<string>();
  const headers = new Set<string>();
  let numbers = 0;
  const cleaned = pages.map(({ items, height }, index): CleanPage => {
    const kept = items.filter((item) => {
      if (item.kind !== "text" || !isAtEdge(item, height)) return true;
      if (isPageNumber(item.line.text.trim())) {
        numbers += 1;
        return false;
      }
      const key = keyOf(item);
      if (pages.length < 3 || (counts.get(key) ?? 0) < enough) return true;
      const again = seen.has(key) || item.top > height / 2;
      seen.add(key);
      if (again) headers.add(item.line.text.trim());
      return !again;
    });
    return { page: index + 1, items: kept };
  });
  return { pages: cleaned, numbers, headers: [...headers] };
}
