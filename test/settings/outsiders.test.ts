import { expect, it } from "vitest";
import { isTurnedAway } from "../../src/bot/roles.js";
import { button } from "../kit/conversation.js";
import { at, Desk, errorsOf, wordsOf } from "../kit/desk.js";

const GUEST = { id: "guest", name: "業者 一郎", outsider: "guest" } as const;

const desk = (outsiders: "allow" | "refuse" | null = null): Desk => {
  const opened = new Desk(at("2026-11-24"));
  Object.assign(opened.bot, { outsiders });
  return opened;
};
const refused = ({ bot, plan }: Desk): boolean => isTurnedAway(bot, GUEST, plan.municipalityId);

it("企画課 decides in the settings whether outsiders' replies are recorded; nobody has said so at first", async () => {
  const open = desk();
  expect(refused(open)).toBe(true);
  expect(wordsOf(await open.ask("設定"))).toContain("ほかの組織の方の返信: 記録しません。");
  expect((await open.open("外部の方の返信")).fields[0]).toMatchObject({ initial: "refuse" });
  expect(wordsOf(await open.fill("外部の方の返信", { outsiders: "allow" }))).toContain(
    "印を付けて記録します",
  );
  expect(refused(open)).toBe(false);
  expect(wordsOf(await open.ask("設定"))).toContain("ほかの組織の方の返信: 名前に印を付けて記録します。");
  expect(open.audit()).toMatchObject([
    { actor: "web:U0", action: "outsiders.set", before: { allowed: false }, after: { allowed: true } },
  ]);
  await open.fill("外部の方の返信", { outsiders: "refuse" });
  expect(refused(open)).toBe(true);
  expect(errorsOf(await open.send("outsiders", { outsiders: "sometimes" }))).toHaveProperty("outsiders");
});

it.each([
  ["allow", false],
  ["refuse", true],
] as const)(
  "OUTSIDERS=%s decides where it is set, and nothing can be chosen then",
  async (fixed, turnedAway) => {
    const closed = desk(fixed);
    const shown = await closed.ask("設定");
    expect(wordsOf(shown)).toContain("環境変数 OUTSIDERS で決まっている");
    expect(() => button(shown, "外部の方の返信")).toThrow();
    const answer = await closed.send("outsiders", { outsiders: fixed === "allow" ? "refuse" : "allow" });
    expect(wordsOf(answer)).toContain("環境変数 OUTSIDERS");
    expect(refused(closed)).toBe(turnedAway);
    expect(closed.audit()).toEqual([]);
  },
);

it("is for 企画課 alone, and of its own municipality", async () => {
  const open = desk();
  expect(wordsOf(await open.send("outsiders", { outsiders: "allow" }, "U9"))).toContain("企画課");
  expect(refused(open)).toBe(true);
  await open.fill("外部の方の返信", { outsiders: "allow" });
  expect(isTurnedAway(open.bot, GUEST, open.plan.municipalityId + 1)).toBe(true);
  expect(isTurnedAway(open.bot, GUEST, null)).toBe(true);
});
