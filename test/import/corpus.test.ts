import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSource } from "../../src/import/decode.js";
import { ImportError, type ParsedDepartment, type ParsedPlan } from "../../src/import/document.js";
import { parseDocument } from "../../src/import/parse.js";
import { parseSheet } from "../../src/import/sheet.js";

/**
 * Documents of fictitious municipalities, each with what a careful municipal officer would take from it.
 * They were written without knowledge of the reader: where the two disagree, the reader is to change.
 */
const FOLDER = join(import.meta.dirname, "../fixtures/import/corpus");

interface Expected {
  /** The document is no plan, or too torn to be one. */
  readonly refused?: true;
  /** The document is torn: a refusal is right, and so is a plan with the warnings and without the texts below. */
  readonly mayRefuse?: true;
  /** Ranges of lines in each of which at least one warning must stand. */
  readonly warnedLines?: readonly (readonly [from: number, to: number])[];
  /** Fragments and labels that must not be stored as a department, a section's text or anything else. */
  readonly neverStored?: readonly string[];
  /** An undamaged document raises no false alarm. */
  readonly noWarnings?: true;
  readonly municipality?: string | null;
  readonly fiscalYear?: number | null;
  readonly overall?: readonly string[];
  readonly departments?: readonly ExpectedDepartment[];
}

interface ExpectedDepartment {
  readonly name: string;
  readonly sections: readonly {
    readonly name: string;
    readonly policies: string[];
    readonly goals: string[];
  }[];
  /** `any` where officers would differ. */
  readonly vision?: { readonly lead: string | null; readonly items: readonly string[] } | "any";
  readonly initiatives?: readonly { readonly heading: string | null; readonly text: string }[];
}

const documents = readdirSync(FOLDER)
  .filter((name) => !name.endsWith(".expected.json"))
  .sort();

function expectedOf(document: string): Expected {
  return JSON.parse(readFileSync(join(FOLDER, document.replace(/\.[^.]+$/, ".expected.json")), "utf8"));
}

async function parse(document: string): Promise<ParsedPlan> {
  const source = readSource(join(FOLDER, document));
  return source.kind === "text" ? parseDocument(source.text) : parseSheet(source);
}

const texts = (items: readonly { readonly text: string }[]): string[] => items.map((item) => item.text);

function shapeOf(department: ParsedDepartment, expected: ExpectedDepartment | undefined): ExpectedDepartment {
  const { name, sections, vision, initiatives } = department;
  return {
    name,
    sections: sections.map((section) => ({
      name: section.name,
      policies: texts(section.policies),
      goals: texts(section.goals),
    })),
    ...(expected?.vision === "any"
      ? { vision: "any" }
      : vision && { vision: { lead: vision.lead?.text ?? null, items: texts(vision.items) } }),
    ...(initiatives.length > 0 && {
      initiatives: initiatives.map(({ heading, text }) => ({ heading, text })),
    }),
  };
}

function storedIn(plan: ParsedPlan): readonly string[] {
  return [
    ...texts(plan.overall),
    ...plan.departments.flatMap(({ name, sections, initiatives, vision }) => [
      name,
      ...sections.flatMap((section) => [...texts(section.policies), ...texts(section.goals)]),
      ...texts(initiatives),
      ...texts(vision?.items ?? []),
      ...(vision?.lead ? [vision.lead.text] : []),
    ]),
  ];
}

function compare(plan: ParsedPlan, expected: Expected): void {
  for (const [from, to] of expected.warnedLines ?? []) {
    const lines = plan.warnings.map((warning) => warning.line);
    expect(
      lines.some((line) => from <= line && line <= to),
      `a warning in lines ${from}–${to}; there are ${JSON.stringify(plan.warnings)}`,
    ).toBe(true);
  }
  const stored = storedIn(plan);
  expect(stored.filter((text) => expected.neverStored?.includes(text))).toEqual([]);
  if (expected.noWarnings) expect(plan.warnings).toEqual([]);
  if (expected.departments === undefined) return;
  expect(plan.departments.map((department, i) => shapeOf(department, expected.departments?.[i]))).toEqual(
    expected.departments,
  );
  expect(texts(plan.overall)).toEqual(expected.overall ?? []);
  expect({ municipality: plan.municipality, fiscalYear: plan.fiscalYear }).toEqual({
    municipality: expected.municipality,
    fiscalYear: expected.fiscalYear,
  });
}

describe("a document of another municipality", () => {
  it("has its expectation beside it", () => {
    expect(documents.length).toBeGreaterThanOrEqual(24);
    for (const document of documents) expect(Object.keys(expectedOf(document)), document).not.toEqual([]);
  });

  it.each(documents)("%s is read as an officer would read it", async (document) => {
    const expected = expectedOf(document);
    let plan: ParsedPlan;
    try {
      plan = await parse(document);
    } catch (error) {
      expect(error).toBeInstanceOf(ImportError);
      const { message } = error as ImportError;
      expect(expected.refused ?? expected.mayRefuse ?? false, `refused: ${message}`).toBe(true);
      expect(message).toMatch(/[ぁ-ん]/);
      expect(message).not.toContain("\n");
      return;
    }
    expect(expected.refused ?? false, `read as ${storedIn(plan).slice(0, 6).join(" / ")}`).toBe(false);
    compare(plan, expected);
  });

  it("cut off after any line is read or refused with a sentence, never anything else", {
    timeout: 180_000,
  }, () => {
    for (const document of documents) {
      const lines = readFileSync(join(FOLDER, document), "utf8").split("\n");
      for (let length = 1; length < lines.length; length += 1) {
        try {
          parseDocument(lines.slice(0, length).join("\n"));
        } catch (error) {
          expect(error, `${document} cut after line ${length}`).toBeInstanceOf(ImportError);
        }
      }
    }
  });

  it("with its lines in a wrong order is read or refused with a sentence, never anything else", {
    timeout: 180_000,
  }, () => {
    for (const document of documents) {
      const lines = readFileSync(join(FOLDER, document), "utf8").split("\n");
      for (const order of [[...lines].reverse(), [...lines].sort(), lines.filter((_, i) => i % 2 === 0)]) {
        try {
          parseDocument(order.join("\n"));
        } catch (error) {
          expect(error, document).toBeInstanceOf(ImportError);
        }
      }
    }
  });
});
