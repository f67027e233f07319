import type { SlackConfig } from "../../../config.js";
import { type Finding, fine, problem } from "../../finding.js";
import { type Answer, askSlack } from "./ask.js";
import { compareManifest, compareScopes, readManifest } from "./check-scopes.js";
import { stringAt } from "./json.js";

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
  const bot = await askSlack({ ...options, signal: AbortSignal.timeout(options.timeoutMs) }, "auth.test");
  return [
    ...describeBot(bot, options),
    ...(bot.kind === "answered" && bot.body.ok === true ? [compareScopes(bot.scopes)] : []),
    ...(config.appToken === null ? [describeSecret()] : [await checkAppToken(options, config.appToken)]),
    compareManifest(readManifest()),
  ];
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
  const signal = AbortSignal.timeout(options.timeoutMs);
  const answer = await askSlack({ ...options, signal, token }, "apps.connections.open");
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
