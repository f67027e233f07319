import { all, type Db } from "../store/database.js";
import { listDetails, replaceDetails } from "../store/goal-details.js";
import { takePrinted } from "../store/indicators.js";
import type { FlatPlan } from "./flatten.js";

/**
 * Makes 担当課, 指標, 目標値 and 期限 of the plan's goals equal to the document's. The statements have been written before,
 * with their place in the document as `ord`.
 * @returns whether anything changed
 */
export function writeDetails(
  db: Db,
  planId: number,
  flat: FlatPlan,
  act: { readonly actor: string; readonly at: number },
): boolean {
  const rows = all<{ id: number; ord: number }>(
    db,
    "SELECT id, ord FROM statement WHERE plan_id = ? AND removed_at IS NULL",
    planId,
  );
  const goals = new Set(all<{ id: number }>(db, "SELECT id FROM goal").map(({ id }) => id));
  let changed = false;
  for (const { id, ord } of rows) {
    if (!replaceDetails(db, id, flat.statements[ord]?.details ?? [])) continue;
    changed = true;
    if (goals.has(id)) takePrinted(db, id, listDetails(db, id), { ...act, via: "import" });
  }
  return changed;
}
