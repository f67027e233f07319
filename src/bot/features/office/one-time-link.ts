import { recordAudit } from "../../../store/audit.js";
import type { Bot, OfficeErrand } from "../../context.js";
import type { CommandIn, MessageIn } from "../../platform.js";
import { type Message, say } from "../../reply.js";
import { isPlanning } from "../../roles.js";
import { actorOf } from "../reporting/recording.js";
import { linkView, mayNotImportView } from "./office-link-view.js";

/**
 * A one-time link to the office page for whoever may use it; said to them alone.
 * @param others how many documents came with the one that the errand is about
 */
export function linkTo(
  bot: Bot,
  incoming: CommandIn | MessageIn,
  errand: OfficeErrand | null,
  others = 0,
): Message {
  const { who, where } = incoming;
  if (bot.officeLink === null)
    return say("企画課の画面は、プログラムが動いているときに Slack、Teams などから開けます。");
  if (!isPlanning(bot, who, where)) return mayNotImportView();
  const link = bot.officeLink({ platform: where.platform, id: who.id, name: who.name }, errand ?? undefined);
  recordAudit(bot.db, {
    at: bot.clock(),
    actor: actorOf(incoming),
    action: "office.link",
    target: `person:${where.platform}:${who.id}`,
    before: null,
    after: errand === null ? null : { errand: errand.kind },
    via: incoming.kind === "command" ? "command" : "message",
  });
  return linkView(link, errand, others);
}
