import type { Profile } from "./profile.js";
import type { Interpreted } from "./reading.js";

/** One answer, and what it says about the document. */
export interface Choice {
  readonly label: string;
  /** Lines of the document itself that show what is meant. */
  readonly samples: readonly string[];
  readonly profile: Profile;
}

/** Something that a check found, with the document's own lines. */
export interface DocumentDoubt {
  readonly kind: string;
  readonly message: string;
  readonly samples: readonly string[];
}

/** What has to be known before the document can be read; asked in the terminal, the workspace and the office page alike. */
export interface OpenQuestion {
  readonly id: string;
  readonly text: string;
  readonly choices: readonly Choice[];
  /** What is doubtful of what was read, where that is asked; each can be answered by itself. */
  readonly doubts?: readonly DocumentDoubt[];
}

/** What is known of a layout, and the next question if something has to be asked. */
export interface Guess {
  readonly profile: Profile;
  readonly question: OpenQuestion | null;
  /** What the document says under the profile, or under one that was tried on the way. */
  readonly tried?: Tried;
}

/** A document as it was looked at to find something out. */
export interface Tried {
  readonly profile: Profile;
  readonly read: Interpreted;
}

/** Said in place of an answer that there is none. */
export const STOPPED: Profile = { 確認: ["中止"] };
export const NONE_OF_THESE: Choice = {
  label: "この中にはない（取り込みをやめる）",
  samples: [],
  profile: STOPPED,
};

/** A question with more choices is no longer read. */
export const MAX_CHOICES = 6;

/** How elements of a form look, in the words of a question. */
export function lookOf(form: string): string {
  if (form.startsWith("見出し")) return `大きさ${form.slice(3)}の見出し`;
  if (form.startsWith("枠")) return `${form.slice(1)} で囲まれた行`;
  if (form.startsWith("印")) return `${form.slice(1)} の付いた行`;
  return form === "太字" ? "太字の行" : "印のない行";
}

/** The sign of items of a form, as a profile names it: `○` of `印○`. */
export const signOf = (form: string): string => form.replace(/^印/u, "");
