import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";
import type { Reporter, TestModule } from "vitest/node";

/** Prints the plain closing line `tests: N passed, N failed, N skipped`. */
class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      let failed = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed" || state === "skipped") count[state] += 1;
        if (state === "failed") failed += 1;
      }
      // A file that could not be read, or whose set-up failed, counts even where no test of it ran.
      count.failed += module.state() === "failed" ? Math.max(failed, 1) : failed;
    }
    process.stdout.write(`tests: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}

const ALL = ["test/**/*.test.ts"];

/** What a process has once: a file that touches it has a process of its own. */
const SHARED = /kit\/clock\.js|\bvi\.|process\.(?:env\.\w+ = |on\(|chdir\()|setGlobalDispatcher/u;

const alone = readdirSync(path.join(import.meta.dirname, "test"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => path.posix.join("test", file))
  .filter(
    (file) =>
      file.startsWith("test/faults/") ||
      SHARED.test(readFileSync(path.join(import.meta.dirname, file), "utf8")),
  );

export default defineConfig({
  test: {
    // Loading the program costs more than most files' tests: the others load it once in each worker.
    projects: [
      { extends: true, test: { name: "together", include: ALL, exclude: alone, isolate: false } },
      { extends: true, test: { name: "alone", include: alone } },
    ],
    globalSetup: ["test/build.ts"],
    // Generous: nothing here is measured, and the machine may have other things to do.
    testTimeout: 240_000,
    hookTimeout: 360_000,
    pool: "forks",
    // Many tests wait for a program they started or for a pace: two workers more than there are cores keep all of them busy.
    maxWorkers: availableParallelism() + 2,
    reporters: ["default", new ClosingLine()],
  },
});
