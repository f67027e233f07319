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

const SIGNATURES: readonly {
  readonly kind: BinaryKind;
  readonly bytes: readonly number[];
  readonly at?: number;
}[] = [
  { kind: "image", bytes: [0x89, 0x50, 0x4e, 0x47] },
  { kind: "image", bytes: [0xff, 0xd8, 0xff] },
  { kind: "image", bytes: [0x47, 0x49, 0x46, 0x38] },
  { kind: "image", bytes: [0x49, 0x49, 0x2a, 0x00] },
  { kind: "image", bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { kind: "image", bytes: [0x57, 0x45, 0x42, 0x50], at: 8 },
  { kind: "image", bytes: [0x66, 0x74, 0x79, 0x70], at: 4 },
  { kind: "archive", bytes: [0x1f, 0x8b] },
  { kind: "archive", bytes: [0x37, 0x7a, 0xbc, 0xaf] },
  { kind: "archive", bytes: [0x52, 0x61, 0x72, 0x21, 0x1a] },
  { kind: "rtf", bytes: [0x7b, 0x5c, 0x72, 0x74, 0x66] },
];
const ZIP = [0x50, 0x4b] as const;
const OLE2 = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] as const;
/** Some producers put a BOM or blanks before `%PDF-`. */
const PDF = /^[\s\xef\xbb\xbf]*%PDF-/;

/** The kind of a binary file, or null where nothing speaks against text. */
export function recogniseBinary(bytes: Uint8Array): BinaryKind | null {
  if (startsWith(bytes, ZIP) && (bytes[2] === 3 || bytes[2] === 5 || bytes[2] === 7)) return kindOfZip(bytes);
  if (startsWith(bytes, OLE2)) return kindOfOle2(bytes);
  if (PDF.test(latin1(bytes.subarray(0, 64)))) return "pdf";
  return (
    SIGNATURES.find(({ bytes: signature, at = 0 }) => startsWith(bytes.subarray(at), signature))?.kind ?? null
  );
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

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
