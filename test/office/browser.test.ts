import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { NO_CHROMIUM, useBrowser, violationsOf, whyNoChromium } from "../kit/browser.js";
import { openOffice } from "../kit/office-visit.js";
import { importText, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

describe.skipIf(NO_CHROMIUM)(`the office page in Chromium${whyNoChromium}`, () => {
  const browser = useBrowser();

  /** What axe finds wrong, by rule. The page forbids scripts, so its policy is passed by. */
  async function violations(page: Page): Promise<string[]> {
    return (await violationsOf(page)).map(({ id, impact }) => `${id} (${impact})`);
  }

  it("opens by its link, is used by keyboard, and carries a correction out", async () => {
    const { db } = temporaryDatabase();
    importText(db, WARD);
    const { office } = await openOffice(db);
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      bypassCSP: true,
    });
    const page = await context.newPage();
    await page.goto(office.linkFor({ platform: "web", id: "U0", name: "計画 花子" }));
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "開く" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "企画課の画面" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("link", { name: "目標を手直しする" }).click();
    await page.getByRole("link", { name: "危機管理部" }).click();
    expect(await violations(page)).toEqual([]);
    await page.locator("summary").nth(1).click();
    const form = page.locator("details[open] form");
    await form.getByLabel("文").fill("福祉避難所の協定先を20か所に拡大");
    await form.getByLabel("理由").fill("9月補正予算に伴う変更");
    await form.getByRole("button", { name: "文を直す" }).click();
    await page.getByText("危機管理部 2 の文を直しました。").waitFor();
    const wide = await page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
    expect(wide).toBe(false);
    await page.getByRole("button", { name: "終える" }).click();
    await page.getByRole("heading", { name: "終わりました" }).waitFor();
    await context.close();
  });
});
