import { type Db, run } from "../store/database.js";
import { deleteSamples } from "../store/invented.js";
import {
  listPlans,
  listSamples,
  preferMunicipality,
  preferredMunicipality,
  setSamplesAside,
} from "../store/plans.js";

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
 * Before a document of one's own is written in the place of a sample: the sample goes, with what was invented and tried out on it.
 * Its departments' organisations stay with their channels and roles, and the document's departments hang on them.
 */
export function takeOverSample(
  db: Db,
  place: { readonly municipality: string; readonly fiscalYear: number },
  act: { readonly actor: string; readonly at: number },
): void {
  const taken = listSamples(db).filter(
    ({ municipality, fiscalYear }) => municipality === place.municipality && fiscalYear === place.fiscalYear,
  );
  deleteSamples(
    db,
    taken.map(({ id }) => id),
    { ...act, via: "import" },
    false,
  );
}
