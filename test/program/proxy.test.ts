import { createServer } from "node:http";
import https from "node:https";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/machine-clock.js";
import { TunnelAgent } from "../../src/network/tunnel-agent.js";
import { isExcepted, wayOut } from "../../src/network/way-out.js";
import { BOT, CHANNEL } from "../kit/activities.js";
import { TENANT } from "../kit/fake-connector.js";
import { listening, serve } from "../kit/loopback.js";
import { slackEnvironment } from "../kit/program-process.js";
import { APP_ID } from "../kit/sign.js";
import { slackStage } from "../kit/slack-driver.js";
import { eventually } from "../kit/wait.js";
import { CorporateProxy, certify, HAS_OPENSSL, tlsFront, tlsServer } from "./corporate.js";
import { startService } from "./service.js";

describe("which hosts are reached without the proxy", () => {
  it.each([
    ["slack.com", 443, "", false],
    ["localhost", 3000, "", true],
    ["127.0.0.1", 443, "", true],
    ["[::1]", 443, "", true],
    ["a.lg.jp", 443, ".lg.jp", true],
    ["lg.jp", 443, "lg.jp", true],
    ["a.lg.jp", 443, "*.lg.jp, example.jp", true],
    ["xlg.jp", 443, "lg.jp", false],
    ["A.LG.JP", 443, "x,lg.jp", true],
    ["a.lg.jp", 443, "lg.jp:8443", false],
    ["a.lg.jp", 8443, "lg.jp:8443", true],
    ["slack.com", 443, "*", true],
  ])("%s:%s with %j: %s", (host, port, exceptions, excepted) => {
    expect(isExcepted(host, port, exceptions)).toBe(excepted);
  });
});

/** A plain server that says what it was sent. */
async function echo() {
  const served = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.end(
      JSON.stringify({
        type: request.headers["content-type"] ?? null,
        body: Buffer.concat(chunks).toString(),
      }),
    );
  });
  onTestFinished(() => served.close());
  return served.port;
}

describe("the fetch that goes through the proxy", () => {
  it("carries texts, forms and files, and the proxy's own name and password", async () => {
    const proxy = await CorporateProxy.open(await echo());
    const { fetch, dispatcher } = wayOut({ url: proxy.url.replace("//", "//bot:p%40ss@"), exceptions: "" });
    onTestFinished(() => dispatcher.close());
    const form = new FormData();
    form.append("note", "協定書");
    form.append("file", new Blob([new Uint8Array([1, 2, 3])]), "案.png");
    const sent = await fetch("http://files.test/upload", { method: "POST", body: form });
    const { type, body } = (await sent.json()) as { type: string; body: string };
    expect(type).toMatch(/^multipart\/form-data; boundary=/);
    expect(body).toContain("協定書");
    expect(body).toContain('filename="案.png"');
    const plain = await fetch("http://files.test/", {
      method: "POST",
      body: new URLSearchParams({ a: "危機 管理" }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
      signal: AbortSignal.timeout(5000),
    });
    expect(((await plain.json()) as { body: string }).body).toBe("a=%E5%8D%B1%E6%A9%9F+%E7%AE%A1%E7%90%86");
    expect(new Set(proxy.asked)).toEqual(new Set(["files.test:80"]));
    expect(proxy.logins[0]).toBe(`Basic ${Buffer.from("bot:p@ss").toString("base64")}`);
  });

  it("does not trouble the proxy with this machine, nor with what NO_PROXY names", async () => {
    const port = await echo();
    const proxy = await CorporateProxy.open(port);
    const { fetch, dispatcher } = wayOut({ url: proxy.url, exceptions: "none.test" });
    onTestFinished(() => dispatcher.close());
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    await expect(fetch("http://a.none.test/")).rejects.toThrow();
    expect(proxy.asked).toEqual([]);
  });
});

const title = HAS_OPENSSL
  ? "the program behind a proxy"
  : "the program behind a proxy (skipped: openssl is not installed, so no certificate can be made)";

describe.skipIf(!HAS_OPENSSL)(title, () => {
  it("reaches Slack over HTTP through it, and no other way", async () => {
    const { slack, stage } = await slackStage();
    const certificate = certify(["slack.test"]);
    const proxy = await CorporateProxy.open(await tlsFront(certificate, slack.address));
    const env = { ...slackEnvironment(slack), SLACK_API_URL: "https://slack.test/api/" };
    const trust = { NODE_EXTRA_CA_CERTS: certificate.file };
    const lost = await startService(stage, { ...env, ...trust });
    await eventually(() => lost.said.includes("Slack cannot be reached"));
    await lost.end();
    expect(slack.calls).toEqual([]);

    const service = await startService(stage, { ...env, ...trust, HTTPS_PROXY: proxy.url });
    await eventually(() => slack.posts.length > 0);
    expect(JSON.stringify(slack.posts[0])).toContain("危機管理部");
    expect(new Set(proxy.asked)).toEqual(new Set(["slack.test:443"]));
    expect(await service.end()).toBe(0);
  });

  it("reaches Slack over Socket Mode through it", async () => {
    const { slack, stage } = await slackStage();
    const certificate = certify(["slack.test", "wss.slack.test"]);
    const proxy = await CorporateProxy.open(await tlsFront(certificate, slack.address));
    slack.socketUrl = "wss://wss.slack.test/socket?ticket=1";
    const service = await startService(stage, {
      SLACK_BOT_TOKEN: "xoxb-test",
      SLACK_APP_TOKEN: "xapp-test",
      SLACK_API_URL: "https://slack.test/api/",
      NODE_EXTRA_CA_CERTS: certificate.file,
      HTTPS_PROXY: proxy.url,
    });
    await eventually(
      () => service.said.includes("connected over Socket Mode") && service.said.includes('"msg":"ready"'),
    );
    expect(slack.sockets.size).toBe(1);
    expect(new Set(proxy.asked)).toEqual(new Set(["slack.test:443", "wss.slack.test:443"]));
    expect(await service.end()).toBe(0);
  });

  it("fetches tokens and keys for Teams and posts there through it", async () => {
    const { stage } = await slackStage();
    const hosts = ["login.microsoftonline.com", "login.botframework.com", "smba.trafficmanager.net"];
    const certificate = certify(hosts);
    const microsoft = await tlsServer(certificate, (host, url) => {
      if (url.endsWith("/token")) return { access_token: "ours", token_type: "Bearer", expires_in: 3600 };
      if (url.endsWith("/openid-configuration") || url.endsWith("/openidconfiguration")) {
        return {
          issuer: `https://${host}/`,
          authorization_endpoint: `https://${host}/${TENANT}/oauth2/v2.0/authorize`,
          token_endpoint: `https://${host}/${TENANT}/oauth2/v2.0/token`,
          jwks_uri: `https://${host}/v1/.well-known/keys`,
        };
      }
      return url.endsWith("/keys") ? { keys: [] } : { id: "1795000000000" };
    });
    const proxy = await CorporateProxy.open(microsoft.port);
    Object.assign(stage.driver, {
      channel: {
        platform: "teams",
        conversation: CHANNEL,
        destination: {
          serviceUrl: "https://smba.trafficmanager.net/jp/",
          tenant: TENANT,
          conversation: CHANNEL,
          type: "channel",
          bot: BOT,
        },
      },
    });
    await stage.prepare();
    const service = await startService(stage, {
      TEAMS_APP_ID: APP_ID,
      TEAMS_APP_PASSWORD: "a-secret",
      TEAMS_TENANT_ID: TENANT,
      NODE_EXTRA_CA_CERTS: certificate.file,
      HTTPS_PROXY: proxy.url,
    });
    await eventually(() =>
      microsoft.asked.some((asked) => asked.startsWith("smba.trafficmanager.net/jp/v3/")),
    );
    expect(microsoft.asked.some((asked) => asked.endsWith(`/${TENANT}/oauth2/v2.0/token`))).toBe(true);

    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const now = Math.floor(systemClock() / 1000);
    const forged = `${part({ alg: "RS256", kid: "k1", typ: "JWT" })}.${part({ iss: "https://api.botframework.com", aud: APP_ID, exp: now + 600, nbf: now - 600 })}.c2ln`;
    const response = await fetch(`http://127.0.0.1:${service.port}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${forged}` },
      body: JSON.stringify({
        type: "message",
        id: "1",
        channelId: "msteams",
        serviceUrl: "https://smba.trafficmanager.net/jp/",
        conversation: { id: CHANNEL },
        from: { id: "29:1" },
        recipient: { id: BOT },
      }),
    });
    expect(response.status).toBe(401);
    expect(microsoft.asked).toContain("login.botframework.com/v1/.well-known/keys");
    expect(new Set(proxy.asked)).toEqual(new Set(hosts.map((host) => `${host}:443`)));
    expect(await service.end()).toBe(0);
  });

  it("says so when the proxy refuses or is not there", async () => {
    const certificate = certify(["a.test"]);
    const microsoft = await tlsServer(certificate, () => ({}));
    const ask = (url: string, options: https.RequestOptions = {}) =>
      new Promise<string>((resolve) => {
        const agent = new TunnelAgent({ url, exceptions: "" });
        const request = https.get(
          "https://a.test/x",
          { agent, ca: certificate.cert, ...options },
          (response) => {
            response.resume();
            response.on("end", () => {
              agent.destroy();
              resolve(`answered ${response.statusCode}`);
            });
          },
        );
        request.on("error", (error) => resolve(error.message));
      });
    const proxy = await CorporateProxy.open(microsoft.port);
    expect(await ask(proxy.url)).toBe("answered 200");
    proxy.close();
    expect(await ask(proxy.url)).toMatch(/ECONNREFUSED|socket hang up|ECONNRESET/);
    const refusing = createServer();
    refusing.on("connect", (_request, socket) =>
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
    );
    const port = await listening(refusing);
    onTestFinished(() => void refusing.close());
    expect(await ask(`http://127.0.0.1:${port}`)).toBe("the proxy answered 407");
  });
});
