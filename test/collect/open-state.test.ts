import { describe, expect, it } from "vitest";
import { all, type Db } from "../../src/store/database.js";
import { invoke, places } from "../kit/activities.js";
import { askingInTeams } from "../kit/asking-in-teams.js";
import { setClock } from "../kit/clock.js";
import { press, submission } from "../kit/payloads.js";
import { FORM, signed } from "../kit/sign.js";
import { slackStage } from "../kit/slack-driver.js";
import type { TeamsDriver } from "../kit/teams-driver.js";

/** A question whose form asks for a state that a reply left open: as each platform shows and submits it. */

setClock(8);

type Body = Record<string, unknown>;
const REPLY = { do: "reply", name: "a", text: "5 2週間ほど遅れております\n98 完了" } as const;

const objectsIn = (value: unknown): Body[] => {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inner : [value as Body, ...inner];
};

const notes = (db: Db) =>
  all<{ number: number; state: string | null }>(
    db,
    "SELECT number, note.state FROM note JOIN goal ON goal.id = goal_id WHERE withdrawn_at IS NULL",
  );

describe("an open state", () => {
  it("is chosen by nobody in advance in Slack, is asked for at its field, and is recorded as chosen", async () => {
    const { slack, driver, stage } = await slackStage();
    await stage.start();
    await driver.deliver(driver.event(REPLY, await stage.root()), stage.port, false);
    const send = async (body: Body): Promise<string> => {
      const raw = new URLSearchParams({ payload: JSON.stringify(body) }).toString();
      const headers = signed(raw, FORM);
      const response = await fetch(`http://127.0.0.1:${stage.port}/slack/events`, {
        method: "POST",
        body: raw,
        headers,
      });
      return response.text();
    };
    const value = await stage.eventually(() => {
      const shown = slack.whispered.flatMap(({ blocks }) => objectsIn(JSON.parse(blocks ?? "[]")));
      return shown.map((each) => String(each.value)).find((each) => each.includes("settle-form")) ?? null;
    });
    await send(press(value, slack.responseUrl));
    const view = await stage.eventually(() => {
      const [call] = slack.called("views.open");
      return call === undefined ? null : (JSON.parse(String(call.args.view)) as Body);
    });
    const input = (name: string) => objectsIn(view).find(({ block_id }) => block_id === `field:${name}`);
    expect(input("state0")).toMatchObject({ optional: true, element: { type: "static_select" } });
    expect(input("state0")?.element).not.toHaveProperty("initial_option");
    expect(input("state1")).toMatchObject({
      optional: false,
      element: { initial_option: { text: { text: "返信のとおり（完了）" } } },
    });
    const goal = objectsIn(input("goals0")).find(({ text }) => /^5 /.test(String((text as Body)?.text)));
    const behind = objectsIn(input("state0")).find(({ text }) => (text as Body)?.text === "遅れ");
    const chosen = (option: Body | null) => ({ type: "static_select", selected_option: option });
    const several = (...options: unknown[]) => ({ type: "multi_static_select", selected_options: options });
    const none = { text: { type: "plain_text", text: "どれでもない" }, value: "none" };
    const submit = (state: Body | null) =>
      send(
        submission("settle", String(view.private_metadata), {
          goals0: several(goal),
          state0: chosen(state),
          goals1: several(none),
          state1: chosen({ text: { type: "plain_text", text: "返信のとおり（完了）" }, value: "read" }),
        }),
      );
    expect(JSON.parse(await submit(null))).toEqual({
      response_action: "errors",
      errors: { "field:state0": "状態を選んでください。" },
    });
    expect(notes(stage.db)).toEqual([]);
    await submit(behind ?? null);
    await stage.eventually(() => (notes(stage.db).length === 1 ? true : null));
    expect(notes(stage.db)).toEqual([{ number: 5, state: "behind" }]);
  });

  it("is the same in a dialog of Teams", async () => {
    const { connector, stage } = await askingInTeams();
    const driver = stage.driver as TeamsDriver;
    const root = await stage.root();
    await driver.deliver(driver.event(REPLY, root), stage.port);
    const button = await stage.eventually(
      () =>
        connector.calls
          .filter(({ query }) => query.get("isTargetedActivity") === "true")
          .flatMap(({ body }) => objectsIn(body))
          .find(
            (each) => /^Action\./.test(String(each.type)) && JSON.stringify(each).includes("settle-form"),
          ) ?? null,
    );
    const place = places.channel(root);
    const opened = await driver.exchange(invoke("task/fetch", { data: button.data }, place), stage.port);
    const input = (id: string) => objectsIn(opened).find((each) => each.id === `field:${id}`);
    expect(input("state0")).not.toHaveProperty("value");
    expect(input("state0")).not.toHaveProperty("isRequired");
    expect(input("state1")).toMatchObject({ value: "read", isRequired: true });
    const option = (id: string, title: RegExp): string =>
      String(objectsIn(input(id)).find((each) => title.test(String(each.title)))?.value);
    const data = objectsIn(opened).find(
      ({ title, type }) => title === "記録する" && /^Action\./.test(String(type)),
    )?.data as Body;
    const values = {
      "field:goals0": option("goals0", /^5 /),
      "field:goals1": "none",
      "field:state1": "read",
    };
    const submit = (more: Body) =>
      driver.exchange(invoke("task/submit", { data: { ...data, ...values, ...more } }, place), stage.port);
    expect(JSON.stringify(await submit({}))).toContain("状態を選んでください。");
    expect(notes(stage.db)).toEqual([]);
    await submit({ "field:state0": option("state0", /^遅れ$/) });
    expect(notes(stage.db)).toEqual([{ number: 5, state: "behind" }]);
  });
});
