import { beforeEach, describe, expect, it } from "vitest";
import type { Form, Reply } from "../../src/bot/reply.js";
import { buttonsOf } from "../kit/conversation.js";
import { found, Office, words } from "../kit/office.js";

let office: Office;

beforeEach(() => {
  office = new Office();
});

/** The words of a receipt; empty where it is a sign alone. */
const receipt = (reply: Reply | null): string =>
  reply?.kind === "receipt" ? words(reply.aside) : words(reply);

describe("the receipt", () => {
  it.each([
    "2 順調 協定書の案を作成",
    "2 やや遅れ",
    "2 変更なし",
    "2 60% 備品を発注",
    "2 協定書の案を作成",
    "2 ◎",
    "2 順調\n3 遅れ",
  ])("is a sign alone for a number, a state by its name and words: %s", (text) => {
    expect(receipt(office.reply("staff", text))).toBe("");
  });

  it.each([
    ["2 完了予定", "2 状態は読み取れませんでした"],
    ["2 5地区で完了", "2 状態は読み取れませんでした"],
    ["2 👍", "2 順調で記録しました"],
    ["2 やや送れ", "2 やや遅れで記録しました"],
    ["2 6割", "2 60%で記録しました"],
    ["二番 順調", "2 順調で記録しました"],
    ["2～4 順調", "3 順調で記録しました"],
  ])("says what was understood of %s", (text, said) => {
    expect(receipt(office.reply("staff", text))).toContain(said);
  });

  it("leads to the form with the values filled in, and what is sent takes the report's place", async () => {
    const reply = office.reply("staff", "2 協定書の案が完了予定");
    const [choose, undo] = reply?.kind === "receipt" ? buttonsOf(reply.aside) : [];
    expect([choose?.label, undo?.label]).toEqual(["状態を選ぶ", "取り消す"]);
    const form = (await office.press("staff", "own", found(choose).press)) as Form;
    expect(form.fields.map((field) => ("initial" in field ? field.initial : undefined))).toEqual([
      String(office.goal(2).id),
      "none",
      undefined,
      "協定書の案が完了予定",
    ]);
    const values = { goal: String(office.goal(2).id), state: "1", percent: "70", text: "協定書の案を作成" };
    expect(words(await office.form("staff", "own", form.id, found(form.context), values))).toContain(
      "70%「協定書の案を作成」に直しました",
    );
    expect(office.notes(2)).toMatchObject([{ text: "協定書の案を作成" }]);
    // The button of what was read back is void now.
    expect(words(await office.press("staff", "own", found(choose).press))).toContain("書き直されたか");
    expect(words(await office.press("staff", "own", found(undo).press))).toContain(
      "取り消せる報告がありません",
    );
  });

  it("is put right by its author and 企画課 alone, and taken back by one press", async () => {
    const reply = office.reply("staff", "2 👍");
    const [mend, undo] = reply?.kind === "receipt" ? buttonsOf(reply.aside) : [];
    expect(words(await office.press("neighbour", "other", found(mend).press))).toContain("ご本人と企画課");
    expect(words(await office.press("staff", "own", found(undo).press))).toContain("取り消しました");
    expect(office.notes(2)).toEqual([]);
  });
});

it("取消 twice takes back one report, and says the second time how the goal stands", () => {
  office.reply("staff", "2 順調");
  office.reply("staff", "2 遅れ");
  expect(office.reply("staff", "取消 2")).toMatchObject({ sign: "kept" });
  expect(receipt(office.reply("staff", "取消 2"))).toBe(
    "2 の報告は、すでに取り消しています。いまは「順調」です。",
  );
  expect(office.notes(2)).toMatchObject([{ state: "on_track" }]);
});
