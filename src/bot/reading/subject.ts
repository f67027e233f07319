import { maskFigures } from "./mask.js";
import { type Script, toScript } from "./script.js";

/** What is read: the script, and beside it the same with the figures masked that are no goal's number. */
export interface Subject {
  readonly script: Script;
  readonly masked: string;
}

export function toSubject(original: string): Subject {
  const script = toScript(original);
  return { script, masked: maskFigures(script.key) };
}
