/**
 * SVG → PNG. The renderer and its font are loaded with the first picture, not with the program.
 * The font is Noto Sans JP (SIL Open Font License 1.1); the fonts of the machine are never used, so that a picture
 * looks the same everywhere.
 */

import { createHash } from "node:crypto";
import { lstat, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Block, ImageBlock, Message } from "../reply.js";
import { subsetFont } from "./font-subset.js";

const FONT = "@expo-google-fonts/noto-sans-jp/500Medium/NotoSansJP_500Medium.ttf";
/** Pixels per unit of the drawing: sharp on a screen of double density. */
const SCALE = 2;
const LEAST_SCALE = 1.5;
/** Four bytes of memory each while drawing. */
const MOST_PIXELS = 6_000_000;
/** Beyond this a picture is drawn again at the smaller scale: it is loaded by everybody who opens the channel. */
const MOST_BYTES = 300 * 1024;
const KEPT = 8;

/** Pictures by the hash of their SVG, the latest used last; one that is being drawn is waited for, not drawn twice. */
const pictures = new Map<string, Promise<Uint8Array>>();
/** Drawings wait for each other: each takes a core and its memory. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Draws a picture that `heatMap` or `weeklyLines` made, outside the main thread.
 * @returns the bytes of a PNG, 1.5 to 2 times as large as the drawing, smaller where that would be too many pixels
 * @throws where the text is no SVG, or the renderer has no binary for this machine; the answer then goes without a picture
 */
export function renderPng(svg: string): Promise<Uint8Array> {
  const key = createHash("sha256").update(svg).digest("hex");
  const known = pictures.get(key);
  if (known !== undefined) {
    pictures.delete(key);
    pictures.set(key, known);
    return known;
  }
  const drawn = last.then(() => draw(svg));
  last = drawn.catch(() => undefined);
  pictures.set(key, drawn);
  drawn.catch(() => {
    if (pictures.get(key) === drawn) pictures.delete(key);
  });
  for (const oldest of pictures.keys()) {
    if (pictures.size <= KEPT) break;
    pictures.delete(oldest);
  }
  return drawn;
}

/** 葛 of 葛飾: a sign behind a character says which of its forms is meant; the part of a font has only the usual one. */
const FORMS = /[\u{fe00}-\u{fe0e}\u{e0100}-\u{e01ef}]/u;

/** What the folders of parts are called, before what makes each another. */
const FOLDER = "policy-bot-font-";
/** Milliseconds after which nobody draws with such a folder any more. */
const LEFT = 3_600_000;

let tidied: Promise<void> | null = null;

/** Once in a process: folders that a process left behind that was killed while it drew. @param own one that was just made */
function tidy(own: string): Promise<void> {
  tidied ??= removeLeft(own).catch(() => undefined);
  return tidied;
}

/** Only folders of the same user, and none of another program's that draws at present. The disk's own clock says how old they are. */
async function removeLeft(own: string): Promise<void> {
  const { mtimeMs: now, uid } = await lstat(own);
  const parent = path.dirname(own);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(FOLDER)) continue;
    const folder = path.join(parent, name);
    const found = await lstat(folder).catch(() => null);
    if (found?.isDirectory() === true && found.uid === uid && now - found.mtimeMs > LEFT)
      await rm(folder, { recursive: true, force: true });
  }
}

async function draw(svg: string): Promise<Uint8Array> {
  const whole = createRequire(import.meta.url).resolve(FONT);
  if (FORMS.test(svg)) return drawWith(svg, whole);
  const folder = await mkdtemp(path.join(tmpdir(), FOLDER)).catch(() => null);
  if (folder === null) return drawWith(svg, whole);
  await tidy(folder);
  try {
    return await drawWith(svg, await partFor(svg, whole, folder).catch(() => whole));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file with what a drawing needs of the font, which the renderer reads anew for each of its glyphs. */
async function partFor(svg: string, whole: string, folder: string): Promise<string> {
  // A mark may be drawn with what it stands on, a hyphen or a blank as its like, and XML writes some signs otherwise.
  const characters = [svg, svg.normalize("NFC"), svg.normalize("NFD"), "\u0020\u00a0\u2010\u2011<>&\"'"];
  const part = path.join(folder, "part.ttf");
  await writeFile(part, subsetFont(await readFile(whole), characters));
  return part;
}

async function drawWith(svg: string, fontFile: string): Promise<Uint8Array> {
  const { renderAsync } = await import("@resvg/resvg-js");
  const at = async (scale: number): Promise<Uint8Array> => {
    const image = await renderAsync(svg, {
      font: { loadSystemFonts: false, fontFiles: [fontFile], defaultFontFamily: "Noto Sans JP" },
      fitTo: { mode: "zoom", value: scale },
      background: "#ffffff",
      logLevel: "off",
    });
    return image.asPng();
  };
  const scale = scaleFor(svg);
  const png = await at(scale);
  return png.length > MOST_BYTES && scale > LEAST_SCALE ? at(LEAST_SCALE) : png;
}

/** Bounded so that a drawing of any size needs a bounded amount of memory. */
function scaleFor(svg: string): number {
  const size = /^<svg\b[^>]*?\swidth="([\d.]+)"\sheight="([\d.]+)"/.exec(svg);
  const area = Number(size?.[1]) * Number(size?.[2]);
  if (!(area > 0)) throw new Error("a picture needs a width and a height");
  return Math.min(SCALE, Math.sqrt(MOST_PIXELS / area));
}

/**
 * The same message with its pictures drawn. A picture that cannot be drawn is left out; its words stand in the message anyway.
 * The drawing library is loaded with the first picture.
 * @param isDrawnThere true of a picture that whoever shows it draws from its numbers; it goes there without bytes
 */
export async function drawn(
  message: Message,
  isDrawnThere: (picture: ImageBlock) => boolean = () => false,
): Promise<Message> {
  if (!message.blocks.some((block) => block.kind === "image" && block.svg !== undefined)) return message;
  const blocks = await Promise.all(message.blocks.map((block) => drawBlock(block, isDrawnThere)));
  return { ...message, blocks: blocks.flatMap((block) => (block === null ? [] : [block])) };
}

async function drawBlock(
  block: Block,
  isDrawnThere: (picture: ImageBlock) => boolean,
): Promise<Block | null> {
  if (block.kind !== "image" || block.svg === undefined) return block;
  const { svg, ...rest } = block;
  if (isDrawnThere(block)) return rest;
  try {
    return { ...rest, png: await renderPng(svg) };
  } catch {
    return null;
  }
}
