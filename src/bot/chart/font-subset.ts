/**
 * A part of a TrueType font. The renderer reads its font's file anew for each label and each glyph; of a font of five megabytes that is
 * nearly all of the time that a picture takes.
 */

type Tables = ReadonlyMap<string, Buffer>;

/** What a part does without: ligatures and other forms of glyphs, and what writing from top to bottom needs. */
const LEFT_OUT: ReadonlySet<string> = new Set(["GSUB", "BASE", "vhea", "vmtx", "VORG", "STAT"]);

/**
 * The font with the glyphs of some characters alone; each keeps its number, its width and its kerning.
 * @param font the bytes of a TrueType font whose `cmap` has a table of format 12 and whose `loca` is long
 * @throws where it is another kind of font
 */
export function subsetFont(font: Buffer, characters: Iterable<string>): Buffer {
  const tables = readTables(font);
  const glyphOf = readCharacters(table(tables, "cmap"));
  const known = [...new Set([...characters].flatMap((each) => [...each]))].flatMap((character) => {
    const code = character.codePointAt(0) ?? 0;
    const glyph = glyphOf(code);
    return glyph === 0 ? [] : [{ code, glyph }];
  });
  const outlines = keepOutlines(
    table(tables, "glyf"),
    table(tables, "loca"),
    known.map(({ glyph }) => glyph),
  );
  const kept = new Map([...tables, ...outlines, ["cmap", writeCharacters(known)]]);
  return writeTables(font.subarray(0, 4), [...kept].filter(([tag]) => !LEFT_OUT.has(tag)).sort(byTag));
}

const byTag = ([a]: readonly [string, Buffer], [b]: readonly [string, Buffer]): number => (a < b ? -1 : 1);

function readTables(font: Buffer): Tables {
  const count = font.readUInt16BE(4);
  return new Map(
    Array.from({ length: count }, (_, index): [string, Buffer] => {
      const at = 12 + 16 * index;
      const start = font.readUInt32BE(at + 8);
      return [font.toString("latin1", at, at + 4), font.subarray(start, start + font.readUInt32BE(at + 12))];
    }),
  );
}

function table(tables: Tables, tag: string): Buffer {
  const found = tables.get(tag);
  if (found === undefined) throw new Error(`the font has no ${tag}`);
  return found;
}

/** @returns what gives the number of a character's glyph, 0 where the font has none */
function readCharacters(cmap: Buffer): (code: number) => number {
  const starts = Array.from({ length: cmap.readUInt16BE(2) }, (_, index) => cmap.readUInt32BE(8 + 8 * index));
  const start = starts.find((each) => cmap.readUInt16BE(each) === 12);
  if (start === undefined) throw new Error("the font's cmap has no table of format 12");
  const groups = Array.from({ length: cmap.readUInt32BE(start + 12) }, (_, index) => {
    const at = start + 16 + 12 * index;
    return {
      first: cmap.readUInt32BE(at),
      last: cmap.readUInt32BE(at + 4),
      glyph: cmap.readUInt32BE(at + 8),
    };
  });
  return (code) => {
    const group = groups.find(({ first, last }) => first <= code && code <= last);
    return group === undefined ? 0 : group.glyph + code - group.first;
  };
}

function writeCharacters(known: readonly { readonly code: number; readonly glyph: number }[]): Buffer {
  const sorted = known.toSorted((a, b) => a.code - b.code);
  const bytes = Buffer.alloc(12 + 16 + 12 * sorted.length);
  bytes.writeUInt16BE(1, 2);
  // Windows, all of Unicode.
  bytes.writeUInt16BE(3, 4);
  bytes.writeUInt16BE(10, 6);
  bytes.writeUInt32BE(12, 8);
  bytes.writeUInt16BE(12, 12);
  bytes.writeUInt32BE(bytes.length - 12, 16);
  bytes.writeUInt32BE(sorted.length, 24);
  for (const [index, { code, glyph }] of sorted.entries()) {
    const at = 28 + 12 * index;
    bytes.writeUInt32BE(code, at);
    bytes.writeUInt32BE(code, at + 4);
    bytes.writeUInt32BE(glyph, at + 8);
  }
  return bytes;
}

/** The outlines of some glyphs, of what they are composed of, and of the sign for a missing one; all others are empty. */
function keepOutlines(glyf: Buffer, loca: Buffer, glyphs: readonly number[]): [string, Buffer][] {
  const outlineOf = (glyph: number): Buffer =>
    glyf.subarray(loca.readUInt32BE(4 * glyph), loca.readUInt32BE(4 * glyph + 4));
  const wanted = new Set([0, ...glyphs]);
  // What is added while it is walked through is walked through, too.
  for (const glyph of wanted) for (const part of componentsOf(outlineOf(glyph))) wanted.add(part);
  const places = Buffer.alloc(loca.length);
  const outlines: Buffer[] = [];
  let at = 0;
  for (let glyph = 0; 4 * glyph + 4 < loca.length; glyph += 1) {
    if (wanted.has(glyph)) {
      const outline = outlineOf(glyph);
      outlines.push(outline);
      at += outline.length;
    }
    places.writeUInt32BE(at, 4 * glyph + 4);
  }
  return [
    ["glyf", Buffer.concat(outlines)],
    ["loca", places],
  ];
}

const WORDS = 0x1;
const SCALED = 0x8;
const MORE = 0x20;
const SCALED_TWICE = 0x40;
const TURNED = 0x80;

/** The glyphs that a composed one is made of. */
function componentsOf(outline: Buffer): number[] {
  // A composed glyph says that it has less than no contours.
  if (outline.length === 0 || outline.readInt16BE(0) >= 0) return [];
  const parts: number[] = [];
  for (let at = 10, flags = MORE; (flags & MORE) !== 0; ) {
    flags = outline.readUInt16BE(at);
    parts.push(outline.readUInt16BE(at + 2));
    const scale =
      (flags & SCALED) !== 0 ? 2 : (flags & SCALED_TWICE) !== 0 ? 4 : (flags & TURNED) !== 0 ? 8 : 0;
    at += 4 + ((flags & WORDS) !== 0 ? 4 : 2) + scale;
  }
  return parts;
}

/** @param kind the first four bytes of the font */
function writeTables(kind: Buffer, tables: readonly (readonly [string, Buffer])[]): Buffer {
  const power = Math.floor(Math.log2(tables.length));
  const head = Buffer.alloc(12 + 16 * tables.length);
  head.set(kind);
  head.writeUInt16BE(tables.length, 4);
  head.writeUInt16BE(16 * 2 ** power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(16 * (tables.length - 2 ** power), 10);
  const parts: Buffer[] = [head];
  let start = head.length;
  for (const [index, [tag, bytes]] of tables.entries()) {
    const at = 12 + 16 * index;
    head.write(tag, at, "latin1");
    // The sum at `at + 4` is of interest to nobody who draws.
    head.writeUInt32BE(start, at + 8);
    head.writeUInt32BE(bytes.length, at + 12);
    const padding = Buffer.alloc(-bytes.length & 3);
    parts.push(bytes, padding);
    start += bytes.length + padding.length;
  }
  return Buffer.concat(parts);
}
