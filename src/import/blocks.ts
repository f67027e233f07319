import type { Mark } from "./marks.js";

/** One printed line, list item or wrapped paragraph, sign aside. */
export interface TextBlock {
  readonly kind: "text";
  readonly text: string;
  readonly mark: Mark | null;
  /** True where the whole line is set in bold or brackets or under `<dt>`/`<th>`: it can only be a label. */
  readonly emphasised: boolean;
  readonly indent: number;
  /** Nesting of a list item inside its list, 0 at the outside; 0 for a paragraph. */
  readonly depth: number;
  /** A blank line, a page or another kind of block stands before it. */
  readonly gap: boolean;
  /** A page ended right before it. */
  readonly page: boolean;
  /** The last printed line's width, which tells whether the line was full. */
  readonly tail: number;
  readonly line: number;
  readonly lines: readonly number[];
}

export interface HeadingBlock {
  readonly kind: "heading";
  readonly level: number;
  readonly text: string;
  readonly line: number;
  readonly lines: readonly number[];
}

/** A cell with its breaks as `\n`, or with the markup of a pasted page still in it. */
export interface Cell {
  readonly text: string;
  readonly line: number;
  /** The source line of every `\n`-separated part, where they differ from counting on from `line`. */
  readonly partLines?: readonly number[];
}

export interface Row {
  readonly cells: readonly Cell[];
  readonly line: number;
  readonly lines: readonly number[];
}

export interface TableBlock {
  readonly kind: "table";
  readonly rows: readonly Row[];
  readonly line: number;
  readonly lines: readonly number[];
}

export type Block = TextBlock | HeadingBlock | TableBlock;

/** What a reader of one kind of source hands to the outline. */
export interface Source {
  /** The id of the layout, as it is shown to the officer. */
  readonly layout: "headings" | "table";
  readonly blocks: readonly Block[];
  /** Lines that are page furniture: numbers, running headers, navigation. */
  readonly furniture: readonly number[];
  /** What `<title>` says, where there is one. */
  readonly pageTitle: string | null;
}
