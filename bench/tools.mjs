import { fork, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const SECRET = "bench-signing-secret";

const folders = [];
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "policy-bot-bench-"));
  folders.push(folder);
  return folder;
}

/** The value below which `share` of the samples lie. */
export function percentile(samples, share) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export const median = (samples) => percentile(samples, 0.5);
export const ms = (value) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

/** The least and the greatest of several runs, as they stand in the table. */
export function spread(samples, show = (value) => value.toFixed(2)) {
  return samples.length < 2 ? "" : `${show(Math.min(...samples))}–${show(Math.max(...samples))}`;
}

/**
 * What a figure should be. @param aim `{ least }` or `{ most }`, with the unit it is counted in
 * @returns the two cells of a row that say so; `missed` is read at the end of the table
 */
export function held(value, { least, most, unit = "" }) {
  const words = unit === "" ? "" : ` ${unit}`;
  return least === undefined
    ? { aim: `<= ${most}${words}`, missed: value > most }
    : { aim: `>= ${least}${words}`, missed: value < least };
}

/** A Slack that says yes to everything, and tells of each call when it came. @param onCall may give what is answered besides */
export async function startSlack(onCall = () => undefined) {
  let serial = 0;
  const server = createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      serial += 1;
      const more = onCall(request.url.slice("/api/".length), () => Buffer.concat(chunks).toString());
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({
          ok: true,
          user_id: "U0BOT00000",
          bot_id: "B0BOT00000",
          team_id: "T0CITY0000",
          ts: `1795000000.${String(serial).padStart(6, "0")}`,
          channel: "C0KIKIKANRI",
          ...more,
        }),
      );
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/api/`, close: () => server.close() };
}

/** Milliseconds of one tick in which Linux counts a process's time. */
const TICK = 10;

/** Starts a program and waits for a line on its standard error or output that matches. */
export async function startProgram(file, env, ready, args = []) {
  const started = process.hrtime.bigint();
  const child = spawn(process.execPath, [file, ...args], {
    cwd: temporaryFolder(),
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const port = await new Promise((resolve, reject) => {
    const look = (chunk) => {
      output += chunk;
      const match = ready.exec(output);
      if (match !== null) resolve(Number(match[1]));
    };
    child.stdout.on("data", look);
    child.stderr.on("data", look);
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code}: ${output}`)));
  });
  const readyMs = Number(process.hrtime.bigint() - started) / 1e6;
  return {
    port,
    readyMs,
    /** The processor's time that it has used since it started, of the program and of the system for it, in milliseconds. */
    cpu: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" ");
      return (Number(fields[11]) + Number(fields[12])) * TICK;
    },
    /** Resident memory in MiB. */
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024,
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", resolve);
        child.kill("SIGTERM");
      }),
  };
}

/** Sends signed requests from a process of its own. @returns requests per second and latencies in ms */
export function load(options) {
  return new Promise((resolve, reject) => {
    const child = fork(new URL("./load.mjs", import.meta.url), { stdio: "inherit" });
    child.once("message", resolve);
    child.once("error", reject);
    child.send({ ...options, secret: SECRET });
  });
}

export function mainEnv(slack, databasePath) {
  return {
    DATABASE_PATH: databasePath,
    PORT: "0",
    SLACK_BOT_TOKEN: "xoxb-bench",
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: slack.url,
    LOG_LEVEL: "info",
  };
}

export const MAIN = path.join(ROOT, "dist", "main.js");
export const BARE = path.join(ROOT, "bench", "bare-bolt.mjs");
export const READY = /"port":(\d+)[^\n]*"msg":"ready"/;
