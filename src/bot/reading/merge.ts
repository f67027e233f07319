import type { Entry, Said } from "./types.js";

/** Two things said of one goal in one message, or null where they contradict each other. */
export function merge(before: Entry, said: Said): Entry | null {
  if (before.level !== null && said.level !== null && before.level !== said.level) return null;
  if (before.percent !== null && said.percent !== null && before.percent !== said.percent) return null;
  return {
    number: before.number,
    level: before.level ?? said.level,
    percent: before.percent ?? said.percent,
    noChange: before.noChange || said.noChange,
    text: [before.text, said.text].filter((part) => part !== "").join("\n"),
  };
}
