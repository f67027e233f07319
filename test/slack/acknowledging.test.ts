import type { App } from "@slack/bolt";
import { describe, expect, it } from "vitest";
import type { Host } from "../../src/bot/platform.js";
import type { Desk } from "../../src/bot/platforms/slack/desk.js";
import { commandsOf, listen } from "../../src/bot/platforms/slack/listeners.js";
import { encodePress } from "../../src/bot/query.js";
import { say } from "../../src/bot/reply.js";
import { createLog } from "../../src/log.js";
import { command, press, submission } from "../kit/payloads.js";

type Listener = (args: { body: unknown; ack: () => Promise<void>; respond: null }) => Promise<void>;

/** What people do, as Bolt hands it to the listeners. */
const NOWHERE = "http://127.0.0.1/";
const DONE = {
  command: command("報告 危機管理部 2 順調", NOWHERE),
  action: press(encodePress({ do: "help" }), NOWHERE),
  view: submission("report", "{}", {}),
};
type Kind = keyof typeof DONE;
const KINDS = Object.keys(DONE) as Kind[];

/**
 * Does it where `handle` is the program.
 * @param order where it is written down that it was acknowledged, and that it was answered behind that
 */
async function act(kind: Kind, handle: Host["handle"], order: string[]): Promise<void> {
  const listeners = new Map<string, Listener>();
  const hear = (name: string) => (_: unknown, listener: Listener) => listeners.set(name, listener);
  const app = {
    action: hear("action"),
    view: hear("view"),
    shortcut: hear("shortcut"),
    event: hear("event"),
    error: () => undefined,
  };
  const later: Host["later"] = () => {
    order.push("answered");
    return true;
  };
  const desk = {
    clock: () => 0,
    log: createLog("silent"),
    placed: async (incoming: unknown) => incoming,
    host: { handle, later },
    seats: { keep: () => undefined },
  };
  listen(app as unknown as App, desk as unknown as Desk);
  const ack = async (): Promise<void> => {
    order.push("acknowledged");
  };
  if (kind === "command") await commandsOf(desk as unknown as Desk, fetch)(DONE.command, ack);
  else await listeners.get(kind)?.({ body: DONE[kind], ack, respond: null });
}

/** Gives the others their turn, often enough for every promise that is ready. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe.each(KINDS)("what is done by %s", (kind) => {
  it("is acknowledged when it is written, and not before", async () => {
    const order: string[] = [];
    let write = (): void => undefined;
    let answer = (): void => undefined;
    const acting = act(
      kind,
      (_, written) =>
        new Promise((resolve) => {
          write = () => {
            order.push("written");
            written?.();
          };
          answer = () => resolve(say("記録しました。"));
        }),
      order,
    );
    await turns();
    expect(order).toEqual([]);
    write();
    // A press waits no longer; a command and a form wait some time for their answer.
    if (kind === "action") await turns();
    if (kind === "action") expect(order).toEqual(["written", "acknowledged"]);
    answer();
    await acting;
    expect(order.slice(0, 2)).toEqual(["written", "acknowledged"]);
  });
});

describe.each(["action", "view"] as const)("what could not be written, done by %s,", (kind) => {
  it("is never acknowledged, but answered: Slack shows that it failed, and a form stays open", async () => {
    const order: string[] = [];
    await act(kind, async () => say("申し訳ありません。"), order);
    expect(order).toEqual(["answered"]);
  });
});

it("a command that could not be written has its apology in the acknowledgement", async () => {
  const order: string[] = [];
  await act("command", async () => say("申し訳ありません。"), order);
  expect(order).toEqual(["acknowledged"]);
});
