import { expect, it } from "vitest";
import { createHandle } from "../../src/bot/app.js";
import { collect } from "../../src/bot/features/reporting/collect.js";
import type { Where } from "../../src/bot/platform.js";
import { encodePress } from "../../src/bot/query.js";
import { replyText } from "../../src/bot/reply.js";
import { saidPlainly } from "../../src/domain/said-text.js";
import { MINUTE } from "../../src/domain/time.js";
import { completeness } from "../../src/jobs/deadline-posts.js";
import { renderDigest } from "../../src/jobs/digest.js";
import { addDeadline, listDeadlines } from "../../src/store/calendar-days.js";
import { inTransaction, one } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { lastNote, listGoals, listPlanGoals } from "../../src/store/goals.js";
import { listPlans } from "../../src/store/plans.js";
import { rememberThread } from "../../src/store/threads.js";
import { Conversation } from "../kit/conversation.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const where: Where = {
  platform: "web",
  conversation: "C1",
  kind: "channel",
  name: "危機管理部",
  thread: "100",
  destination: {},
};

it.each([
  ["ten minutes ahead of", 10 * MINUTE],
  ["ten minutes behind", -10 * MINUTE],
  ["a day ahead of", 24 * 60 * MINUTE],
])("a reply counts as an answer where the machine's clock is %s the platform's", async (_, ahead) => {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const [plan] = listPlans(db);
  const department = listDepartments(db, plan?.id ?? 0)[0];
  if (plan === undefined || department === undefined) throw new Error("no plan");
  const goals = listGoals(db, department.id);
  const [first, second] = goals;
  if (first === undefined || second === undefined) throw new Error("no goals");
  // Said before the digest, whatever the platform's clock shows.
  note(db, second.id, "協議中", NOW + 30 * MINUTE);
  const threadId = rememberThread(db, {
    platform: "web",
    conversation: "C1",
    root: "100",
    kind: "digest",
    planId: plan.id,
    departmentId: department.id,
    destination: {},
    createdAt: NOW + ahead,
    goalIds: goals.map(({ id }) => id),
  });
  const deadline = addDeadline(db, {
    planId: plan.id,
    name: "中間報告",
    date: "2026-12-10",
    announcedAt: NOW + ahead,
  });
  const { bot } = new Conversation(db, { now: NOW + ahead + MINUTE, where: { conversation: "C1" } });
  const who = { id: "U0", name: "佐藤" };
  const reply = {
    kind: "message" as const,
    key: "m:1",
    who,
    where,
    at: NOW + MINUTE,
    message: "101",
    said: saidPlainly(`${first.number} 順調 案を作成`),
    quotes: null,
    addressed: false,
    files: false,
    gesture: null,
  };
  inTransaction(db, () => collect(bot, { incoming: reply, withheld: [] }, () => null));

  const shown = renderDigest(db, threadId);
  expect(shown === null ? "" : replyText(shown)).toContain("1件報告済み");
  const [announced] = listDeadlines(db, plan.id);
  if (announced === undefined) throw new Error("no deadline");
  const [standing] = completeness([department], listPlanGoals(db, plan.id), { ...announced, id: deadline });
  expect(standing?.open.map(({ number }) => number)).toEqual(goals.slice(1).map(({ number }) => number));

  const handle = createHandle(bot, { pageSize: () => 1000 });
  const press = (key: string) =>
    handle({
      kind: "button",
      key,
      who,
      where: { ...where, thread: null },
      at: NOW + 2 * MINUTE,
      value: encodePress({ do: "all-unchanged", department: department.id, count: goals.length - 1 }),
      message: "100",
    });
  await press("b:1");
  const after = lastNote(db);
  await press("b:2");
  expect(lastNote(db), "a second press finds nothing open").toBe(after);
  const notes = one<{ n: number }>(db, "SELECT count(*) AS n FROM note WHERE goal_id = ?", first.id);
  expect(notes?.n, "what was answered is not answered again").toBe(1);
});
