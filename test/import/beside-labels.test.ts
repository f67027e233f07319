import { describe, expect, it } from "vitest";
import { type PlannedImport, planImport } from "../../src/import/profile/plan-import.js";
import { readDocument } from "../../src/import/read/read-document.js";
import { readText } from "../kit/parse.js";
import { answered, shapeOf } from "./answered.js";

/** Who heads a department, how many work there, a motto: what documents print between a department's name and its first label. */
const BELOW: readonly (readonly [string, string])[] = [
  ["（課長　山本　茂）", "（課長　川辺　花）"],
  ["所属長　山本茂", "所属長　川辺花"],
  ["職員数　25人", "職員数　31人"],
  ["（予算額 1,234,567千円）", "（予算額 2,345千円）"],
  ["〜町の明日をえがく〜", "〜いきいきと暮らす〜"],
];

const asText = ([first, second]: readonly [string, string]): string => `令和8年度 組織目標　東山町

企画財政課
${first}
１　課の役割
　町の計画と予算をつくります。
２　今年度の目標
　①　総合計画の後期計画をまとめる
　②　返礼品を増やす

健康福祉課
${second}
１　課の役割
　町民の健康を支えます。
２　今年度の目標
　①　健診の受診率を上げる
　②　見守りの協定を結ぶ
`;

/** The same as a content system writes it: one line from the first tag to the last. */
const asPage = ([first, second]: readonly [string, string]): string =>
  `<html><body><h1>令和8年度 組織目標　東山町</h1><h2>企画財政課</h2><p>${first}</p><h3>課の役割</h3><p>町の計画と予算をつくります。</p><h3>今年度の目標</h3><ul><li>総合計画の後期計画をまとめる</li><li>返礼品を増やす</li></ul><h2>健康福祉課</h2><p>${second}</p><h3>課の役割</h3><p>町民の健康を支えます。</p><h3>今年度の目標</h3><ul><li>健診の受診率を上げる</li><li>見守りの協定を結ぶ</li></ul></body></html>`;

const PLAN = {
  企画財政課: { "": [["町の計画と予算をつくります。"], ["総合計画の後期計画をまとめる", "返礼品を増やす"]] },
  健康福祉課: { "": [["町民の健康を支えます。"], ["健診の受診率を上げる", "見守りの協定を結ぶ"]] },
};

describe.each([
  ["below.txt", asText],
  ["below.html", asPage],
] as const)("what stands between a department's name and its labels, in %s", (name, written) => {
  it.each(BELOW)(
    "%s is asked about with its own words, and left out where it is nothing of the plan",
    async (...lines) => {
      const text = written(lines);
      const { question } = planImport(readText(text), {});
      expect(question?.text).toContain(`${lines[0]} / ${lines[1]}`);
      const { plan } = await answered({
        name,
        bytes: async () => Buffer.from(text),
        answers: ["取り込まない"],
      });
      expect(plan === null ? null : shapeOf(plan)).toEqual(PLAN);
      expect(plan?.warnings.map(({ message }) => message).join()).toContain("見出し");
    },
  );

  it("is a vision where the officer says so", async () => {
    const text = written(["町の明日をえがきます。", "いきいきと暮らせる町にします。"]);
    const { plan } = await answered({ name, bytes: async () => Buffer.from(text), answers: ["ビジョン"] });
    expect(plan?.departments.map(({ vision }) => vision?.lead?.text)).toEqual([
      "町の明日をえがきます。",
      "いきいきと暮らせる町にします。",
    ]);
  });
});

describe("a page of one line", () => {
  it("has every text that is not taken listed by itself", () => {
    const text = asPage(["町長あいさつはこちら", ""]).replace(
      "</ul></body>",
      "</ul><h3>その他</h3><p>資料は課の窓口にあります。</p></body>",
    );
    const planned = planImport(readText(text), { 見出し: { その他: "無視" }, 既定: "無視" });
    expect(planned.question).toBeNull();
    expect(planned.notTaken.map(({ where }) => where).sort()).toEqual([
      "1行目「町長あいさつはこちら」",
      "1行目「資料は課の窓口にあります。」",
    ]);
  });
});

describe("headings of two rows", () => {
  it("number and text below 重点目標 are the goal's number and its text, and the second row is left out of what was not taken", () => {
    const text = `<html><body><table><caption>令和8年度 山の手市 部別重点目標</caption>
<tr><th rowspan=2>部名</th><th colspan=3>重点目標</th><th rowspan=2>担当課</th></tr>
<tr><th>番号</th><th>内容</th><th>数値目標</th></tr>
<tr><td rowspan=2>市民部</td><td>1</td><td>窓口の混雑を減らします</td><td>10分</td><td>市民課</td></tr>
<tr><td>2</td><td>証明書の交付を早めます</td><td>5分</td><td>市民課</td></tr>
<tr><td>福祉部</td><td>1</td><td>見守りの輪を広げます</td><td>12件</td><td>福祉課</td></tr></table></body></html>`;
    const { question, plan, notTaken } = planImport(readText(text), {});
    expect(question?.text ?? null).toBeNull();
    expect(notTaken).toEqual([]);
    expect(plan === null ? null : shapeOf(plan)).toEqual({
      市民部: {
        "": [
          [],
          [
            "窓口の混雑を減らします ‖ 数値目標:10分 ‖ 担当課:市民課",
            "証明書の交付を早めます ‖ 数値目標:5分 ‖ 担当課:市民課",
          ],
        ],
      },
      福祉部: { "": [[], ["見守りの輪を広げます ‖ 数値目標:12件 ‖ 担当課:福祉課"]] },
    });
  });
});

describe("a sheet with a block for each department", () => {
  const block = (head: string, goals: readonly string[]): string =>
    [head, "番号,目標,達成基準,期限,重要度,備考", ...goals].join("\n");
  const sheet = (between: string, heads: readonly [string, string]): string =>
    [
      "令和8年度 みなと市 組織目標管理シート,,,,,",
      block(heads[0], [
        "1,庁舎の省エネを進める,電気使用量5%減,3月,A,",
        "2,会議を減らす,会議時間20%減,12月,B,",
      ]),
      block(heads[1], ["1,窓口を早くする,待ち時間10分,9月,A,", "2,外国語の案内を作る,5言語,3月,C,"]),
    ].join(between);
  const HEADS = [
    ["総務部,,,,,", "市民部,,,,,"],
    ["部名,総務部,,部長名,山本太郎,", "部名,市民部,,部長名,川辺花子,"],
    ["部名：総務部,,,部長：山本太郎,,", "部名：市民部,,,部長：川辺花子,,"],
    ["部名,総務部,,,,", "部名,市民部,,,,"],
  ] as const;

  it.each(
    HEADS.flatMap(
      (heads) =>
        [
          [heads, "\n"],
          [heads, "\n,,,,,\n"],
        ] as const,
    ),
  )("headed by %j has their goals, never the words of its headings", async (heads, between) => {
    const { plan } = await answered({
      name: "blocks.csv",
      bytes: async () => Buffer.from(sheet(between, heads)),
      answers: [],
    });
    const goals = (plan?.departments ?? []).map(({ name, sections }) => [
      name,
      sections.flatMap((section) => section.goals.map(({ text }) => text)),
    ]);
    expect(goals).toEqual([
      ["総務部", ["庁舎の省エネを進める", "会議を減らす"]],
      ["市民部", ["窓口を早くする", "外国語の案内を作る"]],
    ]);
  });
});

describe("a label that a sheet prints once for several rows", () => {
  const read = async (...more: readonly string[]): Promise<PlannedImport> => {
    const rows = ["総務部", "福祉部"].flatMap((name) => [
      `${name},`,
      "経営方針,町を支えます。",
      `重点目標,${name}の研修を行う`,
      ...more,
    ]);
    const sheet = ["令和8年度 東山町 部の方針と目標,", ...rows].join("\n");
    return planImport(await readDocument(Buffer.from(sheet), "a.csv"), {});
  };

  it("goes on over blank cells", async () => {
    const { plan } = await read(",使用料を見直す");
    expect(plan === null ? null : shapeOf(plan)).toEqual({
      総務部: { "": [["町を支えます。"], ["総務部の研修を行う", "使用料を見直す"]] },
      福祉部: { "": [["町を支えます。"], ["福祉部の研修を行う", "使用料を見直す"]] },
    });
  });

  it.each([",（参考）昨年度は80人", ",令和8年4月作成"])(
    "does not take a remark for a goal: %s",
    async (row) => {
      const { plan, question } = await read(row, ",使用料を見直す");
      expect(plan).toBeNull();
      expect(question?.id).toBe("確認");
    },
  );
});

it("shows all that stands in cells of one line where it asks about them", () => {
  const cell = (name: string, head: string): string =>
    `<td>${name}<br>部長　${head}<br>■重点目標<br>・${name}の研修を行う</td>`;
  const page = `<h1>令和8年度 東山町 部の重点目標</h1><table><tr>${cell("総務部", "山本")}${cell("福祉部", "川辺")}</tr></table>`;
  const { question } = planImport(readText(page, "a.html"), {});
  expect(question?.id).toBe("既定");
  expect(question?.text).toContain("総務部｜部長　山本｜");
});
