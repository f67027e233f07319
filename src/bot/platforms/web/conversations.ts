import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { HOUR } from "../../../domain/time.js";
import { systemClock } from "../../../machine-clock.js";
import { FileUnavailable, type SharedFile, type Where } from "../../platform.js";
import type { FileAttachment } from "../../reply.js";
import { Refusal } from "./http.js";
import {
  MAX_CLIENTS,
  MAX_KEPT,
  MAX_PRIVATE,
  MAX_UNSENT_BYTES,
  MOST_DOCUMENTS,
  MOST_FILES,
} from "./limits.js";
import type { WireBody } from "./render.js";
import type { WebOptions } from "./web-options.js";
import type { NewWebMessage, WebChange, WebMessage, WebSign } from "./web-store.js";

/** Live updates over server-sent events: who is connected, and what was said lately for those who come back. */

/** `state` tells that names, dates or controls changed; `refetch` that updates were missed. */
export type FeedEvent =
  | { readonly type: "message"; readonly data: unknown }
  | { readonly type: "remove"; readonly data: { readonly id: string } }
  | { readonly type: "state"; readonly data: null };

interface KeptEvent {
  readonly number: number;
  readonly event: FeedEvent;
  readonly visible: (person: string) => boolean;
}

interface Client {
  readonly person: string;
  readonly response: ServerResponse;
}

const HEARTBEAT_MS = 20_000;

class Feed {
  readonly #clients = new Set<Client>();
  readonly #kept: KeptEvent[] = [];
  readonly #epoch: string;
  #number = 0;
  #heartbeat: NodeJS.Timeout | null = null;

  /** @param epoch differs from start to start, so that a client of an earlier run fetches everything again */
  constructor(epoch: string) {
    this.#epoch = epoch;
  }

  get full(): boolean {
    return this.#clients.size >= MAX_CLIENTS;
  }

  /** Begins the stream; `lastSeen` is the Last-Event-ID header of a client that comes back. */
  connect(person: string, response: ServerResponse, lastSeen: string | null): void {
    const client: Client = { person, response };
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
    const missed = this.#missed(lastSeen);
    if (missed === null) response.write("event: refetch\ndata: null\n\n");
    else for (const kept of missed) this.#send(client, kept);
    // An id without data is remembered by the browser and dispatched to nobody.
    response.write(`retry: 2000\nid: ${this.#id(this.#number)}\n\n`);
    this.#clients.add(client);
    response.on("close", () => this.#clients.delete(client));
    response.on("error", () => this.#clients.delete(client));
    this.#heartbeat ??= setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
  }

  publish(event: FeedEvent, visible: (person: string) => boolean): void {
    this.#number += 1;
    const kept: KeptEvent = { number: this.#number, event, visible };
    this.#kept.push(kept);
    if (this.#kept.length > MAX_KEPT) this.#kept.shift();
    for (const client of this.#clients) this.#send(client, kept);
  }

  close(): void {
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.#heartbeat = null;
    for (const client of this.#clients) client.response.end();
    this.#clients.clear();
  }

  #id(number: number): string {
    return `${this.#epoch}-${number}`;
  }

  /** What came after `lastSeen`; null where that cannot be known. A first connection has just fetched everything. */
  #missed(lastSeen: string | null): readonly KeptEvent[] | null {
    if (lastSeen === null) return [];
    const number = Number(/^[0-9a-f]+-(\d+)$/.exec(lastSeen)?.[1]);
    if (lastSeen !== this.#id(number) || number > this.#number) return null;
    const oldest = this.#kept[0]?.number ?? this.#number + 1;
    return number + 1 < oldest ? null : this.#kept.filter((kept) => kept.number > number);
  }

  #send(client: Client, kept: KeptEvent): void {
    if (!kept.visible(client.person)) return;
    if (client.response.writableLength > MAX_UNSENT_BYTES) {
      this.#clients.delete(client);
      client.response.destroy();
      return;
    }
    const { type, data } = kept.event;
    client.response.write(`id: ${this.#id(kept.number)}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #beat(): void {
    for (const client of this.#clients) client.response.write(": \n\n");
  }
}

/** A message as the page reads it. */
export interface WireMessage {
  readonly id: string;
  /** Grows with every sending: an answer that was overtaken by an update must not undo it on the page. */
  readonly stamp: number;
  readonly conversation: string;
  readonly thread: string | null;
  /** Null where the bot speaks. */
  readonly author: string | null;
  readonly name: string;
  readonly private: boolean;
  readonly at: number;
  readonly editedAt: number | null;
  readonly sign: WebSign | null;
  readonly replies: number;
  readonly body: WireBody;
}

export const BOT_NAME = "重点目標ボット";

export const bodyOf = (message: WebMessage): WireBody => JSON.parse(message.body) as WireBody;

export const directWith = (person: string): string => `dm:${person}`;
export const isDirect = (conversation: string): boolean => conversation.startsWith("dm:");

/** May this person see the message? */
export function visibleTo(
  message: { readonly conversation: string; readonly audience: string | null },
  person: string,
): boolean {
  if (isDirect(message.conversation) && message.conversation !== directWith(person)) return false;
  return message.audience === null || message.audience === person;
}

/** Conversations and their messages: every change is stored first and then told to those who may see it. */
export class Workspace {
  readonly feed: Feed;
  readonly shelf = new Shelf();
  readonly drawer = new Drawer();
  readonly options: WebOptions;
  // Begins with the machine's time, not the workspace's, which people move: it must grow from start to start.
  #stamp = systemClock() * 1000;

  constructor(options: WebOptions) {
    this.options = options;
    this.feed = new Feed(randomBytes(6).toString("hex"));
  }

  /** The message as the page reads it now. */
  wire(message: WebMessage): WireMessage {
    return {
      id: message.id,
      stamp: this.nextStamp(),
      conversation: message.conversation,
      thread: message.thread,
      author: message.author,
      name: message.authorName,
      private: message.audience !== null,
      at: message.at,
      editedAt: message.editedAt,
      sign: message.sign,
      replies: message.replies,
      body: bodyOf(message),
    };
  }

  nextStamp(): number {
    this.#stamp += 1;
    return this.#stamp;
  }

  /** All of the work or, where it throws, nothing of it. */
  atomically<T>(work: () => T): T {
    return this.options.atomically === undefined ? work() : this.options.atomically(work);
  }

  /** Null where the person may not be there or it does not exist. */
  where(conversation: string, thread: string | null, person: string): Where | null {
    const destination = { conversation };
    if (isDirect(conversation)) {
      if (conversation !== directWith(person)) return null;
      return { platform: "web", conversation, kind: "direct", name: null, thread, destination };
    }
    const channel = this.options.channels().find((candidate) => candidate.id === conversation);
    if (channel === undefined) return null;
    const ours = thread !== null && this.options.store.get(thread)?.author === null;
    const place = { platform: "web", conversation, kind: "channel", name: channel.name, thread } as const;
    return { ...place, destination, ...(ours ? { ours } : {}) };
  }

  exists(conversation: string): boolean {
    return (
      conversation.startsWith("dm:web:") ||
      this.options.channels().some((channel) => channel.id === conversation)
    );
  }

  /** The message, where this person may see it and the workspace still shows its conversation. */
  seen(id: string, person: string): WebMessage | null {
    const message = this.options.store.get(id);
    return message !== null && visibleTo(message, person) && this.exists(message.conversation)
      ? message
      : null;
  }

  /** True for a message that can be the head of a thread in this conversation. */
  isRoot(id: string, conversation: string): boolean {
    const message = this.options.store.get(id);
    return (
      message !== null &&
      message.conversation === conversation &&
      message.thread === null &&
      message.audience === null
    );
  }

  /** Stores without telling anybody yet: see `announce`. */
  append(message: NewWebMessage): WebMessage {
    const stored = this.options.store.append(message);
    if (message.audience !== null) this.options.store.trimPrivate(message.audience, MAX_PRIVATE);
    return stored;
  }

  /** Tells of a new or changed message, and of its thread's head, whose count of replies may have changed. */
  announce(message: WebMessage): void {
    // A channel that the workspace shows no more, as that of another municipality, is told to nobody.
    if (!this.exists(message.conversation)) return;
    this.feed.publish({ type: "message", data: this.wire(message) }, (person) => visibleTo(message, person));
    const head = message.thread === null ? null : this.options.store.get(message.thread);
    if (head !== null) {
      this.feed.publish({ type: "message", data: this.wire(head) }, (person) => visibleTo(head, person));
    }
  }

  change(id: string, change: WebChange): WebMessage | null {
    const changed = this.options.store.change(id, change);
    if (changed !== null) this.announce(changed);
    return changed;
  }

  remove(message: WebMessage): void {
    this.options.store.remove(message.id);
    this.feed.publish({ type: "remove", data: { id: message.id } }, (person) => visibleTo(message, person));
    const head = message.thread === null ? null : this.options.store.get(message.thread);
    if (head !== null) this.announce(head);
  }
}

interface Kept extends FileAttachment {
  readonly person: string;
  readonly until: number;
}

/** Files that were made for one person, kept in memory for an hour. */
export class Shelf {
  readonly #files = new Map<string, Kept>();

  /** @returns the address under which this person fetches it */
  put(file: FileAttachment, person: string, now: number): string {
    const id = randomBytes(16).toString("hex");
    this.#files.set(id, { ...file, person, until: now + HOUR });
    dropBeyond(this.#files, MOST_FILES);
    return `/api/file?${new URLSearchParams({ person, id })}`;
  }

  /** @throws Refusal 404 for a file that is gone, or somebody else's */
  send(id: string, person: string, now: number, response: ServerResponse): void {
    const file = this.#files.get(id);
    if (file === undefined || file.person !== person || file.until <= now) {
      throw new Refusal(
        404,
        "このファイルは、もう受け取れません。もう一度 /policy 出力 と入力してください。",
      );
    }
    response.writeHead(200, {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      "Content-Length": file.bytes.length,
    });
    response.end(file.bytes);
  }
}

/** Documents that people put into a conversation, kept in memory for an hour. */
export class Drawer {
  readonly #documents = new Map<string, { readonly bytes: Uint8Array; readonly until: number }>();

  put(name: string, bytes: Uint8Array, now: number): SharedFile {
    const id = randomBytes(16).toString("hex");
    this.#documents.set(id, { bytes, until: now + HOUR });
    dropBeyond(this.#documents, MOST_DOCUMENTS);
    return { name, size: bytes.length, source: { id } };
  }

  /** @throws FileUnavailable where it is gone */
  take({ source }: SharedFile, now: number): Uint8Array {
    const kept = this.#documents.get(source?.id ?? "");
    if (kept === undefined || kept.until <= now) throw new FileUnavailable("gone", "not in memory any more");
    return kept.bytes;
  }
}

function dropBeyond(kept: Map<string, unknown>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
}
