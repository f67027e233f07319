import { crc32, deflateRawSync } from "node:zlib";

/** A part of an archive; `declared` is the inflated size that the directory claims, which may be a lie. */
export interface Part {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly declared?: number;
}

/** A ZIP archive of these parts by name, as Office programs write it. */
export const zipped = (
  parts: Readonly<Record<string, string | Uint8Array>>,
  declared: Readonly<Record<string, number>> = {},
): Uint8Array =>
  archived(
    Object.entries(parts).map(([name, content]) => ({
      name,
      content,
      declared: declared[name] ?? Buffer.byteLength(content),
    })),
  );

/** A ZIP archive of deflated parts, under whatever names, also the same one twice. */
export function archived(parts: readonly Part[]): Uint8Array {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, declared } of parts) {
    const raw = Buffer.from(content);
    // As small as can be is nobody's aim here, and some parts are made to be enormous.
    const packed = deflateRawSync(raw, { level: 1 });
    const path = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(8, 4);
    facts.writeUInt32LE(crc32(raw), 10);
    facts.writeUInt32LE(packed.length, 14);
    facts.writeUInt32LE(declared ?? raw.length, 18);
    facts.writeUInt16LE(path.length, 22);
    files.push(Buffer.from([0x50, 0x4b, 3, 4]), facts, path, packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), facts, tail, path);
    offset += 30 + path.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Uint8Array.from(Buffer.concat([...files, listed, end]));
}
