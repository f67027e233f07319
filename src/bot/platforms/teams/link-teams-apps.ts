import { AsyncLocalStorage } from "node:async_hooks";
import { JwtValidator } from "@microsoft/teams.apps/dist/middleware/auth/jwt-validator.js";
import type { TeamsConfig } from "../../../config.js";
import { MINUTE, SECOND } from "../../../domain/time.js";
import { monotonic } from "../../../machine-clock.js";
import { type Json, stringAt } from "../../json.js";
import { type Answer, CHANNEL_ISSUER, type Connector, type Link, type LinkOptions } from "./link.js";
import { behind, plainCalls, type Request, readAnswer, request } from "./rest.js";

/**
 * The link on Microsoft's supported Teams SDK: its validator says who calls, and the Bot Connector is a few requests of HTTP. The
 * validator is loaded by its own file, because the package's front door loads a web server and a client of Graph.
 */

const KEYS = "https://login.botframework.com/v1/.well-known/keys";
const LOGIN = "https://login.microsoftonline.com";
const SCOPE = "https://api.botframework.com/.default";

export class TeamsAppsLink implements Link {
  private readonly checks = new AsyncLocalStorage<{ unreachable: boolean }>();
  private readonly validator: JwtValidator;
  private readonly tokens: Tokens;

  constructor(private readonly options: LinkOptions) {
    const { config } = options;
    this.tokens = new Tokens(options);
    this.validator = new JwtValidator(
      {
        clientId: config.appId,
        tenantId: config.tenantId,
        jwksUriOptions: { type: "uri", uri: config.cloud?.keys ?? KEYS },
        validateIssuer: {
          allowedIssuer: config.cloud?.settings.ToBotFromChannelTokenIssuer ?? CHANNEL_ISSUER,
        },
      },
      this.listener() as unknown as ConstructorParameters<typeof JwtValidator>[1],
    );
  }

  async receive(authorization: string, activity: Json, turn: () => Promise<Answer | null>): Promise<Answer> {
    if (this.options.config.authenticated) {
      const refusal = await this.refusal(authorization, activity);
      if (refusal !== null) return { status: refusal };
    }
    const answer = await turn();
    return answer ?? { status: stringAt(activity, "type") === "invoke" ? 501 : 200 };
  }

  /** The status with which a caller is turned away; null for Teams. */
  private async refusal(authorization: string, activity: Json): Promise<401 | 503 | null> {
    const [scheme, token, ...rest] = authorization.split(" ");
    const serviceUrl = stringAt(activity, "serviceUrl");
    if (scheme?.toLowerCase() !== "bearer" || !token || rest.length > 0 || serviceUrl === null) return 401;
    const check = { unreachable: false };
    const claims = await this.checks.run(check, () =>
      this.validator.validateAccessToken(token, { validateServiceUrl: { expectedServiceUrl: serviceUrl } }),
    );
    if (claims !== null) return null;
    return check.unreachable ? 503 : 401;
  }

  /** The validator tells a log alone why it refused: whether Microsoft's keys could not be fetched is taken from there. */
  private listener() {
    const nothing = (): void => undefined;
    const error = (_said: unknown, reason: unknown): void => {
      const words = reason instanceof Error ? reason.message : "";
      const check = this.checks.getStore();
      if (
        check !== undefined &&
        /secret or public key callback/.test(words) &&
        !/signing key that/.test(words)
      )
        check.unreachable = true;
    };
    const log = { error, warn: nothing, info: nothing, debug: nothing, trace: nothing, log: nothing };
    return { ...log, child: () => log };
  }

  async connector(serviceUrl: string, targeted = false): Promise<Connector> {
    const base = behind(serviceUrl, "v3/conversations");
    const at = (...parts: readonly string[]): string => [base, ...parts.map(encodeURIComponent)].join("/");
    const query = targeted ? "?isTargetedActivity=true" : "";
    return {
      createConversation: (parameters) => this.call("POST", at(), parameters),
      sendToConversation: (conversation, activity) =>
        this.call("POST", `${at(conversation, "activities")}${query}`, activity),
      updateActivity: (conversation, message, activity) =>
        this.call("PUT", `${at(conversation, "activities", message)}${query}`, activity),
      ...plainCalls((method, path) => this.call(method, behind(serviceUrl, path))),
    };
  }

  private async call(method: Request["method"], url: string, body?: Json): Promise<unknown> {
    const authorization = await this.tokens.header();
    return request({ method, url, authorization, ...(body === undefined ? {} : { body }) }, this.options);
  }
}

/** How long before its end a token is not used any more. */
const LEAD = 5 * MINUTE;

/** Our own tokens, each used until it is about to end; one that is being fetched is waited for. */
class Tokens {
  private current: Promise<string> | null = null;
  private until = 0;

  constructor(private readonly options: LinkOptions) {}

  async header(): Promise<Record<string, string>> {
    const { config } = this.options;
    if (!config.authenticated) return {};
    if (config.cloud !== undefined) return { authorization: `Bearer ${await config.cloud.token()}` };
    if (this.current === null || monotonic() >= this.until) {
      this.until = Number.POSITIVE_INFINITY;
      const fetched = this.fetch(config);
      this.current = fetched;
      fetched.catch(() => {
        if (this.current === fetched) this.current = null;
      });
    }
    return { authorization: `Bearer ${await this.current}` };
  }

  private async fetch({ appId, password, tenantId }: TeamsConfig): Promise<string> {
    const response = await this.options.fetch(`${LOGIN}/${tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: appId,
        client_secret: password,
        scope: SCOPE,
      }),
      signal: AbortSignal.timeout(this.options.callMs),
    });
    const answer = readAnswer(await response.text());
    const token = stringAt(answer, "access_token");
    if (token === null)
      throw new TokenRefused(stringAt(answer, "error") ?? `http_${response.status}`, response.status);
    this.until = monotonic() + Math.max(Number(answer.expires_in ?? 0) * SECOND - LEAD, MINUTE);
    return token;
  }
}

/** Microsoft's token service gave none: because of our id, secret or tenant, unless it is not well itself. */
class TokenRefused extends Error {
  override readonly name: string;
  constructor(
    readonly errorCode: string,
    status: number,
  ) {
    super("no token");
    this.name = status >= 500 || status === 429 ? "NoToken" : "ServerError";
  }
}
