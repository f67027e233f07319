import { expect, test } from "vitest";
import type { Report } from "../../src/bot/reading/types.js";
import type { StateKey } from "../../src/domain/state.js";
import { readIn } from "./judging.js";

/** Heading × state × ending × what stands around it: whatever is stored silently is what was said, on whom it was said. */

const HEADINGS: readonly (readonly [text: string, numbers: readonly number[]])[] = [
  ["2 ", [2]],
  ["２　", [2]],
  ["2：", [2]],
  ["②", [2]],
  ["2", [2]],
  ["2は", [2]],
  ["2番は", [2]],
  ["二番は", [2]],
  ["目標2 ", [2]],
  ["No.12 ", [12]],
  ["#3 ", [3]],
  ["(4) ", [4]],
  ["2．", [2]],
  ["2につきましては、", [2]],
  ["2に関しましては", [2]],
  ["3の件ですが、", [3]],
  ["3の方は", [3]],
  ["・2 ", [2]],
  ["● 13：", [13]],
  ["2、5 ", [2, 5]],
  ["2と5は", [2, 5]],
  ["1番と3番は", [1, 3]],
  ["1〜3 ", [1, 2, 3]],
  ["8番から10番は", [8, 9, 10]],
  ["⑤⑥ ", [5, 6]],
  ["7\t", [7]],
  ["【9】", [9]],
];
const WORDS: readonly (readonly [text: string, key: StateKey])[] = [
  ["順調", "on_track"],
  ["じゅんちょう", "on_track"],
  ["ｼﾞｭﾝﾁｮｳ", "on_track"],
  ["予定どおり", "on_track"],
  ["概ね順調", "mostly_on_track"],
  ["ほぼ順調", "mostly_on_track"],
  ["やや遅れ", "slightly_behind"],
  ["やや送れ", "slightly_behind"],
  ["遅れ", "behind"],
  ["大幅に遅れ", "behind"],
  ["完了", "done"],
  ["未着手", "not_started"],
  ["中止", "cancelled"],
  ["休止", "suspended"],
];
/** Said outright. */
const SAID = [
  "",
  "です",
  "です。",
  "っす",
  "てす",
  "となっています",
  "でございます。",
  "です！",
  "とのことです",
  "です〜",
  " です",
];
/** Not said: denied, hoped for, asked, taken back, part of something else. */
const UNSAID = [
  "ではありません",
  "とは言えません",
  "、とは言えません",
  "　とは言えない状況です",
  "ではない",
  "じゃないです",
  "の見込み",
  "　予定",
  "（予定）",
  "の予定です",
  "かもしれません",
  "だと思います",
  "のはずです",
  "、のはず",
  "、と書きたいところですが",
  "と言いたいところです",
  "ですか？",
  "でいいですか",
  "？",
  "、まであと少し",
  "とのことで安心しました",
  "になれば報告します",
  "。というのは嘘です",
  "、多分",
  "かどうか確認中",
  "を目指しています",
  "の原因を調査",
  "に向けて調整中",
];
const BESIDE = [
  "",
  " 9/5に協議",
  "（3校で実施）",
  "\n3校と調整",
  "　担当者4名",
  " https://intra.example/x/6 を参照",
  "、案を作成",
  " 15:30から説明会",
  " R8.11に公表",
  "\n残り2件は照会中",
];
const AROUND: readonly ((report: string) => string)[] = [
  (report) => report,
  (report) => `お疲れさまです。${report}`,
  (report) => `${report}\nよろしくお願いします。`,
  (report) => `> 11 遅れ\n${report}`,
  (report) => `From: 防災課\nSubject: 進捗\n\n${report}`,
  (report) => `危機管理部です。今週分を報告します。\n${report}`,
];

/** A share of all combinations, the same in every run; the step is prime to the number of each list. */
const STEP = 17;

function levelsOf(report: Report): Map<number, StateKey | null> {
  const entries = "entries" in report ? report.entries : [];
  return new Map(entries.map((entry) => [entry.number, entry.level?.key ?? null]));
}

const accounted = (report: Report, number: number): boolean =>
  levelsOf(report).has(number) ||
  (report.kind === "ask" && report.doubts.some((doubt) => doubt.candidates.includes(number))) ||
  (report.kind === "correct" && report.last !== null);

test("nothing is stored on a goal or as a state that was not said, and every number is accounted for", () => {
  let combination = 0;
  let tried = 0;
  let plain = 0;
  let asked = 0;
  const wrong: string[] = [];
  for (const [heading, numbers] of HEADINGS) {
    for (const [word, key] of WORDS) {
      for (const ending of [...SAID, ...UNSAID]) {
        for (const beside of BESIDE) {
          for (const around of AROUND) {
            combination += 1;
            if (combination % STEP !== 0) continue;
            tried += 1;
            const text = around(`${heading}${word}${ending}${beside}`);
            const report = readIn("all", text);
            const said = SAID.includes(ending);
            for (const [number, level] of levelsOf(report)) {
              if (!numbers.includes(number)) wrong.push(`goal ${number}: ${text}`);
              else if (level !== null && !(said && level === key)) wrong.push(`${level}: ${text}`);
            }
            for (const number of numbers)
              if (!accounted(report, number)) wrong.push(`${number} is lost: ${text}`);
            if (said) plain += 1;
            if (said && report.kind === "ask") asked += 1;
          }
        }
      }
    }
  }
  expect(tried).toBeGreaterThan(20_000);
  expect(wrong.slice(0, 40), `${wrong.length} of ${tried}`).toEqual([]);
  expect(asked / plain).toBeLessThan(0.05);
}, 120_000);
