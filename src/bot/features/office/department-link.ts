import { recordAudit } from "../../../store/audit.js";
import type { Bot, DepartmentErrand } from "../../context.js";
import type { ButtonIn } from "../../platform.js";
import type { Message } from "../../reply.js";
import { isTurnedAway, municipalityInHand } from "../../roles.js";
import { actorOf } from "../reporting/recording.js";
import { departmentLinkView, noPageView, pageInPrivateView } from "./office-link-view.js";

/**
 * A one-time link to a page of a department for whoever pressed, said to them alone and written down. Whether they may open the page is
 * asked before, and by the page itself.
 */
export function departmentLink(
  bot: Bot,
  incoming: ButtonIn,
  errand: DepartmentErrand,
  words: {
    readonly label: string;
    readonly note: string;
    /** What to type in private, where a link cannot be given here. */
    readonly typed: string;
  },
): Message {
  const { who, where } = incoming;
  if (bot.officeLink === null || isTurnedAway(bot, who, municipalityInHand(bot, who, where)))
    return noPageView();
  // In Teams what answers a press in a channel may be seen there.
  if (where.platform === "teams" && where.kind !== "direct") return pageInPrivateView(words.typed);
  const link = bot.officeLink({ platform: where.platform, id: who.id, name: who.name }, errand);
  const { kind, ...about } = errand;
  recordAudit(bot.db, {
    at: bot.clock(),
    actor: actorOf(incoming),
    action: "office.link",
    target: `person:${where.platform}:${who.id}`,
    before: null,
    after: { errand: kind, ...about },
    via: "button",
  });
  return departmentLinkView(words.label, link, words.note);
}

/** Where a page of a department is, below the program's address. */
export const departmentPath = (errand: DepartmentErrand): string =>
  errand.kind === "standing"
    ? `/office/standing/${errand.department}`
    : `/office/evaluations/${errand.occasion}/${errand.department}`;
