import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ParsedDepartment, ParsedPlan } from "../../src/import/document.js";
import { parseDocument } from "../kit/parse.js";

const SEEDS = join(import.meta.dirname, "../../../shared/seeds");
const present = existsSync(join(SEEDS, "COUNTS.md"));
const why = present
  ? ""
  : " (skipped: the published documents lie beside the repository and are not part of it)";

function seed(prefix: string): string {
  const name = readdirSync(SEEDS).find((file) => file.startsWith(prefix)) ?? "";
  return readFileSync(join(SEEDS, name), "utf8");
}

function policies(department: ParsedDepartment): number {
  return department.sections.reduce((sum, section) => sum + section.policies.length, 0);
}

function goals(department: ParsedDepartment): number {
  return department.sections.reduce((sum, section) => sum + section.goals.length, 0);
}

function total(plan: ParsedPlan, count: (department: ParsedDepartment) => number): number {
  return plan.departments.reduce((sum, department) => sum + count(department), 0);
}

function at(plan: ParsedPlan, line: number): readonly string[] {
  return plan.departments.flatMap((department) =>
    [...department.sections.flatMap((s) => [...s.policies, ...s.goals]), ...department.initiatives]
      .filter((text) => text.line === line)
      .map((text) => text.text),
  );
}

/** The rows of COUNTS.md: `| 1 | name | line | P/G | P/G | P/G | P | G | starred | markup |`. */
function countRows(): readonly (readonly string[])[] {
  return readFileSync(join(SEEDS, "COUNTS.md"), "utf8")
    .split("\n")
    .filter((line) => /^\| \d+ \|/u.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe.skipIf(!present)(`the published plan with tables${why}`, () => {
  const text = present ? seed("000_") : "";
  const plan = present ? parseDocument(text) : ({ departments: [] } as unknown as ParsedPlan);
  const source = text.split("\n");

  it("finds every department, section, policy, goal and initiative", () => {
    expect(plan.departments).toHaveLength(21);
    expect(total(plan, (department) => department.sections.length)).toBe(63);
    expect(total(plan, policies)).toBe(166);
    expect(total(plan, goals)).toBe(307);
    expect(total(plan, (department) => department.initiatives.length)).toBe(56);
    expect(plan.overall).toHaveLength(4);
    expect(plan.framework).toHaveLength(0);
    expect(plan.warnings).toEqual([]);
  });

  it("agrees with the checked counts of every department and section", () => {
    const rows = countRows().filter((row) => row.length === 10);
    expect(rows).toHaveLength(21);
    for (const row of rows) {
      const department = plan.departments[Number(row[0]) - 1];
      expect(department?.name).toBe(row[1]);
      expect(department?.order).toBe(Number(row[0]));
      expect(department?.line).toBe(Number(row[2]));
      const printed = row.slice(3, 6).map((cell) => cell.split(" ")[0] ?? "");
      const read = department?.sections.map(
        (section) => `${section.policies.length}/${section.goals.length}`,
      );
      expect(read).toEqual(printed);
      expect(department?.initiatives).toHaveLength(Number(row[8]));
    }
  });

  it("states title and year but no municipality, date or publisher, because the document states none", () => {
    expect(plan.title).toBe(source[2]);
    expect(plan.fiscalYear).toBe(2026);
    expect(plan.municipality).toBeNull();
    expect(plan.issuedBy).toBeNull();
    expect(plan.updatedOn).toBeNull();
  });

  it("keeps sections under the names that are printed", () => {
    const names = (index: number): readonly string[] | undefined =>
      plan.departments[index]?.sections.map((s) => s.name);
    expect(names(0)).toEqual(["施策", "経営戦略", "人材戦略"]);
    expect(names(4)).toEqual(["施策", "改革", "人材育成・活用"]);
  });

  it("knows a department by its index entry and by the organisation in parentheses", () => {
    expect(plan.departments[7]?.aliases).toEqual(["福祉部", "福祉事務所"]);
    expect(plan.departments.filter((department) => department.aliases.length > 0)).toHaveLength(1);
  });

  it("keeps every text of the tables byte for byte, as a second reading of another design finds them", () => {
    // Tags away, split at the sign: nothing else is known here about rows, columns or departments.
    const expected = source
      .slice(29)
      .flatMap((line) => line.replace(/<[^>]*>/gu, "").split("\t"))
      .flatMap((cell) => cell.split(/(?<=^|\s)○/u).slice(1))
      .map((item) => item.replace(/\s*◆[^◆○]*$/u, "").trim());
    const read = plan.departments.flatMap((department) => [
      ...department.sections.flatMap((section) =>
        [...section.policies, ...section.goals].map((one) => one.text),
      ),
      ...department.initiatives.map((one) => one.text),
    ]);
    expect(expected).toHaveLength(529);
    expect(read).toEqual(expected);
  });

  it("groups initiatives under the sub-headings that one department prints", () => {
    const headings = plan.departments.flatMap((department) =>
      department.initiatives.map((one) => one.heading),
    );
    expect(headings.filter((heading) => heading !== null)).toHaveLength(6);
    const counted = new Map<string, number>();
    for (const one of plan.departments[11]?.initiatives ?? []) {
      counted.set(one.heading ?? "", (counted.get(one.heading ?? "") ?? 0) + 1);
    }
    expect([...counted.values()]).toEqual([1, 2, 2, 1]);
  });

  it("reads the block of initiatives that stands outside its table", () => {
    expect(plan.departments[9]?.initiatives.map((one) => one.line)).toEqual([111, 113]);
  });

  it.each([
    [134, "大谷ロー丁目"],
    [134, "中板橋駅～ときわ台駅～上板橋駅"],
    [98, "CAP' S"],
    [128, "していきます。 特に"],
    [136, "自分らしさのみがき"],
    [192, "ととどまる"],
    [75, "考え方にに基づき"],
    [50, "取り組めます"],
    [51, "取り組めます"],
    [73, "(仮称)"],
    [105, "早期支援（要保護"],
    [84, "の推進: "],
    [153, "GX・SX)に"],
    [113, "子育て・子育てできるまち"],
    [33, "No.1 プラン2028の"],
    [33, "No.1プラン2028の"],
    [126, "No.1実現プラン 2028 に"],
    [126, "(新河岸・舟渡地区)"],
    [166, "強力的に"],
    [176, "魅力伝える力"],
  ])("leaves line %i as printed: %s", (line, fragment) => {
    expect(at(plan, line).filter((one) => one.includes(fragment))).toHaveLength(1);
  });

  it("keeps 【…】 at the end of an item as part of it", () => {
    expect(at(plan, 153).some((one) => /。【[^】]*】$/u.test(one))).toBe(true);
  });

  it("keeps one text in the two departments that print it", () => {
    const twice = plan.departments.filter((department) =>
      department.sections.some((s) => s.goals.some((goal) => goal.text.startsWith("DX 人材をはじめとした"))),
    );
    expect(twice.map((department) => department.order)).toEqual([1, 6]);
  });
});

describe.skipIf(!present)(`the published plan with visions${why}`, () => {
  const text = present ? seed("001_") : "";
  const plan = present ? parseDocument(text) : ({ departments: [] } as unknown as ParsedPlan);

  it("finds ten departments in order, without a single goal", () => {
    const rows = countRows().filter((row) => row.length === 5);
    expect(rows).toHaveLength(10);
    expect(plan.departments.map((department) => department.name)).toEqual(rows.map((row) => row[1]));
    for (const [index, row] of rows.entries()) {
      const department = plan.departments[index];
      expect(department?.vision?.lead != null).toBe(row[2] === "yes");
      expect(department?.vision?.items).toHaveLength(Number(row[3]));
      expect(department?.sections.map((section) => section.name)).toEqual(["組織運営方針"]);
      expect(department?.sections[0]?.policies).toHaveLength(Number(row[4]));
    }
    expect(total(plan, policies)).toBe(22);
    expect(total(plan, goals)).toBe(0);
    expect(plan.overall).toEqual([]);
  });

  it("reads year, publisher and date of update, and no municipality", () => {
    expect(plan.fiscalYear).toBe(2024);
    expect(plan.issuedBy).toBe("企画部 企画課");
    expect(plan.updatedOn).toBe("2024-10-10");
    expect(plan.municipality).toBeNull();
    expect(plan.title).toBe(text.split("\n")[0]);
  });

  it("keeps how the plan is run, under the printed headings", () => {
    const lines = plan.framework.map((one) => one.line);
    expect(lines).toEqual([7, 13, 17, 21, 25, 26, 27, 28, 32]);
    const source = text.split("\n");
    for (const one of plan.framework) {
      expect(source[one.line - 1]).toContain(one.text);
      if (one.heading !== null) expect(source.map((line) => line.trim())).toContain(one.heading);
    }
    expect(
      plan.framework.filter((one) => one.line >= 25 && one.line <= 28).map((one) => one.heading),
    ).toEqual(Array(4).fill(source[22]));
  });

  it("keeps every text byte for byte and leaves navigation and contact out", () => {
    const source = text.split("\n").map((line) => line.trim().replace(/^•\s*/u, ""));
    const texts = plan.departments.flatMap((department) => [
      ...(department.vision?.lead == null ? [] : [department.vision.lead]),
      ...(department.vision?.items ?? []),
      ...department.sections.flatMap((section) => section.policies),
    ]);
    expect(texts).toHaveLength(9 + 11 + 22);
    for (const one of texts) expect(one.text).toBe(source[one.line - 1]);
    expect(texts.every((one) => one.line < 156)).toBe(true);
  });

  it("says that what a link points to is not in the text", () => {
    expect(plan.warnings).toHaveLength(1);
    expect(plan.warnings[0]?.line).toBe(158);
  });
});
