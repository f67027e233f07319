import type { ReadableSource } from "./decode.js";
import type { ParsedPlan } from "./document.js";
import type { ReadDocument } from "./elements.js";
import { readDocument } from "./read/read-document.js";
import { findTable } from "./sheet/table.js";
import { readCsv } from "./sheet/workbook.js";
import { parseSheet } from "./sheet.js";

/** A file as the importer goes on with it: our own form filled in, or a document whose layout a profile knows. */
export type PlanSource =
  | { readonly kind: "form"; readonly plan: ParsedPlan }
  | { readonly kind: "document"; readonly document: ReadDocument };

/**
 * Reads a file as far as its format goes.
 * @throws ImportError with one Japanese sentence that says why it cannot be read and what to do
 */
export async function readPlanSource(source: ReadableSource, content: Uint8Array): Promise<PlanSource> {
  if (source.kind === "xlsx") return { kind: "form", plan: await parseSheet(source) };
  if (source.kind === "csv") {
    // Our form says in a column of its own what every row is.
    const columns = findTable(readCsv(source))?.columns;
    if (columns?.fields.has("kind") === true && columns.fields.has("text")) {
      return { kind: "form", plan: await parseSheet(source) };
    }
  }
  return { kind: "document", document: await readDocument(content, source.name) };
}
