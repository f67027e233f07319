import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SELF } from "../kit/fake-slack.js";
import { CHANNEL, envelope } from "../kit/payloads.js";
import { Bench } from "../kit/slack-bench.js";

const info = (channel: Record<string, unknown>) => ({ ok: true, channel: { id: CHANNEL, ...channel } });

let bench: Bench;
beforeEach(async () => {
  bench = new Bench();
  await bench.http();
  await bench.start();
});
afterEach(() => bench.stop());

describe("whether the bot is in a channel", () => {
  const there = () => bench.platform.isThere({ channel: CHANNEL });

  it("is what Slack says", async () => {
    bench.slack.answers.set("conversations.info", info({ is_member: true }));
    expect(await there()).toBe(true);
    bench.slack.answers.set("conversations.info", info({ is_member: false }));
    expect(await there()).toBe(false);
    bench.slack.answers.set("conversations.info", info({ is_member: true, is_archived: true }));
    expect(await there()).toBe(false);
    bench.slack.fail("conversations.info", { kind: "error", error: "channel_not_found" });
    expect(await there()).toBe(false);
  });

  it("is not known where Slack does not answer or will not say", async () => {
    bench.slack.fail("conversations.info", { kind: "status", status: 503, stored: false });
    expect(await there()).toBeNull();
    bench.slack.fail("conversations.info", { kind: "error", error: "missing_scope" });
    expect(await there()).toBeNull();
  });
});

describe("where the bot comes", () => {
  it("it is told what the channel is called", async () => {
    bench.slack.answers.set("conversations.info", info({ name: "危機管理部", is_member: true }));
    await bench.event(envelope({ type: "member_joined_channel", user: SELF.user_id, channel: CHANNEL }));
    expect(bench.host.accepted).toMatchObject([{ kind: "arrival", where: { name: "危機管理部" } }]);
  });

  it("under another id than before, it knows which", async () => {
    bench.slack.answers.set("conversations.info", info({ name: "危機管理部", is_member: true }));
    const moved = { type: "channel_id_changed", old_channel_id: CHANNEL, new_channel_id: "C0NEW00001" };
    await bench.event(envelope({ ...moved, event_ts: "1795000000.000100" }));
    expect(bench.host.accepted).toMatchObject([
      { kind: "arrival", again: true, formerly: CHANNEL, where: { conversation: "C0NEW00001" } },
    ]);
  });
});
