import { contentWords } from "./sentence.js";

/** How `/policy …` is read: the first word chooses the command. Pure and total; the words come from the features. */

export const COMMAND_NAME = "/policy";

/** What is typed to get something. */
export interface Wording {
  /** First word; the empty string for the forms without a keyword. */
  readonly word: string;
  readonly synonyms: readonly string[];
  /** What stands after it, for help and completion; what may be left out is in brackets. */
  readonly usage: string;
  readonly help: string;
  readonly example: string;
  /** True where it may also stand behind the words that it is about: `危機管理部 進捗`. */
  readonly anywhere?: true;
  /** Whole sentences by which people ask for the same, folded and without the marks at their end. */
  readonly sentences?: readonly RegExp[];
  /** True for what few people type: left out of the list of Teams, which holds ten. */
  readonly rarely?: boolean;
  /** True for the one that takes everything that begins with no known word. */
  readonly otherwise?: boolean;
}

const PREFIX = /^(?:\s*[/／]?(?:policy|[ｐＰ][ｏＯ][ｌＬ][ｉＩ][ｃＣ][ｙＹ])(?=\s|$))+/iu;

/** Blanks of any width become one half-width blank; nothing else is altered. */
export function tidy(text: string): string {
  return text.replace(/[\s\u3000]+/gu, " ").trim();
}

export const folded = (word: string): string => word.normalize("NFKC").toLowerCase();

/**
 * Reads what was typed after `/policy` (the word itself may still stand in front). Never throws.
 * @param text any input
 * @returns the command that is meant and what stands after its word; null where the commands lack the two without a word
 */
export function parseWords<C extends Wording>(
  commands: readonly C[],
  text: string,
): { readonly command: C; readonly rest: string } | null {
  const typed = tidy(text.replace(PREFIX, ""));
  const [first = "", ...others] = typed.split(" ");
  const word = folded(first);
  const named = (name: string) =>
    commands.find(
      (each) => each.otherwise !== true && [each.word, ...each.synonyms].some((own) => folded(own) === name),
    );
  const command = named(word);
  if (command !== undefined) return { command, rest: others.join(" ") };
  const sentence = folded(typed).replace(/[\s?!。、]+$/u, "");
  const asked = commands.find((each) => each.sentences?.some((pattern) => pattern.test(sentence)) === true);
  if (asked !== undefined) return { command: asked, rest: "" };
  for (const words of [[first, ...others], contentWords(typed)]) {
    const at = words.findIndex((each) => named(folded(each))?.anywhere === true);
    const behind = at < 0 ? undefined : named(folded(words[at] ?? ""));
    if (behind !== undefined)
      return { command: behind, rest: words.filter((_, index) => index !== at).join(" ") };
  }
  const otherwise = commands.find((each) => each.otherwise === true);
  return otherwise === undefined ? null : { command: otherwise, rest: typed };
}

/** What Slack shows behind the command's name while it is typed: `[部の名前 | 検索 ことば | …]`. */
export function usageHint(commands: readonly Wording[]): string {
  const needed = ({ word, usage }: Wording): string =>
    [word, ...usage.split(" ").filter((part) => !/[[\]]/u.test(part))]
      .filter((part) => part !== "")
      .join(" ");
  return `[${commands
    .map(needed)
    .filter((hint) => hint !== "")
    .join(" | ")}]`;
}

/** What Teams offers while a person types: the command's name alone first, then each word with its help. */
export function commandList(
  commands: readonly Wording[],
): readonly { readonly title: string; readonly description: string }[] {
  const typed = (example: string): string => example.replace(/^\//u, "");
  const bare = commands.find(({ word, otherwise }) => word === "" && otherwise !== true);
  const otherwise = commands.find((command) => command.otherwise === true);
  return [
    { title: "policy", description: `${bare?.help ?? ""}例: ${typed(otherwise?.example ?? "")}` },
    ...commands
      .filter(({ word, rarely }) => word !== "" && rarely !== true)
      .map(({ word, usage, help, example }) => ({
        title: `policy ${word}`,
        description: usage === "" ? help : `${help}例: ${typed(example)}`,
      })),
  ];
}
