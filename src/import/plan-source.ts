import type { ReadableSource } from "./decode.js";
import type { ParsedPlan } from "./document.js";
import type { Cell, ReadDocument, TableElement } from "./elements.js";
import { readDocument } from "./read/read-document.js";
import { findTable } from "./sheet/table.js";
import { parseSheet } from "./sheet.js";

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
  if (!document.elements.some((one) => one.kind === "table" && isForm(one))) return { document, form: null };
  // What was filled in is stored byte for byte: from the cells, not from their lines and marks.
  return { document, form: await parseSheet(source) };
}

/** Our form says in a column of its own what every row is. */
function isForm({ rows }: TableElement): boolean {
  const texts = rows.map((row) => row.map(textOf));
  const fields = findTable({ sheet: null, rows: texts, merges: [], flaws: new Map() })?.columns.fields;
  return fields?.has("kind") === true && fields.has("text");
}

const textOf = (cell: Cell | null): string => cell?.lines.map(({ text }) => text).join("\n") ?? "";
