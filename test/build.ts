import { execFileSync } from "node:child_process";
import path from "node:path";

/** Builds dist/ once before the tests, because some of them start the real command line and the real program. */
export function setup(): void {
  if (process.env.SKIP_BUILD === "1") return;
  execFileSync(process.execPath, [path.join(import.meta.dirname, "..", "scripts", "build.mjs")], {
    stdio: "inherit",
  });
}
