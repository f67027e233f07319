import { expect, it } from "vitest";
import { all, run } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { button } from "../kit/conversation.js";
import { at, Desk, wordsOf } from "../kit/desk.js";
import { bindChannel } from "../kit/people.js";
import { importText } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

it("設定 shows 企画課 what was set aside and tries all of it again, once", async () => {
  const desk = new Desk(at("2026-11-24"));
  const states = () => all(desk.db, "SELECT id, status, attempts, reason FROM inbox ORDER BY id");
  expect(wordsOf(await desk.ask("設定"))).not.toContain("取り置いた");
  for (const [id, status] of ["set_aside", "done", "set_aside"].entries())
    run(
      desk.db,
      `INSERT INTO inbox(id, platform, event_key, kind, payload, received_at, status, attempts, reason, error_id)
       VALUES (?, 'web', ?, 'message', '{}', ?, ?, 5, '秘密の文', 'E-3F9A1C')`,
      id + 1,
      `k${id}`,
      desk.now,
      status,
    );
  const before = states();
  expect(wordsOf(await desk.ask("設定", "U1"))).not.toContain("取り置いた");
  expect(wordsOf(await desk.press({ do: "retry-event" }, "U1"))).toBe(
    "もう一度処理できるのは企画課の方です。",
  );
  expect(wordsOf(await desk.press({ do: "retry-event", event: 2 }))).toContain("もうありません");
  expect(states()).toEqual(before);

  const shown = await desk.ask("設定");
  expect(wordsOf(shown)).toContain("処理できずに取り置いた返信が 2件あります。");
  const kicked = desk.kicked;
  expect(wordsOf(await desk.press(button(shown, "もう一度処理する")))).toContain("2件をもう一度処理します。");
  expect(desk.kicked).toBe(kicked + 1);
  expect(states()).toEqual([
    { id: 1, status: "new", attempts: 0, reason: null },
    before[1],
    { id: 3, status: "new", attempts: 0, reason: null },
  ]);
  expect(desk.audit().map(({ action, target, before: was }) => [action, target, was])).toEqual([
    ["event.retry", "inbox:1", { errorId: "E-3F9A1C" }],
    ["event.retry", "inbox:3", { errorId: "E-3F9A1C" }],
  ]);
  expect(wordsOf(await desk.press({ do: "retry-event" }))).toContain("もうありません");
});

it("is the matter of 企画課 of the municipality where it was said, wherever it is pressed", async () => {
  const desk = new Desk(at("2026-11-24"));
  const { planId } = importText(desk.db, WARD.replaceAll("緑風区", "青嵐市"));
  const theirs = listDepartments(desk.db, planId)[0]?.id ?? 0;
  bindChannel(
    desk.db,
    {
      platform: "web",
      conversation: "C-city",
      name: "市",
      destination: {},
      purpose: "department",
      departmentId: theirs,
    },
    desk.now,
  );
  Object.assign(desk.bot, { adminUsers: ["U0@緑風区", "U9@青嵐市"] });
  for (const [index, conversation] of ["C-city", "c-危機管理部", "C-nowhere"].entries())
    run(
      desk.db,
      `INSERT INTO inbox(platform, event_key, kind, payload, received_at, status) VALUES ('web', ?, 'message', ?, ?, 'set_aside')`,
      `k${index}`,
      JSON.stringify({ incoming: { who: { id: "U7" }, where: { conversation } } }),
      desk.now,
    );
  const open = () =>
    all<{ id: number }>(desk.db, "SELECT id FROM inbox WHERE status = 'set_aside'").map(({ id }) => id);
  // What was said nowhere in particular is the current municipality's.
  expect(wordsOf(await desk.ask("設定"))).toContain("取り置いた返信が 2件");
  expect(wordsOf(await desk.press({ do: "retry-event", event: 1 }))).toContain("企画課");
  expect(
    wordsOf(await desk.press({ do: "retry-event", event: 1 }, "U0", desk.channel("危機管理部"))),
  ).toContain("企画課");
  expect(wordsOf(await desk.press({ do: "retry-event" }))).toContain("2件を");
  expect(open()).toEqual([1]);
  // Pressed in the other's channel.
  expect(
    wordsOf(await desk.press({ do: "retry-event", event: 1 }, "U9", desk.channel("危機管理部"))),
  ).toContain("1件を");
  expect(open()).toEqual([]);
});
