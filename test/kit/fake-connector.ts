import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { hangUp, listening } from "./loopback.js";
import { publicKeys, teamsToken } from "./sign.js";

/**
 * Microsoft's side on loopback: where its keys are read, and a Bot Connector that stores what the bot sends and that can be
 * told to behave badly.
 */

export const TENANT = "5f0f5a1e-7b5a-4c0e-9d2f-2a6f0c9d7b11";

/** One call that the bot made. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are compared as a whole
  readonly body: any;
}

/** How the next call is answered instead of as usual. */
export interface Misbehaviour {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Stores the message all the same. */
  readonly stores?: boolean;
  /** Never answers. */
  readonly silent?: boolean;
  /** Closes the connection without an answer. */
  readonly resets?: boolean;
  /** Only for calls whose path and query match. */
  readonly only?: RegExp;
}

export class FakeConnector {
  readonly calls: Call[] = [];
  /** Answers to come, each used once. */
  readonly misbehave: Misbehaviour[] = [];
  /** What a call meets for which no answer was put down; null for none. */
  chaos: ((call: Call) => Misbehaviour | null) | null = null;
  /** Whether messages to one person are refused. */
  refusesTargeted = false;
  /** Whether bots may react, which is a preview. */
  letsReact = false;
  /** The channels of every team; of private ones nothing is said. */
  channels: { id: string; name: string | null }[] = [];
  /** Files of personal chats, by their ids; handed to whoever has the address. */
  readonly files = new Map<string, Uint8Array>();
  private readonly server: Server = createServer((request, response) => void this.serve(request, response));
  private port = 0;
  private counter = 1_700_000_000_000;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get serviceUrl(): string {
    return `${this.url}/teams/`;
  }

  async listen(): Promise<void> {
    this.port = await listening(this.server);
  }

  async close(): Promise<void> {
    await hangUp(this.server);
  }

  /** Messages that stand in conversations now, in the order of their calls. */
  sent(path = /activities$|conversations$/): Call[] {
    return this.calls.filter((call) => call.method === "POST" && path.test(call.path));
  }

  /** A token as Microsoft gives to Teams. */
  token(over: Record<string, unknown> = {}, forged = false): string {
    return teamsToken({ serviceurl: this.serviceUrl, ...over }, forged);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname === "/openid") return reply(response, 200, { jwks_uri: `${this.url}/keys` });
    if (url.pathname.startsWith("/files/")) {
      const bytes = this.files.get(url.pathname.slice("/files/".length));
      return void response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
    }
    if (url.pathname === "/keys") return reply(response, 200, { keys: publicKeys() });
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("utf8");
    const call: Call = {
      method: request.method ?? "",
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      authorization: request.headers.authorization,
      body: text === "" ? null : JSON.parse(text),
    };
    this.calls.push(call);
    const next = this.misbehave.findIndex(
      (each) => each.only?.test(`${call.method} ${request.url}`) !== false,
    );
    const [told] = next < 0 ? [] : this.misbehave.splice(next, 1);
    const bad = told ?? this.chaos?.(call) ?? undefined;
    if (bad === undefined) return this.answer(call, response);
    if (bad.silent === true) return;
    if (bad.resets === true) return void request.socket.destroy();
    reply(response, bad.status, bad.body ?? { error: { code: "Bad", message: "as told" } }, bad.headers);
  }

  private answer(call: Call, response: ServerResponse): void {
    const [status, body] = this.outcomeOf(call);
    reply(response, status, body);
  }

  private outcomeOf(call: Call): [number, unknown] {
    if (call.query.get("isTargetedActivity") === "true" && this.refusesTargeted)
      return [400, { error: { code: "BadSyntax", message: "not supported here" } }];
    if (/\/reactions\/[^/]+$/.test(call.path))
      return this.letsReact ? [200, {}] : [404, { error: { code: "NotFound", message: "no such thing" } }];
    if (call.method === "GET") return [200, { conversations: this.channels }];
    if (call.method === "PUT") return [200, { id: call.path.split("/").at(-1) }];
    this.counter += 1;
    const id = String(this.counter);
    const { channelData, members } = call.body ?? {};
    if (!call.path.endsWith("/conversations")) return [201, { id }];
    if (members !== undefined) return [201, { id: `a:chat-of-${members[0].id}` }];
    return [201, { id: `${channelData.channel.id};messageid=${id}`, activityId: id }];
  }
}

function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
