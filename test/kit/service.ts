import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import type { Compiled } from "../jobs/compiled.js";
import type { FakeSlack } from "./fake-slack.js";
import { inherited } from "./inherited.js";
import { SECRET } from "./sign.js";
import type { Stage } from "./stage.js";
import { eventually } from "./wait.js";

/** The program in a process of its own, as systemd runs it. */
export class Service {
  private output = "";
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>;

  private constructor(readonly child: ChildProcessWithoutNullStreams) {
    child.stderr.on("data", (data) => {
      this.output += String(data);
    });
    this.ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  }

  /** @param env everything that the program sees of the environment, beside a free port and a loud log */
  static async start(
    { program }: Compiled,
    stage: Pick<Stage, "folder" | "file">,
    env: Readonly<Record<string, string>>,
  ): Promise<Service> {
    const child = spawn(process.execPath, [program], {
      cwd: stage.folder,
      env: { ...inherited(), DATABASE_PATH: stage.file, PORT: "0", LOG_LEVEL: "debug", ...env },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const service = new Service(child);
    await eventually(
      () => service.port > 0,
      () => `the program did not start: ${service.log}`,
    );
    return service;
  }

  get port(): number {
    return Number(/"port":(\d+)/.exec(this.output)?.[1] ?? 0);
  }

  get log(): string {
    return this.output;
  }

  /** Asks it to stop as systemd and a container do. @returns exit code and signal */
  async stop(): Promise<{ code: number | null; signal: string | null }> {
    this.child.kill("SIGTERM");
    const [code, signal] = await this.ended;
    return { code, signal };
  }
}

/** What makes the program speak to a Slack on loopback, over HTTP. */
export const slackEnvironment = (slack: FakeSlack): Record<string, string> => ({
  SLACK_BOT_TOKEN: "xoxb-test",
  SLACK_SIGNING_SECRET: SECRET,
  SLACK_API_URL: slack.apiUrl,
});
