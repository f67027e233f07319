import { fiscalYearLabel } from "../domain/time.js";
import { recordAudit } from "../store/audit.js";
import { inTransaction } from "../store/database.js";
import { listSamples, setSamplesAside } from "../store/plans.js";
import { type Io, readArgs, UsageError, withDatabase } from "./command.js";

const OPTIONS = { remove: { type: "boolean" }, restore: { type: "boolean" } } as const;

/** `policy-bot samples`: which sample plans there are; `--remove` takes them out of the way, `--restore` brings them back. */
export async function runSamples(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArgs(args, OPTIONS, { min: 0, max: 0, missing: "" });
  if (values.remove === true && values.restore === true)
    throw new UsageError("--remove と --restore は、どちらか一方にしてください。");
  return withDatabase(io, (db) => {
    if (values.remove === true || values.restore === true) {
      const at = values.remove === true ? io.clock() : null;
      inTransaction(db, () => {
        if (setSamplesAside(db, at) === 0) return;
        recordAudit(db, {
          at: io.clock(),
          actor: "cli",
          action: "samples.set",
          target: "samples",
          before: { setAside: at === null },
          after: { setAside: at !== null },
          via: "cli",
        });
      });
    }
    const samples = listSamples(db);
    if (samples.length === 0) io.out("見本の計画はありません。");
    for (const { municipality, fiscalYear, setAside } of samples)
      io.out(
        `${municipality} ${fiscalYearLabel(fiscalYear)}（見本）　${setAside ? "片付けてあります" : "使っています"}`,
      );
    return 0;
  });
}
