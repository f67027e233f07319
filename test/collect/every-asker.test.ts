import { describe, expect, it } from "vitest";
import { all } from "../../src/store/database.js";
import { message, places } from "../kit/activities.js";
import { askingInTeams } from "../kit/asking-in-teams.js";
import { setClock } from "../kit/clock.js";
import { LINKS } from "../kit/teams-bench.js";

setClock(8);

describe.each(LINKS)("every asker in Teams is answered over %s", (sdk) => {
  for (const [name, fault] of [
    ["502", { status: 502 }],
    ["503", { status: 503 }],
    ["429", { status: 429, headers: { "retry-after": "1" } }],
    ["a cut connection", { status: 0, resets: true }],
  ] as const)
    it(`where Teams meets the answer with ${name}`, async () => {
      const { connector, stage, ask, told } = await askingInTeams(sdk);
      await stage.root();
      connector.misbehave.push({ ...fault, only: /isTargetedActivity/ });
      await ask("29:asker-1");
      await stage.eventually(() => (told().length === 2 ? true : null));
      await stage.settled();
      expect(told()).toHaveLength(2);
    });

  it("once more where Teams may have shown it, and it says that it comes again", async () => {
    const { connector, stage, ask, told } = await askingInTeams(sdk);
    await stage.root();
    connector.misbehave.push({ status: 500, only: /isTargetedActivity/ });
    await ask("29:asker-1");
    await stage.eventually(() => (told().length === 2 ? true : null));
    await stage.settled();
    const shown = connector.calls.filter(({ query }) => query.has("isTargetedActivity"));
    expect(shown.map(({ body }) => String(body.summary).startsWith("（再送）"))).toEqual([false, true]);
    expect(JSON.stringify(shown[1]?.body.attachments)).toContain("どちらも同じものです。");
  });

  it("twice more at most, where nobody ever knows whether Teams showed it", async () => {
    const { connector, stage, ask, told } = await askingInTeams(sdk);
    await stage.root();
    connector.chaos = ({ query }) => (query.has("isTargetedActivity") ? { status: 500, stores: true } : null);
    await ask("29:asker-1");
    const answers = () =>
      all<{ status: string }>(stage.db, "SELECT status FROM outbox WHERE kind = 'answer'");
    await stage.eventually(() => (answers()[0]?.status === "dead" ? true : null), 120_000);
    expect(told()).toHaveLength(3);
    const shown = connector.calls.filter(({ query }) => query.has("isTargetedActivity"));
    expect(shown.map(({ body }) => String(body.summary).startsWith("（再送）"))).toEqual([false, true, true]);
  });

  it("in a chat of their own that was removed since, because it is made anew", async () => {
    const { connector, stage, ask } = await askingInTeams(sdk);
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
    const { connector, stage } = await askingInTeams(sdk);
    await stage.root();
    connector.misbehave.push({ status: 503, only: /pL6i0oY3C0K8oAj8LYN/ });
    const words = message("policy 防災", places.personal(), { serviceUrl: connector.serviceUrl });
    await stage.driver.deliver(words, stage.port, false);
    await stage.eventually(() =>
      connector.sent(/pL6i0oY3C0K8oAj8LYN\/activities$/).length >= 2 ? true : null,
    );
  });
});
