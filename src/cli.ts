import { runCommandLine } from "./cli/command-line.js";
import { systemClock } from "./machine-clock.js";

/** The process around `policy-bot`: its arguments, streams and exit status. */

// `policy-bot export … | head` ends early: that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

const argv = process.argv.slice(2);
// Not awaited here: what a command loads when it is asked for may wait for this file.
void runCommandLine(argv, {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  clock: systemClock,
  interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
}).then((status) => {
  process.exitCode = status;
});
