import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mention, message, places } from "../kit/activities.js";
import { setClock } from "../kit/clock.js";
import { FakeConnector } from "../kit/fake-connector.js";
import { Stage } from "../kit/stage.js";
import { TeamsDriver } from "../kit/teams-driver.js";

setClock();

describe("every asker in Teams is answered", () => {
  let connector: FakeConnector;
  let stage: Stage;

  beforeEach(async () => {
    connector = new FakeConnector();
    await connector.listen();
    stage = new Stage(new TeamsDriver(connector));
    await stage.prepare();
    await stage.start();
  });

  afterEach(async () => {
    await stage.close();
    await connector.close();
  });

  const ask = (person: string, place = places.channel("1700000000009"), words = "policy 防災") =>
    stage.driver.deliver(
      mention(words, place, {
        serviceUrl: connector.serviceUrl,
        from: { id: person, name: "山田 花子", aadObjectId: person },
      }),
      stage.port,
      false,
    );
  /** Whom something was shown to alone. */
  const told = () =>
    connector.calls.flatMap(({ query, body }) =>
      query.get("isTargetedActivity") === "true" ? [String(body.recipient.id)] : [],
    );

  for (const [name, fault] of [
    ["502", { status: 502 }],
    ["503", { status: 503 }],
    ["429", { status: 429, headers: { "retry-after": "1" } }],
    ["a cut connection", { status: 0, resets: true }],
  ] as const)
    it(`where Teams meets the answer with ${name}`, async () => {
      await stage.root();
      connector.misbehave.push({ ...fault, only: /isTargetedActivity/ });
      await ask("29:asker-1");
      await stage.eventually(() => (told().length === 2 ? true : null));
      await stage.settled();
      expect(told()).toHaveLength(2);
    });

  it("in a chat of their own that was removed since, because it is made anew", async () => {
    await stage.root();
    connector.refusesTargeted = true;
    await ask("29:asker-1");
    const chats = () => connector.sent(/conversations$/).filter(({ body }) => body.members !== undefined);
    await stage.eventually(() => (chats().length === 1 ? true : null));
    const inChat = () => connector.sent(/a:chat-of-29:asker-1\/activities$/);
    await stage.eventually(() => (inChat().length === 1 ? true : null));
    connector.misbehave.push({ status: 404, only: /chat-of/ });
    await ask("29:asker-1");
    await stage.eventually(() => (chats().length === 2 && inChat().length === 3 ? true : null));
  });

  it("who writes in a chat of their own", async () => {
    await stage.root();
    connector.misbehave.push({ status: 503, only: /pL6i0oY3C0K8oAj8LYN/ });
    const words = message("policy 防災", places.personal(), { serviceUrl: connector.serviceUrl });
    await stage.driver.deliver(words, stage.port, false);
    await stage.eventually(() =>
      connector.sent(/pL6i0oY3C0K8oAj8LYN\/activities$/).length >= 2 ? true : null,
    );
  });
});
