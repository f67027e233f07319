import { beforeEach, describe, expect, it } from "vitest";
import type { Press } from "../../src/bot/query.js";
import type { Reply } from "../../src/bot/reply.js";
import { all } from "../../src/store/database.js";
import { button, buttonsOf } from "../kit/conversation.js";
import { found, Office, words } from "../kit/office.js";

let office: Office;

beforeEach(() => {
  office = new Office();
});

type Settle = Extract<Press, { do: "settle" }>;

const offered = (reply: Reply | null): Settle[] =>
  buttonsOf(reply).flatMap(({ press }) => (press.do === "settle" ? [press] : []));

/** The button for the goal with this number. */
function toGoal(reply: Reply | null, number: number): Settle {
  const goal = office.goal(number).id;
  return found(offered(reply).find((press) => press.goal === goal));
}
const status = (): string[] =>
  all<{ status: string }>(office.db, "SELECT status FROM message ORDER BY id").map((row) => row.status);

describe("a kept reply whose goal was not certain", () => {
  it("becomes a note of its author by a press, with the words as written", async () => {
    const reply = office.reply("staff", "避難所の施設と協議しました");
    expect(status()).toEqual(["asked"]);
    const done = await office.press("staff", "direct", toGoal(reply, 2));
    expect(words(done)).toContain("2「");
    expect(office.notes(2)).toMatchObject([{ text: "避難所の施設と協議しました", author: "staff" }]);
    expect(status()).toEqual(["noted"]);
    expect(words(await office.press("staff", "direct", toGoal(reply, 3)))).toContain("もう決まっています");
    expect(office.count("note")).toBe(1);
  });

  it("says with which state it was kept, and lets its author put it right", async () => {
    const reply = office.reply("staff", "5 2週間ほど遅れております");
    const done = await office.press("staff", "direct", button(reply, "やや遅れ"));
    expect(words(done)).toContain("の進捗として、やや遅れで記録しました。");
    const form = await office.press("staff", "direct", button(done, "直す"));
    expect(form).toMatchObject({ kind: "form", id: "mend" });
    await office.press("staff", "direct", button(done, "取り消す"));
    expect(office.notes(5)).toEqual([]);
  });

  it("says that a lone colour is no state yet, and offers the states", async () => {
    const reply = office.reply("staff", "🔴");
    const done = await office.press("staff", "direct", toGoal(reply, 2));
    expect(words(done)).toContain("ひとことだけ記録しました。状態は読み取れませんでした。");
    expect(buttonsOf(done).map(({ label }) => label)).toEqual(["状態を選ぶ", "取り消す"]);
    expect(office.notes(2)).toMatchObject([{ state: null }]);
  });

  it("offers nothing to put right to another who settles it", async () => {
    const reply = office.reply("staff", "5 2週間ほど遅れております");
    const done = await office.press("coordinator", "own", button(reply, "遅れ"));
    expect(words(done)).toContain("の進捗として、遅れで記録しました。");
    expect(buttonsOf(done)).toEqual([]);
  });

  it("stays its author's where 企画課 settles it", async () => {
    const reply = office.reply("staff", "避難所の施設と協議しました");
    await office.press("planning", "direct", toGoal(reply, 2));
    expect(office.notes(2)).toMatchObject([{ author: "staff" }]);
    const { actor } = office.db.prepare("SELECT actor FROM audit ORDER BY id DESC LIMIT 1").get() as {
      actor: string;
    };
    expect(actor).toBe("slack:U-planning");
  });

  it("keeps in whose place it was written", async () => {
    const reply = office.reply("coordinator", "代理 防災課長 避難所の施設と協議しました");
    await office.press("coordinator", "own", toGoal(reply, 2));
    expect(office.notes(2)).toMatchObject([{ onBehalfOf: "防災課長" }]);
  });

  it("shows that it is kept, once nothing is open", async () => {
    const reply = office.reply("staff", "避難所の施設と協議しました", "m-1");
    await office.press("staff", "own", toGoal(reply, 2));
    const [row] = all<{ body: string }>(office.db, "SELECT body FROM outbox WHERE dedupe LIKE 'sign:%'");
    expect(JSON.parse(found(row).body)).toMatchObject({
      incoming: { message: "m-1" },
      reply: { kind: "receipt", sign: "kept", again: true },
    });
  });

  it("is let go by 報告ではありません, words and all", async () => {
    const reply = office.reply("staff", "避難所の施設と協議しました");
    const none = found(offered(reply).find((press) => press.goal === undefined));
    await office.press("staff", "own", none);
    expect(status()).toEqual(["ignored"]);
    const [row] = all<{ body: string }>(office.db, "SELECT body FROM outbox WHERE dedupe LIKE 'sign:%'");
    expect(JSON.parse(found(row).body).reply).toEqual({
      kind: "receipt",
      sign: "none",
      aside: null,
      again: true,
    });
    expect(office.count("message", "text IS NOT NULL")).toBe(0);
    expect(office.count("note")).toBe(0);
  });

  it("is one question for all its parts, settled in one form with any goal, several goals and any level", async () => {
    const reply = office.reply("staff", "2 順調 協定書の案を作成\n99 完了\n98 遅れ");
    expect(office.notes(2)).toHaveLength(1);
    const [button, ...others] = buttonsOf(reply);
    expect(others).toEqual([]);
    const form = await office.press("staff", "own", found(button).press);
    if (form?.kind !== "form") throw new Error("no form");
    const options = form.fields.flatMap((field) =>
      field.name === "goals0" && "options" in field ? field.options : [],
    );
    expect(options.map(({ label }) => label)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^16 /), expect.stringMatching(/^どれでもない/)]),
    );
    const send = (values: Record<string, string>) =>
      office.form("staff", "own", "settle", form.context, values);
    const goal = (number: number): string => String(office.goal(number).id);
    expect(await send({ goals0: "", goals1: "none" })).toMatchObject({
      kind: "form-errors",
      errors: { goals0: expect.stringContaining("どれでもない") },
    });
    expect(await send({ goals0: `${goal(5)},none`, goals1: "none" })).toMatchObject({
      kind: "form-errors",
      errors: { goals0: expect.stringContaining("一緒には選べません") },
    });
    expect(status()).toEqual(["asked"]);
    await send({ goals0: `${goal(5)},${goal(7)}`, state0: "read", goals1: goal(6), state1: "1" });
    expect(status()).toEqual(["noted"]);
    expect(office.notes(5)).toMatchObject([{ state: "done" }]);
    expect(office.notes(7)).toMatchObject([{ state: "done" }]);
    expect(office.notes(6)).toMatchObject([{ state: "on_track" }]);
    expect(words(await send({ goals0: goal(3) }))).toContain("もう決まっています");
  });

  it("takes 全部 for all that are still to be reported on", async () => {
    office.reply("staff", "2 順調 協定書の案を作成");
    const reply = office.reply("staff", "順調です");
    const button = found(buttonsOf(reply).find(({ press }) => press.do === "settle-form"));
    const form = await office.press("staff", "own", button.press);
    if (form?.kind !== "form") throw new Error("no form");
    await office.form("staff", "own", "settle", form.context, { goals0: "all", state0: "read" });
    expect(office.count("note")).toBe(16);
    expect(office.notes(16)).toMatchObject([{ state: "on_track" }]);
    expect(office.notes(2)).toHaveLength(1);
  });

  it("goes on by a button with the parts that one form does not hold, and then nothing is open any more", async () => {
    const reply = office.reply("staff", "91 完了\n92 完了\n93 完了\n94 完了\n95 完了");
    const form = await office.press("staff", "own", found(buttonsOf(reply)[0]).press);
    if (form?.kind !== "form") throw new Error("no form");
    const none = { goals0: "none", goals1: "none", goals2: "none" };
    const told = await office.form("staff", "own", "settle", form.context, {
      ...none,
      goals3: String(office.goal(4).id),
      state3: "read",
    });
    expect(status()).toEqual(["asked"]);
    const rest = await office.press("staff", "own", found(buttonsOf(told)[0]).press);
    if (rest?.kind !== "form") throw new Error("no form");
    await office.form("staff", "own", "settle", rest.context, {
      goals4: String(office.goal(5).id),
      state4: "read",
    });
    expect(status()).toEqual(["noted"]);
    expect([office.notes(4), office.notes(5)]).toMatchObject([[{ state: "done" }], [{ state: "done" }]]);
  });

  it("is settled with its other parts where a 取消 stands among them", async () => {
    office.reply("staff", "3 完了");
    const reply = office.reply("staff", "3 取消。\n99 順調");
    const form = await office.press(
      "staff",
      "own",
      found(buttonsOf(reply).find(({ press }) => press.do === "settle-form")).press,
    );
    if (form?.kind !== "form") throw new Error("no form");
    const field = found(form.fields.find(({ name }) => name.startsWith("goals")));
    const index = field.name.slice("goals".length);
    await office.form("staff", "own", "settle", form.context, {
      [`goals${index}`]: String(office.goal(2).id),
      [`state${index}`]: "read",
    });
    expect(status()).toEqual(["noted", "noted"]);
  });

  it("reads the words again once the goal is known", async () => {
    const reply = office.reply("staff", "2 順調 協定書案 3 やや遅れ");
    const button = found(buttonsOf(reply).find(({ press }) => press.do === "settle-form"));
    const form = await office.press("staff", "own", button.press);
    if (form?.kind !== "form") throw new Error("no form");
    await office.form("staff", "own", "settle", form.context, {
      goals0: String(office.goal(2).id),
      state0: "text",
    });
    expect(office.notes(2)).toMatchObject([{ state: null, text: "2 順調 協定書案 3 やや遅れ" }]);
  });

  it("says in its form what was read, and leaves no state out that is open", async () => {
    const reply = office.reply(
      "staff",
      "5 2週間ほど遅れております\n98 完了\n97 備品を更新しました\n96 60% 備品を発注",
    );
    const form = await office.press(
      "staff",
      "own",
      found(buttonsOf(reply).find(({ press }) => press.do === "settle-form")).press,
    );
    if (form?.kind !== "form") throw new Error("no form");
    const states = form.fields.filter(({ name }) => name.startsWith("state"));
    const told = states.map((field) => [
      "initial" in field ? (field.initial ?? null) : null,
      field.optional === true,
      "options" in field ? field.options[0]?.label : null,
    ]);
    expect(told).toEqual([
      [null, true, "やや遅れ"],
      ["read", false, "返信のとおり（完了）"],
      ["read", false, "返信のとおり（状態の記入なし）"],
      ["read", false, "返信のとおり（60%）"],
    ]);
    const goal = (number: number): string => String(office.goal(number).id);
    const unchanged = { goals0: goal(5), state0: "", goals1: goal(8), state1: "read", goals2: "none" };
    const rest = { state2: "read", goals3: "none", state3: "read" };
    expect(
      await office.form("staff", "own", "settle", form.context, { ...unchanged, ...rest }),
    ).toMatchObject({ kind: "form-errors", errors: { state0: "状態を選んでください。" } });
    expect(office.count("note")).toBe(0);
    const behind = states.flatMap((field) => ("options" in field ? field.options : []))[0]?.value ?? "";
    await office.form("staff", "own", "settle", form.context, { ...unchanged, ...rest, state0: behind });
    expect(office.notes(5)).toMatchObject([{ state: "slightly_behind" }]);
    expect(office.notes(8)).toMatchObject([{ state: "done" }]);
  });

  it.each(["none", "own words"])("needs no state where it is %s", async (answer) => {
    const reply = office.reply("staff", "5 2週間ほど遅れております\n98 完了");
    const form = await office.press("staff", "own", found(buttonsOf(reply)[0]).press);
    if (form?.kind !== "form") throw new Error("no form");
    const values =
      answer === "none"
        ? { goals0: "none", state0: "" }
        : { goals0: String(office.goal(5).id), state0: "text" };
    const done = await office.form("staff", "own", "settle", form.context, { ...values, goals1: "none" });
    expect(done?.kind).toBe("message");
    expect(office.notes(5)).toMatchObject(answer === "none" ? [] : [{ state: null }]);
  });

  it("joins what the same reply says of the goal already: one note", async () => {
    const reply = office.reply("staff", "2 順調 協定書の案を作成\n99 60% 備品を発注", "m-1");
    await office.press("staff", "own", { ...found(offered(reply)[0]), goal: office.goal(2).id });
    expect(office.notes(2)).toMatchObject([{ state: "on_track", text: "協定書の案を作成\n備品を発注" }]);
  });
});

describe("a reply that is edited after its author was asked", () => {
  it("voids the old buttons and asks about what it says now", async () => {
    const before = office.reply("staff", "避難所の施設と協議しました", "m-1");
    const after = office.edit("staff", "備品を更新しました", "m-1");
    expect(words(await office.press("staff", "own", toGoal(before, 2)))).toContain("もう決まっています");
    expect(office.count("note")).toBe(0);
    await office.press("staff", "own", toGoal(after, 6));
    expect(office.notes(6)).toMatchObject([{ text: "備品を更新しました" }]);
  });

  it("is settled on the same goal again: the note says what the reply says now", async () => {
    const before = office.reply("staff", "避難所の施設と協議しました", "m-1");
    await office.press("staff", "own", toGoal(before, 2));
    const after = office.edit("staff", "避難所の3施設と協議しました", "m-1");
    expect(office.notes(2)).toEqual([]);
    await office.press("staff", "own", toGoal(after, 2));
    expect(office.notes(2)).toMatchObject([{ text: "避難所の3施設と協議しました" }]);
    expect(office.count("note")).toBe(1);
  });

  it("cannot be settled any more once it is thanks, or held back, or deleted", async () => {
    for (const [message, text] of [
      ["m-1", "ありがとうございます"],
      ["m-2", "2 順調 協定書の案を作成"],
    ] as const) {
      const before = office.reply("staff", "避難所の施設と協議しました", message);
      office.edit("staff", text, message);
      await office.press("staff", "own", toGoal(before, 3));
    }
    expect(office.notes(3)).toEqual([]);
    expect(status()).toEqual(["ignored", "noted"]);
  });
});

describe("訂正 and 取消", () => {
  it("reach what was said in this thread, not the history before it", () => {
    office.now -= 30 * 86_400_000;
    office.reply("staff", "2 順調 先月の報告", "m-old");
    office.now += 30 * 86_400_000;
    office.db.prepare("UPDATE thread SET after_note = (SELECT max(id) FROM note)").run();
    expect(words(office.reply("staff", "取消 2"))).toContain("見つかりません");
    expect(office.notes(2)).toMatchObject([{ text: "先月の報告" }]);
    office.reply("staff", "訂正 2 やや遅れ 今月の報告");
    expect(office.notes(2).map(({ text }) => text)).toEqual(["先月の報告", "今月の報告"]);
  });

  it("correct what is certain and ask about the rest", () => {
    office.reply("staff", "2 遅れ まだです");
    const reply = office.reply("staff", "訂正 2 順調 協定書の案を作成\n99 完了");
    expect(words(reply)).toContain("番号を付けて");
    expect(office.notes(2)).toMatchObject([{ state: "on_track", text: "協定書の案を作成" }]);
  });

  it("beside a report take nothing back, and say what to reply alone", () => {
    office.reply("staff", "2 遅れ まだです");
    const asked = office.reply("staff", "2 取消。\n5 順調 実施");
    expect(words(asked)).toMatch(
      /「2 取消。」は.*まだ取り消していません。下のボタンを押すか、「取消 2」だけを返信/,
    );
    expect(offered(asked)).toEqual([]);
    expect(office.notes(2)).toMatchObject([{ text: "まだです" }]);
    expect(office.notes(5)).toMatchObject([{ text: "実施" }]);
    expect(words(office.reply("staff", "99 取消\n5 完了"))).toContain("「取消 番号」だけを");
    office.reply("staff", "取消 2");
    expect(office.notes(2)).toEqual([]);
  });

  it("beside a report are done by the button of the private line, which takes back the author's note alone", async () => {
    office.reply("coordinator", "2 順調 点検済み");
    office.reply("staff", "2 遅れ まだです");
    const told = office.reply("staff", "2 取消。\n5 順調 実施");
    const undo = found(buttonsOf(told).find(({ press }) => press.do === "undo")).press;
    expect(words(await office.press("staff", "direct", undo))).toContain("2 の報告（1件）を取り消しました");
    expect(office.notes(2)).toMatchObject([{ text: "点検済み" }]);
    expect(office.notes(5)).toMatchObject([{ text: "実施" }]);
    expect(words(await office.press("staff", "direct", undo))).toContain("取り消せる報告がありませんでした");
  });

  it.each([
    ["the goal was reported by somebody else", "3 取消\n5 順調 実施"],
    ["no number was said", "取消\n5 順調 実施"],
    ["another part waits for an answer", "2 取消\n5 順調 実施\n99 完了"],
  ])("have no button where %s", (_, text) => {
    office.reply("coordinator", "3 順調 点検済み");
    office.reply("staff", "2 遅れ まだです");
    const told = office.reply("staff", text);
    expect(buttonsOf(told).filter(({ press }) => press.do === "undo")).toEqual([]);
  });
});

describe("the goals offered", () => {
  const numbers = (reply: Reply | null): number[] =>
    offered(reply).flatMap((press) => {
      for (let number = 1; number <= 16; number += 1)
        if (office.goal(number).id === press.goal) return [number];
      return [];
    });

  it.each([
    ["防災マニュアルの案を地区ごとに確認しました", 1],
    ["福祉避難所の候補の施設と協議しました", 2],
    ["特殊詐欺の防止を区民に啓発しました", 7],
    ["タイムラインの見直しを河川の部署と相談しました", 10],
    ["協定の相手方に実効性を確かめる通知を出しました", 8],
  ])("begin with the one whose words the reply shares: %s", (text, number) => {
    expect(numbers(office.reply("staff", text))[0]).toBe(number);
  });

  it("learn from earlier notes of a goal", () => {
    expect(numbers(office.reply("staff", "アルファ米の入れ替えを終えました"))[0]).not.toBe(6);
    office.reply("staff", "6 順調 アルファ米の期限を確認");
    expect(numbers(office.reply("staff", "アルファ米の入れ替えを終えました"))[0]).toBe(6);
  });

  it("begin with what is open where the words say nothing", () => {
    office.reply("staff", "1 完了\n2 順調");
    expect(numbers(office.reply("staff", "来客の方と打ち合わせました"))[0]).toBe(3);
  });

  it("begin with those that the reply names itself", () => {
    const reply = office.reply("staff", "99 完了 福祉避難所の施設と協議");
    expect(numbers(reply)[0]).toBe(2);
    expect(new Set(numbers(reply)).size).toBe(numbers(reply).length);
  });
});

describe("a reply that looks like personal data", () => {
  it("is explained; an edit that adds some leaves the record as it was, and says so", () => {
    expect(words(office.reply("staff", "2 順調 山田様 090-1234-5678 に連絡", "m-1"))).toContain(
      "この返信は記録していません",
    );
    office.reply("staff", "3 順調 名簿を確認", "m-2");
    const told = words(office.edit("staff", "3 順調 山田様 090-1234-5678 に連絡", "m-2"));
    expect(told).toContain("記録は書き直す前のままです");
    expect(office.notes(3)).toMatchObject([{ text: "名簿を確認" }]);
  });
});
