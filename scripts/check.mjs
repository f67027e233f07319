import { spawn } from "node:child_process";

/** Runs what looks at the code without running it, all at once, and prints what each has to say one after the other. */
const CHECKS = [
  ["tsc", "--noEmit"],
  ["knip", "--no-progress"],
  ["biome", "ci", "."],
  ["tsc", "-p", "src/bot/platforms/web/public"],
];

/** @returns {Promise<boolean>} whether the check found nothing to complain of */
const run = ([program = "", ...args]) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part) => {
        said += part;
      });
    child.on("error", reject);
    child.on("close", (status) => {
      process.stdout.write(`${program} ${args.join(" ")}: ${status === 0 ? "ok" : `failed\n${said}`}\n`);
      resolve(status === 0);
    });
  });

const passed = await Promise.all(CHECKS.map(run));
process.exitCode = passed.every(Boolean) ? 0 : 1;
