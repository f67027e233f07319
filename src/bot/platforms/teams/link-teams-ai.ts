import { TeamsAdapter } from "@microsoft/teams-ai/lib/TeamsAdapter.js";
import type { Activity, ConversationParameters } from "botbuilder";
import type { TeamsConfig } from "../../../config.js";
import type { Json } from "../../json.js";
import {
  type Answer,
  CHANNEL_ISSUER,
  type Connector,
  issuerOf,
  type Link,
  type LinkOptions,
} from "./link.js";
import { request as ask, behind, plainCalls } from "./rest.js";

/**
 * The library's adapter, used for what it does well: verifying who calls, fetching our own tokens, and the Bot
 * Connector's protocol. It is loaded by its own file, because the package's front door loads a language model's client.
 */

type Factory = ConstructorParameters<typeof TeamsAdapter>[1];

const MOST_CONNECTORS = 40;

/** The part of a pipeline of @azure/core-rest-pipeline that is used; the library keeps it in a private field. */
interface Pipeline {
  removePolicy(options: { readonly name: string }): unknown;
  addPolicy(policy: {
    readonly name: string;
    sendRequest(request: SentRequest, next: (request: SentRequest) => Promise<unknown>): Promise<unknown>;
  }): void;
}
/** What a connector of the library's holds, and its types do not tell. */
interface Insides {
  readonly client: { readonly pipeline: Pipeline };
  /** Write our token into the headers of a request; absent without authentication. */
  readonly credentials?: { signRequest(request: { readonly headers: Headers }): Promise<unknown> };
}
interface SentRequest {
  url: string;
  timeout: number;
}

export class TeamsAiLink extends TeamsAdapter implements Link {
  private readonly connectors = new Map<string, Promise<Connector>>();
  private readonly config: TeamsConfig;

  constructor(private readonly options: LinkOptions) {
    const { config } = options;
    super(
      {
        ...(config.authenticated
          ? {
              MicrosoftAppType: "SingleTenant",
              MicrosoftAppId: config.appId,
              MicrosoftAppPassword: config.password,
              MicrosoftAppTenantId: config.tenantId,
            }
          : // This is how the library is told not to ask for tokens.
            { MicrosoftAppType: "MultiTenant", MicrosoftAppId: "" }),
        ...config.cloud?.settings,
      },
      config.cloud?.credentials as Factory,
    );
    this.config = config;
  }

  async receive(authorization: string, activity: Json, turn: () => Promise<Answer | null>): Promise<Answer> {
    if (this.config.authenticated && issuerOf(authorization) !== this.issuer) return { status: 401 };
    let verified = false;
    try {
      const response = await this.processActivity(
        authorization,
        { ...activity } as unknown as Activity,
        async (context) => {
          verified = true;
          const answer = await turn();
          if (answer !== null) await context.sendActivity({ type: "invokeResponse", value: answer });
        },
      );
      return { status: response?.status ?? 200, body: response?.body };
    } catch (error) {
      if (verified) throw error;
      return { status: isRefusal(error) ? 401 : 503 };
    }
  }

  private get issuer(): string {
    return this.config.cloud?.settings.ToBotFromChannelTokenIssuer ?? CHANNEL_ISSUER;
  }

  connector(serviceUrl: string, targeted = false): Promise<Connector> {
    const key = `${targeted} ${serviceUrl}`;
    const known = this.connectors.get(key);
    if (known !== undefined) return known;
    if (this.connectors.size >= MOST_CONNECTORS) this.connectors.clear();
    const made = this.open(serviceUrl, targeted);
    this.connectors.set(key, made);
    made.catch(() => this.connectors.delete(key));
    return made;
  }

  private async open(serviceUrl: string, targeted: boolean): Promise<Connector> {
    const factory = this.botFrameworkAuthentication.createConnectorFactory(
      this.createClaimsIdentity(this.config.appId),
    );
    // An empty audience stands for the Bot Framework itself.
    const connector = await factory.create(serviceUrl, "");
    const { client, credentials } = connector as unknown as Insides;
    const { pipeline } = client;
    pipeline.removePolicy({ name: "defaultRetryPolicy" });
    pipeline.addPolicy({
      name: "policyBotCall",
      sendRequest: (request, next) => {
        request.timeout = this.options.callMs;
        if (targeted) request.url += `${request.url.includes("?") ? "&" : "?"}isTargetedActivity=true`;
        return next(request);
      },
    });
    const { conversations } = connector;
    return {
      createConversation: (parameters) => conversations.createConversation(asParameters(parameters)),
      sendToConversation: (conversation, activity) =>
        conversations.sendToConversation(conversation, asActivity(activity)),
      updateActivity: (conversation, message, activity) =>
        conversations.updateActivity(conversation, message, asActivity(activity)),
      ...plainCalls(async (method, path) => {
        const headers = new Headers();
        await credentials?.signRequest({ headers });
        const authorization = Object.fromEntries(headers);
        return ask({ method, url: behind(serviceUrl, path), authorization }, this.options);
      }),
    };
  }
}

/** A message as the library's types want it; what they do not know passes untouched inside of attachments. */
const asActivity = (activity: Json): Partial<Activity> => activity as unknown as Partial<Activity>;
const asParameters = (parameters: Json): ConversationParameters =>
  parameters as unknown as ConversationParameters;

/** Whether the caller is to blame; else Microsoft's keys could not be fetched, which may pass. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  const status = "statusCode" in error ? error.statusCode : undefined;
  return error.name !== "FetchError" && !(typeof status === "number" && status >= 500);
}
