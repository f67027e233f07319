import { existsSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { refreshDigests } from "../bot/features/digest/refresh.js";
import { DEFAULT_PATTERNS } from "../domain/privacy/defaults.js";
import { findPersonalData } from "../domain/privacy/privacy.js";
import { fiscalYearLabel } from "../domain/time.js";
import { type ProgressRow, progressTable } from "../export/progress-table.js";
import {
  type Decision,
  decideReturned,
  type Edited,
  placeOf,
  type Returned,
  recordReturned,
  saysAlready,
  wroteBefore,
} from "../export/returned/decide.js";
import type { ReturnedRow } from "../export/returned/read.js";
import { planHash } from "../export/token.js";
import { planTitle } from "../export/xlsx/cell-text.js";
import type { Source } from "../import/decode.js";
import { type Db, inTransaction, openCurrent } from "../store/database.js";
import type { NoteContent } from "../store/note-writing.js";
import { ensurePerson } from "../store/people.js";
import { findPlan, type Plan } from "../store/plans.js";
import { type PlacedLevel, stateLabel } from "../store/scale.js";
import { CliError, type Io } from "./command.js";

/** The person a returned sheet is recorded by; each note says for which department. */
const PLANNING = "企画課";

export interface ProgressOptions {
  readonly municipality: string | null;
  readonly fiscalYear: number | null;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/**
 * `policy-bot import` of a 進捗一覧 that was exported, filled in and came back: what was filled in is shown and becomes
 * notes; a goal that has changed since is left as it is.
 * @returns the exit status
 */
export async function runImportProgress(
  source: Source,
  rows: readonly ReturnedRow[],
  options: ProgressOptions,
  io: Io,
): Promise<number> {
  const file = io.config().databasePath;
  const db = openCurrent(options.dryRun && !existsSync(file) ? ":memory:" : file);
  try {
    const plan = planOf(db, source.name, rows, options);
    const decide = (): Returned => decideNow(db, plan, source, rows, io.clock());
    const preview = decide();
    if (!options.json) showReturned(io, plan, preview);
    const adding = preview.decisions.filter(({ kind }) => kind === "add").length;
    if (adding > 0 && !options.dryRun && !(await agree(io, adding, options))) {
      throw new CliError("記録しませんでした。よければ --yes を付けてやり直してください。");
    }
    // Decided once more in the transaction: somebody may have reported while the question stood.
    const outcome = options.dryRun ? { returned: preview, added: 0 } : record(db, source, decide, io);
    if (options.json) io.out(JSON.stringify(progressReport(plan, outcome.returned, outcome.added > 0)));
    else if (options.dryRun) io.out("確認だけをしました（記録していません）。");
    else
      io.out(outcome.added === 0 ? "新しく記録するものはありません。" : `${outcome.added}件を記録しました。`);
    return 0;
  } finally {
    db.close();
  }
}

/** The plan that every row names; it must be of this database and be the one that was asked for. */
function planOf(db: Db, name: string, rows: readonly ReturnedRow[], options: ProgressOptions): Plan {
  const tokens = rows.flatMap(({ token }) => (token === null ? [] : [token]));
  const [first] = tokens;
  if (first === undefined) {
    throw new CliError(
      `${name}: 管理番号のある行がありません。policy-bot export --format xlsx で書き出し直した表に記入してください。`,
    );
  }
  if (tokens.some(({ planId, planHash: hash }) => planId !== first.planId || hash !== first.planHash)) {
    throw new CliError(`${name}: 別の計画の行が混ざっています。計画ごとに分けて取り込んでください。`);
  }
  const plan = findPlan(db, first.planId);
  if (plan === null || planHash(plan) !== first.planHash) {
    throw new CliError(
      `${name}: このデータベースから書き出した表ではありません。DATABASE_PATH を確かめてください。`,
    );
  }
  const { municipality, fiscalYear } = options;
  if (
    (municipality ?? plan.municipality) !== plan.municipality ||
    (fiscalYear ?? plan.fiscalYear) !== plan.fiscalYear
  ) {
    throw new CliError(
      `${name}: この表は ${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)} のものです。--municipality と --fiscal-year を確かめてください。`,
    );
  }
  return plan;
}

function decideNow(db: Db, plan: Plan, source: Source, rows: readonly ReturnedRow[], now: number): Returned {
  return decideReturned(rows, {
    table: progressTable(db, plan, now),
    wroteBefore: (goalId) => wroteBefore(db, source.sha256, goalId),
    saysAlready: (goalId, content) => saysAlready(db, goalId, content),
    objection: personalData,
  });
}

/** What is held back in a thread is held back here. */
function personalData(text: string): string | null {
  const labels = [...new Set(findPersonalData(text, DEFAULT_PATTERNS).map(({ label }) => label))];
  return labels.length === 0
    ? null
    : `${labels.join("・")}と思われる記載があります。「区民の方1名」のように書き換えてください。`;
}

function record(
  db: Db,
  source: Source,
  decide: () => Returned,
  io: Io,
): { readonly returned: Returned; readonly added: number } {
  return inTransaction(db, () => {
    const returned = decide();
    if (returned.decisions.every(({ kind }) => kind !== "add")) return { returned, added: 0 };
    const author = ensurePerson(db, "cli", PLANNING, PLANNING);
    const goals = recordReturned(db, returned.decisions, {
      sha256: source.sha256,
      authorId: author.id,
      act: { actor: `cli:${PLANNING}`, at: io.clock(), via: "sheet" },
    });
    refreshDigests({ db, clock: io.clock, kick: () => undefined }, goals);
    return { returned, added: goals.length };
  });
}

async function agree(io: Io, adding: number, { yes, json }: ProgressOptions): Promise<boolean> {
  if (yes) return true;
  if (!io.interactive || json) return false;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(`${adding}件を進捗として記録しますか。[はい/いいえ] `);
    return /^(はい|y|yes)$/iu.test(answer.trim());
  } finally {
    prompt.close();
  }
}

/** What a returned 進捗一覧 comes to, for a person and as data. */

type Kind = Decision["kind"];

const HEADINGS: readonly (readonly [Kind, string])[] = [
  ["add", "記録するもの"],
  ["repeated", "記録済みのもの"],
  ["conflict", "書き出した後に変わったため、取り込まないもの"],
  ["unread", "直していただきたいもの"],
];

/** Prints every difference; a section that is empty is left out. */
export function showReturned(io: Io, plan: Plan, returned: Returned): void {
  io.out(`${planTitle(plan)}　進捗一覧の記入`);
  for (const [kind, heading] of HEADINGS) {
    const decisions = returned.decisions.filter((decision) => decision.kind === kind);
    if (decisions.length > 0) io.out(`${heading} ${decisions.length}件`);
    for (const decision of decisions) io.out(`  ${lineOf(decision, returned.scale)}`);
  }
  if (returned.edited.length > 0) io.out(`注意 ${returned.edited.length}件`);
  for (const edited of returned.edited) io.out(`  ${editedLine(edited)}`);
  if (returned.decisions.length === 0) io.out("黄色の欄に記入がありません。");
}

function lineOf(decision: Decision, scale: readonly PlacedLevel[]): string {
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
  return `${goal.department} ${goal.number}（${placeOf(row)}）: 「${heading}」が書き換えられていますが、取り込みません。`;
}

/** The same as data; `line` is the row of the sheet that the message names. */
export function progressReport(plan: Plan, returned: Returned, applied: boolean) {
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
    warnings: returned.edited.map((edited) => ({ line: edited.row.line, message: editedLine(edited) })),
  };
}

function noteOf({ state, percent, unchanged, text }: NoteContent) {
  return { state, percent, unchanged, text };
}
