import { describe, expect, it } from "vitest";
import { parseDocument } from "../kit/parse.js";
import { fixture, shape } from "./shape.js";

describe("invented documents in the layouts that municipalities print", () => {
  it("reads a vision as lead and items", () => {
    const plan = parseDocument(fixture("brackets-vision.txt"));
    expect(plan.departments[0]?.vision?.lead).toEqual({ text: "信頼される市役所", line: 6 });
    expect(plan.departments[0]?.vision?.items).toEqual([]);
  });

  it("takes publisher and date from the foot of a page", () => {
    const plan = parseDocument(fixture("page.html"));
    expect(plan.issuedBy).toBe("企画部 政策課");
    expect(plan.updatedOn).toBe("2025-05-01");
    expect(plan.title).toBe("令和7年度 部局運営方針");
  });

  it("orders departments by the contents and keeps the other spelling as an alias", () => {
    const plan = parseDocument(fixture("contents.txt"));
    expect(plan.departments.map((department) => department.order)).toEqual([1, 2, 3]);
    expect(plan.departments[2]?.aliases).toEqual(["福祉部（福祉事務所）"]);
  });

  it("gives each text the line it stands on", () => {
    const source = fixture("pdf-numbered.txt").split("\n");
    for (const department of parseDocument(source.join("\n")).departments) {
      for (const section of department.sections) {
        for (const one of [...section.policies, ...section.goals])
          expect(source[one.line - 1]).toContain(one.text);
      }
    }
  });

  it.each([
    ["CRLF", (text: string) => text.replaceAll("\n", "\r\n")],
    ["a byte order mark", (text: string) => `\ufeff${text}`],
    ["blanks at line ends", (text: string) => text.replaceAll("\n", "  \n")],
    ["no line break at the end", (text: string) => text.trimEnd()],
  ])("reads the same with %s", (_name, change) => {
    for (const name of ["markdown-sections.md", "pipe-city.md", "pdf-numbered.txt", "page.html"]) {
      expect(shape(parseDocument(change(fixture(name))))).toEqual(shape(parseDocument(fixture(name))));
    }
  });
});
