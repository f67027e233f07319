import type { IncomingMessage, ServerResponse } from "node:http";
import type { BufferedIncomingMessage, HTTPReceiver as Receiver } from "@slack/bolt";
import type { Clock } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import { HTTPReceiver } from "./bolt.js";
import { loggerFor } from "./clients.js";
import { isFromFuture, SIGNATURE, signatureKey } from "./gate.js";

/** Slack over HTTP, through Bolt's own receiver but on the program's own server. */

export const EVENTS_PATH = "/slack/events";

/** Slack's largest requests are around 50 kB. */
const BODY_LIMIT = 1024 * 1024;

export function createHttpReceiver(signingSecret: string, log: Log): Receiver {
  return new HTTPReceiver({
    signingSecret,
    endpoints: EVENTS_PATH,
    bodyLimit: BODY_LIMIT,
    logger: loggerFor(log, "warn"),
    // Runs after the signature was verified.
    customPropertiesExtractor: (request: BufferedIncomingMessage) => {
      const header = request.headers["x-slack-signature"];
      return typeof header === "string" ? { [SIGNATURE]: signatureKey(header) } : {};
    },
    processEventErrorHandler: async ({ error, response }) => {
      const reason = "code" in error ? String(error.code) : error.name;
      log.error({ reason }, "slack: an event could not be stored; Slack will send it again");
      if (!response.headersSent) finish(response, 500);
      return false;
    },
    unhandledRequestHandler: ({ response }) => {
      if (response.headersSent) return;
      log.warn("slack: a request was not answered within three seconds");
      finish(response, 404);
    },
  });
}

/** Answers one request of the program's server with the receiver; null stands for one that is not connected yet. */
export function answerHttp(
  receiver: Receiver | null,
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (receiver === null) {
    response.setHeader("retry-after", "30");
    finish(response, 503);
    return;
  }
  if (isFromFuture(header(request, "x-slack-request-timestamp"), clock())) {
    finish(response, 401);
    return;
  }
  // Bolt knows the form type only without parameters, which a proxy may add.
  if (/^application\/x-www-form-urlencoded\s*;/i.test(request.headers["content-type"] ?? "")) {
    request.headers["content-type"] = "application/x-www-form-urlencoded";
  }
  try {
    receiver.requestListener(request, response);
  } catch {
    // The receiver throws for every other path and method.
    finish(response, 404);
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

function finish(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}
