import type { Db } from "../../../store/database.js";
import { listIndicators, listValues } from "../../../store/indicators.js";
import type { ShownIndicator } from "./indicator-view.js";

/** A goal's indicators with the values that reports named. */
export function shownIndicators(db: Db, goalId: number): ShownIndicator[] {
  return listIndicators(db, goalId).map((indicator) => ({ indicator, values: listValues(db, indicator.id) }));
}
