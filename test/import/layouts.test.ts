import { describe, expect, it } from "vitest";
import { parseDocument } from "../../src/import/parse.js";
import { fixture, type Shape, shape, warnedLines } from "./shape.js";

interface Expected {
  readonly municipality: string | null;
  readonly fiscalYear: number | null;
  readonly shape: Shape;
  /** Lines that are left out, each named by a warning. */
  readonly warned?: readonly number[];
}

const simple: Shape = {
  総務部: { "": [["市政を支えます。"], ["文書の電子化", "研修の充実"]] },
  市民部: { "": [["窓口を改めます。"], ["申請の電子化", "相談の充実"]] },
};

const DOCUMENTS: Record<string, Expected> = {
  "markdown.md": {
    municipality: "みどり市",
    fiscalYear: 2025,
    shape: {
      総務部: {
        "": [
          ["市民に信頼される行政経営を進めます。", "災害に強い庁内体制をつくります。"],
          ["文書管理の電子化", "職員研修の充実"],
        ],
      },
      市民部: { "": [["窓口の待ち時間を減らします。"], ["オンライン申請の拡大", "証明書交付の見直し"]] },
    },
  },
  "markdown-sections.md": {
    municipality: "〇〇市",
    fiscalYear: 2025,
    shape: {
      総務部: {
        施策: [["市民に信頼される行政経営を進めます。"], ["文書管理の電子化", "職員研修の充実"]],
        人材: [["人を育てます。"], ["OJT の充実"]],
      },
      会計管理者: { "": [["公金を正確に扱います。"], ["支払の電子化", "資金運用の見直し"]] },
    },
  },
  "markdown-role-then-section.md": {
    municipality: "かがやき町",
    fiscalYear: 2025,
    shape: {
      総務課: {
        施策: [["町政を支えます。"], ["文書の電子化"]],
        人材: [["人を育てます。"], ["研修の充実"]],
      },
      税務課: { "": [["公平な課税に努めます。"], ["収納率の向上", "電子申告の普及"]] },
    },
  },
  "markdown-role-first.md": {
    municipality: "あおば市",
    fiscalYear: 2025,
    shape: {
      総務部: { "": [["市政を支えます。"], ["文書の電子化"]] },
      市民部: { "": [["窓口を改めます。"], ["オンライン申請", "待ち時間の短縮"]] },
    },
  },
  "pipe-city.md": {
    municipality: "みどり市",
    fiscalYear: 2025,
    shape: {
      総務部: {
        施策: [
          ["市政を支えます。", "市民の声を聴きます。"],
          ["文書の電子化", "研修の充実"],
        ],
        人材: [["人を育てます。"], ["OJT の充実"]],
      },
      市民部: {
        施策: [
          ["窓口を改めます。", "相談を受けます。"],
          ["オンライン申請", "待ち時間の短縮", "相談窓口の拡充"],
        ],
      },
    },
  },
  "pipe-bare.md": {
    municipality: "みどり市",
    fiscalYear: 2025,
    shape: {
      総務部: {
        施策: [
          ["市政を支えます。", "声を聴きます。"],
          ["文書の電子化", "研修の充実"],
        ],
        人材: [["人を育てます。"], ["OJT"]],
      },
      市民部: { 施策: [["窓口を改めます。"], ["申請の電子化"]] },
    },
  },
  "pipe-indicators.md": {
    municipality: "みどり市",
    fiscalYear: 2025,
    shape: {
      総務部: { "": [[], ["文書の電子化", "研修の充実", "庁舎の改修"]] },
      市民部: { "": [[], ["窓口の改善"]] },
    },
    warned: [5, 6, 7, 11],
  },
  "sheet.tsv": {
    municipality: "みどり市",
    fiscalYear: 2025,
    shape: {
      総務部: {
        施策: [["市政を支えます。"], ["文書の電子化"]],
        人材: [["人を育てます。"], ["研修の充実", "OJT の実施"]],
      },
      市民部: { 施策: [["窓口を改めます。"], ["オンライン申請", "待ち時間の短縮"]] },
    },
  },
  "page.html": {
    municipality: "みどり市",
    fiscalYear: 2025,
    shape: {
      総務部: {
        施策: [
          ["市政を支えます。", "声を聴きます。"],
          ["文書の電子化", "研修の充実", "広聴の強化", "広報の改善"],
        ],
        人材: [["人を育てます。"], ["OJT", "研修"]],
      },
      市民部: { "": [["窓口を改めます。"], ["オンライン申請", "待ち時間の短縮"]] },
      福祉部: { "": [["支え合いを広げます。"], ["相談体制の強化", "見守りの拡充"]] },
    },
  },
  "fragment.html": {
    municipality: "さくら市",
    fiscalYear: 2025,
    shape: {
      総務部: { "": [["市政を支えます。"], ["文書の電子化", "研修の充実"]] },
      市民部: { "": [["窓口を改めます。"], ["申請の電子化"]] },
    },
    warned: [6, 7, 8],
  },
  "pdf-wrapped.txt": {
    municipality: "みどり市",
    fiscalYear: 2025,
    shape: {
      総務部: {
        "": [
          [
            "市民に信頼される行政経営を進めるため、情報の公開と説明責任を果たすとともに、内部統制を強化し、限られた資源を効果的に活用します。",
            "災害に強い庁内体制をつくります。",
          ],
          [
            "電子決裁の全庁展開と文書管理規程の見直しによる、事務の効率化及びペーパレス化の推進",
            "職員研修の充実",
            "庁舎の改修",
          ],
        ],
      },
      市民部: {
        "": [
          ["窓口サービスを改め、待たない・書かない窓口を実現します。"],
          [
            "オンライン申請の対象手続を拡大し、市民が来庁しなくても手続を終えられる環境を整備",
            "証明書交付の見直し",
          ],
        ],
      },
    },
  },
  "pdf-numbered.txt": {
    municipality: "ひかり区",
    fiscalYear: 2025,
    shape: {
      総務部: {
        "": [
          ["区民に信頼される区政を進めます。", "災害に強い体制をつくります。"],
          ["文書の電子化", "研修の充実"],
        ],
      },
      区民部: { "": [["窓口を改めます。"], ["申請の電子化", "相談の充実"]] },
    },
  },
  "pdf-marks.txt": {
    municipality: "みどり市",
    fiscalYear: 2025,
    shape: {
      総務部: {
        "": [["市政の土台を支えること。"], []],
        防災: [[], ["地区防災計画の策定", "避難所の拡充"]],
        行革: [[], ["電子決裁の展開"]],
      },
      市民部: { "": [["市民の暮らしに寄り添うこと。"], []], 窓口: [[], ["待ち時間の短縮"]] },
    },
  },
  "labels-colon.txt": { municipality: "みどり市", fiscalYear: 2025, shape: simple, warned: [8, 14] },
  "brackets-vision.txt": {
    municipality: null,
    fiscalYear: 2019,
    shape: {
      総務部: { "": [["公正で透明な行政運営"], ["文書の電子化", "研修の充実"]] },
      会計課: { "": [["適正な出納"], ["支払の電子化"]] },
    },
  },
  "nested-list.md": {
    municipality: null,
    fiscalYear: 2025,
    shape: {
      総務部: { "": [["市政を支えます。"], ["文書の電子化", "研修の充実"]] },
      市民部: { "": [["窓口を改めます。"], ["申請の電子化"]] },
    },
  },
  "pipe-sideways.md": {
    municipality: "みどり市",
    fiscalYear: 2025,
    shape: {
      総務部: {
        "": [
          ["公正な行政", "透明な行政"],
          ["文書の電子化", "研修の充実"],
        ],
      },
      市民部: { "": [["速い窓口"], ["申請の電子化"]] },
    },
    warned: [5, 12],
  },
  "contents.txt": {
    municipality: null,
    fiscalYear: 2025,
    shape: {
      総務部: { "": [["市政を支えます。"], ["文書の電子化"]] },
      市民部: { "": [["窓口を改めます。"], ["申請の電子化"]] },
      福祉部: { "": [["支え合います。"], ["相談の充実"]] },
    },
  },
  "title-role.md": {
    municipality: "みどり市",
    fiscalYear: 2025,
    shape: {
      総務部: { "": [[], ["文書の電子化", "研修の充実"]] },
      市民部: { "": [[], ["申請の電子化", "相談の充実"]] },
    },
  },
  "manifesto.txt": {
    municipality: "みどり市",
    fiscalYear: 2025,
    shape: {
      総務部: { "": [["市政を支えます。"], ["文書の電子化", "研修の充実"]] },
      市民部: { "": [["窓口を改めます。"], ["申請の電子化"]] },
    },
    warned: [9, 10, 12, 13, 21, 22, 24],
  },
  "outline-colon.txt": {
    municipality: "みどり市",
    fiscalYear: 2025,
    shape: {
      総務部: { "": [["市政を支えます。"], ["文書の電子化"]] },
      市民部: { "": [["窓口を改めます。"], ["申請の電子化"]] },
    },
  },
};

describe("invented documents in the layouts that municipalities print", () => {
  it.each(Object.entries(DOCUMENTS))("reads %s", (name, expected) => {
    const plan = parseDocument(fixture(name));
    expect(shape(plan)).toEqual(expected.shape);
    expect(plan.municipality).toBe(expected.municipality);
    expect(plan.fiscalYear).toBe(expected.fiscalYear);
    expect([...warnedLines(plan)].sort((a, b) => a - b)).toEqual(expected.warned ?? []);
  });

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
    for (const name of ["markdown-sections.md", "pipe-city.md", "pdf-marks.txt", "page.html"]) {
      expect(shape(parseDocument(change(fixture(name))))).toEqual(DOCUMENTS[name]?.shape);
    }
  });
});
