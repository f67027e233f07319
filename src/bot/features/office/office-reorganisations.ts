/** 機構改革 on the office page: what is decided, what would come of another, and taking back one whose day has not come. */

import { parseDate } from "../../../domain/time.js";
import { inTransaction } from "../../../store/database.js";
import { chargeGoals } from "../../../store/goal-charges.js";
import {
  decideReorganisation,
  findReorganisation,
  listReorganisations,
  type Reorganisation,
  withdrawReorganisation,
} from "../../../store/reorganisations.js";
import type { Bot } from "../../context.js";
import {
  type ChosenParts,
  chargesFrom,
  type Division,
  divisionOf,
  NOTHING_CHOSEN,
  undecidedWords,
} from "../lineage/division.js";
import {
  changeable,
  type PlannedReorganisation,
  planReorganisation,
} from "../lineage/planned-reorganisation.js";
import { isOfficeOf, type OfficeVisitor, officePlans, visitorAct } from "./office-rights.js";
import type { EditResult } from "./plan-editing.js";

/** A municipality of the visitor's, with its departments and what is decided of them. */
export interface OfficeReorganisations {
  readonly municipalityId: number;
  readonly municipality: string;
  readonly departments: readonly string[];
  readonly known: readonly KnownReorganisation[];
}

export interface KnownReorganisation {
  readonly decided: Reorganisation;
  /** How it divides goals; null where it divides none. */
  readonly division: Division | null;
}

/** Each municipality of the visitor's once, that of the newest plan first. */
export function officeReorganisations(bot: Bot, visitor: OfficeVisitor): OfficeReorganisations[] {
  const seen = new Map<number, string>();
  for (const { plan } of officePlans(bot, visitor))
    if (!seen.has(plan.municipalityId)) seen.set(plan.municipalityId, plan.municipality);
  return [...seen].map(([municipalityId, municipality]) => ({
    municipalityId,
    municipality,
    departments: changeable(bot.db, municipalityId, bot.clock()).map(({ name }) => name),
    known: listReorganisations(bot.db, municipalityId).map((decided) => ({
      decided,
      division: divisionOf(bot.db, decided, NOTHING_CHOSEN),
    })),
  }));
}

/** The fields of the form, as they came. */
export interface AskedReorganisation {
  readonly municipality: string;
  readonly on: string;
  readonly before: readonly string[];
  /** Names, one a line or with 、 between. */
  readonly after: string;
  readonly reason: string;
  readonly chosen: ChosenParts;
}

/** What would come of it; null where it is about none of the visitor's municipalities. */
export function previewReorganisation(
  bot: Bot,
  visitor: OfficeVisitor,
  asked: AskedReorganisation,
): PlannedReorganisation | null {
  const municipalityId = /^\d{1,15}$/u.test(asked.municipality) ? Number(asked.municipality) : null;
  if (municipalityId === null || !isOfficeOf(bot, visitor, municipalityId)) return null;
  return planReorganisation(
    bot.db,
    {
      municipalityId,
      on: parseDate(asked.on),
      before: asked.before,
      after: asked.after.split(/[\n、,，]/u),
      reason: asked.reason,
      chosen: asked.chosen,
    },
    bot.clock(),
  );
}

/**
 * Decides what was shown.
 * @returns a Japanese sentence: what was done, or what to mend; with the goals of which the part is to be chosen first
 */
export function decideOfficeReorganisation(
  bot: Bot,
  visitor: OfficeVisitor,
  asked: AskedReorganisation,
): EditResult & { readonly undecided?: Extract<PlannedReorganisation, { readonly kind: "planned" }> } {
  return inTransaction(bot.db, () => {
    const planned = previewReorganisation(bot, visitor, asked);
    if (planned === null) return { problem: "自治体を選び直してください。" };
    if (planned.kind === "problem") return { problem: planned.message };
    const undecided = undecidedWords(planned.division);
    if (undecided !== null) return { problem: undecided, undecided: planned };
    const act = visitorAct(bot, visitor);
    decideReorganisation(bot.db, planned.decided, act, chargesFrom(planned.division));
    bot.kick();
    return { done: "機構改革を登録しました。その日になると、部の名前と受け持ちが変わります。" };
  });
}

/** One of the visitor's municipalities by its number; null for others, and where there is none. */
function knownOf(bot: Bot, visitor: OfficeVisitor, id: number): Reorganisation | null {
  const known = Number.isSafeInteger(id) ? findReorganisation(bot.db, id) : null;
  return known !== null && isOfficeOf(bot, visitor, known.municipalityId) ? known : null;
}

/** A known division as it is divided; null where the visitor has none of that number. */
export function officeDivision(
  bot: Bot,
  visitor: OfficeVisitor,
  id: number,
): { readonly decided: Reorganisation; readonly division: Division } | null {
  const decided = knownOf(bot, visitor, id);
  const division = decided === null ? null : divisionOf(bot.db, decided, NOTHING_CHOSEN);
  return decided === null || division === null ? null : { decided, division };
}

/** Says anew which part has which goals, before the day and after it. */
export function chargeOfficeGoals(
  bot: Bot,
  visitor: OfficeVisitor,
  id: number,
  chosen: ChosenParts,
): EditResult {
  return inTransaction(bot.db, () => {
    const decided = knownOf(bot, visitor, id);
    const division = decided === null ? null : divisionOf(bot.db, decided, chosen);
    if (division === null) return { problem: "この機構改革は登録されていません。" };
    const act = visitorAct(bot, visitor);
    const changed = chargeGoals(bot.db, id, chargesFrom(division), act);
    if (changed > 0) bot.kick();
    const left = undecidedWords(division);
    if (left !== null) return { problem: `${changed}件を記録しました。${left}` };
    return {
      done: changed === 0 ? "変わったところはありません。" : `${changed}件の受け持ちを記録しました。`,
    };
  });
}

export function withdrawOfficeReorganisation(bot: Bot, visitor: OfficeVisitor, id: number): EditResult {
  if (knownOf(bot, visitor, id) === null) return { problem: "この機構改革は登録されていません。" };
  const act = visitorAct(bot, visitor);
  return withdrawReorganisation(bot.db, id, act)
    ? { done: "登録を取り消しました。" }
    : { problem: "この機構改革は、すでに行われたため取り消せません。" };
}
