import { expect, test } from "vitest";
import { hear as hearSlack } from "../../src/bot/platforms/slack/hearing.js";
import { hear as hearTeams } from "../../src/bot/platforms/teams/hearing.js";
import type { Report } from "../../src/bot/reading/types.js";
import { type SaidText, spokenText } from "../../src/domain/said-text.js";
import type { StateKey } from "../../src/domain/state.js";
import { message, places } from "../kit/activities.js";
import { DICE_SEED, random, tries } from "../kit/dice.js";
import { SELF } from "../kit/fake-slack.js";
import { inSlack, inTeams, type Marked } from "../kit/marked.js";
import { CHANNEL } from "../kit/payloads.js";
import { readIn } from "./judging.js";

/**
 * Heading × state × ending × what stands beside and around it × the marks of a platform, through what each adapter hears: whatever
 * is stored silently is what was said, on whom it was said.
 */

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
/** What stands around it: greetings, a line that announces it, a mail's head. */
const AROUND: readonly ((report: Marked) => Marked)[] = [
  (report) => report,
  (report) => ["お疲れさまです。", ...report],
  (report) => [...report, "\nよろしくお願いします。"],
  (report) => ["From: 防災課\nSubject: 進捗\n\n", ...report],
  (report) => ["危機管理部です。今週分を報告します。\n", ...report],
];

interface Spoken {
  readonly heading: string;
  readonly word: string;
  readonly ending: string;
  readonly beside: string;
}

const whole = ({ heading, word, ending, beside }: Spoken): string => `${heading}${word}${ending}${beside}`;

/** How a report is marked where it was typed, and what else is said of other goals by it. */
const MARKS: readonly (readonly [
  name: string,
  mark: (spoken: Spoken) => Marked,
  also?: readonly number[],
])[] = [
  ["nothing", (spoken) => [whole(spoken)]],
  ["bold state", ({ heading, word, ending, beside }) => [heading, { bold: word }, `${ending}${beside}`]],
  ["bold number", ({ heading, word, ending, beside }) => [{ bold: heading }, `${word}${ending}${beside}`]],
  ["all bold", (spoken) => [{ bold: whole(spoken).replaceAll("\n", " ") }]],
  ["italic state", ({ heading, word, ending, beside }) => [heading, { italic: word }, `${ending}${beside}`]],
  ["code", ({ heading, word, ending, beside }) => [{ code: `${heading}${word}${ending}` }, ` ${beside}`]],
  ["list", (spoken) => [{ bullets: [whole(spoken).replaceAll("\n", " "), "16 変更なし"] }], [16]],
  ["quotation above", (spoken) => [{ quote: "14 遅れ" }, whole(spoken)]],
  ["quotation below", (spoken) => [whole(spoken), { quote: "14 遅れ\n15 完了" }]],
  [
    "struck state",
    ({ heading, word, ending, beside }) => [heading, { struck: "中止" }, ` ${word}${ending}${beside}`],
  ],
  ["struck report", (spoken) => [{ struck: "14 完了" }, `\n${whole(spoken)}`]],
  ["sign behind", (spoken) => [whole(spoken), " ", { sign: "🙇", name: "bow" }]],
  ["sign before", (spoken) => [{ sign: "🙇", name: "bow" }, " ", whole(spoken)]],
  ["mention", (spoken) => [{ person: "佐藤 花子", id: "U0FRIEND01" }, " ", whole(spoken)]],
  ["link", (spoken) => [whole(spoken), " ", { link: "資料", to: "https://intra.example/x/14" }]],
  [
    "numbered link",
    (spoken) => [whole(spoken), " ", { link: "https://intra.example/14", to: "https://intra.example/14" }],
  ],
  ["picture", (spoken) => [whole(spoken), "picture"]],
  [
    "mail below",
    (spoken) => [`${whole(spoken)}\n-----Original Message-----\nFrom: 佐藤\nSubject: 進捗\n14 遅れ`],
  ],
  [
    "table",
    ({ heading, word, ending, beside }) => [
      {
        table: [
          ["番号", "状況", "コメント"],
          [heading.trim(), `${word}${ending}`, beside.trim().replaceAll("\n", " ")],
          ["16", "変更なし", ""],
        ],
      },
    ],
    [16],
  ],
];

/** The ways by which words come in, each as its adapter hears them. */
const ROADS: readonly (readonly [name: string, hear: (marked: Marked) => SaidText])[] = [
  [
    "Slack's blocks",
    (marked) => hearSlack({ type: "message", ...inSlack(marked) }, CHANNEL, SELF.user_id).said,
  ],
  [
    "Slack's text",
    (marked) => {
      const { text, attachments } = inSlack(marked);
      return hearSlack({ type: "message", text, attachments }, CHANNEL, SELF.user_id).said;
    },
  ],
  [
    "Teams",
    (marked) => {
      const { text, html } = inTeams(marked);
      return hearTeams(
        message(text, places.personal(), { attachments: [{ contentType: "text/html", content: html }] }),
      ).said;
    },
  ],
];

/** Marks of a part of the report, right behind its heading. */
const GLUED = new Set(["bold state", "bold number", "italic state", "struck state"]);

/**
 * One round takes a share of all combinations; the step is prime to the number of each list. The gate makes the first round, which
 * is the same each time; `npm run test:fuzz` makes more, each from another beginning.
 */
const STEP = 3623;
const draw = random(DICE_SEED);
const BEGINNINGS = Array.from({ length: tries(1) }, (_, round) =>
  round === 0 ? 0 : Math.floor(draw() * STEP),
);

function levelsOf(report: Report): Map<number, StateKey | null> {
  const entries = "entries" in report ? report.entries : [];
  return new Map(entries.map((entry) => [entry.number, entry.level?.key ?? null]));
}

const accounted = (report: Report, number: number): boolean =>
  levelsOf(report).has(number) ||
  (report.kind === "ask" && report.doubts.some((doubt) => doubt.candidates.includes(number))) ||
  (report.kind === "correct" && report.last !== null);

/** The combination of a place in the product of all lists. */
function combine(place: number) {
  let rest = place;
  const take = <Item>(list: readonly Item[]): Item => {
    const index = rest % list.length;
    rest = Math.floor(rest / list.length);
    return list[index] as Item;
  };
  return {
    road: take(ROADS),
    mark: take(MARKS),
    beside: take(BESIDE),
    around: take(AROUND),
    ending: take([...SAID, ...UNSAID]),
    word: take(WORDS),
    heading: take(HEADINGS),
  };
}

const ALL = [ROADS, MARKS, BESIDE, AROUND, [...SAID, ...UNSAID], WORDS, HEADINGS].reduce(
  (product, list) => product * list.length,
  1,
);

/** The places of one round. */
const from = (beginning: number): number[] =>
  Array.from({ length: Math.ceil((ALL - beginning) / STEP) }, (_, at) => beginning + at * STEP);

test("nothing is stored on a goal or as a state that was not said, and every number is accounted for", () => {
  const tried = new Map<string, number>();
  const wrong: string[] = [];
  let count = 0;
  let plain = 0;
  let asked = 0;
  for (const place of BEGINNINGS.flatMap(from)) {
    const { road, mark, beside, around, ending, word, heading } = combine(place);
    const [roadName, hear] = road;
    const [markName, marked, also = []] = mark;
    const [state, key] = word;
    const [start, numbers] = heading;
    const pieces = around(marked({ heading: start, word: state, ending, beside }));
    // Signs of marks in plain text count only beside a blank, as Slack shows them.
    if (roadName === "Slack's text" && GLUED.has(markName) && !/\s$/.test(start)) continue;
    const text = spokenText(hear(pieces));
    const report = readIn("all", text);
    const said = SAID.includes(ending);
    const where = `${roadName}, ${markName}: ${JSON.stringify(pieces)} → ${JSON.stringify(text)}`;
    count += 1;
    tried.set(`${roadName}, ${markName}`, (tried.get(`${roadName}, ${markName}`) ?? 0) + 1);
    for (const [number, level] of levelsOf(report)) {
      if (also.includes(number) && level === null) continue;
      if (!numbers.includes(number)) wrong.push(`goal ${number}: ${where}`);
      else if (level !== null && !(said && level === key)) wrong.push(`${level}: ${where}`);
    }
    for (const number of [...numbers, ...also])
      if (!accounted(report, number)) wrong.push(`${number} is lost: ${where}`);
    if (said) plain += 1;
    if (said && report.kind === "ask") asked += 1;
  }
  expect(count).toBeGreaterThan(10_000);
  expect(tried.size).toBe(ROADS.length * MARKS.length);
  expect(Math.min(...tried.values())).toBeGreaterThan(25);
  expect(wrong.slice(0, 40), `${wrong.length} of ${count}`).toEqual([]);
  expect(asked / plain).toBeLessThan(0.05);
});
