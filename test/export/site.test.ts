import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { publicPlan } from "../../src/export/site/site-data.js";
import { sitePages } from "../../src/export/site/site-pages.js";
import { decide, listAwaiting, setConfirming } from "../../src/store/confirmations.js";
import { inTransaction } from "../../src/store/database.js";
import { decideEvaluation, keepConflict, writeEvaluation } from "../../src/store/evaluation-writing.js";
import { setIndicator } from "../../src/store/indicators.js";
import { setPlanLevels } from "../../src/store/levels-above.js";
import { reviseNote, withdrawNote } from "../../src/store/note-writing.js";
import { listNotes } from "../../src/store/notes.js";
import { addOccasion, findOccasion } from "../../src/store/occasions.js";
import { ensurePerson, setName, setOwner } from "../../src/store/people.js";
import { findPlan, type Plan } from "../../src/store/plans.js";
import { runPolicyBot } from "../kit/command-line.js";
import { importText, NOW, note, report, temporaryDatabase, temporaryFolder } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/** Four reports: public, confirmed alone, sent back, not looked at; and a public one that was edited afterwards. */
function ward() {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, WARD);
  const goals = db.prepare("SELECT id FROM goal ORDER BY id").pluck().all() as number[];
  const words = [
    "公表してよい<b>報告</b>",
    "確認だけの報告",
    "差し戻された報告",
    "未確認の報告",
    "=あとで直された報告",
  ];
  for (const [index, text] of words.entries()) note(db, goals[index] ?? 0, text);
  setConfirming(db, "緑風区", true);
  const act = { actor: "web:U7", at: NOW, via: "button" };
  for (const [index, { id: noteId, revision }] of listAwaiting(db, planId, null).entries()) {
    if (index === 3) continue;
    const verdict = index === 2 ? "returned" : "confirmed";
    const reason = index === 2 ? "理由の文" : null;
    decide(db, { noteId, revision, verdict, reason, isPublic: index === 0 || index === 4, personId: 1 }, act);
    if (index === 4) {
      const content = {
        state: "behind" as const,
        level: null,
        percent: 5,
        unchanged: false,
        text: "直した後の報告",
      };
      reviseNote(db, noteId, content, act, "edit");
    }
  }
  return { db, plan: findPlan(db, planId) as Plan };
}

describe("the public site", () => {
  it("holds what is confirmed and marked 公表可, and not a byte of anything else", async () => {
    const { db, plan } = ward();
    const files = await sitePages(publicPlan(db, plan, NOW).published);
    const everything = files.map(({ name, content }) => `${name}\n${content}`).join("\n");
    expect(everything).toContain("公表してよい");
    for (const secret of [
      "確認だけの報告",
      "差し戻された",
      "未確認の",
      "あとで直された",
      "直した後",
      "理由の文",
      "佐藤",
      "U1",
      "U7",
    ]) {
      expect([secret, everything.includes(secret)]).toEqual([secret, false]);
    }
  });

  it("counts a state that was confirmed without words as the newest, and 変更なし as no state", async () => {
    const { db, plan } = ward();
    const goal = Number(db.prepare("SELECT min(id) FROM goal").pluck().get());
    for (const [days, given] of [
      [3, { state: "behind", text: "入札不調" }],
      [2, { state: "done", percent: 100, text: "" }],
      [1, { state: null, unchanged: true, text: "" }],
    ] as const)
      inTransaction(db, () => report(db, goal, { ...given, saidAt: NOW + (4 - days) * 1000 }));
    const act = { actor: "web:U7", at: NOW, via: "button" };
    for (const { id: noteId, revision } of listAwaiting(db, plan.id, null))
      decide(db, { noteId, revision, verdict: "confirmed", reason: null, isPublic: true, personId: 1 }, act);
    const { published } = publicPlan(db, plan, NOW);
    const shown = published.departments[0]?.goals[0];
    expect(shown).toMatchObject({ state: "完了", percent: 100 });
    expect(shown?.reports.map(({ text }) => text)).toEqual(["", "入札不調", "公表してよい<b>報告</b>"]);
    const page = (await sitePages(published)).find(({ name }) => name === "department-01.html");
    expect(page?.content).toContain("<dd>完了　100％</dd>");
  });

  it("is plain HTML: what people wrote is text, and nothing runs or is fetched", async () => {
    const { db, plan } = ward();
    const pages = (await sitePages(publicPlan(db, plan, NOW).published)).filter(({ name }) =>
      name.endsWith(".html"),
    );
    expect(pages.map(({ name }) => name).slice(0, 2)).toEqual(["index.html", "department-01.html"]);
    for (const { content } of pages) {
      expect(content).not.toMatch(/<script|<b>|https?:\/\/|\son\w+=/u);
      expect(content).toContain('<html lang="ja">');
    }
    expect(pages[1]?.content).toContain("公表してよい&lt;b&gt;報告&lt;/b&gt;");
  });

  it("says the same as JSON and CSV", async () => {
    const { db, plan } = ward();
    const files = await sitePages(publicPlan(db, plan, NOW).published);
    const json = JSON.parse(files.find(({ name }) => name === "progress.json")?.content ?? "");
    expect(json.departments[0].goals[0]).toMatchObject({
      number: 1,
      state: "順調",
      reports: [{ on: "2026-11-24" }],
    });
    expect(json.departments[0].goals[1]).toMatchObject({ state: null, reports: [] });
    const csv = files.find(({ name }) => name === "progress.csv")?.content ?? "";
    expect(csv.startsWith("\ufeff自治体,年度,部")).toBe(true);
    expect(csv.trim().split("\r\n")).toHaveLength(
      1 + json.departments.flatMap((d: { goals: unknown[] }) => d.goals).length,
    );
  });

  it("is the same whenever it is made of the same data", async () => {
    const { db, plan } = ward();
    const make = () => sitePages(publicPlan(db, plan, NOW).published);
    expect(await make()).toEqual(await make());
  });
});

/** Every word that somebody might have let slip, in the state in which it must not be seen. */
const SECRET = "秘密";
const ASKED = {
  achievement: "optional",
  result: "optional",
  issue: "optional",
  direction: "optional",
} as const;
const TERMS = { unit: "%", direction: "up", base: 40, baseOn: "", targetOn: "", source: "" } as const;

/**
 * A year with everything that may be said of a goal, each in every standing: seen are only words that hold 公開.
 * @returns the file, and the plan
 */
function fullYear() {
  const { db, file } = temporaryDatabase();
  const { planId } = importText(db, WARD);
  setConfirming(db, "緑風区", true);
  const goals = db.prepare("SELECT id FROM goal ORDER BY id").pluck().all() as number[];
  const goal = (index: number): number => goals[index] ?? 0;
  const manager = ensurePerson(db, "web", "U7", "近衛 桜子（危機管理課）").id;
  const writer = ensurePerson(db, "web", "U1", "佐藤").id;
  ensurePerson(db, "slack", "U8", "緑風");
  // Renamed twice: by what came with an event, and by what the platform said when asked.
  ensurePerson(db, "slack", "U9", "白鳥 あおい（総務課）");
  ensurePerson(db, "slack", "U9", "神楽坂 あおい");
  setName(db, ensurePerson(db, "slack", "U9", null).id, "小鳥遊 あおい", NOW);
  setOwner(db, goal(0), writer);
  const act = { actor: "web:U7", at: NOW, via: "button" };
  const decideNote = (goalId: number, isPublic: boolean, verdict: "confirmed" | "returned" = "confirmed") => {
    const [last] = listNotes(db, goalId);
    if (last === undefined) throw new Error("no note");
    const reason = verdict === "returned" ? `${SECRET}の理由` : null;
    decide(
      db,
      { noteId: last.id, revision: last.revision, verdict, reason, isPublic, personId: manager },
      act,
    );
    return last;
  };
  const say = (goalId: number, text: string) => note(db, goalId, text);

  say(goal(0), `加入率 11.1% ${SECRET}の未確認`);
  say(goal(0), `加入率 22.2% ${SECRET}の確認だけ`);
  decideNote(goal(0), false);
  say(goal(0), `${SECRET}の差戻し`);
  decideNote(goal(0), false, "returned");
  say(goal(0), `${SECRET}の取消し`);
  withdrawNote(db, decideNote(goal(0), true).id, act);
  say(goal(0), "加入率 33.3% 公開の報告");
  decideNote(goal(0), true);
  for (const text of [
    `${SECRET}を近衛桜子が説明`,
    `${SECRET}を近衛課長が説明`,
    `${SECRET}を佐藤が説明`,
    `${SECRET}を有栖川さんから聴取`,
    `${SECRET}を白鳥あおいが説明`,
    `${SECRET}を白鳥課長が説明`,
    `${SECRET}を神楽坂係長が説明`,
    `${SECRET}を小鳥遊あおいが説明`,
    `${SECRET}を緑風区で公開`,
  ]) {
    say(goal(1), text.replace(`${SECRET}を緑風区`, "緑風区"));
    decideNote(goal(1), true);
  }
  inTransaction(db, () => {
    const levels = [
      { kind: "policy", name: `${SECRET}の政策`, parent: null, indicators: [], goals: [] },
    ] as const;
    setPlanLevels(db, planId, levels, { statements: [[goal(0)]], public: false }, act);
    for (const [name, origin, target] of [
      ["加入率", "document", 60],
      [`${SECRET}指標`, "office", 77.7],
    ] as const)
      setIndicator(db, goal(0), null, { ...TERMS, name, target }, origin, act);
    const occasion = findOccasion(
      db,
      addOccasion(
        db,
        { planId, name: "中間評価", asOf: "2026-09-30", dueOn: "2026-10-16", asked: ASKED },
        act,
      ),
    );
    if (occasion === null) throw new Error("no occasion");
    const write = (index: number, result: string, direction = "継続") =>
      writeEvaluation(
        db,
        occasion,
        goal(index),
        { achievement: "B 概ね達成した", result, issue: "", direction },
        { authorId: writer, messageId: null },
        act,
      ).evaluation;
    const judge = (index: number, isPublic: boolean, verdict: "confirmed" | "returned" = "confirmed") => {
      const { id: evaluationId, revision } = write(index, `${SECRET}でない文`);
      const reason = verdict === "returned" ? `${SECRET}の理由` : null;
      decideEvaluation(db, { evaluationId, revision, verdict, reason, isPublic, personId: manager }, act);
      return evaluationId;
    };
    write(2, `${SECRET}の未確認`);
    judge(3, false);
    judge(4, false, "returned");
    judge(5, true);
    write(5, `${SECRET}の書き直し`);
    const { id, revision } = write(6, "公開の評価");
    keepConflict(db, id, { result: `${SECRET}の食い違い` }, writer, act);
    decideEvaluation(
      db,
      { evaluationId: id, revision, verdict: "confirmed", reason: null, isPublic: true, personId: manager },
      act,
    );
    for (const named of [
      write(7, `${SECRET}を近衛 桜子が説明`),
      write(8, `${SECRET}`, "継続（近衛課長と協議）"),
    ])
      decideEvaluation(
        db,
        {
          evaluationId: named.id,
          revision: named.revision,
          verdict: "confirmed",
          reason: null,
          isPublic: true,
          personId: manager,
        },
        act,
      );
  });
  return { db, file };
}

describe("policy-bot publish", () => {
  it("puts no byte into its folder that is not confirmed and 公表可, in no file and under no name", async () => {
    const { db, file } = fullYear();
    db.close();
    const folder = temporaryFolder();
    const out = path.join(folder, "公表");
    const publish = () =>
      runPolicyBot(["publish", "--out", out], {
        folder,
        environment: { DATABASE_PATH: file },
        clock: () => NOW,
      });
    const ran = await publish();
    expect([ran.code, ran.out]).toEqual([0, ""]);
    expect(ran.err).toContain("公表可の報告 2件、評価 1件");
    expect(ran.err.match(/載せませんでした: 危機管理部 2 の報告に、人の名前と思われる/gu)).toHaveLength(8);
    for (const goal of ["福祉部(福祉事務所) 2", "子ども家庭部 1"])
      expect(ran.err).toContain(`載せませんでした: ${goal} の中間評価に、人の名前と思われる`);
    const names = readdirSync(out);
    expect(names).toEqual(expect.arrayContaining(["evaluations.csv", "indicators.csv", "progress.json"]));
    const bytes = Buffer.concat(
      names.flatMap((name) => [Buffer.from(name), readFileSync(path.join(out, name))]),
    );
    for (const shown of ["公開の報告", "緑風区で公開", "公開の評価", "33.3", "加入率"])
      expect([shown, bytes.includes(shown)]).toEqual([shown, true]);
    const hidden =
      `${SECRET} 近衛 桜子 佐藤 有栖川 危機管理課 11.1 22.2 77.7 U1 U7 書き直し 食い違い 理由`.split(" ");
    for (const word of hidden)
      for (const form of [word, JSON.stringify(word).slice(1, -1), encodeURI(word), escapedJson(word)])
        expect([form, bytes.includes(form)]).toEqual([form, false]);

    writeFileSync(path.join(out, "department-99.html"), `${SECRET}の部`);
    expect((await publish()).code).toBe(0);
    expect(readdirSync(out)).toEqual(names);
    writeFileSync(path.join(out, "別の資料.txt"), "");
    const refused = await publish();
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("別の資料.txt")]);
    expect(readdirSync(out)).toHaveLength(names.length + 1);
  });
});

/** As JSON may write signs beyond ASCII. */
const escapedJson = (text: string): string =>
  [...text].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
