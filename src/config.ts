import { existsSync } from "node:fs";
import type { z } from "zod";
import {
  type BackupConfig,
  isGiven,
  type ProxyConfig,
  RETENTION_FIELDS,
  type Retention,
  RUNNING_FIELDS,
  readBackups,
  readMetrics,
  readProxy,
  readRetention,
  text,
} from "./config/variables.js";

/**
 * The only reader of the environment. Every problem is reported at once, by variable name, in Japanese,
 * because the person who reads it is the 情報システム担当 of a ward office.
 */

export interface SlackConfig {
  readonly botToken: string;
  /** HTTP mode when set; otherwise `appToken` is set and Socket Mode is used. */
  readonly signingSecret: string | null;
  readonly appToken: string | null;
  readonly apiUrl: string;
}

export interface TeamsConfig {
  readonly appId: string;
  readonly password: string;
  readonly tenantId: string;
  /** False only for Microsoft's local playground: then nobody proves who they are, and the three above are empty. */
  readonly authenticated: boolean;
  /** Which of Microsoft's libraries links the program to Teams: the one that was asked for, or its supported successor. */
  readonly sdk: "teams-ai" | "teams-apps";
  /** Another cloud than Microsoft's public one, as the libraries describe it; tests set it, the environment does not. */
  readonly cloud?: {
    readonly settings: Readonly<Record<string, string>>;
    readonly credentials: unknown;
    /** Where its keys are, and a token of our own for it. */
    readonly keys: string;
    readonly token: () => Promise<string>;
  };
}

export interface Config {
  readonly databasePath: string;
  readonly host: string;
  readonly port: number;
  readonly slack: SlackConfig | null;
  readonly teams: TeamsConfig | null;
  /** The embedded web workspace: on when no other platform is configured, or when asked for. */
  readonly web: { readonly token: string | null } | null;
  /** The address that people's browsers reach the office page at, behind a TLS proxy; null where only this machine does. */
  readonly publicUrl: string | null;
  /** Platform user ids of 企画課. */
  readonly adminUsers: readonly string[];
  /** Whether guests and people of other organisations may report where they write in a department's channel. */
  /** Null where 企画課 decides. */
  readonly outsiders: "allow" | "refuse" | null;
  /** The municipality that is meant where several are stored; null to leave it as it was set. */
  readonly municipality: string | null;
  /** A JSON file of what people's words must not contain to be stored; null for the built-in list. */
  readonly privacyPatterns: string | null;
  readonly logLevel: string;
  /** Copies on a schedule; null where none are wanted. */
  readonly backups: BackupConfig | null;
  /** Whether `/metrics` answers. */
  readonly metrics: boolean;
  readonly proxy: ProxyConfig | null;
  readonly retention: Retention;
}

/** Raised with every problem of the environment, one Japanese line each. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  constructor(readonly problems: readonly string[]) {
    super(problems.join(" "));
  }
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const FIELDS = {
  DATABASE_PATH: text,
  HOST: text,
  PORT: text.refine((v) => v === undefined || (/^\d{1,5}$/.test(v) && Number(v) <= 65535), {
    message: "PORT は 0〜65535 の数字にしてください。",
  }),
  SLACK_BOT_TOKEN: text.refine((v) => v === undefined || v.startsWith("xoxb-"), {
    message: "SLACK_BOT_TOKEN は xoxb- で始まる Bot User OAuth Token を入れてください。",
  }),
  SLACK_SIGNING_SECRET: text,
  SLACK_APP_TOKEN: text.refine((v) => v === undefined || v.startsWith("xapp-"), {
    message: "SLACK_APP_TOKEN は xapp- で始まる App-Level Token を入れてください。",
  }),
  SLACK_API_URL: text.refine((v) => v === undefined || isSafeUrl(v), {
    message: "SLACK_API_URL は https:// で始まる URL にしてください。",
  }),
  TEAMS_APP_ID: text.refine((v) => v === undefined || GUID.test(v), {
    message: "TEAMS_APP_ID は アプリ（クライアント）ID を 8-4-4-4-12 桁の形で入れてください。",
  }),
  TEAMS_APP_PASSWORD: text,
  TEAMS_TENANT_ID: text.refine((v) => v === undefined || GUID.test(v), {
    message: "TEAMS_TENANT_ID は ディレクトリ（テナント）ID を 8-4-4-4-12 桁の形で入れてください。",
  }),
  TEAMS_AUTH: text.refine((v) => v === undefined || v === "none", {
    message: "TEAMS_AUTH に入れられるのは none だけです。ふだんは空にしてください。",
  }),
  TEAMS_SDK: text.refine((v) => v === undefined || v === "teams-ai" || v === "teams-apps", {
    message: "TEAMS_SDK は teams-ai（指定がないとき）か teams-apps にしてください。",
  }),
  WEB_WORKSPACE: text.refine((v) => v === undefined || /^(on|off|true|false|1|0)$/i.test(v), {
    message: "WEB_WORKSPACE は on か off にしてください。",
  }),
  WEB_TOKEN: text.refine((v) => v === undefined || v.length >= 16, {
    message: "WEB_TOKEN は 16 文字以上にしてください。",
  }),
  PUBLIC_URL: text.refine((v) => v === undefined || isSafeUrl(v), {
    message: "PUBLIC_URL は https:// で始まる URL にしてください（http:// は 127.0.0.1 だけで使えます）。",
  }),
  ADMIN_USERS: text,
  OUTSIDERS: text.refine((v) => v === undefined || /^(allow|refuse)$/.test(v), {
    message:
      "OUTSIDERS は refuse（ゲストと他組織の方の返信を記録しない）か allow（記録する）にしてください。",
  }),
  MUNICIPALITY: text,
  PRIVACY_PATTERNS: text.refine((v) => v === undefined || existsSync(v), {
    message: "PRIVACY_PATTERNS のファイルが見つかりません。",
  }),
  LOG_LEVEL: text.refine((v) => v === undefined || /^(trace|debug|info|warn|error|fatal|silent)$/.test(v), {
    message: "LOG_LEVEL は trace・debug・info・warn・error・fatal・silent のどれかにしてください。",
  }),
  ...RUNNING_FIELDS,
  ...RETENTION_FIELDS,
} satisfies Record<string, z.ZodType<string | undefined>>;

type Settings = Partial<Record<keyof typeof FIELDS, string>>;

/** The process environment, completed by a `.env` file of the working directory; what is set already wins. */
export function loadEnvironment(): NodeJS.ProcessEnv {
  if (existsSync(".env")) process.loadEnvFile(".env");
  return process.env;
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Tokens travel to this address: in the clear only within the machine. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && isLoopback(hostname.replace(/^\[|\]$/g, "")));
}

/**
 * @param env the process environment
 * @throws ConfigError with all problems at once
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const value = readFields(env, problems);
  const slackMeant = [env.SLACK_BOT_TOKEN, env.SLACK_SIGNING_SECRET, env.SLACK_APP_TOKEN].some(isGiven);
  const slack = slackMeant ? readSlack(env, value, problems) : null;
  const host = value.HOST ?? "127.0.0.1";
  const teamsMeant = [...TEAMS_FIELDS, "TEAMS_AUTH"].some((name) => isGiven(env[name]));
  const teams = teamsMeant ? readTeams(env, value, host, problems) : null;
  const wanted = value.WEB_WORKSPACE === undefined ? null : /^(on|true|1)$/i.test(value.WEB_WORKSPACE);
  const webOn = wanted ?? !(slackMeant || teamsMeant);
  if (webOn && !isLoopback(host) && !isGiven(env.WEB_TOKEN)) {
    problems.push(
      `HOST=${host} では庁内の誰からでも開けてしまいます。WEB_TOKEN に 16 文字以上の合言葉を入れるか、HOST を 127.0.0.1 にしてください。`,
    );
  }
  if (webOn && (slackMeant || teamsMeant) && !isGiven(env.WEB_TOKEN)) {
    problems.push(
      "WEB_WORKSPACE を Slack や Teams と一緒に使うときは、WEB_TOKEN に 16 文字以上の合言葉を入れてください。",
    );
  }
  const retention = readRetention(value, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    databasePath: value.DATABASE_PATH ?? "data/policy-bot.db",
    host,
    port: Number(value.PORT ?? 3000),
    slack,
    teams,
    web: webOn ? { token: value.WEB_TOKEN ?? null } : null,
    publicUrl: value.PUBLIC_URL?.replace(/\/+$/, "") ?? null,
    adminUsers: (value.ADMIN_USERS ?? "").split(/[\s,、]+/).filter((id) => id !== ""),
    outsiders: value.OUTSIDERS === undefined ? null : value.OUTSIDERS === "allow" ? "allow" : "refuse",
    municipality: value.MUNICIPALITY ?? null,
    privacyPatterns: value.PRIVACY_PATTERNS ?? null,
    logLevel: value.LOG_LEVEL ?? "info",
    backups: readBackups(value),
    metrics: readMetrics(value),
    proxy: readProxy(value),
    retention,
  };
}

/**
 * Within how many milliseconds systemd wants a sign of life; null where it wants none. It sets both variables for a unit with
 * `WatchdogSec`; they are nobody's settings.
 */
export function readWatchdog(env: NodeJS.ProcessEnv): number | null {
  const usec = Number(env.WATCHDOG_USEC);
  return isGiven(env.NOTIFY_SOCKET) && Number.isSafeInteger(usec) && usec > 0 ? usec / 1000 : null;
}

/** Reads every field by itself, so that one mistake does not hide the next. */
function readFields(env: NodeJS.ProcessEnv, problems: string[]): Settings {
  const settings: Settings = {};
  for (const name of Object.keys(FIELDS) as (keyof typeof FIELDS)[]) {
    const read = FIELDS[name].safeParse(env[name]);
    if (!read.success) problems.push(...read.error.issues.map((issue) => issue.message));
    else if (read.data !== undefined) settings[name] = read.data;
  }
  return settings;
}

/** What is filled in but wrong was reported already; only what is missing is reported here. */
function readSlack(env: NodeJS.ProcessEnv, value: Settings, problems: string[]): SlackConfig | null {
  if (!isGiven(env.SLACK_BOT_TOKEN)) {
    problems.push("SLACK_BOT_TOKEN がありません。Slack につなぐときは必ず入れてください。");
  }
  if (!isGiven(env.SLACK_SIGNING_SECRET) && !isGiven(env.SLACK_APP_TOKEN)) {
    problems.push(
      "SLACK_SIGNING_SECRET（HTTP で受けるとき）か SLACK_APP_TOKEN（ソケットモードのとき）のどちらかを入れてください。",
    );
  }
  const { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: secret, SLACK_APP_TOKEN: appToken } = value;
  if (botToken === undefined) return null;
  const apiUrl = value.SLACK_API_URL ?? "https://slack.com/api/";
  return {
    botToken,
    signingSecret: appToken === undefined ? (secret ?? null) : null,
    appToken: appToken ?? null,
    apiUrl: apiUrl.endsWith("/") ? apiUrl : `${apiUrl}/`,
  };
}

const TEAMS_FIELDS = ["TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID"] as const;

/** All three or none; without them only what runs on this machine is let in. */
function readTeams(
  env: NodeJS.ProcessEnv,
  value: Settings,
  host: string,
  problems: string[],
): TeamsConfig | null {
  const filled = TEAMS_FIELDS.filter((name) => isGiven(env[name]));
  const sdk = value.TEAMS_SDK === "teams-apps" ? "teams-apps" : "teams-ai";
  if (value.TEAMS_AUTH === "none") {
    if (!isLoopback(host)) {
      problems.push(
        `TEAMS_AUTH=none は、お使いの機械だけで試すためのものです。HOST=${host} では使えません。HOST を 127.0.0.1 にしてください。`,
      );
    }
    if (filled.length > 0) {
      problems.push(
        `TEAMS_AUTH=none と ${filled.join("・")} は一緒に使えません。本番では TEAMS_AUTH を空にしてください。`,
      );
    }
    return { appId: "", password: "", tenantId: "", authenticated: false, sdk };
  }
  if (filled.length === 0) return null;
  for (const name of TEAMS_FIELDS) {
    if (!isGiven(env[name])) problems.push(`${name} がありません。Teams につなぐときは必ず入れてください。`);
  }
  const { TEAMS_APP_ID: appId, TEAMS_APP_PASSWORD: password, TEAMS_TENANT_ID: tenantId } = value;
  if (appId === undefined || password === undefined || tenantId === undefined) return null;
  return { appId, password, tenantId, authenticated: true, sdk };
}
