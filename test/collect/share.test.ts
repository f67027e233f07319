import { beforeEach, describe, expect, it } from "vitest";
import { blocksText, type Message } from "../../src/bot/reply.js";
import { afterSending } from "../../src/jobs/settling.js";
import { dueItems, findItem } from "../../src/store/outbox.js";
import { buttonsOf } from "../kit/conversation.js";
import { found, Office, type PersonName, type PlaceName, words } from "../kit/office.js";

let office: Office;
beforeEach(() => {
  office = new Office();
});

/** Shares goal 2 of 危機管理部 into a channel. @returns what its sharer reads, and what the channel reads */
async function share(place: PlaceName): Promise<{ readonly told: string; readonly posted: string }> {
  const of = { do: "goal", goal: office.goal(2).id } as const;
  const told = words(await office.press("staff", place, { do: "share", of }));
  const [due] = dueItems(office.db, ["slack"], { owner: "me", now: office.now }, 10);
  const item = findItem(office.db, found(due).id);
  afterSending(office.db, found(item), "9.9", office.now);
  const { message } = JSON.parse(found(item).body) as { readonly message: Message };
  return { told, posted: blocksText(message.blocks) };
}

const report = (person: PersonName, place: PlaceName): number => {
  office.reply(person, "順調 協定書の案を作成", `m-${person}`, "9.9", place);
  return office.notes(2).filter(({ author }) => author === person).length;
};

describe("a goal that is shared", () => {
  it("into its department's channel collects what anybody says there, and says so", async () => {
    const { told, posted } = await share("own");
    expect(told).toBe("チャンネルに共有します。そのスレッドへの返信は、この目標の進捗として記録します。");
    expect(posted).not.toContain("記録");
    expect(report("nobody", "own")).toBe(1);
  });

  it("is shared nowhere from a direct message, which has no channel, and is offered none there", async () => {
    const of = { do: "goal", goal: office.goal(2).id } as const;
    const answer = await office.press("staff", "direct", of);
    expect(buttonsOf(answer).map(({ label }) => label)).not.toContain("チャンネルに共有");
    expect(buttonsOf(await office.press("staff", "own", of)).map(({ label }) => label)).toContain(
      "チャンネルに共有",
    );
    expect(words(await office.press("staff", "direct", { do: "share", of }))).toContain(
      "共有する先がありません",
    );
    expect(office.count("outbox")).toBe(0);
  });

  it("into another department's channel collects what those say who may report, and says who they are", async () => {
    const { told, posted } = await share("other");
    for (const said of [told, posted])
      expect(said).toContain(
        "進捗として記録するのは、危機管理部の役割（見るだけを除く）を付けられた方、この目標の担当の方、企画課の返信です。",
      );
    for (const person of ["staff", "owner", "planning"] as const) expect(report(person, "other")).toBe(1);
    for (const person of ["nobody", "neighbour", "reader"] as const) expect(report(person, "other")).toBe(0);
  });
});
