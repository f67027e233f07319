import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Route } from "./bot/platform.js";
import { isLoopback } from "./config.js";
import { cameThroughProxy } from "./domain/own-page.js";
import { SECOND } from "./domain/time.js";
import { inRequest, type Log, requestId } from "./log.js";
import { monotonic } from "./machine-clock.js";

/** The program's one HTTP server: each adapter answers its own paths, `/healthz` and `/metrics` answer a monitor. */

export interface RunningServer {
  readonly port: number;
  /** Stops taking connections, waits for the answers under way up to `withinMs`, then cuts what is left. */
  readonly close: (withinMs: number) => Promise<void>;
}

export interface Health {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
}

/** What else the server does than answering its routes. */
export interface Watching {
  /** Asked for `/metrics`, which only this machine may see; without it there is no such path. */
  readonly metrics?: () => string;
  /** Told of every request, without what it says. */
  readonly log?: Log;
  readonly patience?: Patience;
}

/** For how long it waits for who sends slowly, in milliseconds. */
interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
  /** How often it looks for them; Node does so every 30 seconds unless told otherwise. */
  readonly lookMs: number;
}

const PATIENCE: Patience = { headersMs: 10 * SECOND, requestMs: 15 * SECOND, lookMs: 2 * SECOND };

/**
 * More than Slack opens when hundreds of people write in the same second, as a question must not be turned away among them.
 * Each takes a file descriptor, of which Linux gives a process at least 4,096 (Node raises its limit at start).
 */
const MOST_CONNECTIONS = 2000;

/**
 * @param routes longest path wins; a route answers its path and everything below it
 * @param health asked on every GET of /healthz; carries no secret
 */
export async function startServer(
  listen: { readonly host: string; readonly port: number },
  routes: readonly Route[],
  health: () => Health,
  watching: Watching = {},
): Promise<RunningServer> {
  const ordered = [...routes].sort((a, b) => b.path.length - a.path.length);
  const { headersMs, requestMs, lookMs } = watching.patience ?? PATIENCE;
  const server = createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      keepAliveTimeout: 5 * SECOND,
      connectionsCheckingInterval: lookMs,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) =>
      inRequest(requestId, () => {
        const { metrics, log } = watching;
        const served = dispatch(request, response, ordered, health, metrics);
        if (log !== undefined) logRequest(log, request, response, served);
      }),
  );
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    // Who comes in the same moment stands in line; with a short one the others would knock again only after a second.
    server.listen({ port: listen.port, host: listen.host, backlog: MOST_CONNECTIONS }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (withinMs) => closeServer(server, withinMs),
  };
}

/** @returns the path that answers, or null where none does */
function dispatch(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
  health: () => Health,
  metrics: (() => string) | undefined,
): string | null {
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  if (path === "/healthz") {
    const state = health();
    answer(response, state.ok ? 200 : 503, "application/json", JSON.stringify(state));
    return path;
  }
  if (path === "/metrics" && metrics !== undefined) {
    if (isFromHere(request)) answer(response, 200, "text/plain; version=0.0.4; charset=utf-8", metrics());
    else answer(response, 403, "text/plain; charset=utf-8", "この機械の中からだけ見られます。\n");
    return path;
  }
  const route = routes.find(({ path: base }) => base === "/" || path === base || path.startsWith(`${base}/`));
  if (route === undefined) {
    answer(response, 404, "text/plain; charset=utf-8", "このアドレスには何もありません。\n");
    return null;
  }
  route.handle(request, response);
  return route.path;
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
  response.end(body);
}

/** Whether a monitor on this machine asks: a proxy on it passes on what comes from elsewhere, and a page is no monitor. */
export function isFromHere(request: Pick<IncomingMessage, "headers" | "httpVersion" | "socket">): boolean {
  const address = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  return isLoopback(address) && !cameThroughProxy(request) && !("sec-fetch-site" in request.headers);
}

/** The path of the route alone: what stands behind it may be a person's words or a token. */
function logRequest(log: Log, request: IncomingMessage, response: ServerResponse, path: string | null): void {
  const started = monotonic();
  response.once("close", () => {
    const ms = Math.round(monotonic() - started);
    const { statusCode: status, writableFinished } = response;
    log.debug({ method: request.method, path, status, ms, complete: writableFinished }, "request");
  });
}

async function closeServer(server: Server, withinMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A connection that was busy becomes idle when its answer is out, and would stay for a next request.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), withinMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
