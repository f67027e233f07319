import { describe, expect, test } from "vitest";

interface Suggestion {
  readonly label: string;
  readonly hint: string;
  readonly insert: string;
}
interface Module {
  suggestions(
    text: string,
    completions: readonly { command: string; hint: string }[],
    departments: readonly string[],
  ): Suggestion[];
}

// The page's own file: it has no build chain and no types.
const file = new URL("../../src/bot/platforms/web/public/complete.js", import.meta.url).href;
const { suggestions } = (await import(file)) as Module;

const COMMANDS = [
  { command: "未更新", hint: "報告のない重点目標" },
  { command: "進捗", hint: "状態ごとの件数" },
];
const DEPARTMENTS = ["危機管理部", "政策経営部", "総務部"];
const labels = (text: string) => suggestions(text, COMMANDS, DEPARTMENTS).map(({ label }) => label);
const inserts = (text: string) => suggestions(text, COMMANDS, DEPARTMENTS).map(({ insert }) => insert);

describe("what the composer offers", () => {
  test.each(["/", "/p", "/policy", "／", "／ｐｏ"])("%s leads to /policy", (typed) => {
    expect(inserts(typed)).toEqual(["/policy "]);
  });

  test.each(["", "こんにちは", " /policy 危機", "2 順調／3 遅れ", "/todo", "/policyx", "//"])(
    "%j is no command and offers nothing",
    (typed) => {
      expect(labels(typed)).toEqual([]);
    },
  );

  test("after /policy come the command words, then the departments", () => {
    expect(labels("/policy ")).toEqual(["未更新", "進捗", ...DEPARTMENTS]);
    expect(labels("／ｐｏｌｉｃｙ　")).toEqual(["未更新", "進捗", ...DEPARTMENTS]);
  });

  test("what begins with the typed letters comes before what contains them", () => {
    expect(labels("/policy 管理")).toEqual(["危機管理部"]);
    expect(labels("/policy 政")).toEqual(["政策経営部"]);
    expect(suggestions("/policy 総", [], ["庶務総括課", "総務部"]).map(({ label }) => label)).toEqual([
      "総務部",
      "庶務総括課",
    ]);
  });

  test("after a command word come departments, after a department nothing", () => {
    expect(inserts("/policy 進捗 危")).toEqual(["/policy 進捗 危機管理部 "]);
    expect(labels("/policy 危機管理部 3")).toEqual([]);
    expect(labels("/policy 進捗 危機管理部 順")).toEqual([]);
  });

  test("command words may be given with /policy before them", () => {
    const given = [{ command: "/policy 未更新", hint: "" }];
    expect(suggestions("/policy 未", given, []).map(({ insert }) => insert)).toEqual(["/policy 未更新 "]);
    expect(suggestions("/policy 未更新 総", given, DEPARTMENTS).map(({ label }) => label)).toEqual([
      "総務部",
    ]);
  });

  test("a word that stands there in full is not offered again", () => {
    expect(labels("/policy 総務部")).toEqual([]);
  });
});
