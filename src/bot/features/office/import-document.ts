import { createHash } from "node:crypto";
import { applyImport, type ImportOutcome } from "../../../import/apply.js";
import { changedGoals, type ImportOptions } from "../../../import/changes.js";
import { ImportError, type ParsedPlan } from "../../../import/document.js";
import { type Db, inTransaction } from "../../../store/database.js";
import { announceCorrection } from "../digest/refresh.js";
import { type LinkChoices, settleLinks } from "../lineage/settle-links.js";

/** What was shown before the import, and what the person said to it. */
export interface SeenPreview {
  /** As `previewMark` gives it. */
  readonly mark: string;
  readonly links: LinkChoices;
}

/** What the plan would become is not any more what the preview showed. */
export class PreviewOutdated extends ImportError {
  readonly outdated = true;

  constructor() {
    super(
      "確認の画面を出したあとに、計画が変わりました。いまの違いを確かめてから、もう一度取り込んでください。",
    );
  }
}

/**
 * Imports a document, and tells the channels whose digests show what changed, in one transaction.
 * @param seen what the person agreed to; null where nothing was shown
 * @throws PreviewOutdated where something else would be done by now
 */
export function importDocument(
  db: Db,
  parsed: ParsedPlan,
  options: ImportOptions,
  seen: SeenPreview | null = null,
): ImportOutcome {
  return inTransaction(db, () => {
    const outcome = applyImport(db, parsed, options, true);
    if (seen !== null && seen.mark !== previewMark(outcome)) throw new PreviewOutdated();
    if (seen !== null) {
      const act = { actor: options.actor, at: options.now, via: "import" };
      settleLinks(db, outcome.planId, seen.links, act);
    }
    announceCorrection({ db, clock: () => options.now, kick: () => {} }, changedGoals(outcome.changes));
    return outcome;
  });
}

/**
 * Says, short, what a preview showed: the same mark, the same differences, links and losses. Row ids are left out: an import of
 * another municipality in between changes nothing here.
 */
export function previewMark({
  municipality,
  fiscalYear,
  counts,
  changes,
  keptNames,
  endedNames,
  lineage,
  madeWay,
}: ImportOutcome): string {
  const shown = {
    municipality,
    fiscalYear,
    counts,
    changes: changes.map(({ what, department, kind, before, after, notes, goal }) => [
      what,
      department,
      kind,
      before,
      after,
      what === "removed" ? notes : 0,
      goal?.number ?? null,
    ]),
    lineage: lineage.map(({ level, kind, from, to, sure, confirmedAt }) => [
      level,
      kind,
      from === null ? null : [from.department, from.number, from.text],
      to === null ? null : [to.department, to.number, to.text],
      sure,
      confirmedAt !== null,
    ]),
    keptNames,
    endedNames,
    madeWay,
  };
  return createHash("sha256").update(JSON.stringify(shown)).digest("hex").slice(0, 32);
}
