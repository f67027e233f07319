import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "vitest";
import { systemClock } from "../../src/machine-clock.js";
import { FakeSlack } from "../kit/fake-slack.js";
import { inherited } from "../kit/inherited.js";
import { freePort } from "../kit/loopback.js";
import { command, PERSON } from "../kit/payloads.js";
import {
  CLI,
  type Health,
  healthOf,
  ProgramProcess,
  type Start,
  slackEnvironment,
} from "../kit/program-process.js";
import { signed } from "../kit/sign.js";
import { SlackDriver } from "../kit/slack-driver.js";
import { Stage } from "../kit/stage.js";
import { eventually, rest } from "../kit/wait.js";

/** An office whose program is a process of its own, which faults can be done to; Slack stands on loopback. */
export class Office {
  readonly slack = new FakeSlack();
  readonly driver = new SlackDriver(this.slack);
  readonly stage: Stage;
  port = 0;
  /** What the program wrote to stderr, all its lives long. */
  said = "";
  private program: ProgramProcess | null = null;

  /** @param folder where the database stands; without it one of its own */
  constructor(folder?: string) {
    this.stage = new Stage(this.driver, {}, folder);
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
    return this.program?.pid ?? 0;
  }

  get environment(): Record<string, string> {
    return {
      ...slackEnvironment(this.slack),
      DATABASE_PATH: this.stage.file,
      HOST: "127.0.0.1",
      PORT: String(this.port),
      WEB_WORKSPACE: "off",
      LOG_LEVEL: "warn",
    };
  }

  /** Starts it; does not wait until it is ready. */
  spawn({ env = {}, ...how }: Start = {}): void {
    this.program = new ProgramProcess({
      ...how,
      folder: this.stage.folder,
      env: { ...this.environment, ...env },
      hear: (text) => {
        this.said += text;
      },
    });
  }

  async start(how: Start = {}): Promise<void> {
    this.spawn(how);
    await this.up();
  }

  /** Waits until it answers and is connected to Slack: before that, Slack hears 503. @throws with what it said where it does not */
  async up(): Promise<void> {
    await this.program?.connected(this.port, "slack");
  }

  /** What a monitor reads, or null where nothing answers. */
  health(): Promise<Health | null> {
    return healthOf(this.port);
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
    return this.program?.running !== true;
  }

  /** @returns its exit status, null where a signal ended it */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const { program } = this;
    this.program = null;
    return program === null ? null : program.end(signal);
  }

  /** Waits for it to end by itself. */
  async exit(): Promise<number | null> {
    return this.program === null ? null : this.program.exit();
  }

  /** `/policy words`: what the asker reads and after how many milliseconds, or null where there was no answer. */
  async ask(
    words: string,
    withinMs = 30_000,
  ): Promise<{ readonly text: string; readonly ms: number } | null> {
    const raw = new URLSearchParams(command(words, this.slack.responseUrl, { user_id: PERSON })).toString();
    const started = performance.now();
    const before = this.slack.responses.length;
    try {
      const response = await fetch(`http://127.0.0.1:${this.port}/slack/events`, {
        method: "POST",
        body: raw,
        headers: signed(raw, "application/x-www-form-urlencoded"),
        signal: AbortSignal.timeout(withinMs),
      });
      if (!response.ok) return null;
      // An answer that is not ready in time for the acknowledgement follows it.
      const acknowledged = await response.text();
      const text = acknowledged || JSON.stringify(await eventually(() => this.slack.responses[before]));
      return { text, ms: performance.now() - started };
    } catch {
      return null;
    }
  }

  /** The command line on the same database, while Slack goes on answering. */
  async cli(args: readonly string[], { via = [], node = [], env = {} }: Start = {}): Promise<Ran> {
    const [program = "", ...rest] = [...via, process.execPath, ...node, CLI, ...args];
    const child = spawn(program, rest, {
      cwd: this.stage.folder,
      env: { ...inherited(), ...this.environment, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 360_000,
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
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: this.stage.folder,
      env: { ...inherited(), ...this.environment, ...env },
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
