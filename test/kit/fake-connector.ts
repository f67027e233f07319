import { createSign, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../src/machine-clock.js";

/**
 * Microsoft's side on loopback: the keys with which its tokens are signed, and a Bot Connector that stores what the
 * bot sends and that can be told to behave badly.
 */

export const APP_ID = "0b6f3f3c-1f0b-4d41-8d1c-6f2a6b1f8a10";
export const TENANT = "5f0f5a1e-7b5a-4c0e-9d2f-2a6f0c9d7b11";
export const ISSUER = "https://issuer.example.jp";

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

interface Key {
  readonly kid: string;
  readonly sign: (text: string) => string;
  readonly jwk: Record<string, unknown>;
}

function makeKey(kid: string): Key {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    kid,
    sign: (text) => createSign("RSA-SHA256").update(text).sign(privateKey, "base64url"),
    jwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig", endorsements: ["msteams"] },
  };
}

/** Making keys is slow: one pair for all. The forger's key has the same name. */
const KEY = makeKey("key-1");
const FORGER = makeKey("key-1");

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export class FakeConnector {
  readonly calls: Call[] = [];
  /** Answers to come, each used once. */
  readonly misbehave: Misbehaviour[] = [];
  /** Whether messages to one person are refused. */
  refusesTargeted = false;
  /** Files of personal chats, by their ids; handed to whoever has the address. */
  readonly files = new Map<string, Uint8Array>();
  private readonly server: Server = createServer((request, response) => void this.serve(request, response));
  private counter = 1_700_000_000_000;

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  get serviceUrl(): string {
    return `${this.url}/teams/`;
  }

  async listen(): Promise<void> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** Messages that stand in conversations now, in the order of their calls. */
  sent(path = /activities$|conversations$/): Call[] {
    return this.calls.filter((call) => call.method === "POST" && path.test(call.path));
  }

  /** A token as Microsoft gives to Teams. */
  token(over: Record<string, unknown> = {}, forged = false): string {
    const now = Math.floor(systemClock() / 1000);
    const claims = {
      iss: ISSUER,
      aud: APP_ID,
      nbf: now - 60,
      exp: now + 3600,
      serviceurl: this.serviceUrl,
      ...over,
    };
    const text = `${encode({ alg: "RS256", typ: "JWT", kid: KEY.kid })}.${encode(claims)}`;
    return `${text}.${(forged ? FORGER : KEY).sign(text)}`;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname === "/openid") return reply(response, 200, { jwks_uri: `${this.url}/keys` });
    if (url.pathname.startsWith("/files/")) {
      const bytes = this.files.get(url.pathname.slice("/files/".length));
      return void response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
    }
    if (url.pathname === "/keys") return reply(response, 200, { keys: [KEY.jwk] });
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
    const [bad] = next < 0 ? [] : this.misbehave.splice(next, 1);
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
