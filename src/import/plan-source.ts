import type { ReadableSource } from "./decode.js";
import { ImportError, type ParsedPlan } from "./document.js";
import type { Cell, ReadDocument, TableElement } from "./elements.js";
import { readDocument } from "./read/read-document.js";
import { findTable } from "./sheet/table.js";
import type { Grid } from "./sheet/workbook.js";
import { parseGrids } from "./sheet.js";

/** A file as the importer goes on with it: our own form filled in, or a document whose layout a profile knows. */
export interface PlanSource {
  readonly document: ReadDocument;
  /** The plan of our form (`policy-bot template`), which needs no profile; null for any other document. */
  readonly form: ParsedPlan | null;
}

/**
 * Reads a file as far as its format goes.
 * @throws ImportError with one Japanese sentence that says why it cannot be read and what to do
 */
export async function readPlanSource(source: ReadableSource, content: Uint8Array): Promise<PlanSource> {
  const document = await readDocument(content, source.name);
  if (source.kind !== "xlsx" && source.kind !== "csv") return { document, form: null };
  const grids = gridsOf(document);
  if (!grids.some(isForm)) return { document, form: null };
  const flaw = document.notices.find(({ kind }) => kind === "formula");
  if (flaw !== undefined) throw new ImportError(`${source.name}: ${flaw.message}`);
  return { document, form: parseGrids(grids, source.name) };
}

/** Our form says in a column of its own what every row is. */
function isForm(grid: Grid): boolean {
  const fields = findTable(grid)?.columns.fields;
  return fields?.has("kind") === true && fields.has("text");
}

/** The tables of a workbook as its sheets, every row in its own place. */
function gridsOf(document: ReadDocument): readonly Grid[] {
  const tables = document.elements.filter((one): one is TableElement => one.kind === "table");
  const sheets = [...new Set(tables.map(({ place }) => place.sheet))];
  return sheets.map((sheet) => {
    const rows: string[][] = [];
    for (const table of tables.filter(({ place }) => place.sheet === sheet)) {
      let at = (table.place.line ?? 1) - 1;
      for (const row of table.rows) {
        const line = row.find((cell) => cell?.lines[0]?.place.line != null)?.lines[0]?.place.line;
        at = Math.max(rows.length, (line ?? at + 1) - 1);
        while (rows.length < at) rows.push([]);
        rows.push(row.map(textOf));
      }
    }
    return { sheet, rows, merges: [], flaws: new Map() };
  });
}

const textOf = (cell: Cell | null): string =>
  cell === null
    ? ""
    : cell.lines.map(({ mark, text }) => (mark === "" || mark === "-" ? text : `${mark} ${text}`)).join("\n");
