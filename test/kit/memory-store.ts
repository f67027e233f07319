import type {
  NewWebMessage,
  WebChange,
  WebMessage,
  WebPage,
  WebStore,
} from "../../src/bot/platforms/web/web-store.js";

/** The web workspace's memory for tests: what the program does with SQLite, in a map. */
export class MemoryStore implements WebStore {
  readonly #messages = new Map<string, Omit<WebMessage, "replies">>();
  #last = 0;

  append(message: NewWebMessage): WebMessage {
    const known = message.key === null ? null : this.findByKey(message.key);
    if (known !== null) return known;
    this.#last += 1;
    const id = String(this.#last).padStart(12, "0");
    const stored = { ...message, id, editedAt: null, sign: null };
    this.#messages.set(id, stored);
    return this.#counted(stored);
  }

  get(id: string): WebMessage | null {
    const found = this.#messages.get(id);
    return found === undefined ? null : this.#counted(found);
  }

  findByKey(key: string): WebMessage | null {
    const found = [...this.#messages.values()].find((message) => message.key === key);
    return found === undefined ? null : this.#counted(found);
  }

  change(id: string, change: WebChange): WebMessage | null {
    const found = this.#messages.get(id);
    if (found === undefined) return null;
    const changed = { ...found, ...change };
    this.#messages.set(id, changed);
    return this.#counted(changed);
  }

  remove(id: string): void {
    this.#messages.delete(id);
  }

  list(page: WebPage): readonly WebMessage[] {
    return [...this.#messages.values()]
      .filter((message) => message.conversation === page.conversation && message.thread === page.thread)
      .filter((message) => message.audience === null || message.audience === page.person)
      .filter((message) => page.before === null || message.id < page.before)
      .slice(-page.limit)
      .map((message) => this.#counted(message));
  }

  latest(): ReadonlyMap<string, string> {
    const shared = [...this.#messages.values()].filter((message) => message.audience === null);
    return new Map(shared.map((message) => [message.conversation, message.id]));
  }

  trimPrivate(person: string, keep: number): void {
    const own = [...this.#messages.values()].filter((message) => message.audience === person);
    for (const message of own.slice(0, Math.max(0, own.length - keep))) this.remove(message.id);
  }

  #counted(message: Omit<WebMessage, "replies">): WebMessage {
    const replies = [...this.#messages.values()].filter(
      (other) => other.thread === message.id && other.audience === null,
    ).length;
    return { ...message, replies };
  }
}
