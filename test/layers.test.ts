import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  circles,
  doubledExports,
  doubledNames,
  forbiddenReads,
  importsOf,
  layerViolations,
  loadedBy,
  lonelyFiles,
  longPatterns,
  missingParts,
  type SourceFile,
} from "./layers/imports.js";

const SRC = path.join(import.meta.dirname, "..", "src");

const files: SourceFile[] = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({
    path: file.split(path.sep).join("/"),
    text: readFileSync(path.join(SRC, file), "utf8"),
  }));

describe("the layers of the sources", () => {
  it("are looked at in full", () => {
    expect(files.length).toBeGreaterThan(100);
    const imported = files.reduce((sum, file) => sum + importsOf(file.text).length, 0);
    expect(imported).toBeGreaterThan(files.length * 2);
  });

  it("import only what their place allows", () => {
    expect(layerViolations(files)).toEqual([]);
  });

  it("read the clock in src/machine-clock.ts alone, the environment in src/config.ts alone, and write no console", () => {
    expect(forbiddenReads(files)).toEqual([]);
  });
});

describe("the adapters", () => {
  it("have the same parts under the same names", () => {
    expect(missingParts(files)).toEqual([]);
  });
});

describe("the rules themselves", () => {
  it.each([
    ["of two", ["a", "b", "a"]],
    ["of three", ["a", "b", "c", "a"]],
  ])("notice a circle %s", (_name, way) => {
    const made = way.slice(0, -1).map((name, at) => ({
      path: `domain/${name}.ts`,
      text: `import type { X } from "./${way[at + 1]}.js";`,
    }));
    expect(circles(made)).toEqual([way.map((name) => `domain/${name}`).join(" → ")]);
    expect(circles(made.slice(1))).toEqual([]);
  });

  it("notice a name that stands for two things, and know the parts of adapters and features", () => {
    const named = (...paths: string[]) => doubledNames(paths.map((path) => ({ path, text: "" })));
    expect(named("store/record.ts", "export/record.ts")).toEqual([
      "record: store/record.ts, export/record.ts",
    ]);
    expect(named("bot/platforms/slack/render.ts", "bot/chart/render.ts")).toHaveLength(1);
    expect(named("bot/platforms/slack/render.ts", "bot/platforms/web/render.ts")).toEqual([]);
    expect(named("bot/features/help/feature.ts", "bot/features/home/feature.ts")).toEqual([]);
  });

  it("notice a small file that only one other of its folder reads, and no other", () => {
    const few = "export const one = 1;\n";
    const many = few.repeat(90);
    const read = (by: string, from: string, text = few, path = "store/one.ts") =>
      lonelyFiles([
        { path, text },
        { path: by, text: from },
      ]);
    const fixed = 'import { one } from "./one.js";';
    expect(read("store/two.ts", fixed)).toEqual(["store/one.ts is read by store/two.ts alone"]);
    expect(read("store/two.ts", fixed, few.repeat(89))).toHaveLength(1);
    expect(read("store/two.ts", fixed, many)).toEqual([]);
    // The two together would be too long.
    expect(read("store/two.ts", `${fixed}\n${few.repeat(348)}`)).toHaveLength(1);
    expect(read("store/two.ts", `${fixed}\n${few.repeat(349)}`)).toEqual([]);
    expect(read("store/two.ts", 'const one = await import("./one.js");')).toEqual([]);
    expect(read("jobs/two.ts", 'import { one } from "../store/one.js";')).toEqual([]);
    expect(read("store/two.ts", "")).toEqual([]);
    const third = { path: "store/three.ts", text: fixed };
    expect(
      lonelyFiles([{ path: "store/one.ts", text: few }, { ...third, path: "store/two.ts" }, third]),
    ).toEqual([]);
    const view = 'import { one } from "./one-view.js";';
    expect(read("bot/features/x/feature.ts", view, few, "bot/features/x/one-view.ts")).toHaveLength(1);
    const part = "bot/platforms/slack/one.ts";
    expect(read("bot/platforms/slack/connection.ts", fixed, few, part)).toEqual([]);
    expect(read("bot/platforms/slack/render.ts", fixed, few, part)).toHaveLength(1);
    const limits = 'import { one } from "./limits.js";';
    expect(read("bot/platforms/slack/render.ts", limits, few, "bot/platforms/slack/limits.ts")).toEqual([]);
  });

  it("notice a name that two features export for two things", () => {
    const exporting = (path: string, text: string) => ({ path: `bot/features/${path}`, text });
    const one = exporting("digest/digest-view.ts", "export const lastWords = 1;");
    const other = exporting("lineage/lineage-view.ts", "export function lastWords(): void {}");
    expect(doubledExports([one, other])).toHaveLength(1);
    expect(doubledExports([one, exporting("lineage/lineage-view.ts", "const lastWords = 1;")])).toEqual([]);
    const said = ["help/feature.ts", "home/feature.ts"].map((path) =>
      exporting(path, "export const feature = 1;"),
    );
    expect(doubledExports(said)).toEqual([]);
  });

  it("notice a pattern that is too long, and what is loaded without being asked for", () => {
    const long = `const WORDS = /${"ことば|".repeat(40)}/u;`;
    expect(longPatterns([{ path: "bot/a.ts", text: long }])).toHaveLength(1);
    const loaded = [
      { path: "cli.ts", text: 'import { a } from "./a.js"; const b = await import("./b.js");' },
      { path: "a.ts", text: 'import { z } from "zod";\nimport type { X } from "./c.js";' },
    ];
    expect(loadedBy(loaded, "cli")).toEqual(["a", "zod"]);
  });

  it("notice an adapter that lacks a part", () => {
    const added = { path: "bot/platforms/line/connection.ts", text: "" };
    expect(missingParts([...files, added])).toEqual([
      "bot/platforms/line/incoming.ts",
      "bot/platforms/line/render.ts",
      "bot/platforms/line/forms.ts",
      "bot/platforms/line/delivery.ts",
      "bot/platforms/line/limits.ts",
    ]);
  });

  it.each([
    ["store reaching up", "store/a.ts", 'import { say } from "../bot/reply.js";'],
    ["store reaching for a type", "import/read/a.ts", 'import type { Reply } from "../../bot/reply.js";'],
    ["the domain reaching for a table", "domain/a.ts", 'import { all } from "../store/database.js";'],
    ["the domain reading the clock", "domain/a.ts", 'import { systemClock } from "../machine-clock.js";'],
    ["store reaching for a document", "store/a.ts", 'import { parse } from "../import/parse.js";'],
    ["import reaching for export", "import/a.ts", 'import { rows } from "../export/rows.js";'],
    ["bot reaching for a job", "bot/a.ts", 'import { x } from "../jobs/deliver.js";'],
    ["bot using a platform's kit", "bot/features/look-up/goal-view.ts", 'import { App } from "@slack/bolt";'],
    ["bot reaching into an adapter", "bot/a.ts", 'import { render } from "./platforms/slack/render.js";'],
    [
      "an adapter reading the store",
      "bot/platforms/slack/a.ts",
      'import { all } from "../../../store/database.js";',
    ],
    ["an adapter reading another", "bot/platforms/web/a.ts", 'import { render } from "../slack/render.js";'],
    [
      "an adapter using a handler",
      "bot/platforms/slack/a.ts",
      'import { createHandle } from "../../app.js";',
    ],
    [
      "an adapter using a view",
      "bot/platforms/slack/a.ts",
      'import {\n  helpView,\n} from "../../features/help/help-view.js";',
    ],
    ["a kit in the wrong adapter", "bot/platforms/web/a.ts", 'import type { App } from "@slack/bolt";'],
    ["a job using a kit", "jobs/a.ts", 'import { App } from "@slack/bolt";'],
    ["a job using a handler", "jobs/a.ts", 'import { createHandle } from "../bot/app.js";'],
    ["a job using a feature", "jobs/a.ts", 'import { share } from "../bot/features/share/share.js";'],
    ["a job using an adapter", "jobs/a.ts", 'import { x } from "../bot/platforms/slack/connection.js";'],
    ["the office page reading a table", "office/a.tsx", 'import { all } from "../store/database.js";'],
    ["the bot reaching for the office page", "bot/a.ts", 'import { x } from "../office/a.js";'],
    ["somebody importing main", "bot/a.ts", 'import "../main.js";'],
    ["somebody importing a command", "store/a.ts", 'import { readArgs } from "../cli/command.js";'],
    [
      "an adapter loaded whether configured or not",
      "program.ts",
      'import { x } from "./bot/platforms/slack/connection.js";',
    ],
    ["a re-export across layers", "store/a.ts", 'export { say } from "../bot/reply.js";'],
    ["a lazy import across layers", "store/a.ts", 'const bot = await import("../bot/app.js");'],
    ["the clock's file leaning on a layer", "machine-clock.ts", 'import { all } from "./store/database.js";'],
    ["a file of no layer", "helpers/a.ts", 'import { all } from "../store/database.js";'],
  ])("notice %s", (_name, file, text) => {
    expect(layerViolations([{ path: file, text }])).toHaveLength(1);
  });

  it.each([
    ["bot on store", "bot/a.ts", 'import { all } from "../store/database.js";'],
    [
      "a view on the clock's types",
      "bot/features/help/help-view.ts",
      'import { DAY } from "../../../machine-clock.js";',
    ],
    ["Slack's adapter on its kit", "bot/platforms/slack/a.ts", 'import { App } from "@slack/bolt";'],
    [
      "the program on an adapter, lazily",
      "program.ts",
      'await import("./bot/platforms/slack/connection.js")',
    ],
    ["a comment that shows an import", "store/a.ts", '/** import { say } from "../bot/reply.js"; */'],
    ["a job on a view", "jobs/a.ts", 'import { digestView } from "../bot/features/digest/digest-view.js";'],
  ])("allow %s", (_name, file, text) => {
    expect(layerViolations([{ path: file, text }])).toEqual([]);
  });

  it.each([
    ["bot/a.ts", "const now = Date.now();"],
    ["bot/a.ts", "const now = new Date();"],
    ["config.ts", "const now = new Date( );"],
    ["main.ts", "if (process.env.DEBUG) x();"],
    ["machine-clock.ts", "const { env } = process;"],
    ["bot/a.ts", 'console.log("x");'],
  ])("notice that %s must not say %j", (file, text) => {
    expect(forbiddenReads([{ path: file, text }])).toHaveLength(1);
  });

  it.each([
    ["machine-clock.ts", "Date.now()"],
    ["config.ts", "process.env"],
    ["bot/a.ts", "new Date(instant)"],
    ["bot/a.ts", "// Date.now() is read elsewhere"],
  ])("allow %s to say %j", (file, text) => {
    expect(forbiddenReads([{ path: file, text }])).toEqual([]);
  });
});
