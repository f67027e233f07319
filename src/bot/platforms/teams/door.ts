/** The HTTP side of `/api/messages`: reads an activity, writes the answer. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { type Clock, MINUTE } from "../../../domain/time.js";
import { asObject, type Json } from "../../json.js";
import { Recent } from "./limits.js";
import type { Answer } from "./link.js";

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

/** Teams sends an activity again where the answer took longer than fifteen seconds; now and then it does so at once. */
const LIFETIME = 10 * MINUTE;
const MOST = 5000;

/** Lets an activity have its effect once; a second one under the same id gets the answer of the first. */
export class Once {
  private readonly answers = new Recent<{ readonly until: number; readonly answer: Promise<Answer | null> }>(
    MOST,
  );

  /** @param elapsed milliseconds that only go forward */
  constructor(private readonly elapsed: Clock) {}

  run(id: string, work: () => Promise<Answer | null>): Promise<Answer | null> {
    const now = this.elapsed();
    const known = this.answers.get(id);
    if (known !== undefined && known.until > now) return known.answer;
    const answer = work();
    this.answers.set(id, { until: now + LIFETIME, answer });
    // What failed may be tried again.
    answer.catch(() => this.answers.delete(id));
    return answer;
  }
}
