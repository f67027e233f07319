/** What is known of printed documents are lists of words, put together when they are loaded. Each word is the source of a pattern. */

/** Any of the words. */
export const either = (words: readonly string[]): string => `(?:${words.join("|")})`;

/** What fits a text that is one of the words as a whole. @param flags besides `u` */
export const wholly = (words: readonly string[], flags = ""): RegExp =>
  new RegExp(`^${either(words)}$`, `u${flags}`);

/** What fits a text that is these parts one behind the other; each is the source of a pattern. */
export const inRow = (...parts: readonly string[]): RegExp => new RegExp(parts.join(""), "u");
