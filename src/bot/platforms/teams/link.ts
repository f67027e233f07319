import { createRequire } from "node:module";
import type { TeamsConfig } from "../../../config.js";
import { ConfigError } from "../../../config.js";
import { SECOND } from "../../../domain/time.js";
import type { Json } from "../../json.js";

/**
 * The seam to Microsoft: who calls is verified, and the Bot Connector is spoken to, through a library that the configuration names.
 * Everything that a library is used for is here, in a few functions; the rest of the adapter knows none.
 */

/** What goes back over HTTP for an activity. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Link {
  /**
   * Verifies an activity and runs a turn with it.
   * @param authorization the request's header, empty where it had none
   * @returns 401 where the caller is not Teams, 503 where that could not be found out, 501 for an invoke without an answer
   * @throws what the turn threw
   */
  receive(authorization: string, activity: Json, turn: () => Promise<Answer | null>): Promise<Answer>;
  /**
   * A client of the Bot Connector that sends once and does not wait for ever: what became of a call is decided by the
   * caller, because sending a message again posts it again.
   * @param targeted whether messages are shown to their recipient alone
   */
  connector(serviceUrl: string, targeted?: boolean): Promise<Connector>;
}

/** The Bot Connector's operations that are used, each of which throws what `outcomeOf` reads. */
export interface Connector {
  createConversation(parameters: Json): Promise<unknown>;
  sendToConversation(conversation: string, activity: Json): Promise<unknown>;
  updateActivity(conversation: string, message: string, activity: Json): Promise<unknown>;
  /** The channels of a team with their names; the first of them has none. */
  channelsOf(team: string): Promise<unknown>;
  /** Puts a reaction of the bot's on a message, or takes it away (a preview of Microsoft's, which not every place allows). */
  react(conversation: string, message: string, reaction: string, stands: boolean): Promise<unknown>;
}

export interface LinkOptions {
  readonly config: TeamsConfig;
  /** How long one call to the Bot Connector may take, in milliseconds. */
  readonly callMs: number;
  /** The way out, where it is not a direct one. */
  readonly fetch: typeof globalThis.fetch;
}

export const CALL_TIMEOUT = 10 * SECOND;

/** Who signs what Teams sends. The emulator's tokens have another issuer, and nobody has an emulator in production. */
export const CHANNEL_ISSUER = "https://api.botframework.com";

/**
 * Opens the link that the configuration names; its library is loaded here and no other.
 * @throws ConfigError where the library is not installed
 */
export async function openLink(options: LinkOptions): Promise<Link> {
  try {
    switch (options.config.sdk) {
      case "teams-ai": {
        const { TeamsAiLink } = await import("./link-teams-ai.js");
        return new TeamsAiLink(options);
      }
      case "teams-apps": {
        const { TeamsAppsLink } = await import("./link-teams-apps.js");
        return new TeamsAppsLink(options);
      }
    }
  } catch (error) {
    if (isMissing(error)) throw new ConfigError([missing(options.config.sdk)]);
    throw error;
  }
}

/** A package cannot be found: optional packages were left out when the program was installed. */
function isMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
}

/** What each link needs to be installed. */
const PACKAGES = {
  "teams-ai": ["@microsoft/teams-ai", "botbuilder"],
  "teams-apps": ["@microsoft/teams.apps"],
} as const satisfies Readonly<Record<TeamsConfig["sdk"], readonly string[]>>;

/** Why the link that is configured cannot be opened, as a sentence; null where its packages are there. */
export function missingFor(sdk: TeamsConfig["sdk"]): string | null {
  const { resolve } = createRequire(import.meta.url);
  try {
    for (const name of PACKAGES[sdk]) resolve(`${name}/package.json`);
    return null;
  } catch {
    return missing(sdk);
  }
}

const missing = (sdk: TeamsConfig["sdk"]): string =>
  `Teams につなぐための部品（${PACKAGES[sdk].join("、")}）が入っていません。--omit=optional を付けずに npm ci をやり直すか、Teams を使わないときは TEAMS_ で始まる設定を空にしてください。`;

/** The issuer that a token names, unverified: to refuse what nobody expects before anything is asked about it. */
export function issuerOf(authorization: string): string | null {
  const [, payload = ""] = authorization.replace(/^Bearer /i, "").split(".");
  try {
    const { iss } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Json;
    return typeof iss === "string" ? iss : null;
  } catch {
    return null;
  }
}
