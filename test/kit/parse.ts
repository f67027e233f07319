import { ImportError, type ParsedPlan } from "../../src/import/document.js";
import type { ReadDocument } from "../../src/import/elements.js";
import { looksLikeHtml } from "../../src/import/markup.js";
import { planImport } from "../../src/import/profile/plan-import.js";
import { readLines } from "../../src/import/read/plain-text.js";
import { readFragment, readWebPage } from "../../src/import/read/web-page.js";

/** The elements of a text or web page. */
export function readText(text: string, name = "document"): ReadDocument {
  return looksLikeHtml(text) ? readWebPage(text) : readLines(text, name, readFragment);
}

/**
 * The plan of a document whose layout is certain.
 * @throws ImportError where it is refused, or where a question would be asked
 */
export function parseDocument(text: string): ParsedPlan {
  const { plan, question } = planImport(readText(text), {});
  if (plan === null) throw new ImportError(`質問: ${question?.text ?? ""}`);
  return plan;
}
