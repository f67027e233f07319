/** 人事異動の一覧: a CSV or XLSX with a row for each post that changes hands. */

import type { Source } from "../../../import/decode.js";
import { ImportError } from "../../../import/document.js";
import type { Grid } from "../../../import/sheet/workbook.js";

/** A row as it is written, without outer blanks. */
export interface WrittenMove {
  /** The row of the sheet, from 1. */
  readonly line: number;
  readonly on: string;
  readonly department: string;
  readonly post: string;
  readonly from: string;
  readonly to: string;
}

type Column = Exclude<keyof WrittenMove, "line">;

/** What offices call the columns. */
const HEADINGS: Readonly<Record<Column, readonly string[]>> = {
  on: ["異動日", "発令日", "異動年月日", "発令年月日", "日付"],
  department: ["部", "部名", "所属", "部署", "組織"],
  post: ["職", "職名", "役職", "補職", "補職名", "ポスト"],
  from: ["前任", "前任者", "異動前", "現任", "現任者"],
  to: ["後任", "後任者", "異動後", "新任", "新任者"],
};
const NEEDED: readonly Column[] = ["on", "from", "to"];
const MAX_HEADING_ROW = 20;

/** What stands at the top of an empty list. */
export const TRANSFER_HEADINGS = ["異動日", "部", "職", "前任", "後任"] as const;

/** @throws ImportError where there is no table with these columns */
export async function readTransferList(source: Source): Promise<readonly WrittenMove[]> {
  const { readCsv, readWorkbook } = await import("../../../import/sheet/workbook.js");
  const grids =
    source.kind === "xlsx" ? await readWorkbook(source, "printed") : [readCsv({ ...source, kind: "csv" })];
  const moves = grids.flatMap((grid) => movesIn(grid) ?? []);
  if (grids.every((grid) => movesIn(grid) === null)) {
    throw new ImportError(
      `${source.name}: 人事異動の一覧として読めません。1行目に「${TRANSFER_HEADINGS.join("、")}」の見出しがある CSV か Excel を選んでください。`,
    );
  }
  if (moves.length === 0) throw new ImportError(`${source.name}: 見出しの下に行がありません。`);
  return moves;
}

function movesIn({ rows }: Grid): WrittenMove[] | null {
  for (const [at, row] of rows.slice(0, MAX_HEADING_ROW).entries()) {
    const places = placesIn(row);
    if (places === null) continue;
    return rows.slice(at + 1).flatMap((cells, below) => {
      const cell = (column: Column): string => {
        const place = places.get(column);
        return place === undefined ? "" : (cells[place] ?? "").trim();
      };
      const move = {
        on: cell("on"),
        department: cell("department"),
        post: cell("post"),
        from: cell("from"),
        to: cell("to"),
      };
      return Object.values(move).every((text) => text === "") ? [] : [{ line: at + below + 2, ...move }];
    });
  }
  return null;
}

function placesIn(row: readonly string[]): ReadonlyMap<Column, number> | null {
  const plain = row.map((cell) => cell.normalize("NFKC").replace(/\s+/gu, ""));
  const places = new Map(
    (Object.keys(HEADINGS) as Column[]).flatMap((column) => {
      const place = plain.findIndex((cell) => HEADINGS[column].includes(cell));
      return place < 0 ? [] : [[column, place] as const];
    }),
  );
  return NEEDED.every((column) => places.has(column)) ? places : null;
}
