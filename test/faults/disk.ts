import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A disk of its own of a few megabytes, which only a superuser can have; null where there is none. */
export class SmallDisk {
  readonly folder: string;
  private readonly filler: string;

  private constructor(private readonly mounted: string) {
    this.folder = path.join(mounted, "office");
    mkdirSync(this.folder);
    this.filler = path.join(mounted, "filler");
  }

  static mount(megabytes: number): SmallDisk | null {
    const mounted = mkdtempSync(path.join(os.tmpdir(), "policy-bot-disk-"));
    const ran = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", mounted]);
    if (ran.status === 0) return new SmallDisk(mounted);
    rmSync(mounted, { recursive: true });
    return null;
  }

  /** Fills it up but for some kilobytes, while others may be writing. */
  fill(leave = 0): void {
    this.empty();
    const block = Buffer.alloc(64 * 1024);
    let size = 0;
    for (let step = block.length; step >= 4096; step /= 2) {
      try {
        for (;;) {
          appendFileSync(this.filler, block.subarray(0, step));
          size += step;
        }
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      }
    }
    truncateSync(this.filler, Math.max(size - Math.floor(leave) * 1024, 0));
  }

  empty(): void {
    rmSync(this.filler, { force: true });
  }

  unmount(): void {
    spawnSync("umount", ["-l", this.mounted]);
    rmSync(this.mounted, { recursive: true, force: true });
  }
}

/**
 * Sets how large a file the process may write, in bytes; every write beyond it fails, as on a disk that gives errors.
 * @returns false where the machine has no `prlimit`
 */
export function limitFiles(pid: number, bytes: number | "unlimited"): boolean {
  const limit = `${bytes}:unlimited`;
  return spawnSync("prlimit", ["--pid", String(pid), `--fsize=${limit}`]).status === 0;
}

/**
 * What stands before a command so that the rights of files count for it: a superuser would write everywhere. For anybody else
 * there is nothing to put aside.
 */
export const withoutPrivileges: readonly string[] =
  process.getuid?.() === 0 ? ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] : [];
