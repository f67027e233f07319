import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { readConfig } from "../../src/config.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { startProgram } from "../../src/program.js";
import { bindConversation } from "../../src/store/bindings.js";
import { all, openDatabase } from "../../src/store/database.js";
import { listPlans } from "../../src/store/plans.js";
import * as activities from "../kit/activities.js";
import { NO_CHROMIUM, useBrowser, whyNoChromium } from "../kit/browser.js";
import { DECLARATIONS } from "../kit/declarations.js";
import { FakeConnector } from "../kit/fake-connector.js";
import { FakeSlack } from "../kit/fake-slack.js";
import * as slackPayloads from "../kit/payloads.js";
import { pdfOf, shown } from "../kit/pdf-of.js";
import { temporaryFolder } from "../kit/plan-store.js";
import { SECRET, signed } from "../kit/sign.js";
import { eventually } from "../kit/wait.js";

/** A plan in a layout that no word list knows: its departments and labels have to be asked about. */
const BYTES = new TextEncoder().encode(DECLARATIONS);
/** The same as a printed page. */
const PDF = pdfOf([
  DECLARATIONS.split("\n")
    .map((line, index) => shown(50, 760 - 20 * index, line, 12))
    .join("\n"),
]);
const KIKAKU = "C0KIKAKU00";

/** The whole program beside a Slack and a Microsoft on loopback, with the workspace; nothing is imported yet. */
async function town() {
  const slack = new FakeSlack();
  const connector = new FakeConnector();
  await Promise.all([slack.listen(), connector.listen()]);
  const databasePath = `${temporaryFolder()}/plan.db`;
  const db = openDatabase(databasePath);
  const { municipalityId = null } = listPlans(db)[0] ?? {};
  const bind = (platform: string, conversation: string) =>
    bindConversation(
      db,
      {
        platform,
        conversation,
        name: "企画課",
        destination: { channel: conversation },
        purpose: "planning",
        municipalityId,
        organisationId: null,
      },
      systemClock(),
    );
  bind("slack", KIKAKU);
  bind("teams", activities.CHANNEL);
  const program = await startProgram(
    {
      ...readConfig({}),
      databasePath,
      port: 0,
      logLevel: "silent",
      adminUsers: [slackPayloads.PERSON, activities.PERSON],
      slack: { botToken: "xoxb-test", signingSecret: SECRET, appToken: null, apiUrl: slack.apiUrl },
      teams: { appId: "", password: "", tenantId: "", authenticated: false, sdk: "teams-ai" },
      web: { token: null },
    },
    { log: createLog("silent"), clock: systemClock },
  );
  onTestFinished(async () => {
    await program.stop();
    db.close();
    await Promise.all([slack.close(), connector.close()]);
  });
  const origin = `http://127.0.0.1:${program.port}`;
  return {
    slack,
    connector,
    db,
    origin,
    program,
    /** A message with a file, as Slack tells of it. */
    drop: async (file: Record<string, unknown>, user: string = slackPayloads.PERSON, channel = KIKAKU) => {
      const body = JSON.stringify(
        slackPayloads.envelope(
          slackPayloads.message("", {
            subtype: "file_share",
            channel,
            user,
            ts: nextStamp(),
            files: [file],
          }),
        ),
      );
      const answer = await fetch(`${origin}/slack/events`, { method: "POST", body, headers: signed(body) });
      expect(answer.status).toBe(200);
    },
    tell: async (activity: Record<string, unknown>) => {
      const answer = await fetch(`${origin}/api/messages`, {
        method: "POST",
        body: JSON.stringify({ serviceUrl: connector.serviceUrl, ...activity }),
        headers: { "content-type": "application/json" },
      });
      expect(answer.status).toBeLessThan(300);
    },
  };
}
let stamp = 1_795_000_000;
const nextStamp = (): string => {
  stamp += 1;
  return `${stamp}.000100`;
};

const linkIn = (words: string): string | null =>
  /https?:\/\/127\.0\.0\.1:\d+\/office\/enter\?t=[\w-]+/u.exec(words)?.[0] ?? null;

async function awaited<T>(look: () => T | null): Promise<T> {
  await eventually(
    () => look() !== null,
    () => "nothing came",
  );
  const found = look();
  if (found === null) throw new Error("it went again");
  return found;
}

describe.skipIf(NO_CHROMIUM)(`a document in a conversation leads to the office page${whyNoChromium}`, () => {
  const browser = useBrowser();

  /** Opens the link and does what a person would until the plan is in. @returns how many questions there were */
  async function takeIn(link: string, width: number): Promise<number> {
    const context = await browser.newContext({ viewport: { width, height: 844 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(link);
    await page.getByRole("button", { name: "開く" }).click();
    let questions = 0;
    for (;;) {
      const heading = await page.getByRole("heading", { level: 1 }).innerText();
      expect(await tooWide(page)).toBe(false);
      if (heading === "取込みの確認") break;
      expect(heading).toMatch(/^\d+つ目の確認$/u);
      questions += 1;
      await answer(page);
    }
    // On paper nothing can be opened.
    const goal = page.locator("details li, details td").filter({ hasText: "橋の点検を終えます。" }).last();
    expect(await goal.isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    expect(await goal.isVisible()).toBe(true);
    await page.emulateMedia({ media: "screen" });
    await page.getByRole("button", { name: "取り込む", exact: true }).click();
    await page.getByRole("heading", { name: "取り込みました" }).waitFor();
    return questions;
  }

  async function answer(page: Page): Promise<void> {
    const choices = page.locator("label.choice");
    const wanted = ["宣言", "今年の約束が重点目標", "目標"];
    const labels = await choices.allInnerTexts();
    const index = labels.findIndex((label) => wanted.some((word) => label.includes(word)));
    await choices.nth(Math.max(index, 0)).click();
    await page.getByRole("button", { name: "次へ" }).click();
    await page.waitForLoadState();
  }

  const tooWide = (page: Page): Promise<boolean> =>
    page.evaluate("document.documentElement.scrollWidth > window.innerWidth");

  it("from Slack: file → private link → questions → preview → yes → /policy answers", async () => {
    const { slack, drop, db, origin } = await town();
    slack.files.set("F1", PDF);
    await drop({ id: "F1", name: "若葉市 部局宣言.pdf", mimetype: "application/pdf", size: PDF.length });
    const said = await awaited(() => slack.called("chat.postEphemeral")[0] ?? null);
    expect(said.args).toMatchObject({ channel: KIKAKU, user: slackPayloads.PERSON });
    expect(said.args.blocks).toContain("若葉市 部局宣言.pdf");
    expect(slack.called("files.info")).toEqual([]);
    expect(await takeIn(linkIn(said.args.blocks ?? "") ?? "", 390)).toBeGreaterThan(0);
    expect(slack.called("download")).toEqual([
      { method: "download", args: { authorization: "Bearer xoxb-test" } },
    ]);
    expect(listPlans(db).map(({ municipality }) => municipality)).toContain("若葉市");
    const body = new URLSearchParams(slackPayloads.command("環境部", slack.responseUrl)).toString();
    const told = await fetch(`${origin}/slack/events`, {
      method: "POST",
      body,
      headers: signed(body, "application/x-www-form-urlencoded"),
    });
    expect(await told.text()).toContain("資源ごみの拠点を五か所増やします");
    const kept = all<{ payload: string }>(db, "SELECT payload FROM inbox WHERE status = 'done'");
    expect(kept.map(({ payload }) => payload)).toEqual(kept.map(() => "{}"));
  });

  it("from Teams: a file in the chat is read; in a channel the link says what to do instead", async () => {
    const { connector, tell, db } = await town();
    connector.files.set("1", BYTES);
    await tell(
      activities.message("", activities.places.personal(), {
        attachments: [
          {
            contentType: "application/vnd.microsoft.teams.file.download.info",
            name: "部局宣言.txt",
            content: { downloadUrl: `${connector.url}/files/1`, uniqueId: "1", fileType: "txt" },
          },
        ],
      }),
    );
    const link = await awaited(() => linkIn(JSON.stringify(connector.sent().map(({ body }) => body))));
    expect(await takeIn(link, 1280)).toBeGreaterThan(0);
    expect(listPlans(db).map(({ municipality }) => municipality)).toContain("若葉市");

    await tell(
      activities.mention("取り込んでください", activities.places.channel("1"), {
        attachments: [
          {
            contentType: "text/html",
            content:
              '<p>取り込んでください</p><attachment id="8a2f0d8e-0000-4c11-9e1e-5a5a5a5a5a5a"></attachment>',
          },
        ],
      }),
    );
    await awaited(() =>
      connector.calls.some(({ body }) => JSON.stringify(body ?? {}).includes("ボットとの個人チャット"))
        ? true
        : null,
    );
  });

  it("says why a file does not come, and lets it be chosen on the page", async () => {
    const { slack, drop } = await town();
    await drop({ id: "F9", name: "消えた計画.pdf", mimetype: "application/pdf", size: 10 });
    const said = await awaited(() => slack.called("chat.postEphemeral")[0] ?? null);
    const page = await (await browser.newContext()).newPage();
    onTestFinished(() => page.close());
    await page.goto(linkIn(said.args.blocks ?? "") ?? "");
    await page.getByRole("button", { name: "開く" }).click();
    await page.getByText("もう受け取れません").waitFor();
    await page.getByLabel("文書のファイル").waitFor();
    slack.files.set("F9", BYTES);
    await page.reload();
    await page.getByRole("heading", { name: "1つ目の確認" }).waitFor();
  });

  it("in the workspace: chosen by its button or dropped on the messages, in the channel of 企画課", async () => {
    const { program, origin, db } = await town();
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    onTestFinished(() => page.close());
    await page.goto(program.link ?? "");
    // The link signs in and goes on to the workspace by itself.
    await page.locator("#conversation-name").filter({ hasText: "#" }).waitFor();
    await page.goto(`${origin}/#/c/kikaku`);
    await page.locator("#conversation-name").filter({ hasText: "企画課" }).waitFor();
    const payload = { name: "部局宣言.txt", mimeType: "text/plain", buffer: Buffer.from(BYTES) };
    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "ファイル" }).click();
    await (await choosing).setFiles(payload);
    await page.getByText("ファイル: 部局宣言.txt").waitFor();
    const link = page.getByRole("link", { name: "「部局宣言.txt」を取り込む画面を開く" });
    await link.waitFor();
    expect(await takeIn((await link.getAttribute("href")) ?? "", 1280)).toBeGreaterThan(0);
    expect(listPlans(db).map(({ municipality }) => municipality)).toContain("若葉市");
    const transfer = await page.evaluateHandle(
      `(() => { const data = new DataTransfer(); data.items.add(new File(["# 計画"], "もう一つ.md")); return data; })()`,
    );
    await page.locator("#log").dispatchEvent("drop", { dataTransfer: transfer });
    await page.getByRole("link", { name: "「もう一つ.md」を取り込む画面を開く" }).waitFor();
  });
});

describe("a document in a conversation", () => {
  it("of somebody without the role gives no link; pictures and other channels are left alone", async () => {
    const { slack, drop, db } = await town();
    await drop({ id: "F1", name: "計画.docx" }, "U0SHOKUIN0");
    await drop({ id: "F2", name: "写真.png" });
    await drop({ id: "F3", name: "計画.docx" }, slackPayloads.PERSON, "C0ELSEWHERE");
    const said = await awaited(() => slack.called("chat.postEphemeral")[0] ?? null);
    expect(said.args).toMatchObject({ user: "U0SHOKUIN0" });
    expect(said.args.blocks).toContain("企画課の役割");
    expect(slack.called("chat.postEphemeral")).toHaveLength(1);
    expect(slack.called("files.info")).toEqual([]);
    expect(all(db, "SELECT 1 FROM inbox")).toHaveLength(1);
  });
});
