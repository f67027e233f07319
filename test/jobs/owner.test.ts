import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { hasEnded, newOwner } from "../../src/jobs/ledger.js";

/** The name that another process of this machine would have. */
const named = (pid: number | string): string => {
  const [place, , , own] = newOwner().split(":");
  return [place, pid, "another-run", own].join(":");
};

describe("the name of a process", () => {
  it("is no other's, and says of a process that runs that it has not ended", () => {
    const owner = newOwner();
    expect(newOwner()).not.toBe(owner);
    expect(hasEnded(owner)).toBe(false);
    expect(hasEnded(named(process.ppid))).toBe(false);
  });

  it("says of a process that is gone that it has ended, also where its number is ours now", () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    expect(hasEnded(named(pid))).toBe(true);
    expect(hasEnded(named(process.pid))).toBe(true);
  });

  it("says nothing of another machine's process, or of a name that it cannot read", () => {
    expect(hasEnded("another-machine:1:another-run:1")).toBe(false);
    expect(hasEnded(named("x"))).toBe(false);
    expect(hasEnded("")).toBe(false);
  });
});
