import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  circles,
  doubledExports,
  doubledNames,
  importsOf,
  loadedBy,
  lonelyFiles,
  longPatterns,
  type SourceFile,
} from "./imports.js";

const SRC = path.join(import.meta.dirname, "..", "..", "src");

const files: SourceFile[] = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({
    path: file.split(path.sep).join("/"),
    text: readFileSync(path.join(SRC, file), "utf8"),
  }));

describe("the files", () => {
  it("import nobody in a circle", () => {
    expect(circles(files)).toEqual([]);
  });

  it("have names that stand for one thing", () => {
    expect(doubledNames(files)).toEqual([]);
  });

  it("export no name for two things", () => {
    expect(doubledExports(files)).toEqual([]);
  });

  it("are no smaller than a concept", () => {
    expect(lonelyFiles(files)).toEqual([]);
  });

  it("hold no pattern that is too long to be read", () => {
    expect(longPatterns(files)).toEqual([]);
  });

  it("of the command line are loaded when a command asks for them", () => {
    expect(loadedBy(files, "cli")).toEqual(["cli/command", "cli/command-line", "machine-clock"]);
  });

  it("that draw pictures load their library with the first of them", () => {
    const users = files
      .flatMap(({ text }) => importsOf(text))
      .filter(({ from }) => from.startsWith("@resvg/") || from.startsWith("@expo-google-fonts/"));
    expect(users).toMatchObject([{ from: "@resvg/resvg-js", lazy: true }]);
  });
});
