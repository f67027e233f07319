import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "../../src/config.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { type Program, startProgram } from "../../src/program.js";
import { importSamples } from "../../src/samples.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { all, type Db, openDatabase } from "../../src/store/database.js";
import { complaintsOf, leave, NO_CHROMIUM, useBrowser, whyNoChromium } from "../kit/browser.js";
import { setClock } from "../kit/clock.js";

setClock();

const pictures = path.join(os.tmpdir(), "policy-goal-bot-collect");

describe.skipIf(NO_CHROMIUM)(`collecting in the web workspace${whyNoChromium}`, () => {
  const browser = useBrowser();
  let page: Page;
  let program: Program;
  let db: Db;
  let folder: string;
  let complaints: string[] = [];

  beforeAll(() => {
    mkdirSync(pictures, { recursive: true });
  });

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), "policy-bot-web-"));
    const file = path.join(folder, "plan.db");
    // The sample without what is invented on it: here people say something for the first time.
    const quiet = openDatabase(file);
    await importSamples(quiet, systemClock(), createLog("silent"));
    quiet.close();
    const config = readConfig({ DATABASE_PATH: file, PORT: "0", LOG_LEVEL: "silent" });
    program = await startProgram(config, {
      log: createLog("silent"),
      clock: systemClock,
    });
    db = openDatabase(file);
    page = await browser.page({ viewport: { width: 1280, height: 900 } });
    complaints = complaintsOf(page);
    await page.goto(program.link ?? "");
    await page.locator("#conversation-name").filter({ hasText: "#" }).waitFor();
  });

  afterEach(async () => {
    await leave(page);
    await program.stop();
    expect(findBrokenAudit(db)).toBeNull();
    db.close();
    rmSync(folder, { recursive: true, force: true });
    expect(complaints).toEqual([]);
  });

  const main = (): Locator => page.locator("#log");
  const thread = (): Locator => page.locator("#thread-log");
  const picture = (name: string) => page.screenshot({ path: path.join(pictures, `${name}.png`) });
  const dialog = (name: string): Locator => page.getByRole("dialog", { name });

  async function be(person: string): Promise<void> {
    await page.locator("#person-button").click();
    await page.getByRole("radio", { name: person }).check();
    await page.getByRole("button", { name: "この人として使う" }).click();
    await page.getByRole("button", { name: `使う人: ${person}` }).waitFor();
  }

  async function go(channel: string): Promise<void> {
    await page.locator("#channels button").filter({ hasText: channel }).first().click();
    await page.getByRole("heading", { name: `#${channel}` }).waitFor();
  }

  async function type(text: string, field = "#composer-text"): Promise<void> {
    await page.fill(field, text);
    if ((await page.getByRole("option").count()) > 0) await page.locator(field).press("Escape");
    await page.locator(`form:has(${field})`).getByRole("button", { name: "送信" }).click();
    await eventually(() => page.inputValue(field)).toBe("");
  }

  const reply = (text: string): Promise<void> => type(text, "#thread-text");
  const said = (text: string): Locator => thread().locator("article.human").filter({ hasText: text });
  const digest = (): Locator => main().locator("article").filter({ hasText: "重点目標の進捗" });

  /** The digest of 危機管理部, its thread open, as 職員. */
  async function openDigest(): Promise<void> {
    // The trial's own controls are those of whoever plays 企画課.
    await be("企画課");
    await page.getByRole("button", { name: "次の定期まとめを今出す" }).click();
    await be("職員");
    await go("危機管理部");
    await digest().waitFor();
    await digest()
      .getByRole("button", { name: /スレッド|返信/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "スレッド" }).waitFor();
  }

  test("the second step knows that the digest is out, and names a goal that it asks about", async () => {
    await be("企画課");
    await go("危機管理部");
    await page.getByRole("button", { name: "/policy 危機管理部" }).click();
    const step = page.locator(".next-step").filter({ hasText: "次の手順（2/3） 一行返信する" });
    await step.getByRole("button", { name: "#危機管理部 に定期まとめを出す" }).click();
    await digest().waitFor();
    await step.getByRole("button", { name: "#危機管理部 を開く" }).waitFor();
    await step.getByText("「1 順調 案を作成」").waitFor();
    await digest()
      .getByRole("button", { name: /スレッド|返信/ })
      .first()
      .click();
    await reply("1 順調 案を作成");
    const asked = () =>
      page.evaluate(
        "fetch('/api/state?person=web:kikaku').then((r) => r.json()).then((s) => s.channels.find(({ name }) => name === '危機管理部').asked)",
      );
    await eventually(asked).toEqual({ goal: 2 });
    // The steps stay until the whole change was looked at.
    await page.locator(".next-step").filter({ hasText: "次の手順（3/3） 全庁の表が変わる" }).waitFor();
  });

  async function choose(message: Locator, item: string): Promise<void> {
    await message.hover();
    await message.getByRole("button", { name: /操作/ }).click();
    await page.getByRole("button", { name: item }).last().click();
  }

  /** An update of the digest gathers what comes within two seconds. */
  const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 60_000 });

  const notes = () =>
    all<{ number: number; state: string | null; text: string; via: string }>(
      db,
      `SELECT goal.number, note.state, note.text, note.via FROM note JOIN goal ON goal.id = goal_id
       WHERE withdrawn_at IS NULL ORDER BY goal.number, note.id`,
    );

  test("a digest, three replies, a question settled, an edit and a deletion", async () => {
    await openDigest();
    await picture("1-digest");
    await reply("2 順調 協定書の案を作成");
    await said("協定書の案を作成").getByText("記録しました").waitFor();
    await reply("4 変更なし\n6 60% 備品を発注\n7 やや遅れ 啓発の時期を調整中");
    await said("備品を発注").getByText("記録しました").waitFor();
    await reply("タイムラインの案を河川の担当と協議しました");
    const question = thread().getByText(/どの目標の報告でしょうか/);
    await question.waitFor();
    await picture("2-question");
    const offers = thread().locator("article.private").getByRole("button", { name: /^\d+ / });
    expect(await offers.first().textContent()).toMatch(/^10 水害/);
    await offers.first().click();
    await thread()
      .getByText(/10「水害.*記録しました/)
      .waitFor();
    await said("河川の担当").getByText("記録しました").waitFor();
    expect(notes().map(({ number }) => number)).toEqual([2, 4, 6, 7, 10]);

    await eventually(() => digest().textContent()).toContain("5件報告済み");
    await picture("3-updated");

    await choose(said("協定書の案を作成"), "編集する");
    await page.getByRole("textbox", { name: "メッセージを編集" }).fill("2 やや遅れ 協定書の案を修正中");
    await page.getByRole("button", { name: "保存する" }).click();
    await said("修正中").getByText("編集済み").waitFor();
    await expect
      .poll(() => notes()[0])
      .toMatchObject({ number: 2, state: "slightly_behind", text: "協定書の案を修正中" });
    await eventually(() => digest().textContent()).toContain("やや遅れ「");

    await choose(said("河川の担当"), "削除する");
    await page.getByRole("dialog").getByRole("button", { name: "削除する" }).click();
    await eventually(() => notes().length).toBe(4);
    await eventually(() => digest().textContent()).toContain("4件報告済み");
    await picture("4-edited-and-deleted");
    expect(await digest().count()).toBe(1);

    await reply("山田様 090-1234-5678 へ連絡済み");
    await thread()
      .getByText(/この返信は記録していません/)
      .waitFor();
    await reply("ありがとうございます");
    await picture("5-held-back");
    expect(notes()).toHaveLength(4);
    expect(JSON.stringify(all(db, "SELECT * FROM web_message"))).not.toContain("090-1234-5678");

    const held = thread().locator("article.human").filter({ hasText: "本文は保存していません" });
    await choose(held, "編集する");
    const field = page.getByRole("textbox", { name: "メッセージを編集" });
    expect(await field.inputValue()).toBe("");
    await field.fill("3 順調 区民の方1名へ連絡済み");
    await page.getByRole("button", { name: "保存する" }).click();
    await said("区民の方1名").getByText("編集済み").waitFor();
    await eventually(() => notes().map(({ number }) => number)).toContain(3);
  });

  test("the form says its mistake at the field and is then recorded; a quick button counts once", async () => {
    await openDigest();
    await digest().getByRole("button", { name: "入力フォーム" }).click();
    const form = dialog("進捗の報告");
    await form.getByLabel("重点目標").selectOption({ label: "3 避難行動要支援体制の仕組みの強化" });
    await form.getByLabel("やや遅れ").check();
    await form.getByLabel("進み具合（%）").fill("40");
    await form.getByLabel("ひとこと").fill("山田様 090-1234-5678 と相談");
    await form.getByRole("button", { name: "記録する" }).click();
    await form.getByText(/個人が分からない書き方/).waitFor();
    await picture("6-form-mistake");
    await form.getByLabel("ひとこと").fill("名簿の同意を確認中");
    await form.getByRole("button", { name: "記録する" }).click();
    await form.waitFor({ state: "hidden" });
    await main()
      .getByText(/危機管理部 3「避難行動.*記録しました/)
      .waitFor();
    expect(notes()).toEqual([
      { number: 3, state: "slightly_behind", text: "名簿の同意を確認中", via: "form" },
    ]);
    await eventually(() => digest().textContent()).toContain("件中 1件報告済み");
    await picture("7-form-recorded");

    await type("/policy 危機管理部 5");
    const goal = main().locator("article").filter({ hasText: "重点目標 5" });
    await goal.getByRole("button", { name: "順調", exact: true }).click();
    await main()
      .getByText(/危機管理部 5「.*記録しました/)
      .waitFor();
    await goal.getByRole("button", { name: "順調", exact: true }).click();
    await main().getByText("この報告はすでに記録しています。").waitFor();
    expect(notes().filter(({ number }) => number === 5)).toHaveLength(1);
    await picture("8-quick");

    await digest()
      .getByRole("button", { name: /残り\d+件を「変更なし」にする/ })
      .click();
    await main()
      .getByRole("button", { name: /^\d+件を「変更なし」にする/ })
      .click();
    await eventually(() => digest().textContent()).toContain("すべて報告済みです");
    await eventually(() => thread().textContent()).not.toContain("まだ報告がありません");
    expect(new Set(notes().map(({ number }) => number)).size).toBe(notes().length);
    await picture("9-all-unchanged");
    await type("/policy 履歴 危機管理部");
    await main()
      .getByRole("heading", { name: /最近の報告/ })
      .waitFor();
    await picture("10-history");
  });

  test("who may not report is told who can; 企画課 binds, gives a role and names an owner", async () => {
    await be("職員");
    await go("総務部");
    await type("/policy 報告 危機管理部 2 順調 協定書の案を作成");
    await main()
      .getByText(/危機管理部の役割を付けられた方、企画課です。この報告は記録していません/)
      .waitFor();
    await picture("11-refused");
    await type("/policy 設定");
    await eventually(() => main().textContent()).toContain("企画課");
    await picture("12-settings-refused");

    await be("企画課");
    await go("危機管理部");
    await type("/policy 設定");
    const settings = main().locator("article").filter({ hasText: "危機管理部に結び付いています" }).last();
    await settings.waitFor();
    await picture("13-settings");
    await settings.getByRole("button", { name: "役割を付ける・外す" }).click();
    const role = dialog("役割を付ける・外す");
    await role.waitFor();
    await choosePerson(role, "人", "職員");
    await role.getByLabel("見るだけ").check();
    await picture("14-role");
    await role.getByRole("button", { name: "保存する" }).click();
    await role.waitFor({ state: "hidden" });
    expect(all(db, "SELECT role FROM role WHERE role <> 'planning'")).toEqual([{ role: "reader" }]);

    await settings.getByRole("button", { name: "目標の担当者を決める" }).click();
    const owner = dialog("目標の担当者");
    await owner.getByLabel("2 福祉避難所の拡充及び連携強化").check();
    await choosePerson(owner, "担当者", "庶務担当");
    await owner.getByRole("button", { name: "保存する" }).click();
    await owner.waitFor({ state: "hidden" });
    await main().getByText("危機管理部 2 の担当者を決めました。").waitFor();

    await go("総務部");
    await type("/policy 設定");
    await main().getByRole("button", { name: "部に結び付ける" }).last().click();
    const bind = dialog("チャンネルの結び付け");
    await bind.getByLabel("部", { exact: true }).selectOption({ label: "危機管理部" });
    await picture("15-bind");
    await bind.getByRole("button", { name: "結び付ける" }).click();
    await bind.waitFor({ state: "hidden" });
    await main()
      .getByText(/危機管理部に結び付けました/)
      .waitFor();
    await picture("16-bound");

    await go("政策経営部");
    await be("職員");
    await type("/policy 報告 危機管理部 2 順調 協定書の案を作成");
    await main()
      .getByText(/この報告は記録していません/)
      .waitFor();
    await be("庶務担当");
    await type("/policy 報告 危機管理部 2 順調 協定書の案を作成");
    await main()
      .getByText(/危機管理部 2「.*記録しました/)
      .waitFor();
    expect(notes()).toMatchObject([{ number: 2, via: "command" }]);
    const actions = all<{ action: string }>(
      db,
      "SELECT action FROM audit WHERE actor LIKE 'web:%' ORDER BY id",
    ).map(({ action }) => action);
    expect(actions).toEqual(["role.grant", "goal.owner", "binding.set", "note.add"]);
  });

  /** The field for a person is a list where the workspace knows its people. Behind the label may stand that it is optional. */
  async function choosePerson(form: Locator, label: string, name: string): Promise<void> {
    const field = form.getByLabel(new RegExp(`^${label}(?:任意)?$`, "u"));
    if ((await field.evaluate((node) => node.nodeName)) === "SELECT")
      await field.selectOption({ label: name });
    else await field.fill(name);
  }
});
