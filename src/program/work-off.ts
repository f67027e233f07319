import { type Accepted, readAccepted } from "../bot/accept.js";
import { type AppOptions, surfaceOf, workOffAct } from "../bot/app.js";
import type { Bot } from "../bot/context.js";
import { refreshedTogether } from "../bot/features/digest/refresh.js";
import { collect, NotYet, Unplaced } from "../bot/features/reporting/collect.js";
import { heldView } from "../bot/features/reporting/refusal-view.js";
import { municipalityOfEvent } from "../bot/features/troubles/feature.js";
import { heldRepliesView, setAsideView } from "../bot/features/troubles/trouble-view.js";
import { answerText } from "../bot/features.js";
import type { MessageIn } from "../bot/platform.js";
import type { Reply } from "../bot/reply.js";
import { municipalityInHand } from "../bot/roles.js";
import { Intake } from "../jobs/intake.js";
import { tellPlanning } from "../jobs/tell-planning.js";
import { inRequest } from "../log.js";
import type { Metrics } from "../metrics.js";
import { moveConversation } from "../store/bindings.js";
import { listSetAside } from "../store/inbox.js";
import { lookForDead } from "../store/outbox-claims.js";
import { answer, lose, regain, requestOf } from "./host.js";

/** Works off the inbox with the bot. @param kick told that there is something to send */
export function createIntake(
  bot: Bot,
  options: AppOptions,
  kick: () => void,
  metrics: Metrics | null,
): Intake {
  return new Intake({
    db: bot.db,
    clock: bot.clock,
    log: bot.log,
    work: (payload) => {
      const accepted = readAccepted(payload);
      inRequest(
        () => requestOf(accepted.incoming),
        () => {
          if (workOff(bot, options, accepted)) kick();
          bot.log.debug({ kind: accepted.incoming.kind }, "event worked off");
        },
      );
    },
    together: (work) => refreshedTogether(bot, work),
    isNotYet: (error) => error instanceof NotYet,
    waitsFor: (error) =>
      error instanceof Unplaced
        ? { conversation: error.incoming.where.conversation, root: error.root }
        : null,
    onHeld: (_item, error) => {
      if (error instanceof Unplaced) onHeld(bot, error);
    },
    onSetAside: (item, errorId) => {
      metrics?.count("events_set_aside_total", { platform: item.platform });
      // With the number of the failure: one that fails once more is told once more.
      const event = listSetAside(bot.db).find(({ id }) => id === item.id);
      tellPlanning(
        bot,
        `set-aside:${item.id}:${errorId}`,
        setAsideView(item, errorId),
        event === undefined ? null : municipalityOfEvent(bot, event),
      );
    },
  });
}

/** Its author and 企画課 are told, each once for a post; posts that were given up there are looked for once more. */
function onHeld(bot: Bot, { incoming, root }: Unplaced): void {
  const { platform, conversation } = incoming.where;
  const now = bot.clock();
  regain(bot, incoming.where);
  lookForDead(bot.db, platform, conversation, now);
  const view = heldRepliesView(bot.db, incoming.where);
  const municipality = municipalityInHand(bot, incoming.who, incoming.where);
  tellPlanning(bot, `held:${platform}:${conversation}:${root}`, view, municipality);
  const aside = { kind: "receipt", sign: "none", aside: heldView() } as const;
  answer(bot, incoming, aside, `held:${platform}:${conversation}:${root}:${incoming.who.id}`);
  bot.kick();
}

/** @returns true where something is to be said about it */
function workOff(bot: Bot, options: AppOptions, accepted: Accepted): boolean {
  const { incoming } = accepted;
  if (incoming.kind === "arrival" && incoming.formerly !== undefined)
    moveConversation(bot.db, incoming.where.platform, incoming.formerly, incoming.where);
  if (incoming.kind === "departure") lose(bot, incoming.where, "removed");
  else if (incoming.kind !== "button" && incoming.kind !== "form") regain(bot, incoming.where);
  const ask = (question: MessageIn): Reply => answerText(bot, question, surfaceOf(bot, question, options));
  const reply =
    incoming.kind === "button" || incoming.kind === "form"
      ? workOffAct(bot, incoming, options)
      : collect(bot, accepted, ask);
  if (reply === null) return false;
  answer(bot, incoming, reply, `answer:${incoming.where.platform}:${incoming.key}`);
  return true;
}
