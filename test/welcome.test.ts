import { describe, expect, it } from "vitest";
import { welcomeView } from "../src/bot/features/help/help-view.js";
import { collect } from "../src/bot/features/reporting/collect.js";
import type { MembershipIn } from "../src/bot/platform.js";
import { blocksText, type Reply } from "../src/bot/reply.js";
import { findBinding } from "../src/store/bindings.js";
import { inTransaction } from "../src/store/database.js";
import { buttonsOf } from "./kit/conversation.js";
import { found, Office, words } from "./kit/office.js";

it("says in a chat with one person nothing of a channel that is bound", () => {
  expect(blocksText(welcomeView({ kind: "channel" }).blocks)).toContain(
    "このチャンネルに定期まとめを届ける部",
  );
  const alone = blocksText(welcomeView({ kind: "direct" }).blocks);
  expect(alone).not.toContain("チャンネル");
  expect(alone).toContain("使い方");
  const together = blocksText(welcomeView({ kind: "channel", chat: true }).blocks);
  expect(together).toContain("このチャットに定期まとめを届ける部");
  expect(together).not.toContain("チャンネル");
});

describe("where the bot is invited", () => {
  const arrive = (office: Office, name: string | null, more: Partial<MembershipIn> = {}): Reply | null => {
    const where = { ...office.where("own"), conversation: "C-new", destination: { channel: "C-new" }, name };
    const who = { id: "U-planning", name: "planning" };
    const incoming = { kind: "arrival" as const, key: `a:${name}`, who, where, at: office.now, ...more };
    return inTransaction(office.db, () => collect(office.bot, { incoming, withheld: [] }, () => null));
  };
  const labels = (reply: Reply | null) => buttonsOf(reply).map(({ label }) => label);

  it.each(["危機管理部", "危機管理部-進捗", "2026_危機管理部"])("%s: offers its department", (name) => {
    expect(labels(arrive(new Office(), name))).toEqual(["危機管理部に結び付ける", "ほかの部を選ぶ"]);
  });

  it.each(["雑談", "general", null])("%s: offers the list", (name) => {
    expect(labels(arrive(new Office(), name))).toEqual(["部に結び付ける"]);
  });

  it("binds by that one button, for 企画課 alone", async () => {
    const office = new Office();
    const [button] = buttonsOf(arrive(office, "総務部"));
    const press = found(button).press;
    expect(words(await office.press("staff", "direct", press))).toContain("企画課");
    expect(words(await office.press("planning", "direct", press))).toContain("チャンネルの中で");
    expect(words(await office.press("planning", "own", press))).toContain("総務部に結び付けました");
    const { conversation } = office.where("own");
    expect(findBinding(office.db, "slack", conversation)?.organisationId).toBe(
      office.neighbour.organisationId,
    );
  });

  it("binds nothing where the platform says that it is not there, and says what to do", async () => {
    const office = new Office();
    const [button] = buttonsOf(arrive(office, "総務部"));
    const before = findBinding(office.db, "slack", office.where("own").conversation);
    expect(
      words(await office.press("planning", "own", found(button).press, null, { present: false })),
    ).toContain("招待してから");
    expect(findBinding(office.db, "slack", office.where("own").conversation)).toEqual(before);
  });
});
