import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfig } from "../../src/config.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { type Program, startProgram } from "../../src/program.js";
import { freePort } from "../kit/loopback.js";

const NGINX = "/usr/sbin/nginx";
const missing = !existsSync(NGINX);
const title = `the program behind nginx as it comes${missing ? ` (skipped: there is no ${NGINX})` : ""}`;

/** The least that people write: everything goes to the program, Host and sender are rewritten, nothing tells of it. */
describe.skipIf(missing)(title, () => {
  let folder: string;
  let program: Program;
  let proxy: ChildProcess;
  let origin: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "policy-bot-nginx-"));
    const config = readConfig({ DATABASE_PATH: path.join(folder, "plan.db"), PORT: "0", METRICS: "on" });
    program = await startProgram(config, { log: createLog("silent"), clock: systemClock });
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    writeFileSync(
      path.join(folder, "nginx.conf"),
      `daemon off; pid ${folder}/pid; error_log stderr crit; events {}
       http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
         fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
         server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${program.port}; } } }`,
    );
    proxy = spawn(NGINX, ["-c", path.join(folder, "nginx.conf"), "-p", folder], { stdio: "ignore" });
    for (let up = false; !up; ) {
      up = await fetch(`${origin}/healthz`).then(
        () => true,
        () => new Promise((resolve) => setTimeout(() => resolve(false), 50)),
      );
    }
  });
  afterAll(async () => {
    proxy?.kill("SIGKILL");
    await program?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is closed to everybody, also with the one-time address", async () => {
    const secret = new URL(program.link ?? "").searchParams.get("in");
    expect((await fetch(`${origin}/app.js`)).status).toBe(401);
    expect((await fetch(`${origin}/api/state?person=web:kikaku`)).status).toBe(401);
    const refused = await fetch(`${origin}/api/login`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: `http://127.0.0.1:${program.port}` },
      body: JSON.stringify({ token: secret }),
    });
    expect(refused.status).toBe(403);
  });

  it("shows nobody its figures", async () => {
    expect((await fetch(`${origin}/metrics`)).status).toBe(403);
    expect((await fetch(`http://127.0.0.1:${program.port}/metrics`)).status).toBe(200);
  });
});
