import { execFileSync } from "node:child_process";
import path from "node:path";

/**
 * Builds dist/ once before the tests, because some of them start the real command line and the real program, and chooses
 * the seed of the faults where none is given.
 */
export function setup(): void {
  // One seed for all files of test/faults, whatever process they run in.
  process.env.FAULTS_SEED ??= String(Date.now() % 1_000_000);
  if (process.env.SKIP_BUILD === "1") return;
  execFileSync(process.execPath, [path.join(import.meta.dirname, "..", "scripts", "build.mjs")], {
    stdio: "inherit",
  });
}
