import { ImportError } from "../../document.js";
import type { PageLayout } from "./page-layout.js";

/** Texts on both sides of a distance that is more than a blank. */
const TWO_SIDES = /[^\s.・…‥]{5,}\s{3,}[^\s.・…‥]{5,}/u;

/**
 * Refuses a document in which lines stand beside each other without rules between them: which text belongs to which
 * column is then not known, and what would be stored is torn.
 */
export function refuseColumns(pages: readonly PageLayout[]): void {
  let lines = 0;
  let torn = 0;
  const where: number[] = [];
  for (const [index, { items }] of pages.entries()) {
    const texts = items.flatMap((item) => (item.kind === "text" ? [item.line.text.trim()] : []));
    const cells = items.flatMap((item) =>
      item.kind === "table"
        ? item.rows.flat().flatMap((cell) => cell.lines.map((line) => line.text.trim()))
        : [],
    );
    const here = [...texts, ...cells].filter((text) => TWO_SIDES.test(text)).length;
    lines += texts.length + cells.length;
    torn += here;
    if (here >= 3) where.push(index + 1);
  }
  if (torn >= 6 && torn * 4 >= lines) {
    throw new ImportError(
      `罫線のない表か段組みの PDF のため、どの文がどの欄のものか判別できません（${where.slice(0, 5).join("、")}ページ）。元の Word や Excel のファイルか、罫線のある表にした PDF を指定してください。`,
    );
  }
}
