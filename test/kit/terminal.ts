import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { inherited } from "./inherited.js";
import { CLI } from "./program-process.js";
import { eventually } from "./wait.js";

/** Whether `script` can lend a terminal to a program; macOS has one with other options. */
export const HAS_TERMINAL =
  spawnSync("script", ["-qec", "true", "/dev/null"], { input: "", env: inherited() }).status === 0;

/** `policy-bot` at a terminal of its own, with somebody who types. */
export class Terminal {
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private read = 0;
  /** Everything that stands on the screen. */
  screen = "";

  constructor(args: readonly string[], folder: string, env: Readonly<Record<string, string>>) {
    const words = [process.execPath, CLI, ...args].map((word) => `'${word}'`).join(" ");
    this.child = spawn("script", ["-qec", words, "/dev/null"], {
      cwd: folder,
      env: { ...inherited(), ...env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.ended = once(this.child, "close");
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.screen += text;
    });
  }

  /** What has been written since the last question, as soon as the next one is asked. */
  async asked(): Promise<string> {
    const prompt = "番号を入力してください（やめるときは空のまま Enter）: ";
    const at = await eventually(
      () => {
        const found = this.screen.indexOf(prompt, this.read);
        return found < 0 ? null : found;
      },
      () => this.screen,
    );
    const text = this.screen.slice(this.read, at);
    this.read = at + prompt.length;
    return text;
  }

  type(text: string): void {
    this.child.stdin?.write(`${text}\n`);
  }

  /** @returns the exit status of the command */
  async end(): Promise<number | null> {
    await this.ended;
    return this.child.exitCode;
  }

  close(): void {
    this.child.kill("SIGKILL");
  }
}
