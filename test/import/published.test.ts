import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDocument } from "../../src/import/parse.js";
import { shape, warnedLines } from "./shape.js";

/**
 * Invented documents in the forms in which municipalities publish such plans (部長マニフェスト, 局区運営方針,
 * 組織目標管理シート, 部局別重点目標 …), each beside what is to be read from it.
 */
const FOLDER = join(import.meta.dirname, "../fixtures/import/published");
const documents = readdirSync(FOLDER).filter((name) => !name.endsWith(".expected.json"));

describe("documents as municipalities publish them", () => {
  it.each(documents)("%s", (name) => {
    const expected = JSON.parse(
      readFileSync(join(FOLDER, name.replace(/\.[^.]+$/u, ".expected.json")), "utf8"),
    );
    const plan = parseDocument(readFileSync(join(FOLDER, name), "utf8"));
    const visions = plan.departments.flatMap(({ name: department, vision }) =>
      vision === null
        ? []
        : [[department, [vision.lead?.text ?? null, vision.items.map((one) => one.text)]] as const],
    );
    expect({
      municipality: plan.municipality,
      fiscalYear: plan.fiscalYear,
      shape: shape(plan),
      visions: Object.fromEntries(visions),
      warned: [...warnedLines(plan)].sort((a, b) => a - b),
    }).toEqual(expected);
  });

  it("are at least twenty", () => {
    expect(documents.length).toBeGreaterThanOrEqual(20);
  });
});
