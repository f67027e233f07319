import { type Config, readConfig } from "../../src/config.js";
import { createLog } from "../../src/log.js";
import { type Program, startProgram } from "../../src/program.js";
import { FakeSlack } from "./fake-slack.js";
import { SlackDriver } from "./slack-driver.js";
import { Stage } from "./stage.js";

/** The whole program on loopback with a Slack that it speaks to, 危機管理部's channel bound, and everything it logged. */
export class LoggedOffice {
  readonly slack = new FakeSlack();
  readonly lines: string[] = [];
  readonly stage: Stage;
  readonly driver: SlackDriver;
  private program: Program | null = null;

  private constructor(private readonly over: Partial<Config>) {
    this.driver = new SlackDriver(this.slack);
    this.stage = new Stage(this.driver);
  }

  static async open(over: Partial<Config> = {}): Promise<LoggedOffice> {
    const office = new LoggedOffice(over);
    await office.slack.listen();
    await office.stage.prepare();
    await office.start();
    return office;
  }

  async start(): Promise<void> {
    const log = createLog("trace", { write: (line: string) => this.lines.push(line) });
    const config = { ...readConfig({}), ...this.stage.config, ...this.over };
    this.program = await startProgram(config, { log, clock: this.stage.clock });
  }

  get port(): number {
    return this.program?.port ?? 0;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, { headers });
  }

  /** Every line as an object; fails where one is not JSON. */
  logged(): Record<string, unknown>[] {
    return this.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async stop(): Promise<void> {
    await this.program?.stop();
    this.program = null;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.stage.close();
    await this.slack.close();
  }
}
