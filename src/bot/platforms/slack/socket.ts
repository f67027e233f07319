import type { SocketModeReceiver as Receiver } from "@slack/bolt";
import type { Dispatcher } from "undici";
import type { SlackConfig } from "../../../config.js";
import type { Log } from "../../../log.js";
import { asObject, objectAt, stringAt } from "../../json.js";
import { type Backoff, delayAfter, pause } from "./access.js";
import { socketModeReceiver } from "./bolt.js";
import { clientOptions, type Fetch, loggerFor } from "./clients.js";
import { reasonOf } from "./outcome.js";

/** Slack over Socket Mode: Bolt's own receiver, but connecting again is ours. */

/** Slack greets at once; a connection without a greeting is dead. */
const HELLO_TIMEOUT = 15_000;
const CLOSE_TIMEOUT = 2000;
const CLOSE_GRACE = 1000;

export function createSocketReceiver(
  config: SlackConfig & { readonly appToken: string },
  log: Log,
  fetch: Fetch,
  dispatcher: Dispatcher | undefined,
): Receiver {
  const SocketModeReceiver = socketModeReceiver();
  const receiver = new SocketModeReceiver({
    appToken: config.appToken,
    // The client's own reconnecting gives up for ever on a refused connection, with an unhandled rejection.
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(config, log, fetch) },
    logger: loggerFor(log, "debug"),
    ...(dispatcher === undefined ? {} : { dispatcher }),
    processEventErrorHandler: async ({ error }) => {
      log.error({ reason: error.name }, "slack: an event could not be stored; Slack will send it again");
      return false;
    },
  });
  guardMessages(receiver, log);
  return receiver;
}

/**
 * The client reads every frame in an async handler whose errors nobody catches. `app_rate_limited` has no inner event
 * and would be such an error: it gets one here, and is acknowledged like any other. And the client waits up to 30
 * seconds for the end of a connection that Slack asked it to leave: here it waits one.
 */
function guardMessages({ client }: Receiver, log: Log): void {
  const read = client.listeners("ws_message");
  client.removeAllListeners("ws_message");
  client.on("ws_message", (data: unknown, isBinary: boolean) => {
    const envelope = isBinary || typeof data !== "string" ? {} : parse(data);
    const payload = objectAt(envelope, "payload");
    const eventless = envelope.type === "events_api" && stringAt(objectAt(payload, "event"), "type") === null;
    const repaired = { ...envelope, payload: { ...payload, event: { type: payload.type ?? "unknown" } } };
    const frame = eventless ? JSON.stringify(repaired) : data;
    for (const listener of read) {
      Promise.resolve(listener.call(client, frame, isBinary)).catch((error: unknown) =>
        log.warn({ reason: reasonOf(error) }, "slack: a message of the socket could not be handled"),
      );
    }
    if (envelope.type === "disconnect") leaveSoon(client);
  });
}

function leaveSoon(client: Receiver["client"]): void {
  const socket = client.websocket;
  setTimeout(() => {
    if (socket !== undefined && socket === client.websocket && socket.readyState !== undefined) {
      if (!socket.isActive()) socket.disconnect();
    }
  }, CLOSE_GRACE).unref();
}

function parse(data: string): Readonly<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(data));
  } catch {
    return {};
  }
}

/** Keeps one Socket Mode connection alive until it is stopped. */
export class SocketLink {
  private readonly ending = new AbortController();
  private readonly stopped = new Promise<void>((resolve) => {
    this.ending.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  private up = false;
  private ended: Promise<void> | null = null;

  constructor(
    private readonly receiver: Receiver,
    private readonly backoff: Backoff,
    private readonly log: Log,
    private readonly onConnected: () => void,
  ) {
    // Emitted before a connection is made. The client asks Slack for an address first, and would go on after that.
    receiver.client.on("connecting", () => this.ending.signal.throwIfAborted());
  }

  connected(): boolean {
    return this.up;
  }

  /** Starts connecting; resolves after the first attempt, whatever became of it. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      this.ended = this.run(resolve);
    });
  }

  /** Ends the connection, or the attempt to make one, wherever that stands; none is made afterwards. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.ended;
    await this.disconnect();
  }

  private async run(attempted: () => void): Promise<void> {
    for (let failures = 0; !this.ending.signal.aborted; ) {
      const { client } = this.receiver;
      try {
        await this.connect();
        this.log.info("slack: connected over Socket Mode");
        failures = 0;
        this.up = true;
        attempted();
        this.onConnected();
        const gone = new Promise<void>((resolve) => {
          client.once("disconnected", () => resolve());
        });
        await Promise.race([gone, this.stopped]);
        this.up = false;
        if (!this.ending.signal.aborted)
          this.log.info("slack: the Socket Mode connection ended; connecting again");
      } catch (error) {
        if (this.ending.signal.aborted) return attempted();
        failures += 1;
        if (failures === 1)
          this.log.warn({ reason: reasonOf(error) }, "slack: no Socket Mode connection; trying again");
        attempted();
        await pause(delayAfter(failures, this.backoff), this.ending.signal);
      }
    }
  }

  /** @throws where there was no greeting in time, or the program stopped meanwhile */
  private async connect(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("no greeting")), HELLO_TIMEOUT);
    });
    const greeted = this.receiver.start();
    // The attempt may fail after it was given up, when nobody waits for it any more.
    greeted.catch(() => {});
    try {
      await Promise.race([greeted, late, this.stopped]);
      this.ending.signal.throwIfAborted();
    } catch (error) {
      await this.disconnect();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private async disconnect(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      this.receiver.client.disconnect().catch(() => {}),
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_TIMEOUT);
      }),
    ]);
    clearTimeout(timer);
  }
}
