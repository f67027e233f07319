import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { Metrics } from "../../src/metrics.js";
import { isFromHere } from "../../src/server.js";
import { setClock } from "../kit/clock.js";
import { command } from "../kit/payloads.js";
import { post, slackStage } from "../kit/slack-driver.js";

setClock();

/** Every sample of a text in Prometheus' format, by name and labels; fails at a line that is none. */
function samples(text: string): Map<string, number> {
  expect(text.endsWith("\n")).toBe(true);
  const found = new Map<string, number>();
  const typed = new Set<string>();
  for (const line of text.trimEnd().split("\n")) {
    const type = /^# TYPE ([a-z_]+) (counter|gauge|histogram)$/.exec(line);
    if (type !== null) {
      typed.add(type[1] ?? "");
      continue;
    }
    if (/^# HELP [a-z_]+ \S/.test(line)) continue;
    const sample =
      /^([a-z_]+)((?:\{[a-z]+="(?:[^"\\\n]|\\[\\"n])*"(?:,[a-z]+="(?:[^"\\\n]|\\[\\"n])*")*\})?) ([\d.e+-]+)$/.exec(
        line,
      );
    expect(sample, line).not.toBeNull();
    const name = sample?.[1] ?? "";
    expect(typed.has(name) || typed.has(name.replace(/_(bucket|sum|count)$/, "")), line).toBe(true);
    found.set(`${name}${sample?.[2]}`, Number(sample?.[3]));
  }
  return found;
}

describe("the figures", () => {
  it("are written as Prometheus reads them, whatever stands in a label", () => {
    const metrics = new Metrics();
    metrics.count("events_accepted_total", { kind: 'a"b\\c\nd' });
    metrics.count("events_accepted_total", { kind: 'a"b\\c\nd' });
    const found = samples(metrics.text([{ labels: { queue: "inbox", status: "new" }, value: 3 }]));
    expect(Object.fromEntries(found)).toEqual({
      'policy_bot_events_accepted_total{kind="a\\"b\\\\c\\nd"}': 2,
      'policy_bot_queue_length{queue="inbox",status="new"}': 3,
    });
  });

  it("put each answer into every bucket that it fits", () => {
    const metrics = new Metrics();
    for (const seconds of [0.01, 0.05, 2.5, 60]) metrics.answered({ kind: "command" }, seconds);
    const found = samples(metrics.text([]));
    const bucket = (le: string) => found.get(`policy_bot_answer_seconds_bucket{kind="command",le="${le}"}`);
    expect(["0.025", "0.05", "2", "3", "10", "+Inf"].map(bucket)).toEqual([1, 2, 2, 3, 3, 4]);
    expect(found.get('policy_bot_answer_seconds_count{kind="command"}')).toBe(4);
    expect(found.get('policy_bot_answer_seconds_sum{kind="command"}')).toBeCloseTo(62.56);
  });

  it.each([
    ["127.0.0.1", {}, true],
    ["::1", {}, true],
    ["::ffff:127.0.0.1", {}, true],
    ["192.168.1.5", {}, false],
    ["::ffff:10.0.0.1", {}, false],
    [undefined, {}, false],
    ["127.0.0.1", { "x-forwarded-for": "127.0.0.1" }, false],
    ["127.0.0.1", { forwarded: "for=127.0.0.1" }, false],
    ["127.0.0.1", { via: "1.1 proxy" }, false],
    ["127.0.0.1", { "sec-fetch-site": "none" }, false],
  ])("are shown to %s with %j: %s", (address, headers, shown) => {
    const socket = { remoteAddress: address } as IncomingMessage["socket"];
    expect(isFromHere({ headers, httpVersion: "1.1", socket })).toBe(shown);
    expect(isFromHere({ headers, httpVersion: "1.0", socket })).toBe(false);
  });
});

describe("/metrics", () => {
  it("is not there unless it is asked for", async () => {
    const { stage } = await slackStage();
    await stage.start();
    expect((await stage.get("/metrics")).status).toBe(404);
  });

  it("counts a conversation: what came in, what went out, how long the answer took, what waits", async () => {
    const { slack, driver, stage } = await slackStage({ metrics: true });
    await stage.start();
    const root = await stage.root();
    const event = driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
    await driver.deliver(event, stage.port, false);
    await driver.deliver(event, stage.port, true);
    await stage.settled();
    const asked = new URLSearchParams(command("危機管理部", slack.responseUrl)).toString();
    expect(await post(stage.port, asked, "application/x-www-form-urlencoded")).toBe(true);

    expect((await stage.get("/metrics", { "x-forwarded-for": "10.0.0.1" })).status).toBe(403);
    const response = await stage.get("/metrics");
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const found = samples(await response.text());
    const of = (name: string) => found.get(`policy_bot_${name}`);
    expect(of('events_accepted_total{kind="message",platform="slack"}')).toBe(1);
    expect(of('sends_total{platform="slack",kind="post",outcome="sent"}')).toBeGreaterThanOrEqual(1);
    expect(of('sends_total{platform="slack",kind="answer",outcome="sent"}')).toBe(1);
    expect(of('answer_seconds_count{kind="command",platform="slack"}')).toBe(1);
    expect(of('answer_seconds_bucket{kind="command",platform="slack",le="+Inf"}')).toBe(1);
    stage.db.prepare("UPDATE inbox SET status = 'set_aside'").run();
    const again = samples(await (await stage.get("/metrics")).text());
    expect(again.get('policy_bot_queue_length{queue="inbox",status="set_aside"}')).toBeGreaterThanOrEqual(1);
  });
});
