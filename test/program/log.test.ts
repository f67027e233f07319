import { pino } from "pino";
import { expect, it } from "vitest";
import { encodePress } from "../../src/bot/query.js";
import { Ticker } from "../../src/jobs/job.js";
import { createLog, inRequest, outsideRequest, requestId } from "../../src/log.js";
import { setClock } from "../kit/clock.js";
import { command, envelope, mention, press, submission } from "../kit/payloads.js";
import { post, slackStage } from "../kit/slack-driver.js";

setClock();

const FORM = "application/x-www-form-urlencoded";
/** Words that people say here and nowhere else, and what opens doors. */
const WORDS = ["協定書", "入札不調", "ひみつ保育", "まぼろし防災", "見積の依頼", "あやまり", "添削前"];
const TOKENS = ["xoxb-test", "a-signing-secret-of-our-own", "verification-token", "Bearer", "response/1"];

it("names each request in the log and holds neither what people said nor a token, at the loudest level", async () => {
  const { driver, stage, slack } = await slackStage({ logLevel: "trace" });
  await stage.start();
  const root = await stage.root();
  const { port } = stage;
  const say = async (step: Parameters<typeof driver.event>[0], again = false) => {
    const acknowledged = await driver.deliver(driver.event(step, root), port, again);
    await stage.settled();
    return acknowledged;
  };
  const ask = (fields: Record<string, string>) => post(port, new URLSearchParams(fields).toString(), FORM);

  expect(await say({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" })).toBe(true);
  await say({ do: "reply", name: "b", text: "ひみつ保育の件、入札不調でどれだか分かりません" });
  await say({ do: "edit", name: "a", text: "2 やや遅れ 添削前の協定書" });
  await say({ do: "delete", name: "b" });
  expect(await ask(command("危機管理部", slack.responseUrl))).toBe(true);
  expect(await ask(command("報告 危機管理部 3 順調 見積の依頼", slack.responseUrl))).toBe(true);
  expect(await ask(command("検索 まぼろし防災", slack.responseUrl))).toBe(true);
  expect(await ask(command("まぼろし防災課", slack.responseUrl, { team_id: "T0OTHER000" }))).toBe(true);
  await ask({ payload: JSON.stringify(press("あやまり", slack.responseUrl)) });
  await ask({ payload: JSON.stringify(press(encodePress({ do: "help" }), slack.responseUrl)) });
  await ask({ payload: JSON.stringify(submission("report", "{}", { text: "見積の依頼" })) });
  await post(port, JSON.stringify(envelope(mention("まぼろし防災"))));
  await post(port, "{not json, あやまり");
  await fetch(`http://127.0.0.1:${port}/あやまり?token=xoxb-test`);
  await fetch(`http://127.0.0.1:${port}/slack/events/あやまり`, {
    headers: { authorization: "Bearer xoxb-test" },
  });
  // A platform and a database that fail are when programs talk too much.
  slack.fail("chat.postEphemeral", { kind: "error", error: "invalid_blocks" }, { kind: "page" });
  slack.fail("chat.update", { kind: "reset", stored: false }, { kind: "page" });
  slack.fail("reactions.add", { kind: "reset", stored: false }, { kind: "error", error: "not_in_channel" });
  await say({ do: "reply", name: "c", text: "3 順調 見積の依頼" });
  stage.db.exec("CREATE TRIGGER broken BEFORE INSERT ON note BEGIN SELECT RAISE(ABORT, 'out of order'); END");
  await driver.deliver(
    driver.event({ do: "reply", name: "d", text: "4 順調 あやまりの記録" }, root),
    port,
    false,
  );
  expect(await ask(command("報告 危機管理部 5 順調 見積の依頼", slack.responseUrl))).toBe(true);
  await stage.eventually(() => (stage.lines.some((line) => line.includes("out of order")) ? true : null));
  await stage.stop();

  const everything = stage.lines.join("");
  expect(stage.lines.length).toBeGreaterThan(30);
  for (const secret of [...WORDS, ...TOKENS]) expect(everything, secret).not.toContain(secret);
  for (const word of WORDS) expect(everything).not.toContain(encodeURIComponent(word));

  const logged = stage.logged();
  const requests = logged.filter(({ msg }) => msg === "request");
  expect(requests.length).toBeGreaterThan(12);
  for (const line of requests) {
    expect(line.request).toMatch(/^R-[0-9a-f]{8}$/);
    expect([null, "/slack/events", "/healthz"]).toContain(line.path);
  }
  expect(new Set(requests.map(({ request }) => request)).size).toBe(requests.length);
  const stored = logged.filter(({ msg }) => msg === "event stored").map(({ request }) => request);
  const worked = logged.filter(({ msg }) => msg === "event worked off").map(({ request }) => request);
  expect(stored.length).toBeGreaterThanOrEqual(6);
  expect(new Set(stored).size).toBe(stored.length);
  for (const request of worked) expect(stored).toContain(request);
  expect(logged.filter(({ msg }) => msg === "answered").length).toBeGreaterThanOrEqual(4);
});

function captured() {
  const lines: string[] = [];
  const log = createLog("trace", { write: (line: string) => lines.push(line) });
  return { log, read: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

it("keeps of an error what says where and why, and nothing that a library hung onto it", () => {
  const { log, read } = captured();
  const error = Object.assign(new Error("no answer"), {
    code: "ECONNRESET",
    config: { headers: { Authorization: "Bearer abc" } },
    request: { body: "ひみつ" },
  });
  log.error({ err: error }, "failed");
  log.error({ err: "words" }, "failed");
  expect(read()[0]?.err).toEqual({
    type: "Error",
    message: "no answer",
    code: "ECONNRESET",
    stack: expect.stringContaining("no answer"),
  });
  expect(read()[1]?.err).toEqual({ message: "words" });
  const loud: string[] = [];
  pino({}, { write: (line: string) => loud.push(line) }).error({ err: error });
  expect(loud.join()).toContain("Bearer abc");
});

it("writes a line break of somebody's as two letters, so that nobody can forge a line", () => {
  const { log, read } = captured();
  log.warn({ name: 'x"}\n{"level":60,"msg":"forged"}' }, "y\r\nforged");
  expect(read()).toHaveLength(1);
});

it("gives work that serves everybody no request's name", async () => {
  const { log, read } = captured();
  const work = new Ticker(async () => {
    log.info("tick");
    return null;
  });
  inRequest(
    () => "R-00000001",
    () => {
      log.info("asked");
      work.kick();
      outsideRequest(() => log.info("outside"));
    },
  );
  await work.stop();
  await expect.poll(() => read().length).toBe(3);
  expect(read().map(({ msg, request }) => [msg, request])).toEqual([
    ["asked", "R-00000001"],
    ["outside", undefined],
    ["tick", undefined],
  ]);
});

it("names a redelivery like the delivery, and other requests by chance", () => {
  expect(requestId("slack:1")).toBe(requestId("slack:1"));
  expect(requestId("slack:1")).not.toBe(requestId("slack:2"));
  expect(requestId()).not.toBe(requestId());
});
