import type { App, Receiver, ReceiverEvent } from "@slack/bolt";
import { type Clock, MINUTE, SECOND } from "../../../domain/time.js";
import type { Log } from "../../../log.js";
import { arrayAt, asObject, type Json, objectAt, stringAt } from "../../json.js";
import type { Host } from "../../platform.js";
import { type Self, toIncoming } from "./incoming.js";
import type { Names } from "./people-names.js";
import { COMMAND } from "./scopes.js";

/** The key under which `Webhook` passes on the signature that it verified. */
export const SIGNATURE = "requestSignature";

/**
 * Stands between a receiver of Bolt and its App, because Bolt acknowledges events before anybody has stored them:
 * here an event is stored first, and stays unacknowledged where storing fails, so that Slack sends it again.
 */
export class Gate implements Receiver {
  private running = 0;
  private idle: (() => void) | null = null;

  /** @param command takes what is asked by a command, past the layers that Bolt has for everything else */
  constructor(
    private readonly inner: Receiver,
    private readonly self: Self,
    private readonly host: Host,
    private readonly command: (body: Json, ack: ReceiverEvent["ack"]) => Promise<void>,
    private readonly replays: ReplayGuard,
    private readonly names: Names,
    private readonly log: Log,
  ) {}

  init(app: App): void {
    const gate = { processEvent: (event: ReceiverEvent) => this.pass(event, app) };
    this.inner.init(gate as unknown as App);
  }

  start(): Promise<unknown> {
    return this.inner.start();
  }

  stop(): Promise<unknown> {
    return this.inner.stop();
  }

  /** Resolves when nothing is being handled, at the latest after `ms`. */
  async drained(ms: number): Promise<void> {
    if (this.running === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.idle = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
  }

  private async pass(event: ReceiverEvent, app: App): Promise<void> {
    this.running += 1;
    try {
      await this.handle(event, app);
    } finally {
      this.running -= 1;
      if (this.running === 0) this.idle?.();
    }
  }

  private async handle(event: ReceiverEvent, app: App): Promise<void> {
    const body = asObject(event.body);
    const signature = stringAt(asObject(event.customProperties), SIGNATURE);
    if (signature !== null && this.replays.seen(signature)) {
      this.log.warn({ type: body.type }, "slack: a request came a second time and was ignored");
      return void (await event.ack());
    }
    const team = teamOf(body);
    if (team !== null && team !== this.self.team) {
      this.log.warn({ team }, "slack: a request of another workspace was ignored");
      return void (await event.ack());
    }
    if (body.type === "app_rate_limited") {
      this.log.warn("slack: Slack holds events back because too many came (app_rate_limited)");
      return void (await event.ack());
    }
    if (body.type === "event_callback" && stringAt(objectAt(body, "event"), "type") !== "app_home_opened") {
      const incoming = toIncoming(body, this.self);
      if (incoming !== null) await this.host.acceptTogether(await this.names.name(incoming));
      if (signature !== null) this.replays.remember(signature);
      return void (await event.ack());
    }
    if (signature !== null) this.replays.remember(signature);
    if (body.command === COMMAND) await this.command(body, event.ack);
    else await app.processEvent(event);
  }
}

/** The workspace in which the app was asked: the installation's for events, because channels can be shared. */
function teamOf(body: Json): string | null {
  const authorization = asObject(arrayAt(body, "authorizations")[0]);
  return (
    stringAt(authorization, "team_id") ??
    stringAt(body, "team_id") ??
    stringAt(objectAt(body, "view"), "app_installed_team_id") ??
    stringAt(objectAt(body, "team"), "id") ??
    stringAt(objectAt(body, "user"), "team_id")
  );
}

/** How far a request's timestamp may be from our clock, as Slack recommends. */
const TOLERANCE = 5 * MINUTE;

/** A signature is good until its timestamp is too old, which may lie ahead of us by as much again. */
const LIFETIME = 2 * TOLERANCE;
const MOST = 50_000;

/**
 * Remembers the signatures of requests that took effect, so that a copied request has none.
 * Slack's own redelivery is signed anew and passes.
 */
export class ReplayGuard {
  private readonly until = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  seen(signature: string): boolean {
    return (this.until.get(signature) ?? 0) > this.clock();
  }

  remember(signature: string): void {
    const now = this.clock();
    this.until.set(signature, now + LIFETIME);
    for (const [oldest, until] of this.until) {
      if (until > now && this.until.size <= MOST) break;
      this.until.delete(oldest);
    }
  }
}

/**
 * What identifies a verified signature. Only the part between the first two `=` is compared, so whatever follows
 * can be varied by somebody who copies a request.
 */
export function signatureKey(header: string): string {
  return header.split("=")[1] ?? "";
}

/** Whether a request claims to come from the future; old ones are refused where the signature is read. */
export function isFromFuture(timestamp: string, now: number): boolean {
  return Number(timestamp) * SECOND > now + TOLERANCE;
}
