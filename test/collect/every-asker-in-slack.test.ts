import { describe, expect, it } from "vitest";
import { encodePress } from "../../src/bot/query.js";
import { all } from "../../src/store/database.js";
import { setClock } from "../kit/clock.js";
import type { Fault } from "../kit/fake-slack.js";
import { press } from "../kit/payloads.js";
import { FORM } from "../kit/sign.js";
import { post, slackStage } from "../kit/slack-driver.js";

setClock(8);

const faults: readonly (readonly [string, Fault])[] = [
  ["502", { kind: "status", status: 502, stored: false }],
  ["503", { kind: "status", status: 503, stored: false }],
  ["a cut connection", { kind: "reset", stored: false }],
];
const STORED: readonly (readonly [string, Fault])[] = [
  ["answers 500", { kind: "status", status: 500, stored: true }],
  ["cuts the connection", { kind: "reset", stored: true }],
];
const AGAIN = "（再送）";

type Stage = Awaited<ReturnType<typeof slackStage>>;

/** Somebody presses for a goal; whoever has no response URL is answered in the channel. */
async function pressGoal({ slack, stage }: Stage): Promise<void> {
  const [goal] = all<{ id: number }>(stage.db, "SELECT id FROM goal LIMIT 1");
  const value = encodePress({ do: "goal", goal: goal?.id ?? 0 });
  const body = press(value, slack.responseUrl, { trigger_id: `t-${slack.calls.length}` });
  const payload = new URLSearchParams({ payload: JSON.stringify(body) }).toString();
  expect(await post(stage.port, payload, FORM)).toBe(true);
}

/** What one person was shown, whichever way it came. */
const shown = ({ slack }: Stage): string[] =>
  [...slack.responses, ...slack.whispered].map(({ text }) => String(text));

const answers = ({ stage }: Stage) =>
  all<{ body: string; status: string }>(stage.db, "SELECT body, status FROM outbox WHERE kind = 'answer'");

describe("every asker in Slack is answered", () => {
  for (const [name, fault] of faults)
    it(`who pressed a button, where Slack meets the answer with ${name}`, async () => {
      const set = await slackStage();
      await set.stage.start();
      await set.stage.root();
      set.slack.fail("response", fault);
      await pressGoal(set);
      await set.stage.eventually(() => (shown(set).length === 1 ? true : null));
      await set.stage.settled();
      // Nothing of it is kept once it was given.
      expect(answers(set)).toEqual([{ body: "{}", status: "sent" }]);
    });

  it("by another way, where the address to answer to is no good any more", async () => {
    const set = await slackStage();
    await set.stage.start();
    await set.stage.root();
    set.slack.responseStatus = 404;
    await pressGoal(set);
    await set.stage.eventually(() => (set.slack.whispered.length === 1 ? true : null));
    await set.stage.settled();
    expect(set.slack.whispered[0]?.text).not.toContain(AGAIN);
    expect(set.slack.called("auth.test").length).toBeLessThanOrEqual(1);
  });
});

describe("what one person alone was shown, and Slack seemed to fail at", () => {
  for (const [name, fault] of STORED) {
    it(`comes once more and says so, where Slack ${name}`, async () => {
      const set = await slackStage();
      await set.stage.start();
      await set.stage.root();
      set.slack.responseStatus = 404;
      set.slack.fail("chat.postEphemeral", fault);
      await pressGoal(set);
      const { whispered } = set.slack;
      await set.stage.eventually(() => (whispered.length === 2 ? true : null));
      await set.stage.settled();
      expect(whispered.map(({ text }) => String(text).startsWith(AGAIN))).toEqual([false, true]);
      expect(whispered[1]?.blocks).toContain("どちらも同じものです。");
    });

    it(`takes the place of what was pressed once more without a word, where Slack ${name}`, async () => {
      const set = await slackStage();
      await set.stage.start();
      await set.stage.root();
      set.slack.fail("response", fault);
      await pressGoal(set);
      await set.stage.eventually(() => (set.slack.responses.length === 2 ? true : null));
      await set.stage.settled();
      expect(set.slack.responses.map((each) => each.replace_original)).toEqual([true, true]);
      expect(JSON.stringify(set.slack.responses)).not.toContain(AGAIN);
      expect(set.slack.whispered).toEqual([]);
    });
  }

  it("comes twice more at most", async () => {
    const set = await slackStage();
    await set.stage.start();
    await set.stage.root();
    set.slack.responseStatus = 404;
    set.slack.chaos = (method) =>
      method === "chat.postEphemeral" ? { kind: "status", status: 500, stored: true } : null;
    await pressGoal(set);
    await set.stage.eventually(() => (answers(set)[0]?.status === "dead" ? true : null), 60_000);
    expect(set.slack.whispered).toHaveLength(3);
  });

  it("waits while Slack does not answer at all, and uses up nothing by that", async () => {
    const set = await slackStage();
    await set.stage.start();
    await set.stage.root();
    set.slack.responseStatus = 404;
    const down: Fault = { kind: "status", status: 503, stored: false };
    set.slack.fail("chat.postEphemeral", down);
    await pressGoal(set);
    await set.stage.eventually(() => (set.slack.called("chat.postEphemeral").length === 1 ? true : null));
    // From here on every call fails.
    set.slack.chaos = () => down;
    const asked = () => set.slack.called("auth.test").length;
    const before = asked();
    await set.stage.eventually(() => (asked() >= before + 2 ? true : null), 60_000);
    set.slack.chaos = null;
    await set.stage.eventually(() => (set.slack.whispered.length === 1 ? true : null), 60_000);
    expect(set.slack.called("chat.postEphemeral")).toHaveLength(2);
  });
});
