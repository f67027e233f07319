import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { createHandle } from "../../src/bot/app.js";
import { encodePress } from "../../src/bot/query.js";
import { replyText } from "../../src/bot/reply.js";
import { one, openDatabase } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { listGoals } from "../../src/store/goals.js";
import { listPlans } from "../../src/store/plans.js";
import { Conversation } from "../kit/conversation.js";
import { importText, NOW, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

it("while somebody else keeps the database locked, questions are answered and a press waits its turn", async () => {
  const { db: making, file } = temporaryDatabase();
  importText(making, WARD);
  const db = openDatabase(file, { toWork: true });
  const { bot } = new Conversation(db, { now: NOW });
  const goal = listGoals(db, listDepartments(db, listPlans(db)[0]?.id ?? 0)[0]?.id ?? 0)[0];
  if (goal === undefined) throw new Error("no goal");
  const other = new Database(file);
  other.exec("BEGIN IMMEDIATE");
  const handle = createHandle(bot, { pageSize: () => 100_000 });
  const where = {
    platform: "web",
    conversation: "D1",
    kind: "direct",
    name: null,
    thread: null,
    destination: {},
  } as const;
  const arriving = { who: { id: "U0", name: "佐藤" }, where, at: NOW };
  const order: string[] = [];
  const value = encodePress({ do: "quick", goal: goal.id, nonce: "n1" });
  const pressed = handle({ ...arriving, kind: "button", key: "b:1", value, message: null }).then((reply) => {
    order.push("press");
    return reply;
  });
  const asked = await handle({ ...arriving, kind: "command", key: "c:1", text: "危機管理部" });
  order.push("question");
  expect(asked === null ? "" : replyText(asked)).toContain("地区ごとの防災計画の見直し");
  other.exec("COMMIT");
  other.close();
  const reply = await pressed;
  expect(order).toEqual(["question", "press"]);
  expect(reply === null ? "" : replyText(reply)).not.toContain("申し訳ありません");
  expect(one(db, "SELECT count(*) AS n FROM note")).toEqual({ n: 1 });
  db.close();
});
