import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ImportError, type ParsedDepartment, type ParsedPlan } from "../../src/import/document.js";
import type { ReadDocument } from "../../src/import/elements.js";
import { type PlannedImport, planImport } from "../../src/import/profile/plan-import.js";
import { mergeProfiles } from "../../src/import/profile/profile.js";
import { readDocument } from "../../src/import/read/read-document.js";
import { shape } from "./shape.js";

/** Invented documents with what a careful officer would take from them, and how the importer comes to it. */
export const FIXTURES = join(import.meta.dirname, "../fixtures/import");

/** `silent`, `refused`, `asked` (no answer leads to what is right), or the numbers of the answers that do. */
export type Outcome = "silent" | "refused" | "asked" | readonly number[];

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

export interface Expected {
  /** The document is no plan, or too torn to be one. */
  readonly refused?: true;
  readonly mayRefuse?: true;
  readonly warnedLines?: readonly (readonly [from: number, to: number])[];
  /** Fragments and labels that must not be stored as a department, a section's text or anything else. */
  readonly neverStored?: readonly string[];
  readonly noWarnings?: true;
  readonly municipality?: string | null;
  readonly fiscalYear?: number | null;
  readonly overall?: readonly string[];
  readonly departments?: readonly ExpectedDepartment[];
  /** Department → section → policies and goals; the shorter way to say it. */
  readonly shape?: object;
  readonly visions?: object;
}

export interface Case {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly expected: Expected;
}

export const cases: readonly Case[] = ["corpus", "published", "layouts"].flatMap((folder) =>
  readdirSync(join(FIXTURES, folder))
    .filter((name) => !name.endsWith(".json") && !name.endsWith(".xlsx"))
    .sort()
    .map((name) => ({
      name: `${folder}/${name}`,
      bytes: readFileSync(join(FIXTURES, folder, name)),
      expected: JSON.parse(
        readFileSync(join(FIXTURES, folder, name.replace(/\.[^.]+$/u, ".expected.json")), "utf8"),
      ) as Expected,
    })),
);

const texts = (items: readonly { readonly text: string }[]): string[] => items.map((item) => item.text);

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

/** What was read and what is right, as far as the expectation speaks of it. */
export function compared(
  plan: ParsedPlan,
  expected: Expected,
): { readonly got: unknown; readonly want: unknown } {
  const never = storedIn(plan).filter((text) => expected.neverStored?.includes(text));
  const place = { municipality: plan.municipality, fiscalYear: plan.fiscalYear };
  if (expected.shape !== undefined) {
    const visions = Object.fromEntries(
      plan.departments.flatMap(({ name, vision }) =>
        vision === null ? [] : [[name, [vision.lead?.text ?? null, texts(vision.items)]]],
      ),
    );
    return {
      got: { ...place, shape: shape(plan), visions: expected.visions === undefined ? undefined : visions },
      want: {
        municipality: expected.municipality,
        fiscalYear: expected.fiscalYear,
        shape: expected.shape,
        visions: expected.visions,
      },
    };
  }
  if (expected.departments === undefined) return { got: { never }, want: { never: [] } };
  return {
    got: {
      ...place,
      never,
      overall: texts(plan.overall),
      departments: plan.departments.map((one, at) => shapeOf(one, expected.departments?.[at])),
    },
    want: {
      municipality: expected.municipality,
      fiscalYear: expected.fiscalYear,
      never: [],
      overall: expected.overall ?? [],
      departments: expected.departments,
    },
  };
}

export const readCase = ({ name, bytes }: Case): Promise<ReadDocument> => readDocument(bytes, name);

/** Reads a document, answering with the numbers of the choices in turn. */
export function answer(document: ReadDocument, answers: readonly number[]): PlannedImport {
  let planned = planImport(document, {});
  for (const number of answers) {
    const choice = planned.question?.choices[number - 1];
    if (choice === undefined) throw new Error(`no choice ${number} to ${planned.question?.text}`);
    planned = planImport(document, mergeProfiles(planned.profile, choice.profile));
  }
  return planned;
}

/** What becomes of a document without any answer. */
export async function firstOutcome(one: Case): Promise<PlannedImport | ImportError> {
  try {
    return planImport(await readCase(one), {});
  } catch (error) {
    if (error instanceof ImportError) return error;
    throw error;
  }
}
