import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import { listZipEntries, zipEntryData } from "../import/zip.js";

/** ZIP archives of our own making: written so that the same parts are the same bytes, whenever they are written. */

export interface ZipPart {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The parts of an archive that this program made. @throws Error where it cannot be read */
export function zipParts(archive: Uint8Array): ZipPart[] {
  const entries = listZipEntries(archive);
  if (entries === null) throw new Error("no archive");
  return entries.map((entry) => {
    const data = zipEntryData(archive, entry);
    if (data === null) throw new Error(`no ${entry.name} in the archive`);
    return { name: entry.name, bytes: entry.method === 0 ? data : new Uint8Array(inflateRawSync(data)) };
  });
}

/** 1 January 1980, the first day that a ZIP archive can name. */
const NO_DAY = 0x21;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;

/** An archive of parts in their order, all of the same day. */
export function zipOf(parts: readonly ZipPart[]): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes } of parts) {
    const label = Buffer.from(name, "utf8");
    const packed = deflateRawSync(bytes, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF8_NAMES, 2);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(NO_DAY, 8);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(label.length, 22);
    const offset = Buffer.alloc(14);
    offset.writeUInt32LE(at, 10);
    const file = Buffer.concat([signature(0x04034b50), common, label, packed]);
    directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), common, offset, label]));
    files.push(file);
    at += file.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(at, 12);
  return new Uint8Array(Buffer.concat([...files, index, signature(0x06054b50), end]));
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
