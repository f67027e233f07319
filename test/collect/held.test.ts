import { expect, it } from "vitest";
import { createAccept } from "../../src/bot/accept.js";
import type { MessageIn, Where } from "../../src/bot/platform.js";
import { saidPlainly } from "../../src/domain/said-text.js";
import { DAY } from "../../src/domain/time.js";
import { createIntake } from "../../src/program/work-off.js";
import { all, type Db, one, run } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { listPlans } from "../../src/store/plans.js";
import { expiryLimits, listExpired } from "../../src/store/retention.js";
import { rememberThread } from "../../src/store/threads.js";
import { Conversation } from "../kit/conversation.js";
import { bindChannel } from "../kit/people.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const where: Where = {
  platform: "slack",
  conversation: "C1",
  kind: "channel",
  name: null,
  thread: "100.1",
  ours: true,
  destination: { channel: "C1" },
};

function setUp() {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const [plan] = listPlans(db);
  const department = listDepartments(db, plan?.id ?? 0)[0];
  if (plan === undefined || department === undefined) throw new Error("no plan");
  const place = { platform: "slack", destination: { channel: "C1" } } as const;
  const ward = { ...place, conversation: "C1", name: "危機管理部", purpose: "department" } as const;
  bindChannel(db, { ...ward, departmentId: department.id }, NOW);
  const office = { ...place, conversation: "C9", name: "企画課", purpose: "planning" } as const;
  bindChannel(db, { ...office, departmentId: null }, NOW);
  const { bot } = new Conversation(db, { now: NOW });
  const intake = createIntake(bot, { pageSize: () => 1000 }, () => undefined, null);
  const accept = createAccept(bot, () => intake.kick());
  const say = (message: string, text: string, over: Partial<MessageIn> = {}): void =>
    accept({
      kind: "message",
      key: `m:${message}`,
      who: { id: "U7", name: "佐藤" },
      where,
      at: NOW,
      message,
      said: saidPlainly(text),
      addressed: false,
      files: false,
      quotes: null,
      gesture: null,
      ...over,
    });
  const settled = async (): Promise<void> => {
    intake.kick();
    await expect.poll(() => count(db, "inbox", "status = 'new'")).toBe(0);
  };
  const remember = (): number =>
    rememberThread(db, {
      platform: "slack",
      conversation: "C1",
      root: "100.1",
      kind: "digest",
      planId: plan.id,
      departmentId: department.id,
      destination: { channel: "C1" },
      createdAt: NOW,
      goalIds: listGoals(db, department.id).map(({ id }) => id),
    });
  return { db, department, say, settled, remember };
}

const count = (db: Db, table: string, which: string): number =>
  one<{ n: number }>(db, `SELECT count(*) AS n FROM ${table} WHERE ${which}`)?.n ?? 0;
const answers = (db: Db): string[] =>
  all<{ body: string }>(db, "SELECT body FROM outbox WHERE kind = 'answer' ORDER BY id").map(
    ({ body }) => body,
  );

it("a report below a post of ours that a restored database does not know is kept, told once, and recorded when it does", async () => {
  const { db, say, settled, remember } = setUp();
  say("101.1", "2 順調 協定書の案を作成");
  say("102.1", "3 やや遅れ 入札不調");
  await settled();
  expect(count(db, "note", "1")).toBe(0);
  expect(count(db, "inbox", "held_root = '100.1'")).toBe(2);
  expect(answers(db)).toHaveLength(1);
  expect(answers(db)[0]).toContain("預かっています");
  expect(count(db, "outbox", "conversation = 'C9' AND body LIKE '%記録にない投稿への返信%'")).toBe(1);
  remember();
  await settled();
  expect(all(db, "SELECT text FROM note ORDER BY id")).toEqual([
    { text: "協定書の案を作成" },
    { text: "入札不調" },
  ]);
  expect(count(db, "inbox", "held_root IS NOT NULL")).toBe(0);
});

it("an edit and a deletion of what is kept come behind it", async () => {
  const { db, say, settled, remember } = setUp();
  say("101.1", "2 順調 協定書の案を作成");
  await settled();
  say("101.1", "", {
    kind: "edit",
    key: "e:1",
    said: saidPlainly("2 順調 協定書を締結"),
    editedAt: NOW + 1,
  } as unknown as Partial<MessageIn>);
  await settled();
  remember();
  await settled();
  expect(all(db, "SELECT text FROM note")).toEqual([{ text: "協定書を締結" }]);
});

it("what people say among themselves below such a post is kept nowhere", async () => {
  const { db, say, settled } = setUp();
  say("101.1", "ありがとうございます。共有しておきます");
  say("102.1", "2 順調 案を作成", { where: { ...where, ours: false } });
  await settled();
  expect(count(db, "inbox", "payload <> '{}'")).toBe(0);
  expect(answers(db)).toEqual([]);
});

it("has a post looked for that was given up, and takes other words there as well", async () => {
  const { db, say, settled } = setUp();
  run(
    db,
    `INSERT INTO outbox(dedupe, post_key, platform, kind, conversation, destination, body, after, status, not_before, created_at)
     VALUES ('digest:1', 'k', 'slack', 'post', 'C1', '{}', '{}', '{}', 'dead', 0, 0)`,
  );
  say("101.1", "協定書の案を作成しました");
  await settled();
  expect(count(db, "inbox", "held_root = '100.1'")).toBe(1);
  expect(count(db, "outbox", "dedupe = 'digest:1' AND status = 'sending' AND look_only = 1")).toBe(1);
});

it("tells where reports go below a post that asks for none", async () => {
  const { db, say, settled } = setUp();
  run(
    db,
    `INSERT INTO outbox(dedupe, post_key, platform, kind, conversation, destination, body, message, status, not_before, created_at)
     VALUES ('round-up:1', 'k', 'slack', 'post', 'C1', '{}', '{}', '100.1', 'sent', 0, 0)`,
  );
  say("101.1", "2 順調 案を作成");
  say("102.1", "ありがとうございます");
  await settled();
  expect(answers(db)).toHaveLength(1);
  expect(answers(db)[0]).toContain("この投稿への返信は、報告として記録していません");
});

it("tells that the department is not in the plan any more", async () => {
  const { db, department, say, settled, remember } = setUp();
  remember();
  run(db, "UPDATE department SET removed_at = 1 WHERE id = ?", department.id);
  say("101.1", "2 順調 案を作成");
  await settled();
  expect(answers(db)[0]).toContain("この部は、いまの計画にはありません");
});

it("never expires unnamed", async () => {
  const { db, say, settled } = setUp();
  say("101.1", "2 順調 協定書の案を作成");
  await settled();
  const retention = {
    notesYears: 5,
    auditYears: 10,
    instantsYears: 10,
    inboxDays: 30,
    outboxDays: 30,
    webDays: 30,
  };
  const expired = listExpired(db, expiryLimits(retention, NOW + 60 * DAY));
  expect(expired.map(({ kind, count: n }) => [kind, n])).toContainEqual(["aside", 1]);
  expect(expired.some(({ kind }) => kind === "inbox")).toBe(false);
});
