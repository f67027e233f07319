import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { act, catalogueOf, type Feature, form, NO_CONTEXT } from "../src/bot/catalogue.js";
import { usageHint } from "../src/bot/commands.js";
import { helpView } from "../src/bot/features/help/help-view.js";
import { COMMANDS, FEATURES, parseCommand } from "../src/bot/features.js";
import { replyText, say } from "../src/bot/reply.js";
import { fc } from "./kit/dice.js";

/** What is meant, by the word of the command; a department, a goal or a search has none. */
function read(typed: string): { word: string; rest: string } {
  const { command, rest } = parseCommand(typed);
  return { word: command.otherwise === true ? "(部)" : command.word, rest };
}

describe("reading what was typed after /policy", () => {
  it.each([
    ["", { word: "", rest: "" }],
    [" 　\n", { word: "", rest: "" }],
    ["/policy", { word: "", rest: "" }],
    ["/policy /policy 危機管理部", { word: "(部)", rest: "危機管理部" }],
    ["／policy　危機管理部　 3", { word: "(部)", rest: "危機管理部 3" }],
    ["policy 使い方", { word: "使い方", rest: "" }],
    ["policymaking", { word: "(部)", rest: "policymaking" }],
    ["検索　防災　学校", { word: "検索", rest: "防災 学校" }],
    ["ＳＥＡＲＣＨ 防災", { word: "検索", rest: "防災" }],
    ["検索防災", { word: "(部)", rest: "検索防災" }],
    ["未更新", { word: "未更新", rest: "" }],
    ["未更新 危機管理部", { word: "未更新", rest: "危機管理部" }],
    ["進捗 福祉 部", { word: "進捗", rest: "福祉 部" }],
    ["ｼﾝﾁｮｸ", { word: "(部)", rest: "ｼﾝﾁｮｸ" }],
    [
      "報告 危機管理部 3 順調 改定案を庁内照会中",
      { word: "報告", rest: "危機管理部 3 順調 改定案を庁内照会中" },
    ],
    ["？", { word: "使い方", rest: "" }],
    ["設定", { word: "設定", rest: "" }],
    ["constructor", { word: "(部)", rest: "constructor" }],
  ])("takes %j as %j", (typed, meant) => {
    expect(read(typed)).toEqual(meant);
  });

  it("reads every example as the command it is an example of", () => {
    for (const command of COMMANDS) {
      for (const typed of [
        command.example,
        ...(command.word === "" ? [] : [command.word, ...command.synonyms]),
      ])
        expect(parseCommand(typed).command, typed).toBe(command);
    }
  });

  it("shows every command in the help", () => {
    const help = replyText(helpView(COMMANDS, null));
    for (const { word, usage, help: line, example } of COMMANDS) {
      for (const part of [word, usage, line, example]) expect(help).toContain(part);
    }
  });

  it("reads any text without failing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (typed) => {
        const { command, rest } = parseCommand(typed);
        expect(rest).toBe(rest.trim());
        expect(COMMANDS).toContain(command);
      }),
    );
  });

  it("hints at what cannot be left out", () => {
    const [overview, look, search, stale] = COMMANDS;
    if (!overview || !look || !search || !stale) throw new Error("too few commands");
    expect(usageHint([overview, look, search, stale])).toBe("[部の名前 | 検索 ことば … | 未更新]");
  });
});

describe("the list of features", () => {
  const words: Feature = {
    commands: [{ word: "SEARCH", synonyms: [], usage: "", help: "", example: "", run: () => say("") }],
  };
  const button: Feature = {
    presses: [act(z.object({ do: z.literal("help") }), () => say(""))],
  };
  const filled: Feature = { forms: [form("report", NO_CONTEXT, () => say(""))] };

  it("names every folder that holds a feature", () => {
    const folder = path.join(import.meta.dirname, "..", "src", "bot");
    const list = readFileSync(path.join(folder, "features.ts"), "utf8");
    const listed = [...list.matchAll(/import\("\.\/features\/([\w-]+)\/feature\.js"\)/g)].map(
      ([, name]) => name,
    );
    const folders = readdirSync(path.join(folder, "features")).filter((name) =>
      existsSync(path.join(folder, "features", name, "feature.ts")),
    );
    expect(listed.toSorted()).toEqual(folders.toSorted());
  });

  it.each([
    ["word", words],
    ["button", button],
    ["form", filled],
  ])("refuses a second feature for the same %s", (_what, feature) => {
    expect(() => catalogueOf(FEATURES)).not.toThrow();
    expect(() => catalogueOf([...FEATURES, feature])).toThrow(/two features claim/);
  });
});
