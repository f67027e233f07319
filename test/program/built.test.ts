import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { stackOf } from "../../src/log.js";

const DIST = path.join(import.meta.dirname, "..", "..", "dist");
const read = (file: string): string => readFileSync(path.join(DIST, file), "utf8");

/** What a file of the build loads as soon as it is loaded: our own files, and packages. */
function loads(file: string, found = new Set<string>()): Set<string> {
  for (const [, name = ""] of read(file).matchAll(/(?:^|;)import(?:[^"()]*from)?"([^"]+)"(?=;)/gm)) {
    if (found.has(name)) continue;
    found.add(name);
    if (name.startsWith("./")) loads(name.slice(2), found);
  }
  return found;
}

it("a start loads a few files, and neither readers nor tables, pictures or platforms that nobody configured", () => {
  const loaded = [...loads("main.js")];
  expect(loaded.filter((name) => name.startsWith("./")).length).toBeLessThan(6);
  const packages = ["pino", "better-sqlite3"];
  expect(loaded).toEqual(expect.arrayContaining(packages));
  for (const late of ["hucre/xlsx", "docx", "parse5", "yaml", "hono", "botbuilder", "@microsoft/teams-ai"])
    expect(loaded, late).not.toContain(late);
  for (const late of ["zod", "date-fns/isValid", "@resvg/resvg-js", "pdfjs-dist", "node-cron"])
    expect(loaded, late).not.toContain(late);
});

it("Slack over HTTP loads of Bolt neither its receivers nor what they bring along", () => {
  const parts = pathToFileURL(path.join(DIST, "bot", "platforms", "slack", "bolt.js")).href;
  const script = `import(${JSON.stringify(parts)}).then(({ socketModeReceiver }) => {
    const first = Object.keys(require.cache);
    const receiver = socketModeReceiver().name;
    process.stdout.write(JSON.stringify({ first, receiver }));
  });`;
  const { stdout } = spawnSync(process.execPath, ["--eval", script], { encoding: "utf8", cwd: DIST });
  const { first, receiver } = JSON.parse(stdout) as { first: string[]; receiver: string };
  const loaded = first.join("\n");
  expect(loaded).toContain("@slack/bolt/dist/App.js");
  for (const late of ["Receiver.js", "socket-mode", "oauth", "undici", "express", "jsonwebtoken"])
    expect(loaded, late).not.toContain(late);
  expect(receiver).toBe("SocketModeReceiver");
});

it("the import of a text loads neither tables of our own that come back nor what writes or reads other formats", () => {
  const command = readdirSync(DIST).find((name) => /^cli-import-command-.*\.js$/.test(name)) ?? "";
  const loaded = [...loads(command)];
  expect(loaded).toContain("better-sqlite3");
  for (const late of ["csv-parse/sync", "hucre/xlsx", "docx", "parse5", "yaml", "pdfjs-dist"])
    expect(loaded, late).not.toContain(late);
  expect(loaded.join(" ")).not.toMatch(/workbook|template|returned|settle-links|transfer/);
});

it("every file of the build that is loaded later is there", () => {
  const files = new Set(readdirSync(DIST));
  for (const file of [...files].filter((name) => /^(?:main|cli).*\.js$/.test(name)))
    for (const [, name = ""] of read(file).matchAll(/import\("\.\/([^"/]+)"\)/g))
      expect(files.has(name), `${file} loads ${name}`).toBe(true);
});

it("an error names the module in which it happened, not the file into which the build put it", () => {
  const built = read("main.js").split("\n");
  const line = built.findIndex((text) => text.includes("function recordAudit("));
  expect(line).toBeGreaterThan(0);
  const column = (built[line] ?? "").indexOf("recordAudit");
  const error = new Error("broken");
  const main = pathToFileURL(path.join(DIST, "main.js")).href;
  error.stack = `Error: broken\n    at recordAudit (${main}:${line + 1}:${column + 1})\n    at ${main}:99999:1`;
  const [, , first = ""] = /^(.*)\n {4}at recordAudit \((.*)\)/.exec(stackOf(error)) ?? [];
  const [, module = "", at = "0"] = /^(.*):(\d+):\d+$/.exec(first) ?? [];
  expect(module).toBe(pathToFileURL(path.join(DIST, "store", "audit.js")).href);
  expect(read("store/audit.js").split("\n")[Number(at) - 1]).toContain("function recordAudit(");
});
