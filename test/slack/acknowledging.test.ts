import type { App } from "@slack/bolt";
import { expect, it } from "vitest";
import type { Desk } from "../../src/bot/platforms/slack/desk.js";
import { listen } from "../../src/bot/platforms/slack/listeners.js";
import { encodePress } from "../../src/bot/query.js";
import { createLog } from "../../src/log.js";
import { press } from "../kit/payloads.js";

type Listener = (args: { body: unknown; ack: () => Promise<void>; respond: null }) => Promise<void>;

it("a press is handed over before Slack hears of it, and answered afterwards", async () => {
  const order: string[] = [];
  let onPress: Listener | null = null;
  const app = {
    command: () => undefined,
    action: (_: unknown, listener: Listener) => {
      onPress = listener;
    },
    view: () => undefined,
    shortcut: () => undefined,
    event: () => undefined,
    error: () => undefined,
  };
  const desk = {
    clock: () => 0,
    log: createLog("silent"),
    placed: async (incoming: unknown) => incoming,
    host: {
      handle: async () => {
        order.push("written");
        await Promise.resolve();
        order.push("answered");
        return null;
      },
      accept: () => undefined,
    },
  };
  listen(app as unknown as App, desk as unknown as Desk);
  const body = press(encodePress({ do: "help" }), "http://127.0.0.1/");
  await (onPress as Listener | null)?.({
    body,
    ack: async () => {
      order.push("acknowledged");
    },
    respond: null,
  });
  expect(order[0]).toBe("written");
  expect(order).toContain("acknowledged");
});
