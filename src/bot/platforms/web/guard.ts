import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import { type Clock, MINUTE } from "../../../domain/time.js";
import { Refusal } from "./http.js";

/** Who may speak to the workspace: the right host name, the page's own origin, and the token where one is set. */

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

export function setSecurityHeaders(response: ServerResponse): void {
  response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Cache-Control", "no-store");
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
  response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
}

const WILDCARDS = new Set(["0.0.0.0", "::"]);

/**
 * DNS rebinding: a foreign site can point its own name at this machine, so only names that are ours are answered.
 * On a wildcard address any literal address is ours, because rebinding needs a name.
 */
export function checkHost(request: IncomingMessage, configuredHost: string | undefined): void {
  const name = hostName(request.headers.host);
  if (name === null) throw new Refusal(421, "このアドレスでは開けません。");
  if (name === "localhost" || name === "127.0.0.1" || name === "::1") return;
  if (name === configuredHost?.toLowerCase()) return;
  if (configuredHost !== undefined && WILDCARDS.has(configuredHost) && isIP(name) !== 0) return;
  throw new Refusal(421, "このアドレスでは開けません。127.0.0.1 か、設定した HOST の名前で開いてください。");
}

function hostName(header: string | undefined): string | null {
  if (header === undefined || !/^[\w.:[\]-]+$/.test(header)) return null;
  const url = URL.canParse(`http://${header}`) ? new URL(`http://${header}`) : null;
  return url === null ? null : url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
}

/** What is not asked for by our own page is refused: another site must not post here or hold a stream open. */
export function checkOrigin(request: IncomingMessage): void {
  const refuse = (): never => {
    throw new Refusal(403, "このページの外からの送信は受け付けていません。ページを開き直してください。");
  };
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") refuse();
  const { origin, host } = request.headers;
  if (request.method === "GET" && origin === undefined) return;
  if (origin === undefined || !URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase()) refuse();
}

const COOKIE = "policy_bot_web";
const MAX_FAILURES = 10;

/** The token: asked for once, then carried by a cookie that holds a value derived from it. */
export class Gate {
  readonly #expected: Buffer | null;
  readonly #clock: Clock;
  #failures: number[] = [];

  constructor(token: string | null, clock: Clock) {
    this.#expected = token === null ? null : derive(token);
    this.#clock = clock;
  }

  isOpenTo(request: IncomingMessage): boolean {
    if (this.#expected === null) return true;
    const cookies = (request.headers.cookie ?? "").split(";").map((part) => part.trim());
    const value = cookies.find((part) => part.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? "";
    return matches(Buffer.from(value, "base64url"), this.#expected);
  }

  /**
   * Gives the Set-Cookie header.
   * @throws Refusal 401 for a wrong token, 429 after ten wrong ones within a minute
   */
  admit(token: string, secure: boolean): string {
    const now = this.#clock();
    this.#failures = this.#failures.filter((at) => at > now - MINUTE && at <= now);
    if (this.#failures.length >= MAX_FAILURES) {
      throw new Refusal(429, "間違いが続いたため、1分ほど待ってからもう一度お試しください。");
    }
    const given = derive(token);
    if (this.#expected === null || !matches(given, this.#expected)) {
      this.#failures.push(now);
      throw new Refusal(401, "合言葉が違います。情報システム担当にお確かめください。");
    }
    const value = given.toString("base64url");
    return `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
  }
}

const derive = (token: string): Buffer =>
  createHmac("sha256", token).update("policy-goal-bot web workspace").digest();

function matches(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected);
}
