import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { replyText } from "../../src/bot/reply.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { all, inTransaction } from "../../src/store/database.js";
import { listPlanGoals } from "../../src/store/goals.js";
import { fixInstant, listInstants } from "../../src/store/instants.js";
import { Conversation } from "../kit/conversation.js";
import { entered, openOffice } from "../kit/office-visit.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

function ward() {
  const { db } = temporaryDatabase();
  const { planId } = importText(db, WARD, { now: tokyoInstant("2026-04-10", "09:00") });
  note(db, listPlanGoals(db, planId)[0]?.id ?? 0, "協定書の<b>案</b>を作成", NOW - 1000);
  const act = { actor: "web:U0", at: NOW, via: "command" };
  const instant = inTransaction(db, () => fixInstant(db, { planId, name: "11月", at: NOW }, act));
  return { db, planId, instant: instant?.id ?? 0 };
}

it("papers are shown as a page that prints a department a sheet, each marked as a draft, of now and of a 時点", async () => {
  const { db, planId, instant } = ward();
  const visit = await entered(await openOffice(db));
  const choices = await visit.get("/office/papers");
  expect(choices.html).toContain(`/office/papers/${planId}/${instant}`);
  for (const when of ["now", String(instant)]) {
    const { status, html } = await visit.get(`/office/papers/${planId}/${when}`);
    expect(status).toBe(200);
    expect(html).toContain("協定書の&lt;b&gt;案&lt;/b&gt;を作成");
    const sheets = html.match(/class="sheet"/gu)?.length ?? 0;
    expect([sheets > 3, html.match(/【案】/gu)?.length]).toEqual([true, sheets]);
    expect(html.includes("11月時点")).toBe(when !== "now");
    // Each is printed in the size in which it takes one page; the picture has its numbers, and words for a small screen.
    expect(html.match(/style="--size: [789](?:\.5)?pt"/gu)).toHaveLength(sheets);
    expect(html.match(/<p class="on-phone">重点目標 \d+件　/gu)).toHaveLength(sheets);
    expect(html.match(/alt="[^"]+重点目標 \d+件の状態。/gu)).toHaveLength(sheets);
    if (process.env.LOOK !== undefined) writeFileSync(process.env.LOOK, html);
  }
  expect((await visit.get(`/office/papers/${planId}/999`)).status).toBe(303);
});

it("papers are handed over as files with their type, the same of a 時点 each time, and it is written down", async () => {
  const { db, planId, instant } = ward();
  const visit = await entered(await openOffice(db));
  const take = (moment: string, output: string) =>
    visit.post("/office/papers", { moment: `${planId}/${moment}`, output }, "/office/papers");
  const first = await take(String(instant), "csv");
  expect(first.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect((await take(String(instant), "csv")).bytes).toEqual(first.bytes);
  for (const moment of ["now", String(instant)]) {
    const docx = await take(moment, "docx");
    expect(docx.headers.get("content-disposition")).toContain(".docx");
    expect(String.fromCharCode(...docx.bytes.slice(0, 2))).toBe("PK");
  }
  expect((await take("now", "json")).status).toBe(422);
  expect((await take("now", "exe")).status).toBe(422);
  expect(all(db, "SELECT 1 FROM audit WHERE action = 'file.hand_over'")).toHaveLength(4);
});

it("/policy 資料 hands the Word document over, of one department or a 時点, to who may have it", async () => {
  const { db } = ward();
  const planning = new Conversation(db);
  for (const [typed, name] of [
    ["資料", /^庁議資料_緑風区_2026_/u],
    ["資料 危機管理部", /^庁議資料_緑風区_危機管理部_/u],
    ["資料 11月", /^庁議資料_緑風区_2026_11月\.docx$/u],
  ] as const) {
    expect((await planning.ask(typed)).file?.name).toMatch(name);
  }
  expect(replyText(await planning.ask("資料 ない部"))).toContain("一つに決まりません");
  const staff = await new Conversation(db, { who: "U5" }).ask("資料");
  expect([staff.file, replyText(staff)]).toEqual([undefined, expect.stringContaining("企画課")]);
});

it("a 時点 is fixed, compared and taken away on the page, as in chat", async () => {
  const { db, planId, instant } = ward();
  const visit = await entered(await openOffice(db));
  const send = (fields: Record<string, string>) =>
    visit.post("/office/papers/instants", { plan: String(planId), ...fields }, "/office/papers");
  const fix = (name: string, day: string) => send({ do: "fix", name, day });
  for (const [name, day, sentence] of [
    ["9月末", "2026-12-01", "これから先の日は固定できません"],
    ["9月末", "2026-03-01", "始まる前の日は固定できません"],
    ["9月末", "きのう", "日付で選んでください"],
    ["今", "2026-09-30", "時点の名前は"],
    ["11月", "2026-09-30", "もうあります"],
  ] as const) {
    const refused = await fix(name, day);
    expect([refused.status, refused.html.includes(sentence)], sentence).toEqual([422, true]);
  }
  expect((await fix("9月末", "2026-09-30")).html).toContain("時点「9月末」を固定しました");
  const made = listInstants(db, planId).find(({ name }) => name === "9月末");
  expect(made?.at).toBe(tokyoInstant("2026-10-01") - 1);
  note(db, listPlanGoals(db, planId)[1]?.id ?? 0, "備品を<i>発注</i>", NOW);
  const compare = (from: string, to: string) =>
    visit.get(`/office/papers/${planId}/difference?from=${from}&to=${to}`);
  const { html } = await compare(String(made?.id), "now");
  expect(html).toContain("9月末（9/30）から今（11/24）までの違い");
  // The period is said once, as the title; the departments are folded only where there is much.
  expect([html.split("から今（11/24）まで").length, html.includes("報告の追加 2件")]).toEqual([3, true]);
  expect(html).toMatch(/<details open=""><summary><h2>危機管理部<\/h2>　[^<]*報告の追加/u);
  expect(html).toContain("備品を&lt;i&gt;発注&lt;/i&gt;");
  for (const { id } of listPlanGoals(db, planId))
    for (const text of ["一", "二", "三"]) note(db, id, text, NOW);
  const long = (await compare(String(made?.id), "now")).html;
  expect([long.includes("<details open"), long.includes("<details><summary><h2>危機管理部</h2>")]).toEqual([
    false,
    true,
  ]);
  // The earlier of the two is what the later is compared with.
  expect((await compare(String(instant), String(made?.id))).html).toContain(
    "9月末（9/30）から11月（11/24）まで",
  );
  for (const [from, to] of [
    ["999", "now"],
    [String(instant), String(instant)],
    [String(instant), "999"],
  ] as const)
    expect((await compare(from, to)).status).toBe(422);
  expect((await send({ do: "remove", instant: String(instant), reason: " " })).status).toBe(422);
  expect((await send({ do: "remove", instant: String(instant), reason: "誤って固定" })).html).toContain(
    "消しました",
  );
  expect(listInstants(db, planId).map(({ name }) => name)).toEqual(["9月末"]);
  expect(findBrokenAudit(db)).toBeNull();
});
