import type { ReadableSource } from "./decode.js";
import type { ParsedPlan } from "./document.js";
import type { ReadDocument } from "./elements.js";
import { readDocument } from "./read/read-document.js";

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
  // Only a table can be our form; what reads one is loaded for nothing else.
  const { readForm } = await import("./sheet.js");
  return { document, form: await readForm(source, document) };
}
