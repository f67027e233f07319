import { type Block, blockText, span } from "../../reply.js";
import { cost, type Element, richText } from "./element.js";

/** Tables of cards. */

type Table = Extract<Block, { kind: "table" }>;

/** Bytes of one table with its fallback, and of its column names. */
const MOST_TABLE = 17_000;
const MOST_TABLE_HEAD = 2000;

/** A table, in several where it is long; each repeats the column names. */
export function tableElements(table: Table): Element[][] {
  const labels = table.columns.map((column) => column.label);
  const head = rowOf(labels, table, true);
  if (cost(head) > MOST_TABLE_HEAD || cost(table.caption) > MOST_TABLE_HEAD) return asLines(table);
  const parts: { readonly cells: (readonly string[])[]; readonly rows: Element[] }[] = [];
  let room = 0;
  for (const cells of table.rows) {
    const row = rowOf(cells, table, false);
    const size = cost(row) + cost(richText([span(cells.join("\t"))]));
    if (size > MOST_TABLE) return asLines(table);
    if (parts.length === 0 || size > room) {
      parts.push({ cells: [], rows: [] });
      room = MOST_TABLE;
    }
    parts.at(-1)?.cells.push(cells);
    parts.at(-1)?.rows.push(row);
    room -= size;
  }
  if (parts.length === 0) parts.push({ cells: [], rows: [] });
  const tables = parts.map(
    ({ cells, rows }): Element => ({
      type: "Table",
      firstRowAsHeader: true,
      showGridLines: true,
      columns: table.columns.map((column) => ({ width: column.align === "right" ? 1 : 2 })),
      rows: [head, ...rows],
      // For clients without tables: the same, line by line.
      fallback: { type: "Container", items: richText([span(blockText({ ...table, rows: cells }))]) },
    }),
  );
  const caption =
    table.caption === "" ? [] : richText([{ text: table.caption, bold: true }], { spacing: "Medium" });
  return tables.map((each, index) => (index === 0 ? [...caption, each] : [each]));
}

/** A table whose cells hold whole texts, as lines. */
function asLines(table: Table): Element[][] {
  const caption =
    table.caption === "" ? [] : richText([{ text: table.caption, bold: true }]).map((element) => [element]);
  return [...caption, ...richText([span(blockText(table))]).map((element) => [element])];
}

function rowOf(cells: readonly string[], table: Table, bold: boolean): Element {
  return {
    type: "TableRow",
    cells: cells.map((text, index) => ({
      type: "TableCell",
      items: richText([{ text, bold }], table.columns[index]?.align === "right" ? { align: "Right" } : {}),
    })),
  };
}
