import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect } from "vitest";
import { systemClock } from "../../src/machine-clock.js";
import { FakeSlack } from "../kit/fake-slack.js";
import { inherited } from "../kit/inherited.js";
import { freePort } from "../kit/loopback.js";
import { command, PERSON } from "../kit/payloads.js";
import { SECRET, signed } from "../kit/sign.js";
import { SlackDriver } from "../kit/slack-driver.js";
import { Stage } from "../kit/stage.js";
import { rest } from "../kit/wait.js";

const DIST = path.join(import.meta.dirname, "..", "..", "dist");

/** How the program is started. */
export interface Start {
  /** What stands before `node`, such as `prlimit --fsize=…`. */
  readonly via?: readonly string[];
  /** Options of Node itself. */
  readonly node?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** An office whose program is a process of its own, which faults can be done to; Slack stands on loopback. */
export class Office {
  readonly slack = new FakeSlack();
  readonly driver = new SlackDriver(this.slack);
  readonly stage: Stage;
  port = 0;
  /** What the program wrote to stderr, all its lives long. */
  said = "";
  private child: ChildProcess | null = null;

  /** @param folder where the database stands; without it one of its own */
  constructor(folder?: string) {
    this.stage = new Stage(this.driver, folder);
  }

  async open(): Promise<void> {
    await this.slack.listen();
    this.slack.clock = Math.floor(systemClock() / 1000);
    this.port = await freePort();
    await this.stage.prepare();
  }

  async close(): Promise<void> {
    await this.end("SIGKILL");
    await this.stage.close();
    await this.slack.close();
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get environment(): Record<string, string> {
    return {
      ...inherited(),
      DATABASE_PATH: this.stage.file,
      HOST: "127.0.0.1",
      PORT: String(this.port),
      SLACK_BOT_TOKEN: "xoxb-test",
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_API_URL: this.slack.apiUrl,
      WEB_WORKSPACE: "off",
      LOG_LEVEL: "warn",
    };
  }

  /** Starts it; does not wait until it is ready. */
  spawn({ via = [], node = [], env = {} }: Start = {}): void {
    const [program = "", ...args] = [...via, process.execPath, ...node, path.join(DIST, "main.js")];
    const child = spawn(program, args, {
      cwd: this.stage.folder,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...this.environment, ...env },
    });
    this.child = child;
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.said += text;
    });
  }

  async start(how: Start = {}): Promise<void> {
    this.spawn(how);
    await this.up();
  }

  /** Waits until it answers; @throws with what it said where it does not in half a minute */
  async up(): Promise<void> {
    for (let turn = 0; turn < 600; turn += 1) {
      if (this.child?.exitCode !== null) break;
      if ((await this.health()) !== null) return;
      await rest(50);
    }
    throw new Error(`the program did not start:\n${this.said}`);
  }

  /** What a monitor reads, or null where nothing answers. */
  async health(): Promise<{
    readonly ok: boolean;
    readonly checks: Readonly<Record<string, boolean>>;
  } | null> {
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/healthz`, {
        signal: AbortSignal.timeout(20_000),
      });
      return (await response.json()) as { ok: boolean; checks: Record<string, boolean> };
    } catch {
      return null;
    }
  }

  /** Waits until what a monitor reads says so. */
  async healthBecomes(ok: boolean, withinMs = 30_000): Promise<void> {
    const end = systemClock() + withinMs;
    while ((await this.health())?.ok !== ok) {
      if (systemClock() > end)
        expect.fail(
          `/healthz did not become ${ok}:\n${JSON.stringify(await this.health())}\n${this.said.slice(-3000)}`,
        );
      await rest(200);
    }
  }

  get ended(): boolean {
    return this.child === null || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** @returns its exit status, null where a signal ended it */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    this.child = null;
    if (child === null) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, "exit");
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  }

  /** Waits for it to end by itself. */
  async exit(): Promise<number | null> {
    const { child } = this;
    if (child !== null && child.exitCode === null && child.signalCode === null) await once(child, "exit");
    return child?.exitCode ?? null;
  }

  /** `/policy words`: what the asker reads and after how many milliseconds, or null where there was no answer. */
  async ask(
    words: string,
    withinMs = 30_000,
  ): Promise<{ readonly text: string; readonly ms: number } | null> {
    const raw = new URLSearchParams(command(words, this.slack.responseUrl, { user_id: PERSON })).toString();
    const started = performance.now();
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/slack/events`, {
        method: "POST",
        body: raw,
        headers: signed(raw, "application/x-www-form-urlencoded"),
        signal: AbortSignal.timeout(withinMs),
      });
      const text = await response.text();
      return response.ok ? { text, ms: performance.now() - started } : null;
    } catch {
      return null;
    }
  }

  /** The command line on the same database, while Slack goes on answering. */
  async cli(args: readonly string[], { via = [], env = {} }: Start = {}): Promise<Ran> {
    const [program = "", ...rest] = [...via, process.execPath, path.join(DIST, "cli.js"), ...args];
    const child = spawn(program, rest, {
      cwd: this.stage.folder,
      env: { ...this.environment, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 120_000,
    });
    const ran = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      ran.out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      ran.err += text;
    });
    await once(child, "close");
    return { status: child.exitCode, ...ran };
  }

  /**
   * The command line, killed some milliseconds after its start, or after it wrote `word`, unless it ended before.
   * @returns whether it was killed, and how many milliseconds lay between that moment and its end
   */
  async cliKilled(
    args: readonly string[],
    { ms, word = "", env = {} }: { readonly ms: number; readonly word?: string; readonly env?: Start["env"] },
  ): Promise<{ readonly killed: boolean; readonly ms: number }> {
    const child = spawn(process.execPath, [path.join(DIST, "cli.js"), ...args], {
      cwd: this.stage.folder,
      env: { ...this.environment, ...env },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const exited = once(child, "exit");
    let since = performance.now();
    let timer: NodeJS.Timeout | null = null;
    const begin = (): void => {
      since = performance.now();
      timer = setTimeout(() => child.kill("SIGKILL"), ms);
    };
    if (word === "") begin();
    let written = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      written += text;
      if (timer === null && written.includes(word)) begin();
    });
    await exited;
    const lasted = performance.now() - since;
    if (timer !== null) clearTimeout(timer);
    return { killed: child.signalCode === "SIGKILL", ms: lasted };
  }
}

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}
