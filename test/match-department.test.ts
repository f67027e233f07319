import { describe, expect, it } from "vitest";
import {
  type DepartmentMatch,
  departmentNamed,
  matchDepartment,
} from "../src/bot/features/look-up/match-department.js";
import { readingOf } from "../src/domain/readings.js";
import type { Department } from "../src/store/departments.js";
import { fc } from "./kit/dice.js";

/** The departments of a ward, as printed, with the aliases its document gives. */
const NAMES = [
  "政策経営部",
  "総務部",
  "危機管理部",
  "区民文化部",
  "産業経済部",
  "健康生きがい部",
  "保健所",
  "福祉部(福祉事務所)",
  "子ども家庭部",
  "子ども家庭総合支援センター",
  "資源環境部",
  "都市整備部",
  "まちづくり推進室",
  "土木部",
  "かわまちづくり担当部",
  "会計管理室",
  "教育委員会事務局",
  "地域教育力担当部",
  "選挙管理委員会事務局",
  "監査委員事務局",
  "区議会事務局",
];

const make = (names: readonly string[]): Department[] =>
  names.map((name, index) => ({
    id: index + 1,
    planId: 1,
    organisationId: index + 1,
    order: index + 1,
    name,
    reading: readingOf(name),
    aliases: name.startsWith("福祉部") ? ["福祉部", "福祉事務所"] : [],
  }));

const WARD = make(NAMES);

const shown = (match: DepartmentMatch): string => {
  switch (match.kind) {
    case "one":
      return match.department.name;
    case "several":
      return match.departments.map(({ name }) => name).join("／");
    case "none":
      return "―";
  }
};

const 福祉部 = "福祉部(福祉事務所)";
const センター = "子ども家庭総合支援センター";

describe("a department by its name", () => {
  it.each(NAMES)("finds %s as printed", (name) => {
    expect(matchDepartment(name, WARD)).toMatchObject({ kind: "one", department: { name }, by: "name" });
  });

  it.each(NAMES)("finds %s by its reading in かな, カタカナ and half-width カタカナ", (name) => {
    const reading = readingOf(name) ?? "";
    const katakana = reading.replace(/[ぁ-ゖ]/gu, (char) => String.fromCharCode(char.charCodeAt(0) + 0x60));
    expect([reading, katakana].map((typed) => shown(matchDepartment(typed, WARD)))).toEqual([name, name]);
  });

  it.each([
    ["ｷｷｶﾝﾘ", "危機管理部"],
    ["ｷｷｶﾝﾘﾌﾞ", "危機管理部"],
    ["ききかんり", "危機管理部"],
    ["キキカンリ", "危機管理部"],
    ["ふくし", 福祉部],
    ["ふくしじむしょ", 福祉部],
    ["どぼく", "土木部"],
    ["ほけんじょ", "保健所"],
    ["ホケンジヨ", "保健所"],
    ["せんきょ", "選挙管理委員会事務局"],
    ["かわまち", "かわまちづくり担当部"],
  ])("reads %s", (typed, name) => {
    expect(shown(matchDepartment(typed, WARD))).toBe(name);
  });
});

describe("what officers type", () => {
  it.each([
    // parts
    ["危機", "危機管理部"],
    ["危機管理", "危機管理部"],
    ["危機管理部　", "危機管理部"],
    [" 危機管理部", "危機管理部"],
    ["福祉", 福祉部],
    ["福祉部", 福祉部],
    ["福祉事務所", 福祉部],
    ["福祉部（福祉事務所）", 福祉部],
    ["総務", "総務部"],
    ["政策", "政策経営部"],
    ["政策経営", "政策経営部"],
    ["区民", "区民文化部"],
    ["産業", "産業経済部"],
    ["経済", "産業経済部"],
    ["健康", "健康生きがい部"],
    ["生きがい", "健康生きがい部"],
    ["いきがい", "―"],
    ["保健", "保健所"],
    ["資源", "資源環境部"],
    ["環境", "資源環境部"],
    ["環境部", "資源環境部"],
    ["都市", "都市整備部"],
    ["都市整備", "都市整備部"],
    ["土木", "土木部"],
    ["会計", "会計管理室"],
    ["会計室", "会計管理室"],
    ["教育委員会", "教育委員会事務局"],
    ["地域教育力", "地域教育力担当部"],
    ["地域", "地域教育力担当部"],
    ["選挙", "選挙管理委員会事務局"],
    ["選挙管理委員会", "選挙管理委員会事務局"],
    ["監査", "監査委員事務局"],
    ["監査委員", "監査委員事務局"],
    ["区議会", "区議会事務局"],
    ["議会", "区議会事務局"],
    ["議会事務局", "区議会事務局"],
    // spellings of one word
    ["こども家庭部", "子ども家庭部"],
    ["子供家庭部", "子ども家庭部"],
    ["コドモ家庭部", "子ども家庭部"],
    ["街づくり推進室", "まちづくり推進室"],
    ["町づくり推進室", "まちづくり推進室"],
    ["マチヅクリ推進室", "まちづくり推進室"],
    ["まちづくり", "まちづくり推進室"],
    // older and other kinds of office
    ["危機管理室", "危機管理部"],
    ["危機管理課", "危機管理部"],
    ["総務課", "総務部"],
    ["総務局", "総務部"],
    ["土木課", "土木部"],
    ["土木事務所", "―"],
    ["会計課", "会計管理室"],
    ["健康部", "健康生きがい部"],
    ["産業部", "産業経済部"],
    ["区民部", "区民文化部"],
    ["まちづくり推進部", "まちづくり推進室"],
    ["かわまちづくり室", "かわまちづくり担当部"],
    ["都市整備局", "都市整備部"],
    ["環境局", "資源環境部"],
    ["監査事務局", "監査委員事務局"],
    // heads of departments
    ["危機管理部長", "危機管理部"],
    ["福祉部長", 福祉部],
    ["保健所長", "保健所"],
    ["まちづくり推進室長", "まちづくり推進室"],
    ["教育委員会事務局次長", "教育委員会事務局"],
    ["子ども家庭総合支援センター所長", センター],
    // abbreviations
    ["子家総", センター],
    ["子家センター", センター],
    ["子ども家庭センター", センター],
    ["教委", "教育委員会事務局"],
    ["教委事務局", "教育委員会事務局"],
    ["選管", "選挙管理委員会事務局"],
    ["選管事務局", "選挙管理委員会事務局"],
    ["危管", "危機管理部"],
    ["都整部", "都市整備部"],
    ["政経部", "政策経営部"],
    ["資環部", "資源環境部"],
    ["地教部", "地域教育力担当部"],
    ["まち推", "まちづくり推進室"],
    // typing errors
    ["危機菅理部", "危機管理部"],
    ["危機管埋部", "危機管理部"],
    ["危管機理部", "危機管理部"],
    ["産業経斉部", "産業経済部"],
    ["選挙管理委委員会事務局", "選挙管理委員会事務局"],
    ["教育委員会事務曲", "教育委員会事務局"],
    ["資源環境", "資源環境部"],
    ["かわまちずくり担当部", "かわまちづくり担当部"],
  ])("%s → %s", (typed, name) => {
    expect(shown(matchDepartment(typed, WARD))).toBe(name);
  });

  it.each([
    ["子ども", ["子ども家庭部", センター]],
    ["こども", ["子ども家庭部", センター]],
    ["子ども課", ["子ども家庭部", センター]],
    ["子ども家庭", ["子ども家庭部"]],
    ["家庭", ["子ども家庭部", センター]],
    ["教育", ["教育委員会事務局", "地域教育力担当部"]],
    ["まち", ["まちづくり推進室", "かわまちづくり担当部"]],
  ])("asks about %s", (typed, names) => {
    expect(shown(matchDepartment(typed, WARD)).split("／")).toEqual(names);
  });

  it("knows a word that merely occurs in a name from the name itself", () => {
    for (const [typed, by] of [
      ["環境", "part"],
      ["経済", "part"],
      ["危機管理", "name"],
      ["総務", "name"],
      ["環境部", "part"],
      ["会計課", "name"],
    ] as const) {
      expect(matchDepartment(typed, WARD), typed).toMatchObject({ kind: "one", by });
    }
  });
});

describe("words to search for", () => {
  it.each([
    ..."防水区子人学保火緑",
    ...[
      "防災",
      "学校",
      "公園",
      "高齢者",
      "DX",
      "ＤＸ",
      "保育園",
      "介護",
      "水害",
      "道路",
      "自転車",
      "観光",
      "商店街",
    ],
    ...[
      "図書館",
      "給食",
      "ごみ",
      "脱炭素",
      "空き家",
      "耐震",
      "備蓄",
      "避難所",
      "職員",
      "人材",
      "人材育成",
      "研修",
    ],
    ...[
      "情報発信",
      "広報",
      "窓口",
      "予算",
      "税",
      "障がい者",
      "児童虐待",
      "里親",
      "母子保健",
      "食育",
      "スポーツ",
    ],
    ...[
      "絵本",
      "ユネスコ",
      "創造都市",
      "大山駅",
      "高島平",
      "BCP",
      "SDGs",
      "エンゲージメント",
      "推進",
      "支援",
    ],
    ...[
      "管理",
      "総合",
      "整備",
      "センター",
      "経営",
      "担当",
      "委員",
      "地域力",
      "教員",
      "区部",
      "子育て",
      "地域づくり",
    ],
    ...[
      "No.1プラン2028",
      "基本計画2035",
      "働き方改革",
      "マイナンバー",
      "100%",
      "2028",
      "3",
      "😀",
      "",
      "　",
      "?!",
    ],
  ])("%j names no department", (typed) => {
    expect(shown(matchDepartment(typed, WARD))).toBe("―");
  });

  it("offers the departments in whose name a general word stands", () => {
    const match = matchDepartment("センター", WARD);
    expect(match.kind === "none" && match.nearest.map(({ name }) => name)).toEqual([センター]);
  });

  it("names the nearest where a typing error is not certain", () => {
    for (const [typed, name] of [
      ["総無部", "総務部"],
      ["土本部", "土木部"],
      ["福利部", 福祉部],
    ] as const) {
      const match = matchDepartment(typed, WARD);
      expect(match.kind === "none" && match.nearest.map((near) => near.name), typed).toContain(name);
    }
  });
});

describe("other offices", () => {
  const other = make([
    "企画部",
    "子ども教育部・教育委員会事務局",
    "地域支えあい推進部",
    "健康福祉部",
    "環境部",
    "都市基盤部",
    "会計室",
  ]);

  it.each([
    ["教育委員会事務局", "子ども教育部・教育委員会事務局"],
    ["子ども教育部", "子ども教育部・教育委員会事務局"],
    ["教委", "子ども教育部・教育委員会事務局"],
    ["支えあい", "地域支えあい推進部"],
    ["地域支え合い推進部", "地域支えあい推進部"],
    ["福祉", "健康福祉部"],
    ["環境", "環境部"],
    ["環境課", "環境部"],
    ["都市", "都市基盤部"],
  ])("%s → %s", (typed, name) => {
    expect(shown(matchDepartment(typed, other))).toBe(name);
  });

  it("asks where two departments share a former name", () => {
    const [first, second] = make(["市民部", "生活部"]);
    if (first === undefined || second === undefined) throw new Error("two were made");
    const split = [first, second].map((department) => ({ ...department, aliases: ["市民生活部"] }));
    expect(matchDepartment("市民生活部", split).kind).toBe("several");
    expect(departmentNamed("市民生活部", split)).toBeNull();
  });

  it("finds nothing where there is nothing", () => {
    expect(matchDepartment("総務部", [])).toEqual({ kind: "none", nearest: [] });
  });
});

describe("the exact name", () => {
  it("is found however its blanks and brackets are written", () => {
    for (const typed of ["福祉部 (福祉事務所)", "福祉部（福祉事務所）", "福祉部", "福祉 部", "ふくしぶ"]) {
      expect(departmentNamed(typed, WARD)?.name, typed).toBe(福祉部);
    }
    for (const typed of ["福祉", "福祉部 学校", ""]) expect(departmentNamed(typed, WARD), typed).toBeNull();
  });
});

describe("any text", () => {
  it("is answered without failing, and quickly", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (typed) => {
        expect(["one", "several", "none"]).toContain(matchDepartment(typed, WARD).kind);
      }),
    );
    expect(shown(matchDepartment("あ".repeat(10_000), WARD))).toBe("―");
    expect(shown(matchDepartment("子".repeat(10_000), WARD))).toBe("―");
  });
});
