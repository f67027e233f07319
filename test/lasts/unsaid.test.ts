import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { readXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { standingPage } from "../../src/bot/features/standing/department-page.js";
import { blocksText, type Message, type Reply, replyText } from "../../src/bot/reply.js";
import { DAY, tokyoInstant } from "../../src/domain/time.js";
import { evaluationXlsx } from "../../src/export/xlsx/evaluation-workbook.js";
import { runTransfers } from "../../src/jobs/passing-on.js";
import { decide, listAwaiting, setConfirming } from "../../src/store/confirmations.js";
import { all, inTransaction, one } from "../../src/store/database.js";
import { fixInstant } from "../../src/store/instants.js";
import { type NewNote, withdrawNote } from "../../src/store/note-writing.js";
import { addOccasion, findOccasion } from "../../src/store/occasions.js";
import { municipalityOf } from "../../src/store/organisations.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { decideTransfer } from "../../src/store/transfers.js";
import { runPolicyBot } from "../kit/command-line.js";
import { blocksOf, button, buttonsOf } from "../kit/conversation.js";
import { Desk } from "../kit/desk.js";
import { NOW, report, temporaryFolder } from "../kit/plan-store.js";
import { partsOf } from "../kit/reported-plan.js";

/**
 * What nobody has said is shown as what it is in every output: a goal without a report, one with words alone, with a percentage alone,
 * with 変更なし alone, one whose only state was taken back, and one with words after a state. 未着手, which nobody said, stands nowhere.
 */

const ACT = { actor: "web:U0", at: NOW - DAY, via: "form" };
const NOTHING: Partial<NewNote> = { state: null, percent: null, unchanged: false, text: "" };
const TAKEN_BACK = "取り消した報告";
/** By the numbers of 危機管理部's goals. */
const REPORTS: Readonly<Record<number, readonly Partial<NewNote>[]>> = {
  1: [],
  2: [{ ...NOTHING, text: "2工区が完成" }],
  3: [{ ...NOTHING, percent: 60 }],
  4: [{ ...NOTHING, unchanged: true }],
  5: [{ ...NOTHING, state: "not_started", text: TAKEN_BACK }],
  6: [
    { ...NOTHING, state: "behind", text: "入札不調" },
    { ...NOTHING, text: "再度の公告を準備" },
  ],
};

const ASKED = {
  achievement: "required",
  result: "optional",
  issue: "optional",
  direction: "optional",
} as const;

const cleanUp: (() => void)[] = [];
const atEnd = (work: () => void): void => void cleanUp.push(work);
let desk: Desk;
let folder: string;
beforeAll(() => {
  desk = new Desk(NOW, { atEnd });
  folder = temporaryFolder(atEnd);
  const goals = desk.goalIds("危機管理部");
  const { db } = desk;
  const departmentId = desk.department("危機管理部").id;
  const owner = ensurePerson(db, "web", "U0", "企画");
  const next = ensurePerson(db, "web", "U9", "後任");
  inTransaction(db, () => {
    fixInstant(db, { planId: desk.plan.id, name: "9月末", at: NOW - 30 * DAY }, ACT);
    for (const [index, goal] of goals.entries()) {
      setOwner(db, goal, owner.id);
      for (const [nth, said] of (REPORTS[index + 1] ?? []).entries())
        report(db, goal, { ...said, saidAt: NOW - 3 * DAY + nth * 1000 });
    }
    withdrawNote(db, one<{ id: number }>(db, "SELECT id FROM note WHERE text = ?", TAKEN_BACK)?.id ?? 0, ACT);
    addOccasion(
      db,
      { planId: desk.plan.id, name: "中間", asOf: "2026-11-24", dueOn: "2026-12-10", asked: ASKED },
      ACT,
    );
    decideTransfer(
      db,
      {
        municipalityId: municipalityOf(db, departmentId) ?? 0,
        organisationId:
          one<{ id: number }>(db, "SELECT organisation_id AS id FROM department WHERE id = ?", departmentId)
            ?.id ?? 0,
        post: "係長",
        on: "2026-11-25",
        from: owner.id,
        to: next.id,
      },
      ACT,
    );
  });
});
afterAll(() => {
  for (const work of cleanUp.reverse()) work();
});

/** Everything that a reply shows or says: its words, its pictures' lines and alternative words, what is drawn in them. */
function everything(reply: Reply | null): string {
  const drawn = blocksOf(reply).flatMap((block) =>
    block.kind === "image"
      ? [block.alt, JSON.stringify(block.parts ?? []), (block.svg ?? "").replace(/<[^>]*>/gu, " ")]
      : [],
  );
  return [blocksText(blocksOf(reply)), ...drawn].join("\n");
}
const ask = async (text: string): Promise<string> => everything(await desk.ask(text));
const run = async (...args: string[]): Promise<string> => {
  const environment = { DATABASE_PATH: desk.file, ADMIN_USERS: "U0" };
  const ran = await runPolicyBot(args, { folder, environment, clock: () => NOW });
  expect([ran.code, ran.err].join(" ")).toMatch(/^0/u);
  return ran.out;
};
/** The words in some parts of an office file. */
const wordsIn = (bytes: Uint8Array, part: RegExp): string =>
  [...partsOf(bytes)]
    .filter(([name]) => part.test(name))
    .map(([, xml]) => xml.replace(/<[^>]*>/gu, "|").replace(/\|+/gu, "|"))
    .join("\n");
const inFile = async (name: string, part: RegExp, ...args: string[]): Promise<string> => {
  await run(...args, "--out", path.join(folder, name));
  return wordsIn(readFileSync(path.join(folder, name)), part);
};

/** A goal's number, and what its line in an output says of it. */
type Lines = readonly (readonly [number, RegExp | string])[];
const GOALS = ["地区ごと", "福祉避難所", "避難支援", "災害協定", "防災教育", "防災訓練"];
const line = (number: number, before: string, after: string): RegExp =>
  new RegExp(`${before}${GOALS[number - 1]}[^\n]*${after}`, "u");
/** The states of the six goals where each has a line with its words. */
const inLines = (before: string): Lines => [
  [1, line(1, before, "報告なし")],
  [2, line(2, before, "（状態の記入なし）")],
  [3, line(3, before, "　60%")],
  [4, line(4, before, "（状態の記入なし）")],
  [5, line(5, before, "報告なし")],
  [6, line(6, before, "遅れ")],
];

/** Every output with what it must say; the numbers are for reading. */
const OUTPUTS: readonly (readonly [string, () => Promise<string> | string, Lines])[] = [
  ["the plan at a glance", () => ask(""), [[0, "重点目標 6件　遅れ 1　状態の記入なし 3　報告なし 2"]]],
  ["the department", () => ask("危機管理部"), inLines("")],
  ["a goal never reported on", () => ask("危機管理部 1"), [[1, "状態　報告なし"]]],
  [
    "a goal with words alone",
    () => ask("危機管理部 2"),
    [
      [2, "状態　（状態の記入なし）"],
      [2, "（状態の記入なし）　2工区が完成"],
    ],
  ],
  ["a goal with a percentage alone", () => ask("危機管理部 3"), [[3, "状態　60%"]]],
  ["a goal with 変更なし alone", () => ask("危機管理部 4"), [[4, "11/21 変更なし"]]],
  ["a goal whose only state was taken back", () => ask("危機管理部 5"), [[5, "状態　報告なし"]]],
  ["a goal with words after a state", () => ask("危機管理部 6"), [[6, "状態　遅れ"]]],
  [
    "進捗: table, picture and its words",
    () => ask("進捗"),
    [
      [0, "遅れ1件、状態の記入なし3件、報告なし14件"],
      [0, "危機管理部\t6\t1\t3\t2\t2"],
    ],
  ],
  [
    "進捗 of a department",
    () => ask("進捗 危機管理部"),
    [
      [0, "遅れ 1件、状態の記入なし 3件、報告なし 2件"],
      [2, "11/21　2工区が完成"],
      [3, "11/21　60%"],
      [4, "11/21　変更なし"],
      [6, "11/21　再度の公告を準備"],
      [6, "11/21　遅れ 入札不調"],
    ],
  ],
  ["推移", () => ask("推移"), []],
  ["推移 of a department", () => ask("推移 危機管理部"), [[0, "67%"]]],
  [
    "the page of a department's standing",
    () =>
      JSON.stringify(
        standingPage(desk.bot, { platform: "web", id: "U0", name: null }, desk.department("危機管理部").id),
      ),
    [
      [1, '見直し","報告なし",""'],
      [2, '拡大","状態の記入なし","11/21　2工区が完成"'],
      [3, '強化","60％","11/21　"'],
      [3, '"11/21","60%"'],
      [4, '"11/21","変更なし"'],
      [5, '連携","報告なし",""'],
      [6, '改革","遅れ","11/21　再度の公告を準備"'],
    ],
  ],
  ["未更新", () => ask("未更新 危機管理部"), [[1, "報告なし"]]],
  [
    "履歴",
    () => ask("履歴 危機管理部"),
    [
      [2, "（状態の記入なし）　2工区が完成"],
      [3, "11/21 60%"],
      [4, "11/21 変更なし"],
    ],
  ],
  ["search in notes", () => ask("検索 公告"), [[6, "再度の公告を準備"]]],
  ["a search for what was taken back", () => ask(`検索 ${TAKEN_BACK}`), []],
  [
    "答弁",
    () => ask("答弁 避難"),
    [
      [2, "現状　2工区が完成"],
      [3, "現状　60％（担当者）"],
    ],
  ],
  ["私の目標", () => ask("私の目標"), inLines("危機管理部 \\d ")],
  ["home", async () => everything(await desk.home()), [[1, line(1, "", "報告なし")]]],
  [
    "the sheet of a goal never reported on",
    () => ask("評価 危機管理部 1"),
    [[1, "最後に報告された状態\n報告なし"]],
  ],
  ["the sheet of a goal with words", () => ask("評価 危機管理部 2"), [[2, "状態\n状態の記入なし"]]],
  ["the sheet of a goal with a percentage", () => ask("評価 危機管理部 3"), [[3, "状態\n60％"]]],
  ["the sheet of a goal whose state was taken back", () => ask("評価 危機管理部 5"), [[5, "状態\n報告なし"]]],
  [
    "the sheet of a goal with words after a state",
    () => ask("評価 危機管理部 6"),
    [[6, "状態\n遅れ（11/21）"]],
  ],
  [
    "the sheets as a workbook",
    async () => {
      const occasion = findOccasion(desk.db, 1);
      if (occasion === null) throw new Error("no occasion");
      return wordsIn(await evaluationXlsx(desk.db, desk.plan, occasion, NOW), /sharedStrings/u);
    },
    [
      [1, "|報告なし|"],
      [2, "|状態の記入なし|"],
      [3, "|60％|"],
    ],
  ],
  [
    "what changed since a 時点",
    () => ask("時点 9月末 いま"),
    [
      [2, "報告なし → 状態の記入なし"],
      [3, "60%"],
      [6, "報告なし → 遅れ"],
    ],
  ],
  [
    "export as JSON",
    async () => {
      const [{ sections }] = JSON.parse(await run("export", "--format", "json")).departments;
      const goals = sections.flatMap((section: { goals: unknown[] }) => section.goals);
      return goals
        .map((goal: Record<string, unknown>) =>
          [goal.number, goal.state, goal.stateLabel, goal.percent].join("|"),
        )
        .join("\n");
    },
    [
      [1, "1||報告なし|"],
      [2, "2||状態の記入なし|"],
      [3, "3||状態の記入なし|60"],
      [4, "4||状態の記入なし|"],
      [5, "5||報告なし|"],
      [6, "6|behind|遅れ|"],
    ],
  ],
  [
    "export as CSV",
    () => run("export", "--format", "csv"),
    [
      [1, "見直し,報告なし,,"],
      [2, "拡大,状態の記入なし,,"],
      [3, "強化,状態の記入なし,60,"],
      [4, "点検,状態の記入なし,,2026-11-21,変更なし"],
      [5, "連携,報告なし,,"],
      [6, "改革,遅れ,,"],
    ],
  ],
  [
    "the workbook",
    async () => {
      await run("export", "--format", "xlsx", "--out", path.join(folder, "進捗.xlsx"));
      const { sheets } = await readXlsx(readFileSync(path.join(folder, "進捗.xlsx")));
      // The page 使い方 has the list of states to choose from.
      const rows = sheets.filter(({ name }) => name !== "使い方").flatMap((sheet) => sheet.rows);
      return rows
        .map((row) =>
          row
            .slice(2, 8)
            .map((cell) => String(cell ?? ""))
            .join("|"),
        )
        .join("\n");
    },
    [
      [1, "見直し|報告なし||"],
      [2, "拡大|状態の記入なし||"],
      [3, "強化|状態の記入なし|60|"],
      [4, "点検|状態の記入なし||"],
      [5, "連携|報告なし||"],
      [6, "改革|遅れ||"],
    ],
  ],
  [
    "the paper",
    () => inFile("庁議.docx", /document\.xml$/u, "paper"),
    [
      [2, "|状態の記入なし|2工区が完成（11/21）|"],
      [3, "|60％|"],
      [6, "|遅れ|再度の公告を準備（11/21）|"],
    ],
  ],
  [
    "the digest of the next Monday",
    () => run("nudge", "--at", "2026-11-30T09:00+09:00", "--dry-run"),
    [[1, /まだ報告がないもの\s*1 地区/u]],
  ],
  [
    "the card for the successor",
    () => {
      runTransfers(desk.db, tokyoInstant("2026-11-25", "09:00"));
      const told = all<{ body: string }>(desk.db, "SELECT body FROM outbox WHERE kind = 'tell'");
      return told.map(({ body }) => replyText((JSON.parse(body) as { message: Message }).message)).join("\n");
    },
    [
      [1, /見直し\s*報告なし/u],
      [2, /拡大\s*（状態の記入なし）/u],
      [3, /強化\s*60%/u],
      [5, /連携\s*報告なし/u],
      [6, /その前 11\/21 佐藤「遅れ 入札不調」/u],
    ],
  ],
  [
    "what is published",
    async () => {
      setConfirming(desk.db, desk.plan.municipality, true);
      for (const { id: noteId, revision } of listAwaiting(desk.db, desk.plan.id, null))
        decide(
          desk.db,
          { noteId, revision, verdict: "confirmed", reason: null, isPublic: true, personId: 1 },
          ACT,
        );
      const site = path.join(folder, "公表");
      await run("publish", "--out", site);
      return readdirSync(site)
        .map((name) => readFileSync(path.join(site, name), "utf8").replace(/<[^>]*>/gu, " "))
        .join("\n");
    },
    [
      [2, "2工区が完成"],
      [3, /強化[\s施策]*60％\s*2026年11月21日\s*60％/u],
      [6, /改革[\s人材戦略]*遅れ\s/u],
    ],
  ],
];

describe("what nobody has said", () => {
  it.each(OUTPUTS)("is not filled in by %s", async (_name, make, lines) => {
    const shown = await make();
    expect(shown).not.toBe("");
    for (const [, words] of lines) {
      if (typeof words === "string") expect(shown).toContain(words);
      else expect(shown).toMatch(words);
    }
    expect(shown).not.toMatch(/未着手|not_started/u);
    expect(shown.replaceAll(`「${TAKEN_BACK}」`, "")).not.toContain(TAKEN_BACK);
  });

  it.each([
    ["報告なし", [1, 5], [2, 3, 4, 6]],
    ["危機管理部の報告なし", [1, 5], [2, 3, 4, 6]],
    ["状態の記入なし", [2, 3, 4], [1, 5, 6]],
    ["（状態の記入なし）", [2, 3, 4], [1, 5, 6]],
    ["記入なし", [2, 3, 4], [1, 5, 6]],
    ["状態なし", [2, 3, 4], [1, 5, 6]],
    ["危機管理部の状態の記入なし", [2, 3, 4], [1, 5, 6]],
    ["状態の記入なし 危機管理部", [2, 3, 4], [1, 5, 6]],
    ["状態が未記入の目標", [2, 3, 4], [1, 5, 6]],
    ["遅れ", [6], [1, 2, 3, 4, 5]],
    ["未着手", [], [1, 2, 3, 4, 5, 6]],
    ["危機管理部の未着手", [], [1, 2, 3, 4, 5, 6]],
  ])("is found by /policy %s, and by no other state", async (typed, found, others) => {
    const shown = blocksText((await desk.ask(typed)).blocks);
    expect(shown).toContain("【状態が「");
    for (const number of found) expect(shown).toContain(GOALS[number - 1]);
    for (const number of others) expect(shown).not.toContain(GOALS[number - 1]);
  });

  it("is offered to who looks for 未着手", async () => {
    const all = await desk.ask("未着手");
    expect(blocksText(blocksOf(await desk.press(button(all, "報告なしの 14件を見る"))))).toContain(
      "地区ごと",
    );
    const own = await desk.ask("危機管理部の未着手");
    const shown = blocksText(blocksOf(await desk.press(button(own, "報告なしの 2件を見る"))));
    expect(shown).toContain("「報告なし」の目標　2件");
    expect(buttonsOf(await desk.ask("遅れ")).map(({ label }) => label)).not.toContain("報告なしの 2件を見る");
  });

  it("stands in the record of notes as it was said, a state that was taken back too", async () => {
    const record = await run(
      "record",
      "--department",
      "危機管理部",
      "--from",
      "2026-04-01",
      "--to",
      "2026-12-31",
    );
    for (const words of ["状態　記入なし\n    | 2工区が完成", "状態　60%", "状態　変更なし", "【取消】"])
      expect(record).toContain(words);
    expect(record).toMatch(/【取消】[\s\S]*状態　未着手/u);
  });
});
