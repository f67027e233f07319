import type { SlackConfig } from "../../config.js";
import { type Finding, fine, problem } from "../finding.js";
import { compareManifest, compareScopes, readManifest } from "./check-scopes.js";
import { asObject, type Json, stringAt } from "./json.js";

/** What `doctor` can learn about Slack: whether it can be reached, the tokens, the granted scopes, the manifest. */

export interface SlackCheck {
  readonly config: SlackConfig;
  readonly fetch: typeof globalThis.fetch;
  readonly now: number;
  readonly timeoutMs: number;
}

/** Slack refuses signatures that are five minutes old: a clock that is off by this much deserves a word. */
const MOST_DRIFT_MS = 60_000;

/** Never rejects; says honestly what could not be learned. */
export async function checkSlack(options: SlackCheck): Promise<readonly Finding[]> {
  const { config } = options;
  const bot = await call(options, "auth.test", config.botToken);
  return [
    ...describeBot(bot, options),
    ...(bot.kind === "answered" && bot.body.ok === true ? [compareScopes(bot.scopes)] : []),
    ...(config.appToken === null ? [describeSecret()] : [await checkAppToken(options, config.appToken)]),
    compareManifest(readManifest()),
  ];
}

type Answer =
  | {
      readonly kind: "answered";
      readonly body: Json;
      readonly scopes: string | null;
      readonly date: string | null;
    }
  | { readonly kind: "unreachable"; readonly reason: string };

async function call(options: SlackCheck, method: string, token: string): Promise<Answer> {
  const { config, fetch, timeoutMs } = options;
  try {
    const response = await fetch(`${config.apiUrl}${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = asObject(await response.json());
    if (typeof body.ok !== "boolean") return { kind: "unreachable", reason: `HTTP ${response.status}` };
    const { headers } = response;
    return { kind: "answered", body, scopes: headers.get("x-oauth-scopes"), date: headers.get("date") };
  } catch (error) {
    return { kind: "unreachable", reason: reasonOf(error) };
  }
}

/** A short word that holds neither an address with a password nor a token. */
function reasonOf(error: unknown): string {
  const { cause, code, name } = asObject(error);
  const inner = asObject(cause).code ?? code;
  if (typeof inner === "string") return inner;
  if (error instanceof SyntaxError) return "JSON ではない応答";
  if (name === "TimeoutError") return "時間内に返事がない";
  return typeof name === "string" ? name : "不明";
}

function unreachable(check: string, reason: string): Finding {
  return problem(
    check,
    `Slack につながりませんでした（${reason}）。ネットワーク、プロキシ（HTTPS_PROXY）、SLACK_API_URL を確かめてください。トークンが正しいかどうかは、つながるまで分かりません。`,
  );
}

function describeBot(answer: Answer, { now }: SlackCheck): Finding[] {
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

async function checkAppToken(options: SlackCheck, token: string): Promise<Finding> {
  const check = "ソケットモード";
  const answer = await call(options, "apps.connections.open", token);
  if (answer.kind === "unreachable") return unreachable(check, answer.reason);
  if (answer.body.ok === true) return fine(check, "SLACK_APP_TOKEN は使えます。");
  return problem(
    check,
    `SLACK_APP_TOKEN を Slack が受け付けません（${stringAt(answer.body, "error") ?? "理由なし"}）。「Basic Information」の App-Level Tokens で connections:write の付いたトークンを写し、「Socket Mode」を有効にしてください。`,
  );
}

const describeSecret = (): Finding =>
  fine(
    "Slack の署名",
    "SLACK_SIGNING_SECRET は入っています。正しいかどうかは Slack に尋ねられません。/policy に応答があれば正しい値です。",
  );
