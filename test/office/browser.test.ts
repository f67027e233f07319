import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { replyText } from "../../src/bot/reply.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { ensurePerson } from "../../src/store/people.js";
import { NO_CHROMIUM, useBrowser, violationsOf, whyNoChromium } from "../kit/browser.js";
import { Conversation } from "../kit/conversation.js";
import { openOffice } from "../kit/office-visit.js";
import { giveRole } from "../kit/people.js";
import { importText, temporaryDatabase } from "../kit/plan-store.js";
import { R8, R9 } from "../kit/two-years.js";
import { WARD } from "../kit/ward.js";

/** 約束 is a word that no other plan has for its goals. */
const PROMISES = `<!doctype html><html lang="ja"><head><meta charset="utf-8"></head><body><h1>令和8年度 かもめ市 部長マニフェスト</h1>${[
  [
    "総務部",
    "公平で効率のよい行政を支えます。",
    "電子入札を工事の全件に広げます。",
    "契約の公開を年4回に増やします。",
  ],
  [
    "市民部",
    "だれにも分かりやすい窓口をつくります。",
    "証明書を駅でも受け取れるようにします。",
    "相談を8か国語で受けます。",
  ],
  ["建設部", "安全な道と川を守ります。", "橋の点検を120橋で行います。", "道路の穴を3日以内に直します。"],
]
  .map(
    ([name, mission, one, two]) =>
      `<h2>${name}</h2><h3>部の使命</h3><p>${mission}</p><h3>約束</h3><ol><li>${one}</li><li>${two}</li></ol>`,
  )
  .join("")}</body></html>`;

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

  it("takes a list of 人事異動 on a phone, with what cannot be matched asked about", async () => {
    const { db } = temporaryDatabase();
    importText(db, WARD);
    const department = Number(
      db.prepare("SELECT id FROM department WHERE name = '危機管理部'").pluck().get(),
    );
    const tanaka = ensurePerson(db, "web", "U4", "田中 一郎");
    giveRole(db, tanaka.id, { role: "coordinator", departmentId: department, post: "防災係長" });
    for (const id of ["U5", "U6"]) ensurePerson(db, "web", id, "鈴木 花子");
    const { office } = await openOffice(db);
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(office.linkFor({ platform: "web", id: "U0", name: "計画 花子" }));
    await page.getByRole("button", { name: "開く" }).click();
    await page.getByRole("link", { name: "担当一覧と人事異動" }).click();
    await page.getByText("危機管理部の目標と担当").click();
    expect(await violations(page)).toEqual([]);
    await look(page, "holders");
    const list = "異動日,部,職,前任,後任\n2027-04-01,危機管理部,防災係長,田中一郎,鈴木花子\n";
    await page
      .getByLabel("一覧のファイル")
      .setInputFiles({ name: "異動.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
    await page.getByRole("button", { name: "読み取る" }).click();
    await page.getByText("2人います").waitFor();
    expect(await violations(page)).toEqual([]);
    await look(page, "asked");
    await page.getByLabel("後任の方").selectOption({ index: 1 });
    await page.getByRole("button", { name: "確かめ直す" }).click();
    await page.getByRole("heading", { name: "登録するもの 1件" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await look(page, "preview");
    expect(await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")).toBe(false);
    await page.getByRole("button", { name: "1件を登録する" }).click();
    await page.getByText("1件の異動を登録しました").waitFor();
    await context.close();
  });

  it("takes a printed PDF, asks what a label means beside the document's lines, previews and imports it", async () => {
    const { db } = temporaryDatabase();
    const { office } = await openOffice(db);
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    await page.setContent(PROMISES);
    const buffer = await page.pdf({ format: "A4", displayHeaderFooter: true });
    await page.goto(office.linkFor({ platform: "web", id: "U0", name: "計画 花子" }));
    await page.getByRole("button", { name: "開く" }).click();
    await page.getByRole("link", { name: "文書を取り込む" }).click();
    await page
      .getByLabel("文書のファイル")
      .setInputFiles({ name: "部長の約束.pdf", mimeType: "application/pdf", buffer });
    await page.getByRole("button", { name: "読み取る" }).click();
    await page.getByRole("heading", { level: 1, name: "1つ目の確認" }).waitFor();
    await page.getByText("電子入札を工事の全件に広げます。").last().waitFor();
    expect(await violations(page)).toEqual([]);
    // 部 is known already, 約束 is what the question is about.
    const lines = page.locator(".lines li");
    expect(await lines.filter({ hasText: "総務部" }).getAttribute("class")).toBe("role-department");
    expect(await lines.locator("mark").allTextContents()).toContain("橋の点検を120橋で行います。");
    await look(page, "pdf-question");
    await page.setViewportSize({ width: 390, height: 844 });
    await look(page, "pdf-question-phone");
    expect(await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")).toBe(false);
    await page.getByLabel("「約束」").check();
    await page.getByRole("button", { name: "次へ" }).click();
    await page.getByRole("heading", { level: 1, name: "取込みの確認" }).waitFor();
    for (const summary of await page.locator("summary").all()) await summary.click();
    expect(await violations(page)).toEqual([]);
    await look(page, "pdf-preview-phone");
    expect(await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")).toBe(false);
    await page.setViewportSize({ width: 1280, height: 900 });
    await look(page, "pdf-preview");
    await page.getByRole("button", { name: "取り込む", exact: true }).first().click();
    await page.getByRole("heading", { level: 1, name: "取り込みました" }).waitFor();
    await look(page, "pdf-done");
    await context.close();
    const said = replyText(await new Conversation(db).ask("市民部"));
    expect(said).toContain("証明書を駅でも受け取れるようにします。");
    expect(said).toContain("だれにも分かりやすい窓口をつくります。");
  });

  it("takes a saved page, says of each cell of its table what it counts as, and imports the levels over it", async () => {
    const { db } = temporaryDatabase();
    const { office } = await openOffice(db);
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    const table = (...rows: readonly string[]): string =>
      `<table>${["事業の名前｜今年度の重点目標｜担当部｜目標値", ...rows]
        .map((row) => `<tr><td>${row.replaceAll("｜", "</td><td>")}</td></tr>`)
        .join("")}</table>`;
    const buffer = Buffer.from(
      `<html><body><h1>令和8年度 かもめ市 施策別の重点目標</h1><h2>政策1 支え合うまち</h2><h3>施策1-1 地域福祉</h3>${table(
        "民生委員の支え｜研修を開く｜福祉部｜年4回",
        "買物の足｜乗合いの車を走らせる｜都市部｜2路線",
      )}<h3>施策1-2 高齢者</h3>${table("通いの場｜通いの場を増やす｜福祉部｜10か所")}</body></html>`,
    );
    await page.goto(office.linkFor({ platform: "web", id: "U0", name: "計画 花子" }));
    await page.getByRole("button", { name: "開く" }).click();
    await page.getByRole("link", { name: "文書を取り込む" }).click();
    await page
      .getByLabel("文書のファイル")
      .setInputFiles({ name: "施策別.html", mimeType: "text/html", buffer });
    await page.getByRole("button", { name: "読み取る" }).click();
    await page.getByRole("heading", { level: 1, name: "1つ目の確認" }).waitFor();
    expect(await violations(page)).toEqual([]);
    const cell = page.locator(".lines .cell").filter({ hasText: "研修を開く" });
    expect(await cell.innerText()).toMatch(/^目標\s*研修を開く$/u);
    expect(await cell.getAttribute("class")).toBe("cell role-goal");
    expect(await page.locator(".lines mark").allTextContents()).toContain("民生委員の支え");
    // On paper, too, what is asked about has its colour: a browser prints no other background.
    expect(
      await page.evaluate("getComputedStyle(document.querySelector('.lines mark')).printColorAdjust"),
    ).toBe("exact");
    await look(page, "table-question");
    await page.setViewportSize({ width: 390, height: 844 });
    await look(page, "table-question-phone");
    expect(await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")).toBe(false);
    await page.getByLabel("目標の見出し").check();
    await page.getByRole("button", { name: "次へ" }).click();
    await page.getByRole("heading", { level: 1, name: "取込みの確認" }).waitFor();
    for (const summary of await page.locator("summary").all()) await summary.click();
    await look(page, "table-preview-phone");
    await page.setViewportSize({ width: 1280, height: 900 });
    await look(page, "table-preview");
    await page.getByRole("button", { name: "取り込む", exact: true }).first().click();
    await page.getByRole("heading", { level: 1, name: "取り込みました" }).waitFor();
    await context.close();
    const said = replyText(await new Conversation(db).ask("福祉部 2"));
    expect(said).toContain("通いの場を増やす");
    expect(said).toMatch(/政策\s*支え合うまち[\s\S]*施策\s*高齢者/u);
  });

  it("shows how the next year goes on, desktop and phone, asks what is not sure, and keeps the links to look at", async () => {
    const { db } = temporaryDatabase();
    importText(db, R8, { now: tokyoInstant("2026-04-02") });
    const { office } = await openOffice(db);
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
    const page = await context.newPage();
    const fits = () => page.evaluate("document.documentElement.scrollWidth <= window.innerWidth");
    const bothWidths = async (name: string) => {
      for (const [width, suffix] of [
        [390, "-phone"],
        [1280, ""],
      ] as const) {
        await page.setViewportSize({ width, height: 844 });
        expect([name, width, await fits()]).toEqual([name, width, true]);
        await look(page, `${name}${suffix}`);
      }
      expect(await violations(page)).toEqual([]);
    };
    await page.goto(office.linkFor({ platform: "web", id: "U0", name: "計画 花子" }));
    await page.getByRole("button", { name: "開く" }).click();
    await page.getByRole("link", { name: "文書を取り込む" }).click();
    const file = { name: "令和9年度.md", mimeType: "text/markdown", buffer: Buffer.from(R9) };
    await page.getByLabel("文書のファイル").setInputFiles(file);
    await page.getByRole("button", { name: "読み取る" }).click();
    await page.getByRole("heading", { level: 1, name: "取込みの確認" }).waitFor();
    await bothWidths("year-preview");
    const open = page.locator("select[name^='link:']");
    expect(await open.count()).toBe(3);
    for (const select of await open.all()) await select.selectOption("yes");
    await page.getByRole("button", { name: "取り込む", exact: true }).first().click();
    await page.getByRole("heading", { level: 1, name: "取り込みました" }).waitFor();
    await bothWidths("year-done");
    await page.getByRole("link", { name: "前の年度からの続き方を見る・直す" }).click();
    await page.getByRole("heading", { level: 1, name: "年度のつながり（系譜）" }).waitFor();
    await bothWidths("year-links");
    expect(await page.locator("main").textContent()).toContain("地域福祉部");
    await context.close();
  });

  /** A picture for whoever wants to look: LOOK_DIR names where. */
  async function look(page: Page, name: string): Promise<void> {
    const folder = process.env.LOOK_DIR;
    if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  }
});
