import { describe, expect, it } from "vitest";
import { readPlanLevels } from "../../src/domain/plan-levels.js";
import { applyImport } from "../../src/import/apply.js";
import { type PlannedImport, planImport } from "../../src/import/profile/plan-import.js";
import { lasting } from "../../src/import/profile/profile.js";
import { formatProfile, parseProfile } from "../../src/import/profile/profile-file.js";
import { readDocument } from "../../src/import/read/read-document.js";
import { one } from "../../src/store/database.js";
import { levelsAbove } from "../../src/store/levels-above.js";
import { NOW, temporaryDatabase } from "../kit/plan-store.js";
import { answered } from "./answered.js";
import { text, word } from "./office-files.js";
import { bare, FORMATS, type Outline } from "./outlines.js";

const TITLE = "# 令和8年度 かえで市 各部の重点目標";

/** Departments below the levels, three of them: 基本目標, 政策, 施策. */
const ABOVE: Outline = [
  TITLE,
  "## 基本目標１　安全なまち",
  "### 政策１　災害に強いまち",
  "#### 施策１－１　防災",
  "##### 防災部",
  "- 訓練を全地区で行う",
  "- 備蓄を入れ替える",
  "##### 市民部",
  "- 防犯カメラを増やす",
  "#### 施策１－２　防犯",
  "##### 市民部",
  "- 見回りを増やす",
  "## 基本目標２　学べるまち",
  "### 政策２　学校",
  "#### 施策２－１　施設",
  "##### 教育部",
  "- 体育館に空調を付ける",
];
const TOP = "基本目標１　安全なまち";
const LEVELS_ABOVE = {
  訓練を全地区で行う: ["防災部", "施策１－１　防災", TOP, "災害に強いまち", "防災"],
  備蓄を入れ替える: ["防災部", "施策１－１　防災", TOP, "災害に強いまち", "防災"],
  防犯カメラを増やす: ["市民部", "施策１－１　防災", TOP, "災害に強いまち", "防災"],
  見回りを増やす: ["市民部", "施策１－２　防犯", TOP, "災害に強いまち", "防犯"],
  体育館に空調を付ける: ["教育部", "施策２－１　施設", "基本目標２　学べるまち", "学校", "施設"],
};

/** Levels in each department. */
const INSIDE: Outline = [
  TITLE,
  "## 総務部",
  "### 【政策1】安全なまち",
  "#### 施策①防災",
  "- 訓練を全地区で行う",
  "#### 施策②防犯",
  "- 防犯カメラを増やす",
  "## 教育部",
  "### 【政策2】学べるまち",
  "#### 施策③学校",
  "- 体育館に空調を付ける",
];
const LEVELS_INSIDE = {
  訓練を全地区で行う: ["総務部", "施策①防災", "安全なまち", "防災"],
  防犯カメラを増やす: ["総務部", "施策②防犯", "安全なまち", "防犯"],
  体育館に空調を付ける: ["教育部", "施策③学校", "学べるまち", "学校"],
};

/** Goal → its department, 柱 and levels. */
function levelsOf({ plan }: PlannedImport): Record<string, readonly string[]> {
  return Object.fromEntries(
    (plan?.departments ?? []).flatMap(({ name, sections }) =>
      sections.flatMap((section) =>
        section.goals.map((goal) => [
          goal.text,
          [name, section.name, ...(goal.levels ?? []).map((level) => level.name)],
        ]),
      ),
    ),
  );
}

const read = (name: string, outline: Outline, answers: readonly string[] = []): Promise<PlannedImport> =>
  answered({ name, bytes: () => FORMATS[name]?.(outline) ?? text("")(), answers });

describe("政策 and 施策 that stand as headings over goals", () => {
  it.each(Object.keys(FORMATS))("over departments are their goals' levels: %s", async (name) => {
    expect(levelsOf(await read(name, ABOVE))).toEqual(LEVELS_ABOVE);
  });

  it.each(Object.keys(FORMATS))("in departments are their goals' levels: %s", async (name) => {
    const planned = await read(name, INSIDE);
    expect(levelsOf(planned)).toEqual(LEVELS_INSIDE);
    expect(planned.notTaken).toEqual([]);
  });

  it("stand above tables with a column of departments, and below 重点目標 of a department", async () => {
    const table = (name: string, goal: string): string[] => [
      "",
      "| 重点目標 | 担当部 |",
      "|--|--|",
      `| ${goal} | ${name} |`,
      "",
    ];
    const rows = ["# 令和8年度 かえで市 施策別重点目標", "## 政策1 安全なまち", "### 施策1-1 防災"];
    const more = ["## 政策2 学べるまち", "### 施策2-1 学校"];
    const source = [...rows, ...table("防災部", "訓練を行う"), ...more, ...table("教育部", "空調を付ける")];
    const tables = { name: "tables.md", bytes: text(...source), answers: [] };
    expect(levelsOf(await answered(tables))).toEqual({
      訓練を行う: ["防災部", "施策1-1 防災", "安全なまち", "防災"],
      空調を付ける: ["教育部", "施策2-1 学校", "学べるまち", "学校"],
    });
    const below = INSIDE.flatMap((line) => (/^## /u.test(line) ? [line, "重点目標"] : [line]));
    expect(levelsOf(await read("plan.txt", below))).toEqual(LEVELS_INSIDE);
  });

  it("are read by the saved profile, next year with other names as well", async () => {
    const { profile } = await read("plan.docx", ABOVE);
    const saved = parseProfile(formatProfile(lasting(profile)), "saved.yaml");
    expect(saved).toMatchObject({ 政策: ["語 基本目標", "語 政策"], 施策: ["語 施策"] });
    const next = ABOVE.map((line) => line.replace("8年度", "9年度").replace("防犯", "見守り"));
    const document = await readDocument(
      await word(next.map((line) => (/^####/u.test(line) ? `**${bare(line)}**` : line))),
      "next.docx",
    );
    expect(levelsOf(planImport(document, saved))).toMatchObject({
      見回りを増やす: ["市民部", "施策１－２　見守り", TOP, "災害に強いまち", "見守り"],
    });
  });

  /** A list of contents, levels and departments with their pages behind one blank or a tab. */
  const contents = (blank: string): Outline => [
    "## 目次",
    ...["政策1 安全なまち", "施策1-1 防災", "防災部", "政策2 学べるまち", "施策2-1 学校", "教育部"].map(
      (line, at) => `${line}${blank}${at + 3}`,
    ),
  ];
  const levels: Outline = [
    "## 防災部",
    "### 政策1 安全なまち",
    "#### 施策1-1 防災",
    "- 訓練を行う",
    "## 教育部",
    "### 政策2 学べるまち",
    "#### 施策2-1 学校",
    "- 空調を付ける",
  ];
  const LEVELS = {
    訓練を行う: ["防災部", "施策1-1 防災", "安全なまち", "防災"],
    空調を付ける: ["教育部", "施策2-1 学校", "学べるまち", "学校"],
  };

  it.each(Object.keys(FORMATS))("are told from the lines of the list of contents: %s", async (name) => {
    for (const blank of ["　", " ", ...(/xlsx|docx/u.test(name) ? ["\t"] : [])])
      expect(levelsOf(await read(name, [TITLE, ...contents(blank), ...levels]))).toEqual(LEVELS);
  });

  it.each(Object.keys(FORMATS))("may be numbered as chapters: %s", async (name) => {
    const chapters = levels.map((line) =>
      line.replace(/^### /u, "### 第1章 ").replace(/^#### /u, "#### 第1節 "),
    );
    expect(levelsOf(await read(name, [TITLE, ...chapters]))).toEqual(LEVELS);
  });

  it("end with the level that they stand below", async () => {
    const later = [...levels, "### その他の取組", "- 図書館を直す"];
    const planned = await read(
      "plan.docx",
      [TITLE, ...later],
      ["柱（施策や分野の見出し）で、その下の文が目標"],
    );
    expect(levelsOf(planned)).toEqual({ ...LEVELS, 図書館を直す: ["教育部", "その他の取組"] });
  });

  it("are no sentence that goes on with such a word in its next line", async () => {
    const wrapped = [
      "- 訓練を行うとともに、本市の総合計画に定める",
      "政策1の推進に向けて関係する部署と話し合い",
      "ながら進める",
    ];
    const goals = levels.flatMap((line) => (line === "- 訓練を行う" ? wrapped : [line]));
    const whole =
      "訓練を行うとともに、本市の総合計画に定める政策1の推進に向けて関係する部署と話し合いながら進める";
    expect(levelsOf(await read("plan.txt", [TITLE, ...goals]))).toEqual({
      [whole]: LEVELS.訓練を行う,
      空調を付ける: LEVELS.空調を付ける,
    });
  });

  it("are no departments, whatever they are about", async () => {
    const library = levels.map((line) =>
      line.replace("### 政策2 学べるまち", "### 図書").replace("学校", "図書館"),
    );
    const measures = library.filter((line) => !line.startsWith("### "));
    expect(levelsOf(await read("plan.md", [TITLE, ...measures]))).toEqual({
      訓練を行う: ["防災部", "施策1-1 防災", "防災"],
      空調を付ける: ["教育部", "施策2-1 図書館", "図書館"],
    });
  });

  it("stand over rows of a table in the column of departments", async () => {
    const rows = [
      "令和8年度 かえで市 重点目標一覧,,",
      "担当部,重点目標,担当課",
      "政策1 安全なまち,,",
      "施策1-1 防災,,",
      "防災部,訓練を行う,防災課",
      "政策2 学べるまち,,",
      "施策2-1 学校,,",
      "教育部,空調を付ける,学校課",
    ];
    expect(levelsOf(await answered({ name: "rows.csv", bytes: text(...rows), answers: [] }))).toEqual(LEVELS);
  });

  const plain = INSIDE.map((line) => line.replace(/【政策\d】|施策[①-③]/u, ""));
  it("without a word are asked about: in departments", async () => {
    const planned = await read("plan.md", plain, ["柱（施策や分野の見出し）で、その下の文が目標", "政策"]);
    expect(levelsOf(planned)).toEqual({
      訓練を全地区で行う: ["総務部", "防災", "安全なまち", "防災"],
      防犯カメラを増やす: ["総務部", "防犯", "安全なまち", "防犯"],
      体育館に空調を付ける: ["教育部", "学校", "学べるまち", "学校"],
    });
  });

  const groups: Outline = [
    TITLE,
    "## 安全なまち",
    "### 防災部",
    "- 訓練を行う",
    "## 学べるまち",
    "### 教育部",
    "- 空調を付ける",
  ];
  it.each([
    ["政策", ["安全なまち", "安全なまち"]],
    ["取り込まない", [""]],
  ])("without a word are asked about: over departments, %s", async (answer, above) => {
    expect(levelsOf(await read("plan.md", groups, [answer]))).toMatchObject({
      訓練を行う: ["防災部", ...above],
    });
  });

  const explained: Outline = [
    TITLE,
    "## 総務部",
    "### 政策1 安全なまち",
    "#### 施策1-1 防災の訓練を行う",
    "各地区の防災会と話し合い、秋に行います。",
    "## 教育部",
    "### 政策2 学べるまち",
    "#### 施策2-1 体育館に空調を付ける",
    "二校ずつ行います。",
  ];
  it.each(["plan.md", "plan.txt"])("over nothing but a sentence are asked about: %s", async (name) => {
    expect(levelsOf(await read(name, explained, ["目標の上の段"]))).toMatchObject({
      "二校ずつ行います。": ["教育部", "施策2-1 体育館に空調を付ける", "学べるまち", "体育館に空調を付ける"],
    });
    const goals = levelsOf(await read(name, explained, ["目標そのもの"]));
    expect(Object.values(goals)).toEqual([
      ["総務部", "政策1 安全なまち", "安全なまち"],
      ["教育部", "政策2 学べるまち", "学べるまち"],
    ]);
  });

  /** 基本目標 without a number. */
  const unnumbered: Outline = [
    TITLE,
    "## 総務部",
    "### 基本目標　支え合うまち",
    "- 公用車を替える",
    "- 使用料を見直す",
    "### 基本目標　備えるまち",
    "- 訓練を行う",
    "## 教育部",
    "### 基本目標　学べるまち",
    "- 空調を付ける",
  ];

  it.each(Object.keys(FORMATS))("need no number: %s", async (name) => {
    for (const blank of ["　", ...(name === "plan.pdf" ? [] : [" ", "："])]) {
      const above = (text: string): string => `基本目標${blank}${text}`;
      const outline = unnumbered.map((line) => line.replace("　", blank));
      expect(levelsOf(await read(name, outline, ["目標の上の段"]))).toEqual({
        公用車を替える: ["総務部", above("支え合うまち"), above("支え合うまち")],
        使用料を見直す: ["総務部", above("支え合うまち"), above("支え合うまち")],
        訓練を行う: ["総務部", above("備えるまち"), above("備えるまち")],
        空調を付ける: ["教育部", above("学べるまち"), above("学べるまち")],
      });
    }
  });

  it.each(["plan.txt", "plan.md"])("may be said to be the goals that a list explains: %s", async (name) => {
    const planned = await read(name, unnumbered, ["目標そのもの"]);
    expect(levelsOf(planned)).toEqual({
      支え合うまち: ["総務部", ""],
      備えるまち: ["総務部", ""],
      学べるまち: ["教育部", ""],
    });
    expect(planned.notTaken[0]?.message).toContain("細目");
  });

  it("are no 基本目標 that have nothing below them", async () => {
    const goals = unnumbered.filter((line) => !line.startsWith("- "));
    expect(Object.keys(levelsOf(await read("plan.txt", goals)))).toEqual([
      "支え合うまち",
      "備えるまち",
      "学べるまち",
    ]);
  });

  it("are asked about where they have a word of their own, and a number", async () => {
    const actions = unnumbered.map((line, at) => line.replace("基本目標　", `アクション${at}　`));
    expect(levelsOf(await read("plan.txt", actions, ["その下に目標がある"]))).toEqual({
      公用車を替える: ["総務部", "アクション2　支え合うまち"],
      使用料を見直す: ["総務部", "アクション2　支え合うまち"],
      訓練を行う: ["総務部", "アクション5　備えるまち"],
      空調を付ける: ["教育部", "アクション8　学べるまち"],
    });
  });

  it("may be 課題, which is asked where no label stands below, and is none beside a label", async () => {
    const issues = unnumbered.map((line) => line.replace("基本目標", "課題"));
    expect(levelsOf(await read("plan.txt", issues, ["柱"]))).toMatchObject({
      空調を付ける: ["教育部", "課題　学べるまち"],
    });
    const labelled = issues.flatMap((line) => (line.startsWith("###") ? [line, "#### 重点目標"] : [line]));
    const counted = labelled.map((line, at) => line.replace("課題", `課題${at}`));
    expect(levelsOf(await read("plan.md", counted))).toMatchObject({
      空調を付ける: ["教育部", "課題10　学べるまち"],
    });
    const wrong = ["総務部", "教育部"].flatMap((name) => [
      `## ${name}`,
      "課題　施設",
      "- 古い所が多い",
      "重点目標",
      `- ${name}の施設を直す`,
    ]);
    expect(levelsOf(await read("plan.txt", [TITLE, ...wrong], ["取り込まない"]))).toEqual({
      総務部の施設を直す: ["総務部", ""],
      教育部の施設を直す: ["教育部", ""],
    });
  });

  const wanting = (...issues: readonly string[]): Outline => [
    TITLE,
    ...["総務部", "教育部"].flatMap((name) => [
      `## ${name}`,
      ...issues.map((issue) => `課題　${name}に${issue}`),
      "重点目標",
      `- ${name}の研修を行う`,
    ]),
  ];

  it("are no 課題 of which several stand above one label", async () => {
    const planned = await read("plan.txt", wanting("人が足りない", "時間が足りない"), ["取り込まない"]);
    expect(levelsOf(planned)).toMatchObject({ 総務部の研修を行う: ["総務部", ""] });
    expect(planned.notTaken).not.toEqual([]);
  });

  it.each([
    ["柱", "課題　総務部に人が足りない"],
    ["取り込まない", ""],
  ])("may be a 課題 above each label, which is asked: %s", async (answer, section) => {
    const planned = await read("plan.txt", wanting("人が足りない"), [answer]);
    expect(levelsOf(planned)).toMatchObject({ 総務部の研修を行う: ["総務部", section] });
  });

  const OUTER = { 暮らしを守る: ["戦略1　備え", "戦略2　支え合い"], 未来をつくる: ["戦略3　学び"] };
  /** 戦略 below headings that no word explains. */
  const outer = (around: (text: string) => string, inner: (text: string) => string): string[] => [
    "令和8年度 かえで市 各部の重点目標",
    ...Object.entries(OUTER).flatMap(([above, below], at) => [
      "",
      at === 0 ? "総務部" : "教育部",
      around(above),
      ...below.flatMap((text) => [inner(text), `・${text.slice(4)}の講座を開く`]),
    ]),
  ];
  const same = (text: string): string => text;
  const framed = (text: string): string => `【${text}】`;
  const LEVELLED = {
    備えの講座を開く: ["総務部", "戦略1　備え", "暮らしを守る"],
    支え合いの講座を開く: ["総務部", "戦略2　支え合い", "暮らしを守る"],
    学びの講座を開く: ["教育部", "戦略3　学び", "未来をつくる"],
  };

  it.each([
    ["in brackets", framed, same],
    ["in brackets as they are", framed, framed],
    ["plain", same, same],
    ["with a mark", (text: string) => `■ ${text}`, same],
  ])("below others without a word: the outer ones are asked about, %s", async (_look, around, inner) => {
    const bytes = text(...outer(around, inner));
    const planned = await answered({ name: "outer.txt", bytes, answers: ["政策"] });
    expect(levelsOf(planned)).toEqual(LEVELLED);
    const without = await answered({ name: "outer.txt", bytes, answers: ["取り込まない"] });
    expect(Object.keys(levelsOf(without))).toEqual(Object.keys(LEVELLED));
    expect(without.notTaken).not.toEqual([]);
  });

  it("have a plain line between two of them for a goal, not for what stands above the second", async () => {
    const source = ["総務部", "教育部"].flatMap((name) => [
      name,
      ...["備え", "学び"].flatMap((field, at) => [
        `戦略${at + 1}　${field}`,
        "",
        `${name}の${field}を進める`,
        "",
      ]),
    ]);
    const bytes = text("令和8年度 かえで市 各部の重点目標", "", ...source);
    expect(levelsOf(await answered({ name: "plain.txt", bytes, answers: [] }))).toMatchObject({
      総務部の備えを進める: ["総務部", "戦略1　備え"],
      教育部の学びを進める: ["教育部", "戦略2　学び"],
    });
  });

  it("below others without a word that are headings: both are levels, the outer one first", async () => {
    const both = INSIDE.map((line) => line.replace(/【政策\d】/u, ""));
    expect(levelsOf(await read("plan.docx", both, ["政策"]))).toEqual(LEVELS_INSIDE);
  });

  it("are stored one below the other, and typed so on the office page", async () => {
    const { db } = temporaryDatabase();
    const { plan } = await read("plan.md", ABOVE);
    if (plan === null) throw new Error("a question is open");
    const source = { sourceName: "plan.md", sourceSha256: "0", track: [], actor: "cli", now: NOW };
    applyImport(db, plan, { municipality: "かえで市", fiscalYear: 2026, ...source }, true);
    const id = one<{ id: number }>(db, "SELECT id FROM statement WHERE text = '見回りを増やす'")?.id ?? 0;
    expect(levelsAbove(db, id).map(({ kind, name }) => [kind, name])).toEqual([
      ["policy", TOP],
      ["policy", "災害に強いまち"],
      ["measure", "防犯"],
    ]);
    expect(
      readPlanLevels("政策 安全なまち\n　政策 災害\n施策 防災\n　政策 防犯\n政策 学べるまち"),
    ).toMatchObject({
      levels: [{ parent: null }, { parent: 0 }, { parent: 1 }, { parent: 0 }, { parent: null }],
    });
  });
});
