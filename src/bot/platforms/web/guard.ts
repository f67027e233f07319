import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type Address,
  cameThroughProxy,
  isFromOurPage,
  isOurName,
  SECURITY_HEADERS,
  senderOf,
} from "../../../domain/own-page.js";
import { type Clock, HOUR, MINUTE, SECOND } from "../../../domain/time.js";
import { Refusal } from "./http.js";

/** Who may speak to the workspace: the right host name, the page's own origin, and a session. */

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
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
}

/** @throws Refusal 421 for a name that is not ours */
export function checkHost(request: IncomingMessage, address: Address): void {
  if (isOurName(request.headers.host, address)) return;
  throw new Refusal(421, "このアドレスでは開けません。127.0.0.1 か、設定した HOST の名前で開いてください。");
}

/** What is not asked for by our own page is refused: another site must not post here or hold a stream open. */
export function checkOrigin(request: IncomingMessage, address: Address): void {
  const { origin, host, "sec-fetch-site": site } = request.headers;
  const asked = { origin, host, site: typeof site === "string" ? site : undefined };
  // A program that reads sends neither; it cannot be made to by another site.
  if (request.method === "GET" && origin === undefined && asked.site === undefined) return;
  if (isFromOurPage(asked, address)) return;
  throw new Refusal(403, "このページの外からの送信は受け付けていません。ページを開き直してください。");
}

/** Lets people in: see `Entrance`. Unit tests of what lies behind it hand in one that is open. */
export interface Door {
  /** What opens it: the word of the configuration, or an address that the program shows where it was started. */
  readonly by: "token" | "link";
  isOpenTo(request: IncomingMessage): boolean;
  /**
   * Gives the Set-Cookie header.
   * @throws Refusal 401 for a wrong word, 429 after ten wrong ones of one sender within a minute
   */
  admit(word: string, request: IncomingMessage): string;
  /** Ends the session. @returns the Set-Cookie header that takes the cookie back */
  leave(request: IncomingMessage): string;
  /**
   * A new one-time address is shown where the program was started.
   * @throws Refusal 429 where one was shown a moment ago
   */
  showLink(): void;
}

const COOKIE = "policy_bot_web";
const MAX_FAILURES = 10;
/** Senders that are remembered; guessing from more addresses than this at once is stopped by the length of the word. */
const MOST_SENDERS = 1000;
const SESSION_LIFE = 30 * 24 * HOUR;
const MOST_SESSIONS = 5000;
/** Between two addresses: whoever asks again and again must not spend the one that is being opened. */
const PAUSE = 5 * SECOND;

/**
 * The door of the workspace. With a word in the configuration everybody who knows it gets in; without one, whoever started the
 * program does, by an address with a secret that is good once. Each gets a random session, which `leave` ends.
 */
export class Entrance implements Door {
  readonly by: "token" | "link";
  readonly #word: string | null;
  #link: string | null = null;
  #shownAt = Number.NEGATIVE_INFINITY;
  readonly #failures = new Map<string, readonly number[]>();
  /** Hashes of what the cookies hold, with when they began. */
  readonly #sessions = new Map<string, number>();

  /** @param show told the secret of each new one-time address */
  constructor(
    private readonly given: {
      readonly token: string | null;
      readonly clock: Clock;
      readonly show: (secret: string) => void;
    },
  ) {
    this.by = given.token === null ? "link" : "token";
    this.#word = given.token;
  }

  isOpenTo(request: IncomingMessage): boolean {
    const began = this.#sessions.get(hash(cookieOf(request)));
    return began !== undefined && this.given.clock() < began + SESSION_LIFE;
  }

  admit(word: string, request: IncomingMessage): string {
    const now = this.given.clock();
    const sender = senderOf(request);
    const failures = (this.#failures.get(sender) ?? []).filter((at) => at > now - MINUTE && at <= now);
    if (failures.length >= MAX_FAILURES) {
      throw new Refusal(429, "間違いが続いたため、1分ほど待ってからもう一度お試しください。");
    }
    if (!this.#knows(word, request)) {
      this.#failures.delete(sender);
      this.#failures.set(sender, [...failures, now]);
      dropOldest(this.#failures, MOST_SENDERS);
      throw new Refusal(
        401,
        this.by === "token"
          ? "合言葉が違います。情報システム担当にお確かめください。"
          : "このアドレスは使い終わっています。新しいアドレスを出して開いてください。",
      );
    }
    const secret = randomBytes(32).toString("base64url");
    this.#sessions.set(hash(secret), now);
    dropOldest(this.#sessions, MOST_SESSIONS);
    const secure = request.headers.origin?.startsWith("https:") === true;
    return `${COOKIE}=${secret}; Path=/; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
  }

  leave(request: IncomingMessage): string {
    this.#sessions.delete(hash(cookieOf(request)));
    return `${COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;
  }

  showLink(): void {
    if (this.by !== "link") return;
    const now = this.given.clock();
    if (now >= this.#shownAt && now < this.#shownAt + PAUSE) {
      throw new Refusal(429, "いま表示したばかりです。プログラムを始めた端末をご覧ください。");
    }
    this.#shownAt = now;
    this.#link = randomBytes(24).toString("base64url");
    this.given.show(this.#link);
  }

  #knows(word: string, request: IncomingMessage): boolean {
    if (this.#word !== null) return matches(word, this.#word);
    if (cameThroughProxy(request)) {
      throw new Refusal(
        403,
        "プロキシの後ろで使うときは、設定の WEB_TOKEN に合言葉を入れてください。情報システム担当にご連絡ください。",
      );
    }
    if (this.#link === null || !matches(word, this.#link)) return false;
    this.#link = null;
    return true;
  }
}

function cookieOf(request: IncomingMessage): string {
  const cookies = (request.headers.cookie ?? "").split(";").map((part) => part.trim());
  return cookies.find((part) => part.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? "";
}

function dropOldest(map: Map<string, unknown>, keep: number): void {
  for (const key of map.keys()) {
    if (map.size <= keep) return;
    map.delete(key);
  }
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const hash = (text: string): string => digest(text).toString("base64url");
const matches = (given: string, expected: string): boolean =>
  timingSafeEqual(digest(given), digest(expected));
