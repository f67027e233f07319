import type { IncomingMessage, ServerResponse } from "node:http";
import { asObject, type Json } from "./json.js";
import type { Answer } from "./link.js";

/** The HTTP side of `/api/messages`: reads an activity, writes the answer. */

export const MESSAGES_PATH = "/api/messages";

/** Activities are a few kilobytes; Teams limits messages to about a hundred. */
const BODY_LIMIT = 256 * 1024;

/** An answer that was decided before anything was read further. */
export class Turned extends Error {
  override readonly name = "Turned";
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }
}

/**
 * Reads the activity of a request.
 * @throws Turned where it is none
 */
export async function readActivity(request: IncomingMessage): Promise<Json> {
  if (request.method !== "POST") throw new Turned(405);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT) throw new Turned(413);
    chunks.push(chunk);
  }
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new Turned(400);
  }
  const activity = asObject(body);
  if (typeof activity.type !== "string") throw new Turned(400);
  return activity;
}

export function writeAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // The rest of a body that was not read to its end must not be taken for the next request.
  if (!request.complete) response.setHeader("connection", "close");
  if (answer.body === undefined) {
    response.writeHead(answer.status).end();
    return;
  }
  response.writeHead(answer.status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(answer.body));
}
