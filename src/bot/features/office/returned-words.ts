import { NEW_OWNER_HEADING, OWNER_HEADING, type ProgressRow } from "../../../export/progress-table.js";
import {
  type Edited,
  type OwnerDecision,
  placeOf,
  type RowDecision,
} from "../../../export/returned/decide.js";
import type { NoteContent } from "../../../store/note-writing.js";
import type { Plan } from "../../../store/plans.js";
import { type PlacedLevel, stateLabel } from "../../../store/scale.js";
import { type IndicatorDecision, indicatorRowWords } from "../indicators/returned-indicators.js";
import type { SheetDecisions, SheetOutcome } from "./returned-sheet.js";

/** What a returned 進捗一覧 comes to, for a person and as data. */

type Kind = RowDecision["kind"];

const HEADINGS: readonly (readonly [Kind, string])[] = [
  ["add", "記録するもの"],
  ["repeated", "記録済みのもの"],
  ["conflict", "書き出した後に変わったため、取り込まないもの"],
  ["unread", "直していただきたいもの"],
];

/** One part of what a sheet comes to, with a line for each row. */
export interface ReturnedPart {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** Every difference in words; a part that is empty is left out. */
export function returnedParts(returned: SheetDecisions): ReturnedPart[] {
  const parts = HEADINGS.map(([kind, heading]) => {
    const decisions = returned.decisions.filter((decision) => decision.kind === kind);
    return {
      heading: `${heading} ${decisions.length}件`,
      lines: decisions.map((decision) => lineOf(decision, returned.scale)),
    };
  });
  const owners = (["own", "unread"] as const).map((kind) => {
    const own = returned.owners.filter((decision) => decision.kind === kind);
    return { heading: `${OWNER_HEADINGS[kind]} ${own.length}件`, lines: own.map(ownerLine) };
  });
  const indicators = INDICATOR_HEADINGS.map(([kind, heading]) => {
    const own = returned.indicators.filter((decision) => decision.kind === kind);
    return { heading: `${heading} ${own.length}件`, lines: own.map(indicatorRowWords) };
  });
  const edited = { heading: `注意 ${returned.edited.length}件`, lines: returned.edited.map(editedLine) };
  return [...parts, ...owners, ...indicators, edited].filter(({ lines }) => lines.length > 0);
}

export const NOTHING_FILLED_IN = "黄色の欄に記入がありません。";

const OWNER_HEADINGS = { own: "担当を変えるもの", unread: "担当を読み取れないもの" } as const;

const INDICATOR_HEADINGS: readonly (readonly [IndicatorDecision["kind"], string])[] = [
  ["set", "加える指標・直す指標"],
  ["value", "記録する指標の値"],
  ["repeated", "記録済みの指標の値"],
  ["conflict", "書き出した後に変わったため、取り込まない指標"],
  ["unread", "直していただきたい指標"],
];

/** How much of a sheet would be recorded. */
export function countWritten({ decisions, owners, indicators }: SheetDecisions): number {
  const kinds: string[] = [...decisions, ...owners, ...indicators].map(({ kind }) => kind);
  return kinds.filter((kind) => ["add", "own", "set", "value"].includes(kind)).length;
}

/** What was recorded besides reports on how goals stand; the empty string for nothing. */
export function alsoRecorded({ owned, set, measured }: SheetOutcome): string {
  return [
    owned === 0 ? "" : `${owned}件の担当を変えました。`,
    set === 0 ? "" : `${set}件の指標を保存しました。`,
    measured === 0 ? "" : `${measured}件の指標の値を記録しました。`,
  ].join("");
}

function ownerLine(decision: OwnerDecision): string {
  const { goal, row } = decision;
  const name = goal === null ? placeOf(row) : `${goal.department} ${goal.number}`;
  if (decision.kind === "unread") return `${name}（${placeOf(row)}）: ${decision.reason}`;
  const before = decision.goal.owners.length === 0 ? "担当者なし" : decision.goal.owners.join("、");
  return `${name}　${before} → ${decision.names.join("、")}`;
}

function lineOf(decision: RowDecision, scale: readonly PlacedLevel[]): string {
  const { goal, row } = decision;
  const name = goal === null ? placeOf(row) : `${goal.department} ${goal.number}`;
  switch (decision.kind) {
    case "add": {
      const { goal: before, content } = decision;
      const words = content.text.replace(/\s+/gu, " ");
      const change = `${standing(before.stateLabel, before.percent)} → ${after(before, content, scale)}`;
      return `${name}　${content.unchanged ? "変更なし" : change}${words === "" ? "" : `　${words}`}`;
    }
    case "repeated":
      return name;
    case "conflict":
    case "unread":
      return `${goal === null ? name : `${name}（${placeOf(row)}）`}: ${decision.reason}`;
  }
}

function after(before: ProgressRow, content: NoteContent, scale: readonly PlacedLevel[]): string {
  const label = content.state === null ? before.stateLabel : stateLabel(scale, content.state, content.level);
  return standing(label, content.percent ?? before.percent);
}

function standing(label: string, percent: number | null): string {
  return percent === null ? label : `${label}・${percent}%`;
}

function editedLine({ row, goal, heading }: Edited): string {
  const hint =
    heading === OWNER_HEADING ? `担当を変えるときは「${NEW_OWNER_HEADING}」に書いてください。` : "";
  return `${goal.department} ${goal.number}（${placeOf(row)}）: 「${heading}」が書き換えられていますが、取り込みません。${hint}`;
}

/** The same as data; `line` is the row of the sheet that the message names. */
export function progressReport(plan: Plan, returned: SheetDecisions, applied: boolean) {
  const count = (kind: Kind): number =>
    returned.decisions.filter((decision) => decision.kind === kind).length;
  return {
    applied,
    municipality: plan.municipality,
    fiscalYear: plan.fiscalYear,
    layout: "progress",
    notes: {
      added: count("add"),
      repeated: count("repeated"),
      conflicts: count("conflict"),
      unread: count("unread"),
    },
    rows: returned.decisions.map((decision) => ({
      outcome: decision.kind,
      department: decision.goal?.department ?? null,
      number: decision.goal?.number ?? null,
      sheet: decision.row.sheet,
      line: decision.row.line,
      before: decision.goal === null ? null : { state: decision.goal.state, percent: decision.goal.percent },
      after: decision.kind === "add" ? noteOf(decision.content) : null,
      reason: decision.kind === "conflict" || decision.kind === "unread" ? decision.reason : null,
    })),
    owners: returned.owners.map((decision) => ({
      outcome: decision.kind === "own" ? "set" : "unread",
      department: decision.goal?.department ?? null,
      number: decision.goal?.number ?? null,
      before: decision.goal?.owners ?? [],
      after: decision.kind === "own" ? decision.names : [],
      reason: decision.kind === "unread" ? decision.reason : null,
    })),
    indicators: returned.indicators.map((decision) => ({
      outcome: decision.kind,
      department: decision.goal?.department ?? null,
      number: decision.goal?.number ?? null,
      sheet: decision.row.sheet,
      line: decision.row.line,
      name: "terms" in decision ? decision.terms.name : decision.row.fields.name,
      value: decision.kind === "value" ? decision.value : null,
      reason: "reason" in decision ? decision.reason : null,
    })),
    warnings: returned.edited.map((edited) => ({ line: edited.row.line, message: editedLine(edited) })),
  };
}

function noteOf({ state, percent, unchanged, text }: NoteContent) {
  return { state, percent, unchanged, text };
}
