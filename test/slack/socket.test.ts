import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SELF } from "../kit/fake-slack.js";
import { command, envelope, reply, submission } from "../kit/payloads.js";
import { text } from "../kit/recording-host.js";
import { Bench } from "../kit/slack-bench.js";
import { eventually, rest } from "../kit/wait.js";

let bench: Bench;
const unhandled: unknown[] = [];
const note = (reason: unknown): void => {
  unhandled.push(reason);
};

beforeEach(async () => {
  unhandled.length = 0;
  process.on("unhandledRejection", note);
  bench = new Bench();
  await bench.socket();
});
afterEach(async () => {
  await bench.stop();
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

const acked = (id: string) => bench.slack.acks.find((ack) => ack.envelope_id === id);

describe("Socket Mode", () => {
  it("stores an event before it acknowledges, and leaves it unacknowledged where storing fails", async () => {
    await bench.start();
    expect(bench.platform.healthy()).toBe(true);
    expect(bench.platform.routes).toEqual([]);
    bench.slack.push({
      type: "events_api",
      envelope_id: "e1",
      payload: envelope(reply("2 順調")),
      retry_attempt: 0,
    });
    await eventually(() => acked("e1") !== undefined);
    expect(bench.host.accepted).toMatchObject([{ kind: "message", said: { text: "2 順調" } }]);

    bench.host.broken = true;
    bench.slack.push({
      type: "events_api",
      envelope_id: "e2",
      payload: envelope(reply("3 完了")),
      retry_attempt: 0,
    });
    bench.slack.push({
      type: "slash_commands",
      envelope_id: "e3",
      payload: command("使い方", bench.slack.responseUrl),
    });
    await eventually(() => acked("e3") !== undefined);
    expect(acked("e2")).toBeUndefined();

    bench.host.broken = false;
    bench.slack.push({
      type: "events_api",
      envelope_id: "e4",
      payload: envelope(reply("3 完了")),
      retry_attempt: 1,
    });
    await eventually(() => acked("e4") !== undefined);
    expect(bench.host.accepted).toHaveLength(2);
  });

  it("answers /policy and a form with the acknowledgement", async () => {
    await bench.start();
    bench.host.reply = async (incoming) =>
      incoming.kind === "form"
        ? { kind: "form-errors", errors: { text: "ひとことを入れてください。" } }
        : text("はい。");
    bench.slack.push({
      type: "slash_commands",
      envelope_id: "c1",
      payload: command("危機管理部", bench.slack.responseUrl),
      accepts_response_payload: true,
    });
    await eventually(() => acked("c1") !== undefined);
    expect(acked("c1")?.payload).toMatchObject({ response_type: "ephemeral", text: "はい。" });

    const filled = submission("report", '{"context":"g3","channel":"C1","thread":null}', {
      text: { type: "plain_text_input", value: null },
    });
    bench.slack.push({
      type: "interactive",
      envelope_id: "i1",
      payload: filled,
      accepts_response_payload: true,
    });
    await eventually(() => acked("i1") !== undefined);
    expect(acked("i1")?.payload).toEqual({
      response_action: "errors",
      errors: { "field:text": "ひとことを入れてください。" },
    });
    expect(bench.host.handled.at(-1)).toMatchObject({
      kind: "form",
      form: "report",
      context: "g3",
      values: { text: "" },
    });
  });

  it("acknowledges app_rate_limited, which has no event inside, and survives frames that cannot be read", async () => {
    await bench.start();
    const limited = {
      token: "t",
      type: "app_rate_limited",
      team_id: SELF.team_id,
      minute_rate_limited: 1795000000,
    };
    bench.slack.push({ type: "events_api", envelope_id: "r1", payload: limited });
    await eventually(() => acked("r1") !== undefined);
    bench.slack.push({ type: "events_api", envelope_id: "r2", payload: null });
    for (const socket of bench.slack.sockets) for (const frame of ["not json", "null"]) socket.send(frame);
    bench.slack.push({ type: "events_api", envelope_id: "r3", payload: envelope(reply("2 順調")) });
    await eventually(() => acked("r3") !== undefined);
    expect(bench.host.accepted).toHaveLength(1);
  });

  it("connects again when Slack asks for it", async () => {
    await bench.start();
    bench.slack.push({ type: "disconnect", reason: "refresh_requested" });
    await eventually(
      () => bench.slack.called("apps.connections.open").length === 2 && bench.slack.sockets.size === 1,
    );
    await eventually(() => bench.platform.healthy());
    bench.slack.push({ type: "events_api", envelope_id: "n1", payload: envelope(reply("2 順調")) });
    await eventually(() => acked("n1") !== undefined);
  });

  it("does not wait for a peer that never ends the connection it asked to leave", async () => {
    await bench.start();
    bench.slack.push({ type: "disconnect", reason: "refresh_requested" });
    for (const socket of bench.slack.sockets) socket.pause();
    await eventually(() => bench.slack.called("apps.connections.open").length === 2);
    await eventually(() => bench.platform.healthy());
  });

  it("connects again after the network was gone, however often that failed", async () => {
    await bench.start();
    const port = bench.slack.address;
    await bench.slack.close();
    await eventually(() => !bench.platform.healthy());
    await rest(300);
    await bench.slack.listen(port);
    await eventually(() => bench.platform.healthy());
    bench.slack.push({ type: "events_api", envelope_id: "b1", payload: envelope(reply("2 順調")) });
    await eventually(() => acked("b1") !== undefined);
  });

  it("goes on trying where Slack refuses the connection for a while", async () => {
    bench.slack.fail(
      "apps.connections.open",
      { kind: "error", error: "invalid_auth" },
      { kind: "status", status: 503, stored: false },
      { kind: "rate-limit", retryAfter: "1" },
      { kind: "rate-limit", retryAfter: null },
      { kind: "reset", stored: false },
      { kind: "page" },
    );
    await bench.start();
    expect(bench.platform.healthy()).toBe(false);
    await eventually(() => bench.platform.healthy());
    expect(bench.slack.called("apps.connections.open")).toHaveLength(7);
  });

  it("starts although Slack is down, and connects once it is back", async () => {
    const port = bench.slack.address;
    await bench.slack.close();
    await bench.start();
    expect(bench.platform.healthy()).toBe(false);
    await bench.slack.listen(port);
    await eventually(() => bench.platform.healthy());
  });

  it("stops while it is still trying, and twice", async () => {
    await bench.slack.close();
    await bench.start();
    await bench.platform.stop();
    await bench.platform.stop();
    expect(bench.platform.healthy()).toBe(false);
  });

  it("stops while it asks for a new connection, and makes none afterwards", async () => {
    await bench.start();
    bench.slack.fail("apps.connections.open", { kind: "delay", ms: 400 });
    bench.slack.push({ type: "disconnect", reason: "refresh_requested" });
    await eventually(() => bench.slack.called("apps.connections.open").length === 2);
    await bench.platform.stop();
    expect(bench.platform.healthy()).toBe(false);
    await eventually(() => bench.slack.answering === 0);
    // Whoever is on the way to a connection has made it when this is answered.
    for (let asked = 0; asked < 10; asked += 1)
      await fetch(`${bench.slack.apiUrl}auth.test`, { method: "POST" });
    expect(bench.slack.connections).toBe(1);
  });
});
