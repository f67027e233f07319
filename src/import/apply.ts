import { recordAudit } from "../store/audit.js";
import { type Db, inTransaction, one, run } from "../store/database.js";
import { textHashes } from "../store/deviations.js";
import { deleteSamples } from "../store/invented.js";
import { type NamedLink, namedLinks } from "../store/named-links.js";
import {
  listPlans,
  listSamples,
  preferMunicipality,
  preferredMunicipality,
  setSamplesAside,
  trackedLabels,
} from "../store/plans.js";
import { indexLevels } from "../store/search.js";
import { type Change, countPlan, type ImportCounts, type ImportOptions, tally } from "./changes.js";
import { flatten, matchPlan } from "./diff.js";
import { ImportError, type ParsedPlan } from "./document.js";
import { type EndedName, findEndedNames, type KeptName, keepNewerNames } from "./kept-names.js";
import { placeWords } from "./printed-text.js";
import { writeLineage } from "./write-lineage.js";
import {
  removeLeftovers,
  requireLabels,
  storedPlan,
  titleOf,
  trackLabels,
  upsertPlan,
  writeDepartments,
  writeDetails,
  writePrintedLevels,
  writeSections,
} from "./write-plan.js";
import { writeStatements } from "./write-statements.js";

export interface ImportOutcome {
  readonly planId: number;
  readonly municipality: string;
  readonly fiscalYear: number;
  readonly layout: string;
  readonly title: string;
  readonly counts: ImportCounts;
  readonly changes: readonly Change[];
  /** Departments that the document still calls as before their 改称. */
  readonly keptNames: readonly KeptName[];
  /** Departments that the document prints although 機構改革 ends them by the first day of its year. */
  readonly endedNames: readonly EndedName[];
  /** What became of the samples, and whether this municipality is the one that is meant from now on. */
  readonly madeWay: MadeWay;
  /** How the year before goes on in this plan, as far as it is known; empty where there is none. */
  readonly lineage: readonly NamedLink[];
}

class DryRun extends Error {}

/**
 * Makes the stored plan equal to the document, in one transaction. With `commit: false` everything is done and
 * undone again, so that what is shown beforehand is what will happen.
 * @throws ImportError where two departments carry one name, or a label to be tracked does not occur in the document
 */
export function applyImport(
  db: Db,
  parsed: ParsedPlan,
  options: ImportOptions,
  commit: boolean,
): ImportOutcome {
  requireDistinctNames(parsed);
  let outcome: ImportOutcome | null = null;
  try {
    inTransaction(db, () => {
      outcome = write(db, parsed, options);
      if (!commit) throw new DryRun();
    });
  } catch (error) {
    if (!(error instanceof DryRun)) throw error;
  }
  if (outcome === null) throw new Error("import ended without an outcome");
  return outcome;
}

/** A department is found by its name; two of one name would be mixed up at the next import. */
function requireDistinctNames(parsed: ParsedPlan): void {
  const lines = new Map<string, number>();
  for (const { name, line } of parsed.departments) {
    const first = lines.get(name);
    if (first !== undefined) {
      throw new ImportError(
        `「${name}」という部が${placeWords(first)}と${placeWords(line)}にあります。どちらかの名前を直してから取り込んでください。`,
      );
    }
    lines.set(name, line);
  }
}

function write(db: Db, parsed: ParsedPlan, options: ImportOptions): ImportOutcome {
  if (options.sample !== true) takeOverSample(db, options, { actor: options.actor, at: options.now });
  const { id: planId, touched } = upsertPlan(db, parsed, options);
  const printed = flatten(parsed, [...new Set([...trackedLabels(db, planId), ...options.track])]);
  requireLabels(printed, options.track);
  const newlyTracked = trackLabels(db, planId, options.track);
  const stored = storedPlan(db, planId);
  const { flat, kept } = keepNewerNames(db, planId, printed);
  const ended = findEndedNames(db, planId, flat);
  const match = matchPlan(stored, flat);
  const departments = writeDepartments(db, planId, flat, match);
  const sections = writeSections(db, flat, match, departments);
  const names = flat.departments.map(({ name }) => ({ name, department: name }));
  const headings = flat.sections.map(({ name, department }) => ({
    name,
    department: names[department]?.name ?? null,
  }));
  const renamings = [
    ...renamed("department", stored.departments, names, match.departments),
    ...renamed("section", stored.sections, headings, match.sections),
  ];
  const written = writeStatements(db, planId, flat, match, { departments, sections }, options);
  const changes = [...renamings, ...written.changes];
  const act = { actor: options.actor, at: options.now };
  const detailed = writeDetails(db, planId, flat, written.ids, act);
  const levelled = writePrintedLevels(db, planId, flat, written.ids, act);
  // What is printed again stands below its 政策 again.
  if (!levelled && changes.some(({ what }) => what === "added")) indexLevels(db, planId);
  removeLeftovers(db, planId, { departments, sections }, options.now);
  if (touched || newlyTracked > 0 || changes.length > 0) writeLineage(db, planId, act);
  const madeWay = options.sample === true ? { samples: [], current: false } : makeWay(db, planId, act);
  if (touched || detailed || newlyTracked > 0 || changes.length > 0) {
    recordAudit(db, {
      at: options.now,
      actor: options.actor,
      action: "plan.import",
      target: `plan:${planId}`,
      before: null,
      after: {
        source: options.sourceName,
        sha256: options.sourceSha256,
        track: options.track,
        changes: tally(changes),
        renamed: renamings.map(({ kind, department, before, after }) =>
          kind === "section" ? `${department}・${before} → ${after}` : `${before} → ${after}`,
        ),
        texts: textHashes(db, planId),
      },
      via: "import",
    });
  }
  return {
    planId,
    municipality: options.municipality,
    fiscalYear: options.fiscalYear,
    layout: parsed.layout,
    title: titleOf(parsed, options),
    counts: countPlan(parsed, flat),
    changes,
    keptNames: kept,
    endedNames: ended,
    madeWay,
    lineage: namedLinks(db, planId),
  };
}

/** Departments, or 柱 in their departments, that go on under another name. */
function renamed(
  kind: "department" | "section",
  stored: readonly { readonly id: number; readonly name: string }[],
  read: readonly { readonly name: string; readonly department: string | null }[],
  match: readonly (number | null)[],
): Change[] {
  return read.flatMap(({ name, department }, index): Change[] => {
    const before = stored.find(({ id }) => id === match[index])?.name ?? name;
    if (before === name) return [];
    return [{ what: "renamed", department, kind, before, after: name, notes: 0, goal: null }];
  });
}

/** What a plan of one's own does to the samples: they are taken out of the way, and its municipality is the one that is meant. */
interface MadeWay {
  /** The samples that were set aside, as `板橋区 令和8年度` is made of them. */
  readonly samples: readonly { readonly municipality: string; readonly fiscalYear: number }[];
  /** Whether the plan's municipality is the one that is meant from now on. */
  readonly current: boolean;
}

/** Call it in the transaction of an import of one's own document, once the plan is written. */
function makeWay(db: Db, planId: number, act: { readonly actor: string; readonly at: number }): MadeWay {
  const plans = listPlans(db);
  const plan = plans.find(({ id }) => id === planId);
  if (plan === undefined) return { samples: [], current: false };
  const samples = plans.filter(({ sample }) => sample);
  const first = plans.every((other) => other.sample || other.municipalityId === plan.municipalityId);
  const preferred = preferredMunicipality(db);
  const own = plans.filter(({ sample }) => !sample);
  // A sample's municipality may have been chosen while there was nothing else; later on it is somebody's wish.
  const wasSample = own.length === 1 && isFirstImport(db, planId) && own[0]?.municipality !== preferred;
  const isNew = first && (preferred === null || wasSample);
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

/** Whether the plan is being imported for the first time. */
const isFirstImport = (db: Db, planId: number): boolean =>
  one(db, "SELECT 1 FROM audit WHERE action = 'plan.import' AND target = ?", `plan:${planId}`) === null;

/**
 * Before a document of one's own is written in the place of a sample: the sample goes, with what was invented and tried out on it.
 * Its departments' organisations stay with their channels and roles, and the document's departments hang on them.
 */
function takeOverSample(
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
