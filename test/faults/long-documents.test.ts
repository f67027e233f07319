import { describe, expect, it } from "vitest";
import { ImportError } from "../../src/import/document.js";
import { parseDocument } from "../kit/parse.js";

describe("a megabyte is read in time", () => {
  const head = "令和7年度 みどり市 部局運営方針\n\n総務部\n■経営方針\n・市政を支えます。\n■重点目標\n";
  const fill = (unit: string): string => unit.repeat(Math.ceil(350_000 / unit.length));
  it.each([
    ["one endless line", fill("あ")],
    ["short lines", fill("あ\n")],
    ["items", head + fill("・文書の電子化を進める取組その一から十まで\n")],
    [
      "wrapped lines",
      head + fill("文書の電子化を進めるため関係機関と連携し、さらに取組を進める必要がある\n"),
    ],
    ["cells", fill("|")],
    ["tabs", fill("a\tb\n")],
    ["open quotes", fill('"a\tb\n')],
    ["open tags", `<html><body>${fill("<div>")}`],
    ["paragraph tags", `<html><body>${fill("<p>あ")}`],
    ["brackets", fill("【あ】\n")],
    ["links", fill("[a](")],
    ["emphasis", fill("**a ")],
    [
      "rows of labels",
      Array.from({ length: 15_000 }, (_, at) => `総務部\t重点目標\t目標${at}\t備考`).join("\n"),
    ],
    [
      "texts below names",
      `令和8年度 重点目標\n${Array.from({ length: 7_000 }, (_, at) => `総務${at}部\n課長　山本\n重点目標\n・目標${at}を進める`).join("\n")}`,
    ],
    ["departments", Array.from({ length: 20_000 }, (_, at) => `第${at}部\n重点目標\n・目標${at}`).join("\n")],
  ])("%s", { timeout: 120_000 }, (_name, text) => {
    // A quadratic reader takes many minutes: the limit of the test is what finds it.
    try {
      parseDocument(text);
    } catch (error) {
      expect(error).toBeInstanceOf(ImportError);
    }
  });
});
