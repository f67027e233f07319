import { beforeEach, expect, it } from "vitest";
import { isBesideReport } from "../../src/bot/features/reporting/beside.js";
import { collect } from "../../src/bot/features/reporting/collect.js";
import type { Reply } from "../../src/bot/reply.js";
import { saidPlainly } from "../../src/domain/said-text.js";
import { inTransaction } from "../../src/store/database.js";
import { findGoal } from "../../src/store/goals.js";
import { setIndicator } from "../../src/store/indicators.js";
import { buttonsOf } from "../kit/conversation.js";
import { found, Office, type PlaceName, words } from "../kit/office.js";

let office: Office;

beforeEach(() => {
  office = new Office();
});

/** Words in the channel, in no thread of ours. */
function said(text: string, place: PlaceName = "own") {
  return {
    kind: "message" as const,
    key: text,
    who: { id: "U-staff", name: "staff" },
    where: office.where(place),
    at: office.now,
    message: "m-beside",
    said: saidPlainly(text),
    quotes: null,
    addressed: false,
    files: false,
    gesture: null,
  };
}

const heard = (text: string, place?: PlaceName): Reply | null =>
  inTransaction(office.db, () =>
    collect(office.bot, { incoming: said(text, place), withheld: [] }, () => null),
  );

it("a report beside the thread is recorded by one press of its author, and only then", async () => {
  const told = heard("2 順調 協定書の案を作成");
  expect(words(told)).toContain("まだ記録していません");
  expect(office.count("note") + office.count("message")).toBe(0);
  const { press } = found(buttonsOf(told)[0]);
  await office.press("staff", "own", press);
  expect(office.notes(2)).toMatchObject([{ state: "on_track", text: "協定書の案を作成" }]);
  expect(words(await office.press("staff", "own", press))).toContain("すでに記録");
});

it("a percent behind an indicator's name is its value there, as it is in the thread", async () => {
  const terms = {
    name: "ペーパーレス化",
    unit: "%",
    direction: "up",
    base: 40,
    baseOn: "令和7年度末",
  } as const;
  const aim = { target: 80, targetOn: "令和8年度末", source: "" };
  const act = { actor: "slack:U-plan", at: office.now, via: "form" };
  const goal = office.goal(2).id;
  setIndicator(office.db, goal, null, { ...terms, ...aim }, "office", act);
  await office.press("staff", "own", found(buttonsOf(heard("2 順調 ペーパーレス化 62%"))[0]).press);
  expect(findGoal(office.db, goal)).toMatchObject({ state: "on_track", percent: null });
});

it.each([
  ["来週の打合せは3階です", "own"],
  ["2 了解です", "own"],
  ["2は案を作成しました", "own"],
  ["全部変更なし", "own"],
  ["2 順調とは言えません", "own"],
  ["2 順調", "unbound"],
  ["2 順調", "direct"],
] as const)("other words are people's own: %s in %s", (text, place) => {
  expect(isBesideReport(office.bot, said(text, place))).toBe(false);
  expect(heard(text, place)).toBeNull();
});

/** The same words, said to the bot. */
const toBot = (text: string, over: { readonly message?: string; readonly conversation?: string } = {}) => {
  const plain = said(text);
  const { conversation = plain.where.conversation, message = plain.message } = over;
  return {
    ...plain,
    key: `${text}:${message}`,
    message,
    addressed: true,
    where: { ...plain.where, conversation },
  };
};
const asked: string[] = [];
const tell = (incoming: ReturnType<typeof toBot>): Reply | null =>
  inTransaction(office.db, () =>
    collect(office.bot, { incoming, withheld: [] }, () => {
      asked.push(incoming.key);
      return null;
    }),
  );

it("a report to the bot answers the last digest there, in no thread as in a group chat, and is mended with its message", () => {
  expect(tell(toBot("2 順調 協定書の案を作成"))).toMatchObject({
    kind: "receipt",
    sign: "kept",
    readBack: "2（順調）を記録しました。",
  });
  expect(office.notes(2)).toMatchObject([{ state: "on_track", text: "協定書の案を作成" }]);
  const edited = {
    ...toBot("2 遅れ 入札不調"),
    kind: "edit" as const,
    key: "edit",
    editedAt: office.now + 1,
  };
  inTransaction(office.db, () => collect(office.bot, { incoming: edited, withheld: [] }, () => null));
  expect(office.notes(2)).toMatchObject([{ state: "behind", text: "入札不調" }]);
});

it("a question to the bot stays a question", () => {
  asked.length = 0;
  expect(tell(toBot("防災"))).toBeNull();
  expect(tell(toBot("危機管理部 2", { message: "m-2" }))).toBeNull();
  expect(asked).toHaveLength(2);
  expect(office.count("note")).toBe(0);
});
