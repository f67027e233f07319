import type { Finding } from "../../bot/finding.js";
import type { Config } from "../../config.js";
import { SECOND } from "../../time.js";

/** The platforms are asked only where they are configured, and no longer than this each time. */
const TIMEOUT = 8 * SECOND;

export async function examinePlatforms(config: Config, now: number): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  if (config.slack === null && config.teams === null) return findings;
  const fetch = config.proxy
    ? (await import("../../network/way-out.js")).wayOut(config.proxy).fetch
    : globalThis.fetch;
  if (config.slack !== null) {
    const { checkSlack } = await import("../../bot/slack/check.js");
    findings.push(...(await checkSlack({ config: config.slack, fetch, now, timeoutMs: TIMEOUT })));
  }
  if (config.teams !== null) {
    const { checkTeams } = await import("../../bot/teams/check.js");
    findings.push(...(await checkTeams({ config: config.teams, fetch, timeoutMs: TIMEOUT })));
  }
  return findings;
}
