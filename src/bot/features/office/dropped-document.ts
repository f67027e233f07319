import { spokenText } from "../../../domain/said-text.js";
import { findBinding } from "../../../store/bindings.js";
import type { Bot } from "../../context.js";
import type { MessageIn } from "../../platform.js";
import type { Reply } from "../../reply.js";
import { isPlanning } from "../../roles.js";
import { mayNotImportView } from "./office-link-view.js";
import { linkTo } from "./one-time-link.js";

/** A plan that somebody puts into the channel of 企画課, or sends to the bot, leads to the office page. */

/**
 * True where the message is about its document. Other people's words with a document beside them are read as words: a report may
 * have one.
 */
export function isForOffice(bot: Bot, incoming: MessageIn): boolean {
  const { documents = [], where, who } = incoming;
  if (documents.length === 0 || bot.officeLink === null) return false;
  const ours =
    where.kind === "direct" ||
    findBinding(bot.db, where.platform, where.conversation)?.purpose === "planning";
  return ours && (isPlanning(bot, who, where) || spokenText(incoming.said) === "");
}

/** The way on, for the author alone. */
export function onDocument(bot: Bot, incoming: MessageIn): Reply {
  const [file, ...others] = incoming.documents ?? [];
  const { who, where } = incoming;
  const aside =
    file === undefined || !isPlanning(bot, who, where)
      ? mayNotImportView()
      : linkTo(bot, incoming, { kind: "document", platform: where.platform, file }, others.length);
  return { kind: "receipt", sign: "none", aside };
}
