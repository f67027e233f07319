import type { ServerResponse } from "node:http";
import { MAX_CLIENTS, MAX_KEPT, MAX_UNSENT_BYTES } from "./limits.js";

/** Live updates over server-sent events: who is connected, and what was said lately for those who come back. */

/** `state` tells that names, dates or controls changed; `refetch` that updates were missed. */
export type FeedEvent =
  | { readonly type: "message"; readonly data: unknown }
  | { readonly type: "remove"; readonly data: { readonly id: string } }
  | { readonly type: "state"; readonly data: null };

interface Kept {
  readonly number: number;
  readonly event: FeedEvent;
  readonly visible: (person: string) => boolean;
}

interface Client {
  readonly person: string;
  readonly response: ServerResponse;
}

const HEARTBEAT_MS = 20_000;

export class Feed {
  readonly #clients = new Set<Client>();
  readonly #kept: Kept[] = [];
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
    const kept: Kept = { number: this.#number, event, visible };
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
  #missed(lastSeen: string | null): readonly Kept[] | null {
    if (lastSeen === null) return [];
    const number = Number(/^[0-9a-f]+-(\d+)$/.exec(lastSeen)?.[1]);
    if (lastSeen !== this.#id(number) || number > this.#number) return null;
    const oldest = this.#kept[0]?.number ?? this.#number + 1;
    return number + 1 < oldest ? null : this.#kept.filter((kept) => kept.number > number);
  }

  #send(client: Client, kept: Kept): void {
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
