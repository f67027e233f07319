import { spawnSync } from "node:child_process";
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

const ROOT = path.join(import.meta.dirname, "..", "..");
const SRC = path.join(ROOT, "src");

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

/** What belongs to the repository; null in a copy that has none. */
function kept(): readonly string[] | null {
  const { status, stdout } = spawnSync("git", ["ls-files", "-z"], { cwd: ROOT, encoding: "utf8" });
  return status === 0 ? stdout.split("\0").filter(Boolean) : null;
}

const tracked = kept();

describe(`the repository${tracked === null ? " (skipped: this is a copy without one)" : ""}`, () => {
  it.skipIf(tracked === null)("has at its top what is known to belong there, and plain names", () => {
    const top = new Set(tracked?.map((file) => file.replace(/\/.*/, "")));
    const known = [
      ".ci",
      ".github",
      "bench",
      "bin",
      "deploy",
      "docs",
      "manifests",
      "samples",
      "scripts",
      "src",
      "test",
    ];
    const settings =
      /^(?:\.(?:dockerignore|editorconfig|env\.example|gitignore|npmrc)|[\w.-]+\.json|vitest\.config\.ts|LICENSE|(?:CHANGELOG|CONTRIBUTING|README(?:\.ja)?)\.md)$/;
    expect([...top].filter((name) => !known.includes(name) && !settings.test(name))).toEqual([]);
    expect(tracked?.filter((file) => !/^[\w./@-]+$/.test(file))).toEqual([]);
  });
});
