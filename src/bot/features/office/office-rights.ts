import { listPlans } from "../../../store/plans.js";
import type { Bot } from "../../context.js";
import type { PlatformName, Where } from "../../platform.js";
import { isPlanningOf } from "../../roles.js";

/** Who stands before the office page. */
export interface OfficeVisitor {
  readonly platform: string;
  readonly id: string;
  readonly name: string | null;
}

/** Who, as the record of changes names them: `slack:U1`. */
export const visitorActor = ({ platform, id }: OfficeVisitor): string => `${platform}:${id}`;

/** May this person use the office page? Who is 企画課 of some municipality may; each screen then asks of which. */
export const isOfficeVisitor = (bot: Bot, visitor: OfficeVisitor): boolean => isOfficeOf(bot, visitor, null);

/** Is this person 企画課 of the municipality? */
export function isOfficeOf(bot: Bot, visitor: OfficeVisitor, municipalityId: number | null): boolean {
  const where: Where = {
    platform: visitor.platform as PlatformName,
    conversation: "",
    kind: "direct",
    name: null,
    thread: null,
    destination: {},
  };
  return isPlanningOf(bot, { id: visitor.id, name: visitor.name }, where, municipalityId);
}

/** A municipality's document is brought in by its own 企画課; the first one's by whoever is 企画課 at all. */
export function mayImportFor(bot: Bot, visitor: OfficeVisitor, municipality: string): boolean {
  const own = listPlans(bot.db).filter(({ sample }) => !sample);
  const known = own.find((plan) => plan.municipality === municipality);
  if (known !== undefined) return isOfficeOf(bot, visitor, known.municipalityId);
  const elsewhere = own.find((plan) => !isOfficeOf(bot, visitor, plan.municipalityId));
  return elsewhere === undefined;
}
