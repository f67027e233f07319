import type { Finding } from "../../bot/finding.js";
import type { Config } from "../../config.js";
import { SECOND } from "../../domain/time.js";

/** The platforms are asked only where they are configured, and no longer than this each time. */
const TIMEOUT = 8 * SECOND;

export async function examinePlatforms(config: Config, now: number): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  if (config.slack === null && config.teams === null) return findings;
  const fetch = await fetchOf(config.proxy);
  if (config.slack !== null) {
    const { checkSlack } = await import("../../bot/platforms/slack/check.js");
    findings.push(...(await checkSlack({ config: config.slack, fetch, now, timeoutMs: TIMEOUT })));
  }
  if (config.teams !== null) {
    const { checkTeams } = await import("../../bot/platforms/teams/check.js");
    findings.push(...(await checkTeams({ config: config.teams, fetch, timeoutMs: TIMEOUT })));
  }
  return findings;
}

/** What Slack says of channels, for no longer than one call in all; null where it is not configured. */
export async function askSlackOf(
  { slack, proxy }: Pick<Config, "slack" | "proxy">,
  channels: readonly string[],
) {
  if (slack === null) return null;
  const { checkChannels } = await import("../../bot/platforms/slack/check.js");
  const fetch = await fetchOf(proxy);
  return checkChannels({ config: slack, fetch, signal: AbortSignal.timeout(TIMEOUT) }, channels);
}

/** How this machine reaches what is outside. */
async function fetchOf(proxy: Config["proxy"]): Promise<typeof globalThis.fetch> {
  return proxy ? (await import("../../network/way-out.js")).wayOut(proxy).fetch : globalThis.fetch;
}
