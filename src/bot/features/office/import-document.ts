import { applyImport, type ImportOutcome } from "../../../import/apply.js";
import type { ImportOptions } from "../../../import/changes.js";
import { changedGoals } from "../../../import/changes.js";
import type { ParsedPlan } from "../../../import/document.js";
import { type Db, inTransaction } from "../../../store/database.js";
import { announceCorrection } from "../digest/correction.js";

/** Imports a document, and tells the channels whose digests show what changed, in one transaction. */
export function importDocument(db: Db, parsed: ParsedPlan, options: ImportOptions): ImportOutcome {
  return inTransaction(db, () => {
    const outcome = applyImport(db, parsed, options, true);
    announceCorrection({ db, clock: () => options.now, kick: () => {} }, changedGoals(outcome.changes));
    return outcome;
  });
}
