import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Server as NetServer } from "node:net";
import type { Route } from "../../src/bot/platform.js";

/** Lets a server listen on a free port of the loopback, unless a port is named. @returns the port */
export async function listening(server: NetServer, port = 0): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Ends a server at once, as a network that went away. */
export async function hangUp(server: Server): Promise<void> {
  server.closeAllConnections();
  if (!server.listening) return;
  server.close();
  await once(server, "close");
}

/** A port at which nobody listens, for a program that is told where to listen. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await hangUp(server);
  return port;
}

export interface Served {
  readonly port: number;
  readonly url: string;
  readonly server: Server;
  close(): Promise<void>;
}

/** A plain server on a free port of the loopback. */
export async function serve(answer: RequestListener): Promise<Served> {
  const server = createServer(answer);
  const port = await listening(server);
  return { port, url: `http://127.0.0.1:${port}`, server, close: () => hangUp(server) };
}

/** A server of the program's kind in front of one adapter. */
export const serveRoutes = (routes: readonly Route[]): Promise<Served> =>
  serve((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const route = routes.find((each) => path === each.path || path.startsWith(`${each.path}/`));
    if (route === undefined) response.writeHead(404).end();
    else route.handle(request, response);
  });
