import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inherited } from "../kit/inherited.js";
import { freePort } from "../kit/loopback.js";
import { rest } from "../kit/wait.js";

/**
 * The steps of deploy/Containerfile in an empty root, read from the file: there is nothing in it but Node with its libraries, what the
 * file copies, and /data; it is mounted read-only, and the program runs as a user without rights.
 */

const ROOT = path.join(import.meta.dirname, "..", "..");
/** The user `node` of the image. */
const USER = 1000;

const mayMount = spawnSync("unshare", ["-m", "chroot", "/", "true"]).status === 0 && process.getuid?.() === 0;

const lines = readFileSync(path.join(ROOT, "deploy", "Containerfile"), "utf8")
  .replace(/\\\n\s*/g, " ")
  .split("\n")
  .filter((line) => /^[A-Z]+ /.test(line));
const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
const said = (verb: string): string[] =>
  last.filter((line) => line.startsWith(`${verb} `)).map((line) => line.slice(verb.length + 1));
const program = (verb: string): string[] => JSON.parse(/\[.*\]/.exec(said(verb).at(-1) ?? "")?.[0] ?? "[]");

describe.skipIf(!mayMount)(
  `the image's steps in an empty root${mayMount ? "" : " (skipped: it needs the right to mount)"}`,
  () => {
    let root = "";
    let port = 0;
    let child: ChildProcess | null = null;
    let output = "";

    /** Runs a command of the image as its user; nothing but /data and /tmp can be written. */
    function inside(command: readonly string[], env: Readonly<Record<string, string>> = {}) {
      const settings = Object.fromEntries(
        said("ENV")
          .flatMap((line) => line.split(/\s+/))
          .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
      );
      const script = [
        `mount --bind "${root}" "${root}"`,
        `mount -o remount,bind,ro "${root}"`,
        `mount --bind "${root}-data" "${root}/data"`,
        `mount -t tmpfs tmpfs "${root}/tmp"`,
        `exec chroot --userspec=${USER}:${USER} "${root}" "$@"`,
      ].join(" && ");
      return {
        args: [
          "-m",
          "--propagation",
          "private",
          "sh",
          "-c",
          script,
          "sh",
          ...command.map((word) => (word === "node" ? "/usr/local/bin/node" : word)),
        ],
        env: {
          ...inherited(),
          // What any-day has every program load first is not in the image; here the machine's clock is as good.
          NODE_OPTIONS: "",
          ...settings,
          HOST: "127.0.0.1",
          PORT: String(port),
          ...env,
        },
      };
    }

    beforeAll(async () => {
      // On the disk of the packages, so that they can be linked; git passes this folder over.
      mkdirSync(path.join(ROOT, "data"), { recursive: true });
      root = mkdtempSync(path.join(ROOT, "data", "image-"));
      port = await freePort();
      chmodSync(root, 0o755);
      const node = realpathSync(process.execPath);
      const libraries = execFileSync("ldd", [node], { encoding: "utf8" });
      for (const file of new Set(libraries.match(/\/\S+/g))) {
        const target = path.join(root, file);
        mkdirSync(path.dirname(target), { recursive: true });
        cpSync(realpathSync(file), target);
      }
      mkdirSync(path.join(root, "usr/local/bin"), { recursive: true });
      cpSync(node, path.join(root, "usr/local/bin/node"));
      for (const name of ["app", "data", "tmp", "dev"]) mkdirSync(path.join(root, name));
      for (const line of said("COPY")) {
        const words = line.split(/\s+/).filter((word) => !word.startsWith("--"));
        const to = words.at(-1) ?? "";
        for (const from of words.slice(0, -1)) {
          const source = path.join(ROOT, from.replace(/^\/app\//, ""));
          const target = path.join(root, "app", to.endsWith("/") ? path.basename(from) : to);
          // Linked, where the file system is the same: as a layer of an image shares what lies below it.
          const linked = spawnSync("cp", ["-al", source, target]);
          if (linked.status !== 0) cpSync(source, target, { recursive: true, dereference: false });
        }
      }
      // As the file's first part does it: what only the development needs is not in the image.
      const app = path.join(root, "app");
      // Written anew, and not into the file that it is linked to.
      rmSync(path.join(app, "node_modules/.package-lock.json"), { force: true });
      execFileSync(
        "npm",
        ["prune", "--omit=dev", "--ignore-scripts", "--offline", "--no-audit", "--no-fund"],
        {
          cwd: app,
          stdio: "pipe",
        },
      );
      mkdirSync(`${root}-data`, { mode: 0o700 });
      chownSync(`${root}-data`, USER, USER);
    });

    afterAll(() => {
      child?.kill("SIGKILL");
      rmSync(root, { recursive: true, force: true });
      rmSync(`${root}-data`, { recursive: true, force: true });
    });

    it("starts, is found healthy by its own check, answers at the terminal, and ends when it is told to", async () => {
      const start = inside(program("CMD"), { WEB_TOKEN: "a-token-for-the-test-of-the-image" });
      child = spawn("unshare", start.args, { env: start.env, stdio: ["ignore", "pipe", "pipe"] });
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding("utf8").on("data", (text: string) => {
          output += text;
        });
      let healthy = false;
      for (let tries = 0; tries < 400 && !healthy && child.exitCode === null; tries += 1) {
        healthy = await fetch(`http://127.0.0.1:${port}/healthz`).then(
          (response) => response.ok,
          () => false,
        );
        if (!healthy) await rest(100);
      }
      expect(healthy, output).toBe(true);

      const check = inside(program("HEALTHCHECK"));
      expect(spawnSync("unshare", check.args, { env: check.env }).status).toBe(0);

      const doctor = inside(["node", "/app/bin/policy-bot.js", "doctor"]);
      const told = spawnSync("unshare", doctor.args, { env: doctor.env, encoding: "utf8" });
      expect(told.status, `${told.stdout}\n${told.stderr}`).toBe(0);
      const ask = inside(["node", "/app/bin/policy-bot.js", "ask", "危機管理部"]);
      const answered = spawnSync("unshare", ask.args, { env: ask.env, encoding: "utf8" });
      expect(answered.stdout, answered.stderr).toContain("危機管理部");

      child.kill((said("STOPSIGNAL").at(-1) ?? "") as NodeJS.Signals);
      const [code] = await once(child, "exit");
      expect([code, output.match(/"level":(?:50|60)[^\n]*/g)]).toEqual([0, null]);
      expect(readdirSync(`${root}-data`)).toContain("policy-bot.db");
    });

    it("has no package that only the development needs, and cannot write beside its data", () => {
      expect(existsSync(path.join(root, "app/node_modules/vitest"))).toBe(false);
      expect(existsSync(path.join(root, "app/node_modules/better-sqlite3"))).toBe(true);
      const write = inside(["node", "-e", "require('node:fs').writeFileSync('/app/x', '')"]);
      const refused = spawnSync("unshare", write.args, { env: write.env, encoding: "utf8" });
      expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/EROFS|EACCES/)]);
    });
  },
);
