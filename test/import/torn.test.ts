import { describe, expect, it } from "vitest";
import { ImportError, type ParsedPlan } from "../../src/import/document.js";
import { planImport } from "../../src/import/profile/plan-import.js";
import { mergeProfiles } from "../../src/import/profile/profile.js";
import { parseDocument, readText } from "../kit/parse.js";
import { fixture, shape } from "./shape.js";

/** The plan after a person has looked at what is doubted and lets it pass. */
function confirmed(text: string): ParsedPlan {
  const document = readText(text);
  const { question, profile } = planImport(document, {});
  expect(question?.id).toBe("確認");
  const { plan } = planImport(document, mergeProfiles(profile, question?.choices[0]?.profile ?? {}));
  if (plan === null) throw new Error("still a question");
  return plan;
}

function refusal(text: string): string {
  try {
    parseDocument(text);
  } catch (error) {
    if (error instanceof ImportError) return error.message;
    throw error;
  }
  return "";
}

describe("torn documents are refused with the lines concerned", () => {
  it.each([
    ["torn-labels-first.txt", /見出しだけが続いた.*6～9、14、15行/u],
    ["torn-flat-table.txt", /見出しだけが続いた.*7～12、18～20行/u],
    ["torn-columns.txt", /2段組.*/u],
    ["torn-alternating.txt", /途中で切れている.*5、11、15行/u],
    ["torn-departments-first.txt", /部の見出しだけが並び.*3、5行/u],
    ["torn-misfit.md", /欄の数が見出しと合わない.*4、5行/u],
    ["torn-no-department.txt", /部の名前の見出しが見当たりません.*4、5行/u],
  ])("%s", (name, sentence) => {
    expect(refusal(fixture(name))).toMatch(sentence);
  });
});

describe("other texts are refused with what was looked for and what to do", () => {
  it.each(["other-novel.txt", "other-data.json.txt"])("%s", (name) => {
    expect(refusal(fixture(name))).toMatch(/部の見出し.*様式（Excel）/u);
  });

  it("minutes that speak of goals are not taken without a person", () => {
    expect(refusal(fixture("other-minutes.txt"))).toMatch(/部の名前の見出しが見当たりません/u);
  });

  it("a recipe that sets itself a goal has no department", () => {
    expect(refusal(fixture("other-recipe.txt"))).toMatch(/部の名前の見出しが見当たりません/u);
  });

  it.each(["", "   \n\n", "あ", "|||", "\t\t\n\t", "<html></html>", "# 見出し"])("%j", (text) => {
    expect(refusal(text)).toMatch(/。$/u);
  });
});

describe("local doubts are asked about, and warned about with their line", () => {
  const plan = confirmed(fixture("doubtful.txt"));
  const message = (line: number): string =>
    plan.warnings
      .filter((one) => one.line === line)
      .map((one) => one.message)
      .join();

  it("leaves out an item that is cut in mid-sentence", () => {
    expect(message(7)).toMatch(/途中で切れている/u);
    expect(JSON.stringify(shape(plan))).not.toContain("推進し、");
  });

  it("reads an item with a doubled sign and says so", () => {
    expect(message(9)).toMatch(/印が重なって/u);
    expect(shape(plan)).toMatchObject({
      総務部: { "": [expect.anything(), expect.arrayContaining(["庁舎の改修"])] },
    });
  });

  it("reports a sign without a text", () => {
    expect(message(10)).toMatch(/印だけで文のない/u);
  });

  it("reports numbers that jump and repeat", () => {
    expect(message(19)).toMatch(/番号4の前が2/u);
    expect(message(20)).toMatch(/番号4が重なって/u);
  });

  it("reports a department without anything under it and does not keep it", () => {
    expect(message(22)).toMatch(/税務部.*取り込みませんでした/u);
    expect(plan.departments.map((one) => one.name)).toEqual(["総務部", "市民部"]);
  });

  it("reports a department that stands in two places", () => {
    expect(message(24)).toMatch(/総務部.*3行にもあります/u);
  });

  it("leaves out a goal above the first department", () => {
    const other = confirmed(fixture("orphan.txt"));
    expect(other.warnings).toMatchObject([
      { line: 4, message: expect.stringContaining("どの部のものか分からない") },
    ]);
    expect(shape(other)).toEqual({ 総務部: { "": [["市政を支えます。"], ["文書の電子化"]] } });
  });
});
