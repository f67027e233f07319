import { expect } from "vitest";
import type { ParsedPlan } from "../../src/import/document.js";
import { type PlannedImport, planImport } from "../../src/import/profile/plan-import.js";
import { mergeProfiles } from "../../src/import/profile/profile.js";
import { readDocument } from "../../src/import/read/read-document.js";
import type { Layout, Plan } from "./plausible-layouts.js";

/** What was read, as the layouts say what is right; where levels count, those above a goal stand behind `↑`. */
export function shapeOf({ departments }: Pick<ParsedPlan, "departments">, withLevels = false): Plan {
  return Object.fromEntries(
    departments.map(({ name, sections }) => [
      name,
      Object.fromEntries(
        sections.map((section) => [
          section.name,
          [
            section.policies.map(({ text }) => text),
            section.goals.map(({ heading, text, details, levels }) =>
              [
                `${heading == null ? "" : `${heading}｜`}${text}`,
                ...(details ?? []).map((detail) => `${detail.label}:${detail.text}`),
                ...(withLevels && levels !== undefined
                  ? [`↑${levels.map(({ name }) => name).join("＞")}`]
                  : []),
              ].join(" ‖ "),
            ),
          ] as const,
        ]),
      ),
    ]),
  );
}

/** Reads a layout, answering every question by the words of the choice that a person would take. */
export async function answered({
  name,
  bytes,
  answers,
}: Pick<Layout, "name" | "bytes" | "answers">): Promise<PlannedImport> {
  const document = await readDocument(await bytes(), name);
  let planned = planImport(document, {});
  for (const answer of answers) {
    expect(planned.plan).toBeNull();
    const choices = planned.question?.choices ?? [];
    const choice =
      choices.find(({ label }) => label === answer) ?? choices.find(({ label }) => label.includes(answer));
    expect(choice, `${planned.question?.text}: ${answer}`).toBeDefined();
    planned = planImport(document, mergeProfiles(planned.profile, choice?.profile ?? {}));
  }
  expect(planned.question?.text ?? null).toBeNull();
  return planned;
}
