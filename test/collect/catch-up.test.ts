import { beforeEach, describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../../src/domain/time.js";
import { CatchUp } from "../../src/jobs/catch-up.js";
import { createLog } from "../../src/log.js";
import { setClock } from "../kit/clock.js";
import type { FakeSlack } from "../kit/fake-slack.js";
import { envelope, PERSON, reply } from "../kit/payloads.js";
import { type SlackDriver, slackStage } from "../kit/slack-driver.js";
import type { Stage, Step } from "../kit/stage.js";
import { eventually } from "../kit/wait.js";
import { REPLY_CASES } from "./cases.js";

setClock();

type Body = Record<string, unknown>;

describe("what was said while the program was down", () => {
  let slack: FakeSlack;
  let driver: SlackDriver;
  let stage: Stage;

  beforeEach(async () => {
    ({ slack, driver, stage } = await slackStage());
    await stage.start();
  });

  const readings = () => slack.called("conversations.replies").length;

  /** People go on, and nobody tells the program. */
  const happen = (steps: readonly Step[], root: string): Body[] =>
    steps.flatMap((step) =>
      step.do === "redeliver" || step.do === "again" ? [] : [driver.event(step, root)],
    );

  it("is recorded after the start, all ten replies of it, and no second time when it is pushed after all", async () => {
    const root = await stage.root();
    await stage.stop();
    const steps = Array.from(
      { length: 10 },
      (_, index): Step => ({ do: "reply", name: `r${index}`, text: `${index + 1} 順調 その${index}の件` }),
    );
    const missed = happen(steps, root);
    await stage.start();
    await stage.eventually(() => (stage.notes().length === 10 ? true : null));
    await stage.settled();
    expect(slack.called("reactions.add")).toHaveLength(10);
    for (const body of missed) expect(await driver.deliver(body, stage.port, false)).toBe(true);
    for (const body of missed) expect(await driver.deliver(body, stage.port, true)).toBe(true);
    await stage.settled();
    expect(stage.notes()).toHaveLength(10);
    expect(slack.called("reactions.add")).toHaveLength(10);
  });

  it("is followed with its edits and deletions", async () => {
    const root = await stage.root();
    const before = happen(
      [
        { do: "reply", name: "edited", text: "2 順調 協定書の案を作成" },
        { do: "reply", name: "deleted", text: "4 順調 BCPの点検" },
        { do: "reply", name: "standing", text: "6 順調 入札公告済み" },
      ],
      root,
    );
    for (const body of before) await driver.deliver(body, stage.port, false);
    await stage.settled();
    await stage.stop();
    const meanwhile = happen(
      [
        { do: "edit", name: "edited", text: "2 やや遅れ 協定書の案を修正" },
        { do: "delete", name: "deleted" },
        { do: "reply", name: "new", text: "8 順調 はじめの文" },
        { do: "edit", name: "new", text: "8 遅れ 直した文" },
      ],
      root,
    );
    await stage.start();
    const expected = [
      { number: 2, state: "slightly_behind", text: "協定書の案を修正" },
      { number: 6, state: "on_track", text: "入札公告済み" },
      { number: 8, state: "behind", text: "直した文" },
    ];
    await stage.eventually(() => (JSON.stringify(stage.notes()) === JSON.stringify(expected) ? true : null));
    for (const body of [...before, ...meanwhile]) await driver.deliver(body, stage.port, true);
    await stage.settled();
    expect(stage.notes()).toEqual(expected);
    // What was told twice left no second trace.
    expect(stage.count("note_revision", "reason = 'edit'")).toBe(1);
  });

  /** What it said before stands nowhere any more: perhaps a 取消 that was edited was a report, and took back that alone. */
  const OVERWRITTEN = new Map([
    ["an edit to personal data keeps the note as it was", null],
    ["取消 that is edited takes nothing back a second time", ["協定書の案を作成", "入札不調"]],
  ]);

  const CASES = REPLY_CASES.filter(({ title, steps }) => OVERWRITTEN.get(title) !== null && steps.length > 1);

  for (const { title, steps, notes, asked } of CASES) {
    const standing = OVERWRITTEN.get(title) ?? null;
    it(`comes to ${standing === null ? "the same as what was pushed" : "no guess"}: ${title}`, async () => {
      const root = await stage.root();
      await stage.stop();
      happen(steps, root);
      const read = readings();
      await stage.start();
      await stage.eventually(() => (readings() > read ? true : null));
      const shown = () =>
        standing === null
          ? [stage.notes(), stage.asked()]
          : [stage.notes().map(({ text }) => text), stage.asked()];
      const expected = JSON.stringify([standing ?? notes, (asked ?? []).map((name) => driver.idOf(name))]);
      await eventually(
        () => (JSON.stringify(shown()) === expected ? true : null),
        () => JSON.stringify([shown(), expected]),
        10_000,
      );
      // It stays so: what was looked at may have been on the way to something else.
      await stage.settled();
      expect(JSON.stringify(shown())).toBe(expected);
    });
  }

  it("is not read from a channel's other threads, nor taken from bots", async () => {
    const root = await stage.root();
    await stage.stop();
    slack.happens(
      envelope(
        reply("3 順調 別の話題", { ts: "1795500000.000900", thread_ts: "1795400000.000001", user: PERSON }),
      ),
    );
    slack.happens(
      envelope(
        reply("4 順調 自動", {
          ts: "1795500001.000900",
          thread_ts: root,
          user: PERSON,
          bot_id: "B0OTHER000",
        }),
      ),
    );
    const read = readings();
    await stage.start();
    await stage.eventually(() => (readings() > read ? true : null));
    await stage.settled();
    expect(stage.notes()).toEqual([]);
  });

  it("is read once more where Slack could not be asked", async () => {
    const root = await stage.root();
    await stage.stop();
    happen([{ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }], root);
    slack.fail("conversations.replies", { kind: "status", status: 503, stored: false });
    const elapsed = { ms: 0 };
    const { SlackPlatform } = await import("../../src/bot/platforms/slack/connection.js");
    const platform = new SlackPlatform({
      config: { botToken: "xoxb-test", signingSecret: "s", appToken: null, apiUrl: slack.apiUrl },
      log: createLog("silent"),
      clock: stage.clock,
    });
    const heard: unknown[] = [];
    const catchUp = new CatchUp({
      db: stage.db,
      clock: stage.clock,
      log: createLog("silent"),
      platforms: [platform],
      accept: (incoming) => heard.push(incoming),
      elapsed: () => elapsed.ms,
    });
    const read = readings();
    await platform.start({
      handle: async () => null,
      look: async () => null,
      accept: () => {},
      acceptTogether: async () => {},
      later: () => true,
      reached: () => catchUp.reached("slack"),
    });
    await eventually(() => (readings() === read + 1 ? true : null));
    expect(heard).toEqual([]);
    elapsed.ms += MINUTE;
    catchUp.look();
    await eventually(() => (heard.length === 1 ? true : null));
    expect(readings()).toBe(read + 2);
    // Not before the hour is over.
    elapsed.ms += HOUR - 1;
    catchUp.look();
    elapsed.ms += 1;
    catchUp.look();
    await eventually(() => (heard.length === 2 ? true : null));
    expect(readings()).toBe(read + 3);
    await catchUp.stop();
    await platform.stop();
  });
});
