import { fold } from "../printed-text.js";
import type { CollectedDepartment } from "./collected.js";
import type { IndexEntry } from "./interpret.js";

const key = (name: string): string => fold(name);
const withoutParentheses = (name: string): string => key(name).replace(/\([^()]*\)$/u, "");

export interface Ordered {
  readonly order: ReadonlyMap<CollectedDepartment, number>;
  /** Entries of the index without a department, and departments that it does not name. */
  readonly missing: readonly IndexEntry[];
  readonly unlisted: readonly CollectedDepartment[];
}

/**
 * Puts the departments in the order of the document's index where it prints one, and notes the index's spelling as another
 * name.
 */
export function orderByIndex(
  departments: readonly CollectedDepartment[],
  entries: readonly IndexEntry[],
): Ordered {
  const order = new Map<CollectedDepartment, number>();
  const numbered = entries.length > 0 && entries.every((entry) => entry.number !== null);
  const unique = new Set(entries.map((entry) => entry.number)).size === entries.length;
  const sorted =
    numbered && unique ? [...entries].sort((a, b) => (a.number ?? 0) - (b.number ?? 0)) : entries;
  const found = new Map<IndexEntry, CollectedDepartment>();
  for (const spelling of [key, withoutParentheses]) {
    const taken = new Set(found.values());
    const free = new Map<string, CollectedDepartment>();
    for (const one of departments) if (!taken.has(one)) free.set(spelling(one.name), one);
    for (const entry of sorted) {
      const department = free.get(spelling(entry.name));
      if (found.has(entry) || department === undefined) continue;
      found.set(entry, department);
      free.delete(spelling(entry.name));
    }
  }
  const known = new Set(departments.map((one) => key(one.name)));
  const missing: IndexEntry[] = [];
  let next = 0;
  for (const entry of sorted) {
    const department = found.get(entry);
    if (department === undefined) {
      if (!known.has(key(entry.name))) missing.push(entry);
      continue;
    }
    next += 1;
    order.set(department, next);
    if (entry.name !== department.name) department.aliases.unshift(entry.name);
  }
  const unlisted: CollectedDepartment[] = [];
  for (const department of departments) {
    if (order.has(department)) continue;
    next += 1;
    order.set(department, next);
    if (found.size > 0) unlisted.push(department);
  }
  return { order, missing, unlisted };
}
