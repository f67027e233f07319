import { beforeEach, describe, expect, it } from "vitest";
import { takeReturnedEvaluations } from "../../src/bot/features/evaluation/sheets.js";
import { blocksText, type Form, type Reply, replyText } from "../../src/bot/reply.js";
import { prefillFrom } from "../../src/domain/evaluation.js";
import { addDays, tokyoDate, tokyoInstant } from "../../src/domain/time.js";
import { planHash } from "../../src/export/token.js";
import { findBrokenAudit } from "../../src/store/audit.js";
import { setConfirming } from "../../src/store/confirmations.js";
import { all, type Db, inTransaction } from "../../src/store/database.js";
import { findDepartment, listDepartments } from "../../src/store/departments.js";
import { writeEvaluation } from "../../src/store/evaluation-writing.js";
import { evaluationOf, evaluationVersions, openConflicts } from "../../src/store/evaluations.js";
import { listGoals, listPlanGoals } from "../../src/store/goals.js";
import { nameDeputy } from "../../src/store/holding.js";
import { listNotes } from "../../src/store/notes.js";
import { findOccasion, listOccasions } from "../../src/store/occasions.js";
import { ensurePerson } from "../../src/store/people.js";
import { findPlan } from "../../src/store/plans.js";
import { button, buttonsOf, Conversation } from "../kit/conversation.js";
import { LivingOffice, type Post } from "../kit/living-office.js";
import { bindChannel, giveRole } from "../kit/people.js";
import { contents, importText, note, report, temporaryDatabase } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const OPENED = tokyoInstant("2026-10-01", "10:00");
const VALUES = {
  name: "中間評価",
  asOf: "2026-09-30",
  dueOn: "2026-10-16",
  achievement: "required",
  result: "required",
  issue: "optional",
  direction: "required",
};

let db: Db;
let plan: number;
const department = (name: string): number =>
  listDepartments(db, plan).find((each) => each.name === name)?.id ?? 0;
const goal = (number: number): number =>
  listGoals(db, department("危機管理部")).find((each) => each.number === number)?.id ?? 0;
const occasion = (): number => listOccasions(db, plan)[0]?.id ?? 0;
const sheet = (number: number) => evaluationOf(db, occasion(), goal(number));

beforeEach(() => {
  db = temporaryDatabase().db;
  plan = importText(db, WARD, { now: tokyoInstant("2026-04-02") }).planId;
  for (const name of ["危機管理部", "子ども家庭部"])
    bindChannel(
      db,
      {
        platform: "slack",
        conversation: `C-${name}`,
        name,
        destination: { channel: `C-${name}` },
        purpose: "department",
        departmentId: department(name),
      },
      tokyoInstant("2026-04-03"),
    );
  for (const [id, role] of [
    ["U1", "coordinator"],
    ["U2", "coordinator"],
    ["U7", "manager"],
  ] as const)
    giveRole(db, ensurePerson(db, "web", id, id).id, {
      role,
      departmentId: department("危機管理部"),
      post: null,
    });
  note(db, goal(2), "候補の3施設と協議。11月に協定を締結する予定", tokyoInstant("2026-06-10"));
  note(db, goal(2), "協定書の案を作成", tokyoInstant("2026-08-20"));
});

const talk = (who = "U0", now = OPENED): Conversation => new Conversation(db, { who, now });
const open = (values: Record<string, string> = VALUES): Promise<Reply | null> =>
  talk().submit("occasion", JSON.stringify({ plan }), values);
const fill = async (who: string, number: number, values: Record<string, string>, revision?: number) => {
  const form = (await talk(who).press({
    do: "evaluation-form",
    occasion: occasion(),
    goal: goal(number),
  })) as Form;
  const context =
    revision === undefined ? form.context : JSON.stringify({ ...JSON.parse(form.context), revision });
  return talk(who).submit("evaluation", context, values);
};

describe("an occasion", () => {
  it("is opened by 企画課 alone, once under a name, and every mistake is told at its field", async () => {
    expect(replyText(await talk("U1").ask("評価"))).not.toContain("評価を始める");
    const form = (await talk().press(button(await talk().ask("評価"), "評価を始める"))) as Form;
    expect(form.fields.find(({ name }) => name === "asOf")).toMatchObject({ initial: "2026-09-30" });
    expect(await talk("U1").submit("occasion", JSON.stringify({ plan }), VALUES)).toMatchObject({
      kind: "message",
    });
    expect(listOccasions(db, plan)).toEqual([]);
    expect(await open({ ...VALUES, name: "", dueOn: "2026-09-01" })).toMatchObject({
      kind: "form-errors",
      errors: { name: expect.any(String), dueOn: "期限の日が過ぎています。" },
    });
    expect(replyText((await open()) as Reply)).toContain("2のチャンネルへお知らせします");
    expect(await open()).toMatchObject({ errors: { name: "同じ名前の評価がもうあります。" } });
    expect(replyText(await talk("U5").ask("評価"))).toContain("記入済み 0件");
  });

  it("shows who is missing by department, and is read only once it is closed", async () => {
    await open();
    const values = { achievement: "A 達成した", result: "協定を2件締結", issue: "", direction: "継続" };
    expect(replyText((await fill("U1", 2, values)) as Reply)).toContain(
      "危機管理部 2 の中間評価を記録しました。",
    );
    expect(replyText(await talk().ask("評価"))).toContain("未記入 5件（6件中）");
    expect(replyText(await talk().ask("評価 危機管理部"))).toContain("A 達成した　継続");
    expect(replyText(await talk().ask("評価 危機管理部 2"))).toContain("協定を2件締結");
    const asked = await talk().press(button(await talk().ask("評価"), "中間評価を終える"));
    expect(replyText(asked as Reply)).toContain("中間評価には、未記入 17件 が残っています。");
    expect(listOccasions(db, plan)[0]?.closedAt).toBeNull();
    await talk().press(button(asked, "このまま終える"));
    const fillIn = { do: "evaluation-form", occasion: occasion(), goal: goal(2) } as const;
    expect(replyText((await talk("U1").press(fillIn)) as Reply)).toContain("企画課が終えた");
    const late = JSON.stringify({ occasion: occasion(), goal: goal(2), revision: 1 });
    expect(
      replyText((await talk("U1").submit("evaluation", late, { ...values, result: "別" })) as Reply),
    ).toContain("企画課が終えた");
    expect(sheet(2)?.result).toBe("協定を2件締結");
    await talk().press(button(await talk().ask("評価"), "中間評価を再び開く"));
    await fill("U1", 2, { ...values, result: "別" });
    expect(sheet(2)?.result).toBe("別");
  });

  it("asks in the municipality's own words, and keeps what was chosen before as it was", async () => {
    await open();
    await fill("U1", 2, { achievement: "A 達成した", result: "締結", issue: "", direction: "継続" });
    const words = { achievement: "◎,上回った\n○,達成", direction: "現状維持,継続\n廃止,終了" };
    expect(
      replyText((await talk().submit("evaluation-words", JSON.stringify({ plan }), words)) as Reply),
    ).toContain("保存しました");
    expect(sheet(2)?.achievement).toBe("A 達成した");
    await fill("U1", 3, { achievement: "○ 達成", result: "実施", issue: "", direction: "廃止" });
    expect(sheet(3)).toMatchObject({ achievement: "○ 達成", direction: "廃止", directionKey: "end" });
    expect(await fill("U1", 1, { achievement: "A", result: "x", issue: "", direction: "-" })).toMatchObject({
      kind: "form-errors",
      errors: { achievement: expect.stringContaining("一覧から") },
    });
  });
});

describe("the end of an occasion", () => {
  it("says what is missing of each kind first, and asks nothing where nothing is", async () => {
    setConfirming(db, "緑風区", true);
    await open();
    const values = { achievement: "A", result: "締結", issue: "", direction: "継続" };
    await fill("U1", 1, values);
    await fill("U1", 2, { ...values, direction: "-" });
    await fill("U1", 3, values);
    await fill("U2", 3, { ...values, result: "協定を3件締結" }, 0);
    const close = { do: "occasion-close", occasion: occasion(), open: false } as const;
    const asked = replyText((await talk().press(close)) as Reply);
    expect(asked).toContain(
      "未記入 15件、書きかけ・差戻し 1件、課長確認の前 2件、記入の重なり 1件 が残っています",
    );
    // Whoever may not end it is told so, and nothing of what is missing.
    expect(replyText((await talk("U1").press(close)) as Reply)).not.toContain("未記入");
    expect(listOccasions(db, plan)[0]?.closedAt).toBeNull();
    setConfirming(db, "緑風区", false);
    for (const [index, { id }] of listPlanGoals(db, plan).entries())
      inTransaction(db, () => {
        const found = findOccasion(db, occasion());
        if (found === null) throw new Error("no occasion");
        const content = { achievement: "A 達成した", result: `成果${index}`, issue: "", direction: "継続" };
        const by = { authorId: ensurePerson(db, "web", "U1", "U1").id, messageId: null };
        writeEvaluation(db, found, id, content, by, { actor: "web:U1", at: OPENED, via: "form" });
      });
    await talk("U2").press(button(await talk("U2").ask("評価 危機管理部 3"), "今の記入のまま"));
    expect(replyText((await talk().press(close)) as Reply)).toContain("中間評価を終えました");
  });
});

describe("a sheet", () => {
  it("begins with what the year's notes say: by month, in trouble, announced and never reported on", async () => {
    await open();
    const form = (await talk("U1").press({
      do: "evaluation-form",
      occasion: occasion(),
      goal: goal(2),
    })) as Form;
    expect(form.fields.find(({ name }) => name === "result")).toMatchObject({
      initial: "6月 候補の3施設と協議。11月に協定を締結する予定\n8月 協定書の案を作成",
    });
    expect(replyText(form)).toContain("これまでの報告を下書きとして");
    expect(replyText(form)).toContain("最後に報告された状態: 順調（8/20）");
    report(db, goal(2), { state: "behind", text: "", saidAt: tokyoInstant("2026-09-29") });
    report(db, goal(2), { state: "done", text: "", saidAt: tokyoInstant("2026-10-01") });
    expect(replyText(await talk("U1").ask("評価 危機管理部 2"))).toContain(
      "最後に報告された状態\n遅れ（9/29）",
    );
    report(db, goal(1), { state: null, text: "調整中", saidAt: tokyoInstant("2026-09-29") });
    expect(replyText(await talk("U1").ask("評価 危機管理部 1"))).toContain(
      "最後に報告された状態\n状態の記入なし",
    );
    expect(replyText(await talk("U1").ask("評価 危機管理部 3"))).toContain("最後に報告された状態\n報告なし");
    const later = listNotes(db, goal(2));
    expect(prefillFrom(later, "2026-07-31").promised).toEqual(["6/10「11月に協定を締結する予定」"]);
    expect(sheet(2)).toBeNull();
  });

  it("keeps what two people wrote at the same time: apart fields together, one field twice with both texts", async () => {
    await open();
    await fill("U1", 2, { achievement: "A", result: "協定を2件締結", issue: "", direction: "-" });
    const answer = await fill(
      "U2",
      2,
      { achievement: "-", result: "協定を3件締結", issue: "人手", direction: "継続" },
      0,
    );
    const text = replyText(answer as Reply);
    expect(text).toContain("協定を2件締結");
    expect(text).toContain("協定を3件締結");
    expect(sheet(2)).toMatchObject({
      achievement: "A 達成した",
      result: "協定を2件締結",
      issue: "人手",
      direction: "継続",
    });
    expect(replyText(await talk("U1").ask("評価 危機管理部 2"))).toContain("協定を3件締結");
    await talk("U2").press(button(answer, "両方をつなげる"));
    expect(sheet(2)?.result).toBe("協定を2件締結\n協定を3件締結");
    expect(openConflicts(db, sheet(2)?.id ?? 0)).toEqual([]);
    expect(evaluationVersions(db, sheet(2)?.id ?? 0)).toHaveLength(2);
    expect(findBrokenAudit(db)).toBeNull();
  });

  it("tells the second of two people that theirs is kept beside the first, and joins words without changing a choice", async () => {
    await open();
    const values = { achievement: "A", result: "協定を2件締結", issue: "", direction: "継続" };
    await fill("U1", 2, values);
    const answer = await fill("U2", 2, { ...values, achievement: "B", result: "協定を3件締結" }, 0);
    expect(replyText(answer as Reply)).toContain("先に別の方の記入があります。あなたの記入も残しました。");
    await talk("U2").press(button(answer, "文をつなげる（達成度は今のまま）"));
    expect(sheet(2)).toMatchObject({ achievement: "A 達成した", result: "協定を2件締結\n協定を3件締結" });
  });

  it("with two people's words in one field is named, with both, to the coordinator, the manager and 企画課 alone", async () => {
    await open();
    await fill("U1", 2, { achievement: "A", result: "協定を2件締結", issue: "", direction: "-" });
    await fill("U2", 2, { achievement: "A", result: "協定を3件締結", issue: "", direction: "-" }, 0);
    // What somebody else adds elsewhere on the sheet does not make them the writer of the field.
    await fill("U7", 2, {
      achievement: "A 達成した",
      result: "協定を2件締結",
      issue: "人手",
      direction: "-",
    });
    const named = "成果（今はU1さんの記入）　別にU2さんの記入（10/1）";
    for (const [who, text] of [
      ["U0", "評価"],
      ["U0", "評価 危機管理部"],
      ["U1", "評価"],
      ["U1", "評価 危機管理部"],
      ["U7", "評価 危機管理部"],
    ] as const) {
      const shown = replyText(await talk(who).ask(text));
      expect([who, text, shown.includes("同じ欄に2人の記入があります　1件"), shown.includes(named)]).toEqual([
        who,
        text,
        true,
        true,
      ]);
    }
    for (const text of ["評価", "評価 危機管理部"]) {
      const shown = replyText(await talk("U5").ask(text));
      expect([shown.includes("記入の重なり 1件"), /U1|U2/u.test(shown)]).toEqual([true, false]);
    }
    await talk("U2").press(button(await talk("U2").ask("評価 危機管理部 2"), "今の記入のまま"));
    expect(replyText(await talk("U1").ask("評価"))).not.toContain("記入の重なり");
    expect(replyText(await talk("U1").ask("評価 危機管理部"))).not.toContain("2人の記入");
  });

  it("with two people's words in one field is not confirmed before one of them is chosen, but may be sent back", async () => {
    setConfirming(db, "緑風区", true);
    await open();
    const values = { achievement: "A", result: "協定を2件締結", issue: "", direction: "継続" };
    await fill("U1", 2, values);
    const early = await talk("U7").ask("確認 危機管理部");
    await fill("U2", 2, { ...values, result: "協定を3件締結" }, 0);
    // The button of a card from before is refused as well, and says what to do.
    const refused = await talk("U7").press(button(early, "確認"));
    expect(replyText(refused as Reply)).toContain("どちらの記入にするかを決めてから");
    expect(sheet(2)?.verdict).toBeNull();
    const card = await talk("U7").ask("確認 危機管理部");
    // The sheet stands before the reports that wait as well.
    const labels = buttonsOf(card).map(({ label }) => label);
    expect(labels.slice(0, 2)).toEqual(["重なった記入を見る", "差戻し"]);
    const both = await talk("U7").press(button(card, "重なった記入を見る"));
    await talk("U7").press(button(both, "U2さんの記入にする"));
    await talk("U7").press(button(await talk("U7").ask("確認 危機管理部"), "確認"));
    expect(sheet(2)).toMatchObject({ verdict: "confirmed", result: "協定を3件締結" });
    await fill("U1", 3, values);
    await fill("U2", 3, { ...values, result: "訓練を2回実施" }, 0);
    const back = (await talk("U7").press(button(await talk("U7").ask("確認 危機管理部"), "差戻し"))) as Form;
    await talk("U7").submit("evaluation-return", back.context, { reason: "どちらかに決めてください" });
    expect(sheet(3)?.verdict).toBe("returned");
  });

  it("is confirmed where it is read, by those who may, beside what the year's notes say", async () => {
    setConfirming(db, "緑風区", true);
    await open();
    await fill("U1", 2, { achievement: "A", result: "協定を2件締結", issue: "", direction: "継続" });
    const labels = async (who: string) =>
      buttonsOf(await talk(who).ask("評価 危機管理部 2")).map(({ label }) => label);
    expect(await labels("U1")).toEqual(["書き直す", "危機管理部の評価へ"]);
    const shown = await talk("U7").ask("評価 危機管理部 2");
    expect(replyText(shown)).toContain("8月 協定書の案を作成");
    const done = await talk("U7").press(button(shown, "確認"));
    expect(buttonsOf(done).map(({ label }) => label)).toEqual(["危機管理部の残り2件を見る"]);
    expect(sheet(2)?.verdict).toBe("confirmed");
    expect(await labels("U7")).toEqual(["書き直す", "危機管理部の評価へ"]);
  });

  it("with two people's words in one field is settled by a deputy, whose 確認 waits for it, on the named days alone", async () => {
    setConfirming(db, "緑風区", true);
    await open();
    const values = { achievement: "A", result: "協定を2件締結", issue: "", direction: "継続" };
    await fill("U1", 2, values);
    await fill("U2", 2, { ...values, result: "協定を3件締結" }, 0);
    const own = findDepartment(db, department("危機管理部"));
    const named = {
      municipalityId: findPlan(db, plan)?.municipalityId ?? 0,
      organisationId: own?.organisationId ?? 0,
      personId: ensurePerson(db, "web", "U9", "補佐").id,
    };
    const act = { actor: "web:U7", at: OPENED, via: "form" };
    nameDeputy(db, { ...named, from: "2026-10-01", until: "2026-10-02" }, act);
    const late = new Conversation(db, { who: "U9", now: OPENED + 2 * 86_400_000 });
    const choose = button(await talk("U7").ask("評価 危機管理部 2"), "U2さんの記入にする");
    expect(replyText((await late.press(choose)) as Reply)).toContain("記録していません");
    expect(openConflicts(db, sheet(2)?.id ?? 0)).toHaveLength(1);
    const both = await talk("U9").press(
      button(await talk("U9").ask("確認 危機管理部"), "重なった記入を見る"),
    );
    await talk("U9").press(button(both, "U2さんの記入にする"));
    await talk("U9").press(button(await talk("U9").ask("評価 危機管理部 2"), "確認"));
    expect(sheet(2)).toMatchObject({ verdict: "confirmed", result: "協定を3件締結", asDeputy: true });
  });

  it("that comes back as a table after the occasion was closed changes nothing, and says so", async () => {
    await open();
    const values = { achievement: "A", result: "協定を2件締結", issue: "", direction: "継続" };
    await fill("U1", 2, values);
    await talk().press({ do: "occasion-close", occasion: occasion(), open: false, sure: true });
    const own = findPlan(db, plan);
    if (own === null) throw new Error("no plan");
    const token = {
      planId: plan,
      planHash: planHash(own),
      occasionId: occasion(),
      goalId: goal(2),
      revision: sheet(2)?.revision ?? 0,
    };
    const row = (result: string) => ({ place: "5行目", token, flaw: null, fields: { result } });
    const take = (result: string) =>
      takeReturnedEvaluations(talk().bot, [row(result)], () => true, {
        platform: "web",
        id: "U0",
        name: null,
        via: "sheet",
      });
    const before = contents(db);
    expect(take("協定を5件締結")).toEqual({
      recorded: [],
      collided: [],
      refused: ["危機管理部 2: 中間評価は終わっています。"],
    });
    // What was not changed is not refused either.
    expect(take("協定を2件締結")).toEqual({ recorded: [], collided: [], refused: [] });
    expect(contents(db)).toEqual(before);
  });

  it("is not written by people of other departments", async () => {
    await open();
    const answer = await talk("U5").press({ do: "evaluation-form", occasion: occasion(), goal: goal(2) });
    expect(answer?.kind).toBe("message");
    expect(sheet(2)).toBeNull();
  });

  it("is confirmed by the manager or sent back, and what is changed afterwards waits again", async () => {
    setConfirming(db, "緑風区", true);
    await open();
    const values = { achievement: "A", result: "締結", issue: "", direction: "継続" };
    await fill("U1", 2, values);
    const asked = await talk("U7").ask("確認 危機管理部");
    expect(replyText(asked)).toContain("うち評価 1件");
    expect(replyText((await talk("U1").press(button(asked, "確認"))) as Reply)).toContain("管理職の役割");
    const back = (await talk("U7").press(button(asked, "差戻し"))) as Form;
    await talk("U7").submit("evaluation-return", back.context, { reason: "件数を書いてください" });
    expect(sheet(2)?.verdict).toBe("returned");
    expect(replyText(await talk().ask("評価"))).toContain("未記入 6件");
    const told = all<{ body: string }>(db, "SELECT body FROM outbox WHERE kind = 'tell'");
    expect(told).toHaveLength(1);
    expect(told[0]?.body).toContain("件数を書いてください");
    await fill("U1", 2, { ...values, result: "2件締結" });
    await talk("U7").press(button(await talk("U7").ask("確認 危機管理部"), "確認"));
    expect(sheet(2)?.verdict).toBe("confirmed");
    await fill("U1", 2, { ...values, result: "3件締結" });
    expect(sheet(2)?.verdict).toBeNull();
    const outdated = await talk("U7").press({
      do: "evaluation-confirm",
      evaluation: sheet(2)?.id ?? 0,
      revision: 1,
    });
    expect(replyText(outdated as Reply)).toContain("直されたか");
  });
});

describe("an occasion over its weeks", () => {
  it("is announced, answered in the thread, edited, taken back, and chased until it is complete", async () => {
    const office = new LivingOffice(db, OPENED);
    try {
      await office.submit("occasion", VALUES, null, JSON.stringify({ plan }));
      await office.settle();
      const announced = office.posts.find(({ channel }) => channel === "C-危機管理部") as Post;
      expect(blocksText(announced.message.blocks)).toContain(
        "期限は 10月16日(金) です。記入をお願いしたい目標が 6件",
      );
      expect(office.posts).toHaveLength(2);
      const first = await office.reply(
        announced,
        "2 B 協定を2件締結　今後: 継続\n3 A 手引を改定　今後: 終了",
        "U5",
      );
      expect(first.sign).toBe("kept");
      expect(sheet(2)).toMatchObject({
        achievement: "B 概ね達成した",
        result: "協定を2件締結",
        directionKey: "continue",
      });
      expect(sheet(3)).toMatchObject({ directionKey: "end", revision: 1 });
      const proxy = await office.reply(announced, "代理 防災課長\n4 B 見直しを実施　今後: 継続", "U5");
      expect([proxy.sign, sheet(4)?.onBehalfOf, sheet(4)?.result]).toEqual([
        "kept",
        "防災課長",
        "見直しを実施",
      ]);
      expect(replyText(await talk("U0", office.now).ask("評価 危機管理部 4"))).toContain(
        "（防災課長の代理）",
      );
      // A report is a report, wherever it is written.
      await office.reply(announced, "1 順調 見直し案を作成", "U5");
      expect(listNotes(db, goal(1))[0]?.text).toBe("見直し案を作成");
      expect(sheet(1)).toBeNull();
      // What somebody else wrote is not replaced unseen.
      const other = await office.reply(announced, "2 成果: 協定を3件締結", "U6");
      expect(other.sign).toBe("asked");
      expect(sheet(2)?.result).toBe("協定を2件締結");
      expect(openConflicts(db, sheet(2)?.id ?? 0)[0]?.fields).toEqual({ result: "協定を3件締結" });
      await office.edit(announced, first.message, "2 B 協定を4件締結　今後: 拡充", "U5");
      expect(sheet(2)).toMatchObject({ result: "協定を4件締結", direction: "拡充" });
      expect(sheet(3)).toMatchObject({ achievement: "", result: "", direction: "" });
      await office.live(addDays(tokyoDate(office.now), 1), "2026-10-20", async () => undefined);
      const reminders = office.posts.filter(
        ({ message, channel }) =>
          channel === "C-危機管理部" && blocksText(message.blocks).startsWith("【中間評価"),
      );
      expect(reminders.map(({ at }) => tokyoDate(at))).toEqual([
        "2026-10-01",
        "2026-10-13",
        "2026-10-15",
        "2026-10-16",
        "2026-10-20",
      ]);
      expect(blocksText(reminders.at(-1)?.message.blocks ?? [])).toContain("記入をお願いしたい目標が 4件");
      const late = await office.reply(reminders.at(-1) as Post, "3 C 手引の改定に着手　今後: 見直し", "U5");
      expect([late.sign, sheet(3)?.directionKey]).toEqual(["kept", "review"]);
    } finally {
      await office.stop();
    }
  });
});
