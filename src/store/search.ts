import { all, type Db, one, run } from "./database.js";
import { bigrams, fold, foldWithPositions, lookAlikeReading } from "./fold.js";
import type { StatementKind } from "./statements.js";

/**
 * Search over published texts and notes: FTS5 over bigrams of the folded text, so that any run of characters of any
 * length is found and nothing that is typed can be search syntax. Hits come in the order of the rowid, which is made so
 * that a plan's hits stand together, goals before policies before the rest; the first hits are then ordered by how well they fit.
 */

export interface SearchHit {
  readonly kind: StatementKind | "note";
  readonly statementId: number;
  readonly noteId: number | null;
  readonly departmentId: number | null;
  readonly departmentName: string | null;
  readonly sectionName: string | null;
  readonly number: number | null;
  readonly text: string;
  readonly at: number | null;
}

export interface SearchResult {
  readonly hits: readonly SearchHit[];
  /** Number of hits, counted up to `COUNT_LIMIT`. */
  readonly total: number;
}

export const COUNT_LIMIT = 1000;

const PLAN_SPAN = 2 ** 36;
const KIND_SPAN = 2 ** 33;
const RANK: Record<StatementKind | "note", number> = {
  goal: 0,
  policy: 1,
  note: 2,
  initiative: 3,
  vision_lead: 4,
  vision_item: 4,
  overall: 5,
  framework: 6,
};
/** How many of the first hits are ordered by fit; further pages follow the document's order. */
const FITTED = 100;
const MAX_WORDS = 8;
const MAX_WORD_LENGTH = 60;

/** Entry id of a statement or of a note; a later note stands before an earlier one. */
function entryId(planId: number, kind: StatementKind | "note", id: number): number {
  const place = kind === "note" ? KIND_SPAN - 1 - id : id;
  return planId * PLAN_SPAN + RANK[kind] * KIND_SPAN + place;
}

/** What is indexed of a text: its folded form, and the reading of characters that scanning mistook. */
function grams(text: string): string {
  const repaired = lookAlikeReading(text);
  const main = bigrams(fold(text));
  return repaired === null ? main : `${main} ${bigrams(fold(repaired))}`;
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
  const id = entryId(statement.planId, statement.kind, statement.id);
  run(db, "INSERT OR IGNORE INTO search_entry(id, statement_id) VALUES (?, ?)", id, statement.id);
  run(db, "INSERT OR REPLACE INTO search_index(rowid, grams) VALUES (?, ?)", id, grams(statement.text));
}

/** Enters a note of a plan's goal. Replaces an earlier entry. */
export function indexNote(
  db: Db,
  note: { readonly id: number; readonly planId: number; readonly text: string },
): void {
  const id = entryId(note.planId, "note", note.id);
  run(db, "INSERT OR IGNORE INTO search_entry(id, note_id) VALUES (?, ?)", id, note.id);
  run(db, "INSERT OR REPLACE INTO search_index(rowid, grams) VALUES (?, ?)", id, grams(note.text));
}

export function unindexStatement(db: Db, statementId: number): void {
  removeEntry(db, one<{ id: number }>(db, "SELECT id FROM search_entry WHERE statement_id = ?", statementId));
}

export function unindexNote(db: Db, noteId: number): void {
  removeEntry(db, one<{ id: number }>(db, "SELECT id FROM search_entry WHERE note_id = ?", noteId));
}

function removeEntry(db: Db, entry: { readonly id: number } | null): void {
  if (entry === null) return;
  run(db, "DELETE FROM search_index WHERE rowid = ?", entry.id);
  run(db, "DELETE FROM search_entry WHERE id = ?", entry.id);
}

/** The words of what a person typed: folded, without those in which no letter or digit is left, the first eight. */
export function searchWords(typed: string): string[] {
  const words = typed
    .slice(0, 2000)
    .split(/[\s\u3000、,，]+/u)
    .map((word) => [...fold(word)].slice(0, MAX_WORD_LENGTH).join(""))
    .filter((word) => word !== "");
  return [...new Set(words)].slice(0, MAX_WORDS);
}

/** The FTS5 expression in which all words must occur; only letters, digits and our own quotes can be in it. */
function matchExpression(words: readonly string[]): string {
  return words
    .map((word) => {
      const chars = [...word];
      if (chars.length === 1) return `"${word}"*`;
      return `"${chars
        .slice(1)
        .map((char, index) => (chars[index] ?? "") + char)
        .join(" ")}"`;
    })
    .join(" AND ");
}

const DETAILS = `SELECT coalesce(statement.kind, 'note') AS kind, goal_statement.id AS statementId, note.id AS noteId,
  goal_statement.department_id AS departmentId, department.name AS departmentName, section.name AS sectionName,
  goal.number, coalesce(statement.text, note.text) AS text, note.said_at AS at
  FROM search_entry
  LEFT JOIN statement ON statement.id = search_entry.statement_id
  LEFT JOIN note ON note.id = search_entry.note_id
  JOIN statement goal_statement ON goal_statement.id = coalesce(search_entry.statement_id, note.goal_id)
  LEFT JOIN goal ON goal.id = goal_statement.id
  LEFT JOIN department ON department.id = goal_statement.department_id
  LEFT JOIN section ON section.id = goal_statement.section_id
  WHERE search_entry.id = ?`;

const DEPARTMENT_FILTER = `AND rowid IN (SELECT search_entry.id FROM search_entry
  LEFT JOIN note ON note.id = search_entry.note_id
  JOIN statement ON statement.id = coalesce(search_entry.statement_id, note.goal_id)
  WHERE statement.department_id = ?)`;

/**
 * Finds what contains all the words, goals first.
 * @param words from `searchWords`; none gives no hits
 * @param scope the plan, and optionally one department of it
 */
export function searchPlan(
  db: Db,
  words: readonly string[],
  scope: { readonly planId: number; readonly departmentId?: number },
  page: { readonly limit: number; readonly offset: number },
): SearchResult {
  if (words.length === 0) return { hits: [], total: 0 };
  const expression = matchExpression(words);
  const low = scope.planId * PLAN_SPAN;
  const filter = scope.departmentId === undefined ? "" : DEPARTMENT_FILTER;
  const params = [
    expression,
    low,
    low + PLAN_SPAN - 1,
    ...(scope.departmentId === undefined ? [] : [scope.departmentId]),
  ];
  const select = `SELECT rowid AS id FROM search_index WHERE search_index MATCH ? AND rowid BETWEEN ? AND ? ${filter} ORDER BY rowid`;
  const first = all<{ id: number }>(db, `${select} LIMIT ${FITTED}`, ...params);
  const fitted = first
    .map(({ id }) => ({ id, hit: one<SearchHit>(db, DETAILS, id) }))
    .flatMap(({ id, hit }) =>
      hit === null ? [] : [{ hit, score: closeness(hit, words), rank: Math.floor((id - low) / KIND_SPAN) }],
    )
    .sort((a, b) => a.rank - b.rank || b.score - a.score)
    .map(({ hit }) => hit);
  const hits = fitted.slice(page.offset, page.offset + page.limit);
  if (hits.length < page.limit && first.length === FITTED) {
    const from = Math.max(page.offset, FITTED);
    const rest = all<{ id: number }>(
      db,
      `${select} LIMIT ? OFFSET ?`,
      ...params,
      page.limit - hits.length,
      from,
    );
    hits.push(...rest.flatMap(({ id }) => one<SearchHit>(db, DETAILS, id) ?? []));
  }
  if (first.length < FITTED) return { hits, total: first.length };
  const counted = one<{ n: number }>(
    db,
    `SELECT count(*) AS n FROM (SELECT 1 FROM search_index WHERE search_index MATCH ? AND rowid BETWEEN ? AND ? ${filter} LIMIT ${COUNT_LIMIT})`,
    ...params,
  );
  return { hits, total: counted?.n ?? 0 };
}

/** Notes by date (they already come newest first); texts by how early and how large a part of them the words are. */
function closeness(hit: SearchHit, words: readonly string[]): number {
  if (hit.kind === "note") return 0;
  const length = Math.max(hit.text.length, 1);
  const covered = words.reduce((sum, word) => sum + word.length, 0) / length;
  const at = hit.text
    .normalize("NFKC")
    .toLowerCase()
    .indexOf(words[0] ?? "");
  return covered + (at === 0 ? 0.2 : 0);
}

/** Where the words stand in a text, as ranges of UTF-16 units, merged and in order: for marking a hit. */
export function hitRanges(
  text: string,
  words: readonly string[],
): { readonly start: number; readonly end: number }[] {
  const readings = [text, lookAlikeReading(text)]
    .filter((reading) => reading !== null)
    .map(foldWithPositions);
  const ranges: { start: number; end: number }[] = [];
  for (const word of words) {
    for (const folded of readings) {
      for (let at = folded.text.indexOf(word); at >= 0; at = folded.text.indexOf(word, at + word.length)) {
        ranges.push({ start: folded.starts[at] ?? 0, end: folded.ends[at + word.length - 1] ?? 0 });
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
