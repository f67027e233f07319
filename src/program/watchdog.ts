import { execFile } from "node:child_process";
import type { Log } from "../log.js";

/**
 * Tells systemd that the program lives, as `WatchdogSec` wants it: a program whose turn never ends, or whose jobs have stopped,
 * tells nothing and is started anew. Node has no sockets of the kind that is asked for; systemd brings a command that has.
 * @param everyMs within which a sign is wanted
 * @param isAlive asked before each sign
 * @returns ends it
 */
export function feedWatchdog(
  everyMs: number,
  isAlive: () => boolean,
  log: Log,
  notify: (done: (error: Error | null) => void) => void = systemdNotify,
): () => void {
  let told = false;
  const sign = (): void => {
    if (!isAlive()) return;
    notify((error) => {
      if (error === null || told) return;
      told = true;
      log.error({ err: error }, "systemd cannot be told that the program lives; it will start it anew");
    });
  };
  sign();
  const timer = setInterval(sign, everyMs / 3);
  return () => clearInterval(timer);
}

function systemdNotify(done: (error: Error | null) => void): void {
  execFile("systemd-notify", ["WATCHDOG=1"], (error) => done(error));
}
