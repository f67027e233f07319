import {
  createTeamsPlatform,
  type TeamsOptions,
  type TeamsPlatform,
} from "../../src/bot/platforms/teams/connection.js";
import type { TeamsConfig } from "../../src/config.js";
import type { Clock } from "../../src/domain/time.js";
import { createLog } from "../../src/log.js";
import { monotonic, systemClock } from "../../src/machine-clock.js";
import { FakeConnector, TENANT } from "./fake-connector.js";
import { type Served, serveRoutes } from "./loopback.js";
import { RecordingHost } from "./recording-host.js";
import { APP_ID, ISSUER } from "./sign.js";

export const CONFIG: TeamsConfig = {
  appId: APP_ID,
  password: "a-secret",
  tenantId: TENANT,
  authenticated: true,
  sdk: "teams-ai",
};

/** The links that the adapter can work over; whatever one does, the other must do. */
export const LINKS: readonly TeamsConfig["sdk"][] = ["teams-ai", "teams-apps"];

/** Microsoft's addresses, on loopback; our own tokens are not asked for over the network. */
export function cloudOf(connector: FakeConnector): NonNullable<TeamsConfig["cloud"]> {
  const credentials = {
    isValidAppId: async (id: string) => id === APP_ID,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({
      signRequest: async (request: { headers: { set(name: string, value: string): void } }) => {
        request.headers.set("authorization", "Bearer our-own");
        return request;
      },
    }),
  };
  return {
    settings: {
      ToBotFromChannelOpenIdMetadataUrl: `${connector.url}/openid`,
      ToBotFromEmulatorOpenIdMetadataUrl: `${connector.url}/openid`,
      ToBotFromChannelTokenIssuer: ISSUER,
      ToChannelFromBotOAuthScope: "https://api.example.jp",
      ToChannelFromBotLoginUrl: "https://login.example.jp/tenant",
      OAuthUrl: "https://token.example.jp/",
      ValidateAuthority: "true",
      CallerId: "",
    },
    credentials,
    keys: `${connector.url}/keys`,
    token: async () => "our-own",
  };
}

export interface Posted {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are compared as a whole
  readonly body: any;
}

/** The adapter, beside a Microsoft on loopback, behind a server of the program's kind. */
export class Bench {
  readonly connector = new FakeConnector();
  readonly host = new RecordingHost();
  private made: TeamsPlatform | null = null;
  private served: Served | null = null;

  get platform(): TeamsPlatform {
    if (this.made === null) throw new Error("call start() first");
    return this.made;
  }

  async start(
    config: TeamsConfig = CONFIG,
    clock: Clock = systemClock,
    elapsed: Clock = monotonic,
    more: Partial<Pick<TeamsOptions, "callMs" | "log">> = {},
  ): Promise<void> {
    await this.connector.listen();
    this.made = await createTeamsPlatform({
      config: config.authenticated ? { ...config, cloud: cloudOf(this.connector) } : config,
      log: createLog("silent"),
      clock,
      elapsed,
      ...more,
    });
    this.served = await serveRoutes(this.made.routes);
    this.host.platform = this.made;
    await this.made.start(this.host);
  }

  async stop(): Promise<void> {
    await this.made?.stop();
    await this.served?.close();
    await this.connector.close();
  }

  get address(): string {
    return `${this.served?.url}/api/messages`;
  }

  /** Sends an activity as Teams does, with a valid token unless another header is given. */
  async send(
    activity: Record<string, unknown>,
    authorization: string | null = `Bearer ${this.connector.token()}`,
    headers: Record<string, string> = {},
  ): Promise<Posted> {
    const response = await fetch(this.address, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(authorization === null ? {} : { authorization }),
        ...headers,
      },
      body: JSON.stringify({ serviceUrl: this.connector.serviceUrl, ...activity }),
    });
    const body = await response.text();
    return { status: response.status, body: body === "" ? null : JSON.parse(body) };
  }
}
