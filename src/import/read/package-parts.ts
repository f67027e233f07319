import { inflateRawSync } from "node:zlib";
import { ImportError } from "../document.js";
import { listZipEntries, type ZipEntry, zipEntryData } from "../zip.js";

/** The parts of an Office file that are asked for; a small hostile file that inflates to gigabytes is refused. */
export interface PackageParts {
  readonly names: readonly string[];
  /** The text of a part, or null where the package has none of that name. */
  read(name: string): string | null;
}

/** Of all parts that are read. The text of a hundred pages has some megabytes. */
const MAX_INFLATED_BYTES = 64 * 1024 * 1024;
/** Office's XML shrinks to a tenth or a fiftieth; only filler shrinks more, and only large filler does harm. */
const MAX_RATIO = 200;
const HARMLESS_BYTES = 8 * 1024 * 1024;

/** @param kind what the file is called in sentences, such as `Word 文書` */
export function openPackage(bytes: Uint8Array, kind: string): PackageParts {
  const entries = listZipEntries(bytes);
  if (entries === null) throw damaged(kind);
  const byName = new Map(entries.map((entry) => [entry.name.replace(/^\//u, ""), entry]));
  let inflated = 0;
  return {
    names: [...byName.keys()],
    read(name) {
      const entry = byName.get(name);
      if (entry === undefined) return null;
      inflated += entry.size;
      if (inflated > MAX_INFLATED_BYTES || isBloated(entry)) throw tooLarge();
      const data = inflate(bytes, entry);
      if (data === null) throw damaged(kind);
      const utf16 = (data[0] === 0xff && data[1] === 0xfe) || (data[0] === 0xfe && data[1] === 0xff);
      return new TextDecoder(utf16 ? (data[0] === 0xff ? "utf-16le" : "utf-16be") : "utf-8").decode(data);
    },
  };
}

const isBloated = (entry: ZipEntry): boolean =>
  entry.size > HARMLESS_BYTES && entry.size > MAX_RATIO * entry.packedSize;

function inflate(bytes: Uint8Array, entry: ZipEntry): Uint8Array | null {
  const data = entry.encrypted ? null : zipEntryData(bytes, entry);
  if (data === null) return null;
  if (entry.method === 0) return data.length <= entry.size ? data : null;
  // A declared size of 0 would lift the limit on inflating.
  if (entry.size === 0) return entry.packedSize <= 2 ? new Uint8Array() : null;
  try {
    return inflateRawSync(data, { maxOutputLength: entry.size });
  } catch {
    // Longer than declared, or no deflate data at all.
    return null;
  }
}

const damaged = (kind: string): ImportError =>
  new ImportError(`壊れた ${kind}です。元のソフトで開いて保存し直してください。`);

const tooLarge = (): ImportError =>
  new ImportError(
    "展開すると大きすぎるため読みません。計画の部分だけを新しいファイルに写して保存してください。",
  );
