// Writes src/bot/platforms/slack/emoji-names.ts from the list that Slack's names come from.
// Run `node scripts/emoji-names.mjs` after the package emoji-datasource was raised; a test compares the two.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const TARGET = path.join(
  path.dirname(path.dirname(fileURLToPath(import.meta.url))),
  "src/bot/platforms/slack/emoji-names.ts",
);
const WIDTH = 108;

/** The file's text: one line of `character name,name` after the other, folded to the width of the sources. */
export function emojiNames() {
  const source = createRequire(import.meta.url).resolve("emoji-datasource/emoji.json");
  const words = JSON.parse(readFileSync(source, "utf8"))
    .map(({ unified, short_names }) => ({ unified: unified.toLowerCase(), names: [...short_names].sort() }))
    .sort((one, other) => (one.unified < other.unified ? -1 : 1))
    .map(({ unified, names }) => `${unified}=${names.join(",")}`);
  const lines = [""];
  for (const word of words) {
    const line = lines.at(-1);
    if (line.length + word.length + 1 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return [
    "/**",
    " * Slack's names of picture signs, by the code points of the sign: made by scripts/emoji-names.mjs from emoji-datasource",
    " * (MIT, Cal Henderson), the list that Slack itself draws its names from.",
    " */",
    "export const EMOJI_NAMES = `",
    ...lines,
    "`;",
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, emojiNames());
