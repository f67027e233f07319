import type { SlackConfig } from "../../../config.js";
import { asObject, type Json } from "./json.js";

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
