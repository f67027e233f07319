/** What `doctor` can learn about Slack: whether it can be reached, the tokens, the granted scopes, the manifest. */

import { readFileSync } from "node:fs";
import type { SlackConfig } from "../../../config.js";
import { asObject, errorWord, type Json, objectAt, stringAt } from "../../json.js";
import { type Diagnosis, fine, notice, problem } from "../../platform.js";
import { EVENTS, SCOPES } from "./scopes.js";

export interface SlackCheck {
  readonly config: SlackConfig;
  readonly fetch: typeof globalThis.fetch;
  readonly now: number;
  readonly timeoutMs: number;
}

/** Slack refuses signatures that are five minutes old: a clock that is off by this much deserves a word. */
const MOST_DRIFT_MS = 60_000;

/** Never rejects; says honestly what could not be learned. */
export async function checkSlack(options: SlackCheck): Promise<readonly Diagnosis[]> {
  const { config } = options;
  const bot = await askSlack({ ...options, signal: AbortSignal.timeout(options.timeoutMs) }, "auth.test");
  return [
    ...describeBot(bot, options),
    ...(bot.kind === "answered" && bot.body.ok === true ? [compareScopes(bot.scopes)] : []),
    ...(config.appToken === null ? [describeSecret()] : [await checkAppToken(options, config.appToken)]),
    compareManifest(readManifest()),
  ];
}

function unreachable(check: string, reason: string): Diagnosis {
  return problem(
    check,
    `Slack につながりませんでした（${reason}）。ネットワーク、プロキシ（HTTPS_PROXY）、SLACK_API_URL を確かめてください。トークンが正しいかどうかは、つながるまで分かりません。`,
  );
}

function describeBot(answer: Answer, { now }: SlackCheck): Diagnosis[] {
  if (answer.kind === "unreachable") return [unreachable("Slack のトークン", answer.reason)];
  const { body, date } = answer;
  if (body.ok !== true) {
    return [
      problem(
        "Slack のトークン",
        `SLACK_BOT_TOKEN を Slack が受け付けません（${stringAt(body, "error") ?? "理由なし"}）。アプリの管理画面の「OAuth & Permissions」で Bot User OAuth Token を写し直してください。`,
      ),
    ];
  }
  const team = `ワークスペース「${stringAt(body, "team") ?? "?"}」（${stringAt(body, "team_id") ?? "?"}）`;
  const token = fine("Slack のトークン", `SLACK_BOT_TOKEN は使えます。${team}につながります。`);
  const drift = date === null ? null : now - Date.parse(date);
  if (drift === null || Number.isNaN(drift) || Math.abs(drift) < MOST_DRIFT_MS) return [token];
  const how = `この機械の時計は Slack より約${Math.round(Math.abs(drift) / 1000)}秒${drift > 0 ? "進んで" : "遅れて"}います`;
  return [
    token,
    problem("時計のずれ", `${how}。5分ずれると受信をすべて断ります。時刻合わせ（NTP）を確かめてください。`),
  ];
}

async function checkAppToken(options: SlackCheck, token: string): Promise<Diagnosis> {
  const check = "ソケットモード";
  const signal = AbortSignal.timeout(options.timeoutMs);
  const answer = await askSlack({ ...options, signal, token }, "apps.connections.open");
  if (answer.kind === "unreachable") return unreachable(check, answer.reason);
  if (answer.body.ok === true) return fine(check, "SLACK_APP_TOKEN は使えます。");
  return problem(
    check,
    `SLACK_APP_TOKEN を Slack が受け付けません（${stringAt(answer.body, "error") ?? "理由なし"}）。「Basic Information」の App-Level Tokens で connections:write の付いたトークンを写し、「Socket Mode」を有効にしてください。`,
  );
}

const describeSecret = (): Diagnosis =>
  fine(
    "Slack の署名",
    "SLACK_SIGNING_SECRET は入っています。正しいかどうかは Slack に尋ねられません。/policy に応答があれば正しい値です。",
  );

/** Whether what Slack granted, and what the manifest asks for, is what the program uses. */

const MANIFEST = new URL("../../../../manifests/slack.json", import.meta.url);

/** @param granted the `x-oauth-scopes` header: what the installed app may do */
export function compareScopes(granted: string | null): Diagnosis {
  const check = "Slack の権限";
  if (granted === null)
    return notice(check, "Slack が権限の一覧を返さなかったため、確かめられませんでした。");
  const has = new Set(granted.split(/[,\s]+/).filter((scope) => scope !== ""));
  const missing = Object.keys(SCOPES).filter((scope) => !has.has(scope));
  const extra = [...has].filter((scope) => !Object.hasOwn(SCOPES, scope));
  if (missing.length > 0) {
    return problem(
      check,
      `足りない権限があります: ${missing.join("、")}。manifests/slack.json を管理画面の「App Manifest」に写し、アプリをインストールし直してください。`,
    );
  }
  if (extra.length > 0) {
    return notice(check, `使っていない権限があります: ${extra.join("、")}。外しても動きます。`);
  }
  return fine(check, "必要な権限がそろい、余分なものはありません。");
}

/** Null where it is not there or cannot be read. */
export function readManifest(): Json | null {
  try {
    return asObject(JSON.parse(readFileSync(MANIFEST, "utf8")));
  } catch {
    return null;
  }
}

/** @param manifest `manifests/slack.json` */
export function compareManifest(manifest: Json | null): Diagnosis {
  const check = "Slack のマニフェスト";
  if (manifest === null) return notice(check, "manifests/slack.json が読めないため、比べられませんでした。");
  const differing = [
    ...differences("権限", Object.keys(SCOPES), objectAt(objectAt(manifest, "oauth_config"), "scopes").bot),
    ...differences(
      "イベント",
      Object.keys(EVENTS),
      objectAt(objectAt(manifest, "settings"), "event_subscriptions").bot_events,
    ),
  ];
  return differing.length === 0
    ? fine(check, "manifests/slack.json は、プログラムが使う権限とイベントに合っています。")
    : problem(
        check,
        `manifests/slack.json がプログラムと合っていません（${differing.join("、")}）。配布されたファイルに戻してください。`,
      );
}

function differences(what: string, wanted: readonly string[], listed: unknown): string[] {
  const there: readonly unknown[] = Array.isArray(listed) ? listed : [];
  return [
    ...wanted.filter((name) => !there.includes(name)).map((name) => `${what} ${name} がない`),
    ...there.filter((name) => !wanted.includes(String(name))).map((name) => `${what} ${name} が余分`),
  ];
}

/** Whether the bot is in the channels that it is to post to, asked of Slack itself. */

/** No more than this, so that an examination ends. */
const MOST = 200;

export interface ChannelsAsked {
  /** Those that Slack spoke of, the missing ones among them. */
  readonly asked: number;
  /** Where nothing can be posted, with the reason in Japanese. */
  readonly missing: ReadonlyMap<string, string>;
  /** Why no more were asked; null where Slack answered to the end. */
  readonly stopped: string | null;
}

/**
 * Asks for one channel after another, until Slack limits us (conversations.info, tier 3) or refuses to answer.
 * @param channels ids of channels; Slack tells of direct messages only with a scope that the app does not ask for
 */
export async function checkChannels(question: Question, channels: readonly string[]): Promise<ChannelsAsked> {
  const missing = new Map<string, string>();
  let asked = 0;
  for (const channel of channels.slice(0, MOST)) {
    const answer = await askSlack(question, "conversations.info", { channel });
    if (answer.kind === "unreachable") return { asked, missing, stopped: answer.reason };
    const { body } = answer;
    const error = body.ok === true ? null : (stringAt(body, "error") ?? "理由なし");
    if (error !== null && error !== "channel_not_found") return { asked, missing, stopped: error };
    asked += 1;
    const reason = error === null ? reasonAgainst(objectAt(body, "channel")) : "見つかりません";
    if (reason !== null) missing.set(channel, reason);
  }
  return { asked, missing, stopped: channels.length > MOST ? `一度に尋ねるのは ${MOST} か所まで` : null };
}

function reasonAgainst(channel: ReturnType<typeof objectAt>): string | null {
  if (channel.is_archived === true) return "アーカイブされています";
  return channel.is_member === false ? "ボットが入っていません" : null;
}

/** One plain question to Slack's Web API, for examinations: without the SDK, which costs memory and time to load. */

export type Answer =
  | {
      readonly kind: "answered";
      readonly body: Json;
      readonly scopes: string | null;
      readonly date: string | null;
    }
  | { readonly kind: "unreachable"; readonly reason: string };

export interface Question {
  readonly config: SlackConfig;
  readonly fetch: typeof globalThis.fetch;
  /** When the asker has waited long enough. */
  readonly signal: AbortSignal;
  /** The bot's token where none is given. */
  readonly token?: string;
}

/** Asks once. Never rejects: what stands between us and Slack is an answer, too. */
export async function askSlack(
  { config, fetch, signal, token = config.botToken }: Question,
  method: string,
  values: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  try {
    const response = await fetch(`${config.apiUrl}${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(values),
      signal,
    });
    const body = asObject(await response.json());
    if (typeof body.ok !== "boolean") return { kind: "unreachable", reason: `HTTP ${response.status}` };
    const { headers } = response;
    return { kind: "answered", body, scopes: headers.get("x-oauth-scopes"), date: headers.get("date") };
  } catch (error) {
    return { kind: "unreachable", reason: errorWord(error) };
  }
}
