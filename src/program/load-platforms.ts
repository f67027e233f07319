import https from "node:https";
import type { Bot } from "../bot/context.js";
import type { Platform } from "../bot/platform.js";
import type { Config } from "../config.js";

/** An adapter is loaded only when it is configured: its SDK costs memory and start time. */
export async function createPlatforms(
  config: Config,
  bot: Bot,
  more: {
    readonly ahead: { days: number };
    readonly origin: () => string;
    /** Shown where the program was started: an address that lets one browser into the workspace. */
    readonly showLink: (address: string) => void;
  },
): Promise<{ readonly platforms: Platform[]; readonly door: { readonly showLink: () => void } | null }> {
  let door: { readonly showLink: () => void } | null = null;
  const platforms: Platform[] = [];
  if (config.slack !== null) {
    const { createSlackPlatform } = await import("../bot/platforms/slack/connection.js");
    const out = config.proxy ? (await import("../network/way-out.js")).wayOut(config.proxy) : {};
    platforms.push(
      await createSlackPlatform({ config: config.slack, log: bot.log, clock: bot.clock, ...out }),
    );
  }
  if (config.teams !== null) {
    // Its libraries take the process-wide agent, and nothing else can be given to them.
    const out = config.proxy ? (await import("../network/way-out.js")).wayOut(config.proxy) : {};
    if (config.proxy) {
      const { TunnelAgent } = await import("../network/tunnel-agent.js");
      https.globalAgent = new TunnelAgent(config.proxy);
    }
    const { createTeamsPlatform } = await import("../bot/platforms/teams/connection.js");
    platforms.push(
      await createTeamsPlatform({ config: config.teams, log: bot.log, clock: bot.clock, ...out }),
    );
  }
  if (config.web !== null) {
    const { createWorkspace } = await import("../workspace.js");
    const { Entrance } = await import("../bot/platforms/web/guard.js");
    const entrance = new Entrance({
      token: config.web.token,
      clock: bot.clock,
      show: (secret) => more.showLink(`${more.origin()}/?in=${secret}`),
    });
    platforms.push(createWorkspace(config, bot, { ...more, door: entrance }));
    door = entrance;
  }
  return { platforms, door };
}
