import type { ReadDocument } from "../elements.js";
import { nodesFor } from "./plan-import.js";
import type { Profile } from "./profile.js";
import { labelKey, splitLabel } from "./rules.js";
import { unitsIn } from "./units.js";

/**
 * Where a document has moved away from the profile that it was read with: labels that no longer occur, and labels that
 * were read without standing in it.
 * @param saved the profile as it was kept
 * @param used the profile as it was completed for this document
 */
export function driftOf(document: ReadDocument, saved: Profile, used: Profile): readonly string[] {
  const printed = new Set<string>();
  const add = (text: string): void => {
    if (text.length > 120) return;
    printed.add(labelKey(text));
    for (const { name } of splitLabel(text)) printed.add(labelKey(name));
  };
  for (const node of nodesFor(document)) {
    for (const { text } of unitsIn(node)) add(text);
    if (node.kind === "table") for (const cell of node.table.rows.flat()) add(cell?.text ?? "");
  }
  const labels = (profile: Profile): readonly string[] => [
    ...Object.keys(profile.見出し ?? {}),
    ...Object.values(profile.表 ?? {})
      .flat()
      .filter((one): one is string => typeof one === "string"),
  ];
  const before = new Set(labels(saved).map(labelKey));
  const gone = labels(saved).filter((label) => !label.startsWith("/") && !printed.has(labelKey(label)));
  const added = labels(used).filter((label) => !before.has(labelKey(label)));
  return [
    ...(gone.length > 0 ? [`保存した様式にある見出し${quoted(gone)}が、この文書にはありません。`] : []),
    ...(added.length > 0
      ? [`保存した様式にない見出し${quoted(added)}があります。読み取りを確かめてください。`]
      : []),
  ];
}

const quoted = (labels: readonly string[]): string =>
  `${labels
    .slice(0, 5)
    .map((label) => `「${label}」`)
    .join("")}${labels.length > 5 ? "など" : ""}`;
