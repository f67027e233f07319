import { randomUUID } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Names by which processes that share a database know each other. */

/** This run of the program. */
const RUN = randomUUID();
/** The machine, and within it the container: only there a process id says which process is meant. */
const PLACE = `${hostname()}/${processNamespace()}`;

/** A new name in this process, for a ledger or an outbox. */
export function newOwner(): string {
  return `${PLACE}:${process.pid}:${RUN}:${randomUUID()}`;
}

/** True where the process of that name has certainly ended; false where it runs, or where nobody here can know. */
export function hasEnded(owner: string): boolean {
  const [place, pid, run] = owner.split(":");
  if (place !== PLACE || run === RUN) return false;
  const id = Number(pid);
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  // The same number, another run: the one before this one.
  return id === process.pid || !isRunning(id);
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // Anything but "no such process" means that there is one.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

function processNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid").replaceAll(":", "");
  } catch {
    return "";
  }
}
