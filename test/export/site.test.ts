import { describe, expect, it } from "vitest";
import { publicPlan } from "../../src/export/site/site-data.js";
import { sitePages } from "../../src/export/site/site-pages.js";
import { decide, listAwaiting, setConfirming } from "../../src/store/confirmations.js";
import { reviseNote } from "../../src/store/note-writing.js";
import { findPlan, type Plan } from "../../src/store/plans.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
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
    const files = await sitePages(publicPlan(db, plan, NOW));
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

  it("is plain HTML: what people wrote is text, and nothing runs or is fetched", async () => {
    const { db, plan } = ward();
    const pages = (await sitePages(publicPlan(db, plan, NOW))).filter(({ name }) => name.endsWith(".html"));
    expect(pages.map(({ name }) => name).slice(0, 2)).toEqual(["index.html", "department-01.html"]);
    for (const { content } of pages) {
      expect(content).not.toMatch(/<script|<b>|https?:\/\/|\son\w+=/u);
      expect(content).toContain('<html lang="ja">');
    }
    expect(pages[1]?.content).toContain("公表してよい&lt;b&gt;報告&lt;/b&gt;");
  });

  it("says the same as JSON and CSV", async () => {
    const { db, plan } = ward();
    const files = await sitePages(publicPlan(db, plan, NOW));
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
    const make = () => sitePages(publicPlan(db, plan, NOW));
    expect(await make()).toEqual(await make());
  });
});
