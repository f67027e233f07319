import { maySend } from "../domain/pauses.js";
import { addDays, tokyoDate, tokyoInstant } from "../domain/time.js";
import type { Db } from "../store/database.js";
import type { OfficeTime } from "../store/outbox.js";
import { readOffice } from "./office.js";

/**
 * Until when something waits that is posted in opening hours only, or null where it may go out now. In a pause it is looked
 * at again at each opening, because a pause may be ended early.
 * @param office null for what goes out at any time
 */
export function heldUntil(db: Db, office: OfficeTime | null, now: number): number | null {
  if (office === null) return null;
  const { calendar, pauses } = readOffice(db, office.plan);
  if (maySend(now, office.department, calendar, pauses)) return null;
  const opening = calendar.nextOpen(now);
  return opening > now ? opening : calendar.nextOpen(tokyoInstant(addDays(tokyoDate(now), 1)));
}
