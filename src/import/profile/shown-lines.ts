import type { ReadDocument } from "../elements.js";
import { frontOf } from "./front.js";
import { landmarksOf, preselect } from "./landmarks.js";
import { nodesFor } from "./plan-import.js";
import { type Profile, type ProfileRole, ROLE_WORDS, type RoleWord, WORDS } from "./profile.js";
import { Rules } from "./rules.js";
import { filled } from "./table-shape.js";
import type { Unit } from "./units.js";

/** A line of the document as it is shown beside a question. */
export interface ShownLine {
  /** The mark it is printed with, or 表 for the row of a table. */
  readonly sign: string;
  readonly text: string;
  /** What it counts as, as far as the profile knows; of a label, what stands below it. */
  readonly word: RoleWord | null;
}

const wordOf = (role: ProfileRole): RoleWord | null =>
  WORDS.find((word) => ROLE_WORDS[word] === role) ?? null;

/** The lines of a document with what a profile, however little it knows yet, takes them for. */
export function shownLines(document: ReadDocument, profile: Profile): readonly ShownLine[] {
  const nodes = nodesFor(document);
  const front = frontOf(nodes, document.title);
  const labels = preselect(nodes, front, profile, landmarksOf(nodes, new Rules(profile), front), false);
  const rules = new Rules(labels);
  let below: RoleWord | null = null;
  const wordFor = (unit: Unit): RoleWord | null => {
    const label = rules.label(unit.text);
    if (label !== null) {
      below = wordOf(label.role);
      return below;
    }
    if (rules.department(unit) !== null) {
      below = null;
      return "部";
    }
    if (rules.section(unit)) return "柱";
    const behind = rules.labelWithText(unit.text);
    if (behind !== null) return wordOf(behind.rule.role);
    if (unit.level !== null) below = null;
    return below;
  };
  return nodes.flatMap((node): ShownLine[] => {
    if (node.kind === "unit") {
      const { unit } = node;
      const sign =
        unit.mark === null ? "" : unit.mark.number === null ? unit.mark.kind : `${unit.mark.number}.`;
      return [{ sign: sign === "-" ? "・" : sign, text: unit.text, word: wordFor(unit) }];
    }
    return node.table.rows.map((row) => ({
      sign: "表",
      text: filled(row)
        .map((cell) => cell.text)
        .join(" ｜ "),
      word: null,
    }));
  });
}
