/** What the lines above a table say: the title of the plan, its year, whose it is. */

import { parseFiscalYear } from "../../domain/time.js";
import { statedMunicipality } from "../titles.js";

export interface SheetTitle {
  readonly title: string | null;
  readonly municipality: string | null;
  readonly fiscalYear: number | null;
}

const YEAR = /(?:令和|平成|R|H)\s*(?:元|[0-9]{1,2})\s*年度|[0-9]{4}\s*年度/i;
const PLAN_WORD = /方針|目標|計画/;
/** A municipality's name at the start of a line of its own or of a title: `桜野市`, `桜野市 令和8年度…`. */
const MUNICIPALITY = /^((?:[^\s0-9]{1,4}[都道府県])?[^\s0-9]{1,8}?[市区町村])(?=$|\s|令和|平成|[0-9])/;

/** Reads the rows above the heading row. A year or a name is taken only from a title or a cell of its own. */
export function readTitle(rows: readonly (readonly string[])[]): SheetTitle {
  const cells = rows
    .flat()
    .map((cell) => cell.trim())
    .filter((cell) => cell !== "");
  const title = cells.find((cell) => YEAR.test(cell.normalize("NFKC")) && PLAN_WORD.test(cell)) ?? null;
  const own = cells.find((cell) => parseFiscalYear(cell) !== null && /年度/.test(cell)) ?? "";
  const year = YEAR.exec((title ?? own).normalize("NFKC"))?.[0] ?? "";
  return {
    title,
    municipality:
      nameIn(title ?? "") ??
      statedMunicipality(title ?? "") ??
      cells
        .filter((cell) => cell.length <= 12)
        .map(nameIn)
        .find((name) => name !== null) ??
      null,
    fiscalYear: parseFiscalYear(year),
  };
}

function nameIn(text: string): string | null {
  return MUNICIPALITY.exec(text.normalize("NFKC"))?.[1] ?? null;
}
