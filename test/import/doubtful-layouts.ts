import { text } from "./office-files.js";
import type { Layout } from "./plausible-layouts.js";

/** Headings without a word above 戦略 and their goals, each kind printed in its own way. */
const outer = (name: string, layout: string, lines: readonly string[], answer = "政策"): Layout => ({
  name,
  layout,
  bytes: text("令和8年度 かえで市 各部の重点目標", "", ...lines),
  answers: [answer],
  plan: {
    防災部: {
      "戦略1 災害に備える": [[], ["訓練を全地区で行う ‖ ↑暮らしを守る", "備蓄を入れ替える ‖ ↑暮らしを守る"]],
      "戦略2 犯罪を防ぐ": [[], ["防犯カメラを増やす ‖ ↑暮らしを守る"]],
      "戦略3 道路": [[], ["歩道を広げる ‖ ↑まちを整える"]],
    },
    教育部: { "戦略4 学校を整える": [[], ["体育館に空調を付ける ‖ ↑未来を育む"]] },
  },
});

const strategies = (
  sign: (at: number) => string,
  goal: (at: number) => string,
  gap: readonly string[] = [],
): readonly string[] => [
  ...["防災部", ...gap, `${sign(1)}暮らしを守る`, "戦略1 災害に備える"],
  ...[`${goal(1)}訓練を全地区で行う`, `${goal(2)}備蓄を入れ替える`],
  ...["戦略2 犯罪を防ぐ", `${goal(1)}防犯カメラを増やす`],
  ...[`${sign(2)}まちを整える`, "戦略3 道路", `${goal(1)}歩道を広げる`],
  ...["", "教育部", ...gap, `${sign(3)}未来を育む`, "戦略4 学校を整える", `${goal(1)}体育館に空調を付ける`],
];

/** Documents that could be read in more than one way: what is right is on offer. Where levels stand above, they count. */
export const DOUBTFUL_LAYOUTS: readonly Layout[] = [
  outer(
    "numbers-over-strategies.txt",
    "（1） above 戦略, which nothing but its place tells from a goal",
    strategies(
      (at) => `（${at}）`,
      () => "・",
    ),
  ),
  outer(
    "circled-over-numbers.txt",
    "① above 戦略, over goals with (1), which mostly stand further out",
    strategies(
      (at) => `${"①②③".charAt(at - 1)} `,
      (at) => `(${at}) `,
    ),
  ),
  outer(
    "plain-in-the-list.txt",
    "plain lines above 戦略, one of them after a list without a blank line",
    strategies(
      () => "",
      () => "・",
    ),
  ),
  outer(
    "plain-after-blank.txt",
    "the same after blank lines below the departments",
    strategies(
      () => "",
      () => "・",
      [""],
    ),
  ),
  {
    name: "goal-of-the-whole.txt",
    layout: "a goal of the whole department before its 戦略",
    bytes: text(
      ...["令和8年度 かえで市 各部の重点目標", "", "防災部", "・死者を出さない"],
      ...["戦略1 災害に備える", "・訓練を全地区で行う", "戦略2 犯罪を防ぐ", "・防犯カメラを増やす"],
      ...["", "教育部", "・どの子も学べる", "戦略3 学校を整える", "・体育館に空調を付ける"],
    ),
    answers: ["段ではない"],
    plan: {
      防災部: {
        "": [[], ["死者を出さない"]],
        "戦略1 災害に備える": [[], ["訓練を全地区で行う"]],
        "戦略2 犯罪を防ぐ": [[], ["防犯カメラを増やす"]],
      },
      教育部: {
        "": [[], ["どの子も学べる"]],
        "戦略3 学校を整える": [[], ["体育館に空調を付ける"]],
      },
    },
  },
];
