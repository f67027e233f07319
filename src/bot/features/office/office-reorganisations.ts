/** 機構改革 on the office page: what is decided, what would come of another, and taking back one whose day has not come. */

import { parseDate } from "../../../domain/time.js";
import { inTransaction } from "../../../store/database.js";
import {
  decideReorganisation,
  findReorganisation,
  listReorganisations,
  type Reorganisation,
  withdrawReorganisation,
} from "../../../store/reorganisations.js";
import type { Bot } from "../../context.js";
import {
  changeable,
  type PlannedReorganisation,
  planReorganisation,
} from "../lineage/planned-reorganisation.js";
import { isOfficeOf, type OfficeVisitor, officePlans, visitorActor } from "./office-rights.js";
import type { EditResult } from "./plan-editing.js";

/** A municipality of the visitor's, with its departments and what is decided of them. */
export interface OfficeReorganisations {
  readonly municipalityId: number;
  readonly municipality: string;
  readonly departments: readonly string[];
  readonly known: readonly Reorganisation[];
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
    known: listReorganisations(bot.db, municipalityId),
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
    },
    bot.clock(),
  );
}

/** Decides what was shown. @returns a Japanese sentence: what was done, or what to mend */
export function decideOfficeReorganisation(
  bot: Bot,
  visitor: OfficeVisitor,
  asked: AskedReorganisation,
): EditResult {
  return inTransaction(bot.db, () => {
    const planned = previewReorganisation(bot, visitor, asked);
    if (planned === null) return { problem: "自治体を選び直してください。" };
    if (planned.kind === "problem") return { problem: planned.message };
    const act = { actor: visitorActor(visitor), at: bot.clock(), via: "office" };
    decideReorganisation(bot.db, planned.decided, act);
    bot.kick();
    return { done: "機構改革を登録しました。その日になると、部の名前と受け持ちが変わります。" };
  });
}

export function withdrawOfficeReorganisation(bot: Bot, visitor: OfficeVisitor, id: number): EditResult {
  const known = Number.isSafeInteger(id) ? findReorganisation(bot.db, id) : null;
  if (known === null || !isOfficeOf(bot, visitor, known.municipalityId))
    return { problem: "この機構改革は登録されていません。" };
  const act = { actor: visitorActor(visitor), at: bot.clock(), via: "office" };
  return withdrawReorganisation(bot.db, id, act)
    ? { done: "登録を取り消しました。" }
    : { problem: "この機構改革は、すでに行われたため取り消せません。" };
}
