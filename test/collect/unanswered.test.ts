import { beforeEach, expect, it } from "vitest";
import { replyText } from "../../src/bot/reply.js";
import { renderDigest } from "../../src/jobs/digest.js";
import { runUnanswered } from "../../src/jobs/late-answers.js";
import { all } from "../../src/store/database.js";
import { buttonsOf } from "../kit/conversation.js";
import { found, Office, words } from "../kit/office.js";

let office: Office;

beforeEach(() => {
  office = new Office();
  office.reply("staff", "避難所の施設と協議しました", "m-1");
});

it("a question that nobody answered is listed for its author, 庶務担当 and 企画課, and for nobody else", async () => {
  for (const person of ["staff", "coordinator", "planning"] as const)
    expect(words(await office.command(person, "direct", "確認待ち")), person).toContain(
      "「避難所の施設と協議しました」",
    );
  for (const person of ["nobody", "neighbour", "reader"] as const)
    expect(words(await office.command(person, "direct", "確認待ち")), person).toContain("ありません");
});

it("庶務担当 answers it from the list, as the author's words", async () => {
  const listed = await office.command("coordinator", "own", "確認待ち 危機管理部");
  const { press } = found(buttonsOf(listed).find(({ label }) => label === "答える"));
  const form = await office.press("coordinator", "own", press);
  if (form?.kind !== "form") throw new Error("no form");
  const answer = { goals0: String(office.goal(2).id), state0: "read" };
  expect(words(await office.form("coordinator", "own", "settle", form.context, answer))).toContain(
    "次のとおり",
  );
  expect(office.notes(2)).toMatchObject([{ author: "staff", text: "避難所の施設と協議しました" }]);
  expect(words(await office.command("coordinator", "own", "確認待ち"))).toContain("ありません");
});

it("the digest counts it and names nobody", () => {
  const thread = office.db.prepare("SELECT id FROM thread").pluck().get() as number;
  const digest = replyText(found(renderDigest(office.db, thread)));
  expect(digest).toContain("読み取れなかった返信 1件");
  expect(digest).not.toContain("staff");
});

it("goes to the coordinator after some days, once, in one private message; 企画課 sets how many", async () => {
  const told = (): string[] => {
    runUnanswered(office.db, office.now);
    return all<{ target: string; body: string }>(
      office.db,
      "SELECT target, body FROM outbox WHERE kind = 'tell' AND dedupe LIKE 'unanswered:%' ORDER BY id",
    ).map(({ target, body }) => `${target} ${body.includes("代わりに答えられます")}`);
  };
  expect(told()).toEqual([]);
  office.later(2);
  expect(told()).toEqual([]);
  expect(words(await office.command("staff", "own", "確認待ち 9日"))).toContain("企画課です");
  expect(words(await office.command("planning", "direct", "確認待ち ２日"))).toContain(
    "2日 答えのない確認は",
  );
  expect(told()).toEqual(["U-coordinator true"]);
  office.later(1);
  expect(told()).toEqual(["U-coordinator true"]);
});

it("is spoken of in the next private line to its author", () => {
  expect(words(office.reply("staff", "2 順調"))).toBe("");
  const receipt = office.reply("staff", "2 👍");
  expect(receipt?.kind === "receipt" ? words(receipt.aside) : "").toContain(
    "ほかに、確認をお願いしている返信が 1件",
  );
});

it("a reply whose only doubt is a 取消 waits for no answer: its author is told what to type", async () => {
  const told = words(office.reply("staff", "2 取消\n5 順調 素案を作成", "m-2"));
  expect(told).toContain("「取消 2」だけを返信してください");
  expect(office.notes(5)).toMatchObject([{ author: "staff", text: "素案を作成" }]);
  expect(words(await office.command("staff", "direct", "確認待ち"))).not.toContain("取消");
});
