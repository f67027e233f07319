import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";

/** What the files of the tests that run at the same time may take, many times over. */
const ROOM = 4 * 1024 ** 3;
const MEMORY = "/dev/shm";

/**
 * Builds dist/ once before the tests, because some of them start the real command line and the real program. Called for each project;
 * what the first call left in the environment is what the others go by.
 */
export function setup(): (() => void) | undefined {
  if (process.env.SKIP_BUILD !== "1") {
    execFileSync(process.execPath, [path.join(import.meta.dirname, "..", "scripts", "build.mjs")], {
      stdio: "inherit",
    });
    process.env.SKIP_BUILD = "1";
  }
  return process.env.TMPDIR === undefined ? keepFilesInMemory() : undefined;
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
