import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Route } from "../../src/bot/platform.js";
import { startServer } from "../../src/server.js";
import { message, places } from "../kit/activities.js";
import { Installation, ROOT } from "../kit/installation.js";
import { command, envelope, reply } from "../kit/payloads.js";
import { Bench } from "../kit/teams-bench.js";

const office = new Installation();
beforeAll(() => office.start());
afterAll(() => office.stop());

const sockets: Socket[] = [];
afterAll(() => {
  for (const socket of sockets) socket.destroy();
});

function socket(port = office.port): Socket {
  const made = connect(port, "127.0.0.1");
  made.on("error", () => undefined);
  made.resume();
  sockets.push(made);
  return made;
}

const isWell = async (): Promise<boolean> => (await office.raw("/healthz")).status === 200;

describe("what is too much", () => {
  it("T13 a request of 5 MB is not taken in, wherever it is sent", async () => {
    const before = [office.count("inbox"), office.count("web_message")];
    const large = "あ".repeat(1_700_000);
    const event = JSON.stringify(envelope(reply(large, { thread_ts: ROOT })));
    expect(Buffer.byteLength(event)).toBeGreaterThan(5_000_000);
    const refused = [413, 0];
    const sent = { method: "POST", headers: office.signed(event), body: event };
    expect(refused).toContain((await office.raw("/slack/events", sent)).status);
    const form = new URLSearchParams(command("x".repeat(5_000_000), office.slack.responseUrl)).toString();
    const headers = office.signed(form, "application/x-www-form-urlencoded");
    expect(refused).toContain(
      (await office.raw("/slack/events", { method: "POST", headers, body: form })).status,
    );
    const post = { ...office.me(), conversation: "kikaku", thread: null, text: large };
    expect(refused).toContain((await office.page("/api/post", post)).status);
    expect(refused).toContain((await office.page("/api/login", { token: large })).status);
    const bench = new Bench();
    await bench.start();
    const teams = await bench.send({ ...message("2 順調", places.personal()), filler: large });
    await bench.stop();
    expect([teams.status, bench.host.accepted]).toEqual([413, []]);
    expect([office.count("inbox"), office.count("web_message"), await isWell()]).toEqual([...before, true]);
  });

  it("T14 a request that comes drop by drop is cut off", async () => {
    const reads: Route = {
      path: "/slack/events",
      handle: (request, response) => void request.resume().on("end", () => response.end()),
    };
    const patience = { headersMs: 400, requestMs: 600, lookMs: 100 };
    const healthy = () => ({ ok: true, checks: {} });
    const here = { host: "127.0.0.1", port: 0 };
    const server = await startServer(here, [reads], healthy, { patience });
    const slow = (first: string): Promise<void> =>
      new Promise((resolve) => {
        const drops = socket(server.port);
        drops.write(first);
        const timer = setInterval(() => drops.write("x"), 50);
        drops.on("close", () => {
          clearInterval(timer);
          resolve();
        });
      });
    await Promise.all([
      slow("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "),
      slow(""),
      slow("POST /slack/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n"),
    ]);
    await server.close(1000);
  });

  it("T15 thousands of connections, and a hundred open streams, leave the program able to work", {
    timeout: 360_000,
  }, async () => {
    const before = socket();
    let answered = "";
    before.on("data", (data) => {
      answered += String(data);
    });
    await new Promise((resolve) => before.once("connect", resolve));
    const held = Array.from({ length: 2500 }, () => socket());
    await office.eventually(() => held.filter((each) => each.closed).length >= 400);
    // Who was there before is answered while they are all held.
    before.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await office.eventually(() => answered.includes('"ok":true'));
    for (const each of held) each.destroy();
    await office.eventually(() => held.every((each) => each.closed));
    const url = "/api/events?person=web:kikaku";
    const cookie = String(
      (await office.page("/api/login", { token: "a-word-for-the-web-page" })).headers["set-cookie"],
    );
    const streams = Array.from({ length: 100 }, () => {
      const stream = socket();
      let heard = "";
      stream.on("data", (data) => {
        heard += String(data);
      });
      stream.write(`GET ${url} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie.split(";")[0]}\r\n\r\n`);
      return () => heard.slice(9, 12);
    });
    await office.eventually(() => streams.every((status) => status() !== ""));
    const statuses = streams.map((status) => status());
    expect(statuses.filter((status) => status === "200")).toHaveLength(64);
    expect(statuses.filter((status) => status === "503")).toHaveLength(36);
    expect(await office.ask("危機管理部")).toContain("地区ごとの防災計画");
    for (const each of sockets) each.destroy();
  });
});
