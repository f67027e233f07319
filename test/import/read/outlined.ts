import type { Cell, DocumentElement, LineElement, ReadDocument } from "../../../src/import/elements.js";
import { readDocument } from "../../../src/import/read/read-document.js";

const printed = (line: LineElement): string => (line.mark === "" ? line.text : `${line.mark} ${line.text}`);

function cell(one: Cell | null): string {
  if (one === null) return "^";
  const span = one.columns > 1 || one.rows > 1 ? `(${one.columns}×${one.rows})` : "";
  return `${span}${one.lines.map(printed).join(" / ")}`;
}

function rows(element: DocumentElement): readonly string[] {
  switch (element.kind) {
    case "heading":
      return [`${"#".repeat(element.level)} ${element.text}`];
    case "line":
      return [printed(element)];
    case "table":
      return element.rows.map((row) => `| ${row.map(cell).join(" | ")}`);
  }
}

/** A document as it is looked at: `## heading`, `○ line`, `| cell | cell / second line`, `^` where a span covers. */
export const outlined = (document: ReadDocument): readonly string[] => document.elements.flatMap(rows);

export async function read(text: string | Uint8Array, name: string): Promise<ReadDocument> {
  return readDocument(typeof text === "string" ? new TextEncoder().encode(text) : text, name);
}

export async function outlineOf(text: string | Uint8Array, name: string): Promise<readonly string[]> {
  return outlined(await read(text, name));
}

export const messages = (document: ReadDocument): readonly string[] =>
  document.notices.map((notice) => `${notice.kind}: ${notice.message}`);

/** Every printed line of a document, those in cells too. */
export function linesOf(document: ReadDocument): readonly LineElement[] {
  return document.elements.flatMap((element) =>
    element.kind === "table"
      ? element.rows.flatMap((row) => row.flatMap((one) => one?.lines ?? []))
      : element.kind === "line"
        ? [element]
        : [],
  );
}
