import { expect, it } from "vitest";
import { keepForLater } from "../../src/bot/accept.js";
import { createHandle } from "../../src/bot/app.js";
import type { ButtonIn, FormIn, Where } from "../../src/bot/platform.js";
import { encodePress } from "../../src/bot/query.js";
import { replyText } from "../../src/bot/reply.js";
import { SECOND } from "../../src/domain/time.js";
import { loadPatterns } from "../../src/load-patterns.js";
import { createIntake } from "../../src/program/work-off.js";
import { all, type Db, one } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { listPlans } from "../../src/store/plans.js";
import { Conversation } from "../kit/conversation.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const options = { pageSize: () => 1000 };
const where: Where = {
  platform: "web",
  conversation: "C1",
  kind: "channel",
  name: null,
  thread: null,
  destination: {},
};

function setUp() {
  const { db } = temporaryDatabase();
  importText(db, WARD);
  const { bot } = new Conversation(db, { now: NOW });
  const [department] = listDepartments(db, listPlans(db)[0]?.id ?? 0);
  const [goal] = listGoals(db, department?.id ?? 0);
  if (department === undefined || goal === undefined) throw new Error("no goal");
  const arriving = { who: { id: "U0", name: "佐藤" }, where, at: NOW };
  const button: ButtonIn = {
    ...arriving,
    kind: "button",
    key: "b:1",
    value: encodePress({ do: "quick", goal: goal.id, nonce: "n1" }),
    message: null,
  };
  const form = (text: string): FormIn => ({
    ...arriving,
    kind: "form",
    key: `f:${text}`,
    form: "report",
    context: JSON.stringify({ department: department.id, goal: goal.id, nonce: "n2" }),
    values: { state: "unchanged", text },
  });
  return { db, bot, button, form };
}

const notes = (db: Db): number => one<{ n: number }>(db, "SELECT count(*) AS n FROM note")?.n ?? 0;
const inbox = (db: Db) =>
  all<{ kind: string; status: string }>(db, "SELECT kind, status FROM inbox ORDER BY id");

/** Makes every note fail until it is let go. */
function breakNotes(db: Db): () => void {
  db.exec("CREATE TRIGGER broken BEFORE INSERT ON note BEGIN SELECT raise(ABORT, 'broken'); END");
  return () => db.exec("DROP TRIGGER broken");
}

it("a press and a form that fail are kept, worked off later and answered, once", async () => {
  const { db, bot, button, form } = setUp();
  const mend = breakNotes(db);
  const handle = createHandle(bot, options);
  for (const incoming of [button, button, form("改定案を作成")]) {
    const sorry = await handle(incoming);
    expect(sorry === null ? "" : replyText(sorry)).toContain("もう一度処理して結果をお知らせします");
  }
  expect(inbox(db)).toEqual([
    { kind: "button", status: "new" },
    { kind: "form", status: "new" },
  ]);
  mend();
  const later = { ...bot, clock: () => NOW + 10 * SECOND };
  const intake = createIntake(later, options, () => undefined, null);
  intake.start();
  await expect.poll(() => inbox(db).map(({ status }) => status)).toEqual(["done", "done"]);
  await intake.stop();
  expect(notes(db)).toBe(2);
  const answers = one<{ n: number }>(db, "SELECT count(*) AS n FROM outbox WHERE kind = 'answer'");
  expect(answers?.n).toBe(2);
});

it("a form with what looks like personal data is kept nowhere", () => {
  const { db, bot, form } = setUp();
  const careful = { ...bot, privacy: loadPatterns(null) };
  expect(keepForLater(careful, form("090-1234-5678 に電話しました"))).toBe(false);
  expect(inbox(db)).toEqual([]);
});
