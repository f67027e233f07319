import { SECOND } from "../../../domain/time.js";
import { asObject, objectAt } from "../../json.js";
import type { SendResult } from "../../platform.js";
import { webApi } from "./bolt.js";
import { Paced } from "./pacing.js";

/** What an error of a call to Slack says about whether the call took effect. */

/** The place is gone, or we are no longer in it. */
const GONE = new Set([
  "channel_not_found",
  "is_archived",
  "not_in_channel",
  "user_disabled",
  "user_not_found",
  "users_not_found",
]);

/** It is the program that Slack does not let in, whatever it asks for: no place is to blame. */
const SHUT_OUT = new Set([
  "account_inactive",
  "invalid_auth",
  "not_authed",
  "org_login_required",
  "team_access_not_granted",
  "token_expired",
  "token_revoked",
]);

/** Where Slack does not say when to come again. */
const BUSY_PAUSE = 5 * SECOND;

/** Slack refused for the moment. */
const LATER = new Set(["rate_limited", "ratelimited", "message_limit_exceeded"]);

/** Slack itself does not know what became of the call. */
const DOUBTFUL = new Set(["fatal_error", "internal_error", "request_timeout", "service_unavailable"]);

/** Never left this machine. */
const NOT_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** The code of an `ok: false` answer, or null where the error is another one. */
export function platformError(error: unknown): string | null {
  return error instanceof webApi.WebAPIPlatformError ? error.data.error : null;
}

/** Codes of all errors on the chain of causes. */
function causes(error: unknown): string[] {
  const codes: string[] = [];
  for (let at = asObject(error), depth = 0; depth < 6; depth += 1) {
    if (typeof at.code === "string") codes.push(at.code);
    const next = objectAt(at, at.original === undefined ? "cause" : "original");
    if (Object.keys(next).length === 0 && !(next instanceof Error)) break;
    at = next;
  }
  return codes;
}

/** @param error whatever a call of a WebClient threw */
export function outcomeOf(error: unknown): SendResult {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    const afterMs = error.retryAfter > 0 ? error.retryAfter * SECOND : BUSY_PAUSE;
    return { outcome: "busy", afterMs, reason: "rate_limited" };
  }
  if (error instanceof Paced) return { outcome: "busy", afterMs: error.afterMs, reason: "paced" };
  const code = platformError(error);
  if (code !== null) {
    if (SHUT_OUT.has(code)) return { outcome: "shut-out", reason: code };
    if (GONE.has(code)) return { outcome: "gone", reason: code };
    if (LATER.has(code)) return { outcome: "busy", afterMs: BUSY_PAUSE, reason: code };
    // Something between us and Slack answered with a page of its own.
    if (DOUBTFUL.has(code) || !/^[a-z0-9_]+$/.test(code)) {
      return { outcome: "unknown", reason: code.slice(0, 40) };
    }
    return { outcome: "refused", reason: code };
  }
  if (error instanceof webApi.WebAPIHTTPError) {
    const reason = `http_${error.statusCode}`;
    return error.statusCode >= 500 ? { outcome: "unknown", reason } : { outcome: "refused", reason };
  }
  const notSent = causes(error).find((cause) => NOT_SENT.has(cause));
  if (notSent !== undefined) return { outcome: "retry", afterMs: null, reason: notSent };
  return { outcome: "unknown", reason: error instanceof Error ? error.name : "error" };
}

/** A short word for the log: never the message, which may hold text. */
export function reasonOf(error: unknown): string {
  const result = outcomeOf(error);
  return result.outcome === "sent" ? "sent" : result.reason;
}
