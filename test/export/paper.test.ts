import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { paperPictures } from "../../src/bot/features/standing/paper-picture.js";
import { DAY } from "../../src/domain/time.js";
import { paperOf } from "../../src/export/paper/paper-data.js";
import { paperDocx } from "../../src/export/paper/paper-docx.js";
import { goesOnWords, paperFit } from "../../src/export/paper/paper-fit.js";
import { listZipEntries, zipEntryData } from "../../src/import/zip.js";
import { decide, listAwaiting, setConfirming } from "../../src/store/confirmations.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { setIndicator } from "../../src/store/indicators.js";
import { findPlan, type Plan } from "../../src/store/plans.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { setText, stage } from "../kit/reported-plan.js";
import { WARD } from "../kit/ward.js";

function ward() {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, WARD);
  const goals = db.prepare("SELECT id FROM goal ORDER BY id").pluck().all() as number[];
  note(db, goals[0] ?? 0, "協定書の案を作成", NOW - DAY);
  note(db, goals[1] ?? 0, "3施設と協議", NOW - DAY);
  return { db, plan: findPlan(db, planId) as Plan };
}

/** The parts of a Word document by name, as text. */
function textOfParts(bytes: Uint8Array): Record<string, string> {
  const entries = listZipEntries(bytes) ?? [];
  return Object.fromEntries(
    entries.map((entry) => [
      entry.name,
      inflateRawSync(zipEntryData(bytes, entry) ?? new Uint8Array()).toString("utf8"),
    ]),
  );
}

describe("庁議・部長会議資料", () => {
  it("gives each department its numbers, the exceptions first, and the words of the latest report", () => {
    const { db, plan } = ward();
    const { departments, isDraft } = paperOf(db, plan, NOW);
    const [first] = departments;
    expect([first?.name, first?.total, isDraft]).toEqual(["危機管理部", 6, true]);
    expect(first?.counts.reduce((sum, { count }) => sum + count, 0)).toBe(6);
    expect(first?.others.map(({ row, words }) => [row.number, words?.text])).toEqual([
      [1, "協定書の案を作成"],
      [2, "3施設と協議"],
    ]);
    expect([first?.exceptions, first?.unreported.map(({ row }) => row.number)]).toEqual([[], [3, 4, 5, 6]]);
  });

  it("holds its goals' indicators against their targets, and the day of a report in few signs that never break apart", async () => {
    const { db, plan } = ward();
    const goal = Number(db.prepare("SELECT id FROM goal ORDER BY id").pluck().get());
    const act = { actor: "web:U7", at: NOW, via: "office" };
    const terms = { name: "加入率", unit: "%", direction: "up", base: 40, baseOn: "令和7年度" } as const;
    const aim = { target: 60, targetOn: "令和8年度末", source: "" };
    setIndicator(db, goal, null, { ...terms, ...aim }, "office", act);
    note(db, goal, "加入率 52.3%", NOW - DAY);
    const line = "1　加入率 52.3%（目標 60% 令和8年度末）　目標まであと 7.7ポイント";
    const paper = paperOf(db, plan, NOW);
    expect(paper.departments[0]?.indicators).toEqual([line]);
    const document = textOfParts(await paperDocx(paper, new Map()))["word/document.xml"] ?? "";
    expect(document).toContain(line);
    expect(document).toContain("3施設と協議（11/23）");
    setConfirming(db, plan.municipality, true);
    expect(paperOf(db, plan, NOW).departments[0]?.indicators).toEqual([
      "1　加入率 40%（基準 令和7年度）（目標 60% 令和8年度末）",
    ]);
    expect(paperOf(db, plan, NOW, null, { unconfirmed: true }).departments[0]?.indicators).toEqual([line]);
  });

  it("shows confirmed words alone where 課長確認 is on, says how many are left out, and is a draft until none are", () => {
    const { db, plan } = ward();
    setConfirming(db, plan.municipality, true);
    const words = () =>
      paperOf(db, plan, NOW).departments.flatMap(({ others }) =>
        others.flatMap((goal) => goal.words?.text ?? []),
      );
    expect([words(), paperOf(db, plan, NOW).departments[0]?.unconfirmed]).toEqual([[], 2]);
    for (const { id: noteId, revision } of listAwaiting(db, plan.id, null)) {
      const act = { actor: "web:U7", at: NOW, via: "button" };
      decide(db, { noteId, revision, verdict: "confirmed", reason: null, isPublic: false, personId: 1 }, act);
    }
    expect([words(), paperOf(db, plan, NOW).isDraft]).toEqual([["協定書の案を作成", "3施設と協議"], false]);
  });

  it("is a Word document that holds the texts as they are, marks a draft on every page and draws no field", async () => {
    const { db, plan } = ward();
    const paper = paperOf(db, plan, NOW, "危機管理部");
    const bytes = await paperDocx(paper, await paperPictures(paper));
    expect(String.fromCharCode(...bytes.slice(0, 2))).toBe("PK");
    const parts = textOfParts(bytes);
    expect(parts["word/document.xml"]).toContain("福祉避難所の協定先の拡大");
    expect(
      Object.entries(parts).some(([name, xml]) => /header\d*\.xml$/u.test(name) && xml.includes("【案】")),
    ).toBe(true);
    expect(Object.keys(parts).some((name) => name.startsWith("word/media/"))).toBe(true);
  });

  /** A department whose every goal has a report of some 60 signs, as offices write them. */
  function reported(goals: number, words: string) {
    const { db, plan } = stage([["危機管理部", goals]]);
    for (const { id } of listPlanGoals(db, plan.id)) {
      setText(db, id, "災害時における各種協定の実効性の確保と見直し");
      note(db, id, words, NOW - DAY);
    }
    return paperOf(db, plan, NOW);
  }
  const USUAL =
    "関係課との協議を2回行い、実施の時期を決めました。来月、町会・自治会への説明会を3回開く予定です。";

  it("sets a usual large department so that it takes one page, in type that is still read without trouble", async () => {
    const paper = reported(16, USUAL);
    const [department] = paper.departments;
    if (department === undefined) throw new Error("no department");
    const fit = paperFit(department, 90);
    expect([fit.goesOn, fit.size >= 8, goesOnWords(fit)]).toEqual([false, true, null]);
    const document = textOfParts(await paperDocx(paper, new Map()))["word/document.xml"] ?? "";
    expect(document).toContain('w:lineRule="exact"');
    expect(document).not.toContain("次のページ");
    expect(document).toContain("重点目標 16件　");
  });

  it("says at a department's head that it goes on where it cannot be one page, cuts nothing, and says each number once", async () => {
    const paper = reported(40, `${USUAL}${USUAL}`);
    const [department] = paper.departments;
    if (department === undefined) throw new Error("no department");
    const fit = paperFit(department, 90);
    expect([fit.goesOn, fit.size]).toEqual([true, 9]);
    const document =
      textOfParts(await paperDocx(paper, await paperPictures(paper)))["word/document.xml"] ?? "";
    expect(document).toContain("目標と報告が多いため、次のページに続きます。");
    expect(document.split(USUAL)).toHaveLength(81);
    // The picture has the numbers, in words too.
    expect(document).not.toContain("重点目標 40件　");
    expect(document).toContain("重点目標 40件の状態");
  });
});
