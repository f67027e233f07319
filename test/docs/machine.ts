import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../kit/guides.js";
import { inherited } from "../kit/inherited.js";
import { freePort } from "../kit/loopback.js";
import { STAND_INS } from "./not-run.js";

/** The real programs that a command of the documents may use; whatever else it names is not found. */
const REAL = ["sh", "cp", "mv", "cat", "grep", "sed", "tail", "env", "curl"];

/** What of the repository a person has who got it; the rest is made by `npm ci`. */
const CHECKOUT = [
  "package.json",
  "package-lock.json",
  ".env.example",
  "README.md",
  "bin",
  "deploy",
  "docs",
  "manifests",
  "samples",
  "scripts",
];

/** The folders of the documents that lie below the machine's own. */
const BELOW = /(?<![\w./-])\/(?=(?:opt|etc|backup|mnt|var\/lib|usr\/local)\/|backup\b)/g;
/** Whatever else begins at the root, and what of it is a mere word for a stand-in. */
const PATHS = /(?<![\w./-])\/[\w/.-]+/g;
const HARMLESS = /^\/(?:usr\/sbin\/nologin|tmp|data|data\/policy-bot\.db|app\/bin\/policy-bot\.js|policy)$/;

/** What the guide lets the administrator edit. */
const SETTINGS = "/etc/policy-bot/env";

/** What a shell does under the name of a program that has a stand-in. */
const standIn = (name: string): string =>
  ["sudo", "install"].includes(name)
    ? `name=${name}\n. ${path.join(import.meta.dirname, "pretend.sh")}`
    : `exec node ${path.join(import.meta.dirname, "pretend.mjs")} ${name} "$@"`;

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A machine below one folder, with nothing on it but the checkout and what the guides ask for. */
export class Machine {
  readonly root = mkdtempSync(path.join(tmpdir(), "policy-bot-machine-"));
  /** Where the officer sits; the checkout lies in it. */
  readonly home = path.join(this.root, "home");
  readonly checkout = path.join(this.home, "policy-goal-bot");

  private constructor(private readonly port: number) {}

  static async create(): Promise<Machine> {
    const machine = new Machine(await freePort());
    machine.furnish();
    return machine;
  }

  /** A machine on which everything was done that was done on another one, whose program is stopped. */
  static async like(other: Machine): Promise<Machine> {
    const machine = new Machine(await freePort());
    cpSync(other.root, machine.root, { recursive: true, verbatimSymlinks: true });
    const settings = machine.read(SETTINGS);
    machine.write(
      SETTINGS,
      settings.replaceAll(other.root, machine.root).replace(`PORT=${other.port}`, `PORT=${machine.port}`),
    );
    return machine;
  }

  private furnish(): void {
    const bin = path.join(this.root, "bin");
    for (const folder of [bin, this.checkout, "etc/systemd/system", "usr/local/bin", "opt", "var/lib"])
      mkdirSync(path.resolve(this.root, folder), { recursive: true });
    for (const name of CHECKOUT)
      cpSync(path.join(ROOT, name), path.join(this.checkout, name), { recursive: true });
    symlinkSync(process.execPath, path.join(bin, "node"));
    for (const name of REAL) {
      const found = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();
      if (found.startsWith("/")) symlinkSync(found, path.join(bin, name));
    }
    for (const name of [...Object.keys(STAND_INS), "curl"]) {
      const file = path.join(bin, name);
      if (existsSync(file)) continue;
      writeFileSync(file, `#!/bin/sh\n${standIn(name)}\n`);
      chmodSync(file, 0o755);
    }
  }

  /** Where a path of the documents lies. */
  place(file: string): string {
    return file.startsWith("/") ? path.join(this.root, file) : path.join(this.home, file);
  }

  write(file: string, content: string | Uint8Array): void {
    writeFileSync(this.place(file), content);
  }

  read(file: string): string {
    return readFileSync(this.place(file), "utf8");
  }

  /** Runs lines as they are written, each of which must succeed. */
  run(text: string, where = this.home): Ran {
    const lines = text
      .replace(BELOW, `${this.root}/`)
      .replaceAll("http://127.0.0.1:3000/", `http://127.0.0.1:${this.port}/`);
    const elsewhere = lines.replaceAll(`${this.root}/`, "").replace(/https?:\/\/\S+/g, "");
    const outside = (elsewhere.match(PATHS) ?? []).filter((file) => !HARMLESS.test(file));
    if (outside.length > 0) throw new Error(`it would reach out of its folder: ${outside}`);
    const ran = spawnSync("sh", ["-eu", "-c", lines], {
      cwd: where,
      encoding: "utf8",
      timeout: 120_000,
      env: {
        ...inherited(),
        PATH: `${this.root}/usr/local/bin:${this.root}/bin`,
        HOME: this.home,
        PRETEND_ROOT: this.root,
        PRETEND_REPO: ROOT,
        PRETEND_PORT: String(this.port),
      },
    });
    return { status: ran.status, out: ran.stdout, err: ran.stderr };
  }

  close(): void {
    const running = path.join(this.root, "running");
    try {
      if (existsSync(running)) process.kill(Number(readFileSync(running, "utf8")), "SIGKILL");
    } catch {
      // It has ended by itself.
    }
    rmSync(this.root, { recursive: true, force: true });
  }
}
