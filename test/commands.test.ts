import { describe, expect, it } from "vitest";
import { COMMANDS, parseCommand } from "../src/bot/commands.js";
import { helpView } from "../src/bot/features/help/help-view.js";
import { replyText } from "../src/bot/reply.js";
import { fc } from "./kit/dice.js";

describe("reading what was typed after /policy", () => {
  it.each([
    ["", { kind: "overview" }],
    [" 　\n", { kind: "overview" }],
    ["/policy", { kind: "overview" }],
    ["/policy /policy 危機管理部", { kind: "look", text: "危機管理部" }],
    ["／policy　危機管理部　 3", { kind: "look", text: "危機管理部 3" }],
    ["policy 使い方", { kind: "help" }],
    ["policymaking", { kind: "look", text: "policymaking" }],
    ["検索　防災　学校", { kind: "search", words: "防災 学校" }],
    ["ＳＥＡＲＣＨ 防災", { kind: "search", words: "防災" }],
    ["検索防災", { kind: "look", text: "検索防災" }],
    ["未更新", { kind: "stale", name: "" }],
    ["未更新 危機管理部", { kind: "stale", name: "危機管理部" }],
    ["進捗 福祉 部", { kind: "standing", name: "福祉 部" }],
    ["ｼﾝﾁｮｸ", { kind: "look", text: "ｼﾝﾁｮｸ" }],
    [
      "報告 危機管理部 3 順調 改定案を庁内照会中",
      { kind: "report", rest: "危機管理部 3 順調 改定案を庁内照会中" },
    ],
    ["？", { kind: "help" }],
    ["設定", { kind: "settings", rest: "" }],
    ["constructor", { kind: "look", text: "constructor" }],
  ])("takes %j as %j", (typed, command) => {
    expect(parseCommand(typed)).toEqual(command);
  });

  it("reads every example of its own table as the command it is an example of", () => {
    for (const { example, word, make } of COMMANDS) {
      const kind = make("").kind;
      expect(parseCommand(example).kind, example).toBe(kind);
      if (word !== "") expect(parseCommand(word).kind).toBe(kind);
    }
  });

  it("knows each word once", () => {
    const words = COMMANDS.flatMap(({ word, synonyms }) => [word, ...synonyms])
      .filter((word) => word !== "")
      .map((word) => word.normalize("NFKC").toLowerCase());
    expect(words.filter((word, index) => words.indexOf(word) !== index && word !== "?")).toEqual([]);
  });

  it("shows every command in the help", () => {
    const help = replyText(helpView(null));
    for (const { word, usage, help: line, example } of COMMANDS) {
      for (const part of [word, usage, line, example]) expect(help).toContain(part);
    }
  });

  it("reads any text without failing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (typed) => {
        const command = parseCommand(typed);
        if (command.kind === "look") expect(command.text).toBe(command.text.trim());
        expect(typeof command.kind).toBe("string");
      }),
    );
  });
});
