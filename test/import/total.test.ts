import { describe, expect, it } from "vitest";
import { ImportError, type ParsedPlan } from "../../src/import/document.js";
import { fc, tries } from "../kit/dice.js";
import { parseDocument } from "../kit/parse.js";
import { warnedLines } from "./shape.js";

function attempt(text: string): ParsedPlan | null {
  try {
    return parseDocument(text);
  } catch (error) {
    if (error instanceof ImportError) return null;
    throw error;
  }
}

const WORDS = [
  "総務部",
  "市民部",
  "福祉課",
  "## 総務部",
  "# 令和7年度 みどり市 部局運営方針",
  "### 経営方針",
  "### 重点目標",
  "【経営方針】",
  "【重点目標】",
  "【ビジョン】",
  "■経営方針",
  "■重点目標",
  "経営方針",
  "重点目標",
  "目次",
  "お問い合わせ",
  "■施策",
  "(1) 施策",
  "施策",
  "| 部 | 経営方針 | 重点目標 |",
  "|---|---|---|",
  "| 総務部 | ○あ ○い | ○う |",
  "| | 方針です | 目標 |",
  "\t経営方針\t重点目標",
  "施策\t○方針\t○目標",
  "<table><tr><td>総務部</td></tr></table>",
  "<ul>",
  "</li>",
  "- 3 -",
  "",
  "",
  "※注",
  "・",
  "・・目標",
  "重点目標：目標",
  "指標：80%",
  "\f",
  "---",
  "===",
  "横断的な取組",
  "市経営方針",
  "主な取組",
  "現状と課題",
];

describe("any text gives a plan or a refusal, and no other error", () => {
  it("for arbitrary strings", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => void attempt(text)),
      { numRuns: tries(150) },
    );
  });

  it("for pieces of documents in any order", () => {
    const line = fc.oneof(
      fc.constantFrom(...WORDS),
      fc.constantFrom(...WORDS).map((word) => `  ${word}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const plan = attempt(lines.join("\n"));
        if (plan === null) return;
        expect(plan.departments.length).toBeGreaterThan(0);
        for (const [index, department] of plan.departments.entries())
          expect(department.order).toBe(index + 1);
      }),
      { numRuns: tries(400) },
    );
  });
});

describe("no line is silently dropped", () => {
  it("every text of a document is in the plan or its line is in a warning", () => {
    const pieces = fc.constantFrom(
      "総務部",
      "市民部",
      "■経営方針",
      "■重点目標",
      "【ビジョン】",
      "■施策",
      "",
      "",
      "・%",
      "・%",
      "・%",
      "・%",
      "○%",
      "(1) %",
      "  ・%",
      "%",
      "%。",
      "施策",
      "経営方針",
      "重点目標",
      "重点目標：%",
      "指標：%",
      "※%",
      "## 市民部",
      "### 重点目標",
      "- %",
    );
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 6, maxLength: 40 }), (parts) => {
        const lines = [
          "令和7年度 みどり市 部局運営方針",
          "",
          "総務部",
          "■経営方針",
          ...parts.map((part, at) => part.replace("%", `文章番号${at}の推進`)),
        ];
        const plan = attempt(lines.join("\n"));
        if (plan === null) return;
        const kept = JSON.stringify([plan.departments, plan.overall, plan.framework]);
        const warned = warnedLines(plan);
        for (const [index, line] of lines.entries()) {
          const text = /文章番号\d+の推進/u.exec(line)?.[0];
          if (text === undefined) continue;
          expect(
            kept.includes(text) || warned.has(index + 1),
            `line ${index + 1}: ${lines.join(" / ")}`,
          ).toBe(true);
        }
      }),
      { numRuns: tries(400) },
    );
  });

  it("at most some twenty warnings are given of one sort, then a summary", () => {
    const stray = Array.from({ length: 200 }, (_, at) => `※注${at}\n\n・文書の電子化その${at}の件`).join(
      "\n",
    );
    const plan = attempt(`令和7年度 みどり市 部局運営方針\n\n総務部\n■重点目標\n${stray}`);
    expect(plan?.departments[0]?.sections[0]?.goals).toHaveLength(200);
    expect(plan?.warnings.length).toBeLessThanOrEqual(21);
    expect(plan?.warnings.at(-1)?.message).toMatch(/ほか/u);
  });
});
