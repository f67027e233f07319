import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { DOCUMENTS, type Document, documentNamed, ROOT, readDocument } from "../kit/guides.js";

/** As the common viewers make an anchor of a heading: small letters, no punctuation, dashes for blanks. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

/** What of a document's links leads nowhere. */
function brokenLinks(document: Document): string[] {
  return document.targets.filter((target) => {
    if (/^https:\/\//.test(target)) return false;
    const [file = "", anchor] = target.split("#");
    const name = file === "" ? document.name : path.posix.join(path.posix.dirname(document.name), file);
    if (!existsSync(path.join(ROOT, name))) return true;
    if (anchor === undefined) return false;
    const { headings } = readDocument(name, readFileSync(path.join(ROOT, name), "utf8"));
    return !headings.map(anchorOf).includes(decodeURIComponent(anchor));
  });
}

/** Paths of the repository that stand in the text as code. */
const pathsIn = (document: Document): string[] =>
  document.spans.filter((span) =>
    /^(?:src|test|docs|deploy|manifests|samples|scripts|bench|bin)\/[\w./-]*$/.test(span),
  );

describe("the links of the documents", () => {
  it.each(DOCUMENTS.map((document) => [document.name, document] as const))(
    "of %s lead somewhere",
    (_name, document) => {
      expect(brokenLinks(document)).toEqual([]);
      expect(pathsIn(document).filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
    },
  );

  it("are found, and one that leads nowhere is noticed", () => {
    expect(DOCUMENTS.reduce((sum, { targets }) => sum + targets.length, 0)).toBeGreaterThan(20);
    const wrong =
      "[a](it.md) [b](none.md) [c](it.md#控えと戻し方) [d](it.md#none) ![e](pictures/none.png) `[f](none)`";
    expect(brokenLinks(readDocument("docs/new.md", wrong))).toEqual([
      "none.md",
      "it.md#none",
      "pictures/none.png",
    ]);
  });
});

/** The part of the script that these tests read. */
interface Script {
  readonly SCENES: readonly { readonly name: string }[];
}
const script = "../../scripts/guide-pictures.mjs";
const { SCENES } = (await import(script)) as Script;

describe("the pictures of the guide for staff", () => {
  const { pictures } = documentNamed("docs/staff.md");
  const names = pictures.map(({ source }) => path.basename(source, ".png"));

  it("are the scenes that are played, each of them once", () => {
    expect([...names].sort()).toEqual(SCENES.map(({ name }) => name).sort());
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(pictures.map(({ source, alt }) => [source, alt] as const))(
    "%s is a PNG in double size with a text for those who do not see it",
    (source, alt) => {
      const file = path.join(ROOT, "docs", source);
      const png = readFileSync(file);
      expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
      const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
      expect(width).toBeGreaterThan(800);
      expect(height).toBeGreaterThan(300);
      expect(statSync(file).size).toBeLessThan(200_000);
      expect(alt).toMatch(/[ぁ-ん].{10}/u);
    },
  );

  it("are all that lies in their folder", () => {
    expect(readdirSync(path.join(ROOT, "docs", "pictures")).sort()).toEqual(
      names.map((name) => `${name}.png`).sort(),
    );
  });
});
