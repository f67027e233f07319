import type { IncomingMessage, ServerResponse } from "node:http";
import { parse } from "node:querystring";
import timers from "node:timers";
import type { App, Receiver } from "@slack/bolt";
import { type Clock, SECOND } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import { systemClock } from "../../../machine-clock.js";
import { asObject, type Json } from "../../json.js";
import { isValidSlackRequest } from "./bolt.js";
import { isFromFuture, SIGNATURE, signatureKey } from "./gate.js";

/**
 * Slack over HTTP, on the program's own server: a receiver as Bolt wants one. Bolt's own makes the same answer into bytes anew for
 * everybody who asks, which is half of what an answer that has not changed costs.
 */

export const EVENTS_PATH = "/slack/events";

/** Slack's largest requests are around 50 kB. */
const BODY_LIMIT = 1024 * 1024;

/** Slack waits for three seconds, which pass where it is, whatever time is made to do here: hence Node's own timers below. */
const SLACK_WAITS = 3 * SECOND + 1;

export class Webhook implements Receiver {
  private app: Pick<App, "processEvent"> | null = null;

  /** @param clock the machine's own, which Slack's timestamps are compared with */
  constructor(
    private readonly signingSecret: string,
    private readonly log: Log,
    private readonly clock: Clock = systemClock,
  ) {}

  init(app: App): void {
    this.app = app;
  }

  /** The program's server listens already. */
  async start(): Promise<void> {}

  async stop(): Promise<void> {}

  /** Answers a request whose headers were read. Never rejects. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await readBody(request);
    if (raw === null) {
      this.log.warn({ limit: BODY_LIMIT }, "slack: a request was larger than Slack's are");
      return finish(response, 413);
    }
    const isForm = FORM.test(request.headers["content-type"] ?? "");
    const form = isForm ? parse(raw.toString()) : null;
    // Asked by Slack without a signature whether TLS works; nothing else in it counts.
    if (form?.ssl_check === "1") return finish(response, 200);
    if (!this.isSigned(request, raw)) {
      this.log.warn("slack: a request without Slack's signature was refused");
      return finish(response, 401);
    }
    const body = readFields(form, raw);
    if (body === null) {
      this.log.warn("slack: a request could not be read");
      return finish(response, 400);
    }
    if (body.type === "url_verification") return answerWith(response, { challenge: body.challenge });
    await this.pass(response, body, signatureKey(header(request, "x-slack-signature")));
  }

  private async pass(response: ServerResponse, body: Json, signature: string): Promise<void> {
    const late = timers.setTimeout(() => {
      if (response.headersSent) return;
      this.log.warn("slack: a request was not answered within three seconds");
      finish(response, 404);
    }, SLACK_WAITS);
    let acknowledged = false;
    const ack = async (answer?: unknown): Promise<void> => {
      if (acknowledged) throw new Error("acknowledged twice");
      acknowledged = true;
      timers.clearTimeout(late);
      // Slack sends again what came too late, and is told then that it is stored.
      if (!response.headersSent) answerWith(response, answer);
    };
    try {
      await this.app?.processEvent({ body, ack, customProperties: { [SIGNATURE]: signature } });
    } catch (error) {
      const reason = error instanceof Error ? ("code" in error ? String(error.code) : error.name) : "unknown";
      this.log.error({ reason }, "slack: an event could not be stored; Slack will send it again");
      if (!response.headersSent) finish(response, 500);
    }
  }

  private isSigned(request: IncomingMessage, raw: Buffer): boolean {
    const timestamp = header(request, "x-slack-request-timestamp");
    if (timestamp === "") return false;
    return isValidSlackRequest({
      signingSecret: this.signingSecret,
      body: raw.toString(),
      headers: {
        "x-slack-signature": header(request, "x-slack-signature"),
        "x-slack-request-timestamp": Number(timestamp),
      },
      nowMilliseconds: this.clock(),
    });
  }
}

/** A proxy may add parameters to the type. */
const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/** The whole body, or null where it is too large; never where whoever sends it goes away. Awaited, it keeps the request's name. */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    if (Number(request.headers["content-length"]) > BODY_LIMIT) return resolve(null);
    const chunks: Buffer[] = [];
    let length = 0;
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= BODY_LIMIT) chunks.push(chunk);
      else resolve(null);
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => undefined);
  });
}

/** The fields of a form, what stands in its `payload`, or JSON; null for what is none of them. */
function readFields(form: Json | null, raw: Buffer): Json | null {
  const payload = form?.payload;
  if (form !== null && typeof payload !== "string") return form;
  try {
    return asObject(JSON.parse(typeof payload === "string" ? payload : raw.toString()));
  } catch {
    return null;
  }
}

/** An answer that stays the same object is made into bytes once. */
const written = new WeakMap<object, Buffer>();

function answerWith(response: ServerResponse, answer: unknown): void {
  if (typeof answer !== "object" || answer === null) {
    response.writeHead(200).end(typeof answer === "string" ? answer : undefined);
    return;
  }
  let bytes = written.get(answer);
  if (bytes === undefined) {
    bytes = Buffer.from(JSON.stringify(answer));
    written.set(answer, bytes);
  }
  response.writeHead(200, { "content-type": "application/json", "content-length": bytes.length }).end(bytes);
}

/** Answers one request of the program's server with the receiver; null stands for one that is not connected yet. */
export function answerHttp(
  receiver: Webhook | null,
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [path] = (request.url ?? "").split("?", 1);
  if (receiver === null) {
    response.setHeader("retry-after", "30");
    finish(response, 503);
  } else if (path !== EVENTS_PATH || request.method !== "POST") finish(response, 404);
  else if (isFromFuture(header(request, "x-slack-request-timestamp"), clock())) finish(response, 401);
  else void receiver.answer(request, response);
}

function header(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
}

function finish(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}
