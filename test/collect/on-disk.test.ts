import { expect, it } from "vitest";
import { createAcceptTogether } from "../../src/bot/accept.js";
import { saidPlainly } from "../../src/domain/said-text.js";
import { HeldDisk } from "../kit/held-disk.js";
import { Office } from "../kit/office.js";
import { slackStage } from "../kit/slack-driver.js";
import { eventually, rest } from "../kit/wait.js";

/** Nothing leaves the program that is not on the disk. */

it("acknowledges replies and gives their receipts when they are on the disk, which is waited for once for all of them", async () => {
  const { slack, driver, stage } = await slackStage();
  await stage.start();
  const root = await stage.root();
  await stage.settled();
  const disk = new HeldDisk();
  const acknowledged: string[] = [];
  const names = ["a", "b", "c", "d"];
  const told = names.map(async (name, index) => {
    const event = driver.event({ do: "reply", name, text: `${index + 1} 順調 協定書の案を作成` }, root);
    expect(await driver.deliver(event, stage.port, false)).toBe(true);
    acknowledged.push(name);
  });
  // The others are written together once the disk has taken the first.
  await eventually(() => stage.count("inbox", "1") > 0 && disk.waiting > 0);
  // Long enough for an acknowledgement that waited for nothing.
  await rest(100);
  expect([acknowledged, slack.called("reactions.add"), disk.waiting]).toEqual([[], [], 1]);
  disk.release();
  await Promise.all(told);
  await stage.settled();
  expect(slack.called("reactions.add")).toHaveLength(names.length);
  await stage.stop();
});

it("acknowledges no redelivery before what came first is on the disk", async () => {
  const { slack, driver, stage } = await slackStage();
  await stage.start();
  const root = await stage.root();
  await stage.settled();
  const disk = new HeldDisk();
  const event = driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
  let acknowledged = 0;
  const told = [false, true].map(async (again) => {
    await driver.deliver(event, stage.port, again);
    acknowledged += 1;
  });
  await eventually(() => stage.count("inbox", "1") === 1 && disk.waiting > 0);
  await rest(100);
  expect(acknowledged).toBe(0);
  disk.release();
  await Promise.all(told);
  await stage.settled();
  expect([stage.notes().length, slack.called("reactions.add").length]).toEqual([1, 1]);
  await stage.stop();
});

it("acknowledges nothing and sends nothing while the disk takes nothing, and both once it does", async () => {
  const { slack, driver, stage } = await slackStage();
  await stage.start();
  const root = await stage.root();
  await stage.settled();
  const disk = new HeldDisk();
  disk.broken = true;
  const event = driver.event({ do: "reply", name: "a", text: "2 順調 協定書の案を作成" }, root);
  expect(await driver.deliver(event, stage.port, false)).toBe(false);
  // It may be stored all the same, and is worked off then; its receipt may not be given.
  await eventually(() => stage.count("outbox", "kind = 'answer' AND status = 'sending'") === 1);
  expect(await driver.deliver(event, stage.port, true)).toBe(false);
  expect(slack.called("reactions.add")).toEqual([]);
  disk.release();
  expect(await driver.deliver(event, stage.port, true)).toBe(true);
  await stage.settled();
  expect([stage.notes().length, slack.called("reactions.add").length]).toEqual([1, 1]);
  await stage.stop();
});

it("refuses the one that cannot be stored of several that come together, and waits for nothing that is no business of ours", async () => {
  const office = new Office();
  const accept = createAcceptTogether(office.bot, () => undefined);
  const say = (name: string, over: object = {}) =>
    accept({
      kind: "message",
      key: name,
      who: { id: "U-staff", name: "staff" },
      where: office.where("own", null),
      at: office.now,
      message: name,
      said: saidPlainly("2 順調"),
      quotes: null,
      addressed: true,
      files: false,
      gesture: null,
      ...over,
    });
  const results = await Promise.allSettled([say("a"), say("b", { at: 1n }), say("c")]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(office.count("inbox")).toBe(2);
  const disk = new HeldDisk();
  await say("d", { addressed: false, where: { ...office.where("own", null), conversation: "C-elsewhere" } });
  expect([office.count("inbox"), disk.waiting]).toEqual([2, 0]);
});
