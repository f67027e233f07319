import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { ParsedPlan } from "../../../src/import/document.js";
import { planImport } from "../../../src/import/profile/plan-import.js";
import { readDocument } from "../../../src/import/read/read-document.js";

/** The official document as offices hold it, beside this checkout; skipped where it is not there. */
const SHARED = path.join(import.meta.dirname, "..", "..", "..", "..", "shared");
const SEED = path.join(SHARED, "seeds", "000_93d028fcf1ecde9f.txt");
const DOCUMENTS = path.join(SHARED, "cases", "documents");

function textsOf(plan: ParsedPlan): readonly string[] {
  const texts = plan.departments.flatMap((department) => [
    ...department.initiatives,
    ...department.sections.flatMap((section) => [...section.policies, ...section.goals]),
  ]);
  return [...plan.overall, ...texts].map(({ text }) => text);
}

async function planOf(
  file: string,
): Promise<{ readonly plan: ParsedPlan; readonly notices: readonly string[] }> {
  const document = await readDocument(readFileSync(file), path.basename(file));
  const { plan } = planImport(document, {});
  if (plan === null) throw new Error(`${file} is not read without a question`);
  return { plan, notices: document.notices.map((notice) => notice.message) };
}

/** Those of `all` that `found` does not have, each as often as it is missing. */
function missing(all: readonly string[], found: readonly string[]): readonly string[] {
  const left = [...found];
  return all.filter((text) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

describe.skipIf(!existsSync(DOCUMENTS))("the official document (../shared/cases/documents)", () => {
  it.each([
    ["itabashi-word-headings.docx", 0],
    ["itabashi-word-plain.docx", 0],
    ["itabashi-word-saved-as-web-page.html", 0],
    ["itabashi-word.pdf", 0],
    ["itabashi-browser.pdf", 2],
    // It has no sheet for 区経営方針.
    ["itabashi-sheet-per-department.xlsx", 4],
  ])("%s has all texts of the text file but %i", async (name, lost) => {
    const truth = textsOf((await planOf(SEED)).plan);
    const { plan, notices } = await planOf(path.join(DOCUMENTS, name));
    expect(truth).toHaveLength(533);
    const gone = missing(truth, textsOf(plan));
    expect(gone).toHaveLength(lost);
    expect(missing(textsOf(plan), truth)).toHaveLength(name.endsWith(".xlsx") ? 0 : lost);
    expect(plan.departments).toHaveLength(21);
    // What a PDF cannot say is said: where a blank may have stood, and which sign may be another.
    if (name === "itabashi-browser.pdf") {
      expect(notices.some((notice) => notice.includes("〜"))).toBe(true);
      expect(notices.some((notice) => notice.includes("求められる／SITES"))).toBe(true);
    }
  });

  it.each([
    ["struck.html", ["整備", "廃止した目標", "廃止した目標その二", "隠した目標", "見えない目標"]],
    ["struck.md", ["整備", "廃止した目標"]],
    ["struck-and-hidden.xlsx", ["整備", "廃止した目標（全体に取り消し線）", "非表示の行にある前年度の目標"]],
  ])("%s is read without what is shown as removed, and lists it", async (name, removed) => {
    const document = await readDocument(readFileSync(path.join(DOCUMENTS, name)), name);
    const text = JSON.stringify(document.elements);
    for (const words of removed) {
      expect(document.notices.some(({ message }) => message.includes(words))).toBe(true);
      expect(text).not.toContain(`"${words}"`);
    }
  });

  it("furigana.xlsx and gaiji-cp932.csv are read without what nobody prints", async () => {
    const read = async (name: string): Promise<string> => {
      const document = await readDocument(readFileSync(path.join(DOCUMENTS, name)), name);
      return JSON.stringify(document);
    };
    expect(await read("furigana.xlsx")).not.toMatch(/ソウムブ|ブンショ|x000D/u);
    expect(await read("gaiji-cp932.csv")).toMatch(/〓橋の改修.*F040/u);
  });
});
