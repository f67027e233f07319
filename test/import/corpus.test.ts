import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ImportError } from "../../src/import/document.js";
import { parseDocument } from "../kit/parse.js";
import { answer, cases, compared, FIXTURES, firstOutcome, type Outcome, readCase } from "./outcome.js";

/**
 * Documents of fictitious municipalities, each with what a careful municipal officer would take from it. They were written
 * without knowledge of the reader: where the two disagree, the reader is to change. `outcomes.json` says how it comes to
 * that: silently, after which answers, or not at all; what it must never do is to store something else without asking.
 */
const outcomes = JSON.parse(readFileSync(join(FIXTURES, "outcomes.json"), "utf8")) as Readonly<
  Record<string, Outcome>
>;

describe("a document of another municipality", () => {
  it("has its expectation and its outcome beside it", () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    expect(cases.map(({ name }) => name).sort()).toEqual(Object.keys(outcomes).sort());
  });

  it.each(cases)("$name is read as an officer would read it, asked about, or refused", async (one) => {
    const outcome = outcomes[one.name];
    const first = await firstOutcome(one);
    if (first instanceof ImportError) {
      expect(outcome, first.message).toBe("refused");
      expect(first.message).toMatch(/[ぁ-ん].*。$/u);
      expect(first.message).not.toContain("\n");
      return;
    }
    expect(first.question === null, `${first.question?.text}`).toBe(outcome === "silent");
    if (first.question !== null) {
      expect(first.plan).toBeNull();
      expect(first.question.choices.length).toBeGreaterThanOrEqual(2);
    }
    const plan = typeof outcome === "object" ? answer(await readCase(one), outcome).plan : first.plan;
    if (plan === null) {
      expect(outcome).toBe("asked");
      return;
    }
    expect(one.expected.refused ?? false, `read ${plan.departments[0]?.name}`).toBe(false);
    const { got, want } = compared(plan, one.expected);
    expect(got).toEqual(want);
    if (outcome === "silent" && one.expected.noWarnings === true) expect(plan.warnings).toEqual([]);
  });

  it("is read without a question in most cases, and after at most three answers in the others", () => {
    const all = Object.values(outcomes);
    expect(all.filter((one) => one === "silent").length).toBeGreaterThanOrEqual(130);
    for (const one of all) if (typeof one === "object") expect(one.length).toBeLessThanOrEqual(3);
  });

  it("cut off after any line is read, asked about or refused with a sentence, never anything else", {
    timeout: 60_000,
  }, () => {
    for (const [index, { name, bytes }] of cases.entries()) {
      const lines = new TextDecoder().decode(bytes).split("\n");
      for (let length = 1 + (index % 9); length < lines.length; length += 9) {
        try {
          parseDocument(lines.slice(0, length).join("\n"));
        } catch (error) {
          expect(error, `${name} cut after line ${length}`).toBeInstanceOf(ImportError);
        }
      }
    }
  });

  it("with its lines in a wrong order is read, asked about or refused with a sentence, never anything else", {
    timeout: 60_000,
  }, () => {
    for (const { name, bytes } of cases) {
      const lines = new TextDecoder().decode(bytes).split("\n");
      for (const order of [[...lines].reverse(), [...lines].sort(), lines.filter((_, i) => i % 2 === 0)]) {
        try {
          parseDocument(order.join("\n"));
        } catch (error) {
          expect(error, name).toBeInstanceOf(ImportError);
        }
      }
    }
  });
});
