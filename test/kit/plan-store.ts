import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { tokyoInstant } from "../../src/domain/time.js";
import { applyImport, type ImportOutcome } from "../../src/import/apply.js";
import type { ImportOptions } from "../../src/import/changes.js";
import type { ParsedPlan } from "../../src/import/document.js";
import { createLog } from "../../src/log.js";
import { systemClock } from "../../src/machine-clock.js";
import { importSamples } from "../../src/samples.js";
import { all, type Db, inTransaction, openDatabase } from "../../src/store/database.js";
import { addNote, type NewNote } from "../../src/store/note-writing.js";
import { ensurePerson } from "../../src/store/people.js";
import { parseDocument } from "./parse.js";

/** A working day in the fiscal year of the samples. */
export const NOW = tokyoInstant("2026-11-24", "10:00");

/** What is done when a test ends; for a database that the tests of a group share, `afterAll`. */
export type AtEnd = (work: () => void) => void;

/** A folder under the system's temporary folder, removed when the test ends. */
export function temporaryFolder(atEnd: AtEnd = onTestFinished): string {
  const folder = mkdtempSync(path.join(tmpdir(), "policy-bot-test-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new database in a file of its own, closed and removed when the test ends. */
export function temporaryDatabase(atEnd: AtEnd = onTestFinished): { readonly db: Db; readonly file: string } {
  const file = path.join(temporaryFolder(atEnd), "plan.db");
  const db = openEmpty(file);
  atEnd(() => {
    db.close();
  });
  return { db, file };
}

/** Databases as they stood when they were filled, by what they hold. */
const kept = new Map<string, Buffer>();

/** Lets the next tests of this process begin with this database instead of filling their own. */
export function keepAs(what: string, db: Db, file: string): void {
  db.pragma("wal_checkpoint(TRUNCATE)");
  kept.set(what, readFileSync(file));
}

/** Puts a database that was kept into a file. @returns false where none was kept yet */
export function writeKept(what: string, file: string): boolean {
  const bytes = kept.get(what);
  if (bytes !== undefined) writeFileSync(file, bytes);
  return bytes !== undefined;
}

/** Opens a test's own database, of which nothing has to outlive a power cut: nobody waits until the disk has written. */
export function openQuickly(file: string): Db {
  const db = openDatabase(file);
  db.pragma("synchronous = OFF");
  return db;
}

/** A database without a plan at a file that does not exist yet: all migrations take five times as long as its copy. */
export function openEmpty(file: string): Db {
  const isThere = writeKept("empty", file);
  const db = openQuickly(file);
  if (!isThere) keepAs("empty", db, file);
  return db;
}

/** The samples of the program in a database at a file that does not exist yet. */
export async function openSamples(file: string): Promise<Db> {
  const isThere = writeKept("samples", file);
  const db = openQuickly(file);
  if (isThere) return db;
  await importSamples(db, systemClock(), createLog("silent"));
  keepAs("samples", db, file);
  return db;
}

/** The plans of documents that were read before in this process. */
const plans = new Map<string, ParsedPlan>();

function planOf(text: string): ParsedPlan {
  const plan = plans.get(text) ?? parseDocument(text);
  plans.set(text, plan);
  return plan;
}

/** Reads a document and makes the stored plan equal to it, as the command line does. */
export function importText(
  db: Db,
  text: string,
  given: Partial<ImportOptions> & { readonly commit?: boolean } = {},
): ImportOutcome {
  const parsed = planOf(text);
  const { commit = true, ...options } = given;
  return applyImport(
    db,
    parsed,
    {
      municipality: parsed.municipality ?? "試験市",
      fiscalYear: parsed.fiscalYear ?? 2026,
      track: [],
      sourceName: "document",
      sourceSha256: createHash("sha256").update(text).digest("hex"),
      now: NOW,
      actor: "test",
      ...options,
    },
    commit,
  );
}

let said = 0;

/** One report on a goal. */
export function report(db: Db, goalId: number, given: Partial<NewNote> = {}): void {
  said += 1;
  const author = ensurePerson(db, "web", "U1", "佐藤");
  const at = given.saidAt ?? NOW;
  addNote(
    db,
    {
      goalId,
      messageId: null,
      sourceKey: `test:${said}`,
      authorId: author.id,
      onBehalfOf: null,
      via: "form",
      saidAt: at,
      state: "on_track",
      level: null,
      percent: null,
      unchanged: false,
      text: "候補の3施設と協議",
      ...given,
    },
    { actor: "web:U1", at, via: "form" },
  );
}

/** One note on a goal, as a person's reply would make it. */
export function note(db: Db, goalId: number, text: string, at = NOW): void {
  inTransaction(db, () => report(db, goalId, { text, saidAt: at }));
}

/** Every row of every table but those of the search index, for saying that nothing changed. */
export function contents(db: Db): Record<string, unknown[]> {
  const tables = all<{ name: string }>(
    db,
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%'
     ORDER BY name`,
  );
  return Object.fromEntries(tables.map(({ name }) => [name, all(db, `SELECT * FROM "${name}"`)]));
}
