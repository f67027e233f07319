import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./kit/plan-store.js";

const ROOT = path.join(import.meta.dirname, "..");
const read = (name: string): string => readFileSync(path.join(ROOT, name), "utf8");
const HAS_SYSTEMD = spawnSync("systemd-analyze", ["--version"]).status === 0;

describe("the systemd unit", () => {
  const unit = read("deploy/policy-bot.service");

  it("runs as a user of its own that may write to one folder alone", () => {
    const set = new Map(
      unit
        .split("\n")
        .filter((line) => /^[A-Z]\w*=/.test(line))
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
    );
    expect(set.get("User")).toBe("policy-bot");
    expect(set.get("ProtectSystem")).toBe("strict");
    expect(set.get("ReadWritePaths")).toBe("/var/lib/policy-bot");
    expect(set.get("NoNewPrivileges")).toBe("true");
    expect(set.get("CapabilityBoundingSet")).toBe("");
    expect(set.get("KillSignal")).toBe("SIGTERM");
    expect(Number(set.get("TimeoutStopSec"))).toBeGreaterThan(8);
    // The engine of Node.js compiles while it runs.
    expect(set.has("MemoryDenyWriteExecute")).toBe(false);
  });

  const title = HAS_SYSTEMD
    ? "is one that systemd understands in every line"
    : "is one that systemd understands (skipped: systemd-analyze is not installed)";
  it.skipIf(!HAS_SYSTEMD)(title, () => {
    const file = path.join(temporaryFolder(), "policy-bot.service");
    writeFileSync(file, unit.replace("/usr/bin/node", process.execPath));
    const { status, stderr, stdout } = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
    expect([status, stdout, stderr.split("\n").filter((line) => line.includes("policy-bot"))]).toEqual([
      0,
      "",
      [],
    ]);
  });
});

describe("the container file", () => {
  const lines = read("deploy/Containerfile").replace(/\\\n/g, " ").split("\n");
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));

  it("copies what there is, and what the program reads", () => {
    const copied = lines
      .filter((line) => line.startsWith("COPY ") && !line.includes("--from"))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    for (const name of copied) expect(existsSync(path.join(ROOT, name)), name).toBe(true);
    const inImage = last.filter((line) => line.startsWith("COPY ")).map((line) => line.split(/\s+/).at(-1));
    expect(inImage.sort()).toEqual(["./", "bin", "dist", "manifests", "node_modules", "samples"]);
  });

  it("ends as a user without rights, with its data on one volume, and is told to stop by SIGTERM", () => {
    expect(last).toContain("USER node");
    expect(last).toContain("VOLUME /data");
    expect(last).toContain("STOPSIGNAL SIGTERM");
    expect(last.at(-2)).toBe('CMD ["node", "/app/dist/main.js"]');
    expect(last.indexOf("USER node")).toBeLessThan(last.indexOf("VOLUME /data"));
    expect(lines.some((line) => line.includes("ADD "))).toBe(false);
  });
});

describe("the administrator's command", () => {
  it("is a script that the shell understands and that may be run", () => {
    const file = path.join(ROOT, "deploy/policy-bot");
    execFileSync("sh", ["-n", file]);
    expect(execFileSync("ls", ["-l", file], { encoding: "utf8" })).toMatch(/^-rwxr-xr-x/);
  });
});

describe("every variable of the environment", () => {
  const sources = [
    "src/config.ts",
    ...readdirSync(path.join(ROOT, "src/config")).map((name) => `src/config/${name}`),
  ];
  const names = sources.flatMap((name) =>
    [...read(name).matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map((match) => match[1] ?? ""),
  );

  it("is shown in .env.example and explained in the guide", () => {
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      expect(read(".env.example"), name).toMatch(new RegExp(`^#? ?${name}=`, "m"));
      expect(read("docs/it.md") + read("docs/teams.md"), name).toContain(name);
    }
  });
});
