import { describe, expect, it } from "vitest";
import { ImportError, type ParsedPlan } from "../../src/import/document.js";
import type { ReadDocument } from "../../src/import/elements.js";
import { type PlannedImport, planImport } from "../../src/import/profile/plan-import.js";
import { mergeProfiles, type Profile } from "../../src/import/profile/profile.js";
import { readDocument } from "../../src/import/read/read-document.js";
import { DICE_SEED, tries } from "../kit/dice.js";
import { type CombinedDepartment, type CombinedPlan, combinedPlan } from "./combined-layouts.js";
import { combinedTable } from "./combined-tables.js";

/** The owner behind a goal may be printed with it or taken apart. */
const bare = (text: string): string => text.replace(/（総務課）$/u, "").replace(/。$/u, "");

const taken = ({ departments }: ParsedPlan): readonly CombinedDepartment[] =>
  departments.map(({ name, sections, vision }) => ({
    name: name.replace(/[\s\u3000]/gu, ""),
    policies: [
      ...sections.flatMap(({ policies }) => policies),
      ...(vision === null ? [] : [...(vision.lead === null ? [] : [vision.lead]), ...vision.items]),
    ].map(({ text }) => text),
    goals: sections.flatMap(({ goals }) => goals).map(({ text }) => bare(text)),
  }));

const wanted = ({ departments }: CombinedPlan): readonly CombinedDepartment[] =>
  departments.map((one) => ({ ...one, goals: one.goals.map(bare) }));

function planned(document: ReadDocument, profile: Profile): PlannedImport | null {
  try {
    return planImport(document, profile);
  } catch (error) {
    if (error instanceof ImportError) return null;
    throw error;
  }
}

const made = (make: (seed: number) => CombinedPlan): readonly CombinedPlan[] =>
  Array.from({ length: tries(300) }, (_, at) => make(DICE_SEED + at));
const MADE: readonly (readonly [string, readonly CombinedPlan[]])[] = [
  ["plan", made(combinedPlan)],
  ["table", made(combinedTable)],
];

describe.each(MADE)("a %s printed in any combination of ways", (_kind, plans) => {
  it("is stored as it is printed, or asked about, or refused", async () => {
    const outcomes = { silent: 0, asked: 0, refused: 0 };
    for (const plan of plans) {
      const read = planned(await readDocument(Buffer.from(plan.text), plan.name), {});
      if (read?.plan != null) expect(taken(read.plan), `${plan.ways}\n${plan.text}`).toEqual(wanted(plan));
      outcomes[read === null ? "refused" : read.plan === null ? "asked" : "silent"] += 1;
    }
    expect(outcomes.silent * 3, JSON.stringify(outcomes)).toBeGreaterThan(plans.length);
    expect(outcomes.refused * 20, JSON.stringify(outcomes)).toBeLessThan(plans.length);
  });

  it("is not asked about twice by the same question", async () => {
    for (const plan of plans.slice(0, plans.length / 5)) {
      const document = await readDocument(Buffer.from(plan.text), plan.name);
      const first = planned(document, {});
      const question = first?.question;
      if (first == null || question == null) continue;
      for (const choice of question.choices) {
        const next = planned(document, mergeProfiles(first.profile, choice.profile))?.question;
        expect(next?.text, `${plan.ways}: ${question.text} ${choice.label}\n${plan.text}`).not.toBe(
          question.text,
        );
      }
    }
  });
});
