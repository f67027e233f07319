/** The bot: Incoming → Reply or silence. The error boundary; what is answered, the features say. */

import { newErrorId } from "../log.js";
import { drawn } from "./chart/draw.js";
import type { Bot, Surface } from "./context.js";
import { apologyView } from "./features/help/help-view.js";
import { route } from "./features.js";
import type { Handle, Incoming, PlatformName } from "./platform.js";

export interface AppOptions {
  /** Visible characters on a page, per platform. */
  readonly pageSize: (platform: PlatformName) => number;
}

/** The handler that every adapter calls. It never rejects. */
export function createHandle(bot: Bot, options: AppOptions): Handle {
  return async (incoming) => {
    try {
      const reply = await route(bot, incoming, surfaceOf(bot, incoming, options));
      // The command line shows words alone.
      return incoming.where.platform === "cli" || reply?.kind !== "message" ? reply : await drawn(reply);
    } catch (error) {
      const errorId = newErrorId();
      bot.log.error({ errorId, err: error, kind: incoming.kind, key: incoming.key }, "handling failed");
      return apologyView(errorId);
    }
  };
}

export function surfaceOf(bot: Bot, incoming: Incoming, options: AppOptions): Surface {
  return { pageSize: options.pageSize(incoming.where.platform), now: bot.clock() };
}
