import { describe, expect, it } from "vitest";
import { blocksText } from "../../src/bot/reply.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { listAwaiting, listConfirmations, setConfirming } from "../../src/store/confirmations.js";
import { ensurePerson } from "../../src/store/people.js";
import { blocksOf, button, buttonsOf, Conversation } from "../kit/conversation.js";
import { giveRole } from "../kit/people.js";
import { importText, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

/** 危機管理部 with a manager (U7) and two reports that wait; U5 is somebody of the department. */
function ward() {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, WARD);
  const department = Number(db.prepare("SELECT id FROM department WHERE name = '危機管理部'").pluck().get());
  const goals = db
    .prepare("SELECT id FROM goal WHERE department_id = ? ORDER BY number")
    .pluck()
    .all(department) as number[];
  giveRole(db, ensurePerson(db, "web", "U7", "課長").id, {
    role: "manager",
    departmentId: department,
    post: null,
  });
  ensurePerson(db, "web", "U5", "鈴木");
  note(db, goals[0] ?? 0, "協定書の案を作成");
  note(db, goals[1] ?? 0, "備品を発注");
  setConfirming(db, "緑風区", true);
  const talk = (who: string, now = tokyoInstant("2026-11-24", "10:00")) => new Conversation(db, { who, now });
  const words = (reply: Parameters<typeof blocksOf>[0]) => blocksText(blocksOf(reply));
  const values = { department: String(department), person: "U5", from: "2026-12-01", until: "2026-12-10" };
  return { db, planId, department, goals, talk, words, values };
}

describe("a deputy of the one who confirms", () => {
  it("is named by the manager or 企画課, and by nobody else", async () => {
    const { planId, talk, words, values } = ward();
    const opened = await talk("U7").press(button(await talk("U7").ask("確認"), "確認の代理を決める"));
    if (opened?.kind !== "form") throw new Error("no form");
    const send = (who: string, given: Record<string, string>) =>
      talk(who).submit("deputy", opened.context, given);
    expect(await send("U7", { ...values, until: "2026-11-30" })).toMatchObject({
      errors: { until: expect.stringContaining("後に") },
    });
    expect(await send("U7", { ...values, person: "" })).toMatchObject({ kind: "form-errors" });
    for (const who of ["U5", "U3"])
      expect(words(await send(who, values)), who).toContain("管理職の方と企画課です");
    expect(words(await talk("U3").press({ do: "deputy-form", plan: planId }))).toContain(
      "管理職の方と企画課",
    );
    expect(words(await send("U7", values))).toContain("確認の代理を決めました（12月1日(火)〜12月10日(木)）");
    expect(words(await send("U0", { ...values, person: "U6" }))).toContain("決めました");
  });

  it("may confirm from the first to the last day, and what is confirmed says so", async () => {
    const { db, planId, goals, talk, words, values } = ward();
    await talk("U7").submit("deputy", JSON.stringify({ plan: planId }), values);
    const at = (day: string) => talk("U5", tokyoInstant(day, "12:00"));
    for (const day of ["2026-11-30", "2026-12-11"])
      expect(words(await at(day).ask("確認 危機管理部")), day).toContain("管理職");
    const asked = await at("2026-12-01").ask("確認 危機管理部");
    expect(words(asked)).toContain("確認待ち 2件");
    const press = button(asked, "確認");
    expect(words(await at("2026-12-11").press(press))).toContain("管理職");
    expect(words(await at("2026-12-10").press(press))).toContain("1件の報告を確認しました");
    expect(listAwaiting(db, planId, null)).toHaveLength(1);
    expect([...listConfirmations(db, goals[0] ?? 0).values()]).toMatchObject([
      { byName: "U5", asDeputy: true },
    ]);
    expect(words(await talk("U7").ask("危機管理部 1"))).toContain("確認済み U5（代理）");
    await talk("U7").press(button(await talk("U7").ask("確認"), "確認"));
    expect(words(await talk("U7").ask("危機管理部 2"))).toContain("確認済み U7");
    expect(words(await talk("U7").ask("危機管理部 2"))).not.toContain("代理");
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("is shown in 担当一覧, and ended by a button", async () => {
    const { planId, talk, words, values } = ward();
    await talk("U7").submit("deputy", JSON.stringify({ plan: planId }), values);
    expect(words(await talk("U3").ask("担当一覧 危機管理部"))).toContain(
      "確認の代理: 鈴木さん（12月1日(火)〜12月10日(木)）",
    );
    const day = tokyoInstant("2026-12-03", "12:00");
    const end = button(await talk("U7", day).ask("確認"), "代理を終える");
    expect(words(await talk("U5", day).press(end))).toContain("管理職の方と企画課");
    expect(words(await talk("U7", day).press(end))).toContain("終えました");
    expect(words(await talk("U7", day).press(end))).toContain("すでに終わっています");
    expect(words(await talk("U5", day).ask("確認 危機管理部"))).toContain("管理職");
    expect(buttonsOf(await talk("U7", day).ask("確認")).map(({ label }) => label)).not.toContain(
      "代理を終える",
    );
  });
});
