import { onTestFinished } from "vitest";
import { mention, places } from "./activities.js";
import { FakeConnector } from "./fake-connector.js";
import { Stage } from "./stage.js";
import { CONFIG } from "./teams-bench.js";
import { TeamsDriver } from "./teams-driver.js";

/** The whole program with Teams beside it, over a link, and people who ask it in a channel. Closes at the test's end. */
export async function askingInTeams(sdk = CONFIG.sdk) {
  const connector = new FakeConnector();
  await connector.listen();
  const stage = new Stage(new TeamsDriver(connector, sdk));
  onTestFinished(async () => {
    await stage.close();
    await connector.close();
  });
  await stage.prepare();
  await stage.start();
  return {
    connector,
    stage,
    ask: (person: string, place = places.channel("1700000000009"), words = "policy 防災") =>
      stage.driver.deliver(
        mention(words, place, {
          serviceUrl: connector.serviceUrl,
          from: { id: person, name: "山田 花子", aadObjectId: person },
        }),
        stage.port,
        false,
      ),
    /** Whom something was shown to alone. */
    told: (): string[] =>
      connector.calls.flatMap(({ query, body }) =>
        query.get("isTargetedActivity") === "true" ? [String(body.recipient.id)] : [],
      ),
  };
}
