import type { ReadDocument } from "../elements.js";
import { recogniseBinary } from "../magic.js";
import { readHere } from "./read-here.js";

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
