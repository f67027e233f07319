import { existsSync } from "node:fs";
import { type TakenSheet, takeReturnedEvaluations } from "../bot/features/evaluation/sheets.js";
import {
  decideReturnedSheet,
  openReturnedSheet,
  type ReturnedSheet,
  recordSheet,
  type SheetDecisions,
  type SheetOutcome,
} from "../bot/features/office/returned-sheet.js";
import {
  alsoRecorded,
  countWritten,
  NOTHING_FILLED_IN,
  progressReport,
  returnedParts,
} from "../bot/features/office/returned-words.js";
import { fiscalYearLabel } from "../domain/time.js";
import type { ReturnedEvaluation, ReturnedFile } from "../export/returned/read.js";
import { planTitle } from "../export/xlsx/cell-text.js";
import type { Source } from "../import/decode.js";
import { loadPatterns } from "../load-patterns.js";
import { inTransaction, openCurrent } from "../store/database.js";
import { guardNotes } from "../store/notes.js";
import type { Plan } from "../store/plans.js";
import { askYes } from "./ask-person.js";
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
  file: ReturnedFile,
  options: ProgressOptions,
  io: Io,
): Promise<number> {
  const database = io.config().databasePath;
  const db = openCurrent(options.dryRun && !existsSync(database) ? ":memory:" : database);
  try {
    const sheet = openReturnedSheet(db, source, file);
    requireAsked(sheet, options);
    const { plan } = sheet;
    const patterns = loadPatterns(io.config().privacyPatterns);
    guardNotes(db, patterns);
    const preview = decideReturnedSheet(db, sheet, io.clock(), patterns);
    if (!options.json) show(io, plan, preview);
    const adding = countWritten(preview);
    if (adding > 0 && !options.dryRun && !(await agree(io, adding, options))) {
      throw new CliError("記録しませんでした。よければ --yes を付けてやり直してください。");
    }
    const act = { platform: "cli", person: PLANNING, name: PLANNING, at: io.clock() };
    const bot = { db, clock: io.clock, kick: () => undefined };
    const outcome = options.dryRun
      ? { returned: preview, added: 0, owned: 0, set: 0, measured: 0 }
      : recordSheet(bot, sheet, act, patterns);
    if (options.json) io.out(JSON.stringify(progressReport(plan, outcome.returned, writtenIn(outcome) > 0)));
    else if (options.dryRun) io.out("確認だけをしました（記録していません）。");
    else
      io.out(
        `${outcome.added === 0 ? "" : `${outcome.added}件を記録しました。`}${alsoRecorded(outcome)}` ||
          "新しく記録するものはありません。",
      );
    return 0;
  } finally {
    db.close();
  }
}

const writtenIn = ({ added, owned, set, measured }: SheetOutcome): number => added + owned + set + measured;

/** @throws CliError where the sheet is of another plan than the one that was asked for */
function requireAsked({ name, plan }: ReturnedSheet, { municipality, fiscalYear }: ProgressOptions): void {
  if (
    (municipality ?? plan.municipality) !== plan.municipality ||
    (fiscalYear ?? plan.fiscalYear) !== plan.fiscalYear
  ) {
    throw new CliError(
      `${name}: この表は ${plan.municipality} ${fiscalYearLabel(plan.fiscalYear)} のものです。--municipality と --fiscal-year を確かめてください。`,
    );
  }
}

async function agree(io: Io, adding: number, { yes, json }: ProgressOptions): Promise<boolean> {
  if (yes) return true;
  if (!io.interactive || json) return false;
  return askYes(`${adding}件を記録しますか。`);
}

function show(io: Io, plan: Plan, returned: SheetDecisions): void {
  io.out(`${planTitle(plan)}　進捗一覧の記入`);
  for (const { heading, lines } of returnedParts(returned)) {
    io.out(heading);
    for (const line of lines) io.out(`  ${line}`);
  }
  if (returned.decisions.length + returned.owners.length + returned.indicators.length === 0)
    io.out(NOTHING_FILLED_IN);
}

/** The person a returned sheet is recorded by. */

/** Says that what was tried out is not to be kept. */
class TriedOut extends Error {
  override readonly name = "TriedOut";
  constructor(readonly taken: TakenSheet) {
    super("tried out");
  }
}

/**
 * `policy-bot import` of a 評価シート that was exported, filled in and came back. What collides with somebody else's text is kept
 * beside it, so that nothing has to be agreed to beforehand.
 * @returns the exit status
 */
export function runImportEvaluations(
  rows: readonly ReturnedEvaluation[],
  options: { readonly dryRun: boolean; readonly json: boolean },
  io: Io,
): number {
  const db = openCurrent(io.config().databasePath);
  try {
    const privacy = loadPatterns(io.config().privacyPatterns);
    guardNotes(db, privacy);
    const by = { platform: "cli", id: PLANNING, name: PLANNING, via: "sheet" } as const;
    const take = (): TakenSheet => {
      try {
        return inTransaction(db, () => {
          const taken = takeReturnedEvaluations({ db, clock: io.clock, privacy }, rows, () => true, by);
          if (options.dryRun) throw new TriedOut(taken);
          return taken;
        });
      } catch (error) {
        if (error instanceof TriedOut) return error.taken;
        throw error;
      }
    };
    const taken = take();
    if (options.json) io.out(JSON.stringify({ applied: !options.dryRun, layout: "evaluation", ...taken }));
    else {
      const parts = [
        ["記録したもの", taken.recorded],
        ["別の方の記入と重なったもの（どちらも残してあります）", taken.collided],
        ["直していただきたいもの", taken.refused],
      ] as const;
      for (const [heading, lines] of parts) {
        if (lines.length === 0) continue;
        io.out(`${heading} ${lines.length}件`);
        for (const line of lines) io.out(`  ${line}`);
      }
      if (options.dryRun) io.out("確認だけをしました（記録していません）。");
      else if (parts.every(([, lines]) => lines.length === 0))
        io.out("新しく記録するものはありませんでした。");
    }
    if (taken.refused.length > 0 && taken.recorded.length + taken.collided.length === 0)
      throw new CliError("記録できるものがありませんでした。");
    return 0;
  } finally {
    db.close();
  }
}
