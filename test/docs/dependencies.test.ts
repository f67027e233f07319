import path from "node:path";
import { describe, expect, it } from "vitest";
import { documentNamed, read } from "../kit/guides.js";

const { text } = documentNamed("README.md");
const manifest = JSON.parse(read("package.json")) as Record<
  "dependencies" | "optionalDependencies" | "devDependencies",
  Record<string, string>
>;

interface Row {
  readonly packages: readonly string[];
  readonly purpose: string;
  readonly licences: readonly string[];
  readonly instead: string;
}

/** The rows of the table that begins behind these words. */
function tableAfter(words: string): Row[] {
  const after = text.slice(text.indexOf(words));
  const table = /(?:^\|.*\n)+/m.exec(after)?.[0] ?? "";
  return table
    .trim()
    .split("\n")
    .slice(2)
    .map((line) => {
      const [packages = "", purpose = "", licence = "", instead = ""] = line.split("|").slice(1, -1);
      const list = (cell: string, at: RegExp) => cell.split(at).map((part) => part.trim());
      return {
        packages: list(packages, /, /),
        purpose: purpose.trim(),
        licences: list(licence, /[,;]/),
        instead: instead.trim(),
      };
    });
}

/** As the package's own manifest names it. */
const licenceOf = (name: string): string =>
  (JSON.parse(read(path.join("node_modules", name, "package.json"))) as { license: string }).license;

/** `MIT AND OFL-1.1` is written `MIT and OFL-1.1` in running text. */
const written = (licence: string): string => licence.replace(" AND ", " and ");

describe.each([
  ["dependencies", "## What each dependency is for"],
  ["optionalDependencies", "Optional: what links to Teams."],
  ["devDependencies", "Development only"],
] as const)("the table of %s", (kind, words) => {
  const rows = tableAfter(words);

  it("has every package of package.json, and no other", () => {
    expect(rows.flatMap(({ packages }) => packages).sort()).toEqual(Object.keys(manifest[kind]).sort());
  });

  it("says what each is for and what would replace it", () => {
    for (const { packages, purpose, instead } of rows) {
      expect(purpose.length, packages.join()).toBeGreaterThan(4);
      expect(instead.length, packages.join()).toBeGreaterThan(2);
    }
  });

  it("names the licence that each package names itself", () => {
    for (const { packages, licences } of rows) {
      const named = packages.map((_name, index) => licences[licences.length === 1 ? 0 : index]);
      expect(named, packages.join()).toEqual(packages.map((name) => written(licenceOf(name))));
    }
  });
});

it("names the successor of the library for Teams, and the seam at which it is replaced", () => {
  const row = tableAfter("Optional: what links to Teams.").find(({ packages }) =>
    packages.includes("@microsoft/teams-ai"),
  );
  expect(row?.instead).toContain("@microsoft/teams.apps");
  expect(row?.purpose).toContain("src/bot/platform.ts");
  expect(documentNamed("docs/teams.md").text).toContain("`@microsoft/teams.apps`");
});
