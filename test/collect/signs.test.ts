import { beforeEach, describe, expect, it } from "vitest";
import type { Reply } from "../../src/bot/reply.js";
import { all } from "../../src/store/database.js";
import { buttonsOf } from "../kit/conversation.js";
import { found, Office } from "../kit/office.js";

/** The sign at a reply says what is stored of it, after whatever changed that. */

const HELD = "2 順調 山田様 電話 03-1234-5678 と相談";

let office: Office;
beforeEach(() => {
  office = new Office();
});

const signOf = (reply: Reply | null): unknown =>
  reply?.kind === "receipt" ? [reply.sign, reply.again === true] : reply;

/** Signs that were put on messages afterwards. */
const later = (): unknown[] =>
  all<{ body: string; message: string }>(
    office.db,
    "SELECT body, replies_to AS message FROM outbox WHERE kind = 'answer' ORDER BY id",
  ).map(({ body, message }) => [message, JSON.parse(body).reply.sign, JSON.parse(body).reply.again]);

describe("the sign at a reply", () => {
  it("says that what looks like personal data was not taken in, and goes with the mending edit", () => {
    expect(signOf(office.reply("staff", HELD, "m1"))).toEqual(["withheld", false]);
    expect(office.notes(2)).toEqual([]);
    expect(signOf(office.edit("staff", "2 順調 相談を受けた", "m1"))).toEqual(["kept", true]);
  });

  it("says so of an edit, too, though what it said before stands", () => {
    expect(signOf(office.reply("staff", "2 順調", "m1"))).toEqual(["kept", false]);
    expect(signOf(office.edit("staff", HELD, "m1"))).toEqual(["withheld", true]);
    expect(office.notes(2)).toHaveLength(1);
    expect(signOf(office.edit("staff", "了解です", "m1"))).toEqual(["none", true]);
  });

  it("goes when a later reply takes the report back", () => {
    office.reply("staff", "2 順調", "m1");
    expect(signOf(office.reply("staff", "取消", "m2"))).toEqual(["kept", false]);
    expect(later()).toEqual([["m1", "none", true]]);
  });

  it("stays where something of the reply stands", () => {
    office.reply("staff", "2 順調\n3 順調", "m1");
    office.reply("staff", "2 取消", "m2");
    expect(later()).toEqual([]);
    office.reply("staff", "3 取消", "m3");
    expect(later()).toEqual([["m1", "none", true]]);
  });

  it("goes when a button takes the report back", async () => {
    const reply = office.reply("staff", "2 6割", "m1");
    const undo = buttonsOf(reply?.kind === "receipt" ? reply.aside : null).find(
      ({ label }) => label === "取り消す",
    );
    await office.press("staff", "own", found(undo).press);
    expect(office.notes(2)).toEqual([]);
    expect(later()).toEqual([["m1", "none", true]]);
  });
});
