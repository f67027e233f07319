import { beforeEach, describe, expect, it } from "vitest";
import type { Config } from "../../src/config.js";
import { setClock } from "../kit/clock.js";
import type { FakeSlack } from "../kit/fake-slack.js";
import { command } from "../kit/payloads.js";
import { SlackDriver, slackStage } from "../kit/slack-driver.js";
import type { Stage } from "../kit/stage.js";
import { REPLY_CASES } from "./cases.js";

setClock(8);

/** The same Slack, but over a WebSocket: an event is acknowledged by a frame, or by none. */
class SocketDriver extends SlackDriver {
  private envelopes = 0;

  override get config(): Pick<Config, "slack"> {
    return {
      slack: {
        botToken: "xoxb-test",
        signingSecret: null,
        appToken: "xapp-test",
        apiUrl: this.slack.apiUrl,
      },
    };
  }

  override async deliver(event: unknown, _port: number, again: boolean): Promise<boolean> {
    this.envelopes += 1;
    const id = `envelope-${this.envelopes}`;
    const body = event as Record<string, unknown>;
    const payload = again ? { ...body, event_id: `Ev8${this.envelopes}` } : body;
    this.slack.push({ type: "events_api", envelope_id: id, payload, retry_attempt: again ? 1 : 0 });
    return this.answered(id);
  }

  /** Counted in turns, not in time: the program may block the process that it shares with this test. */
  async answered(id: string): Promise<boolean> {
    for (let turn = 0; turn < 80; turn += 1) {
      if (this.slack.acks.some((ack) => ack.envelope_id === id)) return true;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return false;
  }
}

describe("replies in a digest's thread over Socket Mode", () => {
  let slack: FakeSlack;
  let driver: SocketDriver;
  let stage: Stage;

  beforeEach(async () => {
    ({ slack, driver, stage } = await slackStage({}, (made) => new SocketDriver(made)));
    await stage.start();
  });

  for (const { title, steps, notes, asked } of REPLY_CASES) {
    it(title, async () => {
      const acknowledged = await stage.play(steps);
      expect(acknowledged).not.toContain(false);
      expect(stage.notes()).toEqual(notes);
      expect(stage.asked()).toEqual((asked ?? []).map((name) => driver.idOf(name)));
      expect(stage.count("inbox", "status <> 'done' OR payload <> '{}'")).toBe(0);
    });
  }

  it("does not acknowledge what it could not store, and recovers it when it comes again", async () => {
    const root = await stage.root();
    const event = driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
    stage.db.exec("BEGIN IMMEDIATE");
    const refused = await driver.deliver(event, stage.port, false);
    stage.db.exec("ROLLBACK");
    expect(refused).toBe(false);
    slack.push({
      type: "slash_commands",
      envelope_id: "still-there",
      payload: command("使い方", slack.responseUrl),
    });
    expect(await driver.answered("still-there")).toBe(true);
    expect(await driver.deliver(event, stage.port, false)).toBe(true);
    await stage.settled();
    expect(stage.notes()).toEqual([{ number: 2, state: "on_track", text: "協定書の案を作成" }]);
  });

  it("takes what comes over a new connection after the old one broke", async () => {
    const root = await stage.root();
    for (const socket of slack.sockets) socket.terminate();
    await stage.eventually(() => (slack.sockets.size === 1 ? true : null));
    const event = driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
    await stage.eventually(() => (slack.called("apps.connections.open").length > 1 ? true : null));
    let taken = false;
    for (let turn = 0; turn < 5 && !taken; turn += 1) taken = await driver.deliver(event, stage.port, false);
    expect(taken).toBe(true);
    await stage.settled();
    expect(stage.notes()).toHaveLength(1);
  });
});
