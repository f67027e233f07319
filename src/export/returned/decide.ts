/** Decides, without changing anything, what a returned 進捗一覧 comes to. */

import { grouped } from "../../domain/grouping.js";
import { shortDay, tokyoInstant } from "../../domain/time.js";
import { recordAudit } from "../../store/audit.js";
import { type Db, one } from "../../store/database.js";
import { type Act, addNote, type NoteContent } from "../../store/note-writing.js";
import { listNotes } from "../../store/notes.js";
import { type Ownership, ownership, setOwners } from "../../store/people.js";
import type { PlacedLevel } from "../../store/scale.js";
import {
  allRows,
  COLUMNS,
  CONFIRMATION_HEADING,
  DEPARTMENT_HEADING,
  LAST_DAY_HEADING,
  LAST_WORDS_HEADING,
  NUMBER_HEADING,
  type ProgressRow,
  type ProgressTable,
  REPORTER_HEADING,
  SILENT_HEADING,
  STALE_HEADING,
} from "../progress-table.js";
import { shownText } from "../xlsx/cell-text.js";
import { isFilledIn, type ReturnedRow, readFilled } from "./read.js";

/** What becomes of one goal for which something was filled in. */
export type RowDecision =
  | {
      readonly kind: "add";
      readonly row: ReturnedRow;
      readonly goal: ProgressRow;
      readonly content: NoteContent;
    }
  /** The same report was recorded before. */
  | { readonly kind: "repeated"; readonly row: ReturnedRow; readonly goal: ProgressRow }
  /** The goal is not what it was when the sheet was written. */
  | {
      readonly kind: "conflict";
      readonly row: ReturnedRow;
      readonly goal: ProgressRow | null;
      readonly reason: string;
    }
  | {
      readonly kind: "unread";
      readonly row: ReturnedRow;
      readonly goal: ProgressRow | null;
      readonly reason: string;
    };

/** A cell that the export wrote and somebody changed: shown, never taken. */
export interface Edited {
  readonly row: ReturnedRow;
  readonly goal: ProgressRow;
  readonly heading: string;
}

/** What becomes of a goal for which 今回の担当 was filled in. */
export type OwnerDecision =
  | {
      readonly kind: "own";
      readonly row: ReturnedRow;
      readonly goal: ProgressRow;
      readonly owners: Ownership;
      readonly names: readonly string[];
    }
  | {
      readonly kind: "unread";
      readonly row: ReturnedRow;
      readonly goal: ProgressRow | null;
      readonly reason: string;
    };

export interface Returned {
  readonly scale: readonly PlacedLevel[];
  readonly decisions: readonly RowDecision[];
  readonly owners: readonly OwnerDecision[];
  readonly edited: readonly Edited[];
}

export interface Knowledge {
  /** The plan as it stands now. */
  readonly table: ProgressTable;
  /** True where this very file gave the goal a note before. */
  readonly wroteBefore: (goalId: number) => boolean;
  /** True where the goal's last note came from a sheet and says just this. */
  readonly saysAlready: (goalId: number, content: NoteContent) => boolean;
  /** Why a text must not be stored; null where it may. */
  readonly objection: (text: string) => string | null;
  /** Whom a name means for a goal, a person or a post; else the sentence that says why nobody knows. */
  readonly ownerNamed: (goalId: number, name: string) => NamedOwner | string;
  /** Who has the goal now. */
  readonly ownership: (goalId: number) => Ownership;
}

/** An owner as somebody wrote it. */
export interface NamedOwner {
  readonly kind: "person" | "post";
  readonly id: number;
  readonly name: string;
}

export function decideReturned(rows: readonly ReturnedRow[], known: Knowledge): Returned {
  const goals = new Map(allRows(known.table).map((goal) => [goal.goalId, goal]));
  const filled = rows.filter(isFilledIn);
  const named = filled.flatMap((row) => (row.token === null ? [] : [{ goalId: row.token.goalId, row }]));
  const strays = filled.filter((row) => row.token === null);
  return {
    scale: known.table.scale,
    decisions: [
      ...[...grouped(named, ({ goalId }) => goalId)].map(([goalId, group]) =>
        decideGoal(
          group.map(({ row }) => row),
          goals.get(goalId) ?? null,
          known,
        ),
      ),
      ...strays.map(
        (row): RowDecision => ({
          kind: "unread",
          row,
          goal: null,
          reason: "管理番号がないため、どの目標か分かりません。書き出した表の行に記入してください。",
        }),
      ),
    ],
    owners: decideOwners(rows, goals, known),
    edited: rows.flatMap((row) => editedCells(row, goals.get(row.token?.goalId ?? -1))),
  };
}

function decideOwners(
  rows: readonly ReturnedRow[],
  goals: ReadonlyMap<number, ProgressRow>,
  known: Knowledge,
): OwnerDecision[] {
  const filled = rows.filter(({ owners }) => owners !== "");
  const first = new Map<number, ReturnedRow>();
  return filled.flatMap((row): OwnerDecision[] => {
    const goal = goals.get(row.token?.goalId ?? -1) ?? null;
    const unread = (reason: string): OwnerDecision[] => [{ kind: "unread", row, goal, reason }];
    if (row.token === null) return unread("管理番号がないため、どの目標の担当か分かりません。");
    if (goal === null) return unread("今の計画にこの目標がありません。");
    if (!isInPlace(row, goal))
      return unread(
        `管理番号は${goal.department} ${goal.number}のものです。列の一部だけを並べ替えた表は取り込めません。`,
      );
    const other = first.get(goal.goalId);
    if (other !== undefined)
      return other.owners === row.owners
        ? []
        : unread(`${placeOf(other)}に違う担当があります。どちらか一方にしてください。`);
    first.set(goal.goalId, row);
    const named = row.owners
      .split(/[、,，／/\n]/u)
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .map((name) => known.ownerNamed(goal.goalId, name));
    const [problem] = named.filter((each) => typeof each === "string");
    if (problem !== undefined) return unread(problem);
    const owners = named.filter((each) => typeof each !== "string");
    const idsOf = (kind: NamedOwner["kind"]): number[] =>
      owners
        .filter((owner) => owner.kind === kind)
        .map(({ id }) => id)
        .sort((a, b) => a - b);
    const wanted = { people: idsOf("person"), posts: idsOf("post") };
    const same = JSON.stringify(known.ownership(goal.goalId)) === JSON.stringify(wanted);
    return same ? [] : [{ kind: "own", row, goal, owners: wanted, names: owners.map(({ name }) => name) }];
  });
}

function decideGoal(
  [row, ...others]: readonly ReturnedRow[],
  goal: ProgressRow | null,
  known: Knowledge,
): RowDecision {
  if (row === undefined) throw new Error("a goal without a row");
  const differing = others.find((other) => saidIn(other) !== saidIn(row));
  if (differing !== undefined) {
    const reason = `${placeOf(differing)}に違う記入があります。どちらか一方にしてください。`;
    return { kind: "unread", row, goal, reason };
  }
  if (goal === null) return { kind: "conflict", row, goal, reason: "今の計画にこの目標がありません。" };
  const filled = readFilled(row, known.table.scale);
  if (filled.kind === "problem") return { kind: "unread", row, goal, reason: filled.reason };
  const { content } = filled;
  if (known.wroteBefore(goal.goalId)) return { kind: "repeated", row, goal };
  if (row.tokenText !== goal.token) {
    // The file was saved once more after it was imported: what is in already is no conflict.
    return known.saysAlready(goal.goalId, content)
      ? { kind: "repeated", row, goal }
      : { kind: "conflict", row, goal, reason: changedSince(goal) };
  }
  if (!isInPlace(row, goal)) {
    const reason = `管理番号は${goal.department} ${goal.number}のものです。列の一部だけを並べ替えた表は取り込めません。`;
    return { kind: "unread", row, goal, reason };
  }
  const objection = known.objection(content.text);
  if (objection !== null) return { kind: "unread", row, goal, reason: objection };
  return { kind: "add", row, goal, content };
}

/** False where the 管理番号 stayed while the cells beside it were sorted away: the words would reach another goal. */
export function isInPlace({ shown }: Pick<ReturnedRow, "shown">, goal: ProgressRow): boolean {
  return (
    (shown.get(DEPARTMENT_HEADING) ?? shownText(goal.department).trim()) ===
      shownText(goal.department).trim() &&
    (shown.get(NUMBER_HEADING) ?? String(goal.number)) === String(goal.number)
  );
}

const saidIn = ({ state, percent, words }: ReturnedRow): string => JSON.stringify([state, percent, words]);

/** `シート「進捗一覧」の5行目`. */
export function placeOf({ sheet, line }: Pick<ReturnedRow, "sheet" | "line">): string {
  return `シート「${sheet}」の${line}行目`;
}

function changedSince({ lastReportOn, lastReport, lastReporter }: ProgressRow): string {
  if (lastReportOn === null) return "書き出した後に目標が変わりました。";
  const day = shortDay(tokyoInstant(lastReportOn));
  const words = [...lastReport.replace(/\s+/gu, " ")].slice(0, 60).join("");
  return `書き出した後に変わりました（最後の報告 ${day} ${lastReporter}「${words}」）。`;
}

const OF_THE_DAY: ReadonlySet<string> = new Set([SILENT_HEADING, STALE_HEADING, CONFIRMATION_HEADING]);
const OF_CONFIRMED: ReadonlySet<string> = new Set([LAST_DAY_HEADING, LAST_WORDS_HEADING, REPORTER_HEADING]);

/** Looked for only where the goal is as it was: else the cell may be the older one. */
function editedCells(row: ReturnedRow, goal: ProgressRow | undefined): Edited[] {
  if (goal === undefined || goal.token !== row.tokenText) return [];
  return COLUMNS.filter(({ heading, value }) => {
    const now = row.shown.get(heading);
    if (now === undefined || OF_THE_DAY.has(heading)) return false;
    // Which reports were confirmed when the sheet was written, and whether the others were asked for, the sheet does not tell.
    if (goal.confirmation !== "" && OF_CONFIRMED.has(heading)) return false;
    return now !== shownText(String(value(goal) ?? "")).trim();
  }).map(({ heading }) => ({ row, goal, heading }));
}

/** The reports of a returned sheet as notes. */

export interface ReturnedBy {
  /** SHA-256 of the file: the same file says the same thing once. */
  readonly sha256: string;
  readonly authorId: number;
  readonly act: Act;
}

/**
 * Records what was decided. Call it in a transaction, with decisions made in that transaction.
 * @returns the goals that have a new note
 */
export function recordReturned(db: Db, decisions: readonly RowDecision[], by: ReturnedBy): number[] {
  return decisions.flatMap((decision) => {
    if (decision.kind !== "add") return [];
    const { goal, content } = decision;
    const id = addNote(
      db,
      {
        ...content,
        goalId: goal.goalId,
        messageId: null,
        sourceKey: sourceKey(by.sha256, goal.goalId),
        authorId: by.authorId,
        onBehalfOf: goal.department,
        via: "sheet",
        saidAt: by.act.at,
      },
      by.act,
    );
    return id === null ? [] : [goal.goalId];
  });
}

/** Gives the goals to whom the sheet names. Call it in a transaction. @returns how many goals */
export function recordOwners(db: Db, decisions: readonly OwnerDecision[], act: Act): number {
  return decisions.reduce((count, decision) => {
    if (decision.kind !== "own") return count;
    const { goalId } = decision.goal;
    const before = ownership(db, goalId);
    setOwners(db, goalId, decision.owners);
    recordAudit(db, {
      ...act,
      action: "goal.owner",
      target: `goal:${goalId}`,
      before,
      after: ownership(db, goalId),
    });
    return count + 1;
  }, 0);
}

/** True where this very file gave the goal a note, also one that was withdrawn or moved since. */
export const wroteBefore = (db: Db, sha256: string, goalId: number): boolean =>
  isWritten(db, sourceKey(sha256, goalId));

/** The same for the key of any note. */
export function isWritten(db: Db, key: string): boolean {
  // A note that was moved to another goal carries `>GOAL` behind its key.
  const found = one(
    db,
    "SELECT 1 FROM note WHERE source_key = ? OR (source_key >= ? || '>' AND source_key < ? || '?')",
    key,
    key,
    key,
  );
  return found !== null;
}

/** True where the goal's last note came from a sheet and says just this. */
export function saysAlready(db: Db, goalId: number, content: NoteContent): boolean {
  const [last] = listNotes(db, goalId);
  return (
    last !== undefined &&
    last.via === "sheet" &&
    last.state === content.state &&
    last.level === content.level &&
    last.percent === content.percent &&
    last.unchanged === content.unchanged &&
    last.text === content.text
  );
}

const sourceKey = (sha256: string, goalId: number): string => `sheet:${sha256}#${goalId}`;
