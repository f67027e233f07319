import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** A pattern, or a part of one, that is longer cannot be read aloud; lists of words are data. */
const LONGEST = 120;

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../src/bot/reading");
const QUOTED = /(["'`])(?:(?!\1)[^\\\n]|\\.)*\1/g;
const PATTERN = /\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuvy]*/g;

test("no pattern of the reader is longer than can be read aloud", () => {
  const long = readdirSync(folder).flatMap((file) =>
    readFileSync(path.join(folder, file), "utf8")
      .split("\n")
      .filter((line) => !/^\s*(?:\/\/|\*|\/\*)/.test(line))
      .flatMap((line) => [...(line.match(PATTERN) ?? []), ...(line.match(QUOTED) ?? [])])
      .filter((source) => source.length > LONGEST + 2)
      .map((source) => `${file}: ${source.length}`),
  );
  expect(long).toEqual([]);
});
