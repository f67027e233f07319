import { request } from "node:http";
import https from "node:https";
import { type Duplex, PassThrough } from "node:stream";
import { type ConnectionOptions, connect } from "node:tls";
import type { ProxyConfig } from "../config/variables.js";
import { isExcepted } from "./way-out.js";

/**
 * The same way out for libraries that use Node's own HTTPS client and know no proxy: Microsoft's, which fetch tokens
 * and signing keys for Teams with it.
 */

const CONNECT_TIMEOUT = 10_000;

/** Goes to every host but the excepted ones through a CONNECT to the proxy. */
export class TunnelAgent extends https.Agent {
  private readonly proxy: URL;

  constructor(private readonly config: ProxyConfig) {
    super({ keepAlive: true });
    this.proxy = new URL(config.url);
  }

  /** Called by Node for each new connection; it gives the socket back or hands it to `created` later. */
  override createConnection(
    options: https.RequestOptions,
    created?: (error: Error | null, socket: Duplex) => void,
  ): Duplex | undefined {
    const host = options.host ?? "localhost";
    const port = Number(options.port ?? 443);
    const tls = { ...options, servername: options.servername ?? host } as ConnectionOptions;
    if (isExcepted(host, port, this.config.exceptions)) return connect({ ...tls, host, port });
    this.tunnel(`${host}:${port}`).then(
      (socket) => created?.(null, connect({ ...tls, socket })),
      (error: Error) => created?.(error, new PassThrough().destroy()),
    );
    return undefined;
  }

  private tunnel(to: string): Promise<Duplex> {
    const { protocol, hostname, port, username, password } = this.proxy;
    const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
    const ask = protocol === "https:" ? https.request : request;
    return new Promise((resolve, reject) => {
      const asked = ask({
        method: "CONNECT",
        host: hostname.replace(/^\[|\]$/g, ""),
        port: port === "" ? (protocol === "https:" ? 443 : 80) : port,
        path: to,
        headers: {
          host: to,
          ...(username === "" ? {} : { "proxy-authorization": `Basic ${login.toString("base64")}` }),
        },
        agent: false,
        timeout: CONNECT_TIMEOUT,
      });
      asked.once("connect", (response, socket) => {
        if (response.statusCode === 200) resolve(socket);
        else {
          socket.destroy();
          reject(new Error(`the proxy answered ${response.statusCode}`));
        }
      });
      asked.once("timeout", () => asked.destroy(new Error("the proxy does not answer")));
      asked.once("error", reject);
      asked.end();
    });
  }
}
