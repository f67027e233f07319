import type { webApi as api, Logger } from "@slack/bolt";
import type { SlackConfig } from "../../../config.js";
import type { Log } from "../../../log.js";
import { LogLevel, webApi } from "./bolt.js";
import type { Pacing } from "./pacing.js";

/** Web API clients that never send twice on their own, never wait behind a rate limit, and never hang. */

export type Fetch = typeof globalThis.fetch;

/** How long one call to Slack may take. */
const CALL_TIMEOUT = 10_000;

export interface Clients {
  /** For people who wait: opening forms, answering presses. */
  readonly interactive: api.WebClient;
  /** For posts of the program's own: a rate limit here delays nobody (each client has its own queue). */
  readonly background: api.WebClient;
}

/**
 * Options of one client. Each client gets an object of its own, because Slack's clients write into it.
 * Retrying is left to the caller, who can look whether the first attempt arrived.
 */
export function clientOptions(config: SlackConfig, log: Log, fetch: Fetch): api.WebClientOptions {
  return {
    slackApiUrl: config.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: CALL_TIMEOUT,
    // What became of a call is logged by whoever made it; an outage would fill the log otherwise.
    logger: loggerFor(log, "debug"),
    fetch,
  };
}

/** @param told what became of every call: the error that it threw, or null; @param pacing counts every call */
export function createClients(
  config: SlackConfig,
  log: Log,
  fetch: Fetch,
  told: (method: string, error: unknown) => void,
  pacing: Pacing,
): Clients {
  const create = (paced: boolean) =>
    new WatchedClient(config.botToken, clientOptions(config, log, fetch), told, pacing, paced);
  return { interactive: create(false), background: create(true) };
}

class WatchedClient extends webApi.WebClient {
  constructor(
    token: string,
    options: api.WebClientOptions,
    private readonly told: (method: string, error: unknown) => void,
    private readonly pacing: Pacing,
    /** Whether its calls wait for their turn; a person who waits is let through. */
    private readonly paced: boolean,
  ) {
    super(token, options);
  }

  override async apiCall(
    ...[method, options]: Parameters<api.WebClient["apiCall"]>
  ): Promise<api.WebAPICallResult> {
    const channel = method === "chat.postMessage" ? String(options?.channel) : null;
    if (this.paced) await this.pacing.pass(method, channel);
    else this.pacing.record(method, channel);
    try {
      const answer = await super.apiCall(method, options);
      this.told(method, null);
      return answer;
    } catch (error) {
      this.pacing.learn(method, error);
      this.told(method, error);
      throw error;
    }
  }
}

/**
 * The fetch that all of Slack's parts use: with a time limit, and with a Retry-After on every 429, because the client
 * turns one without into an error that cannot be told from others (slackapi/node-slack-sdk#1421). 0 means unknown.
 */
export function guardFetch(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, {
      ...init,
      signal: init?.signal ?? AbortSignal.timeout(CALL_TIMEOUT),
    });
    if (response.status !== 429 || /^\d+$/.test(response.headers.get("retry-after") ?? "")) return response;
    await response.body?.cancel();
    return new Response(null, { status: 429, headers: { "retry-after": "0" } });
  };
}

/**
 * The SDK's warnings and errors, as text; its lower levels hold whole messages and tokens.
 * @param level the level at which they stand in our log
 */
export function loggerFor(log: Log, level: "debug" | "warn"): Logger {
  const write = (...parts: readonly unknown[]): void => {
    const line = parts.map((part) => (part instanceof Error ? part.name : String(part))).join(" ");
    log[level]({ from: "slack-sdk" }, line);
  };
  return {
    debug: () => {},
    info: () => {},
    warn: write,
    error: write,
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
