import { beforeEach, describe, expect, it } from "vitest";
import { tellPlanning } from "../../src/jobs/tell-planning.js";
import { findBinding } from "../../src/store/bindings.js";
import { all } from "../../src/store/database.js";
import { setClock } from "../kit/clock.js";
import { type FakeSlack, SELF } from "../kit/fake-slack.js";
import { CHANNEL, envelope, reply } from "../kit/payloads.js";
import { type SlackDriver, slackStage } from "../kit/slack-driver.js";
import type { Stage } from "../kit/stage.js";

setClock();

describe("a channel that was lost", () => {
  let slack: FakeSlack;
  let driver: SlackDriver;
  let stage: Stage;

  beforeEach(async () => {
    ({ slack, driver, stage } = await slackStage());
  });

  const lost = () => findBinding(stage.db, "slack", CHANNEL)?.lostAt ?? null;
  const tell = (event: Record<string, unknown>) => driver.deliver(envelope(event), stage.port, false);

  /** The digest meets a channel that takes nothing. */
  const lose = async (error: string): Promise<void> => {
    slack.fail("chat.postMessage", { kind: "error", error });
    await stage.start();
    await stage.eventually(lost);
    stage.ahead += 3 * 3_600_000;
  };

  const SIGNS = {
    "it is unarchived": { type: "channel_unarchive", channel: CHANNEL, user: "U0YAMADA00" },
    "the bot is invited again": {
      type: "member_joined_channel",
      channel: CHANNEL,
      user: SELF.user_id,
      inviter: "U0YAMADA00",
    },
    "somebody writes below a post of ours": reply("1 順調 件", { parent_user_id: SELF.user_id }),
  };

  for (const [title, event] of Object.entries(SIGNS))
    it(`gets what could not be posted, marked as late, once ${title}`, async () => {
      await lose("is_archived");
      expect(slack.posts).toEqual([]);
      await tell(event);
      await stage.eventually(() => (lost() === null ? true : null));
      await stage.root();
      const digests = slack.posts.filter(({ text }) => text.includes("重点目標の進捗"));
      expect(digests).toHaveLength(1);
      expect(JSON.stringify(digests[0]?.blocks)).toContain("遅れて送信");
      // Who works there already is not introduced to it.
      expect(slack.posts.filter(({ thread_ts }) => thread_ts === undefined)).toHaveLength(1);
      expect(all(stage.db, "SELECT action FROM audit WHERE action LIKE 'binding.%'")).toEqual([
        { action: "binding.lost" },
        { action: "binding.found" },
      ]);
    });

  it("keeps its current name", async () => {
    await stage.start();
    await stage.root();
    await tell({ type: "channel_rename", channel: { id: CHANNEL, name: "危機管理総務課", created: 1 } });
    await stage.eventually(() =>
      findBinding(stage.db, "slack", CHANNEL)?.name === "危機管理総務課" ? true : null,
    );
  });

  it("is told of privately where no channel of 企画課 takes it", async () => {
    await stage.start();
    const [item] = all<{ target: string; platform: string }>(
      stage.db,
      "SELECT target, platform FROM outbox WHERE kind = 'tell'",
    );
    expect(item).toBeUndefined();
    const bot = { db: stage.db, clock: stage.clock, adminUsers: ["U0KIKAKU00@板橋区", "kikaku"] };
    tellPlanning(bot, "dead:1", { kind: "message", audience: "private", blocks: [] });
    expect(all(stage.db, "SELECT target, platform FROM outbox WHERE kind = 'tell'")).toEqual([
      { target: "U0KIKAKU00", platform: "slack" },
    ]);
  });
});
