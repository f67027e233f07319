/** The bot: Incoming → Reply or silence. The error boundary; what is answered, the features say. */

import { newErrorId } from "../log.js";
import { isLocked } from "../store/database.js";
import { PersonalDataError } from "../store/notes.js";
import { keepForLater } from "./accept.js";
import { drawn } from "./chart/png.js";
import type { Bot, Surface } from "./context.js";
import { apologyView } from "./features/help/help-view.js";
import { withheldInputView } from "./features/reporting/refusal-view.js";
import { look, route } from "./features.js";
import type { ButtonIn, FormIn, Handle, Incoming, Look, PlatformName } from "./platform.js";
import { type Reply, say } from "./reply.js";

export interface AppOptions {
  /** Visible characters on a page, per platform. */
  readonly pageSize: (platform: PlatformName) => number;
}

/** The handler that every adapter calls. It never rejects, and tells when what was done may be acknowledged. */
export function createHandle(bot: Bot, options: AppOptions): Handle {
  return async (incoming, written = () => undefined) => {
    try {
      const reply = await patiently(() => {
        const routed = route(bot, incoming, surfaceOf(bot, incoming, options));
        written();
        return routed;
      });
      // The command line shows words alone.
      return incoming.where.platform === "cli" || reply?.kind !== "message" ? reply : await drawn(reply);
    } catch (error) {
      if (error instanceof PersonalDataError) {
        written();
        return say(withheldInputView(error.labels));
      }
      const errorId = newErrorId();
      bot.log.error({ errorId, err: error, kind: incoming.kind, key: incoming.key }, "handling failed");
      const kept = keepForLater(bot, incoming);
      if (kept) written();
      return apologyView(errorId, kept);
    }
  };
}

/** Answers what is looked up while somebody types. It never rejects, and what it calls has nothing to write with. */
export function createLook(bot: Bot, options: AppOptions): Look {
  return async (looked) => {
    try {
      const message = look(bot, looked, surfaceOf(bot, looked, options));
      return message === null ? null : await drawn(message);
    } catch (error) {
      const errorId = newErrorId();
      bot.log.error({ errorId, err: error, kind: "look" }, "looking something up failed");
      return apologyView(errorId, false);
    }
  };
}

const TRIES = 20;
const BETWEEN_TRIES = 500;

/** A database that somebody else writes to is waited for without keeping anybody else waiting; the first try is made at once. */
function patiently<T>(work: () => T | Promise<T>, left = TRIES): T | Promise<T> {
  try {
    return work();
  } catch (error) {
    if (left === 0 || !isLocked(error)) throw error;
    return new Promise((resolve) => setTimeout(resolve, BETWEEN_TRIES)).then(() => patiently(work, left - 1));
  }
}

/** Does what a kept button or form says, in the transaction that takes it out of the inbox. */
export function workOffAct(bot: Bot, incoming: ButtonIn | FormIn, options: AppOptions): Reply | null {
  const reply = route(bot, incoming, surfaceOf(bot, incoming, options));
  if (reply instanceof Promise) throw new Error(`a ${incoming.kind} is answered at once`);
  // A form needs a press to open it, and that one is over.
  return reply?.kind === "form"
    ? say("入力フォームは、お手数ですがもう一度ボタンを押して開いてください。")
    : reply;
}

export function surfaceOf(bot: Bot, { where }: Pick<Incoming, "where">, options: AppOptions): Surface {
  return { pageSize: options.pageSize(where.platform), now: bot.clock() };
}
