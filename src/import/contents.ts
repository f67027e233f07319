import type { Row } from "./blocks.js";
import type { DraftDepartment } from "./draft.js";
import type { Ledger } from "./ledger.js";
import { departmentName } from "./names.js";
import { fold } from "./text.js";

/** One line of the document's own list of departments. */
export interface IndexEntry {
  readonly name: string;
  readonly number: number | null;
  readonly line: number;
}

/** The entries of a table that only lists departments, with or without numbers; null for any other table. */
export function indexTable(rows: readonly Row[]): readonly IndexEntry[] | null {
  const entries: IndexEntry[] = [];
  for (const row of rows) {
    let number: number | null = null;
    for (const cell of row.cells) {
      if (cell.text === "" || /^\s*[-|:\s]+\s*$/u.test(cell.text)) continue;
      if (/^[0-9０-９]{1,3}$/u.test(cell.text)) {
        number = Number.parseInt(cell.text.normalize("NFKC"), 10);
        continue;
      }
      const name = departmentName(cell.text);
      if (name === null || name.label !== null) return null;
      entries.push({ name: name.name, number: name.number ?? number, line: cell.line });
      number = null;
    }
  }
  return entries.length >= 2 ? entries : null;
}

function key(name: string): string {
  return fold(name);
}

function withoutParentheses(name: string): string {
  return key(name).replace(/\([^()]*\)$/u, "");
}

/**
 * Puts the departments in the order of the document's index where it prints one, and notes the index's
 * spelling as another name.
 */
export function applyIndex(
  departments: readonly DraftDepartment[],
  entries: readonly IndexEntry[],
  ledger: Ledger,
): ReadonlyMap<DraftDepartment, number> {
  const order = new Map<DraftDepartment, number>();
  const numbered = entries.length > 0 && entries.every((entry) => entry.number !== null);
  const unique = new Set(entries.map((entry) => entry.number)).size === entries.length;
  const sorted =
    numbered && unique ? [...entries].sort((a, b) => (a.number ?? 0) - (b.number ?? 0)) : entries;
  const found = new Map<IndexEntry, DraftDepartment>();
  for (const spelling of [key, withoutParentheses]) {
    const taken = new Set(found.values());
    const free = new Map<string, DraftDepartment>();
    for (const one of departments) if (!taken.has(one)) free.set(spelling(one.name), one);
    for (const entry of sorted) {
      const department = free.get(spelling(entry.name));
      if (found.has(entry) || department === undefined) continue;
      found.set(entry, department);
      free.delete(spelling(entry.name));
    }
  }
  const known = new Set(departments.map((one) => key(one.name)));
  let next = 0;
  for (const entry of sorted) {
    const department = found.get(entry);
    if (department === undefined) {
      if (!known.has(key(entry.name))) {
        ledger.warn(entry.line, `目次にある「${entry.name}」の方針・目標が本文に見当たりません。`);
      }
      continue;
    }
    next += 1;
    order.set(department, next);
    if (entry.name !== department.name) department.aliases.unshift(entry.name);
  }
  for (const department of departments) {
    if (order.has(department)) continue;
    next += 1;
    order.set(department, next);
    if (entries.length > 0 && found.size > 0) {
      ledger.warn(department.line, `「${department.name}」は目次にありません。部の並びの最後に置きました。`);
    }
  }
  return order;
}
