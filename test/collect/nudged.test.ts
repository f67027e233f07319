import { beforeEach, expect, it } from "vitest";
import { nudgeView } from "../../src/bot/features/reminders/nudge-view.js";
import { collect, directTo } from "../../src/bot/features/reporting/collect.js";
import { type Reply, say } from "../../src/bot/reply.js";
import { saidPlainly } from "../../src/domain/said-text.js";
import { DAY } from "../../src/domain/time.js";
import { enqueueNudges, planNudges } from "../../src/jobs/nudges.js";
import { afterSending } from "../../src/jobs/settling.js";
import { all, inTransaction, run } from "../../src/store/database.js";
import { listNotes } from "../../src/store/notes.js";
import type { OutboxItem } from "../../src/store/outbox.js";
import { setOwner } from "../../src/store/people.js";
import { findNudgedPerson } from "../../src/store/reminding.js";
import { rememberThread } from "../../src/store/threads.js";
import { Office, words } from "../kit/office.js";
import { importText } from "../kit/plan-store.js";
import { sampleText } from "../kit/seeds.js";

let office: Office;

beforeEach(() => {
  office = new Office();
});

/** A nudge about goals that stands in the owner's direct message. */
function nudged(...numbers: number[]): void {
  inTransaction(office.db, () =>
    rememberThread(office.db, {
      platform: "slack",
      conversation: directTo("U-owner"),
      root: "nudge-1",
      kind: numbers.length === 1 ? "goal" : "deadline",
      planId: office.department.planId,
      departmentId: office.department.id,
      destination: {},
      createdAt: office.now,
      goalIds: numbers.map((number) => office.goal(number).id),
    }),
  );
}

let serial = 0;
/** Words in the direct message: below the nudge, or in its thread. */
function said(text: string, thread: string | null = null): Reply | null {
  serial += 1;
  const incoming = {
    kind: "message" as const,
    key: `k${serial}`,
    who: { id: "U-owner", name: "owner" },
    where: office.where("direct", thread),
    at: office.now,
    message: `d${serial}`,
    said: saidPlainly(text),
    quotes: null,
    addressed: true,
    files: false,
    gesture: null,
  };
  return inTransaction(office.db, () =>
    collect(office.bot, { incoming, withheld: [] }, () => say("調べた答え")),
  );
}

it.each([null, "nudge-1"])(
  "words that report are recorded, below a nudge and in its thread (%s)",
  (thread) => {
    nudged(2);
    expect(said("順調 協定書の案を作成", thread)).toMatchObject({ sign: "kept" });
    expect(office.notes(2)).toMatchObject([{ state: "on_track", text: "協定書の案を作成" }]);
  },
);

it.each([
  "危機管理部",
  "防災",
  "進捗",
  "遅れている目標は？",
  "協定を教えてください",
  "報告 危機管理部 2 順調",
  "未更新",
  "未報告の目標一覧",
  "危機管理部は順調ですか？",
])("a question is answered as one: %s", (text) => {
  nudged(2);
  expect(words(said(text))).toBe("調べた答え");
  expect(office.notes(2)).toEqual([]);
});

it.each([null, "nudge-1"])("a report with a question behind it is recorded (%s)", (thread) => {
  nudged(2);
  expect(said("順調です。協定とは何ですか？", thread)).toMatchObject({ sign: "kept" });
  expect(office.notes(2)).toMatchObject([{ state: "on_track" }]);
});

it.each([
  "今週中に報告します",
  "改めて回答いたします",
  "週明けに報告予定です",
  "明日報告します",
  "明日報告します！",
  "明日、報告いたします。",
  "後で書きます",
  "あとで書く",
  "後ほどご報告いたします",
  "明日の午前中に出します",
  "来週の月曜日に報告します",
  "金曜までに提出します",
  "12月5日までに報告します",
  "12/5までに回答します",
  "今から書きます",
  "これから入力します",
  "すぐ報告します",
  "本日中に入力しておきます",
  "月末までに進捗を報告します",
  "報告は明日になります",
  "回答は週明けでお願いします",
  "確認して報告します",
  "確認のうえ、後日回答します",
  "担当に確認して、報告します",
  "まとまり次第ご報告します",
  "資料が揃い次第、報告いたします",
  "出張から戻ったら書きます",
  "会議の後に報告します",
  "進捗は後で送ります",
  "もう少しお待ちください",
  "もう少し待ってください",
  "遅くなりすみません。明日報告します",
  "お疲れ様です。明日報告します。よろしくお願いします",
])("a promise to report gets a word, and is neither recorded nor looked up: %s", (text) => {
  nudged(2);
  const answer = said(text);
  if (answer !== null) expect(words(answer)).toBe("承知しました。ご報告をお待ちしています。");
  expect(said(text, "nudge-1")).toEqual(answer);
  expect([2, 3].flatMap((number) => office.notes(number))).toEqual([]);
});

it.each([
  ["順調です。詳細は明日報告します", "kept"],
  ["明日協定書を締結します", "kept"],
  ["議会に12月5日までに報告します", "kept"],
  ["遅れています。来週報告します", "kept"],
])("what is done about the goal is no promise: %s", (text, sign) => {
  nudged(2);
  expect(said(text)).toMatchObject({ sign });
});

it.each([
  "ありがとうございます",
  "了解です",
  "承知しました。",
  "ありがとうございます、後で書きます",
  "👍",
  "👍🏻",
  "🙇‍♂️",
  "承知しました。今週中に報告します",
])("thanks are left alone: %s", (text) => {
  nudged(2);
  expect(said(text)).toBeNull();
  expect(said(text, "nudge-1")).toBeNull();
  expect(office.notes(2)).toEqual([]);
});

it("a nudge about several goals is answered by their numbers, as far as they are the person's", () => {
  nudged(2, 3);
  expect(words(said("2 順調"))).toContain("報告できるのは");
  expect(office.notes(2)).toEqual([]);
});

it("what is not certain is asked about, and a nudge that is long ago is no place to answer", () => {
  nudged(2);
  expect(said("順調とは言えません")).toMatchObject({ sign: "asked" });
  office.now += 15 * DAY;
  expect(words(said("順調"))).toBe("調べた答え");
});

it("a nudge that was sent remembers its goals", () => {
  const goal = office.goal(2);
  const person = {
    id: office.person("owner"),
    platform: "slack",
    platformId: "U-owner",
    name: "owner",
    reminders: "all" as const,
    absences: [],
    snoozes: new Map<number, number>(),
    writtenTo: true,
  };
  const nudges = planNudges(
    [
      {
        department: office.department,
        today: "2026-11-24",
        goals: [{ goal, asked: 2, owners: [person], coordinators: [], told: new Set() }],
      },
    ],
    office.now,
  );
  expect(words(nudges[0]?.message ?? null)).toContain(
    "ここにそのまま返信しても報告できます。例: 順調 ひとこと",
  );
  inTransaction(office.db, () => {
    enqueueNudges(office.db, nudges, office.now);
    const [row] = all<{ after: string }>(office.db, "SELECT after FROM outbox WHERE kind = 'tell'");
    const item = {
      platform: "slack",
      conversation: directTo("U-owner"),
      destination: {},
      after: row?.after ?? null,
      dedupe: "n",
      office: null,
    } as unknown as OutboxItem;
    afterSending(office.db, item, "nudge-9", office.now);
  });
  expect(said("完了しました", "nudge-9")).toMatchObject({ sign: "kept" });
  expect(office.notes(2)).toMatchObject([{ state: "done" }]);
});

it("the first thing that the program writes to a person says in two lines what it is", () => {
  const id = office.person("owner");
  const goal = office.goal(2);
  const told = () => {
    const person = findNudgedPerson(office.db, id);
    if (person === null) throw new Error("nobody");
    const part = { department: office.department, step: "owner" as const, goals: [goal] };
    return { person, said: words(nudgeView(person, [part])) };
  };
  const { person, said: first } = told();
  expect(first.split("\n").slice(0, 2).join("\n")).toMatch(
    /「重点目標ボット」です。\n.*届け方は「\/policy 設定」で変えられます。/,
  );
  run(
    office.db,
    `INSERT INTO outbox(dedupe, platform, kind, conversation, destination, target, body, not_before, post_key, created_at, status, message)
     VALUES ('t', ?, 'tell', ?, '{}', ?, '{}', 0, 'k-t', 0, 'sent', 'm1')`,
    person.platform,
    `person:${person.platformId}`,
    person.platformId,
  );
  expect(told().said).not.toContain("重点目標ボット");
});

it("a number below a nudge means what it showed, after a document put goals in front, left some out and brought them back", () => {
  setOwner(office.db, office.goal(3).id, office.person("owner"));
  nudged(2, 3);
  const shown = new Map([2, 3].map((number) => [number, office.goal(number).id]));
  const textsOf = (number: number) => listNotes(office.db, shown.get(number) ?? 0).map(({ text }) => text);
  const before = sampleText("itabashi-r8.md");
  importText(
    office.db,
    before
      .replace(/^3\. 避難行動要支援.*\n/mu, "")
      .replace("2. 福祉避難所の", "2. 備蓄物資の計画的な更新\n3. 福祉避難所の"),
  );
  expect(said("2 順調 協定書の案を作成")).toMatchObject({ sign: "kept" });
  expect(said("3 順調 名簿を更新")).not.toMatchObject({ sign: "kept" });
  expect([textsOf(2), textsOf(3), office.count("note")]).toEqual([["協定書の案を作成"], [], 1]);
  importText(office.db, before);
  expect(said("3 順調 名簿を更新しました")).toMatchObject({ sign: "kept" });
  expect([textsOf(2), textsOf(3), office.count("note")]).toEqual([
    ["協定書の案を作成"],
    ["名簿を更新しました"],
    2,
  ]);
});
