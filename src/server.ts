import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Route } from "./bot/platform.js";
import { SECOND } from "./time.js";

/** The program's one HTTP server: each adapter answers its own paths, `/healthz` answers a monitor. */

export interface RunningServer {
  readonly port: number;
  /** Stops taking connections, waits for the answers under way up to `withinMs`, then cuts what is left. */
  readonly close: (withinMs: number) => Promise<void>;
}

export interface Health {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
}

/**
 * @param routes longest path wins; a route answers its path and everything below it
 * @param health asked on every GET of /healthz; carries no secret
 */
export async function startServer(
  listen: { readonly host: string; readonly port: number },
  routes: readonly Route[],
  health: () => Health,
): Promise<RunningServer> {
  const ordered = [...routes].sort((a, b) => b.path.length - a.path.length);
  const server = createServer(
    {
      headersTimeout: 10 * SECOND,
      requestTimeout: 15 * SECOND,
      keepAliveTimeout: 5 * SECOND,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => dispatch(request, response, ordered, health),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(listen.port, listen.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (withinMs) => closeServer(server, withinMs),
  };
}

function dispatch(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
  health: () => Health,
): void {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  if (path === "/healthz") {
    const state = health();
    response.writeHead(state.ok ? 200 : 503, {
      "content-type": "application/json",
      "cache-control": "no-store",
    });
    response.end(JSON.stringify(state));
    return;
  }
  const route = routes.find(({ path: base }) => base === "/" || path === base || path.startsWith(`${base}/`));
  if (route === undefined) {
    response.writeHead(404, { "content-type": "text/plain; charset=utf-8" });
    response.end("このアドレスには何もありません。\n");
    return;
  }
  route.handle(request, response);
}

async function closeServer(server: Server, withinMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), withinMs);
  await closed;
  clearTimeout(cut);
}
