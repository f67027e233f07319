import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importDocument } from "../../src/bot/features/office/import-document.js";
import type { PlatformName } from "../../src/bot/platform.js";
import { blocksText } from "../../src/bot/reply.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { systemClock } from "../../src/machine-clock.js";
import { all, run } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { ensurePerson } from "../../src/store/people.js";
import { listPlans } from "../../src/store/plans.js";
import { setClock } from "../kit/clock.js";
import { Conversation } from "../kit/conversation.js";
import { FakeConnector } from "../kit/fake-connector.js";
import { FakeSlack } from "../kit/fake-slack.js";
import { parseDocument } from "../kit/parse.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { importText, note, temporaryDatabase } from "../kit/plan-store.js";
import { sampleText } from "../kit/seeds.js";
import { SlackDriver } from "../kit/slack-driver.js";
import { type Driver, Stage } from "../kit/stage.js";
import { TeamsDriver } from "../kit/teams-driver.js";
import { WARD } from "../kit/ward.js";
import { WebDriver } from "../kit/web-driver.js";
import { repliesAfterACorrection, repliesBelowOlderPosts } from "./corrected.js";

setClock();

/** A platform to be spoken with, and how it is put away. */
type Opened = { readonly driver: Driver; readonly close: () => Promise<void> };

const PLATFORMS: readonly (readonly [PlatformName, () => Promise<Opened>])[] = [
  [
    "slack",
    async () => {
      const slack = new FakeSlack();
      await slack.listen();
      return { driver: new SlackDriver(slack), close: () => slack.close() };
    },
  ],
  [
    "teams",
    async () => {
      const connector = new FakeConnector();
      await connector.listen();
      return { driver: new TeamsDriver(connector), close: () => connector.close() };
    },
  ],
  ["web", async () => ({ driver: new WebDriver(), close: async () => undefined })],
];

/** The next year's document beside the sample, which stands for a plan of one's own. */
function importNextYear(stage: Stage): number {
  run(stage.db, "UPDATE plan SET is_sample = 0");
  const text = sampleText("itabashi-r8.md").replace("令和8年度", "令和9年度");
  const parsed = parseDocument(text);
  return importDocument(stage.db, parsed, {
    municipality: parsed.municipality ?? "",
    fiscalYear: parsed.fiscalYear ?? 0,
    track: [],
    sourceName: "next.md",
    sourceSha256: createHash("sha256").update(text).digest("hex"),
    now: systemClock(),
    actor: "cli",
  }).planId;
}

/** Each standing note with the fiscal year of its goal. */
const notesByYear = (stage: Stage) =>
  all<{ year: number; number: number; text: string }>(
    stage.db,
    `SELECT fiscal_year AS year, goal.number, note.text FROM note JOIN goal ON goal.id = goal_id
     JOIN statement ON statement.id = goal.id JOIN plan ON plan.id = plan_id WHERE withdrawn_at IS NULL ORDER BY note.id`,
  );

/** The digests of the new year come in the same channel, and what is said under each is filed in its own year. */
async function theYearChanges(stage: Stage): Promise<void> {
  const old = await stage.root();
  const plan = importNextYear(stage);
  // The digest's second part, too: what is cut off in sending is looked for before anything else goes to the channel.
  await stage.eventually(() => (stage.count("outbox", "status <> 'sent'") === 0 ? true : null));
  await stage.stop();
  stage.ahead = tokyoInstant("2027-05-10", "09:00") + 60_000 - systemClock();
  await stage.start();
  const { conversation } = stage.driver.channel;
  const root = await stage.eventually(
    () =>
      all<{ root: string }>(
        stage.db,
        "SELECT root FROM thread JOIN department ON department.id = thread.department_id WHERE thread.plan_id = ? AND conversation = ?",
        plan,
        conversation,
      )[0]?.root ?? null,
  );
  expect(root).not.toBe(old);
  for (const [name, thread, text] of [
    ["a", root, "2 順調 新年度の候補を選定"],
    ["b", old, "2 完了 期末の報告"],
  ] as const) {
    expect(
      await stage.driver.deliver(stage.driver.event({ do: "reply", name, text }, thread), stage.port, false),
    ).toBe(true);
    await stage.settled();
  }
  expect(notesByYear(stage)).toEqual([
    { year: 2027, number: 2, text: "新年度の候補を選定" },
    { year: 2026, number: 2, text: "期末の報告" },
  ]);
}

const STAGED = [
  ["a number, once shown, means the same goal after a corrected document came in", repliesAfterACorrection],
  [
    "the new fiscal year's digests come in the same channel, and each year keeps its own replies",
    theYearChanges,
  ],
] as const;

/** The page of the workspace takes replies below its own posts alone. */
const IN_CHANNELS = [
  ...STAGED,
  [
    "a number under an older digest and a deadline's post does, too, also of a goal that is left out and comes back",
    repliesBelowOlderPosts,
  ],
] as const;

describe.each(PLATFORMS)("what lasts, in %s", (platform, open) => {
  describe("over the connection", () => {
    let opened: Opened;
    let stage: Stage;
    beforeEach(async () => {
      opened = await open();
      stage = new Stage(opened.driver);
      await stage.prepare();
      await stage.start();
    });
    afterEach(async () => {
      await stage.close();
      await opened.close();
    });
    it.each(platform === "web" ? STAGED : IN_CHANNELS)("%s", (_title, play) => play(stage));
  });

  describe("of one's own plan", () => {
    const CITY = WARD.replaceAll("緑風区", "青嵐市");
    const talkOf = (db: ReturnType<typeof temporaryDatabase>["db"], who: string, conversation = "D1") =>
      new Conversation(db, { who, where: { platform, conversation, kind: "direct" } });

    it("answers from the first own document although the samples came before it", async () => {
      const { db } = temporaryDatabase();
      importText(db, sampleText("itabashi-r8.md"), { sample: true });
      importText(db, sampleText("nakano-r6.md"), { sample: true });
      importText(db, WARD);
      const talk = talkOf(db, "U0");
      expect(blocksText((await talk.ask("")).blocks)).toContain("緑風区");
      for (const question of ["", "危機管理部", "企画課", "進捗"])
        expect(blocksText((await talk.ask(question)).blocks)).not.toMatch(/板橋区|中野区/u);
      expect(listPlans(db).map(({ municipality }) => municipality)).toEqual(["緑風区"]);
    });

    it("shows 未着手 only where somebody wrote it", async () => {
      const { db } = temporaryDatabase();
      importText(db, WARD);
      await talkOf(db, "U0").ask("報告 危機管理部 6 60% 備品を発注");
      await talkOf(db, "U0").ask("報告 危機管理部 2 2工区が終わりました");
      const shown = blocksText((await talkOf(db, "U0").ask("危機管理部")).blocks);
      expect(shown).not.toContain("未着手");
      expect(shown).toContain("（状態の記入なし）");
      expect(shown).toContain("報告なし");
    });

    it("gives a 庶務担当 of one municipality nothing of the other, and lets its 企画課 change nothing there", async () => {
      const { db } = temporaryDatabase();
      const own = importText(db, WARD).planId;
      const other = importText(db, CITY).planId;
      const [mine] = listDepartments(db, own);
      const [theirs] = listDepartments(db, other);
      const place = { platform, name: "市", destination: {}, purpose: "department" } as const;
      bindChannel(db, { ...place, conversation: "C-city", departmentId: theirs?.id ?? 0 }, systemClock());
      for (const [id, role, departmentId] of [
        ["U5", "coordinator", mine?.id ?? 0],
        ["U6", "planning", null],
      ] as const)
        giveRole(db, ensurePerson(db, platform, id, null).id, { role, departmentId, post: null });
      const goal = all<{ id: number }>(
        db,
        "SELECT goal.id FROM goal JOIN statement USING (id) WHERE plan_id = ? ORDER BY goal.id LIMIT 1",
        other,
      )[0];
      note(db, goal?.id ?? 0, "秘密の打合せを開催");
      for (const who of ["U5", "U6"]) {
        const talk = talkOf(db, who);
        for (const question of ["検索 秘密", "青嵐市 危機管理部", "出力"])
          expect([
            who,
            question,
            blocksText((await talk.ask(question)).blocks).includes("打合せを開催"),
          ]).toEqual([who, question, false]);
        await talkOf(db, who, "C-city").press({ do: "close-year", plan: other, open: false });
      }
      expect(listPlans(db).map(({ closedAt }) => closedAt)).toEqual([null, null]);
    });
  });
});
