import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.join(import.meta.dirname, "..");

/** What else goes into dist/. */
const INGREDIENTS = ["package-lock.json", "scripts/build.mjs", "tsconfig.build.json", "tsconfig.json"];

/** What the files of the tests that run at the same time may take, many times over. */
const ROOM = 4 * 1024 ** 3;
const MEMORY = "/dev/shm";

/**
 * Builds dist/ once before the tests, because some of them start the real command line and the real program. Called for each project;
 * what the first call left in the environment is what the others go by.
 */
export function setup(): (() => void) | undefined {
  if (process.env.SKIP_BUILD !== "1") {
    if (!isBuilt())
      execFileSync(process.execPath, [path.join(ROOT, "scripts", "build.mjs")], { stdio: "inherit" });
    process.env.SKIP_BUILD = "1";
  }
  return process.env.TMPDIR === undefined ? keepFilesInMemory() : undefined;
}

/** Whether dist/ was made of what is there now, as it is right behind `npm ci`; a folder is newer than what was taken out of it. */
function isBuilt(): boolean {
  const changed = (file: string): number => statSync(path.join(ROOT, file)).mtimeMs;
  try {
    const made = Math.min(...["main.js", "cli.js"].map((file) => changed(path.join("dist", file))));
    const sources = readdirSync(path.join(ROOT, "src"), { recursive: true, encoding: "utf8" });
    const parts = sources.map((file) => path.join("src", file));
    return ["src", ...parts, ...INGREDIENTS].every((file) => changed(file) < made);
  } catch {
    // There is no dist/ yet.
    return false;
  }
}

/**
 * Thousands of small databases wait for the disk at each write. Where the machine has room for files in memory, temporary ones go there:
 * to the program that is the same, and everything else stays as it was. @returns what takes them away again
 */
function keepFilesInMemory(): (() => void) | undefined {
  let folder: string | undefined;
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < ROOM) return undefined;
    folder = mkdtempSync(path.join(MEMORY, "policy-bot-tests-"));
    requireExecution(folder);
  } catch {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
  const made = folder;
  process.env.TMPDIR = made;
  return () => {
    delete process.env.TMPDIR;
    rmSync(made, { recursive: true, force: true });
  };
}

/** Some tests start programs that they wrote; a file system may forbid that. @throws where it does */
function requireExecution(folder: string): void {
  const script = path.join(folder, "started");
  writeFileSync(script, "#!/bin/sh\n");
  chmodSync(script, 0o755);
  execFileSync(script);
}
