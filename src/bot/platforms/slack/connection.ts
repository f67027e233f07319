import type { Dispatcher } from "undici";
import type { SlackConfig } from "../../../config.js";
import type { Clock } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import { monotonic } from "../../../machine-clock.js";
import {
  type Attempt,
  type Destination,
  type Host,
  type Incoming,
  NotNow,
  type Platform,
  type SendResult,
  type SharedFile,
} from "../../platform.js";
import type { Message, Reply } from "../../reply.js";
import { Access, BACKOFF, type Backoff, delayAfter, pause } from "./access.js";
import { type Answering, answer } from "./answers.js";
import { App } from "./bolt.js";
import { type Clients, clientOptions, createClients, type Fetch, guardFetch, loggerFor } from "./clients.js";
import { Delivery } from "./delivery.js";
import type { Desk } from "./desk.js";
import { fetchShared } from "./files.js";
import { Gate, ReplayGuard } from "./gate.js";
import type { Self } from "./incoming.js";
import { commandsOf, listen } from "./listeners.js";
import { outcomeOf, platformError, reasonOf } from "./outcome.js";
import { Pacing } from "./pacing.js";
import { Names } from "./people-names.js";
import { Seats } from "./seats.js";
import { createSocketReceiver, SocketLink } from "./socket.js";
import { Speech } from "./speech.js";
import { ThreadReader } from "./thread-reader.js";
import { answerHttp, EVENTS_PATH, Webhook } from "./webhook.js";

/** The visible characters of one page, about two screens of a phone; the blocks around them are some four times as long. */
const PAGE_SIZE = 1200;
const DRAIN_MS = 5000;

export interface SlackOptions {
  readonly config: SlackConfig;
  readonly log: Log;
  readonly clock: Clock;
  /** For how long something is ago; `monotonic` where none is given. */
  readonly elapsed?: Clock;
  /** How requests to Slack are made; for a proxy. */
  readonly fetch?: Fetch;
  /** How the Socket Mode connection is made; for a proxy. */
  readonly dispatcher?: Dispatcher;
  readonly backoff?: Backoff;
}

/** Makes the Slack adapter; nothing is sent before `start`. */
export async function createSlackPlatform(options: SlackOptions): Promise<SlackPlatform> {
  return new SlackPlatform(options);
}

/** Slack, over HTTP where a signing secret is configured, else over Socket Mode. */
export class SlackPlatform implements Platform {
  readonly name = "slack";
  readonly pageSize = PAGE_SIZE;
  readonly routes: Platform["routes"];
  private readonly fetch: Fetch;
  private readonly clients: Clients;
  private readonly speech: Speech;
  private readonly delivery: Delivery;
  private readonly access: Access;
  private readonly answering: Answering;
  private readonly ending = new AbortController();
  private readonly names: Names;
  private readonly reader: ThreadReader;
  private self: Self | null = null;
  private host: Host | null = null;
  private http: Webhook | null = null;
  private link: SocketLink | null = null;
  private gate: Gate | null = null;
  private connecting: Promise<void> = Promise.resolve();

  constructor(private readonly options: SlackOptions) {
    const { config, log, clock, backoff = BACKOFF, elapsed = monotonic } = options;
    const pacing = new Pacing(elapsed);
    this.fetch = guardFetch(options.fetch ?? globalThis.fetch);
    this.clients = createClients(
      config,
      log,
      this.fetch,
      (method, error) => this.learn(method, error),
      pacing,
    );
    const ask = () => this.clients.background.auth.test();
    this.access = new Access(ask, log, backoff, this.ending.signal, () => this.host?.reached?.());
    this.names = new Names(this.clients, clock, log);
    this.speech = new Speech(this.clients);
    this.delivery = new Delivery(this.clients, this.speech, log, clock);
    const seats = new Seats(clock);
    this.answering = { clients: this.clients, speech: this.speech, delivery: this.delivery, seats, log };
    this.reader = new ThreadReader(this.clients, pacing, this.names, this.ending.signal);
    this.routes =
      config.signingSecret === null
        ? []
        : [
            {
              path: EVENTS_PATH,
              handle: (request, response) => answerHttp(this.http, clock, request, response),
            },
          ];
  }

  /** Resolves after the first attempt to reach Slack; where that failed, it is tried again until `stop`. */
  start(host: Host): Promise<void> {
    return new Promise((resolve) => {
      this.connecting = this.connect(host, resolve);
    });
  }

  async stop(): Promise<void> {
    if (this.ending.signal.aborted) return;
    this.ending.abort();
    this.http = null;
    await this.gate?.drained(DRAIN_MS);
    await this.link?.stop();
    await this.connecting;
    await this.access.stopped();
  }

  healthy(): boolean {
    if (this.ending.signal.aborted || !this.access.open) return false;
    return this.link === null ? this.http !== null : this.link.connected();
  }

  answer(incoming: Incoming, reply: Reply, attempt?: Attempt): Promise<SendResult> {
    return answer(this.answering, incoming, reply, attempt);
  }

  post: Platform["post"] = (to, thread, message, key, standing) =>
    this.delivery.post(to, thread, message, key, standing);
  parts = (message: Message): number => this.delivery.parts(message);
  /** Rejects where Slack could not be asked: then nothing is known about the message. */
  find: Platform["find"] = (to, thread, key, since) => this.delivery.find(to, thread, key, since);
  update: Platform["update"] = (to, message, replacement) => this.delivery.update(to, message, replacement);
  /** A person's id is a destination too: `{ channel: person }` finds what was told. */
  tell: Platform["tell"] = (person, message, key, standing) =>
    this.delivery.post({ channel: person }, null, message, key, standing);
  permalink: Platform["permalink"] = (to, message, thread) => this.delivery.permalink(to, message, thread);

  async isThere(to: Destination): Promise<boolean | null> {
    return (await this.names.channel(to.channel ?? "")).present;
  }

  async readThread(to: Destination, root: string, known: readonly string[]): Promise<readonly Incoming[]> {
    if (this.self === null) throw new NotNow("not connected", null);
    return this.reader.read(to, root, known, this.self);
  }

  /** The name that a person shows, asked for once in twelve hours; null where Slack does not tell. */
  profile(person: string): Promise<string | null> {
    return this.names.of(person);
  }

  fetchFile(file: SharedFile, most: number): Promise<Uint8Array> {
    return fetchShared({ clients: this.clients, config: this.options.config, fetch: this.fetch }, file, most);
  }

  /** `auth.test` is how Slack is asked whether it lets us in; what it answers is for whoever asked. */
  private learn(method: string, error: unknown): void {
    if (method === "auth.test") return;
    const outcome = error === null ? null : outcomeOf(error);
    if (outcome === null) this.access.worked();
    else if (outcome.outcome === "shut-out") this.access.refused(outcome.reason);
  }

  private async connect(host: Host, attempted: () => void): Promise<void> {
    try {
      const self = await this.identify(attempted);
      if (self === null || this.ending.signal.aborted) return;
      await this.open(self, host);
    } catch (error) {
      this.options.log.error({ reason: reasonOf(error) }, "slack: could not be started");
    } finally {
      attempted();
    }
  }

  /**
   * Asks who we are, for as long as it takes. Bolt would ask once, and drop every event where that failed.
   * Null where `stop` came first.
   */
  private async identify(attempted: () => void): Promise<Self | null> {
    const { log, backoff = BACKOFF } = this.options;
    for (let failures = 1; !this.ending.signal.aborted; failures += 1) {
      try {
        const who = await this.clients.background.auth.test();
        if (who.user_id === undefined || who.bot_id === undefined || who.team_id === undefined) {
          throw new Error("auth.test did not name a bot");
        }
        log.info({ team: who.team_id, bot: who.user_id }, "slack: the token is good");
        const enterprise = who.enterprise_id ?? null;
        return { user: who.user_id, bot: who.bot_id, team: who.team_id, enterprise };
      } catch (error) {
        const refused = platformError(error) !== null && outcomeOf(error).outcome !== "retry";
        if (failures === 1) {
          log.error(
            { reason: reasonOf(error) },
            refused
              ? "slack: Slack refuses SLACK_BOT_TOKEN; trying again in case it is a passing fault"
              : "slack: Slack cannot be reached; trying again until it can",
          );
        }
        attempted();
        await pause(delayAfter(failures, backoff), this.ending.signal);
      }
    }
    return null;
  }

  private async open(self: Self, host: Host): Promise<void> {
    const { config, log, clock, backoff = BACKOFF, dispatcher } = this.options;
    const { appToken, signingSecret } = config;
    const replays = new ReplayGuard(clock);
    const socket =
      appToken === null ? null : createSocketReceiver({ ...config, appToken }, log, this.fetch, dispatcher);
    const http = socket === null ? new Webhook(signingSecret ?? "", log) : null;
    const inner = socket ?? http;
    if (inner === null) return;
    const desk: Desk = {
      ...this.answering,
      host,
      placed: (incoming) => this.names.place(incoming),
      clock,
    };
    this.gate = new Gate(inner, self, host, commandsOf(desk, this.fetch), replays, this.names, log);
    const app = new App({
      receiver: this.gate,
      token: config.botToken,
      botId: self.bot,
      botUserId: self.user,
      clientOptions: clientOptions(config, log, this.fetch),
      convoStore: false,
      logger: loggerFor(log, "warn"),
    });
    listen(app, desk);
    this.http = http;
    this.self = self;
    this.host = host;
    if (socket === null) return host.reached?.();
    this.link = new SocketLink(socket, backoff, log, () => host.reached?.());
    await this.link.start();
  }
}
