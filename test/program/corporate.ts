import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import https from "node:https";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { onTestFinished } from "vitest";
import { listening } from "../kit/loopback.js";
import { temporaryFolder } from "../kit/plan-store.js";

/** The network of an office on loopback: a proxy that is the only way out, and hosts that exist only behind it. */

export const HAS_OPENSSL = spawnSync("openssl", ["version"]).status === 0;

export interface Certificate {
  readonly file: string;
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** A certificate of our own for these names; whoever is to trust it is given its file. */
export function certify(names: readonly string[]): Certificate {
  const folder = temporaryFolder();
  const [key, file] = [path.join(folder, "key.pem"), path.join(folder, "cert.pem")];
  execFileSync(
    "openssl",
    [
      ...[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "30",
      ],
      ...["-keyout", key, "-out", file, "-subj", "/CN=office.test"],
      ...["-addext", `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`],
    ],
    { stdio: "ignore" },
  );
  return { file, key: readFileSync(key), cert: readFileSync(file) };
}

/** Ends TLS and passes what is inside on to a plain port. */
export async function tlsFront({ key, cert }: Certificate, plainPort: number): Promise<number> {
  const front = createTlsServer({ key, cert }, (socket) => {
    const inner = connect(plainPort, "127.0.0.1");
    socket.on("error", () => inner.destroy());
    inner.on("error", () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
  onTestFinished(() => void front.close());
  return listening(front);
}

/** A proxy that knows CONNECT alone, as most offices have, and leads every name to one port. */
export class CorporateProxy {
  /** `host:port` of each tunnel that was asked for. */
  readonly asked: string[] = [];
  readonly logins: (string | undefined)[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((_request, response) => response.writeHead(405).end());
  private port = 0;

  private constructor(private readonly leadsTo: number) {
    this.server.on("connect", (request, client: Socket) => {
      this.asked.push(request.url ?? "");
      this.logins.push(request.headers["proxy-authorization"]);
      const inner = connect(this.leadsTo, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        client.pipe(inner).pipe(client);
      });
      for (const socket of [client, inner]) {
        this.sockets.add(socket);
        socket.on("error", () => socket.destroy());
        socket.on("close", () => this.sockets.delete(socket));
      }
    });
  }

  static async open(leadsTo: number): Promise<CorporateProxy> {
    const proxy = new CorporateProxy(leadsTo);
    proxy.port = await listening(proxy.server);
    onTestFinished(() => proxy.close());
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

/** Answers requests to any of the names of a certificate; the program sees one server behind all of them. */
export async function tlsServer(
  { key, cert }: Certificate,
  answer: (host: string, path: string) => object,
): Promise<{ readonly port: number; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = https.createServer({ key, cert }, (request, response) => {
    request.resume();
    const [host, url] = [request.headers.host ?? "", (request.url ?? "").split("?", 1)[0] ?? ""];
    asked.push(`${host}${url}`);
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer(host, url)));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: await listening(server), asked };
}
