import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { MINUTE } from "../../src/domain/time.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { startProgram } from "../../src/program.js";
import { all, one } from "../../src/store/database.js";
import type { FakeSlack } from "../kit/fake-slack.js";
import { ProgramProcess, slackEnvironment } from "../kit/program-process.js";
import { signed } from "../kit/sign.js";
import { slackStage } from "../kit/slack-driver.js";
import { eventually, rest } from "../kit/wait.js";
import { startService } from "./service.js";

const called = (slack: FakeSlack, method: string) => slack.called(method).length;

describe("a program that is asked to stop", () => {
  it("finishes the request and the send under way, ends with 0, and loses and repeats nothing", async () => {
    const { slack, driver, stage } = await slackStage();
    const service = await startService(stage, slackEnvironment(slack));
    const root = await stage.root();
    // A reply whose receipt is under way …
    slack.fail("reactions.add", { kind: "delay", ms: 1200 });
    const first = driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
    expect(await driver.deliver(first, service.port, false)).toBe(true);
    await eventually(() => called(slack, "reactions.add") === 1);
    // … and one of which half has arrived.
    const body = JSON.stringify(
      driver.event({ do: "reply", name: "b", text: "3 やや遅れ 入札の準備" }, root),
    );
    const socket = connect(service.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (data) => {
      answer += String(data);
    });
    await once(socket, "connect");
    const headers = {
      ...signed(body),
      "content-length": String(Buffer.byteLength(body)),
      host: "x",
      // Tells when the program has begun with the request.
      expect: "100-continue",
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const bytes = Buffer.from(body);
    socket.write(`POST /slack/events HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    socket.write(bytes.subarray(0, 200));
    await eventually(() => answer.includes("100 Continue"));

    const stopped = service.end();
    const address = `http://127.0.0.1:${service.port}/healthz`;
    while (await fetch(address).catch(() => null)) await rest(10);
    socket.write(bytes.subarray(200));
    expect(await stopped).toBe(0);
    expect(answer).toMatch(/\r\n\r\nHTTP\/1\.1 200 /);
    expect(service.said).toContain('"msg":"stopped"');
    expect(
      all(stage.db, "SELECT status FROM outbox WHERE kind = 'answer' AND attempts > 0").map((row) => row),
    ).toEqual([{ status: "sent" }]);
    expect(stage.count("inbox", "1 = 1")).toBe(2);

    const next = await startService(stage, slackEnvironment(slack));
    await stage.settled();
    expect(stage.notes().map(({ number, text }) => [number, text])).toEqual([
      [2, "協定書の案を作成"],
      [3, "入札の準備"],
    ]);
    expect(slack.posts.filter(({ thread_ts }) => thread_ts === undefined)).toHaveLength(1);
    expect(called(slack, "reactions.add")).toBe(2);
    expect(await next.end()).toBe(0);
  });

  it("ends in order also where it is told so while it starts", async () => {
    const { slack, stage } = await slackStage();
    slack.fail("apps.connections.open", { kind: "delay", ms: 1500 });
    const { folder, file } = stage;
    const env = { ...slackEnvironment(slack), SLACK_APP_TOKEN: "xapp-test", LOG_LEVEL: "info" };
    const service = new ProgramProcess({ folder, env: { DATABASE_PATH: file, PORT: "0", ...env } });
    onTestFinished(async () => void (await service.end("SIGKILL")));
    await eventually(() => called(slack, "apps.connections.open") > 0);
    expect(await service.end()).toBe(0);
    expect(service.said).toContain('"msg":"stopped"');
  });

  it("does not wait for ever for a platform that is silent; what was being sent is looked at afterwards", async () => {
    const { slack, driver, stage } = await slackStage();
    await stage.start({ drainMs: 300 });
    const root = await stage.root();
    slack.fail("reactions.add", { kind: "delay", ms: 60_000 });
    const event = driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
    expect(await driver.deliver(event, stage.port, false)).toBe(true);
    await eventually(() => called(slack, "reactions.add") === 1);
    await stage.stop();
    expect(one(stage.db, "SELECT status FROM outbox WHERE kind = 'answer'")).toEqual({ status: "sending" });
    expect(stage.notes()).toHaveLength(1);
    // What a living process holds is taken over when its lease is over; see the kills for the dead.
    stage.ahead = 10 * MINUTE;
    await stage.start();
    await stage.settled();
    expect(one(stage.db, "SELECT status FROM outbox WHERE kind = 'answer'")).toEqual({ status: "sent" });
  });

  it("closes pages that are open in the web workspace at once", async () => {
    const { stage } = await slackStage();
    const program = await startProgram(
      { ...stage.config, slack: null, web: { token: null } },
      { log: createLog("silent"), clock: systemClock },
    );
    const origin = `http://127.0.0.1:${program.port}`;
    const entered = await fetch(`${origin}/api/login`, {
      method: "POST",
      headers: { "content-type": "application/json", origin },
      body: JSON.stringify({ token: new URL(program.link ?? "").searchParams.get("in") }),
    });
    const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
    const page = await fetch(`${origin}/api/events?person=web:kikaku`, { headers: { cookie } });
    expect([page.status, page.headers.get("content-type")]).toEqual([
      200,
      "text/event-stream; charset=utf-8",
    ]);
    const read = page.text().catch(() => "cut");
    // It would wait for ever for a page that stays open.
    await program.stop();
    expect(await read).not.toBe("cut");
  });
});
