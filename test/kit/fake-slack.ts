import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { systemClock } from "../../src/machine-clock.js";
import { hangUp, listening } from "./loopback.js";

/** A Slack on loopback: the Web API methods that the adapter calls, response URLs, uploads and Socket Mode. */

export const SELF = { user_id: "U0BOT00000", bot_id: "B0BOT00000", team_id: "T0CITY0000" } as const;

export interface Call {
  readonly method: string;
  readonly args: Readonly<Record<string, string>>;
}

export interface Posted {
  readonly ts: string;
  readonly channel: string;
  readonly thread_ts?: string;
  readonly text: string;
  readonly bot_id: string;
  readonly user: string;
  readonly blocks?: unknown;
  readonly metadata?: unknown;
}

/** A message of a person, as Slack shows it to who reads a channel. */
export interface Said {
  readonly ts: string;
  readonly channel: string;
  readonly thread_ts?: string;
  readonly [more: string]: unknown;
}

/** What the next call of a method meets. `stored`: the call took effect although the caller did not hear of it. */
export type Fault =
  | { readonly kind: "rate-limit"; readonly retryAfter: string | null }
  | { readonly kind: "status"; readonly status: number; readonly stored: boolean }
  | { readonly kind: "reset"; readonly stored: boolean }
  | { readonly kind: "page" }
  | { readonly kind: "error"; readonly error: string }
  /** Silence; the call takes effect at its end, or before it where `stored` is true. */
  | { readonly kind: "delay"; readonly ms: number; readonly stored?: boolean };

type Answer = Record<string, unknown>;

export class FakeSlack {
  readonly calls: Call[] = [];
  readonly posts: Posted[] = [];
  /** Bodies that came to response URLs. */
  readonly responses: Record<string, unknown>[] = [];
  /** What was shown to one person alone in a channel. */
  readonly whispered: Readonly<Record<string, string>>[] = [];
  readonly acks: { envelope_id: string; payload: Record<string, unknown> }[] = [];
  readonly sockets = new Set<WebSocket>();
  /** Status that response URLs answer with. */
  responseStatus = 200;
  /** Where sockets are told to connect; null for this server's own address. */
  socketUrl: string | null = null;
  /** Whether a new socket is greeted. */
  greets = true;
  /** Messages with files that uploads were shared as, by the file's name. */
  readonly shared: { ts: string; channel: string; thread_ts?: string; files: { name: string }[] }[] = [];
  /** Files that lie in channels, by their ids; handed to who shows the bot's token. */
  readonly files = new Map<string, Uint8Array>();
  /** What a method answers in place of the usual. */
  readonly answers = new Map<string, Answer>();
  /** Messages of people as they stand in channels, by their stamps. */
  readonly said = new Map<string, Said>();
  /** Deleted, also where the events of it come before those that say it. */
  private readonly removed = new Set<string>();
  private uploading = "";
  private readonly faults = new Map<string, Fault[]>();
  private readonly server: Server;
  private readonly wss: WebSocketServer;
  /** Seconds; every post gets the next one. */
  clock = 1_795_000_000;
  /** Milliseconds since the epoch, where the stamps of posts must not be older than that. */
  now: (() => number) | null = null;
  /** What a call meets for which no fault was put down; null for none. */
  chaos: ((method: string, args: Readonly<Record<string, string>>) => Fault | null) | null = null;
  /** Posts that are being answered. */
  posting = 0;
  /** Calls of any method that are being answered. */
  answering = 0;
  /** Sockets that were ever made. */
  connections = 0;
  /** `channel ts name`: a second one of the same kind is refused, as Slack does. */
  readonly reactions = new Set<string>();
  private port = 0;

  constructor() {
    this.server = createServer((request, response) => {
      // Node writes the machine's own time, whatever clock the test has set.
      response.setHeader("date", new Date(systemClock()).toUTCString());
      // A caller that went away in the middle of its request.
      this.serve(request, response).catch(() => response.destroy());
    });
    this.wss = new WebSocketServer({ server: this.server, path: "/socket" });
    this.wss.on("connection", (socket) => {
      this.sockets.add(socket);
      this.connections += 1;
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("message", (data) => this.acks.push(JSON.parse(String(data))));
      if (this.greets) {
        socket.send(
          JSON.stringify({ type: "hello", num_connections: 1, connection_info: { app_id: "A0APP00000" } }),
        );
      }
    });
  }

  async listen(port = 0): Promise<void> {
    this.port = await listening(this.server, port);
  }

  /** Ends everything at once, as a network that went away. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await hangUp(this.server);
  }

  get address(): number {
    return this.port;
  }

  get apiUrl(): string {
    return `http://127.0.0.1:${this.port}/api/`;
  }

  get responseUrl(): string {
    return `http://127.0.0.1:${this.port}/response/1`;
  }

  /** Makes the next calls of a method go wrong, one fault each. */
  fail(method: string, ...faults: Fault[]): void {
    this.faults.set(method, [...(this.faults.get(method) ?? []), ...faults]);
  }

  called(method: string): Call[] {
    return this.calls.filter((call) => call.method === method);
  }

  /** What a person did, as it stands in the channel from then on, whether or not anybody is told of it. */
  happens({ event }: Readonly<Record<string, unknown>>): void {
    // biome-ignore lint/suspicious/noExplicitAny: an event of payloads.ts
    const { channel, subtype, deleted_ts, message, ...posted } = event as any;
    if (subtype === "message_deleted") {
      this.said.delete(deleted_ts);
      this.removed.add(deleted_ts);
    } else if (subtype === "message_changed") {
      // What is deleted stays so: an edit that is told of after it was made before it.
      if (this.removed.has(message.ts)) return;
      // biome-ignore lint/suspicious/noExplicitAny: as above
      const before = this.said.get(message.ts) as any;
      if (!(Number(before?.edited?.ts) > Number(message.edited?.ts)))
        this.said.set(message.ts, { ...before, ...message, channel });
    } else if (!this.said.has(posted.ts) && !this.removed.has(posted.ts))
      this.said.set(posted.ts, { ...posted, channel, ...(subtype === undefined ? {} : { subtype }) });
  }

  /** As https://docs.slack.dev/reference/methods/chat.getPermalink shows it. */
  private linkEnd(channel: string, ts: string): string {
    const thread = this.said.get(ts)?.thread_ts;
    const end = `/archives/${channel}/p${ts.replace(".", "")}`;
    return thread === undefined ? end : `${end}?thread_ts=${thread}&cid=${channel}`;
  }

  /** Sends an envelope over every open socket. */
  push(envelope: Record<string, unknown>): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(envelope));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const path = request.url ?? "";
    if (path.startsWith("/response/")) {
      const fault = this.faults.get("response")?.shift();
      if (fault !== undefined && "stored" in fault && fault.stored) this.responses.push(JSON.parse(body));
      if (fault?.kind === "reset") return void request.socket.resetAndDestroy();
      if (fault?.kind === "status") return void response.writeHead(fault.status).end("upstream");
      this.responses.push(JSON.parse(body));
      response.writeHead(this.responseStatus).end("ok");
      return;
    }
    if (path.startsWith("/files/")) {
      this.calls.push({ method: "download", args: { authorization: request.headers.authorization ?? "" } });
      const bytes = this.files.get(path.slice("/files/".length));
      // Without the right, Slack leads to its page for signing in.
      if (request.headers.authorization !== "Bearer xoxb-test")
        response.writeHead(302, { location: "/signin" }).end();
      else response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
      return;
    }
    if (path.startsWith("/upload/")) {
      this.calls.push({ method: "upload", args: { length: String(body.length) } });
      response.writeHead(200).end("OK");
      return;
    }
    const method = path.replace("/api/", "");
    const args = Object.fromEntries(new URLSearchParams(body));
    this.calls.push({ method, args });
    const isPost = method === "chat.postMessage";
    if (isPost) this.posting += 1;
    this.answering += 1;
    try {
      await this.respond(method, args, request, response);
    } finally {
      this.answering -= 1;
      if (isPost) this.posting -= 1;
    }
  }

  private async respond(
    method: string,
    args: Readonly<Record<string, string>>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const fault = this.faults.get(method)?.shift() ?? this.chaos?.(method, args) ?? null;
    const early = fault !== null && "stored" in fault && fault.stored ? this.answer(method, args) : null;
    if (fault?.kind === "delay") await new Promise((resolve) => setTimeout(resolve, fault.ms));
    if (fault?.kind === "rate-limit") {
      response.writeHead(429, fault.retryAfter === null ? {} : { "retry-after": fault.retryAfter }).end("{}");
    } else if (fault?.kind === "status") response.writeHead(fault.status).end("upstream");
    else if (fault?.kind === "reset") request.socket.resetAndDestroy();
    else if (fault?.kind === "page") response.writeHead(200).end("<html>proxy</html>");
    else {
      const answer =
        fault?.kind === "error" ? { ok: false, error: fault.error } : (early ?? this.answer(method, args));
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    }
  }

  private answer(method: string, args: Readonly<Record<string, string>>): Answer {
    const channel = args.channel ?? "";
    const given = this.answers.get(method);
    if (given !== undefined) return given;
    switch (method) {
      case "auth.test":
        return { ok: true, ...SELF, user: "policybot", team: "City" };
      case "apps.connections.open":
        return { ok: true, url: this.socketUrl ?? `ws://127.0.0.1:${this.port}/socket?ticket=1` };
      case "chat.postMessage": {
        this.clock = Math.max(this.clock + 1, Math.floor((this.now?.() ?? 0) / 1000));
        const ts = `${this.clock}.000100`;
        this.posts.push({
          ts,
          channel,
          text: args.text ?? "",
          bot_id: SELF.bot_id,
          user: SELF.user_id,
          ...(args.thread_ts === undefined ? {} : { thread_ts: args.thread_ts }),
          ...(args.blocks === undefined ? {} : { blocks: JSON.parse(args.blocks) }),
          ...(args.metadata === undefined ? {} : { metadata: JSON.parse(args.metadata) }),
        });
        return { ok: true, channel, ts };
      }
      case "conversations.history":
      case "conversations.replies": {
        const thread = args.ts;
        const both: (Posted | Said)[] = [...this.posts, ...this.shared, ...this.said.values()].sort(
          (a, b) => Number(a.ts) - Number(b.ts),
        );
        const here = both.filter(
          (post) =>
            post.channel === channel &&
            (thread === undefined
              ? post.thread_ts === undefined
              : post.thread_ts === thread || post.ts === thread),
        );
        if (thread !== undefined && here.length === 0) return { ok: false, error: "thread_not_found" };
        // A thread always comes with its root, however old that is.
        const all = here.filter(({ ts }) => ts === thread || Number(ts) >= Number(args.oldest ?? 0));
        // Two on the first page, so that paging is always walked; then as many as were asked for.
        const from = Number(args.cursor ?? 0);
        const to = from + (from === 0 ? 2 : Number(args.limit ?? 100));
        const next = to < all.length ? String(to) : "";
        return { ok: true, messages: all.slice(from, to), response_metadata: { next_cursor: next } };
      }
      case "conversations.open":
        return { ok: true, channel: { id: `D${(args.users ?? "").slice(1)}` } };
      case "chat.getPermalink":
        return {
          ok: true,
          permalink: `https://city.slack.com${this.linkEnd(channel, args.message_ts ?? "")}`,
        };
      case "users.info":
        return {
          ok: true,
          user: { id: args.user, profile: { display_name: "山田 太郎", real_name: "Yamada" } },
        };
      case "files.info": {
        const bytes = this.files.get(args.file ?? "");
        const address = `http://127.0.0.1:${this.port}/files/${args.file}`;
        return bytes === undefined
          ? { ok: false, error: "file_not_found" }
          : { ok: true, file: { id: args.file, size: bytes.length, url_private_download: address } };
      }
      case "files.getUploadURLExternal":
        this.uploading = args.filename ?? "";
        return { ok: true, upload_url: `http://127.0.0.1:${this.port}/upload/1`, file_id: "F0FILE0000" };
      case "files.completeUploadExternal":
        this.shared.push({
          ts: `${this.clock}.000200`,
          channel: args.channel_id ?? "",
          files: [{ name: this.uploading }],
          ...(args.thread_ts === undefined ? {} : { thread_ts: args.thread_ts }),
        });
        return { ok: true, files: [{ id: "F0FILE0000", title: "chart" }] };
      case "chat.postEphemeral":
        this.whispered.push(args);
        return { ok: true, message_ts: "1" };
      case "reactions.add": {
        const reaction = `${channel} ${args.timestamp} ${args.name}`;
        if (this.reactions.has(reaction)) return { ok: false, error: "already_reacted" };
        this.reactions.add(reaction);
        return { ok: true };
      }
      case "reactions.remove":
        return this.reactions.delete(`${channel} ${args.timestamp} ${args.name}`)
          ? { ok: true }
          : { ok: false, error: "no_reaction" };
      case "chat.update":
      case "views.open":
      case "views.push":
      case "views.update":
      case "views.publish":
        return { ok: true };
      default:
        return { ok: false, error: "unknown_method" };
    }
  }
}
