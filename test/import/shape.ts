import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ParsedPlan } from "../../src/import/document.js";

/** A plan reduced to what a test compares: department → section → policies and goals. */
export type Shape = Record<string, Record<string, readonly [readonly string[], readonly string[]]>>;

export function shape(plan: ParsedPlan): Shape {
  return Object.fromEntries(
    plan.departments.map((department) => [
      department.name,
      Object.fromEntries(
        department.sections.map((section) => [
          section.name,
          [section.policies.map((one) => one.text), section.goals.map((one) => one.text)] as const,
        ]),
      ),
    ]),
  );
}

export function fixture(name: string): string {
  const folder = join(import.meta.dirname, "../fixtures/import");
  const layout = join(folder, "layouts", name);
  return readFileSync(existsSync(layout) ? layout : join(folder, name), "utf8");
}

/** Every line number that a plan's warnings speak of, ranges spelt out. */
export function warnedLines(plan: ParsedPlan): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const warning of plan.warnings) {
    lines.add(warning.line);
    const listed = /（(?:ほかに)?([0-9、～]+)行(?:ほか)?）/u.exec(warning.message)?.[1] ?? "";
    for (const run of listed.split("、").filter((part) => part !== "")) {
      const [from, to] = run.split("～").map(Number);
      for (let line = from ?? 0; line <= (to ?? from ?? 0); line += 1) lines.add(line);
    }
  }
  return lines;
}
