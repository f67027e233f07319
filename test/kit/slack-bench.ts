import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createSlackPlatform, type SlackPlatform } from "../../src/bot/platforms/slack/connection.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { FakeSlack } from "./fake-slack.js";
import { RecordingHost } from "./recording-host.js";
import { FORM, SECRET, signed } from "./sign.js";

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

  event(body: Record<string, unknown>): Promise<Response> {
    const raw = JSON.stringify(body);
    return this.send(raw, signed(raw));
  }

  command(fields: Record<string, string>, type = FORM): Promise<Response> {
    const raw = new URLSearchParams(fields).toString();
    return this.send(raw, signed(raw, type));
  }

  interaction(body: Record<string, unknown>): Promise<Response> {
    return this.command({ payload: JSON.stringify(body) });
  }
}
