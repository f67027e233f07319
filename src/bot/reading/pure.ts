import { type Reading, readSaid } from "./said.js";
import type { Vocabulary } from "./vocabulary.js";

/** Whether a state, 変更なし or a percent is all that was said. */
export const isPure = ({ said, doubt }: Reading): boolean =>
  doubt === null && said.text === "" && (said.level !== null || said.noChange || said.percent !== null);

/** Whether the words say a state or 変更なし and nothing else; a lone sign that the scale lacks is one, too. */
export function isState(words: string, vocabulary: Vocabulary): boolean {
  const { said, doubt } = readSaid(words, vocabulary);
  if (doubt !== null) return SIGN.test(words) && doubt.reason === "which-state";
  return said.text === "" && (said.level !== null || said.noChange);
}

const SIGN = /^[ ]*[^\p{L}\p{N}\s][ ]*$/u;
