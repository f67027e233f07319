import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { type Hurry, preload } from "./clock.js";
import { rest } from "./wait.js";
import type { WardOnSlack } from "./ward-on-slack.js";

const main = path.join(import.meta.dirname, "..", "..", "dist", "main.js");

/** The program as it is started by `npm start`, in a process of its own whose clock runs as `hurry` says. */
export class Child {
  private readonly process: ChildProcess;
  private readonly ended: Promise<unknown>;
  private said = "";

  constructor(
    ward: WardOnSlack,
    hurry: Hurry,
    readonly port: number,
    env: Readonly<Record<string, string>> = {},
  ) {
    this.process = spawn(process.execPath, [preload(hurry), main], {
      env: { ...ward.environment(port), ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.process.stderr?.on("data", (data) => {
      this.said += String(data);
    });
    this.ended = once(this.process, "exit");
  }

  /** @throws with what it said where it ended or is not up in half a minute */
  async ready(): Promise<void> {
    for (let turn = 0; turn < 600; turn += 1) {
      if (this.process.exitCode !== null) break;
      const up = await fetch(`http://127.0.0.1:${this.port}/healthz`).then(
        (response) => response.ok,
        () => false,
      );
      if (up) return;
      await rest(50);
    }
    throw new Error(`the program did not start: ${this.said}`);
  }

  /** What it wrote to stderr. */
  get log(): string {
    return this.said;
  }

  get running(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  async kill(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.ended;
  }

  /** Ends it in order. @returns its exit code */
  async stop(): Promise<number | null> {
    this.process.kill("SIGTERM");
    await this.ended;
    return this.process.exitCode;
  }
}
