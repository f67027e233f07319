/** The sheet 指標 of a 進捗一覧 that went out, was changed and came back: what each row comes to, and keeping it. */

import { figureWords, type IndicatorTerms, indicatorWords, readValues } from "../../../domain/indicator.js";
import { shortDay } from "../../../domain/time.js";
import type { ProgressRow, RowIndicator } from "../../../export/progress-table.js";
import { isInPlace, placeOf, type ReturnedBy } from "../../../export/returned/decide.js";
import type { ReturnedIndicator } from "../../../export/returned/read.js";
import { cellsHash, valueHash } from "../../../export/token.js";
import {
  DIRECTION_WORDS,
  INDICATOR_FIELDS,
  type IndicatorField,
  indicatorCells,
} from "../../../export/xlsx/indicator-sheet.js";
import type { Db } from "../../../store/database.js";
import { setIndicator } from "../../../store/indicators.js";
import { addNote } from "../../../store/note-writing.js";
import type { Bot } from "../../context.js";
import { readTerms } from "./office-indicators.js";

/** What becomes of a row. One that says nothing new is not among them; a row with a mistake is left out whole. */
export type IndicatorDecision = {
  readonly row: ReturnedIndicator;
  /** Null where the plan has no such goal, or the row does not say which. */
  readonly goal: ProgressRow | null;
} & (
  | {
      readonly kind: "set";
      readonly goal: ProgressRow;
      /** What is there now; null for a new one. */
      readonly before: RowIndicator | null;
      readonly terms: IndicatorTerms;
    }
  | {
      readonly kind: "value";
      readonly goal: ProgressRow;
      readonly terms: IndicatorTerms;
      readonly before: number | null;
      readonly value: number;
      /** The words of the report that names it. */
      readonly text: string;
    }
  | { readonly kind: "repeated"; readonly goal: ProgressRow; readonly terms: IndicatorTerms }
  | { readonly kind: "conflict" | "unread"; readonly reason: string }
);

interface Knowledge {
  readonly goals: readonly ProgressRow[];
  readonly bot: Pick<Bot, "privacy">;
  /** Why a text must not be stored; null where it may. */
  readonly objection: (text: string) => string | null;
  /** True where this very file gave the goal values before. */
  readonly wroteBefore: (goalId: number) => boolean;
}

/** Decides, without changing anything, what the rows come to. */
export function decideIndicators(rows: readonly ReturnedIndicator[], known: Knowledge): IndicatorDecision[] {
  const goals = new Map(known.goals.map((goal) => [goal.goalId, goal]));
  const taken: IndicatorDecision[] = [];
  for (const row of rows)
    taken.push(...decideRow(row, goals.get(row.token?.goalId ?? -1) ?? null, taken, known));
  return taken;
}

type Problem = { readonly kind: "conflict" | "unread"; readonly reason: string };
const unread = (reason: string): Problem => ({ kind: "unread", reason });
const conflict = (reason: string): Problem => ({ kind: "conflict", reason });

/** @param taken what the rows above came to */
function decideRow(
  row: ReturnedIndicator,
  goal: ProgressRow | null,
  taken: readonly IndicatorDecision[],
  known: Knowledge,
): IndicatorDecision[] {
  const { token } = row;
  const isBlank = Object.values(row.fields).every((cell) => cell === "") && row.value === "";
  if (token?.indicatorId === null && isBlank && row.flaw === null) return [];
  const refused = ({ kind, reason }: Problem): IndicatorDecision[] => [{ kind, row, goal, reason }];
  if (row.flaw !== null) return refused(unread(row.flaw));
  if (token === null)
    return refused(
      unread("管理番号がないため、どの目標の指標か分かりません。書き出した表の行に記入してください。"),
    );
  if (goal === null) return refused(conflict("今の計画にこの目標がありません。"));
  if (!isInPlace(row, goal))
    return refused(
      unread(
        `管理番号は${goal.department} ${goal.number}のものです。列の一部だけを並べ替えた表は取り込めません。`,
      ),
    );
  const read = termsOf(row, known);
  if ("kind" in read) return refused(read);
  const isSame = ({ terms }: RowIndicator): boolean =>
    token.indicatorId === null ? terms.name === read.name : terms.id === token.indicatorId;
  const before = goal.indicators.find(isSame) ?? null;
  const change = changeOf(row, before, read);
  if (change !== null && "kind" in change) return refused(change);
  const terms = change?.terms ?? before?.terms ?? read;
  const doubled = doubledBy(row, goal, before, terms, taken);
  if (doubled === "same") return [];
  if (doubled !== null) return refused(doubled);
  const set: IndicatorDecision[] = change === null ? [] : [{ kind: "set", row, goal, before, terms }];
  if (row.value === "") return set;
  const value = readValue(row, goal, before, terms, known);
  if ("reason" in value) return refused(value);
  const report: IndicatorDecision =
    "kind" in value
      ? { kind: "repeated", row, goal, terms }
      : { kind: "value", row, goal, terms, before: before?.last?.value ?? null, ...value };
  return [...set, report];
}

/** What the cells say, by the rules of the indicator's form. */
function termsOf({ fields, token }: ReturnedIndicator, { bot }: Knowledge): IndicatorTerms | Problem {
  if (fields.name === "" && token?.indicatorId !== null)
    return unread(
      "指標の名前が空です。外すときは、企画課の画面の「指標」か /policy 指標 でお願いします。この行は取り込みません。",
    );
  const direction = fields.direction.replace(/\s/gu, "");
  const isDown = direction.startsWith("減");
  if (direction !== "" && !isDown && !direction.startsWith("増"))
    return unread(
      `良くなる向き「${fields.direction}」が分かりません。「${DIRECTION_WORDS.up}」か「${DIRECTION_WORDS.down}」にしてください。`,
    );
  const read = readTerms(bot, { ...fields, direction: isDown ? "down" : "up" });
  if ("terms" in read) return read.terms;
  const problems = INDICATOR_FIELDS.flatMap(({ field, heading }) => {
    const problem = read.errors[field];
    if (problem === undefined) return [];
    return [`${heading}${fields[field] === "" ? "" : `「${fields[field]}」`}: ${problem}`];
  });
  return unread(problems.join(""));
}

/** The terms as they would become; null where nothing of them changes. */
function changeOf(
  { fields, token }: ReturnedIndicator,
  before: RowIndicator | null,
  read: IndicatorTerms,
): { readonly terms: IndicatorTerms } | Problem | null {
  const wanted = indicatorCells(read);
  const isUntouched = cellsHash(wanted) === token?.cellsHash;
  const isNew = token?.indicatorId === null;
  if (before === null)
    return isNew ? { terms: read } : conflict(`書き出した後に、指標「${fields.name}」は外されました。`);
  const now = indicatorCells(before.terms);
  if (isUntouched || cellsHash(now) === cellsHash(wanted)) return null;
  if (isNew) return unread(`指標「${fields.name}」はもうあります。その指標の行で直してください。`);
  if (cellsHash(now) !== token?.cellsHash)
    return conflict(`書き出した後に指標が変わりました（今は ${indicatorWords(before.terms, null)}）。`);
  // A figure is shown with three digits behind the point; one that was not touched keeps all of them.
  const exact = (field: "base" | "target") =>
    now[field] === wanted[field] ? before.terms[field] : read[field];
  return { terms: { ...read, base: exact("base"), target: exact("target") } };
}

/** The same indicator in another row: `same` where both say the same. */
function doubledBy(
  row: ReturnedIndicator,
  goal: ProgressRow,
  before: RowIndicator | null,
  terms: IndicatorTerms,
  taken: readonly IndicatorDecision[],
): Problem | "same" | null {
  const others = taken.filter((each) => each.goal?.goalId === goal.goalId && each.row !== row);
  const saidIn = (each: ReturnedIndicator): string => JSON.stringify([each.fields, each.value]);
  const twin = others.find(
    (each) =>
      (before !== null && each.row.token?.indicatorId === before.terms.id) ||
      ("terms" in each && each.terms.name === terms.name),
  );
  if (twin !== undefined)
    return saidIn(twin.row) === saidIn(row)
      ? "same"
      : unread(`${placeOf(twin.row)}に同じ指標の違う記入があります。どちらか一方にしてください。`);
  const named = goal.indicators.find((each) => each !== before && each.terms.name === terms.name);
  return named === undefined ? null : unread(`指標「${terms.name}」はもうあります。別の名前にしてください。`);
}

function readValue(
  row: ReturnedIndicator,
  goal: ProgressRow,
  before: RowIndicator | null,
  terms: IndicatorTerms,
  known: Knowledge,
): { readonly value: number; readonly text: string } | { readonly kind: "repeated" } | Problem {
  const text = `${terms.name} ${/[0-9]$/u.test(row.value.normalize("NFKC")) ? `${row.value}${terms.unit}` : row.value}`;
  const others = goal.indicators.flatMap((each) => (each === before ? [] : [each.terms]));
  const value = readValues(text, [terms, ...others]).get(0);
  if (value === undefined || !Number.isFinite(value) || /[\n。、→⇒]|->|から/u.test(row.value))
    return unread(
      `今回の値「${row.value}」を読めません。「${figureWords(52.3, terms.unit)}」のように、数字を一つ書いてください。`,
    );
  const objection = known.objection(text);
  if (objection !== null) return unread(objection);
  if (known.wroteBefore(goal.goalId)) return { kind: "repeated" };
  const last = before?.last ?? null;
  if (last === null || valueHash(last) === row.token?.valueHash) return { value, text };
  // The file was saved once more after it was imported: what is in already is no conflict.
  return last.value === value
    ? { kind: "repeated" }
    : conflict(
        `書き出した後に値が報告されました（${shortDay(last.saidAt)} ${figureWords(last.value, terms.unit)}）。`,
      );
}

/**
 * Keeps what was decided. Call it in a transaction, with decisions made in that transaction.
 * @returns how many indicators were set, how many values recorded, and the goals that have a new report
 */
export function recordIndicators(
  db: Db,
  decisions: readonly IndicatorDecision[],
  by: ReturnedBy,
): { readonly set: number; readonly measured: number; readonly goals: readonly number[] } {
  let set = 0;
  const reports = new Map<number, { readonly goal: ProgressRow; readonly texts: string[] }>();
  for (const decision of decisions) {
    if (decision.kind === "set") {
      const { goal, before, terms } = decision;
      setIndicator(db, goal.goalId, before?.terms.id ?? null, terms, "office", by.act);
      set += 1;
    }
    if (decision.kind !== "value") continue;
    const report = reports.get(decision.goal.goalId) ?? { goal: decision.goal, texts: [] };
    report.texts.push(decision.text);
    reports.set(decision.goal.goalId, report);
  }
  let measured = 0;
  const goals = [...reports.values()].flatMap(({ goal, texts }) => {
    const id = addNote(
      db,
      {
        state: null,
        level: null,
        percent: null,
        unchanged: false,
        text: texts.join("、"),
        goalId: goal.goalId,
        messageId: null,
        sourceKey: indicatorKey(by.sha256, goal.goalId),
        authorId: by.authorId,
        onBehalfOf: goal.department,
        via: "sheet",
        saidAt: by.act.at,
      },
      by.act,
    );
    if (id === null) return [];
    measured += texts.length;
    return [goal.goalId];
  });
  return { set, measured, goals };
}

/** What makes the report of values in a file the same report when it comes again. */
export const indicatorKey = (sha256: string, goalId: number): string =>
  `sheet:${sha256}:indicators#${goalId}`;

/** A row in words. */
export function indicatorRowWords(decision: IndicatorDecision): string {
  const { goal, row } = decision;
  const place = goal === null ? placeOf(row) : `${goal.department} ${goal.number}`;
  switch (decision.kind) {
    case "set":
      return `${place}　${decision.before === null ? `加える指標 ${indicatorWords(decision.terms, null)}` : changes(decision.before, decision.terms)}`;
    case "value": {
      const { terms, before, value } = decision;
      const from = before === null ? "" : `${figureWords(before, terms.unit)} → `;
      return `${place}　${terms.name} ${from}${figureWords(value, terms.unit)}`;
    }
    case "repeated":
      return `${place}　${decision.terms.name}`;
    case "conflict":
    case "unread":
      return `${goal === null ? place : `${place}（${placeOf(row)}）`}: ${decision.reason}`;
  }
}

/** `加入率　目標の値 60 → 65`. */
function changes(before: RowIndicator, terms: IndicatorTerms): string {
  const [was, is] = [indicatorCells(before.terms), indicatorCells(terms)];
  const shown = (text: string): string => (text === "" ? "（なし）" : text);
  const words = INDICATOR_FIELDS.filter(({ field }) => was[field] !== is[field]).map(
    ({ field, heading }: { readonly field: IndicatorField; readonly heading: string }) =>
      `${heading} ${shown(was[field])} → ${shown(is[field])}`,
  );
  const lost =
    was.name !== is.name && before.last !== null
      ? "（前の名前で報告された値は、この指標の値ではなくなります）"
      : "";
  return `${was.name}　${words.join("、")}${lost}`;
}
