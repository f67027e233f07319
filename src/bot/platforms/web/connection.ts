/** The embedded web workspace as a platform: its page, its interface, and what the bot says in it. */

import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { newErrorId, stackOf } from "../../../log.js";
import type { Host, Platform } from "../../platform.js";
import { apologyWords } from "../../reply.js";
import { answerGet, answerPost } from "./api.js";
import { directWith, Workspace } from "./conversations.js";
import { answer, post, postKey } from "./delivery.js";
import { checkHost, checkOrigin, type Door, setSecurityHeaders } from "./guard.js";
import { Refusal, readJson, sendJson } from "./http.js";
import { blocksBody } from "./render.js";
import type { WebOptions } from "./web-options.js";

/** What a person needs to get in is served before they are in. */
const OPEN_PATHS: ReadonlySet<string> = new Set(["/door.js", "/app.css", "/forms.css", "/icon.svg"]);
const loginSchema = z.object({ token: z.string().max(500), quietly: z.boolean().optional() });

export function createWebPlatform(options: WebOptions): Platform {
  const workspace = new Workspace(options);
  const assets = readAssets();
  const { door, address } = options;
  let host: Host | null = null;
  let running = 0;
  let idle: (() => void) | null = null;

  async function answerRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    checkHost(request, address);
    // Put behind a name, because `//x` by itself would be read as one.
    const url = new URL(`http://workspace.invalid${request.url ?? "/"}`);
    const { pathname } = url;
    if (request.method !== "GET" && request.method !== "HEAD" && request.method !== "POST") {
      throw new Refusal(405, "この操作は受け付けていません。");
    }
    if (request.method === "POST" || pathname.startsWith("/api/")) checkOrigin(request, address);
    if (pathname === "/api/login" && request.method === "POST") return login(request, response);
    if (pathname === "/api/link" && request.method === "POST" && door.by === "link") {
      door.showLink();
      return sendJson(response, 200, {});
    }
    if (!door.isOpenTo(request) && !OPEN_PATHS.has(pathname)) {
      if (pathname !== "/")
        throw new Refusal(401, "もう一度入る必要があります。ページを開き直してください。");
      return sendAsset(response, 200, closedPage(assets.get("/door.html"), door.by));
    }
    if (pathname === "/api/logout" && request.method === "POST") {
      response.setHeader("Set-Cookie", door.leave(request));
      return sendJson(response, 200, {});
    }
    if (pathname.startsWith("/api/")) {
      if (host === null) throw new Refusal(503, "準備中です。少し待ってから開いてください。");
      const found =
        request.method === "POST"
          ? await answerPost(workspace, host, request, response, url)
          : answerGet(workspace, request, response, url);
      if (found) return;
    } else if (request.method !== "POST") {
      const asset = assets.get(pathname === "/" ? "/index.html" : pathname);
      if (asset !== undefined) return sendAsset(response, 200, asset);
    }
    throw new Refusal(404, "ページが見つかりません。");
  }

  async function login(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = loginSchema.safeParse(await readJson(request));
    try {
      response.setHeader("Set-Cookie", door.admit(body.success ? body.data.token : "", request));
    } catch (error) {
      if (!(error instanceof Refusal) || body.data?.quietly !== true) throw error;
      return sendJson(response, 200, { refused: error.message });
    }
    sendJson(response, 200, {});
  }

  /** Refusals become their sentence; anything else is a bug, logged under an id that the person sees. */
  function fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    // Who went away, or was cut off for being too slow, reads no answer.
    if (response.headersSent || wentAway(error)) {
      response.destroy();
      return;
    }
    // The rest of a body that was not read to its end must not be taken for the next request.
    if (!request.complete) response.setHeader("Connection", "close");
    if (error instanceof Refusal) {
      sendJson(response, error.status, { message: error.message });
      return;
    }
    const id = newErrorId();
    options.log.error(
      { id, error: error instanceof Error ? stackOf(error) : String(error) },
      "web request failed",
    );
    sendJson(response, 500, { message: apologyWords(id) });
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    running += 1;
    setSecurityHeaders(response);
    try {
      await answerRequest(request, response);
    } catch (error) {
      fail(request, response, error);
    } finally {
      running -= 1;
      if (running === 0) idle?.();
    }
  }

  return {
    name: "web",
    pageSize: 1000,
    routes: [{ path: "/", handle: (request, response) => void serve(request, response) }],

    async start(given) {
      host = given;
    },
    async stop() {
      host = null;
      workspace.feed.close();
      if (running > 0) {
        await new Promise<void>((resolve) => {
          idle = resolve;
        });
      }
    },
    healthy: () => host !== null,

    async answer(incoming, reply) {
      return answer(workspace, incoming, reply);
    },
    async post(to, thread, message, key) {
      return post(workspace, to, thread, message, key);
    },
    async find(_to, _thread, key) {
      return options.store.findByKey(postKey(key))?.id ?? null;
    },
    async update(_to, message, replacement) {
      const changed = workspace.change(message, { body: blocksBody(replacement.blocks, null) });
      return changed === null ? { outcome: "gone", reason: "message" } : { outcome: "sent", message };
    },
    async tell(person, message, key) {
      return post(workspace, { conversation: directWith(person) }, null, message, key);
    },
    async fetchFile(file) {
      return workspace.drawer.take(file, options.clock());
    },
    async permalink(to, message) {
      const found = options.store.get(message);
      if (found === null || found.conversation !== to.conversation) return null;
      const parts = [
        "c",
        found.conversation,
        ...(found.thread === null ? [] : ["t", found.thread]),
        "m",
        message,
      ];
      return `${options.origin?.() ?? ""}/#/${parts.map(encodeURIComponent).join("/")}`;
    },
  };
}

/** A request that ended before it was read to its end. */
function wentAway(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ECONNRESET";
}

/** The page before the workspace, as what it is opened by. */
function closedPage(page: Asset | undefined, by: Door["by"]): Asset | undefined {
  if (page === undefined) return undefined;
  return {
    ...page,
    bytes: Buffer.from(page.bytes.toString("utf8").replace('data-by="link"', `data-by="${by}"`)),
  };
}

function sendAsset(response: ServerResponse, status: number, asset: Asset | undefined): void {
  if (asset === undefined) throw new Refusal(404, "ページが見つかりません。");
  response.writeHead(status, { "Content-Type": asset.type, "Content-Length": asset.bytes.length });
  response.end(asset.bytes);
}

/** The files of the page, read once at start: nothing that a request says ever becomes a path. */

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
}

/** Assets by their path on the server, beginning with a slash. */
export function readAssets(
  folder: string = fileURLToPath(new URL("./public", import.meta.url)),
): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const name of readdirSync(folder)) {
    const type = TYPES[path.extname(name)];
    if (type !== undefined) assets.set(`/${name}`, { type, bytes: readFileSync(path.join(folder, name)) });
  }
  return assets;
}
