import { type Finding, fine, notice, problem } from "../../bot/platform.js";
import type { Config } from "../../config.js";
import { longDay, SECOND } from "../../domain/time.js";
import { type Binding, listBindings } from "../../store/bindings.js";
import type { Db } from "../../store/database.js";

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

/** Whether posts reach the channels that are bound: what is known of it, and what Slack says where it can be asked. */

const CHECK = "チャンネル";
const NO_NEWS = "届かないという知らせはありません";

export async function examineChannels(db: Db, config: Pick<Config, "slack" | "proxy">): Promise<Finding> {
  const bindings = listBindings(db);
  if (bindings.length === 0)
    return notice(CHECK, "まだ一つも結び付けられていません。チャンネルで /policy 設定 を実行してください。");
  const asked = await askSlack(
    config,
    bindings.filter(({ lostAt }) => lostAt === null),
  );
  const lost = bindings.flatMap((binding) => {
    if (binding.lostAt !== null)
      return [`${shown(binding)}（${longDay(binding.lostAt)}から、${binding.lostReason ?? "理由なし"}）`];
    const reason = binding.platform === "slack" ? asked?.missing.get(channelOf(binding)) : undefined;
    return reason === undefined ? [] : [`${shown(binding)}（${reason}）`];
  });
  if (lost.length > 0) {
    return problem(
      CHECK,
      `届かないチャンネルがあります: ${lost.join("、")}。そのチャンネルにボットを招待し直すか、今使っているチャンネルで /policy 設定 を実行して結び付けてください。`,
    );
  }
  if (asked === null)
    return fine(CHECK, `結び付けた ${bindings.length} か所に、${NO_NEWS}（尋ねてはいません）。`);
  const known = `結び付けた ${bindings.length} か所のうち ${asked.asked} か所は、ボットが入っていると Slack が答えました。`;
  const others = asked.asked < bindings.length ? `ほかに、${NO_NEWS}（尋ねてはいません）。` : "";
  return asked.stopped === null
    ? fine(CHECK, `${known}${others}`)
    : notice(CHECK, `${known}${others}Slack に尋ねるのは途中でやめました（${asked.stopped}）。`);
}

/** Null where there is nothing to ask, or nobody. */
async function askSlack(config: Pick<Config, "slack" | "proxy">, bindings: readonly Binding[]) {
  // Only channels: a direct message cannot be lost, and asking for it needs another scope.
  const channels = bindings
    .filter(({ platform }) => platform === "slack")
    .map(channelOf)
    .filter((channel) => /^[CG]/.test(channel));
  return channels.length === 0 ? null : askSlackOf(config, channels);
}

const channelOf = ({ destination, conversation }: Binding): string => destination.channel ?? conversation;
const shown = ({ name }: Binding): string => `「${name ?? "名前なし"}」`;
