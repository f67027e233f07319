import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT, readDocument } from "../kit/guides.js";

const GUIDE = "docs/contributing/add-a-command.md";
const text = readFileSync(path.join(ROOT, GUIDE), "utf8");

/** The files of the guide: a path on a line of its own, then the block. */
const files = [...text.matchAll(/^`((?:src|test)\/[\w./-]+)`\n\n```ts\n([\s\S]*?)^```$/gm)].map(
  ([, name = "", source = ""]) => ({ name, source }),
);
/** What is put into the list. */
const [line = ""] = readDocument(GUIDE, text)
  .fences.map((fence) => fence.text)
  .filter((block) => !files.some(({ source }) => source.trim() === block.trim()));

const tool = (name: string, file: string): string => path.join(ROOT, "node_modules", name, file);

describe("the guide to a new command", { timeout: 360_000 }, () => {
  let copy = "";

  beforeAll(() => {
    copy = mkdtempSync(path.join(os.tmpdir(), "guide-"));
    for (const name of ["src", "samples", "test/kit", "package.json", "tsconfig.json"])
      cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
    symlinkSync(path.join(ROOT, "node_modules"), path.join(copy, "node_modules"));
    for (const { name, source } of files) {
      mkdirSync(path.join(copy, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(copy, name), source);
    }
    const list = path.join(copy, "src/bot/features.ts");
    const before = readFileSync(list, "utf8");
    const at = /^ {2}import\("\.\/features\/reporting\/feature\.js"\),$/m;
    expect(before).toMatch(at);
    writeFileSync(
      list,
      before.replace(at, (known) => `${line}\n${known}`),
    );
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it("takes at most three files and one line", () => {
    expect(files.map(({ name }) => name)).toEqual([
      "src/bot/features/today/feature.ts",
      "src/bot/features/today/today-view.ts",
      "test/today.test.ts",
    ]);
    expect(line.trim().split("\n")).toHaveLength(1);
    const changed = spawnSync(
      "git",
      ["diff", "--no-index", "--numstat", path.join(ROOT, "src"), path.join(copy, "src")],
      {
        encoding: "utf8",
      },
    ).stdout;
    expect(changed.match(/^1\t0\t.*features\.ts\}?$/m)?.[0]).toBeDefined();
    expect(changed.trim().split("\n")).toHaveLength(3);
  });

  it("compiles as it stands in the guide", () => {
    const project = path.join(copy, "tsconfig.guide.json");
    writeFileSync(
      project,
      JSON.stringify({ extends: "./tsconfig.json", include: ["src", "test/today.test.ts"] }),
    );
    // Other tests use the other cores; several checkers at once look at much of the program twice.
    const compiled = spawnSync(
      process.execPath,
      [tool("typescript", "bin/tsc"), "-p", project, "--singleThreaded"],
      { encoding: "utf8", env: { ...process.env, GOGC: "400" } },
    );
    expect(compiled.stdout).toBe("");
  });

  it("ends in a test that passes: typed, in the help, shared", () => {
    writeFileSync(path.join(copy, "vitest.config.ts"), "export default {};\n");
    const run = execFileSync(process.execPath, [tool("vitest", "vitest.mjs"), "run", "test/today.test.ts"], {
      cwd: copy,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect(run).toMatch(/1 passed/);
  });
});
