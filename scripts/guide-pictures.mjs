// Takes the pictures of docs/staff.md from the real program: npm run build, then node scripts/guide-pictures.mjs
// [folder]. It needs Chromium (/usr/bin/chromium, or CHROMIUM_PATH) and a Japanese font. The program runs in this
// process on a free port of the loopback address, with a database of its own; the reports in it are invented.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { smaller } from "./smaller-png.mjs";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const GUIDE = path.join(ROOT, "docs", "pictures");
const DEPARTMENT = "危機管理部";
/** A Tuesday in the fiscal year of the sample, at the beginning of the day's work. */
const START = ["2026-11-24", "09:05"];

/** The window is as wide as the part needs that is shown; the page shows a thread beside the channel from 1121 up. */
const CHANNEL = 800;
const THREAD = 1660;
const HEIGHT = 2800;

/** Every picture, in the order in which the scene is played: its file's name, the window's width, how it comes about. */
export const SCENES = [
  {
    name: "look-up",
    width: CHANNEL,
    play: async ({ go, type, main, shoot }) => {
      await go(DEPARTMENT);
      await type(`/policy ${DEPARTMENT}`);
      const answer = main.locator("article");
      await shoot(answer, { before: answer.getByRole("heading", { name: "経営戦略" }) });
    },
  },
  {
    name: "digest",
    width: CHANNEL,
    play: async ({ page, main, digest, be, go, shoot }) => {
      await main.getByRole("button", { name: "閉じる" }).click();
      // The trial's own controls are those of whoever plays 企画課.
      await be("企画課");
      await page.getByRole("button", { name: "次の定期まとめを今出す" }).click();
      await be("職員");
      await go(DEPARTMENT);
      await digest.waitFor();
      await shoot(digest);
    },
  },
  {
    name: "reply",
    width: THREAD,
    play: async ({ page, digest, type, thread, said, shoot }) => {
      await digest.getByRole("button", { name: "スレッドで返信" }).click();
      await page.getByRole("heading", { name: "スレッド", exact: true }).waitFor();
      await type("2 順調 協定書の案を作成", "#thread-text");
      await said("協定書の案").getByText("記録しました").waitFor();
      const gathered = thread.locator("article").filter({ hasText: "順調「" });
      await gathered.waitFor();
      await shoot(gathered, { to: said("協定書の案") });
    },
  },
  {
    name: "question",
    width: THREAD,
    play: async ({ type, said, thread, shoot }) => {
      await type("タイムラインの案を協議", "#thread-text");
      const question = thread.locator("article.private").filter({ hasText: "どの目標の報告でしょうか" });
      await question.waitFor();
      await shoot(said("タイムライン"), { to: question, air: 10 });
    },
  },
  {
    name: "form",
    width: THREAD,
    play: async ({ page, digest, shoot }) => {
      await digest.getByRole("button", { name: "入力フォーム" }).click();
      const form = page.getByRole("dialog", { name: "進捗の報告" });
      await form.getByLabel("重点目標").selectOption({ label: "8 災害時における各種協定の実効性の確保" });
      await form.getByLabel("やや遅れ").check();
      await form.getByLabel("進み具合（%）").fill("40");
      await form.getByLabel("ひとこと").fill("協定先2社の回答待ち");
      await shoot(form);
      await form.getByRole("button", { name: "記録する" }).click();
      await form.waitFor({ state: "hidden" });
    },
  },
  {
    name: "standing",
    width: 880,
    play: async ({ page, type, main, shoot }) => {
      await page.getByRole("button", { name: "スレッドを閉じる" }).click();
      await type("/policy 進捗");
      await shoot(main.getByRole("img", { name: /重点目標の進捗/ }).last());
    },
  },
];

/** What was reported before on the goals of the department, by number. */
const HERE = {
  1: ["2026-11-18", "on_track", "18地区のうち11地区で改定"],
  2: ["2026-10-20", "on_track", "候補の3施設と協議"],
  3: ["2026-11-12", "slightly_behind", "名簿の様式を調整中"],
  5: ["2026-11-19", "mostly_on_track", "計画の素案を作成"],
  6: ["2026-11-10", "on_track", "備蓄品を発注"],
  7: ["2026-11-16", "on_track", "啓発の動画を公開"],
  8: ["2026-10-16", "on_track", "協定先に照会"],
  9: ["2026-11-05", "on_track", "隣の区と協議"],
  10: ["2026-10-22", "mostly_on_track", "河川の担当と日程を調整"],
  11: ["2026-11-11", "on_track", "3校で授業を実施"],
  12: ["2026-11-17", "on_track", "冊子を配布"],
  13: ["2026-11-13", "done", "訓練を終了"],
  14: ["2026-11-09", "on_track", "研修を実施"],
  15: ["2026-11-06", "on_track", "打合せを月2回に変更"],
};

/** What was reported on the other departments' goals, one after the other; nothing on some. */
const ELSEWHERE = [
  ["2026-11-18", "on_track", "関係課と調整中"],
  ["2026-11-10", "on_track", "案を作成"],
  ["2026-10-14", "mostly_on_track", "委託先を選定"],
  ["2026-11-17", "on_track", "現地を確認"],
  undefined,
  ["2026-11-12", "slightly_behind", "日程を調整中"],
  ["2026-11-19", "done", "説明会を終了"],
  ["2026-11-05", "on_track", "契約を締結"],
  ["2026-10-20", "behind", "入札をやり直し"],
  ["2026-11-13", "mostly_on_track", "工事に着手"],
  ["2026-11-11", "on_track", "様式を決定"],
];

/** Reports of the weeks before, so that the pictures show a plan that is being worked on. */
async function furnish(file, from) {
  const { inTransaction, openDatabase } = await from("store/database.js");
  const { listPlans } = await from("store/plans.js");
  const { listDepartments } = await from("store/departments.js");
  const { listPlanGoals } = await from("store/goals.js");
  const { addNote } = await from("store/note-writing.js");
  const { ensurePerson } = await from("store/people.js");
  const { tokyoInstant } = await from("domain/time.js");
  const db = openDatabase(file);
  inTransaction(db, () => {
    const author = ensurePerson(db, "web", "web:shokuin", "職員");
    const plan = listPlans(db).find(({ fiscalYear }) => fiscalYear === 2026);
    const department = listDepartments(db, plan.id).find(({ name }) => name === DEPARTMENT);
    listPlanGoals(db, plan.id).forEach((goal, index) => {
      const report =
        goal.departmentId === department.id ? HERE[goal.number] : ELSEWHERE[(index * 5) % ELSEWHERE.length];
      if (report === undefined) return;
      const [day, state, text] = report;
      const at = tokyoInstant(day, "15:00");
      const note = { goalId: goal.id, messageId: null, sourceKey: `guide:${goal.id}`, authorId: author.id };
      const said = {
        onBehalfOf: null,
        via: "form",
        saidAt: at,
        level: null,
        percent: null,
        unchanged: false,
      };
      addNote(db, { ...note, ...said, state, text }, { actor: "web:web:shokuin", at, via: "form" });
    });
  });
  db.close();
}

/** What the scenes do on the page, as a person would. */
function handsOn(page) {
  const main = page.locator("#log");
  const thread = page.locator("#thread-log");
  return {
    page,
    main,
    thread,
    digest: main.locator("article").filter({ hasText: "重点目標の進捗" }),
    said: (text) => thread.locator("article.human").filter({ hasText: text }),
    type: async (text, field = "#composer-text") => {
      await page.fill(field, text);
      if ((await page.getByRole("option").count()) > 0) await page.locator(field).press("Escape");
      await page.locator(`form:has(${field})`).getByRole("button", { name: "送信" }).click();
    },
    be: async (person) => {
      await page.locator("#person-button").click();
      await page.getByRole("radio", { name: person }).check();
      await page.getByRole("button", { name: "この人として使う" }).click();
      await page.getByRole("button", { name: `使う人: ${person}` }).waitFor();
    },
    go: async (channel) => {
      await page.locator("#channels button").filter({ hasText: channel }).first().click();
      await page.getByRole("heading", { name: `#${channel}`, exact: true }).waitFor();
    },
  };
}

/**
 * Takes one part of the page: from the top of `first` to its bottom, to that of `to`, or up to the top of `before`, with
 * so much air around it. The mouse is out of the way, and the passing line at the bottom is gone.
 */
async function shoot(page, file, first, { to, before, air = 0 } = {}) {
  await first.waitFor();
  await first.evaluate((element) => element.scrollIntoView({ block: "center" }));
  await page.mouse.move(2, 2);
  await page.locator("#notice.shown").waitFor({ state: "hidden" });
  const top = await first.boundingBox();
  const end = await (to ?? first).boundingBox();
  const next = await before?.boundingBox();
  const bottom = next === undefined ? end.y + end.height + air : next.y - 8;
  // A pane's first column of points is the line that parts it from its neighbour.
  const clip = { x: top.x + 1, y: top.y - air, width: top.width - 1, height: bottom - top.y + air };
  writeFileSync(file, smaller(await page.screenshot({ animations: "disabled", clip })));
}

async function takePictures(folder) {
  const from = (name) => import(pathToFileURL(path.join(ROOT, "dist", name)).href);
  const { chromium } = await import("playwright-core");
  const { readConfig } = await from("config.js");
  const { createLog } = await from("log.js");
  const { startProgram } = await from("program.js");
  const { importSamples } = await from("samples.js");
  const { openDatabase } = await from("store/database.js");
  const { monotonic } = await from("machine-clock.js");
  const { tokyoInstant } = await from("domain/time.js");
  mkdirSync(folder, { recursive: true });
  const temporary = mkdtempSync(path.join(tmpdir(), "policy-bot-guide-"));
  process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));
  const file = path.join(temporary, "plan.db");
  const log = createLog("silent");
  const started = monotonic();
  const clock = () => tokyoInstant(...START) + Math.round(monotonic() - started);
  const db = openDatabase(file);
  await importSamples(db, tokyoInstant("2026-04-01", "09:00"), log);
  db.close();
  await furnish(file, from);
  const program = await startProgram(readConfig({ DATABASE_PATH: file, PORT: "0", LOG_LEVEL: "silent" }), {
    log,
    clock,
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  });
  try {
    const page = await browser.newPage({
      locale: "ja-JP",
      timezoneId: "Asia/Tokyo",
      colorScheme: "light",
      viewport: { width: CHANNEL, height: HEIGHT },
      deviceScaleFactor: 2,
    });
    page.setDefaultTimeout(10_000);
    await page.goto(program.link);
    await page.locator("#conversation-name").filter({ hasText: "#" }).waitFor();
    const hands = handsOn(page);
    await hands.be("職員");
    for (const { name, width, play } of SCENES) {
      await page.setViewportSize({ width, height: HEIGHT });
      const file = path.join(folder, `${name}.png`);
      await play({ ...hands, shoot: (first, upTo) => shoot(page, file, first, upTo) });
      process.stderr.write(`${file}\n`);
    }
  } finally {
    await browser.close();
    await program.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await takePictures(process.argv[2] ?? GUIDE);
