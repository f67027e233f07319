/** Recognises, by their first bytes, the kinds of file that are not text, so that a refusal can say what to do instead. */

import { listZipEntries } from "./zip.js";

export type BinaryKind =
  | "xlsx"
  | "pdf"
  | "word"
  | "powerpoint"
  | "opendocument"
  | "zip"
  | "protectedOffice"
  | "oldOffice"
  | "rtf"
  | "image"
  | "archive";

/** What stands at the beginning, or further in, byte by byte. */
const SIGNATURES: readonly (readonly [kind: BinaryKind, bytes: string, at?: number])[] = [
  ["image", "\x89PNG"],
  ["image", "\xff\xd8\xff"],
  ["image", "GIF8"],
  ["image", "II*\0"],
  ["image", "MM\0*"],
  ["image", "WEBP", 8],
  ["image", "ftyp", 4],
  ["archive", "\x1f\x8b"],
  ["archive", "7z\xbc\xaf"],
  ["archive", "Rar!\x1a"],
  ["rtf", "{\\rtf"],
];
const ZIP = ["PK\x03", "PK\x05", "PK\x07"];
const OLE2 = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/** Some producers put a BOM or blanks before `%PDF-`. */
const PDF = /^[\s\xef\xbb\xbf]*%PDF-/;

/** The kind of a binary file, or null where nothing speaks against text. */
export function recogniseBinary(bytes: Uint8Array): BinaryKind | null {
  const head = Buffer.from(bytes.subarray(0, 64)).toString("latin1");
  if (ZIP.some((signature) => head.startsWith(signature))) return kindOfZip(bytes);
  if (head.startsWith(OLE2)) return kindOfOle2(bytes);
  if (PDF.test(head)) return "pdf";
  return SIGNATURES.find(([, signature, at = 0]) => head.startsWith(signature, at))?.[0] ?? null;
}

function kindOfZip(bytes: Uint8Array): BinaryKind {
  const names = listZipEntries(bytes)?.map((entry) => entry.name) ?? [];
  if (names.includes("[Content_Types].xml")) {
    if (names.some((name) => name.startsWith("xl/") && name.endsWith(".xml"))) return "xlsx";
    if (names.some((name) => name.startsWith("word/"))) return "word";
    if (names.some((name) => name.startsWith("ppt/"))) return "powerpoint";
  }
  return names.includes("mimetype") ? "opendocument" : "zip";
}

/** Word, Excel and PowerPoint before 2007, and every Office file with a password, are OLE2 containers. */
function kindOfOle2(bytes: Uint8Array): BinaryKind {
  // Names in an OLE2 directory are UTF-16: "EncryptedPackage" with a NUL after each letter.
  const encrypted = "EncryptedPackage".split("").join("\0");
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(encrypted, 0, "latin1")
    ? "protectedOffice"
    : "oldOffice";
}
