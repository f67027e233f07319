import type { IncomingMessage, ServerResponse } from "node:http";
import { isLoopback, type TeamsConfig } from "../../../config.js";
import type { Clock } from "../../../domain/time.js";
import { type Log, newErrorId } from "../../../log.js";
import { monotonic } from "../../../machine-clock.js";
import { type Json, objectAt, stringAt } from "../../json.js";
import type { Attempt, Destination, Host, Incoming, Platform, SendResult } from "../../platform.js";
import { type Reply, say } from "../../reply.js";
import { Channels } from "./channels.js";
import { Delivery } from "./delivery.js";
import { apology, messageIn } from "./desk.js";
import { MESSAGES_PATH, Once, PAGE_PATHS, readActivity, servePage, Turned, writeAnswer } from "./door.js";
import { fetchShared } from "./files.js";
import { turn } from "./invoke.js";
import { type Answer, CALL_TIMEOUT, type Link, openLink } from "./link.js";
import { reasonOf } from "./outcome.js";
import { isChart, renderCards } from "./render.js";
import { Access, Sender } from "./sender.js";
import { Speech } from "./speech.js";
import { permalinkOf, tenantsOf } from "./whereabouts.js";

/** The visible characters that go into one card with its buttons (28 KB of JSON). */
const PAGE_SIZE = 1800;
const DRAIN_MS = 5000;
/** Microsoft's name of ✅ (https://learn.microsoft.com/microsoftteams/platform/teams-sdk/in-depth-guides/message-reactions). */
const KEPT = "2705_whiteheavycheckmark";

type Receipt = Extract<Reply, { readonly kind: "receipt" }>;

/** Said once, when the bot comes into a team. */
const MENTION_HINT =
  "返信が記録されないときは、チームの所有者がメッセージの読み取りを許可していません。返信の先頭に、このボットへのメンション（@）を付けてください。";

export interface TeamsOptions {
  readonly config: TeamsConfig;
  readonly log: Log;
  /** For dates. */
  readonly clock: Clock;
  /** For how long something is ago; `monotonic` where none is given, because the clock of a machine may jump. */
  readonly elapsed?: Clock;
  /** How long one call to the Bot Connector may take. */
  readonly callMs?: number;
  /** The way out, where it is not a direct one. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Makes the Teams adapter; nothing is sent before `start`.
 * @throws ConfigError where the library that the configuration names is not installed
 */
export async function createTeamsPlatform(options: TeamsOptions): Promise<TeamsPlatform> {
  const { config, callMs = CALL_TIMEOUT, fetch = globalThis.fetch } = options;
  return new TeamsPlatform(options, await openLink({ config, callMs, fetch }));
}

export class TeamsPlatform implements Platform {
  readonly name = "teams";
  readonly pageSize = PAGE_SIZE;
  /** The Bot Connector keeps no history for bots: an unknown outcome stays unknown. */
  readonly canFind = false;
  readonly drawsItself = isChart;
  readonly routes: Platform["routes"];
  private readonly access: Access;
  private readonly sender: Sender;
  private readonly speech: Speech;
  private readonly delivery: Delivery;
  private readonly channels: Channels;
  private readonly once: Once;
  private readonly running = new Set<Promise<unknown>>();
  private host: Host | null = null;

  constructor(
    private readonly options: TeamsOptions,
    private readonly link: Link,
  ) {
    const { config, log, elapsed = monotonic } = options;
    this.access = new Access(elapsed, log);
    // A bot's id in Teams is its app id behind `28:`.
    const bot = { id: `28:${config.appId}`, tenant: config.tenantId };
    this.sender = new Sender(link, elapsed, bot, this.access);
    this.speech = new Speech(this.sender, config.authenticated);
    this.delivery = new Delivery(this.sender, this.speech, log);
    this.channels = new Channels(this.sender, elapsed, log);
    this.once = new Once(elapsed);
    this.routes = [
      { path: MESSAGES_PATH, handle: (request, response) => this.later(this.serve(request, response)) },
      ...PAGE_PATHS.map((path) => ({ path, handle: servePage })),
    ];
  }

  async start(host: Host): Promise<void> {
    this.host = host;
  }

  async stop(): Promise<void> {
    this.host = null;
    if (this.running.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, DRAIN_MS);
    });
    await Promise.race([Promise.allSettled([...this.running]), limit]);
    clearTimeout(timer);
  }

  healthy(): boolean {
    return this.host !== null && this.access.open;
  }

  async answer(incoming: Incoming, reply: Reply, attempt?: Attempt): Promise<SendResult> {
    const nothing: SendResult = { outcome: "sent", message: "" };
    if (reply.kind === "receipt") {
      const signed = await this.sign(incoming, reply);
      if (signed.outcome === "busy") return signed;
      if (reply.aside === null)
        return reply.sign !== "kept" || signed.outcome === "sent"
          ? nothing
          : this.readBack(incoming, reply, attempt);
    }
    const message = messageIn(reply);
    if (message === null) return nothing;
    const hint = incoming.kind === "arrival" && incoming.where.destination.type === "channel";
    const blocks = hint
      ? [...message.blocks, { kind: "fine" as const, spans: [{ text: MENTION_HINT }] }]
      : message.blocks;
    try {
      return await this.speech.sayTo(incoming, { ...message, blocks }, attempt);
    } catch (error) {
      // What cannot be shown is said to be so, instead of being tried again without end.
      return this.speech.sayTo(incoming, say(apology(this.options.log, error, incoming.kind)), attempt);
    }
  }

  /** ✅ on what was recorded, where Microsoft lets bots react; it is taken away where that is not so any more. */
  private async sign(incoming: Incoming, { sign, again }: Receipt): Promise<SendResult> {
    const to = incoming.where.destination;
    const stands = sign === "kept";
    if (!("message" in incoming) || incoming.message === null || (!stands && again !== true))
      return { outcome: "refused", reason: "nothing to react to" };
    return this.sender.react(to, incoming.message, KEPT, stands);
  }

  /** Where bots cannot react, a line that the author alone sees is the sign; else the digest is. */
  private async readBack(
    incoming: Incoming,
    { readBack }: Receipt,
    attempt: Attempt | undefined,
  ): Promise<SendResult> {
    const nothing: SendResult = { outcome: "sent", message: "" };
    const words = say(readBack ?? "記録しました。");
    if (incoming.where.kind === "direct")
      return readBack === undefined ? nothing : this.speech.sayTo(incoming, words, attempt);
    const line = renderCards(words.blocks, this.speech.own);
    const shown = await this.speech.inPlace(incoming.where.destination, line, attempt);
    return shown.outcome === "refused" || shown.outcome === "gone" ? nothing : shown;
  }

  post: Platform["post"] = (to, thread, message, key) => this.delivery.post(to, thread, message, key);
  find: Platform["find"] = async (_to, _thread, key) => this.delivery.find(key);
  update: Platform["update"] = (to, message, replacement) => this.delivery.update(to, message, replacement);
  tell: Platform["tell"] = (person, message, key) => this.delivery.tell(person, message, key);
  isThere = (to: Destination): Promise<boolean | null> => this.channels.isThere(to);
  channelName = (to: Destination): Promise<string | null> => this.channels.nameOf(to);
  permalink: Platform["permalink"] = async (to, message) => permalinkOf(to, message);

  fetchFile: NonNullable<Platform["fetchFile"]> = (file, most) =>
    fetchShared(this.options.config, file, most);

  private later(work: Promise<unknown>): void {
    this.running.add(work);
    work.then(
      () => this.running.delete(work),
      () => this.running.delete(work),
    );
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      writeAnswer(request, response, await this.answerRequest(request));
    } catch (error) {
      if (error instanceof Turned) return writeAnswer(request, response, { status: error.status });
      const id = newErrorId();
      this.options.log.error({ id, reason: reasonOf(error) }, "teams: an activity could not be taken");
      writeAnswer(request, response, { status: 500 });
    }
  }

  private async answerRequest(request: IncomingMessage): Promise<Answer> {
    const { host } = this;
    if (host === null) throw new Turned(503);
    const activity = await readActivity(request);
    const authorization = request.headers.authorization ?? "";
    this.refuseStrangers(request, activity);
    const answer = await this.link.receive(authorization, activity, async () => this.turn(host, activity));
    if (answer.status === 401) this.options.log.warn("teams: a request without a valid token was refused");
    return answer;
  }

  /** Without Microsoft's tokens, only what comes from this machine and answers to this machine is let in. */
  private refuseStrangers(request: IncomingMessage, activity: Json): void {
    if (this.options.config.authenticated) return;
    const from = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    const forwarded = "x-forwarded-for" in request.headers || "forwarded" in request.headers;
    const url = stringAt(activity, "serviceUrl") ?? "";
    const host = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") : "";
    if (!isLoopback(from) || forwarded || !isLoopback(host)) throw new Turned(403);
  }

  private async turn(host: Host, activity: Json): Promise<Answer | null> {
    if (!this.isOurs(activity)) {
      this.options.log.warn("teams: an activity of another tenant or channel was refused");
      throw new Turned(403);
    }
    this.channels.note(activity);
    const { sender, speech, delivery } = this;
    const { clock, log } = this.options;
    const desk = {
      host,
      sender,
      speech,
      delivery,
      clock,
      log,
      later: (work: Promise<unknown>) => this.later(work),
    };
    const id = stringAt(activity, "id");
    const type = stringAt(activity, "type");
    if (id === null || (type !== "message" && type !== "invoke")) return turn(desk, activity);
    const conversation = stringAt(objectAt(activity, "conversation"), "id") ?? "";
    return this.once.run(`${type}:${conversation}:${id}`, () => turn(desk, activity));
  }

  /** The library accepts every tenant and every channel of the Bot Framework. */
  private isOurs(activity: Json): boolean {
    const { config } = this.options;
    if (stringAt(activity, "channelId") !== "msteams") return false;
    if (!config.authenticated) return true;
    const tenants = tenantsOf(activity);
    return (
      tenants.length > 0 && tenants.every((tenant) => tenant.toLowerCase() === config.tenantId.toLowerCase())
    );
  }
}
