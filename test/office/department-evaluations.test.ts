import { beforeEach, describe, expect, it } from "vitest";
import type { Reply } from "../../src/bot/reply.js";
import { tokyoInstant } from "../../src/domain/time.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { setConfirming } from "../../src/store/confirmations.js";
import { all, type Db } from "../../src/store/database.js";
import { listDepartments } from "../../src/store/departments.js";
import { evaluationOf, evaluationVersions, openConflicts } from "../../src/store/evaluations.js";
import { listGoals } from "../../src/store/goals.js";
import { nameDeputy } from "../../src/store/holding.js";
import { listOccasions, type Occasion } from "../../src/store/occasions.js";
import { municipalityOf, organisationOf } from "../../src/store/organisations.js";
import { ensurePerson, setOwner } from "../../src/store/people.js";
import { blocksOf, button, Conversation } from "../kit/conversation.js";
import { openOffice, type Visit } from "../kit/office-visit.js";
import { giveRole, takeRole } from "../kit/people.js";
import { importText, NOW, note, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const OPENING = { name: "中間評価", asOf: "2026-09-30", dueOn: "2026-12-11" };
const ASKED = { achievement: "required", result: "required", issue: "optional", direction: "optional" };
const WORDS = { achievement: "B 概ね達成した", issue: "", direction: "継続" };

let db: Db;
let opened: Awaited<ReturnType<typeof openOffice>>;
let department: { readonly id: number; readonly name: string };
let neighbour: { readonly id: number };
let occasion: Occasion;

const goal = (number: number): number => listGoals(db, department.id)[number - 1]?.id ?? 0;
const sheet = (number: number) => evaluationOf(db, occasion.id, goal(number));
const page = (id = department.id) => `/office/evaluations/${occasion.id}/${id}`;
const person = (id: string) => ensurePerson(db, "web", id, id).id;
const said = (reply: Reply | null): string => JSON.stringify(blocksOf(reply));

/** 危機管理部 with its 庶務担当 (U3, U4), 課長 (U7), a goal's owner (U8) and the 庶務担当 of another department (U9). */
beforeEach(async () => {
  db = temporaryDatabase().db;
  const plan = importText(db, WARD).planId;
  const [first, second] = listDepartments(db, plan);
  if (first === undefined || second === undefined) throw new Error("no departments");
  [department, neighbour] = [first, second];
  for (const [who, role, of] of [
    ["U3", "coordinator", department.id],
    ["U4", "coordinator", department.id],
    ["U7", "manager", department.id],
    ["U9", "coordinator", neighbour.id],
  ] as const)
    giveRole(db, person(who), { role, departmentId: of, post: null });
  setOwner(db, goal(3), person("U8"));
  note(db, goal(2), "候補の3施設と協議", NOW - 60 * 86_400_000);
  setConfirming(db, "緑風区", true);
  opened = await openOffice(db);
  const planner = new Conversation(db);
  const context = JSON.stringify({ plan });
  await planner.submit("occasion", context, { ...OPENING, ...ASKED });
  const [made] = listOccasions(db, plan);
  if (made === undefined) throw new Error("no occasion");
  occasion = made;
});

const talk = (who: string): Conversation => {
  const conversation = new Conversation(db, { who, now: opened.time.now });
  (conversation.bot as { officeLink: unknown }).officeLink = opened.office.linkFor;
  return conversation;
};
const asked = (who: string): Promise<Reply | null> =>
  talk(who)
    .ask("評価 危機管理部")
    .then((shown) => talk(who).press(button(shown, "画面でまとめて記入・確認する")));

/** Asks for the page in chat and opens it by its link. */
async function entered(who: string): Promise<Visit> {
  const link = /\/office\/enter\?t=([\w-]+)/u.exec(said(await asked(who)))?.[1] ?? "";
  const visit = opened.visit();
  expect((await visit.get(`/office/enter?t=${link}`)).html).toContain("部の評価を開く");
  const { headers } = await visit.post("/office/enter", { t: link });
  expect(headers.get("location")).toBe(page());
  return visit;
}

const save = (visit: Visit, number: number, fields: Record<string, string>, revision = "0") =>
  visit.post(page(), { goal: String(goal(number)), revision, ...WORDS, result: "", ...fields }, page());
const version = (number: number): string => `${sheet(number)?.id}:${sheet(number)?.revision}`;

describe("a department's page of 評価", () => {
  it("is opened by those who fill in or confirm, for their own department, and leads nowhere else", async () => {
    for (const who of ["U3", "U7", "U8"]) {
      const visit = await entered(who);
      expect((await visit.get(page())).html).toContain("中間評価　危機管理部");
      for (const path of ["/office", "/office/evaluations", "/office/goals", "/office/papers"])
        expect([path, (await visit.get(path)).headers.get("location")]).toEqual([path, page()]);
      const other = await visit.get(page(neighbour.id));
      expect([who, other.status, other.html.includes("福祉部")]).toEqual([who, 404, false]);
    }
    for (const who of ["U1", "U9"]) expect(said(await asked(who)), who).toContain("企画課です");
    expect(all(db, "SELECT 1 FROM audit WHERE action = 'office.link'")).toHaveLength(3);
  });

  it("begins with the year's reports; what is written by two people at once is kept, and shown to both", async () => {
    const [one, two] = [await entered("U3"), await entered("U4")];
    expect((await one.get(page())).html).toContain("9月 候補の3施設と協議");
    expect((await save(one, 2, { result: "協定を2件締結" })).html).toContain("記録しました");
    // Left as it was offered: nobody's words, and no conflict.
    const untouched = await save(two, 2, { result: "9月 候補の3施設と協議", issue: "周知" });
    expect(untouched.html).toContain("記録しました");
    expect(sheet(2)).toMatchObject({ result: "協定を2件締結", issue: "周知" });
    const collided = await save(two, 2, { result: "協定を3件締結", issue: "周知" });
    expect([collided.status, collided.html.includes("別の方の記入があります")]).toEqual([422, true]);
    for (const text of ["協定を2件締結", "協定を3件締結"]) expect(collided.html).toContain(text);
    const [conflict] = openConflicts(db, sheet(2)?.id ?? 0);
    const manager = await entered("U7");
    expect((await manager.get(page())).html).toContain("U4さんの記入");
    // Two texts at once are confirmed by nobody, neither alone nor with others.
    await save(one, 3, { result: "訓練を実施" });
    const held = (await manager.get(page())).html;
    expect([held.includes("まだ確認できません"), held.includes("まとめて確認")]).toEqual([true, false]);
    const early = await manager.post(page(), { do: "confirm", versions: version(2) }, page());
    expect([early.status, early.html.includes("どちらの記入にするかを決めてから")]).toEqual([422, true]);
    const some = { do: "confirm", versions: `${version(2)} ${version(3)}` };
    expect((await manager.post(page(), some, page())).html).toContain(
      "1件は、そのあとで直されたか、記入が重なったか",
    );
    expect([sheet(2)?.verdict, sheet(3)?.verdict]).toEqual([null, "confirmed"]);
    await one.post(page(), { conflict: String(conflict?.id), take: "both" }, page());
    expect(sheet(2)?.result).toBe("協定を2件締結\n協定を3件締結");
    expect(evaluationVersions(db, sheet(2)?.id ?? 0).map(({ result }) => result)).toContain("協定を2件締結");
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("lets an owner write the own goal alone, and no one confirm who is no manager", async () => {
    const owner = await entered("U8");
    expect((await save(owner, 3, { result: "訓練を実施" })).html).toContain("記録しました");
    expect((await save(owner, 2, { result: "ほかの目標" })).html).toContain("あなたの役割では記入できません");
    expect(sheet(2)).toBeNull();
    const confirmed = await owner.post(page(), { do: "confirm", versions: version(3) }, page());
    expect([confirmed.status, sheet(3)?.verdict]).toEqual([422, null]);
    expect(confirmed.html).not.toContain("確認をお願いします");
  });

  it("has a manager confirm each, some for the public, several at once, and send back with a reason", async () => {
    const writer = await entered("U3");
    for (const number of [1, 2, 3, 4]) await save(writer, number, { result: `成果${number}` });
    const manager = await entered("U7");
    const shown = (await manager.get(page())).html;
    expect(shown).toContain("4件をまとめて確認");
    const decide = (how: string, versions: string, more: Record<string, string> = {}) =>
      manager.post(page(), { do: how, versions, ...more }, page());
    expect((await decide("return", version(1), { reason: " " })).html).toContain("理由を入力してください");
    expect((await decide("return", version(1), { reason: "数を足してください" })).html).toContain(
      "差し戻しました",
    );
    expect(
      JSON.stringify(all(db, "SELECT body FROM outbox WHERE kind = 'tell' AND target = 'U3'")),
    ).toContain("数を足してください");
    expect((await decide("public", version(2))).html).toContain("1件の評価を確認しました（公表可）");
    const both = `${version(3)} ${version(4)}`;
    await save(writer, 4, { result: "成果4の直し" }, String(sheet(4)?.revision));
    const most = await decide("confirm", both);
    expect(most.html).toContain("1件の評価を確認しました。1件は、そのあとで直されたか");
    expect([1, 2, 3, 4].map((number) => [sheet(number)?.verdict, sheet(number)?.isPublic])).toEqual([
      ["returned", false],
      ["confirmed", true],
      ["confirmed", false],
      [null, false],
    ]);
    expect((await decide("confirm", both)).status).toBe(422);
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("is a deputy's for the days that were named, and says that it was a deputy", async () => {
    await save(await entered("U3"), 2, { result: "協定を2件締結" });
    const municipalityId = municipalityOf(db, department.id);
    const organisationId = organisationOf(db, department.id);
    if (municipalityId === null || organisationId === null) throw new Error("no organisation");
    nameDeputy(
      db,
      { municipalityId, organisationId, personId: person("U6"), from: "2026-11-24", until: "2026-11-25" },
      { actor: "web:U7", at: NOW, via: "form" },
    );
    const deputy = await entered("U6");
    const written = await save(deputy, 1, { result: "代理の記入" });
    expect([written.status, sheet(1)]).toEqual([422, null]);
    await deputy.post(page(), { do: "confirm", versions: version(2) }, page());
    expect(sheet(2)).toMatchObject({ verdict: "confirmed", asDeputy: true, confirmedBy: "U6" });
    expect((await deputy.get(page())).html).toContain("確認済み（代理）");
    expect(said(await talk("U3").ask("危機管理部 2"))).toContain("確認済み（代理）");
    expect(all(db, "SELECT after FROM audit WHERE action = 'evaluation.confirm'")).toEqual([
      { after: expect.stringContaining('"deputy":true') },
    ]);
    opened.time.now = tokyoInstant("2026-11-26", "09:00");
    expect(said(await asked("U6"))).toContain("企画課です");
  });

  it("closes to who has lost the role, also while it is open in the browser", async () => {
    const visit = await entered("U3");
    await save(visit, 1, { result: "はじめの記入" });
    const key = (await visit.get(page())).html;
    takeRole(db, person("U3"), { role: "coordinator", departmentId: department.id });
    expect(key).toContain("form_key");
    expect((await visit.get(page())).status).toBe(404);
    expect((await save(visit, 2, { result: "あとの記入" })).status).not.toBe(200);
    expect(sheet(2)).toBeNull();
  });
});
