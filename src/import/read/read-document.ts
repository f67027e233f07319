import { extname } from "node:path";
import { openSource, type ReadableSource } from "../decode.js";
import { ImportError } from "../document.js";
import type { ReadDocument } from "../elements.js";
import { recogniseBinary } from "../magic.js";
import { looksLikeHtml } from "../markup.js";

/** Reads a file in this thread; `readDocument` decides where. Each format's reader is loaded when a file asks for it. */
export async function readHere(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const source = openSource(bytes, name);
  let document: ReadDocument;
  try {
    document = await readSourceElements(source);
  } catch (error) {
    throw explain(error, name);
  }
  if (document.elements.length === 0)
    throw new ImportError(`${name}: 読み取れる文字がありません。内容のあるファイルを指定してください。`);
  return document;
}

async function readSourceElements(source: ReadableSource): Promise<ReadDocument> {
  switch (source.kind) {
    case "csv": {
      const { readCsvRows } = await import("./sheet-blocks.js");
      return readCsvRows(source.text);
    }
    case "text": {
      if (isWebPage(source.text, source.name)) {
        const { readWebPage } = await import("./web-page.js");
        return readWebPage(source.text);
      }
      const { readPlain } = await import("./plain-text.js");
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
    case "xlsx": {
      const { readSpreadsheet } = await import("./spreadsheet.js");
      return readSpreadsheet(source.bytes);
    }
  }
}

function isWebPage(text: string, name: string): boolean {
  if (looksLikeHtml(text)) return true;
  return /^\.x?html?$/iu.test(extname(name)) && /<[a-z][^<>]*>/iu.test(text.slice(0, 20_000));
}

/** What a library throws at a file that no program wrote is for nobody to read; the person can only save it again. */
function explain(error: unknown, name: string): ImportError {
  if (error instanceof ImportError)
    return error.message.startsWith(`${name}: `) ? error : new ImportError(`${name}: ${error.message}`);
  return new ImportError(`${name}: 読み取れませんでした。元のソフトで開き、保存し直してください。`, {
    cause: error,
  });
}

/** Text up to this size is read at once; the official documents have a hundred kilobytes. */
const AT_ONCE = 256 * 1024;

/**
 * Reads a file of any format into elements; the format is told by the content, the name's ending only decides where
 * the content leaves it open. Office files, PDF and long texts are read in a thread of their own.
 * @param bytes the file as it is on disk
 * @param name its name, for its ending and for messages
 * @throws ImportError with one Japanese sentence that says why it cannot be read and what to do
 */
export async function readDocument(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  if (bytes.length <= AT_ONCE && recogniseBinary(bytes) === null) return readHere(bytes, name);
  const { readInWorker } = await import("./read-in-worker.js");
  return readInWorker(bytes, name);
}
