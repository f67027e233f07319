import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mention, places } from "../kit/activities.js";
import { setClock } from "../kit/clock.js";
import { FakeConnector } from "../kit/fake-connector.js";
import { Stage } from "../kit/stage.js";
import { TeamsDriver } from "../kit/teams-driver.js";

setClock();

const people = Array.from({ length: 40 }, (_, index) => `29:asker-${index}`);

describe("many in Teams at once", () => {
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

  const ask = (person: string) =>
    stage.driver.deliver(
      mention("policy 防災", places.channel("1700000000009"), {
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

  it("forty who ask are each answered once, and forty who reply each get one receipt", async () => {
    const root = await stage.root();
    expect(await Promise.all(people.map((person) => ask(person)))).not.toContain(false);
    await stage.eventually(() => (told().length >= people.length ? true : null));
    expect([...told()].sort()).toEqual([...people].sort());
    // Forty receipts come beside them.
    connector.calls.length = 0;
    const replies = people.map((_, index) =>
      stage.driver.event(
        { do: "reply", name: `r${index}`, text: `${(index % 16) + 1} 順調 その${index}`, by: String(index) },
        root,
      ),
    );
    await Promise.all(replies.map((event) => stage.driver.deliver(event, stage.port, false)));
    await stage.settled();
    expect(new Set(told()).size).toBe(people.length);
    expect(told()).toHaveLength(people.length);
  });
});
