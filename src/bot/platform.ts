import type { IncomingMessage, ServerResponse } from "node:http";
import type { SaidText } from "../domain/said-text.js";
import type { Query } from "./query.js";
import type { ImageBlock, Message, Reply } from "./reply.js";

/** The port that every adapter implements, and the messages that go through it. */

export type PlatformName = "slack" | "teams" | "web" | "cli";

/** Somebody who is not of the staff: a guest account, or a person of another organisation (Slack Connect, another tenant). */
export type Outsider = "guest" | "elsewhere";

/** How people see that somebody is not of the staff: behind the name, wherever it is shown or handed over. */
export const OUTSIDER_MARKS: Readonly<Record<Outsider, string>> = {
  guest: "（ゲスト）",
  elsewhere: "（他組織）",
};

/** A person as a platform names them. `name` is what the platform shows, where it is known without asking. */
export interface Who {
  readonly id: string;
  readonly name: string | null;
  /** Absent for staff, and where the platform does not tell. */
  readonly outsider?: Outsider;
}

/**
 * The place of a conversation. `conversation` and `thread` are stable for ever (they are what makes two messages
 * the same thread); `destination` is what is needed to send there today (a Teams service URL changes).
 */
export interface Where {
  readonly platform: PlatformName;
  readonly conversation: string;
  readonly kind: "channel" | "direct";
  /** Shown name of the channel, where the platform told it. */
  readonly name: string | null;
  /** True in a chat of several people: it is no channel, and has no threads. */
  readonly chat?: true;
  /** The thread's root message; null outside threads. */
  readonly thread: string | null;
  /** True where the platform says that the root is a message of this program; absent where it does not tell. */
  readonly ours?: boolean;
  /** False where the platform was asked and says that the bot is not there. */
  readonly present?: boolean;
  /** Opaque to everybody but the adapter that made it. */
  readonly destination: Destination;
}

/** What people call the place in which they speak with others. */
export const wordFor = ({ chat }: Pick<Where, "chat">): "チャット" | "チャンネル" =>
  chat === true ? "チャット" : "チャンネル";

/** Opaque address that an adapter made and only that adapter reads; stored as JSON. */
export type Destination = Readonly<Record<string, string>>;

interface Arriving {
  /** Unique per platform event; a redelivery carries the same key. */
  readonly key: string;
  readonly who: Who;
  readonly where: Where;
  /** When the person acted, in milliseconds since the epoch. */
  readonly at: number;
}

/** `/policy …`: `text` is what stands after the command's name. */
export interface CommandIn extends Arriving {
  readonly kind: "command";
  readonly text: string;
}
/** A posted message. `message` is its id in the conversation; `addressed` when it mentions the bot or is a direct message. */
export interface MessageIn extends Arriving {
  readonly kind: "message";
  readonly message: string;
  readonly said: SaidText;
  /** The message of this conversation that is quoted, where the platform names it: of ours, it gives the thread. */
  readonly quotes: string | null;
  readonly addressed: boolean;
  /** True where it carries files. */
  readonly files: boolean;
  /** Those of them that may be a plan, by their names; absent where there are none. */
  readonly documents?: readonly SharedFile[];
  /** Ids under which platforms re-send one gesture of a person (Slack's client_msg_id). */
  readonly gesture: string | null;
  /** When what it says now was written, where it was edited before anybody heard of it. */
  readonly editedAt?: number;
}
export interface EditIn extends Arriving {
  readonly kind: "edit";
  readonly message: string;
  readonly said: SaidText;
  /** The message of this conversation that is quoted, where the platform names it: of ours, it gives the thread. */
  readonly quotes: string | null;
  /** When the edited text was written: orders two edits that arrive out of order; of the same time the later to arrive counts. */
  readonly editedAt: number;
  /** True where a deletion was taken back. */
  readonly restored?: boolean;
}
export interface DeleteIn extends Arriving {
  readonly kind: "delete";
  readonly message: string;
}
export interface ButtonIn extends Arriving {
  readonly kind: "button";
  /** As it came back from outside: decode with `decodePress`. */
  readonly value: string;
  /** The message that carries the button, where it is not a private one. */
  readonly message: string | null;
}
export interface FormIn extends Arriving {
  readonly kind: "form";
  readonly form: string;
  readonly context: string;
  readonly values: Readonly<Record<string, string>>;
}
/** `このスレッドを目標に結び付ける`: a person chose a message to become a goal's thread. */
export interface ShortcutIn extends Arriving {
  readonly kind: "shortcut";
  readonly message: string;
}
export interface HomeIn extends Arriving {
  readonly kind: "home";
}
/** The bot was added to a conversation, or removed from it. */
export interface MembershipIn extends Arriving {
  readonly kind: "arrival" | "departure";
  /** True where the bot was there before: the conversation shows that it lives (unarchived, renamed). */
  readonly again?: boolean;
  /** Under which id the conversation was known, where the platform gave it another one. */
  readonly formerly?: string;
}

export type Incoming =
  | CommandIn
  | MessageIn
  | EditIn
  | DeleteIn
  | ButtonIn
  | FormIn
  | ShortcutIn
  | HomeIn
  | MembershipIn;

/**
 * Answers what a person asked; null is silence. Never rejects: a bug becomes a short apology with an id.
 * @param written told once what it changes is written, or kept to be tried again; not told where it is neither
 */
export type Handle = (incoming: Incoming, written?: () => void) => Promise<Reply | null>;

/**
 * What is asked while somebody types, or for a preview: words to look up, or what an answer leads to. Nothing that changes anything
 * can be asked so.
 */
export interface LookIn {
  readonly who: Who;
  readonly where: Where;
  readonly asked: { readonly words: string } | { readonly query: Query };
}

/** Reads, and never writes; null where the words are no question. Never rejects. */
export type Look = (asked: LookIn) => Promise<Message | null>;

/**
 * What the program gives to an adapter.
 *
 * Commands, buttons, forms and home pages go to `handle` and are answered while the person waits. It tells when what they change is
 * written, which takes a while where somebody else is writing; the adapter acknowledges only after that, or with the answer itself.
 * Messages, edits, deletions, arrivals and departures go to `accept`, which has stored them durably when it returns;
 * the adapter acknowledges to the platform only after that. If it throws, the adapter must not acknowledge.
 */
export interface Host {
  readonly handle: Handle;
  readonly look: Look;
  readonly accept: (incoming: Incoming) => void;
  /** As `accept`, where the adapter can wait: it has stored when it resolves, and many that come together wait for the disk once. */
  readonly acceptTogether: (incoming: Incoming) => Promise<void>;
  /**
   * Gives an answer through the outbox, at once and then for as long as it helps, some minutes. Every answer goes this way but what
   * the platform takes in the acknowledgement itself, and forms and pages that open over the conversation.
   * @param given how many of its parts the person has already
   * @returns false where it could not be kept: then the adapter gives it directly
   */
  readonly later: (incoming: Incoming, reply: Reply, given?: number) => boolean;
  /**
   * Told each time the platform is reached again after it could not be, the first time included: what was said meanwhile may
   * never be pushed.
   */
  readonly reached?: () => void;
}

/**
 * What became of one attempt to send. `unknown`: it may or may not have been stored over there, or only in part; it is to be
 * looked for, after `afterMs` where the platform asked for that much patience.
 */
export type SendResult =
  | { readonly outcome: "sent"; readonly message: string }
  /** Not tried, or not let through because too much goes there at once: nobody's fault, and no failed attempt. */
  | { readonly outcome: "busy"; readonly afterMs: number; readonly reason: string }
  | { readonly outcome: "retry"; readonly afterMs: number | null; readonly reason: string }
  | {
      readonly outcome: "unknown";
      readonly reason: string;
      readonly afterMs?: number | null;
      /** Nobody can look for it, also where the platform keeps a history: what one person alone is shown in a channel. */
      readonly blind?: true;
    }
  /** The channel is gone or the bot is not in it any more. */
  | { readonly outcome: "gone"; readonly reason: string }
  /**
   * Certainly not sent, and no conversation is to blame: the platform does not let the program in (a revoked token). The
   * adapter is not `healthy` from then on until it may try again.
   */
  | { readonly outcome: "shut-out"; readonly reason: string }
  | { readonly outcome: "refused"; readonly reason: string };

/** How far an answer came: of one that was interrupted only what is missing is given. */
export interface Attempt {
  /** Opaque id under which its parts can be looked for, where the platform keeps a history. */
  readonly key: string;
  /** True where an attempt before this one may have got through. */
  readonly again: boolean;
  /** How often what is given next may stand there already, where nobody can look: then it says that it comes again. */
  readonly doubts: number;
  /** How many of its parts the person has. */
  readonly given: number;
  /** Written down as each part is given. */
  readonly give: (given: number) => void;
}

/** The first attempt of an answer that nobody keeps. */
export const onlyAttempt = (key: string): Attempt => ({
  key,
  again: false,
  doubts: 0,
  given: 0,
  give: () => {},
});

/** There is nothing to look in: the conversation is gone, or the bot is not in it any more. */
export class PlaceGone extends Error {
  override readonly name = "PlaceGone";
}

/** The platform does not let the program in: nothing could be looked for. */
export class ShutOut extends Error {
  override readonly name = "ShutOut";
}

/** Nothing could be read for now. */
export class NotNow extends Error {
  override readonly name = "NotNow";
  constructor(
    reason: string,
    /** After which the platform asked to come again; null where it did not say. */
    readonly afterMs: number | null,
  ) {
    super(reason);
  }
}

/** A path of the program's one HTTP server that an adapter answers: the path itself and everything below it. */
export interface Route {
  readonly path: string;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
}

/** What an adapter can do. Everything the program needs of a platform is here. */
export interface Platform {
  readonly name: PlatformName;
  /** How many visible characters one page of an answer should hold. */
  readonly pageSize: number;
  /** Empty where the adapter is reached otherwise (Socket Mode). */
  readonly routes: readonly Route[];
  start(host: Host): Promise<void>;
  /** Stops taking in, lets what runs finish. May be called twice. */
  stop(): Promise<void>;
  /** True when connected and able to work. */
  healthy(): boolean;
  /** Answers what a person did: a sign on their message, a private line or a file for them, or an answer in the conversation. */
  answer(incoming: Incoming, reply: Reply, attempt?: Attempt): Promise<SendResult>;
  /**
   * Posts to a conversation or into a thread of it; `key` is an opaque id that `find` looks for.
   * @param standing what `find` found under the key: only what is missing beside it is posted
   */
  post(
    to: Destination,
    thread: string | null,
    message: Message,
    key: string,
    standing?: string,
  ): Promise<SendResult>;
  /**
   * How many posts a message takes, where the adapter can tell what is missing of one that was interrupted; `find` finds the
   * first. Absent where a message that is found is whole.
   */
  parts?(message: Message): number;
  /** True of a picture that the platform's own clients draw from its numbers: nothing is drawn for it. Absent where they draw none. */
  drawsItself?(picture: ImageBlock): boolean;
  /**
   * False where the platform offers bots no history: `find` then knows a message only by chance, and a post whose outcome is
   * unknown is made again, twice at most, because a digest that stands there twice does less harm than one that is missing.
   */
  readonly canFind?: boolean;
  /**
   * Looks for a message that was posted under `key`; null when it is certainly not there, rejects when nobody knows:
   * with `PlaceGone` where that will not change, with `ShutOut` where it is the program that is not let in.
   */
  find(to: Destination, thread: string | null, key: string, since: number): Promise<string | null>;
  /**
   * Everything that happened in a thread as far as it can be seen there now, in the order in which it was said, under the keys of
   * the pushed events or others that change nothing a second time: each message of a person, its latest edit, and of `known`
   * messages those that are gone. Absent where the platform lets bots read no history. Rejects as `find` does, and with `NotNow`.
   */
  readThread?(to: Destination, root: string, known: readonly string[]): Promise<readonly Incoming[]>;
  /** Replaces the blocks of a message of ours. */
  update(to: Destination, message: string, replacement: Message): Promise<SendResult>;
  /** A direct message to a person. @param standing as with `post` */
  tell(person: string, message: Message, key: string, standing?: string): Promise<SendResult>;
  /**
   * Whether the bot is in a conversation; null where that could not be found out. Absent where the bot hears of nothing in
   * conversations in which it is not.
   */
  isThere?(to: Destination): Promise<boolean | null>;
  /**
   * What a channel is called now; null where that could not be found out. Absent where every event tells it, or every change is told
   * of. Never rejects.
   */
  channelName?(to: Destination): Promise<string | null>;
  /** The address of a message for a browser, where the platform has one. */
  permalink(to: Destination, message: string, thread: string | null): Promise<string | null>;
  /** The name that a person shows, where the platform can be asked; null where it does not tell. */
  profile?(person: string): Promise<string | null>;
  /**
   * The bytes of a file that came with a message, at most `most`; absent where there are none to fetch.
   * @throws FileUnavailable
   */
  fetchFile?(file: SharedFile, most: number): Promise<Uint8Array>;
}

/** What an examination found, in plain Japanese for the person who runs the machine. */
export interface Diagnosis {
  /** What was looked at: `データベース`. */
  readonly check: string;
  /** `notice` is worth knowing and no reason to act today. */
  readonly level: "ok" | "notice" | "problem";
  readonly message: string;
}

export const fine = (check: string, message: string): Diagnosis => ({ check, level: "ok", message });
export const notice = (check: string, message: string): Diagnosis => ({ check, level: "notice", message });
export const problem = (check: string, message: string): Diagnosis => ({ check, level: "problem", message });

/** A document that somebody put into a conversation: named with the message, fetched only when they go on with it. */

export interface SharedFile {
  /** As the person named it; empty where the platform does not tell. */
  readonly name: string;
  /** In bytes, where the platform tells. */
  readonly size: number | null;
  /** What its adapter fetches it by; null where the platform does not hand it to programs. */
  readonly source: Readonly<Record<string, string>> | null;
}

/** Why a file cannot be had: taken away, too large, or not handed over because the program lacks a right. */
export class FileUnavailable extends Error {
  override readonly name = "FileUnavailable";
  constructor(
    readonly why: "gone" | "too-large" | "not-allowed" | "unreachable",
    detail: string,
  ) {
    super(detail);
  }
}

/**
 * Reads what comes, and stops where it becomes too much: what a sender says of a size need not be true.
 * @throws FileUnavailable
 */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const read: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > most) throw new FileUnavailable("too-large", `more than ${most} bytes`);
    read.push(chunk);
  }
  return Buffer.concat(read);
}
