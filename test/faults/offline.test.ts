import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { inherited } from "../kit/inherited.js";
import { temporaryFolder } from "../kit/plan-store.js";
import { WARD } from "../kit/ward.js";

const ROOT = path.join(import.meta.dirname, "..", "..");
/** Without a network, where this machine lets a test have none. */
const CUT = spawnSync("unshare", ["-n", "true"]).status === 0 ? ["unshare", "-n"] : [];

it(`a machine without a network is set up from the bundle: its checksum fits, and it runs${CUT.length === 0 ? " (with the network of this machine: it could not be cut)" : ""}`, {
  timeout: 600_000,
}, () => {
  const out = temporaryFolder();
  execFileSync(process.execPath, [path.join(ROOT, "scripts", "bundle.mjs"), "--out", out], { stdio: "pipe" });
  const archive = readdirSync(out).find((name) => name.endsWith(".tar.gz")) ?? "";
  expect(archive).toMatch(/^policy-goal-bot-\d+\.\d+\.\d+-\w+-\w+\.tar\.gz$/);
  execFileSync("sha256sum", ["-c", `${archive}.sha256`], { cwd: out, stdio: "pipe" });
  execFileSync("tar", ["xzf", archive], { cwd: out });

  const program = path.join(out, "policy-goal-bot");
  expect(existsSync(path.join(program, "node_modules", "vitest"))).toBe(false);
  const made = JSON.parse(readFileSync(path.join(program, "BUNDLE.json"), "utf8"));
  expect(made).toMatchObject({ node: process.versions.node, modules: process.versions.modules });

  const [command = process.execPath, ...before] = [...CUT, process.execPath];
  writeFileSync(path.join(out, "ward.md"), WARD);
  const run = (...args: readonly string[]) =>
    spawnSync(command, [...before, path.join(program, "bin", "policy-bot.js"), ...args], {
      cwd: out,
      encoding: "utf8",
      env: { ...inherited(), DATABASE_PATH: path.join(out, "plan.db") },
    });
  expect(run("version").stdout).toContain(made.version);
  const imported = run("import", "ward.md", "--json");
  expect([imported.status, imported.stderr]).toEqual([0, ""]);
  expect(run("ask", "危機管理部").stdout).toContain("危機管理部");
  expect(run("doctor").status).toBe(0);
});
