import type { TeamsConfig } from "../../src/config.js";
import { MINUTE } from "../../src/domain/time.js";
import { systemClock } from "../../src/machine-clock.js";
import { BOT, CHANNEL, event, message, PERSON, PERSON_29, places } from "./activities.js";
import { type FakeConnector, TENANT } from "./fake-connector.js";
import { inTeams } from "./marked.js";
import type { Driver } from "./stage.js";
import { CONFIG, cloudOf } from "./teams-bench.js";

type Activity = Record<string, unknown>;

/** Activities with real tokens to the program, and a Bot Connector on loopback that it answers to. */
export class TeamsDriver implements Driver {
  private readonly ids = new Map<string, string>();
  private serial = 0;

  /** @param sdk the link that the program works over */
  constructor(
    readonly connector: FakeConnector,
    private readonly sdk: TeamsConfig["sdk"] = CONFIG.sdk,
  ) {}

  get config() {
    return { teams: { ...CONFIG, sdk: this.sdk, cloud: cloudOf(this.connector) } };
  }

  get channel() {
    const destination = {
      serviceUrl: this.connector.serviceUrl,
      tenant: TENANT,
      conversation: CHANNEL,
      type: "channel",
      bot: BOT,
    };
    return { platform: "teams", conversation: CHANNEL, destination };
  }

  /** Message ids of Teams are milliseconds of the epoch. */
  idOf(name: string): string {
    const known = this.ids.get(name);
    if (known !== undefined) return known;
    this.serial += 1;
    const id = String(systemClock() + this.serial);
    this.ids.set(name, id);
    return id;
  }

  event(step: Parameters<Driver["event"]>[0], root: string): Activity {
    const place = places.channel(root);
    const by = step.do === "reply" ? (step.by ?? "") : "";
    const common = {
      id: this.idOf(step.name),
      serviceUrl: this.connector.serviceUrl,
      timestamp: new Date(systemClock()).toISOString(),
      from: { id: `${PERSON_29}${by}`, name: `山田 花子${by}`, aadObjectId: `${PERSON}${by}` },
    };
    const changed = (eventType: string) => ({ channelData: { ...(place.channelData as object), eventType } });
    switch (step.do) {
      case "reply": {
        const words = step.marked === undefined ? htmlOf(step.text) : inTeams(step.marked).html;
        const file = {
          contentType: "application/vnd.microsoft.teams.file.download.info",
          name: "案.pdf",
          content: {},
        };
        const attachments = [{ contentType: "text/html", content: words }];
        return message(step.text, place, {
          ...common,
          attachments: step.how === "file" ? [file, ...attachments] : attachments,
        });
      }
      case "edit":
        return message(step.text, place, {
          ...common,
          type: "messageUpdate",
          // Far enough apart that a busy machine, which makes the earlier edit later, leaves their order.
          timestamp: new Date(systemClock() + (step.nth ?? 1) * MINUTE).toISOString(),
          attachments: [
            {
              contentType: "text/html",
              content: step.marked === undefined ? htmlOf(step.text) : inTeams(step.marked).html,
            },
          ],
          ...changed("editMessage"),
        });
      case "delete":
        return event("messageDelete", { ...common, ...changed("softDeleteMessage") }, place);
    }
  }

  /** Sends an activity with a token. @returns what the program answers, parsed */
  async exchange(activity: Activity, port: number): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${port}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.connector.token()}` },
      body: JSON.stringify({ serviceUrl: this.connector.serviceUrl, ...activity }),
    });
    const body = await response.text();
    return body === "" ? null : JSON.parse(body);
  }

  /** Teams has no event ids beside the message's own: another event for a message is the same activity again. */
  async deliver(activity: unknown, port: number): Promise<boolean> {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/api/messages`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          authorization: `Bearer ${this.connector.token()}`,
        },
        body: JSON.stringify(activity),
      });
      await response.text();
      return response.ok;
    } catch {
      return false;
    }
  }
}

const htmlOf = (text: string): string =>
  text
    .split("\n")
    .map((line) => `<p>${line.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</p>`)
    .join("");
