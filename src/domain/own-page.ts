import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** What the program's own pages ask of a request: that it came under our name, from our page, and from where. */

export interface Address {
  /** What people's browsers call us, `https://goals.example.lg.jp`; null where only this machine reaches us. */
  readonly publicUrl: string | null;
  /** What the program is bound to. */
  readonly host: string;
}

/**
 * True for a name that is ours: a foreign site may point a name of its own at this machine (DNS rebinding). On a wildcard
 * address any literal address is ours, because rebinding needs a name.
 */
export function isOurName(header: string | undefined, { publicUrl, host }: Address): boolean {
  if (header === undefined || !/^[\w.:[\]-]+$/.test(header) || !URL.canParse(`http://${header}`))
    return false;
  const name = bare(new URL(`http://${header}`).hostname);
  if (publicUrl !== null && name === bare(new URL(publicUrl).hostname)) return true;
  if (name === "localhost" || name === "127.0.0.1" || name === "::1" || name === host.toLowerCase())
    return true;
  return (host === "0.0.0.0" || host === "::") && isIP(name) !== 0;
}

/** Where a request says that it comes from. */
export interface RequestOrigin {
  /** Sec-Fetch-Site, the browser's own word. */
  readonly site: string | undefined;
  readonly origin: string | undefined;
  readonly host: string | undefined;
}

/** True where a page of ours sent it. Behind a proxy that rewrites the Host, the public address counts as ours. */
export function isFromOurPage({ site, origin, host }: RequestOrigin, { publicUrl }: Address): boolean {
  if (site !== undefined && site !== "same-origin") return false;
  if (origin === undefined) return site === "same-origin";
  if (!URL.canParse(origin)) return false;
  const theirs = new URL(origin).host;
  return theirs === host?.toLowerCase() || (publicUrl !== null && theirs === new URL(publicUrl).host);
}

const bare = (name: string): string => name.replace(/^\[|\]$/g, "").toLowerCase();

const PASSED_ON = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-host",
  "x-real-ip",
  "via",
];

/**
 * True where a proxy passed the request on. One that says nothing of it gives itself away by HTTP/1.0, which nginx speaks to
 * what is behind it unless told otherwise, and no browser or monitor has spoken for decades.
 */
export function cameThroughProxy(request: Pick<IncomingMessage, "headers" | "httpVersion">): boolean {
  return request.httpVersion === "1.0" || PASSED_ON.some((name) => name in request.headers);
}

/**
 * Whom to slow down: the address that the nearest proxy saw (the last it wrote: what stands before it anybody can write), else
 * the one that connected.
 */
export function senderOf(request: Pick<IncomingMessage, "headers" | "socket">): string {
  const written = request.headers["x-forwarded-for"];
  const seen = (Array.isArray(written) ? written.join(",") : (written ?? "")).split(",").at(-1)?.trim() ?? "";
  return isIP(seen) === 0 ? (request.socket.remoteAddress ?? "") : seen;
}

/** What every answer of a page of ours carries: nothing is fetched from elsewhere, framed or kept. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
  // With no-referrer a browser hides the origin of a form, and the form would be taken for another site's.
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};
