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
  /** What the digest that is out here asks about first; null where none is. */
  asked: { goal: number | null } | null;
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

export interface Button {
  label: string;
  value: string;
  style: "primary" | "danger" | "plain";
}

export interface Item {
  marker: string;
  spans: Span[];
  detail: Span[];
  value: string | null;
}

export interface Table {
  kind: "table";
  caption: string;
  columns: { label: string; align?: "right" }[];
  rows: string[][];
}

export type Block =
  | { kind: "title" | "heading"; text: string }
  | { kind: "text" | "fine"; spans: Span[] }
  | { kind: "list"; items: Item[] }
  | Table
  | { kind: "image"; src: string; alt: string }
  | { kind: "buttons"; buttons: Button[] }
  | { kind: "divider" };

export type Body =
  | { kind: "text"; text: string }
  | { kind: "held" | "deleted" }
  | { kind: "blocks"; blocks: Block[]; asked: string | null };

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
  body: Body;
}

interface AnyField {
  name: string;
  label: string;
  hint?: string;
  optional?: boolean;
  initial?: string | number;
}

export interface ChoiceField extends AnyField {
  type: "radio" | "select" | "several";
  options: { value: string; label: string }[];
}

export interface TextField extends AnyField {
  type: "text";
  multiline?: boolean;
  maxLength: number;
}

interface NumberField extends AnyField {
  type: "number";
  min: number;
  max: number;
}

interface OtherField extends AnyField {
  type: "date" | "person";
}

export type Field = ChoiceField | TextField | NumberField | OtherField;

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
  /** Whether the open thread has replies before those that are known. */
  moreReplies: boolean;
  /** The blocks of the person's own page; null until they are here. */
  home: Block[] | null;
  unread: Set<string>;
  drafts: Map<string, string>;
}

/** What came of something that a person did. */
export interface Outcome {
  messages: Message[];
  form: Form | null;
  errors: Record<string, string> | null;
  notice: string | null;
  home: Block[] | null;
}

/** What is asked of a message in a list: one of its own buttons, or one that the bot sent with it. */
export type Act =
  | { name: "redraw" | "thread" | "dismiss" | "shortcut" | "delete"; message: Message }
  | { name: "press"; id: string; pressed: HTMLElement; value: string | undefined };

/** Who a person said they are; null where they are a guest, who gets an id of their own. */
export interface Chosen {
  id: string | null;
  name: string;
}

/** A step of the trial that was taken. */
export type Tried = "looked" | "replied" | "seen";

/** What the list of messages is drawn with. */
export interface List {
  draw(messages: Message[], how: { me: string; before: Node[]; after: Node[] }): void;
}
