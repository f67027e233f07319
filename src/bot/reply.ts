import type { Tone } from "./chart/colour.js";
import type { Press } from "./query.js";

/**
 * The neutral message and form. Views make it, adapters render it. Every string in it is plain text: an adapter
 * must show it so that nothing in it can become markup, a mention, a link or a formula.
 */

export interface Span {
  readonly text: string;
  readonly bold?: boolean;
  /** A search hit. */
  readonly mark?: boolean;
  readonly quiet?: boolean;
  /** Struck through: done, or withdrawn. */
  readonly struck?: boolean;
  /** An address of our own making (a permalink), never one found in people's text. */
  readonly link?: string;
}

export interface Button {
  readonly label: string;
  readonly press: Press;
  readonly style?: "primary" | "danger";
}

export interface ListItem {
  /** What stands before the text: a goal's number, `・`. */
  readonly marker: string;
  readonly spans: readonly Span[];
  /** Smaller second line: state, last note. */
  readonly detail?: readonly Span[];
  /** What opening the item asks for. An adapter may make the item itself pressable, or gather a run of items in one menu. */
  readonly open?: Press;
  /** Short plain name of the item in such a menu. */
  readonly openLabel?: string;
}

export interface TableColumn {
  readonly label: string;
  readonly align?: "left" | "right";
}

/** One line of a chart in text: what it is of, its bar or course in block characters, and the values in words. */
export interface DrawnLine {
  readonly label: string;
  readonly drawn: string;
  readonly words: string;
}

/** What a chart is drawn from, for platforms that draw charts themselves. */
export type Plot =
  | {
      readonly kind: "counts";
      readonly title: string;
      /** Counts of things (件), none of them 0. */
      readonly bars: readonly { readonly label: string; readonly count: number; readonly tone: Tone }[];
    }
  | {
      readonly kind: "courses";
      readonly title: string;
      /** What the days are: `週（月曜日）`. */
      readonly days: string;
      /** Of all values; the empty string where the words of each course say it. */
      readonly unit: string;
      /** The scale, where it is not that of the values. */
      readonly least?: number | undefined;
      readonly most?: number | undefined;
      /** Values over the days that are known, oldest first, one a day at most; `words` are the values that count: `3件 → 8件`. */
      readonly courses: readonly {
        readonly label: string;
        readonly words: string;
        readonly points: readonly { readonly day: string; readonly value: number }[];
      }[];
    };

/** A part of a picture that stands by itself. */
export interface PicturePart {
  /** What it is of, with what follows it, where several stand below each other. */
  readonly heading?: string | undefined;
  /** The same in lines of text, for where neither the picture nor a chart can be shown. */
  readonly lines: readonly DrawnLine[];
  /** Absent where a chart would say less than the lines. */
  readonly plot?: Plot | undefined;
}

export type Block =
  | { readonly kind: "title"; readonly text: string }
  | { readonly kind: "heading"; readonly text: string }
  | {
      /** Fine: in small letters. */
      readonly kind: "text" | "fine";
      readonly spans: readonly Span[];
      /** What stands in its place where the conversation has no threads. */
      readonly withoutThreads?: readonly Span[];
    }
  | { readonly kind: "list"; readonly items: readonly ListItem[] }
  | {
      readonly kind: "table";
      readonly caption: string;
      readonly columns: readonly TableColumn[];
      readonly rows: readonly (readonly string[])[];
    }
  | {
      readonly kind: "image";
      /** Empty until it is drawn. */
      readonly png: Uint8Array;
      /** What it is drawn from just before it is shown; drawing takes a good part of a second. */
      readonly svg?: string;
      readonly alt: string;
      /** What it shows, for where the picture itself cannot be shown. */
      readonly parts?: readonly PicturePart[];
      readonly name: string;
    }
  | { readonly kind: "buttons"; readonly buttons: readonly Button[] }
  | { readonly kind: "divider" };

export type ImageBlock = Extract<Block, { kind: "image" }>;

/** `private` is shown to the asker alone. */
export type Audience = "private" | "channel";

/** A file for the asker alone. */
export interface FileAttachment {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Message {
  readonly kind: "message";
  readonly audience: Audience;
  readonly blocks: readonly Block[];
  /** True where it takes the place of the message whose button was pressed (turning a page). */
  readonly replace?: boolean;
  /** Handed over beside the blocks; only for what is answered while a person waits. */
  readonly file?: FileAttachment;
}

export type FormField = {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly optional?: boolean;
} & (
  | {
      readonly type: "radio" | "select";
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly initial?: string;
    }
  | {
      /** Any number of the options; what comes back are their values with a comma between them, so that no value has one. */
      readonly type: "several";
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly initial?: string;
    }
  | {
      readonly type: "text";
      readonly multiline?: boolean;
      readonly maxLength: number;
      readonly initial?: string;
    }
  | { readonly type: "number"; readonly min: number; readonly max: number; readonly initial?: number }
  | { readonly type: "date"; readonly initial?: string }
  | { readonly type: "person"; readonly initial?: string }
);

/** A form (modal, task module). `context` is handed back untouched and trusted no more than a button's value. */
export interface Form {
  readonly kind: "form";
  /** By which the feature that takes it knows it. */
  readonly id: string;
  /** At most 24 characters (Slack's limit of a modal title). */
  readonly title: string;
  readonly submit: string;
  readonly context: string;
  readonly intro: readonly Span[];
  readonly fields: readonly FormField[];
}

export type Reply =
  | Message
  | Form
  /** One quiet sign on the message that was answered, and optionally a line for its author alone. */
  | {
      readonly kind: "receipt";
      readonly sign: Sign | "none";
      readonly aside: Message | null;
      /** The message may carry another sign from before, which goes. */
      readonly again?: boolean;
      /** What was kept, in one line, for where no sign can be shown at the message. */
      readonly readBack?: string;
    }
  /** A form that came back with mistakes: a Japanese sentence per field name. */
  | { readonly kind: "form-errors"; readonly errors: Readonly<Record<string, string>> }
  /** The home page of a person (Slack's App Home). */
  | { readonly kind: "home"; readonly blocks: readonly Block[] };

/** That a message was kept as a report, that its author was asked about it, or that what it says now was not taken in. */
export type Sign = "kept" | "asked" | "withheld";

export const span = (text: string): Span => ({ text });
export const bold = (text: string): Span => ({ text, bold: true });
export const quiet = (text: string): Span => ({ text, quiet: true });

export function say(...lines: string[]): Message {
  return {
    kind: "message",
    audience: "private",
    blocks: lines.map((line) => ({ kind: "text", spans: [span(line)] })),
  };
}

/** Heads what may stand there already, so that nobody takes two of the same for two records. */
export const AGAIN: Block = {
  kind: "fine",
  spans: [
    span(
      "（再送）届いたか確かめられなかったため、もう一度お送りします。二つ見えるときは、どちらも同じものです。",
    ),
  ],
};

const joined = (spans: readonly Span[]): string => spans.map((part) => part.text).join("");

/** Whether a block heads what follows it, so that no page may end with it: a heading, or a small line all in bold. */
export const leadsOn = (block: Block): boolean =>
  block.kind === "title" ||
  block.kind === "heading" ||
  (block.kind === "fine" && block.spans.length > 0 && block.spans.every((part) => part.bold === true));

/** A block as plain text: for the command line, notifications, and readers that show no blocks. */
export function blockText(block: Block): string {
  switch (block.kind) {
    case "title":
      return `【${block.text}】`;
    case "heading":
      return `■ ${block.text}`;
    case "text":
    case "fine":
      return joined(block.spans);
    case "list":
      return block.items
        .map((item) => {
          const first = `${item.marker} ${joined(item.spans)}`;
          return item.detail === undefined ? first : `${first}\n    ${joined(item.detail)}`;
        })
        .join("\n");
    case "table":
      return [block.columns.map((column) => column.label), ...block.rows]
        .map((row) => row.join("\t"))
        .join("\n");
    case "image":
      return `（図）${block.alt}`;
    case "buttons":
      return block.buttons.map((button) => `[${button.label}]`).join(" ");
    case "divider":
      return "────────";
  }
}

/** Blocks as plain text, one blank line before each heading. */
export function blocksText(blocks: readonly Block[]): string {
  return blocks
    .map((block, index) =>
      index > 0 && block.kind === "heading" ? `\n${blockText(block)}` : blockText(block),
    )
    .join("\n");
}

/** A reply as plain text; the empty string where there is nothing to read. */
export function replyText(reply: Reply): string {
  switch (reply.kind) {
    case "message":
    case "home":
      return blocksText(reply.blocks);
    case "form":
      return `${reply.title}\n${joined(reply.intro)}\n${reply.fields.map((field) => `・${field.label}`).join("\n")}`;
    case "receipt":
      return reply.aside === null ? "" : blocksText(reply.aside.blocks);
    case "form-errors":
      return Object.values(reply.errors).join("\n");
  }
}

/** A bug, as the person who met it reads it. @param errorId stands in the log too */
export const apologyWords = (errorId: string): string =>
  `申し訳ありません。処理の途中で問題が起きました。記録番号 ${errorId} を情報システム担当にお伝えください。`;
