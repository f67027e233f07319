import { describe, expect, it } from "vitest";
import { blocksText, type Form, replyText } from "../../src/bot/reply.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { isConfirming, listAwaiting, setConfirming } from "../../src/store/confirmations.js";
import { all } from "../../src/store/database.js";
import { reviseNote } from "../../src/store/note-writing.js";
import { listNotes } from "../../src/store/notes.js";
import { ensurePerson } from "../../src/store/people.js";
import { blocksOf, button, buttonsOf, Conversation } from "../kit/conversation.js";
import { giveRole } from "../kit/people.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/** A ward with two reports in 危機管理部, its 課長 (U7), one of another department (U8), and 企画課 (U0). */
function ward({ on = true } = {}) {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, WARD);
  const department = (name: string): number =>
    Number(db.prepare("SELECT id FROM department WHERE name = ?").pluck().get(name));
  const goals = db
    .prepare("SELECT id FROM goal WHERE department_id = ? ORDER BY number")
    .pluck()
    .all(department("危機管理部")) as number[];
  for (const [id, name] of [
    ["U7", "危機管理部"],
    ["U8", "福祉部(福祉事務所)"],
  ] as const) {
    const person = ensurePerson(db, "web", id, `${name}長`);
    giveRole(db, person.id, { role: "manager", departmentId: department(name), post: null });
  }
  note(db, goals[0] ?? 0, "協定書の案を作成");
  note(db, goals[1] ?? 0, "備品を発注");
  if (on) setConfirming(db, "緑風区", true);
  const talk = (who: string) => new Conversation(db, { who });
  const words = (reply: Parameters<typeof blocksOf>[0]) => blocksText(blocksOf(reply));
  return { db, planId, goals, talk, words, department };
}

describe("課長確認", () => {
  it("is off until 企画課 turns it on, which is written down", async () => {
    const { db, talk, words } = ward({ on: false });
    expect(words(await talk("U7").ask("確認"))).toContain("使っていません");
    expect(buttonsOf(await talk("U7").ask("確認"))).toEqual([]);
    const planning = talk("U0");
    await planning.press(button(await planning.ask("確認"), "課長確認を始める"));
    expect(isConfirming(db, "緑風区")).toBe(true);
    expect(db.prepare("SELECT action, after FROM audit ORDER BY id DESC LIMIT 1").get()).toEqual({
      action: "confirming.set",
      after: "true",
    });
    await planning.press(button(await planning.ask("確認"), "課長確認をやめる"));
    expect(isConfirming(db, "緑風区")).toBe(false);
  });

  it("shows the manager what waits, and a yes takes it off", async () => {
    const { db, planId, talk, words } = ward();
    const manager = talk("U7");
    const asked = await manager.ask("確認 危機管理部");
    expect(words(asked)).toContain("確認待ち 2件");
    expect(words(asked)).toContain("協定書の案を作成");
    const [first] = buttonsOf(asked);
    const done = await manager.press(first?.press ?? button(asked, ""));
    expect(words(done)).toContain("1件の報告を確認しました。");
    // The way on stands with the answer: nobody types the command again.
    expect(words(await manager.press(button(done, "危機管理部の残り1件を見る")))).toContain("確認待ち 1件");
    expect(listAwaiting(db, planId, null)).toHaveLength(1);
    expect(words(await manager.press(first?.press ?? button(asked, "")))).toContain("すでに確認");
    expect(
      words(await manager.press(button(await manager.ask("確認"), "表示中の1件をまとめて確認"))),
    ).toContain("1件");
    expect(words(await manager.ask("確認"))).toContain("確認を待っている報告はありません");
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("shows all that a yes says yes to: the state and the percent, too", async () => {
    const { db, goals, talk, words } = ward();
    const [said] = listNotes(db, goals[0] ?? 0);
    const content = {
      state: "slightly_behind",
      level: null,
      percent: 40,
      unchanged: false,
      text: "入札不調",
    } as const;
    const act = { actor: "web:U1", at: NOW, via: "thread" };
    reviseNote(db, said?.id ?? 0, content, act, "edit");
    const asked = await talk("U7").ask("確認 危機管理部");
    expect(words(asked)).toContain("やや遅れ・40%「入札不調」");
    expect(words(asked)).toContain("順調「備品を発注」");
    const opened = (await talk("U7").press(button(asked, "差戻し"))) as Form;
    expect(replyText(opened)).toContain("やや遅れ・40%「入札不調」");
    await talk("U7").submit("return", opened.context, { reason: "時期を書いてください" });
    const [told] = all<{ body: string }>(db, "SELECT body FROM outbox WHERE dedupe LIKE 'returned:%'");
    expect(told?.body).toContain("やや遅れ・40%「入札不調」");
  });

  it("is for the department's own managers: others read counts or nothing, and their presses do nothing", async () => {
    const { db, planId, talk, words } = ward();
    const other = await talk("U8").ask("確認 危機管理部");
    expect([words(other).includes("協定書"), words(other)]).toEqual([
      false,
      expect.stringContaining("管理職"),
    ]);
    const counts = words(await talk("U0").ask("確認"));
    expect([counts.includes("危機管理部\t2"), counts.includes("協定書")]).toEqual([true, false]);
    const [first] = buttonsOf(await talk("U7").ask("確認"));
    for (const who of ["U8", "U1", "U0"]) {
      expect(words(await talk(who).press(first?.press ?? { do: "help" }))).toContain("管理職");
    }
    expect(listAwaiting(db, planId, null)).toHaveLength(2);
  });

  it("sends back with a reason that the writer gets once, privately", async () => {
    const { db, goals, talk, words } = ward();
    const manager = talk("U7");
    const opened = await manager.press(button(await manager.ask("確認"), "差戻し"));
    if (opened?.kind !== "form") throw new Error("no form");
    expect(await manager.submit("return", opened.context, { reason: " " })).toMatchObject({
      kind: "form-errors",
    });
    expect(
      words(await manager.submit("return", opened.context, { reason: "数値を入れてください" })),
    ).toContain("差し戻しました");
    await manager.submit("return", opened.context, { reason: "もう一度" });
    const told = db.prepare("SELECT target, body FROM outbox WHERE kind = 'tell'").all() as {
      target: string;
      body: string;
    }[];
    expect(told.map(({ target }) => target)).toEqual(["U1"]);
    expect(told[0]?.body).toContain("数値を入れてください");
    expect(listNotes(db, goals[0] ?? 0)).toHaveLength(1);
  });

  it("counts an edited report as unconfirmed again, and does not decide about words that were not shown", async () => {
    const { db, planId, goals, talk, words } = ward();
    const manager = talk("U7");
    const asked = await manager.ask("確認");
    const [shown] = listNotes(db, goals[0] ?? 0);
    const content = {
      state: "behind" as const,
      level: null,
      percent: null,
      unchanged: false,
      text: "遅れています",
    };
    reviseNote(db, shown?.id ?? 0, content, { actor: "slack:U1", at: NOW, via: "thread" }, "edit");
    const [first] = buttonsOf(asked);
    expect(words(await manager.press(first?.press ?? { do: "help" }))).toContain("直されたか");
    await manager.press(button(await manager.ask("確認"), "表示中の2件をまとめて確認"));
    expect(listAwaiting(db, planId, null)).toEqual([]);
    reviseNote(
      db,
      shown?.id ?? 0,
      { ...content, text: "また直した" },
      { actor: "slack:U1", at: NOW, via: "thread" },
      "edit",
    );
    expect(listAwaiting(db, planId, null).map(({ id }) => id)).toEqual([shown?.id]);
  });
});
