/** `npm run dev`: compiles, starts the program with the web workspace, and does both again whenever a source changes. */

import { spawn, spawnSync } from "node:child_process";
import { watch } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
/** An editor that saves writes several times; one start is enough. */
const QUIET = 200;

/** @type {import("node:child_process").ChildProcess | null} */
let running = null;
/** @type {NodeJS.Timeout | undefined} */
let timer;
let ending = false;

function build() {
  return (
    spawnSync(process.execPath, [path.join(root, "scripts", "build.mjs")], { stdio: "inherit" }).status === 0
  );
}

function start() {
  const env = { WEB_WORKSPACE: "true", LOG_LEVEL: "debug", ...process.env };
  const child = spawn(process.execPath, [path.join(root, "dist", "main.js")], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  running = child;
  child.once("exit", () => {
    if (running === child) running = null;
    if (ending) process.exit(0);
  });
}

/** Resolves when the program has stopped. */
function stop() {
  const child = running;
  if (child === null) return Promise.resolve();
  const stopped = new Promise((resolve) => {
    child.once("exit", resolve);
  });
  child.kill("SIGTERM");
  return stopped;
}

async function again() {
  await stop();
  // What does not compile leaves nothing running; the next change tries again.
  if (!ending && build()) start();
}

for (const folder of ["src", "samples"]) {
  watch(path.join(root, folder), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void again(), QUIET);
  });
}
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, async () => {
    ending = true;
    await stop();
    process.exit(0);
  });
}

await again();
