/**
 * Taking in what a platform hands over: stored durably before it is acknowledged, and only what concerns us.
 * What looks like personal data never reaches a table: of such an event is kept that it came, from whom and in which message.
 */

import { extensionOf } from "../domain/document-name.js";
import { findPersonalData } from "../domain/privacy/privacy.js";
import { type SaidText, SILENCE, saidPlainly, spokenText, withoutUnspoken } from "../domain/said-text.js";
import { SECOND } from "../domain/time.js";
import { writtenTogether } from "../store/flush.js";
import { storeEvent } from "../store/inbox.js";
import { findMessage } from "../store/messages.js";
import { isWatched } from "../store/threads.js";
import type { Bot } from "./context.js";
import { isForOffice } from "./features/office/one-time-link.js";
import { isBesideReport } from "./features/reporting/beside.js";
import type { Incoming } from "./platform.js";

/** An accepted event as it is stored. `withheld` names, in Japanese, what its words looked like; it is then without them. */
export interface Accepted {
  readonly incoming: Incoming;
  readonly withheld: readonly string[];
}

/**
 * @param kick told that there is something to work off
 * @returns a function that has stored the event when it returns, and throws where that failed
 */
export function createAccept(bot: Bot, kick: () => void): (incoming: Incoming) => void {
  return (incoming) => {
    if (concernsUs(bot, incoming) && toBeStored(bot, incoming)()) kick();
  };
}

/** @returns what stores the event as it came now; it gives false for a redelivery */
function toBeStored(bot: Bot, incoming: Incoming): () => boolean {
  const accepted = withhold(bot, incoming);
  const { platform } = incoming.where;
  const event = { platform, key: incoming.key, kind: incoming.kind, payload: JSON.stringify(accepted) };
  const now = bot.clock();
  return () => storeEvent(bot.db, event, now);
}

/**
 * As `createAccept`, but events that come together share one transaction and one wait for the disk, in which others are answered. Whoever said something
 * is acknowledged before it is worked off.
 * @returns a function that resolves when the event is stored durably, also where it came before and its first copy still waits; it
 * rejects where the event could not be stored
 */
export function createAcceptTogether(bot: Bot, kick: () => void): (incoming: Incoming) => Promise<void> {
  return async (incoming) => {
    if (!concernsUs(bot, incoming)) return;
    const { result: isNew, onDisk } = await writtenTogether(bot.db, toBeStored(bot, incoming));
    try {
      await onDisk;
    } finally {
      // Where the disk failed it may be stored all the same, and a redelivery would not be new.
      if (isNew) kick();
    }
  };
}

/** How long a press or a form waits before it is tried again. */
const AGAIN = 5 * SECOND;

/**
 * Keeps what a person did with a button or a form and what could not be done at once, so that it is worked off like a reply. Forms
 * with what looks like personal data are not kept: they change nothing until they are sent without it.
 * @returns false where it could not be kept either
 */
export function keepForLater(bot: Bot, incoming: Incoming): boolean {
  if (incoming.kind !== "button" && incoming.kind !== "form") return false;
  const words = incoming.kind === "form" ? Object.values(incoming.values) : [];
  if (words.some((text) => findPersonalData(text, bot.privacy).length > 0)) return false;
  const { platform } = incoming.where;
  const accepted: Accepted = { incoming, withheld: [] };
  const event = { platform, key: incoming.key, kind: incoming.kind, payload: JSON.stringify(accepted) };
  const now = bot.clock();
  try {
    storeEvent(bot.db, event, now, now + AGAIN);
    bot.kick();
    return true;
  } catch {
    return false;
  }
}

/** Elsewhere people talk among themselves: nothing of it is kept, not even for a moment. */
function concernsUs(bot: Bot, incoming: Incoming): boolean {
  const { platform, conversation, thread, ours } = incoming.where;
  switch (incoming.kind) {
    case "message":
      return (
        incoming.addressed ||
        ours === true ||
        ((thread !== null || incoming.quotes !== null) && isWatched(bot.db, platform, conversation)) ||
        isBesideReport(bot, incoming) ||
        isForOffice(bot, incoming)
      );
    case "edit":
    case "delete":
      return (
        ours === true ||
        findMessage(bot.db, platform, conversation, incoming.message) !== null ||
        (thread !== null && isWatched(bot.db, platform, conversation))
      );
    case "command":
    case "button":
    case "form":
    case "shortcut":
    case "home":
    case "arrival":
    case "departure":
      return true;
  }
}

function withhold(bot: Bot, given: Incoming): Accepted {
  const incoming = withoutNamesOfPeople(bot, given);
  if (incoming.kind !== "message" && incoming.kind !== "edit") return { incoming, withheld: [] };
  const labels = labelsIn(bot, incoming.said.text);
  if (labels.length === 0) return { incoming, withheld: [] };
  // Somebody else's words, or words taken back, are left out; the author's own are still a report.
  const spoken = labelsIn(bot, spokenText(incoming.said));
  if (spoken.length === 0)
    return { incoming: { ...incoming, said: withoutUnspoken(incoming.said) }, withheld: [] };
  return { incoming: { ...incoming, said: SILENCE }, withheld: spoken };
}

/** Of a document that is named after a person, only what kind of file it is. */
function withoutNamesOfPeople(bot: Bot, incoming: Incoming): Incoming {
  if (incoming.kind !== "message" || incoming.documents === undefined) return incoming;
  const documents = incoming.documents.map((file) =>
    labelsIn(bot, file.name).length === 0 ? file : { ...file, name: `文書.${extensionOf(file.name)}` },
  );
  return { ...incoming, documents };
}

function labelsIn(bot: Bot, text: string): string[] {
  return [...new Set(findPersonalData(text, bot.privacy).map((finding) => finding.label))];
}

/** An event as it lies in the inbox; one of a version that kept the words as a plain `text` is read as well. */
export function readAccepted(payload: unknown): Accepted {
  const accepted = payload as Accepted;
  const incoming = accepted.incoming as Incoming & { readonly said?: SaidText; readonly text?: string };
  if ((incoming.kind !== "message" && incoming.kind !== "edit") || incoming.said !== undefined)
    return accepted;
  return {
    ...accepted,
    incoming: { ...incoming, said: saidPlainly(incoming.text ?? ""), quotes: null } as Incoming,
  };
}
