import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Host, Incoming } from "../../src/bot/platform.js";
import { createSlackPlatform, type SlackPlatform } from "../../src/bot/platforms/slack/connection.js";
import type { Message, Reply } from "../../src/bot/reply.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/time.js";
import { FakeSlack } from "./fake-slack.js";

export const SECRET = "a-signing-secret-of-our-own";

/** A program that records what the adapter gives it. */
export class RecordingHost implements Host {
  readonly accepted: Incoming[] = [];
  readonly handled: Incoming[] = [];
  /** What `handle` answers. */
  reply: (incoming: Incoming) => Promise<Reply | null> = async () => null;
  /** Set where storing must fail. */
  broken = false;

  accept = (incoming: Incoming): void => {
    if (this.broken) throw new Error("disk full");
    this.accepted.push(incoming);
  };

  handle = async (incoming: Incoming): Promise<Reply | null> => {
    this.handled.push(incoming);
    return this.reply(incoming);
  };
}

export const text = (line: string, over: Partial<Message> = {}): Message => ({
  kind: "message",
  audience: "private",
  blocks: [{ kind: "text", spans: [{ text: line }] }],
  ...over,
});

/** The adapter, connected to a Slack on loopback, behind a server of the program's kind. */
export class Bench {
  readonly slack = new FakeSlack();
  readonly host = new RecordingHost();
  private made: SlackPlatform | null = null;
  private server: Server | null = null;
  private port = 0;

  get platform(): SlackPlatform {
    if (this.made === null) throw new Error("call http() or socket() first");
    return this.made;
  }

  async http(): Promise<void> {
    await this.slack.listen();
    this.made = await createSlackPlatform({
      config: { botToken: "xoxb-test", signingSecret: SECRET, appToken: null, apiUrl: this.slack.apiUrl },
      log: createLog("silent"),
      clock: systemClock,
      backoff: { firstMs: 20, mostMs: 50 },
    });
    await this.serve();
  }

  async socket(): Promise<void> {
    await this.slack.listen();
    this.made = await createSlackPlatform({
      config: {
        botToken: "xoxb-test",
        signingSecret: null,
        appToken: "xapp-test",
        apiUrl: this.slack.apiUrl,
      },
      log: createLog("silent"),
      clock: systemClock,
      backoff: { firstMs: 20, mostMs: 50 },
    });
  }

  start(): Promise<void> {
    return this.platform.start(this.host);
  }

  async stop(): Promise<void> {
    await this.platform.stop();
    if (this.server !== null) {
      this.server.closeAllConnections();
      this.server.close();
    }
    await this.slack.close();
  }

  private async serve(): Promise<void> {
    this.server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://localhost").pathname;
      const route = this.platform.routes.find(
        (each) => path === each.path || path.startsWith(`${each.path}/`),
      );
      if (route === undefined) response.writeHead(404).end();
      else route.handle(request, response);
    });
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Sends a body as it is, with the given headers. */
  send(
    body: string,
    headers: Record<string, string>,
    path = "/slack/events",
    method = "POST",
  ): Promise<Response> {
    const init = method === "POST" ? { method, body, headers } : { method, headers };
    return fetch(`http://127.0.0.1:${this.port}${path}`, init);
  }

  /** The headers of a request of Slack's. */
  sign(
    body: string,
    type: string,
    at = Math.floor(systemClock() / 1000),
    secret = SECRET,
  ): Record<string, string> {
    const hash = createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex");
    return {
      "content-type": type,
      "x-slack-request-timestamp": String(at),
      "x-slack-signature": `v0=${hash}`,
    };
  }

  event(body: Record<string, unknown>): Promise<Response> {
    const raw = JSON.stringify(body);
    return this.send(raw, this.sign(raw, "application/json"));
  }

  command(fields: Record<string, string>, type = "application/x-www-form-urlencoded"): Promise<Response> {
    const raw = new URLSearchParams(fields).toString();
    return this.send(raw, this.sign(raw, type));
  }

  interaction(body: Record<string, unknown>): Promise<Response> {
    return this.command({ payload: JSON.stringify(body) });
  }
}
