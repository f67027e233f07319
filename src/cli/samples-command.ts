import { fiscalYearLabel } from "../domain/time.js";
import { createLog } from "../log.js";
import { recordAudit } from "../store/audit.js";
import { type Db, inTransaction } from "../store/database.js";
import { deleteSamples, triedNotes } from "../store/invented.js";
import { listSamples, setSamplesAside } from "../store/plans.js";
import { askYes } from "./ask-person.js";
import { CliError, type Io, readArgs, UsageError, withDatabase } from "./command.js";

const OPTIONS = {
  remove: { type: "boolean" },
  restore: { type: "boolean" },
  yes: { type: "boolean" },
} as const;

/**
 * `policy-bot samples`: which sample plans there are. `--remove` deletes them with everything that was invented or tried out on
 * them, after asking; `--restore` brings them back, those that an import set aside as they were, deleted ones anew.
 */
export async function runSamples(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  if (values.remove === true && values.restore === true)
    throw new UsageError("--remove と --restore は、どちらか一方にしてください。");
  return withDatabase(io, async (db) => {
    if (values.remove === true) await remove(db, io, values.yes === true);
    if (values.restore === true) await restore(db, io);
    list(db, io);
    return 0;
  });
}

function list(db: Db, io: Io): void {
  const samples = listSamples(db);
  if (samples.length === 0) io.out("見本の計画はありません。");
  for (const { municipality, fiscalYear, setAside } of samples)
    io.out(
      `${municipality} ${fiscalYearLabel(fiscalYear)}（見本）　${setAside ? "片付けてあります" : "使っています"}`,
    );
}

async function remove(db: Db, io: Io, yes: boolean): Promise<void> {
  const samples = listSamples(db);
  if (samples.length === 0) return;
  const tried = triedNotes(db).length;
  const what = `見本の計画 ${samples.length}件を、作りものの報告${tried > 0 ? `と、試しに書かれた報告 ${tried}件` : ""}ごと消します。`;
  if (!yes && !(await agrees(io, what)))
    throw new CliError(`${what}よければ --yes を付けてやり直してください。`);
  inTransaction(db, () => {
    const act = { actor: "cli", at: io.clock(), via: "cli" };
    deleteSamples(
      db,
      listSamples(db).map(({ id }) => id),
      act,
      true,
    );
  });
  io.out(`見本の計画 ${samples.length}件を消しました。--restore で、はじめの見本を入れ直せます。`);
}

async function agrees(io: Io, what: string): Promise<boolean> {
  if (!io.interactive) return false;
  return askYes(`${what}よろしいですか。`);
}

async function restore(db: Db, io: Io): Promise<void> {
  const now = io.clock();
  inTransaction(db, () => {
    if (setSamplesAside(db, null) === 0) return;
    recordAudit(db, {
      at: now,
      actor: "cli",
      action: "samples.set",
      target: "samples",
      before: { setAside: true },
      after: { setAside: false },
      via: "cli",
    });
  });
  const { importSamples, tellStory } = await import("../samples.js");
  const before = new Set(listSamples(db).map(({ id }) => id));
  await importSamples(db, now, createLog("silent"));
  if (listSamples(db).some(({ id }) => !before.has(id))) tellStory(db, now);
}
