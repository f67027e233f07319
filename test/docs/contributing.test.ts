import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT, readDocument } from "../kit/guides.js";

const FOLDER = "docs/contributing";
const pages = readdirSync(path.join(ROOT, FOLDER)).map((name) => {
  const file = `${FOLDER}/${name}`;
  return readDocument(file, readFileSync(path.join(ROOT, file), "utf8"));
});
const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
};

describe("the guides for contributors", () => {
  it.each(pages.map((page) => [page.name, page] as const))("of %s name what is there", (_name, { spans }) => {
    // `…` and `<format>` stand for a name; the toy feature is in no checkout.
    const paths = spans.filter(
      (span) =>
        /^(?:src|test|docs|deploy|manifests|samples|scripts|bench|bin)\/[\w./-]*$/.test(span) &&
        !span.includes("today"),
    );
    expect(paths.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
    const scripts = spans.flatMap((span) => /^npm run (?:-s )?([\w:-]+)/.exec(span)?.[1] ?? []);
    expect(scripts.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
  });

  it("are all listed in CONTRIBUTING.md", () => {
    const { targets } = readDocument(
      "CONTRIBUTING.md",
      readFileSync(path.join(ROOT, "CONTRIBUTING.md"), "utf8"),
    );
    for (const { name } of pages) expect(targets).toContain(name);
  });
});

describe("the version", () => {
  const changelog = readFileSync(path.join(ROOT, "CHANGELOG.md"), "utf8");
  const parts = [...changelog.matchAll(/^## (.+)$/gm)].map(([, title]) => title ?? "");

  it("is the newest of the changelog, each of which has its date", () => {
    const [unreleased, ...released] = parts;
    expect(unreleased).toBe("Unreleased");
    for (const title of released) expect(title).toMatch(/^\d+\.\d+\.\d+ \(20\d\d-\d\d-\d\d\)$/);
    expect(released[0]).toMatch(new RegExp(`^${manifest.version.replaceAll(".", "\\.")} \\(`));
  });

  it("is the same in the lock file", () => {
    const lock = JSON.parse(readFileSync(path.join(ROOT, "package-lock.json"), "utf8")) as {
      version: string;
    };
    expect(lock.version).toBe(manifest.version);
  });
});
