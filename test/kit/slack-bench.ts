import { createSlackPlatform, type SlackPlatform } from "../../src/bot/platforms/slack/connection.js";
import { createLog, type Log } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { FakeSlack } from "./fake-slack.js";
import { type Served, serveRoutes } from "./loopback.js";
import { RecordingHost } from "./recording-host.js";
import { FORM, SECRET, signed } from "./sign.js";

/** The adapter, connected to a Slack on loopback, behind a server of the program's kind. */
export class Bench {
  readonly slack = new FakeSlack();
  readonly host = new RecordingHost();
  /** Milliseconds that the adapter's clock is ahead of the machine's. */
  ahead = 0;
  private made: SlackPlatform | null = null;
  private served: Served | null = null;

  get platform(): SlackPlatform {
    if (this.made === null) throw new Error("call http() or socket() first");
    return this.made;
  }

  async http(log: Log = createLog("silent")): Promise<void> {
    await this.slack.listen();
    this.made = await createSlackPlatform({
      config: { botToken: "xoxb-test", signingSecret: SECRET, appToken: null, apiUrl: this.slack.apiUrl },
      log,
      clock: () => systemClock() + this.ahead,
      backoff: { firstMs: 20, mostMs: 50 },
    });
    this.served = await serveRoutes(this.platform.routes);
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
      clock: () => systemClock() + this.ahead,
      backoff: { firstMs: 20, mostMs: 50 },
    });
  }

  start(): Promise<void> {
    this.host.platform = this.platform;
    return this.platform.start(this.host);
  }

  async stop(): Promise<void> {
    await this.platform.stop();
    await this.served?.close();
    await this.slack.close();
  }

  /** Where Slack sends what happens. */
  get url(): string {
    return `${this.served?.url}/slack/events`;
  }

  /** Sends a body as it is, with the given headers. */
  send(
    body: string,
    headers: Record<string, string>,
    path = "/slack/events",
    method = "POST",
  ): Promise<Response> {
    const init = method === "POST" ? { method, body, headers } : { method, headers };
    return fetch(`${this.served?.url}${path}`, init);
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
