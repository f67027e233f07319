/**
 * What a ZIP archive says about itself, read from its central directory without inflating anything.
 * An XLSX is a ZIP archive; a small hostile one can inflate to gigabytes, so its directory is judged first.
 */

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;
const MAX_COMMENT = 65_535;
/** A workbook has some dozens of parts; an archive with more entries than this is no workbook. */
const MAX_ENTRIES = 5_000;

export interface ZipEntry {
  readonly name: string;
  /** Bytes in the archive and after inflating, as the directory declares them. */
  readonly packedSize: number;
  readonly size: number;
  readonly method: number;
  readonly encrypted: boolean;
  /** The entry's record in the central directory, to be copied by `keepZipEntries`. */
  readonly record: Uint8Array;
}

/** The entries of an archive, or null where there is no directory that can be followed (ZIP64 included). */
export function listZipEntries(bytes: Uint8Array): readonly ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === null) return null;
  const count = view.getUint16(end + 10, true);
  if (count === 0 || count > MAX_ENTRIES) return null;
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    if (at + ENTRY_LENGTH > bytes.length || view.getUint32(at, true) !== ENTRY_SIGNATURE) return null;
    const nameLength = view.getUint16(at + 28, true);
    const next =
      at + ENTRY_LENGTH + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > bytes.length) return null;
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength)),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) !== 0,
      record: bytes.subarray(at, next),
    });
    at = next;
  }
  return entries;
}

function findEnd(view: DataView): number | null {
  const first = Math.max(0, view.byteLength - END_LENGTH - MAX_COMMENT);
  for (let at = view.byteLength - END_LENGTH; at >= first; at -= 1) {
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  }
  return null;
}

/** Where the data of an entry starts and ends in the archive, or null where its local header is not there. */
export function zipEntryData(bytes: Uint8Array, entry: ZipEntry): Uint8Array | null {
  const record = new DataView(entry.record.buffer, entry.record.byteOffset, entry.record.byteLength);
  const at = record.getUint32(42, true);
  if (at + 30 > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  return start + entry.packedSize > bytes.length ? null : bytes.subarray(start, start + entry.packedSize);
}
