import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { onTestFinished } from "vitest";

/** A disk on which nothing arrives until it is told to: whoever waits for it waits. */
export class HeldDisk {
  /** How many wait. */
  waiting = 0;
  private readonly held: (() => void)[] = [];
  private readonly real = fs.fdatasync;
  private open = false;
  /** Set where it takes nothing: whoever waits is told so at once. */
  broken = false;

  constructor() {
    const wait = (file: number, done: (error: NodeJS.ErrnoException | null) => void): void => {
      if (this.broken) {
        setImmediate(done, Object.assign(new Error("EIO: i/o error, fdatasync"), { code: "EIO" }));
        return;
      }
      const go = (): void => this.real(file, done);
      if (!this.open) this.waiting += 1;
      if (this.open) go();
      else this.held.push(go);
    };
    Object.assign(fs, { fdatasync: wait });
    syncBuiltinESMExports();
    onTestFinished(() => {
      this.release();
      Object.assign(fs, { fdatasync: this.real });
      syncBuiltinESMExports();
    });
  }

  release(): void {
    this.open = true;
    this.broken = false;
    for (const go of this.held.splice(0)) go();
  }
}
