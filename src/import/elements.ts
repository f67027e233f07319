/**
 * What every reader makes of a file, whatever its format, and all that a profile knows of it: headings, printed lines and
 * tables, in the order in which they are read. Readers join nothing and judge nothing; what is a department or a goal is
 * said by the profile.
 */

/** Where something stands in the file, as far as its format has such a thing. Counted from 1. */
export interface Place {
  readonly page: number | null;
  readonly sheet: string | null;
  /** Line of the text, or row of the sheet. */
  readonly line: number | null;
}

export interface Standing {
  /** Unique within the document and ascending; a line number is no identity, because two elements may share a line. */
  readonly id: number;
  readonly place: Place;
}

/** A heading that the file itself marks as one (Markdown `#`, HTML `<h1>`, Word's heading styles). */
export interface HeadingElement extends Standing {
  readonly kind: "heading";
  /** 1–6. */
  readonly level: number;
  readonly text: string;
}

/** One printed line or paragraph, without its mark. */
export interface LineElement extends Standing {
  readonly kind: "line";
  /** The item mark as printed (`○`, `・`, `(1)`, `①`, `-`), empty where there is none; an unmarked item of a list has `-`. */
  readonly mark: string;
  /** Without outer blanks; empty where the mark stands alone on its line. */
  readonly text: string;
  /** Blanks before the mark, a full-width one counted as two; in lists the depth times two. */
  readonly indent: number;
  readonly bold: boolean;
  /** Blank lines before it. */
  readonly gap: number;
}

/** What stands in one cell: its printed lines, marks told apart as everywhere. */
export interface Cell {
  readonly lines: readonly LineElement[];
  readonly columns: number;
  readonly rows: number;
  /** True where the file marks it as a heading cell. */
  readonly heading: boolean;
}

/** Rows in order. A cell that spans stands once, at its first place; `null` fills the places that it covers. */
export interface TableElement extends Standing {
  readonly kind: "table";
  readonly caption: string | null;
  readonly rows: readonly (readonly (Cell | null)[])[];
}

export type DocumentElement = HeadingElement | LineElement | TableElement;

/** Something that the file shows as removed or does not show, or that was mended while it was read. */
export interface ReadingNotice {
  readonly kind:
    | "struck"
    | "hidden"
    | "furigana"
    | "gaiji"
    | "page_furniture"
    | "mended"
    | "formula"
    | "unreadable";
  /** In Japanese, as it is shown to 企画課. */
  readonly message: string;
  readonly place: Place;
}

export interface ReadDocument {
  readonly format: "text" | "markdown" | "html" | "tsv" | "csv" | "xlsx" | "docx" | "pdf";
  /** What the file calls itself outside its text (the `<title>` of a page), or null. */
  readonly title: string | null;
  readonly elements: readonly DocumentElement[];
  readonly notices: readonly ReadingNotice[];
}
