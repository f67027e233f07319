import { availableParallelism } from "node:os";
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

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/build.ts"],
    // Generous: nothing here is measured, and the machine may have other things to do.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    pool: "forks",
    // Many tests wait for a program they started: one more worker than Vitest takes keeps two cores busy.
    maxWorkers: Math.max(2, availableParallelism()),
    reporters: ["default", new ClosingLine()],
  },
});
