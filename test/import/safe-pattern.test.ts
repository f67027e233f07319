import { describe, expect, it } from "vitest";
import { isSafe, MOST_PATTERNS, patternOf } from "../../src/import/profile/profile.js";
import { parseProfile } from "../../src/import/profile/profile-file.js";

describe("a pattern of a profile", () => {
  it.each([
    "/^\\*No\\.1プラン/",
    "/^第[0-9０-９]+章/",
    "/部$/",
    "/^【.+】$/",
    "/(?:方針|目標)[0-9]?/",
    "/^\\p{Script=Han}+長/",
    "総務部",
  ])("%s is taken", (source) => {
    expect(isSafe(source)).toBe(true);
  });

  it.each([
    "/^(a+)+$/",
    "/(?:あ|あい)*$/",
    "/(.*)(.*)(.*)x/",
    "/.*.*x/",
    "/^.*.*.*x/",
    "/(.)\\1+/",
    "/(?=.*a)b/",
    "/(?<=a+)b/",
    "/(?:a{1,30}){1,30}/",
    "/[/",
    `/${"あ".repeat(100)}/`,
  ])("%s is not: it could become slow, or says nothing", (source) => {
    expect(isSafe(source)).toBe(false);
    expect(patternOf(source)).toBeNull();
  });

  it("looks at the beginning of a long line, and never finds the end of one", () => {
    const long = `※${"あ".repeat(5000)}部`;
    expect(patternOf("/^※/")?.(long)).toBe(true);
    expect(patternOf("/部$/")?.(long)).toBe(false);
  });

  it("takes a number of steps that grows with a line's square at most, whatever the line", () => {
    // The worst that is taken, over as many lines as a document may have: it ends.
    const fits = patternOf("/^.*a.*b$/");
    const line = "a".repeat(120);
    for (let at = 0; at < 2_000; at += 1) expect(fits?.(line)).toBe(false);
  });

  it("that is refused is named with what to do, and so are too many", () => {
    expect(() => parseProfile("部:\n  - /(a+)+$/\n", "様式.yaml")).toThrow(/「部」に、.*時間がかかりすぎる/u);
    expect(() => parseProfile("見出し:\n  /(.*)*x/: 方針\n", "様式.yaml")).toThrow(/「見出し」に、/u);
    const many = Array.from({ length: MOST_PATTERNS + 1 }, (_, at) => `  - /部${at}/`).join("\n");
    expect(() => parseProfile(`部:\n${many}\n`, "様式.yaml")).toThrow(`${MOST_PATTERNS}個まで`);
  });
});
