import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CHANNEL, mention, message, places } from "../kit/activities.js";
import { TENANT } from "../kit/fake-connector.js";
import { text } from "../kit/recording-host.js";
import { APP_ID } from "../kit/sign.js";
import { Bench, CONFIG, LINKS } from "../kit/teams-bench.js";
import { eventually } from "../kit/wait.js";

describe.each(LINKS)("over %s", (sdk) => {
  let bench: Bench;
  beforeEach(async () => {
    // The library writes about bad tokens to the console.
    vi.spyOn(console, "error").mockImplementation(() => {});
    bench = new Bench();
    await bench.start({ ...CONFIG, sdk });
  });
  afterEach(() => bench.stop());

  const hello = () => message("2 順調", places.personal());

  describe("who may call /api/messages", () => {
    it("is Teams of our tenant, with Microsoft's token", async () => {
      expect((await bench.send(hello())).status).toBe(200);
      expect(bench.host.accepted).toHaveLength(1);
    });

    it.each<[string, () => string | null]>([
      ["no token", () => null],
      ["an empty token", () => "Bearer "],
      ["another scheme", () => `Basic ${bench.connector.token()}`],
      ["garbage", () => "Bearer not.a.token"],
      ["half a token", () => `Bearer ${bench.connector.token().split(".").slice(0, 2).join(".")}`],
      ["a token for another app", () => `Bearer ${bench.connector.token({ aud: "another" })}`],
      ["a token of another issuer", () => `Bearer ${bench.connector.token({ iss: "https://evil.example" })}`],
      [
        "a token of the emulator, which nobody has in production",
        () =>
          `Bearer ${bench.connector.token({
            iss: "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/",
            ver: "1.0",
            appid: APP_ID,
          })}`,
      ],
      ["a forged signature", () => `Bearer ${bench.connector.token({}, true)}`],
      ["an expired token", () => `Bearer ${bench.connector.token({ nbf: 1000, exp: 2000 })}`],
      [
        "a token that is not valid yet",
        () => `Bearer ${bench.connector.token({ nbf: 9_999_999_999, exp: 9_999_999_999 })}`,
      ],
      [
        "a token for another service URL",
        () => `Bearer ${bench.connector.token({ serviceurl: "https://evil.example/" })}`,
      ],
    ])("is nobody with %s", async (_name, token) => {
      const { status, body } = await bench.send(hello(), token());
      expect([status, body]).toEqual([401, null]);
      expect(bench.host.accepted).toEqual([]);
      expect(bench.host.handled).toEqual([]);
    });

    it("is nobody of another tenant, in either place where it is named", async () => {
      const place = places.personal();
      const foreign = "00000000-1111-4222-8333-444444444444";
      const strangers = [
        { channelData: { tenant: { id: foreign } } },
        { conversation: { ...(place.conversation as object), tenantId: foreign } },
        { channelData: {}, conversation: { id: "a:1", conversationType: "personal" } },
      ];
      for (const over of strangers)
        expect((await bench.send(message("policy", place, over))).status).toBe(403);
      expect(bench.host.handled).toEqual([]);
      const upper = { channelData: { tenant: { id: TENANT.toUpperCase() } } };
      expect((await bench.send(message("policy", place, upper))).status).toBe(200);
    });

    it("is no other channel of the Bot Framework", async () => {
      expect((await bench.send({ ...hello(), channelId: "webchat" })).status).toBeGreaterThanOrEqual(401);
      expect(bench.host.accepted).toEqual([]);
    });

    it("sends at most 256 kB of JSON by POST", async () => {
      const big = await bench.send({ ...hello(), filler: "あ".repeat(100_000) });
      expect(big.status).toBe(413);
      expect((await fetch(bench.address)).status).toBe(405);
      const broken = await fetch(bench.address, { method: "POST", body: "{" });
      expect(broken.status).toBe(400);
      expect((await bench.send({ ...hello(), type: 5 })).status).toBe(400);
    });

    it("gets 500 where a message could not be stored, so that it comes again, and then is stored once", async () => {
      const reply = message("2 順調", places.channel("1700000000001"));
      bench.host.broken = true;
      expect((await bench.send(reply)).status).toBe(500);
      bench.host.broken = false;
      expect((await bench.send(reply)).status).toBe(200);
      expect(bench.host.accepted).toHaveLength(1);
    });

    it("gets 503 before the program listens and after it stopped", async () => {
      await bench.platform.stop();
      expect(bench.platform.healthy()).toBe(false);
      expect((await bench.send(hello())).status).toBe(503);
    });
  });

  describe("the pages that the app package names", () => {
    it.each(["/privacy", "/terms"])("are there: %s", async (path) => {
      const response = await fetch(new URL(path, bench.address));
      expect(response.status).toBe(200);
      expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(await response.text()).toMatch(/<html lang="ja">[\s\S]*<h1>重点目標ボットの/);
      expect((await fetch(new URL(path, bench.address), { method: "POST" })).status).toBe(405);
      expect((await fetch(new URL(`${path}/more`, bench.address))).status).toBe(404);
    });
  });

  describe("without tokens, for the playground", () => {
    let open: Bench;
    beforeEach(async () => {
      open = new Bench();
      await open.start({ ...CONFIG, sdk, appId: "", password: "", tenantId: "", authenticated: false });
    });
    afterEach(() => open.stop());

    it("serves what comes from this machine and is answered to this machine", async () => {
      open.host.reply = async () => text("はい");
      expect((await open.send(message("policy", places.personal()), null)).status).toBe(200);
      await eventually(() => open.connector.sent().length === 1);
      expect(open.connector.sent()[0]?.authorization).toBeUndefined();
    });

    it("refuses what a proxy passed on, and answers to nobody else", async () => {
      const asked = message("policy", places.personal());
      expect((await open.send(asked, null, { "x-forwarded-for": "192.0.2.1" })).status).toBe(403);
      expect((await open.send({ ...asked, serviceUrl: "https://evil.example/" }, null)).status).toBe(403);
      expect(open.host.handled).toEqual([]);
    });
  });

  describe("a command", () => {
    it.each([
      ["policy 危機管理部", "危機管理部"],
      ["/policy 危機管理部 3", "危機管理部 3"],
      ["／ｐｏｌｉｃｙ　危機管理部", "危機管理部"],
      ["Policy", ""],
    ])(
      "is understood as %j in all three kinds of conversation, with a mention or without",
      async (typed, rest) => {
        for (const place of [places.personal(), places.group(), places.channel("1700000000001")]) {
          await bench.send(message(typed, place));
          await bench.send(mention(typed, place));
        }
        expect(bench.host.handled).toHaveLength(6);
        for (const incoming of bench.host.handled)
          expect(incoming).toMatchObject({ kind: "command", text: rest });
        expect(bench.host.accepted).toEqual([]);
      },
    );

    it("is answered to the asker alone in the channel, with our own token", async () => {
      bench.host.reply = async () => text("危機管理部の目標");
      await bench.send(mention("policy 危機管理部", places.channel("1700000000001")));
      await eventually(() => bench.connector.sent().length === 1);
      const [call] = bench.connector.sent();
      expect(call?.path).toBe(`/teams/v3/conversations/${CHANNEL};messageid=1700000000001/activities`);
      expect(call?.query.get("isTargetedActivity")).toBe("true");
      expect(call?.authorization).toBe("Bearer our-own");
      expect(JSON.stringify(call?.body.attachments)).toContain("危機管理部の目標");
    });
  });
});
