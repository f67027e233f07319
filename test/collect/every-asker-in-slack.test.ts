import { describe, expect, it } from "vitest";
import { encodePress } from "../../src/bot/query.js";
import { all } from "../../src/store/database.js";
import { setClock } from "../kit/clock.js";
import type { Fault } from "../kit/fake-slack.js";
import { press } from "../kit/payloads.js";
import { FORM } from "../kit/sign.js";
import { post, slackStage } from "../kit/slack-driver.js";

setClock();

const faults: readonly (readonly [string, Fault])[] = [
  ["502", { kind: "status", status: 502, stored: false }],
  ["503", { kind: "status", status: 503, stored: false }],
  ["a cut connection", { kind: "reset", stored: false }],
];

describe("every asker in Slack is answered", () => {
  for (const [name, fault] of faults)
    it(`who pressed a button, where every way meets ${name} first`, async () => {
      const { slack, stage } = await slackStage();
      await stage.start();
      await stage.root();
      slack.fail("response", fault, fault);
      slack.fail("chat.postEphemeral", fault);
      const [goal] = all<{ id: number }>(stage.db, "SELECT id FROM goal LIMIT 1");
      const value = encodePress({ do: "goal", goal: goal?.id ?? 0 });
      const body = press(value, slack.responseUrl, { trigger_id: `t-${name}` });
      const payload = new URLSearchParams({ payload: JSON.stringify(body) }).toString();
      expect(await post(stage.port, payload, FORM)).toBe(true);
      await stage.eventually(() => {
        const told = slack.responses.length + slack.called("chat.postEphemeral").length;
        return told >= 2 ? true : null;
      });
      await stage.settled();
      // Nothing of it is kept once it was given.
      const rows = all<{ body: string; status: string }>(
        stage.db,
        "SELECT body, status FROM outbox WHERE kind = 'answer'",
      );
      expect(rows).toEqual([{ body: "{}", status: "sent" }]);
    });
});
