import { describe, expect, it } from "vitest";
import { planImport } from "../../src/import/profile/plan-import.js";
import { lasting } from "../../src/import/profile/profile.js";
import { formatProfile, parseProfile } from "../../src/import/profile/profile-file.js";
import { readDocument } from "../../src/import/read/read-document.js";
import { answered, shapeOf } from "./answered.js";
import { FORMATS, type Outline } from "./outlines.js";
import type { Plan } from "./plausible-layouts.js";

const GOALS_TITLE = "令和8年度 かえで市 各部の運営目標";
const POLICY_TITLE = "令和8年度 かえで市 部局運営方針";
const NAMES = Object.keys(FORMATS).filter((name) => /txt|md|html|docx/u.test(name));

/** Headings of this word over lists in departments. */
const headed = (word: string, title = GOALS_TITLE): Outline => [
  `# ${title}`,
  "## 総務部",
  `### ${word}1 信頼される市役所`,
  "- 窓口の予約を全課で始める",
  "- 文書の電子化を進める",
  `### ${word}2 働きやすい職場`,
  "- 時差勤務を広げる",
  "## 福祉部",
  `### ${word}1 支え合うまち`,
  "- 見守りの協定を結ぶ",
];
/** The headings are what the lists are for. */
const asPillars = (word: string): Plan => ({
  総務部: {
    [`${word}1 信頼される市役所`]: [[], ["窓口の予約を全課で始める", "文書の電子化を進める"]],
    [`${word}2 働きやすい職場`]: [[], ["時差勤務を広げる"]],
  },
  福祉部: { [`${word}1 支え合うまち`]: [[], ["見守りの協定を結ぶ"]] },
});
/** The headings are the goals. */
const AS_GOALS: Plan = {
  総務部: { "": [[], ["信頼される市役所", "働きやすい職場"]] },
  福祉部: { "": [[], ["支え合うまち"]] },
};
const AS_POLICIES: Plan = {
  総務部: {
    "": [
      ["信頼される市役所", "働きやすい職場"],
      ["窓口の予約を全課で始める", "文書の電子化を進める", "時差勤務を広げる"],
    ],
  },
  福祉部: { "": [["支え合うまち"], ["見守りの協定を結ぶ"]] },
};

async function planOf(name: string, outline: Outline, answers: readonly string[] = []): Promise<Plan> {
  const bytes = (): Promise<Uint8Array> => FORMATS[name]?.(outline) ?? Promise.reject(new Error(name));
  const { plan } = await answered({ name, bytes, answers });
  return plan === null ? {} : shapeOf(plan);
}

const everywhere = (rows: readonly string[]): readonly (readonly [string, string])[] =>
  NAMES.flatMap((name) => rows.map((row) => [name, row] as const));

describe("numbered headings over lists in departments", () => {
  const certain = ["政策", "重点政策", "柱", "戦略", "重点分野", "施策"];
  it.each(everywhere(certain))("are what the goals are for: %s, %s", async (name, word) => {
    expect(await planOf(name, headed(word))).toEqual(asPillars(word));
  });

  it.each(everywhere(["基本目標", "重点施策", "重点課題"]))(
    "are asked about where the word is said of goals as well: %s, %s",
    async (name, word) => {
      expect(await planOf(name, headed(word), ["で、その下の文が目標"])).toEqual(asPillars(word));
      expect(await planOf(name, headed(word), ["目標そのもの"])).toEqual(AS_GOALS);
    },
  );

  it.each(NAMES)("are policies over goals if a person says so: %s", async (name) => {
    expect(await planOf(name, headed("基本方針"), ["方針で、その下の文が目標"])).toEqual(AS_POLICIES);
    expect(await planOf(name, headed("基本方針"), ["柱"])).toEqual(asPillars("基本方針"));
  });

  it.each(NAMES)("are certain over labels of goals, whatever the word: %s", async (name) => {
    const outline = headed("基本目標", POLICY_TITLE).flatMap((line) =>
      line.startsWith("### ") ? [line, "重点目標"] : [line],
    );
    expect(await planOf(name, outline)).toEqual(asPillars("基本目標"));
  });

  it.each(NAMES)("may have a sentence before their list, which is a policy or nothing: %s", async (name) => {
    const outline = headed("柱").flatMap((line) =>
      line.startsWith("### ") ? [line, "市民の声を生かします。"] : [line],
    );
    expect(await planOf(name, outline, ["その前の文は取り込まない"])).toEqual(asPillars("柱"));
    const policies = await planOf(name, outline, ["その前の文は方針"]);
    expect(policies.福祉部).toEqual({
      "柱1 支え合うまち": [["市民の声を生かします。"], ["見守りの協定を結ぶ"]],
    });
  });

  it.each(NAMES)("are visions over goals if a person says so: %s", async (name) => {
    const visions = headed("めざす姿");
    expect(await planOf(name, visions, ["柱"])).toEqual(asPillars("めざす姿"));
    const goals = await planOf(name, visions, ["ビジョンで、その下の文が目標"]);
    expect(goals.福祉部).toEqual({ "": [[], ["見守りの協定を結ぶ"]] });
    const bytes = (): Promise<Uint8Array> => FORMATS[name]?.(visions) ?? Promise.reject(new Error(name));
    const all = ["その下の文もビジョン", "このまま取り込む"];
    expect((await answered({ name, bytes, answers: all })).plan?.departments[1]?.vision).not.toBeNull();
  });

  it.each(NAMES)("are asked about where the title speaks of policies alone: %s", async (name) => {
    expect(await planOf(name, headed("政策", POLICY_TITLE), ["その下の文が目標"])).toEqual(asPillars("政策"));
    const policies = await planOf(name, headed("柱", POLICY_TITLE), ["その下の文が方針"]);
    expect(policies.福祉部).toEqual({ "柱1 支え合うまち": [["見守りの協定を結ぶ"], []] });
  });

  it.each(NAMES)("are asked about where the title calls the goals so: %s", async (name) => {
    const outline = headed("施策", "令和8年度 かえで市 各部の重点施策");
    expect(await planOf(name, outline, ["柱"])).toEqual(asPillars("施策"));
  });

  it.each(NAMES)(
    "are goals where they are called 重点目標, with what explains them below: %s",
    async (name) => {
      expect(await planOf(name, headed("重点目標"))).toEqual(AS_GOALS);
    },
  );

  it("are known next year by what was answered", async () => {
    const bytes = await FORMATS["plan.txt"]?.(headed("基本目標"));
    const first = await answered({
      name: "plan.txt",
      bytes: async () => bytes ?? new Uint8Array(),
      answers: ["目標そのもの"],
    });
    const saved = parseProfile(formatProfile(lasting(first.profile)), "saved.yaml");
    const next = headed("基本目標").map((line) => line.replace("8年度", "9年度"));
    const { plan } = planImport(
      await readDocument((await FORMATS["plan.txt"]?.(next)) ?? new Uint8Array(), "next.txt"),
      saved,
    );
    expect(plan === null ? null : shapeOf(plan)).toEqual(AS_GOALS);
  });

  it("are a list of what the plan is for where all stand before the departments", async () => {
    const list = ["政策1 安全なまち", "災害に強いまちをつくります。", "政策2 学べるまち", "学校を整えます。"];
    const outline = [`# ${GOALS_TITLE}`, ...list, "## 総務部", "- 時差勤務を広げる", "## 福祉部", "- 見守る"];
    expect(await planOf("plan.md", outline)).toEqual({
      総務部: { "": [[], ["時差勤務を広げる"]] },
      福祉部: { "": [[], ["見守る"]] },
    });
  });
});

describe("施策 as plain lines", () => {
  const lines = (below: (texts: readonly string[]) => readonly string[]): Outline => [
    `# ${GOALS_TITLE}`,
    "## 総務部",
    "施策1 信頼される市役所",
    ...below(["窓口の予約を全課で始める", "文書の電子化を進める"]),
    "施策2 働きやすい職場",
    ...below(["時差勤務を広げる"]),
    "## 福祉部",
    "施策1 支え合うまち",
    ...below(["見守りの協定を結ぶ"]),
  ];
  it.each(NAMES)("over labels are certain, over sentences asked about: %s", async (name) => {
    const labelled = lines((texts) => ["重点目標", ...texts.map((text) => `- ${text}`)]);
    expect(await planOf(name, labelled)).toEqual(asPillars("施策"));
    const sentences = lines((texts) => texts.map((text) => `${text}。`));
    const read = await planOf(name, sentences, ["柱"]);
    expect(read.福祉部).toEqual({ "施策1 支え合うまち": [[], ["見守りの協定を結ぶ。"]] });
  });
});

describe("chapters and sections", () => {
  const over: Outline = [
    "# 令和8年度 かえで市 重点目標",
    "## 第1章 安全なまち",
    "### 第1節 防災",
    "#### 防災部",
    "- 訓練を全地区で行う",
    "### 第2節 防犯",
    "#### 市民部",
    "- 見回りを増やす",
  ];
  it.each(NAMES)("over departments are levels, or what parts the document: %s", async (name) => {
    expect(await planOf(name, over, ["目標の上の段"])).toEqual({
      防災部: { 防災: [[], ["訓練を全地区で行う"]] },
      市民部: { 防犯: [[], ["見回りを増やす"]] },
    });
    expect(await planOf(name, over, ["文書を分ける見出し"])).toEqual({
      防災部: { "": [[], ["訓練を全地区で行う"]] },
      市民部: { "": [[], ["見回りを増やす"]] },
    });
  });

  it.each(NAMES)("that name departments or hold labels are none: %s", async (name) => {
    const named = over
      .filter((line) => !/節|####/u.test(line))
      .map((line) => line.replace("安全なまち", "防災部"));
    expect(await planOf(name, named)).toEqual({
      防災部: { "": [[], ["訓練を全地区で行う", "見回りを増やす"]] },
    });
  });
});

describe("the page behind a department's name", () => {
  it.each(everywhere([" 3", "……3", "　P.12", " (p.3)"]))("is none of it: %s, %s", async (name, page) => {
    const outline = headed("政策").map((line) => (line.startsWith("## ") ? `${line}${page}` : line));
    expect(await planOf(name, outline)).toEqual(asPillars("政策"));
  });
});

describe("what is named around goals", () => {
  /** Department → goals with their levels, and the indicators of these. */
  const levelsOf = async (name: string, outline: Outline): Promise<Record<string, unknown>> => {
    const bytes = (): Promise<Uint8Array> => FORMATS[name]?.(outline) ?? Promise.reject(new Error(name));
    const { plan } = await answered({ name, bytes, answers: [] });
    return Object.fromEntries(
      (plan?.departments ?? []).map((department) => [
        department.name,
        department.sections.flatMap(({ goals }) =>
          goals.map(({ text, details = [], levels = [] }) => [
            text,
            ...levels.map((level) => [
              level.kind,
              level.name,
              ...level.indicators.map((one) => `${one.name} ${one.target}`),
            ]),
            ...details.map((detail) => `${detail.label}:${detail.text}`),
          ]),
        ),
      ]),
    );
  };

  it.each(NAMES)("政策 behind a goal is the level above it: %s", async (name) => {
    const outline: Outline = [
      "# 令和8年度 かえで市 各部の重点目標",
      "## 防災部",
      "### 重点目標1 訓練を全地区で行う",
      "政策：安全なまち",
      "施策：防災",
      "指標：参加者数　1,000人",
      "### 重点目標2 備蓄を入れ替える",
      "政策：備えのあるまち",
      "## 教育部",
      "### 重点目標1 体育館に空調を付ける",
      "政策：学べるまち",
    ];
    expect(await levelsOf(name, outline)).toEqual({
      防災部: [
        ["訓練を全地区で行う", ["policy", "安全なまち"], ["measure", "防災"], "指標:参加者数　1,000人"],
        ["備蓄を入れ替える", ["policy", "備えのあるまち"]],
      ],
      教育部: [["体育館に空調を付ける", ["policy", "学べるまち"]]],
    });
  });

  it.each(NAMES)("指標 right below a 施策 is that of the 施策: %s", async (name) => {
    const outline: Outline = [
      `# ${GOALS_TITLE}`,
      "## 防災部",
      "### 施策1 防災",
      "指標：訓練の参加者数　目標値：1,000人",
      "- 訓練を全地区で行う",
      "- 備蓄を入れ替える",
      "### 施策2 防犯",
      "指標：防犯カメラの台数",
      "目標値：20台",
      "- 見回りを増やす",
      "## 教育部",
      "### 施策3 学校",
      "指標：保護者の声",
      "- 体育館に空調を付ける",
    ];
    const training = ["measure", "防災", "訓練の参加者数 1,000人"];
    expect(await levelsOf(name, outline)).toEqual({
      防災部: [
        ["訓練を全地区で行う", training],
        ["備蓄を入れ替える", training],
        ["見回りを増やす", ["measure", "防犯", "防犯カメラの台数 20台"]],
      ],
      教育部: [["体育館に空調を付ける", ["measure", "学校"]]],
    });
    const bytes = (): Promise<Uint8Array> => FORMATS[name]?.(outline) ?? Promise.reject(new Error(name));
    const { notTaken } = await answered({ name, bytes, answers: [] });
    expect(notTaken.map(({ where }) => where)).toEqual([expect.stringContaining("指標：保護者の声")]);
  });

  it.each(NAMES)(
    "指標 below all goals of a 施策 is that of the 施策, unless a goal has its own: %s",
    async (name) => {
      const outline = (own: readonly string[]): Outline => [
        `# ${GOALS_TITLE}`,
        "## 防災部",
        "### 施策1 防災",
        "- 訓練を全地区で行う",
        ...own,
        "- 備蓄を入れ替える",
        "指標：参加者数",
        "目標値：1,000人",
        "## 教育部",
        "### 施策2 学校",
        "- 体育館に空調を付ける",
        "指標：空調のある体育館",
        "目標値：6校",
      ];
      const school = ["体育館に空調を付ける", ["measure", "学校"], "指標:空調のある体育館", "目標値:6校"];
      const training = ["measure", "防災", "参加者数 1,000人"];
      expect(await levelsOf(name, outline([]))).toEqual({
        防災部: [
          ["訓練を全地区で行う", training],
          ["備蓄を入れ替える", training],
        ],
        教育部: [school],
      });
      expect(await levelsOf(name, outline(["指標：回数"]))).toEqual({
        防災部: [
          ["訓練を全地区で行う", ["measure", "防災"], "指標:回数"],
          ["備蓄を入れ替える", ["measure", "防災"], "指標:参加者数", "目標値:1,000人"],
        ],
        教育部: [school],
      });
    },
  );

  it.each(NAMES)("施策の方向 alone may be the goals, 政策課題 is none: %s", async (name) => {
    const outline: Outline = [
      `# ${POLICY_TITLE}`,
      "## 総務部",
      "### 政策課題",
      "- 職員の年齢が上がっている",
      "### 施策の方向",
      "- 若手の採用を増やす",
      "## 福祉部",
      "### 政策課題",
      "- 一人暮らしの高齢者が増えている",
      "### 施策の方向",
      "- 見守りの協定を結ぶ",
    ];
    const goals = {
      総務部: { "": [[], ["若手の採用を増やす"]] },
      福祉部: { "": [[], ["見守りの協定を結ぶ"]] },
    };
    expect(await planOf(name, outline, ["「施策の方向」"])).toEqual(goals);
    const policies = await planOf(name, outline, ["目標にあたるものはない"]);
    expect(policies.総務部).toEqual({ 施策の方向: [["若手の採用を増やす"], []] });
    const titled = outline.map((line) => line.replace(POLICY_TITLE, GOALS_TITLE));
    expect(await planOf(name, titled, ["「施策の方向」"])).toEqual(goals);
    const both = outline.flatMap((line) =>
      line.startsWith("- 若手") ? [line, "### 重点目標", "- 研修を始める"] : [line],
    );
    expect((await planOf(name, both)).総務部).toEqual({ "": [["若手の採用を増やす"], ["研修を始める"]] });
  });
});
