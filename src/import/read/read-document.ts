import { extname } from "node:path";
import { openSource, type ReadableSource } from "../decode.js";
import { ImportError } from "../document.js";
import type { ReadDocument } from "../elements.js";
import { looksLikeHtml } from "../markup.js";

/**
 * Reads a file of any format into elements; the format is told by the content, the name's ending only decides where
 * the content leaves it open. Each format's reader is loaded when a file asks for it.
 * @param bytes the file as it is on disk
 * @param name its name, for its ending and for messages
 * @throws ImportError with one Japanese sentence that says why it cannot be read and what to do
 */
export async function readDocument(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const source = openSource(bytes, name);
  try {
    const document = await readSourceElements(source);
    if (document.elements.length > 0) return document;
  } catch (error) {
    throw error instanceof ImportError && !error.message.startsWith(`${name}: `)
      ? new ImportError(`${name}: ${error.message}`)
      : error;
  }
  throw new ImportError(`${name}: 読み取れる文字がありません。内容のあるファイルを指定してください。`);
}

async function readSourceElements(source: ReadableSource): Promise<ReadDocument> {
  switch (source.kind) {
    case "csv": {
      const { readCsvRows } = await import("./csv-rows.js");
      return readCsvRows(source.text);
    }
    case "text": {
      if (isWebPage(source.text, source.name)) {
        const { readWebPage } = await import("./web-page.js");
        return readWebPage(source.text);
      }
      const { readPlain } = await import("./plain.js");
      return readPlain(source.text, source.name);
    }
    case "docx": {
      const { readWord } = await import("./word.js");
      return readWord(source.bytes);
    }
    case "pdf": {
      const { readPdf } = await import("./pdf/read-pdf.js");
      return readPdf(source.bytes);
    }
    case "xlsx":
      throw new ImportError("Excel ブックはまだ読めません。");
  }
}

function isWebPage(text: string, name: string): boolean {
  if (looksLikeHtml(text)) return true;
  return /^\.x?html?$/iu.test(extname(name)) && /<[a-z][^<>]*>/iu.test(text.slice(0, 20_000));
}
