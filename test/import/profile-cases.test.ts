import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ParsedPlan } from "../../src/import/document.js";
import { type PlannedImport, planImport } from "../../src/import/profile/plan-import.js";
import { lasting, mergeProfiles } from "../../src/import/profile/profile.js";
import { formatProfile, parseProfile } from "../../src/import/profile/profile-file.js";
import { readDocument } from "../../src/import/read/read-document.js";

const CASES = join(import.meta.dirname, "../../../shared/cases/documents");
const present = existsSync(CASES);
const why = present ? "" : " (skipped: the cases lie beside the repository)";

interface Golden {
  readonly fiscalYear: { readonly western: number };
  readonly municipality: string;
  readonly title: string;
  readonly departments: readonly {
    readonly name: string;
    readonly policies?: readonly string[];
    readonly goals?: readonly { readonly text: string; readonly heading?: string }[];
    readonly sections?: readonly {
      readonly name: string;
      readonly goals: readonly { readonly text: string }[];
    }[];
  }[];
}

/** Answers every question by the words that a person would choose. */
async function answered(name: string, answers: readonly string[]): Promise<PlannedImport> {
  const document = await readDocument(readFileSync(join(CASES, name)), name);
  let planned = planImport(document, {});
  for (const answer of answers) {
    const choice = planned.question?.choices.find(({ label }) => label.includes(answer));
    expect(choice, `${planned.question?.text}: ${answer}`).toBeDefined();
    planned = planImport(document, mergeProfiles(planned.profile, choice?.profile ?? {}));
  }
  expect(planned.question).toBeNull();
  return planned;
}

const golden = (name: string): Golden => JSON.parse(readFileSync(join(CASES, name), "utf8"));

function shapeOf(plan: ParsedPlan | null) {
  return plan?.departments.map(({ name, sections }) => ({
    name,
    policies: sections.flatMap((section) => section.policies.map(({ text }) => text)),
    goals: sections.flatMap((section) =>
      section.goals.map(({ text, heading }) => ({ text, ...(heading == null ? {} : { heading }) })),
    ),
  }));
}

describe.skipIf(!present)(`layouts that no word list knows are read after a few answers${why}`, () => {
  it("departments in the last column, goals in the third", async () => {
    const { plan } = await answered("N1-gyomu-mokuhyo-isomi.html", ["目標の見出し"]);
    const want = golden("N1-gyomu-mokuhyo-isomi.golden.json");
    expect(shapeOf(plan)).toEqual(
      want.departments.map(({ name, goals }) => ({
        name,
        policies: [],
        goals: goals?.map(({ text, heading }) => ({ text, heading })),
      })),
    );
    expect(plan).toMatchObject({
      municipality: want.municipality,
      fiscalYear: want.fiscalYear.western,
      title: want.title,
    });
  });

  it("one organisation that only the title names", async () => {
    const { plan } = await answered("N2-ward-policy-shioiri.html", ["汐入区", "主な戦略", "取り込まない"]);
    const want = golden("N2-ward-policy-shioiri.golden.json");
    expect(
      plan?.departments.map(({ name, sections }) => ({
        name,
        sections: sections.map((section) => ({
          name: section.name,
          goals: section.goals.map(({ text }) => ({ text })),
        })),
      })),
    ).toEqual(want.departments);
    expect(plan).toMatchObject({
      municipality: want.municipality,
      fiscalYear: want.fiscalYear.western,
      title: want.title,
    });
  });

  it("labels in English, the vision tracked as goals", async () => {
    const { plan, profile } = await answered("N3-mission-vision-sugimori.txt", ["■", "vision", "これと残り"]);
    const want = golden("N3-mission-vision-sugimori.golden.json");
    expect(shapeOf(plan)).toEqual(want.departments);
    expect(plan?.title).toBe(want.title);
    expect(plan?.framework).toEqual([]);
    // What was answered is all that the same document needs the next time.
    const document = await readDocument(
      readFileSync(join(CASES, "N3-mission-vision-sugimori.txt")),
      "N3.txt",
    );
    const saved = parseProfile(formatProfile(lasting(profile)), "saved.yaml");
    expect(planImport(document, saved)).toMatchObject({
      question: null,
      plan: { departments: plan?.departments },
    });
  });
});
