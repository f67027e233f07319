import { describe, expect, it } from "vitest";
import { inTransaction } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { keepConflict, writeEvaluation } from "../../src/store/evaluation-writing.js";
import { listGoals } from "../../src/store/goals.js";
import { addOccasion, findOccasion } from "../../src/store/occasions.js";
import { ensurePerson } from "../../src/store/people.js";
import { NO_CHROMIUM, useBrowser, violationsOf, whyNoChromium } from "../kit/browser.js";
import { openOffice } from "../kit/office-visit.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

describe.skipIf(NO_CHROMIUM)(`the evaluations on the office page in Chromium${whyNoChromium}`, () => {
  const browser = useBrowser();

  it.each([390, 1100])("are read and filled in at a width of %d", async (width) => {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, WARD);
    const department = listDepartments(db, planId)[0]?.id ?? 0;
    const [first, second] = listGoals(db, department).map(({ id }) => id);
    if (first === undefined || second === undefined) throw new Error("no goals");
    note(db, second, "候補の3施設と協議。11月に協定を締結する予定", NOW - 60 * 86_400_000);
    const asked = {
      achievement: "required",
      result: "required",
      issue: "optional",
      direction: "required",
    } as const;
    const act = { actor: "web:U5", at: NOW, via: "form" };
    const given = { planId, name: "中間評価", asOf: "2026-09-30", dueOn: "2026-12-11", asked };
    const occasion = findOccasion(db, addOccasion(db, given, act));
    if (occasion === null) throw new Error("no occasion");
    const authorId = ensurePerson(db, "web", "U5", "田中").id;
    inTransaction(db, () => {
      const sheet = { achievement: "B 概ね達成した", result: "協定を3件締結", issue: "", direction: "継続" };
      const by = { authorId, messageId: null };
      const { evaluation } = writeEvaluation(db, occasion, first, sheet, by, act);
      keepConflict(db, evaluation.id, { result: "協定を2件締結" }, authorId, act);
    });
    const { office, origin } = await openOffice(db);
    const context = await browser.newContext({ viewport: { width, height: 844 }, bypassCSP: true });
    const page = await context.newPage();
    const looked = async (): Promise<unknown[]> => [
      (await violationsOf(page)).map(({ id, impact }) => `${id} (${impact})`),
      await page.evaluate("document.documentElement.scrollWidth > window.innerWidth"),
    ];
    await page.goto(office.linkFor({ platform: "web", id: "U0", name: "計画 花子" }));
    await page.getByRole("button", { name: "開く" }).click();
    await page.getByRole("link", { name: "中間・年度末の評価" }).click();
    await page.locator("summary", { hasText: "評価を始める" }).click();
    expect(await looked()).toEqual([[], false]);
    await page.goto(`${origin}/office/evaluations/${occasion.id}/${department}`);
    await page.locator("summary").nth(1).click();
    expect(await looked()).toEqual([[], false]);
    const form = page.locator("details").nth(1).locator("form");
    await form.getByLabel("達成度").selectOption("A 達成した");
    await form.getByLabel("今後の方向").selectOption("継続");
    await form.getByRole("button", { name: "保存する" }).click();
    await page.getByText("危機管理部 2 の中間評価を記録しました。").waitFor();
    await page.getByRole("button", { name: "両方をつなげる" }).click();
    await page.getByText("記入を決めました。").waitFor();
    await context.close();
  });
});
