import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { FakeSlack } from "./fake-slack.js";
import { inherited } from "./inherited.js";
import { SECRET } from "./sign.js";
import { rest } from "./wait.js";

const DIST = path.join(import.meta.dirname, "..", "..", "dist");

/** The compiled program and its command line, for tests of the processes themselves. */
export const MAIN = path.join(DIST, "main.js");
export const CLI = path.join(DIST, "cli.js");

/** How a process is started. */
export interface Start {
  /** What stands before `node`, such as `prlimit --fsize=…`. */
  readonly via?: readonly string[];
  /** Options of Node itself. */
  readonly node?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Life extends Start {
  readonly folder?: string;
  /** Hears what it writes to stderr, besides `said`. */
  readonly hear?: (text: string) => void;
}

/** How long a program may take to start on a machine that is busy with other things. */
const PATIENCE = 60_000;
const LOOK_EVERY = 30;

/** The program in a process of its own, as systemd and `npm start` run it. It sees nothing of the environment but `env`. */
export class ProgramProcess {
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown>;
  /** What it wrote to stderr. */
  said = "";

  constructor({ folder, via = [], node = [], env = {}, hear = () => undefined }: Life) {
    const [program = "", ...args] = [...via, process.execPath, ...node, MAIN];
    this.child = spawn(program, args, {
      ...(folder === undefined ? {} : { cwd: folder }),
      env: { ...inherited(), ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.exited = once(this.child, "close");
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.said += text;
      hear(text);
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Null where a signal ended it. */
  get code(): number | null {
    return this.child.exitCode;
  }

  get signal(): NodeJS.Signals | null {
    return this.child.signalCode;
  }

  get running(): boolean {
    return this.code === null && this.signal === null;
  }

  /** Where it listens, as its log says once it is ready; 0 before. */
  get port(): number {
    return Number(/"port":(\d+)[^\n]*"msg":"ready"/.exec(this.said)?.[1] ?? 0);
  }

  private async until(isUp: () => Promise<boolean>): Promise<void> {
    for (const end = performance.now() + PATIENCE; this.running && performance.now() < end; ) {
      if (await isUp()) return;
      await rest(LOOK_EVERY);
    }
    throw new Error(`the program did not start:\n${this.said}`);
  }

  /** Waits until its log says that it is ready. @returns its port */
  async ready(): Promise<number> {
    await this.until(async () => this.port > 0);
    return this.port;
  }

  /** Waits until something answers at this port, for a program that logs little. */
  async answers(port: number): Promise<void> {
    await this.until(async () => (await healthOf(port)) !== null);
  }

  /** Waits until it says of itself that this platform is connected, whatever else there is. */
  async connected(port: number, platform: string): Promise<void> {
    await this.until(async () => (await healthOf(port))?.checks[platform] === true);
  }

  /** Waits until it says of itself that it works, with its platforms connected. */
  async healthy(port: number): Promise<void> {
    await this.until(async () => (await healthOf(port))?.ok === true);
  }

  /** Sends a signal and waits for the end. @returns its exit status, null where a signal ended it */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    if (this.running) this.child.kill(signal);
    return this.exit();
  }

  /** Waits for it to end by itself. */
  async exit(): Promise<number | null> {
    await this.exited;
    return this.code;
  }
}

export interface Health {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
}

/** What a monitor reads, or null where nothing answers. */
export async function healthOf(port: number): Promise<Health | null> {
  try {
    const signal = AbortSignal.timeout(20_000);
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal });
    return (await response.json()) as Health;
  } catch {
    return null;
  }
}

/** What makes the program speak to a Slack on loopback, over HTTP. */
export const slackEnvironment = (slack: FakeSlack): Record<string, string> => ({
  SLACK_BOT_TOKEN: "xoxb-test",
  SLACK_SIGNING_SECRET: SECRET,
  SLACK_API_URL: slack.apiUrl,
});
