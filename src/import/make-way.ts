import { all, type Db, run } from "../store/database.js";
import { withdrawNote } from "../store/note-writing.js";
import { listPlans, preferMunicipality, preferredMunicipality, setSamplesAside } from "../store/plans.js";

/** What a plan of one's own does to the samples: they are taken out of the way, and its municipality is the one that is meant. */
export interface MadeWay {
  /** The samples that were set aside, as `板橋区 令和8年度` is made of them. */
  readonly samples: readonly { readonly municipality: string; readonly fiscalYear: number }[];
  /** Whether the plan's municipality is the one that is meant from now on. */
  readonly current: boolean;
}

/** Call it in the transaction of an import of one's own document, once the plan is written. */
export function makeWay(
  db: Db,
  planId: number,
  act: { readonly actor: string; readonly at: number },
): MadeWay {
  const plans = listPlans(db);
  const plan = plans.find(({ id }) => id === planId);
  if (plan === undefined) return { samples: [], current: false };
  const samples = plans.filter(({ sample }) => sample);
  const first = plans.every((other) => other.sample || other.municipalityId === plan.municipalityId);
  const isNew = first && preferredMunicipality(db) === null;
  if (isNew) preferMunicipality(db, plan.municipality);
  // Once: who brought the samples back wants to see them.
  if (!isNew || samples.length === 0) return { samples: [], current: isNew };
  setSamplesAside(db, act.at);
  run(
    db,
    `UPDATE binding SET municipality_id = ? WHERE purpose = 'planning' AND municipality_id NOT IN
       (SELECT municipality_id FROM plan WHERE set_aside_at IS NULL)`,
    plan.municipalityId,
  );
  return {
    samples: samples.map(({ municipality, fiscalYear }) => ({ municipality, fiscalYear })),
    current: true,
  };
}

/**
 * A document of one's own in the place of a sample, before it is written: what was invented on it is withdrawn, and the numbers
 * are those of the new document.
 */
export function takeOverSample(
  db: Db,
  planId: number,
  act: { readonly actor: string; readonly at: number },
): void {
  const { changes } = run(db, "UPDATE plan SET is_sample = 0 WHERE id = ? AND is_sample = 1", planId);
  if (changes === 0) return;
  run(
    db,
    "DELETE FROM goal_number WHERE department_id IN (SELECT id FROM department WHERE plan_id = ?)",
    planId,
  );
  const invented = all<{ id: number }>(
    db,
    `SELECT note.id FROM note JOIN statement ON statement.id = goal_id
     WHERE plan_id = ? AND source_key GLOB 'sample:*' AND withdrawn_at IS NULL`,
    planId,
  );
  for (const { id } of invented) withdrawNote(db, id, { ...act, via: "import" });
}
