import { SECOND } from "../../../domain/time.js";
import { asObject, objectAt, stringAt } from "../../json.js";
import type { SendResult } from "../../platform.js";

/** What an error of a call to the Bot Connector says about whether the call took effect. */

/** Where Teams does not say when to come again. */
const BUSY_PAUSE = 5 * SECOND;

/** Never left this machine. */
const NOT_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

/**
 * 403 also answers for the bot as a whole; the codes are those of
 * https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-codes-from-bot-conversational-apis
 */
const SHUT_OUT = new Set(["BotDisabledByAdmin", "BotNotRegistered", "InvalidBotApiHost"]);

/** Microsoft's token service is not well; anything else that it answers is about our id, secret or tenant. */
const PASSING = new Set(["server_error", "temporarily_unavailable"]);

/** @param error whatever an operation of the connector threw */
export function outcomeOf(error: unknown): SendResult {
  const { statusCode: status, name } = asObject(error);
  const reason = reasonOf(error);
  if (typeof status === "number") return outcomeOfStatus(status, reason, codeOf(error), retryAfter(error));
  if (name === "ServerError" && !PASSING.has(reason)) return { outcome: "shut-out", reason };
  if (NOT_SENT.has(String(asObject(error).code))) return { outcome: "retry", afterMs: null, reason };
  // Everything that the HTTP client itself did not throw was thrown before: there was no token.
  if (name !== "RestError" && name !== "AbortError") return { outcome: "retry", afterMs: null, reason };
  return { outcome: "unknown", reason };
}

/** https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit: 412 and 429 ask to come again. */
function outcomeOfStatus(
  status: number,
  reason: string,
  code: string | null,
  afterMs: number | null,
): SendResult {
  if (status === 429) return { outcome: "busy", afterMs: afterMs ?? BUSY_PAUSE, reason };
  if (status === 412) return { outcome: "retry", afterMs, reason };
  if (status === 401 || SHUT_OUT.has(code ?? "")) return { outcome: "shut-out", reason };
  // The connector always says why; without a code it was something between us and Microsoft.
  if (status === 403 && code === null) return { outcome: "retry", afterMs, reason };
  if (status === 403 || status === 404) return { outcome: "gone", reason };
  // 502 and 504 may come after the message was stored.
  if (status >= 500 || status === 408) return { outcome: "unknown", reason };
  if (status >= 200 && status < 300) return { outcome: "unknown", reason };
  return { outcome: "refused", reason };
}

/** Seconds or a date; null where it is neither. */
function retryAfter(error: unknown): number | null {
  const { headers } = objectAt(asObject(error), "response");
  const get = asObject(headers).get;
  const value = typeof get === "function" ? get.call(headers, "retry-after") : undefined;
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) * 1000 : null;
}

/** A short word for the log: never the message, which may hold text. */
export function reasonOf(error: unknown): string {
  const { statusCode: status, code, name, errorCode } = asObject(error);
  const said = codeOf(error);
  if (typeof status === "number") return said === null ? `http_${status}` : `http_${status} ${said}`;
  if (typeof code === "string") return code;
  // Of Microsoft's token service: `invalid_client`.
  if (name === "ServerError" && typeof errorCode === "string" && errorCode !== "") return errorCode;
  return typeof name === "string" ? name : "error";
}

/** Why the connector refused, in its own word; null where it gave none. */
function codeOf(error: unknown): string | null {
  const details = objectAt(asObject(error), "details");
  return stringAt(objectAt(details, "error"), "code") ?? stringAt(objectAt(asObject(error), "body"), "code");
}
