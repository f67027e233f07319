import { knownDivisionWords, reorganisedWords } from "../bot/features/lineage/reorganisation-view.js";
import type { WeekEntry } from "../bot/features/settings/week-view.js";
import { type Message, say } from "../bot/reply.js";
import { tokyoDate, tokyoInstant } from "../domain/time.js";
import { type Binding, channelName, listBindings, listPlanningBindings } from "../store/bindings.js";
import { type Db, inTransaction } from "../store/database.js";
import { enqueue, posted } from "../store/outbox.js";
import {
  carryOutReorganisation,
  dueReorganisations,
  listReorganisations,
  type Reorganisation,
} from "../store/reorganisations.js";
import type { ComingSpan, PlannedPost } from "./job.js";

/**
 * 機構改革: at the start of its day, or as soon as the program runs again, the organisations change, and the channels of both sides and
 * 企画課 are told. A reorganisation's row says that it was done; both are one transaction.
 */

interface Told {
  readonly key: string;
  readonly binding: Binding;
  readonly message: Message;
}

/** @returns how many posts were enqueued */
export function runReorganisations(db: Db, now: number): number {
  if (dueReorganisations(db, tokyoDate(now)).length === 0) return 0;
  return inTransaction(
    db,
    () =>
      dueReorganisations(db, tokyoDate(now)).flatMap((decided) => {
        const told = toldOf(db, decided);
        carryOutReorganisation(db, decided, { actor: "job", at: now, via: "job" });
        return told.filter(({ key, binding, message }) =>
          enqueue(
            db,
            posted(binding, { dedupe: key, message, at: now }, { office: { plan: null, department: null } }),
            now,
          ),
        );
      }).length,
  );
}

/** The channels of the departments on both sides, and of 企画課. */
function toldOf(db: Db, decided: Reorganisation): Told[] {
  const organisations = [...decided.before, ...decided.after].flatMap(
    ({ organisationId }) => organisationId ?? [],
  );
  const channels = [
    ...listBindings(db).filter(({ organisationId }) => organisations.includes(organisationId ?? 0)),
    ...listPlanningBindings(db, decided.municipalityId),
  ].filter(({ lostAt }) => lostAt === null);
  const message: Message = {
    ...say(...reorganisedWords(decided, knownDivisionWords(db, decided))),
    audience: "channel",
  };
  return channels.map((binding) => ({ key: `reorganisation:${decided.id}:${binding.id}`, binding, message }));
}

/** What would be told at an instant, as posts. Reads only. */
export const plannedReorganisations = (db: Db, at: number): PlannedPost[] =>
  dueReorganisations(db, tokyoDate(at)).flatMap((decided) =>
    toldOf(db, decided).map(({ binding, message }) => ({
      kind: "round-up",
      platform: binding.platform,
      to: channelName(binding),
      message,
      facts: { platform: binding.platform, conversation: binding.conversation, reorganisation: decided.id },
    })),
  );

/** The days of a coming time. */
export function comingReorganisations(db: Db, { plan, from, to }: ComingSpan): WeekEntry[] {
  return listReorganisations(db, plan.municipalityId).flatMap((decided) => {
    const at = Math.max(from, tokyoInstant(decided.on, "09:00"));
    if (decided.doneAt !== null || at >= to) return [];
    const names = decided.before.map(({ name }) => name).join("、");
    return [{ at, kind: "round-up", where: "", what: `機構改革（${names}）`, movedBecause: null }];
  });
}
