import { onTestFinished } from "vitest";
import type { Config } from "../../src/config.js";
import { systemClock } from "../../src/machine-clock.js";
import { FakeSlack } from "./fake-slack.js";
import { inSlack } from "./marked.js";
import { CHANNEL, changed, deleted, envelope, PERSON, reply } from "./payloads.js";
import { SECRET, signed } from "./sign.js";
import { type Driver, Stage } from "./stage.js";

type Body = Record<string, unknown>;

/** Real signed HTTP requests to the program, and a Slack on loopback that it answers to. */
export class SlackDriver implements Driver {
  readonly channel = { platform: "slack", conversation: CHANNEL, destination: { channel: CHANNEL } };
  private readonly stamps = new Map<string, string>();
  private readonly texts = new Map<string, string>();
  /** Beyond the stamps that the fake gives to posts, which end in .000100. */
  private serial = 1000;

  constructor(readonly slack: FakeSlack) {}

  get config(): Pick<Config, "slack"> {
    return {
      slack: { botToken: "xoxb-test", signingSecret: SECRET, appToken: null, apiUrl: this.slack.apiUrl },
    };
  }

  idOf(name: string): string {
    const known = this.stamps.get(name);
    if (known !== undefined) return known;
    this.serial += 1;
    const stamp = `${Math.floor(systemClock() / 1000)}.${String(this.serial).padStart(6, "0")}`;
    this.stamps.set(name, stamp);
    return stamp;
  }

  event(step: Parameters<Driver["event"]>[0], root: string): Body {
    const body = this.bodyOf(step, root);
    // It stands on Slack from now on, whether or not the program is told of it.
    this.slack.happens(body);
    return body;
  }

  private bodyOf(step: Parameters<Driver["event"]>[0], root: string): Body {
    const ts = this.idOf(step.name);
    const user = step.do === "reply" && step.by !== undefined ? `U0PERSON0${step.by}` : PERSON;
    const place = { ts, thread_ts: root, user };
    switch (step.do) {
      case "reply": {
        this.texts.set(step.name, step.text);
        return envelope(
          reply(step.text, {
            ...(step.marked === undefined ? {} : inSlack(step.marked)),
            ...place,
            event_ts: ts,
            client_msg_id: `gesture-${step.gestureOf ?? step.name}`,
            ...(step.how === "file"
              ? { subtype: "file_share", files: [{ id: "F0FILE0001", name: "案.pdf" }], upload: false }
              : {}),
            ...(step.how === "broadcast"
              ? { subtype: "thread_broadcast", root: { ts: root, type: "message", text: "週次" } }
              : {}),
          }),
        );
      }
      case "edit": {
        const second = Number(ts.slice(0, 10)) + (step.nth ?? 1);
        const before = this.texts.get(step.name) ?? "（前の文）";
        const body = changed(
          before,
          step.text,
          { ...place, edited: { user, ts: `${second}.000000` } },
          { event_ts: `${second}.000500` },
        );
        if (step.marked === undefined) return envelope(body);
        return envelope({ ...body, message: { ...(body.message as Body), ...inSlack(step.marked) } });
      }
      case "delete": {
        const body = deleted(this.texts.get(step.name) ?? "（前の文）", place);
        return envelope({ ...body, deleted_ts: ts });
      }
    }
  }

  async deliver(event: unknown, port: number, again: boolean): Promise<boolean> {
    const body = again ? { ...(event as Body), event_id: `Ev9${++this.serial}` } : event;
    return post(port, JSON.stringify(body));
  }
}

/** A stage on a Slack of its own, with its digest to be posted; both end with the test, also where they were made before each. */
export async function slackStage<D extends SlackDriver = SlackDriver>(
  over: Partial<Config> = {},
  driverOn: (slack: FakeSlack) => D = (slack) => new SlackDriver(slack) as D,
) {
  const slack = new FakeSlack();
  await slack.listen();
  const driver = driverOn(slack);
  const stage = new Stage(driver, over);
  onTestFinished(async () => {
    await stage.close();
    await slack.close();
  });
  await stage.prepare();
  return { slack, driver, stage };
}

/** One signed request of Slack's. */
export async function post(port: number, raw: string, type = "application/json"): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/slack/events`, {
      method: "POST",
      body: raw,
      headers: signed(raw, type),
    });
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}
