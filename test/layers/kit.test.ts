import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { borrowedHelpers, type SourceFile, secondHarnesses } from "./imports.js";

const TEST = path.join(import.meta.dirname, "..");

const tests: SourceFile[] = readdirSync(TEST, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(?:ts|mjs)$/.test(file) && !file.startsWith("fixtures"))
  .map((file) => ({
    path: file.split(path.sep).join("/"),
    text: readFileSync(path.join(TEST, file), "utf8"),
  }));

describe("the tests", () => {
  it("share helpers through test/kit alone", () => {
    expect(tests.length).toBeGreaterThan(200);
    expect(borrowedHelpers(tests)).toEqual([]);
  });

  it("leave to the kit what is made in one way for all", () => {
    expect(secondHarnesses(tests)).toEqual([]);
  });
});

describe("the rules on them", () => {
  const helper = { path: "slack/harness.ts", text: "" };
  const kit = { path: "kit/stage.ts", text: "" };
  const judged = (file: string, from: string) =>
    borrowedHelpers([helper, kit, { path: file, text: `import { x } from "${from}";` }]);

  it.each([
    ["a test that borrows another folder's helper", "teams/http.test.ts", "../slack/harness.js"],
    ["a helper that does", "teams/driver.ts", "../slack/harness.js"],
    ["a test beside the folders", "paging.test.ts", "./slack/harness.js"],
    ["the kit leaning on a folder of tests", "kit/bench.ts", "../slack/harness.js"],
  ])("notice %s", (_name, file, from) => {
    expect(judged(file, from)).toHaveLength(1);
  });

  it.each([
    ["its own folder's helper", "slack/http.test.ts", "./harness.js"],
    ["a folder below its own", "slack/read/page.test.ts", "../harness.js"],
    ["the folder of its own name", "slack.test.ts", "./slack/harness.js"],
    ["the kit", "teams/http.test.ts", "../kit/stage.js"],
    ["the sources", "teams/http.test.ts", "../../src/slack/harness.js"],
  ])("let a test use %s", (_name, file, from) => {
    expect(judged(file, from)).toEqual([]);
  });

  it.each([
    "const server = createServer().listen(0);",
    "const browser = await chromium.launch();",
    "class Mine implements Platform {}",
    "const wss = new WebSocketServer({ port: 1 });",
    "const bot = { answers: new AnswerCache(db) };",
    "const since = Date.now();",
    "expect(at).toBeLessThan(new Date().getTime());",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a file
    "hmac.update(`v0:${at}:${body}`);",
  ])("notice a second harness: %s", (text) => {
    expect(secondHarnesses([{ path: "slack/mine.ts", text }])).toHaveLength(1);
    expect(secondHarnesses([{ path: "kit/the-one.ts", text }])).toEqual([]);
  });
});
