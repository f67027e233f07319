import { mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Entrance } from "../../src/bot/platforms/web/guard.js";
import { say, span } from "../../src/bot/reply.js";
import { complaintsOf, leave, NO_CHROMIUM, useBrowser, violationsOf, whyNoChromium } from "../kit/browser.js";
import { eventually } from "../kit/wait.js";
import { type Harness, START, startWorkspace } from "../kit/web-bench.js";
import { digest, HOSTILE, homeView, scriptedReply } from "./scripted.js";

const DESKTOP = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const SMALL = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const pictures = path.join(os.tmpdir(), "policy-goal-bot-web");

describe.skipIf(NO_CHROMIUM)(`the page in Chromium${whyNoChromium}`, () => {
  const browser = useBrowser();
  let workspace: Harness;
  let page: Page;
  /** What the browser complained about: errors of scripts, and what the policy forbade. */
  let complaints: string[] = [];

  beforeAll(() => {
    mkdirSync(pictures, { recursive: true });
  });

  beforeEach(async () => {
    workspace = await startWorkspace(scriptedReply);
    complaints = [];
  });
  afterEach(async () => {
    await leave(page);
    await workspace.close();
    expect(complaints).toEqual([]);
  });

  async function open(options: typeof DESKTOP = DESKTOP, channel = "d1"): Promise<void> {
    page = await browser.page(options);
    complaints = complaintsOf(page);
    await page.goto(`${workspace.url}/#/c/${channel}`);
    await page.locator("#conversation-name").filter({ hasText: "#" }).waitFor();
    await page.locator("#log > *").first().waitFor();
  }

  const main = () => page.locator("#log");
  const thread = () => page.locator("#thread-log");

  async function type(text: string, field = "#composer-text"): Promise<void> {
    await page.fill(field, text);
    // A list of suggestions must not lie over the button.
    if ((await page.getByRole("option").count()) > 0) await page.locator(field).press("Escape");
    await page.locator(`form:has(${field})`).getByRole("button", { name: "送信" }).click();
    await expect.poll(() => page.inputValue(field)).toBe("");
  }

  async function postDigest(): Promise<string> {
    const sent = await workspace.platform.post({ conversation: "d1" }, null, digest, "digest-1");
    if (sent.outcome !== "sent") throw new Error(sent.reason);
    await main().getByText("【定期まとめ】").waitFor();
    return sent.message;
  }

  const picture = (name: string) => page.screenshot({ path: path.join(pictures, `${name}.png`) });

  async function seriousViolations(): Promise<unknown> {
    return (await violationsOf(page))
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))]);
  }

  /** By how many points something is wider than its place. */
  const overflow = (): Promise<number> =>
    page.evaluate(`Math.max(
      ...[document.documentElement, ...document.querySelectorAll(".log, dialog")].map(
        (place) => place.scrollWidth - place.clientWidth,
      ),
    )`);

  const focused = () => page.locator(":focus");

  test("a newcomer presses an example and gets an answer that is theirs alone", async () => {
    await open();
    await picture("desktop-welcome");
    const title = page.getByRole("heading", { name: "各部の重点目標を調べ、" });
    // The guide is longer than this window, and is read from its beginning.
    await page.setViewportSize({ width: 1280, height: 500 });
    await page.reload();
    await title.waitFor();
    expect(await main().evaluate((log) => [log.scrollTop, log.scrollHeight > log.clientHeight])).toEqual([
      0,
      true,
    ]);
    await page.setViewportSize(DESKTOP.viewport);
    await page.getByRole("button", { name: "/policy 危機管理部" }).click();
    await main().getByRole("heading", { name: "危機管理部　令和8年度の重点目標" }).waitFor();
    await main().getByText("あなただけに表示されています").waitFor();
    // What is new stands in sight; of the guide only the next step stands below it.
    await page.getByRole("heading", { name: "次の手順（2/3） 一行返信する" }).waitFor();
    for (const [width, height] of [
      [1280, 800],
      [375, 667],
    ] as const) {
      await page.setViewportSize({ width, height });
      await type("/policy 危機管理部");
      const shown = main().locator("article").last();
      await shown.getByText("1 / 2 ページ").waitFor();
      const [newest, log] = [await shown.boundingBox(), await main().boundingBox()];
      const visible =
        Math.min((newest?.y ?? 0) + (newest?.height ?? 0), (log?.y ?? 0) + (log?.height ?? 0)) -
        Math.max(newest?.y ?? 0, log?.y ?? 0);
      expect(visible).toBeGreaterThan((log?.height ?? 0) / 3);
      await picture(`next-step-${width}`);
      await main().getByRole("button", { name: "閉じる" }).last().click();
    }
    await page.setViewportSize(DESKTOP.viewport);
    await page.reload();
    await main().getByRole("heading", { name: "危機管理部　令和8年度の重点目標" }).waitFor();
    await main().getByRole("button", { name: "閉じる" }).click();
    await page.getByText("三つの手順で、ひととおり分かります。").waitFor();
    // What is done is marked; the other steps stay.
    await page.locator(".step.done").getByText("一つ出してみる").waitFor();
    await page.getByRole("button", { name: "/policy 進捗" }).waitFor();
    await page.getByRole("button", { name: "この案内をしまう" }).click();
    expect(await page.locator(".steps").count()).toBe(0);
  });

  test("the next step stands in sight after the reply in a thread beside it", async () => {
    await open({ viewport: { width: 1280, height: 860 } });
    expect(await page.locator("#notice").isVisible(), "an empty bar is left of no notice").toBe(false);
    await page.getByRole("button", { name: "/policy 危機管理部" }).click();
    await main().getByRole("heading", { name: "危機管理部　令和8年度の重点目標" }).waitFor();
    await postDigest();
    await main().getByRole("button", { name: "スレッドで返信" }).click();
    await main().evaluate((log) => {
      log.scrollTop = log.scrollHeight / 3;
    });
    await type("2 順調 協定書の案を作成", "#thread-text");
    const reply = await eventually(() => workspace.received.find(({ kind }) => kind === "message"));
    await workspace.platform.answer(reply, { kind: "receipt", sign: "kept", aside: null });
    const step = main().locator(".next-step");
    await step.getByRole("heading", { name: "次の手順（3/3） 全庁の表が変わる" }).waitFor();
    await picture("third-step");
    const [guide, log] = [await step.boundingBox(), await main().boundingBox()];
    expect((guide?.y ?? 0) + (guide?.height ?? 0)).toBeLessThanOrEqual((log?.y ?? 0) + (log?.height ?? 0));
    expect(guide?.y ?? 0).toBeGreaterThanOrEqual(log?.y ?? 0);
  });

  test("a short foreign word stands on a line with what it belongs to", async () => {
    await open(PHONE);
    const text = "BCP 計画等災害対応各種マニュアルの点検・改定";
    const spans = [span(text), span("　"), span("◎順調")];
    const blocks = [{ kind: "list", items: [{ marker: "4", spans, detail: [] }] }] as const;
    await workspace.platform.post({ conversation: "d1" }, null, { ...say(""), blocks }, "bcp");
    await main().getByText("BCP").waitFor();
    await picture("phone-foreign-word");
    // Each sign with the top of its line.
    const tops = await page.evaluate<[string, number][]>(`(() => {
      const range = document.createRange();
      const walk = document.createTreeWalker(document.querySelector("#log .item-main"), NodeFilter.SHOW_TEXT);
      const found = [];
      for (let node = walk.nextNode(); node !== null; node = walk.nextNode())
        for (let at = 0; at < node.data.length; at += 1) {
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          found.push([node.data.charAt(at), Math.round(range.getBoundingClientRect().top)]);
        }
      return found;
    })()`);
    expect(tops.map(([char]) => char).join("")).toContain(text);
    expect(tops.find(([char]) => char === "計")?.[1]).toBe(tops.find(([char]) => char === "P")?.[1]);
  });

  test("a command is answered, a page turned in place, a goal opened, a search made", async () => {
    await open();
    await type("/policy 危機管理部");
    await main().getByText("1 / 2 ページ").waitFor();
    await picture("desktop-department");
    await main().getByRole("button", { name: "次のページ" }).click();
    await main().getByText("2 / 2 ページ").waitFor();
    expect(await main().locator("article").count()).toBe(1);
    expect(await main().getByText("1 / 2 ページ").count()).toBe(0);
    await main().getByRole("button", { name: "前のページ" }).click();
    await main()
      .getByRole("button", { name: /福祉避難所の拡充と連携の強化/ })
      .click();
    await main().getByRole("heading", { name: "これまでの報告" }).waitFor();
    expect(
      await main().getByRole("img", { name: "状態の移り変わり: 順調、順調、やや遅れ" }).isVisible(),
    ).toBe(true);
    expect(await main().locator("s").textContent()).toBe("2施設と協定を結んだ。");
    await picture("desktop-goal");
    await type("/policy 防災");
    await expect.poll(() => main().locator("mark").allTextContents()).toEqual(["防災", "防災"]);
    await type("/policy 進捗");
    const table = main().getByRole("table", { name: "部ごとの件数" });
    await table.waitFor();
    expect(await table.getByRole("columnheader").allTextContents()).toEqual([
      "部",
      "件数",
      "順調",
      "遅れ",
      "未更新",
    ]);
    expect(await table.getByRole("rowheader", { name: "政策経営部" }).count()).toBe(1);
    await picture("desktop-table");
  });

  test("a digest is answered in its thread: receipt, edit, deletion, and the digest changes", async () => {
    await open();
    const message = await postDigest();
    await main().getByRole("button", { name: "スレッドで返信" }).click();
    await page.getByRole("heading", { name: "スレッド" }).waitFor();
    await type("2 順調 協定書の案を作成", "#thread-text");
    const reply = thread().locator("article.human");
    await reply.getByText("協定書の案を作成").waitFor();
    const [incoming] = workspace.received;
    if (incoming === undefined) throw new Error("nothing was received");
    expect(incoming.where.thread).toBe(message);
    await workspace.platform.answer(incoming, {
      kind: "receipt",
      sign: "kept",
      aside: say("状態を「順調」にしました。"),
    });
    await reply.getByText("記録しました").waitFor();
    await thread().getByText("状態を「順調」にしました。").waitFor();
    await main().getByRole("button", { name: "1件の返信" }).waitFor();
    const done = {
      ...digest,
      blocks: [...digest.blocks, { kind: "fine" as const, spans: [span("1件の報告がありました")] }],
    };
    await workspace.platform.update({ conversation: "d1" }, message, done);
    await main().getByText("1件の報告がありました").waitFor();
    await picture("desktop-thread");

    await reply.hover();
    await reply.getByRole("button", { name: /操作/ }).click();
    await reply.getByRole("button", { name: "編集する" }).click();
    await page.getByRole("textbox", { name: "メッセージを編集" }).fill("2 やや遅れ 入札不調のため");
    await page.getByRole("button", { name: "保存する" }).click();
    await reply.getByText("編集済み").waitFor();
    expect(workspace.received.at(-1)).toMatchObject({
      kind: "edit",
      said: { text: "2 やや遅れ 入札不調のため" },
    });

    await reply.hover();
    await reply.getByRole("button", { name: /操作/ }).click();
    await reply.getByRole("button", { name: "削除する" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "削除する" }).click();
    await expect.poll(() => reply.count()).toBe(0);
    expect(workspace.received.at(-1)).toMatchObject({ kind: "delete" });
    await page.keyboard.press("Escape");
    await page.locator("#thread").waitFor({ state: "hidden" });
  });

  test("a receipt that overtakes the answer to its message stays", async () => {
    await open();
    workspace.onAccept = (incoming) => {
      queueMicrotask(() =>
        workspace.platform.answer(incoming, { kind: "receipt", sign: "kept", aside: null }),
      );
    };
    for (const text of ["1 順調", "2 順調", "3 順調"]) await type(text);
    await expect.poll(() => main().getByText("記録しました").count()).toBe(3);
    await page.waitForTimeout(300);
    expect(await main().getByText("記録しました").count()).toBe(3);
  });

  test("a form says its mistake at the field, keeps what was typed, and is then recorded", async () => {
    await open();
    await postDigest();
    const opener = main().getByRole("button", { name: "入力フォーム" });
    await opener.click();
    const dialog = page.getByRole("dialog", { name: "進捗を入力" });
    await dialog.getByLabel("やや遅れ").check();
    await dialog.getByLabel("進み具合（%）").fill("60");
    await dialog.getByRole("button", { name: "記録する" }).click();
    await dialog.getByText("ひとことを入れてください。").waitFor();
    const field = dialog.getByRole("textbox", { name: "ひとこと" });
    expect(await field.getAttribute("aria-invalid")).toBe("true");
    expect(await focused().getAttribute("id")).toBe(await field.getAttribute("id"));
    await picture("desktop-form");
    await page.keyboard.type("協議中");
    expect(await dialog.getByText("3 / 200 文字").count()).toBe(1);
    await dialog.getByRole("button", { name: "記録する" }).click();
    await dialog.waitFor({ state: "hidden" });
    await main().getByText("危機管理部 2 を「順調」で記録しました。").waitFor();
    const values = { goal: "2", state: "やや遅れ", percent: "60", due: "", owner: "", text: "協議中" };
    expect(workspace.received.at(-1)).toMatchObject({ kind: "form", values });
    expect(await focused().textContent()).toBe("入力フォーム");
  });

  test("このスレッドを目標に結び付ける is in the menu of a message, reachable with the keyboard", async () => {
    await open();
    for (const words of ["方針を見直しました", "協議を始めました", "協定書の案ができました"])
      await type(words);
    // The guide stands at the end no more: what was written last does.
    await page.getByRole("button", { name: "この案内をしまう" }).click();
    await page.setViewportSize({ width: 1280, height: 500 });
    await main().evaluate((log) => log.scrollTo(0, log.scrollHeight));
    await main().getByRole("button", { name: /操作/ }).last().focus();
    await page.keyboard.press("Enter");
    const lowest = (place: Locator) => place.evaluate((node) => node.getBoundingClientRect().bottom);
    expect(await lowest(page.locator(".menu:visible"))).toBeLessThan((await lowest(main())) + 1);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "このスレッドを目標に結び付ける" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(workspace.received.at(-1)).toMatchObject({ kind: "shortcut" });
  });

  test("completion with the keyboard: arrows, Tab, Enter, Escape", async () => {
    await open();
    const field = page.locator("#composer-text");
    await field.focus();
    await page.keyboard.type("/p");
    await page.getByRole("option", { name: /\/policy/ }).waitFor();
    await page.keyboard.press("Tab");
    expect(await field.inputValue()).toBe("/policy ");
    await page.keyboard.press("ArrowDown");
    expect(await page.locator("[role=option][aria-selected=true]").textContent()).toContain("進捗");
    const chosen = await page.locator("[role=option][aria-selected=true]").getAttribute("id");
    expect(await field.getAttribute("aria-activedescendant")).toBe(chosen);
    await picture("desktop-completion");
    await page.keyboard.type("進");
    await page.keyboard.press("Enter");
    expect(await field.inputValue()).toBe("/policy 進捗 ");
    await page.getByRole("option", { name: "危機管理部" }).waitFor();
    await page.getByRole("option", { name: "危機管理部" }).click();
    expect(await field.inputValue()).toBe("/policy 進捗 危機管理部 ");
    expect(await focused().getAttribute("id")).toBe("composer-text");
    await page.fill("#composer-text", "/policy 進");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("option").count()).toBe(0);
    expect(workspace.received).toEqual([]);
    await page.keyboard.type("捗");
    await page.keyboard.press("Enter");
    await main().getByRole("table").waitFor();
  });

  test("Enter while a Japanese conversion is open does not send", async () => {
    await open();
    const field = page.locator("#composer-text");
    await field.focus();
    const session = await page.context().newCDPSession(page);
    await session.send("Input.imeSetComposition", { text: "ぼうさい", selectionStart: 4, selectionEnd: 4 });
    await session.send("Input.dispatchKeyEvent", {
      type: "rawKeyDown",
      key: "Enter",
      code: "Enter",
      windowsVirtualKeyCode: 229,
    });
    await session.send("Input.insertText", { text: "防災" });
    expect(await field.inputValue()).toBe("防災");
    expect(workspace.received).toEqual([]);
    await page.keyboard.press("Shift+Enter");
    expect(await field.inputValue()).toBe("防災\n");
    await page.keyboard.press("Enter");
    await main().getByText("防災").waitFor();
  });

  test("what could not be sent stays in the field, with the reason", async () => {
    await open();
    workspace.onAccept = () => {
      throw new Error("disk full");
    };
    await page.fill("#composer-text", "2 順調");
    await page.keyboard.press("Enter");
    await page
      .getByRole("alert")
      .getByText(/記録番号 E-\w+ を情報システム担当に/)
      .waitFor();
    expect(await page.inputValue("#composer-text")).toBe("2 順調");
    workspace.onAccept = () => undefined;
    await page.keyboard.press("Enter");
    await main().getByText("2 順調", { exact: true }).waitFor();
    expect(await page.inputValue("#composer-text")).toBe("");
  });

  test("two people see each other's messages; an unread channel is marked", async () => {
    await open();
    // A window of its own: a page behind another one is drawn so rarely that waiting for it is a lottery.
    const theirs = await browser.newContext(DESKTOP);
    const other = await theirs.newPage();
    await other.goto(`${workspace.url}/#/c/kikaku`);
    await other.getByRole("heading", { name: "#企画課" }).waitFor();
    await page.getByRole("button", { name: "使う人: 企画課" }).click();
    await page.getByRole("radio", { name: /庶務担当/ }).check();
    await page.getByRole("button", { name: "この人として使う" }).click();
    await page.getByRole("button", { name: "使う人: 危機管理部 庶務担当" }).waitFor();
    await type("おはようございます");
    await other.getByRole("button", { name: "危機管理部 （新着あり）" }).click();
    await other.locator("#log").getByText("おはようございます").waitFor();
    expect(await other.locator("#log .message-name").textContent()).toBe("危機管理部 庶務担当");
    expect(await other.getByRole("button", { name: "危機管理部 （新着あり）" }).count()).toBe(0);
    await theirs.close();
  });

  test("a guest gives a name of their own, and the browser remembers it", async () => {
    await open();
    await page.locator("#person-button").click();
    await page.getByRole("textbox", { name: "お名前" }).fill("防災 花子");
    await page.getByRole("button", { name: "この人として使う" }).click();
    await page.getByRole("button", { name: "使う人: 防災 花子" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "使う人: 防災 花子" }).waitFor();
    await type("こんにちは");
    expect(workspace.received.at(-1)?.who).toMatchObject({ name: "防災 花子" });
    expect(workspace.received.at(-1)?.who.id).toMatch(/^web:guest-[0-9a-f]{12}$/);
  });

  test("the list is narrowed by its field, and the direct message is the person's own", async () => {
    await open();
    await page.getByRole("searchbox").fill("生きがい");
    expect(await page.locator("#channels button").allTextContents()).toEqual(["#健康生きがい部"]);
    await page.getByRole("searchbox").fill("そんな部はない");
    await page.getByText("当てはまるチャンネルはありません。").waitFor();
    await page.locator("#direct button").click();
    await page.getByRole("heading", { name: "重点目標ボット", level: 1 }).waitFor();
    await type("防災");
    expect(workspace.received.at(-1)).toMatchObject({ kind: "message", addressed: true });
  });

  test.each([
    ["desktop", DESKTOP],
    ["phone", PHONE],
  ])(
    "マイページ has what waits for a person; a form is sent from it, and its place stays: %s",
    async (name, options) => {
      await workspace.close();
      workspace = await startWorkspace((incoming) =>
        incoming.kind === "home"
          ? homeView(!workspace.received.some(({ kind }) => kind === "form"))
          : scriptedReply(incoming),
      );
      await open(options);
      if (name === "phone") await page.getByRole("button", { name: "チャンネル一覧" }).click();
      await page.getByRole("navigation").getByRole("button", { name: "マイページ" }).click();
      await page.getByRole("heading", { name: "マイページ" }).waitFor();
      await main().getByRole("heading", { name: "報告をお願いしたい、あなたの目標 1件" }).waitFor();
      expect(await page.locator("#log").evaluate((node) => node.scrollTop)).toBe(0);
      expect(await page.locator("#composer-text").isVisible()).toBe(false);
      expect(await page.title()).toBe("マイページ - 重点目標ボット");
      expect(await overflow()).toBeLessThanOrEqual(0);
      expect(await seriousViolations()).toEqual([]);
      await picture(`${name}-home`);
      await page.reload();
      await main().getByRole("button", { name: "2 を報告する" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel(/ひとこと/).fill("協定書の案を作成");
      await dialog.getByRole("button", { name: "記録する" }).click();
      await main().getByText("危機管理部 2 を「順調」で記録しました。").waitFor();
      await expect.poll(() => main().getByRole("button", { name: "2 を報告する" }).count()).toBe(0);
      expect(workspace.received.findLast(({ kind }) => kind === "form")?.where).toMatchObject({
        kind: "direct",
        conversation: "dm:web:kikaku",
      });
      await picture(`${name}-home-done`);
      await main().getByRole("button", { name: "危機管理部を見る" }).click();
      await expect.poll(() => main().locator("article").count()).toBe(2);
      await main().locator("article").last().getByRole("button", { name: "次のページ" }).click();
      await main().getByText("2 / 2 ページ").waitFor();
      expect(await main().locator("article").count()).toBe(2);
      // What was done here stands in the direct message, read.
      if (name === "phone") await page.getByRole("button", { name: "チャンネル一覧" }).click();
      const direct = page.locator("#direct").getByRole("button");
      await expect.poll(() => direct.getByText("新着あり").count()).toBe(0);
      await direct.click();
      await page.locator("#conversation-name").filter({ hasText: "重点目標ボット" }).waitFor();
      await main().getByText("危機管理部 2 を「順調」で記録しました。").waitFor();
      expect(await page.locator("#composer-text").isVisible()).toBe(true);
    },
  );

  test("paper says that earlier messages are not on it, until all of them are on the page", async () => {
    for (let count = 1; count <= 45; count += 1)
      await workspace.platform.post(
        { conversation: "d1" },
        null,
        say(`お知らせ ${count}`),
        `notice-${count}`,
      );
    await open();
    const missing = main().getByText("これより前のメッセージは、印刷されていません。");
    expect(await missing.isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    expect(await missing.isVisible()).toBe(true);
    // An answer longer than a sheet begins on the first one; before, that stayed empty.
    const breaks = await page.evaluate<string[]>(
      "[...document.querySelectorAll('#log .message')].map((each) => getComputedStyle(each).breakInside)",
    );
    expect([...new Set(breaks)]).toEqual(["auto"]);
    await page.emulateMedia({ media: "screen" });
    await main().getByRole("button", { name: "前のメッセージを表示" }).click();
    await main().getByText("お知らせ 1", { exact: true }).waitFor();
    await page.emulateMedia({ media: "print" });
    expect(await missing.count()).toBe(0);
  });

  for (const [how, print] of [
    ["by its button", () => page.getByRole("button", { name: "すべて印刷" }).first().click()],
    ["by the keys", () => page.keyboard.press("Control+p")],
  ] as const)
    test(`a channel is printed ${how} from its beginning`, async () => {
      for (let count = 1; count <= 90; count += 1)
        await workspace.platform.post(
          { conversation: "d1" },
          null,
          say(`お知らせ ${count}`),
          `notice-${count}`,
        );
      await open();
      // What stands on the paper at the moment when it is printed.
      await page.evaluate("window.print = () => { window.paper = document.body.innerText; }");
      await print();
      const paper = () => page.evaluate<string>("window.paper ?? ''");
      await expect.poll(paper).toContain("お知らせ 90");
      expect(await paper()).toMatch(/お知らせ 1\n/);
      expect(await paper()).not.toContain("印刷されていません");
      await page.emulateMedia({ media: "print" });
      expect(await page.getByRole("button", { name: "すべて印刷" }).first().isVisible()).toBe(false);
    });

  test("a reply that was held back is written anew in its place", async () => {
    await workspace.close();
    workspace = await startWorkspace(scriptedReply, { mustNotStore: (text) => text.includes("090-") });
    await open();
    await postDigest();
    await main().getByRole("button", { name: "スレッドで返信" }).click();
    await type("2 順調 090-1234-5678 に連絡", "#thread-text");
    const reply = thread().locator("article.human");
    await reply.getByText("本文は保存していません").waitFor();
    await reply.hover();
    await reply.getByRole("button", { name: /操作/ }).click();
    await reply.getByRole("button", { name: "編集する" }).click();
    const field = page.getByRole("textbox", { name: "メッセージを編集" });
    expect(await field.inputValue()).toBe("");
    await field.fill("2 順調 関係者に連絡");
    await page.getByRole("button", { name: "保存する" }).click();
    await reply.getByText("2 順調 関係者に連絡").waitFor();
    expect(workspace.received.at(-1)).toMatchObject({ kind: "edit", said: { text: "2 順調 関係者に連絡" } });
  });

  test("ためしに動かす moves the date of the workspace", async () => {
    await open();
    await page.getByRole("button", { name: "+1週間" }).click();
    await page.locator("#date", { hasText: "2026年12月1日(火)" }).waitFor();
    await page.getByText("日付を7日進めました。").waitFor();
    await page.getByRole("button", { name: "戻す" }).click();
    await page.locator("#date", { hasText: "2026年11月24日(火)" }).waitFor();
    await page.getByRole("button", { name: "次の定期まとめを今出す" }).click();
    await page.getByText("定期まとめを2つのチャンネルに出しました。").waitFor();
    // It lies in the top bar, on no button of an answer.
    await page.waitForTimeout(300);
    const notice = await page.locator("#notice").boundingBox();
    const bar = await page.locator("header").first().boundingBox();
    expect((notice?.y ?? 0) + (notice?.height ?? 999)).toBeLessThanOrEqual(bar?.height ?? 0);
  });

  test("what people and documents say never becomes markup, script or an address", async () => {
    await open();
    await type(HOSTILE);
    await type("/policy 攻撃");
    await main().locator("article.private").waitFor();
    expect(await main().locator(".message-text").textContent()).toBe(HOSTILE);
    expect(await main().locator(".block-title").textContent()).toBe(HOSTILE);
    expect(await main().locator("a").count()).toBe(0);
    expect(await page.locator("script:not([src]), img[src=x]").count()).toBe(0);
    expect(await page.evaluate(() => (globalThis as { pwned?: number }).pwned)).toBeUndefined();
  });

  test("a phone: no sideways scrolling anywhere, the list is a drawer, a thread fills the screen", async () => {
    await open(SMALL);
    await postDigest();
    await type("/policy 危機管理部");
    await main().getByText("1 / 2 ページ").waitFor();
    await type("/policy 進捗");
    await type("a".repeat(300));
    expect(await overflow()).toBeLessThanOrEqual(0);
    const navigation = page.getByRole("navigation", { name: "チャンネル" });
    expect(await navigation.count()).toBe(0);
    await page.getByRole("button", { name: "チャンネル一覧" }).click();
    await navigation.getByRole("button", { name: "総務部" }).click();
    await page.getByRole("heading", { name: "#総務部" }).waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.goBack();
    await main().getByRole("button", { name: "スレッドで返信" }).click();
    await page.locator("#thread").waitFor();
    expect(await page.locator("#thread").evaluate((node) => node.getBoundingClientRect().width)).toBe(360);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await thread().getByRole("button", { name: "入力フォーム" }).tap();
    await page.getByRole("dialog").waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });

  test.each([
    ["desktop", { ...DESKTOP, colorScheme: "light" as const }],
    ["dark", { ...DESKTOP, colorScheme: "dark" as const }],
    ["phone", { ...PHONE, colorScheme: "light" as const }],
  ])("no serious accessibility violation: %s", async (name, options) => {
    await open(options);
    expect(await seriousViolations()).toEqual([]);
    await postDigest();
    await type("/policy 危機管理部");
    await type("/policy 防災");
    await type("/policy 進捗");
    await type("2 順調");
    const incoming = workspace.received.at(-1);
    if (incoming === undefined) throw new Error("nothing was received");
    await workspace.platform.answer(incoming, { kind: "receipt", sign: "kept", aside: null });
    await main().getByText("記録しました").waitFor();
    await page.fill("#composer-text", "/policy ");
    expect(await seriousViolations()).toEqual([]);
    await picture(`${name}-conversation`);
    await page.fill("#composer-text", "");
    await main().getByRole("button", { name: "スレッドで返信" }).first().click();
    await page.locator("#thread").waitFor();
    await thread().getByRole("button", { name: "入力フォーム" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "記録する" }).click();
    await dialog.getByText("ひとことを入れてください。").waitFor();
    expect(await seriousViolations()).toEqual([]);
    await picture(`${name}-form-open`);
    await dialog.getByRole("button", { name: "キャンセル" }).click();
    await picture(`${name}-thread-open`);
    await page.locator("#person-button").click();
    expect(await seriousViolations()).toEqual([]);
  });

  test("who reads further up stays there and is told of what is new below", async () => {
    for (let count = 1; count <= 30; count += 1) {
      const note = { ...say(`お知らせ ${count}`, "本文です。"), audience: "channel" as const };
      await workspace.platform.post({ conversation: "d1" }, null, note, `note-${count}`);
    }
    await open();
    await main().getByText("お知らせ 30").waitFor();
    await main().hover();
    const scrolled = (): Promise<number> => page.evaluate(`document.getElementById("log").scrollTop`);
    const end = await scrolled();
    await page.mouse.wheel(0, -1500);
    await expect.poll(scrolled).toBe(end - 1500);
    const newest = page.getByRole("button", { name: "新しいメッセージへ" });
    expect(await newest.isVisible()).toBe(false);
    await workspace.platform.post(
      { conversation: "d1" },
      null,
      { ...say("新着です"), audience: "channel" },
      "new",
    );
    await newest.waitFor();
    expect(await scrolled()).toBe(end - 1500);
    await picture("desktop-newest");
    await newest.click();
    await newest.waitFor({ state: "hidden" });
    expect(await scrolled()).toBeGreaterThan(end);
  });

  test("the connection is lost and found again, and nothing is missed", async () => {
    await open();
    workspace.dropConnections();
    const note = { ...say("留守の間のお知らせ"), audience: "channel" as const };
    await workspace.platform.post({ conversation: "d1" }, null, note, "k");
    await page.getByText("つなぎ直しています…").waitFor();
    await main().getByText("留守の間のお知らせ").waitFor();
    await expect.poll(() => page.locator("#connection").textContent()).toBe("");
  });

  test("with a token, the page asks for it and then opens", async () => {
    await workspace.close();
    workspace = await startWorkspace(scriptedReply, {
      door: new Entrance({ token: "aikotoba-0123456789", clock: () => START, show: () => undefined }),
    });
    page = await browser.page(DESKTOP);
    await page.goto(workspace.url);
    expect(await seriousViolations()).toEqual([]);
    await page.getByLabel("合言葉").fill("ちがうことば");
    await page.keyboard.press("Enter");
    await page.getByText("合言葉が違います。").waitFor();
    await picture("desktop-login");
    await page.getByLabel("合言葉").fill("aikotoba-0123456789");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "#企画課" }).waitFor();
  });

  test("a one-time address that was used says so, and the browser has nothing to complain about", async () => {
    await workspace.close();
    const door = new Entrance({ token: null, clock: () => START, show: () => undefined });
    workspace = await startWorkspace(scriptedReply, { door });
    page = await browser.page(PHONE);
    const failed: string[] = [];
    page.on("response", (response) => {
      if (response.status() >= 400) failed.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`${workspace.url}/?in=used`);
    await page.getByRole("heading", { name: "このアドレスでは開けません" }).waitFor();
    await page.getByText("このアドレスは使い終わっています。").waitFor();
    await page.getByRole("button", { name: "新しいアドレスを端末に表示する" }).waitFor();
    expect(failed).toEqual([]);
    expect(await seriousViolations()).toEqual([]);
    await picture("phone-used-address");
  });
});
