import { type TakenSheet, takeReturnedEvaluations } from "../bot/features/evaluation/sheets.js";
import type { ReturnedEvaluation } from "../export/returned/read.js";
import { loadPatterns } from "../load-patterns.js";
import { inTransaction, openCurrent } from "../store/database.js";
import { guardNotes } from "../store/note-door.js";
import { CliError, type Io } from "./command.js";

/** The person a returned sheet is recorded by. */
const PLANNING = "企画課";

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
