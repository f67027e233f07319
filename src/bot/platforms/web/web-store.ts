/** What the web workspace remembers. The program implements it over SQLite; tests use one in memory. */

/** The sign of a receipt at a message: it was kept as a report, or the bot asked about it. */
export type WebSign = "kept" | "asked";

export interface WebMessage {
  /** Stable for ever and sortable as text in the order of arrival (a row number with leading zeros, 12 digits). Never given twice. */
  readonly id: string;
  /** A channel's id, or `dm:` and a person's id. */
  readonly conversation: string;
  /** The root message of the thread; null for a message of the conversation itself. */
  readonly thread: string | null;
  /** A person's id; null where the bot speaks. */
  readonly author: string | null;
  /** Name as it was shown when the message was written. */
  readonly authorName: string;
  /** The one person who may see it; null where everybody in the conversation may. */
  readonly audience: string | null;
  /** JSON that only this adapter writes and reads. */
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly editedAt: number | null;
  readonly sign: WebSign | null;
  /** Unique where it is not null: appending under a known key gives the message that is already there. */
  readonly key: string | null;
  /** How many messages with `audience` null its thread holds. Counted when read, never stored. */
  readonly replies: number;
}

export type NewWebMessage = Omit<WebMessage, "id" | "replies" | "editedAt" | "sign">;

/** What may change of a message; a field that is absent stays. */
export interface WebChange {
  readonly body?: string;
  readonly editedAt?: number;
  readonly sign?: WebSign | null;
}

export interface WebPage {
  readonly conversation: string;
  /** Null lists the conversation's own messages (roots), an id the messages of that thread without their root. */
  readonly thread: string | null;
  /** Private messages are given to this person alone. */
  readonly person: string;
  /** Only messages before this id; null starts at the newest. */
  readonly before: string | null;
  readonly limit: number;
}

export interface WebStore {
  append(message: NewWebMessage): WebMessage;
  get(id: string): WebMessage | null;
  findByKey(key: string): WebMessage | null;
  /** Gives the changed message, or null where it is not there any more. */
  change(id: string, change: WebChange): WebMessage | null;
  remove(id: string): void;
  /** The newest `limit` messages of the page, oldest first. */
  list(page: WebPage): readonly WebMessage[];
  /** Id of the newest message with `audience` null per conversation, threads included. */
  latest(): ReadonlyMap<string, string>;
  /** Removes a person's oldest private messages until `keep` are left. */
  trimPrivate(person: string, keep: number): void;
}
