import { type Dispatcher, EnvHttpProxyAgent, fetch as undiciFetch } from "undici";
import type { ProxyConfig } from "../config/variables.js";

/** Which hosts are reached without the proxy, as `NO_PROXY` says it: names with what stands below them, `*`, a port. */

/** What is on this machine is never asked of a proxy. */
const THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"] as const;

/** @param exceptions separated by commas or blanks */
export function isExcepted(host: string, port: number, exceptions: string): boolean {
  if (exceptions.trim() === "*") return true;
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return [...exceptions.split(/[,\s]+/), ...THIS_MACHINE].some((entry) => {
    const { 1: plain = entry, 2: only } = /^(.+?):(\d+)$/.exec(entry) ?? [];
    if (plain === "" || (only !== undefined && Number(only) !== port)) return false;
    const excepted = plain
      .replace(/^\*?\./, "")
      .replace(/^\[|\]$/g, "")
      .toLowerCase();
    return name === excepted || name.endsWith(`.${excepted}`);
  });
}

/**
 * The way out through the office's proxy. Node 20 does not know HTTPS_PROXY by itself, so that everything that goes out
 * is given this; what is on this machine is always reached directly.
 */
export interface WayOut {
  readonly fetch: typeof globalThis.fetch;
  /** For web sockets. */
  readonly dispatcher: Dispatcher;
}

export function wayOut(proxy: ProxyConfig): WayOut {
  const everything = proxy.exceptions.trim() === "*";
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: proxy.url,
    httpsProxy: proxy.url,
    noProxy: everything ? "*" : [proxy.exceptions, ...THIS_MACHINE].join(","),
  });
  return { fetch: fetchThrough(dispatcher), dispatcher };
}

/** A fetch of the same release as the dispatcher: Node's own speaks an older one's language to it. */
function fetchThrough(dispatcher: Dispatcher): typeof globalThis.fetch {
  const through = async (input: string | URL, init: RequestInit = {}): Promise<unknown> =>
    undiciFetch(input, { ...(await encoded(init)), dispatcher } as Parameters<typeof undiciFetch>[1]);
  return through as typeof globalThis.fetch;
}

/** Forms of Node's own kind are not known to that fetch; as bytes they are. */
async function encoded(init: RequestInit): Promise<RequestInit> {
  if (!(init.body instanceof FormData)) return init;
  const form = new Response(init.body);
  const headers = new Headers(init.headers);
  headers.set("content-type", form.headers.get("content-type") ?? "multipart/form-data");
  return { ...init, headers: Object.fromEntries(headers), body: await form.arrayBuffer() };
}
