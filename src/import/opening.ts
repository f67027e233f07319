import type { IndexEntry } from "./contents.js";
import type { DraftDepartment } from "./draft.js";
import type { Frame } from "./headings.js";
import type { Role } from "./roles.js";
import { fold } from "./text.js";

/** One place where a department's name heads texts, and what tells whether a heading is missing below it. */
export interface Opening {
  readonly department: DraftDepartment;
  readonly entry: IndexEntry;
  filled: boolean;
  /** What has been read under it, to notice a department that is printed twice. */
  readonly kinds: Set<string>;
  /** True once it printed a label of its own: the title's label then no longer stands in. */
  labelled: boolean;
  /** The heading under which each section's policies and goals were last read, and the kind read last. */
  readonly blocks: Map<string, { frame: Frame; turn: number }>;
  /** Lines of the texts that stand under no label but the title's. */
  readonly unlabelled: number[];
  /** The counted item read last, to notice a list that begins anew under the same heading. */
  counted: {
    readonly frame: Frame | null;
    readonly section: Frame | undefined;
    readonly number: number;
  } | null;
  /** The turn of the last 経営方針２ with its text beside it: the 重点目標 below are its own. */
  paired: number;
  /** Counts the changes from one heading's texts to another's. */
  turn: number;
}

export function newOpening(department: DraftDepartment, entry: IndexEntry): Opening {
  return {
    department,
    entry,
    filled: false,
    kinds: new Set(),
    labelled: false,
    blocks: new Map(),
    unlabelled: [],
    counted: null,
    paired: 0,
    turn: 0,
  };
}

/**
 * Notes that a text of this role is read under `slot`.
 * @returns true for 経営方針, 重点目標 and again 経営方針 in one section: the heading of a department or 柱 is
 *   missing between, and the text is not to be taken
 */
export function isSecondRound(
  opening: Opening,
  slot: Frame | null,
  section: Frame | undefined,
  role: Role,
  number: number | null,
): boolean {
  if (slot?.kind !== "role" || (role !== "policy" && role !== "goal")) return false;
  const key = `${role}\n${fold(section?.text ?? "")}`;
  const before = opening.blocks.get(key);
  if (before?.frame === slot) return false;
  const beside = slot.style.startsWith(":");
  const again =
    before !== undefined &&
    opening.turn > before.turn &&
    opening.paired <= before.turn &&
    before.frame.text === slot.text;
  if (again && !beside) return true;
  opening.turn += 1;
  if (beside && number !== null && number > 1) opening.paired = opening.turn;
  opening.blocks.set(key, { frame: slot, turn: opening.turn });
  return false;
}

/** Notes a counted item; true for 1, 2 and again 1 under one heading: the second list's own is probably missing. */
export function isRestart(
  opening: Opening,
  frame: Frame | null,
  section: Frame | undefined,
  number: number | null,
): boolean {
  if (number === null) return false;
  const last = opening.counted;
  opening.counted = { frame, section, number };
  // Markdown may count every item as 1.
  return number === 1 && last !== null && last.number > 1 && last.frame === frame && last.section === section;
}
