import { describe, expect, it, onTestFinished } from "vitest";
import type { Config } from "../../src/config.js";
import { systemClock } from "../../src/machine-clock.js";
import { listDepartments } from "../../src/store/departments.js";
import { listPlans } from "../../src/store/plans.js";
import { execute, invoke, mention, PERSON, places } from "../kit/activities.js";
import { setClock } from "../kit/clock.js";
import { FakeConnector } from "../kit/fake-connector.js";
import { bindChannel } from "../kit/people.js";
import { Stage } from "../kit/stage.js";
import { CONFIG } from "../kit/teams-bench.js";
import { TeamsDriver } from "../kit/teams-driver.js";

setClock();

type Json = Record<string, unknown>;

/** Every object in a value, in the order in which they stand. */
function objectsIn(value: unknown): Json[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value as Json, ...inner];
}
const action = (card: unknown, title: string): Json => {
  const found = objectsIn(card).find((each) => each.title === title && /^Action/.test(String(each.type)));
  if (found === undefined) throw new Error(`no ${title} in ${JSON.stringify(card)}`);
  return found;
};
const dataOf = (pressed: Json): Json => pressed.data as Json;

/** A channel beside that of the department whose digest stands already. */
const OTHER = "19:another@thread.tacv2";

/** The whole program beside a Microsoft on loopback, and 企画課 who speaks to it in a channel. */
async function planningInTeams(over: Partial<Config> = {}) {
  const connector = new FakeConnector();
  await connector.listen();
  const driver = new TeamsDriver(connector);
  const stage = new Stage(driver, { adminUsers: [PERSON], ...over });
  onTestFinished(async () => {
    await stage.close();
    await connector.close();
  });
  await stage.prepare();
  const [plan] = listPlans(stage.db);
  const department = listDepartments(stage.db, plan?.id ?? 0).find(({ name }) => name === "土木部");
  const destination = { ...driver.channel.destination, conversation: OTHER };
  bindChannel(
    stage.db,
    {
      platform: "teams",
      conversation: OTHER,
      destination,
      name: "土木部",
      purpose: "department",
      departmentId: department?.id ?? 0,
    },
    systemClock(),
  );
  await stage.start();
  await stage.root();
  const place = places.channel("1700000000009");
  const say = (activity: Json) => driver.exchange(activity, stage.port);
  /** What the person alone is shown next in the channel, after something was done. */
  const shownAfter = async (work: () => Promise<unknown>): Promise<unknown> => {
    const before = connector.calls.length;
    await work();
    const shown = await stage.eventually(
      () =>
        connector.calls.slice(before).find(({ query }) => query.get("isTargetedActivity") === "true") ?? null,
    );
    return shown.body;
  };
  return {
    connector,
    stage,
    place,
    say,
    shownAfter,
    settings: () => shownAfter(() => say(mention("policy 設定", place))),
    department: String(department?.id),
    /** Whether the digest of the other channel is on its way or there. */
    digests: (): number => stage.count("outbox", `dedupe LIKE 'digest:teams:${OTHER}:%'`),
  };
}

describe("今すぐ送る", () => {
  it("in authenticated mode goes from the form to the preview to the sending, in one dialog", async () => {
    const { place, say, settings, department, digests } = await planningInTeams();
    const button = dataOf(action(await settings(), "今すぐ送る"));
    const opened = await say(invoke("task/fetch", { data: button }, place));
    expect(opened).toMatchObject({ task: { type: "continue", value: { title: "今すぐ送る" } } });
    const confirm = dataOf(action(opened, "内容を確認する"));
    const preview = await say(
      invoke("task/submit", { data: { ...confirm, "field:department": department } }, place),
    );
    expect(preview).toMatchObject({ task: { type: "continue", value: { title: "送る前の確認　土木部" } } });
    expect(JSON.stringify(preview)).not.toContain("Action.Execute");
    expect(digests()).toBe(0);
    const sent = await say(invoke("task/submit", { data: dataOf(action(preview, "送る")) }, place));
    expect(sent).toEqual({ task: { type: "message", value: "土木部 に送りました。" } });
    expect(digests()).toBe(1);
  });

  it("where there are no dialogs takes the same steps in one card", async () => {
    const open = { ...CONFIG, appId: "", password: "", tenantId: "", authenticated: false };
    const { place, say, settings, shownAfter, department, digests } = await planningInTeams({ teams: open });
    const press = (button: Json) => say(execute({ verb: button.verb, data: button.data }, place));
    const shown = await settings();
    const form = await shownAfter(() => press(action(shown, "今すぐ送る")));
    const confirm = action(form, "内容を確認する");
    const preview = await press({
      ...confirm,
      data: { ...dataOf(confirm), "field:department": department },
    });
    expect(JSON.stringify(preview)).toContain("送る前の確認");
    expect(digests()).toBe(0);
    const sent = await press(action(preview, "送る"));
    expect(sent).toMatchObject({ type: "application/vnd.microsoft.card.adaptive" });
    expect(JSON.stringify(sent)).toContain("土木部 に送りました。");
    expect(digests()).toBe(1);
  });
});

describe("every form of the settings", () => {
  it("opens as a dialog, and what is sent back is answered in it", async () => {
    const { place, say, settings } = await planningInTeams();
    const buttons = objectsIn(await settings()).filter(({ data }) => "msteams" in ((data ?? {}) as Json));
    expect(buttons.length).toBeGreaterThan(8);
    for (const button of buttons) {
      const opened = await say(invoke("task/fetch", { data: dataOf(button) }, place));
      expect(opened, String(button.title)).toMatchObject({ task: { value: expect.anything() } });
      const [submit] = objectsIn(opened).filter((each) => "f" in ((each.data ?? {}) as Json));
      if (submit === undefined) continue;
      const answered = await say(invoke("task/submit", { data: dataOf(submit) }, place));
      expect(answered, String(button.title)).toMatchObject({
        task: { type: expect.stringMatching(/^(?:continue|message)$/) },
      });
      expect(JSON.stringify(answered), String(button.title)).not.toMatch(/Action\.Execute|E-[0-9A-F]{6}/);
    }
  });
});

describe("what is typed into the search of the compose box", () => {
  it("writes nothing, whatever it says", async () => {
    const { place, say, stage } = await planningInTeams();
    // What continues the digest is still on its way.
    await stage.eventually(() =>
      stage.count("outbox", "status IN ('pending', 'sending')") === 0 ? true : null,
    );
    const written = () => stage.db.prepare("SELECT total_changes()").pluck().get();
    const everything = stage.everything();
    const before = written();
    for (const words of [
      "報",
      "報告 危機管理部",
      "報告 危機管理部 3 順調",
      "報告 危機管理部 3 順調 案を作成",
    ]) {
      const { composeExtension } = (await say(
        invoke(
          "composeExtension/query",
          { commandId: "findGoals", parameters: [{ name: "words", value: words }] },
          place,
        ),
      )) as { composeExtension: Json };
      if (words.startsWith("報告"))
        expect(composeExtension).toMatchObject({
          type: "message",
          text: expect.stringContaining("探すことだけ"),
        });
    }
    expect(stage.notes()).toEqual([]);
    expect(written()).toBe(before);
    expect(stage.everything()).toBe(everything);
  });
});
