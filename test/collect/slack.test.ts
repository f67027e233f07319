import { beforeEach, describe, expect, it } from "vitest";
import { setClock } from "../kit/clock.js";
import type { FakeSlack } from "../kit/fake-slack.js";
import { envelope, reply } from "../kit/payloads.js";
import { slackStage } from "../kit/slack-driver.js";
import type { Stage } from "../kit/stage.js";
import { REPLY_CASES } from "./cases.js";
import { repliesAfterACorrection } from "./corrected.js";
import { mostUpdatesWithin, updatesOfEach } from "./paced.js";

setClock(8);

describe("replies in a digest's thread in Slack", () => {
  let slack: FakeSlack;
  let stage: Stage;

  beforeEach(async () => {
    ({ slack, stage } = await slackStage());
    await stage.start();
  });

  for (const { title, steps, notes, asked } of REPLY_CASES) {
    it(title, async () => {
      const acknowledged = await stage.play(steps);
      expect(acknowledged).not.toContain(false);
      expect(stage.notes()).toEqual(notes);
      expect(stage.asked()).toEqual((asked ?? []).map((name) => stage.driver.idOf(name)));
      expect(stage.count("inbox", "status <> 'done'")).toBe(0);
      expect(stage.count("inbox", "payload <> '{}'")).toBe(0);
    });
  }

  it("a number that the digest shows means the same goal after a corrected document came in", () =>
    repliesAfterACorrection(stage));

  it("keeps no word of a reply that looks like personal data, in any table", async () => {
    await stage.play([{ do: "reply", name: "a", text: "2 順調 山田様 090-1234-5678 に連絡済み" }]);
    expect(stage.everything()).not.toContain("090-1234-5678");
    expect(stage.everything()).not.toContain("連絡済み");
    expect(stage.count("message", "status = 'withheld'")).toBe(1);
    expect(slack.calls.some(({ method }) => method === "chat.postEphemeral")).toBe(true);
  });

  it("puts one quiet sign on a kept reply and updates the digest", async () => {
    await stage.play([{ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }]);
    const added = slack.calls.filter(({ method }) => method === "reactions.add");
    expect(added).toHaveLength(1);
    await stage.eventually(() => slack.calls.find(({ method }) => method === "chat.update") ?? null);
    expect(JSON.stringify(slack.calls.find(({ method }) => method === "chat.update"))).toContain("報告済み");
  });

  it("shows one sign at a time on a reply that is asked about, made clear, and spoilt again", async () => {
    const at = stage.driver.idOf("a");
    const signs = () =>
      [...slack.reactions].filter((each) => each.includes(at)).map((each) => each.split(" ").at(-1));
    await stage.play([{ do: "reply", name: "a", text: "避難所の施設と協議しました" }]);
    await stage.eventually(() => (signs().length > 0 ? true : null));
    expect(signs()).toEqual(["grey_question"]);
    await stage.play([{ do: "edit", name: "a", text: "2 順調 避難所の施設と協議しました", nth: 1 }]);
    await stage.eventually(() => (signs().join() === "white_check_mark" ? true : null));
    await stage.play([{ do: "edit", name: "a", text: "避難所の施設を見てきました", nth: 2 }]);
    await stage.eventually(() => (signs().join() === "grey_question" ? true : null));
  });

  it("takes the sign away where nothing is kept of a reply any more", async () => {
    await stage.play([{ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }]);
    const at = stage.driver.idOf("a");
    const signs = () => [...slack.reactions].filter((each) => each.includes(at));
    await stage.eventually(() => (signs().length === 1 ? true : null));
    await stage.play([{ do: "edit", name: "a", text: "ありがとうございます" }]);
    expect(stage.notes()).toEqual([]);
    await stage.eventually(() => (signs().length === 0 ? true : null));
  });

  it("takes two edits of one second in the order in which they arrive", async () => {
    const root = await stage.root();
    const told = async (event: unknown) => {
      expect(await stage.driver.deliver(event, stage.port, false)).toBe(true);
      await stage.settled();
    };
    await told(stage.driver.event({ do: "reply", name: "a", text: "2 順調 はじめの文" }, root));
    const edit = (text: string, stamp: string) => {
      const body = stage.driver.event({ do: "edit", name: "a", text }, root) as { event: object };
      return { ...body, event: { ...body.event, event_ts: stamp } };
    };
    const first = edit("2 やや遅れ 一度目", "1795500000.000700");
    await told(first);
    await told(edit("2 遅れ 二度目", "1795500000.000800"));
    await told(first);
    expect(stage.notes()).toEqual([{ number: 2, state: "behind", text: "二度目" }]);
  });

  it("does not flood the digest with updates when forty people answer at once", async () => {
    const root = await stage.root();
    const since = stage.clock();
    const events = Array.from({ length: 40 }, (_, index) =>
      stage.driver.event(
        {
          do: "reply",
          name: `p${index}`,
          text: `${(index % 16) + 1} 順調 その${index}`,
          by: String(index).padStart(2, "0"),
        },
        root,
      ),
    );
    // What a busy machine did not take in time, Slack sends again.
    const sent = async (event: unknown): Promise<void> => {
      while (!(await stage.driver.deliver(event, stage.port, false)));
    };
    await Promise.all(events.map(sent));
    await stage.settled();
    expect(stage.notes()).toHaveLength(40);
    await stage.eventually(() =>
      stage.count("outbox", "kind = 'update' AND status IN ('pending', 'sending')") === 0 ? true : null,
    );
    const updated = updatesOfEach(slack.called("chat.update").map(({ args }) => String(args.ts)));
    expect(updated.length).toBeGreaterThan(0);
    expect(Math.max(...updated)).toBeLessThanOrEqual(mostUpdatesWithin(since, stage.clock()));
  });

  it("is silent outside the threads it knows and keeps nothing of them", async () => {
    const before = stage.everything();
    // A thread below somebody else's message.
    const elsewhere = reply("2 順調 これは別の話題", {
      thread_ts: "1700000000.000001",
      parent_user_id: "U0SUZUKI00",
    });
    const event = envelope(elsewhere);
    expect(await stage.driver.deliver(event, stage.port, false)).toBe(true);
    await stage.settled();
    expect(stage.notes()).toEqual([]);
    expect(stage.everything()).not.toContain("別の話題");
    expect(before).not.toContain("別の話題");
    expect(slack.calls.filter(({ method }) => method.startsWith("reactions"))).toEqual([]);
  });

  it("does not acknowledge what it could not store, and recovers it when it comes again", async () => {
    const root = await stage.root();
    stage.db.exec("BEGIN IMMEDIATE");
    const event = stage.driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
    const refused = await stage.driver.deliver(event, stage.port, false);
    stage.db.exec("ROLLBACK");
    expect(refused).toBe(false);
    expect(await stage.driver.deliver(event, stage.port, false)).toBe(true);
    await stage.settled();
    expect(stage.notes()).toEqual([{ number: 2, state: "on_track", text: "協定書の案を作成" }]);
  });
});
