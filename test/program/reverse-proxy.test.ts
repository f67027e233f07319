import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { freePort } from "../kit/loopback.js";
import { openOffice } from "../kit/office-visit.js";
import { importText, temporaryDatabase, temporaryFolder } from "../kit/plan-store.js";
import { rest } from "../kit/wait.js";
import { WARD } from "../kit/ward.js";
import { certify, HAS_OPENSSL } from "./corporate.js";

const NGINX = "/usr/sbin/nginx";
const NAME = "policy-bot.example.lg.jp";
const missing = !existsSync(NGINX) || !HAS_OPENSSL;

/** deploy/nginx.conf as it is shipped, but for its port, the program's port and the places of the certificate. */
function shipped(port: number, program: number, certificate: string, key: string): string {
  const replaced: [string, string][] = [
    ["listen 443 ssl;", `listen 127.0.0.1:${port} ssl;`],
    ["/etc/nginx/policy-bot.pem", certificate],
    ["/etc/nginx/policy-bot.key", key],
  ];
  const file = readFileSync(path.join(import.meta.dirname, "..", "..", "deploy", "nginx.conf"), "utf8");
  return replaced
    .reduce((text, [from, to]) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    }, file)
    .replaceAll("http://127.0.0.1:3000", `http://127.0.0.1:${program}`);
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly cookie: string;
}

/** A request as a browser of the office sends it to the name in PUBLIC_URL. */
function ask(
  port: number,
  way: string,
  form?: Readonly<Record<string, string>>,
  cookie = "",
): Promise<Answer> {
  const headers = {
    host: NAME,
    cookie,
    ...(form === undefined
      ? {}
      : {
          "content-type": "application/x-www-form-urlencoded",
          origin: `https://${NAME}`,
          "sec-fetch-site": "same-origin",
        }),
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        path: way,
        method: form === undefined ? "GET" : "POST",
        headers,
        servername: NAME,
        rejectUnauthorized: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString(),
            cookie: response.headers["set-cookie"]?.[0]?.split(";")[0] ?? "",
          }),
        );
      },
    );
    sent.on("error", reject);
    sent.end(form === undefined ? "" : new URLSearchParams(form).toString());
  });
}

it.skipIf(missing)(
  `behind nginx as deploy/nginx.conf sets it up only what is used can be reached, over TLS${missing ? " (skipped: it needs nginx and openssl)" : ""}`,
  async () => {
    const { db } = temporaryDatabase();
    importText(db, WARD);
    const opened = await openOffice(db, { publicUrl: `https://${NAME}` });
    const folder = temporaryFolder();
    const certificate = certify([NAME]);
    const key = path.join(folder, "key.pem");
    writeFileSync(key, certificate.key);
    const port = await freePort();
    const program = Number(new URL(opened.origin).port);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
      .join(" ");
    writeFileSync(
      path.join(folder, "nginx.conf"),
      `daemon off; pid ${folder}/pid; error_log ${folder}/errors crit; events {}
       http { access_log off; ${temporary} ${shipped(port, program, certificate.file, key)} }`,
    );
    const proxy = spawn(NGINX, ["-c", path.join(folder, "nginx.conf"), "-p", folder], { stdio: "ignore" });
    onTestFinished(() => void proxy.kill("SIGKILL"));
    for (let tries = 0; ; tries += 1) {
      const up = await ask(port, "/").then(
        () => true,
        () => false,
      );
      if (up) break;
      expect(tries, "nginx does not start").toBeLessThan(200);
      await rest(50);
    }

    for (const way of ["/", "/healthz", "/metrics", "/api/state", "/slack/other"])
      expect((await ask(port, way)).status, way).toBe(404);
    expect((await ask(port, "/office")).status).toBe(401);
    const link = new URL(opened.office.linkFor({ platform: "web", id: "U0", name: "計画 花子" }));
    expect(link.origin).toBe(`https://${NAME}`);
    expect((await ask(port, link.pathname + link.search)).status).toBe(200);
    const entered = await ask(port, "/office/enter", { t: link.searchParams.get("t") ?? "" });
    expect(entered.status).toBe(303);
    expect((await ask(port, "/office", undefined, entered.cookie)).text).toContain("計画 花子");
  },
);
