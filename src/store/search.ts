import { foldCharacters, foldSpellings, searchForms, searchGrams } from "../domain/fold.js";
import { grouped } from "../domain/grouping.js";
import { all, type Db, one, run } from "./database.js";
import type { StatementKind } from "./goals.js";

/**
 * What the search finds: one entry for each published text and each note, and one more for each text that stands below a 政策 or 施策
 * with the names of those, under an id from which its plan, its kind and its row are read back, and whose order is the
 * order of hits: plan by plan, goals before policies before the rest.
 */

/** `level`: a text that is found by the name of a 政策, 施策 or 事業 above it. */
type HitKind = StatementKind | "note" | "level";

const PLAN_SPAN = 2 ** 36;
const KIND_SPAN = 2 ** 33;
const RANK: Record<HitKind, number> = {
  goal: 0,
  policy: 1,
  note: 2,
  initiative: 3,
  vision_lead: 4,
  vision_item: 4,
  overall: 5,
  framework: 6,
  level: 7,
};
/** Place of an entry; a later note stands before an earlier one. Statement and note are told apart by the rank. */
function entryId(planId: number, kind: HitKind, id: number): number {
  const place = kind === "note" ? KIND_SPAN - 1 - id : id;
  return planId * PLAN_SPAN + RANK[kind] * KIND_SPAN + place;
}

/** What an entry id stands for. */
function readEntry(entry: number): {
  readonly rank: number;
  readonly note: boolean;
  readonly level: boolean;
  readonly id: number;
} {
  const within = entry % PLAN_SPAN;
  const rank = Math.floor(within / KIND_SPAN);
  const place = within % KIND_SPAN;
  const note = rank === RANK.note;
  return { rank, note, level: rank === RANK.level, id: note ? KIND_SPAN - 1 - place : place };
}

/** The ids of a plan's entries, first and last. */
export function planEntries(planId: number): readonly [number, number] {
  return [planId * PLAN_SPAN, (planId + 1) * PLAN_SPAN - 1];
}

/** The ids of a plan's entries of one kind, first and last. */
function entriesOf(planId: number, kind: HitKind): readonly [number, number] {
  const first = planId * PLAN_SPAN + RANK[kind] * KIND_SPAN;
  return [first, first + KIND_SPAN - 1];
}

/** Enters a statement; call it in the transaction that inserts or changes the text. Replaces an earlier entry. */
export function indexStatement(
  db: Db,
  statement: {
    readonly id: number;
    readonly planId: number;
    readonly kind: StatementKind;
    readonly text: string;
  },
): void {
  enter(db, entryId(statement.planId, statement.kind, statement.id), statement.text);
}

/**
 * Enters many statements of a plan, one after the other in the order of the index: an entry before the last one, and a change of any
 * other table between two of them, makes SQLite write what has come so far to the disk.
 */
export function indexStatements(
  db: Db,
  planId: number,
  statements: readonly { readonly id: number; readonly kind: StatementKind; readonly text: string }[],
): void {
  const entries = statements.map(({ id, kind, text }) => ({ entry: entryId(planId, kind, id), text }));
  for (const { entry, text } of entries.sort((a, b) => a.entry - b.entry)) enter(db, entry, text);
}

/** Enters a note of a plan's goal. Replaces an earlier entry. */
export function indexNote(
  db: Db,
  note: { readonly id: number; readonly planId: number; readonly text: string },
): void {
  enter(db, entryId(note.planId, "note", note.id), note.text);
}

function enter(db: Db, entry: number, text: string): void {
  run(db, "INSERT OR REPLACE INTO search_index(rowid, grams) VALUES (?, ?)", entry, searchGrams(text));
}

export function unindexStatement(
  db: Db,
  statement: { readonly id: number; readonly planId: number; readonly kind: StatementKind },
): void {
  for (const kind of [statement.kind, "level"] as const)
    run(db, "DELETE FROM search_index WHERE rowid = ?", entryId(statement.planId, kind, statement.id));
}

/** The names above texts that stand below a 政策 or 施策, the highest first. */
const namesAbove = (which: string): string => `WITH RECURSIVE above(id, parent, depth, name) AS (
    SELECT statement_id, parent_id, 0, name FROM statement_level JOIN plan_level ON plan_level.id = level_id
    JOIN statement ON statement.id = statement_id WHERE ${which} AND removed_at IS NULL
    UNION ALL SELECT above.id, parent_id, depth + 1, plan_level.name FROM above JOIN plan_level ON plan_level.id = parent)
  SELECT id, name FROM above ORDER BY id, depth DESC`;

interface NameAbove {
  readonly id: number;
  readonly name: string;
}

/** Enters what stands below the levels of a plan under their names; call it in the transaction that changes either. */
export function indexLevels(db: Db, planId: number): void {
  run(db, "DELETE FROM search_index WHERE rowid BETWEEN ? AND ?", ...entriesOf(planId, "level"));
  const names = all<NameAbove>(db, namesAbove("plan_level.plan_id = ?"), planId);
  for (const [id, own] of grouped(names, (row) => row.id))
    run(
      db,
      "INSERT INTO search_index(rowid, grams) VALUES (?, ?)",
      entryId(planId, "level", id),
      own.map(({ name }) => searchGrams(name)).join(" "),
    );
}

export function unindexNote(db: Db, note: { readonly id: number; readonly planId: number }): void {
  run(db, "DELETE FROM search_index WHERE rowid = ?", entryId(note.planId, "note", note.id));
}

/**
 * Search over published texts and notes: FTS5 over bigrams of the folded text, so that any run of characters of any
 * length is found and nothing that is typed can be search syntax. Hits come in the order of the rowid, which is made so
 * that a plan's hits stand together, goals before policies before the rest; the first hits are then ordered by how well they fit.
 */

export interface SearchHit {
  readonly kind: HitKind;
  readonly statementId: number;
  readonly noteId: number | null;
  readonly departmentId: number | null;
  readonly departmentName: string | null;
  readonly sectionName: string | null;
  readonly number: number | null;
  readonly text: string;
  readonly at: number | null;
  /** The names above it by which it was found, the highest first; null where its text was. */
  readonly levels: readonly string[] | null;
}

export interface SearchResult {
  readonly hits: readonly SearchHit[];
  /** Number of hits, counted up to `COUNT_LIMIT`. */
  readonly total: number;
}

export const COUNT_LIMIT = 1000;

/** How many of the first hits are ordered by fit; further pages follow the document's order. */
const FITTED = 60;
/** Longer than the longest text that is likely to be pasted into a search; a button carries as much. */
export const QUERY_LENGTH = 200;

/**
 * The words of what a person typed, their characters folded, without those in which no letter or digit is left.
 * Only the first `QUERY_LENGTH` characters count, on every page alike.
 */
export function searchWords(typed: string): string[] {
  const words = typed
    .slice(0, QUERY_LENGTH)
    .split(/[\s\u3000、,，]+/u)
    .map((word) => foldCharacters(word).text)
    .filter((word) => word !== "");
  return [...new Set(words)];
}

/** A word as typed, and with its spelling folded where that makes a difference. */
function formsOf(word: string): string[] {
  const spelled = foldSpellings(foldCharacters(word)).text;
  return spelled === word ? [word] : [word, spelled];
}

/** The FTS5 expression in which all words must occur; only letters, digits and our own quotes can be in it. */
function matchExpression(words: readonly string[]): string {
  return words.map((word) => `(${formsOf(word).map(phrase).join(" OR ")})`).join(" AND ");
}

function phrase(word: string): string {
  const chars = [...word];
  if (chars.length === 1) return `"${word}"*`;
  const pairs = chars.slice(1).map((char, index) => (chars[index] ?? "") + char);
  return `"${pairs.join(" ")}"`;
}

const PLACE = `department.id AS departmentId, department.name AS departmentName, section.name AS sectionName, goal.number
  FROM place LEFT JOIN goal ON goal.id = place.id LEFT JOIN department ON department.id = place.department_id
  LEFT JOIN section ON section.id = place.section_id`;

const STATEMENT_HIT = `WITH place AS (SELECT * FROM statement WHERE id = ?)
  SELECT place.kind, place.id AS statementId, NULL AS noteId, place.text, NULL AS at, ${PLACE}`;

const NOTE_HIT = `WITH said AS (SELECT * FROM note WHERE id = ?), place AS (SELECT * FROM statement WHERE id = (SELECT goal_id FROM said))
  SELECT 'note' AS kind, place.id AS statementId, said.id AS noteId, said.text, said.said_at AS at, ${PLACE} JOIN said`;

function readHit(db: Db, entry: number): SearchHit | null {
  const { note, level, id } = readEntry(entry);
  const hit = one<Omit<SearchHit, "levels">>(db, note ? NOTE_HIT : STATEMENT_HIT, id);
  if (hit === null || !level) return hit && { ...hit, levels: null };
  return {
    ...hit,
    kind: "level",
    levels: all<NameAbove>(db, namesAbove("statement_id = ?"), id).map(({ name }) => name),
  };
}

/** Entries of one department: few enough to be listed beforehand. */
function departmentEntries(db: Db, planId: number, departmentId: number): number[] {
  const statements = all<{ id: number; kind: StatementKind }>(
    db,
    "SELECT id, kind FROM statement WHERE department_id = ? AND removed_at IS NULL",
    departmentId,
  );
  const notes = all<{ id: number }>(
    db,
    "SELECT note.id FROM note JOIN statement ON statement.id = goal_id WHERE department_id = ? AND withdrawn_at IS NULL",
    departmentId,
  );
  return [
    ...statements.flatMap(({ id, kind }) => [entryId(planId, kind, id), entryId(planId, "level", id)]),
    ...notes.map(({ id }) => entryId(planId, "note", id)),
  ];
}

/**
 * Finds what contains all the words, goals first.
 * @param words from `searchWords`; none gives no hits
 * @param scope the plan, optionally one department of it; `printed` leaves out the notes
 */
export function searchPlan(
  db: Db,
  words: readonly string[],
  scope: { readonly planId: number; readonly departmentId?: number; readonly printed?: boolean },
  page: { readonly limit: number; readonly offset: number },
): SearchResult {
  if (words.length === 0) return { hits: [], total: 0 };
  const own =
    scope.departmentId === undefined ? null : departmentEntries(db, scope.planId, scope.departmentId);
  const printed = scope.printed === true ? "AND rowid NOT BETWEEN ? AND ?" : "";
  const filter = `${printed} ${own === null ? "" : "AND rowid IN (SELECT value FROM json_each(?))"}`;
  const params = [
    matchExpression(words),
    ...planEntries(scope.planId),
    ...(printed === "" ? [] : entriesOf(scope.planId, "note")),
    ...(own === null ? [] : [JSON.stringify(own)]),
  ];
  const where = `FROM search_index WHERE search_index MATCH ? AND rowid BETWEEN ? AND ? ${filter}`;
  const entries = (limit: number, offset: number): number[] =>
    all<{ id: number }>(
      db,
      `SELECT rowid AS id ${where} ORDER BY rowid LIMIT ? OFFSET ?`,
      ...params,
      limit,
      offset,
    ).map(({ id }) => id);

  const first = entries(FITTED, 0);
  const ordered = byFit(db, first, words).slice(page.offset, page.offset + page.limit);
  if (ordered.length < page.limit && first.length === FITTED) {
    ordered.push(...entries(page.limit - ordered.length, Math.max(page.offset, FITTED)));
  }
  const hits = ordered.flatMap((entry) => readHit(db, entry) ?? []);
  if (first.length < FITTED) return { hits, total: first.length };
  const counted = one<{ n: number }>(
    db,
    `SELECT count(*) AS n FROM (SELECT 1 ${where} LIMIT ${COUNT_LIMIT})`,
    ...params,
  );
  return { hits, total: counted?.n ?? 0 };
}

/** Entries ordered by kind, within a kind by how well they fit; notes stay newest first. */
function byFit(db: Db, entries: readonly number[], words: readonly string[]): number[] {
  return entries
    .map((entry) => {
      const { rank, note, level, id } = readEntry(entry);
      const text =
        note || level
          ? null
          : (one<{ text: string }>(db, "SELECT text FROM statement WHERE id = ?", id)?.text ?? "");
      return { entry, rank, score: text === null ? 0 : closeness(text, words) };
    })
    .sort((a, b) => a.rank - b.rank || b.score - a.score)
    .map(({ entry }) => entry);
}

/** How large a part of the text the words are, and whether it begins with the first of them. */
function closeness(text: string, words: readonly string[]): number {
  const covered = words.reduce((sum, word) => sum + word.length, 0) / Math.max(text.length, 1);
  return (
    covered +
    (text
      .normalize("NFKC")
      .toLowerCase()
      .startsWith(words[0] ?? "")
      ? 0.2
      : 0)
  );
}

/** Where the words stand in a text, as ranges of UTF-16 units, merged and in order: for marking a hit. */
export function hitRanges(
  text: string,
  words: readonly string[],
): { readonly start: number; readonly end: number }[] {
  const forms = searchForms(text);
  const ranges: { start: number; end: number }[] = [];
  for (const word of words.flatMap(formsOf)) {
    for (const { text: folded, starts, ends } of forms) {
      for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
        ranges.push({ start: starts[at] ?? 0, end: ends[at + word.length - 1] ?? 0 });
      }
    }
  }
  ranges.sort((a, b) => a.start - b.start);
  const merged: { start: number; end: number }[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else merged.push(range);
  }
  return merged;
}
