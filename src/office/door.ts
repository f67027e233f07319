import { isIP } from "node:net";

/** Which requests the office page answers at all: those under its own name, and forms that its own pages sent. */

export interface Address {
  /** What people's browsers call it, `https://goals.example.lg.jp`; null where only this machine reaches it. */
  readonly publicUrl: string | null;
  /** What the program is bound to. */
  readonly host: string;
}

/** True for a name that is ours: a foreign site may point a name of its own at this machine (DNS rebinding). */
export function isOurName(header: string | undefined, { publicUrl, host }: Address): boolean {
  if (header === undefined || !URL.canParse(`http://${header}`)) return false;
  const name = bare(new URL(`http://${header}`).hostname);
  if (publicUrl !== null && name === bare(new URL(publicUrl).hostname)) return true;
  if (name === "localhost" || name === "127.0.0.1" || name === "::1" || name === host.toLowerCase())
    return true;
  return (host === "0.0.0.0" || host === "::") && isIP(name) !== 0;
}

/**
 * True where a form was sent by a page of ours. Behind a proxy that rewrites the Host, the browser's own word about where the
 * form came from (Sec-Fetch-Site) and the public address decide.
 */
export function isFromOurPage(
  headers: {
    readonly site: string | undefined;
    readonly origin: string | undefined;
    readonly host: string | undefined;
  },
  { publicUrl }: Address,
): boolean {
  if (headers.site !== undefined && headers.site !== "same-origin") return false;
  if (headers.origin === undefined) return headers.site === "same-origin";
  if (!URL.canParse(headers.origin)) return false;
  const { host } = new URL(headers.origin);
  return host === headers.host?.toLowerCase() || (publicUrl !== null && host === new URL(publicUrl).host);
}

const bare = (name: string): string => name.replace(/^\[|\]$/g, "").toLowerCase();

/** What every answer of the office page carries: nothing is fetched from elsewhere, framed or kept. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};
