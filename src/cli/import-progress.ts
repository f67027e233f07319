import { existsSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { refreshDigests } from "../bot/features/digest/refresh.js";
import { DEFAULT_PATTERNS } from "../domain/privacy/defaults.js";
import { findPersonalData } from "../domain/privacy/privacy.js";
import { fiscalYearLabel } from "../domain/time.js";
import { decideReturned, type Returned } from "../export/returned/decide.js";
import type { ReturnedRow } from "../export/returned/read.js";
import { recordReturned, saysAlready, wroteBefore } from "../export/returned/record.js";
import { progressTable } from "../export/rows.js";
import { planHash } from "../export/token.js";
import type { Source } from "../import/decode.js";
import { type Db, inTransaction, openCurrent } from "../store/database.js";
import { ensurePerson } from "../store/people.js";
import { findPlan, type Plan } from "../store/plans.js";
import { CliError, type Io } from "./command.js";
import { progressReport, showReturned } from "./show-progress.js";

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
