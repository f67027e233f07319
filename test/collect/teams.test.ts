import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/machine-clock.js";
import { CHANNEL, execute, mention, places } from "../kit/activities.js";
import { setClock } from "../kit/clock.js";
import { FakeConnector } from "../kit/fake-connector.js";
import { Stage } from "../kit/stage.js";
import { LINKS } from "../kit/teams-bench.js";
import { TeamsDriver } from "../kit/teams-driver.js";
import { REPLY_CASES } from "./cases.js";
import { repliesAfterACorrection } from "./corrected.js";
import { mostUpdatesWithin, updatesOfEach } from "./paced.js";

setClock(8);

/** What Teams has nothing of: gestures under two ids, and replies that also stand in the channel. */
const CASES = REPLY_CASES.filter(({ needs }) => needs === undefined || needs === "file" || needs === "marks");

describe.each(LINKS)("replies in a digest's thread in Teams over %s", (sdk) => {
  let connector: FakeConnector;
  let stage: Stage;

  beforeEach(async () => {
    connector = new FakeConnector();
    await connector.listen();
    stage = new Stage(new TeamsDriver(connector, sdk));
    await stage.prepare();
    await stage.start();
  });

  afterEach(async () => {
    await stage.close();
    await connector.close();
  });

  describe("where a digest stands twice, because Teams stored a post that seemed to fail", () => {
    const say = async (name: string, text: string, root: string) => {
      await deliver(stage.driver.event({ do: "reply", name, text }, root));
      await stage.settled();
    };
    const doubt = () =>
      stage.db.prepare("UPDATE outbox SET doubts = 1 WHERE kind = 'post' AND after IS NOT NULL").run();

    it("takes replies below either copy, each once, and shows them", async () => {
      const root = await stage.root();
      doubt();
      const copy = String(systemClock());
      await say("a", "2 順調 協定書の案を作成", copy);
      await say("b", "3 やや遅れ 日程の調整中", root);
      await say("c", "ありがとうございます", copy);
      expect(stage.notes().map(({ number, state }) => [number, state])).toEqual([
        [2, "on_track"],
        [3, "slightly_behind"],
      ]);
      const shown = (id: string) => updates().filter(({ path }) => path.endsWith(`/activities/${id}`));
      await stage.eventually(() => (shown(copy).length > 0 && shown(root).length > 0 ? true : null), 60_000);
    });

    it("leaves alone what people began themselves: other words, another time, or where nothing was doubtful", async () => {
      await stage.root();
      await say("a", "2 順調 協定書の案を作成", String(systemClock()));
      doubt();
      await say("b", "その件、了解しました", String(systemClock()));
      await say("c", "2 順調 協定書の案を作成", String(systemClock() - 3 * 3_600_000));
      expect(stage.notes()).toEqual([]);
    });
  });

  const updates = () =>
    connector.calls.filter(({ method, path }) => method === "PUT" && !path.includes("/reactions/"));
  const deliver = (activity: unknown) => stage.driver.deliver(activity, stage.port, false);

  it("records again what its author deleted and then wanted back", async () => {
    const root = await stage.root();
    const start = systemClock();
    const at = (seconds: number) => ({ timestamp: new Date(start + seconds * 1000).toISOString() });
    const said = stage.driver.event(
      { do: "reply", name: "a", text: "2 順調 協定書の案を作成" },
      root,
    ) as object;
    const gone = stage.driver.event({ do: "delete", name: "a" }, root) as object;
    const back = stage.driver.event({ do: "edit", name: "a", text: "2 順調 協定書の案を作成" }, root) as {
      channelData: object;
    };
    const restored = {
      ...back,
      ...at(3),
      channelData: { ...back.channelData, eventType: "undeleteMessage" },
    };
    await deliver(said);
    await stage.settled();
    await deliver({ ...gone, ...at(2) });
    await stage.settled();
    expect(stage.notes()).toEqual([]);
    await deliver(back);
    await stage.settled();
    expect(stage.notes()).toEqual([]);
    await deliver(restored);
    await deliver(restored);
    await stage.settled();
    expect(stage.notes()).toEqual([{ number: 2, state: "on_track", text: "協定書の案を作成" }]);
    await deliver({ ...gone, ...at(4) });
    await stage.settled();
    expect(stage.notes()).toEqual([]);
  });

  for (const { title, steps, notes, asked } of CASES) {
    it(title, async () => {
      const acknowledged = await stage.play(steps);
      expect(acknowledged).not.toContain(false);
      expect(stage.notes()).toEqual(notes);
      expect(stage.asked()).toEqual((asked ?? []).map((name) => stage.driver.idOf(name)));
      expect(stage.count("inbox", "status <> 'done'")).toBe(0);
      expect(stage.count("inbox", "payload <> '{}'")).toBe(0);
    });
  }

  it("a number that the digest shows means the same goal after a corrected document came in", () =>
    repliesAfterACorrection(stage));

  it("keeps no word of a reply that looks like personal data, and says so to its author alone", async () => {
    await stage.play([{ do: "reply", name: "a", text: "2 順調 山田様 090-1234-5678 に連絡済み" }]);
    expect(stage.everything()).not.toContain("090-1234-5678");
    expect(stage.count("message", "status = 'withheld'")).toBe(1);
    const told = connector.calls.filter(({ query }) => query.get("isTargetedActivity") === "true");
    expect(told).toHaveLength(1);
  });

  it("a kept reply is read back to its author, through the outbox too", async () => {
    await stage.play([{ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }]);
    await stage.settled();
    const told = connector.calls.filter(({ query }) => query.get("isTargetedActivity") === "true");
    expect(told.map(({ body }) => JSON.stringify(body).includes("2（順調）を記録しました。"))).toEqual([
      true,
    ]);
  });

  it("updates the digest's card once a reply is kept", async () => {
    const root = await stage.root();
    await stage.play([{ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }]);
    await stage.eventually(() => updates()[0] ?? null);
    expect(updates()[0]?.path).toContain(`${CHANNEL};messageid=${root}/activities/${root}`);
    expect(JSON.stringify(updates()[0]?.body)).toContain("報告済み");
  });

  it("does not flood the digest with updates when forty people answer at once", async () => {
    const root = await stage.root();
    const since = stage.clock();
    const events = Array.from({ length: 40 }, (_, index) =>
      stage.driver.event(
        { do: "reply", name: `p${index}`, text: `${(index % 16) + 1} 順調 その${index}`, by: String(index) },
        root,
      ),
    );
    // What a busy machine did not take in time, Teams sends again.
    const sent = async (event: unknown): Promise<void> => {
      while (!(await deliver(event)));
    };
    await Promise.all(events.map(sent));
    await stage.eventually(() => (stage.notes().length === 40 ? true : null));
    await stage.eventually(() =>
      stage.count("outbox", "kind = 'update' AND status IN ('pending', 'sending')") === 0 ? true : null,
    );
    const updated = updatesOfEach(updates().map(({ path }) => path));
    expect(updated.length).toBeGreaterThan(0);
    expect(Math.max(...updated)).toBeLessThanOrEqual(mostUpdatesWithin(since, stage.clock()));
  });

  it("is silent outside the threads it knows and keeps nothing of them", async () => {
    await stage.root();
    const other = stage.driver.event(
      { do: "reply", name: "a", text: "2 順調 これは別の話題" },
      "1600000000001",
    );
    expect(await deliver(other)).toBe(true);
    await stage.settled();
    expect(stage.notes()).toEqual([]);
    expect(stage.everything()).not.toContain("別の話題");
  });

  it("does not acknowledge what it could not store, and recovers it when it comes again", async () => {
    const root = await stage.root();
    stage.db.exec("BEGIN IMMEDIATE");
    const reply = stage.driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
    const refused = await deliver(reply);
    stage.db.exec("ROLLBACK");
    expect(refused).toBe(false);
    expect(await deliver(reply)).toBe(true);
    await stage.settled();
    expect(stage.notes()).toEqual([{ number: 2, state: "on_track", text: "協定書の案を作成" }]);
  });

  it("takes a reply with a mention too, for teams that grant no reading", async () => {
    const root = await stage.root();
    const reply = mention("2 順調 協定書の案を作成", places.channel(root), {
      serviceUrl: connector.serviceUrl,
    });
    expect(await deliver(reply)).toBe(true);
    await stage.settled();
    expect(stage.notes()).toEqual([{ number: 2, state: "on_track", text: "協定書の案を作成" }]);
  });

  it("takes 変更なし by a button of the digest once, however often it is sent", async () => {
    const root = await stage.root();
    const posted = JSON.stringify(connector.calls.find(({ path }) => path.endsWith("/conversations"))?.body);
    const asking = /"p":"(\{[^}]*all-unchanged[^}]*\})"/.exec(posted.replaceAll('\\"', '"'))?.[1] ?? "{}";
    const count = Number(/残り(\d+)件を/.exec(posted)?.[1]);
    const value = JSON.stringify({ ...JSON.parse(asking), count });
    const pressed = execute({ verb: "press", data: { p: value } }, places.channel(root), {
      replyToId: root,
      serviceUrl: connector.serviceUrl,
    });
    await Promise.all([deliver(pressed), deliver(pressed), deliver({ ...pressed, id: "f:another" })]);
    await stage.settled();
    const numbers = stage.notes().map(({ number }) => number);
    expect(numbers.length).toBeGreaterThan(0);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it("takes replies that came while the program was down once it is up again", async () => {
    const root = await stage.root();
    await stage.stop();
    const reply = stage.driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
    expect(await deliver(reply)).toBe(false);
    await stage.start();
    expect(await deliver(reply)).toBe(true);
    await stage.settled();
    expect(stage.notes()).toHaveLength(1);
  });
});
