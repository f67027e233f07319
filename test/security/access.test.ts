import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/machine-clock.js";
import { message, places } from "../kit/activities.js";
import { Installation, ROOT, SECRETS } from "../kit/installation.js";
import { command, envelope, reply } from "../kit/payloads.js";
import { Bench } from "../kit/teams-bench.js";

const FORM = "application/x-www-form-urlencoded";

describe("who gets in", () => {
  const office = new Installation();
  beforeAll(() => office.start());
  afterAll(() => office.stop());

  /** Sends a command of Slack's with these headers. @returns the status, and whether it was answered */
  async function effectOf(
    headers: (body: string) => Record<string, string>,
    change: (body: string) => string = (body) => body,
  ): Promise<[status: number, answered: boolean]> {
    const body = new URLSearchParams(command("使い方", office.slack.responseUrl)).toString();
    const given = { method: "POST", headers: headers(body), body: change(body) };
    const answer = await office.raw("/slack/events", given);
    return [answer.status, answer.body !== ""];
  }
  const now = () => Math.floor(systemClock() / 1000);

  it("T01 a request without Slack's signature, or with a forged one, has no effect", async () => {
    expect(await effectOf((body) => office.signed(body, FORM))).toEqual([200, true]);
    expect(await effectOf(() => ({ "content-type": FORM }))).toEqual([401, false]);
    expect(await effectOf((body) => office.signed(body, FORM, now(), "another-secret"))).toEqual([
      401,
      false,
    ]);
  });

  it("T02 a request that was changed on its way has no effect", async () => {
    const change = (body: string) => body.replace("U0YAMADA00", "U0KIKAKU00");
    expect(await effectOf((body) => office.signed(body, FORM), change)).toEqual([401, false]);
  });

  it("T03 a request from long ago or from the future has no effect, although its signature is right", async () => {
    expect(await effectOf((body) => office.signed(body, FORM, now() - 302))).toEqual([401, false]);
    expect(await effectOf((body) => office.signed(body, FORM, now() + 302))).toEqual([401, false]);
  });

  it("T04 a copied request has no second effect, nor has one event that comes in two requests", async () => {
    const body = new URLSearchParams(command("使い方", office.slack.responseUrl)).toString();
    const given = { method: "POST", headers: office.signed(body, FORM), body };
    const answers: boolean[] = [];
    for (let copy = 0; copy < 3; copy += 1) {
      answers.push((await office.raw("/slack/events", given)).body !== "");
    }
    expect(answers).toEqual([true, false, false]);
    const event = envelope(reply("3 順調 協定先と協議", { thread_ts: ROOT }));
    const notes = office.count("note");
    await office.event(event);
    await office.event({ ...event, event_id: "Ev0COPY0000" });
    await office.settled();
    expect(office.count("note") - notes).toBe(1);
  });

  it("T05 another Slack workspace is acknowledged and ignored", async () => {
    const before = office.count("inbox");
    const foreign = { team_id: "T0OTHER000", authorizations: [] };
    expect((await office.event(envelope(reply("3 完了", { thread_ts: ROOT }), foreign))).status).toBe(200);
    const asked = command("使い方", office.slack.responseUrl, { team_id: "T0OTHER000" });
    expect(await office.fields(asked)).toMatchObject({ status: 200, body: "" });
    expect(office.count("inbox")).toBe(before);
  });

  it("T08 the program does not start on an address of the network without a token for the page", async () => {
    const { status, err } = await office.refusal({ HOST: "0.0.0.0" });
    expect([status, err.includes("WEB_TOKEN")]).toEqual([1, true]);
    expect((await office.refusal({ HOST: "0.0.0.0", WEB_TOKEN: "short" })).status).toBe(1);
    expect((await office.refusal({ HOST: "0.0.0.0", TEAMS_AUTH: "none" })).err).toContain("TEAMS_AUTH=none");
  });

  it("T09 without the token the page gives nothing but the question for it", async () => {
    const nobody = { host: "localhost" };
    const first = await office.raw("/", { headers: nobody });
    expect([first.status, first.body.includes("合言葉")]).toEqual([200, true]);
    for (const target of ["/app.js", "/api/state?person=web:kikaku", "/api/events?person=web:kikaku"]) {
      expect((await office.raw(target, { headers: nobody })).status).toBe(401);
      const forged = { ...nobody, cookie: "policy_bot_web=AAAA" };
      expect((await office.raw(target, { headers: forged })).status).toBe(401);
    }
    const post = { ...office.me(), conversation: "kikaku", thread: null, text: "こんにちは" };
    expect((await office.page("/api/post", post, { cookie: "" })).status).toBe(401);
    expect((await office.page("/api/state?person=web:kikaku", undefined)).status).toBe(200);
  });

  it("T11 another site cannot act through the browser of somebody who is in", async () => {
    const post = { ...office.me(), conversation: "kikaku", thread: null, text: "こんにちは" };
    const before = office.count("web_message");
    for (const headers of [
      { origin: "http://evil.example" },
      { origin: "null" },
      { origin: `http://127.0.0.1:${office.port + 1}` },
      { "sec-fetch-site": "cross-site" },
    ]) {
      expect((await office.page("/api/post", post, headers)).status).toBe(403);
    }
    expect((await office.page("/api/post", post, { "content-type": "text/plain" })).status).toBe(415);
    const stream = "/api/events?person=web:kikaku";
    expect((await office.page(stream, undefined, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect(office.count("web_message")).toBe(before);
  });

  it("T12 a name of somebody else's that points at this machine is not answered", async () => {
    for (const host of ["evil.example", `127.0.0.1.evil.example:${office.port}`, "192.168.1.5", "a b"]) {
      expect([host, (await office.raw("/", { headers: { host } })).status]).toEqual([host, 421]);
    }
    expect((await office.page("/", undefined, { host: `localhost:${office.port}` })).status).toBe(200);
  });

  it("T10 the token cannot be guessed: after ten wrong ones their sender waits for a minute, and nobody else", async () => {
    for (let guess = 0; guess < 10; guess += 1) {
      expect((await office.page("/api/login", { token: `guess-number-${guess}` })).status).toBe(401);
    }
    const right = await office.page("/api/login", { token: SECRETS.WEB_TOKEN });
    expect([right.status, right.headers["set-cookie"]]).toEqual([429, undefined]);
    const elsewhere = { "x-forwarded-for": "192.0.2.8" };
    expect((await office.page("/api/login", { token: SECRETS.WEB_TOKEN }, elsewhere)).status).toBe(200);
    // Who is in stays in.
    expect((await office.page("/api/state?person=web:kikaku", undefined)).status).toBe(200);
  });
});

describe("who gets in from Teams", () => {
  let bench: Bench;
  beforeEach(async () => {
    // The library writes about bad tokens to the console.
    vi.spyOn(console, "error").mockImplementation(() => {});
    bench = new Bench();
    await bench.start();
  });
  afterEach(() => bench.stop());
  const hello = () => message("2 順調", places.personal());

  it("T06 a request without Microsoft's token, or with one of another service or service address, has no effect", async () => {
    expect((await bench.send(hello())).status).toBe(200);
    const { connector } = bench;
    for (const token of [
      null,
      `Bearer ${connector.token({}, true)}`,
      `Bearer ${connector.token({ aud: "another" })}`,
      `Bearer ${connector.token({ serviceurl: "https://evil.example/" })}`,
    ]) {
      expect((await bench.send(hello(), token)).status).toBe(401);
    }
    expect([bench.host.accepted.length, bench.host.handled.length]).toEqual([1, 0]);
  });

  it("T07 another tenant is refused", async () => {
    const foreign = { channelData: { tenant: { id: "00000000-1111-4222-8333-444444444444" } } };
    expect((await bench.send(message("policy", places.personal(), foreign))).status).toBe(403);
    expect([bench.host.accepted, bench.host.handled]).toEqual([[], []]);
  });
});
