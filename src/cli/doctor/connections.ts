import { type Diagnosis, fine, notice, problem } from "../../bot/platform.js";
import type { Config } from "../../config.js";
import { DAY, longDay, SECOND, shortTime } from "../../domain/time.js";
import { jobLabel } from "../../jobs/jobs.js";
import { type Binding, channelName, findBinding, listBindings } from "../../store/bindings.js";
import { all, type Db } from "../../store/database.js";
import { listTroubledRuns } from "../../store/job-runs.js";

/** The platforms are asked only where they are configured, and no longer than this each time. */
const TIMEOUT = 8 * SECOND;

export async function examinePlatforms(config: Config, now: number): Promise<readonly Diagnosis[]> {
  const findings: Diagnosis[] = [];
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

async function examineChannels(db: Db, config: Pick<Config, "slack" | "proxy">): Promise<Diagnosis> {
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

/** What did not get through: posts, events, channels, jobs. */

/** What is older is history: nobody waits for it any more. */
const RECENT = 30 * DAY;
const SHOWN = 5;

export async function examineTraffic(
  db: Db,
  config: Pick<Config, "slack" | "proxy">,
  now: number,
): Promise<Diagnosis[]> {
  return [deadLetters(db, now), setAside(db, now), await examineChannels(db, config), troubledJobs(db, now)];
}

interface Letter {
  readonly id: number;
  readonly platform: string;
  readonly conversation: string;
  readonly at: number;
  readonly reason: string | null;
}

function deadLetters(db: Db, now: number): Diagnosis {
  const letters = all<Letter>(
    db,
    `SELECT outbox.id, outbox.platform, outbox.conversation, outbox.created_at AS at, outbox.reason FROM outbox WHERE outbox.status = 'dead' ORDER BY outbox.id DESC`,
  );
  const lines = letters.map(
    ({ id, platform, conversation, at, reason }) =>
      `${id} 番（${shortTime(at)}、${platform}${channelIn(db, platform, conversation)}、${reason ?? "理由なし"}）`,
  );
  return describe("届かなかった投稿", letters, lines, now, "必要なら、その部に別の方法で伝えてください。");
}

/** In brackets; nothing where the conversation is bound to nobody. */
function channelIn(db: Db, platform: string, conversation: string): string {
  const binding = findBinding(db, platform, conversation);
  return binding === null ? "" : `「${channelName(binding)}」`;
}

function setAside(db: Db, now: number): Diagnosis {
  const events = all<{ id: number; platform: string; at: number; errorId: string | null; held: number }>(
    db,
    `SELECT id, platform, received_at AS at, error_id AS errorId, held_root IS NOT NULL AS held FROM inbox WHERE status = 'set_aside' ORDER BY id DESC`,
  );
  const lines = events.map(
    ({ id, platform, at, errorId, held }) =>
      `${id} 番（${shortTime(at)}、${platform}、${held === 1 ? "記録にない投稿への返信" : `記録番号 ${errorId ?? "なし"}`}）`,
  );
  return describe(
    "処理できなかった受信",
    events,
    lines,
    now,
    "内容は残っています。同じ記録番号のログで原因を確かめ、なくなったら、企画課の方が /policy 設定 の「もう一度処理する」を押してください。",
  );
}

function describe(
  check: string,
  items: readonly { readonly at: number }[],
  lines: readonly string[],
  now: number,
  advice: string,
): Diagnosis {
  const recent = items.filter(({ at }) => now - at < RECENT).length;
  if (items.length === 0) return fine(check, "ありません。");
  if (recent === 0) return notice(check, `この30日にはありません（それより前に ${items.length} 件）。`);
  const shown = lines.slice(0, Math.min(recent, SHOWN)).join("、");
  return problem(check, `この30日に ${recent} 件: ${shown}${recent > SHOWN ? " ほか" : ""}。${advice}`);
}

function troubledJobs(db: Db, now: number): Diagnosis {
  const check = "定時の仕事";
  const runs = listTroubledRuns(db, now);
  if (runs.length === 0) return fine(check, "失敗したままのものはありません。");
  const lines = runs
    .slice(0, SHOWN)
    .map(
      ({ job, slot, attempt, detail }) =>
        `${jobLabel(job)} ${shortTime(slot)}（${attempt} 回目、${detail ?? "途中で止まりました"}）`,
    );
  return problem(
    check,
    `終わっていないものが ${runs.length} 件: ${lines.join("、")}${runs.length > SHOWN ? " ほか" : ""}。プログラムが動いていれば自動でやり直します。続くときはログを確かめてください。`,
  );
}
