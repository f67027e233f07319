/** What the server tells the page, for the type check of its JavaScript (see the adapter's `render.ts` and `conversations.ts`). */

export interface Person {
  id: string;
  name: string;
  note?: string;
}

export interface Channel {
  id: string;
  name: string;
  description: string;
  /** True where people may put documents. */
  documents: boolean;
  latest: string | null;
}

export interface Words {
  completions: { command: string; hint: string }[];
  departments: string[];
}

/** Everything around the conversations. */
export interface World extends Words {
  people: Person[];
  channels: Channel[];
  latestDirect: string | null;
  date: string;
  daysAhead: number;
  controls: { digest: boolean; clock: boolean; reset: boolean };
  /** Whether the workspace is there to be tried. */
  trial: boolean;
}

export interface Span {
  text: string;
  bold?: boolean;
  mark?: boolean;
  quiet?: boolean;
  struck?: boolean;
  link?: string;
}

export interface Message {
  id: string;
  stamp: number;
  conversation: string;
  thread: string | null;
  author: string | null;
  name: string;
  private: boolean;
  at: number;
  editedAt: number | null;
  sign: "kept" | "asked" | null;
  replies: number;
  body: { kind: string; text?: string; blocks?: object[]; asked?: string | null };
}

export interface Field {
  name: string;
  label: string;
  type: "radio" | "select" | "several" | "text" | "number" | "date" | "person";
  hint?: string;
  optional?: boolean;
}

export interface Form {
  id: string;
  title: string;
  submit: string;
  context: string;
  intro: Span[];
  fields: Field[];
}

export interface Page {
  world: World;
  person: Person;
  conversation: string;
  thread: string | null;
  head: Message | null;
  messages: Map<string, Message>;
  replies: Map<string, Message>;
  more: boolean;
  /** The blocks of the person's own page; null until they are here. */
  home: object[] | null;
  unread: Set<string>;
  drafts: Map<string, string>;
}

/** A step of the trial that was taken. */
export type Tried = "looked" | "replied" | "seen";

/** What the list of messages is drawn with. */
export interface List {
  draw(messages: Message[], how: { me: string; before: Node[]; after: Node[] }): void;
}
