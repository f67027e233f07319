import { describe, expect, it } from "vitest";
import { DAY, tokyoInstant } from "../../src/domain/time.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { NO_CHROMIUM, useBrowser, whyNoChromium } from "../kit/browser.js";
import { openOffice } from "../kit/office-visit.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/** What of A4 is left between margins of 15 mm, in pixels of the page. */
const PAPER = { width: (180 * 96) / 25.4, height: (267 * 96) / 25.4 };

describe.skipIf(NO_CHROMIUM)(`the page of a department's 進捗 on paper${whyNoChromium}`, () => {
  const browser = useBrowser();

  it("begins with its picture on the first page", async () => {
    const { db } = temporaryDatabase();
    const { planId } = importText(db, WARD, { now: tokyoInstant("2026-04-10", "09:00") });
    const department = listDepartments(db, planId)[0]?.id ?? 0;
    for (const { id } of listGoals(db, department)) note(db, id, "協議を実施", NOW - 20 * DAY);
    const { office, origin } = await openOffice(db);
    const context = await browser.newContext({ viewport: { width: Math.round(PAPER.width), height: 900 } });
    const page = await context.newPage();
    await page.goto(office.linkFor({ platform: "web", id: "U0", name: "計画 花子" }));
    await page.getByRole("button", { name: "開く" }).click();
    await page.goto(`${origin}/office/standing/${department}`);
    await page.emulateMedia({ media: "print" });
    const picture = await page.locator("img.picture").boundingBox();
    expect((picture?.y ?? 0) + (picture?.height ?? Number.POSITIVE_INFINITY)).toBeLessThan(PAPER.height);
    await context.close();
  });
});
