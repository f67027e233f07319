import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksText, type Message, replyText } from "../../src/bot/reply.js";
import { DAY } from "../../src/domain/time.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { listPlans } from "../../src/store/plans.js";
import { blocksOf, buttonsOf, Conversation } from "../kit/conversation.js";
import { DOCUMENTS, documentNamed, phraseOf } from "../kit/guides.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { sampleText } from "../kit/seeds.js";

/** What the documents promise of every phrase: the beginning of the answer, and words that are in it. */
const PROMISED: Readonly<Record<string, { readonly title: RegExp; readonly holds?: readonly string[] }>> = {
  "/policy": { title: /^【板橋区 令和8年度/, holds: ["危機管理部", "区議会事務局"] },
  "/policy 危機管理部": { title: /^【危機管理部】$/, holds: ["経営方針", "重点目標 16件"] },
  "/policy 指標": { title: /指標のある部はまだありません/, holds: ["/policy 指標 "] },
  "/policy 指標 危機管理部": { title: /^【指標　危機管理部】/ },
  "/policy 指標 危機管理部 2": { title: /^【指標　危機管理部 2】/, holds: ["指標はまだありません"] },
  "/policy 改善": { title: /前の年度の計画がないため/ },
  "/policy 改善 危機管理部": { title: /前の年度の計画がないため/ },
  "/policy 評価": { title: /^【評価　板橋区 令和8年度/, holds: ["評価を始める", "達成度・方向の段階"] },
  "/policy 評価 危機管理部": { title: /^【評価　板橋区 令和8年度/ },
  "/policy 危機管理部 経営戦略": { title: /^【危機管理部　経営戦略】$/, holds: ["災害時における各種協定"] },
  "/policy 危機管理部 3": { title: /重点目標 3/, holds: ["名簿の様式を調整中"] },
  "/policy 防災 学校": { title: /防災 学校/, holds: ["学校での防災授業を実施"] },
  "/policy 未更新": { title: /未更新/, holds: ["危機管理部"] },
  "/policy 未更新 危機管理部": {
    title: /危機管理部.*未更新|未更新.*危機管理部/,
    holds: ["まだ報告がありません"],
  },
  "/policy 遅れ": { title: /^【状態が「やや遅れ」「遅れ」の目標/ },
  "/policy 私の目標": { title: /あなたが担当/ },
  "/policy 進捗": { title: /^【全庁の進捗/, holds: ["危機管理部", "報告なし"] },
  "/policy 進捗 危機管理部": {
    title: /^【進捗　危機管理部】$/,
    holds: ["気をつけたい目標", "名簿の様式を調整中"],
  },
  "/policy 推移": { title: /推移/ },
  "/policy 履歴 危機管理部": { title: /最近の報告/, holds: ["名簿の様式を調整中"] },
  "/policy 使い方": { title: /^【使い方】$/, holds: ["/policy 未更新", "/policy 設定"] },
  "/policy 令和6年度": { title: /令和6年度/, holds: ["中野区"] },
  "/policy 中野区 企画部": { title: /企画部/, holds: ["組織運営方針"] },
  "/policy 出力": { title: /進捗一覧（Excel）を作りました/ },
  "/policy 時点 9月末 2026-09-30": { title: /^時点「9月末」を固定しました/ },
  "/policy 答弁 避難所": {
    title: /^【答弁のための資料　避難所】/,
    holds: ["現状", "これまでの取組", "出典"],
  },
  "/policy 時点": { title: /^【時点/, holds: ["9月末"] },
  "/policy 時点 9月末": { title: /^【時点「9月末」/, holds: ["報告なし"] },
  "/policy 時点 9月末 今": { title: /^【9月末（9\/30）から今/, holds: ["名簿の様式を調整中"] },
  "/policy 資料": { title: /庁議資料_.*\.docx を作りました/ },
  "/policy 資料 危機管理部": { title: /./ },
  "/policy 出力 未確認": { title: /進捗一覧（Excel）を作りました/ },
  "/policy 出力 9月末": { title: /9月末\.xlsx を作りました/ },
  "/policy 出力 9月末 今": { title: /9月末_今\.xlsx を作りました/ },
  "/policy 確認": { title: /課長確認/ },
  "/policy 確認 危機管理部": { title: /課長確認/ },
  "/policy 担当一覧": { title: /^【担当一覧　板橋区 令和8年度/, holds: ["危機管理部"] },
  "/policy 担当一覧 危機管理部": { title: /^【担当一覧　危機管理部】$/, holds: ["担当者なし"] },
  "/policy 異動": { title: /^【人事異動/, holds: ["異動を登録する"] },
  "/policy アカウント": { title: /^【アカウントの連携】$/, holds: ["連携コードを出す"] },
  "/policy 取込": { title: /企画課の画面/ },
  "/policy 管理": { title: /企画課の画面/ },
  "/policy 危機管理部 R8": { title: /^【危機管理部】$/ },
  "/policy 報告 危機管理部 R8 2 完了 協定を締結": { title: /^危機管理部 2「.*」の進捗を記録しました。/ },
  "/policy 系譜": { title: /系譜/ },
  "/policy 確認待ち": { title: /確認/ },
  "/policy 設定": { title: /設定/, holds: ["送る曜日・時刻"] },
};

/** What ends a conversation without an answer, and the page of help where it was not asked for. */
function isDeadEnd(answer: Message, phrase: string): boolean {
  const text = replyText(answer);
  if (/見つかりません|探せる文字がありません|番の目標はありません|記録番号 E-|当たる柱も/.test(text))
    return true;
  return text.startsWith("【使い方】") && !phrase.endsWith("使い方");
}

/** `policy 進捗` after a mention is the same as `/policy 進捗`. */
const typed = (phrase: string): string => `/${phrase.replace(/^\//, "")}`;

const phrases = new Map<string, string[]>();
for (const { name, spans } of DOCUMENTS)
  for (const span of spans) {
    const phrase = phraseOf(span);
    if (phrase === null) continue;
    // `/policy 設定 …`, `/policy …`: what may follow, not something to type.
    const key = typed(phrase).replace(/ …$/, "");
    phrases.set(key, [...(phrases.get(key) ?? []), name]);
  }

describe("every /policy phrase of the documents", () => {
  let talk: Conversation;

  beforeAll(() => {
    const { db } = temporaryDatabase(afterAll);
    const { planId } = importText(db, sampleText("itabashi-r8.md"), { now: NOW - 60 * DAY });
    importText(db, sampleText("nakano-r6.md"), { now: NOW - 60 * DAY });
    expect(listPlans(db)).toHaveLength(2);
    const department = listDepartments(db, planId).find(({ name }) => name === "危機管理部");
    const goals = listGoals(db, department?.id ?? 0);
    note(db, goals[2]?.id ?? 0, "名簿の様式を調整中", NOW - 3 * DAY);
    note(db, goals[10]?.id ?? 0, "学校での防災授業を実施", NOW - 2 * DAY);
    talk = new Conversation(db, { where: { kind: "channel" } });
  });

  it("is found: in the guides for staff, 企画課 and Teams", () => {
    expect([...phrases.keys()].sort()).toEqual(Object.keys(PROMISED).sort());
    for (const name of ["README.ja.md", "docs/staff.md", "docs/planning.md", "docs/teams.md"])
      expect([...phrases.values()].flat()).toContain(name);
  });

  it.each([...phrases.keys()])("%s is answered as it is described", async (phrase) => {
    const answer = await talk.ask(phrase);
    const promised = PROMISED[phrase];
    const [first] = blocksOf(answer);
    expect(first === undefined ? "" : blocksText([first])).toMatch(promised?.title ?? /^never$/);
    const text = replyText(answer);
    for (const words of promised?.holds ?? []) expect(text).toContain(words);
    expect(isDeadEnd(answer, phrase)).toBe(false);
  });

  it("would be noticed if it led nowhere", async () => {
    expect(isDeadEnd(await talk.ask("/policy 存在しない部課名"), "/policy 存在しない部課名")).toBe(true);
    expect(isDeadEnd(await talk.ask("/policy 危機管理部 99"), "/policy 危機管理部 99")).toBe(true);
    expect(isDeadEnd(await talk.ask("/policy 使い方"), "/policy 進捗")).toBe(true);
  });

  it("the words for a department that the guide names lead there too", async () => {
    const row = documentNamed("docs/staff.md")
      .text.split("\n")
      .find((line) => line.includes("でも出ます"));
    const others = [...(row ?? "").matchAll(/「([^」]+)」/g)].map((match) => match[1] ?? "");
    expect(others).toEqual(["危機", "ききかんり"]);
    for (const word of [...others, "危機管理部"])
      expect(replyText(await talk.ask(word))).toMatch(/^【危機管理部】/);
  });

  it("the buttons that the guide for 企画課 names are those of the settings", async () => {
    const { text } = documentNamed("docs/planning.md");
    const named = [...text.matchAll(/(?<=\| |→ )「([^」]+)」/g)].map((match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(8);
    const labels = buttonsOf(await talk.ask("/policy 設定")).map(({ label }) => label);
    expect(named.filter((label) => !labels.includes(label))).toEqual([]);
  });
});
