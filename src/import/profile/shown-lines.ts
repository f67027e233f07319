import type { ReadDocument } from "../elements.js";
import { frontOf } from "./front.js";
import { headingRowOf, isMainWord, landmarksOf, preselect } from "./landmarks.js";
import { nodesFor } from "./plan-import.js";
import { type Profile, type ProfileRole, ROLE_WORDS, type RoleWord, WORDS } from "./profile.js";
import { Rules } from "./rules.js";
import { isFilled, type Row, sidewaysColumn, uprightTable } from "./table-shape.js";
import type { TableUnit, Unit } from "./units.js";

/** A role, or 施策, which is a level like 政策. */
type ShownWord = RoleWord | "施策";

/** A text with what it counts as, as far as the profile knows; of a label, what stands below it. */
export interface ShownText {
  readonly text: string;
  readonly word: ShownWord | null;
}

/** A line of the document as it is shown beside a question. */
export interface ShownLine extends ShownText {
  /** The mark it is printed with, or 表 for the row of a table. */
  readonly sign: string;
  /** The cells of a row. */
  readonly cells: readonly ShownText[];
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
  const wordFor = (unit: Unit): ShownWord | null => {
    const level = rules.level(unit);
    if (level !== null) return level.kind === "policy" ? "政策" : "施策";
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
      return [{ sign: sign === "-" ? "・" : sign, text: unit.text, word: wordFor(unit), cells: [] }];
    }
    return rowsOf(uprightTable(node.table), rules, wordFor).map((cells) => ({
      sign: "表",
      text: cells.map(({ text }) => text).join(" ｜ "),
      word: null,
      cells,
    }));
  });
}

/** The rows of a table: a text beside its label, or below the heading of its column, counts as that says. */
function rowsOf(
  table: TableUnit,
  rules: Rules,
  wordFor: (unit: Unit) => ShownWord | null,
): readonly (readonly ShownText[])[] {
  const side = sidewaysColumn(table, isMainWord);
  const heading = headingRowOf(table)?.columns ?? [];
  const columns = Array.from({ length: Math.max(0, ...table.rows.map((row) => row.length)) }, (_, index) =>
    rules.column(heading[index] ?? "", index + 1),
  );
  return table.rows.map((row: Row) => {
    const cells = row.flatMap((cell, index) => (isFilled(cell) ? [{ cell, index }] : []));
    const [first] = cells;
    const label = side === null ? null : row[side];
    const beside = isFilled(label) ? rules.column(label.text, 0) : null;
    return cells.map(({ cell, index }): ShownText => {
      const [unit] = cell.units;
      if (cells.length === 1 && first?.index === 0 && unit !== undefined)
        return { text: cell.text, word: wordFor(unit) };
      const role = side === null ? columns[index] : index < side ? null : beside;
      return { text: cell.text, word: role == null ? null : wordOf(role) };
    });
  });
}

/** At most so many lines of a document are shown in the terminal. */
const MOST_SHOWN = 12;

/** The lines that a question is about and those around them, each with what it counts as: `目標｜訓練を行う`. */
export function linesAround(
  document: ReadDocument,
  profile: Profile,
  samples: readonly string[],
): readonly string[] {
  const lines = shownLines(document, profile).filter(({ text }) => text !== "");
  const asked = (line: ShownLine): boolean =>
    samples.includes(line.text) || line.cells.some(({ text }) => samples.includes(text));
  const near = new Set(lines.flatMap((line, at) => (asked(line) ? [at - 1, at, at + 1] : [])));
  const said = ({ text, word }: ShownText): string => (word === null ? text : `[${word}] ${text}`);
  return lines
    .filter((_line, at) => near.has(at))
    .slice(0, MOST_SHOWN)
    .map((line) => (line.cells.length === 0 ? said(line) : line.cells.map(said).join(" ｜ ")));
}
