import { all, type Db, one, run } from "./database.js";
import { remembered } from "./remembered.js";
import { bringChannelsBack, setChannelsAside } from "./web-messages.js";

/** 計画: one municipality's document for one fiscal year. */
export interface Plan {
  readonly id: number;
  readonly municipality: string;
  readonly fiscalYear: number;
  readonly title: string;
  readonly layout: string;
  readonly issuedBy: string | null;
  readonly updatedOn: string | null;
  readonly sourceName: string;
  readonly summarised: boolean;
  readonly importedAt: number;
  readonly cadenceDays: number;
  /** When digests go out, as JSON; null for the default rhythm. Cadence and rhythm are the municipality's, whatever the year. */
  readonly schedule: string | null;
  readonly municipalityId: number;
  /** 見本: invented reports on it are nobody's. */
  readonly sample: boolean;
  /** From when on nothing is reported on it any more; null while it is open. */
  readonly closedAt: number | null;
}

interface PlanRow extends Omit<Plan, "summarised" | "sample"> {
  readonly summarised: number;
  readonly sample: number;
}

const SELECT = `SELECT plan.id, municipality.name AS municipality, fiscal_year AS fiscalYear, title, layout,
  issued_by AS issuedBy, updated_on AS updatedOn, source_name AS sourceName, summarised,
  imported_at AS importedAt, cadence_days AS cadenceDays, schedule, municipality_id AS municipalityId, is_sample AS sample,
  closed_at AS closedAt
  FROM plan JOIN municipality ON municipality.id = municipality_id`;

const toPlan = (row: PlanRow): Plan => ({
  ...row,
  summarised: row.summarised === 1,
  sample: row.sample === 1,
});

/** Every plan that is in use, newest fiscal year first; samples that were set aside are not. */
export function listPlans(db: Db): Plan[] {
  return all<PlanRow>(db, `${SELECT} WHERE set_aside_at IS NULL ORDER BY fiscal_year DESC, plan.id`).map(
    toPlan,
  );
}

/** Those of one municipality, newest fiscal year first. */
export function listPlansOf(db: Db, municipalityId: number): Plan[] {
  return listPlans(db).filter((plan) => plan.municipalityId === municipalityId);
}

/** Every sample, those that were set aside included. */
export function listSamples(db: Db): (Plan & { readonly setAside: boolean })[] {
  const aside = new Set(
    all<{ id: number }>(db, "SELECT id FROM plan WHERE set_aside_at IS NOT NULL").map(({ id }) => id),
  );
  return all<PlanRow>(db, `${SELECT} WHERE is_sample = 1 ORDER BY plan.id`).map((row) => ({
    ...toPlan(row),
    setAside: aside.has(row.id),
  }));
}

/**
 * Takes the samples out of the way, or brings them back, with what stands in their departments' channels of the workspace. @returns how
 * many were touched
 */
export function setSamplesAside(db: Db, at: number | null): number {
  const touched = all<{ id: number }>(
    db,
    "UPDATE plan SET set_aside_at = ? WHERE is_sample = 1 AND (set_aside_at IS NULL) = (? IS NOT NULL) RETURNING id",
    at,
    at,
  ).map(({ id }) => id);
  if (at === null) bringChannelsBack(db, touched);
  else setChannelsAside(db, touched);
  return touched.length;
}

export function findPlan(db: Db, id: number): Plan | null {
  return remembered(db, `plan:${id}`, () => {
    const row = one<PlanRow>(db, `${SELECT} WHERE plan.id = ?`, id);
    return row === null ? null : toPlan(row);
  });
}

/** The municipality that is meant where none is named, as it was set; null where nobody has said. */
export function preferredMunicipality(db: Db): string | null {
  return (
    one<{ name: string }>(
      db,
      `SELECT municipality.name FROM setting JOIN municipality ON municipality.name = json_extract(setting.value, '$')
       WHERE setting.key = 'municipality'`,
    )?.name ?? null
  );
}

/** @param name one that has a plan */
export function preferMunicipality(db: Db, name: string): void {
  run(
    db,
    `INSERT INTO setting(key, value) VALUES ('municipality', json_quote(?))
     ON CONFLICT(key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value`,
    name,
  );
}

/**
 * The municipality that a question means when it names none: the one that was set, as the first import of a plan of one's own does;
 * else that of one's own newest year; else that of the samples' newest year.
 */
export function currentMunicipality(db: Db): number | null {
  const plans = listPlans(db);
  const preferred = preferredMunicipality(db);
  const first = [...plans].sort(
    (a, b) =>
      Number(a.sample) - Number(b.sample) ||
      b.fiscalYear - a.fiscalYear ||
      a.importedAt - b.importedAt ||
      a.id - b.id,
  );
  return (plans.find(({ municipality }) => municipality === preferred) ?? first[0])?.municipalityId ?? null;
}

/** The plan that a question means when it names none: that of the current municipality for the running fiscal year. */
export function currentPlan(db: Db, fiscalYear: number): Plan | null {
  const municipality = currentMunicipality(db);
  return municipality === null ? null : currentOf(listPlansOf(db, municipality), fiscalYear);
}

/** Of one municipality's plans, newest fiscal year first: that of the year, else the newest that has begun, else the newest. */
export function currentOf(plans: readonly Plan[], fiscalYear: number): Plan | null {
  return (
    plans.find((plan) => plan.fiscalYear === fiscalYear) ??
    plans.find((plan) => plan.fiscalYear < fiscalYear) ??
    plans[0] ??
    null
  );
}

/** Labels whose statements are tracked in a plan besides 重点目標. */
export function trackedLabels(db: Db, planId: number): string[] {
  return all<{ label: string }>(
    db,
    "SELECT label FROM tracked_label WHERE plan_id = ? ORDER BY label",
    planId,
  ).map((row) => row.label);
}

/** Sets the rhythm of a plan's municipality (JSON; null for the default). */
export function setPlanSchedule(db: Db, planId: number, schedule: string | null): void {
  run(
    db,
    "UPDATE municipality SET schedule = ? WHERE id = (SELECT municipality_id FROM plan WHERE id = ?)",
    schedule,
    planId,
  );
}

/** After how many days of silence goals of the plan's municipality are 未更新, unless a department or goal says otherwise. */
export function setPlanCadence(db: Db, planId: number, days: number): void {
  run(
    db,
    "UPDATE municipality SET cadence_days = ? WHERE id = (SELECT municipality_id FROM plan WHERE id = ?)",
    days,
    planId,
  );
}

/** From when on nothing is reported on a plan any more; null to open it again. */
export function closePlan(db: Db, planId: number, at: number | null): void {
  run(db, "UPDATE plan SET closed_at = ? WHERE id = ?", at, planId);
}

export function municipalityNamed(db: Db, name: string): number | null {
  return one<{ id: number }>(db, "SELECT id FROM municipality WHERE name = ?", name)?.id ?? null;
}

/** How a municipality's document is read, as somebody last settled it. */
export interface SavedProfile {
  /** YAML, as `import/profile` writes it. */
  readonly profile: string;
  readonly savedBy: string;
  readonly savedAt: number;
}

/** The newest profile of a municipality, or null. */
export function savedProfile(db: Db, municipality: string): SavedProfile | null {
  return one<SavedProfile>(
    db,
    `SELECT profile, saved_by AS savedBy, saved_at AS savedAt FROM document_profile
     JOIN municipality ON municipality.id = municipality_id WHERE municipality.name = ?
     ORDER BY document_profile.id DESC LIMIT 1`,
    municipality,
  );
}

/** Keeps a profile; one that is already the newest is not written again. @returns whether it is new */
export function saveProfile(
  db: Db,
  municipality: string,
  profile: string,
  savedBy: string,
  savedAt: number,
): boolean {
  if (savedProfile(db, municipality)?.profile === profile) return false;
  run(db, "INSERT OR IGNORE INTO municipality(name) VALUES (?)", municipality);
  run(
    db,
    `INSERT INTO document_profile(municipality_id, profile, saved_by, saved_at)
     SELECT id, ?, ?, ? FROM municipality WHERE name = ?`,
    profile,
    savedBy,
    savedAt,
    municipality,
  );
  return true;
}
